"""ToUnicode maps by regular expressions: codes -> letters. The library's parser takes a tenth of a file's time.

Only the plain form that producers write is read here (PDF 32000-1: 9.10.3); anything else goes to the library.
"""

from __future__ import annotations

import re
from typing import Final

_BLOCK: Final = re.compile(rb"\bbegin(bfchar|bfrange|cidrange)\b(.*?)\bend\1\b", re.DOTALL)
_COMMENT: Final = re.compile(rb"%[^\r\n]*")
_UNUSUAL: Final = re.compile(rb"usecmap|cidchar")
_HEX: Final = rb"<([0-9A-Fa-f\s]*)>"
_CHAR: Final = re.compile(rb"\s*" + _HEX + rb"\s*" + _HEX)
_RANGE: Final = re.compile(rb"\s*" + _HEX + rb"\s*" + _HEX + rb"\s*(?:" + _HEX + rb"|\[([^\[\]]*)\])")
_CID_RANGE: Final = re.compile(rb"\s*" + _HEX + rb"\s*" + _HEX + rb"\s*(\d{1,9})(?=\s)")
_LISTED: Final = re.compile(_HEX)
_WIDE: Final = 4
"""Bytes of the part of a target that counts up along a range."""
_SHORT: Final = 256
"""Codes of a range that are written out; a longer one is kept as it is, most of its letters are never asked for."""


class Letters(dict[int, str]):
    """Letters of codes; a code that is not written out is looked up in the long ranges, the last one first."""

    __slots__ = ("_ranges",)

    def __init__(self) -> None:
        super().__init__()
        self._ranges: list[tuple[int, int, bytes]] = []

    def __missing__(self, code: int) -> str:
        for start, end, target in reversed(self._ranges):
            if start <= code <= end:
                letter = self[code] = _letter(_counted(target, code - start))
                return letter
        raise KeyError(code)

    def add(self, code: int, target: bytes) -> None:
        """Add a letter; a no-break space does not replace a space."""
        letter = _letter(target)
        if letter != "\u00a0" or self.get(code) != " ":
            self[code] = letter

    def add_range(self, start: int, end: int, target: bytes) -> None:
        """Add letters that count up from the target."""
        if end - start < _SHORT:
            for code in range(start, end + 1):
                self.add(code, _counted(target, code - start))
            return
        for code in [code for code in self if start <= code <= end]:
            del self[code]
        self._ranges.append((start, end, target))


def _letter(target: bytes) -> str:
    """Return what a target says; one byte (Canon's scanners) stands for two."""
    return chr(target[0]) if len(target) == 1 else target.decode("utf-16-be", "ignore")


def _counted(target: bytes, step: int) -> bytes:
    if not step:
        return target
    tail = target[-_WIDE:]
    number = int.from_bytes(tail, "big") + step & (1 << 8 * len(tail)) - 1
    return target[:-_WIDE] + number.to_bytes(len(tail), "big")


def read_plain(data: bytes, most: int) -> Letters | None:
    """Return the letters of codes, None when the map is not of the plain form or a range has over ``most`` codes."""
    if b"%" in data:
        data = _COMMENT.sub(b"", data)
    if _UNUSUAL.search(data):
        return None
    letters = Letters()
    for kind, block in _BLOCK.findall(data):
        if not _READERS[kind](block, letters, most):
            return None
    return letters


def _bytes(digits: bytes) -> bytes:
    """Return the bytes of digits; none for what is not in pairs."""
    return bytes.fromhex(digits.decode("ascii")) if len(digits) % 2 == 0 else b""


def _chars(block: bytes, letters: Letters, _most: int) -> bool:
    place = 0
    for found in _CHAR.finditer(block):
        code, target = map(_bytes, found.groups())
        if found.start() != place or not code:
            return False
        letters.add(int.from_bytes(code, "big"), target)
        place = found.end()
    return not block[place:].strip()


def _ranges(block: bytes, letters: Letters, most: int) -> bool:
    place = 0
    for found in _RANGE.finditer(block):
        first, last = map(_bytes, found.group(1, 2))
        start, end = int.from_bytes(first, "big"), int.from_bytes(last, "big")
        if found.start() != place or not first or len(first) != len(last) or end - start >= most:
            return False
        single, listed = found.group(3, 4)
        if single is None:
            for code, target in zip(range(start, end + 1), _LISTED.findall(listed), strict=False):
                letters.add(code, _bytes(target))
        elif len(single) % 2:
            return False
        else:
            letters.add_range(start, end, _bytes(single))
        place = found.end()
    return not block[place:].strip()


def _cid_ranges(block: bytes, letters: Letters, most: int) -> bool:
    """Read ranges the other way round, as some producers write: letters first, then the number of the first glyph."""
    place = 0
    for found in _CID_RANGE.finditer(block):
        first, last = map(_bytes, found.group(1, 2))
        count = int.from_bytes(last, "big") - int.from_bytes(first, "big")
        if found.start() != place or not first or len(first) != len(last) or first[:-4] != last[:-4] or count >= most:
            return False
        glyph = int(found[3])
        letters.add_range(glyph, glyph + count, first)
        place = found.end()
    return not block[place:].strip()


_READERS: Final = {b"bfchar": _chars, b"bfrange": _ranges, b"cidrange": _cid_ranges}
