"""The grid of a Word table: merged cells once, deleted rows and cells left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.errors import HostileFile
from ingest.reading.builder import CellDraft
from ingest.reading.docx.package import W
from ingest.reading.docx.styles import attribute, is_on, whole
from ingest.reading.text.repairs import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

    from ingest.reading.limits import ReadLimits
    from ingest.reading.text.repairs import Mended

_WRAPPERS: Final = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_ROW, _CELL, _ROW_PROPERTIES, _CELL_PROPERTIES = W + "tr", W + "tc", W + "trPr", W + "tcPr"
_SPAN, _DOWN, _ACROSS, _DELETED = W + "gridSpan", W + "vMerge", W + "hMerge", W + "cellDel"


class _CellShape:
    """What the properties of a cell say of its place in the grid."""

    __slots__ = ("continues_above", "continues_left", "is_deleted", "span")

    def __init__(self, cell: Element, most: int) -> None:
        self.span = 1
        self.continues_above = self.continues_left = self.is_deleted = False
        properties = next(cell.iterchildren(_CELL_PROPERTIES), None)
        if properties is None:
            return
        for child in properties.iterchildren(_SPAN, _DOWN, _ACROSS, _DELETED):
            tag = child.tag
            if tag == _SPAN:
                self.span = max(1, min(whole(attribute(child, "val"), 1) or 1, most))
            elif tag == _DELETED:
                self.is_deleted = is_on(child)
            else:
                continues = (attribute(child, "val") or "continue") == "continue"
                self.continues_above |= continues and tag == _DOWN
                self.continues_left |= continues and tag == _ACROSS


def walk_cells(table: Element, limits: ReadLimits, text_of: Callable[[Element], Mended]) -> list[CellDraft]:
    """Return the cells of ``w:tbl`` in order; ``text_of`` is asked once for each that is shown.

    Raises:
        HostileFile: more cells than a document may have blocks.
    """
    cells: list[CellDraft] = []
    above: dict[int, CellDraft] = {}
    for number, row in enumerate(row for row in through(table, _ROW) if not _is_deleted(row)):
        if len(cells) > limits.blocks:
            raise HostileFile(limit="blocks")
        col = _offset(row, limits.table_span)
        left: CellDraft | None = None
        for cell in through(row, _CELL):
            shape = _CellShape(cell, limits.table_span)
            if shape.is_deleted:
                continue
            upper = above.get(col)
            if shape.continues_left and left is not None:
                left.col_span += shape.span
            elif shape.continues_above and upper is not None and upper.row + upper.row_span == number:
                upper.row_span += 1
            else:
                said = text_of(cell)
                left = CellDraft(row=number, col=col, text=said.text, repairs=said.repairs, col_span=shape.span)
                above[col] = left
                cells.append(left)
            col += shape.span
    return cells


def through(parent: Element, tag: str) -> list[Element]:
    """Children of a kind, also those wrapped in content controls or custom markup."""
    found: list[Element] = []
    for child in parent.iterchildren():
        if child.tag == tag:
            found.append(child)
        elif child.tag in _WRAPPERS:
            found.extend(through(child, tag))
    return found


def flat_rows(cells: list[CellDraft]) -> list[Mended]:
    """Return the rows of a table as lines of text."""
    rows: dict[int, list[Mended]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.mended.piecewise(_in_one_line))
    return [joined(" ", [part for part in row if part.text]) for row in rows.values()]


def _in_one_line(text: str) -> str:
    return text.replace("\n", " ")


def _is_deleted(row: Element) -> bool:
    properties = next(row.iterchildren(_ROW_PROPERTIES), None)
    return properties is not None and next(properties.iterchildren(W + "del"), None) is not None


def _offset(row: Element, most: int) -> int:
    properties = next(row.iterchildren(_ROW_PROPERTIES), None)
    before = whole(attribute(properties.find(W + "gridBefore"), "val"), 0) if properties is not None else 0
    return max(0, min(before or 0, most))
