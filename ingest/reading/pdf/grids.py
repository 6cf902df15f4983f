"""Edges of a page -> grids: snap to common places, join what touches, follow what crosses, cut into cells.

The idea is pdfplumber's, with one difference: the outer border of a grid may be missing, as Word leaves it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.pdf.rules import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST_RULES: Final = 6
"""A table of two by two has three rules each way."""
_NEAR: Final = 2.0
"""Points by which edges may miss each other and still be one, or touch: thick borders are drawn as two lines."""
_BROKEN: Final = 4.0
"""Points between two stretches of one line: cells that are drawn one by one leave the width of the border."""
_COVERED: Final = 0.8
"""Share of a cell's side that must be ruled, to part it from its neighbour."""
_BARE: Final = 0.2
"""Share up to which a side counts as not ruled: the end of a rule that goes beyond its crossing."""
_MOST_CELLS: Final = 20_000
_MOST_EDGES: Final = 4_000
"""Joined edges of a page: crossing takes the product of both kinds."""


class Slot(NamedTuple):
    """A cell of a grid: rows and columns from 0, the last ones not included."""

    row: int
    col: int
    row_end: int
    col_end: int


@dataclass(slots=True)
class Grid:
    """A ruled area: places of its upright and level lines, its cells."""

    xs: list[float]
    ys: list[float]
    cells: list[Slot] = field(default_factory=list)
    broken: float = 0.0
    """Share of the stretches between its lines that are ruled in part only: next to none in what was drawn."""

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of a point, None outside."""
        col, row = bisect_right(self.xs, x) - 1, bisect_right(self.ys, y) - 1
        return (row, col) if 0 <= col < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1 else None

    def slots(self) -> dict[tuple[int, int], Slot]:
        """Return the cell of each row and column."""
        return {
            (row, col): cell
            for cell in self.cells
            for row in range(cell.row, cell.row_end)
            for col in range(cell.col, cell.col_end)
        }


def find(level: Sequence[Edge], upright: Sequence[Edge]) -> list[Grid]:
    """Return the grids of a page, from the top; edges have their origin at the top left."""
    if len(level) + len(upright) < FEWEST_RULES or len(level) < 2 or len(upright) < 2:  # noqa: PLR2004 - no area
        return []
    level, upright = _joined(level), _joined(upright)
    if len(level) + len(upright) > _MOST_EDGES:
        return []
    grids = [_grid(rows, columns) for rows, columns in _crossing(level, upright)]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(edges: Iterable[Edge]) -> list[Edge]:
    """Snap edges to common places and join those that touch."""
    joined: list[Edge] = []
    row: list[Edge] = []
    for edge in sorted(edges):
        if row and edge.at - row[-1].at > _NEAR:
            joined += _stretched(row)
            row = []
        row.append(edge)
    return joined + _stretched(row)


def _stretched(row: list[Edge]) -> list[Edge]:
    if not row:
        return []
    at = sum(edge.at for edge in row) / len(row)
    stretches: list[Edge] = []
    for edge in sorted(row, key=lambda edge: edge.start):
        if stretches and edge.start - stretches[-1].end <= _BROKEN:
            stretches[-1] = Edge(at, stretches[-1].start, max(stretches[-1].end, edge.end))
        else:
            stretches.append(Edge(at, edge.start, edge.end))
    return stretches


def _crossing(level: list[Edge], upright: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Return the groups of edges that hang together by crossing or touching."""
    groups = _Groups(len(level) + len(upright))
    places = [edge.at for edge in upright]
    for index, edge in enumerate(level):
        first, last = bisect_left(places, edge.start - _NEAR), bisect_right(places, edge.end + _NEAR)
        for other in range(first, last):
            if upright[other].start - _NEAR <= edge.at <= upright[other].end + _NEAR:
                groups.unite(index, len(level) + other)
    found: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for index, edge in enumerate([*level, *upright]):
        found.setdefault(groups.root(index), ([], []))[index >= len(level)].append(edge)
    return [(rows, columns) for rows, columns in found.values() if len(rows) > 1 and len(columns) > 1]


class _Groups:
    """Union and find."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))

    def root(self, index: int) -> int:
        parents = self._parents
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    def unite(self, one: int, other: int) -> None:
        self._parents[self.root(one)] = self.root(other)


def _grid(level: list[Edge], upright: list[Edge]) -> Grid | None:
    xs, ys = _places(upright, level), _places(level, upright)
    rows, cols = len(ys) - 1, len(xs) - 1
    if rows < 1 or cols < 1 or rows * cols > _MOST_CELLS or rows * cols < 2:  # noqa: PLR2004 - one cell is a frame
        return None
    grid = Grid(xs, ys)
    slots = _Groups(rows * cols)
    across, along = _shares(upright, xs, ys), _shares(level, ys, xs)
    parted = {place for place, share in across.items() if share >= _COVERED}
    ruled = {place for place, share in along.items() if share >= _COVERED}
    partly = sum(_BARE < share < _COVERED for share in (*across.values(), *along.values()))
    grid.broken = partly / (len(parted) + len(ruled) + partly or 1)
    for row in range(rows):
        for col in range(cols):
            if col + 1 < cols and (col + 1, row) not in parted:
                slots.unite(row * cols + col, row * cols + col + 1)
            if row + 1 < rows and (row + 1, col) not in ruled:
                slots.unite(row * cols + col, (row + 1) * cols + col)
    areas: dict[int, list[int]] = {}
    for index in range(rows * cols):
        areas.setdefault(slots.root(index), []).append(index)
    for area in areas.values():
        grid.cells += _rectangles(area, cols)
    return grid


def _places(edges: list[Edge], across: list[Edge]) -> list[float]:
    """Return where the lines of a grid lie, with its ends where no border is drawn."""
    ends = [min(edge.start for edge in across), max(edge.end for edge in across)]
    places: list[float] = []
    for place in sorted([*(edge.at for edge in edges), *ends]):
        if not places or place - places[-1] > 2 * _NEAR:
            places.append(place)
    return places


def _shares(edges: list[Edge], places: list[float], stops: list[float]) -> dict[tuple[int, int], float]:
    """Return for ``(line, stretch)`` between stops which share of it edges cover, lines counted by place."""
    covered: dict[tuple[int, int], float] = {}
    reached: dict[tuple[int, int], float] = {}
    for edge in sorted(edges, key=lambda edge: edge.start):
        line = bisect_left(places, edge.at - 2 * _NEAR)
        if line == len(places) or abs(places[line] - edge.at) > 2 * _NEAR:
            continue
        for index, (start, end) in enumerate(pairwise(stops)):
            low, high = max(start, edge.start, reached.get((line, index), start)), min(end, edge.end)
            if high > low:
                covered[line, index] = covered.get((line, index), 0.0) + (high - low) / (end - start)
                reached[line, index] = high
    return covered


def _rectangles(area: list[int], cols: int) -> list[Slot]:
    """Return an area as one cell when it is a rectangle, else each of its slots."""
    places = [divmod(index, cols) for index in area]
    row, col = min(row for row, _ in places), min(col for _, col in places)
    row_end, col_end = max(row for row, _ in places) + 1, max(col for _, col in places) + 1
    if (row_end - row) * (col_end - col) == len(area):
        return [Slot(row, col, row_end, col_end)]
    return [Slot(row, col, row + 1, col + 1) for row, col in places]
