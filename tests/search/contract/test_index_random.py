"""Random trees and random texts: both engines find exactly what the naive engine finds."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from conftest import ADDRESS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from naive_engine import NaiveEngine
from sample_acts import ALL_LEVELS, BODIES, KINDS, WORDS, corpus

from search.analysis import Analysis, default_analysis
from search.documents import prepare
from search.port import Filters, SearchRequest, Sort
from search.query import (
    And,
    DateBetween,
    Everything,
    Exact,
    FieldWords,
    Flag,
    Most,
    Near,
    Node,
    Not,
    NumberPrefix,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Query,
    Requisites,
    Word,
    parse,
)
from search.query.limits import NEAR_LEAST, within_limit
from search.query.requisites import number_is

if TYPE_CHECKING:
    from search.port import SearchIndex

EXAMPLES = int(os.environ.get("REGISTRY_TEST_SEARCH_EXAMPLES", "1000" if os.environ.get(ADDRESS) else "200"))
"""With a server, as many as the two engines must agree on without one difference."""

MORPH = default_analysis()
FORMS = sorted({form for word in WORDS for form in MORPH.forms(word)} | {"постановление", "дума", "отсутствует"})
NUMBERS = ("5", "5-Д", "12", "17/2", "17-2", "308", "827", "827Д", "б/н", "пр-37/03-18", "33-р")

PREPARED = {document.id: prepare(document, MORPH) for document in corpus()}
ORDERS = {Sort.NEWEST: ("rank_new", True), Sort.OLDEST: ("rank_old", False), Sort.NUMBER: ("rank_number", False)}

words = st.sampled_from(FORMS)
days = st.one_of(st.none(), st.dates(date(2018, 1, 1), date(2023, 12, 31)))
sampled_days = st.sampled_from([document.date for document in corpus() if document.date]).map(date.fromisoformat)
numbers = st.sampled_from(NUMBERS).map(number_is)


def any_forms(forms: list[str]) -> PhraseForms:
    return PhraseForms(tuple(forms), within_limit(tuple(MORPH.lemmas(form) for form in forms)))


def field_words(field: str, value: str) -> FieldWords:
    return FieldWords(field, tuple(MORPH.lemmas(form) for form in MORPH.forms(value)), value)


text_leaves = st.one_of(
    words.map(lambda form: Word(form, MORPH.lemmas(form))),
    words.map(Exact),
    words.map(lambda form: Prefix(form[:3])),
    words.map(lambda form: Prefix(form[:2], title_only=True)),
    st.builds(Near, words.filter(lambda form: len(form) >= NEAR_LEAST), st.sampled_from((1, 2))),
    st.lists(words, min_size=2, max_size=3).map(lambda forms: PhraseExact(tuple(forms))),
    st.lists(words, min_size=2, max_size=3).map(any_forms),
)
field_leaves = st.one_of(
    numbers,
    st.sampled_from(("1", "12", "5-", "пр", "ъ")).map(NumberPrefix),
    st.builds(DateBetween, days, days),
    st.sampled_from(KINDS).map(lambda value: field_words("kind", value)),
    st.sampled_from((*BODIES, "дума", "земельные ресурсы")).map(lambda value: field_words("body", value)),
    words.map(lambda value: field_words("title", value)),
    st.builds(Flag, st.sampled_from(("has_publication", "has_supplementary")), st.booleans()),
)
requisites = st.builds(
    Requisites,
    number=st.one_of(st.none(), numbers),
    days=st.lists(sampled_days, max_size=3, unique=True).map(sorted).map(tuple),
    kind=st.one_of(st.just(()), st.sampled_from(KINDS).map(MORPH.lemmas)),
    words=text_leaves,
)


def most(items: list[Node], share: int) -> Most:
    return Most(tuple(items), 1 + share % len(items))


trees: st.SearchStrategy[Node] = st.recursive(
    st.one_of(text_leaves, field_leaves, requisites, st.just(Everything())),
    lambda items: st.one_of(
        st.lists(items, min_size=2, max_size=4).map(lambda found: And(tuple(found))),
        st.lists(items, min_size=2, max_size=4).map(lambda found: Or(tuple(found))),
        st.builds(most, st.lists(items, min_size=2, max_size=5), st.integers(0, 4)),
        items.map(Not),
    ),
    max_leaves=8,
)
filters = st.builds(
    Filters,
    access=st.lists(st.sampled_from(ALL_LEVELS), max_size=3, unique=True).map(tuple),
    kinds=st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
    bodies=st.lists(st.sampled_from(BODIES), max_size=2).map(tuple),
    years=st.one_of(st.just(()), st.just((2020, 2021))),
    date_from=days,
    date_to=days,
    has_publication=st.sampled_from((None, None, True, False)),
    has_supplementary=st.sampled_from((None, None, True, False)),
)
everyone = st.just(Filters(access=ALL_LEVELS))


@pytest.fixture(scope="session")
def naive(analysis: Analysis) -> NaiveEngine:
    return NaiveEngine(corpus(), analysis)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ast=trees,
    conditions=st.lists(field_leaves, max_size=2),
    chosen=st.one_of(everyone, filters),
    sort=st.sampled_from(Sort),
)
def test_random_tree_finds_what_it_means(  # noqa: PLR0917 fixtures and drawn values come by name
    filled: SearchIndex, naive: NaiveEngine, ast: Node, conditions: list[Node], chosen: Filters, sort: Sort
) -> None:
    query = Query(ast=ast, filters=tuple(conditions))
    page = filled.search(SearchRequest(query=query, filters=chosen, sort=sort, limit=1000))
    expected = naive.search(query, chosen)
    assert {hit.id for hit in page.hits} == expected
    assert page.total == len(page.hits) == len(expected)
    assert page.facets == naive.facets(query, chosen)
    assert filled.counts([SearchRequest(query=query, filters=chosen)]) == [page.total]
    if sort in ORDERS:
        key, down = ORDERS[sort]
        ranks = [getattr(PREPARED[hit.id], key) for hit in page.hits]
        assert ranks == sorted(ranks, reverse=down)


signs = st.sampled_from(
    ['"', '~"', "(", ")", "|", "-", "*", "=", "номер:", "дата:", "вид:", "НЕ", "ИЛИ", "№", ":", "«", " "]
)
pieces = st.one_of(signs, words, st.sampled_from(NUMBERS), st.sampled_from(("2020..2021", "08.05.2020", "8 мая 2020")))
typed = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=14).map(" ".join),
    st.lists(pieces).map("".join),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=typed)
def test_anything_typed_is_answered(filled: SearchIndex, naive: NaiveEngine, analysis: Analysis, text: str) -> None:
    query = parse(text, analysis)
    chosen = Filters(access=ALL_LEVELS)
    page = filled.search(SearchRequest(query=query, filters=chosen, limit=1000))
    assert {hit.id for hit in page.hits} == naive.search(query, chosen)
