"""Text that something painted later hides: a white box or a picture laid over a number.

Where something was painted over text (:mod:`ingest.reading.pdf.overlays`), or text is white or clear and its resources
mix colours, PDFium draws the page as it is, and its text alone on white and on black, which tells where letters of any
colour lie. Text whose letters do not stand out of what is round them on the page is hidden. So masks, clear and mixed
colours, clips, patterns and forms need no rules of their own.

Reads: the file, the content of a page. Writes: that content, without what is hidden.
"""

from __future__ import annotations

import contextlib
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import msgspec

from ingest.reading.pdf import fallback
from ingest.reading.pdf.overlays import MOST_UNDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PIL.Image import Image

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.limits import ReadLimits
    from ingest.reading.pdf.device import Content, Run
    from ingest.reading.pdf.overlays import Under

_HIDES: Final = (
    "На странице что-то нарисовано поверх текста: его не видно, поэтому сюда он не вошёл. Так бывает, когда номер или "
    "дату исправили в готовом файле. Сверьте страницу с подписанным экземпляром."
)
_MAY_HIDE: Final = (
    "На странице что-то нарисовано поверх текста, или он белый, и нельзя понять, видно ли его. Он прочитан. Сверьте "
    "страницу с изображением."
)
_SCALE: Final = 2.0
"""Pixels a point: small print has letters of ten pixels."""
_PIXELS: Final = 8_000_000
"""Of a picture of a page; sheets of engineers are drawn smaller."""
_INK: Final = 140
"""Difference between both pictures of the text alone below which a pixel belongs to a letter, of 255."""
_DARK: Final = [255 * (shade < _INK) for shade in range(256)]
_APART: Final = 40
"""Difference of brightness by which a letter stands out of what is round it."""
_LEAST: Final = 6
"""Pixels of letters, below which nothing can be told: the text is clear, or too small."""
_LOST: Final = 0.25
"""Share of a text's ink that must be lost. What was typed over it keeps the ink where both meet; a stamp or a mark that
lets it through takes hardly any."""
_HERE, _LETTER = 0.4, 0.6
"""The same share of a stretch that is so wide, in sizes of the letters, where nothing else tells: the new number has
most of the old one's digits in their places."""
_SAME_LINE, _SAME_PLACE = 0.3, 0.5
"""Shares of a size, and of the stretch that is covered."""
_IN_LINE: Final = 2_000
"""Runs of a line that are looked through for what was set over others; the longest real lines have some hundred."""
_PAGES: Final = 60
"""Pages of a file that are looked at; those after them are doubted."""
_OBJECTS: Final = 50_000
"""Objects of a page that are looked at."""
_DEEP: Final = 8
"""Forms in forms."""
_AS_IT_IS: Final = b"Normal"
"""How text is painted that is not mixed with what it lies on: so mixed, its box may be drawn instead of its letters."""
_UP, _DOWN = 0.75, 0.25
"""Shares of a size that letters reach above and below their line."""


@dataclass(slots=True)
class _Drawn:
    """A page as it is shown, and what its text alone lets through, in shades of grey."""

    pictures: tuple[Image, Image]
    scale: float
    letters: list[tuple[str, float, float]]
    """Signs and the middles of their boxes in points from the top left; none when they lie otherwise than the page."""
    turned: dict[int, tuple[Image, Image]] = field(default_factory=dict)

    def view(self, way: int) -> tuple[Image, Image]:
        """Return both as they lie when the page is turned clockwise by so many degrees."""
        if way and way not in self.turned:
            whole, alone = (picture.rotate(-way, expand=True) for picture in self.pictures)
            self.turned[way] = whole, alone
        return self.turned[way] if way else self.pictures


