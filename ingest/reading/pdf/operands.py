"""Operands of content streams, as they stand in the bytes -> numbers, names, strings."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from pdfminer.psparser import LIT

from ingest.reading.pdf.grammar import SETTING
from ingest.reading.pdf.strings import Learnt

_PARENTHESIS: Final = re.compile(rb"[()\\]")
_NAME_CODE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
TEXT_VALUES: Final = {
    b"c": "charspace", b"w": "wordspace", b"L": "leading", b"r": "render", b"s": "rise", b"z": "scale"
}  # fmt: skip
"""Parts of the state of texts, by the second letter of the operator that sets them."""

Settings = tuple[bool, bytes, list[tuple[str, float]]]
"""What operators set: whether a text begins, font and size as they are named, other parts of the state."""


def _settings(operators: bytes) -> Settings:
    begins, look, values, place = False, b"", {}, 0
    while (found := SETTING.match(operators, place)) is not None:
        begin, number, letter, named = found.groups()
        begins |= begin is not None
        look = named or look
        if letter:
            values[TEXT_VALUES[letter]] = float(number) * (0.01 if letter == b"z" else 1.0)
        place = found.end()
    return begins, look, [*values.items()]


SET: Final = Learnt(_settings)
"""What operators set that set nothing but how texts look: producers repeat the same few before every text."""


def _clip(rectangle: bytes) -> tuple[float, float, float]:
    try:
        x, y, width, height = map(float, rectangle.split())
    except ValueError:
        return math.inf, -math.inf, math.inf
    return max(x, x + width), min(y, y + height), max(y, y + height)


CLIPS: Final = Learnt(_clip)
"""Right, lower and upper edge of rectangles that clip; of what is none, edges that clip nothing."""


def across(numbers: bytes) -> tuple[float, float, float, float]:
    """Return the part of a matrix that scales and turns."""
    a, b, c, d = map(float, numbers.split())
    return a, b, c, d


def floats(numbers: bytes, stack: list[Any], count: int) -> list[float]:
    """Return the last ``count`` numbers before an operator."""
    values = [*map(float, numbers.split())]
    if len(values) == count:
        return values
    if len(values) < count:
        values = [float(token) for token in stack[-count:] if token[:1] not in b"/(<"] + values
    if len(values) < count:
        raise ValueError(count)
    return values[-count:]


def name_of(token: bytes) -> Any:
    """Return the library's literal for a name as it stands in a stream."""
    raw = token[1:]
    if b"#" in raw:
        raw = _NAME_CODE.sub(lambda found: bytes([int(found.group(1), 16)]), raw)
    try:
        return LIT(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return LIT(raw)  # as the parser of the library does


def nested_string(data: bytes, place: int) -> tuple[bytes, int]:
    """Read a string with parentheses inside, from after its first one; return it with its outer ones."""
    depth, begin = 1, place
    while depth:
        found = _PARENTHESIS.search(data, place)
        if found is None:
            return b"()", len(data)
        sign, place = found.group(), found.end()
        if sign == b"\\":
            place += 1
        else:
            depth += 1 if sign == b"(" else -1
    return b"(" + data[begin : place - 1] + b")", place
