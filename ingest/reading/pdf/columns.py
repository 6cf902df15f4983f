"""Columns of running text, as in a newspaper: read one after the other, not across.

A list of names and posts looks much the same; columns of running text are told by their lines, which fill the column
on both sides of each gutter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.layout import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.reading.layout import Piece

_FEWEST: Final = 8
"""Lines on each side of a gutter; fewer may be a list."""
_FILLED: Final = 0.6
"""Share of the lines that reach the column's edge."""
_EDGE: Final = 2.5
"""Sizes from the column's edge within which a line fills it."""
_LONG: Final = 20
"""Lines on each side of a gutter that no list of posts has with so many letters: they may end ragged."""
_RAGGED: Final = (7.0, 0.75)
"""Sizes within which lines of such columns end, and how many of them do."""
_LETTERS: Final = 25
"""Usual length of a line of running text in two columns; names and posts are shorter."""
_NARROW: Final = 18
"""The same in three columns and more."""
_MOST: Final = 5
"""Columns of a page of a newspaper; what has more is a table."""
_MIDDLE: Final = (0.4, 0.6)
"""Share of the text's width where the gutter of two columns lies."""
_SIDE: Final = 0.15
"""Share of the text's width that a column takes, at least."""
_CROSSED: Final = 0.2
"""Share of the lines that may go across a gutter: titles."""
_BEGIN: Final = 0.5
"""Sizes within which the lines of a column begin."""
_ROWS, _ROWS_OF_TWO = 0.25, 0.5
"""Of the lines in which a column begins a statement, the share in which all do: more, and they are rows of a table."""
_STARTS: Final = 4
"""Lines in which all columns do, from which on that is no chance."""


class _Part(NamedTuple):
    """What a line says in a column: from where to where, how many letters, in which size."""

    x0: float
    x1: float
    letters: int
    size: float


def split(lines: list[Line], width: float) -> list[list[Line]]:
    """Return lines as columns in reading order; without clear gutters they stay as they are."""
    if len(lines) < _FEWEST:
        return [lines]
    gutters = _gutters(lines, width)
    if not gutters and _may_be_joined(lines):
        gutters = _gutters([_cut(line, lambda _begin, _end: True) for line in lines], width)
    if not gutters:
        return [lines]
    lines = [_cut(line, lambda begin, end: any(begin <= gutter < end for gutter in gutters)) for line in lines]
    parts: list[list[Line]] = []
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for line in lines:
        sides = _sides(line, gutters)
        if sides is None:
            parts += [*columns, [line]]
            columns = [[] for _ in columns]
            continue
        for column, pieces in zip(columns, sides, strict=True):
            if pieces:
                column.append(_part(line, pieces))
    return [part for part in (*parts, *columns) if part]


def _gutters(lines: list[Line], width: float) -> list[float]:
    """Return where the gutters lie, when all columns beside them are full of text; none when that is not sure."""
    start, end = min([line.x0 for line in lines]), max([line.x1 for line in lines])
    room = end - start
    if room < 0.5 * width:
        return []
    inner = [
        (piece.x0, line.size)
        for line in lines
        for piece in line.pieces
        if start + _SIDE * room < piece.x0 < end - _SIDE * room
    ]
    if len(inner) < _FEWEST:
        return []
    found = _begins(lines, sorted(inner), _SIDE * room)
    most = max(found, key=found.__getitem__, default=0.0)
    ways = [list(found)]
    if len(found) > 1 and all(2 * found[other] < found[most] for other in found if other != most):
        ways.append([most])  # the others begin a list or a table in one of two columns
    low, high = start + _MIDDLE[0] * room, start + (_MIDDLE[1] + 0.1) * room
    for begins in ways:
        gutters = [begin - 1.0 for begin in begins]
        placed = low < begins[0] < high if len(begins) == 1 else 1 < len(begins) < _MOST
        if placed and _are_columns(lines, gutters, end):
            return gutters
    return []


