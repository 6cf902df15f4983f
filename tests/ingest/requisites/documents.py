"""Documents for the tests of requisites, as readers would make them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from domain.document import Block, BlockKind, Cell, Document, Source

REFERENCE = Path(__file__).parents[3].parent / "shared" / "reference"
CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"


def document_of(*texts: str, source: Source = Source.TEXT, form: str = "docx") -> Document:
    """Make a document of paragraphs; a tab makes a table row."""
    text = ""
    blocks = []
    for item in texts:
        if text:
            text += "\n"
        start = len(text)
        text += item
        cells: tuple[Cell, ...] = ()
        if "\t" in item:
            place = start
            made = []
            for column, piece in enumerate(item.split("\t")):
                made.append(Cell(0, column, place, place + len(piece)))
                place += len(piece) + 1
            cells = tuple(made)
        kind = BlockKind.TABLE if cells else BlockKind.PARAGRAPH
        blocks.append(Block(kind=kind, start=start, end=len(text), source=source, cells=cells))
    return Document(format=form, text=text, blocks=tuple(blocks))


def scan_of(*lines: tuple[str, float] | str) -> Document:
    """Make a document of recognised lines, each with the trust that recognition has in it, or a good one."""
    said = [(line, 0.95) if isinstance(line, str) else line for line in lines]
    made = document_of(*(text.replace("\t", "    ") for text, _ in said), source=Source.OCR, form="pdf")
    blocks = tuple(
        msgspec.structs.replace(block, trust=trust) for block, (_, trust) in zip(made.blocks, said, strict=True)
    )
    return msgspec.structs.replace(made, blocks=blocks)


def document_of_lines(text: str, *, source: Source = Source.TEXT) -> Document:
    """Make a document of the lines of a text."""
    return document_of(*(line.strip() for line in text.split("\n") if line.strip()), source=source, form="txt")


ACT = (
    "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
    "ПОСТАНОВЛЕНИЕ",
    "от 16.02.2021 № 308-п",
    "г. Заречный",
    "Об утверждении Порядка подготовки информации",
    "В соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ «Об общих принципах организации»",
    "ПОСТАНОВЛЯЮ:",
    "1. Утвердить Порядок подготовки информации (приложение).",
    "2. Признать утратившими силу:",
    "постановление Администрации города Заречного от 11.05.2016 № 82 «Об информации»;",
    "постановление Администрации города Заречного от 12.06.2017 № 91-п.",
    (
        "3. Внести в постановление Администрации города Заречного от 01.02.2019 № 15 «О бюджете» "
        "(с учетом решения от 02.03.2019 № 16) следующие изменения:"
    ),
    "3.1. В пункте 2 слова «от 05.05.2015 № 44» исключить.",
    (
        "4. Опубликовать настоящее постановление в газете «Заречный вестник» "
        "и разместить на официальном сайте Администрации города."
    ),
    "5. Контроль за исполнением возложить на заместителя Главы города Петрова П.П.",
    "Глава города Заречного      И.И. Иванов",
    "Приложение",
    "к постановлению Администрации",
    "города Заречного",
    "от 16.02.2021 № 308-п",
    "ПОРЯДОК",
    "подготовки информации",
    "1. Общие положения",
)
