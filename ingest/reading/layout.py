"""Runs of text with their places -> lines -> paragraphs. Geometry decides, not the order in which the file draws.

Letterheads in Tatar, Bashkir or Yakut mix two fonts inside a word, stamps are drawn before the text they lie on: only
the places tell what a person reads. The same rules serve text layers and recognised pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from domain.document import Box
from domain.kinds import kind_named
from domain.text import join_spaced

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.reading.pdf.device import Run

CELL_GAP: Final = 1.8
"""A gap of this many sizes parts cells: date and number, post and name."""
SPACE_GAP: Final = 0.15
"""A gap of this share of the size is a space."""
_MARKER: Final = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]|[а-яёa-z]\)|[-–—•*]|[IVX]{1,5}\.)(?:\s|$)")
_TERMINAL: Final = re.compile(r"[.;:!?…][»\"”)]?$")
_DOUBLE: Final = re.compile(r" {2,}")
_LEADERS: Final = re.compile(r" {5,}|\t+ *")


@dataclass(slots=True)
class Line:
    """One line of a page or column: its pieces are parted by wide gaps."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    bold: bool = False
    trust: float = 1.0
    pieces: list[tuple[float, float, str]] = field(default_factory=list)

    @property
    def has_cells(self) -> bool:
        """Whether the line says two things apart from each other."""
        return len(self.pieces) > 1


@dataclass(slots=True)
class Paragraph:
    """Lines that make one statement."""

    lines: list[Line]
    text: str
    align: str
    trust: float = 1.0

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
        return Box(_share(x0, width), _share(top, height), _share(x1, width), _share(bottom, height))


def _share(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 4) if whole > 0 else 0.0


def lines_of(runs: Sequence[Run]) -> list[Line]:
    """Group runs by baseline and join each group from left to right."""
    groups: list[list[Run]] = []
    base = size = 0.0
    for run in sorted(runs, key=lambda run: (run.y, run.x0)):
        if groups:
            small = min(run.size, size)
            reach = 0.45 * small if small > 0.75 * max(run.size, size) else 0.4 * max(run.size, size)
            if abs(run.y - base) <= reach:
                groups[-1].append(run)
                if run.size > size:
                    base, size = run.y, run.size
                continue
        groups.append([run])
        base, size = run.y, run.size
    return [line for group in groups if (line := _join(group)) is not None]


def _join(runs: list[Run]) -> Line | None:
    runs.sort(key=lambda run: run.x0)
    pieces: list[tuple[float, float, str]] = []
    bold = letters = 0
    weight = 0.0
    trust = 0.0
    previous: Run | None = None
    for run in runs:
        text, x0, x1 = _trimmed(run)
        if not text or (previous is not None and _repeats(run, previous)):
            continue
        count = len(text)
        letters += count
        bold += count if run.bold else 0
        weight += count * run.size
        trust += count * run.trust
        gap = x0 - pieces[-1][1] if pieces else 0.0
        size = max(run.size, previous.size if previous else 0.0)
        if not pieces or gap > CELL_GAP * size:
            pieces.append((x0, x1, text))
        else:
            start, end, said = pieces[-1]
            pieces[-1] = (start, max(end, x1), said + (" " if gap > SPACE_GAP * size else "") + text)
        previous = run
    if not pieces:
        return None
    spread = [
        (x0, x1, part)
        for x0, x1, text in pieces
        for part in [_DOUBLE.sub(" ", _LEADERS.sub("\t", text))]
        if part.strip()
    ]
    return Line(
        x0=spread[0][0],
        x1=max(x1 for _, x1, _ in spread),
        y=median(run.y for run in runs),
        size=weight / letters,
        text="\t".join(text for _, _, text in spread),
        bold=bold == letters,
        trust=trust / letters,
        pieces=spread,
    )


def _trimmed(run: Run) -> tuple[str, float, float]:
    text = run.text.replace("\u00a0", " ")
    left = len(text) - len(text.lstrip(" "))
    right = len(text) - len(text.rstrip(" "))
    space = 0.25 * run.size
    bare = text.strip(" ")
    if not bare:
        return "", run.x0, run.x1
    return bare, min(run.x0 + left * space, run.x1), max(run.x1 - right * space, run.x0)


def _repeats(run: Run, previous: Run) -> bool:
    """Tell a letter drawn twice to look bold."""
    return run.text == previous.text and abs(run.x0 - previous.x0) < 0.25 * run.size and len(run.text) > 0


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
    (_, end, left), (start, _, right) = line.pieces
    middle = (end + start) / 2
    return 0.3 * width < middle < 0.7 * width and all(sum(map(str.isalpha, part)) >= 3 for part in (left, right))  # noqa: PLR2004 - a word


def _piece(line: Line, index: int) -> Line:
    x0, x1, text = line.pieces[index]
    return Line(x0, x1, line.y, line.size, text, line.bold, line.trust, [line.pieces[index]])


