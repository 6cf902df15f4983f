"""How OpenSearch grows with the register: its part of :mod:`benchmarks.search_parts.growth`.

The index of each size stays on the server and is filled anew. Searches are those of the part ``opensearch``, by the
clock, because the server works in another process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.search_parts.common import MS
from benchmarks.search_parts.growth_rows import Row, Rows, told
from benchmarks.search_parts.opensearch import answered
from benchmarks.search_parts.server import filled
from benchmarks.table import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedRow(Row):
    """What one size costs with OpenSearch."""

    search_p50: float
    """Milliseconds by the clock; the two below of the raw call."""
    search_p95: float
    raw_p50: float
    raw_p95: float


ROWS: Final = Rows("growth-opensearch.json", ServedRow)


def measure(sizes: tuple[int, ...]) -> list[Figure]:
    """Measure the sizes, print all that are known, return one line for each size of this run."""
    lines = []
    for size in sizes:
        row = _row(size)
        ROWS.keep(row)
        lines.append(_line(row))
    _told(ROWS.known())
    return lines


def _row(size: int) -> ServedRow:
    built, asked = filled(size), answered(size)
    return ServedRow(
        acts=size,
        seconds=built.seconds,
        build_cpu=built.cpu,
        index_mb=built.index_mb,
        search_p50=asked.p50,
        search_p95=asked.p95,
        raw_p50=asked.raw_p50,
        raw_p95=asked.raw_p95,
        told=told(),
    )


def _line(row: ServedRow) -> Figure:
    figures = f"build {row.seconds:.0f} s, index {row.index_mb:.0f} MB, search p95 {row.search_p95:.1f} ms"
    return Figure(f"growth: OpenSearch, {row.acts} acts", "told", figures, met=True)


def _told(rows: list[ServedRow]) -> None:
    table = Table(title="Growth of OpenSearch")
    for heading in ("acts", "build", "acts/s", "own CPU ms/act", "index", "KB/act", "search", "raw call", "when"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            str(row.acts),
            f"{row.seconds:.0f} s",
            f"{row.acts / row.seconds:.0f}",
            f"{row.build_cpu / row.acts * MS:.2f}",
            f"{row.index_mb:.0f} MB",
            f"{row.index_mb / row.acts * 1000:.2f}",
            f"{row.search_p50:.1f} / {row.search_p95:.1f}",
            f"{row.raw_p50:.1f} / {row.raw_p95:.1f}",
            row.told,
        )
    Console(width=150).print(table)
