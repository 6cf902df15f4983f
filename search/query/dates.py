"""Dates and spans of dates as people type them after «дата:».

Forms: 2020 · 05.2020 · 2020-05 · май 2020 · every form of :mod:`domain.dates` · 8.5.20 · 8 апр. 2020; spans
«2020..2021», «01.2020–03.2020», «..2020», «2020..», «>=2020», «с 01.01.2020 по 31.12.2020», «до 2021», «после
08.05.2020». Beside a number a day may stand without its year: «от 6 апреля», «от 06.04».
"""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from domain.dates import MONTHS, find_dates

Span = tuple[date | None, date | None]
"""First and last day, both included; None is open."""

_MONTH_STEMS: Final = ("янв", "февр?", "мар", "апр", "ма[йяе]", "июн", "июл", "авг", "сент?", "окт", "нояб?", "дек")
_MONTH_NAMES: Final = "|".join(rf"(?P<n{at}>{stem}[а-я]{{0,5}})" for at, stem in enumerate(_MONTH_STEMS, 1))
_SHORT: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d\d)(?!\d)")
_CUT_SHORT: Final = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_NAMED_DAY: Final = re.compile(
    rf"(?P<d>\d{{1,2}})(?:-?го)?\s+(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(_CUT_SHORT)}|февр|сент|нояб)\.?)(?![а-яё])"
    r"(?:,?\s*(?P<y>(?:19|20)\d\d|\d\d(?=\s?г(?![а-яё])))(?!\d))?",
    re.IGNORECASE,
)
"""«6 апреля», «6 апр. 2026», «6 апреля 26 г.»."""
_DOTTED_DAY: Final = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})(?![\d/-]|\.\d)\.?")
_FIRST_YEAR: Final = 1918
"""Before it no act is looked for whose year was not typed."""
_MONTH: Final = re.compile(
    r"(?:(?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)[./-](?P<m2>\d\d))(?![\d.-]?\d)"
)
_NAMED: Final = re.compile(rf"(?:{_MONTH_NAMES})\s+(?P<y>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?!\d)(?:\s*(?:года?|г\.|г)(?![а-яё]))?", re.IGNORECASE)
_TAIL: Final = re.compile(r"\s*(?:года|г\.|г)(?![а-яё])", re.IGNORECASE)
_RANGE: Final = re.compile(r"\s*(?:\.{2,}|…|по(?=\s)|до(?=\s))\s*|\s*[-–—]\s*(?=[\dа-я])", re.IGNORECASE)
_OPEN: Final = re.compile(r"(?:\.{2,}|…)\s*")
_COMPARE: Final = re.compile(r"(>=|<=|>|<|≥|≤|(?:с|от|до|по|после|раньше|позже)(?=\s))\s*", re.IGNORECASE)
_AFTER: Final = {">", "после", "позже"}
_FROM: Final = {">=", "≥", "с", "от"}
_BEFORE: Final = {"<", "раньше"}


def parse_span(text: str, at: int) -> tuple[Span, int] | None:
    """Read a date or span of dates that begins at ``at``; return it with the place behind it, or None."""
    compare = _COMPARE.match(text, at)
    if compare:
        return _compared(text, compare)
    dots = _OPEN.match(text, at)
    if dots:
        last = _atom(text, dots.end())
        return ((None, last[0][1]), last[1]) if last else None
    first = _atom(text, at)
    if first is None:
        return None
    (start, end), place = first
    joint = _RANGE.match(text, place)
    if joint is None:
        return (start, end), place
    second = _atom(text, joint.end())
    if second:
        (other, until), place = second
        # a span that is typed the wrong way round keeps both of its ends when the reader swaps them
        return ((end, other) if start > until else (start, until)), place
    return ((start, None), joint.end()) if "." in joint.group() or "…" in joint.group() else ((start, end), place)


def _compared(text: str, compare: re.Match[str]) -> tuple[Span, int] | None:
    found = _atom(text, compare.end())
    if found is None:
        return None
    (start, end), place = found
    sign = compare.group(1).lower()
    if sign in _FROM:
        joint = _RANGE.match(text, place)
        second = _atom(text, joint.end()) if joint else None
        return ((start, second[0][1]), second[1]) if second else ((start, None), place)
    if sign in _AFTER:
        return (_moved(end, 1), None), place
    if sign in _BEFORE:
        return (None, _moved(start, -1)), place
    return (None, end), place


def _moved(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _atom(text: str, at: int) -> tuple[tuple[date, date], int] | None:
    """Read one day, month or year at a place."""
    day = find_day(text, at)
    if day:
        return (day[0], day[0]), day[1]
    month = _MONTH.match(text, at)
    if month:
        found = _month(int(month["y"] or month["y2"]), int(month["m"] or month["m2"]))
        return (found, month.end()) if found else None
    named = _NAMED.match(text, at)
    if named:
        number = next(at for at in range(1, 13) if named[f"n{at}"])
        found = _month(int(named["y"]), number)
        return (found, _tail(text, named.end())) if found else None
    year = _YEAR.match(text, at)
    if year:
        number = int(year.group(1))
        return (date(number, 1, 1), date(number, 12, 31)), year.end()
    return None


def find_day(text: str, at: int) -> tuple[date, int] | None:
    """Read one day at a place, in any form of acts or as «8.5.20»."""
    piece = text[at : at + 60]
    found = next(find_dates(piece), None)
    if found and found[1] == 0:
        return found[0], _tail(text, at + found[2])
    short = _SHORT.match(text, at)
    if short:
        year = 2000 + int(short[3])
        days = _in_years(int(short[2]), int(short[1]), year, year)
        return (days[0], short.end()) if days else None
    named = _NAMED_DAY.match(text, at)
    if named and named["y"]:
        year = int(named["y"]) if len(named["y"]) == 4 else 2000 + int(named["y"])  # noqa: PLR2004 digits of a year
        days = _in_years(_month_of(named), int(named["d"]), year, year)
        return (days[0], _tail(text, named.end())) if days else None
    return None


def find_day_of_any_year(text: str, at: int) -> tuple[tuple[date, ...], int] | None:
    """Read a day without a year at a place: that day of every year in which an act may have been made; or None."""
    match = _NAMED_DAY.match(text, at) or _DOTTED_DAY.match(text, at)
    if match is None or find_day(text, at):
        return None
    is_named = match.re is _NAMED_DAY
    month = _month_of(match) if is_named else int(match["m"])
    days = _in_years(month, int(match["d"]), _FIRST_YEAR, date.today().year)  # noqa: DTZ011 - the office's calendar
    return (days, match.end()) if days else None


def _month_of(named: re.Match[str]) -> int:
    start = named["month"][:3].lower()
    return next(at for at, name in enumerate(_CUT_SHORT, 1) if name == start)


def _in_years(month: int, day: int, first: int, last: int) -> tuple[date, ...]:
    """Return a day of each year that has it."""
    found = []
    for year in range(first, last + 1):
        with suppress(ValueError):
            found.append(date(year, month, day))
    return tuple(found)


def date_words(day: date) -> tuple[str, str, str]:
    """Return the words that say a date: «8», «мая», «2020»."""
    return str(day.day), MONTHS[day.month - 1], str(day.year)


def _month(year: int, month: int) -> tuple[date, date] | None:
    if not 1 <= month <= 12:  # noqa: PLR2004 months of a year
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _tail(text: str, at: int) -> int:
    tail = _TAIL.match(text, at)
    return tail.end() if tail else at
