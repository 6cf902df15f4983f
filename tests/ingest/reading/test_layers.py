"""Text layers that are not what they seem: of somebody's recognition, or in other letters than Russian."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import ReadLimits, Tools
from ingest.reading.reader import read_document
from tests.hostile import pdf

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document

RUSSIAN = [
    "ПОСТАНОВЛЕНИЕ",
    "от 06.04.2026 № 308",
    "Об утверждении порядка размещения нестационарных торговых объектов",
    "Контроль за исполнением настоящего постановления возложить на заместителя главы администрации.",
]
LATIN = [f"Resolution number {number} of the council concerning the municipal budget" for number in range(1, 12)]


def page(path: Path, lines: list[str], *, picture: bool) -> Path:
    """A page of these lines, over a picture of the whole page or over nothing."""
    pdfmetrics.registerFont(TTFont("DejaVu", "DejaVuSans.ttf"))
    canvas = Canvas(str(path), pagesize=A4)
    if picture:
        paper = io.BytesIO()
        Image.new("RGB", (827, 1170), (250, 250, 245)).save(paper, "JPEG")
        canvas.drawImage(ImageReader(paper), 0, 0, *A4)
    canvas.setFont("DejaVu", 10)
    for number, line in enumerate(lines):
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()
    return path


def read(path: Path, tools: Tools) -> Document:
    return read_document(path, name=path.name, limits=ReadLimits(), tools=tools)


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


@pytest.mark.parametrize("picture", [True, False], ids=["scan", "born-digital"])
def test_text_over_the_picture_of_a_page_was_recognised_by_somebody(tmp_path: Path, *, picture: bool) -> None:
    document = read(page(tmp_path / "act.pdf", [*RUSSIAN, *RUSSIAN[-1:] * 12], picture=picture), Tools())
    assert "нестационарных" in document.text
    assert document.is_scan is picture
    assert ("recognised-before" in codes(document)) is picture
    assert (document.pages[0].trust < 1) is picture


def test_few_lines_over_the_picture_of_a_page_are_a_doubt_where_nothing_is_recognised(tmp_path: Path) -> None:
    document = read(page(tmp_path / "act.pdf", RUSSIAN, picture=True), Tools())
    assert "№ 308" in document.text
    assert "ocr-missing" in codes(document)
    assert all(block.trust < 1 for block in document.blocks)


def test_letters_that_recognition_does_not_know_are_kept_with_a_doubt(tmp_path: Path) -> None:
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    document = read(page(tmp_path / "act.pdf", LATIN, picture=False), tools)
    letters = sum(map(str.isalpha, document.text))
    assert letters > 0.3 * sum(map(str.isalpha, "".join(LATIN)))
    assert codes(document) & {"garbled-page", "recognised"}, "a page that scores as no Russian is told to be doubtful"


def test_a_picture_without_letters_over_a_layer_of_latin_leaves_the_layer(tmp_path: Path) -> None:
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    path = tmp_path / "act.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    text = canvas.beginText(60, 780)
    text.setTextRenderMode(3)
    for line in LATIN:
        text.textLine(line)
    canvas.drawText(text)
    canvas.save()
    document = read(path, tools)
    assert "Resolution number 5" in document.text
    assert "garbled-page" in codes(document)


def hidden(canvas: Canvas, x: float, y: float, said: str) -> None:
    """Set a line that is not shown."""
    canvas.saveState()
    text = canvas.beginText(x, y)
    text.setFont("DejaVu", 10)
    text.setTextRenderMode(3)
    text.textLine(said)
    canvas.drawText(text)
    canvas.restoreState()


@pytest.mark.parametrize("picture", [True, False], ids=["over-a-picture", "over-nothing"])
def test_text_that_the_page_does_not_show_is_never_certain(tmp_path: Path, *, picture: bool) -> None:
    pdfmetrics.registerFont(TTFont("DejaVu", "DejaVuSans.ttf"))
    canvas = Canvas(str(tmp_path / "act.pdf"), pagesize=A4)
    canvas.setFont("DejaVu", 10)
    for number, line in enumerate(RUSSIAN):
        canvas.drawString(60, 780 - 24 * number, line)
    if picture:
        paper = io.BytesIO()
        Image.new("RGB", (400, 100), (250, 250, 245)).save(paper, "JPEG")
        canvas.drawImage(ImageReader(paper), 60, 440, 300, 80)
    hidden(canvas, 70, 480, "№ 999 от 01.01.1999")
    canvas.save()
    document = read(tmp_path / "act.pdf", Tools())
    assert "№ 308" in document.text
    assert ("№ 999" in document.text) is picture
    assert {(notice.code, notice.page) for notice in document.notices} == (
        {("recognised-before", 0)} if picture else {("hidden-text", 1)}
    )
    trusts = {document.text_of(block): block.trust for block in document.blocks}
    assert all((trust < 1) is ("999" in said) for said, trust in trusts.items())


def test_layers_that_lead_in_a_circle_are_no_layers(tmp_path: Path) -> None:
    path = tmp_path / "act.pdf"
    circle = b"<</Type/Catalog/Pages 2 0 R/OCProperties 6 0 R>>"
    data = pdf.page_of(pdf.stream(pdf.words(b"Resolution")), b"6 0 R").replace(b"<</Type/Catalog/Pages 2 0 R>>", circle)
    path.write_bytes(data)
    assert "Resolution" in read(path, Tools()).text
