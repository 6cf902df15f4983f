"""Pictures of the pages of a PDF or a scan, for people to compare with what was read. Runs only in a confined child.

Reads: a PDF, a picture. Writes: one page, or a part of it, as WebP.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from domain.document import Box
from domain.errors import DamagedFile, HostileFile, NotFound
from ingest.reading.images.scans import frame
from ingest.reading.ways import is_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from ingest.reading.limits import ReadLimits

WIDEST: Final = 3_000
"""Pixels; a page that is wider on the screen is enlarged by the browser."""
_QUALITY: Final = 82
_HIGHEST_RATIO: Final = 8
"""Height to width beyond which a strip is no page."""


def render_page(
    path: Path, *, limits: ReadLimits, page: int, width: int, turned: int = 0, crop: Box | None = None, **_: object
) -> bytes:
    """Return a page as a WebP picture.

    Args:
        path: The PDF or picture.
        limits: ``image_pixels`` holds for the whole page at this width.
        page: Its number, from 1.
        width: Pixels from the left edge of the picture to the right; the part's own when ``crop`` is given.
        turned: Degrees clockwise by which recognition turned the page to read it.
        crop: The part to show, as shares of the page as it is shown.

    Raises:
        DamagedFile: It does not open.
        NotFound: It has no such page.
        HostileFile: The page is too large or of no sensible shape.
    """
    part = _part(crop)
    drawn = _page_of_pdf if is_pdf(path) else _page_of_scan
    picture = drawn(path, page, min(width, WIDEST), turned, part, limits)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()


def _page_of_pdf(  # noqa: PLR0917 - what a page is drawn of
    path: Path, page: int, width: int, turned: int, part: Box, limits: ReadLimits
) -> Image:
    import pypdfium2

    from ingest.reading.images import faces

    faces.lend()
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(found="pdf") from error
    with document:
        if not 1 <= page <= len(document):
            raise NotFound
        sheet = document[page - 1]
        if turned:
            sheet.set_rotation((sheet.get_rotation() + turned) % 360)
        across, down = sheet.get_size()
        scale = _scale(across, down, width, part, limits)
        margins = (part.x0 * across, (1 - part.y1) * down, (1 - part.x1) * across, part.y0 * down)
        drawn: Image = sheet.render(scale=scale, crop=margins).to_pil()
        return drawn


def _page_of_scan(  # noqa: PLR0917 - what a page is drawn of
    path: Path, page: int, width: int, turned: int, part: Box, limits: ReadLimits
) -> Image:
    picture = frame(path, page, limits)
    if turned:
        picture = picture.rotate(-turned, expand=True)
    across, down = picture.size
    scale = min(_scale(across, down, width, part, limits), 1.0)
    edges = (part.x0 * across, part.y0 * down, part.x1 * across, part.y1 * down)
    size = round((edges[2] - edges[0]) * scale), round((edges[3] - edges[1]) * scale)
    return picture.resize((max(1, size[0]), max(1, size[1])), box=edges, reducing_gap=2.0)


def _scale(across: float, down: float, width: int, part: Box, limits: ReadLimits) -> float:
    """Return by how much a page is enlarged for its part to be so wide. Raises :class:`HostileFile`."""
    if across <= 0 or not 0 < down / across <= _HIGHEST_RATIO:
        raise HostileFile(limit="image_pixels")
    scale = width / (across * (part.x1 - part.x0))
    if across * down * scale * scale > limits.image_pixels:
        raise HostileFile(limit="image_pixels")
    return scale


def _part(crop: Box | list[float] | None) -> Box:
    """Return the part to show, as it came over the wire, inside the page and not empty."""
    if crop is None:
        return Box(0.0, 0.0, 1.0, 1.0)
    x0, y0, x1, y1 = (crop.x0, crop.y0, crop.x1, crop.y1) if isinstance(crop, Box) else crop
    least = 0.01
    x0, y0 = min(max(x0, 0.0), 1 - least), min(max(y0, 0.0), 1 - least)
    return Box(x0, y0, min(max(x1, x0 + least), 1.0), min(max(y1, y0 + least), 1.0))
