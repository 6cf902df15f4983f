"""What a page's text layer is worth: believed, repaired, or to be recognised from the picture.

Reads: content of a page. Writes: its lines, tables and trust.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from domain.document import Source
from ingest.reading import layout
from ingest.reading.pdf import headed, pictures, signed, tables, unseen
from ingest.reading.pdf.fonts import UNMAPPED
from ingest.reading.pdf.overlays import WHOLE_PAGE, turned
from ingest.reading.text import quality
from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from domain.document import Box
    from ingest.reading.pdf.device import Content, Run
    from ingest.reading.pdf.pictures import Picture
    from ingest.reading.pdf.stamps import Stamp

REPAIRED: Final = 0.9
"""Trust of a layer that was repaired."""
DAMAGED: Final = 0.6
"""Trust of a page of which a part is lost: what is left may be the wrong half of a date."""
_DOUBTFUL: Final = 0.3
"""Trust of a garbled text layer that nothing could replace."""
_FEW_LETTERS: Final = 50
_FEW_ROWS: Final = 0.12
"""Share of a page's height that its lines take, at most, when they are a stamp or a mark on a scan and not its text."""
_PICTURE_SHARE: Final = 0.5
_MANY_PATHS: Final = 300
_UNMAPPED: Final = re.compile("[\U000f0000-\U0010ffff]")
_UNMAPPED_SIGNS: Final = dict.fromkeys(range(UNMAPPED, UNMAPPED + 65534), 65533)

Glyphs = Callable[[], "Content"]
"""Draws the page once more, letters by the numbers of their glyphs."""


@dataclass(slots=True)
class PageText:
    """One page on its way to blocks."""

    number: int
    width: float
    height: float
    lines: list[layout.Line] = field(default_factory=list)
    aside: list[list[layout.Line]] = field(default_factory=list)
    """Lines that stand upright when the page is turned otherwise, a list for each way."""
    tables: list[tables.Table] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    printed: list[Stamp] = field(default_factory=list)
    """Stamps of signatures that are no annotations but text of the page."""
    source: Source = Source.TEXT
    trust: float = 1.0
    turned: int = 0
    needs_ocr: bool = False
    damaged: bool = False
    """A part of it is lost; told by a notice of its own."""
    doubtful: bool = False
    """The layer scored low, but may be a table of abbreviations and names: the rest of the file decides."""
    unseen: unseen.Unseen = field(default_factory=unseen.Unseen)
    marks: list[Run] = field(default_factory=list)
    """What is printed over a scan and is not its text: a stamp of a signature, a mark of a mail system."""
    pictures: list[Picture] = field(default_factory=list)
    layer: list[Run] = field(default_factory=list)
    """What stands over a picture of the whole page, when it has no tables yet: their rules may be in the picture."""
    folded: bool = False
    """Latin letters in its Russian words were folded."""

    @property
    def pictures_beside(self) -> list[Picture]:
        """Pictures beside its text: none where the page is a picture itself."""
        return [] if self.needs_ocr or self.source is Source.OCR else self.pictures

    def place_of(self, picture: Picture) -> Box:
        """Return where a picture lies, as shares of the page as it is turned."""
        before = (self.height, self.width) if self.turned % 180 else (self.width, self.height)
        return layout.box_of(*turned(picture.box, self.turned, *before), self.width, self.height)


def judge(content: Content, glyphs: Glyphs | None, number: int) -> PageText:
    """Decide what a page's text layer is worth."""
    page = PageText(number, content.width, content.height)
    page.unseen = unseen.sift(content, REPAIRED)
    lines = layout.lines_of(content.runs)
    said = _plain(lines, content)
    measured = quality.measure(said)
    fold = False
    if _is_picture(page, content, measured):
        page.needs_ocr = True
    elif (
        not measured.good
        and measured.letters >= _FEW_LETTERS
        and (measured.poor or content.image_share > _PICTURE_SHARE)
    ):
        repaired = glyphs() if glyphs is not None else None
        again = layout.lines_of(repaired.runs) if repaired is not None else []
        if repaired is not None and quality.measure(_plain(again, repaired)).good:
            content, lines, page.trust = repaired, again, REPAIRED
            said = _plain(lines, content)
        else:
            folded = [_folded(Mended(line.text)) for line in lines]
            fold = any(line.repairs for line in folded)
            if fold and quality.measure("\n".join(line.text for line in folded)).good:
                page.trust = REPAIRED
            else:
                page.needs_ocr, page.trust = True, _DOUBTFUL
                page.doubtful = not measured.poor
    page.pictures = pictures.on_page(content)
    _doubt(page, content, measured)
    if content.damaged:
        page.damaged, page.trust = True, min(page.trust, DAMAGED)
    if content.veiled or content.printed_else or content.struck or content.covered is not False:
        page.trust = min(page.trust, DAMAGED)
    unmapped = _UNMAPPED.search(said) is not None
    if unmapped or page.trust != 1.0 or content.sideways:
        _mark(content, page.trust)
    page.folded = fold
    _lay(page, content, lines, anew=unmapped)
    if content.image_share > WHOLE_PAGE and not page.tables and (page.doubtful or not page.needs_ocr):
        layer = content.sideways[page.turned] if page.turned else content.runs
        page.layer = [] if any(run.raw for run in layer) else layer
    if fold:
        _fold(page)
    return page


