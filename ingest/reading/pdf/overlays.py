"""Shapes and pictures of a page that are painted after text of it, and the text that lies under them.

Only where things lie is known here, not what is seen: :mod:`ingest.reading.pdf.covered` looks at that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.pdf.covers import points_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reading.pdf.covers import Box, Matrix, Path
    from ingest.reading.pdf.device import Content, Run

MOST: Final = 2_000
"""Shapes that are kept apart; those after them count as one that lies over all of the page."""
MOST_UNDER: Final = 3_000
"""Runs under shapes that are found; more are on maps and drawings."""
ANYWHERE: Final = (float("-inf"), float("-inf"), float("inf"), float("inf"))
_LOW, _HIGH = 0.15, 0.4
"""Shares of a letter's size above the line: the belt of a small letter, which is not read when it is covered."""
WHOLE_PAGE: Final = 0.9
"""A picture that takes so much of a page is the page: text over or under it was recognised by somebody."""
_WIDTH: Final = 0.4
"""Share of a run's size; what hides less than that of its length hides no sign of it."""

_GRID: Final = 128
"""Rows and columns in which the share of a page is counted that pictures take together."""
_PIECES: Final = 200_000
"""Of all paths of a page whose places are told; those after them lie anywhere."""
_CORNER: Final = 0.5
"""Points by which the corner of a rectangle may be off."""
_CORNERS: Final = 4
_ANY_LETTERS: Final = 1 << 30
_WAYS: Final = (90, 180, 270)


class Before(NamedTuple):
    """How much text a page had when something was painted."""

    runs: int
    letters: int
    """Of the last run, which may have grown since."""
    sideways: dict[int, int]


class Under(NamedTuple):
    """A run that something was painted over, and from where to where it lies under that."""

    way: int
    """Degrees by which the page is turned for it to stand upright."""
    number: int
    """Its place among the runs of that way."""
    letters: int
    """The first so many of it are older."""
    after: int
    """Place of the first run that is painted over that."""
    x0: float
    x1: float
    is_box: bool
    """It lies under one rectangle, which hides all of it or nothing."""
    is_pale: bool = False
    """Nothing need lie over it: it may be white on white."""


class _Shape(NamedTuple):
    """What is painted over text, and where."""

    box: Box
    before: Before
    is_box: bool = False
    is_pale: bool = False


class Overlays:
    """What is painted over text of one page, in the space of the page (origin at the bottom left)."""

    __slots__ = ("_filled", "_paths", "_pictures", "_shapes")

    def __init__(self) -> None:
        self._paths: list[tuple[Path, Matrix, Before]] = []
        self._shapes: list[_Shape] = []
        self._pictures: list[_Shape] = []
        self._filled = [0] * _GRID
        """Rows of the page from below, a bit for each column that a picture lies in."""

    def add(self, path: Path, ctm: Matrix, content: Content) -> None:
        """Take a path that is filled; it is looked at when the page is complete."""
        if len(self._paths) < MOST:
            self._paths.append((path, ctm, _before(content)))
        else:
            self._shapes[:1] = [_Shape(ANYWHERE, _before(content))]

    def put(self, box: Box, content: Content, *, is_picture: bool = False) -> None:
        """Take a box that something is painted in."""
        kept = self._pictures if is_picture else self._shapes
        if is_picture:
            self._fill(box, content)
        _keep(kept, _Shape(box, _before(content)))

    def doubt(self, box: Box, content: Content) -> None:
        """Take the box of text that is shown next and may be white on white."""
        runs, _, sideways = _before(content)
        after = Before(runs + 1, _ANY_LETTERS, {way: sideways.get(way, 0) + 1 for way in _WAYS})
        _keep(self._shapes, _Shape(box, after, is_box=True, is_pale=True))

    def __bool__(self) -> bool:
        return bool(self._paths or self._shapes or self._pictures)

    def under(self, content: Content) -> list[Under]:
        """Return the runs of a page that lie under something, each as often as it does.

        Pictures that make up the whole page are no cover: it is a scan, and what lies beneath was recognised in it.
        """
        share = sum(row.bit_count() for row in self._filled) / _GRID**2
        shapes = [*self._shapes, *(self._pictures if share < WHOLE_PAGE else []), *self._drawn()]
        found: list[Under] = []
        for way, runs in ((0, content.runs), *content.sideways.items()):
            rows = _Rows(way, runs)
            for shape in shapes:
                found += rows.under(shape, turned(_from_top(shape.box, content), way, content.width, content.height))
                if len(found) > MOST_UNDER:
                    return found
        return found

    def _fill(self, box: Box, content: Content) -> None:
        x0, x1 = (round(min(max(x / content.width, 0.0), 1.0) * _GRID) for x in box[::2])
        y0, y1 = (round(min(max(y / content.height, 0.0), 1.0) * _GRID) for y in box[1::2])
        for row in range(y0, y1):
            self._filled[row] |= (1 << x1) - (1 << x0)

    def _drawn(self) -> Iterator[_Shape]:
        """Yield the shapes of paths; those for which there are too many pieces as one."""
        left = _PIECES
        for path, ctm, before in self._paths:
            left -= len(path)
            if left >= 0:
                yield _shape(path, ctm, before)
        if left < 0:
            yield _Shape(ANYWHERE, self._paths[-1][2])


