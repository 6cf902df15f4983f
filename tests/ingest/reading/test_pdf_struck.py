"""Lines that are drawn through text of a PDF: what they strike is doubted, what they rule or underline is not."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from docx import Document as WordDocument
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, check_document
from domain.requisites import CERTAIN
from ingest.reading import ReadLimits, Tools, read_document
from ingest.requisites import find_requisites
from tests import scans

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOOLS = Tools.find()
KEPT = "Контроль за исполнением постановления оставляю за собой."
OLD = "Признать утратившим силу постановление от 12.05.2019 № 345."
LEFT, LINE, SIZE = 70.0, 700.0, 12.0
pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")


def read(path: Path) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
    assert check_document(document) == []
    return document


def written(path: Path, draw: Callable[[Canvas, float], None]) -> Document:
    """Read a page with a line of print, another one far below, and what ``draw`` draws with the width of the first."""
    pdfmetrics.registerFont(TTFont("Print", str(scans.FONT)))
    canvas = Canvas(str(path))
    canvas.setFont("Print", SIZE)
    canvas.drawString(LEFT, LINE, OLD)
    canvas.drawString(LEFT, LINE - 100, KEPT)
    draw(canvas, pdfmetrics.stringWidth(OLD, "Print", SIZE))
    canvas.save()
    return read(path)


def trusts(document: Document) -> dict[str, float]:
    return {document.text_of(block): block.trust for block in document.blocks}


@pytest.mark.parametrize(
    "draw",
    [
        lambda canvas, width: canvas.line(LEFT, LINE + 3.2, LEFT + width, LINE + 3.2),
        lambda canvas, width: canvas.rect(LEFT, LINE + 3, width, 0.6, stroke=0, fill=1),
        lambda canvas, _: canvas.line(LEFT + 170, LINE + 3.2, LEFT + 230, LINE + 3.2),
        lambda canvas, _: canvas.line(LEFT + 170, LINE + 3.2, LEFT + 176, LINE + 3.2),
        lambda canvas, width: [canvas.line(LEFT, LINE + y, LEFT + width, LINE + y) for y in (2.6, 4)],
    ],
    ids=["stroke", "rectangle", "a word of it", "a digit of it", "two lines"],
)
def test_struck_text_stays_and_is_doubted(tmp_path: Path, draw: Callable[[Canvas, float], None]) -> None:
    document = written(tmp_path / "act.pdf", draw)
    assert trusts(document) == {OLD: 0.6, KEPT: 1.0}
    assert [(notice.code, notice.page) for notice in document.notices] == [("struck-text", 1)]


@pytest.mark.parametrize(
    "draw",
    [
        lambda canvas, width: canvas.line(LEFT, LINE - 1.5, LEFT + width, LINE - 1.5),
        lambda canvas, width: canvas.line(LEFT, LINE + 0.5, LEFT + width, LINE + 0.5),
        lambda canvas, width: canvas.line(LEFT, LINE + 12, LEFT + width, LINE + 12),
        lambda canvas, _: canvas.line(LEFT - 40, LINE + 3.2, LEFT + 460, LINE + 3.2),
        lambda canvas, _: canvas.line(LEFT + 100, LINE + 3.2, LEFT + 104.5, LINE + 3.2),
        lambda canvas, width: canvas.rect(LEFT - 4, LINE - 4, width + 8, 18),
        lambda canvas, _: canvas.line(LEFT + 60, LINE - 20, LEFT + 60, LINE + 30),
    ],
    ids=["underline", "line to write on", "line above", "rule of a table", "dash", "frame", "upright"],
)
def test_other_lines_strike_nothing(tmp_path: Path, draw: Callable[[Canvas, float], None]) -> None:
    document = written(tmp_path / "act.pdf", draw)
    assert all(trust == 1 for trust in trusts(document).values())
    assert not document.notices


def beside(canvas: Canvas, x: float, y: float, text: str, size: float) -> float:
    """Print smaller letters; return where they end."""
    canvas.setFont("Print", size)
    canvas.drawString(x, y, text)
    return x + pdfmetrics.stringWidth(text, "Print", size)


def test_a_line_goes_on_through_what_stands_smaller_beside(tmp_path: Path) -> None:
    def draw(canvas: Canvas, width: float) -> None:
        end = beside(canvas, LEFT + width, LINE, "ПРОПИСНЫЕ", 8)
        canvas.line(LEFT, LINE + 3.8, end, LINE + 3.8)

    assert trusts(written(tmp_path / "act.pdf", draw)) == {OLD + "ПРОПИСНЫЕ": 0.6, KEPT: 1.0}


def test_lowered_letters_that_are_underlined_with_their_word_are_not_struck(tmp_path: Path) -> None:
    def draw(canvas: Canvas, width: float) -> None:
        end = beside(canvas, LEFT + width, LINE - 3.2, "нижние", 10)
        canvas.line(LEFT, LINE - 1.2, LEFT + width, LINE - 1.2)
        canvas.line(LEFT + width, LINE - 1.2, end, LINE - 1.2)

    document = written(tmp_path / "act.pdf", draw)
    assert set(trusts(document).values()) == {1.0}
    assert not document.notices


def test_a_raised_number_stays_with_its_word_when_it_is_struck(tmp_path: Path) -> None:
    def draw(canvas: Canvas, width: float) -> None:
        end = beside(canvas, LEFT + width, LINE + 4, "2", 7)
        canvas.line(LEFT, LINE + 3.2, LEFT + width, LINE + 3.2)
        canvas.line(LEFT + width, LINE + 6, end, LINE + 6)

    assert trusts(written(tmp_path / "act.pdf", draw)) == {OLD + "²": 0.6, KEPT: 1.0}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_text_on_its_side_is_struck_too(tmp_path: Path, degrees: int) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        canvas.translate(400, 400)
        canvas.rotate(degrees)
        canvas.drawString(0, 0, OLD.upper())
        canvas.line(0, 3.2, pdfmetrics.stringWidth(OLD.upper(), "Print", SIZE), 3.2)

    found = trusts(written(tmp_path / "act.pdf", draw))
    assert found[OLD.upper()] == 0.6
    assert found[KEPT] == 1.0


def test_a_line_through_a_whole_cell_makes_no_row(tmp_path: Path) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        wide = pdfmetrics.stringWidth("Наименование", "Print", SIZE)
        canvas.grid([LEFT, LEFT + wide, LEFT + 2 * wide], [500, 480, 460])
        for column in range(2):
            for y in (485, 465):
                canvas.drawString(LEFT + column * wide, y, "Наименование")
        canvas.line(LEFT, 488.2, LEFT + wide, 488.2)

    document = written(tmp_path / "act.pdf", draw)
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert document.text_of(table) == "Наименование\tНаименование\nНаименование\tНаименование"
    assert table.trust == 0.6


def test_a_date_that_is_struck_out_is_never_certain(tmp_path: Path) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        canvas.drawString(LEFT, LINE + 60, "ПОСТАНОВЛЕНИЕ")
        canvas.drawString(LEFT, LINE + 30, "12.05.2019 № 345")
        canvas.line(LEFT, LINE + 33.2, LEFT + pdfmetrics.stringWidth("12.05.2019", "Print", SIZE), LINE + 33.2)

    found = find_requisites(written(tmp_path / "act.pdf", draw))
    assert found.date is not None
    assert found.date.confidence < CERTAIN


def test_rows_of_a_table_without_rules_are_doubted_when_one_is_struck(tmp_path: Path) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        for number in range(6):
            y = LINE - 200 - 20 * number
            for column, said in enumerate(("Наименование", "Единица", f"{number}00,50")):
                canvas.drawString(LEFT + 160 * column, y, said)
        canvas.line(LEFT, LINE - 216.8, LEFT + pdfmetrics.stringWidth("Наименование", "Print", SIZE), LINE - 216.8)

    document = written(tmp_path / "act.pdf", draw)
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert table.trust == 0.6


def test_rows_below_a_ruled_head_are_doubted_when_one_is_struck(tmp_path: Path) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        top = LINE - 200
        canvas.grid([LEFT + 110 * column for column in range(5)], [top, top - 20])
        for number in range(6):
            for column, said in enumerate(("Название", "Единица", "Сумма", "Срок")):
                canvas.drawString(LEFT + 5 + 110 * column, top - 15 - 20 * number, said)
        canvas.line(LEFT + 5, top - 51.8, LEFT + 5 + pdfmetrics.stringWidth("Название", "Print", SIZE), top - 51.8)

    document = written(tmp_path / "act.pdf", draw)
    (table,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert len(document.text_of(table).splitlines()) > 3
    assert table.trust == 0.6


@pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)")
def test_a_consolidated_act_that_an_office_printed_is_doubted_where_it_is_struck(tmp_path: Path) -> None:
    word = WordDocument()
    word.add_paragraph(f"1. {KEPT}")
    said = word.add_paragraph("2. Утвердить порядок ")
    said.add_run("расходования средств").font.strike = True
    said.add_run(" бюджета города.")
    word.add_paragraph().add_run(f"3. {OLD}").font.double_strike = True
    word.add_paragraph().add_run("4. Назначить главного бухгалтера.").underline = True
    table = word.add_table(3, 2)
    table.style = "Table Grid"
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"Показатель {number}"
    table.cell(1, 1).paragraphs[0].runs[0].font.strike = True
    word.save(str(tmp_path / "act.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [TOOLS.soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "act.docx"],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    document = read(tmp_path / "act.pdf")
    doubted = {document.text_of(block) for block in document.blocks if block.trust == 0.6}
    (table_block,) = (block for block in document.blocks if block.kind is BlockKind.TABLE)
    assert doubted == {
        "2. Утвердить порядок расходования средств бюджета города.",
        f"3. {OLD}",
        document.text_of(table_block),
    }
    assert all(block.trust in {0.6, 1.0} for block in document.blocks)


def test_lines_and_text_without_end_take_no_time(tmp_path: Path) -> None:
    def draw(canvas: Canvas, _width: float) -> None:
        for number in range(4_000):
            canvas.drawString(LEFT + number % 400, LINE - 200, "и")
            canvas.line(LEFT + number % 400, LINE - 197, LEFT + number % 400 + 12, LINE - 197)

    assert KEPT in written(tmp_path / "act.pdf", draw).text
