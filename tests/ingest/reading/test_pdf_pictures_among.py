"""Pictures among the text of a PDF: several, those that text crosses, those of every page, those hard to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps
from reportlab.lib.utils import ImageReader

from domain.document import BlockKind, Source
from ingest.reading import ReadLimits, read_document
from ingest.reading.ocr import Recogniser
from ingest.reading.pdf.device import Content
from ingest.reading.pdf.pictures import on_page
from tests import scans
from tests.pictured import (
    ABOVE,
    BELOW,
    TOOLS,
    WIDTH,
    between,
    codes,
    drawn,
    photograph,
    pictures,
    read,
    recognised,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from reportlab.pdfgen.canvas import Canvas

pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)
HOUSES = ("Дом культуры, улица Садовая", "Детский сад, улица Лесная")
SCHOOLS = ("Больница городская, площадь Победы", "Школа музыкальная, проспект Мира")
HEAD = ("Администрация города Лесного", "Управление образования города")


def put(canvas: Canvas, picture: Image.Image, left: float, low: float, width: float, **how: Any) -> None:
    canvas.drawImage(ImageReader(picture), left, low, width, width * picture.height / picture.width, **how)


def lines(canvas: Canvas, top: float, count: int, said: str = BELOW) -> None:
    for number in range(count):
        canvas.drawString(50, top - 20 * number, said)


@needs_ocr
@pytest.mark.ocr
def test_pictures_side_by_side_are_read_from_the_left(tmp_path: Path) -> None:
    """Also where the right one lies somewhat higher."""
    for higher in (0, 10):

        def page(canvas: Canvas, higher: int = higher) -> None:
            canvas.drawString(70, 780, ABOVE)
            put(canvas, drawn(HOUSES), 60, 650, 230)
            put(canvas, drawn(SCHOOLS), 310, 650 + higher, 230)
            lines(canvas, 600, 8)

        said = read(written(tmp_path / "act.pdf", page)).text
        places = [said.index(words) for words in (ABOVE, *HOUSES, *SCHOOLS, BELOW)]
        assert places == sorted(places)


@needs_ocr
@pytest.mark.ocr
def test_lines_that_a_stamp_lies_on_are_said_once(tmp_path: Path) -> None:
    """They reach far beyond it, and no line's middle lies in it."""
    stamp = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    ImageDraw.Draw(stamp).ellipse((10, 10, 590, 590), outline=(0, 0, 200, 255), width=8)

    def page(canvas: Canvas) -> None:
        lines(canvas, 780, 16)
        put(canvas, stamp, 50, 440, 160, mask="auto")

    document = read(written(tmp_path / "act.pdf", page))
    assert not recognised(document)
    assert document.text.count("исполнением") == 16


@needs_ocr
@pytest.mark.ocr
def test_a_picture_of_a_page_drawn_on_its_side_is_not_taken_for_the_ground_of_its_text(tmp_path: Path) -> None:
    """Lines that would cross it if the page were not turned."""
    picture = drawn(HOUSES * 5, width=750)

    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        lines(canvas, 560, 24, "Утвердить перечень муниципальных объектов")
        put(canvas, picture, 400, 100, 350)

    document = read(written(tmp_path / "act.pdf", page))
    assert document.pages[0].turned == 90
    assert len(pictures(document)) == 1
    assert "Детский сад, улица Лесная" in document.text


@needs_ocr
@pytest.mark.ocr
def test_an_annotation_over_a_picture_is_said_once_and_hides_no_words_of_it(tmp_path: Path) -> None:
    path = written(tmp_path / "act.pdf", between(drawn((HOUSES[0], "", HOUSES[1]))))
    note = written(
        tmp_path / "note.pdf",
        lambda canvas: canvas.drawString(20, 20, "Документ подписан электронной подписью"),
        size=(300, 50),
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf, pikepdf.open(note) as other:
        shown = pdf.copy_foreign(other.pages[0].as_form_xobject())
        name = pikepdf.Name
        stamp = pikepdf.Dictionary(
            Type=name.Annot, Subtype=name.Stamp, Rect=[100, 660, 400, 710], F=4, AP=pikepdf.Dictionary(N=shown)
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(stamp)]))
        pdf.save(path)
    document = read(path)
    assert document.text.count("подписан") == 1
    assert [block.source for block in document.blocks if "подписан" in document.text_of(block)] == [Source.ANNOTATION]
    assert all(words in document.text for words in HOUSES)


@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("method", ["", "stock", "pdfium"])
@pytest.mark.parametrize(
    "entries", [{"/Rotate": 90}, {"/CropBox": [50, 100, 545, 800], "/MediaBox": [-9, -9, 604, 833]}]
)
def test_pictures_lie_where_they_are_seen_in_each_way_of_reading(
    tmp_path: Path, method: str, entries: dict[str, Any]
) -> None:
    def page(canvas: Canvas) -> None:
        if "/Rotate" in entries:
            canvas.translate(WIDTH, 0)
            canvas.rotate(90)
        canvas.drawString(70, 550, ABOVE)
        put(canvas, drawn(HOUSES), 70, 430, 400)
        lines(canvas, 400, 6)

    path = written(tmp_path / "act.pdf", page)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for name, value in entries.items():
            pdf.pages[0][name] = pikepdf.Array(value) if isinstance(value, list) else value
        pdf.save(path)
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS, recognise=True, method=method)
    places = [document.text.index(words) for words in (ABOVE, *HOUSES, BELOW)]
    assert places == sorted(places)