class Covered:
    """Looks at the pages of one file; PDFium opens it when the first needs that."""

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self._path = path
        self._limits = limits
        self._stack = contextlib.ExitStack()
        self._document: Any = None
        self._looks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def sift(self, content: Content, number: int) -> None:
        """Take text that is hidden out of the content of a page, from 1, and note that on it."""
        found = content.overlays.under(content) if content.overlays else []
        if not found:
            return
        drawn = self._drawn(content, number) if len(found) <= MOST_UNDER else None
        if drawn is None:
            content.covered = None
            return
        hidden: dict[tuple[int, int], list[Under]] = defaultdict(list)
        written = _Written(content)
        for under in found:
            run = _run(content, under)
            if run.hidden:
                continue
            lost = _lost(run, under, drawn)
            if lost is None:
                content.covered = None if under.is_pale else content.covered
            elif lost.whole > _LOST or (under.is_box and (lost.most > _HERE or written.over(under))):
                hidden[under.way, under.number].append(under)
            elif lost.most > _HERE:
                content.covered = None
        if not hidden:
            return
        before = _signs(content)
        content.runs = _left(content.runs, 0, hidden, drawn.letters)
        content.sideways = {way: _left(runs, way, hidden, []) for way, runs in content.sideways.items()}
        if _signs(content) < before:  # lines to write on are drawn over by what is written
            is_over = any(not spot.is_pale for spots in hidden.values() for spot in spots)
            content.covered, content.unseen = is_over or content.covered, content.unseen or not is_over

    def _drawn(self, content: Content, number: int) -> _Drawn | None:
        """Return the pictures of a page; None when PDFium cannot draw it, or has drawn enough."""
        import pypdfium2

        self._looks += 1
        if self._looks > _PAGES:
            return None
        with contextlib.suppress(pypdfium2.PdfiumError):
            if self._looks == 1:
                from ingest.reading.images import faces

                faces.lend()
                self._document = self._stack.enter_context(fallback.opened(self._path, self._limits))
            if self._document is not None and number <= len(self._document):
                return _draw(self._document[number - 1], content)
        return None


def tell(builder: DocumentBuilder, content: Content, number: int) -> None:
    """Tell of what is hidden, or may be, on a page, from 1."""
    if content.covered is not False:
        builder.notice("covered-text", _HIDES if content.covered else _MAY_HIDE, number)


def _draw(page: Any, content: Content) -> _Drawn | None:
    from PIL import ImageChops

    width, height = page.get_size()
    if abs(width - content.width) > 1 or abs(height - content.height) > 1:
        return None
    scale = min(_SCALE, math.sqrt(_PIXELS / (width * height)))
    try:
        letters = _letters(page, height)
        whole = _grey(page, scale)
        _leave_text(page)
        on_white, on_black = (_grey(page, scale, annotations=False, paper=shade) for shade in (255, 0))
        return _Drawn((whole, ImageChops.difference(on_white, on_black)), scale, letters)
    finally:
        page.close()


def _grey(page: Any, scale: float, *, annotations: bool = True, paper: int = 255) -> Image:
    drawn = page.render(
        scale=scale,
        grayscale=True,
        draw_annots=annotations,
        may_draw_forms=False,
        fill_color=(paper, paper, paper, 255),
    )
    picture: Image = drawn.to_pil().convert("L")  # a copy: the drawing's memory is given back
    drawn.close()
    return picture


def _leave_text(page: Any) -> None:
    """Switch off all that a page shows besides text, and that text is mixed with what is gone."""
    from pypdfium2 import raw

    left = _OBJECTS

    def walk(count: int, get: Any, depth: int) -> None:
        nonlocal left
        for index in range(min(count, left)):
            item = get(index)
            kind = raw.FPDFPageObj_GetType(item)
            left -= 1
            raw.FPDFPageObj_SetBlendMode(item, _AS_IT_IS)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEP:
                walk(
                    raw.FPDFFormObj_CountObjects(item),
                    lambda at, item=item: raw.FPDFFormObj_GetObject(item, at),
                    depth + 1,
                )
            elif kind != raw.FPDF_PAGEOBJ_TEXT:
                raw.FPDFPageObj_SetIsActive(item, False)

    walk(raw.FPDFPage_CountObjects(page), lambda at: raw.FPDFPage_GetObject(page, at), 0)


def _letters(page: Any, height: float) -> list[tuple[str, float, float]]:
    """Return the signs of a page that is not turned, with the middles of their boxes."""
    if page.get_rotation():
        return []
    left, low, _, _ = page.get_bbox()
    said = page.get_textpage()
    try:
        text = said.get_text_range()
        found = []
        for index in range(min(said.count_chars(), _OBJECTS)):
            x0, y0, x1, y1 = said.get_charbox(index)
            sign = said.get_text_range(index, 1) if len(text) < _OBJECTS else ""
            found.append((sign, (x0 + x1) / 2 - left, height - (y0 + y1) / 2 + low))
        return found
    finally:
        said.close()


def _signs(content: Content) -> int:
    return sum(sign.isalnum() for run in chain(content.runs, *content.sideways.values()) for sign in run.text)


def _run(content: Content, under: Under) -> Run:
    return (content.sideways[under.way] if under.way else content.runs)[under.number]


