"""Corrections and suggestions, on both engines: from acts that the person may see, and from no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_acts import ALL_LEVELS, act

from search.port import Filters, SearchRequest
from search.query import parse
from search.similar import similar_query
from search.spelling import Correction, Speller
from search.suggesting import Suggester

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import OpenIndex

    from search.analysis import Analysis
    from search.port import SearchIndex

ACTS = (
    act("S1", number="308", date="2021-02-16", title="О предоставлении земельных участков", text="Аренда участков."),
    act("S2", number="31", date="2021-02-17", title="О предоставлении субсидий гражданам", text="Субсидия семьям."),
    act("S3", number="827-Д", date="2020-05-08", kind="распоряжение", title="О бюджете города", text="Бюджет."),
    act("S4", number="7", title="О мобилизационном резерве", text="Мобилизация.", access="internal"),
    act("S5", number="12", title="О порядке предоставления субсидий на воду", text="Субсидия."),
)
TEXTS = {document.id: document for document in ACTS}
EVERYONE = Filters(access=ALL_LEVELS)
OUTSIDE = Filters(access=("public",))


@pytest.fixture(scope="session")
def helped(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    made = make_index("helped", analysis)
    made.apply(ACTS, [])
    return made


def correct(index: SearchIndex, analysis: Analysis, text: str, filters: Filters) -> Correction | None:
    def texts(ids: Sequence[str]) -> list[str]:
        assert all(TEXTS[act_id].access in filters.access for act_id in ids)
        return [f"{TEXTS[act_id].title}\n{TEXTS[act_id].text}" for act_id in ids]

    query = parse(text, analysis)
    total = index.search(SearchRequest(query=query, filters=filters)).total
    return Speller(index, analysis, texts).correct(query, filters, total)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("субсдия", "субсидия"),
        ("субисдий гражданам", "субсидий гражданам"),
        ("земельных учасктов", "земельных участков"),
        ('"предоставлении субсидий гражднам"', '"предоставлении субсидий гражданам"'),
        ("бюджт | ничего", "бюджет | ничего"),
        ("вид:распоряжение бюджэт", "вид:распоряжение бюджет"),
        (",.l;tn", "бюджет"),
        ("byudzhet goroda", "бюджет города"),
        ("zemelnyh uchastkov", "земельных участков"),
        ("subsidiya -voda", "субсидия -вода"),
        ("мобилезация", "мобилизация"),
        ("мобилиз", "мобилиз*"),
        ("предоставл субсидий", "предоставл* субсидий"),
        ("субсид субсдия", "субсид* субсидия"),
    ],
)
def test_slip_is_put_right(helped: SearchIndex, analysis: Analysis, typed: str, meant: str) -> None:
    found = correct(helped, analysis, typed, EVERYONE)
    assert found
    assert found.text == meant == "".join(part for part, _ in found.parts)
    assert found.total == helped.search(SearchRequest(query=parse(meant, analysis), filters=EVERYONE)).total > 0


@pytest.mark.parametrize(
    "typed",
    [
        "субсидия",
        "",
        "308",
        "вовсе неизвестное",
        "бюджет субсидия",
        "-субсдия",
        "чсп",
        "byudzhet moskvy",
        "роду",
        '"предост субсидий"',
    ],
)
def test_nothing_is_put_right_without_a_slip(helped: SearchIndex, analysis: Analysis, typed: str) -> None:
    assert correct(helped, analysis, typed, EVERYONE) is None


def suggester(index: SearchIndex, analysis: Analysis, filters: Filters) -> Suggester:
    return Suggester(index, analysis, filters, lambda ids: [TEXTS[act_id].title for act_id in ids])


@pytest.mark.parametrize(
    ("typed", "text", "act_id"),
    [
        ("зем", "земельных", "S1"),
        ("о предоставлении су", "о предоставлении субсидий", "S2"),
        ("предоставлении ", "предоставлении субсидий", "S2"),
        ("Предоставление субс", "Предоставление субсидий", "S5"),
        ("82", None, "S3"),
        ("№ 827-д", None, "S3"),
        ("постановление 3", None, "S1"),
        ("от 16.02.2021", None, "S1"),
    ],
)
def test_suggestions(helped: SearchIndex, analysis: Analysis, typed: str, text: str | None, act_id: str) -> None:
    found = suggester(helped, analysis, EVERYONE).suggest(typed)
    assert text is None or text in found.texts
    assert act_id in found.acts


@pytest.mark.parametrize("typed", ["", "з", '"зем', "земел*", "вид:реш", "а -б", "ыыы", "(((", "\ud800\x00"])
def test_signs_of_the_language_are_not_completed(helped: SearchIndex, analysis: Analysis, typed: str) -> None:
    found = suggester(helped, analysis, EVERYONE).suggest(typed)
    assert (found.texts, found.acts) == ((), ())


def test_word_of_an_act_that_may_not_be_seen_is_never_named(helped: SearchIndex, analysis: Analysis) -> None:
    assert correct(helped, analysis, "мобилезация", OUTSIDE) is None
    assert correct(helped, analysis, "мобилиз", OUTSIDE) is None
    for typed in ("моби", "О мобил", "№ 7", "7"):
        found = suggester(helped, analysis, OUTSIDE).suggest(typed)
        assert "S4" not in found.acts
        assert not any("мобил" in text.lower() for text in found.texts if text.lower() != typed.lower())
    assert suggester(helped, analysis, EVERYONE).suggest("моби").texts[0] == "мобилизационном"


def test_similar_acts_share_the_words_that_say_something(helped: SearchIndex, analysis: Analysis) -> None:
    query = similar_query(ACTS[1].title, ACTS[1].text, analysis)
    assert query
    hits = helped.search(SearchRequest(query=query, filters=EVERYONE)).hits
    assert [hit.id for hit in hits][:2] == ["S2", "S5"]
    assert similar_query("О внесении изменений", "", analysis) is None
