"""The labelled documents of the corpus: labels, halves, and what the rules find in each.

Reads: ``labelled/labels.jsonl`` of the corpus, ``split.toml``. Writes: Outcomes.
"""

from __future__ import annotations

import json
import math
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.corpus import CORPUS
from domain.document import Document, Source
from domain.errors import IntakeError
from domain.requisites import FIELDS
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites
from ingest.requisites.tallying import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER: Final = CORPUS / "labelled"
TUNING: Final = "tuning"
CHECKING: Final = "checking"
TEXT: Final = "text"
SCAN: Final = "scan"
_WORKERS: Final = 2
_TIMES: Final = 3
"""The rules are timed so often, and the best time counts: others use the machine too."""

_PICTURES: Final = 0.5
"""Share of recognised characters from which a document counts as a scan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Outcome):
    """An outcome with what the tables are made by."""

    half: str
    layer: str
    """``text``, or ``scan`` when most of its characters were recognised."""
    pages: int
    seconds: float
    """Time of the rules alone, without reading the file."""


def outcomes(read: Callable[[Path], Document] | None = None) -> list[Measured]:
    """Read every labelled document and find its requisites; ``read`` may bring documents that were read before."""
    labels = FOLDER / "labels.jsonl"
    if not labels.exists():
        sys.exit(f"no labelled documents in {FOLDER}: name the folder of real documents in REGISTRY_CORPUS")
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines() if line.strip()]
    halves = _halves(rows)
    places = {path.name: path for path in FOLDER.rglob("*") if path.is_file()}
    if read is not None:
        return [_outcome(row, halves[row["file"]], read(places[row["file"]])) for row in rows]
    with ReadingPool(ReadLimits(), Tools.find()) as pool, ThreadPoolExecutor(_WORKERS) as threads:
        documents = list(threads.map(lambda row: _read(pool, places[row["file"]]), rows))
    return [_outcome(row, halves[row["file"]], document) for row, document in zip(rows, documents, strict=True)]


def _read(pool: ReadingPool, path: Path) -> Document:
    """Return the document; a file that cannot be read gives an empty one, so that all of its values are missing."""
    try:
        return pool.read(path)
    except IntakeError as error:
        sys.stderr.write(f"{path.name}: {error.code}\n")
        return Document(format="", text="", blocks=())


def _halves(rows: list[dict[str, Any]]) -> dict[str, str]:
    split = tomllib.loads((Path(__file__).parent / "split.toml").read_text("utf-8"))
    known = {
        name: half for half in (TUNING, CHECKING) for key in ("sources", "documents") for name in split[f"{half}_{key}"]
    }
    return {
        row["file"]: known.get(row["source"]) or known[row.get("derived_from", row["file"]).split(".")[0]]
        for row in rows
    }


def _outcome(row: dict[str, Any], half: str, document: Document) -> Measured:
    seconds = math.inf
    for _ in range(_TIMES):
        begun = time.perf_counter()
        found = find_requisites(document)
        seconds = min(seconds, time.perf_counter() - begun)
    recognised = sum(block.end - block.start for block in document.blocks if block.source is Source.OCR)
    values = {name: value for name in FIELDS if (value := found.field(name)) is not None}
    return Measured(
        file=row["file"],
        half=half,
        layer=SCAN if recognised > _PICTURES * max(1, len(document.text)) else TEXT,
        pages=len(document.pages),
        seconds=seconds,
        found={
            **{name: value.value for name, value in values.items()},
            "amends": [{"date": ref.date, "number": ref.number} for ref in found.amends],
            "repeals": [{"date": ref.date, "number": ref.number} for ref in found.repeals],
        },
        confidence={name: value.confidence for name, value in values.items()},
        expected=row["expected"],
    )
