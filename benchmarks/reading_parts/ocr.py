"""Truth and speed of recognition: pages of born-digital acts, made into scans here, against their own text.

The reference is what the register reads from the text layer; both texts go through the same layout, so a difference
is one of recognition or of places. Three versions of each page: clean; with a round coloured stamp and a signature
over the text; with shade, grain and a skew of 1.2 degrees.
"""

from __future__ import annotations

import re
import resource
import unicodedata
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from benchmarks import corpus
from benchmarks.table import Figure, at_least, at_most
from domain.errors import RegisterError
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.text import quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.document import Document

DPI: Final = 200
PAGES: Final = 18
_OF_A_FILE: Final = 2
_LOOKED_AT: Final = 12
"""First pages of a file among which samples are sought."""
FEWEST: Final = 12
_LETTERS: Final = (700, 4_000)
"""Letters of a page that says enough, and of one that is not a table in small print."""
_WORTHY: Final = 0.85
"""Quality of a text layer that may serve as reference (:class:`quality.Quality`)."""
_PICTURE: Final = 0.02
"""Share of the page that an emblem may take."""
_CURVES: Final = 60
"""Rules and frames of a page; more is a drawing or a table."""
SEED: Final = 20_260_501


class Sample(NamedTuple):
    """A page to recognise: where it comes from, its text, its picture."""

    name: str
    text: str
    picture: Image.Image


def measure() -> list[Figure]:
    """Recognise every sample in three versions."""
    tools = replace(Tools.find(), bwrap="", unshare="")  # the kernel does not tell what a process in a sandbox took
    if not tools.tesseract:
        return [Figure("recognition", "tesseract with Russian", "missing", met=False)]
    samples = list(_samples())
    figures = [at_least("OCR: pages rasterised from born-digital PDFs", FEWEST, len(samples))]
    seconds: list[float] = []
    for title, goal, spoil in VERSIONS:
        rates = []
        for number, sample in enumerate(samples):
            picture = spoil(sample.picture, np.random.default_rng(SEED + number))
            said, spent = _recognised(picture, tools)
            rates.append(100 * error_rate(sample.text, said))
            seconds.append(spent)
        figures.append(
            at_most(f"OCR: character error rate, {title}, median of {len(rates)} pages", goal, median(rates), " %")
        )
    figures.append(
        at_most("OCR: processor seconds a page with raster and preparation, median", 1.3, median(seconds), " s")
    )
    figures.append(Figure("OCR: the same, mean", "-", f"{mean(seconds):.3g} s", met=True))
    return figures


def _samples() -> Iterator[Sample]:
    found = 0
    for path in corpus.files(".pdf"):
        of_file = 0
        with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(path) as document:
            for index in range(min(len(document), _LOOKED_AT)):
                sample = _sample(document, index, path.name)
                if sample is not None:
                    found, of_file = found + 1, of_file + 1
                    yield sample
                if found == PAGES:
                    return
                if of_file == _OF_A_FILE:
                    break


def _sample(document: pypdfium2.PdfDocument, index: int, name: str) -> Sample | None:
    """Return a page whose text layer is good and whose letters are drawn with fonts.

    It is read alone, so that nothing of other pages is joined to it.
    """
    if not _is_drawn_with_own_fonts(document[index]):
        return None
    with TemporaryDirectory() as folder, pypdfium2.PdfDocument.new() as alone:
        path = Path(folder) / "page.pdf"
        alone.import_pages(document, [index])
        alone.save(path)
        try:
            read = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
        except RegisterError:
            return None
    text = _text_of(read)
    measured = quality.measure(text)
    few, many = _LETTERS
    good = measured.good and measured.score >= _WORTHY and read.pages[0].trust == 1
    if read.unrecognised or not good or not few <= measured.letters <= many:
        return None
    return Sample(f"{name} p. {index + 1}", text, document[index].render(scale=DPI / 72).to_pil().convert("RGB"))


def _is_drawn_with_own_fonts(page: pypdfium2.PdfPage) -> bool:
    """Tell whether a page is letters of fonts that the file brings, and nearly nothing else.

    A font that is not in the file is drawn with another, maybe without Cyrillic; a picture or a heap of curves may
    hold words that the text layer does not have.
    """
    width, height = page.get_size()
    curves = 0
    for item in page.get_objects(max_depth=4):
        if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > _PICTURE * width * height:
                return False
        elif item.type == pypdfium2.raw.FPDF_PAGEOBJ_TEXT and not item.get_font().is_embedded:
            return False
        curves += item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH
    return curves <= _CURVES


def _text_of(document: Document) -> str:
    return "\n".join(f"{block.label} {document.text_of(block)}".strip() for block in document.blocks)


