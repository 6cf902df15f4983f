"""Bytes of a text or HTML file -> text: its mark, UTF-16, UTF-8, its declaration, Russian code pages by likeness."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

from ingest.reading.text.likeness import evidence, likeness
from ingest.reading.text.wide import unmarked_utf16

_CANDIDATES: Final = ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")
"""In the order in which they are met; the first of equals is taken."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED: Final = re.compile(
    rb"""(?:charset\s*=\s*["']?|<\?xml[^>]*encoding\s*=\s*["'])([A-Za-z0-9_\-:.]+)""", re.IGNORECASE
)
_TAG: Final = re.compile(rb"<[^<>]*>")
_SAMPLE: Final = 60_000
_RUSSIAN: Final = 0.3
"""Least likeness of a Russian text: lists of names and abbreviations reach 0.4."""
_BROKEN: Final = 0.01
"""Share of broken signs up to which a text in UTF-8 is damaged rather than in another encoding."""


def decode(data: bytes, *, declared: bool = False) -> str:
    """Return the text; bytes that fit no letter become U+FFFD. ``declared``: believe a declaration inside (HTML)."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, "replace")
    wide = unmarked_utf16(data)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_told_apart(data, declared=declared), "replace")


def _told_apart(data: bytes, *, declared: bool) -> str:
    """Return the encoding of bytes that are not UTF-8, at least not all of them."""
    sample = _TAG.sub(b" ", data[: 4 * _SAMPLE])[:_SAMPLE] if declared else data[:_SAMPLE]
    if sample.decode("utf-8", "replace").count("\ufffd") < _BROKEN * len(sample) / 2 and _letters_of_utf8(sample):
        return "utf-8"
    read = {name: sample.decode(name, "replace") for name in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda name: evidence(read[name])[0])
    likely = likeness(read[best])
    believed = _declaration(data) if declared else None
    if believed and likeness(sample.decode(believed, "replace")) >= min(likely, _RUSSIAN):
        return believed
    if likely >= _RUSSIAN:
        return best
    guess = from_bytes(sample).best()
    return guess.encoding if guess is not None else best


def _letters_of_utf8(sample: bytes) -> bool:
    """Tell whether most bytes above ASCII come in the pairs of Russian letters in UTF-8."""
    high = sum(byte >= 0x80 for byte in sample)  # noqa: PLR2004 - above ASCII
    return 2 * len(re.findall(b"[\xd0\xd1][\x80-\xbf]", sample)) > 0.8 * high


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        return codecs.lookup(found.group(1).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
