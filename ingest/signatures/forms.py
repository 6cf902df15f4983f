"""The forms in which a CMS signature lies in a file: DER, PEM, base64 with or without headers.

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
DAMAGED: Final = "Файл подписи повреждён или загружен не полностью. Получите его у отправителя снова."


def is_signed_data(head: bytes) -> bool:
    """Tell from the first kilobytes of a file whether it is a CMS signature in any of its forms."""
    if _SIGNED_DATA.match(head):
        return True
    text = _SPACE.sub(b"", _ARMOUR.sub(b"", head[:4096].removeprefix(_BOM), count=1))[:_PROBE]
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
    text = _ARMOUR.sub(b"", data.removeprefix(_BOM)).strip()
    with contextlib.suppress(binascii.Error):
        if _BASE64.fullmatch(text):
            return base64.b64decode(_SPACE.sub(b"", text), validate=True)
    raise DamagedFile(DAMAGED, found="sig")
