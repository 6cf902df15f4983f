"""PDFium's reading of a page's text: the second opinion for files that pdfminer cannot open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import pypdfium2

from domain.errors import EncryptedFile, HostileFile
from ingest.reading.pdf import marks
from ingest.reading.pdf.device import Content, Run
from ingest.reading.pdf.overlays import turned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.limits import ReadLimits

    Box = tuple[float, float, float, float]
    Progress = Callable[[str, int, int], None]

_A4: Final = (595.0, 842.0)
_PIECES: Final = 20_000
"""Pieces of text of a page that are asked for, one by one; a page of print has some hundreds."""


def read_pages(path: Path, builder: DocumentBuilder, progress: Progress) -> list[Content] | None:
    """Return the content of every page, or None when PDFium cannot open the file, or any page of it, either.

    A page that alone cannot be opened, or is to be passed over, is empty and ``broken``.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    with opened(path, builder.limits) as document:
        if document is None:
            return None
        contents = []
        for index in range(len(document)):
            progress("pages", index, len(document))
            contents.append(_page_or_nothing(document, index, passed=("pages", index) in builder.passed))
    return None if all(content.broken and not content.runs for content in contents) and contents else contents


def read_page(path: Path, number: int, limits: ReadLimits) -> Content | None:
    """Return the content of one page, from 1, or None when PDFium has none.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    with opened(path, limits) as document:
        if document is None or number > len(document):
            return None
        with contextlib.suppress(pypdfium2.PdfiumError):
            return _page(document, number - 1)
    return None


def sizes(path: Path, limits: ReadLimits) -> list[tuple[float, float]]:
    """Return width and height of every page in points; none when PDFium cannot open the file.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    with opened(path, limits) as document:
        return [] if document is None else [_size(document, index) for index in range(len(document))]


def _size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    """Return width and height of a page; of one that is lost those of A4."""
    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError:
        return _A4
    return width, height


@contextlib.contextmanager
def opened(path: Path, limits: ReadLimits) -> Iterator[pypdfium2.PdfDocument | None]:
    """Open a file for a while; None when PDFium cannot.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFile from error
        yield None
        return
    with contextlib.closing(document):
        if len(document) > limits.pdf_pages:
            raise HostileFile(limit="pdf_pages", pages=len(document))
        yield document


def _page_or_nothing(document: pypdfium2.PdfDocument, index: int, *, passed: bool) -> Content:
    with contextlib.suppress(pypdfium2.PdfiumError):
        if not passed:
            return _page(document, index)
    return Content(*_size(document, index), broken=True)


def _page(document: pypdfium2.PdfDocument, index: int) -> Content:
    page = document[index]
    try:
        width, height = page.get_size()
        content = Content(width, height)
        text = page.get_textpage()
        pieces = text.count_rects()
        content.broken = pieces > _PIECES
        placed = _placing(page)
        for number in range(min(pieces, _PIECES)):
            left, bottom, right, top = text.get_rect(number)
            said = text.get_text_bounded(left, bottom, right, top)
            if said.strip():
                x0, y0, x1, y1 = placed((left, bottom, right, top))
                content.runs.append(Run(x0, y1 - 0.2 * (y1 - y0), x1, max(y1 - y0, 1.0), said.strip()))
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            x0, y0, x1, y1 = placed(item.get_bounds())
            x0, y0, x1, y1 = max(0.0, x0), max(0.0, y0), min(width, x1), min(height, y1)
            if x1 > x0 and y1 > y0:
                content.images.append((x0, y0, x1, y1))
        marks.note(page, content)
        return content
    finally:
        page.close()


def _placing(page: pypdfium2.PdfPage) -> Callable[[Box], Box]:
    """Return what turns a box of the page's own space into one from the top left of the page as it is shown."""
    left, low, right, high = page.get_bbox()
    way = page.get_rotation()

    def placed(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return turned((x0 - left, high - y1, x1 - left, high - y0), way, right - left, high - low)

    return placed
