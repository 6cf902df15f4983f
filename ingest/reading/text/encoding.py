"""Bytes of a text or HTML file -> text: its mark, UTF-16, UTF-8, its declaration, Russian code pages by likeness.

A text in UTF-8 with a line in another encoding stays UTF-8: the line is told apart from the rest.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from charset_normalizer import from_bytes

from ingest.reading.text.likeness import evidence, likeness
from ingest.reading.text.wide import unmarked_utf16

_CANDIDATES: Final = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
"""In the order in which they are met; the first of equals is taken."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the next one
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]*encoding\s*=\s*["'])([A-Za-z0-9_\-:.]+)""", re.IGNORECASE
)
_HIGH: Final = re.compile(rb"[\x80-\xff]+")
_ASCII: Final = bytes(range(128))
_CHUNK: Final = re.compile(rb"(?<=[\n>])")
"""Between lines and between tags a text may change its encoding: pieces of other files were put into it."""
_SAMPLE: Final = 60_000
_RUSSIAN: Final = 0.3
"""Least likeness of a Russian text: lists of names and abbreviations reach 0.4."""
_NEARLY: Final = 0.98
"""Share of the likeness that bytes can have at best, which they must have under their declaration. Acts written on a
Mac and read as cp1251, where only capitals and «я» differ, have up to 0.97; under the right one all have 1."""
_MIXED: Final = 0.3
"""Share of bytes above ASCII that are whole letters in UTF-8, from which on a text is, or holds, UTF-8."""
_MOSTLY: Final = 0.5
"""The same for a line."""
_PIECE: Final = 3
"""Bytes above ASCII from which on a line may be in another encoding: fewer are what is left of a letter in UTF-8."""
_FEW: Final = 20
"""Bytes above ASCII by which no encoding of another language can be told."""


class Decoded(NamedTuple):
    """A text, and whether it is put together from pieces in two encodings."""

    text: str
    mixed: bool = False


def decode(data: bytes, *, declared: bool = False) -> str:
    """Return the text; bytes that fit no letter become U+FFFD. ``declared``: believe a declaration inside (HTML)."""
    return decoded(data, declared=declared).text


def decoded(data: bytes, *, declared: bool = False) -> Decoded:
    """Return the text as :func:`decode` does, and how it was found."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _piecewise(data[len(mark) :]) if name == "utf-8-sig" else Decoded(data.decode(name, "replace"))
    wide = unmarked_utf16(data)
    if wide:
        return Decoded(data.decode(wide, "replace"))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        if _share_of_utf8(data) >= _MIXED:
            return _piecewise(data)
        return Decoded(data.decode(_told_apart(data, declared=declared), "replace"))


def _share_of_utf8(data: bytes) -> float:
    """Return which share of the bytes above ASCII stands in whole letters of UTF-8."""
    high = len(data.translate(None, _ASCII))
    return len(data.decode("utf-8", "ignore").encode().translate(None, _ASCII)) / high if high else 1.0


def _piecewise(data: bytes) -> Decoded:
    """Return a text in UTF-8, of which some lines are in another encoding, or have broken bytes."""
    chunks = _CHUNK.split(data)
    others = [chunk for chunk in chunks if _is_other(chunk)]
    if not others:
        return Decoded(data.decode("utf-8", "replace"))
    name, odd = _told_apart(b"".join(others), declared=False), set(others)
    return Decoded("".join(chunk.decode(name if chunk in odd else "utf-8", "replace") for chunk in chunks), mixed=True)


def _is_other(chunk: bytes) -> bool:
    return len(chunk.translate(None, _ASCII)) >= _PIECE and _share_of_utf8(chunk) < _MOSTLY


def _told_apart(data: bytes, *, declared: bool) -> str:
    """Return the encoding of bytes that are not UTF-8; what is ASCII in all encodings tells nothing."""
    sample = _sample(data)
    read = {name: sample.decode(name, "replace") for name in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda name: evidence(read[name])[0])
    likely = likeness(read[best])
    believed = _declaration(data) if declared else None
    if believed and likeness(sample.decode(believed, "replace")) >= _NEARLY * likely:
        return believed
    if likely >= _RUSSIAN or len(sample.translate(None, _ASCII)) < _FEW:
        return best
    first = _HIGH.search(data)
    start = max(0, first.start() - _SAMPLE // 2) if first else 0
    guess = from_bytes(data[start : start + _SAMPLE]).best()
    return guess.encoding if guess is not None else best


def _sample(data: bytes) -> bytes:
    """Return the words above ASCII, as many as tell."""
    words: list[bytes] = []
    length = 0
    for word in _HIGH.finditer(data):
        words.append(word.group())
        length += len(words[-1]) + 1
        if length > _SAMPLE:
            break
    return b" ".join(words)


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        return codecs.lookup(found.group(1).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
