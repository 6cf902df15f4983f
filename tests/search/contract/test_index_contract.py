"""What every engine promises of its answers, on the sample of acts."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from asking import ask, ids
from naive_engine import NaiveEngine
from sample_acts import ALL_LEVELS, BODIES, HAND_MADE, KINDS, STAFF, WORDS, act, corpus

from search.port import WINDOW, Filters, SearchRequest, Sort
from search.query import And, Most, Query, Word, parse

if TYPE_CHECKING:
    from conftest import OpenIndex

    from search.analysis import Analysis
    from search.port import SearchIndex

A1, A2, A3, A4, A5, A6 = (document.id for document in HAND_MADE)


@pytest.fixture(scope="session")
def naive(analysis: Analysis) -> NaiveEngine:
    return NaiveEngine(corpus(), analysis)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("земельный участок", {A1}),
        ("ЗЕМЕЛЬНЫМИ УЧАСТКАМИ", {A1}),
        ("ребёнок", {A2}),
        ("ребенка", {A2}),
        ("человек", {A6}),
        ("уставом", {A2}),
        ("дмитровом", {A5}),
        ("день", {A1}),
        ("утвердить", {A1, A3}),
        ('"земельный участок"', {A1}),
        ('"земельного участка"', set()),
        ('~"земельного участка"', {A1}),
        ('"участок земельный"', set()),
        ("=заявки", {A2}),
        ("=заявка", set()),
        ("заяв*", {A1, A2}),
        ("бюджет | участок", {A1, A3, A4}),
        ("бюджет ИЛИ участок", {A1, A3, A4}),
        ("участок -секретный", {A1}),
        ("участок НЕ секретный", {A1}),
        ("(бюджет | участок) -земельный", {A3, A4}),
        ("Ростов-на-Дону", {A3}),
        ("ростов", {A3}),
        ("131-фз", {A2}),
        ("131–ФЗ", {A2}),
        ("пр-37/03-18", {A3, A6}),
        ("N ПР-37/03-18", {A3, A6}),
        ("пункт 2.2.4", {A2}),
        ("номер:827", {A2, A5}),
        ("номер:827-д", {A2}),
        ("номер:№827–Д", {A2}),
        ("номер:827д", {A2}),
        ("number:82*", {A2, A5}),
        ("номер:б/н", {A4}),
        ("вид:решения", {A3}),
        ("kind:протокол", {A4}),
        ("орган:думы", {A3, A4}),
        ("body:дума вид:решение", {A3}),
        ("дата:08.05.2020", {A2, A5}),
        ("дата:8 мая 2020", {A2, A5}),
        ("дата:2020..2021", {A1, A2, A3, A5}),
        ("дата:02.2021", {A1, A3}),
        ("дата:<2020", {A6}),
        ("год:2019", {A6}),
        ("-вид:постановление", {A2, A3, A4}),
        ("распоряжение 827-Д", {A2}),
        ("827-Д от 08.05.2020", {A2}),
    ],
)
def test_query_finds_exactly(small: SearchIndex, analysis: Analysis, query: str, expected: set[str]) -> None:
    page = ask(small, query, analysis)
    assert set(ids(page)) == expected
    assert page.total == len(expected)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("постановление 308 от 16.02.2021", A1),
        ("308 от 16.02.2021", A1),
        ("от 16.02.2021 № 308", A1),
        ("16 февраля 2021 г. N 308", A1),
        ("решение 308", A3),
        ("решение 308 от 17.02.2021", A3),
        ("решение Думы № 308", A3),
        ("№827-Д", A2),
        ("827-д", A2),
        ("827Д", A2),
        ("№ 827 - Д", A2),
        ("распоряжение 827", A2),
        ("от 8 мая 2020 827-д", A2),
        ("8.5.2020 827", A5),
        ("постановление 827 от 09.05.2020", A5),
        ("16.02.21 308", A1),
        ("пр-37/03-18", A6),
        ("о приёме заявок 827-Д", A2),
        ("постановление 308 от 16 февраля", A1),
        ("решение 308 от 17 февр.", A3),
    ],
)
def test_act_of_the_requisites_ranks_first(filled: SearchIndex, analysis: Analysis, query: str, first: str) -> None:
    assert ids(ask(filled, query, analysis, limit=3))[0] == first


@pytest.mark.parametrize(
    "query", [*WORDS, '~"земельный участок"', "участ*", "устав -орган", "(бюджет | дети) порядок", "номер:5", ""]
)
def test_same_acts_and_facets_as_the_naive_engine(
    filled: SearchIndex, naive: NaiveEngine, analysis: Analysis, query: str
) -> None:
    understood = parse(query, analysis)
    filters = Filters(access=STAFF, date_from=date(2019, 1, 1), kinds=KINDS[:3])
    page = filled.search(SearchRequest(query=understood, filters=filters, limit=1000))
    assert set(ids(page)) == naive.search(understood, filters)
    assert page.facets == naive.facets(understood, filters)


def test_filters_select_and_count(filled: SearchIndex, naive: NaiveEngine, analysis: Analysis) -> None:
    for changes in (
        {"kinds": (KINDS[1], KINDS[2])},
        {"bodies": (BODIES[3],)},
        {"years": (2020, 2022)},
        {"date_from": date(2020, 2, 1), "date_to": date(2020, 8, 31)},
        {"date_to": date(2019, 6, 1)},
        {"has_publication": True},
        {"has_publication": False, "has_supplementary": True},
    ):
        filters = Filters(access=STAFF, **changes)
        page = ask(filled, "", analysis, access=STAFF, **changes)
        expected = naive.search(Query(), filters)
        assert 0 < len(expected) < len(corpus())
        assert set(ids(page)) == expected
        assert page.total == len(expected)
        assert page.facets == naive.facets(Query(), filters)


def test_access_holds_in_hits_total_and_facets(small: SearchIndex, analysis: Analysis) -> None:
    page = ask(small, "участок", analysis, access=("public",))
    assert (ids(page), page.total) == ([A1], 1)
    assert page.facets == {
        "kind": [("постановление", 1)],
        "body": [(BODIES[0], 1)],
        "year": [("2021", 1)],
        "has_publication": [("no", 1)],
        "has_supplementary": [("no", 1)],
    }
    assert A4 in ids(ask(small, "участок", analysis, access=("dsp",)))
    nobody = ask(small, "", analysis, access=())
    assert (nobody.total, nobody.hits) == (0, ())
    assert not any(nobody.facets.values())


def test_sorts_are_total_and_put_the_unknown_last(filled: SearchIndex, analysis: Analysis) -> None:
    by_id = {document.id: document for document in corpus()}

    def dates(sort: Sort) -> list[str]:
        return [by_id[act_id].date or "" for act_id in ids(ask(filled, "", analysis, sort=sort))]

    newest, oldest = dates(Sort.NEWEST), dates(Sort.OLDEST)
    dated = sorted(document.date for document in by_id.values() if document.date)
    unknown = [""] * (len(by_id) - len(dated))
    assert unknown
    assert oldest == dated + unknown
    assert newest == dated[::-1] + unknown
    numbers = [by_id[act_id].number_int for act_id in ids(ask(filled, "", analysis, sort=Sort.NUMBER))]
    known = sorted(number for number in (document.number_int for document in by_id.values()) if number is not None)
    assert numbers == [*known, *[None] * (len(by_id) - len(known))]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("query", ["", "участок", "земел*", "бюджет | дети", "308"])
def test_pages_together_are_the_list(filled: SearchIndex, analysis: Analysis, query: str, sort: Sort) -> None:
    whole = ids(ask(filled, query, analysis, sort=sort))
    total = ask(filled, query, analysis, sort=sort, limit=1).total
    paged = [
        act_id
        for offset in range(0, total + 7, 7)
        for act_id in ids(ask(filled, query, analysis, sort=sort, offset=offset, limit=7))
    ]
    assert len(whole) == total == len(set(whole))
    assert paged == whole


@pytest.mark.parametrize("sort", list(Sort))
def test_scan_is_the_whole_list_and_counts_are_its_length(filled: SearchIndex, analysis: Analysis, sort: Sort) -> None:
    for query in ("", "участок", "земел* | бюджет"):
        request = SearchRequest(query=parse(query, analysis), filters=Filters(access=STAFF), sort=sort, limit=1000)
        page = filled.search(request)
        assert [hit.id for hit in filled.scan(request)] == ids(page)
        assert filled.counts([request, request]) == [page.total] * 2
    nobody = SearchRequest(query=Query(), filters=Filters(access=()))
    assert (list(filled.scan(nobody)), filled.counts([nobody]), filled.counts([])) == ([], [0], [])


def test_scan_sees_one_moment(index: SearchIndex) -> None:
    index.apply([act(f"M{place}") for place in range(20)], [])
    hits = index.scan(SearchRequest(query=Query(), filters=Filters(access=ALL_LEVELS), sort=Sort.NEWEST))
    first = next(hits).id
    index.apply([act("LATE")], [f"M{place}" for place in range(20)])
    assert {first, *(hit.id for hit in hits)} == {f"M{place}" for place in range(20)}


def test_equal_scores_go_by_date(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act(f"T{day:02}", date=f"2021-03-{day:02}", text="слово") for day in range(1, 29)], [])
    assert ids(ask(index, "слово", analysis, limit=5)) == ["T28", "T27", "T26", "T25", "T24"]
    assert ids(ask(index, "слово", analysis, offset=26)) == ["T02", "T01"]


def test_paging_beyond_the_window_is_empty(filled: SearchIndex, analysis: Analysis) -> None:
    page = ask(filled, "", analysis, offset=WINDOW + 5, limit=20)
    assert (page.hits, page.total) == ((), len(corpus()))


def test_title_weighs_more_than_text(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("IN-TEXT", text="Наказ совета"), act("IN-TITLE", title="Наказ совета")], [])
    assert ids(ask(index, "наказ", analysis)) == ["IN-TITLE", "IN-TEXT"]


def test_words_that_stand_together_rank_before_the_same_words_apart(index: SearchIndex, analysis: Analysis) -> None:
    apart = " ".join(["Порядок общий.", "Другие слова идут здесь."] * 12)
    index.apply(
        [
            act("01B", date="2022-01-02", title="О разном", text=f"Уборка. {apart} Снег. {apart} Дворы."),
            act("01A", date="2020-01-02", title="О разном", text=f"{apart} Уборка выпавшего снега во дворах. {apart}"),
        ],
        [],
    )
    assert ids(ask(index, "уборка снега дворы", analysis)) == ["01A", "01B"]


def test_most_of_the_words_are_enough_and_more_of_them_rank_higher(index: SearchIndex, analysis: Analysis) -> None:
    words = tuple(Word(form, analysis.lemmas(form)) for form in ("уборка", "снега", "дворы"))
    index.apply(
        [
            act("01C", text="Уборка территории."),
            act("01B", date="2022-01-02", text="Уборка снега."),
            act("01A", date="2020-01-02", text="Уборка снега и дворов."),
        ],
        [],
    )
    assert ids(ask(index, Query(ast=Most(words, 3)), analysis)) == ["01A"]
    assert ids(ask(index, Query(ast=Most(words, 2)), analysis)) == ["01A", "01B"]
    assert ids(ask(index, Query(ast=Most(words, 1)), analysis)) == ["01A", "01B", "01C"]


def test_phrase_does_not_cross_title_card_and_text(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("X", title="О награде", kind="распоряжение", text="сада")], [])
    assert ask(index, '"награде распоряжение"', analysis).total == 0
    assert ask(index, '~"награда распоряжение"', analysis).total == 0
    assert ask(index, "награда распоряжение", analysis).total == 1


@pytest.mark.parametrize("lemmas", [["слово"] * 20, [f"слово{number}" for number in range(20)]], ids=["one", "many"])
def test_words_that_come_again_and_again_are_answered_at_once(
    make_index: OpenIndex, analysis: Analysis, lemmas: list[str]
) -> None:
    made = make_index(f"again-{len(set(lemmas))}", analysis)
    made.apply([act("01AGAIN", text=" ".join(lemmas * 20))], [])
    words = tuple(Word(f"слово{number}", (lemma,)) for number, lemma in enumerate(lemmas))
    started = time.monotonic()
    assert ids(ask(made, Query(ast=And(words)), analysis)) == ["01AGAIN"]
    assert time.monotonic() - started < 2
