"""Pages of the original beside what was read of them: sheets with the places of blocks, parts that show a value.

Reads: :class:`domain.document.Document`, the values of a draft. Writes: :class:`ShownSheet`, addresses of parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.document import PAGED, Box, Source
from registry_api.web.presenters.document import scanned_pages, wordless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.document import Block, Document
    from storage.models import DraftValue

SHEET: Final = 1000
"""Width of a sheet in the units in which its places are given."""
_COMPARED: Final = ("date", "number")
_PICTURE: Final = "Картинка"
_HEAD_OF_PAGE: Final = Box(0.0, 0.0, 1.0, 0.42)
"""Where date and number of an act stand, when recognition has not found them."""
_MARGIN_X, _MARGIN_Y = 0.03, 0.012
_LEAST_WIDTH: Final = 0.7
_LINES_UNDER: Final = 0.11
"""Share of the page's height that a registration line, a place and a stamp take under the name of the kind."""
_THOUSAND: Final = 1000


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where a block lies on its sheet."""

    seq: int
    x: int
    y: int
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """A page of the original: its number, its height when it is :data:`SHEET` wide, the places of its blocks."""

    number: int
    height: int
    places: list[ShownPlace]


def sheets(document: Document | None) -> list[ShownSheet]:
    """Return the pages that can be drawn: those of a PDF or of a scan."""
    if document is None or document.format not in PAGED:
        return []
    by_page: dict[int, list[tuple[int, Block]]] = {}
    bare = wordless(document)
    for seq, block in enumerate(document.blocks):
        if block.box is not None and (block.start < block.end or seq in bare):
            by_page.setdefault(block.page, []).append((seq, block))
    shown = []
    for page in document.pages:
        if page.width > 0 and page.height > 0:
            height = round(SHEET * page.height / page.width)
            places = [_place(document, seq, block, height) for seq, block in by_page.get(page.number, [])]
            shown.append(ShownSheet(page.number, height, places))
    return shown


def _place(document: Document, seq: int, block: Block, height: int) -> ShownPlace:
    box = block.box or _HEAD_OF_PAGE
    return ShownPlace(
        seq,
        round(box.x0 * SHEET),
        round(box.y0 * height),
        max(1, round((box.x1 - box.x0) * SHEET)),
        max(1, round((box.y1 - box.y0) * height)),
        document.text_of(block) or _PICTURE,
    )


def to_compare(document: Document | None, values: Sequence[DraftValue]) -> frozenset[str]:
    """Return which of date and number may have been recognised wrongly, so that a person must look at their picture.

    One that was not found stands in a picture where the file is a scan, or where the kind of the act stands in one.
    """
    if document is None:
        return frozenset()
    by_field = {value.field: value for value in values}
    is_headed = document.is_scan or _is_recognised(document, by_field.get("kind"))
    return frozenset(
        name
        for name in _COMPARED
        if (_is_recognised(document, value) if _has_place(value := by_field.get(name)) else is_headed)
    )


def _has_place(value: DraftValue | None) -> bool:
    return value is not None and value.start is not None


def _is_recognised(document: Document, value: DraftValue | None) -> bool:
    index = document.block_at(value.start) if value is not None and value.start is not None else None
    if index is None:
        return False
    block = document.blocks[index]
    return block.source is Source.OCR or block.page in scanned_pages(document)


def parts(document: Document | None, values: Sequence[DraftValue]) -> dict[str, str]:
    """Return for date and number of a recognised page where their picture is: ``page?part=x0-y0-x1-y1``, thousandths.

    A value that was not found shows what stands under the name of the kind, else the head of the first page; once.
    """
    wanted = to_compare(document, values)
    if document is None or document.format not in PAGED or not wanted:
        return {}
    by_field = {value.field: value for value in values}
    places = {name: _place_of(document, by_field.get(name)) for name in ("kind", *_COMPARED)}
    given: dict[str, str] = {}
    for name in _COMPARED:
        place = places[name]
        if place is not None:
            given[name] = _address(place[0], _widened(place[1]))
        elif (
            name in wanted
            and by_field[name].start is None
            and not any(places[other] for other in _COMPARED)
            and not given
        ):
            given[name] = _under(places["kind"])
    return given


def _under(kind: tuple[int, Box] | None) -> str:
    """Return where date and number stand on a form: under the name of the kind."""
    if kind is None:
        return _address(1, _HEAD_OF_PAGE)
    page, box = kind
    return _address(page, Box(0.05, box.y0, 0.95, min(1.0, box.y1 + _LINES_UNDER)))


def _place_of(document: Document, value: DraftValue | None) -> tuple[int, Box] | None:
    """Return page and place of the recognised block in which a value was found."""
    index = document.block_at(value.start) if value is not None and value.start is not None else None
    block = document.blocks[index] if index is not None else None
    if block is None or block.box is None or block.source is not Source.OCR:
        return None
    return block.page, block.box


def _widened(box: Box) -> Box:
    """Return the place with what stands around it: a line of handwriting reaches beyond what was read of it."""
    margin = max(_MARGIN_X, (_LEAST_WIDTH - (box.x1 - box.x0)) / 2)
    x0 = min(max(0.0, box.x0 - margin), 1 - _LEAST_WIDTH)
    return Box(
        x0,
        max(0.0, box.y0 - _MARGIN_Y),
        min(1.0, max(box.x1 + margin, x0 + _LEAST_WIDTH)),
        min(1.0, box.y1 + _MARGIN_Y),
    )


def _address(page: int, box: Box) -> str:
    return f"{page}?part={'-'.join(str(round(edge * _THOUSAND)) for edge in (box.x0, box.y0, box.x1, box.y1))}"
