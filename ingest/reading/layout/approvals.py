"""Stamps of approval that stand beside each other above a text («УТВЕРЖДЕНО … СОГЛАСОВАНО …»): read one by one.

They need not begin at one height, and a line of one may have none of the other beside it; what tells them is the blank
between them that goes on from line to line.

Reads: lines of a page, from the top. Writes: the same lines in parts, stamps from the left.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ingest.reading.layout.lines import Line, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD: Final = re.compile(
    r"(?:утвержд[её]н[аоы]?|утверждаю|согласован[аоы]?|принят[аоы]?|рассмотрен[аоы]?|одобрен[аоы]?)\W*", re.IGNORECASE
)
"""What a stamp begins with, alone on its line."""
_BLANK: Final = 1.0
"""Sizes of the blank between stamps, at least."""
_SHIFT: Final = 3.0
"""Sizes by which the beginnings of stamps beside each other differ, at most."""
_APART: Final = 4.0
"""Sizes from a line of a stamp to the next, at most: there is a blank line above a date."""
_FEWEST: Final = 3
"""Lines that have text of both stamps, at least; the heads alone may be those of a table."""

Gutter = tuple[float, float]


def split(lines: list[Line]) -> list[list[Line]]:
    """Part stamps beside each other from what stands above and below them; without such all stays one."""
    for at, line in enumerate(lines):
        for piece in line.pieces:
            if not _HEAD.fullmatch(piece.text):
                continue
            gutter = _between(lines, at, piece)
            if gutter is None:
                continue
            end, sides = _follow(lines, at, gutter)
            if sum(bool(left and right) for left, right in sides) < _FEWEST:
                continue
            parts = (
                [_part(line, side[number]) for line, side in zip(lines[at:end], sides, strict=True) if side[number]]
                for number in (0, 1)
            )
            return [part for part in (lines[:at], *parts, *split(lines[end:])) if part]
    return [lines]


def _between(lines: Sequence[Line], at: int, piece: Piece) -> Gutter | None:
    """Return the blank between the head of a stamp and the one beside it."""
    for line in lines[at:]:
        if line.y - lines[at].y > _SHIFT * line.size:
            return None
        for other in line.pieces:
            if _HEAD.fullmatch(other.text):
                left, right = (piece, other) if piece.x0 < other.x0 else (other, piece)
                if right.x0 - left.x1 > _BLANK * line.size:
                    return left.x1, right.x0
    return None


def _follow(lines: Sequence[Line], at: int, gutter: Gutter) -> tuple[int, list[tuple[list[Piece], list[Piece]]]]:
    """Return where the stamps end, and the pieces of their lines on either side."""
    sides: list[tuple[list[Piece], list[Piece]]] = []
    above, heads = lines[at], 0
    begins, ends = math.inf, -math.inf
    """Where the right one begins and the left one ends, as seen so far."""
    for index, line in enumerate(lines[at:], at):
        blanks = pairwise([-math.inf, *(place for piece in line.pieces for place in (piece.x0, piece.x1)), math.inf])
        common = [(max(gutter[0], x0), min(gutter[1], x1)) for x0, x1 in [*blanks][::2]]
        best = max(common, key=lambda gap: gap[1] - gap[0])
        left = [piece for piece in line.pieces if piece.x1 <= best[0]]
        right = [piece for piece in line.pieces if piece.x0 >= best[1]]
        near = 0.5 * line.size
        heads += sum(bool(_HEAD.fullmatch(piece.text)) for piece in line.pieces)
        if (
            heads > 2  # noqa: PLR2004 - a third stamp stands below
            or best[1] - best[0] < _BLANK * line.size
            or line.y - above.y > _APART * line.size
            or (right and not left and right[0].x0 < begins - near < math.inf)
            or (left and not right and left[-1].x1 > ends + near > -math.inf)
        ):
            return index, sides
        sides.append((left, right))
        if left and right:
            gutter = best
        begins, ends = min([begins, *(piece.x0 for piece in right)]), max([ends, *(piece.x1 for piece in left)])
        above = line
    return len(lines), sides


def _part(line: Line, pieces: list[Piece]) -> Line:
    part = Line(pieces[0].x0, pieces[-1].x1, line.y, line.size, "", line.bold, line.trust)
    part.take(pieces)
    return part
