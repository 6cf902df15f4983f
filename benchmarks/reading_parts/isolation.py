"""What a child of its own costs a file: the same small files here and in the pool; memory of a reading process."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Final

from benchmarks.corpus import ROOT
from benchmarks.table import Figure, at_most
from ingest.reading import ReadingPool, ReadLimits, Tools, read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.document import Document

_TIMES: Final = 200
_STEP: Final = "benchmarks.reading_parts.isolation:peak"


def peak(document: Document) -> float:
    """Return the peak of this process, MB: a second step, so it runs in the child."""
    import resource

    del document
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> list[Figure]:
    """Measure both."""
    acts = ROOT / "examples" / "acts"
    chosen = [min(acts.glob("*.docx")), min(acts.glob("*.pdf"))]
    limits, tools = ReadLimits(), Tools()
    figures = []
    with ReadingPool(limits, tools, preload=("ingest.requisites", "benchmarks.reading_parts.isolation")) as pool:
        for path in chosen:
            cost = _cost(
                lambda path=path: pool.read(path),
                lambda path=path: read_document(path, name=path.name, limits=limits, tools=tools),
            )
            figures.append(at_most(f"isolation of {path.suffix[1:].upper()}, median of {_TIMES}", 10, cost, " ms"))
        largest = max(pool.read(path, after=_STEP, after_type=float).value for path in _texts(acts))
    figures.append(at_most("largest reading process over the example acts", 128, largest, " MB"))
    return figures


def _texts(acts: Path) -> list[Path]:
    return [path for path in sorted(acts.iterdir()) if path.suffix in {".docx", ".pdf"}]


def _cost(apart: Callable[[], object], here: Callable[[], object]) -> float:
    """Return by how many milliseconds the median of one is over that of the other, taken in turn."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(5):
        apart()
        here()
    for _ in range(_TIMES):
        for is_apart, deed in ((True, apart), (False, here)):
            begun = time.perf_counter()
            deed()
            taken[is_apart].append(time.perf_counter() - begun)
    return 1000 * (statistics.median(taken[True]) - statistics.median(taken[False]))
