"""Lines of a column -> paragraphs: margins, leading, markers and ends of sentences tell what goes on.

Reads: lines, from the top. Writes: paragraphs with their alignment, hyphens undone where the joined word exists.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from domain.document import Box, Repair
from ingest.reading.layout import prose, statements
from ingest.reading.layout.lines import Piece, trust_of
from ingest.reading.text.repairs import Edit, Mended

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.reading.layout.lines import Line

_LONG: Final = 40
"""Letters of a line that is no part of a letterhead."""
_LATEST: Final = 20
"""Lines of a paragraph that are asked whether they go on; its quotes are not counted further back."""
_NEAR: Final = 0.5
"""Sizes by which places may differ and still be one edge."""
_EXACT: Final = 0.35
"""The same where two places must agree by more than chance."""
_DEEP: Final = 8.0
"""Sizes of the deepest indent of first lines."""
_LOOSER: Final = 1.4
"""Times the step to the line before: with more room above it a line begins a paragraph."""
_MISMEASURED: Final = 0.4
"""Share by which the size of a short recognised line may be wrong."""
_TIGHT: Final = 0.95
"""Sizes from a line to the next, at least; less is between a line and what is raised or lowered in it."""
_NO_WORD: Final = re.compile(r"\W")


@dataclass(slots=True)
class Paragraph:
    """Lines that make one statement."""

    lines: list[Line]
    text: str
    align: str
    trust: float = 1.0
    repairs: tuple[Repair, ...] = ()

    @property
    def size(self) -> float:
        """The usual size of its lines."""
        return median(line.size for line in self.lines)

    @property
    def bold(self) -> bool:
        """Whether all lines are bold."""
        return all(line.bold for line in self.lines)

    def box(self, width: float, height: float) -> Box:
        """Return where it lies, as shares of the page."""
        x0, x1 = min(line.x0 for line in self.lines), max(line.x1 for line in self.lines)
        top = min(line.y - line.size for line in self.lines)
        bottom = max(line.y + 0.25 * line.size for line in self.lines)
        return box_of(x0, top, x1, bottom, width, height)


def box_of(x0: float, top: float, x1: float, bottom: float, width: float, height: float) -> Box:  # noqa: PLR0917 - a place and its page
    """Return a place on a page as shares of its width and height."""
    return Box(_share(x0, width), _share(top, height), _share(x1, width), _share(bottom, height))


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4) if whole > 0 else 0.0


def paragraphs_of(lines: Sequence[Line], known: Callable[[str], bool]) -> list[Paragraph]:
    """Join the lines of a column into paragraphs; ``known`` tells whether a word exists, to undo hyphens."""
    if not lines:
        return []
    frame = _Frame(lines)
    for line in lines:
        frame.close_gaps(line)
    prose.close(lines, frame.left, frame.right)
    groups: list[list[Line]] = [[lines[0]]]
    usual = math.inf
    for previous, line in pairwise(lines):
        step = line.y - previous.y
        if step < _LOOSER * usual and frame.continues(previous, line, groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
        usual = step if step > _TIGHT * previous.size else math.inf
    return [paragraph(group, frame.align(group), known) for group in groups]


def paragraph(lines: list[Line], align: str, known: Callable[[str], bool]) -> Paragraph:
    """Return lines as one paragraph."""
    said = lines[0].mended
    for line in lines[1:]:
        said = join_mended(said, line.mended, known)
    trusts = [line.trust for line in lines]
    return Paragraph(lines, said.text, align, trust_of(sum(trusts) / len(trusts), trusts), said.repairs)


class _Frame:
    """Margins and leading of a column, and what they say of two lines."""

    def __init__(self, lines: Sequence[Line]) -> None:
        long = [line for line in lines if len(line.text) > 30] or list(lines)  # noqa: PLR2004 - lines that fill the column
        lefts = sorted(line.x0 for line in long)
        rights = sorted(line.x1 for line in long)
        self.narrow = len(long[0].text) <= 30  # noqa: PLR2004 - no line is long: a letterhead, where each line stands alone
        self.left = lefts[len(lefts) // 10]
        self.right = rights[-1 - len(rights) // 20]
        self.width = max(self.right - self.left, 1.0)
        steps = [
            below.y - above.y for above, below in pairwise(lines) if 0 < below.y - above.y < 3 * max(above.size, 1.0)
        ]
        self.leading = median(steps) if steps else 0.0
        self.indent = self._usual_indent(lines)

    def _usual_indent(self, lines: Sequence[Line]) -> float | None:
        """Return where first lines of paragraphs begin: below them a line begins at the left edge. None: no such."""
        places = [
            above.x0
            for above, below in pairwise(lines)
            if abs(below.x0 - self.left) < _NEAR * below.size
            and _NEAR * above.size < above.x0 - self.left < _DEEP * above.size
            and abs(above.x1 - self.right) < above.size
        ]
        return median(places) if places else None

    def centered(self, line: Line) -> bool:
        before, after = line.x0 - self.left, self.right - line.x1
        return before > 0.06 * self.width and after > 0.04 * self.width and abs(before - after) < 0.07 * self.width

    def close_gaps(self, line: Line) -> None:
        """Undo the cells of a justified line: it fills the column, and its gaps are all alike between single words."""
        if len(line.pieces) < 3 or abs(line.x1 - self.right) > line.size or line.x0 > self.left + 6 * line.size:  # noqa: PLR2004 - two gaps to compare
            return
        gaps = [after.x0 - before.x1 for before, after in pairwise(line.pieces)]
        words = sum(len(piece.text.split()) for piece in line.pieces)
        if max(gaps) < 1.6 * min(gaps) and words <= 1.5 * len(line.pieces) and max(gaps) < 0.2 * self.width:
            said = line.mended
            line.take([Piece(line.x0, line.x1, said.text.replace("\t", " "), said.repairs)])

    def align(self, group: list[Line]) -> str:
        first = group[0]
        if all(self.centered(line) for line in group):
            return "left" if len(group) == 1 and self._begins(first) else "center"
        if len(group) > 1 and all(self._balanced(line) for line in group):
            return "center"
        if min(line.x0 for line in group) > self.left + 0.45 * self.width and not first.has_cells:
            return "right"
        if len(group) > 2 and all(abs(line.x1 - self.right) < 0.02 * self.width for line in group[:-1]):  # noqa: PLR2004 - one line proves nothing
            return "justify"
        return "left"

    def _begins(self, line: Line) -> bool:
        """Tell whether a line in the middle is rather a paragraph of one line, with the indent of first lines."""
        if line.has_cells or self.indent is None or abs(line.x0 - self.indent) > _EXACT * line.size:
            return bool(statements.MARKER.match(line.text)) and statements.ended(line.text) and self.indent is None
        askew = abs((line.x0 - self.left) - (self.right - line.x1)) > 2 * _EXACT * line.size
        return askew or statements.ended(line.text)

    def _balanced(self, line: Line) -> bool:
        """Tell whether as much is blank before a line as behind it, be it little: it stands in a centred paragraph."""
        before, after = line.x0 - self.left, self.right - line.x1
        return abs(before - after) < _EXACT * line.size and before > _NEAR * line.size

    def continues(self, above: Line, below: Line, group: list[Line]) -> bool:  # noqa: C901, PLR0911 - a list of reasons
        """Tell whether ``below`` goes on with the paragraph of ``above``."""
        size = max(above.size, 1.0)
        step = below.y - above.y
        usual = self.leading if size * 0.9 < self.leading < size * 2.4 else size * 1.25
        if above.has_cells or below.has_cells or not 0 < step < max(usual * 1.4, size * 1.3):
            return False
        if statements.are_apart(above.text, below.text):
            return False
        broken = statements.is_broken(above.text, below.text)
        if abs(above.size - below.size) > (_MISMEASURED if broken and above.trust < 1 else 0.12) * size:
            return False
        if broken:
            return True
        goes_on = statements.goes_on(above.text, below.text) or (
            abs(below.x0 - above.x0) < _NEAR * size and statements.opens_bracket(above.text, below.text)
        )
        if self._starts(above, below, group[0]):
            return False
        if statements.is_unfinished([line.text for line in (group[0], *group[1:][-_LATEST:])], below.text):
            return True
        if above.bold != below.bold and not (self._full(above, below) and (goes_on or self._turns_bold(above, below))):
            return False
        if self.centered(above) != self.centered(below) and not (
            below.text[:1].islower()
            and (
                above.x1 > self.right - 3 * size
                or self._indented(above, below)
                or (self._one_middle(above, below) and not statements.names_kind(above.text))
            )
        ):
            return False
        if goes_on:
            return (below.x0 < above.x0 + 4 * size or self.centered(below)) and not self._sets_in(above, below, group)
        if self.narrow:
            return False
        if self.centered(above):
            return above.text[-1:] in ",-–—«(" or self._full(above, below)
        first = group[0]
        if below.x0 > min(line.x0 for line in group[-2:]) + 0.9 * size and not (
            len(group) == 1 and (below.x0 <= first.x0 + 0.3 * size or self._hangs(first, below))
        ):
            return False
        return self._full(above, below)

    def _starts(self, above: Line, below: Line, first: Line) -> bool:
        """Tell whether a line below another begins a point or a paragraph of its own."""
        ended, size = statements.ended(above.text), max(above.size, 1.0)
        if statements.MARKER.match(below.text) and (
            ended or below.x0 > self.left + 0.8 * size or statements.follows(first.text, below.text)
        ):
            return True
        indented = self.indent is not None and abs(below.x0 - self.indent) < _EXACT * size
        return ended and indented and not below.text[:1].islower()

    def _turns_bold(self, above: Line, below: Line) -> bool:
        """Tell whether bold words begin a line only because the line above was full."""
        at_edge = below.x0 < self.left + 0.8 * below.size
        return below.bold and at_edge and (above.text[-1].isalpha() or above.text[-1] in ',»"–—')

    def _sets_in(self, above: Line, below: Line, group: list[Line]) -> bool:
        """Tell whether a line is set in below one that was not full, and does not stand around the same middle."""
        if self.narrow or below.x0 < above.x0 + 0.8 * above.size or self._full(above, below) or self.centered(below):
            return False
        if above.text.count("(") > above.text.count(")"):
            return False
        if len(group) == 1 and self._hangs(above, below) and below.x0 > above.x0 + _NEAR * above.size:
            return False
        return not self._one_middle(above, below)

    @staticmethod
    def _one_middle(above: Line, below: Line) -> bool:
        """Tell whether two lines stand around the same middle."""
        return abs(above.x0 + above.x1 - below.x0 - below.x1) <= 2 * _NEAR * above.size

    @staticmethod
    def _hangs(first: Line, below: Line) -> bool:
        """Tell whether a line stands below the text of a point, behind its marker."""
        found = statements.MARKER.match(first.text)
        if found is None or (statements.ended(first.text) and not below.text[:1].islower()):
            return False
        per_letter = (first.x1 - first.x0) / max(len(first.text), 1)
        return below.x0 - first.x0 < found.end() * per_letter + 2 * first.size

    def _indented(self, above: Line, below: Line) -> bool:
        """Tell whether a line that seems to stand in the middle is the indented first line of unjustified text."""
        return len(above.text) > _LONG and below.x0 < self.left + 0.8 * below.size and not statements.ended(above.text)

    def _full(self, above: Line, below: Line) -> bool:
        """Tell whether the first word below would not have fitted above: the line ended because it was full."""
        word = below.text.split(None, 1)[0]
        per_letter = (below.x1 - below.x0) / max(len(below.text), 1)
        return above.x1 + (len(word) + 1) * per_letter * 0.95 > self.right


def join_lines(above: str, below: str, known: Callable[[str], bool]) -> str:
    """Join two lines of a paragraph; a hyphen at the end goes only when the joined word exists."""
    return join_mended(Mended(above), Mended(below), known).text


def join_mended(above: Mended, below: Mended, known: Callable[[str], bool]) -> Mended:
    """Join two lines of a paragraph; a hyphen that goes is a repair, whose raw text is the hyphen and the line end.

    «¬» is no hyphen of the author: old converters and recognition programs write the soft hyphen so. It always goes.
    """
    sign = above.text[-1:]
    if _hyphen_goes(above.text, below.text, known):
        place = len(above.text)
        broken = above.then("\n", below)
        return broken.apply([Edit(place - 1, place + 1, "")], "hyphen")
    hyphened = sign in statements.HYPHENS and (
        (above.text[-2:-1].isalpha() and below.text[:1].isalpha())
        or statements.is_number_broken(above.text, below.text)
    )
    return above.then("" if hyphened else " ", below)


def _hyphen_goes(above: str, below: str, known: Callable[[str], bool]) -> bool:
    if len(above) < 2 or above[-1] not in statements.HYPHENS or not (above[-2].isalpha() and below[:1].isalpha()):  # noqa: PLR2004 - a letter and the hyphen
        return False
    head = _NO_WORD.split(above[:-1])[-1]
    tail = _NO_WORD.split(below, maxsplit=1)[0]
    alike = below[:1].islower() or (head.isupper() and tail.isupper())
    return above[-1] == "¬" or (alike and known(head + tail) and not known(f"{head}-{tail}"))
