"""The list of what was found as a spreadsheet (XLSX), written row by row: any number of acts takes little memory.

Reads: the acts of a question. Writes: a file with the sheets «Акты» (a row for an act) and «Запрос».
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import xlsxwriter
from sqlalchemy import select

from domain.dates import format_date
from registry_api.finding import scan
from registry_api.web.formats import sentence
from storage.models import Publication

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from registry_api.finding import Question
    from registry_api.root import Register
    from storage.cards import ActCard

LIMIT: Final = 50_000
"""Acts of one list, at most."""
TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS: Final = (
    ("Вид", 18),
    ("Принявший орган", 42),
    ("Дата", 12),
    ("Номер", 12),
    ("Заголовок", 70),
    ("Официальное опубликование", 42),
    ("Ссылка", 40),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CELL: Final = 32_767
"""Letters of one cell (ECMA-376)."""
_LINK: Final = 2_000
_BATCH: Final = 500


def write_list(register: Register, question: Question, path: Path, about: Sequence[tuple[str, str]], site: str) -> int:
    """Write the list; return how many acts it names.

    Args:
        register: The composition root.
        question: What is asked, with the access of the person.
        path: Where the file is made.
        about: Rows of the sheet «Запрос»: what was asked, by whom, when.
        site: Address of the site, for the links.

    Raises:
        SearchError: The index does not answer.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("Акты")
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
        for place, (title, width) in enumerate(_COLUMNS):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, title, head)
        sheet.freeze_panes(1, 0)
        row = 0
        for act, published in _with_publications(register, islice(scan(register, question), LIMIT)):
            row += 1
            for place, text in ((0, sentence(act.kind)), (1, act.body), (3, act.number_raw), (4, act.title)):
                _write(sheet, row, place, text, plain, quoted)
            sheet.write_datetime(row, 2, act.date, day)
            _write(sheet, row, 5, published, plain, quoted)
            _write(sheet, row, 6, f"{site}/acts/{act.id}"[:_LINK], plain, quoted)
        sheet.autofilter(0, 0, row, len(_COLUMNS) - 1)
        notes = book.add_worksheet("Запрос")
        notes.set_column(0, 0, 22)
        notes.set_column(1, 1, 90)
        for place, (name, text) in enumerate((*about, ("Актов в списке", str(row)))):
            _write(notes, place, 0, name, plain, quoted)
            _write(notes, place, 1, text, plain, quoted)
    return row


def _write(sheet: Worksheet, row: int, column: int, text: str, plain: Format, quoted: Format) -> None:
    """Write a text as a text: what looks like a formula is marked as none, so that a copy of the cell stays one."""
    clean = "".join(c for c in text if c.isprintable() or c == "\n")[:_CELL]
    sheet.write_string(row, column, clean, quoted if text.startswith(_FORMULA) else plain)


def _with_publications(register: Register, acts: Iterable[ActCard]) -> Iterator[tuple[ActCard, str]]:
    source = iter(acts)
    while batch := list(islice(source, _BATCH)):
        with register.records.reading() as session:
            rows = session.scalars(
                select(Publication)
                .where(Publication.act_id.in_([act.id for act in batch]))
                .order_by(Publication.published_on, Publication.id)
            ).all()
        for act in batch:
            yield act, "; ".join(_words(row) for row in rows if row.act_id == act.id)


def _words(row: Publication) -> str:
    words = row.source
    words += f", № {row.issue}" if row.issue else ""
    words += f" от {format_date(row.published_on)}" if row.published_on else ""
    return f"{words}, {row.url}" if row.url else words