def _doubt(page: PageText, content: Content, measured: quality.Quality) -> None:
    """Lower the trust of what is not the page's own print."""
    if page.marks or (content.image_share > _PICTURE_SHARE and page.unseen.recognised):
        page.trust = min(page.trust, REPAIRED)
    if page.unseen.alone:  # drawn letters with a text behind them, or a blank page: whoever looks at it knows
        page.needs_ocr, page.trust = True, _DOUBTFUL
    if content.image_share > WHOLE_PAGE and measured.letters >= _FEW_LETTERS and not page.needs_ocr:
        page.source, page.trust = Source.OCR, min(page.trust, REPAIRED)  # another program has recognised the scan


def believe_neighbours(pages: list[PageText]) -> None:
    """Keep doubtful layers of a file whose other pages are good."""
    good = sum(not page.needs_ocr for page in pages)
    for page in pages:
        if page.doubtful and good > len(pages) // 2:
            page.needs_ocr, page.trust = False, DAMAGED if page.damaged else REPAIRED


def lay_anew(page: PageText, found: list[tables.Table], lines: list[layout.Line]) -> None:
    """Give a page the tables that rules in its picture make, and the lines outside them."""
    page.tables, page.lines = found, lines
    if page.folded:
        _fold(page)


def _outlined(content: Content, measured: quality.Quality) -> bool:
    return content.paths > _MANY_PATHS and measured.letters == 0


def _is_picture(page: PageText, content: Content, measured: quality.Quality) -> bool:
    """Tell whether what a page says stands in a picture; keep what is printed over it and can be read."""
    few = measured.letters < _FEW_LETTERS
    if content.image_share > _PICTURE_SHARE and not page.unseen.recognised and _is_sparse(content):
        page.marks = content.runs if few or measured.good else []
        return True
    return few and (content.image_share > _PICTURE_SHARE or _outlined(content, measured))


def _is_sparse(content: Content) -> bool:
    """Tell whether there is hardly any text on a page."""
    taken, low = 0.0, float("-inf")
    for y, size in sorted((run.y, run.size) for run in content.runs):
        taken += max(0.0, y - max(low, y - size))
        low = max(low, y)
    return not any(content.sideways.values()) and taken < _FEW_ROWS * content.height


def _plain(lines: list[layout.Line], content: Content) -> str:
    return "\n".join([line.text for line in lines]) or " ".join(
        run.text for run in chain.from_iterable(content.sideways.values())
    )


def _mark(content: Content, trust: float) -> None:
    """Give runs the page's trust; glyphs without a letter become the sign for that."""
    for runs in (content.runs, *content.sideways.values()):
        for run in runs:
            run.trust = min(run.trust, trust)
            if _UNMAPPED.search(run.text):
                run.text = run.text.translate(_UNMAPPED_SIGNS)


def _lay(page: PageText, content: Content, lines: list[layout.Line], *, anew: bool) -> None:
    """Part the page into tables, lines, and lines that lie on their side; most of the text is the page."""
    ways = dict(content.sideways)
    degrees = max(ways, key=lambda way: _said(ways[way]), default=0)
    if degrees and _said(ways[degrees]) > 2 * _said(content.runs):
        _turn(page, degrees)
        page.lines = layout.lines_of(ways.pop(degrees))
        page.aside = [layout.lines_of(runs) for runs in (content.runs, *ways.values()) if runs]
        return
    if not page.needs_ocr or page.doubtful:
        page.tables = headed.extend(tables.take(content, quality.is_known), content, quality.is_known)
    if not (page.needs_ocr or page.folded or content.image_share > WHOLE_PAGE):
        page.printed = signed.take(content)
    changed = page.tables or page.printed or page.trust != 1.0 or anew
    page.lines = layout.lines_of(content.runs) if changed else lines
    page.aside = [layout.lines_of(runs) for runs in ways.values()]


def _said(runs: list[Run]) -> int:
    return sum(len(run.text) for run in runs)


def _turn(page: PageText, degrees: int) -> None:
    """Say that a page is turned: sizes and places are those of the turned page."""
    page.turned = degrees
    if degrees % 180:
        page.width, page.height = page.height, page.width


def _fold(page: PageText) -> None:
    for line in (*page.lines, *chain.from_iterable(page.aside)):
        pieces = []
        for piece in line.pieces:
            said = _folded(Mended(piece.text, piece.repairs))
            pieces.append(layout.Piece(piece.x0, piece.x1, said.text, said.repairs))
        line.take(pieces)
    for cell in (cell for table in page.tables for cell in table.cells):
        said = _folded(cell.mended)
        cell.text, cell.repairs = said.text, said.repairs


def _folded(said: Mended) -> Mended:
    return said.apply(quality.lookalikes(said.text), "lookalikes")
