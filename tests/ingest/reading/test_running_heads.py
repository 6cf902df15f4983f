"""What stands at the edge of every page is told apart: numbers within wide margins, heads that are drawn as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, check_document
from ingest.reading import ReadLimits, Tools, read_document

if TYPE_CHECKING:
    from collections.abc import Callable

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
pytestmark = pytest.mark.skipif(not FONT.exists(), reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
SAID = "Настоящий порядок определяет, кто и в какой форме передаёт сведения о принятых актах"
PAGES = 6


def cell(canvas: Canvas, x: float, y: float, width: float, text: str) -> None:
    canvas.rect(x, y, width, 16)
    canvas.drawString(x + 4, y + 4, text)


def act(path: Path, *, deep: int = 0, framed: int = PAGES) -> Document:
    """Draw pages with numbers, lower on the last ``deep``; the first ``framed`` have a head of two ruled rows."""
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(path), pagesize=A4)
    for number in range(1, PAGES + 1):
        canvas.setFont("Plain", 10)
        if number <= framed:
            for y, name, value in ((790, "Система", "Реестр актов города"), (774, "Документ", f"Стр. {number}")):
                cell(canvas, 60, y, 100, name)
                cell(canvas, 160, y, 370, value)
        else:
            canvas.drawCentredString(297, 740 if number > PAGES - deep else 800, str(number + 1))
        for line in range(12):
            canvas.drawString(60, 700 - 14 * line, f"{number}.{line}. {SAID}"[:80])
        canvas.showPage()
    canvas.save()
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def kinds(document: Document, kind: BlockKind) -> list[str]:
    return [document.text_of(block) for block in document.blocks if block.kind is kind]


def test_a_number_within_a_wide_margin_is_known_by_the_other_pages(tmp_path: Path) -> None:
    document = act(tmp_path / "act.pdf", deep=2, framed=0)
    assert kinds(document, BlockKind.HEADER) == [str(number) for number in range(2, PAGES + 2)]


def test_a_number_below_the_margin_of_a_file_without_numbers_is_text(tmp_path: Path) -> None:
    assert kinds(act(tmp_path / "act.pdf", deep=PAGES, framed=0), BlockKind.HEADER) == []


def test_a_head_that_is_drawn_as_a_table_is_no_table_of_the_act(tmp_path: Path) -> None:
    document = act(tmp_path / "act.pdf")
    assert kinds(document, BlockKind.TABLE) == []
    assert kinds(document, BlockKind.HEADER) == [
        f"Система\tРеестр актов города\nДокумент\tСтр. {number}" for number in range(1, PAGES + 1)
    ]


def test_a_table_at_the_top_of_some_pages_is_a_table(tmp_path: Path) -> None:
    assert len(kinds(act(tmp_path / "act.pdf", framed=2), BlockKind.TABLE)) == 2


def test_what_heads_annexes_of_one_page_each_is_no_running_head(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(tmp_path / "annexes.pdf"), pagesize=A4)
    for number in range(1, PAGES + 1):
        canvas.setFont("Plain", 10)
        canvas.drawString(60, 815, f"Порядок. Стр. {number}")
        canvas.drawRightString(530, 800, f"Приложение {number}")
        canvas.drawString(60, 700, SAID[:80])
        canvas.showPage()
    canvas.save()
    document = read_document(tmp_path / "annexes.pdf", name="annexes.pdf", limits=ReadLimits(), tools=Tools())
    assert kinds(document, BlockKind.HEADER) == [f"Порядок. Стр. {number}" for number in range(1, PAGES + 1)]
    assert f"Приложение {PAGES}" in kinds(document, BlockKind.PARAGRAPH)


def test_a_year_at_the_foot_of_a_title_page_is_no_number_of_it(tmp_path: Path) -> None:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(tmp_path / "title.pdf"), pagesize=A4)
    for foot in ("2017", "2", "3"):
        canvas.setFont("Plain", 10)
        canvas.drawString(60, 700, SAID[:80])
        canvas.drawCentredString(297, 30, foot)
        canvas.showPage()
    canvas.save()
    document = read_document(tmp_path / "title.pdf", name="title.pdf", limits=ReadLimits(), tools=Tools())
    assert kinds(document, BlockKind.FOOTER) == ["2", "3"]
    assert "2017" in kinds(document, BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    ("said", "is_number"),
    [("1", True), ("- 2 -", True), ("стр. 2 из 5", True), ("№ 308", False), ("308", False), ("2025.", False)],
)
@pytest.mark.parametrize("y", [800, 40])
def test_a_number_at_the_edge_of_the_only_page_is_the_page_s_when_it_can_be(
    tmp_path: Path, said: str, y: float, *, is_number: bool
) -> None:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(tmp_path / "act.pdf"), pagesize=A4)
    canvas.setFont("Plain", 10)
    canvas.drawString(480, y, said)
    canvas.drawString(60, 700, SAID[:80])
    canvas.save()
    document = read_document(tmp_path / "act.pdf", name="act.pdf", limits=ReadLimits(), tools=Tools())
    assert (said not in kinds(document, BlockKind.PARAGRAPH)) is is_number
    assert said in document.text


@pytest.mark.parametrize(
    ("said", "running"),
    [
        (lambda number: f"Порядок ведения реестра от 12.03.2021 № 5, лист {number} из 6", True),
        (lambda number: f"Лист {number}, страница {number + 10} дела", True),
        (lambda number: f"Тариф на {number * number * 100} рублей в месяц", False),
        (lambda number: f"Код {'7' * 5000}{number}", False),
    ],
    ids=["page", "two", "content", "endless"],
)
def test_a_line_is_running_when_its_numbers_are_those_of_its_pages(
    tmp_path: Path, said: Callable[[int], str], *, running: bool
) -> None:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(tmp_path / "act.pdf"), pagesize=A4)
    for number in range(1, 7):
        canvas.setFont("Plain", 10)
        canvas.drawString(60, 800, said(number))
        for line in range(12):
            canvas.drawString(60, 700 - 14 * line, f"{number}.{line}. {SAID}"[:80])
        canvas.showPage()
    canvas.save()
    document = read_document(tmp_path / "act.pdf", name="act.pdf", limits=ReadLimits(), tools=Tools())
    assert len(kinds(document, BlockKind.HEADER)) == (6 if running else 0)
    assert document.text.count(said(2)) == 1
