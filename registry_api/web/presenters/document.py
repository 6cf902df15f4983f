"""A document as a page shows it: blocks in reading order, with the places of evidence marked.

Reads: :class:`domain.document.Document`, marks as places in its text. Writes: :class:`ShownBlock`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind, Source
from registry_api.noticing import notices_said, pages_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from domain.document import Block, Document

HIDDEN: Final = frozenset({BlockKind.PAGE_BREAK})
LOW_TRUST: Final = 0.8
"""A block below this is shown as badly readable."""
CONTENTS_LIMIT: Final = 60
_TITLE_LIMIT: Final = 110
_PICTURED: Final = "Распознано с картинки"
_WORDLESS: Final = "Картинка: посмотрите страницу"
_LARGE: Final = 0.03
"""Share of the page from which on a picture is more than an emblem."""
_READ: Final = 0.6
"""Trust below which a recognised line is no heading: a person would jump to nonsense."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of evidence: ``name`` of what it proves, ``tone`` for its look."""

    name: str
    start: int
    end: int
    tone: str = "certain"
    href: str = ""
    """Where the marked words lead, for instance the act that they cite."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text under the same marks; ``anchors`` are the marks that begin here."""

    text: str
    marks: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """Names of the marks, for scripts."""
        return " ".join(mark.name for mark in self.marks)

    @property
    def href(self) -> str:
        """Where the words lead; empty when nowhere."""
        return next((mark.href for mark in self.marks if mark.href), "")

    @property
    def tone(self) -> str:
        """The tone that wins: what was searched for, then doubt, which is louder than certainty."""
        tones = {mark.tone for mark in self.marks}
        return next((tone for tone in ("sought", "doubtful", "certain", "link", "clause") if tone in tones), "")


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of a table."""

    pieces: list[Piece]
    row_span: int
    col_span: int


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """One block; ``page`` is set on the first block of a page."""

    seq: int
    kind: str
    pieces: list[Piece]
    rows: list[list[ShownCell]]
    label: str
    level: int
    align: str
    bold: bool
    page: int
    is_recognised: bool
    is_doubtful: bool
    is_pictured: bool = False
    """Recognised in a picture beside print; on a scan everything is, and nothing is marked."""
    caption: str = ""
    """What stands above the first block of a picture, or in the stead of a picture without words."""


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the contents."""

    seq: int
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """The whole document."""

    blocks: list[ShownBlock]
    contents: list[Heading]
    pages: int
    is_scan: bool
    scanned: str = ""
    """Which pages are a scan, when others are print: «3–5»."""
    notices: list[str] = field(default_factory=list)


def show_document(document: Document, marks: Iterable[Mark] = ()) -> ShownDocument:
    """Return the document for a template."""
    marks = sorted(marks, key=lambda mark: (mark.start, mark.end))
    anchored: set[str] = set()
    bare, pictured, scanned = wordless(document), _pictured(document), scanned_pages(document)
    shown, page = [], 0
    for seq, block in enumerate(document.blocks):
        if block.kind in HIDDEN or (block.start == block.end and not block.cells and seq not in bare):
            continue
        is_new = block.page not in (0, page)
        page = block.page or page
        here = [mark for mark in marks if mark.start < block.end and mark.end > block.start]
        one = _show(document, block, seq, here, anchored, page if is_new and page > 1 else 0)
        if seq in bare:
            one = replace(one, caption=_WORDLESS)
        elif seq in pictured:
            one = replace(one, is_pictured=True, caption="" if seq - 1 in pictured else _PICTURED)
        shown.append(one)
    return ShownDocument(
        blocks=shown,
        contents=_contents(document),
        pages=len(document.pages),
        is_scan=document.is_scan,
        scanned=pages_said(sorted(scanned)) if len(scanned) < len(document.pages) else "",
        notices=notices_said((notice.message, notice.page) for notice in document.notices),
    )


def scanned_pages(document: Document) -> frozenset[int]:
    """Return the numbers of the pages that came from recognition as a whole."""
    return frozenset(page.number for page in document.pages if page.source is Source.OCR)


def _pictured(document: Document) -> frozenset[int]:
    """Return the blocks that were recognised in pictures beside print."""
    if not document.pages and document.is_scan:
        return frozenset()
    scanned = scanned_pages(document)
    return frozenset(
        seq for seq, block in enumerate(document.blocks) if block.source is Source.OCR and block.page not in scanned
    )


def wordless(document: Document) -> frozenset[int]:
    """Return the pictures, larger than emblems, in which no words were found: a map, a photograph."""
    found = set()
    for seq, (block, after) in enumerate(zip(document.blocks, (*document.blocks[1:], None), strict=True)):
        box = block.box
        if block.kind is not BlockKind.IMAGE or block.start < block.end or box is None:
            continue
        has_words = after is not None and after.source is Source.OCR and after.page == block.page
        if not has_words and (box.x1 - box.x0) * (box.y1 - box.y0) >= _LARGE:
            found.add(seq)
    return frozenset(found)


def _show(
    document: Document, block: Block, seq: int, marks: Sequence[Mark], anchored: set[str], page: int
) -> ShownBlock:
    text = document.text
    return ShownBlock(
        seq=seq,
        kind=block.kind,
        pieces=[] if block.cells else cut(text, block.start, block.end, marks, anchored),
        rows=_rows(text, block, marks, anchored),
        label=block.label,
        level=min(block.level, 6),
        align=block.align,
        bold=block.bold,
        page=page,
        is_recognised=block.source is Source.OCR,
        is_doubtful=block.trust < LOW_TRUST,
    )


def cut(text: str, start: int, end: int, marks: Sequence[Mark], anchored: set[str]) -> list[Piece]:
    """Cut ``text[start:end]`` where marks begin and end; the first piece of each mark carries its anchor."""
    here = [mark for mark in marks if mark.start < end and mark.end > start]
    bounds = sorted({start, end, *(m.start for m in here if m.start > start), *(m.end for m in here if m.end < end)})
    pieces = []
    for low, high in pairwise(bounds):
        covering = tuple(mark for mark in here if mark.start <= low and mark.end >= high)
        anchors = tuple(dict.fromkeys(mark.name for mark in covering if mark.name not in anchored))
        anchored.update(anchors)
        pieces.append(Piece(text[low:high], covering, anchors))
    return pieces


def _rows(text: str, block: Block, marks: Sequence[Mark], anchored: set[str]) -> list[list[ShownCell]]:
    return [
        [
            ShownCell(cut(text, cell.start, cell.end, marks, anchored), cell.row_span, cell.col_span)
            for cell in sorted(cells, key=lambda cell: cell.col)
        ]
        for _, cells in groupby(sorted(block.cells, key=lambda cell: cell.row), key=lambda cell: cell.row)
    ]


def _contents(document: Document) -> list[Heading]:
    found = []
    for seq, block in enumerate(document.blocks):
        text = " ".join(document.text_of(block).split())
        is_annex = text.lower().startswith("приложение") and len(text) < _TITLE_LIMIT and block.trust >= _READ
        if text and (block.kind is BlockKind.HEADING or is_annex):
            short = text if len(text) <= _TITLE_LIMIT else f"{text[:_TITLE_LIMIT]}…"
            found.append(Heading(seq, f"{block.label} {short}".strip(), min(block.level, 3)))
    return found[:CONTENTS_LIMIT]
