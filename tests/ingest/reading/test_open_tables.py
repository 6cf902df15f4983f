"""Tables without rules: read as tables where places tell it surely; what only looks like one stays lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import Block, BlockKind, Document, check_document
from ingest.reading import ReadLimits, Tools, read_document

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
pytestmark = pytest.mark.skipif(not FONT.exists(), reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
SIZE, STEP = 10, 14
Line = tuple[tuple[float, str], ...]
PROSE = [
    "Настоящий порядок определяет, кто, когда и в какой форме передаёт сведения о принятых",
    "правовых актах в управление делами, и кто отвечает за их полноту и достоверность.",
]


def drawn(path: Path, *lines: Line | None, top: float = 480) -> Document:
    """Draw lines of pieces, each with its left edge; None leaves half a line free. Reads the page."""
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Plain", SIZE)
    y = top
    for line in lines:
        for x, text in line or ():
            canvas.drawString(x, y, text)
        y -= STEP if line is not None else STEP / 2
    canvas.save()
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def prose() -> list[Line]:
    return [((60, line),) for line in PROSE]


def tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def rows(document: Document) -> list[list[str]]:
    (table,) = tables(document)
    found: list[list[str]] = []
    for cell in table.cells:
        if cell.col == 0:
            found.append([])
        found[-1].append(document.text[cell.start : cell.end])
    return found


def test_columns_that_blanks_alone_part_are_a_table_with_whole_cells(tmp_path: Path) -> None:
    document = drawn(
        tmp_path / "act.pdf",
        *prose(),
        None,
        ((60, "Код"), (140, "Наименование услуги"), (380, "Срок, дней"), (480, "Стоимость")),
        None,
        ((60, "А01"), (140, "оформление документов,"), (380, "3"), (480, "303,49")),
        ((140, "необходимых для погребения"),),
        None,
        ((60, "А02"), (140, "предоставление и доставка"), (380, "1"), (480, "2124,38")),
        ((140, "предметов, необходимых"),),
        ((140, "для погребения"),),
        None,
        ((60, "А03"), (140, "перевозка"), (480, "2931,99")),
        None,
        *prose(),
    )
    assert rows(document) == [
        ["Код", "Наименование услуги", "Срок, дней", "Стоимость"],
        ["А01", "оформление документов, необходимых для погребения", "3", "303,49"],
        ["А02", "предоставление и доставка предметов, необходимых для погребения", "1", "2124,38"],
        ["А03", "перевозка", "", "2931,99"],
    ]
    said = [document.text_of(block) for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    assert said == [" ".join(PROSE)] * 2, "text before and after is not drawn into it"


def test_a_table_goes_on_where_its_first_column_is_empty(tmp_path: Path) -> None:
    document = drawn(
        tmp_path / "act.pdf",
        ((60, "Школа № 1"), (300, "ул. Садовая, 5"), (460, "6")),
        ((300, "ул. Речная, 12"), (460, "3")),
        ((300, "пр. Мира, 40"), (460, "11")),
        ((60, "Школа № 2"), (300, "ул. Новая, 1"), (460, "5")),
    )
    assert [row[0] for row in rows(document)] == ["Школа № 1", "", "", "Школа № 2"]


NO_TABLES: dict[str, list[Line]] = {
    "signatures": [
        ((60, "Глава города"), (400, "И.И. Иванов")),
        ((60, "Начальник управления"), (400, "П.П. Петров")),
        ((60, "Главный бухгалтер"), (400, "С.С. Сидорова")),
        ((60, "Юрисконсульт"), (400, "А.А. Алексеева")),
        ((60, "Секретарь"), (400, "О.О. Орлова")),
    ],
    "numbers": [((60, f"{number}."), (110, f"Отдел номер {number} готовит сведения")) for number in range(1, 7)],
    "marks": [((60, "•"), (110, text)) for text in ("выходные дни;", "праздничные дни;", "отпуска;", "перерывы;")],
    "contents": [((60, f"Раздел {n} .................."), (460, str(n * 4))) for n in range(1, 7)],
    "blanks": [((60, text), (300, "____________")) for text in ("Фамилия", "Имя", "Отчество", "Адрес", "Телефон")],
    "approvals": [
        ((60, "СОГЛАСОВАНО"), (340, "УТВЕРЖДАЮ")),
        ((60, "Директор школы"), (340, "Глава города")),
        ((60, "в городе Заречном"), (340, "в Заречном")),
        ((60, "5 мая 2024 г."), (340, "7 мая 2024 г.")),
    ],
    "two-rows": [((60, "А01"), (140, "оформление"), (380, "3")), ((60, "А02"), (140, "доставка"), (380, "1"))],
    "crooked": [((60 + 20 * n, "место"), (300 - 25 * n, f"{n} дом"), (420 + 20 * n, "улица")) for n in range(5)],
}


@pytest.mark.parametrize("lines", NO_TABLES.values(), ids=NO_TABLES)
def test_what_only_looks_like_a_table_stays_lines(tmp_path: Path, lines: list[Line]) -> None:
    document = drawn(tmp_path / "act.pdf", *prose(), None, None, *lines)
    assert not tables(document)
    for line in lines:
        for _, piece in line:
            assert piece in document.text


def test_a_letterhead_of_two_languages_stays_two_columns(tmp_path: Path) -> None:
    left = ["АДМИНИСТРАЦИЯ", "ГОРОДА ЗАРЕЧНОГО", "ул. Садовая, дом 1", "телефон 2-22-22", "ОКПО 0123456789"]
    right = ["ЗАРЕЧНЫЙ ШӘҺӘРЕ", "ХАКИМИЯТЕ", "Бакча урамы, 1 йорт", "телефон 2-22-22", "ОГРН 1023202745576"]
    lines: list[Line] = [((70, one), (350, other)) for one, other in zip(left, right, strict=True)]
    document = drawn(tmp_path / "act.pdf", *lines, top=780)
    assert not tables(document)
    assert document.text.index(left[-1]) < document.text.index(right[0])


HEAD = ((60, 120, "Код"), (120, 260, "Препарат"), (260, 530, "Форма выпуска"))


def under_head(path: Path, *lines: Line | None) -> Document:
    """Draw a head with rules, and lines below it."""
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Plain", SIZE)
    for x0, x1, text in HEAD:
        canvas.rect(x0, 690, x1 - x0, 20)
        canvas.drawString(x0 + 6, 696, text)
    y = 666
    for line in lines:
        for x, text in line or ():
            canvas.drawString(x, y, text)
        y -= STEP if line is not None else STEP / 2
    canvas.drawCentredString(297, 30, "1")
    canvas.save()
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def test_rows_below_a_ruled_head_are_rows_of_its_table(tmp_path: Path) -> None:
    document = under_head(
        tmp_path / "list.pdf",
        ((126, "фамотидин"), (266, "порошок для приготовления")),
        ((266, "раствора;"),),
        None,
        ((66, "A02BC"), (126, "ингибиторы протонного"), (266, "капсулы;")),
        ((126, "насоса"), (266, "таблетки")),
        None,
        ((66, "A03"), (126, "эзомепразол"), (266, "капсулы")),
        None,
        None,
        *prose(),
    )
    assert rows(document) == [
        ["Код", "Препарат", "Форма выпуска"],
        ["", "фамотидин", "порошок для приготовления раствора;"],
        ["A02BC", "ингибиторы протонного насоса", "капсулы; таблетки"],
        ["A03", "эзомепразол", "капсулы"],
    ]
    said = [(str(block.kind), document.text_of(block)) for block in document.blocks[1:]]
    assert said == [("paragraph", " ".join(PROSE)), ("footer", "1")]


@pytest.mark.parametrize(
    "below",
    [
        prose() * 2,
        [((66, "Глава города"), (400, "И.И. Иванов")), None, ((66, "Секретарь"), (400, "О.О. Орлова"))],
        [((66, "Итого"), (266, "три"))],
    ],
    ids=["prose", "signatures", "one-line"],
)
def test_what_only_stands_below_a_head_stays_what_it_is(tmp_path: Path, below: list[Line | None]) -> None:
    assert len(rows(under_head(tmp_path / "list.pdf", *below))) == 1
