"""Scans that tests make: pages drawn as pictures, and PDFs that hold nothing but pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

_FONTS = [
    Path(folder) / name
    for folder in ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/liberation")
    for name in ("DejaVuSans.ttf", "LiberationSerif-Regular.ttf")
]
FONT = next((path for path in _FONTS if path.exists()), None)
"""A TrueType font with Cyrillic, None where there is none."""
DPI = 200
SIZE = (1654, 2339)
"""A4 at 200 dpi."""
HEADING = "ПОСТАНОВЛЕНИЕ"
BODY = [
    "В целях упорядочения работы с документами администрация города",
    "постановляет утвердить прилагаемый порядок ведения реестра",
    "муниципальных правовых актов и назначить ответственных за него.",
    "Контроль за исполнением настоящего постановления оставляю за собой.",
    "Постановление вступает в силу после официального опубликования.",
]


def page(lines: Sequence[str] = BODY, heading: str = HEADING) -> Image.Image:
    """Draw a page: a heading at one tenth of the height, lines below it in the upper half."""
    image = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(image)
    pen.text((SIZE[0] / 2, 234), heading, fill="black", font=ImageFont.truetype(str(FONT), 40), anchor="mm")
    for number, line in enumerate(lines):
        pen.text((150, 400 + 60 * number), line, fill="black", font=ImageFont.truetype(str(FONT), 30))
    return image


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """Turn a picture clockwise."""
    return image.rotate(-degrees, expand=True)


def as_pdf(path: Path, *images: Image.Image) -> Path:
    """Write a PDF whose pages are these pictures; return its path."""
    first, *more = images
    first.save(path, "PDF", resolution=DPI, save_all=True, append_images=more, quality=90)
    return path


def as_png(image: Image.Image) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
