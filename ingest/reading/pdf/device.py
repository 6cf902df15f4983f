"""Content of a page -> runs of text with their place, images and rules; within the limits of one page.

One object for each piece of a show operator, instead of one for each glyph as in the library's own layout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.utils import mult_matrix

if TYPE_CHECKING:
    from pdfminer.pdfinterp import PDFResourceManager

    from ingest.reading.limits import ReadLimits

WORD_GAP: Final = 0.17
"""A shift of this share of the size inside a show operator parts words."""
UNMAPPED: Final = 0xF0000
"""Glyphs without a letter are kept as private characters: this plus the code."""
_INVISIBLE: Final = 3
_FORCE_BOLD: Final = 1 << 18
_BOLD_NAMES: Final = ("bold", "black", "heavy", "semibold", "demi", "полужирный")


@dataclass(slots=True)
class Run:
    """A piece of text on one baseline; coordinates in points, origin at the top left of the page as it is shown."""

    x0: float
    y: float
    x1: float
    size: float
    text: str
    bold: bool = False
    hidden: bool = False
    trust: float = 1.0


@dataclass(slots=True)
class Content:
    """All that a page shows."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    sideways: list[Run] = field(default_factory=list)
    images: list[tuple[float, float, float, float]] = field(default_factory=list)
    paths: int = 0
    drawn: int = 0
    """Characters that were set, mapped or not."""
    faults: int = 0
    """Operators that could not be carried out."""

    @property
    def image_share(self) -> float:
        """Share of the page that pictures cover, at most 1 (overlaps counted twice)."""
        area = self.width * self.height
        return min(1.0, sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in self.images) / area) if area > 0 else 0.0


