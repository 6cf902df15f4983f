"""Content of a page -> runs of text with their place, images and rules; within the limits of one page.

One object for each piece of a show operator, instead of one for each glyph as in the library's own layout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec
from pdfminer.pdfdevice import PDFTextDevice

from ingest.reading.pdf.covers import Covers
from ingest.reading.pdf.fonts import FontCache
from ingest.reading.pdf.grammar import PIECE
from ingest.reading.pdf.inks import Sight
from ingest.reading.pdf.operands import CLIPS
from ingest.reading.pdf.overlays import Overlays
from ingest.reading.pdf.rules import Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pdfminer.pdfinterp import PDFResourceManager

    from ingest.reading.limits import ReadLimits
    from ingest.reading.pdf.fonts import Known

WORD_GAP: Final = 0.17
"""A shift of this share of the size inside a show operator parts words."""
_UP: Final = 90
_FLIPPED: Final = 180
_DOWN: Final = 270
"""Degrees clockwise that make text upright which runs up the page, upside down, or down."""
_TIGHT: Final = 0.05
"""Room between letters up to this share of the size parts no words, be they kerned besides."""
_GLUE: Final = 0.1
"""Pieces of one line that are nearer than this share of the size are one run."""
_INVISIBLE: Final = 3
AWAITED: Final = 7
"""The mode that adds letters to the clip; what such a run says is seen when something is painted through it."""
PALE: Final = 8
CLEAR: Final = 9
"""Modes of our own: filled with white, or with what lets all through."""
_RISE: Final = 0.6
"""Share of its size by which a letter rises above its line."""
_THICK: Final = 2
"""Fill and stroke: letters are drawn thicker."""

Matrix = tuple[float, float, float, float, float, float]


class Run(msgspec.Struct, gc=False):
    """A piece of text on one baseline; coordinates in points, origin at the top left of the page as it is shown."""

    x0: float
    y: float
    x1: float
    size: float
    text: str
    bold: bool = False
    hidden: int = 0
    """Whether nobody sees it; :data:`AWAITED` as long as that is not told yet."""
    trust: float = 1.0
    raw: str = ""
    """What the file's own maps say, when the text was found another way."""


@dataclass(slots=True)
class Content:
    """All that a page shows."""

    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    sideways: dict[int, list[Run]] = field(default_factory=dict)
    """Text that does not stand upright, by the degrees clockwise by which the page must be turned for it to stand so;
    it is placed on the page that is turned so."""
    images: list[tuple[float, float, float, float]] = field(default_factory=list)
    rules: Rules = field(default_factory=Rules)
    covers: Covers = field(default_factory=Covers)
    overlays: Overlays = field(default_factory=Overlays)
    paths: int = 0
    faults: int = 0
    """Operators that could not be carried out."""
    outside: int = 0
    """Letters of text that lies beyond the edges of the page."""
    broken: bool = False
    """A part of what draws the page is lost."""
    veiled: bool = False
    """Some of its text may belong to a layer that is off."""
    unseen: bool = False
    """It had text that nobody sees, and that was left out."""
    put_out: bool = False
    """It had text of layers that are off."""
    printed_else: bool = False
    """On paper it has other text than on the screen."""
    struck: bool = False
    """Annotations strike out some of its text, or are to black it out."""
    struck_through: bool = False
    """Lines are drawn through some of its text."""
    noted: bool = False
    """Somebody has left notes on it."""
    covered: bool | None = False
    """Some of its text was hidden by what is painted over it, and left out; None when that could not be looked at."""

    @property
    def damaged(self) -> bool:
        """Whether something may be missing, or stand in another place than it should."""
        return self.broken or self.faults > 0

    @property
    def image_share(self) -> float:
        """Share of the page that pictures cover, at most 1 (overlaps counted twice)."""
        area = self.width * self.height
        return min(1.0, sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in self.images) / area) if area > 0 else 0.0


