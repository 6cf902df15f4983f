"""How OpenSearch grows with the register: its part of :mod:`benchmarks.search_parts.growth`.

The index of each size stays on the server and is filled anew. Searches are those of the part ``opensearch``, by the
clock, because the server works in another process.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.search_parts.common import MS, load_average
from benchmarks.search_parts.opensearch import answered
from benchmarks.search_parts.registers import CACHE
from benchmarks.search_parts.server import filled
from benchmarks.table import Figure

_KEPT: Final = CACHE / "growth-opensearch.json"


@dataclass(frozen=True, slots=True)
class Row:
    """What one size costs."""

    acts: int
    seconds: float
    """The build, by the clock."""
    build_cpu: float
    """Processor seconds of the product's process."""
    index_mb: float
    search_p50: float
    """Milliseconds by the clock; the two below of the raw call."""
    search_p95: float
    raw_p50: float
    raw_p95: float
    told: str
    """Day of the run and how busy the machine was."""


def measure(sizes: tuple[int, ...]) -> list[Figure]:
    """Measure the sizes, print all that are known, return one line for each size of this run."""
    rows = {row.acts: row for row in known()}
    for size in sizes:
        rows[size] = _row(size)
        CACHE.mkdir(parents=True, exist_ok=True)
        _KEPT.write_text(json.dumps([asdict(rows[acts]) for acts in sorted(rows)], indent=1), "utf-8")
    _told(known())
    return [_line(rows[size]) for size in sizes]


def known() -> list[Row]:
    """Return all rows that were ever measured here."""
    return [Row(**row) for row in json.loads(_KEPT.read_text("utf-8"))] if _KEPT.exists() else []


def _row(size: int) -> Row:
    built, asked = filled(size), answered(size)
    return Row(
        acts=size,
        seconds=built.seconds,
        build_cpu=built.cpu,
        index_mb=built.index_mb,
        search_p50=asked.p50,
        search_p95=asked.p95,
        raw_p50=asked.raw_p50,
        raw_p95=asked.raw_p95,
        told=f"{datetime.now(UTC):%Y-%m-%d}, {load_average()}",
    )


def _line(row: Row) -> Figure:
    figures = f"build {row.seconds:.0f} s, index {row.index_mb:.0f} MB, search p95 {row.search_p95:.1f} ms"
    return Figure(f"growth: OpenSearch, {row.acts} acts", "told", figures, met=True)


def _told(rows: list[Row]) -> None:
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
