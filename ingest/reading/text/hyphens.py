"""Soft hyphens inside words of Word files: Word draws the sign U+00AD as a hyphen, other programs as nothing.

What the author saw is told by the dictionary: a word that exists without it was only to be parted at a line's end; two
words that make none together («духовно» and «нравственный») are a compound, whose hyphen was seen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from ingest.reading.text.repairs import Edit, Mended

if TYPE_CHECKING:
    from collections.abc import Callable

SOFT: Final = "\u00ad"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:{SOFT}[^\W\d_]+)+")
_FIRST_PART: Final = ("о", "е")
"""What the first part of a Russian compound ends with."""


def as_seen(mended: Mended, known: Callable[[str], bool]) -> Mended:
    """Return a text, composed, with the hyphens of its compounds, each a repair; others only part words and go."""
    composed = mended.piecewise(lambda part: unicodedata.normalize("NFC", part))
    hyphens = [
        Edit(place, place + 1, "-")
        for found in _WORD.finditer(composed.text)
        if _is_compound(found.group().split(SOFT), known)
        for place in range(found.start(), found.end())
        if composed.text[place] == SOFT
    ]
    return composed.apply(hyphens, "soft-hyphen").piecewise(_whole_words)


def _whole_words(text: str) -> str:
    return _WORD.sub(lambda found: found.group().replace(SOFT, ""), text)


def _is_compound(parts: list[str], known: Callable[[str], bool]) -> bool:
    *heads, tail = parts
    if known("".join(parts)) or not (known(tail) or all(map(known, heads))):
        return False
    return all(head.isupper() or head.endswith(_FIRST_PART) or known(head) for head in heads)