class TextState:
    """Where and how the next string is set."""

    __slots__ = (
        "charspace", "e", "f", "font", "leading", "matrix", "render", "rise", "scale", "size", "veil", "wordspace", "x"
    )  # fmt: skip

    def __init__(self) -> None:
        self.font: FontCache | None = None
        self.size = self.charspace = self.wordspace = self.leading = self.rise = self.render = 0.0
        self.scale = 1.0
        self.veil = 0
        self.place(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

    def place(self, a: float, b: float, c: float, d: float, e: float, f: float) -> None:  # noqa: PLR0917 - a matrix
        """Set the matrix of the line."""
        self.matrix = (a, b, c, d)
        self.e, self.f, self.x = e, f, 0.0

    def move(self, x: float, y: float) -> None:
        """Begin a new line at an offset from the beginning of this one."""
        a, b, c, d = self.matrix
        self.e += x * a + y * c
        self.f += x * b + y * d
        self.x = 0.0

    def is_outside(self, clip: bytes) -> bool:
        """Tell whether a text that begins here lies beyond the rectangle that clips it: nobody sees it."""
        a, b, c, d = self.matrix
        if b or c or not (a > 0 and d > 0):
            return False
        right, low, high = CLIPS[clip]
        return a * self.x + self.e >= right or not low - d * abs(self.size) < self.f < high

    def saved(self) -> tuple[Any, ...]:
        """Return what a saved graphics state keeps."""
        return (
            self.font, self.size, self.charspace, self.wordspace, self.leading, self.rise, self.render, self.scale,
            self.veil,
        )  # fmt: skip

    def restore(self, saved: tuple[Any, ...]) -> None:
        """Take back what was saved."""
        (
            self.font, self.size, self.charspace, self.wordspace, self.leading, self.rise, self.render, self.scale,
            self.veil,
        ) = saved  # fmt: skip


class RunDevice(PDFTextDevice):
    """Collects :class:`Content`; one object for one page."""

    def __init__(
        self,
        rsrcmgr: PDFResourceManager,
        limits: ReadLimits,
        fonts: dict[int, FontCache],
        *,
        by_glyph: bool,
        sight: Sight | None = None,
    ) -> None:
        super().__init__(rsrcmgr)
        self.sight = Sight() if sight is None else sight
        self.limits = limits
        self.content = Content(0.0, 0.0)
        self.operators = 0
        self.calls = 0
        self.unsure = False
        """What is painted may look otherwise than its colour: whether text is seen in it cannot be told."""
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

    def font_cache(self, font: Any) -> FontCache:
        """Return what is known of a font."""
        cache = self._fonts.get(id(font))
        if cache is None:
            cache = self._fonts[id(font)] = FontCache(font, by_glyph=self._by_glyph)
        return cache

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
            if page.runs or page.sideways:
                page.overlays.put((x0, y0, x1, y1), page, is_picture=True)

    def show_one(self, state: TextState, ctm: Matrix, token: bytes) -> None:
        """Turn one string into a run."""
        if state.font is not None:
            self._show_one(state, ctm, state.font.tokens[token])

    def _show_one(self, state: TextState, ctm: Matrix, token: Known) -> None:
        shown, width, glyphs, spaces, said = token
        if not glyphs:
            state.x += width * (state.size * state.scale)
            return
        start = state.x
        end = x = start + width * (state.size * state.scale)
        if state.charspace or state.wordspace:
            charspace = state.charspace * state.scale
            x += glyphs * charspace + spaces * (state.wordspace * state.scale)
            end = x - charspace
        state.x = x
        if not shown.isspace():
            self._emit(shown, said, start, end, state, ctm)

    def show_array(self, state: TextState, ctm: Matrix, array: bytes) -> None:
        """Turn what stands in an array into runs, strings that are only kerned at once."""
        font = state.font
        if font is None:
            return
        if abs(state.charspace) > _TIGHT * abs(state.size):
            self._show(state, ctm, [font.tokens[piece] for piece in PIECE.findall(array)])
            return
        known = font.arrays[array]
        if len(known) == 1:
            self._show_one(state, ctm, known[0])
        else:
            self._show(state, ctm, known)

    def show_row(self, state: TextState, ctm: Matrix, row: Sequence[tuple[bytes, bytes]]) -> None:
        """Turn strings of one line, each with its shift from the one before, into runs: letters placed one by one."""
        font, (a, b, _, d), (ca, cb, _, cd, ce, _) = state.font, state.matrix, ctm
        across = a * ca
        if font is None or font.by_glyph or state.charspace or state.wordspace or b or cb or not across > 0:
            for shift, token in row:
                state.move(float(shift), 0.0)
                self.show_one(state, ctm, token)
            return
        tokens, unit = font.tokens, state.size * state.scale
        size, left = abs(state.size * d * cd) * font.scale, state.e * ca + ce
        near, far = _GLUE * size / across, (self.content.width + size - left) / across
        before = (-size - left) / across
        x = width = begin = end = 0.0
        text = ""
        for shift, token in row:
            x += float(shift)
            shown, width, _, _, _ = tokens[token]
            if not shown or shown.isspace():
                continue
            if text and -0.5 * near < x - end < near and before < begin and x < far:
                text += shown
            else:
                self._emit(text, "", begin, end, state, ctm)
                text, begin = shown, x
            end = x + width * unit
        self._emit(text, "", begin, end, state, ctm)
        state.e += x * a
        state.x = width * unit

    def show(self, state: TextState, ctm: Matrix, tokens: Sequence[bytes]) -> None:
        """Turn the operands of one show operator into runs."""
        if state.font is not None:
            self._show(state, ctm, [state.font.tokens[token] for token in tokens])

    def _show(self, state: TextState, ctm: Matrix, pieces: Sequence[Known]) -> None:
        unit = state.size * state.scale
        gap = WORD_GAP * abs(unit)
        back = -6 * gap
        charspace, wordspace = state.charspace * state.scale, state.wordspace * state.scale
        spaced = bool(charspace or wordspace)
        x = start = end = state.x
        text = raw = ""
        drawn = False
        for shown, width, glyphs, spaces, said in pieces:
            if not glyphs:
                x += width * unit
                continue
            if not drawn:
                start = x
            elif not back < x - end < gap:
                self._emit(text, raw, start, end, state, ctm)
                text, raw, start = "", "", x
            text += shown
            if said:
                raw += said
            drawn = True
            x += width * unit
            end = x
            if spaced:
                x += glyphs * charspace + spaces * wordspace
                end = x - charspace
        if drawn:
            self._emit(text, raw, start, end, state, ctm)
        state.x = x

    def _emit(  # noqa: PLR0917 - the hot path
        self, shown: str, said: str, start: float, end: float, state: TextState, ctm: Matrix
    ) -> None:
        if not shown or shown.isspace():
            return
        font = state.font
        if font is None:
            return
        ma, mb, mc, md = state.matrix
        ca, cb, cc, cd, ce, cf = ctm
        page, rise = self.content, state.rise
        if not (mb or mc or cb or cc):  # upright, as most text is: the same as below without what is zero
            a, b = ma * ca, 0.0
            d, e = md * cd, state.e * ca + ce
            x0, x1 = a * start + e, a * end + e
            y0 = y1 = d * rise + (state.f * cd + cf)
            size = abs(state.size) * abs(d) * font.scale
        else:
            a, b = ma * ca + mb * cc, ma * cb + mb * cd
            c, d = mc * ca + md * cc, mc * cb + md * cd
            e, f = state.e * ca + state.f * cc + ce, state.e * cb + state.f * cd + cf
            x0, y0 = a * start + c * rise + e, b * start + d * rise + f
            x1, y1 = a * end + c * rise + e, b * end + d * rise + f
            size = abs(state.size) * math.hypot(c, d) * font.scale
        height, runs = page.height, page.runs
        if not (
            -size < x0 < page.width + size and -size < y0 < height + size and math.isfinite(x0 + y0 + x1 + y1 + size)
        ):
            page.outside += len(shown)
            return
        if a > 0 and a >= abs(b):
            y, render = height - y0, state.render
            bold = render == _THICK or font.bold
            hidden = 0 if render < _INVISIBLE else self._is_unseen(render, x0, y0, x1, y1, size)
            if runs:
                run = runs[-1]
                if (
                    run.y == y
                    and -0.5 * _GLUE * run.size < x0 - run.x1 < _GLUE * run.size
                    and run.size == size
                    and run.bold == bold
                    and run.hidden == hidden
                    and not (said or run.raw)
                ):  # it follows closely in the same style
                    run.text += shown
                    run.x1 = max(x1, x0)
                    return
            runs.append(Run(x0, y, max(x1, x0), size, shown, bold, hidden, 1.0, said))
        else:
            degrees = _FLIPPED if abs(a) >= abs(b) else _UP if b > 0 else _DOWN
            turned = _turned(x0, y0, x1, y1, size, shown, page, degrees)
            turned.raw = said
            if state.render >= _INVISIBLE and state.render != AWAITED:
                turned.hidden = self._is_unseen(state.render, x0, y0, x1, y1, size)
            page.sideways.setdefault(degrees, []).append(turned)

    def _is_unseen(  # noqa: PLR0917 - where a run lies
        self, mode: float, x0: float, y0: float, x1: float, y1: float, size: float
    ) -> int:
        """Tell of text that is set in another way than print whether nobody sees it.

        What colours do not tell counts as print until the page is drawn (:mod:`ingest.reading.pdf.covered`).
        """
        if mode in {_INVISIBLE, AWAITED}:
            return 1 if mode == _INVISIBLE else AWAITED
        if mode < PALE:
            return 0
        if mode == CLEAR and not self.unsure:
            return 1
        page = self.content
        aside = 0.0 if y1 == y0 and x1 > x0 else size  # not upright: how far it reaches is not told by its ends
        left, right = min(x0, x1) - aside, max(x0, x1) + aside
        low, high = min(y0, y1) - aside, max(y0, y1) + aside
        box = (left, low, right, high + _RISE * size)
        if mode == PALE and page.covers.lie_under(box, page):
            return 0
        if not self.unsure:
            return 1
        page.overlays.doubt(box, page)
        return 0


def _turned(  # noqa: PLR0917 - a run and its page
    x0: float, y0: float, x1: float, y1: float, size: float, text: str, page: Content, degrees: int
) -> Run:
    """Return a run as it lies when the page is turned so that its text is upright."""
    if degrees == _FLIPPED:
        return Run(page.width - x0, y0, page.width - x1, size, text)
    if degrees == _UP:
        return Run(y0, x0, y1, size, text)
    return Run(page.height - y0, page.width - x0, page.height - y1, size, text)
