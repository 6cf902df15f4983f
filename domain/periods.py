"""Reporting months and the days that hang on them (regulation, chapter 4.1 point 2.5).

The regulation names the first Wednesday of the month that follows the reporting one, and says nothing of a Wednesday
that does not work (in January it never does). So the shift is a stated policy, and the nominal day is always kept
beside the shifted one. The regulation's words on the hand-over day contradict each other; the only reading that holds
is the last day of the reporting month itself.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Self

from domain.dates import format_date
from domain.workdays import WorkCalendar, is_preliminary

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITTEN: Final = re.compile(r"(19\d\d|20\d\d)-(0[1-9]|1[0-2])")
_NOMINATIVE: Final = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_PREPOSITIONAL: Final = (
    "январе",
    "феврале",
    "марте",
    "апреле",
    "мае",
    "июне",
    "июле",
    "августе",
    "сентябре",
    "октябре",
    "ноябре",
    "декабре",
)


class NotAMonth(ValueError):
    """The text is no month; ``raw`` keeps it."""

    def __init__(self, raw: str) -> None:
        """Keep what was given."""
        self.raw = raw
        super().__init__(f"«{raw[:20]}» — не месяц; укажите его как ГГГГ-ММ, например 2026-04")


@dataclass(frozen=True, slots=True, order=True)
class ReportingMonth:
    """A calendar month that is reported on; shown and stored as ``2026-04``."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``YYYY-MM``.

        Raises:
            NotAMonth: Anything else.
        """
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise NotAMonth(text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that holds the day."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    def __contains__(self, day: date) -> bool:
        return (day.year, day.month) == (self.year, self.month)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def next(self) -> ReportingMonth:
        """The month after."""
        return ReportingMonth.of(self.last + timedelta(1))

    @property
    def previous(self) -> ReportingMonth:
        """The month before."""
        return ReportingMonth.of(self.first - timedelta(1))

    @property
    def title(self) -> str:
        """«апрель 2026 г.» — after «за»."""
        return f"{_NOMINATIVE[self.month - 1]} {self.year} г."

    @property
    def title_in(self) -> str:
        """«апреле 2026 г.» — after «в»."""
        return f"{_PREPOSITIONAL[self.month - 1]} {self.year} г."


class Shift(StrEnum):
    """What becomes of a due day that does not work."""

    OFF = "off"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """When the package of a month is due in the month after it.

    ``day`` (1..28) names a calendar day and wins over the ``nth`` ``weekday`` (ISO: Monday 1 … Sunday 7); by default
    the first Wednesday.
    """

    weekday: int = 3
    nth: int = 1
    day: int | None = None
    shift: Shift = Shift.NEXT

    def nominal(self, month: ReportingMonth) -> date:
        """Return the day that the rule names, working or not."""
        after = month.next
        if self.day is not None:
            return date(after.year, after.month, self.day)
        offset = (self.weekday - after.first.isoweekday()) % 7
        return after.first + timedelta(offset + 7 * (self.nth - 1))


@dataclass(frozen=True, slots=True)
class PackageDates:
    """Days of a package: as the rule names it, as it is after the shift, hand-over; warnings are Russian sentences."""

    nominal: date
    due: date
    hand_over: date
    warnings: tuple[str, ...] = ()


def package_dates(
    month: ReportingMonth, rule: DeadlineRule | None = None, calendar: WorkCalendar | None = None
) -> PackageDates:
    """Return the days of a month's package; every doubt about them is a warning, none is hidden."""
    rule, calendar = rule or DeadlineRule(), calendar or WorkCalendar()
    nominal = rule.nominal(month)
    shifts = {Shift.OFF: lambda day: day, Shift.PREVIOUS: calendar.previous_working, Shift.NEXT: calendar.next_working}
    due = shifts[rule.shift](nominal)
    return PackageDates(nominal, due, month.last, tuple(_warnings(month, rule, nominal, due, calendar)))


def _warnings(
    month: ReportingMonth, rule: DeadlineRule, nominal: date, due: date, calendar: WorkCalendar
) -> Iterator[str]:
    if due != nominal:
        yield (
            f"Срок отправки {format_date(nominal)} приходится на нерабочий день и перенесён на {format_date(due)}. "
            "Порядок переноса задан в настройках профиля: сверьте его с требованиями региона."
        )
    elif not calendar.is_working(nominal):
        yield (
            f"Срок отправки {format_date(nominal)} приходится на нерабочий день, перенос отключён. "
            "Отправьте пакет заранее или согласуйте другой день."
        )
    if rule.shift is Shift.PREVIOUS and due <= month.last:
        yield (
            f"Перенос назад ставит срок {format_date(due)} раньше конца отчётного месяца: "
            "акты последних дней в пакет не попадут. Согласуйте отправку в первый рабочий день следующего месяца."
        )
    if not calendar.is_working(month.last):
        yield (
            f"День передачи материалов {format_date(month.last)} нерабочий: последний рабочий день месяца — "
            f"{format_date(calendar.previous_working(month.last))}."
        )
    if is_preliminary(nominal):
        yield (
            f"Даты предварительные: постановление о переносе выходных дней в {nominal.year} году "
            "ещё не внесено в календарь. Проверьте срок после его выхода."
        )
