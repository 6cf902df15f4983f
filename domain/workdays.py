"""Working days of the Russian production calendar (Labour Code, article 112).

Holidays and transfers come from the ``holidays`` library. A day off can be computed for any year, but the Government
moves some of them by a decree that appears in the second half of the year before: a year without its decree is
*preliminary*, and what is computed from it must be marked so. Weekdays that a president's decree made "non-working
with pay" (2020, 2021) are another legal kind: they count as days off only when the calendar is told so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DECREED_YEARS: Final = frozenset(range(2015, 2028))
"""Years whose transfers by the Government's decree are known and compared with the published calendar (2026:
24.09.2025 № 1466).

The library gives dates for later years too, but without their decrees: add a year here only when its decree is out
and the library has it.
"""

_SATURDAY: Final = 5


def _span(first: date, last: date) -> frozenset[date]:
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return frozenset(day for day in days if day.weekday() < _SATURDAY)


PRESIDENTIAL_DAYS: Final = (
    _span(date(2020, 3, 30), date(2020, 4, 30))
    | _span(date(2020, 5, 6), date(2020, 5, 8))
    | _span(date(2020, 6, 24), date(2020, 6, 24))
    | _span(date(2020, 7, 1), date(2020, 7, 1))
    | _span(date(2021, 5, 4), date(2021, 5, 7))
    | _span(date(2021, 11, 1), date(2021, 11, 3))
)
"""Weekdays declared non-working with pay by decrees of the President."""


class YearNotDecreed(ValueError):
    """The transfers of a year are not known yet; ``year`` tells which."""

    def __init__(self, year: int) -> None:
        """Keep the year."""
        self.year = year
        super().__init__(f"постановление о переносе выходных дней в {year} году ещё не внесено в календарь")


class DayKind(StrEnum):
    """What a day is."""

    WORKING = "working"
    WORKING_WEEKEND = "working-weekend"
    """A Saturday or Sunday that works because its rest was moved."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A holiday, or a weekday that rests because a day off was moved to it."""
    PRESIDENTIAL = "presidential"
    """A weekday declared non-working with pay."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The calendar.

    ``overrides`` holds days of the region or the municipality that differ, ``presidential_off`` is a switch.
    """

    overrides: Mapping[date, DayKind] = field(default_factory=dict)
    presidential_off: bool = False

    def kind(self, day: date) -> DayKind:
        """Return what the day is."""
        if day in self.overrides:
            return self.overrides[day]
        holidays, working_weekends = _year(day.year)
        if day in working_weekends:
            return DayKind.WORKING_WEEKEND
        if day in holidays:
            return DayKind.HOLIDAY
        if day.weekday() >= _SATURDAY:
            return DayKind.WEEKEND
        return DayKind.PRESIDENTIAL if day in PRESIDENTIAL_DAYS else DayKind.WORKING

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        kind = self.kind(day)
        if kind is DayKind.PRESIDENTIAL:
            return not self.presidential_off
        return kind in {DayKind.WORKING, DayKind.WORKING_WEEKEND}

    def next_working(self, day: date) -> date:
        """Return the day itself when it works, else the nearest working day after it."""
        while not self.is_working(day):
            day += timedelta(1)
        return day

    def previous_working(self, day: date) -> date:
        """Return the day itself when it works, else the nearest working day before it.

        So the regulation shifts terms of execution (chapter 8 point 2.4.2).
        """
        while not self.is_working(day):
            day -= timedelta(1)
        return day

    def add_working(self, day: date, count: int) -> date:
        """Return the day that is ``count`` working days after ``day`` (before it when negative).

        ``day`` itself is day 0.
        """
        step = timedelta(1 if count > 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def nth_working(self, year: int, month: int, nth: int) -> date:
        """Return the ``nth`` working day of a month, from 1."""
        return self.add_working(date(year, month, 1) - timedelta(1), nth)

    def working_days(self, year: int) -> int:
        """Return how many working days the year has."""
        day, count = date(year, 1, 1), 0
        while day.year == year:
            count += self.is_working(day)
            day += timedelta(1)
        return count


def is_preliminary(day: date) -> bool:
    """Tell whether the day is in a year whose decree is not known: what rests on it must be marked «предварительно»."""
    return day.year not in DECREED_YEARS


def require_decreed(day: date) -> None:
    """Refuse a day of a year without its decree.

    Raises:
        YearNotDecreed: Transfers of that year are not known.
    """
    if is_preliminary(day):
        raise YearNotDecreed(day.year)


@lru_cache(maxsize=64)
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return days off by law or transfer, and working weekends, of a year."""
    import holidays

    days = holidays.country_holidays("RU", years=year)
    return frozenset(day for day in days if day.year == year), frozenset(
        day for day in days.weekend_workdays if day.year == year
    )
