"""Lists of acts that lose force: in an annex, in sentences or in rows of a table.

Reads: Document, Shape, a text. Writes: ActReferences.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from domain.numbers import NotANumber, parse_number
from domain.references import ActReference, Span
from ingest.requisites.anchors import anchors_in
from ingest.requisites.basis import without_editions
from ingest.requisites.citations import folded_of, pairs_in, without_asides
from ingest.requisites.lines import mend
from ingest.requisites.machine import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.document import Document
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_LIST_TITLE: Final = re.compile(r"утратив|утрачива|отменяем|отмененн|признаваем", re.IGNORECASE)
_SECOND_ANNEX: Final = re.compile(r"(?:Приложени[ея]|ПРИЛОЖЕНИЕ)(?:\s|$)")
_CELL_NUMBER: Final = re.compile(r"(?:№\s?)?[\d][\w./-]{0,16}")
_ANNEX_HEAD: Final = 14
"""The title of an annex stands within this many lines."""


def from_annex(document: Document, shape: Shape) -> list[ActReference]:
    """Return the acts of an annex whose title says that they lose force, written in sentences or in a table."""
    lines = shape.of(Part.ANNEX)
    opened = [index for index, line in enumerate(lines) if index == 0 or _SECOND_ANNEX.match(line.plain)]
    found: list[ActReference] = []
    for place, start in enumerate(opened):
        end = opened[place + 1] if place + 1 < len(opened) else len(lines)
        title = next(
            (index for index in range(start, min(end, start + _ANNEX_HEAD)) if _LIST_TITLE.search(lines[index].text)),
            None,
        )
        if title is None:
            continue
        body = lines[title + 1 : end]
        if body:
            text = mend(document.text[body[0].start : body[-1].end])
            found += pairs_in(without_editions(without_asides(text)), body[0].start, 300)
            found += _from_rows(body, {ref.span.start for ref in found if ref.span})
    return sorted(found, key=lambda ref: ref.span.start if ref.span else 0)


def _from_rows(lines: list[Line], known: set[int]) -> list[ActReference]:
    """Read rows whose cells say a date and a number without signs: «1 | 01.02.2010 | 5-п | О бюджете»."""
    return [ref for line in lines for ref in _of_row(line.text, line.start, known)]


def rows_of(text: str, offset: int) -> Iterator[ActReference]:
    """Yield the acts of rows that say a date and a number in cells of their own."""
    place = 0
    for row in text.split("\n"):
        if "\t" in row:
            yield from _of_row(row, offset + place, set())
        place += len(row) + 1


def _of_row(row: str, place: int, known: set[int]) -> Iterator[ActReference]:
    cells = row.split("\t")
    for cell, following in pairwise(cells):
        day = _date_alone(cell)
        number = _number(following.strip()) if _CELL_NUMBER.fullmatch(following.strip()) else None
        if day is not None and number is not None and place not in known:
            end = place + len(cell) + 1 + len(following)
            yield ActReference(date=day, number=number, span=Span(place, end), confidence=0.7)
        place += len(cell) + 1


def _date_alone(cell: str) -> str | None:
    text = f"от {cell.strip()}"
    found = next(anchors_in(text, folded_of(text)), None)
    return found.day if found is not None and found.dated and len(text) - found.end <= len(" г.") else None


def _number(text: str) -> str | None:
    try:
        return parse_number(text).display
    except NotANumber:
        return None
