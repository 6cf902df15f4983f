"""How both engines grow with the register: building, size, memory, pages of 10 000, 100 000, 300 000 acts.

Each size is rebuilt and then asked in a process of its own (``python -m … COUNT``), so that its memory is its own. Rows
are kept in ``.cache/search``; a run replaces those of the sizes in ``BENCH_GROWTH`` (numbers parted by commas), then
``growth.svg`` is drawn of all of them. 300 000 acts take half an hour for each engine and are measured only when
they are asked for. What other parts of the same run built is not built again.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.search_parts import growth_opensearch
from benchmarks.search_parts.common import MS, indexed, p95, took
from benchmarks.search_parts.growth_rows import Row, Rows, told
from benchmarks.search_parts.queries import questions
from benchmarks.search_parts.rebuilding import rebuild
from benchmarks.search_parts.server import absent, address
from benchmarks.table import Figure
from registry_api.finding import find

SIZES: Final = tuple(int(size) for size in os.environ.get("BENCH_GROWTH", "10000,100000").split(","))
EACH: Final = 20
_PLOT: Final = Path(__file__).parents[1] / "growth.svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedRow(Row):
    """What one size costs with the embedded engine."""

    build_peak_mb: float
    page_p50: float
    """Milliseconds by the clock; the two below of processor."""
    page_p95: float
    cpu_p50: float
    cpu_p95: float
    page_peak_mb: float


ROWS: Final = Rows("growth.json", EmbeddedRow)


def measure() -> list[Figure]:
    """Measure the chosen sizes, draw all that are known, return one line for each size of this run."""
    lines = []
    for size in SIZES:
        built = rebuild(size)
        row = asked(size, built.seconds, built.cpu, built.index_mb, built.peak_mb)
        ROWS.keep(row)
        lines.append(_line(row))
    _told(ROWS.known())
    server = growth_opensearch.measure(SIZES) if address() else absent("growth: OpenSearch")
    _draw(ROWS.known())
    return [*lines, *server]


def _line(row: EmbeddedRow) -> Figure:
    figures = f"build {row.seconds:.0f} s, index {row.index_mb:.0f} MB, page p95 {row.page_p95:.1f} ms"
    return Figure(f"growth: {row.acts} acts", "told", figures, met=True)


def asked(size: int, seconds: float, cpu: float, index_mb: float, peak_mb: float) -> EmbeddedRow:
    """Ask for pages of a register that is indexed and return its whole row."""
    done = subprocess.run([sys.executable, "-m", __name__, str(size)], check=True, stdout=subprocess.PIPE)
    pages = json.loads(done.stdout.splitlines()[-1])
    return EmbeddedRow(
        acts=size, seconds=seconds, build_cpu=cpu, index_mb=index_mb, build_peak_mb=peak_mb, told=told(), **pages
    )


def _told(rows: list[EmbeddedRow]) -> None:
    table = Table(title="Growth of the embedded engine")
    for heading in ("acts", "build", "acts/s", "CPU ms/act", "index", "KB/act", "peak", "page", "CPU", "peak", "when"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            str(row.acts),
            f"{row.seconds:.0f} s",
            f"{row.acts / row.seconds:.0f}",
            f"{row.build_cpu / row.acts * MS:.2f}",
            f"{row.index_mb:.0f} MB",
            f"{row.index_mb / row.acts * 1000:.2f}",
            f"{row.build_peak_mb:.0f} MB",
            f"{row.page_p50:.1f} / {row.page_p95:.1f}",
            f"{row.cpu_p50:.1f} / {row.cpu_p95:.1f}",
            f"{row.page_peak_mb:.0f} MB",
            row.told,
        )
    Console(width=150).print(table)


def _draw(rows: list[EmbeddedRow]) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    server = growth_opensearch.ROWS.known()
    own, other = [row.acts / 1000 for row in rows], [row.acts / 1000 for row in server]
    drawn: dict[str, dict[str, tuple[list[float], list[float]]]] = {
        "embedded: build, processor minutes": {"": (own, [row.build_cpu / 60 for row in rows])},
        "embedded: peak memory, MB": {
            "build": (own, [row.build_peak_mb for row in rows]),
            "serving": (own, [row.page_peak_mb for row in rows]),
        },
        "embedded: page, ms of processor": {
            "median": (own, [row.cpu_p50 for row in rows]),
            "p95": (own, [row.cpu_p95 for row in rows]),
        },
        "OpenSearch: build, minutes by the clock": {"": (other, [row.seconds / 60 for row in server])},
        "index, MB": {
            "embedded": (own, [row.index_mb for row in rows]),
            "OpenSearch": (other, [row.index_mb for row in server]),
        },
        "OpenSearch: search, ms by the clock": {
            "median": (other, [row.search_p50 for row in server]),
            "p95": (other, [row.search_p95 for row in server]),
        },
    }
    figure, places = plt.subplots(2, 3, figsize=(12, 6.5), layout="constrained")
    for axes, (title, lines) in zip(places.flat, drawn.items(), strict=True):
        for label, (sizes, values) in lines.items():
            axes.plot(sizes, values, marker="o", label=label)
        axes.set(title=title, xlabel="acts, thousands", ylim=(0, None), xlim=(0, None))
        if len(lines) > 1:
            axes.legend()
    figure.savefig(_PLOT, metadata={"Date": None})
    plt.close(figure)


def _main(size: int) -> None:
    walls: list[float] = []
    times: list[float] = []
    with indexed(size) as made:
        for _, question in questions(EACH, size):
            find(made, question)
            runs = sorted(
                (took(lambda question=question: find(made, question)) for _ in range(3)), key=lambda run: run.cpu
            )
            walls.append(runs[1].wall * MS)
            times.append(runs[1].cpu * MS)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = {
        "page_p50": statistics.median(walls),
        "page_p95": p95(walls),
        "cpu_p50": statistics.median(times),
        "cpu_p95": p95(times),
        "page_peak_mb": peak,
    }
    print(json.dumps(pages))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
