"""How a page lies: scans of landscape tables and of sheets fed the wrong way come sideways or upside down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_REDUCED: Final = 4
"""Letters run together at a quarter of 200 dpi, lines of text stay apart."""
_EDGE: Final = 20
"""A twentieth of each side is left out: shadows of the sheet's edge."""
_DARK: Final = 128.0
"""Ink counts up to this: heavy rules weigh no more than letters."""
_TURNS: Final = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
_STRIPS: Final = 16
"""Upright strips of a page: within one a line of text stays in its row."""
_ANGLES: Final = np.arange(-10.0, 10.25, 0.25)
"""Degrees by which a sheet may lie askew: fed crookedly; beyond, it was photographed."""
_ASKEW: Final = 2.5
"""Degrees that recognition bears: at 3 and 4 it reads all, at 5 it loses lines."""
_SHARPER: Final = 3.0
"""Times as sharp as at the middle of all angles rows must be: real pages are 4 to 26, noise 1.3."""
SURELY_LEVEL: Final = 4.0
"""Ratio above which text runs from left to right, but for tables with many rules: 44 of 54 real pages reach it."""
LEVEL: Final = 1.0
"""Ratio below which text more likely runs up or down: 3 of the 54 are there, one of them rightly."""


def level(image: Image.Image) -> float:
    """Return how much more the ink changes from row to row than from column to column of a clean grey page.

    Lines of text make strong steps across them and weak ones along them: some 5 to 50 for text that runs from left to
    right, the reciprocal for text that runs up or down.
    """
    ink = np.minimum(255 - np.asarray(image.reduce(_REDUCED), dtype=np.float32), _DARK)
    high, wide = ink.shape[0] // _EDGE, ink.shape[1] // _EDGE
    ink = ink[high : ink.shape[0] - high, wide : ink.shape[1] - wide]
    if min(ink.shape) < 2:  # noqa: PLR2004 - a change needs two
        return SURELY_LEVEL
    rows, columns = (float(np.square(np.diff(ink.mean(axis=axis))).mean()) for axis in (1, 0))
    return rows / columns if columns else SURELY_LEVEL


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return image.transpose(_TURNS[degrees]) if degrees else image


def likely_turns(image: Image.Image) -> Sequence[int]:
    """Return the turns to try in order, each only when those before were read badly."""
    ratio = level(image)
    if ratio < LEVEL:
        return (90, 270, 0, 180)
    return (0, 180, 90, 270) if ratio > SURELY_LEVEL else (0, 90, 270, 180)


def straightened(image: Image.Image) -> Image.Image:
    """Return a clean grey page with its lines level; one that is hardly askew, or does not tell, as it is.

    The rows of its strips, each moved by what an angle makes of its distance, are sharpest at the angle of the lines.
    """
    angle = _skew(image)
    if abs(angle) < _ASKEW:
        return image
    return image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _skew(image: Image.Image) -> float:
    """Return by how many degrees the lines of a page run down to the right, 0 when nothing tells."""
    ink = np.minimum(255 - np.asarray(image.reduce(_REDUCED), dtype=np.float32), _DARK)
    high, wide = ink.shape[0] // _EDGE, ink.shape[1] // _EDGE
    ink = ink[high : ink.shape[0] - high, wide : ink.shape[1] - wide]
    width = ink.shape[1] // _STRIPS
    if width == 0 or ink.shape[0] < 2:  # noqa: PLR2004 - a change needs two
        return 0.0
    strips = ink[:, : width * _STRIPS].reshape(ink.shape[0], _STRIPS, width).mean(axis=2)
    twice = np.concatenate([strips, strips]).T.copy()  # a strip that is moved round is a stretch of this
    places = (np.arange(_STRIPS) - (_STRIPS - 1) / 2) * width
    sharp = [_sharpness(twice, np.rint(places * np.tan(np.radians(angle))).astype(int)) for angle in _ANGLES]
    best = int(np.argmax(sharp))
    return float(_ANGLES[best]) if sharp[best] > _SHARPER * float(np.median(sharp)) else 0.0


def _sharpness(twice: NDArray[np.float32], shifts: NDArray[np.int_]) -> float:
    """Return how much the rows change when each strip is moved up by its shift; each stands there twice, end to end."""
    height = twice.shape[1] // 2
    rows = np.zeros(height, dtype=np.float32)
    for strip, shift in zip(twice, shifts % height, strict=True):
        rows += strip[shift : shift + height]
    return float(np.square(np.diff(rows / _STRIPS)).mean())
