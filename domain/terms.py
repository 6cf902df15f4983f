"""Terms of execution: the day that a written term means, where the words tell it.

Rules after the regulation: a term in days is counted in calendar days unless it says «рабочих» (chapter 7 point
2.2.19), from the day of the meeting for the assignments of a protocol (chapter 7 point 2.2.17), that day being day 0;
«срочно» is three days and «оперативно» ten (chapter 7 point 2.2.18, chapter 8 point 2.4.2). A month ends on the same
day of the next one or on its last day. A last day that does not work is *not* moved: the regulation moves it back for
documents of chapter 8 only, so whoever controls the term decides. What the words do not tell is None: «ежемесячно»,
«постоянно», a term counted from an event that has no date.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from domain.dates import MONTHS, find_dates
from domain.text import clean, fold
from domain.workdays import WorkCalendar, is_preliminary

if TYPE_CHECKING:
    from collections.abc import Iterator

URGENT_DAYS: Final = 3
"""«Срочно» (regulation, chapter 7 point 2.2.18)."""

PROMPT_DAYS: Final = 10
"""«Оперативно» (the same point)."""

LONGEST_TERM: Final = 300
"""A longer text is no term, in characters."""

_LAST_YEAR: Final = 2099
_MONTHS_OF_YEAR: Final = 12
_JUST_GONE: Final = timedelta(60)
"""A day without a year that was gone for less than this at the base is a slip, not a day of the next year."""

_RECURRING: Final = re.compile(
    r"ежедневно|еженедельно|ежемесячно|ежеквартально|ежегодно|постоянн|на постоянной основе|регулярно|весь период"
    r"|в течение (?:всего )?(?:года|периода)|раз(?:а)? в (?:недел|месяц|квартал|год|полугод|день)|кажд(?:ый|ую|ое|ого)"
    r"|по мере|по итогам кажд"
)
_OTHER_START: Final = re.compile(
    r"(?:(?<![а-я])со? (?:дня|момента|даты)|после|по истечении|до (?:начала|дня|даты)"
    r"|(?<![а-я])за \d+ (?:дн|рабоч|календ))(?!"
    r" (?:проведения |настоящего |данного |сегодняшнего ){0,2}(?:совещания|заседания|собрания|планерки))"
)
_RANGE: Final = re.compile(r"(?<![а-я])с .*(?<![а-я])по ")
_SHORT_YEAR: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})\.(\d{2})(?![\d.]\d)(?!\d)")
_STEMS: Final = (
    "январ", "феврал", "март", "апрел", "ма[яйе]", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_MONTH: Final = "|".join(_STEMS)
_DAY_AND_MONTH: Final = re.compile(rf"(?<![\d.])(\d{{1,2}})(?:-?го)? (?P<month>{'|'.join(MONTHS)})(?P<rest>.{{0,24}})")
_DAY_DOT_MONTH: Final = re.compile(r"(?<![\d.])(?:до|к|по|не позднее) (\d{1,2})\.(\d{2})(?P<rest>(?!\d|\.\d).{0,24})")
_THIS_YEAR: Final = re.compile(r"\.?\s*(?:с\.? ?г\.?|т\.? ?г\.?|(?:текущего|этого|сего) года)(?![а-я])")
_NEXT_YEAR: Final = re.compile(r"\.?\s*(?:следующего|будущего) года")
_YEAR: Final = r"(?P<year>(?:19|20)\d\d) ?(?:год|г\b)"
_MONTH_OF_YEAR: Final = re.compile(
    rf"(?:(?<![а-я])(?:до конца|в|за|не позднее|срок)? ?)(?<![\d] )(?<!\d)(?P<month>{_MONTH})[а-я]* {_YEAR}"
)
_END_OF_YEAR: Final = re.compile(rf"до конца {_YEAR}|до конца (?P<this>(?:текущего |этого )?года)")
_END_OF_MONTH: Final = re.compile(
    r"до конца (?:(?P<this>(?:текущего |этого )?месяца)"
    rf"|(?P<quarter>(?:текущего |этого )?квартала)|(?P<month>{_MONTH})[а-я]*(?! ?\d))"
)
_QUARTER: Final = re.compile(
    r"(?<![а-я\divx])(?P<number>[1-4]|iv|i{1,3}|перв|втор|трет|четверт)[а-я-]* "
    rf"(?P<what>квартал|полугоди)[а-я]* {_YEAR}"
)
_PARTS: Final = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4} | {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4,
}  # fmt: skip
_WORDS: Final = {
    "одн": 1, "дву": 2, "двух": 2, "два": 2, "две": 2, "тр": 3, "трех": 3, "три": 3, "четырех": 4, "четыре": 4,
    "пят": 5, "шест": 6, "сем": 7, "восьм": 8, "восем": 8, "девят": 9, "десят": 10, "двенадцат": 12, "четырнадцат": 14,
    "пятнадцат": 15, "двадцат": 20, "тридцат": 30, "сорок": 40, "шестидесят": 60, "девяност": 90,
}  # fmt: skip
_COUNT: Final = r"(?P<count>\d{1,3}|" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_SPAN: Final = re.compile(
    rf"(?<![а-я])(?:в течение|не позднее(?: чем)?(?: через)?|не более(?: чем)?|не превышающ[а-я]+|через|срок[ :–—-]+) ?"
    rf"(?:{_COUNT}[а-я]*(?: ?\([а-я ]+\))? )?(?P<working>рабоч[а-я]+ |календарн[а-я]+ )?"
    r"(?P<unit>дн[а-я]+|день|недел[а-я]+|месяц[а-я]*)(?![а-я])"
)
_BARE: Final = re.compile(r"\d{1,3} (?:рабоч[а-я]+ |календарн[а-я]+ )?(?:дн|недел|месяц)")
_ADJECTIVE: Final = re.compile(
    rf"(?<![а-я\d])(?:{_COUNT}[а-я]{{0,3}}-?(?:ти|х|и|ми)?[- ]?)?(?P<unit>дневн|недельн|месячн)(?:ый|ого|ом) срок"
)


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and whether it was counted: then it rests on a rule and not on a date in the words."""

    day: date
    counted: bool


