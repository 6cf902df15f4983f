"""Dates as acts write them.

Forms: «16.02.2021», «01.09.2018г.», «16 февраля 2021 года», «27 СЕНТЯБРЯ 2023 Г.», «« 16 » 02 2021», «"17" мая 2012
г.», «______04 июня 2009 г.____», ISO 8601. The day must exist: 31.02 is no date. Years 1900 to 2099.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
"""Names of the months in the genitive, in the order of the year."""

_MONTH_OF: Final = {name: number for number, name in enumerate(MONTHS, 1)}
_YEAR: Final = r"(?P<{0}>(?:19|20)\d\d)"
_GAP: Final = r"[ \t\u00a0_]{0,12}"
_BLANK: Final = r"[ \t\u00a0_\n]{1,24}"
_OPEN: Final = r"[«\"“„<]{1,2}"
_CLOSE: Final = r"[»\"”“>]{1,2}"
_END: Final = r"(?![\d])"

_DATE: Final = re.compile(
    r"(?<![\d.,/-])(?:"
    # 16.02.2021, 16. 02. 2021
    rf"(?P<d1>\d{{1,2}})[ \u00a0]?\.[ \u00a0]?(?P<m1>\d{{1,2}})[ \u00a0]?\.[ \u00a0]?{_YEAR.format('y1')}{_END}"
    # 16/02/2021, 16-02-2021
    rf"|(?P<d5>\d{{2}})(?P<bar>[/-])(?P<m5>\d{{2}})(?P=bar){_YEAR.format('y5')}{_END}(?![/-])"
    # 2021-02-16
    rf"|{_YEAR.format('y2')}-(?P<m2>\d{{2}})-(?P<d2>\d{{2}}){_END}"
    # 2021.02.16 of the marks of an electronic signature
    rf"|{_YEAR.format('y6')}\.(?P<m6>\d{{2}})\.(?P<d6>\d{{2}}){_END}"
    # 16 февраля 2021, 1-го декабря 2021
    rf"|(?P<d3>\d{{1,2}})(?:-?го)?{_BLANK}(?P<m3>{'|'.join(MONTHS)}){_BLANK}{_YEAR.format('y3')}{_END}"
    r")|"
    # « 16 » 02 2021, «17» мая 2012
    rf"{_OPEN}{_GAP}(?P<d4>\d{{1,2}}){_GAP}{_CLOSE}{_GAP}\.?{_GAP}(?P<m4>\d{{1,2}}|{'|'.join(MONTHS)}){_GAP}\.?{_GAP}"
    rf"{_YEAR.format('y4')}{_END}",
    re.IGNORECASE,
)
_TAIL: Final = re.compile(r"[ \u00a0_]{0,12}(?:года|год|г\.|г)?(?![а-яёА-ЯЁ])[ \u00a0_.]{0,24}", re.IGNORECASE)
_HEAD: Final = re.compile(r"[ \u00a0_]*(?:от(?=[\s_«\"\d])[ \u00a0_]*)?", re.IGNORECASE)


def parse_date(text: str) -> date | None:
    """Return the date that the whole text says, with or without «от», «г.» and underscores around; else None.

    >>> parse_date("от « 16 » 02 2021")
    datetime.date(2021, 2, 16)
    >>> parse_date("31.02.2021") is None
    True
    """
    text = text.strip()
    head = _HEAD.match(text)
    start = head.end() if head else 0
    match = _DATE.match(text, start)
    if match is None:
        return None
    tail = _TAIL.match(text, match.end())
    end = tail.end() if tail else match.end()
    return _date_of(match) if not text[end:].strip() else None


def find_dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield every date of the text with its place, in order; what is no day of the calendar is passed over."""
    for match in _DATE.finditer(text):
        found = _date_of(match)
        if found is not None:
            yield found, match.start(), match.end()


def format_date(day: date) -> str:
    """Return the date in digits, as the regulation asks (chapter 8 point 2.2.3.1): «16.02.2021»."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def format_date_long(day: date) -> str:
    """Return the date in words: «16 февраля 2021 г.»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04} г."


def _date_of(match: re.Match[str]) -> date | None:
    form = next(form for form in "123456" if match[f"y{form}"])
    month = match[f"m{form}"].lower()
    try:
        return date(int(match[f"y{form}"]), _MONTH_OF.get(month) or int(month), int(match[f"d{form}"]))
    except ValueError:
        return None
