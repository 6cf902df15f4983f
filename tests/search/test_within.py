"""Search inside one text: places, absent words, what was probably meant; every named word stands in the text."""

from __future__ import annotations

import pytest

from search.analysis import default_analysis
from search.query import parse
from search.within import Within, look_within

TEXT = (
    "О предоставлении земельного участка\n"
    "Предоставить земельный участок площадью 840 квадратных метров.\n"
    "Контроль за исполнением оставляю за собой."
)


def look(query: str) -> Within:
    analysis = default_analysis()
    return look_within(parse(query, analysis), TEXT, analysis)


def meant(found: Within) -> str:
    return "".join(part for part, _ in found.meant)


@pytest.mark.parametrize("query", ["участка", "УЧАСТКОМ", '~"земельным участкам"', "участ*", "участoк"])
def test_words_are_found_in_any_form(query: str) -> None:
    found = look(query)
    assert (len(found.places), found.absent, found.meant) == (2, (), ())


@pytest.mark.parametrize(
    ("query", "absent", "better", "places"),
    [
        ("учаток", ("учаток",), "участок", 2),
        ("ИСПОЛНИНИЕ контроль", ("ИСПОЛНИНИЕ",), "исполнением контроль", 2),
        ("rjynhjkm", ("rjynhjkm",), "контроль", 1),
        ("uchastok kontrol", ("uchastok", "kontrol"), "участок контроль", 3),
        ("земильный учасок вертолёт", ("земильный", "учасок", "вертолёт"), "земельный участок вертолёт", 4),
        ('"земельным участком"', ("«земельным участком»",), '~"земельным участком"', 2),
        ("квадр площадью", ("квадр",), "квадр* площадью", 2),
        ("=контролем", ("«контролем»",), "контролем", 1),
    ],
)
def test_what_is_absent_is_named_with_what_would_be_found(
    query: str, absent: tuple[str, ...], better: str, places: int
) -> None:
    found = look(query)
    assert (found.absent, meant(found), found.meant_places) == (absent, better, places)


def test_nothing_is_offered_when_nothing_is_near() -> None:
    assert look("участок вертолёт") == Within(look("участок").places, ("вертолёт",))
    assert look("участие").meant == ()
    assert look("вертол*").absent == ("вертол*",)
    assert look("участок -вертолёт").absent == look("вертолёт | участок").absent == ()


def test_a_day_is_looked_for_whole() -> None:
    analysis = default_analysis()
    text = "Срок 30 дней. Месячник проводится в апреле."
    assert look_within(parse("30 апреля", analysis), text, analysis) == Within([], ("30 апреля",))
    assert [text[at:end] for at, end, _ in look_within(parse("30 дней", analysis), text, analysis).places] == [
        "30",
        "дней",
    ]


@pytest.mark.parametrize("query", ["вид:решение год:2020", "номер:827"])
def test_conditions_on_the_card_have_no_places(query: str) -> None:
    assert look(query) == Within([], seeks=False)
