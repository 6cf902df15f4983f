"""Lays a document out as DOCX.

Writes: bytes that are the same on every run: fixed dates in the properties and in the archive.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from town.layout import PLACE, date_and_number, kind_line, letterhead, signature_mark
from town.numbering import DASH, LETTER, PAREN, POINTS, Numbering, number_paragraph

if TYPE_CHECKING:
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    from town.markup import Item
    from town.model import Annex, TownDocument

FONT = "Times New Roman"
SIZE = Pt(14)
TABLE_SIZE = Pt(12)
INDENT = Mm(12.5)
TEXT_WIDTH = 180
"""Width of the text in millimetres: 210 without margins of 20 and 10."""
STAMP_INDENT = Mm(95)
CENTER, LEFT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY
EPOCH = (1980, 1, 1, 0, 0, 0)
SHORT_LISTS = {"paren": PAREN, "letter": LETTER, "dash": DASH}


def write_docx(document: TownDocument) -> bytes:
    """Return the bytes of the document as DOCX."""
    writer = _Writer(document)
    writer.write()
    buffer = io.BytesIO()
    writer.file.save(buffer)
    return _same_bytes(buffer.getvalue())


class _Writer:
    def __init__(self, document: TownDocument) -> None:
        self.document = document
        self.file = docx.Document()
        self.numbering = Numbering(self.file)
        self.auto = document.text("numbering") == "auto"
        self.points = 0
        self.short: dict[str, tuple[int, int]] = {}
        self._page()
        self._properties()

    def write(self) -> None:
        self._head()
        self._items(self.document.items)
        if not (self.document.head.get("bare") or self.document.head.get("signed_in_text")):
            self._signature(self.document.text("signatory_post"), self.document.text("signatory"))
        self._mark()
        for annex in self.document.annexes:
            self._annex(annex)

    def _page(self) -> None:
        style = self.file.styles["Normal"]
        style.font.name = FONT
        style.font.size = SIZE
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        style.element.rPr.rFonts.set(qn("w:cs"), FONT)
        style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "ru-RU")
        style.element.rPr.append(language)
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Mm(20), Mm(10)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.style = style
        paragraph.alignment = CENTER
        for kind, instruction in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
            _field_part(paragraph, kind, instruction)

    def _properties(self) -> None:
        properties = self.file.core_properties
        moment = datetime.combine(self.document.dated, time(9), UTC)
        properties.author = properties.last_modified_by = "Общий отдел"
        properties.title = self.document.name
        properties.comments = properties.keywords = properties.subject = ""
        properties.language = "ru-RU"
        properties.created = properties.modified = moment
        properties.revision = 1
        package = self.file.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[key]

    def _line(self, text: str = "", *, align: WD_ALIGN_PARAGRAPH = LEFT, bold: bool = False) -> Paragraph:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = align
        if text:
            paragraph.add_run(text).bold = bold or None
        return paragraph

    def _head(self) -> None:
        document = self.document
        if document.head.get("bare"):
            return
        *above, body = letterhead(document)
        for line in above:
            self._line(line, align=CENTER)
        self._line(body, align=CENTER, bold=True)
        self._line()
        self._line(kind_line(document), align=CENTER, bold=True).runs[0].font.size = Pt(16)
        if document.text("kind") == "протокол":
            self._line(document.text("subtitle"), align=CENTER, bold=True)
        self._line()
        self._date(*date_and_number(document))
        self._line(PLACE, align=CENTER)
        self._line()
        if document.text("kind") != "протокол":
            left = document.text("title_style") == "left"
            title = self._line(document.text("title"), align=LEFT if left else CENTER, bold=not left)
            if left:
                title.paragraph_format.right_indent = Mm(80)
            self._line()

    def _date(self, dated: str, number: str) -> None:
        match self.document.text("date_style", "plain"):
            case "table":
                table = self._table(((dated, number),), (1, 1), borders=False)
                table.cell(0, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            case "bare":
                self._line(dated, align=CENTER)
                self._line(number, align=CENTER)
            case "plain" | "words":
                self._line(f"{dated} {number}", align=CENTER)
            case _:
                line = self._line(f"{dated}\t{number}")
                line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)

    def _items(self, items: tuple[Item, ...]) -> None:
        self.points = self.numbering.new(POINTS) if self.auto else 0
        for item in items:
            if item.style == "table":
                self._table(item.rows, item.shares)
                self._line()
            elif item.style == "signature":
                post, _, name = item.text.partition("|")
                self._signature(post.strip(), name.strip())
            else:
                self._paragraph(item)

    def _paragraph(self, item: Item) -> None:
        centred = item.style in {"heading", "numbered-heading", "centre"}
        paragraph = self._line(align=CENTER if centred else JUSTIFY)
        layout = paragraph.paragraph_format
        text = item.text
        if item.label and self.auto:
            number_paragraph(paragraph._p.get_or_add_pPr(), self._instance(item), item.level)  # noqa: SLF001 - python-docx offers no public way to the numbering
        elif item.label:
            text = f"{item.label} {text}"
        if item.style in {"para", "point", "paren", "letter", "dash"}:
            layout.first_line_indent = INDENT
        elif item.style == "right":
            paragraph.alignment = LEFT
            layout.left_indent = STAMP_INDENT
        elif item.style in {"left", "strong", "verb"}:
            paragraph.alignment = LEFT
        if centred:
            layout.first_line_indent = Mm(0)
            layout.keep_with_next = True
            layout.space_before = layout.space_after = Pt(8) if item.style != "centre" else Pt(0)
        paragraph.add_run(text).bold = True if centred or item.style == "strong" else None
        if centred and item.label:
            properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the number is as bold as its heading
            mark = OxmlElement("w:rPr")
            mark.append(OxmlElement("w:b"))
            properties.append(mark)

    def _instance(self, item: Item) -> int:
        if item.style not in SHORT_LISTS:
            return self.points
        run, instance = self.short.get(item.style, (-1, 0))
        if run != item.run or item.label == "а)":
            instance = self.numbering.new(SHORT_LISTS[item.style])
            self.short[item.style] = (item.run, instance)
        return instance

    def _table(self, rows: tuple[tuple[str, ...], ...], shares: tuple[int, ...], *, borders: bool = True) -> Table:
        table: Table = self.file.add_table(len(rows), len(shares), style="Table Grid" if borders else None)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        widths = [Mm(TEXT_WIDTH * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for index, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(text)
                if borders:
                    run.font.size = TABLE_SIZE
                    paragraph.alignment = CENTER if index == 0 else LEFT
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx offers no public way to these marks
            properties.append(OxmlElement("w:cantSplit"))
            if borders and index == 0:
                properties.append(OxmlElement("w:tblHeader"))
        return table

    def _signature(self, post: str, name: str) -> None:
        self._line()
        self._line()
        if self.document.head.get("signature_table"):
            table = self._table(((post, name),), (2, 1), borders=False)
            table.cell(0, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            return
        line = self._line(f"{post}\t{name}")
        line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.keep_together = True

    def _mark(self) -> None:
        lines = signature_mark(self.document)
        if not lines:
            return
        self._line()
        table = self.file.add_table(1, 1, style="Table Grid")
        table.autofit = False
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        cell = table.cell(0, 0)
        cell.width = table.columns[0].width = Mm(110)
        for index, line in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.alignment = CENTER
            run = paragraph.add_run(line)
            run.font.size = Pt(9)
            run.bold = index <= 1 or None

    def _annex(self, annex: Annex) -> None:
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        for line in self.document.annex_stamp(annex):
            self._line(line).paragraph_format.left_indent = STAMP_INDENT
        self._line()
        if annex.kind:
            self._line(annex.kind, align=CENTER, bold=True)
        if annex.title:
            self._line(annex.title, align=CENTER, bold=True)
        self._line()
        self._items(annex.items)


def _field_part(paragraph: Paragraph, kind: str, text: str) -> None:
    run = paragraph.add_run()
    if kind == "text":
        run.text = text
    elif kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields
    else:
        instruction = OxmlElement("w:instrText")
        instruction.text = text
        run._r.append(instruction)  # noqa: SLF001 - python-docx has no fields


def _same_bytes(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name), compresslevel=9)
    return buffer.getvalue()
