"""Tables without rules: rows and columns that the places of the text alone tell, where they tell it surely.

Lines are a table when a blank gutter runs through at least three rows, and what stands on either side of it is
aligned. What only looks like one stays as it is: two columns of a letterhead, posts and names of those who sign,
stamps of approval, lists whose numbers stand apart, tables of contents, blanks to be filled in.

Reads: lines of a column of a page. Writes: the same lines, and tables in their places.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading import layout
from ingest.reading.builder import CellDraft
from ingest.reading.pdf.tables import Table
from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.reading.layout import Line, Piece

_ROWS: Final = 3
_HEADS: Final = 2
"""Cells of the first column, at least: what it names may have many rows beside it."""
_FEW_ROWS: Final = 5
"""Rows from which on two columns of words are a table; of fewer, one column must hold values."""
_GUTTER: Final = 1.0
"""Width of a gutter in sizes of the print."""
_APART: Final = 2.6
"""Lines further apart than so many sizes do not belong to one table."""
_ROOM: Final = 1.5
"""Times the usual distance of lines that part rows."""
_LINES: Final = 4
"""Usual lines of a row, at most: rows of more are columns whose gutters were not all seen."""
_ALIGNED: Final = 0.75
"""Share of a column's pieces that must begin, end or be centred at one place."""
_NEAR: Final = 0.7
"""Sizes by which places may differ and be one."""
_LETTERHEAD: Final = 0.45
"""Share of the first page's height where two columns are a letterhead."""
_VALUE: Final = 24
"""Letters of a value: a number, a date, a code."""
_HALF: Final = 0.5
_FAR: Final = 1e6
"""Points: further than any page is wide."""
_TRUST: Final = 0.6
"""Recognised lines with less are no ground for a table."""
PERSON: Final = re.compile(
    r"(?:[А-ЯЁ]\.\s?){1,2}\s?[А-ЯЁ][А-Яа-яё-]+|[А-ЯЁ][А-Яа-яё-]+\s(?:[А-ЯЁ]\.\s?){1,2}|(?:[А-ЯЁ][а-яё-]+\s){1,2}[А-ЯЁ][а-яё-]+"
)
_MARKER: Final = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}[.)]?|[а-яёa-z]\)|[-–—•*●▪➢✓·§]|[IVX]{1,5}[.)])")
_LEADERS: Final = re.compile(r"\.{4,}|…{2,}|_{3,}")
_APPROVAL: Final = re.compile(r"утвержд|согласован|подпис|приложени[ея]\s*(?:№|к\s)", re.IGNORECASE)
_ANEW: Final = re.compile(r"[^a-zа-яё]")


class Gap(NamedTuple):
    """A blank from one place to another across the page."""

    x0: float
    x1: float


@dataclass(slots=True)
class _Stretch:
    """Lines that may be a table and the blanks that run through all of them, those beside the text included."""

    lines: list[Line]
    blanks: list[Gap]
    left: float = math.inf
    right: float = -math.inf
    """Where the text of the lines begins and ends."""
    rows: int = 0
    """Lines with text in several columns."""

    @property
    def gutters(self) -> list[Gap]:
        """The blanks that have text on both sides."""
        return [gap for gap in self.blanks if gap.x0 > self.left and gap.x1 < self.right]

    def take(self, line: Line, blanks: list[Gap]) -> None:
        """Add a line, which leaves these blanks."""
        self.lines.append(line)
        self.blanks = blanks
        self.left, self.right = min(self.left, line.x0), max(self.right, line.x1)
        self.rows += line.has_cells

    def drop_last(self) -> None:
        """Leave the last line out."""
        del self.lines[-1]
        self.left = min((line.x0 for line in self.lines), default=math.inf)
        self.right = max((line.x1 for line in self.lines), default=-math.inf)

    def taking(self, line: Line) -> list[Gap]:
        """Return the blanks that are left when a line is added."""
        least = _GUTTER * line.size
        return [gap for known in self.blanks for gap in _minus(known, line.pieces) if gap.x1 - gap.x0 >= least]


@dataclass(slots=True)
class _Row:
    """Pieces of each column, from the top."""

    cells: dict[int, list[Piece]] = field(default_factory=dict)


