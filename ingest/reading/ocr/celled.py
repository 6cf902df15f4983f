"""Ruled tables of a recognised page: which rules make one, and what its cells say.

Tesseract reads across cells that stand near each other, takes rules for letters and passes over single digits. So each
cell is recognised once more, alone and without its rules; the cells of a page are put below each other in one picture.
What was read better is taken. Rules are believed only when they part what was read on the whole page: those that go
through words are a drawing's.

Reads: rules of a picture and the words of its page. Writes: the words of each cell as if the page lay straight.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from PIL import Image

from ingest.reading.ocr import measuring, words
from ingest.reading.ocr.measuring import Lie
from ingest.reading.ocr.ruling import COLUMN
from ingest.reading.pdf import tables
from ingest.reading.pdf.grids import Grid
from ingest.reading.pdf.rules import Edge, Rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from ingest.reading.ocr.ruling import Ruled
    from ingest.reading.ocr.tsv import Word
    from ingest.reading.pdf.device import Run
    from ingest.reading.pdf.grids import Slot

    Grey = NDArray[np.uint8]

_DARK: Final = 128
_LEAST_INK: Final = 20
"""Dark pixels of a cell that says something: a hyphen has some thirty."""
_INSIDE: Final = 3
"""Pixels by which a cell is taken smaller than its rules stand: their fringe is left out."""
_LOWEST: Final = 10
"""Pixels of the height of a line of print, at least: «а» in eight points is as high."""
_EDGE: Final = 2
"""Pixels of blank that are left around the ink of a cell."""
_ROOM: Final = 24
"""Blank pixels around a part of a cell in the picture of cells; and the most between two lines of one part."""
_TALLEST: Final = 30_000
"""Pixels of the picture of cells; tesseract takes no more than 32 767."""
_ACROSS: Final = 0.35
"""Heights of a word on the lesser side of a rule from which on the rule goes through it: half a letter."""
_THROUGH: Final = 0.12
"""Share of letters in words that rules go through from which on they are no table's."""
_BROKEN: Final = 0.1
"""Share of its stretches that may be ruled in part only. Tables of real scans reach 0.09 where rules are pale; what
emblems, seals and handwriting make begins at 0.12."""
_SURE: Final = 50.0
"""Confidence (per cent) of a word that tells of that."""
_FILLED: Final = 3
"""Cells that say something; a table of fewer is a frame."""
_TRACES: Final = frozenset("|[]!¦_—–-=~{}")
"""Signs that rules are taken for."""
_LAYERED_TRACES: Final = frozenset("|¦_")
"""The same in a layer whose words are believed: its dashes are dashes."""
_NEAR: Final = 4.0
"""Points by which an edge may reach out of its table."""
_LARGER: Final = 1.4
"""Times the usual size of the print of tables, at most: tesseract gives some words of cells the height of their row."""
_WELL: Final = 85.0
"""Mean confidence (per cent) of a cell that is not read again."""
_LEVEL: Final = 0.0026
"""Rules that fall by less (0.15 degrees) lie straight."""
_WORSE: Final = 0.9
"""Share of what the whole page told of a cell that the cell alone must tell."""
_GUESSED: Final = 40.0
"""Confidence (per cent), at most, of the parts of a word that was cut where no sign told the place."""


@dataclass(slots=True, eq=False)
class Table:
    """A table: its grid in pixels of the straight page, what its cells say."""

    grid: Grid
    slots: dict[tuple[int, int], Slot]
    cells: dict[Slot, list[Word]] = field(default_factory=dict)
    cut: set[Slot] = field(default_factory=set)
    """Cells with parts of words that rules go through."""
    traces: frozenset[str] = _TRACES
    """Signs that rules are taken for."""

    def slot(self, x: float, y: float) -> Slot | None:
        """Return the cell at a place, None outside."""
        place = self.grid.place(x, y)
        return None if place is None else self.slots[place]

    def take(self, word: Word) -> None:
        """Put a word into its cell, cut where rules go through it; a rule that was taken for a word is none."""
        slot = self.slot(*_middle(word))
        if slot is None or _is_trace(self, word):
            return
        cuts = _cuts(self, word)
        for part in _cut(word, cuts) if cuts else [word]:
            own = self.slot(*_middle(part)) or slot
            self.cells.setdefault(own, []).append(part)
            if cuts:
                self.cut.add(own)


