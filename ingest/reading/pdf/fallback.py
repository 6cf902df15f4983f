"""PDFium's reading of a page's text: the second opinion for files that pdfminer cannot open."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pypdfium2

from domain.errors import EncryptedFile, HostileFile
from ingest.reading.pdf.device import Content, Run

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.limits import ReadLimits


def read_pages(path: Path, limits: ReadLimits) -> list[Content] | None:
    """Return the content of every page, or None when PDFium cannot open the file either.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    document = _opened(path, limits)
    if document is None:
        return None
    with contextlib.closing(document):
        try:
            return [_page(document, index) for index in range(len(document))]
        except pypdfium2.PdfiumError:
            return None


def read_page(path: Path, number: int, limits: ReadLimits) -> Content | None:
    """Return the content of one page, from 1, or None when PDFium has none.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    document = _opened(path, limits)
    if document is None:
        return None
    with contextlib.closing(document):
        try:
            return _page(document, number - 1) if number <= len(document) else None
        except pypdfium2.PdfiumError:
            return None


def sizes(path: Path, limits: ReadLimits) -> list[tuple[float, float]]:
    """Return width and height of every page in points; none when PDFium cannot open the file.

    Raises:
        EncryptedFile: needs a password.
        HostileFile: too many pages.
    """
    document = _opened(path, limits)
    if document is None:
        return []
    with contextlib.closing(document):
        return [document.get_page_size(index) for index in range(len(document))]


def _opened(path: Path, limits: ReadLimits) -> pypdfium2.PdfDocument | None:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedFile from error
        return None
    if len(document) > limits.pdf_pages:
        pages = len(document)
        document.close()
        raise HostileFile(limit="pdf_pages", pages=pages)
    return document


def _page(document: pypdfium2.PdfDocument, index: int) -> Content:
    page = document[index]
    try:
        width, height = page.get_size()
        content = Content(width, height)
        text = page.get_textpage()
        for number in range(min(text.count_rects(), 20_000)):
            left, bottom, right, top = text.get_rect(number)
            said = text.get_text_bounded(left, bottom, right, top)
            if said.strip():
                content.runs.append(
                    Run(left, height - bottom - 0.2 * (top - bottom), right, max(top - bottom, 1.0), said.strip())
                )
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            x0, y0, x1, y1 = item.get_bounds()
            content.images.append((max(0.0, x0), max(0.0, height - y1), min(width, x1), min(height, height - y0)))
        return content
    finally:
        page.close()
