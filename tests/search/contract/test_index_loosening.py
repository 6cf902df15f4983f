"""What is searched in place of a query that finds nothing, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_acts import ALL_LEVELS, act

from search.loosening import Instead, Loosener
from search.port import Filters, SearchPage, SearchRequest
from search.query import Synonyms, parse

if TYPE_CHECKING:
    from conftest import OpenIndex

    from search.analysis import Analysis
    from search.port import SearchIndex

ACTS = (
    act(
        "L1",
        number="11",
        date="2021-02-16",
        title="О порядке уборки снега во дворах",
        text="Вывоз снега.",
    ),
    act("L2", number="12", date="2022-02-16", title="Об уборке улиц", text="Уборка снега и листьев. Порядок общий."),
    act("L3", number="13", title="О программе «Чистый город»", text="Программа уборки города и вывоза снега."),
    act("L4", number="14", title="О складе в жилом доме", text="Тайник для снега.", access="dsp"),
)
TEXTS = {document.id: f"{document.title}\n{document.text}" for document in ACTS}
PUBLIC = Filters(access=("public",))


@pytest.fixture(scope="session")
def loose(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    made = make_index("loose", analysis)
    made.apply(ACTS, [])
    return made


def ask(
    index: SearchIndex, analysis: Analysis, text: str, filters: Filters = PUBLIC
) -> tuple[Instead | None, list[str]]:
    query = parse(text, analysis, Synonyms(analysis))
    page = index.search(SearchRequest(query=query, filters=filters))
    loosener = Loosener(index, analysis, lambda ids: [TEXTS[act_id] for act_id in ids])
    other = loosener.instead(query, filters, page)
    later = SearchPage(total=page.total, hits=(), facets={})
    assert loosener.instead(query, filters, later) == other, "every page of a list decides alike"
    if other:
        page = index.search(SearchRequest(query=other.query, filters=filters))
        assert page.total == len(page.hits) > 0
    return other, [hit.id for hit in page.hits]


@pytest.mark.parametrize(
    ("text", "expected", "least", "absent"),
    [
        ("порядок уборки снега улицы дворы", ["L1", "L2"], 4, ()),
        ("порядок уборки снега вертолётами", ["L1", "L2", "L3"], 2, ("вертолётами",)),
        ("уборка снега дворы тайник", ["L1", "L2", "L3"], 2, ("тайник",)),
        ("уборка снега улиц дворов -листья", ["L1", "L3"], 2, ("улиц",)),
        ("уборка снега улиц дворов год:2022", ["L2"], 3, ("дворов",)),
        ("программа «Чистого города» снег", ["L3"], 4, ()),
        ("уборка снега № 12 дворы", ["L2"], 2, ("дворы",)),
        ("снег МКД уборка листьев", ["L1", "L2", "L3"], 2, ("МКД",)),
    ],
)
def test_most_of_the_words_are_demanded(  # noqa: PLR0917 drawn values come by name
    loose: SearchIndex, analysis: Analysis, text: str, expected: list[str], least: int, absent: tuple[str, ...]
) -> None:
    other, found = ask(loose, analysis, text)
    assert sorted(found) == sorted(expected)
    assert (other.loosened.least, other.loosened.absent) == (least, absent) if other and other.loosened else not least


@pytest.mark.parametrize(
    "text",
    [
        "вертолёты снег",
        "снег вертолёты самолёты дирижабли",
        'уборка снега дворы "листьев и снега"',
        "(вертолёты | самолёты) уборка снег",
        "уборка снега листьев номер:99",
        '~"снег дворы" уборка',
        "=снегом уборка дворы",
        "уборка снег двор вертол*",
        "вертолёты",
    ],
)
def test_signs_and_single_words_are_never_given_up(loose: SearchIndex, analysis: Analysis, text: str) -> None:
    other, found = ask(loose, analysis, text)
    assert other is None or found == [], other


def test_slips_are_put_right_before_words_are_given_up(loose: SearchIndex, analysis: Analysis) -> None:
    other, found = ask(loose, analysis, "убокра снега")
    assert other
    assert other.correction
    assert (other.correction.text, other.correction.total, other.loosened) == ("уборка снега", 3, None)
    assert len(found) == 3
    other, found = ask(loose, analysis, "порядок убокра снега улицы дворы")
    assert other
    assert other.correction
    assert other.loosened
    assert (other.correction.text, other.loosened.least) == ("порядок уборка снега улицы дворы", 4)
    assert sorted(found) == ["L1", "L2"]
    assert ask(loose, analysis, '"убокра снега"')[0] is None, "a phrase in quotes is only offered another spelling"


def test_words_of_acts_out_of_reach_do_not_count(loose: SearchIndex, analysis: Analysis) -> None:
    other, found = ask(loose, analysis, "тайник снег склад уборка")
    assert "L4" not in found
    assert other
    assert other.loosened
    assert other.loosened.absent == ("тайник", "склад")
    other, found = ask(loose, analysis, "тайник снег склад уборка", Filters(access=ALL_LEVELS))
    assert "L4" in found
    assert other
    assert other.loosened
    assert (other.loosened.least, other.loosened.absent) == (2, ())


def test_a_few_acts_with_the_words_far_apart_do_not_hide_the_others(index: SearchIndex, analysis: Analysis) -> None:
    apart = "Иное сказано здесь. " * 20
    act_a = act("01A", title="О подготовке к отопительному периоду", text="Подготовка домов.")
    act_b = act("01B", title="О правилах", text=f"Подготовка. {apart} Отопительный прибор. {apart} График дождей.")
    act_c = act("01C", title="Об уборке", text="Подготовка к отопительному графику.")
    TEXTS.update({made.id: f"{made.title}\n{made.text}" for made in (act_a, act_b, act_c)})
    index.apply([act_a, act_b], [])
    other, found = ask(index, analysis, "подготовка отопительный график")
    assert other
    assert other.loosened
    assert (other.loosened.least, other.loosened.whole, sorted(found)) == (2, 1, ["01A", "01B"])
    index.apply([act_c], [])
    assert ask(index, analysis, "подготовка отопительный график") == (None, ["01C", "01B"]), "here they stand together"


def test_enough_hits_are_left_alone_and_few_are_added_to(index: SearchIndex, analysis: Analysis) -> None:
    made = [act(f"01{number:02}", title=f"Об уборке снега и льда {number}", text="Текст.") for number in range(12)]
    one = act("01X", title="Об уборке снега, льда и листьев", text="Текст.")
    TEXTS.update({document.id: document.title for document in (*made, one)})
    index.apply([*made, one], [])
    other, found = ask(index, analysis, "уборка снега льда листьев вертолётами")
    assert other
    assert other.loosened
    assert (other.loosened.least, len(found), found[0]) == (3, 13, "01X")


def test_each_word_of_an_expression_of_the_table_counts(index: SearchIndex, analysis: Analysis) -> None:
    act_a = act("02A", title="О завершении отопительного периода", text="Котельные.")
    act_b = act("02B", title="Об уборке", text="Дачный сезон.")
    TEXTS.update({made.id: f"{made.title}\n{made.text}" for made in (act_a, act_b)})
    index.apply([act_a, act_b], [])
    other, found = ask(index, analysis, "начинается отопительный сезон")
    assert other
    assert other.loosened
    assert (other.loosened.words, other.loosened.least, other.loosened.absent) == (3, 2, ("начинается",))
    assert found == ["02A"], "another expression stands for both of its words"
    assert ask(index, analysis, "завершение отопительный сезон") == (None, ["02A"])
