"""Syntax tree -> OpenSearch query. The set of hits is that of the tree, as in the embedded engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from search.analysis.analysis import ALTERNATIVE
from search.query.nodes import (
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
    NumberIs,
    NumberPrefix,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Requisites,
    Word,
    typed_words,
    years_of,
)
from search.weights import (
    CITED,
    DIRECT,
    KIND_MATCHES,
    NEAR,
    NUMBER_EXACT,
    PREFIX_SCORE,
    TIE_BREAKER,
    TITLE,
    TOGETHER,
    TOGETHER_SLOP,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from search.port import Filters

Clause: TypeAlias = dict[str, Any]

_MOST_NEAR: Final = 1000
"""Most forms that one near form stands for."""


def compile_request(ast: Node, conditions: Iterable[Node], filters: Filters) -> Clause:
    """Return the query of a request: what scores, and everything that only selects."""
    selecting = [compile_node(node) for node in conditions]
    selecting.extend(_filters(filters))
    return {"bool": {"must": [compile_node(ast)], "filter": selecting}}


def compile_node(node: Node) -> Clause:
    """Return the query of a node."""
    return _RULES[type(node)](node)


def _filters(filters: Filters) -> Iterable[Clause]:
    yield {"terms": {"access": list(filters.access)}} if filters.access else {"match_none": {}}
    if filters.kinds:
        yield {"terms": {"kind": list(filters.kinds)}}
    if filters.bodies:
        yield {"terms": {"body": list(filters.bodies)}}
    if filters.years:
        yield {"terms": {"year": [str(year) for year in filters.years]}}
    if filters.date_from or filters.date_to:
        yield _days(filters.date_from, filters.date_to)
    for name in ("has_publication", "has_supplementary"):
        flag: bool | None = getattr(filters, name)
        if flag is not None:
            yield {"term": {name: flag}}


def _terms(stream: str, values: Iterable[str]) -> Clause:
    found: list[Clause] = []
    for value in values:
        found.append({"term": {f"title_{stream}": {"value": value, "boost": TITLE}}})
        found.append({"term": {f"text_{stream}": {"value": value}}})
    return {"dis_max": {"queries": found, "tie_breaker": TIE_BREAKER}}


def _phrase(stream: str, text: str) -> Clause:
    found = [
        {"match_phrase": {field: {"query": text, "boost": weight}}}
        for field, weight in ((f"title_{stream}", TITLE), (f"text_{stream}", 1.0))
    ]
    return {"dis_max": {"queries": found, "tie_breaker": TIE_BREAKER}}


def _prefix(node: Prefix) -> Clause:
    names = ("title_exact",) if node.title_only else ("title_exact", "text_exact")
    return _constant(_any([{"prefix": {name: {"value": node.start}}} for name in names]), PREFIX_SCORE)


def _near(node: Near) -> Clause:
    asked = {
        "value": node.form,
        "fuzziness": node.distance,
        "transpositions": True,
        "max_expansions": _MOST_NEAR,
        "rewrite": "constant_score",
    }
    return _constant(_any([{"fuzzy": {name: asked}} for name in ("title_exact", "text_exact")]), PREFIX_SCORE)


def _number(node: NumberIs) -> Clause:
    found = [_constant({"term": {"number": node.norm}}, NUMBER_EXACT)]
    if node.integer is not None:
        found.append(_constant({"term": {"number_int": node.integer}}, 1.0))
    if node.bare:
        found.append(_constant({"term": {"number_bare": node.bare}}, 1.0))
    if node.resigned:
        found.append(_constant({"term": {"number": node.resigned}}, 1.0))
    return {"dis_max": {"queries": found, "tie_breaker": 0.0}}


def _days(first: date | None, last: date | None) -> Clause:
    bounds = {}
    if first:
        bounds["gte"] = first.toordinal()
    if last:
        bounds["lte"] = last.toordinal()
    return _constant({"range": {"day": bounds}} if bounds else {"exists": {"field": "day"}}, 0.0)


def _field_words(node: FieldWords) -> Clause:
    return {"bool": {"filter": [{"terms": {f"{node.field}_lemmas": list(lemmas)}} for lemmas in node.words]}}


def _requisites(node: Requisites) -> Clause:
    """The act itself, then one whose day differs, then acts that cite it; the kind only ranks."""
    parts: list[Clause] = []
    day = compile_node(node.on_days) if node.on_days else None
    if node.number:
        number = _number(node.number)
        if day is not None:
            parts.append(_constant(_all([number, day]), DIRECT))
            parts.append(_constant(_all([number, compile_node(years_of(node.days))]), NEAR))
        else:
            parts.append(_constant(number, DIRECT))
    elif day is not None:
        parts.append(_constant(day, DIRECT))
    parts.append({"bool": {"must": [compile_node(node.words)], "boost": CITED}})
    ranking: list[Clause] = []
    if node.number:
        ranking.append(_constant({"term": {"number": node.number.norm}}, NUMBER_EXACT))
    if node.kind:
        ranking.append(_constant({"terms": {"kind_lemmas": list(node.kind)}}, KIND_MATCHES))
    return {"bool": {"must": [_any(parts)], "should": ranking}}


def _and(node: And) -> Clause:
    positive = [compile_node(item) for item in node.items if not isinstance(item, Not)]
    negative = [compile_node(item.item) for item in node.items if isinstance(item, Not)]
    together = list(_together(typed_words(node.items)))
    return {"bool": {"must": positive or [compile_node(Everything())], "must_not": negative, "should": together}}


def _most(node: Most) -> Clause:
    most = _any([compile_node(item) for item in node.items], node.minimum)
    return {"bool": {"must": [most], "should": list(_together(typed_words(node.items)))}}


def _together(words: tuple[Word, ...]) -> Iterable[Clause]:
    """Words that were typed beside each other rank higher where they stand near each other."""
    if len(words) < 2:  # noqa: PLR2004 one word stands near nothing
        return
    asked = {"query": " ".join(word.lemmas[0] for word in words), "slop": TOGETHER_SLOP * len(words)}
    yield {"match_phrase": {"title_lemmas": asked | {"boost": TOGETHER * TITLE}}}
    yield {"match_phrase": {"text_lemmas": asked | {"boost": TOGETHER}}}


def _without(node: Not) -> Clause:
    return {"bool": {"must": [compile_node(Everything())], "must_not": [compile_node(node.item)]}}


def _any(clauses: list[Clause], minimum: int = 1) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": minimum}}


def _all(clauses: list[Clause]) -> Clause:
    return {"bool": {"must": clauses}}


def _constant(clause: Clause, score: float) -> Clause:
    return {"constant_score": {"filter": clause, "boost": score}}


_RULES: dict[type, Callable[..., Clause]] = {
    Everything: lambda _: _constant({"match_all": {}}, 0.0),
    Word: lambda node: _terms("lemmas", node.lemmas),
    Exact: lambda node: _terms("exact", (node.form,)),
    Prefix: _prefix,
    Near: _near,
    PhraseExact: lambda node: _phrase("exact", " ".join(node.forms)),
    PhraseForms: lambda node: _phrase("lemmas", " ".join(ALTERNATIVE.join(lemmas) for lemmas in node.words)),
    NumberIs: _number,
    NumberPrefix: lambda node: _constant({"prefix": {"number": {"value": node.start}}}, 0.0),
    DateBetween: lambda node: _days(node.first, node.last),
    FieldWords: _field_words,
    Flag: lambda node: _constant({"term": {node.name: node.value}}, 0.0),
    Requisites: _requisites,
    And: _and,
    Or: lambda node: _any([compile_node(item) for item in node.items]),
    Most: _most,
    Not: _without,
}
