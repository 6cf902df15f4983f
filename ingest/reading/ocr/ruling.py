"""Ruling lines in the picture of a page: strokes that are too long for letters and too thin for anything but a rule.

Eight pixels of a row are kept in a byte, so that a page is searched in some milliseconds. A rule may lie askew by two
degrees, bend a little and be broken; it is given in short stretches, each in its own place. What is drawn in rows of
letters, filled areas, emblems and the shadow of the sheet's edge is no rule. A stroke below a signature or a word is
one; it makes no table, because nothing crosses it.

Reads: a cleaned grey picture. Writes: its rules in pixels.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from ingest.reading.pdf.rules import Edge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Bits = NDArray[np.uint8]

_INK: Final = 200
"""A darker pixel of a cleaned picture is ink: rules are often grey, one pixel thick."""
_LEVEL: Final = 60
"""Pixels (at 200 dpi: 7.6 mm) of a level stroke, at least: letters of a word do not touch over so much."""
_UPRIGHT: Final = 45
"""The same of an upright stroke: a letter of a heading is 37 high, a row of a table 33 and more."""
_THICK: Final = 14
"""Pixels across from which on a stroke is no rule, those included by which it was widened."""
_STRETCH: Final = 150
"""Pixels of a stretch: on so much a rule that is two degrees askew leaves its place by five."""
BROKEN: Final = 40
"""Pixels of a gap in a rule, at most."""
_ASIDE: Final = 5
"""Pixels by which a rule may leave its place over a gap."""
COLUMN: Final = 2
"""Rules that a column lies between: with fewer there is no table."""
_MOST: Final = 8_000
"""Strokes of a page each way; more is a drawing."""
_LONG: Final = 400
"""Pixels of a level rule that tells how a page lies."""
_TELL: Final = 3
"""Rules that must be so long."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """The rules of a picture and its size, each rule in stretches from its beginning to its end; where their ink is."""

    width: int
    height: int
    level: list[list[Edge]]
    upright: list[list[Edge]]
    _level: Bits
    _upright: Bits

    @property
    def fall(self) -> float:
        """By how much level rules fall to the right, as a share; 0 when they are too few or too short to tell."""
        falls = [
            (last.at - first.at) / ((last.start + last.end - first.start - first.end) / 2)
            for first, *_, last in (rule for rule in self.level if len(rule) > 1)
            if last.end - first.start >= _LONG
        ]
        return median(falls) if len(falls) >= _TELL else 0.0

    def without(self, image: Image.Image) -> Image.Image:
        """Return the picture without its rules."""
        pixels = np.array(image)
        pixels[np.unpackbits(_widened(self._upright), axis=1, count=self.width).view(bool)] = 255
        pixels.T[np.unpackbits(_widened(self._level), axis=1, count=self.height).view(bool)] = 255
        return Image.fromarray(pixels)


def find(image: Image.Image) -> Ruled:
    """Return the rules of a clean grey picture; level ones are sought where upright ones may part columns."""
    upright = _long(image, _UPRIGHT)
    columns = _rules(upright)
    if len(columns) < COLUMN:
        return Ruled(*image.size, [], columns, np.zeros((image.width, (image.height + 7) // 8), np.uint8), upright)
    level = _long(image.transpose(Image.Transpose.TRANSPOSE), _LEVEL)
    return Ruled(*image.size, _rules(level), columns, level, upright)


def _long(image: Image.Image, shortest: int) -> Bits:
    """Return the pixels of upright strokes of at least so many pixels, which are not thick."""
    ink = np.packbits(np.asarray(image) < _INK, axis=1)
    if ink.shape[0] < shortest:
        return np.zeros_like(ink)
    begins = _shrunk(_widened(ink), shortest)
    if not begins.any():
        return np.zeros_like(ink)
    found = _stretched(begins, shortest)
    return found & (_thick(found) ^ np.uint8(255))


def _moved(bits: Bits, by: int) -> Bits:
    """Return each row moved to the right by less than eight pixels, to the left when it is less than 0."""
    if by > 0:
        moved = bits >> np.uint8(by)
        moved[:, 1:] |= bits[:, :-1] << (8 - by)
    else:
        moved = bits << np.uint8(-by)
        moved[:, :-1] |= bits[:, 1:] >> (8 + by)
    return moved


def _widened(bits: Bits) -> Bits:
    """Return strokes a pixel wider on both sides: those that lie askew leave no steps."""
    return bits | _moved(bits, 1) | _moved(bits, -1)


def _steps(length: int) -> Iterator[int]:
    """Yield by how much to move what is there to make ``length`` of one pixel, doubling."""
    have = 1
    while have < length:
        step = min(have, length - have)
        yield step
        have += step


def _shrunk(bits: Bits, length: int) -> Bits:
    """Return where so many pixels below each other begin."""
    for step in _steps(length):
        bits = bits[:-step] & bits[step:]
    return bits


def _stretched(bits: Bits, length: int) -> Bits:
    """Return all the pixels of the strokes that begin in the given ones."""
    for step in _steps(length):
        longer = np.zeros((bits.shape[0] + step, bits.shape[1]), dtype=np.uint8)
        longer[: bits.shape[0]] = bits
        longer[step:] |= bits
        bits = longer
    return bits


def _thick(bits: Bits) -> Bits:
    """Return the pixels that have so many beside each other that they are no rule."""
    found = bits
    for step in _steps(_THICK):
        found = found & _moved(found, -step)
    for step in _steps(_THICK):
        found = found | _moved(found, step)
    return found


def _rules(bits: Bits) -> list[list[Edge]]:
    """Return upright strokes that hang together as rules."""
    begins, ends = bits.copy(), bits.copy()
    begins[1:] &= ~bits[:-1]
    ends[:-1] &= ~bits[1:]
    lanes, starts = _places(begins)
    _, stops = _places(ends)
    if len(lanes) > _MOST:
        return []
    strokes = [Edge(*place) for place in zip(lanes.tolist(), starts.tolist(), (stops + 1).tolist(), strict=True)]
    return _bridged([_in_stretches(rule) for rule in _together(strokes)])


def _bridged(rules: list[list[Edge]]) -> list[list[Edge]]:
    """Return the rules with stretches where one is broken: it goes on in the same line."""
    bridges = []
    beginning = sorted((rule[0] for rule in rules), key=lambda edge: edge.start)
    starts = [edge.start for edge in beginning]
    for *_, last in rules:
        near = beginning[bisect_right(starts, last.end) : bisect_right(starts, last.end + BROKEN)]
        bridges += [
            [Edge((last.at + edge.at) / 2, last.end, edge.start)] for edge in near if abs(edge.at - last.at) <= _ASIDE
        ]
    return rules + bridges


def _places(bits: Bits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return column and row of each pixel, by columns."""
    rows, octets = np.nonzero(bits)
    which, bit = np.nonzero(np.unpackbits(bits[rows, octets][:, None], axis=1))
    lanes, places = 8 * octets[which] + bit, rows[which]
    order = np.lexsort((places, lanes))
    return lanes[order], places[order]


