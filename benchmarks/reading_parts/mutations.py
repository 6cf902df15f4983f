"""Ten thousand mutations of the example files, each through the pool: nothing crashes the register, nothing hangs.

``python -m benchmarks.reading_parts.mutations NUMBER FILE`` writes one mutant to look at.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.corpus import ROOT
from benchmarks.table import Figure, at_most
from domain.document import Document, check_document
from domain.errors import IntakeError
from ingest.reading import ReadingPool, ReadLimits, Tools
from tests.hostile.mutants import mutants

COUNT: Final = 10_000
SEED: Final = 2026
LIMITS: Final = ReadLimits()
_THREADS: Final = 2
_SHOWN: Final = 12


@dataclass(slots=True)
class Seen:
    """What became of the mutants."""

    codes: Counter[str] = field(default_factory=Counter)
    defects: dict[str, list[str]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_name: str = ""


def originals() -> list[Path]:
    """Return the files that are mutated."""
    return [path for path in (ROOT / "examples").rglob("*") if path.suffix in {".docx", ".pdf"}]


def read_all(pool: ReadingPool, count: int, seed: int, seen: Seen) -> None:
    """Read mutants and note what they ended with; anything but a document or a typed error is raised."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_THREADS) as threads:

        def read(mutant: tuple[str, bytes]) -> tuple[str, Document | IntakeError, float]:
            name, data = mutant
            path = Path(folder) / name
            path.write_bytes(data)
            begun = time.perf_counter()
            try:
                return name, pool.read(path), time.perf_counter() - begun
            except IntakeError as error:
                return name, error, time.perf_counter() - begun
            finally:
                path.unlink()

        waiting = mutants(originals(), count, seed)
        while batch := list(islice(waiting, 100)):
            for name, found, seconds in threads.map(read, batch):
                _note(seen, name, found, seconds)


def _note(seen: Seen, name: str, found: Document | IntakeError, seconds: float) -> None:
    if seconds > seen.slowest:
        seen.slowest, seen.slowest_name = seconds, name
    if isinstance(found, Document):
        seen.codes["read"] += 1
        if check_document(found):
            seen.broken.append(name)
        return
    seen.codes[found.code] += 1
    if found.code == "reading-failed":
        defect = str(found.details.get("defect") or found.details)
        seen.defects.setdefault(defect, []).append(name)


def measure() -> list[Figure]:
    """Read all mutants."""
    seen = Seen()
    with ReadingPool(LIMITS, Tools()) as pool:
        pool.read(min(originals()))
        first = pool._zygote  # noqa: SLF001 - whether the first one lives to the end is the question
        read_all(pool, COUNT, SEED, seen)
        alive = first is not None and first is pool._zygote and first.poll() is None  # noqa: SLF001 - the parent is what is watched
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    for defect, names in list(seen.defects.items())[:_SHOWN]:
        print(f"{defect}: {len(names)}, as {names[0]}")
    print(", ".join(f"{code} {count}" for code, count in seen.codes.most_common()), "| slowest", seen.slowest_name)
    ended = sum(seen.codes.values())
    return [
        Figure("mutations that ended with a document or a code", f"= {COUNT}", str(ended), ended == COUNT),
        Figure("the warmed parent outlived them all", "yes", "yes" if alive else "no", alive),
        at_most("mutations that met a defect of ours", 0, sum(map(len, seen.defects.values()))),
        at_most("documents of mutations that break the model", 0, len(seen.broken)),
        at_most("slowest mutation", LIMITS.seconds, seen.slowest, " s"),
        at_most("largest reading process over mutations", LIMITS.memory_bytes / 2**20, peak, " MB"),
    ]


if __name__ == "__main__":
    wanted = int(sys.argv[1])
    name, data = next(islice(mutants(originals(), wanted + 1, SEED), wanted, None))
    Path(sys.argv[2]).write_bytes(data)
    print(name)
