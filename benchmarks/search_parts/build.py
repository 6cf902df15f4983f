"""Building the embedded index: against bare tantivy that is fed with ready tokens, and all acts of the register.

Bare: the product's schema and writer, documents whose streams of tokens are ready; the tokens are handed over one by
one, because that is the only way of tantivy's Python interface to two tokens on one position. Ours: the same from
titles and texts, with the analysis. Rounds alternate on the same acts; the ratio is the median of the rounds.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import tantivy

from benchmarks.search_parts import acts
from benchmarks.search_parts.common import ACTS, load_average
from benchmarks.search_parts.rebuilding import rebuild
from benchmarks.search_parts.registers import CACHE
from benchmarks.table import Figure, at_least, at_most
from search.analysis import default_analysis
from search.documents import prepare
from search.embedded import EmbeddedIndex
from search.embedded.mapping import build_schema, to_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.documents import IndexedDocument, SearchDocument

ROUNDS: Final = 5
SIZE: Final = min(3000, ACTS)
_MEMORY: Final = 128_000_000
"""What the product gives the writer of a rebuild."""


def measure() -> list[Figure]:
    """Return the lines of the build."""
    ratios, bare_speed = _rounds()
    whole = rebuild(ACTS)
    speed = ACTS / whole.seconds
    return [
        at_least("build: ours to bare tantivy with ready tokens", 0.45, statistics.median(ratios), "x"),
        Figure(
            f"build: {ACTS} acts from the records",
            "told",
            f"{whole.seconds:.0f} s, {speed:.0f} acts/s ({whole.cpu / ACTS * 1000:.2f} ms of processor an act), "
            f"index {whole.index_mb:.0f} MB; bare {bare_speed:.0f} acts/s; {load_average()}",
            met=True,
        ),
        at_most("build: peak memory", 700, whole.peak_mb, " MB"),
    ]


def _rounds() -> tuple[list[float], float]:
    analysis = default_analysis()
    ratios, speeds = [], []
    for number in range(ROUNDS):
        given = list(acts.acts(SIZE, number * SIZE))
        ready = [prepare(act, analysis) for act in given]
        ours = _timed(lambda folder, given=given: _ours(folder, given))
        bare = _timed(lambda folder, ready=ready: _bare(folder, ready))
        ratios.append(bare / ours)
        speeds.append(SIZE / bare)
    return ratios, statistics.median(speeds)


def _timed(build: Callable[[Path], None]) -> float:
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        begun = time.perf_counter()
        build(folder)
        return time.perf_counter() - begun
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ours(folder: Path, given: Sequence[SearchDocument]) -> None:
    with EmbeddedIndex(folder / "index", default_analysis()).begin_rebuild() as made:
        for start in range(0, len(given), 500):
            made.add(given[start : start + 500])
        made.finish(len(given))


def _bare(folder: Path, ready: Sequence[IndexedDocument]) -> None:
    writer = tantivy.Index(build_schema(), path=str(folder)).writer(_MEMORY, 1)
    for document in ready:
        writer.add_document(to_engine(document))
    writer.commit()
    writer.wait_merging_threads()
