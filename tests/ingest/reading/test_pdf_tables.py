"""Tables by their ruling lines: cells as they were made, and nothing else taken for a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

from domain.document import Block, BlockKind, Document, check_document
from ingest.reading import ReadLimits, Tools, read_document

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
pytestmark = pytest.mark.skipif(not FONT.exists(), reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
WORDS = [
    "реестр",
    "актов",
    "администрации",
    "города",
    "порядок",
    "ведения",
    "сведения",
    "источник",
    "опубликования",
    "контроль",
]


@pytest.fixture(scope="module", autouse=True)
def font() -> None:
    if FONT.exists():
        pdfmetrics.registerFont(TTFont("Plain", str(FONT)))


def read(path: Path) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def laid(path: Path, rows: list[list[str]], *styles: tuple[object, ...], widths: list[float] | None = None) -> Path:
    look = ParagraphStyle("cell", fontName="Plain", fontSize=9, leading=11)
    table = Table([[Paragraph(cell, look) for cell in row] for row in rows], colWidths=widths, repeatRows=0)
    table.setStyle(TableStyle([GRID, *styles]))
    before, after = Paragraph("Приложение к постановлению", look), Paragraph("Глава города", look)
    SimpleDocTemplate(str(path), pagesize=A4).build([before, table, after])
    return path


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def rows_of(document: Document) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for block in tables(document):
        rows: dict[int, list[str]] = {}
        for cell in block.cells:
            rows.setdefault(cell.row, []).append(" ".join(document.text[cell.start : cell.end].split()))
        found += [tuple(row) for row in rows.values()]
    return found


def long_table(count: int) -> list[list[str]]:
    return [
        [
            f"{number}.",
            " ".join(WORDS[(number + step) % len(WORDS)] for step in range(3 + number % 9)),
            f"{number % 28 + 1:02}.{number % 12 + 1:02}.2024",
            f"№ {number * 7}-п",
        ]
        for number in range(1, count + 1)
    ]


def test_a_table_of_four_hundred_rows_is_read_row_by_row(tmp_path: Path) -> None:
    rows = long_table(400)
    document = read(laid(tmp_path / "long.pdf", rows, widths=[40, 250, 80, 80]))
    found, want = Counter(rows_of(document)), Counter(tuple(row) for row in rows)
    right = (found & want).total()
    assert right / found.total() >= 0.9
    assert right / want.total() >= 0.9
    assert len(tables(document)) == len(document.pages), "a table that goes on overleaf stays a table of its page"


def test_rows_are_those_that_pdfplumber_finds(tmp_path: Path) -> None:
    pdfplumber = pytest.importorskip("pdfplumber", reason="pdfplumber is of the group dev")
    path = laid(tmp_path / "same.pdf", long_table(60), widths=[40, 250, 80, 80])
    with pdfplumber.open(path) as opened:
        theirs = [
            tuple(" ".join((cell or "").split()) for cell in row)
            for page in opened.pages
            for table in page.extract_tables()
            for row in table
        ]
    assert rows_of(read(path)) == theirs


def test_merged_cells_are_said_once(tmp_path: Path) -> None:
    rows = [["Сведения об акте", "", "Итог"], ["Дата", "Номер", "Принят"], ["Срок", "17-п", ""]]
    document = read(laid(tmp_path / "spans.pdf", rows, ("SPAN", (0, 0), (1, 0)), ("SPAN", (2, 1), (2, 2))))
    (table,) = tables(document)
    said = {document.text[cell.start : cell.end]: cell for cell in table.cells}
    assert list(said) == ["Сведения об акте", "Итог", "Дата", "Номер", "Принят", "Срок", "17-п"]
    assert (said["Сведения об акте"].col_span, said["Сведения об акте"].row_span) == (2, 1)
    assert (said["Принят"].col_span, said["Принят"].row_span) == (1, 2)


def test_the_text_around_a_table_stays_around_it(tmp_path: Path) -> None:
    document = read(laid(tmp_path / "around.pdf", long_table(5), widths=[40, 250, 80, 80]))
    assert [(block.kind, document.text_of(block).split()[0]) for block in document.blocks] == [
        (BlockKind.PARAGRAPH, "Приложение"),
        (BlockKind.TABLE, "1."),
        (BlockKind.PARAGRAPH, "Глава"),
    ]


def test_the_lines_of_a_cell_are_one_statement(tmp_path: Path) -> None:
    rows = [["Порядок ведения реестра муниципальных правовых актов города", "Срок"], ["первый", "второй"]]
    document = read(laid(tmp_path / "wrapped.pdf", rows, widths=[100, 60]))
    first = tables(document)[0].cells[0]
    assert document.text[first.start : first.end] == rows[0][0]


def drawn(path: Path) -> Canvas:
    page = Canvas(str(path), pagesize=A4)
    page.setFont("Plain", 11)
    return page


def test_frames_and_decorative_lines_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "frames.pdf"
    page = drawn(path)
    page.rect(40, 40, 515, 760)
    page.rect(60, 700, 475, 80)
    page.drawString(80, 740, "АДМИНИСТРАЦИЯ ГОРОДА")
    for height in (690, 687, 300, 120):
        page.line(60, height, 535, height)
    for x in (60, 200, 350):
        page.line(x, 500, x + 100, 500)
    page.drawString(80, 505, "Глава города")
    page.drawString(360, 505, "И.И. Иванов")
    page.rect(300, 380, 180, 60)
    page.drawString(310, 410, "Документ подписан")
    page.save()
    document = read(path)
    assert tables(document) == []
    assert "Глава города\tИ.И. Иванов" in document.text


def test_a_table_without_its_outer_border_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "open.pdf"
    page = drawn(path)
    for x in (200, 350):
        page.line(x, 540, x, 690)
    for y in (570, 600, 630, 660):
        page.line(60, y, 500, y)
    for row in range(5):
        for col, x in enumerate((70, 210, 360)):
            page.drawString(x, 670 - 30 * row, f"ячейка {row}{col}")
    page.save()
    assert rows_of(read(path)) == [tuple(f"ячейка {row}{col}" for col in range(3)) for row in range(5)]


def test_cells_that_are_drawn_one_by_one_as_thin_boxes_are_one_table(tmp_path: Path) -> None:
    """Word draws the border of each cell as filled boxes half a point wide, with gaps where they meet."""
    path = tmp_path / "boxes.pdf"
    page = drawn(path)
    for row in range(3):
        for col in range(3):
            left, low = 60 + 120 * col, 600 - 30 * row
            page.rect(left + 0.5, low + 30, 119, 0.5, stroke=0, fill=1)
            page.rect(left + 0.5, low, 119, 0.5, stroke=0, fill=1)
            page.rect(left, low + 1.5, 0.5, 26, stroke=0, fill=1)
            page.rect(left + 120, low + 1.5, 0.5, 26, stroke=0, fill=1)
            page.drawString(left + 5, low + 10, f"{row}-{col}")
    page.save()
    assert rows_of(read(path)) == [tuple(f"{row}-{col}" for col in range(3)) for row in range(3)]


def test_a_map_of_lines_costs_little_and_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "map.pdf"
    page = drawn(path)
    for step in range(6000):
        page.line(50 + step % 300, 100 + step % 500, 60 + step % 300, 100 + step % 500)
        page.line(50 + step % 300, 100 + step % 500, 50 + step % 300, 110 + step % 500)
    page.drawString(70, 800, "Схема границ территории")
    page.save()
    assert "Схема границ территории" in read(path).text