def due_of(text: str, base: date | None) -> Due | None:
    """Return the day that a term means, None where the words do not tell one day.

    Args:
        text: The term as written: «до 15 марта 2021», «в течение 10 дней», «I квартал 2026 года».
        base: The day that terms are counted from (of the meeting); None leaves only dates that are written whole.

    >>> due_of("в 10-дневный срок", date(2026, 4, 20)).day
    datetime.date(2026, 4, 30)
    """
    words = clean(fold(text))
    if not words or len(words) > LONGEST_TERM or _RECURRING.search(words):
        return None
    days = list(_written(words))
    if days:
        ranged = len(days) > 1 and _RANGE.search(words)
        return Due(days[-1], counted=False) if len(set(days)) == 1 or ranged else None
    try:
        found = _counted(words, base)
    except (ValueError, OverflowError):
        return None
    return Due(found, counted=True) if found is not None and found.year <= _LAST_YEAR else None


def days_in(text: str) -> int | None:
    """Return how many days a term lasts, where it says one number of days or weeks; working days count as they are.

    >>> days_in("в десятидневный срок")
    10
    """
    words = clean(fold(text))
    if len(words) > LONGEST_TERM or _RECURRING.search(words):
        return None
    found = [*_SPAN.finditer(words), *_ADJECTIVE.finditer(words)]
    if len(found) != 1 or found[0]["unit"].startswith(("месяч", "месяц")):
        return None
    if found[0]["unit"].startswith("недел"):
        return 7 * _number(found[0]["count"])
    return _number(found[0]["count"]) if found[0]["count"] else None


def _written(words: str) -> Iterator[date]:
    yield from (day for day, _, _ in find_dates(words))
    for match in _SHORT_YEAR.finditer(words):
        try:
            yield date(2000 + int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue


def _counted(words: str, base: date | None) -> date | None:
    for rule in (_period, _month_of_year):
        found = rule(words)
        if found is not None:
            return found
    if base is None or _OTHER_START.search(words):
        return None
    if words.strip(" .!") in {"срочно", "оперативно"}:
        return base + timedelta(URGENT_DAYS if "срочно" in words else PROMPT_DAYS)
    return _end_of_this(words, base) or _without_year(words, base) or _after_span(words, base)


def _period(words: str) -> date | None:
    match = _QUARTER.search(words)
    if match is None:
        whole = _END_OF_YEAR.search(words)
        return date(int(whole["year"]), 12, 31) if whole and whole["year"] else None
    part = _PARTS[match["number"]]
    months = 3 if match["what"] == "квартал" else 6
    if part * months > _MONTHS_OF_YEAR:
        return None
    return _last_day(int(match["year"]), part * months)


def _month_of_year(words: str) -> date | None:
    found = [*_MONTH_OF_YEAR.finditer(words)]
    return _last_day(int(found[0]["year"]), _month(found[0]["month"])) if len(found) == 1 else None


def _end_of_this(words: str, base: date) -> date | None:
    year = _END_OF_YEAR.search(words)
    if year is not None:
        return date(base.year, 12, 31)
    match = _END_OF_MONTH.search(words)
    if match is None:
        return None
    if match["this"]:
        return _last_day(base.year, base.month)
    if match["quarter"]:
        return _last_day(base.year, (base.month + 2) // 3 * 3)
    month = _month(match["month"])
    return _last_day(base.year + (month < base.month), month)


def _without_year(words: str, base: date) -> date | None:
    """«до 15 марта» is the nearest one from the base on; «с.г.» is the year of the base."""
    found = [(int(m[1]), MONTHS.index(m["month"]) + 1, m["rest"]) for m in _DAY_AND_MONTH.finditer(words)]
    found += [(int(m[1]), int(m[2]), m["rest"]) for m in _DAY_DOT_MONTH.finditer(words)]
    if len(found) != 1:
        return None
    day, month, rest = found[0]
    if _NEXT_YEAR.match(rest):
        return date(base.year + 1, month, day)
    this = date(base.year, month, day)
    if this >= base or _THIS_YEAR.match(rest):
        return this
    return date(base.year + 1, month, day) if base - this > _JUST_GONE else None


def _after_span(words: str, base: date) -> date | None:
    if _BARE.match(words):
        words = f"в течение {words}"
    found = [*_SPAN.finditer(words), *_ADJECTIVE.finditer(words)]
    if len(found) != 1:
        return None
    match = found[0]
    count = _number(match["count"])
    if match["unit"].startswith("недел"):
        return base + timedelta(7 * count)
    if match["unit"].startswith("месяч") or match["unit"].startswith("месяц"):
        return _months_later(base, count)
    if match["count"] is None:
        return None
    if (match.groupdict().get("working") or "").startswith("рабоч"):
        day = WorkCalendar().add_working(base, count)
        return None if is_preliminary(day) else day
    return base + timedelta(count)


def _number(text: str | None) -> int:
    if text is None:
        return 1
    return int(text) if text.isdigit() else _WORDS[text]


def _month(stem: str) -> int:
    return next(number for number, known in enumerate(_STEMS, 1) if re.fullmatch(known, stem))


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_later(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + count, _MONTHS_OF_YEAR)
    last = _last_day(day.year + years, month + 1)
    return last.replace(day=min(day.day, last.day))