def running(count: int, *, shift: float = 0.0) -> list[Callable[[Canvas], None]]:
    """Return pages with the same letterhead; ``shift``: by how many points it lies lower on each next page."""

    def page(canvas: Canvas, number: int) -> None:
        put(canvas, drawn(HEAD), 90, 740 - shift * number, 400)
        lines(canvas, 560, 12, f"{number}. {BELOW}")

    return [lambda canvas, number=number: page(canvas, number) for number in range(1, count + 1)]


@needs_ocr
@pytest.mark.ocr
def test_a_letterhead_on_every_page_is_recognised_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    usual = Recogniser._recognise

    def counted(self: Recogniser, image: Image.Image, scale: float) -> Any:
        looked.append(image.size)
        return usual(self, image, scale)

    monkeypatch.setattr(Recogniser, "_recognise", counted)
    document = read(written(tmp_path / "act.pdf", *running(6)), limits=ReadLimits(ocr_pages=3))
    assert len(looked) == 1
    said = [(block.kind, block.page) for block in document.blocks if HEAD[0] in document.text_of(block)]
    assert said == [(BlockKind.PARAGRAPH, 1), *((BlockKind.HEADER, page) for page in range(2, 7))]
    assert [(notice.code, notice.page) for notice in document.notices] == [("picture-read", 1)]


@needs_ocr
@pytest.mark.ocr
def test_a_letterhead_that_the_number_of_the_page_is_printed_on_runs_too(tmp_path: Path) -> None:
    def page(canvas: Canvas, number: int) -> None:
        put(canvas, drawn((*HEAD, "")), 90, 730, 400)
        canvas.drawString(300, 738, f"страница {number}")
        lines(canvas, 560, 12, f"{number}. {BELOW}")

    pages = [lambda canvas, number=number: page(canvas, number) for number in range(1, 4)]
    document = read(written(tmp_path / "act.pdf", *pages))
    said = [block.kind for block in document.blocks if HEAD[0] in document.text_of(block)]
    assert said == [BlockKind.PARAGRAPH, BlockKind.HEADER, BlockKind.HEADER]
    assert document.text.count("страница 2") == 1


@needs_ocr
@pytest.mark.ocr
def test_a_picture_that_stands_elsewhere_each_time_is_said_each_time(tmp_path: Path) -> None:
    document = read(written(tmp_path / "act.pdf", *running(3, shift=30)))
    said = [block.kind for block in document.blocks if HEAD[0] in document.text_of(block)]
    assert said == [BlockKind.PARAGRAPH] * 3


@needs_ocr
@pytest.mark.ocr
def test_pictures_that_are_known_are_not_drawn_for_ever(tmp_path: Path) -> None:
    document = read(written(tmp_path / "act.pdf", *running(25)), limits=ReadLimits(ocr_pages=3))
    assert [notice.page for notice in document.notices if notice.code == "picture-unread"] == [21, 22, 23, 24, 25]


def figures() -> Image.Image:
    """Return a picture of a ruled table of numbers."""
    image = Image.new("RGB", (1200, 500), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), 34)
    for row in range(5):
        for col in range(4):
            left, top = 20 + 290 * col, 10 + 95 * row
            pen.rectangle((left, top, left + 290, top + 95), outline="black", width=3)
            pen.text((left + 20, top + 25), f"{(row * 7 + col * 13 + 3) * 137},{col}5", fill="black", font=font)
    return image


@needs_ocr
@pytest.mark.ocr
def test_a_picture_of_numbers_is_read(tmp_path: Path) -> None:
    document = read(written(tmp_path / "act.pdf", between(figures())))
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert "1370,05\t3151,15\t4932,25\t6713,35" in document.text_of(table)
    assert codes(document) == {"picture-read"}


@needs_ocr
@pytest.mark.ocr
def test_light_print_on_dark_is_read(tmp_path: Path) -> None:
    document = read(written(tmp_path / "act.pdf", between(ImageOps.invert(drawn(HOUSES)))))
    assert all(words in document.text for words in HOUSES)


@needs_ocr
@pytest.mark.ocr
def test_print_that_cannot_be_read_is_told_of_and_a_dark_photograph_is_not(tmp_path: Path) -> None:
    foreign = drawn(("Settings of the network connection", "Internet protocol version four", "Use this address"))
    for picture, told in ((foreign, {"picture-unread"}), (ImageOps.invert(photograph()), {"letterhead-picture"})):
        document = read(written(tmp_path / "act.pdf", between(picture)))
        assert not recognised(document)
        assert codes(document) == told


@pytest.mark.parametrize("edge", [90.0, 90.5])
def test_thousands_of_strips_are_one_picture(edge: float) -> None:
    """Edges may differ by how they were reckoned."""
    content = Content(595.0, 842.0)
    for number in range(8_000):
        left = edge + (-1) ** number * 1e-7
        content.images.append((left, 100 + number * 0.05, left + 400, 100.06 + number * 0.05))
    (picture,) = on_page(content)
    assert picture.may_have_words
    assert picture.box == pytest.approx((edge, 100, edge + 400, 500), abs=0.1)