def _together(strokes: Sequence[Edge]) -> list[list[Edge]]:
    """Group strokes of neighbouring columns that touch; they come by columns."""
    group_of: dict[int, list[int]] = {}
    first = last = 0
    for number, stroke in enumerate(strokes):
        group = group_of[number] = [number]
        while strokes[first].at < stroke.at - 1:
            first += 1
        last = max(first, last)
        while last < number and strokes[last].at < stroke.at:
            last += 1
        for other in range(first, last):
            near = strokes[other]
            if near.start <= stroke.end and stroke.start <= near.end and group_of[other] is not group:
                small, group = sorted((group, group_of[other]), key=len)
                group += small
                for moved in small:
                    group_of[moved] = group
    groups = {id(group): group for group in group_of.values()}
    return [[strokes[number] for number in sorted(group)] for group in groups.values()]


def _in_stretches(strokes: Sequence[Edge]) -> list[Edge]:
    """Return a rule in stretches, each in the middle of its strokes."""
    start, end = min(stroke.start for stroke in strokes), max(stroke.end for stroke in strokes)
    count = max(1, round((end - start) / _STRETCH))
    found = []
    for low, high in pairwise(start + (end - start) * step / count for step in range(count + 1)):
        inside = [
            (over, stroke.at) for stroke in strokes if (over := min(high, stroke.end) - max(low, stroke.start)) > 0
        ]
        found.append(Edge(sum(over * at for over, at in inside) / sum(over for over, _ in inside), low, high))
    return found
