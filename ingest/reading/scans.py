"""Scans that come as pictures (JPEG, PNG, TIFF): each frame is a page.

Reads: the picture. Writes: one block for each frame, to be recognised in its place.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.errors import DamagedFile, HostileFile
from ingest.reading.builder import Draft
from ingest.reading.docx import PagePicture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PIL.Image import Image

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.limits import ReadLimits

_SPOILT: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, OverflowError)
"""What Pillow raises over broken pictures."""


def read_scan(path: Path, builder: DocumentBuilder) -> list[PagePicture]:
    """Put a block for each frame into the builder; return the pictures, upright as their camera held them.

    Raises:
        DamagedFile: not a single frame can be decoded.
        HostileFile: too many frames, or one with too many pixels.
    """
    pictures = []
    for picture in frames(path, builder.limits):
        draft = Draft(kind=BlockKind.IMAGE)
        builder.add(draft)
        buffer = io.BytesIO()
        picture.save(buffer, "PPM")
        pictures.append(PagePicture(draft, buffer.getvalue(), 0.0, 0.0))
    return pictures


def frames(path: Path, limits: ReadLimits, only: int | None = None) -> Iterator[Image]:
    """Yield the frames of a picture in colour, or the one of this number (from 1). Raises as :func:`read_scan`."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = limits.image_pixels
    try:
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as opened:
            count = getattr(opened, "n_frames", 1)
            if count > limits.ocr_pages:
                raise HostileFile(
                    "В файле слишком много страниц без текста. Разделите его и загрузите частями.", limit="ocr_pages"
                )
            for number in range(count) if only is None else [only - 1]:
                opened.seek(number)
                if opened.width * opened.height > limits.image_pixels:
                    raise HostileFile(limit="image_pixels")
                yield ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise HostileFile(limit="image_pixels") from error
    except _SPOILT as error:
        raise DamagedFile(found="image") from error
