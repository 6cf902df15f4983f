"""PDF files with pictures beside their text, and what is read of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, Source, check_document
from ingest.reading import ReadLimits, Tools, read_document
from tests import scans

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.document import Block

TOOLS = Tools.find()
WIDTH, HEIGHT = 595.0, 842.0
ABOVE = "Перечень объектов приведён ниже на рисунке."
BELOW = "Контроль за исполнением постановления оставляю за собой."
ROWS = (("Наименование", "Адрес"), ("Школа", "Садовая улица"), ("Больница", "Лесная улица"))


def drawn(said: tuple[str, ...], width: int = 1200, *, line: int = 70) -> Image.Image:
    """Return a picture of lines of print."""
    image = Image.new("RGB", (width, line * len(said) + 40), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), 36)
    for number, text in enumerate(said):
        pen.text((40, 30 + line * number), text, fill="black", font=font)
    return image


def pasted_table() -> Image.Image:
    """Return a picture of a ruled table."""
    image = Image.new("RGB", (1200, 320), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), 34)
    for row, cells in enumerate(ROWS):
        for col, text in enumerate(cells):
            left, top = 20 + 580 * col, 10 + 100 * row
            pen.rectangle((left, top, left + 580, top + 100), outline="black", width=3)
            pen.text((left + 30, top + 30), text, fill="black", font=font)
    return image


def photograph() -> Image.Image:
    """Return a picture without words: shades, grain and edges."""
    grain = np.random.default_rng(7)
    shades = np.linspace(40, 220, 700)[None, :] + 30 * np.sin(np.arange(500) / 17)[:, None]
    picture = Image.fromarray(np.clip(shades + grain.normal(0, 25, (500, 700)), 0, 255).astype(np.uint8)).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for number in range(40):
        x, y, side = (int(grain.integers(0, high)) for high in (650, 450, 90))
        pen.rectangle((x, y, x + side, y + side // 2), outline=(20, 20, 20), width=1 + number % 4)
    return picture


def written(path: Path, *pages: Callable[[Canvas], None], size: tuple[float, float] = (WIDTH, HEIGHT)) -> Path:
    """Write a PDF; the font «Print» is there."""
    pdfmetrics.registerFont(TTFont("Print", str(scans.FONT)))
    canvas = Canvas(str(path), pagesize=size)
    for page in pages:
        canvas.setFont("Print", 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def between(picture: Image.Image, *, width: float = 400.0) -> Callable[[Canvas], None]:
    """Return what draws a line of print, a picture below it, and lines below that."""

    def page(canvas: Canvas) -> None:
        high = width * picture.height / picture.width
        canvas.drawString(70, 780, ABOVE)
        canvas.drawImage(ImageReader(picture), 90, 750 - high, width, high)
        for number in range(6):
            canvas.drawString(70, 720 - high - 20 * number, BELOW)

    return page


def read(
    path: Path,
    tools: Tools = TOOLS,
    limits: ReadLimits | None = None,
    *,
    recognise: bool = True,
    passed: tuple[tuple[str, int], ...] = (),
) -> Document:
    document = read_document(
        path, name=path.name, limits=limits or ReadLimits(), tools=tools, recognise=recognise, passed=passed
    )
    assert check_document(document) == []
    return document


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


def pictures(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.kind is BlockKind.IMAGE]


def recognised(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.source is Source.OCR]
