"""Scans with print of their own over them: the act is recognised, what is printed on it is read as it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import Document, Source, check_document
from ingest.reading import ReadLimits, Tools, read_document
from tests import scans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL import Image

TOOLS = Tools.find()
STAMP = (
    "ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ",
    "Сертификат 00AB12CD34EF567890",
    "Владелец Петров Пётр Петрович",
    "Действителен с 01.01.2024 по 01.04.2025",
)
WIDTH, HEIGHT = 595.0, 842.0
pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)


def marked(
    path: Path, said: Sequence[str], picture: Image.Image, inset: float = 0.0, *, beneath: bool = False
) -> Document:
    """Read a page with a picture all over it and lines in small print at its foot, over the picture or beneath it."""
    pdfmetrics.registerFont(TTFont("Marks", str(scans.FONT)))
    page = Canvas(str(path), pagesize=(WIDTH, HEIGHT))

    def lines() -> None:
        page.setFont("Marks", 7)
        for number, line in enumerate(said):
            page.drawString(180, 100 - 10 * number, line)

    if beneath:
        lines()
    page.drawImage(ImageReader(picture), inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
    if not beneath:
        lines()
    page.save()
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)
    assert check_document(document) == []
    return document


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("inset", [0, 20])
def test_a_scan_with_a_stamp_of_its_signature_is_recognised(tmp_path: Path, inset: float) -> None:
    document = marked(tmp_path / "act.pdf", STAMP, scans.page(), inset)
    assert "муниципальных правовых актов" in document.text
    assert all(document.text.count(line) == 1 for line in STAMP)  # letter by letter, and once
    assert document.pages[0].source is Source.OCR
    assert codes(document) == {"recognised"}


@needs_ocr
@pytest.mark.ocr
def test_a_mark_that_the_picture_covers_is_not_told_as_read(tmp_path: Path) -> None:
    document = marked(
        tmp_path / "act.pdf", ["Регистрационный номер 999-п, дата 09.09.2020"], scans.page(), beneath=True
    )
    assert "муниципальных правовых актов" in document.text
    assert all(
        block.trust <= 0.3 for block in document.blocks if "999-п" in document.text_of(block)
    )  # nobody sees it: nothing of it counts