class Shown(NamedTuple):
    """A cell in the picture of cells: how far down it lies there, what to add to come to its place on the page."""

    table: Table
    slot: Slot
    top: int
    right: int
    down: int


@dataclass(slots=True)
class Sheet:
    """A page with tables: how it lies, the edges of its rules in points, its words as they lie and laid straight."""

    scale: float
    lie: Lie
    level: list[Edge]
    upright: list[Edge]
    words: list[tuple[Word, Word]]
    tables: list[Table] = field(default_factory=list)
    _shown: list[Shown] = field(default_factory=list)

    @property
    def rest(self) -> list[Word]:
        """The words outside tables."""
        return [
            word
            for word, straight in self.words
            if all(table.slot(*_middle(straight)) is None for table in self.tables)
        ]

    def runs(self) -> list[Run]:
        """Return all that the page says."""
        rest = [line for line in words.lines(self.rest) if not words.is_noise(line)]
        return words.laid(rest, self.scale, self.lie, self._parted) + self.cell_runs()

    def cell_runs(self) -> list[Run]:
        """Return what the tables say."""
        cells = [line for table in self.tables for found in table.cells.values() for line in words.lines(found)]
        runs = words.laid([line for line in cells if _says_something(line)], self.scale, Lie())
        if runs:
            most = _LARGER * median(run.size for run in runs)
            for run in runs:
                run.size = min(run.size, most)
        return runs

    def _parted(self, left: Word, right: Word) -> bool:
        """Tell whether two words stand on either side of a column of the table above them: it may be a head alone."""
        x, y = _middle(_straight(left, self.lie))
        after = _straight(right, self.lie).left
        above = [table.grid for table in self.tables if table.grid.ys[-1] < y]
        return bool(above) and any(x + left.width / 2 <= place <= after for place in above[-1].xs[1:-1])

    def rules(self, height: float) -> Rules:
        """Return the rules of the tables, as those of a drawn page of such a height in points."""
        rules = Rules()
        grids = [table.grid for table in self.tables]
        for edge in self.level:
            if any(self._holds(grid, (edge.start + edge.end) / 2, edge.at) for grid in grids):
                rules.level.append(Edge(height - edge.at, edge.start, edge.end))
        for edge in self.upright:
            if any(self._holds(grid, edge.at, (edge.start + edge.end) / 2) for grid in grids):
                rules.upright.append(Edge(edge.at, height - edge.end, height - edge.start))
        return rules

    def _holds(self, grid: Grid, x: float, y: float) -> bool:
        x, y, near = x * self.scale, y * self.scale, _NEAR * self.scale
        return grid.xs[0] - near <= x <= grid.xs[-1] + near and grid.ys[0] - near <= y <= grid.ys[-1] + near

    def picture(self, ruled: Ruled, page: Image.Image) -> Image.Image | None:
        """Return the cells that were read badly, below each other and without rules; None when there are none."""
        plain = np.asarray(_straightened(ruled.without(page), self.lie))
        pieces: list[Grey] = []
        down, wide = _ROOM, 0
        for table in self.tables:
            for slot in sorted(table.grid.cells):
                said = table.cells.get(slot, ())
                if not (_is_doubtful(table, slot, said) or _is_passed_over(plain, table.grid, slot, said)):
                    continue
                for piece, left, top in _bands(plain, table.grid, slot):
                    pieces.append(piece)
                    self._shown.append(Shown(table, slot, down, left - _ROOM, top - down))
                    down, wide = down + piece.shape[0] + _ROOM, max(wide, piece.shape[1])
        if not pieces or down > _TALLEST:
            return None
        picture = np.full((down, wide + 2 * _ROOM), 255, dtype=np.uint8)
        for shown, piece in zip(self._shown, pieces, strict=True):
            picture[shown.top : shown.top + piece.shape[0], _ROOM : _ROOM + piece.shape[1]] = piece
        return Image.fromarray(picture)

    def better(self, found: Sequence[Word]) -> None:
        """Take what was read in the picture of cells, for each cell that says no less by it."""
        tops = [shown.top - _ROOM // 2 for shown in self._shown]
        again: dict[tuple[int, Slot], list[Word]] = {}
        for word in found:
            shown = self._shown[max(bisect_right(tops, word.top + word.height / 2) - 1, 0)]
            again.setdefault((self.tables.index(shown.table), shown.slot), []).append(
                replace(word, left=word.left + shown.right, top=word.top + shown.down)
            )
        for (number, slot), own in again.items():
            cells = self.tables[number].cells
            if words.weight(own) >= _WORSE * words.weight(cells.get(slot, ())):
                cells[slot] = own

    def settled(self) -> Sheet | None:
        """Leave out what says too little to be a table; return None when nothing is left."""
        self.tables = [table for table in self.tables if _is_filled(table)]
        return self if self.tables else None


def sheet_of(ruled: Ruled, found: Sequence[Word], scale: float, *, layered: bool = False) -> Sheet | None:
    """Return a page with its tables; None when its rules make none.

    Args:
        ruled: The rules of its picture.
        found: Its words.
        scale: Pixels of a point.
        layered: Whether the words are those of a layer that is believed.
    """
    if min(len(ruled.level), len(ruled.upright)) < COLUMN:
        return None
    lie = measuring.lie_of(words.lines(found))
    if not lie.fall and abs(ruled.fall) > _LEVEL:
        lie = Lie(ruled.fall, ruled.width / 2, ruled.height / 2)
    level, upright = [*_level(ruled, lie, scale)], [*_upright(ruled, lie, scale)]
    sheet = Sheet(scale, lie, level, upright, [(word, _straight(word, lie)) for word in found])
    for likely in tables.likely(level, upright):
        if likely.broken > _BROKEN:
            continue
        grid = Grid([x * scale for x in likely.xs], [y * scale for y in likely.ys], likely.cells)
        table = Table(grid, grid.slots(), traces=_LAYERED_TRACES if layered else _TRACES)
        for _, word in sheet.words:
            table.take(word)
        if _parts_words(table, [word for _, word in sheet.words]):
            sheet.tables.append(table)
    return sheet if sheet.tables else None


def _level(ruled: Ruled, lie: Lie, scale: float) -> Iterator[Edge]:
    for at, start, end in (edge for rule in ruled.level for edge in rule):
        by = lie.fall * (at - lie.y)
        yield Edge((at - lie.fall * ((start + end) / 2 - lie.x)) / scale, (start + by) / scale, (end + by) / scale)


def _upright(ruled: Ruled, lie: Lie, scale: float) -> Iterator[Edge]:
    for at, start, end in (edge for rule in ruled.upright for edge in rule):
        by = lie.fall * (at - lie.x)
        yield Edge((at + lie.fall * ((start + end) / 2 - lie.y)) / scale, (start - by) / scale, (end - by) / scale)


def _straight(word: Word, lie: Lie) -> Word:
    """Return a word where it would be if the page lay straight."""
    if not lie.fall:
        return word
    x, y = lie.straight(*_middle(word))
    height = word.height - min(abs(lie.fall) * word.width, 0.5 * word.height)
    return replace(word, left=x - word.width / 2, top=y - height / 2, height=height)


def _straightened(picture: Image.Image, lie: Lie) -> Image.Image:
    if not lie.fall:
        return picture
    turn = (1.0, -lie.fall, lie.fall * lie.y, lie.fall, 1.0, -lie.fall * lie.x)
    return picture.transform(
        picture.size, Image.Transform.AFFINE, turn, resample=Image.Resampling.BILINEAR, fillcolor=255
    )


def _middle(word: Word) -> tuple[float, float]:
    return word.left + word.width / 2, word.top + word.height / 2


def _cuts(table: Table, word: Word) -> list[float]:
    """Return where upright rules go through a word."""
    y, least = word.top + word.height / 2, _ACROSS * word.height
    return [
        x
        for x in table.grid.xs[1:-1]
        if word.left + least < x < word.left + word.width - least and table.slot(x - 1, y) != table.slot(x + 1, y)
    ]


def _cut(word: Word, cuts: Sequence[float]) -> Iterator[Word]:
    """Yield the parts of a word between rules, cut at signs that rules were taken for, else where the rules stand."""
    left, text, guessed = word.left, word.text, False
    width = word.width / len(text)
    done = 0
    for x in cuts:
        at = round((x - word.left) / width)
        near = [place for place in range(max(at - 2, done), min(at + 2, len(text))) if text[place] in _TRACES]
        stop = min(near, key=lambda place: abs(place + 0.5 - at)) if near else at
        guessed = guessed or not near
        if text[done:stop]:
            yield _part(word, text[done:stop], left, x, guessed=guessed)
        left, done = x, stop + bool(near)
    if text[done:]:
        yield _part(word, text[done:], left, word.left + word.width, guessed=guessed)


def _part(word: Word, text: str, left: float, right: float, *, guessed: bool) -> Word:
    confidence = min(word.confidence, _GUESSED) if guessed else word.confidence
    return replace(word, text=text, left=left, width=right - left, confidence=confidence)


def _says_something(line: Sequence[Word]) -> bool:
    """Tell whether a line of a cell is print: a digit is, however badly it was read; signs may be specks."""
    return not words.is_noise(line) or any(map(str.isalnum, "".join(word.text for word in line)))


def _is_trace(table: Table, word: Word) -> bool:
    """Tell whether a word is a rule that was taken for signs."""
    if not table.traces.issuperset(word.text):
        return False
    x, y = _middle(word)
    if word.height > word.width:
        return min(abs(x - place) for place in table.grid.xs) <= word.height / 2
    return min(abs(y - place) for place in table.grid.ys) <= 2 * _INSIDE + word.height / 2


def _parts_words(table: Table, found: Sequence[Word]) -> bool:
    """Tell whether there are words between the rules, and rules go through few of them."""
    inside = through = 0
    for word in found:
        if word.confidence >= _SURE and table.slot(*_middle(word)) is not None:
            inside += len(word.text)
            through += len(word.text) * _is_crossed(table, word)
    return inside > 0 and through <= _THROUGH * inside


def _is_filled(table: Table) -> bool:
    """Tell whether several cells say something, and not of one column alone."""
    filled = [slot for slot, own in table.cells.items() if words.weight(own)]
    return len(filled) >= _FILLED and len({slot.col for slot in filled}) > 1


def _is_crossed(table: Table, word: Word) -> bool:
    x = word.left + word.width / 2
    if _cuts(table, word) and not _TRACES.intersection(word.text):
        return True
    return any(
        word.top + _ACROSS * word.height < place < word.top + (1 - _ACROSS) * word.height
        and table.slot(x, place - 1) != table.slot(x, place + 1)
        for place in table.grid.ys[1:-1]
    )


def _is_doubtful(table: Table, slot: Slot, said: Sequence[Word]) -> bool:
    """Tell whether a cell had better be read alone: nothing was read in it, or badly, or a rule as a sign."""
    if slot in table.cut or words.confidence(said) < _WELL:
        return True
    return any(table.traces.intersection((word.text[0], word.text[-1])) for word in said)


def _area(plain: Grey, grid: Grid, slot: Slot) -> tuple[Grey, int, int]:
    """Return what is between the rules of a cell, and where that lies."""
    left, right = max(round(grid.xs[slot.col]), 0) + _INSIDE, round(grid.xs[slot.col_end]) - _INSIDE
    top, bottom = max(round(grid.ys[slot.row]), 0) + _INSIDE, round(grid.ys[slot.row_end]) - _INSIDE
    return plain[top:bottom, left:right], left, top


def _lines(dark: NDArray[np.bool_], blank: int) -> Iterator[NDArray[np.intp]]:
    """Yield the rows with ink, parted where more than ``blank`` are without; specks are left out."""
    rows = np.flatnonzero(dark.any(axis=1))
    for lines in np.split(rows, np.flatnonzero(np.diff(rows) > blank) + 1):
        if len(lines) and dark[lines].sum() >= _LEAST_INK:
            yield lines


def _is_passed_over(plain: Grey, grid: Grid, slot: Slot, said: Sequence[Word]) -> bool:
    """Tell whether a line of a cell stands where no word was read."""
    cell, _, top = _area(plain, grid, slot)
    middles = [top + (int(rows[0]) + int(rows[-1])) / 2 for rows in _lines(cell < _DARK, 1) if len(rows) >= _LOWEST]
    return not all(any(word.top <= y <= word.top + word.height for word in said) for y in middles)


def _bands(plain: Grey, grid: Grid, slot: Slot) -> Iterator[tuple[Grey, int, int]]:
    """Yield what is in a cell, parted where much is blank between lines, and where it lies."""
    cell, left, top = _area(plain, grid, slot)
    dark = cell < _DARK
    for rows in _lines(dark, _ROOM):
        columns = np.flatnonzero(dark[rows].any(axis=0))
        x, y = max(int(columns[0]) - _EDGE, 0), max(int(rows[0]) - _EDGE, 0)
        yield cell[y : rows[-1] + _EDGE + 1, x : columns[-1] + _EDGE + 1], left + x, top + y
