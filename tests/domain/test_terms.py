"""Terms of execution: the day that the words mean, and honest silence where they do not tell one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import format_date, format_date_long
from domain.terms import days_in, due_of

MEETING = date(2026, 4, 20)
DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("term", "day"),
    [
        ("до 15 июля с.г.", "2026-07-15"),
        ("до 1 мая", "2026-05-01"),
        ("к 01.02", "2027-02-01"),
        ("до 15 марта следующего года", "2027-03-15"),
        ("в течение 10 дней", "2026-04-30"),
        ("в десятидневный срок", "2026-04-30"),
        ("в 5-ти дневный срок", "2026-04-25"),
        ("в недельный срок", "2026-04-27"),
        ("в течение двух недель", "2026-05-04"),
        ("в месячный срок", "2026-05-20"),
        ("в течение 3 (трёх) рабочих дней со дня совещания", "2026-04-23"),
        ("в течение 10 рабочих дней", "2026-05-05"),
        ("30 дней", "2026-05-20"),
        ("срочно", "2026-04-23"),
        ("оперативно", "2026-04-30"),
        ("до конца года", "2026-12-31"),
        ("до конца месяца", "2026-04-30"),
        ("до конца квартала", "2026-06-30"),
        ("до конца февраля", "2027-02-28"),
        ("до конца мая 2027 года", "2027-05-31"),
        ("IV квартал 2026 г.", "2026-12-31"),
        ("первое полугодие 2027 года", "2027-06-30"),
        ("май 2026 г.", "2026-05-31"),
    ],
)
def test_counted_terms(term: str, day: str) -> None:
    due = due_of(term, MEETING)
    assert due is not None
    assert (due.day.isoformat(), due.counted) == (day, True)


@pytest.mark.parametrize(
    "term",
    [
        "ежемесячно",
        "постоянно",
        "ежемесячно до 05.05.2026",
        "в течение года",
        "немедленно",
        "до 31.02.2026",
        "01.03.2026 и 01.06.2026",
        "в течение 10 дней со дня получения протокола",
        "после утверждения бюджета",
        "до 15 марта",
        "V квартал 2026 года",
        "",
        "до 1 мая " * 60,
    ],
)
def test_words_that_tell_no_day_give_none(term: str) -> None:
    assert due_of(term, MEETING) is None


def test_without_the_day_of_the_meeting_only_whole_dates_are_read() -> None:
    assert due_of("в течение 10 дней", None) is None
    assert due_of("до 1 мая", None) is None
    whole = due_of("до 1 мая 2026 года", None)
    assert whole is not None
    assert (whole.day, whole.counted) == (date(2026, 5, 1), False)


def test_working_days_of_a_year_without_its_decree_are_not_counted() -> None:
    assert due_of("в течение 5 рабочих дней", date(2040, 3, 1)) is None


@given(day=DAYS, base=DAYS, long=st.booleans(), before=st.sampled_from(["до", "в срок до", "не позднее", "к", ""]))
def test_a_written_date_is_read_whatever_the_base(day: date, base: date, before: str, *, long: bool) -> None:
    due = due_of(f"{before} {format_date_long(day) if long else format_date(day)}", base)
    assert due is not None
    assert (due.day, due.counted) == (day, False)


@given(base=DAYS, count=st.integers(1, 365))
def test_calendar_days_are_counted_from_the_meeting(base: date, count: int) -> None:
    for term in (f"в течение {count} дней", f"в {count}-дневный срок", f"не позднее {count} календарных дней"):
        due = due_of(term, base)
        assert due is not None
        assert due.day == base + timedelta(count)


@pytest.mark.parametrize(
    ("term", "days"),
    [
        ("в десятидневный срок", 10),
        ("в 30-дневный срок со дня подписания", 30),
        ("в течение 10 рабочих дней", 10),
        ("в течение 3 (трёх) календарных дней", 3),
        ("в течение недели", 7),
        ("в недельный срок", 7),
        ("в течение двух недель", 14),
        ("в течение дня", None),
        ("в течение месяца", None),
        ("в месячный срок", None),
        ("в течение 5 дней, но не позднее 10 дней", None),
        ("еженедельно", None),
        ("до 01.03.2026", None),
        ("", None),
    ],
)
def test_days_that_a_term_lasts(term: str, days: int | None) -> None:
    assert days_in(term) == days


@given(text=st.text(max_size=120), base=st.none() | st.dates())
def test_any_text_is_survived(text: str, base: date | None) -> None:
    due_of(text, base)
    due_of(f"в течение {text} дней", base)
