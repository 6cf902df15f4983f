"""Grids of a page and its runs -> tables; what is no table (a frame, a form's lines) stays text."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from ingest.reading import layout
from ingest.reading.builder import CellDraft, Draft
from ingest.reading.pdf import grids
from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from domain.document import Box, Source
    from ingest.reading.layout import Line
    from ingest.reading.pdf.device import Content, Run
    from ingest.reading.pdf.grids import Grid, Slot
    from ingest.reading.pdf.rules import Edge

_FEWEST_FILLED: Final = 3
"""Cells that say something; a table of fewer is a frame."""
_UNDERLINE: Final = 0.3
"""The middle of a line of text lies this share of its size above the baseline."""
_NOTHING: Final = Mended("")
_FLAT: Final = 3.0
"""Rows that are on average no higher than this in points hold no text: hatching, a bar code."""


@dataclass(slots=True)
class Table:
    """A table as it lies on its page, in points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float
    cells: list[CellDraft] = field(default_factory=list)
    columns: list[float] = field(default_factory=list)
    """Where its upright rules stand, those of its edges included; none of a table without rules."""
    size: float = 0.0
    trust: float = 1.0

    def box(self, width: float, height: float) -> Box:
        """Return where it lies, as shares of the page."""
        return layout.box_of(self.x0, self.top, self.x1, self.bottom, width, height)

    def draft(self, page: int, box: Box | None, source: Source) -> Draft:
        """Return the block that it becomes."""
        return Draft(
            kind=BlockKind.TABLE, cells=self.cells, page=page, box=box, size=self.size, source=source, trust=self.trust
        )


def take(content: Content, known: Callable[[str], bool]) -> list[Table]:
    """Return the tables of a page, from the top; their runs leave the content."""
    tables: list[Table] = []
    for grid in likely(*content.rules.from_top(content.height)):
        inside = _inside(grid, content.runs)
        table = _table(grid, inside, known)
        if table is not None:
            taken = {id(run) for runs in inside.values() for run in runs}
            content.runs = [run for run in content.runs if id(run) not in taken]
            tables.append(table)
    return tables


def in_order(tables: Sequence[Table], lines: list[Line]) -> Iterator[list[Line] | Table]:
    """Yield the lines above, between and below the tables of a page, and the tables, from the top."""
    for table in tables:
        above = [line for line in lines if line.y < table.top + line.size]
        before = {id(line) for line in above}  # a small line low enough may stand before a large one
        lines = [line for line in lines if id(line) not in before]
        yield from (above, table)
    yield lines


def likely(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Grid]:
    """Return the grids of a page that may be tables, from the top; edges have their origin at the top left."""
    return [
        grid
        for grid in _outermost(grids.find(level, upright))
        if (grid.ys[-1] - grid.ys[0]) / (len(grid.ys) - 1) >= _FLAT
    ]


def _outermost(found: list[Grid]) -> list[Grid]:
    """Leave out grids inside a cell of another one, which would be said twice; and frames around tables."""
    tables = [grid for grid in found if _looks_like_one(grid)]
    return [grid for grid in tables if not any(other is not grid and _holds(other, grid) for other in tables)]


def _looks_like_one(grid: Grid) -> bool:
    return len(grid.cells) >= _FEWEST_FILLED and len({cell.col for cell in grid.cells}) > 1


def _holds(outer: Grid, inner: Grid) -> bool:
    return (
        outer.xs[0] <= inner.xs[0]
        and inner.xs[-1] <= outer.xs[-1]
        and outer.ys[0] <= inner.ys[0]
        and inner.ys[-1] <= outer.ys[-1]
    )


def _inside(grid: Grid, runs: Sequence[Run]) -> dict[Slot, list[Run]]:
    """Return the runs of each cell; a run belongs where its middle is."""
    cell_at = grid.slots()
    inside: dict[Slot, list[Run]] = {}
    for run in runs:
        y = run.y - _UNDERLINE * run.size
        if grid.ys[0] <= y < grid.ys[-1]:
            place = grid.place((run.x0 + run.x1) / 2, y)
            if place is not None:
                inside.setdefault(cell_at[place], []).append(run)
    return inside


def _table(grid: Grid, inside: dict[Slot, list[Run]], known: Callable[[str], bool]) -> Table | None:
    filled = [cell for cell in grid.cells if cell in inside]
    if len(filled) < _FEWEST_FILLED or len({cell.col for cell in filled}) < 2:  # noqa: PLR2004 - a list, or one cell in frames
        return None
    table = Table(grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1], columns=grid.xs)
    letters = weight = trust = 0.0
    for cell in sorted(grid.cells):
        runs = inside.get(cell)
        said = _said(runs, known) if runs else _NOTHING
        if runs:
            letters += sum([len(run.text) for run in runs])
            weight += sum([len(run.text) * run.size for run in runs])
            trust += sum([len(run.text) * run.trust for run in runs])
        table.cells.append(
            CellDraft(
                row=cell.row,
                col=cell.col,
                text=said.text,
                row_span=cell.row_end - cell.row,
                col_span=cell.col_end - cell.col,
                repairs=said.repairs,
            )
        )
    table.size = weight / max(letters, 1)
    table.trust = layout.trust_of(trust / max(letters, 1), (run.trust for runs in inside.values() for run in runs))
    return table


def _said(runs: list[Run], known: Callable[[str], bool]) -> Mended:
    """Return what a cell says: lines that go on are joined, others stay lines."""
    lines = layout.lines_of(runs)
    if not lines:
        return Mended("")
    said = lines[0].mended
    for above, line in itertools.pairwise(lines):
        if layout.starts_anew(above.text, line.text):
            said = said.then("\n", line.mended)
        else:
            said = layout.join_mended(said, line.mended, known)
    return said
