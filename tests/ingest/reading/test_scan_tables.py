"""Tables of scans by the rules in the picture: cells as they were drawn, every word once, nothing else a table."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.document import Block, BlockKind, Document, Source, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.ocr import Recogniser, celled, ruling, words
from ingest.reading.ocr.tsv import Word
from ingest.reading.pdf.rules import Edge
from tests import scans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TOOLS = Tools.find()
needs_font = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)
SCALE = scans.DPI / 72
TIGHT = [
    ["№", "Наименование объекта", "Адрес", "Площадь"],
    ["1", "Сквер у библиотеки", "ул. Садовая, 12", "125,5"],
    ["2", "Площадка для занятий", "ул. Речная, 7", "98,0"],
    ["4", "Остановка транспорта", "пр. Мира, 41", "36,4"],
]
COLUMNS = [150, 202, 594, 858, 1022]
"""Upright rules so near the text that no gutter is left."""
TOP, ROW = 760, 56


def ruled(image: Image.Image, rows: Sequence[Sequence[str]] = TIGHT, *, top: int = TOP, width: int = 3) -> None:
    """Draw a table whose cells are as wide as their texts."""
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), 30)
    bottom = top + ROW * len(rows)
    for number, row in enumerate(rows):
        pen.line((COLUMNS[0], top + ROW * number, COLUMNS[-1], top + ROW * number), fill="black", width=width)
        for x, text in zip(COLUMNS, row, strict=False):
            pen.text((x + 9, top + ROW * number + 10), text, fill="black", font=font)
    pen.line((COLUMNS[0], bottom, COLUMNS[-1], bottom), fill="black", width=width)
    for x in COLUMNS:
        pen.line((x, top, x, bottom), fill="black", width=width)


def worn(image: Image.Image, degrees: float) -> Image.Image:
    """Lay a page askew and give it grain."""
    askew = np.asarray(image.convert("L").rotate(degrees, fillcolor=255, resample=Image.Resampling.BICUBIC), np.int16)
    grain = np.random.default_rng(11).integers(-30, 10, askew.shape, np.int16)
    return Image.fromarray((askew + grain).clip(0, 255).astype(np.uint8))


def read(path: Path) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)
    assert check_document(document) == []
    return document


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def rows_of(document: Document, table: Block) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(" ".join(document.text[cell.start : cell.end].split()))
    return list(rows.values())


@needs_font
@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_cells_that_touch_are_read_apart_also_askew_and_with_grain(tmp_path: Path, degrees: float) -> None:
    image = scans.page()
    ruled(image)
    pen = ImageDraw.Draw(image)
    pen.text((150, 1100), "Глава города", fill="black", font=ImageFont.truetype(str(scans.FONT), 30))
    document = read(scans.as_pdf(tmp_path / "scan.pdf", worn(image, degrees) if degrees else image))
    (table,) = tables(document)
    assert rows_of(document, table) == TIGHT
    assert table.source is Source.OCR
    assert table.trust > 0.8
    assert table.box is not None
    assert (table.box.y0, table.box.y1) == pytest.approx((760 / 2339, 984 / 2339), abs=0.02)
    kinds = [block.kind for block in document.blocks]
    assert kinds.index(BlockKind.TABLE) == len(kinds) - 2, "what stands below the table comes after it"
    assert document.text_of(document.blocks[-1]) == "Глава города"
    assert document.text.startswith(scans.HEADING)
    assert document.raw_text.count("библиотеки") == 1


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_merged_cells_of_a_picture_that_lies_on_its_side_are_said_once(tmp_path: Path) -> None:
    image = scans.page()
    ruled(image, [["", "", "", ""], *TIGHT])
    pen = ImageDraw.Draw(image)
    pen.rectangle((COLUMNS[1] + 3, TOP + 3, COLUMNS[-1] - 3, TOP + ROW - 3), fill="white")
    pen.text((400, TOP + 10), "Сведения об объектах", fill="black", font=ImageFont.truetype(str(scans.FONT), 30))
    pen.rectangle((COLUMNS[0] + 3, TOP + 3, COLUMNS[1] - 3, TOP + 2 * ROW - 3), fill="white")
    pen.text((COLUMNS[0] + 9, TOP + 40), "№", fill="black", font=ImageFont.truetype(str(scans.FONT), 30))
    path = tmp_path / "scan.jpg"
    scans.turned(image, 90).save(path, "JPEG", quality=85, dpi=(200, 200))
    document = read(path)
    (table,) = tables(document)
    spans = {(cell.row, cell.col): (cell.row_span, cell.col_span) for cell in table.cells}
    assert spans[0, 1] == (1, 3)
    assert spans[0, 0] == (2, 1)
    assert [row[-3:] for row in rows_of(document, table)] == [
        ["№", "Сведения об объектах"],
        TIGHT[0][1:],
        *[row[-3:] for row in TIGHT[1:]],
    ]
    assert document.text.index("ответственных за него") < table.start


def letter() -> Image.Image:
    """A letter with all that has lines and is no table."""
    image = scans.page()
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), 30)
    pen.rectangle((60, 60, 1594, 2279), outline="black", width=4)
    pen.line((150, 320, 1500, 320), fill="black", width=5)
    pen.line((150, 436, 700, 436), fill="black", width=2)
    pen.text((150, 1000), "Глава города ____________________ И.И. Северов", fill="black", font=font)
    pen.line((560, 1100, 980, 1100), fill="black", width=3)
    pen.rectangle((900, 1300, 1400, 1500), outline="black", width=3)
    pen.text((930, 1330), "Документ подписан", fill="black", font=font)
    pen.text((930, 1400), "электронной подписью", fill="black", font=font)
    pen.rectangle((0, 0, 30, 2339), fill="black")
    pen.rectangle((200, 1700, 800, 2100), fill=(60, 60, 60))
    return image


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_a_letter_with_frames_and_lines_is_read_as_before() -> None:
    with Recogniser(ReadLimits(), TOOLS) as recogniser:
        seen = recogniser.picture(scans.as_png(letter()))
    assert seen is not None
    assert seen.rules is None
    said = " ".join(run.text for run in seen.runs)
    assert "Северов" in said
    assert "Документ подписан" in said
    assert "муниципальных правовых актов" in said


@needs_font
def test_rules_are_seen_and_letters_are_not() -> None:
    plain = worn(scans.page(), 1.5)
    assert (ruling.find(plain).level, ruling.find(plain).upright) == ([], [])
    image = scans.page()
    ruled(image, width=2)
    for degrees in (-2.0, 1.5):
        found = ruling.find(worn(image, degrees))
        assert len(found.level) == len(TIGHT) + 1
        assert len(found.upright) == len(COLUMNS)
        assert found.fall == pytest.approx(-np.tan(np.radians(degrees)), abs=0.002)
    empty = found.without(worn(image, degrees))
    assert (ruling.find(empty).level, ruling.find(empty).upright) == ([], [])


def lines(at: Sequence[float], start: float, end: float) -> list[list[Edge]]:
    return [[Edge(place, start, end)] for place in at]


def drawing(xs: Sequence[float], ys: Sequence[float]) -> ruling.Ruled:
    blank = np.zeros((1, 1), dtype=np.uint8)
    return ruling.Ruled(1654, 2339, lines(ys, xs[0], xs[-1]), lines(xs, ys[0], ys[-1]), blank, blank)


def word(text: str, left: float, top: float, width: float | None = None, confidence: float = 95) -> Word:
    return Word(text, left, top, width or 18 * len(text), 28, confidence, ("1", "1", f"{top:.0f}"))


XS, YS = [100.0, 300, 700, 1000], [100.0, 160, 220, 280]
FULL = [word("слово", x + 10, y + 15) for y in YS[:-1] for x in XS[:-1]]


def test_a_word_through_which_a_rule_goes_is_cut_where_the_rule_was_taken_for_a_sign() -> None:
    joined = [*FULL[3:], *FULL, word("12|сквер", 270, 110, 144), word("паркомлица", 620, 110, 180)]
    sheet = celled.sheet_of(drawing(XS, YS), joined, SCALE)
    assert sheet is not None
    (table,) = sheet.tables
    first = {slot.col: found[1:] for slot, found in table.cells.items() if slot.row == 0}
    assert [[part.text for part in first[col]] for col in range(3)] == [["12"], ["сквер", "парк"], ["омлица"]]
    assert [part.confidence for part in (*first[0], *first[1])] == [95, 95, 40], "a cut by the place alone is doubtful"
    assert {(slot.row, slot.col) for slot in table.cut} == {(0, 0), (0, 1), (0, 2)}, "these cells are read again"


def test_rules_through_words_and_frames_without_words_are_no_tables() -> None:
    through = [word("слово", x - 45, y + 15) for y in YS[:-1] for x in XS[1:-1]]
    assert celled.sheet_of(drawing(XS, YS), through, SCALE) is None
    assert celled.sheet_of(drawing(XS, YS), [word("слово", y, y + 400) for y in YS], SCALE) is None
    for few in (FULL[:2], FULL[::3]):  # two cells, and a list in one column
        sheet = celled.sheet_of(drawing(XS, YS), few, SCALE)
        assert sheet is not None
        assert sheet.settled() is None
    sheet = celled.sheet_of(drawing(XS, YS), FULL, SCALE)
    assert sheet is not None
    assert sheet.settled() is sheet


def test_bent_rules_make_a_table_and_broken_ones_do_not() -> None:
    bent = drawing(XS, YS)
    bent.level[:] = [[Edge(y + 8 * np.sin((x - 100) / 300), x, x + 150) for x in range(100, 1000, 150)] for y in YS]
    sheet = celled.sheet_of(bent, FULL, SCALE)
    assert sheet is not None
    assert len(sheet.tables[0].grid.cells) == 9
    torn = drawing(XS, YS)
    torn.level[1:] = [[Edge(y, x, x + 110)] for y in YS[1:] for x in XS[:-1]]
    assert celled.sheet_of(torn, FULL, SCALE) is None


def test_no_word_is_lost_whatever_the_rules_are() -> None:
    chance, tabled = random.Random(4), 0  # noqa: S311 - the same places each time
    for _ in range(300):
        xs = sorted(chance.sample(range(60, 1600, 45), 5))
        ys = sorted(chance.sample(range(60, 2200, 60), 6))
        found = [
            word("абвгдежз"[: chance.randint(1, 8)], chance.uniform(20, 1500), chance.uniform(20, 2200))
            for _ in range(60)
        ]
        found += [word("ячейка", x + 8, y + 12) for x in xs[:-1] for y in ys[:-1]]
        sheet = celled.sheet_of(drawing(xs, ys), found, SCALE)
        if sheet is None:
            continue
        tabled += 1
        put = [*sheet.rest, *(part for table in sheet.tables for cell in table.cells.values() for part in cell)]
        assert sorted("".join(part.text for part in put)) == sorted("".join(one.text for one in found))
        runs = sheet.runs()
        assert sum(len(run.text.replace(" ", "")) for run in runs) == sum(len(one.text) for one in found)
    assert tabled > 30


def test_what_is_read_worse_alone_does_not_replace_what_was_read_before() -> None:
    sheet = celled.sheet_of(drawing(XS, YS), [*FULL[:-1], word("слово", 710, 235, confidence=70)], SCALE)
    assert sheet is not None
    image = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(image).rectangle((720, 240, 760, 260), fill=0)
    blank = np.zeros((2339, 207), dtype=np.uint8), np.zeros((1654, 293), dtype=np.uint8)
    page = ruling.Ruled(1654, 2339, [], [], blank[1], blank[0])
    cells = sheet.picture(page, image)
    assert cells is not None
    assert cells.height < 100, "only the cell that was read badly is read again"
    before = words.weight(part for found in sheet.tables[0].cells.values() for part in found)
    sheet.better([word("с", 24, 24, confidence=50)])
    assert words.weight(part for found in sheet.tables[0].cells.values() for part in found) == before
    sheet.better([word("слова", 24, 24, confidence=90)])
    last = max(sheet.tables[0].cells)
    assert [part.text for part in sheet.tables[0].cells[last]] == ["слова"]
    assert sheet.tables[0].cells[last][0].left == pytest.approx(718, abs=3)