class RunDevice(PDFTextDevice):
    """Collects :class:`Content`; one object for one page."""

    def __init__(
        self, rsrcmgr: PDFResourceManager, limits: ReadLimits, fonts: dict[int, FontCache], *, by_glyph: bool
    ) -> None:
        super().__init__(rsrcmgr)
        self.limits = limits
        self.content = Content(0.0, 0.0)
        self.operators = 0
        self.operands = 0
        self.calls = 0
        self._fonts = fonts
        self._by_glyph = by_glyph

    def begin_page(self, page: Any, ctm: Any) -> None:
        """Take the size of the page as it is shown."""
        x0, y0, x1, y1 = page.mediabox
        width, height = abs(x1 - x0), abs(y1 - y0)
        if page.rotate in {90, 270}:
            width, height = height, width
        self.content = Content(width or 612.0, height or 792.0)
        self.ctm = ctm

    def paint_path(self, *_: Any, **__: Any) -> None:
        """Count drawings: a page of nothing but curves is text that was turned into outlines."""
        self.content.paths += 1

    def render_image(self, name: str, stream: Any) -> None:
        """Note where a picture lies."""
        del name, stream
        if self.ctm is None:
            return
        a, b, c, d, e, f = self.ctm
        xs = (e, e + a, e + c, e + a + c)
        ys = (f, f + b, f + d, f + b + d)
        page = self.content
        x0, x1 = max(0.0, min(xs)), min(page.width, max(xs))
        y0, y1 = max(0.0, min(ys)), min(page.height, max(ys))
        if x1 > x0 and y1 > y0:
            page.images.append((x0, page.height - y1, x1, page.height - y0))

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Turn the pieces of one show operator into runs."""
        del ncs, graphicstate
        font = textstate.font
        if self.ctm is None:
            return
        matrix = mult_matrix(textstate.matrix, self.ctm)
        cache = self._fonts.get(id(font))
        if cache is None:
            cache = self._fonts[id(font)] = FontCache(font, by_glyph=self._by_glyph)
        size = textstate.fontsize
        scale = textstate.scaling * 0.01
        x, y = textstate.linematrix
        text: list[str] = []
        start = end = x
        gap_limit = WORD_GAP * abs(size * scale)
        for piece in seq:
            if isinstance(piece, (int, float)):
                x -= piece * 0.001 * size * scale
                if text and not -gap_limit * 6 < x - end < gap_limit:
                    self._emit(text, start, end, y, textstate, matrix, cache)
                    text = []
            elif isinstance(piece, bytes):
                shown, width, count, spaces = cache.measure(piece)
                if not text:
                    start = x
                text.append(shown)
                self.content.drawn += count
                x += (width * size + count * textstate.charspace + spaces * textstate.wordspace) * scale
                end = x - textstate.charspace * scale if count else x
        if text:
            self._emit(text, start, end, y, textstate, matrix, cache)
        textstate.linematrix = (x, y)

    def _emit(  # noqa: PLR0917 - the hot path
        self, text: list[str], start: float, end: float, y: float, state: Any, matrix: Any, cache: FontCache
    ) -> None:
        shown = "".join(text)
        if not shown.strip():
            return
        a, b, c, d, e, f = matrix
        y += state.rise
        x0, y0 = a * start + c * y + e, b * start + d * y + f
        x1, y1 = a * end + c * y + e, b * end + d * y + f
        size = abs(state.fontsize) * math.hypot(c, d) * cache.scale
        page = self.content
        if not (
            math.isfinite(x0 + y0 + x1 + y1 + size)
            and -size < x0 < page.width + size
            and -size < y0 < page.height + size
        ):
            return
        hidden = state.render == _INVISIBLE
        bold = cache.bold or state.render == 2  # noqa: PLR2004 - fill and stroke: drawn thicker
        if abs(a) >= abs(b) and a > 0:
            page.runs.append(Run(x0, page.height - y0, max(x1, x0), size, shown, bold, hidden))
        else:
            page.sideways.append(_turned(x0, y0, x1, y1, size, shown, page, up=b > 0, flipped=abs(a) >= abs(b)))


def _turned(  # noqa: PLR0917 - a run and its page
    x0: float, y0: float, x1: float, y1: float, size: float, text: str, page: Content, *, up: bool, flipped: bool
) -> Run:
    """Return a run as it lies when the page is turned so that its text is upright."""
    if flipped:
        return Run(page.width - x0, y0, page.width - x1, size, text)
    if up:
        return Run(y0, x0, y1, size, text)
    return Run(page.height - y0, page.width - x0, page.height - y1, size, text)


class FontCache:
    """What the strings of one font say and how wide they are; documents repeat most of them."""

    def __init__(self, font: Any, *, by_glyph: bool) -> None:
        self.font = font
        self.multibyte = bool(font.is_multibyte())
        name = str(getattr(font, "fontname", "") or "") + str(getattr(font, "basefont", "") or "")
        self.bold = any(mark in name.lower() for mark in _BOLD_NAMES) or bool(font.flags & _FORCE_BOLD)
        self.scale = 1.0
        if type(font).__name__ == "PDFType3Font":
            height = abs(font.get_height() or 0.0)
            self.scale = height if 0.05 < height < 20 else 1.0  # noqa: PLR2004 - anything else is a broken box
        self._glyph_page = glyph_page(name) if by_glyph else None
        self._strings: dict[bytes, tuple[str, float, int, int]] = {}
        self._letters: dict[int, str] = {}

    def measure(self, data: bytes) -> tuple[str, float, int, int]:
        """Return text, width in text space for size 1, number of glyphs, number of single-byte spaces."""
        known = self._strings.get(data)
        if known is not None:
            return known
        font = self.font
        codes = list(font.decode(data))
        letters = self._letters
        text = "".join([letters[code] if code in letters else self._letter(code) for code in codes])
        width = sum([font.char_width(code) for code in codes])
        spaces = 0 if self.multibyte else data.count(b" ")
        result = (text, float(width), len(codes), spaces)
        if len(self._strings) < 200_000:  # noqa: PLR2004 - a bound for endless different strings
            self._strings[data] = result
        return result

    def _letter(self, code: int) -> str:
        letter = glyph_letter(code + 256 * self._glyph_page) if self._glyph_page is not None else None
        if letter is None:
            try:
                letter = str(self.font.to_unichr(code))
            except PDFUnicodeNotDefined:
                letter = chr(UNMAPPED + code) if 0 <= code < 0xFFFE else "\ufffd"  # noqa: PLR2004 - size of the private plane
        self._letters[code] = letter = letter.replace("\x00", "")
        return letter


def glyph_page(font_name: str) -> int | None:
    """Return the page of glyph numbers that a printed font's name ends with (``…_02``), None for other names."""
    head, _, tail = font_name.rpartition("_")
    return int(tail) if head and len(tail) == 2 and tail.isdigit() else None  # noqa: PLR2004 - two digits


_MAC_ORDER: Final = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’"


def glyph_letter(glyph: int) -> str | None:
    """Return the letter of a glyph of Microsoft's fonts: ASCII from 3, the Mac set from 98, Cyrillic from 570."""
    if 3 <= glyph <= 97:  # noqa: PLR2004 - the fonts' order
        return chr(glyph + 29)
    if 98 <= glyph < 98 + len(_MAC_ORDER):  # noqa: PLR2004
        return _MAC_ORDER[glyph - 98]
    if 570 <= glyph <= 633:  # noqa: PLR2004
        return chr(0x410 + glyph - 570)
    return {556: "Ё", 634: "ё", 727: "№", 718: "№"}.get(glyph)
