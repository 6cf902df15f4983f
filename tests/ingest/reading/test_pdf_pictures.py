"""Pictures beside the text of a PDF: where they stand, what is read in them, when nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from domain.document import BlockKind, Source
from ingest.reading import ReadLimits, Tools
from tests import scans
from tests.pictured import (
    ABOVE,
    BELOW,
    ROWS,
    TOOLS,
    WIDTH,
    between,
    codes,
    drawn,
    pasted_table,
    photograph,
    pictures,
    read,
    recognised,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas

pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)


@needs_ocr
@pytest.mark.ocr
def test_words_of_a_picture_stand_where_it_stands(tmp_path: Path) -> None:
    path = written(tmp_path / "act.pdf", between(drawn(("Дом культуры, улица Садовая", "Детский сад, улица Лесная"))))
    document = read(path)
    assert document.text.index(ABOVE) < document.text.index("Дом культуры") < document.text.index(BELOW)
    assert "Детский сад, улица Лесная" in document.text
    (picture,) = pictures(document)
    found = recognised(document)
    assert picture.box is not None
    assert all(picture.box.y0 <= block.box.y0 and block.box.y1 <= picture.box.y1 for block in found if block.box)
    assert all(block.box is not None and block.trust < 1 for block in found)
    assert codes(document) == {"picture-read"}
    assert document.pages[0].source is Source.TEXT
    assert not document.is_scan
    assert all(block.trust == 1 for block in document.blocks if block.source is Source.TEXT)


def test_a_picture_waits_for_the_lane_of_scans_and_an_emblem_does_not(tmp_path: Path) -> None:
    for width, waits, told in ((400.0, 1, {"picture-unread"}), (60.0, 0, set[str]())):
        path = written(tmp_path / "act.pdf", between(scans.page(), width=width))
        document = read(path, recognise=False)
        assert (document.unrecognised, codes(document), len(pictures(document))) == (waits, told, 1)
        assert all("пока не распознана" in notice.message for notice in document.notices)
        assert BELOW in document.text
        assert not recognised(document)


def test_a_picture_is_told_of_where_there_is_no_recognition(tmp_path: Path) -> None:
    path = written(tmp_path / "act.pdf", between(drawn(("Дом культуры, улица Садовая",))))
    document = read(path, Tools())
    assert BELOW in document.text
    assert [(notice.code, "пока" in notice.message) for notice in document.notices] == [("picture-unread", False)]
    assert document.unrecognised == 0


@needs_ocr
@pytest.mark.ocr
def test_a_scanned_annex_of_a_printed_act_is_named_alone(tmp_path: Path) -> None:
    def act(canvas: Canvas) -> None:
        for number in range(12):
            canvas.drawString(70, 780 - 20 * number, f"{number + 1}. {BELOW}")

    def annex(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scans.page()), 0, 0, 595, 842)

    document = read(written(tmp_path / "act.pdf", act, annex))
    assert [page.source for page in document.pages] == [Source.TEXT, Source.OCR]
    assert [(notice.code, notice.page) for notice in document.notices] == [("recognised", 2)]


@pytest.mark.ocr
@needs_ocr
def test_a_photograph_says_nothing(tmp_path: Path) -> None:
    """At the head of the act it may be a stamp with a date by hand."""
    page = between(photograph())
    document = read(written(tmp_path / "act.pdf", page, page))
    assert len(pictures(document)) == 2
    assert not recognised(document)
    assert [(notice.code, notice.page) for notice in document.notices] == [("letterhead-picture", 1)]


@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("said", ["от 03.07.2026", "№ 77-р", "от 3 июля 2026 г.        № 77-р"])
def test_a_line_of_registration_is_read_though_it_has_hardly_a_word(tmp_path: Path, said: str) -> None:
    """A system of documents stamps date and number into the printed file."""
    document = read(written(tmp_path / "act.pdf", between(drawn((said,)))))
    assert " ".join(" ".join(document.text_of(block) for block in recognised(document)).split()) == " ".join(
        said.split()
    )


@needs_ocr
@pytest.mark.ocr
def test_a_table_that_was_pasted_as_a_picture_is_a_table(tmp_path: Path) -> None:
    document = read(written(tmp_path / "act.pdf", between(pasted_table())))
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert table.source is Source.OCR
    assert tuple(document.text_of(table).splitlines()) == tuple("\t".join(row) for row in ROWS)


@needs_ocr
@pytest.mark.ocr
def test_strips_of_a_picture_are_one(tmp_path: Path) -> None:
    whole = drawn(("Дом культуры, улица Садовая", "Детский сад, улица Лесная"))
    tiles = 3

    def page(canvas: Canvas) -> None:
        canvas.drawString(70, 780, ABOVE)
        for row in range(tiles):
            for col in range(tiles):
                box = [round(side * at / tiles) for at, side in ((col, whole.width), (row, whole.height))]
                end = [round(side * (at + 1) / tiles) for at, side in ((col, whole.width), (row, whole.height))]
                tile = whole.crop((*box, *end))
                canvas.drawImage(ImageReader(tile), 90 + box[0] / 3, 740 - end[1] / 3, tile.width / 3, tile.height / 3)
        for number in range(6):
            canvas.drawString(70, 600 - 20 * number, BELOW)

    document = read(written(tmp_path / "act.pdf", page))
    assert len(pictures(document)) == 1
    assert "Дом культуры, улица Садовая" in document.text
    assert document.text.count("улица Лесная") == 1


@needs_ocr
@pytest.mark.ocr
def test_what_the_page_prints_on_a_picture_is_said_once(tmp_path: Path) -> None:
    picture = drawn(("Дом культуры, улица Садовая", "", "Детский сад, улица Лесная"))

    def page(canvas: Canvas) -> None:
        between(picture)(canvas)
        canvas.drawString(110, 750 - 400 * 125 / picture.width, "Утверждённая схема размещения")

    document = read(written(tmp_path / "act.pdf", page))
    assert document.text.count("схема размещения") == 1
    assert [block.source for block in document.blocks if "размещения" in document.text_of(block)] == [Source.TEXT]
    assert "Детский сад, улица Лесная" in document.text


def test_a_picture_that_text_is_printed_on_is_no_block(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (300, 300), (240, 240, 250))), 60, 300, 480, 500)
        for number in range(20):
            canvas.drawString(70, 780 - 20 * number, BELOW)

    document = read(written(tmp_path / "act.pdf", page), recognise=False)
    assert not pictures(document)
    assert (document.unrecognised, codes(document)) == (0, set())


def test_a_sentence_goes_on_overleaf_past_a_picture(tmp_path: Path) -> None:
    def first(canvas: Canvas) -> None:
        for number in range(20):
            canvas.drawString(70, 780 - 20 * number, f"{number + 1}. {BELOW}")
        canvas.drawString(70, 300, "21. Утвердить прилагаемый порядок ведения реестра муниципальных")
        canvas.drawImage(ImageReader(photograph()), 90, 60, 280, 200)

    def second(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(photograph()), 90, 600, 280, 200)
        canvas.drawString(70, 580, "правовых актов города.")
        canvas.drawString(70, 540, "22. Настоящее постановление вступает в силу после опубликования.")

    document = read(written(tmp_path / "act.pdf", first, second), recognise=False)
    assert "ведения реестра муниципальных правовых актов города." in document.text
    kinds = [(block.kind, block.page) for block in document.blocks][-4:]
    assert kinds == [
        (BlockKind.PARAGRAPH, 1),
        (BlockKind.IMAGE, 1),
        (BlockKind.IMAGE, 2),
        (BlockKind.PARAGRAPH, 2),
    ]


@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("by", ["rotate", "matrix"])
def test_pictures_of_a_turned_page_are_read_upright(tmp_path: Path, by: str) -> None:
    """A page that is turned by its own entry, or drawn on its side."""
    picture = drawn(("Дом культуры, улица Садовая", "Детский сад, улица Лесная"))

    def page(canvas: Canvas) -> None:
        if by == "rotate":
            canvas.setPageRotation(90)
        canvas.translate(WIDTH, 0)  # a page that is turned clockwise then stands upright
        canvas.rotate(90)
        canvas.drawString(70, 540, ABOVE)
        canvas.drawImage(ImageReader(picture), 90, 370, 450, 450 * picture.height / picture.width)
        for number in range(6):
            canvas.drawString(70, 330 - 20 * number, BELOW)

    document = read(written(tmp_path / "act.pdf", page))
    assert document.text.index(ABOVE) < document.text.index("Дом культуры") < document.text.index(BELOW)
    (shown,) = pictures(document)
    found = next(block for block in recognised(document) if "Дом культуры" in document.text_of(block))
    assert shown.box is not None
    assert found.box is not None
    assert shown.box.x0 == pytest.approx(90 / document.pages[0].width, abs=0.01)
    assert shown.box.y0 < found.box.y0 < found.box.y1 < shown.box.y1
    assert document.pages[0].turned == (90 if by == "matrix" else 0)


def test_a_picture_stays_in_its_column(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for number in range(24):
            if not 8 <= number < 14:
                canvas.drawString(50, 760 - 22 * number, f"левая часть номер {number:02} сообщает")
            canvas.drawString(330, 760 - 22 * number, f"правая часть номер {number:02} говорит")
        canvas.drawImage(ImageReader(photograph()), 60, 470, 140, 100)

    document = read(written(tmp_path / "act.pdf", page), recognise=False)
    (picture,) = pictures(document)
    assert document.text.index("номер 07 сообщает") < picture.start < document.text.index("номер 14 сообщает")
    assert document.text.index("номер 23 сообщает") < document.text.index("номер 00 говорит")


@needs_ocr
@pytest.mark.ocr
def test_pictures_over_the_limit_and_those_passed_over_are_told_of(tmp_path: Path) -> None:
    page = between(drawn(("Дом культуры, улица Садовая",)))
    path = written(tmp_path / "act.pdf", page, page)
    for document, told in (
        (read(path, limits=ReadLimits(ocr_pages=1)), {("picture-read", 1), ("picture-unread", 2)}),
        (read(path, passed=(("ocr", 0),)), {("picture-unread", 1), ("picture-read", 2)}),
    ):
        assert {(notice.code, notice.page) for notice in document.notices} == told
        assert document.text.count("Дом культуры") == 1
