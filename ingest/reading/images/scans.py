"""Scans that come as pictures (JPEG, PNG, TIFF): each frame is a page.

Reads: the picture. Writes: one block for each frame, to be recognised in its place.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from domain.document import BlockKind
from domain.errors import DamagedFile, HostileFile, NotFound
from ingest.reading.builder import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.limits import ReadLimits

_SPOILT: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, OverflowError)
"""What Pillow raises over broken pictures."""
_DPI: Final = 200
"""Of a frame that does not tell its own."""
_SENSIBLE_DPI: Final = (50, 1_200)
_POINTS: Final = 72
_ORIENTATION: Final = 0x0112
_LYING: Final = 5
"""EXIF: from this value on the camera lay on its side."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of a scan: its block, its size in points, its place in the file (from 1).

    It is decoded only when it is asked for: sixty pages that take 80 KB in the file take 1.5 GB at once.
    """

    draft: Draft
    width: float
    height: float
    path: Path
    number: int
    limits: ReadLimits
    is_beside: ClassVar[bool] = False
    may_be_letterhead: ClassVar[bool] = False

    @property
    def data(self) -> bytes:
        """The picture, upright as its camera held it. Raises :class:`DamagedFile`."""
        buffer = io.BytesIO()
        frame(self.path, self.number, self.limits).save(buffer, "PPM")
        return buffer.getvalue()


def read_scan(path: Path, builder: DocumentBuilder) -> list[Frame]:
    """Put a block for each frame into the builder; return the frames.

    Raises:
        DamagedFile: it is no picture, or not even its first frame can be decoded.
        HostileFile: too many frames, or one with too many pixels.
    """
    limits, found = builder.limits, []
    frame(path, 1, limits)
    with _opened(path, limits) as (opened, count):
        if count > limits.pdf_pages:
            raise HostileFile(limit="pdf_pages", pages=count)
        for number in range(1, count + 1):
            width, height = _size(opened, number, limits)
            found.append(Frame(Draft(kind=BlockKind.IMAGE), width, height, path, number, limits))
            builder.add(found[-1].draft)
    return found


def frame(path: Path, number: int, limits: ReadLimits) -> Image:
    """Return a frame (from 1) in colour, upright as its camera held it.

    Raises:
        DamagedFile: it cannot be decoded.
        NotFound: there is no such frame.
        HostileFile: it has too many pixels.
    """
    from PIL import ImageOps

    with _opened(path, limits) as (opened, count):
        if not 1 <= number <= count:
            raise NotFound
        _size(opened, number, limits)
        return ImageOps.exif_transpose(opened).convert("RGB")


@contextmanager
def _opened(path: Path, limits: ReadLimits) -> Iterator[tuple[Image, int]]:
    """Give the opened picture and the number of its pages; what ails it is told by the register's own errors.

    Only a TIFF has pages: the other pictures of a telephone's JPEG or of a moving PNG are none.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = limits.image_pixels
    try:
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as opened:
            yield opened, getattr(opened, "n_frames", 1) if opened.format == "TIFF" else 1
    except Image.DecompressionBombError as error:
        raise HostileFile(limit="image_pixels") from error
    except _SPOILT as error:
        raise DamagedFile(found="image") from error


def _size(opened: Image, number: int, limits: ReadLimits) -> tuple[float, float]:
    """Go to a frame; return its size in points. Raises :class:`HostileFile`."""
    opened.seek(number - 1)
    if opened.width * opened.height > limits.image_pixels:
        raise HostileFile(limit="image_pixels")
    told = float(next(iter(opened.info.get("dpi") or ()), _DPI))
    least, most = _SENSIBLE_DPI
    dpi = told if least <= told <= most else _DPI
    across, down = opened.width * _POINTS / dpi, opened.height * _POINTS / dpi
    return (down, across) if opened.getexif().get(_ORIENTATION, 1) >= _LYING else (across, down)
