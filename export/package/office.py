"""Common ground of the documents.

The typography of the regulation (chapter 8 point 2.2.2), and the same bytes for the same contents.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

FONT: Final = "Times New Roman"
_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
_DROPPED: Final = ("thumbnail", "stylesWithEffects", "customXml")
_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def shown(text: str) -> str:
    """Return text that a document may hold: what XML forbids is replaced."""
    return _ILLEGAL.sub("�", text)


def new_document(title: str, author: str, moment: dt.datetime, *, landscape: bool = False, size: int = 14) -> Any:
    """Return an empty A4 document.

    Margins 20/20/20/10 mm, single spacing, Russian, its properties set to ``moment``.
    """
    document = Document()
    for relation in list(document.part.rels.values()) + list(document.part.package.rels.values()):
        if any(name in relation.reltype or name in str(relation._target) for name in _DROPPED):  # noqa: SLF001 - no public way to an unread part's name
            rels = document.part.rels if relation.rId in document.part.rels else document.part.package.rels
            if rels.get(relation.rId) is relation:
                del rels[relation.rId]
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.rPr.rFonts
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1
    section = document.sections[0]
    width, height = Mm(210), Mm(297)
    section.page_width, section.page_height = (height, width) if landscape else (width, height)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.top_margin = section.bottom_margin = Mm(20)
    section.right_margin = Mm(10)
    section.footer_distance = Mm(10)
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.language = shown(title), shown(author), shown(author), "ru-RU"
    core.comments, core.revision = "", 1
    naive = moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    core.created = core.modified = naive
    return document


def add_text(
    parent: Any,
    text: str = "",
    *,
    align: str = "left",
    bold: bool = False,
    indent: bool = False,
    size: float | None = None,
) -> Any:
    """Add a paragraph; ``indent`` gives the first line 1.25 cm."""
    return write(parent.add_paragraph(), text, align=align, bold=bold, indent=indent, size=size)


def write(
    paragraph: Any,
    text: str,
    *,
    align: str = "left",
    bold: bool = False,
    indent: bool = False,
    size: float | None = None,
) -> Any:
    """Write into a paragraph that is there, for instance the first of a cell."""
    run = paragraph.add_run(shown(text))
    run.bold = bold or None
    if size:
        run.font.size = Pt(size)
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    if indent:
        paragraph.paragraph_format.first_line_indent = Cm(1.25)
    return paragraph


def add_table(document: Any, widths_mm: Sequence[float], rows: int, *, borders: bool) -> Any:
    """Add a table of fixed widths."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    if borders:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    return table


def repeat_header(row: Any) -> None:
    """Let a row of a table repeat on every page."""
    _row_property(row, "w:tblHeader")


def keep_whole(row: Any) -> None:
    """Let no page end inside the row."""
    _row_property(row, "w:cantSplit")


def add_page_numbers(document: Any) -> None:
    """Put «Лист X из Y» into the footer."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text, code in (("Лист ", "PAGE"), (" из ", "NUMPAGES")):
        paragraph.add_run(text).font.size = Pt(9)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = paragraph.add_run("1")
        run.font.size = Pt(9)
        field.append(run._r)  # noqa: SLF001 - python-docx has no fields
        paragraph._p.append(field)  # noqa: SLF001 - as above


def finish(document: Any) -> bytes:
    """Return the document's bytes: parts in order, all times the same."""
    raw, out = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, source.read(name), compresslevel=6)
    return out.getvalue()


def _row_property(row: Any, name: str) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
    properties.append(OxmlElement(name))