def paragraphs_of(lines: Sequence[Line], known: Callable[[str], bool]) -> list[Paragraph]:
    """Join the lines of a column into paragraphs; ``known`` tells whether a word exists, to undo hyphens."""
    if not lines:
        return []
    frame = _Frame(lines)
    for line in lines:
        frame.close_gaps(line)
    groups: list[list[Line]] = [[lines[0]]]
    for previous, line in pairwise(lines):
        if frame.continues(previous, line, groups[-1]):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Paragraph(
            group,
            _text(group, known),
            frame.align(group),
            sum(line.trust for line in group) / len(group),
        )
        for group in groups
    ]


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

    def centered(self, line: Line) -> bool:
        before, after = line.x0 - self.left, self.right - line.x1
        return before > 0.06 * self.width and after > 0.04 * self.width and abs(before - after) < 0.07 * self.width

    def close_gaps(self, line: Line) -> None:
        """Undo the cells of a justified line: it fills the column, and its gaps are all alike between single words."""
        if len(line.pieces) < 3 or abs(line.x1 - self.right) > line.size or line.x0 > self.left + 6 * line.size:  # noqa: PLR2004 - two gaps to compare
            return
        gaps = [after[0] - before[1] for before, after in pairwise(line.pieces)]
        words = sum(len(text.split()) for _, _, text in line.pieces)
        if max(gaps) < 1.6 * min(gaps) and words <= 1.5 * len(line.pieces) and max(gaps) < 0.2 * self.width:
            line.text = " ".join(text for _, _, text in line.pieces)
            line.pieces = [(line.x0, line.x1, line.text)]

    def align(self, group: list[Line]) -> str:
        if all(self.centered(line) for line in group):
            return "center"
        first = group[0]
        if min(line.x0 for line in group) > self.left + 0.45 * self.width and not first.has_cells:
            return "right"
        if len(group) > 2 and all(abs(line.x1 - self.right) < 0.02 * self.width for line in group[:-1]):  # noqa: PLR2004 - one line proves nothing
            return "justify"
        return "left"

    def continues(self, above: Line, below: Line, group: list[Line]) -> bool:  # noqa: PLR0911 - a list of reasons
        """Tell whether ``below`` goes on with the paragraph of ``above``."""
        size = max(above.size, 1.0)
        step = below.y - above.y
        usual = self.leading if size * 0.9 < self.leading < size * 2.4 else size * 1.25
        if above.has_cells or below.has_cells or not 0 < step < max(usual * 1.4, size * 1.3):
            return False
        if abs(above.size - below.size) > 0.12 * size or above.bold != below.bold:
            return False
        start = below.text[:1]
        ended = bool(_TERMINAL.search(above.text))
        if _is_kind(above.text) or _is_kind(below.text):
            return False
        if _MARKER.match(below.text) and (ended or below.x0 > self.left + 0.8 * size):
            return False
        if self.centered(above) != self.centered(below) and not (start.islower() and above.x1 > self.right - 3 * size):
            return False
        if start.islower() and not ended:
            return below.x0 < above.x0 + 4 * size or self.centered(below)
        if self.narrow:
            return False
        if self.centered(above):
            return above.text[-1:] in ",-–—«(" or self._full(above, below)
        first = group[0]
        if below.x0 > min(line.x0 for line in group[-2:]) + 0.9 * size and not (
            len(group) == 1 and below.x0 <= first.x0 + 0.3 * size
        ):
            return False
        return self._full(above, below)

    def _full(self, above: Line, below: Line) -> bool:
        """Tell whether the first word below would not have fitted above: the line ended because it was full."""
        word = below.text.split(None, 1)[0]
        per_letter = (below.x1 - below.x0) / max(len(below.text), 1)
        return above.x1 + (len(word) + 1) * per_letter * 0.95 > self.right


def _is_kind(text: str) -> bool:
    """Tell whether a line only names a kind of act in capitals («ПОСТАНОВЛЕНИЕ»): such a line stands alone."""
    word = join_spaced(text).strip()
    return word.isupper() and kind_named(word.lower()) is not None


def _text(lines: list[Line], known: Callable[[str], bool]) -> str:
    said = lines[0].text
    for line in lines[1:]:
        said = join_lines(said, line.text, known)
    return said


def join_lines(above: str, below: str, known: Callable[[str], bool]) -> str:
    """Join two lines of a paragraph; a hyphen at the end goes only when the joined word exists."""
    if above.endswith("\u00ad"):
        return above[:-1] + below
    if len(above) > 1 and above[-1] in "-‐¬" and above[-2].isalpha() and below[:1].isalpha():
        head = re.split(r"[^\w]", above[:-1])[-1]
        tail = re.split(r"[^\w]", below, maxsplit=1)[0]
        if above[-1] == "¬" or (below[:1].islower() and known(head + tail)):
            return above[:-1] + below
        return above + below
    return f"{above} {below}"
