"""Lines of running text that only look as if they said two things: a marker that stands apart, a line spread to fill.

Reads, writes: lines of a column, in place.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.layout.lines import Line

_MARKER: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,5}[.)]|[а-яёa-z]\)|[-–—•*●▪➢✓·§]|[IVX]{1,5}[.)]")
_NEXT: Final = 6.0
"""Sizes from a marker to its text, at most: further off stands another column."""
_SPREAD: Final = 4.0
"""Sizes of a blank between words of a line that was spread to fill its column, at most."""
_EVEN: Final = 0.25
"""Sizes by which the blanks of a line that was set to both edges differ, at most; then they may be of any width."""
_EDGE: Final = 0.5
"""Sizes by which its ends and those of the line beside it differ, at most."""
_SENTENCE: Final = 3
"""Words of a piece that is part of a sentence, at least."""
_INDENT: Final = 6.0
"""Sizes of an indent before a first line, at most."""
_LETTERS: Final = 20
"""Letters of a line of running text, at least."""
_WORDS: Final = 3
"""Words of a line that shows that its blanks are equal, at least."""
_STEP: Final = 2.4
"""Sizes from a line to the next of the same paragraph, at most."""


def close(lines: Sequence[Line], left: float, right: float) -> None:
    """Join the pieces of lines that say one thing.

    Args:
        lines: Lines of a column, from the top.
        left: Its left edge.
        right: Its right edge.
    """
    for above, line, below in zip((None, *lines[:-1]), lines, (*lines[1:], None), strict=True):
        if not line.has_cells:
            continue
        near = [beside for beside in (above, below) if beside is not None and _is_near(line, beside)]
        if (
            _marked(line)
            or (_spread(line, left, right) and any(_runs(line, beside, left, right) for beside in near))
            or (_even(line) and any(_ends_with(line, beside) for beside in near))
        ):
            _join(line)


def _marked(line: Line) -> bool:
    """Tell whether a line is a marker and its text, and nothing else."""
    if len(line.pieces) != 2:  # noqa: PLR2004 - a marker and its text
        return False
    marker, text = line.pieces
    return (
        bool(_MARKER.fullmatch(marker.text))
        and text.x0 - marker.x1 < _NEXT * line.size
        and text.text.lstrip("—– ")[:1].isalnum()
    )


def _spread(line: Line, left: float, right: float) -> bool:
    """Tell whether a line fills its column and each of its pieces goes on with the one before."""
    if line.x0 > left + 6 * line.size or abs(line.x1 - right) > line.size:
        return False
    return all(
        after.x0 - before.x1 < _SPREAD * line.size
        and (_goes_on(before.text, after.text) or (number == 0 and _MARKER.fullmatch(before.text) is not None))
        for number, (before, after) in enumerate(pairwise(line.pieces))
    )


def _even(line: Line) -> bool:
    """Tell whether nothing but words stands in a line, all equally far apart."""
    if len(line.pieces) < _WORDS or not all(piece.text.count(" ") <= 1 for piece in line.pieces):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(line.pieces)]
    return max(gaps) - min(gaps) < _EVEN * line.size and any(piece.text[:1].islower() for piece in line.pieces[1:])


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a piece goes on with the one before, or begins the next sentence of running text."""
    if after[:1].islower():
        return before[-1:].isalpha() or before[-1:] in ",»)"
    return before[-1:] == "." and after[:1].isupper() and min(len(before.split()), len(after.split())) >= _SENTENCE


def _is_near(line: Line, near: Line) -> bool:
    """Tell whether a line says one thing and may be of the same paragraph."""
    return not near.has_cells and 0 < abs(near.y - line.y) < _STEP * line.size


def _runs(line: Line, near: Line, left: float, right: float) -> bool:
    """Tell whether a line beside this one is running text that fills the same column."""
    return near.x0 < left + 6 * line.size and abs(near.x1 - right) < line.size


def _ends_with(line: Line, near: Line) -> bool:
    """Tell whether a line of running text goes as far to both sides as this one."""
    return (
        abs(near.x1 - line.x1) < _EDGE * line.size
        and abs(near.x0 - line.x0) < _INDENT * line.size
        and len(near.text) >= _LETTERS
    )


def _join(line: Line) -> None:
    first, *rest = line.pieces
    said = Mended(first.text, first.repairs)
    for piece in rest:
        said = said.then(" ", Mended(piece.text, piece.repairs))
    line.take([type(first)(line.x0, line.x1, said.text, said.repairs)])
