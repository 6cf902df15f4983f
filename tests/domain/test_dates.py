"""Dates of acts: every form, the calendar, and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import find_dates, format_date, format_date_long, parse_date

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("от « 16 » 02 2021", date(2021, 2, 16)),
        ("«17» мая 2012 г.", date(2012, 5, 17)),
        ("______04 июня 2009 г._______", date(2009, 6, 4)),
        ("01.09.2018г.", date(2018, 9, 1)),
        ("27.08.2019 года", date(2019, 8, 27)),
        ("04.02.2021 Г.", date(2021, 2, 4)),
        ("ОТ 22 МАЯ 2020 ГОДА", date(2020, 5, 22)),
        ("2021-02-16", date(2021, 2, 16)),
        ("21 февраля 2012 год", date(2012, 2, 21)),
        ("31.02.2021", None),
        ("29.02.2023", None),
        ("16.02.2021 № 5", None),
        ("01.04/131", None),
        ("1.04.20131", None),
        ("16.13.2021", None),
        ("", None),
    ],
)
def test_forms(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


@given(DAYS)
def test_what_is_written_is_read_back(day: date) -> None:
    quoted = f"«{day.day:02}» {day.month:02} {day.year}"
    for text in (format_date(day), format_date_long(day), f"от {format_date(day)} г.", quoted, day.isoformat()):
        assert parse_date(text) == day


def test_places_in_running_text() -> None:
    text = "в ред. от 15.06.2009 г. N 444, от 28 сентября 2023 года и 31.02.2020"
    assert [(day, text[start:end]) for day, start, end in find_dates(text)] == [
        (date(2009, 6, 15), "15.06.2009"),
        (date(2023, 9, 28), "28 сентября 2023"),
    ]