class _Rows:
    """Runs of one way by the height of their lines."""

    def __init__(self, way: int, runs: Sequence[Run]) -> None:
        self._way, self._runs = way, runs
        self._order = sorted(range(len(runs)), key=lambda number: runs[number].y)
        self._heights = [runs[number].y for number in self._order]
        self._tallest = max((run.size for run in runs), default=0.0)

    def under(self, shape: _Shape, box: Box) -> Iterator[Under]:
        left, top, right, low = box
        way, before = self._way, shape.before
        older = before.sideways.get(way, 0) if way else before.runs
        begin = bisect_left(self._heights, top)
        if not older or begin == len(self._heights):
            return
        for number in self._order[begin : bisect_right(self._heights, low + self._tallest)]:
            run = self._runs[number]
            size = run.size
            if number < older and top < run.y - _HIGH * size and low > run.y - _LOW * size:
                x0, x1 = max(left, run.x0), min(right, run.x1)
                if x1 - x0 > _WIDTH * size:
                    is_last = not way and number == older - 1
                    letters = before.letters if is_last else len(run.text)
                    yield Under(way, number, letters, older, x0, x1, shape.is_box, shape.is_pale)


def _shape(path: Path, ctm: Matrix, before: Before) -> _Shape:
    a, b, c, d, e, f = ctm
    if len(path) == 1 and path[0][0] == b"re" and not (b or c):  # a cell of a table, as most are
        try:
            x, y, width, height = map(float, path[0][1].split()[-4:])
        except ValueError:
            return _Shape(ANYWHERE, before)
        x0, x1, y0, y1 = a * x + e, a * (x + width) + e, d * y + f, d * (y + height) + f
        return _Shape((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), before, is_box=True)
    points = points_of(path, ctm)
    if not points:
        return _Shape(ANYWHERE, before) if points is None else _Shape((0.0, 0.0, 0.0, 0.0), before)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = x0, y0, x1, y1 = min(xs), min(ys), max(xs), max(ys)
    corners = {(abs(x - x0) < _CORNER, abs(y - y0) < _CORNER) for x, y in points}
    at_corners = all(min(x - x0, x1 - x) < _CORNER and min(y - y0, y1 - y) < _CORNER for x, y in points)
    return _Shape(box, before, at_corners and len(corners) == _CORNERS and len(points) <= _CORNERS + 1)


def _keep(kept: list[_Shape], shape: _Shape) -> None:
    if len(kept) < MOST:
        kept.append(shape)
    else:
        kept[-1] = _Shape(_around(kept[-1].box, shape.box), shape.before)


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _before(content: Content) -> Before:
    runs, sideways = content.runs, content.sideways
    return Before(
        len(runs),
        len(runs[-1].text) if runs else 0,
        {way: len(turned) for way, turned in sideways.items()} if sideways else {},
    )


def _from_top(box: Box, content: Content) -> Box:
    left, low, right, high = box
    return left, content.height - high, right, content.height - low


def turned(box: Box, way: int, width: float, height: float) -> Box:
    """Return a box (left, top, right, bottom) of a page of that width and height as it lies when that is turned.

    Args:
        box: From the top left of the page.
        way: Degrees clockwise; what is no quarter turn leaves it where it is.
        width: Of the page, before.
        height: Of the page, before.
    """
    x0, y0, x1, y1 = box
    boxes = {
        90: (height - y1, x0, height - y0, x1),
        180: (width - x1, height - y1, width - x0, height - y0),
        270: (y0, width - x1, y1, width - x0),
    }
    return boxes.get(way, box)
