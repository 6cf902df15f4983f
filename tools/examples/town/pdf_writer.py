"""Lays a document out as PDF with a text layer and an embedded Cyrillic font.

Writes: bytes that are the same on every run with the same versions of reportlab, zlib and the font.
"""

from __future__ import annotations

import functools
import io
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from town.layout import PLACE, date_and_number, kind_line, letterhead, signature_mark

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from town.markup import Item
    from town.model import TownDocument

FAMILY: Final = "Liberation Serif"
WIDTH: Final = 180 * mm
BASE: Final = ParagraphStyle("base", fontName="Serif", fontSize=14, leading=16.5, splitLongWords=False)
STYLES: Final = {
    "para": ParagraphStyle("para", BASE, alignment=TA_JUSTIFY, firstLineIndent=12.5 * mm),
    "left": ParagraphStyle("left", BASE, alignment=TA_LEFT),
    "strong": ParagraphStyle("strong", BASE, fontName="Serif-Bold", spaceBefore=6),
    "centre": ParagraphStyle("centre", BASE, alignment=TA_CENTER, fontName="Serif-Bold"),
    "plain-centre": ParagraphStyle("plain-centre", BASE, alignment=TA_CENTER),
    "kind": ParagraphStyle("kind", BASE, alignment=TA_CENTER, fontName="Serif-Bold", fontSize=16, leading=20),
    "heading": ParagraphStyle(
        "heading", BASE, alignment=TA_CENTER, fontName="Serif-Bold", spaceBefore=8, spaceAfter=8, keepWithNext=1
    ),
    "right": ParagraphStyle("right", BASE, leftIndent=95 * mm),
    "title-left": ParagraphStyle("title-left", BASE, rightIndent=80 * mm),
    "cell": ParagraphStyle("cell", BASE, fontSize=11, leading=13),
    "cell-head": ParagraphStyle("cell-head", BASE, fontSize=11, leading=13, alignment=TA_CENTER),
    "number": ParagraphStyle("number", BASE, alignment=2),
    "mark": ParagraphStyle("mark", BASE, fontSize=9, leading=11, alignment=TA_CENTER),
}
AS_PARAGRAPH: Final = {"point": "para", "paren": "para", "letter": "para", "dash": "para", "verb": "left"}
AS_HEADING: Final = {"numbered-heading": "heading"}


@functools.cache
def font_file(style: str = "Regular") -> Path:
    """Return the file of the serif font; FileNotFoundError when the system has none."""
    answer = subprocess.run(
        ["fc-match", f"{FAMILY}:style={style}", "file", "family"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    path = Path(answer.split("file=")[-1].split(":")[0].strip())
    if FAMILY.replace(" ", "") not in path.name:
        raise FileNotFoundError(f"{FAMILY} {style} is not installed (Debian: fonts-liberation)")
    return path


def write_pdf(document: TownDocument) -> bytes:
    """Return the bytes of the document as PDF."""
    _register_fonts()
    buffer = io.BytesIO()
    template = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=20 * mm - 6,
        rightMargin=10 * mm - 6,
        topMargin=20 * mm - 6,
        bottomMargin=20 * mm - 6,
        invariant=1,
        lang="ru-RU",
        title=document.name,
        author="Общий отдел",
        subject="",
        creator="",
        producer="",
    )
    template.build(_story(document), onLaterPages=_page_number)
    return buffer.getvalue()


def _register_fonts() -> None:
    pdfmetrics.registerFont(TTFont("Serif", font_file()))
    pdfmetrics.registerFont(TTFont("Serif-Bold", font_file("Bold")))


def _page_number(canvas: Canvas, template: SimpleDocTemplate) -> None:
    canvas.setFont("Serif", 12)
    canvas.drawCentredString(A4[0] / 2 + 5 * mm, A4[1] - 13 * mm, str(template.page))


def _paragraph(text: str, style: str) -> Paragraph:
    return Paragraph(escape(text), STYLES[style])


def _story(document: TownDocument) -> list[Flowable]:
    story = [] if document.head.get("bare") else _head(document)
    story += _items(document.items)
    if not (document.head.get("bare") or document.head.get("signed_in_text")):
        story.append(_signature(document.text("signatory_post"), document.text("signatory")))
    if lines := signature_mark(document):
        cell = [_paragraph(line, "mark") for line in lines]
        box = Table([[cell]], colWidths=[90 * mm], style=TableStyle([("BOX", (0, 0), (-1, -1), 1, colors.darkblue)]))
        story += [Spacer(1, 12), box]
    for annex in document.annexes:
        story.append(PageBreak())
        story += [_paragraph(line, "right") if line else Spacer(1, 10) for line in document.annex_stamp(annex)]
        story.append(Spacer(1, 16))
        story += [_paragraph(line, "centre") for line in (annex.kind, annex.title) if line]
        story.append(Spacer(1, 10))
        story += _items(annex.items)
    return story


def _head(document: TownDocument) -> list[Flowable]:
    *above, body = letterhead(document)
    story: list[Flowable] = [_paragraph(line, "plain-centre") for line in above]
    story += [_paragraph(body, "centre"), Spacer(1, 14), _paragraph(kind_line(document), "kind"), Spacer(1, 12)]
    dated, number = date_and_number(document)
    match document.text("date_style", "plain"):
        case "plain" | "words":
            story.append(_paragraph(f"{dated} {number}", "plain-centre"))
        case "bare":
            story += [_paragraph(dated, "plain-centre"), _paragraph(number, "plain-centre")]
        case _:
            story.append(Table([[_paragraph(dated, "left"), _paragraph(number, "number")]], colWidths=[WIDTH / 2] * 2))
    story += [_paragraph(PLACE, "plain-centre"), Spacer(1, 14)]
    style = "title-left" if document.text("title_style") == "left" else "centre"
    return [*story, _paragraph(document.text("title"), style), Spacer(1, 14)]


def _items(items: tuple[Item, ...]) -> list[Flowable]:
    story: list[Flowable] = []
    for item in items:
        if item.style == "table":
            story += [Spacer(1, 6), _table(item), Spacer(1, 10)]
        elif not item.text.strip():
            story.append(Spacer(1, 12))
        elif item.style == "signature":
            post, _, name = item.text.partition("|")
            story.append(_signature(post.strip(), name.strip()))
        else:
            style = AS_HEADING.get(item.style) or AS_PARAGRAPH.get(item.style) or item.style
            story.append(_paragraph(f"{item.label} {item.text}".strip(), style))
    return story


def _table(item: Item) -> Table:
    cells = [
        [_paragraph(text, "cell-head" if index == 0 else "cell") for text in row] for index, row in enumerate(item.rows)
    ]
    widths = [WIDTH * share / sum(item.shares) for share in item.shares]
    style = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return Table(cells, colWidths=widths, style=style, repeatRows=1)


def _signature(post: str, name: str) -> Flowable:
    table = Table(
        [[_paragraph(post, "left"), _paragraph(name, "number")]],
        colWidths=[WIDTH * 0.65, WIDTH * 0.35],
        style=TableStyle([("VALIGN", (0, 0), (-1, -1), "BOTTOM"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]),
    )
    return KeepTogether([Spacer(1, 28), table])
