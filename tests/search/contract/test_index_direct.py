"""Requisites lead straight to the act, on both engines: in any order, in part, with slips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_acts import ALL_LEVELS, BODIES, act

from search.direct import SHORT, direct
from search.port import Filters
from search.query import parse

if TYPE_CHECKING:
    from conftest import OpenIndex

    from search.analysis import Analysis
    from search.port import SearchIndex

ACTS = (
    act("D1", number="308", date="2021-02-16", title="О субсидиях"),
    act("D2", number="308", date="2021-02-17", kind="решение", body=BODIES[1]),
    act("D3", number="827-Д", date="2020-05-08", kind="распоряжение"),
    act("D4", number="827", date="2020-05-08"),
    act("D5", number="308", date="2019-03-01"),
    act("D6", number="ПР-37/03-18", date="2019-01-10"),
    act("D7", number="4512", date="2022-07-05", text="Во исполнение постановления от 16.02.2021 № 308."),
    act("D8", number="901-П", date="2022-07-05"),
    act("DA", number="12/5", date="2022-09-01", kind="решение"),
    act("DB", number="12/3", date="2022-09-01", kind="решение"),
    act("D9", number="77", date="2022-08-01", access="dsp"),
    *(act(f"E{place}", number=f"{600 + place}", date="2023-03-03") for place in range(SHORT + 1)),
)
OUTSIDE = Filters(access=("public",))


@pytest.fixture(scope="session")
def register(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    made = make_index("direct", analysis)
    made.apply(ACTS, [])
    return made


@pytest.mark.parametrize(
    ("typed", "ids", "is_exact"),
    [
        ("постановление 308 от 16.02.2021", ["D1"], True),
        ("16.02.2021 №308 постановление", ["D1"], True),
        ("пост. № 308 от 16 февраля 2021 г.", ["D1"], True),
        ("постановление администрации города № 308 от 16.02.2021", ["D1"], True),
        ("о субсидеях 308 от 16.02.2021", ["D1"], True),
        ("308 16.02.21", ["D1"], True),
        ("решение №308 за 2021 год", ["D2"], True),
        ("308 год:2019", ["D5"], True),
        ("№ 308 2021 года", ["D2", "D1"], True),
        ("№827-Д", ["D3"], True),
        ("827 – д от 08.05.2020", ["D3"], True),
        ("от 8 мая 2020 827", ["D4", "D3"], True),
        ("распоряжение 827 от 08.05.2020", ["D3"], True),
        ("пр-37/03-18", ["D6"], True),
        ("01.03.2019", ["D5"], True),
        # a dash for a slash, as names of files have it
        ("решение 12-5", ["DA"], True),
        # a day without its year
        ("постановление 308 от 16 февраля", ["D1"], True),
        ("308 от 01.03", ["D5"], True),
        ("решение 308 17 февр", ["D2"], True),
        ("постановление 380 от 16 февраля", ["D1"], False),
        # slips: suffix in Latin letters, in the wrong layout, wrong, missing
        ("827-D", ["D3"], False),
        ("№ 827-l от 08.05.2020", ["D3"], False),
        ("901-р от 05.07.2022", ["D8"], False),
        ("901 от 05.07.2022", ["D8"], True),
        # a wrong day, a wrong year
        ("постановление 308 от 15.02.2021", ["D1"], False),
        ("308 от 16.02.2012", ["D1"], False),
        # digits swapped, left out, doubled, wrong
        ("постановление 380 от 16.02.2021", ["D1"], False),
        ("4521 от 05.07.2022", ["D7"], False),
        ("451 от 05.07.2022", ["D7"], False),
        ("45122 от 05.07.2022", ["D7"], False),
        ("4612 от 05.07.2022", ["D7"], False),
        ("№ 5412", ["D7"], False),
        # a half-remembered number: its beginning; a digit forgotten or wrong beside a suffix
        ("451", ["D7"], False),
        ("90", ["D8"], False),
        ("01-П", ["D8"], False),
        ("927-д", ["D3"], False),
        ("ПР-37", ["D6"], False),
        ("827 д", ["D3"], True),
        ("пост 4512", ["D7"], True),
        ("308 2019", ["D5"], True),
    ],
)
def test_act_is_named(register: SearchIndex, analysis: Analysis, typed: str, ids: list[str], *, is_exact: bool) -> None:
    found = direct(parse(typed, analysis), register, OUTSIDE)
    assert found
    assert (list(found.ids), found.is_exact) == (ids, is_exact)


@pytest.mark.parametrize(
    "typed",
    ["субсидии", "", "03.03.2023", "№ 77", "77 от 01.08.2022", "78 от 01.08.2022", "2.2.4", "7", "7-а", "827-ФЗ"],
)
def test_no_act_is_named(register: SearchIndex, analysis: Analysis, typed: str) -> None:
    assert direct(parse(typed, analysis), register, OUTSIDE) is None


def test_who_may_see_it_is_led_to_it(register: SearchIndex, analysis: Analysis) -> None:
    found = direct(parse("77 от 01.08.2022", analysis), register, Filters(access=ALL_LEVELS))
    assert found
    assert found.ids == ("D9",)