def _recognised(picture: Image.Image, tools: Tools) -> tuple[str, float]:
    """Return the text of a picture that is a page of a PDF, and processor seconds of this process and tesseract."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        picture.save(path, "PDF", resolution=DPI, quality=85)
        before = processor()
        document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
        return _text_of(document), processor() - before


def processor() -> float:
    """Return processor seconds of this process and of the programs it started."""
    return sum(
        spent.ru_utime + spent.ru_stime
        for spent in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )


def _clean(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    del chance
    return picture


def _stamped(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Lay a blue round stamp of 40 mm and a signature of a pen over the middle of the text, as ink on ink."""
    rows = np.flatnonzero((np.asarray(picture.convert("L")) < 128).any(axis=1))  # noqa: PLR2004 - half dark is ink
    across, down = round(picture.width * 0.45), int(median(rows)) if len(rows) else picture.height // 2
    layer = Image.new("RGB", picture.size, "white")
    layer.paste(_stamp(int(0.04 / 0.0254 * DPI), (70, 90, 190)), (across - 157, down - 157))
    pen = ImageDraw.Draw(layer)
    steps = np.linspace(0, 1, 120)
    heights = 60 * np.sin(steps * 19 + chance.uniform(0, 6)) * np.exp(-1.5 * steps) + 20 * np.sin(5 * steps)
    line = [(across + 40 + 420 * step, down - 40 + height) for step, height in zip(steps, heights, strict=True)]
    pen.line(line, fill=(50, 50, 150), width=5, joint="curve")
    return ImageChops.multiply(picture, layer.filter(ImageFilter.GaussianBlur(0.7)))


def _stamp(size: int, colour: tuple[int, int, int]) -> Image.Image:
    """Draw two rings with words between them and two lines of words inside."""
    stamp = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(stamp)
    for inset, width in ((2, 5), (48, 3)):
        pen.ellipse((inset, inset, size - inset, size - inset), outline=colour, width=width)
    font = ImageFont.truetype("DejaVuSans.ttf", 26)
    words = "АДМИНИСТРАЦИЯ ГОРОДА СВЕТЛОРЕЧЕНСКА * ОГРН 1026600000000 * "
    for number, letter in enumerate(words):
        glyph = Image.new("RGB", (40, size), "white")
        ImageDraw.Draw(glyph).text((20, 24), letter, fill=colour, font=font, anchor="mm")
        ring = Image.new("RGB", (size, size), "white")
        ring.paste(glyph, (size // 2 - 20, 0))
        stamp = ImageChops.multiply(stamp, ring.rotate(-360 * number / len(words), fillcolor="white"))
    pen = ImageDraw.Draw(stamp)
    for offset, text in ((-18, "ДЛЯ"), (18, "ДОКУМЕНТОВ")):
        pen.text((size / 2, size / 2 + offset), text, fill=colour, font=font, anchor="mm")
    return stamp


def _worn(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Shade one side to two thirds, turn by 1.2 degrees, add grain."""
    askew = picture.rotate(1.2, resample=Image.Resampling.BICUBIC, fillcolor="white")
    pixels = np.asarray(askew, dtype=np.float32)
    shade = np.linspace(1.0, 0.65, picture.width, dtype=np.float32)[None, :, None]
    grain = chance.normal(0, 14, pixels.shape[:2]).astype(np.float32)[:, :, None]
    return Image.fromarray(np.clip(pixels * shade + grain, 0, 255).astype(np.uint8))


VERSIONS: Final[tuple[tuple[str, float, Callable[[Image.Image, np.random.Generator], Image.Image]], ...]] = (
    ("clean", 2.0, _clean),
    ("stamp and signature over text", 3.0, _stamped),
    ("shade, grain, skew of 1.2 degrees", 3.0, _worn),
)


def error_rate(wanted: str, said: str) -> float:
    """Return edits from ``said`` to ``wanted`` for a character of it; spaces and broken words are made alike."""
    wanted, said = _alike(wanted), _alike(said)
    return edits(wanted, said) / max(len(wanted), 1)


def _alike(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "")
    text = re.sub(r"[‐‑‒–—―−]", "-", text)
    text = re.sub(r"[«»„“”\"]", '"', text)
    text = re.sub(r"(?<=\w)-\s+(?=[а-яё])", "", text)
    return re.sub(r"\s+", " ", re.sub(r"_{2,}", "", text)).strip()


def edits(one: str, two: str) -> int:
    """Return the Levenshtein distance (Myers 1999, bit-parallel: a column of the table is one long number)."""
    if not one:
        return len(two)
    places: dict[str, int] = {}
    for place, sign in enumerate(one):
        places[sign] = places.get(sign, 0) | 1 << place
    last, every = 1 << (len(one) - 1), (1 << len(one)) - 1
    plus, minus, distance = every, 0, len(one)
    for sign in two:
        equal = places.get(sign, 0)
        level = equal | minus
        diagonal = (((equal & plus) + plus) ^ plus) | equal
        up = minus | ~(diagonal | plus) & every
        down = plus & diagonal
        distance += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & every, down << 1 & every
        plus, minus = down | ~(level | up) & every, up & level
    return distance
