"""Ruled tables of scans that another program has recognised: its words, parted by the rules in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, Source, check_document
from domain.errors import ReadingFailed, ReadingTimedOut
from ingest.reading import ReadingPool, ReadLimits, Tools, read_document
from ingest.reading.ways import METHODS, is_worth_trying
from tests import scans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TOOLS = Tools.find()
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)
pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
HEAD = ["№", "Наименование объекта", "Адрес", "Площадь"]
ROWS = [
    HEAD,
    ["1", "Сквер у библиотеки", "ул. Садовая, 12", "125,5"],
    ["2", "Площадка для занятий", "ул. Речная, 7", "98,0"],
    ["4", "Остановка транспорта", "пр. Мира, 41", "36,4"],
]
COLUMNS = [150, 202, 594, 858, 1022]
TOP, ROW, SIZE = 760, 56, 30
POINTS = 72 / scans.DPI
Said = tuple[float, float, str]
"""Pixels from the left and from the top, and what stands there."""


def body() -> list[Said]:
    return [(150, 400 + 60 * number, line) for number, line in enumerate(scans.BODY)]


def cells(rows: Sequence[Sequence[str]]) -> list[Said]:
    return [
        (x + 9, TOP + ROW * number + 10, text)
        for number, row in enumerate(rows)
        for x, text in zip(COLUMNS, row, strict=False)
        if text
    ]


def picture(said: Sequence[Said], rows: int) -> Image.Image:
    """A page that shows these texts and the rules of so many rows."""
    image = Image.new("RGB", scans.SIZE, "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), SIZE)
    for x, y, text in said:
        pen.text((x, y), text, fill="black", font=font)
    for number in range(rows + 1) if rows else ():
        pen.line((COLUMNS[0], TOP + ROW * number, COLUMNS[-1], TOP + ROW * number), fill="black", width=3)
    for x in COLUMNS if rows else ():
        pen.line((x, TOP, x, TOP + ROW * rows), fill="black", width=3)
    return image


def scan(path: Path, image: Image.Image, layer: Sequence[Said], *, pages: int = 1, turned: int = 0) -> Path:
    """Write pages of this picture with an invisible layer, as programs of recognition do; turned clockwise."""
    pdfmetrics.registerFont(TTFont("Layer", str(scans.FONT)))
    width, height = (side * POINTS for side in image.size)
    canvas = Canvas(str(path), pagesize=(height, width) if turned % 180 else (width, height))
    ascent = ImageFont.truetype(str(scans.FONT), SIZE).getmetrics()[0]
    for _ in range(pages):
        if turned == 90:
            canvas.translate(0, width)
            canvas.rotate(-90)
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        text = canvas.beginText()
        text.setFont("Layer", SIZE * POINTS)
        text.setTextRenderMode(3)
        for x, y, said in layer:
            text.setTextOrigin(x * POINTS, height - (y + ascent) * POINTS)
            text.textOut(said)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path, tools: Tools, *, recognise: bool = True) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools, recognise=recognise)
    assert check_document(document) == []
    return document


def rows_of(document: Document) -> list[list[str]]:
    (table,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert table.source is Source.OCR
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(" ".join(document.text[cell.start : cell.end].split()))
    return [*rows.values()]


@pytest.mark.parametrize("turned", [0, 90])
def test_rules_in_the_picture_part_the_words_of_the_layer(tmp_path: Path, turned: int) -> None:
    shown = [*body(), *cells(ROWS), (150, 1100, "Глава города")]
    layer = [*body(), *cells([*ROWS[:3], ["4", "Остановка трамвая", "—", "36,4"]]), (150, 1100, "Глава города")]
    path = scan(tmp_path / "scan.pdf", picture(shown, len(ROWS)), layer, turned=turned)
    document = read(path, Tools())
    assert rows_of(document) == [*ROWS[:3], ["4", "Остановка трамвая", "—", "36,4"]], "the layer is believed"
    assert document.unrecognised == 0
    assert document.pages[0].trust == 0.9
    assert document.text_of(document.blocks[-1]) == "Глава города"
    assert [document.raw_text.count(word) for word in ("библиотеки", "опубликования", "Глава")] == [1, 1, 1]


def test_a_page_without_a_ruled_table_stays_as_it_was_read(tmp_path: Path) -> None:
    layer = [*body(), *cells(ROWS)]
    image = picture(layer, 0)
    ImageDraw.Draw(image).rectangle((60, 60, 1594, 2279), outline="black", width=4)
    path = scan(tmp_path / "scan.pdf", image, layer)
    looked = read(path, Tools())
    first = read(path, Tools(), recognise=False)
    assert (first.unrecognised, looked.unrecognised) == (1, 0)
    assert (looked.text, looked.blocks) == (first.text, first.blocks)


@needs_ocr
@pytest.mark.ocr
def test_a_cell_that_the_other_program_passed_over_is_recognised_in_the_lane_of_scans(tmp_path: Path) -> None:
    layer = [*body(), *cells([*ROWS[:2], ["2", "Площадка для занятий", "", "98,0"], ROWS[3]])]
    path = scan(tmp_path / "scan.pdf", picture([*body(), *cells(ROWS)], len(ROWS)), layer)
    whole = read(path, TOOLS)
    assert rows_of(whole) == ROWS
    assert whole.unrecognised == 0
    dashed = [*body(), *cells([*ROWS[:3], ["4", "Остановка транс-", "—", "36,4"]])]
    path_of_dashes = scan(tmp_path / "dashes.pdf", picture(dashed, len(ROWS)), dashed)
    assert rows_of(read(path_of_dashes, TOOLS))[3] == ["4", "Остановка транс-", "—", "36,4"], "no traces of rules"
    alone = read(path, Tools())
    assert (rows_of(alone)[2][2], alone.unrecognised) == ("", 0), "without the program the cell stays empty"


def test_a_low_row_of_one_cell_is_not_cut_by_the_rules_above_and_below(tmp_path: Path) -> None:
    title, first, below = "Объекты северной и южной частей города", TOP + ROW, TOP + ROW + 36
    rows = [(x, y - TOP + below, said) for x, y, said in cells(ROWS[1:])]
    said = [*body(), *cells([HEAD]), (COLUMNS[0] + 120, first, title), *rows]
    image = picture(said, 0)
    pen = ImageDraw.Draw(image)
    ys = [TOP, first, *(below + ROW * number for number in range(len(ROWS)))]
    for y in ys:
        pen.line((COLUMNS[0], y, COLUMNS[-1], y), fill="black", width=3)
    for x in COLUMNS:
        pen.line((x, TOP, x, first), fill="black", width=3)
        pen.line((x, below, x, ys[-1]), fill="black", width=3)
    for x in (COLUMNS[0], COLUMNS[-1]):
        pen.line((x, TOP, x, ys[-1]), fill="black", width=3)
    found = rows_of(read(scan(tmp_path / "scan.pdf", image, said), Tools()))
    assert title in found[1], "the gap is no higher than one in a broken rule"
    assert [found[0], *found[2:]] == ROWS


def test_pages_with_a_layer_are_left_to_the_lane_of_scans(tmp_path: Path) -> None:
    layer = [*body(), *cells(ROWS)]
    path = scan(tmp_path / "scan.pdf", picture(layer, len(ROWS)), layer, pages=2)
    stages: list[str] = []
    with ReadingPool(ReadLimits(), Tools()) as pool:
        first = pool.read(path, recognise=False)
        whole = pool.read(path, progress=lambda stage, *_: stages.append(stage))
    assert first.unrecognised == len(first.pages) == 2
    assert "библиотеки" in first.text
    assert sum(block.kind is BlockKind.TABLE for block in whole.blocks) == 2
    assert (whole.unrecognised, "rules" in stages) == (0, True)


def test_a_look_that_takes_too_long_costs_the_tables_alone() -> None:
    late = ReadingTimedOut(stage="rules")
    assert [method for method in METHODS[1:] if is_worth_trying(method, late)] == ["stock", "pdfium", "pictures"]
    assert [method for method in METHODS[1:] if is_worth_trying(method, ReadingTimedOut(stage="ocr"))] == []
    assert not is_worth_trying("stock", ReadingTimedOut(stage="pages"))
    assert is_worth_trying("stock", ReadingFailed())
