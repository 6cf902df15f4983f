"""Strings of content streams, as they stand in the bytes -> the bytes that they mean; arrays at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_PLAIN_ESCAPES: Final = re.compile(rb"(?>(?:[^\\]|\\(?:[0-3][0-7]{2}|[nrtbf\\]))*)", re.DOTALL)
"""Escapes that Python reads as PDF does: much faster than one by one."""
_OTHER_ESCAPE: Final = re.compile(rb"\\(?![0-3][0-7]{2}|[nrtbf])")
"""Any other; tells faster that there is none."""
_ESCAPED: Final = {
    **{f"{code:0{digits}o}".encode(): bytes([code & 255]) for digits in (1, 2, 3) for code in range(8**digits)},
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"b": b"\b",
    b"f": b"\f",
    b"\n": b"",
    b"\r": b"",
    b"\r\n": b"",
}
_BYTE: Final = 2
"""Hexadecimal digits of a letter of one byte."""
_BLANKS: Final = b"\x00\t\n\f\r "
_NUMBER: Final = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
_OPEN_ESCAPE: Final = re.compile(rb"\\(?:[0-7]{1,2}|\r)\)")
"""An escape at the end of a string that the next one, joined to it, would lengthen."""
_KNOWN: Final = 50_000
"""Strings of a font that are remembered: a bound for endless different ones."""
_Value = TypeVar("_Value")


class Learnt(dict[bytes, _Value], Generic[_Value]):
    """What operands do, learnt when they are first met."""

    __slots__ = ("_learn",)

    def __init__(self, learn: Callable[[bytes], _Value]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, operand: bytes) -> _Value:
        known = self._learn(operand)
        if len(self) < _KNOWN:
            self[operand] = known
        return known


def _shift(between: bytes) -> float:
    """Return the number that stands between two strings of an array, 0 for none."""
    bare = between.strip(_BLANKS)
    if bare and not _NUMBER.fullmatch(bare):
        raise ValueError(between)
    return float(bare or 0)


_SHIFTS: Final = Learnt(_shift)
"""Numbers of arrays: a few hundred of them stand between all the letters of a file."""


def parted(array: bytes, digits: int) -> tuple[Callable[[bytes], bytes], Sequence[bytes], Sequence[float]]:
    """Part an array without a look at each of its strings, of which there may be one for each letter.

    Args:
        array: What stands between the brackets.
        digits: Hexadecimal digits of a letter; strings in parentheses are read for letters of one byte only.

    Returns:
        What reads the strings, which may be joined before; the strings; the numbers before, between and after them.

    Raises:
        ValueError: it holds more than strings of one kind with numbers between, empty ones or half letters.
    """
    read: Callable[[bytes], bytes] = unhexed
    if b"(" in array:
        read, array = _without_parentheses(array, digits)
        parts = array.replace(b")", b"(").split(b"(")
        strings = parts[1::2]
    else:
        parts = array.replace(b">", b"<").split(b"<")
        strings = parts[1::2]
        if not b"".join(strings).isalnum() or any(length % digits for length in {*map(len, strings)}):
            raise ValueError(array)
    shifts = [*map(_SHIFTS.__getitem__, parts[::2])]
    if len(shifts) != len(strings) + 1 or b"" in strings:
        raise ValueError(array)
    return read, strings, shifts


def _without_parentheses(array: bytes, digits: int) -> tuple[Callable[[bytes], bytes], bytes]:
    """Return an array whose parentheses all are ends of strings, and what reads the strings."""
    read: Callable[[bytes], bytes] = bytes
    if b"\\" in array:
        if _OPEN_ESCAPE.search(array):
            raise ValueError(array)
        array = array.replace(rb"\\", rb"\134").replace(rb"\(", rb"\050").replace(rb"\)", rb"\051")
        read = unescaped
    if digits > _BYTE or array.count(b"(") != array.count(b")"):
        raise ValueError(array)
    return read, array


def unhexed(digits: bytes) -> bytes:
    """Return the bytes of a string in hexadecimal digits, with blanks between them."""
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        bare = b"".join(digits.replace(b"\x00", b"").split())
        return bytes.fromhex((bare + b"0" * (len(bare) % 2)).decode("ascii"))


def unescaped(raw: bytes) -> bytes:
    """Return the bytes of a string in parentheses, without them."""
    if b"\\" not in raw:
        return raw
    if not _OTHER_ESCAPE.search(raw) or _PLAIN_ESCAPES.fullmatch(raw):
        return raw.decode("unicode_escape").encode("latin-1")
    return _ESCAPE.sub(_unescaped_sign, raw)


def _unescaped_sign(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    return _ESCAPED.get(sign, sign)
