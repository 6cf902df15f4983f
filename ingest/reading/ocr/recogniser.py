"""Recognition of scanned pages: raster by PDFium, cleaning of the picture, tesseract with the Russian language.

200 dpi: more brings nothing on real acts and costs twice the time. ``rus`` alone: with ``eng`` beside it real scans
give fewer known words and fewer numero signs, and take a third more time. A page that is read badly as it lies is
tried as one block of text, and turned (:mod:`ingest.reading.ocr.turning`); what was read best is taken.
"""

from __future__ import annotations

import copy
import hashlib
import io
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from ingest.reading.ocr import words
from ingest.reading.ocr.engine import Engine
from ingest.reading.tools import OCR_PACKAGE, Tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PIL.Image import Image

    from ingest.reading.limits import ReadLimits
    from ingest.reading.ocr.celled import Sheet
    from ingest.reading.ocr.layered import Looked
    from ingest.reading.ocr.ruling import Ruled
    from ingest.reading.ocr.tsv import Word
    from ingest.reading.pdf.device import Run
    from ingest.reading.pdf.rules import Rules

DPI: Final = 200
_POINTS: Final = 72
_UNSURE: Final = 60.0
"""Mean confidence (per cent) below which a page is tried in other ways."""
_PAGES: Final = "3"
"""Tesseract finds columns and paragraphs itself."""
_ONE_BLOCK: Final = "6"
_FAR_BETTER: Final = 1.5
"""Times as much must be read in another turn to be believed."""
_EMBLEM: Final = 100
"""Pixels: a smaller picture holds no text."""
_DARK: Final = 96
"""Shade (of 255) that half of a part do not exceed where its print is light."""
_WIDE: Final = 1700
"""Pixels of the width of a page at :data:`DPI`."""
_NARROW: Final = 800
"""Pixels that a picture is not made narrower than, however small it is shown: a scan of a page loses half its words."""


class Seen(NamedTuple):
    """A recognised page, as it lies when its text stands upright; sizes in points.

    ``turned`` tells by how many degrees clockwise the page, as the file shows it, had to be turned for that; ``rules``
    are those of its tables, no run crosses one.
    """

    width: float
    height: float
    runs: list[Run]
    turned: int = 0
    rules: Rules | None = None
    looks: bytes = b""
    """Of a part of a page: the same where another looks the same."""


class Part(NamedTuple):
    """A part of a page of a PDF."""

    box: tuple[float, float, float, float]
    """Left, top, right, bottom in points from the top left of the page."""
    size: tuple[float, float]
    """Width and height of the page in points, as the places on it were measured."""
    turned: int = 0
    """By how many degrees clockwise the page has to be turned so that its text stands upright."""
    without: Sequence[int] = ()
    """Annotations (from 0) that were read otherwise."""


class Layer(NamedTuple):
    """What another program has read of a page."""

    runs: list[Run]
    turned: int = 0
    """By how many degrees clockwise the page has to be turned so that they stand upright."""
    without: Sequence[int] = ()
    """Annotations (from 0) that were read otherwise."""


class _Raster(NamedTuple):
    """A page drawn with so many pixels a point; its size in points."""

    image: Image
    scale: float
    width: float
    height: float


