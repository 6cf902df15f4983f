"""Two columns of running text, as in a newspaper: read one after the other, not across.

A list of names and posts looks much the same; columns of running text are told by their lines, which fill the column
on both sides of the gutter.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.reading.layout import Line

if TYPE_CHECKING:
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
"""Usual length of a line of running text; names and posts are shorter."""
_MIDDLE: Final = (0.4, 0.6)
"""Share of the text's width where the gutter lies."""


def split(lines: list[Line], width: float) -> list[list[Line]]:
    """Return lines as columns in reading order; without a clear gutter they stay as they are."""
    if len(lines) < _FEWEST:
        return [lines]
    gutter = _gutter(lines, width)
    if gutter is None:
        return [lines]
    parts: list[list[Line]] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        sides = _sides(line, gutter)
        if sides is None:
            parts += [left, right, [line]]
            left, right = [], []
            continue
        for side, pieces in zip((left, right), sides, strict=True):
            if pieces:
                side.append(_part(line, pieces))
    return [part for part in (*parts, left, right) if part]


def _gutter(lines: list[Line], width: float) -> float | None:
    """Return where the gutter lies, when both sides of it are full of text."""
    start, end = min(line.x0 for line in lines), max(line.x1 for line in lines)
    if end - start < 0.5 * width:
        return None
    low, high = start + _MIDDLE[0] * (end - start), start + _MIDDLE[1] * (end - start)
    pieces = [(piece, line.size) for line in lines for piece in line.pieces]
    right = [(piece, size) for piece, size in pieces if low < piece.x0 < high + 0.1 * (end - start)]
    if len(right) < _FEWEST:
        return None
    begins = sorted(piece.x0 for piece, _ in right)[len(right) // 4]
    gutter = begins - 1.0
    left = [(piece, size) for piece, size in pieces if piece.x1 <= gutter]
    crossing = len([piece for piece, _ in pieces if piece.x0 < gutter < piece.x1])
    if len(left) < _FEWEST or crossing > 0.2 * len(lines):
        return None
    if min(median(len(piece.text) for piece, _ in side) for side in (left, right)) < _LETTERS:
        return None
    edge = max(piece.x1 for piece, _ in left)
    ways = [(_EDGE, _FILLED)] + ([_RAGGED] if min(len(left), len(right)) >= _LONG else [])
    for room, share in ways:
        full_left = [edge - piece.x1 < room * size for piece, size in left]
        full_right = [piece.x0 - begins < _EDGE * size and end - piece.x1 < room * size for piece, size in right]
        if sum(full_left) >= share * len(left) and sum(full_right) >= share * len(right):
            return gutter
    return None


def _sides(line: Line, gutter: float) -> tuple[list[Piece], list[Piece]] | None:
    if any(piece.x0 < gutter < piece.x1 for piece in line.pieces):
        return None
    return [piece for piece in line.pieces if piece.x1 <= gutter], [
        piece for piece in line.pieces if piece.x0 >= gutter
    ]


def _part(line: Line, pieces: list[Piece]) -> Line:
    part = Line(pieces[0].x0, pieces[-1].x1, line.y, line.size, "", line.bold, line.trust)
    part.take(pieces)
    return part
