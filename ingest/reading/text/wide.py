"""Russian text in UTF-16 that lacks its mark; apart from the other encodings because sniffing needs it and is quick."""

from __future__ import annotations

from typing import Final

_SAMPLE: Final = 4096
_LEAST: Final = 16
_SHARE: Final = 0.9
"""Signs of other rows (dashes, «№») may take the rest."""


def unmarked_utf16(data: bytes) -> str:
    """Return the encoding of a text in UTF-16 without its mark, empty for anything else.

    Every second byte of Russian in UTF-16 is 4 (letters) or 0 (spaces, digits).
    """
    sample = data[:_SAMPLE]
    if len(sample) < _LEAST or b"\x04" not in sample:
        return ""
    for name, high, low in (("utf-16-le", sample[1::2], sample[::2]), ("utf-16-be", sample[::2], sample[1::2])):
        if sum(byte in {0, 4} for byte in high) > _SHARE * len(high) and not low.count(0):
            return name
    return ""
