r"""The one model of a document that was read: text, blocks that point into it, pages.

A block is a place in :attr:`Document.text`: ``text[block.start:block.end]`` is what the block says. Nothing is said
twice, so a span of evidence is two numbers and stays true for the draft, the page, the index and the snippet. The
text is NFC. Blocks are in reading order, do not overlap, and are separated by exactly one ``"\\n"``. A table is one
block: its cells are places inside it, joined by ``"\\t"`` in a row and ``"\\n"`` between rows. The rendered number of
a list item («1.», «2.1.») is in :attr:`Block.label`, not in the text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from domain.signatures import Signature

PICTURES: Final = frozenset({"jpeg", "png", "tiff"})
"""Formats of scans that are nothing but pictures."""
PAGED: Final = PICTURES | {"pdf"}
"""Formats whose pages can be drawn."""


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE = "table"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    TEXT_BOX = "text-box"
    STAMP = "stamp"
    IMAGE = "image"
    PAGE_BREAK = "page-break"


class Source(StrEnum):
    """Where the text of a block or page came from."""

    TEXT = "text"
    OCR = "ocr"
    ANNOTATION = "annotation"


class Box(msgspec.Struct, frozen=True, array_like=True):
    """A place on a page, as shares of its width and height, 0..1, origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """A cell of a table: its place in the grid (from 0) and in the document's text."""

    row: int
    col: int
    start: int
    end: int
    row_span: int = 1
    col_span: int = 1


class Block(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One block; ``start`` and ``end`` are offsets in the document's text, ``page`` counts from 1 (0: no pages)."""

    kind: BlockKind
    start: int
    end: int
    page: int = 0
    box: Box | None = None
    label: str = ""
    """The rendered number of a list item, as Word would print it: «1.», «2.1.», «а)», «-»."""
    level: int = 0
    """Depth of a heading or list item, from 0."""
    align: str = ""
    """``left``, ``center``, ``right``, ``justify`` or empty when unknown."""
    bold: bool = False
    """All of the block's text is bold."""
    size: float = 0.0
    """Font size in points, 0 when unknown."""
    source: Source = Source.TEXT
    trust: float = 1.0
    """0..1: how far the text itself may be believed (OCR's own confidence; below 1 for repaired layers)."""
    cells: tuple[Cell, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page; sizes in points (1/72 inch), 0 when unknown."""

    number: int
    width: float = 0.0
    height: float = 0.0
    source: Source = Source.TEXT
    trust: float = 1.0
    turned: int = 0
    """Degrees clockwise, 0, 90, 180 or 270, by which the page as the file shows it is turned so that its text stands
    upright. Sizes and the places of blocks are those of the turned page: a picture of it must be turned as much."""


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the registrar should know of the reading: a stable code and a Russian sentence."""

    code: str
    message: str
    page: int = 0


class Repair(msgspec.Struct, frozen=True, array_like=True):
    """A place where the text is not what the file says, but what it means: a wrong decoding undone, a hyphen joined.

    ``text[start:end]`` stands where the file has ``raw``; ``rule`` names what changed it.
    """

    start: int
    end: int
    raw: str
    rule: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was read."""

    format: str
    """``docx``, ``doc``, ``rtf``, ``odt``, ``pdf``, ``html``, ``txt``, ``sig``, or one of :data:`PICTURES`.

    What the content is, whatever the name says.
    """
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[Page, ...] = ()
    notices: tuple[Notice, ...] = ()
    reader: str = ""
    """Name and version of the reader, so that a reading can be repeated when it gets better."""
    repairs: tuple[Repair, ...] = ()
    """Every change of the text, in order of place and apart from each other; see :attr:`raw_text`."""
    signatures: tuple[Signature, ...] = ()
    """Electronic signatures inside the file (PDF), with what could be verified of them."""
    unrecognised: int = 0
    """Pages that are pictures and were not recognised in this reading, or whose tables or pictures are still to be
    looked at."""

    def text_of(self, block: Block) -> str:
        """Return what the block says."""
        return self.text[block.start : block.end]

    @property
    def raw_text(self) -> str:
        """The text as the file has it: all repairs taken back."""
        pieces, place = [], 0
        for repair in self.repairs:
            pieces += [self.text[place : repair.start], repair.raw]
            place = repair.end
        return "".join([*pieces, self.text[place:]])

    def block_at(self, offset: int) -> int | None:
        """Return the index of the block that holds this offset, or None between blocks and outside."""
        low, high = 0, len(self.blocks)
        while low < high:
            middle = (low + high) // 2
            if self.blocks[middle].end < offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.blocks) and self.blocks[low].start <= offset <= self.blocks[low].end:
            return low
        return None

    @property
    def is_scan(self) -> bool:
        """Whether pages came from character recognition; in a file without pages, most of its text."""
        if self.pages:
            return any(page.source is Source.OCR for page in self.pages)
        recognised = sum(block.end - block.start for block in self.blocks if block.source is Source.OCR)
        return 2 * recognised > len(self.text)


def check_document(document: Document) -> list[str]:
    """Return what breaks the promises of the model (empty: all hold).

    Used by tests and by the worker before storing.
    """
    faults = []
    place = 0
    for index, block in enumerate(document.blocks):
        if block.start < place or block.end < block.start or block.end > len(document.text):
            faults.append(f"block {index}: {block.start}..{block.end} after {place}")
        if index and document.text[block.start - 1 : block.start] != "\n":
            faults.append(f"block {index}: no line end before it")
        faults.extend(
            f"block {index}: cell {cell.row},{cell.col} outside"
            for cell in block.cells
            if not block.start <= cell.start <= cell.end <= block.end
        )
        place = block.end
    place = 0
    for index, repair in enumerate(document.repairs):
        if not place <= repair.start <= repair.end <= len(document.text):
            faults.append(f"repair {index}: {repair.start}..{repair.end} after {place}")
        place = repair.end
    return faults


msgspec.msgpack.Decoder(Document)
"""Made while the module is imported: what msgspec knows of a type is built at its first decoding, and two threads that
decode it for the first time at once would crash the process."""
