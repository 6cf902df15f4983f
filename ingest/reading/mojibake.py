"""Undo one wrong decoding of Russian text, where the evidence is certain; everything else stays as it is.

Three-sign sequences («в„–» for «№») are always safe. A whole line is only turned back when pairs of UTF-8 read as
cp1251 outnumber normal words by far. «В»» and «В«» alone are never touched: «В» is a legal letter of a list.
"""

from __future__ import annotations

import re
from typing import Final

_THREE: Final = re.compile("в[„Ђ].", re.DOTALL)
_PUNCTUATION: Final = frozenset("№–—‘’“”„…•−‑™")
_PAIR: Final = re.compile("[РС][\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u0490\u0491\u2013-\u2122\u0098]")
_NORMAL: Final = re.compile(r"\b[а-яё]{3,}\b")
_LATIN1: Final = re.compile("[\u00c0-\u00ff]{3,}")
_CERTAIN: Final = 3


def repair(text: str) -> tuple[str, bool]:
    """Return the text with certain damage undone, and whether anything changed."""
    mended = _THREE.sub(_three, text)
    pairs = len(_PAIR.findall(mended))
    if pairs > 5 and pairs > _CERTAIN * len(_NORMAL.findall(mended)):  # noqa: PLR2004 - chance gives one or two
        mended = "\n".join(_recode(line, "cp1251", "utf-8") for line in mended.split("\n"))
    latin = sum(len(found) for found in _LATIN1.findall(mended))
    if latin > 20 and latin > _CERTAIN * sum(len(word) for word in _NORMAL.findall(mended)):  # noqa: PLR2004 - a foreign name or two
        mended = "\n".join(_recode(line, "cp1252", "cp1251") for line in mended.split("\n"))
    return mended, mended != text


def _three(found: re.Match[str]) -> str:
    sign = _recode(found.group(), "cp1251", "utf-8")
    return sign if sign in _PUNCTUATION else found.group()


def _recode(text: str, wrong: str, right: str) -> str:
    try:
        raw = b"".join(char.encode(wrong) if char != "\x98" else b"\x98" for char in text)
        return raw.decode(right)
    except UnicodeError:
        return text