class _Written:
    """Runs of a page by the height of their lines."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._rows: dict[int, tuple[list[float], list[int]]] = {}

    def over(self, under: Under) -> bool:
        """Tell whether other text was set over a rectangle, in the place of what lies under it.

        Its ink may hide that of the old text is lost: 10057 under 10058. In a line of very many that counts as sure.
        """
        runs = self._content.sideways[under.way] if under.way else self._content.runs
        if under.way not in self._rows:
            order = sorted(range(len(runs)), key=lambda number: runs[number].y)
            self._rows[under.way] = [runs[number].y for number in order], order
        heights, order = self._rows[under.way]
        run, width = runs[under.number], under.x1 - under.x0
        near = _SAME_LINE * run.size
        first, last = bisect_left(heights, run.y - near), bisect_right(heights, run.y + near)
        return last - first > _IN_LINE or any(
            number >= under.after
            and min(runs[number].x1, under.x1) - max(runs[number].x0, under.x0) > _SAME_PLACE * width
            for number in order[first:last]
        )


class _Lost(NamedTuple):
    """Shares of a text's ink that are not to be told from what is round it."""

    whole: float
    most: float
    """Of the stretch of a letter or so that lost most."""


def _lost(run: Run, under: Under, drawn: _Drawn) -> _Lost | None:
    """Tell how much of what stands in the text alone is not seen on the page; None when nothing stands there."""
    from PIL import ImageChops

    scale = drawn.scale
    top, low = run.y - _UP * run.size, run.y + _DOWN * run.size
    place = (round(under.x0 * scale), round(top * scale), round(under.x1 * scale), round(low * scale))
    shown, alone = (picture.crop(place) for picture in drawn.view(under.way))
    ink = alone.point(_DARK)
    count, size = _count(ink), ink.width * ink.height
    if count < _LEAST or count == size:
        return None
    around = _median(shown.histogram(ImageChops.invert(ink)))
    gone = ImageChops.darker(ink, shown.point([255 * (abs(shade - around) < _APART) for shade in range(256)]))
    width, most = max(1, round(_LETTER * run.size * scale)), 0.0
    for left in range(0, ink.width, width):
        stretch = (left, 0, min(left + width, ink.width), ink.height)
        inked = _count(ink.crop(stretch))
        if inked >= _LEAST:
            most = max(most, _count(gone.crop(stretch)) / inked)
    return _Lost(_count(gone) / count, most)


def _count(mask: Image) -> int:
    return mask.histogram()[255]


def _median(counts: list[int]) -> int:
    """Return the shade that half of the pixels do not exceed."""
    return bisect_left(list(accumulate(counts)), sum(counts) / 2)


def _left(
    runs: list[Run], way: int, hidden: dict[tuple[int, int], list[Under]], letters: list[tuple[str, float, float]]
) -> list[Run]:
    """Return the runs of a way without what is hidden of them."""
    left: list[Run] = []
    for number, run in enumerate(runs):
        spots = hidden.get((way, number))
        if spots is None:
            left.append(run)
        else:
            left += _parts(run, spots, letters)
    return left


def _parts(run: Run, spots: Sequence[Under], letters: list[tuple[str, float, float]]) -> list[Run]:
    """Return what is left of a run, a part for each stretch between what is hidden."""
    middles = _middles(run, letters)
    seen = [
        not any(at < spot.letters and spot.x0 <= middle <= spot.x1 for spot in spots)
        for at, middle in enumerate(middles)
    ]
    parts: list[Run] = []
    begin = 0
    for at in range(1, len(seen) + 1):
        if at < len(seen) and seen[at] == seen[begin]:
            continue
        said = run.text[begin:at]
        if seen[begin] and said.strip():
            x0 = run.x0 if begin == 0 else max(spot.x1 for spot in spots if spot.x0 <= middles[begin])
            x1 = run.x1 if at == len(seen) else min(spot.x0 for spot in spots if spot.x1 >= middles[at - 1])
            parts.append(msgspec.structs.replace(run, text=said, x0=x0, x1=max(x0, x1), raw=""))
        begin = at
    return parts


def _middles(run: Run, letters: list[tuple[str, float, float]]) -> list[float]:
    """Return where the middle of each sign of a run lies: as PDFium says, or all signs as wide as each other."""
    near = [
        (sign, x)
        for sign, x, y in letters
        if run.x0 - 1 <= x <= run.x1 + 1 and run.y - run.size <= y <= run.y + _DOWN * run.size and not sign.isspace()
    ]
    bare = "".join(run.text.split())
    at = "".join(sign for sign, _ in near).find(bare)
    width = (run.x1 - run.x0) / max(1, len(run.text))
    middles = [run.x0 + (number + 0.5) * width for number in range(len(run.text))]
    if at < 0 or not bare or any(len(sign) != 1 for sign, _ in near):
        return middles
    places = iter(near[at : at + len(bare)])
    for number, sign in enumerate(run.text):
        if not sign.isspace():
            middles[number] = min(max(next(places)[1], run.x0), run.x1)
        elif number:
            middles[number] = middles[number - 1] + width / 2
    return middles
