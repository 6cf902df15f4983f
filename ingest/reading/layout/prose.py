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
_SENTENCE: Final = 3
"""Words of a piece that is part of a sentence, at least."""
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
        if _marked(line) or (
            _spread(line, left, right) and any(_runs(line, near, left, right) for near in (above, below))
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


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a piece goes on with the one before, or begins the next sentence of running text."""
    if after[:1].islower():
        return before[-1:].isalpha() or before[-1:] in ",»)"
    return before[-1:] == "." and after[:1].isupper() and min(len(before.split()), len(after.split())) >= _SENTENCE


def _runs(line: Line, near: Line | None, left: float, right: float) -> bool:
    """Tell whether a line beside this one is running text that fills the same column."""
    return (
        near is not None
        and not near.has_cells
        and 0 < abs(near.y - line.y) < _STEP * line.size
        and near.x0 < left + 6 * line.size
        and abs(near.x1 - right) < line.size
    )


def _join(line: Line) -> None:
    first, *rest = line.pieces
    said = Mended(first.text, first.repairs)
    for piece in rest:
        said = said.then(" ", Mended(piece.text, piece.repairs))
    line.take([type(first)(line.x0, line.x1, said.text, said.repairs)])
