"""Running headers, footers and page numbers: what stands at the edge of pages and says nothing of the act."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, combinations, zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reading.layout import Line
    from ingest.reading.pdf.tables import Table

_EDGE: Final = 0.09
"""Share of the page's height at the top and at the bottom that belongs to its margins."""
_WIDE_EDGE: Final = 0.14
"""The same for a number that is known to be the page's by the other pages, and for a head that is drawn as a table."""
_MOST: Final = 0.6
"""Share of the pages that a running table heads; the head of a long list is on fewer."""
_DEEP: Final = 3
"""Lines from the edge that may be running ones."""
_NUMBER: Final = re.compile(
    r"^[\W_]*(?P<said>(?:стр(?:аница|\.)?|лист|page)\s*)?(?P<number>\d{1,4})(?:\s*(?:из|(?P<slash>/)|of)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d+")
_OTHERS: Final = re.compile(r"№|[.,;:]\s*$")
"""The number of something else, or the end of a sentence."""
_ANNEX: Final = re.compile(r"приложени[ея]\s*(?:№|n)?\s*\d")
"""What heads an annex; annexes of one page each are numbered as pages are."""
_LONGEST: Final = 4
"""Digits of the number of a page."""
_REPEATS: Final = 3
_COUNTED: Final = 12
"""Numbers in a line of which some may count with the pages; one with more says something of its own."""


def find(pages: Sequence[tuple[list[Line], float]]) -> list[tuple[list[Line], list[Line]]]:
    """Return for each page ``(lines, height)`` its header lines and its footer lines."""
    heads, feet = (
        Counter(key for index, (lines, height) in enumerate(pages) for key in _keys(edge(lines, height), index))
        for edge in (_top, _bottom)
    )
    shifts = _shifts(pages)
    found = [
        (
            [line for line in _top(lines, height) if _is_running(line, index, shifts, heads, len(pages))],
            [line for line in _bottom(lines, height) if _is_running(line, index, shifts, feet, len(pages))],
        )
        for index, (lines, height) in enumerate(pages)
    ]
    _add_numbers(found, pages)
    return found


def _shifts(pages: Sequence[tuple[list[Line], float]]) -> Counter[int]:
    """Count by how much the numbers at the edges differ from the places of their pages, once for a page."""
    shifts: Counter[int] = Counter()
    for index, (lines, height) in enumerate(pages):
        numbers = (_number(line) for line in (*_top(lines, height), *_bottom(lines, height)))
        shifts.update({int(number["number"]) - index for number in numbers if number is not None})
    return shifts


def _number(line: Line) -> re.Match[str] | None:
    return None if _OTHERS.search(line.text) else _NUMBER.match(line.text)


def _is_running(line: Line, index: int, shifts: Counter[int], edge: Counter[str], pages: int) -> bool:
    """Tell whether a line at the edge is the number of its page, or says what those of many pages say.

    A bare number has to be one that pages of this file have (the first may be left out), or to count on with another
    page's; one that calls itself a page's is believed.
    """
    number = _number(line)
    if number is None:
        return max(edge[key] for key in _keys([line], index)) >= max(_REPEATS, pages // 3)
    if number["said"] or (number["slash"] is None and len(_DIGITS.findall(line.text)) > 1):
        return True
    value = int(number["number"])
    return 1 <= value <= pages + 1 or shifts[value - index] > 1


def running_tables(pages: Sequence[tuple[list[Table], float]]) -> set[int]:
    """Return the ids of tables that are running heads: at the top of many pages, the same but for numbers."""
    tops = [[table for table in tables[:1] if table.top < _WIDE_EDGE * height] for tables, height in pages]
    counted = Counter(_said(table) for tables in tops for table in tables)
    needed = max(_REPEATS, _MOST * len(pages))
    return {id(table) for tables in tops for table in tables if counted[_said(table)] >= needed}


def _said(table: Table) -> str:
    return _DIGITS.sub("0", "\t".join(cell.text for cell in table.cells)).lower()


def _add_numbers(found: list[tuple[list[Line], list[Line]]], pages: Sequence[tuple[list[Line], float]]) -> None:
    """Find numbers of pages further from the edge, where the margins are wider: by how those of other pages count."""
    shifts: Counter[int] = Counter()
    for index, margins in enumerate(found):
        shifts.update({int(line.text) - index for lines in margins for line in lines if line.text.isdecimal()})
    for shift, times in shifts.most_common(1):
        if times < _REPEATS:
            return
        for index, ((heads, feet), (lines, height)) in enumerate(zip(found, pages, strict=True)):
            if any(line.text.isdecimal() for line in (*heads, *feet)):
                continue
            number = str(index + shift)
            heads += [line for line in lines[:1] if line.text == number and line.y < _WIDE_EDGE * height]
            feet += [line for line in lines[-1:] if line.text == number and line.y > (1 - _WIDE_EDGE) * height]


def _keys(lines: Sequence[Line], index: int) -> set[str]:
    """Return what lines at the edge of a page say in ways in which those of other pages may say the same.

    A number in them is the same everywhere, or counts with the pages (two may: sheet and page): «Тариф 100 рублей» and
    «Тариф 250 рублей» on the next page are no running lines.
    """
    return {key for line in lines for key in _ways(line, index)}


def _ways(line: Line, index: int) -> Iterator[str]:
    said = line.text.strip().lower()
    parts = _DIGITS.split(said)
    numbers = _DIGITS.findall(said)
    own = _ANNEX.match(said) or (_OTHERS.search(said) and _NUMBER.match(said))
    if own or len(numbers) > _COUNTED:
        yield said
        return
    short = [place for place, number in enumerate(numbers) if len(number) <= _LONGEST]
    for counting in chain([()], combinations(short, 1), combinations(short, 2)):
        told = (f"+{int(number) - index}" if place in counting else number for place, number in enumerate(numbers))
        yield "".join(chain.from_iterable(zip_longest(parts, told, fillvalue="")))


def _top(lines: list[Line], height: float) -> list[Line]:
    return [line for line in lines[:_DEEP] if line.y < _EDGE * height]


def _bottom(lines: list[Line], height: float) -> list[Line]:
    top = {id(line) for line in _top(lines, height)}
    return [line for line in lines[-_DEEP:] if line.y > (1 - _EDGE) * height and id(line) not in top]
