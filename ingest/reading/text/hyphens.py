"""Soft hyphens inside words of Word files: Word draws the sign U+00AD as a hyphen, other programs as nothing.

What the author saw is told by the dictionary: a word that exists without it was only to be parted at a line's end; two
words that make none together («духовно» and «нравственный») are a compound, whose hyphen was seen.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

SOFT: Final = "\u00ad"
_WORD: Final = re.compile(rf"[^\W\d_]+(?:{SOFT}[^\W\d_]+)+")
_FIRST_PART: Final = ("о", "е")
"""What the first part of a Russian compound ends with."""


def as_seen(text: str, known: Callable[[str], bool]) -> str:
    """Return a text, composed, with the hyphens of its compounds, and without those that only part words."""
    return _WORD.sub(lambda found: _word(found.group().split(SOFT), known), unicodedata.normalize("NFC", text))


def _word(parts: list[str], known: Callable[[str], bool]) -> str:
    *heads, tail = parts
    joined = "".join(parts)
    if known(joined) or not (known(tail) or all(map(known, heads))):
        return joined
    first = all(head.isupper() or head.endswith(_FIRST_PART) or known(head) for head in heads)
    return "-".join(parts) if first else joined
