"""The forms in which a CMS signature lies in a file: DER, PEM, base64, both of these as mail or editors leave them.

Mail puts headers before it (RFC 2045: «Content-Type: application/pkcs7-signature»), PEM may have its own behind the
first line (RFC 1421, 4.6), and an editor that saves «Юникод» writes it in UTF-16.

Reads: bytes. Writes: bytes of DER. Parses nothing, so the door may use it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from typing import Final

from domain.errors import DamagedFile

_SIGNED_DATA: Final = re.compile(
    rb"\x30(?:[\x00-\x80]|\x81.|\x82.{2}|\x83.{3}|\x84.{4})\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", re.DOTALL
)
"""A sequence of any form of length that begins with the identifier of signed data, 1.2.840.113549.1.7.2 (RFC 5652)."""
_ARMOUR: Final = re.compile(rb"(?<!-)-{2,}+\s?(?:BEGIN|END)[^\r\n-]{0,60}-{2,}+")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/=\s]+")
_SPACE: Final = re.compile(rb"\s+")
_PROBE: Final = 64
"""As many characters of base64 as hold the longest beginning of signed data."""
_BOM: Final = b"\xef\xbb\xbf"
_WIDE: Final = ((b"\xff\xfe", 0), (b"\xfe\xff", 1))
"""Marks of UTF-16, and which byte of two says something where all is ASCII."""
_HEADER: Final = re.compile(rb"[!-9;-~]{1,80}+:[^\r\n]{0,1000}+(?:\r\n?|\n)(?>(?:[ \t][^\r\n]{0,1000}+(?:\r\n?|\n))*)")
"""A header of mail with the lines that go on with it."""
_HEADERS: Final = 60
"""Headers that are passed over: a mail that went a long way has some forty."""
_HEAD: Final = 16 * 1024
"""Bytes of a file's beginning that are looked at."""
DAMAGED: Final = "Файл подписи повреждён или загружен не полностью. Получите его у отправителя снова."


def is_signed_data(head: bytes) -> bool:
    """Tell from the first kilobytes of a file whether it is a CMS signature in any of its forms."""
    if _SIGNED_DATA.match(head):
        return True
    text = _SPACE.sub(b"", _bare(head[:_HEAD]))[:_PROBE]
    if not text.startswith(b"MI"):  # how the first two bytes of such a sequence look in base64
        return False
    try:
        return _SIGNED_DATA.match(base64.b64decode(text[: len(text) // 4 * 4], validate=True)) is not None
    except binascii.Error:
        return False


def der_of(data: bytes) -> bytes:
    """Return the bytes of a container without its armour. Raises :class:`DamagedFile`."""
    if _SIGNED_DATA.match(data):
        return data
    text = _ARMOUR.sub(b"", _bare(data)).strip()
    with contextlib.suppress(binascii.Error):
        if _BASE64.fullmatch(text):
            return base64.b64decode(_SPACE.sub(b"", text), validate=True)
    raise DamagedFile(DAMAGED, found="sig")


def _bare(data: bytes) -> bytes:
    """Return text without marks of encodings, headers and the first line of its armour."""
    text = _without_headers(_narrow(data).removeprefix(_BOM).lstrip())
    begin = _ARMOUR.match(text)
    return text if begin is None else _without_headers(text[begin.end() :].lstrip())


def _narrow(data: bytes) -> bytes:
    """Return ASCII that lies in UTF-16, marked or not, in one byte a sign; anything else as it is."""
    for mark, place in _WIDE:
        wide = data.removeprefix(mark)
        if wide[1 - place : 64 : 2].strip(b"\0") == b"" and len(wide) > 1 and not wide[1 - place :: 2].strip(b"\0"):
            return wide[place::2]
    return data


def _without_headers(text: bytes) -> bytes:
    begin = 0
    for _ in range(_HEADERS):
        header = _HEADER.match(text, begin)
        if header is None:
            break
        begin = header.end()
    return text[begin:].lstrip()
