"""Runs of text with their places -> lines, each with the pieces that wide gaps part it into.

Reads: runs of a page. Writes: its lines, from the top.
"""

from __future__ import annotations

import re
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, Final

import msgspec

from domain.document import Repair
from ingest.reading.builder import DOUBTED
from ingest.reading.text.raised import raised
from ingest.reading.text.repairs import Mended, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.reading.pdf.device import Run

CELL_GAP: Final = 1.8
"""A gap of this many sizes parts cells: date and number, post and name."""
SPACE_GAP: Final = 0.15
"""A gap of this share of the size is a space."""
_JOINT: Final = 0.8
"""A gap of this many sizes may part columns where many lines have it at one place; alone it is a blank."""
_SMALLER: Final = 0.85
"""Share of the size of what stands beside it that a raised number has, at most."""
_LIFT: Final = 0.12
"""Sizes by which its baseline lies higher, at least."""
_BESIDE: Final = 0.2
"""Sizes between a raised number and what it belongs to, at most; it may reach over it by as much."""
_LEFT: Final = attrgetter("x0")
_PLACE: Final = attrgetter("y", "x0")
_DOUBLE: Final = re.compile(r" {2,}")
_PRINTED: Final = frozenset({1.0, DOUBTED})
"""Trust of print, struck out or not."""
_CLOSING: Final = '»"”)].,;:%'
"""Signs that a mark of a note may stand behind."""
_LEADERS: Final = re.compile(r" {5,}|\t+ *")


