"""Bytes of a text or HTML file -> text: its mark, its declaration, UTF-8, then Russian code pages by likeness."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_CANDIDATES: Final = ("cp1251", "koi8_r", "cp866")
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED: Final = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]*encoding\s*=\s*["'])([A-Za-z0-9_\-:.]+)""", re.IGNORECASE
)
_LIKELY: Final = re.compile(r"[а-яё]{2,}")
_SAMPLE: Final = 200_000


def decode(data: bytes, *, declared: bool = False) -> str:
    """Return the text; bytes that fit no letter become U+FFFD. ``declared``: believe a declaration inside (HTML)."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    believed = _declaration(data) if declared else None
    if believed and _plausible(data.decode(believed, "replace")):
        return data.decode(believed, "replace")
    sample = data[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=list(_CANDIDATES)).best()
    guesses = [best.encoding] if best is not None else []
    chosen = max([*guesses, *_CANDIDATES, "utf-8"], key=lambda encoding: _likeness(sample.decode(encoding, "replace")))
    return data.decode(chosen, "replace")


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        return codecs.lookup(found.group(1).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None


def _plausible(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return text.count("\ufffd") < 0.01 * max(len(text), 1) and _likeness(text) > 0.3 * letters


def _likeness(text: str) -> int:
    """Count lower-case Cyrillic in words: koi8 read as cp1251 swaps the case, cp866 read wrongly breaks words."""
    return sum(map(len, _LIKELY.findall(text))) - 5 * text.count("\ufffd")
