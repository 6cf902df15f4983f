from datetime import date, timedelta

import pytest

from domain.workdays import DayKind, WorkCalendar, YearNotDecreed, is_preliminary, require_decreed

CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("year", "days", "with_presidential"),
    [
        (2020, 248, 219),
        (2021, 247, 240),
        (2022, 247, 247),
        (2023, 247, 247),
        (2024, 248, 248),
        (2025, 247, 247),
        (2026, 247, 247),
        (2027, 247, 247),
    ],
)
def test_working_days_of_a_year_agree_with_the_published_calendar(year: int, days: int, with_presidential: int) -> None:
    assert CALENDAR.working_days(year) == days
    assert WorkCalendar(presidential_off=True).working_days(year) == with_presidential


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2027, 2, 20), DayKind.WORKING_WEEKEND),
        (date(2027, 2, 22), DayKind.HOLIDAY),
        (date(2027, 11, 5), DayKind.HOLIDAY),
        (date(2026, 1, 9), DayKind.HOLIDAY),
        (date(2026, 12, 31), DayKind.HOLIDAY),
        (date(2025, 2, 24), DayKind.WORKING),
        (date(2025, 5, 8), DayKind.HOLIDAY),
        (date(2024, 4, 27), DayKind.WORKING_WEEKEND),
        (date(2026, 5, 10), DayKind.WEEKEND),
        (date(2020, 7, 1), DayKind.PRESIDENTIAL),
        (date(2021, 5, 9), DayKind.HOLIDAY),
    ],
)
def test_kind_of_a_day(day: date, kind: DayKind) -> None:
    assert CALENDAR.kind(day) is kind


def test_presidential_days_rest_only_when_told() -> None:
    assert CALENDAR.is_working(date(2021, 11, 2))
    assert not WorkCalendar(presidential_off=True).is_working(date(2021, 11, 2))


@pytest.mark.parametrize(
    ("base", "days", "due"),
    [
        (date(2026, 4, 28), 3, date(2026, 4, 30)),
        (date(2026, 5, 6), 3, date(2026, 5, 8)),
        (date(2026, 2, 20), 3, date(2026, 2, 20)),
        (date(2026, 11, 1), 3, date(2026, 11, 3)),
        (date(2027, 2, 17), 3, date(2027, 2, 20)),
        (date(2026, 1, 31), 28, date(2026, 2, 27)),
        (date(2026, 12, 30), 3, date(2026, 12, 30)),
        (date(2026, 12, 30), 10, date(2026, 12, 30)),
        (date(2025, 12, 30), 3, date(2025, 12, 30)),
    ],
)
def test_a_term_that_ends_on_a_day_off_ends_on_the_working_day_before(base: date, days: int, due: date) -> None:
    assert CALENDAR.previous_working(base + timedelta(days)) == due


def test_counting_working_days() -> None:
    assert CALENDAR.add_working(date(2026, 5, 12), -3) == date(2026, 5, 6)
    assert CALENDAR.add_working(date(2026, 12, 28), 5) == date(2027, 1, 13)
    assert CALENDAR.add_working(date(2026, 5, 9), 0) == date(2026, 5, 9)


@pytest.mark.parametrize("day", [date(2025, 1, 13), date(2026, 1, 14), date(2027, 1, 13)])
def test_third_working_day_of_january(day: date) -> None:
    assert CALENDAR.nth_working(day.year, 1, 3) == day


def test_a_year_without_its_decree_is_preliminary() -> None:
    assert not is_preliminary(date(2027, 12, 31))
    assert is_preliminary(date(2028, 1, 1))
    with pytest.raises(YearNotDecreed) as caught:
        require_decreed(date(2028, 3, 1))
    assert caught.value.year == 2028
    require_decreed(date(2026, 3, 1))


def test_days_of_the_region_win() -> None:
    calendar = WorkCalendar(overrides={date(2026, 4, 21): DayKind.HOLIDAY, date(2026, 4, 25): DayKind.WORKING_WEEKEND})
    assert calendar.next_working(date(2026, 4, 21)) == date(2026, 4, 22)
    assert calendar.is_working(date(2026, 4, 25))