_Said = tuple["Run", str, float, float]
"""A run, what it says without blanks at its ends, from where to where."""
Joints = tuple[tuple[int, float, float], ...]
"""Blanks within a text: their place in it, from where to where they go."""


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A part of a line between wide gaps: from where to where it goes, what it says, what was changed in it."""

    x0: float
    x1: float
    text: str
    repairs: tuple[Repair, ...] = ()
    joints: Joints = ()
    """Blanks that may part columns."""

    def cut(self, lies: Callable[[float, float], bool]) -> list[Piece]:
        """Return its parts between those of its joints of which ``lies`` holds, told from where to where they go."""
        parts: list[Piece] = []
        begin, x0 = 0, self.x0
        for place, end, after in self.joints:
            if lies(end, after):
                parts.append(Piece(x0, end, self.text[begin:place], self._repaired(begin, place)))
                begin, x0 = place + 1, after
        return [*parts, Piece(x0, self.x1, self.text[begin:], self._repaired(begin, len(self.text)))]

    def _repaired(self, begin: int, end: int) -> tuple[Repair, ...]:
        return moved([one for one in self.repairs if begin <= one.start and one.end <= end], -begin)


class Line(msgspec.Struct, gc=False):
    """One line of a page or column: its pieces are parted by wide gaps."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: bool = False
    trust: float = 1.0
    pieces: list[Piece] = []

    @property
    def mended(self) -> Mended:
        """Its text with the repairs of its pieces."""
        repairs: tuple[Repair, ...] = ()
        place = 0
        for piece in self.pieces:
            if piece.repairs:
                repairs += moved(piece.repairs, place)
            place += len(piece.text) + 1
        return Mended(self.text, repairs)

    def take(self, pieces: list[Piece]) -> None:
        """Say these pieces from now on."""
        self.pieces = pieces
        self.text = "\t".join([piece.text for piece in pieces])

    @property
    def has_cells(self) -> bool:
        """Whether the line says two things apart from each other."""
        return len(self.pieces) > 1


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Group runs by baseline and join each group from left to right."""
    groups: list[list[Run]] = []
    base = size = 0.0
    for run in sorted(runs, key=_PLACE):
        if groups:
            small, large = (run.size, size) if run.size < size else (size, run.size)
            reach = 0.45 * small if small > 0.75 * large else 0.4 * large
            if abs(run.y - base) <= reach:
                groups[-1].append(run)
                if run.size > size:
                    base, size = run.y, run.size
                continue
        groups.append([run])
        base, size = run.y, run.size
    return [line for group in groups if (line := _join(group)) is not None]


def _join(runs: list[Run]) -> Line | None:
    if len(runs) == 1:
        return _alone(runs[0])
    y = runs[0].y
    if runs[-1].y != y:  # else they stand in order already
        y = median([run.y for run in runs])
        runs.sort(key=_LEFT)
    said: list[_Said] = []
    bold = letters = 0
    weight = trust = 0.0
    for run in runs:
        text = run.text
        if text[:1] != " " and text[-1:] != " " and "\u00a0" not in text:
            x0, x1 = run.x0, run.x1
        else:
            text, x0, x1 = _trimmed(run)
        if not text or (said and run.text == said[-1][0].text and _repeats(run, said[-1][0])):
            continue
        said.append((run, text, x0, x1))
        count = len(text)
        letters += count
        bold += count if run.bold else 0
        weight += count * run.size
        trust += count * run.trust
    if len(said) > 1 and weight != letters * said[-1][0].size:
        said = _with_raised(said)
    spread = [piece for piece in _pieces(said) if piece.text and not piece.text.isspace()]
    if not spread:
        return None
    return Line(
        x0=spread[0].x0,
        x1=max([piece.x1 for piece in spread]),
        y=y,
        size=weight / letters,
        text="\t".join([piece.text for piece in spread]) if len(spread) > 1 else spread[0].text,
        bold=bold == letters,
        trust=trust_of(trust / letters, [run.trust for run, *_ in said]),
        pieces=spread,
    )


def trust_of(mean: float, parts: Iterable[float]) -> float:
    """Return the trust of what has these parts: their mean, but no more than that of struck or damaged text."""
    return DOUBTED if mean < 1 and DOUBTED in parts else mean


def _alone(run: Run) -> Line | None:
    """Return the line of a run with none beside it, as most cells and lines are."""
    text, x0, x1 = _trimmed(run)
    if not text:
        return None
    repairs = (Repair(0, len(text), run.raw.strip(), "glyph-numbers"),) if run.raw else ()
    piece = _piece_of(x0, x1, text, repairs)
    if not piece.text or piece.text.isspace():
        return None
    return Line(x0, piece.x1, run.y, run.size, piece.text, run.bold, run.trust, [piece])


def _with_raised(said: list[_Said]) -> list[_Said]:
    """Write small lifted numbers beside words and numbers with raised digits; recognised sizes jump, they are left."""
    found: list[_Said] = []
    base: _Said | None = None
    for index, one in enumerate(said):
        run, text, x0, x1 = one
        if run.trust in _PRINTED and text.isdecimal():
            after = said[index + 1] if index + 1 < len(said) else None
            if (base is not None and _is_above(run, base[0]) and _touches(base[3], x0, base[0])) or (
                base is None and after is not None and _is_above(run, after[0]) and _touches(x1, after[2], after[0])
            ):
                found.append((run, raised(text), x0, x1))
                base = base and (base[0], base[1], base[2], x1)
                continue
        base = one if text[-1].isalnum() or text[-1] in _CLOSING else None
        found.append(one)
    return found


def _is_above(run: Run, base: Run) -> bool:
    return run.size <= _SMALLER * base.size and base.y - run.y >= _LIFT * base.size


def _touches(end: float, begin: float, base: Run) -> bool:
    return abs(begin - end) <= _BESIDE * base.size


def _pieces(said: list[_Said]) -> list[Piece]:
    """Part the runs of a line by its wide gaps; each comes with what it says and from where to where."""
    pieces: list[Piece] = []
    text, begin, end, above = "", 0.0, 0.0, 0.0
    repairs: tuple[Repair, ...] = ()
    joints: Joints = ()
    for run, more, x0, x1 in said:
        size = above if above > run.size else run.size  # noqa: FURB136 - a call of max takes longer than the rest
        above = run.size
        if not text or x0 - end > CELL_GAP * size:
            if text:
                pieces.append(_piece_of(begin, end, text, repairs, joints))
            begin, end, text, repairs, joints = x0, x1, "", (), ()
        elif x0 - end > SPACE_GAP * size:
            if x0 - end > _JOINT * size:
                joints += ((len(text), end, x0),)
            text += " "
        if run.raw:
            repairs += (Repair(len(text), len(text) + len(more), run.raw.strip(), "glyph-numbers"),)
        text += more
        end = x1 if x1 > end else end  # noqa: FURB136 - as above
    if text:
        pieces.append(_piece_of(begin, end, text, repairs, joints))
    return pieces


def _piece_of(x0: float, x1: float, text: str, repairs: tuple[Repair, ...], joints: Joints = ()) -> Piece:
    """Return a piece, in which rows of blanks become a tab, two or three one."""
    if "  " not in text and "\t" not in text:
        return Piece(x0, x1, text, repairs, joints)
    said = Mended(text, repairs).piecewise(lambda part: _DOUBLE.sub(" ", _LEADERS.sub("\t", part)))
    return Piece(x0, x1, said.text, said.repairs)


def _trimmed(run: Run) -> tuple[str, float, float]:
    text, x0, x1 = run.text, run.x0, run.x1
    if "\u00a0" in text:
        text = text.replace("\u00a0", " ")
    if text[-1:] == " ":
        bare = text.rstrip(" ")
        x1 = max(x1 - 0.25 * run.size * (len(text) - len(bare)), x0)
        text = bare
    if text[:1] == " ":
        bare = text.lstrip(" ")
        x0 = min(x0 + 0.25 * run.size * (len(text) - len(bare)), run.x1)
        text = bare
    return text, x0, x1


def _repeats(run: Run, previous: Run) -> bool:
    """Tell a letter drawn twice to look bold."""
    return run.text == previous.text and abs(run.x0 - previous.x0) < 0.25 * run.size


def split_columns(lines: list[Line], width: float, height: float) -> list[list[Line]]:
    """Part the two columns of a bilingual letterhead (upper part of a page); everything else stays one column."""
    top = 0.45 * height
    best: tuple[int, int] | None = None
    start: int | None = None
    for index, line in enumerate([*lines, None]):
        two = line is not None and line.y < top and len(line.pieces) == 2 and _gutter(line, width)  # noqa: PLR2004 - two columns
        if two and start is None:
            start = index
        elif not two and start is not None:
            if index - start >= 3 and (best is None or index - start > best[1] - best[0]):  # noqa: PLR2004 - fewer may be chance
                best = (start, index)
            start = None
    if best is None:
        return [lines]
    begin, end = best
    left = [_piece(line, 0) for line in lines[begin:end]]
    right = [_piece(line, 1) for line in lines[begin:end]]
    return [part for part in (lines[:begin], left, right, lines[end:]) if part]


def _gutter(line: Line, width: float) -> bool:
    left, right = line.pieces
    middle = (left.x1 + right.x0) / 2
    return 0.3 * width < middle < 0.7 * width and all(sum(map(str.isalpha, part.text)) >= 3 for part in line.pieces)  # noqa: PLR2004 - a word


def _piece(line: Line, index: int) -> Line:
    piece = line.pieces[index]
    return Line(piece.x0, piece.x1, line.y, line.size, piece.text, line.bold, line.trust, [piece])