class Recogniser:
    """Recognises pages of one file one by one; knows whether it can. Used as a context, so that its process ends."""

    def __init__(self, limits: ReadLimits, tools: Tools) -> None:
        self._limits = limits
        self._tools = tools
        self._engine = Engine(limits, tools)
        self._parts: dict[bytes, Seen | None] = {}
        self.package = OCR_PACKAGE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.__exit__()

    @property
    def available(self) -> bool:
        """Whether tesseract with Russian is installed."""
        return bool(self._tools.tesseract)

    def page(self, path: Path, index: int, without: Sequence[int] = ()) -> Seen | None:
        """Recognise one page of a PDF, without those of its annotations that were read; None when it cannot be done."""
        raster = self._raster(path, index, without)
        seen = None if raster is None else self._recognise(raster.image, raster.scale)
        if raster is None or seen is None:
            return None
        width, height = raster.width, raster.height
        return (
            seen._replace(width=width, height=height)
            if seen.turned % 180 == 0
            else seen._replace(width=height, height=width)
        )

    def tables(self, path: Path, index: int, layer: Layer) -> Looked | None:
        """Look for ruled tables in the picture of a page that another program has recognised.

        Args:
            path: The PDF.
            index: The page, from 0.
            layer: What the other program has read.

        Returns:
            None when there are none, or the page cannot be drawn: what was read stays as it is.
        """
        from ingest.reading.ocr import celled, layered, ruling
        from ingest.reading.ocr.preparing import clean
        from ingest.reading.ocr.turning import turned

        raster = self._raster(path, index, layer.without)
        if raster is None:
            return None
        picture, scale = turned(clean(raster.image), layer.turned), raster.scale
        ruled = ruling.find(picture)
        found = layered.words_of(layer.runs, scale)
        sheet = celled.sheet_of(layered.without_bridges(ruled, found), found, scale, layered=True)
        if sheet is None or sheet.settled() is None:
            return None
        self._recognise_cells(sheet, ruled, picture)
        return layered.Looked(layered.runs_of(sheet, layer.runs), sheet.rules(picture.height / scale))

    def part(self, path: Path, index: int, part: Part) -> Seen | None:
        """Recognise a part of a page of a PDF, as the page shows it; None when it cannot be done.

        What looks as another part did, as a letterhead on each page does, is not recognised again. Light print on dark
        is recognised as dark on light.

        Args:
            path: The PDF.
            index: The page, from 0.
            part: Where it lies.

        Returns:
            Places from the top left of the part, as the page is turned.
        """
        from ingest.reading.ocr import turning

        raster = self._raster(path, index, part.without, part.box)
        if raster is None or max(abs(raster.width - part.size[0]), abs(raster.height - part.size[1])) > 1:
            return None
        image = turning.turned(raster.image, part.turned).convert("RGB")
        looks = hashlib.sha256(b"%r" % ((image.size, raster.scale),) + image.tobytes()).digest()
        if looks not in self._parts:
            seen = self._recognise(_on_light(image), raster.scale)
            self._parts[looks] = None if seen is None else seen._replace(looks=looks)
        return copy.deepcopy(self._parts[looks])

    def _raster(
        self, path: Path, index: int, without: Sequence[int], part: tuple[float, float, float, float] | None = None
    ) -> _Raster | None:
        """Draw one page of a PDF, or a part of it, without some of its annotations; None when it cannot be done."""
        import pypdfium2

        from ingest.reading.images import faces

        faces.lend()
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return None
        try:
            page = document[index]
            for annotation in sorted(without, reverse=True):
                pypdfium2.raw.FPDFPage_RemoveAnnot(page, annotation)
            width, height = page.get_size()
            scale = min(DPI / _POINTS, (self._limits.image_pixels / max(width * height, 1.0)) ** 0.5)
            left, top, right, bottom = part or (0.0, 0.0, width, height)
            cut = (max(0.0, left), max(0.0, height - bottom), max(0.0, width - right), max(0.0, top))
            return _Raster(page.render(scale=scale, crop=cut).to_pil(), scale, width, height)
        except (pypdfium2.PdfiumError, ValueError):
            return None
        finally:
            document.close()

    def picture(self, data: bytes, width: float = 0.0) -> Seen | None:
        """Recognise a picture of an office file; None when it is none, too small for text, or too large.

        Args:
            data: A picture in any format of Pillow.
            width: How wide it is shown, in points; 0 for that of a page.
        """
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = self._limits.image_pixels
        try:
            with Image.open(io.BytesIO(data)) as opened:
                if opened.width * opened.height > self._limits.image_pixels or min(opened.size) < _EMBLEM:
                    return None
                image = opened.convert("RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        shown = max(round(width * DPI / _POINTS), min(_NARROW, image.width)) if width else _WIDE
        pixels = min(_WIDE, shown)
        wide = pixels / image.width
        if wide < 0.6 or wide > 1.5:  # noqa: PLR2004 - far from a page at 200 dpi
            image = image.resize((pixels, max(1, round(image.height * wide))))
        return self._recognise(_on_light(image), DPI / _POINTS)

    @staticmethod
    def is_emblem(data: bytes) -> bool:
        """Tell whether a picture is whole but too small to hold text, so that nothing is lost when it is not read."""
        from PIL import Image

        try:
            with Image.open(io.BytesIO(data)) as opened:
                return min(opened.size) < _EMBLEM
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return False

    def _recognise(self, image: Image, scale: float) -> Seen | None:
        """Read a picture in the likeliest way, and in others until one is read with confidence; keep the best."""
        best: _Try | None = None

        def is_sideways() -> bool:
            return best is not None and words.lie_sideways(best.words)

        begun = time.monotonic()
        for degrees, picture, mode in _ways(image, is_sideways):
            left = self._limits.ocr_seconds_per_page - (time.monotonic() - begun)
            if left <= 0:
                break
            found = self._engine.words(picture, mode, DPI, left)
            if found is None:
                continue
            tried = _Try(found, degrees, picture)
            if best is None or tried.beats(best):
                best = tried
            if best.is_sure:
                break
        if best is None:
            return None
        width, height = (side / scale for side in best.picture.size)
        sheet = self._tables(best, scale)
        if sheet is None:
            return Seen(width, height, words.runs_of(best.words, scale), best.turned)
        return Seen(width, height, sheet.runs(), best.turned, sheet.rules(height))

    def _tables(self, best: _Try, scale: float) -> Sheet | None:
        """Return the page with its ruled tables, their cells recognised alone; None without tables."""
        from ingest.reading.ocr import celled, ruling

        ruled = ruling.find(best.picture)
        sheet = celled.sheet_of(ruled, best.words, scale)
        if sheet is None:
            return None
        self._recognise_cells(sheet, ruled, best.picture)
        return sheet.settled()

    def _recognise_cells(self, sheet: Sheet, ruled: Ruled, page: Image) -> None:
        """Recognise the cells that were read badly or passed over."""
        cells = sheet.picture(ruled, page)
        found = None if cells is None or not self.available else self._engine.words(cells, _ONE_BLOCK, DPI)
        if found:
            sheet.better(found)


@dataclass(frozen=True, slots=True)
class _Try:
    """What one way of reading gave, the turn and the turned picture."""

    words: list[Word]
    turned: int
    picture: Image

    @property
    def is_sure(self) -> bool:
        """Whether no other way need be tried."""
        return words.confidence(self.words) >= _UNSURE and not words.lie_sideways(self.words)

    def beats(self, other: _Try) -> bool:
        """Tell whether more was read this way; another turn must be far better, for noise reads alike in any.

        Lines that run up or down are left for any turn in which they lie level.
        """
        if words.lie_sideways(self.words) != words.lie_sideways(other.words):
            level, tall = (other, self) if words.lie_sideways(self.words) else (self, other)
            return (level is self) == (words.weight(level.words) * _FAR_BETTER > words.weight(tall.words))
        margin = 1.0 if self.turned == other.turned else _FAR_BETTER
        return words.weight(self.words) > margin * words.weight(other.words)


def _on_light(image: Image) -> Image:
    """Return a picture of light print on dark as one of dark print on light, others as they are."""
    from PIL import ImageOps, ImageStat

    return ImageOps.invert(image) if ImageStat.Stat(image.convert("L")).median[0] < _DARK else image


def _ways(image: Image, is_sideways: Callable[[], bool]) -> Iterator[tuple[int, Image, str]]:
    """Yield turn, picture and mode of each way of reading, the likeliest first; pictures are made when needed.

    Beside the turns, a page is read as one block (a grey stamp across the text breaks columns) and with its coloured
    ink (a page of nothing but stamps). Where the lines run up or down, the turns come first, and of them those that lay
    such lines level. numpy and Pillow are brought only now: readers of text do without their memory.

    Args:
        image: The page as it was drawn.
        is_sideways: Tells whether in the best way so far the lines run up or down.
    """
    from ingest.reading.ocr.preparing import clean
    from ingest.reading.ocr.turning import likely_turns, straightened, turned

    ready = clean(image)
    first, *others = likely_turns(ready)
    upright = straightened(turned(ready, first))
    yield first, upright, _PAGES
    sideways = is_sideways()
    if first == 0 and not sideways:
        yield 0, upright, _ONE_BLOCK
        yield 0, image.convert("L"), _PAGES
    if sideways:
        others.sort(key=lambda degrees: (degrees - first) % 180 == 0)
    for degrees in others:
        yield degrees, straightened(turned(ready, degrees)), _PAGES
    if first == 0 and sideways:
        yield 0, upright, _ONE_BLOCK
        yield 0, image.convert("L"), _PAGES