def split(
    lines: list[Line], height: float, known: Callable[[str], bool], *, first_page: bool
) -> Iterator[list[Line] | Table]:
    """Yield stretches of lines and tables in their order.

    Args:
        lines: Lines of a column, from the top.
        height: Of the page.
        known: Tells whether a word exists, to undo hyphens.
        first_page: Whether a letterhead may stand above.
    """
    plain: list[Line] = []
    at = 0
    while at < len(lines):
        stretch = _stretch(lines, at) if lines[at].has_cells else None
        table = None
        if stretch is not None and not (first_page and stretch.lines[-1].y < _LETTERHEAD * height):
            table = _table(stretch, known)
        if stretch is None or table is None:
            plain.append(lines[at])
            at += 1
            continue
        if plain:
            yield plain
            plain = []
        yield table
        at += len(stretch.lines)
    if plain:
        yield plain


def _stretch(lines: Sequence[Line], at: int) -> _Stretch | None:
    """Return the lines from here on that share a gutter; None when they are too few."""
    found = _Stretch([], [Gap(-_FAR, _FAR)])
    found.take(lines[at], found.taking(lines[at]))
    for above, line in pairwise(lines[at:]):
        if line.y - above.y > _APART * max(above.size, line.size) or line.trust < _TRUST:
            break
        left, gutters = found.taking(line), found.gutters
        kept = sum(any(gap.x0 < gutter.x1 and gutter.x0 < gap.x1 for gap in left) for gutter in gutters)
        if kept == 0 or (kept < len(gutters) and found.rows >= _ROWS):
            break
        found.take(line, left)
    while found.lines and not found.lines[-1].has_cells and _column(found.lines[-1].pieces[0], found.gutters) == 0:
        found.drop_last()
    return found if found.rows >= _ROWS else None


def _column(piece: Piece, gutters: Sequence[Gap]) -> int:
    """Return the column in which a piece stands, from 0."""
    return sum(piece.x0 >= gap.x1 - 0.5 for gap in gutters)


def _minus(gap: Gap, pieces: Sequence[Piece]) -> Sequence[Gap]:
    """Return what is left blank of a gap beside a line; a piece in the middle of it leaves two."""
    start, end = gap
    left: list[Gap] = []
    for piece in pieces:
        if piece.x1 <= start or piece.x0 >= end:
            continue
        if piece.x0 > start:
            left.append(Gap(start, piece.x0))
        start = max(start, piece.x1)
    if start == gap.x0:
        return (gap,)
    if start < end:
        left.append(Gap(start, end))
    return left


def _table(stretch: _Stretch, known: Callable[[str], bool]) -> Table | None:
    lines, gutters = stretch.lines, stretch.gutters
    rows = rows_of(lines, gutters)
    if not _is_sure(lines, gutters, rows):
        return None
    top, bottom = lines[0].y - lines[0].size, lines[-1].y + 0.25 * lines[-1].size
    table = Table(min(line.x0 for line in lines), top, max(line.x1 for line in lines), bottom)
    for number, row in enumerate(rows):
        for column in range(len(gutters) + 1):
            said = said_of(row.cells.get(column, ()), known)
            table.cells.append(CellDraft(row=number, col=column, text=said.text, repairs=said.repairs))
    letters = sum(len(line.text) for line in lines)
    table.size = sum(line.size * len(line.text) for line in lines) / letters
    mean = sum(line.trust * len(line.text) for line in lines) / letters
    table.trust = layout.trust_of(mean, (line.trust for line in lines))
    return table


