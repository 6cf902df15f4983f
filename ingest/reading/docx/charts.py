"""Charts of Word: their titles, names of series, categories and values as lines, from what Word saved to draw them.

What a chart draws as bars is told by numbers, so its lines are doubtful: whoever reads the page sees columns, not
digits. Numbers are written as their format shows them; of a format that is not known here «�» stands there.

Reads: the part of a chart (ECMA-376, part 1: 21.2). Writes: its lines, or nothing when it cannot be told whole.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.docx.drawing import diagram_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

TRUST: Final = 0.6
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_SERIES: Final = 30
"""Series of a chart, at most; one of more is looked at as a picture."""
_POINTS: Final = 500
"""Points of a series, at most."""
_PLAIN: Final = re.compile(r"(#,##)?0(?:\.(0{1,6}))?(%)?")
"""Formats of numbers that are understood: thousands apart or not, digits behind the comma, per cent."""
_GENERAL: Final = frozenset({"", "general"})
_UNREAD: Final = "\ufffd"
_DIGITS: Final = 9
"""Digits behind the comma of a number without a format: Office shows no more."""
_LARGEST: Final = 10**15
"""Numbers beyond are not exact (IEEE 754)."""


class _Series(NamedTuple):
    name: str
    categories: dict[int, str]
    values: dict[int, str]


def lines_of(root: Element) -> list[str]:
    """Return what a chart says, line by line; nothing when it has too many points or none."""
    chart = root.find(_C + "chart")
    area = chart.find(_C + "plotArea") if chart is not None else None
    if chart is None or area is None:
        return []
    found = [_series(element) for element in area.iter(_C + "ser")]
    if not found or len(found) > _SERIES or any(len(series.values) > _POINTS for series in found):
        return []
    return [*_titles(chart, area), *_rows(found)]


def is_whole(lines: Sequence[str]) -> bool:
    """Tell whether a chart was read, and all of it."""
    return bool(lines) and not any(_UNREAD in line for line in lines)


def _titles(chart: Element, area: Element) -> Iterator[str]:
    for title in (
        *chart.iterchildren(_C + "title"),
        *(title for axis in area for title in axis.iterchildren(_C + "title")),
    ):
        yield from diagram_texts(title) or filter(None, [_name(title)])


def _rows(found: Sequence[_Series]) -> Iterator[str]:
    """Yield rows of a category and its values; series over categories of their own come one after the other."""
    alike = all(series.categories == found[0].categories for series in found)
    for group in [found] if alike else [[series] for series in found]:
        names = [series.name for series in group]
        if any(names):
            yield "\t".join(names)
        for place in sorted({place for series in group for place in (*series.categories, *series.values)}):
            said = [group[0].categories.get(place, ""), *(series.values.get(place, "") for series in group)]
            if any(said):
                yield "\t".join(said if group[0].categories else said[1:])


def _series(element: Element) -> _Series:
    categories = _first(element, "cat", "xVal")
    values = _first(element, "val", "yVal")
    name = element.find(_C + "tx")
    return _Series(
        _name(name) if name is not None else "",
        _points(categories) if categories is not None else {},
        _points(values) if values is not None else {},
    )


def _first(element: Element, *names: str) -> Element | None:
    return next((found for name in names if (found := element.find(_C + name)) is not None), None)


def _name(element: Element) -> str:
    return " ".join(" ".join((value.text or "").split()) for value in element.iter(_C + "v")).strip()


def _points(element: Element) -> dict[int, str]:
    """Return the saved points by their place; those of levels of categories are joined, the outermost first."""
    found: dict[int, str] = {}
    levels = list(element.iter(_C + "lvl"))
    for cache in (
        reversed(levels) if levels else element.iter(_C + "strCache", _C + "numCache", _C + "strLit", _C + "numLit")
    ):
        is_number = cache.tag in {_C + "numCache", _C + "numLit"}
        usual = cache.findtext(_C + "formatCode") or ""
        for point in cache.iterchildren(_C + "pt"):
            place, value = point.get("idx") or "", " ".join((point.findtext(_C + "v") or "").split())
            if not place.isdecimal() or len(place) > len(str(_POINTS)) + 1:
                continue
            said = _shown(value, point.get("formatCode") or usual) if is_number else value
            found[int(place)] = f"{found.get(int(place), '')} {said}".strip()
    return found


def _shown(value: str, code: str) -> str:
    """Return a number as its format shows it in Russian, «�» for one that is no number or of another format."""
    usual, *others = code.split(";")
    form = _PLAIN.fullmatch(usual)
    try:
        number = Decimal(repr(float(value)))
    except (ValueError, InvalidOperation):
        return _UNREAD
    if not number.is_finite() or abs(number) > _LARGEST or (form is None and code.casefold() not in _GENERAL):
        return _UNREAD
    if others and number <= 0:  # negative numbers and zero may have forms of their own
        own = others[0] if number else usual if len(others) == 1 else others[1]
        if own != ("-" + usual if number else usual):
            return _UNREAD
    if form is None:
        return f"{number:.{_DIGITS}f}".rstrip("0").rstrip(".").replace(".", ",")
    number = number * 100 if form[3] else number
    said = f"{number.quantize(Decimal(1).scaleb(-len(form[2] or '')), ROUND_HALF_UP):{',' if form[1] else ''}f}"
    return said.replace(",", " ").replace(".", ",") + (form[3] or "")
