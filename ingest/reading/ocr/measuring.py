"""How large the print of a recognised line is, where it stands, and by how much the page lies askew.

Tesseract gives a box for each word. Its height says little by itself: «мама» is half as high as «Дядя» in the same
print. What letters a word has tells what its height is made of, so that lines of one print come out as one size, and
its foot is not taken for its baseline. The shares are those of Times New Roman, in which acts are written; other
faces differ by less than scans do.

Reads: words of a page. Writes: :class:`Measured` lines in points of the page as if it lay straight.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atan, degrees
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.ocr.tsv import Word

_LOW: Final = 0.46
"""Height of «а» above the baseline as a share of the size of the print."""
_MARKED: Final = 0.64
"""Of «й» and «ё» with their marks."""
_TALL: Final = 0.67
"""Of capitals, digits, «б», «ф»."""
_HANGING: Final = dict.fromkeys("рурфpqgyj()[]{}/|§Q", 0.21) | dict.fromkeys("дцщДЦЩ,;„", 0.15)
"""Letter -> how far it hangs below the baseline."""
_TALL_SIGNS: Final = frozenset('бфbdfhklt()[]{}/|№§%!?&"«»')
_MARKS: Final = frozenset("йёij")
_FLAT: Final = frozenset("-–—_=~.,;:·•*'`’‘“”„^°\"«»")
"""Signs that alone tell nothing of the size."""
_BELIEVED: Final = 30.0
"""Confidence in per cent below which a word may be no print."""
_SAME: Final = 0.2
"""A line whose size differs from that of the running text by less is taken for the same print: 12 and 14 points are
hardly told apart in a scan."""
_SAME_RUNNING: Final = 0.45
"""The same for lines of running text: marks of a pen and stamps make the boxes of whole words higher."""
_RUNNING: Final = 30
"""Letters of a line of running text."""
_LINES: Final = 4
_WORDS: Final = 4
"""So many lines of so many words tell how the page lies."""
_LEVEL: Final = 0.15
_TURNED: Final = 6.0
"""Degrees: less is level, more is not what tesseract reads as lines."""


@dataclass(frozen=True, slots=True)
class Lie:
    """How a page lies: by how much its lines fall to the right (a share), around which place."""

    fall: float = 0.0
    x: float = 0.0
    y: float = 0.0

    def straight(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place would be if the page lay straight."""
        return x + self.fall * (y - self.y), y - self.fall * (x - self.x)


def print_of(word: Word, fall: float = 0.0) -> tuple[float, float] | None:
    """Return size and baseline of a word in pixels; None when it has no letter that tells.

    The box of a word that falls (or rises) to the right is higher than its letters by what it falls.
    """
    letters = [sign for sign in word.text if sign not in _FLAT]
    if not letters:
        return None
    above = max(_height(sign) for sign in letters)
    below = max(_HANGING.get(sign, 0.0) for sign in word.text)
    fallen = min(abs(fall) * word.width, 0.5 * word.height)
    size = (word.height - fallen) / (above + below)
    return size, word.top + word.height - below * size - fallen / 2


def stretch(text: str, size: float, base: float) -> tuple[float, float]:
    """Return top and height of a word of this size on this baseline: what :func:`print_of` tells, the other way."""
    above = max((_height(sign) for sign in text if sign not in _FLAT), default=_TALL)
    below = max((_HANGING.get(sign, 0.0) for sign in text), default=0.0)
    return base - above * size, (above + below) * size


def _height(sign: str) -> float:
    if sign.isupper() or sign.isdigit() or sign in _TALL_SIGNS:
        return _TALL
    return _MARKED if sign in _MARKS else _LOW


def line_print(line: Sequence[Word], lie: Lie) -> tuple[float, float]:
    """Return size and baseline of a line in pixels, the baseline as if the page lay straight."""
    sizes: list[tuple[float, int]] = []
    bases: list[tuple[float, int]] = []
    for word in line:
        found = print_of(word, lie.fall)
        if found is not None:
            weight = len(word.text) if word.confidence >= _BELIEVED else 1
            sizes.append((found[0], weight))
            bases.append((lie.straight(word.left + word.width / 2, found[1])[1], weight))
    if not sizes:
        tallest = max(line, key=lambda word: word.height)
        return tallest.height / _TALL, lie.straight(tallest.left, tallest.top + tallest.height)[1]
    return _middle(sizes), _middle(bases)


def lie_of(lines: Sequence[Sequence[Word]]) -> Lie:
    """Return how a page lies, by its longer lines."""
    falls = [fall for line in lines if (fall := _fall(line)) is not None]
    if len(falls) < _LINES:
        return Lie()
    fall = median(falls)
    if not _LEVEL <= abs(degrees(atan(fall))) <= _TURNED:
        return Lie()
    words = [word for line in lines for word in line]
    left, right = min(word.left for word in words), max(word.left + word.width for word in words)
    top, bottom = min(word.top for word in words), max(word.top + word.height for word in words)
    return Lie(fall, (left + right) / 2, (top + bottom) / 2)


def _fall(line: Sequence[Word]) -> float | None:
    """Return by how much a line falls to the right; None when it is too short to tell.

    It is the median over pairs of words (Theil and Sen), so that a misread word counts for nothing.
    """
    places = [
        (word.left + word.width / 2, found[1])
        for word in line
        if word.confidence >= _BELIEVED and (found := print_of(word)) is not None
    ]
    if len(places) < _WORDS:
        return None
    half = len(places) // 2
    steps = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(places, places[half:], strict=False) if b[0] > a[0]]
    return median(steps) if steps else None


def steadied(sizes: Sequence[float], lengths: Sequence[int]) -> list[float]:
    """Return the sizes of the lines of a page, those that are nearly that of its running text as the same."""
    running = [(size, length) for size, length in zip(sizes, lengths, strict=True) if length >= _RUNNING]
    if not running:
        return list(sizes)
    usual = _middle(running)
    return [
        usual if abs(size - usual) <= usual * (_SAME_RUNNING if length >= _RUNNING else _SAME) else size
        for size, length in zip(sizes, lengths, strict=True)
    ]


def _middle(weighted: list[tuple[float, int]]) -> float:
    """Return the median of values with their weights."""
    weighted.sort()
    half, seen = sum(weight for _, weight in weighted) / 2, 0
    for value, weight in weighted:
        seen += weight
        if seen >= half:
            return value
    return weighted[-1][0]
