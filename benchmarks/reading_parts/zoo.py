"""Every file of the corpus through the pool: each ends as a document or with a reason; a line for each format.

Pages that are pictures are counted, not recognised: recognition has its own part.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from benchmarks import corpus
from benchmarks.table import Figure
from domain.document import check_document
from domain.errors import IntakeError
from ingest.reading import ReadingPool, ReadLimits, Tools

if TYPE_CHECKING:
    from pathlib import Path

ENDINGS: Final = (".docx", ".doc", ".rtf", ".odt", ".pdf", ".html", ".htm", ".txt")
_DEFECTS: Final = frozenset({"reading-failed", "reading-timed-out"})


@dataclass(slots=True)
class Tally:
    """What became of the files of one format."""

    read: int = 0
    scans: int = 0
    pages: int = 0
    seconds: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The tally in words."""
        parts = [f"{self.read} read"]
        if self.scans:
            parts.append(f"{self.scans} of them pictures")
        if self.pages:
            parts.append(f"{self.pages} pages")
        parts += [f"{count} {code}" for code, count in sorted(self.reasons.items())]
        return ", ".join([*parts, f"{self.seconds:.1f} s", *self.faults])


def measure() -> list[Figure]:
    """Return a line for each format that the contents turn out to have."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        for path in corpus.files(*ENDINGS):
            _read(pool, path, tallies)
    return [
        Figure(
            f"corpus: {name}", "no crash, no hang", tally.words, not tally.faults and not _DEFECTS & set(tally.reasons)
        )
        for name, tally in sorted(tallies.items())
    ]


def _read(pool: ReadingPool, path: Path, tallies: defaultdict[str, Tally]) -> None:
    begun = time.monotonic()
    try:
        document = pool.read(path, recognise=False)
    except IntakeError as error:
        tally = tallies[path.suffix.lower().lstrip(".")]
        tally.reasons[error.code] += 1
    else:
        tally = tallies[document.format]
        tally.read += 1
        tally.scans += corpus.scanned_pages(document) > 0
        tally.pages += len(document.pages)
        if check_document(document):
            tally.faults.append(f"breaks the model: {path.name}")
    tally.seconds += time.monotonic() - begun