def rows_of(lines: Sequence[Line], gutters: Sequence[Gap]) -> list[_Row]:
    """Part the lines into rows.

    A row begins where more room than usual is above, where the first column begins a statement, or where every column
    that says something does.
    """
    rows: list[_Row] = []
    steps = sorted(below.y - above.y for above, below in pairwise(lines))
    usual = _ROOM * steps[len(steps) // 4]
    last = lines[0].y
    begins = [gap.x1 - 0.5 for gap in gutters]
    for line in lines:
        placed: dict[int, Piece] = {}
        for piece in line.pieces:
            column = bisect_right(begins, piece.x0)
            placed[column] = _joined(placed[column], piece) if column in placed else piece
        if not rows or line.y - last > usual or _begins(placed, len(gutters)):
            rows.append(_Row())
        last = line.y
        for column, piece in placed.items():
            rows[-1].cells.setdefault(column, []).append(piece)
    return rows


def _begins(placed: dict[int, Piece], last: int) -> bool:
    """Tell whether a line begins a row; below an empty first cell one does that has a number in the last column."""
    if 0 in placed:
        return bool(_ANEW.match(placed[0].text))
    if len(placed) == last and placed[last].text[:1].isdigit():
        return True
    return len(placed) > 1 and all(_ANEW.match(piece.text) for piece in placed.values())


def _joined(left: Piece, right: Piece) -> Piece:
    said = Mended(left.text, left.repairs).then(" ", Mended(right.text, right.repairs))
    return layout.Piece(left.x0, right.x1, said.text, said.repairs)


def said_of(pieces: Sequence[Piece], known: Callable[[str], bool]) -> Mended:
    """Return what a cell says: lines that go on are joined, others stay lines."""
    said = Mended("")
    for number, piece in enumerate(pieces):
        own = Mended(piece.text, piece.repairs)
        if number == 0:
            said = own
        elif layout.starts_anew(pieces[number - 1].text, piece.text):
            said = said.then("\n", own)
        else:
            said = layout.join_mended(said, own, known)
    return said


def _is_sure(lines: Sequence[Line], gutters: Sequence[Gap], rows: list[_Row]) -> bool:
    full = [row for row in rows if len(row.cells) > 1]
    if len(full) < _ROWS or len(full) < _HALF * len(rows) or len(lines) > _LINES * len(rows):
        return False
    if any(map(_miscounts, rows)):
        return False
    if sum(bool(_LEADERS.search(line.text)) for line in lines) >= _HALF * len(full):
        return False
    if any(_APPROVAL.search(line.text) for line in lines):
        return False
    size = median(line.size for line in lines)
    columns = [[pieces for row in rows if (pieces := row.cells.get(number))] for number in range(len(gutters) + 1)]
    if any(
        len(column) < (_ROWS if number else _HEADS) or not _aligned(column, size)
        for number, column in enumerate(columns)
    ):
        return False
    return len(columns) > 2 or _two_are_sure(columns, len(full))  # noqa: PLR2004 - two columns may be much else


def _miscounts(row: _Row) -> bool:
    """Tell whether a row of the numbers of columns («1 2 3 …») has two of them in one column: a gutter was not seen."""
    cells = [" ".join(piece.text for piece in pieces).split() for _, pieces in sorted(row.cells.items())]
    told = [word for cell in cells for word in cell]
    if len(told) < _ROWS or not all(map(str.isdigit, told)):
        return False
    return [int(word) for word in told] == list(range(int(told[0]), int(told[0]) + len(told))) and len(told) > len(
        cells
    )


def _aligned(column: list[list[Piece]], size: float) -> bool:
    """Tell whether the cells of a column begin, end or are centred at one place."""
    pieces = [piece for cell in column for piece in cell]
    for places in (
        [piece.x0 for piece in pieces],
        [piece.x1 for piece in pieces],
        [(piece.x0 + piece.x1) / 2 for piece in pieces],
    ):
        usual = median(places)
        if sum(abs(place - usual) <= _NEAR * size for place in places) >= _ALIGNED * len(places):
            return True
    return False


def _two_are_sure(columns: list[list[list[Piece]]], rows: int) -> bool:
    """Tell whether two columns are a table: one of values, or many rows; not names, not numbers of a list."""
    left, right = ([" ".join(piece.text for piece in cell) for cell in column] for column in columns)
    for column in (left, right):
        if sum(bool(PERSON.fullmatch(text.strip())) for text in column) >= _HALF * len(column):
            return False
    if sum(bool(_MARKER.fullmatch(text.strip())) for text in left) >= _HALF * len(left):
        return False
    values = sum(any(map(str.isdigit, text)) and len(text) <= _VALUE for text in right) >= _HALF * len(right)
    return values or rows >= _FEW_ROWS
