"""PDF: geometry decides what a person reads; damaged layers are repaired or said to be damaged."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, Source, check_document
from domain.errors import DamagedFile, ToolMissing
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.pdf.fonts import glyph_letter, glyph_page
from ingest.reading.text.quality import lookalikes, measure
from ingest.reading.text.repairs import Mended

TOOLS = Tools.find()
FONTS = [
    Path(folder) / name
    for folder in ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation")
    for name in ("DejaVuSans.ttf", "LiberationSerif-Regular.ttf")
]
FONT = next((path for path in FONTS if path.exists()), None)
needs_font = pytest.mark.skipif(FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)
needs_office = pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)")

BODY = [
    "1. Утвердить прилагаемый порядок ведения реестра муниципальных правовых актов",
    "города и назначить ответственных за его ведение.",
    "2. Контроль за исполнением настоящего постановления оставляю за собой.",
]


def canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    made = Canvas(str(path), pagesize=(595, 842))
    made.setFont("Plain", 12)
    return made


def read(path: Path, tools: Tools | None = None) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools or Tools())
    assert check_document(document) == []
    return document


def texts(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks]


@needs_font
def test_an_act_is_read_as_it_looks_whatever_the_order_of_drawing(tmp_path: Path) -> None:
    path = tmp_path / "act.pdf"
    page = canvas(path)
    page.drawString(420, 540, "И.И. Иванов")
    page.drawString(70, 540, "Глава города")
    for number, line in enumerate(BODY):
        page.drawString(105 if line[0].isdigit() else 70, 640 - 16 * number, line)
    page.drawString(480, 720, "№ 17")
    page.drawString(70, 720, "11 февраля 2024 г.")
    page.setFont("Plain", 14)
    page.drawCentredString((70 + 105 + pdfmetrics.stringWidth(BODY[0], "Plain", 12)) / 2, 760, "ПОСТАНОВЛЕНИЕ")
    page.save()
    document = read(path)
    assert texts(document) == [
        "ПОСТАНОВЛЕНИЕ",
        "11 февраля 2024 г.\t№ 17",
        f"{BODY[0]} {BODY[1]}",
        BODY[2],
        "Глава города\tИ.И. Иванов",
    ]
    title = document.blocks[0]
    assert (title.align, title.size, title.page) == ("center", 14.0, 1)
    assert title.box is not None
    assert 0.05 < title.box.y0 < title.box.y1 < 0.12


@needs_font
def test_page_numbers_and_running_lines_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "pages.pdf"
    page = canvas(path)
    for number in range(1, 5):
        page.setFont("Plain", 12)
        page.drawString(70, 810, f"Приложение к реестру, лист {number}")
        page.drawString(70, 600, f"Содержание страницы с номером {['один', 'два', 'три', 'четыре'][number - 1]}")
        page.drawString(300, 30, f"- {number} -")
        page.showPage()
    page.save()
    document = read(path)
    assert [block.kind for block in document.blocks] == [BlockKind.HEADER, BlockKind.PARAGRAPH, BlockKind.FOOTER] * 4
    assert [page.number for page in document.pages] == [1, 2, 3, 4]


@needs_font
def test_hyphens_go_only_where_the_word_exists(tmp_path: Path) -> None:
    path = tmp_path / "hyphen.pdf"
    page = canvas(path)
    lines = [
        "Постановление о порядке учёта муниципальных правовых актов горо-",
        "да и о работе медико-",
        "санитарной части городской админи¬",
        "страции",
    ]
    for number, line in enumerate(lines):
        page.drawString(70, 700 - 15 * number, line)
    page.save()
    document = read(path)
    assert document.text == (
        "Постановление о порядке учёта муниципальных правовых актов города и о работе медико-санитарной части "
        "городской администрации"
    )
    assert [(repair.raw, repair.rule) for repair in document.repairs] == [("-\n", "hyphen"), ("¬\n", "hyphen")]


@needs_font
def test_the_two_columns_of_a_letterhead_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "letterhead.pdf"
    page = canvas(path)
    for number, (left, right) in enumerate(
        [("БАШКОРТОСТАН", "РЕСПУБЛИКА"), ("РЕСПУБЛИКАҺЫ", "БАШКОРТОСТАН"), ("ХАКИМИӘТЕ", "АДМИНИСТРАЦИЯ")]
    ):
        page.drawString(70, 780 - 15 * number, left)
        page.drawString(380, 780 - 15 * number, right)
    page.drawString(70, 700, "О порядке ведения реестра муниципальных правовых актов городского округа")
    page.save()
    said = read(path).text
    assert said.index("ХАКИМИӘТЕ") < said.index("РЕСПУБЛИКА\n")
    assert said.index("АДМИНИСТРАЦИЯ") < said.index("О порядке")


@needs_font
def test_a_scan_without_recognition_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        read(scan(tmp_path))
    assert caught.value.details["package"] == "tesseract-ocr-rus"


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_a_scan_is_recognised_with_places_and_trust(tmp_path: Path) -> None:
    document = read(scan(tmp_path), TOOLS)
    assert document.is_scan
    assert "ПОСТАНОВЛЕНИЕ" in document.text
    assert "муниципальных правовых актов" in document.text
    block = next(block for block in document.blocks if "ПОСТАНОВЛЕНИЕ" in document.text_of(block))
    assert block.source is Source.OCR
    assert 0.5 < block.trust <= 1
    assert block.box is not None
    assert 0.02 < block.box.y0 < 0.2
    assert "recognised" in {notice.code for notice in document.notices}


def scan(folder: Path) -> Path:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 40)
    pen.text((600, 200), "ПОСТАНОВЛЕНИЕ", fill="black", font=font)
    for number, line in enumerate(BODY):
        pen.text((150, 400 + 60 * number), line, fill="black", font=ImageFont.truetype(str(FONT), 28))
    data = io.BytesIO()
    image.save(data, "PNG")
    path = folder / "scan.pdf"
    page = Canvas(str(path), pagesize=(595, 842))
    page.drawImage(ImageReader(io.BytesIO(data.getvalue())), 0, 0, 595, 842)
    page.save()
    return path


def test_glyph_numbers_of_printed_fonts_are_letters() -> None:
    assert [glyph_page(name) for name in ("TimesNewRoman_00", "ABCDEF+Arial_02", "Arial", "Arial_bold")] == [
        0,
        2,
        None,
        None,
    ]
    assert (
        "".join(glyph_letter(number) or "?" for number in (3, 19, 36, 97, 169, 170, 178, 556, 570, 633, 634, 5000))
        == " 0A~«»–ЁАяё?"
    )


def test_the_page_test_tells_russian_from_noise() -> None:
    good = measure("Об утверждении порядка ведения реестра муниципальных правовых актов администрации города")
    wrong_layer = measure("IIOCTAHOBJIEHI4E rroMorutr aAMuHucrpaqux ropo4a o6 yrBepxAeHuu nopxAKa Be4eHux peecrpa")
    codes = measure("ijbdZahf NKLWD hnZbljq gjklv mZgjk hjkdf hjklm nbvcx zxcvb")
    assert (good.good, wrong_layer.good, codes.good) == (True, False, False)


def test_lookalikes_are_folded_only_into_known_words() -> None:
    said = Mended("пpикaз и Приrост, ГОСТ P, Word")
    assert said.apply(lookalikes(said.text), "lookalikes").text == "приказ и Приrост, ГОСТ P, Word"


@needs_office
@pytest.mark.office
def test_noise_under_an_old_header_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "act.odt"
    from zipfile import ZipFile

    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<broken")
    with pytest.raises(DamagedFile):
        read(path, TOOLS)
