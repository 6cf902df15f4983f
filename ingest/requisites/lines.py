"""The document as lines: what the grammar reads.

Reads: Document. Writes: Lines, each a place in the document's text, cleaned without moving a single offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from domain.document import Block, BlockKind, Document, Source
from domain.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED: Final = frozenset(
    {BlockKind.HEADER, BlockKind.FOOTER, BlockKind.FOOTNOTE, BlockKind.IMAGE, BlockKind.PAGE_BREAK}
)
_SAME_LENGTH: Final = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": " ",
        "\u00ad": " ",
        "\ufffe": " ",
        "\ufeff": " ",
        "\r": " ",
        "\v": " ",
    }
)
_STRANGE: Final = re.compile("[" + "".join(map(chr, _SAME_LENGTH)) + "]")
_PAGE_NUMBER: Final = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")
_BROKEN: Final = re.compile(r"\d[-–/\\]\s*$")
_GOES_ON: Final = re.compile(r"\s*\d{1,6}(?![\d.)])")
_CELL_GAP: Final = re.compile(r" {6,}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block: ``text`` has the length of its place, with mended blanks and «№»."""

    text: str
    start: int
    end: int
    block: int
    kind: BlockKind
    label: str
    align: str
    ocr: bool
    trust: float
    first: bool
    """The line opens its block."""
    left: float = 0.0
    """Where the block begins on its page, as a share of the width; 0 when the place is not known."""
    broken: bool = False
    """A number at its end goes on in the next line: «Дело № 2-» above «611»."""

    @property
    def key(self) -> str:
        """Letters and digits only, folded: for comparing with words of the grammar."""
        return letters(self.text)

    @property
    def plain(self) -> str:
        """The text without blanks at its ends."""
        return self.text.strip()

    def after(self, offset: int) -> Line:
        """Return the rest of the line as a line of its own, from this place in its text."""
        return replace(self, text=self.text[offset:], start=self.start + offset, label="", first=False)


def lines_of(document: Document) -> list[Line]:
    """Return the lines of the document in reading order; page furniture and empty lines are left out."""
    lines: list[Line] = []
    for index, block in enumerate(document.blocks):
        if block.kind in _SKIPPED:
            continue
        for number, (start, end) in enumerate(_places(document, block)):
            text = mend(document.text[start:end])
            if not text.strip(" \t_") or _PAGE_NUMBER.fullmatch(text):
                continue
            lines.append(
                Line(
                    text=text,
                    start=start,
                    end=end,
                    block=index,
                    kind=block.kind,
                    label=block.label if number == 0 else "",
                    align=block.align,
                    ocr=block.source is Source.OCR,
                    trust=block.trust,
                    first=number == 0,
                    left=block.box.x0 if block.box is not None else 0.0,
                    broken=_BROKEN.search(text) is not None and _GOES_ON.match(document.text, end) is not None,
                )
            )
    return lines


def mend(text: str) -> str:
    """Return the text with plain blanks and «№» mended, at the same length: offsets stay true."""
    if _STRANGE.search(text):  # ten times quicker than to translate a text that has none of them
        text = text.translate(_SAME_LENGTH)
    if "в„–" in text:
        text = text.replace("в„–", "№  ")
    return text


def _places(document: Document, block: Block) -> Iterator[tuple[int, int]]:
    """Yield the lines of a block; a table gives its rows, a row with cells of many lines gives them cell by cell."""
    if block.kind is not BlockKind.TABLE or not block.cells:
        yield from _split(document.text, block.start, block.end)
        return
    rows: dict[int, list[tuple[int, int]]] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append((cell.start, cell.end))
    for places in rows.values():
        filled = [
            (start, end) for start, end in sorted(places) if end > start and not document.text[start:end].isspace()
        ]
        if not filled:
            continue
        if any("\n" in document.text[start:end].strip() for start, end in filled):
            for start, end in filled:
                yield from _split(document.text, start, end)
        else:
            yield filled[0][0], filled[-1][1]


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if stop > start:
            yield start, stop
        start = stop + 1