def _begins(lines: list[Line], inner: list[tuple[float, float]], apart: float) -> dict[float, int]:
    """Return where many pieces begin and few go across, from the left, and how many do."""
    found: dict[float, int] = {}
    begins = sorted([piece.x0 for line in lines for piece in line.pieces])
    ends = sorted([piece.x1 for line in lines for piece in line.pieces])
    places = [place for place, _ in inner]
    at = 0
    while at < len(inner):
        begin, size = inner[at]
        after = bisect_right(places, begin + _BEGIN * size, at)
        crossing = bisect_left(begins, begin - 1.0) - bisect_right(ends, begin - 1.0)
        if after - at >= _FEWEST and (not found or begin - max(found) > apart) and crossing <= _CROSSED * len(lines):
            found[begin] = after - at
            at = after
        else:
            at += 1
    return found


def _are_columns(lines: list[Line], gutters: list[float], end: float) -> bool:
    """Tell whether what stands between the gutters is running text that fills its columns."""
    columns: list[list[_Part]] = [[] for _ in range(len(gutters) + 1)]
    starts = together = 0
    for line in lines:
        sides = _sides(line, gutters)
        if sides is None:
            continue
        for column, pieces in zip(columns, sides, strict=True):
            if pieces:
                letters = sum([len(piece.text) for piece in pieces])
                column.append(_Part(pieces[0].x0, pieces[-1].x1, letters, line.size))
        if all(sides):
            anew = [not pieces[0].text[:1].islower() for pieces in sides]
            starts += any(anew)
            together += all(anew)
    fewest = min(map(len, columns))
    many = len(columns) > 2  # noqa: PLR2004 - two may also be a letterhead
    least = _NARROW if many else _LETTERS
    if fewest < _FEWEST or any(median([part.letters for part in column]) < least for column in columns):
        return False
    if together >= _STARTS and together > (_ROWS if many else _ROWS_OF_TWO) * starts:
        return False
    ways = [(_EDGE, _FILLED)] + ([_RAGGED] if fewest >= _LONG else [])
    return any(_are_full(columns, gutters, end, *way) for way in ways)


def _are_full(columns: list[list[_Part]], gutters: list[float], end: float, room: float, share: float) -> bool:
    for number, column in enumerate(columns):
        begins = gutters[number - 1] + 1.0 if number else None
        edge = max([part.x1 for part in column]) if number < len(gutters) else end
        full = [
            (begins is None or part.x0 - begins < _EDGE * part.size) and edge - part.x1 < room * part.size
            for part in column
        ]
        if sum(full) < share * len(column):
            return False
    return True


def _sides(line: Line, gutters: Sequence[float]) -> list[list[Piece]] | None:
    """Return the pieces of a line by columns; None when one goes across a gutter."""
    if any(piece.x0 < gutter < piece.x1 for piece in line.pieces for gutter in gutters):
        return None
    bounds = [float("-inf"), *gutters, float("inf")]
    return [[piece for piece in line.pieces if low <= piece.x0 < high] for low, high in pairwise(bounds)]


def _may_be_joined(lines: list[Line]) -> bool:
    """Tell whether many lines go on at one place behind a blank that is no wide gap."""
    places = sorted([after for line in lines for piece in line.pieces for _, _, after in piece.joints])
    room = _BEGIN * lines[0].size
    return any(last - first <= room for first, last in zip(places, places[_FEWEST - 1 :], strict=False))


def _cut(line: Line, lies: Callable[[float, float], bool]) -> Line:
    """Return a line with its pieces parted at their joints, where ``lies`` holds of them."""
    if not any(piece.joints for piece in line.pieces):
        return line
    return _part(line, [part for piece in line.pieces for part in piece.cut(lies)])


def _part(line: Line, pieces: list[Piece]) -> Line:
    part = Line(pieces[0].x0, pieces[-1].x1, line.y, line.size, "", line.bold, line.trust)
    part.take(pieces)
    return part
