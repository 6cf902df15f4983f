from datetime import date

import pytest

from domain.periods import DeadlineRule, NotAMonth, ReportingMonth, Shift, package_dates

SHIFTED = [
    (date(2020, 1, 1), date(2020, 1, 9)),
    (date(2020, 11, 4), date(2020, 11, 5)),
    (date(2021, 1, 6), date(2021, 1, 11)),
    (date(2022, 1, 5), date(2022, 1, 10)),
    (date(2023, 1, 4), date(2023, 1, 9)),
    (date(2024, 1, 3), date(2024, 1, 9)),
    (date(2024, 5, 1), date(2024, 5, 2)),
    (date(2025, 1, 1), date(2025, 1, 9)),
    (date(2026, 1, 7), date(2026, 1, 12)),
    (date(2026, 11, 4), date(2026, 11, 5)),
    (date(2027, 1, 6), date(2027, 1, 11)),
]


@pytest.mark.parametrize(("nominal", "due"), SHIFTED)
def test_a_first_wednesday_that_rests_moves_to_the_next_working_day_with_a_warning(nominal: date, due: date) -> None:
    dates = package_dates(ReportingMonth.of(nominal).previous)
    assert (dates.nominal, dates.due) == (nominal, due)
    assert "перенесён" in dates.warnings[0]


def test_no_other_first_wednesday_of_these_years_moves() -> None:
    moved, month = [], ReportingMonth(2019, 12)
    while month < ReportingMonth(2027, 12):
        dates = package_dates(month)
        assert dates.nominal.isoweekday() == 3
        assert dates.nominal.day <= 7
        assert dates.nominal in month.next
        if dates.due != dates.nominal:
            moved.append((dates.nominal, dates.due))
        month = month.next
    assert moved == SHIFTED


def test_an_ordinary_month_has_no_warnings() -> None:
    dates = package_dates(ReportingMonth(2026, 4))
    assert (dates.nominal, dates.due, dates.hand_over) == (date(2026, 5, 6), date(2026, 5, 6), date(2026, 4, 30))
    assert dates.warnings == ()


def test_shift_back_before_the_end_of_the_month_is_told() -> None:
    dates = package_dates(ReportingMonth(2026, 12), DeadlineRule(shift=Shift.PREVIOUS))
    assert (dates.nominal, dates.due) == (date(2027, 1, 6), date(2026, 12, 30))
    assert any("раньше конца отчётного месяца" in warning for warning in dates.warnings)
    assert any("30.12.2026" in warning and "нерабочий" in warning for warning in dates.warnings)


def test_shift_off_keeps_the_nominal_day_and_warns() -> None:
    dates = package_dates(ReportingMonth(2026, 10), DeadlineRule(shift=Shift.OFF))
    assert dates.due == dates.nominal == date(2026, 11, 4)
    assert "перенос отключён" in dates.warnings[0]


def test_a_calendar_day_as_the_rule() -> None:
    dates = package_dates(ReportingMonth(2026, 5), DeadlineRule(day=20))
    assert (dates.nominal, dates.due) == (date(2026, 6, 20), date(2026, 6, 22))


def test_a_year_without_decree_is_marked() -> None:
    assert any("предварительные" in warning for warning in package_dates(ReportingMonth(2028, 3)).warnings)


def test_months() -> None:
    month = ReportingMonth.parse("2026-12")
    assert (str(month), str(month.next), str(month.previous)) == ("2026-12", "2027-01", "2026-11")
    assert (month.first, month.last) == (date(2026, 12, 1), date(2026, 12, 31))
    assert ReportingMonth(2024, 2).last == date(2024, 2, 29)
    assert date(2026, 12, 31) in month
    assert date(2027, 1, 1) not in month
    assert (month.title, month.title_in) == ("декабрь 2026 г.", "декабре 2026 г.")


@pytest.mark.parametrize("text", ["2026-13", "2026-4", "26-04", "", "апрель", "2026-04-01", "2026-00"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAMonth):
        ReportingMonth.parse(text)
