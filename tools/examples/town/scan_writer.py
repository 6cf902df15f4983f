"""Lays a short document out as a scan: one page that is a picture, slightly askew and grainy, without a text layer.

Writes: bytes that are the same on every run with the same versions of Pillow, numpy, reportlab and the font.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from town.layout import PLACE, date_and_number, kind_line, letterhead
from town.pdf_writer import font_file

if TYPE_CHECKING:
    from town.model import TownDocument

DPI = 200
PAGE = (1654, 2339)
"""A4 at 200 dots per inch."""
LEFT, RIGHT, TOP = 158, 1575, 150
INDENT = 98
LEADING = 47
SKEW = 0.6
"""Degrees."""
PAPER, INK = 244, 38
GRAIN = 5.0
SEED = 1404


def write_scan(document: TownDocument) -> bytes:
    """Return a PDF of one page that holds nothing but a picture of the document."""
    picture = io.BytesIO()
    _age(_draw(document)).save(picture, "JPEG", quality=52, dpi=(DPI, DPI))
    picture.seek(0)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(document.name)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.save()
    return buffer.getvalue()


class _Sheet:
    def __init__(self) -> None:
        self.image = Image.new("L", PAGE, PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.y = TOP
        self.regular = ImageFont.truetype(str(font_file()), 39)
        self.bold = ImageFont.truetype(str(font_file("Bold")), 39)

    def centred(self, text: str, *, bold: bool = False) -> None:
        font = self.bold if bold else self.regular
        for line in self._wrap(text, font, 0):
            self.draw.text(((LEFT + RIGHT - font.getlength(line)) / 2, self.y), line, fill=INK, font=font)
            self.y += LEADING

    def paragraph(self, text: str) -> None:
        for index, line in enumerate(self._wrap(text, self.regular, INDENT)):
            self.draw.text((LEFT + (INDENT if index == 0 else 0), self.y), line, fill=INK, font=self.regular)
            self.y += LEADING

    def ends(self, left: str, right: str) -> None:
        self.draw.text((LEFT, self.y), left, fill=INK, font=self.regular)
        self.draw.text((RIGHT - self.regular.getlength(right), self.y), right, fill=INK, font=self.regular)
        self.y += LEADING

    def gap(self) -> None:
        self.y += LEADING // 2

    @staticmethod
    def _wrap(text: str, font: ImageFont.FreeTypeFont, indent: int) -> list[str]:
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            room = RIGHT - LEFT - (indent if len(lines) == 1 else 0)
            if lines[-1] and font.getlength(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines


def _draw(document: TownDocument) -> Image.Image:
    sheet = _Sheet()
    *above, body = letterhead(document)
    for line in above:
        sheet.centred(line)
    sheet.centred(body, bold=True)
    sheet.gap()
    sheet.centred(kind_line(document), bold=True)
    sheet.gap()
    dated, number = date_and_number(document)
    sheet.centred(f"{dated} {number}")
    sheet.centred(PLACE)
    sheet.gap()
    sheet.centred(document.text("title"), bold=True)
    sheet.gap()
    for item in document.items:
        sheet.paragraph(f"{item.label} {item.text}".strip())
    sheet.gap()
    sheet.gap()
    sheet.ends(document.text("signatory_post"), document.text("signatory"))
    return sheet.image


def _age(image: Image.Image) -> Image.Image:
    turned = image.rotate(SKEW, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    grain = np.random.default_rng(SEED).normal(0.0, GRAIN, (PAGE[1], PAGE[0]))
    return Image.fromarray(np.clip(np.asarray(turned, dtype=float) + grain, 0, 255).astype(np.uint8))
