"""Whether the dictionary has a word form, by a walk of our own through its graph.

The library takes five calls for each byte of a word, and a page asks for a hundred words. A word with «е» that the
walk does not find is asked of the library, which tries «ё» too; so is all when its graph is not of the form known here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_OFFSET: Final = 10
_FAR: Final = 1 << 9
"""Bit of a unit whose offset counts in steps of 256."""
_LABEL: Final = 1 << 31 | 0xFF
_WORD_ENDS: Final = b"\x01"
"""What parts a word from what is told of it."""


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=1)
def _units() -> Sequence[int] | None:
    """Return the graph: a unit has the label of the byte that leads to it and the offset of those that follow."""
    words = getattr(_analyzer().dictionary, "words", None)
    units: Sequence[int] | None = getattr(getattr(words, "dct", None), "_units", None)
    return units


def has(word: str) -> bool:
    """Tell whether the dictionary has a word form, in small letters."""
    units, spelled = _units(), word.encode()
    if units is not None:
        if _leads(units, spelled + _WORD_ENDS):
            return True
        if not any(letter in spelled for letter in _analyzer().char_substitutes):
            return False
    return bool(_analyzer().word_is_known(word))


def readings(word: str) -> Sequence[Any]:
    """Return what the library reads a word form as, in small letters: its ``tag``, ``normal_form`` and ``is_known``."""
    found: Sequence[Any] = _analyzer().parse(word)
    return found


def _leads(units: Sequence[int], path: bytes) -> bool:
    """Tell whether these bytes lead through the graph."""
    place = 0
    for byte in path:
        unit = units[place]
        offset = unit >> _FIRST_OFFSET
        place ^= (offset << 8 if unit & _FAR else offset) ^ byte
        if units[place] & _LABEL != byte:
            return False
    return True
