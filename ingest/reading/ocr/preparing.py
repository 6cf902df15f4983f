"""A page's picture before recognition: white paper, pale stamps, no grain.

Measured on real scans (``docs/decisions``): coloured ink is lightened by taking the brightest of the three channels,
never by whitening what is saturated - that loses two words of three on real colour scans. The shade of the paper is
divided out. A median only where there is grain: on a clean page it blurs small letters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

_PAPER: Final = 16
"""Pixels of a square that stands for its paper: larger than a letter's stroke, smaller than a fold's shadow."""
_WHITE: Final = 255
_GRAIN: Final = 6.0
"""Mean change by a median (of 255) above which a page is grainy; clean scans have 1 to 4."""
_BANDS: Final = 12
_BAND: Final = 32
"""Rows of each band on which grain is measured: the whole page would tell the same."""


def clean(image: Image.Image) -> Image.Image:
    """Return a grey picture with white paper, without coloured ink and grain."""
    grey = without_ink(image)
    small = grey.reduce(_PAPER).filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.GaussianBlur(6))
    if small.getextrema()[0] == _WHITE:  # black and white: nothing to divide out
        return _ungrained(np.asarray(grey))
    gain = Image.fromarray(np.float32(255) / np.maximum(np.asarray(small, dtype=np.float32), 1))
    flat = np.asarray(grey) * np.asarray(gain.resize(grey.size, Image.Resampling.BILINEAR))
    pixels: Grey = np.minimum(flat, 255, out=flat).astype(np.uint8)
    return _ungrained(pixels)


def _ungrained(pixels: Grey) -> Image.Image:
    return Image.fromarray(median(pixels) if _grain(pixels) > _GRAIN else pixels)


def without_ink(image: Image.Image) -> Image.Image:
    """Return the brightest of red, green and blue: coloured ink fades, black stays black."""
    if image.mode in {"1", "L", "I;16"}:
        return image.convert("L")
    red, green, blue = (image if image.mode == "RGB" else image.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def median(pixels: Grey) -> Grey:
    """Return the median of each pixel and its eight neighbours; the border stays as it is.

    Each column of three is sorted; the median of nine is the median of the greatest low, the middle middle and the
    least high. Eight times faster than the filter of Pillow, with the same result.
    """
    above, here, below = pixels[:-2], pixels[1:-1], pixels[2:]
    low, high = np.minimum(above, here), np.maximum(above, here)
    middle = np.maximum(low, np.minimum(high, below))
    low, high = np.minimum(low, below), np.maximum(high, below)
    left, centre, right = slice(None, -2), slice(1, -1), slice(2, None)
    result = pixels.copy()
    result[1:-1, 1:-1] = _of_three(
        np.maximum(np.maximum(low[:, left], low[:, centre]), low[:, right]),
        _of_three(middle[:, left], middle[:, centre], middle[:, right]),
        np.minimum(np.minimum(high[:, left], high[:, centre]), high[:, right]),
    )
    return result


def _of_three(one: Grey, two: Grey, three: Grey) -> Grey:
    return np.maximum(np.minimum(one, two), np.minimum(np.maximum(one, two), three))


def _grain(pixels: Grey) -> float:
    """Return how much a median changes the page, on average over bands of it."""
    rows = pixels.shape[0]
    bands = [pixels[top : top + _BAND] for top in range(0, max(rows - _BAND, 1), max(rows // _BANDS, 1))]
    bands = [band for band in bands if min(band.shape) > 2]  # noqa: PLR2004 - a median needs neighbours
    if not bands:
        return 0.0
    return float(np.mean([np.abs(median(band).astype(np.int16) - band).mean() for band in bands]))
