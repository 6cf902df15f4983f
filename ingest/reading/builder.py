"""Drafts of blocks -> :class:`domain.document.Document`, with the promises of the model kept in one place."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import msgspec

from domain.document import Block, BlockKind, Box, Cell, Document, Notice, Page, Repair, Source
from domain.errors import HostileFile
from ingest.reading.text.repairs import Mended, moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.signatures import Signature
    from ingest.reading.limits import ReadLimits
    from ingest.reading.ways import Passed

READER: Final = "ingest.reading/7"
DOUBTED: Final = 0.6
"""Trust in a block that may not say what the act says: below what the card takes as certain."""

_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff0-\ufffc\ufffe\uffff\ud800-\udfff\u00ad]"
)
_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS: Final = re.compile(r" *\n *")
_EDGES: Final = " \n\t"
_KEPT_EMPTY: Final = (BlockKind.PAGE_BREAK, BlockKind.IMAGE)


class CellDraft(msgspec.Struct, kw_only=True, gc=False):
    """A cell that will be: its place in the grid and its text."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    repairs: tuple[Repair, ...] = ()

    @property
    def mended(self) -> Mended:
        """Its text with the repairs of it."""
        return Mended(self.text, self.repairs)


class Draft(msgspec.Struct, kw_only=True, gc=False):
    """A block that will be; for a table ``cells`` are given instead of ``text``."""

    kind: BlockKind
    text: str = ""
    page: int = 0
    box: Box | None = None
    label: str = ""
    level: int = 0
    align: str = ""
    bold: bool = False
    size: float = 0.0
    source: Source = Source.TEXT
    trust: float = 1.0
    cells: list[CellDraft] = []
    repairs: tuple[Repair, ...] = ()
    """Places in ``text`` where it is not what the file says."""

    @property
    def mended(self) -> Mended:
        """Its text with the repairs of it."""
        return Mended(self.text, self.repairs)


def tidy(text: str) -> str:
    """Return text as it is stored: NFC, plain spaces and line ends, without soft hyphens and invisible marks."""
    return _plain(text).strip(_EDGES)


def tidy_mended(mended: Mended) -> Mended:
    """Return a repaired text as it is stored, its repairs in their new places, or one where NFC joins over a border."""
    if not mended.repairs:
        return Mended(tidy(mended.text))
    tidied = mended.piecewise(_plain).stripped(_EDGES)
    return tidied if unicodedata.is_normalized("NFC", tidied.text) else mended.as_one(tidy(mended.text))


def _plain(text: str) -> str:
    if text.isprintable() and "\ufffc" not in text:  # nothing of what is looked for below, as most texts
        return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", text)
    text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _BLANKS.sub("\n", text)
    return unicodedata.normalize("NFC", text)


class DocumentBuilder:
    """Collects drafts in reading order and lays them out as one text."""

    def __init__(self, limits: ReadLimits, *, recognise: bool = True, method: str = "", passed: Passed = ()) -> None:
        self.limits = limits
        self.recognise = recognise
        """Whether pages that are pictures are to be recognised in this reading."""
        self.method = method
        """Another way of reading a PDF; empty: the usual one."""
        self.passed = frozenset(passed)
        """Pages that are passed over, by stage and place in it: readings have ended over them."""
        self.converted = False
        """Whether a converter has made the file that is read of the one that came."""
        self.drafts: list[Draft] = []
        self.pages: list[Page] = []
        self.notices: list[Notice] = []
        self._told: set[tuple[str, int]] = set()
        self.signatures: tuple[Signature, ...] = ()
        self.unrecognised = 0
        self.active: set[str] | None = None
        """What a PDF does when it is opened elsewhere, when its reader has looked (:mod:`ingest.reading.active`)."""
        self._chars = 0

    def add(self, draft: Draft) -> None:
        """Add a block.

        Raises:
            HostileFile: over the limit of blocks or characters.
        """
        self._chars += len(draft.text) + sum(len(cell.text) for cell in draft.cells)
        if len(self.drafts) >= self.limits.blocks:
            raise HostileFile(limit="blocks")
        if self._chars > self.limits.text_chars:
            raise HostileFile(limit="text_chars")
        self.drafts.append(draft)

    def notice(self, code: str, message: str, page: int = 0) -> None:
        """Add something that the registrar should know, once for a code and page."""
        if (code, page) not in self._told:
            self._told.add((code, page))
            self.notices.append(Notice(code=code, message=message, page=page))

    @property
    def has_text(self) -> bool:
        """Whether any block says something."""
        return any(draft.text.strip() or any(cell.text.strip() for cell in draft.cells) for draft in self.drafts)

    def finish(self, format_name: str) -> Document:
        """Return the document."""
        pieces: list[str] = []
        blocks: list[Block] = []
        repairs: list[Repair] = []
        place = 0
        for draft in self.drafts:
            said, cells = _lay_table(draft.cells) if draft.cells else (tidy_mended(draft.mended), ())
            if not said.text.strip() and draft.kind not in _KEPT_EMPTY:
                continue
            if blocks:
                pieces.append("\n")
                place += 1
            end = place + len(said.text)
            blocks.append(_block(draft, place, end, tuple(_moved(cell, place) for cell in cells)))
            repairs += moved(said.repairs, place)
            pieces.append(said.text)
            place = end
        return Document(
            format=format_name,
            text="".join(pieces),
            blocks=tuple(blocks),
            pages=tuple(self.pages),
            notices=tuple(self.notices),
            reader=READER,
            repairs=tuple(repairs),
            signatures=self.signatures,
            unrecognised=self.unrecognised,
        )


def _block(draft: Draft, start: int, end: int, cells: tuple[Cell, ...]) -> Block:
    return Block(
        kind=draft.kind,
        start=start,
        end=end,
        page=draft.page,
        box=draft.box,
        label=tidy(draft.label),
        level=draft.level,
        align=draft.align,
        bold=draft.bold,
        size=round(draft.size, 1),
        source=draft.source,
        trust=round(draft.trust, 3),
        cells=cells,
    )


def _moved(cell: Cell, by: int) -> Cell:
    return Cell(cell.row, cell.col, cell.start + by, cell.end + by, cell.row_span, cell.col_span)


def _lay_table(drafts: Sequence[CellDraft]) -> tuple[Mended, tuple[Cell, ...]]:
    """Return the text of a table and its cells; lines inside a cell stay lines, tabs inside a cell become spaces."""
    cells: list[Cell] = []
    row: int | None = None
    pieces: list[str] = []
    repairs: list[Repair] = []
    place = 0
    for draft in sorted(drafts, key=lambda cell: (cell.row, cell.col)):
        if row is not None:
            pieces.append("\n" if draft.row != row else "\t")
            place += 1
        row = draft.row
        said = tidy_mended(draft.mended.piecewise(_without_tabs))
        pieces.append(said.text)
        cells.append(Cell(draft.row, draft.col, place, place + len(said.text), draft.row_span, draft.col_span))
        repairs += moved(said.repairs, place)
        place += len(said.text)
    return Mended("".join(pieces), tuple(repairs)), tuple(cells)


def _without_tabs(text: str) -> str:
    return text.replace("\t", " ")
