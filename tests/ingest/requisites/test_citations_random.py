"""References built from random parts in random forms are read back as they were built."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import MONTHS
from ingest.requisites.citations import references_in

DAYS = st.dates(date(1991, 1, 1), date(2029, 12, 31))
NUMBERS = st.builds(
    lambda head, suffix: f"{head}{suffix}", st.integers(1, 9999), st.sampled_from(("", "-п", "-Д", "/12", "-РГ", "н"))
)
KINDS = st.sampled_from(
    (
        ("постановлением", "постановление"),
        ("решения", "решение"),
        ("приказу", "приказ"),
        ("распоряжении", "распоряжение"),
    )
)
BODIES = st.sampled_from(("", " Администрации города Заречного", " Думы города", " Минтранса России"))
DATE_FORMS = st.sampled_from(
    ("{0:%d.%m.%Y}", "{0:%d.%m.%Y}г.", "{0.day} {1} {0.year} года", "« {0.day} » {1} {0.year} г.")
)
ORDERS = st.sampled_from(("{when} {which}", "{which} {when}"))
SIGNS = st.sampled_from(("№ ", "N ", "№"))


def written(day: date, form: str) -> str:
    return form.format(day, MONTHS[day.month - 1])


@settings(max_examples=150, deadline=None)
@given(KINDS, BODIES, DAYS, DATE_FORMS, NUMBERS, SIGNS, ORDERS)
def test_one_reference(  # noqa: PLR0917 - the parts of a reference
    kind: tuple[str, str], body: str, day: date, form: str, number: str, sign: str, order: str
) -> None:
    when, which = f"от {written(day, form)}", f"{sign}{number}"
    text = f"в пункте 3 {kind[0]}{body} {order.format(when=when, which=which)} указано"
    (found,) = references_in(text)
    assert (found.kind, found.date, found.number, found.provision) == (kind[1], day.isoformat(), number, "пункт 3")


@settings(max_examples=80, deadline=None)
@given(KINDS, st.lists(st.tuples(DAYS, NUMBERS), min_size=2, max_size=12), st.sampled_from((", ", "; ", " и ")))
def test_list_keeps_its_head(kind: tuple[str, str], acts: list[tuple[date, str]], joint: str) -> None:
    text = f"{kind[0]} Думы города " + joint.join(f"от {day:%d.%m.%Y} № {number}" for day, number in acts)
    found = references_in(f"{text}. Далее от 01.01.2020 № 1")
    assert [(ref.kind, ref.date, ref.number) for ref in found] == [
        (kind[1], day.isoformat(), number) for day, number in acts
    ]
