"""Running headers, footers and page numbers: what stands at the edge of pages and says nothing of the act."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.layout import Line

_EDGE: Final = 0.09
"""Share of the page's height at the top and at the bottom that belongs to its margins."""
_DEEP: Final = 3
"""Lines from the edge that may be running ones."""
_NUMBER: Final = re.compile(
    r"^[\W_]*(?:(?:стр(?:аница|\.)?|лист|page)\s*)?\d{1,4}(?:\s*(?:из|/|of)\s*\d{1,4})?[\W_]*$", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")
_REPEATS: Final = 3


def find(pages: Sequence[tuple[list[Line], float]]) -> list[tuple[list[Line], list[Line]]]:
    """Return for each page ``(lines, height)`` its header lines and its footer lines."""
    heads = Counter(key for lines, height in pages for key in {_key(line) for line in _top(lines, height)})
    feet = Counter(key for lines, height in pages for key in {_key(line) for line in _bottom(lines, height)})
    needed = max(_REPEATS, len(pages) // 3)
    return [
        (
            [line for line in _top(lines, height) if _NUMBER.match(line.text) or heads[_key(line)] >= needed],
            [line for line in _bottom(lines, height) if _NUMBER.match(line.text) or feet[_key(line)] >= needed],
        )
        for lines, height in pages
    ]


def _key(line: Line) -> str:
    return _DIGITS.sub("0", line.text).strip().lower()


def _top(lines: list[Line], height: float) -> list[Line]:
    return [line for line in lines[:_DEEP] if line.y < _EDGE * height]


def _bottom(lines: list[Line], height: float) -> list[Line]:
    top = {id(line) for line in _top(lines, height)}
    return [line for line in lines[-_DEEP:] if line.y > (1 - _EDGE) * height and id(line) not in top]
