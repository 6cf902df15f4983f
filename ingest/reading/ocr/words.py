"""What tesseract says of a page -> runs of text with places and trust.

Nothing is invented and nothing is bettered here: a word stands as it was recognised, or it is left out as a trace of
something that is no print (a rule, a seal's rim, a scrawl) by :func:`is_noise`.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ingest.reading.layout import CELL_GAP
from ingest.reading.ocr import measuring
from ingest.reading.pdf.device import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ingest.reading.ocr.measuring import Lie
    from ingest.reading.ocr.tsv import Word

    Parted = Callable[[Word, Word], bool]

_SMALLEST: Final = 4.0
"""Points: no print is smaller."""
_DRAWN: Final = 30.0
"""Confidence (per cent) below which a line may be a drawing or handwriting."""
_NOISE_WORD: Final = re.compile(r"[^\w№«»\"'()]+|[_|]+|\W?\w\W?")
"""Nothing but signs, or a single letter among signs."""
_LONG: Final = 3
"""Letters of a word that is wider than tall when it lies level."""
_FEW: Final = 0.5
"""Share of such words that makes a doubtful line noise."""
_VALUE: Final = re.compile(r"[\d№]")


def confidence(words: Sequence[Word]) -> float:
    """Return the mean confidence in per cent, 0 without words."""
    return sum(word.confidence for word in words) / len(words) if words else 0.0


def weight(words: Iterable[Word]) -> float:
    """Return how much was read with confidence: letters, each times its confidence above that of noise."""
    return sum(max(0.0, word.confidence - _DRAWN) * len(word.text) for word in words)


def lie_sideways(words: Iterable[Word]) -> bool:
    """Tell whether most letters stand in words that are taller than wide: tesseract read lines that run up or down.

    It does so in one of the two directions, and surely; but such places make no lines of a page.
    """
    long = [word for word in words if len(word.text) >= _LONG]
    tall = sum(len(word.text) for word in long if word.height > word.width)
    return tall * 2 > sum(len(word.text) for word in long)


def lines(words: Iterable[Word]) -> list[list[Word]]:
    """Return the words of each line, in tesseract's order."""
    found: dict[tuple[str, str, str], list[Word]] = {}
    for word in words:
        found.setdefault(word.line, []).append(word)
    return [*found.values()]


def is_noise(line: Sequence[Word]) -> bool:
    """Tell whether a line is the trace of a drawing: hardly any confidence, and mostly signs that are no words."""
    if confidence(line) >= _DRAWN:
        return False
    odd = sum(bool(_NOISE_WORD.fullmatch(word.text)) for word in line)
    return odd >= _FEW * len(line)


def runs_of(words: Iterable[Word], scale: float) -> list[Run]:
    """Return the words of a page as runs, as if it lay straight; what is no print is left out.

    Args:
        words: What was recognised.
        scale: Pixels of a point.
    """
    found = [line for line in lines(words) if not is_noise(line)]
    return laid(found, scale, measuring.lie_of(found))


def laid(found: Sequence[Sequence[Word]], scale: float, lie: Lie, parted: Parted | None = None) -> list[Run]:
    """Return the words of each line as runs on one baseline, cut at wide gaps, as if the page lay straight.

    Args:
        found: Lines of words.
        scale: Pixels of a point.
        lie: How the page lies.
        parted: Tells of two words of a line that they belong to two columns, however near they stand.
    """
    prints = [measuring.line_print(line, lie) for line in found]
    lengths = [sum(len(word.text) for word in line) for line in found]
    runs: list[Run] = []
    for line, size, (_, base) in zip(
        found, measuring.steadied([size for size, _ in prints], lengths), prints, strict=True
    ):
        for piece in _pieces(line, CELL_GAP * size, parted):
            left, _ = lie.straight(piece[0].left, base)
            right, _ = lie.straight(piece[-1].left + piece[-1].width, base)
            text = " ".join(word.text for word in piece)
            runs.append(
                Run(left / scale, base / scale, right / scale, max(size / scale, _SMALLEST), text, trust=_trust(piece))
            )
    return runs


def _pieces(line: Sequence[Word], gap: float, parted: Parted | None) -> list[list[Word]]:
    """Part a line where words stand further apart than ``gap`` pixels, go back, or belong to two columns."""
    pieces = [[line[0]]]
    for before, word in pairwise(line):
        if 0 <= word.left - before.left - before.width < gap and not (parted and parted(before, word)):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return pieces


def _trust(words: Sequence[Word]) -> float:
    """Return the mean trust of the letters, but no more than that of the worst word with a digit or a numero sign.

    A date or a number is wrong as a whole when one sign of it is: «от 0908 дОДЧ» among well-read words is no better
    for them.
    """
    mean = sum(word.trust * len(word.text) for word in words) / sum(len(word.text) for word in words)
    return min([mean, *(word.trust for word in words if _VALUE.search(word.text))])
