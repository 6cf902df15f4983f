"""Drawn paths of a page -> straight level and upright edges: what tables are ruled with."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THIN: Final = 3.0
"""A filled shape of at most so many points across is a rule."""
_STRAIGHT: Final = 0.5
"""Points by which a level line may slope."""
_SHORT: Final = 4.0
"""Shorter strokes rule nothing: points."""
MOST: Final = 20_000
"""Edges of a page that are kept: a dense table has some thousand, a map has no end."""

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


class Edge(NamedTuple):
    """A stretch of a line, level or upright: its place across (y or x), and from where to where it goes."""

    at: float
    start: float
    end: float


class Rules:
    """The edges of one page, in the space of the page (origin at the bottom left)."""

    __slots__ = ("level", "upright")

    def __init__(self) -> None:
        self.level: list[Edge] = []
        self.upright: list[Edge] = []

    def __len__(self) -> int:
        return len(self.level) + len(self.upright)

    def add(self, path: Sequence[tuple[bytes, bytes]], ctm: Matrix, *, stroked: bool) -> bool:
        """Take the edges of one painted path, leaving what cannot be read; tell whether it was thin rectangles only."""
        if len(self) > MOST:
            return False
        levels, uprights, are_rules = len(self.level), len(self.upright), True
        try:
            if all(kind == b"re" for kind, _ in path):
                for part in path:
                    if not self._take_rectangle(part[1], ctm):
                        self._take_shapes([part], ctm, stroked=stroked)
                        are_rules = False
                return are_rules
            self._take_shapes(path, ctm, stroked=stroked)
        except (ValueError, IndexError, OverflowError):
            del self.level[levels:], self.upright[uprights:]
        return False

    def _take_rectangle(self, numbers: bytes, ctm: Matrix) -> bool:
        """Take a rectangle that is a rule, as long tables draw theirs by the thousand; tell whether it was one."""
        a, b, c, d, e, f = ctm
        if b or c:
            return False
        x, y, width, height = map(float, numbers.split()[-4:])
        left, right, low, high = a * x + e, a * (x + width) + e, d * y + f, d * (y + height) + f
        if left > right:
            left, right = right, left
        if low > high:
            low, high = high, low
        if high - low <= THIN and right - left > max(_SHORT, high - low):
            self.level.append(Edge((low + high) / 2, left, right))
        elif right - left <= THIN and high - low > _SHORT:
            self.upright.append(Edge((left + right) / 2, low, high))
        else:
            return False
        return True

    def _take_shapes(self, path: Sequence[tuple[bytes, bytes]], ctm: Matrix, *, stroked: bool) -> None:
        for points in _shapes(path, ctm):
            self._take_shape(points, stroked=stroked)

    def _take_shape(self, points: list[Point], *, stroked: bool) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, low, high = min(xs), max(xs), min(ys), max(ys)
        if high - low <= THIN and right - left > max(_SHORT, high - low):
            self.level.append(Edge((low + high) / 2, left, right))
        elif right - left <= THIN and high - low > _SHORT:
            self.upright.append(Edge((left + right) / 2, low, high))
        elif stroked:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) > _SHORT:
                    self.level.append(Edge((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
                elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) > _SHORT:
                    self.upright.append(Edge((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def cross(self, left: float, low: float, right: float, high: float) -> bool:
        """Tell whether an edge goes through a box: it may be a thick stroke, or a strip of a shade."""
        return any(low < edge.at < high and edge.start < right and edge.end > left for edge in self.level) or any(
            left < edge.at < right and edge.start < high and edge.end > low for edge in self.upright
        )

    def from_top(self, height: float) -> tuple[list[Edge], list[Edge]]:
        """Return level and upright edges with the origin at the top left of a page so high."""
        return (
            [Edge(height - at, start, end) for at, start, end in self.level],
            [Edge(at, height - end, height - start) for at, start, end in self.upright],
        )


def _shapes(path: Sequence[tuple[bytes, bytes]], ctm: Matrix) -> Iterator[list[Point]]:
    """Yield the points of each part of a path; a part with a curve rules nothing."""
    a, b, c, d, e, f = ctm
    points: list[Point] = []
    bent = False
    for kind, numbers in path:
        if kind == b"re":
            x, y, width, height = map(float, numbers.split()[-4:])
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            yield [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
        elif kind in {b"m", b"l"}:
            if kind == b"m":
                if len(points) > 1 and not bent:
                    yield points
                points, bent = [], False
            x, y = map(float, numbers.split()[-2:])
            points.append((a * x + c * y + e, b * x + d * y + f))
        elif kind == b"h":
            if points:
                points.append(points[0])
        else:
            bent = True
    if len(points) > 1 and not bent:
        yield points
