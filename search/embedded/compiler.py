"""Syntax tree -> tantivy query. The set of hits is that of the tree, scores follow :mod:`search.weights`."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Final

from tantivy import FieldType, Occur, Query

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

    import tantivy

    from search.port import Filters

_EXACT: Final = ("title_exact", "text_exact")
_TITLE_ALONE: Final = ("title_exact",)
_FEW: Final = 5_000
"""Most acts whose texts are looked into for words that stand near each other: places of frequent words are slow."""
_SPECIAL: Final = re.compile(r"[\\.+*?()|\[\]{}^$#&~\"@<>/-]")


class Compiler:
    """Compiles for one schema and one state of the index."""

    def __init__(self, schema: tantivy.Schema, frequency: Callable[[str, str], int]) -> None:
        """Take the schema of the index, and what gives the number of acts that hold a term in a field."""
        self._schema = schema
        self._frequency = frequency
        self._narrowing: list[tuple[Occur, Query]] = []
        self._rules: dict[type, Callable[..., Query]] = {
            Everything: lambda _: Query.const_score_query(Query.all_query(), 0.0),
            Word: self._word,
            Exact: lambda node: self._terms("exact", (node.form,)),
            Prefix: self._prefix,
            Near: self._near,
            PhraseExact: lambda node: self._phrases("exact", [node.forms]),
            PhraseForms: lambda node: self._phrases("lemmas", product(*node.words)),
            NumberIs: self._number,
            NumberPrefix: lambda node: self._regex("number", node.start),
            DateBetween: self._dates,
            FieldWords: self._field_words,
            Flag: lambda node: Query.const_score_query(self._term(node.name, int(node.value)), 0.0),
            Requisites: self._requisites,
            And: self._and,
            Or: lambda node: Query.boolean_query([(Occur.Should, self.compile(item)) for item in node.items]),
            Most: self._most,
            Not: lambda node: self._without(node.item),
        }

    def compile(self, node: Node) -> Query:
        """Return the query of a node."""
        return self._rules[type(node)](node)

    def whole(self, ast: Node, conditions: Iterable[Node], filters: Filters) -> Query:
        """Return the query of a request: what scores, and everything that only selects."""
        selecting = [self.compile(node) for node in conditions]
        selecting.extend(self._filters(filters))
        must = [(Occur.Must, Query.const_score_query(query, 0.0)) for query in selecting]
        self._narrowing = must if len(must) > 1 else []
        return Query.boolean_query([(Occur.Must, self.compile(ast)), *must])

    def _filters(self, filters: Filters) -> Iterable[Query]:
        yield self._one_of("access", filters.access)
        if filters.kinds:
            yield self._one_of("kind", filters.kinds)
        if filters.bodies:
            yield self._one_of("body", filters.bodies)
        if filters.years:
            yield self._one_of("year", tuple(map(str, filters.years)))
        if filters.date_from or filters.date_to:
            yield self._days(filters.date_from, filters.date_to)
        for name in ("has_publication", "has_supplementary"):
            flag: bool | None = getattr(filters, name)
            if flag is not None:
                yield self._term(name, int(flag))

    def _term(self, field: str, value: str | int) -> Query:
        return Query.term_query(self._schema, field, value)

    def _one_of(self, field: str, values: tuple[str, ...]) -> Query:
        return _any([self._term(field, value) for value in values])

    def _terms(self, stream: str, values: Iterable[str]) -> Query:
        found = []
        for value in values:
            found.append(Query.boost_query(self._term(f"title_{stream}", value), TITLE))
            found.append(self._term(f"text_{stream}", value))
        return Query.disjunction_max_query(found, TIE_BREAKER)

    def _word(self, node: Word) -> Query:
        return self._terms("lemmas", node.lemmas)

    def _phrases(self, stream: str, combinations: Iterable[tuple[str, ...]]) -> Query:
        found = []
        for words in combinations:
            for field, weight in ((f"title_{stream}", TITLE), (f"text_{stream}", 1.0)):
                found.append(
                    self._narrow(Query.boost_query(Query.phrase_query(self._schema, field, list(words)), weight))
                )
        return Query.disjunction_max_query(found, TIE_BREAKER)

    def _narrow(self, phrase: Query) -> Query:
        """Demand at once of one of several phrases what the whole request demands.

        Tantivy reads the places of every alternative in all acts before it looks at the other conditions.
        """
        return Query.boolean_query([(Occur.Must, phrase), *self._narrowing]) if self._narrowing else phrase

    def _prefix(self, node: Prefix) -> Query:
        fields = _TITLE_ALONE if node.title_only else _EXACT
        return Query.const_score_query(_any([self._regex(field, node.start) for field in fields]), PREFIX_SCORE)

    def _near(self, node: Near) -> Query:
        found = [
            Query.fuzzy_term_query(self._schema, field, node.form, distance=node.distance, transposition_cost_one=True)
            for field in _EXACT
        ]
        return Query.const_score_query(_any(found), PREFIX_SCORE)

    def _regex(self, field: str, start: str) -> Query:
        return Query.regex_query(self._schema, field, _SPECIAL.sub(r"\\\g<0>", start) + ".*")

    def _number(self, node: NumberIs) -> Query:
        found = [Query.const_score_query(self._term("number", node.norm), NUMBER_EXACT)]
        if node.integer is not None:
            found.append(Query.const_score_query(self._term("number_int", node.integer), 1.0))
        if node.bare:
            found.append(Query.const_score_query(self._term("number_bare", node.bare), 1.0))
        if node.resigned:
            found.append(Query.const_score_query(self._term("number", node.resigned), 1.0))
        return Query.disjunction_max_query(found, 0.0)

    def _dates(self, node: DateBetween) -> Query:
        return self._days(node.first, node.last)

    def _days(self, first: date | None, last: date | None) -> Query:
        if first and first == last:  # a range looks at the day of every act
            return Query.const_score_query(self._term("day", first.toordinal()), 0.0)
        low = first.toordinal() if first else 0
        high = last.toordinal() if last else 1 << 40
        return Query.const_score_query(Query.range_query(self._schema, "day", FieldType.Integer, low, high), 0.0)

    def _field_words(self, node: FieldWords) -> Query:
        parts = [
            (Occur.Must, _any([self._term(f"{node.field}_lemmas", lemma) for lemma in lemmas])) for lemmas in node.words
        ]
        return Query.const_score_query(Query.boolean_query(parts), 0.0)

    def _requisites(self, node: Requisites) -> Query:
        """The act itself, then one whose day differs, then acts that cite it; the kind only ranks."""
        tiers: list[tuple[Query, float]] = []
        day = self.compile(node.on_days) if node.on_days else None
        if node.number:
            number = self._number(node.number)
            if day is not None:
                tiers.append((_all([number, day]), DIRECT))
                tiers.append((_all([number, self.compile(years_of(node.days))]), NEAR))
            else:
                tiers.append((number, DIRECT))
        elif day is not None:
            tiers.append((day, DIRECT))
        parts = [(Occur.Should, Query.const_score_query(query, score)) for query, score in tiers]
        parts.append((Occur.Should, Query.boost_query(self.compile(node.words), CITED)))
        if node.number:
            exact = Query.const_score_query(self._term("number", node.number.norm), NUMBER_EXACT)
            parts = [(Occur.Must, Query.boolean_query(parts)), (Occur.Should, exact)]
        if node.kind:
            kind = _any([self._term("kind_lemmas", lemma) for lemma in node.kind])
            parts = [
                (Occur.Must, Query.boolean_query(parts)),
                (Occur.Should, Query.const_score_query(kind, KIND_MATCHES)),
            ]
        return Query.boolean_query(parts)

    def _and(self, node: And) -> Query:
        parts = [
            (Occur.MustNot, self.compile(item.item)) if isinstance(item, Not) else (Occur.Must, self.compile(item))
            for item in node.items
        ]
        if all(occur == Occur.MustNot for occur, _ in parts):
            parts.append((Occur.Must, self.compile(Everything())))
        parts.extend((Occur.Should, query) for query in self._together(typed_words(node.items)))
        return Query.boolean_query(parts)

    def _most(self, node: Most) -> Query:
        most = Query.boolean_query([(Occur.Should, self.compile(item)) for item in node.items], node.minimum)
        together = [(Occur.Should, query) for query in self._together(typed_words(node.items))]
        return Query.boolean_query([(Occur.Must, most), *together])

    def _together(self, words: tuple[Word, ...]) -> Iterable[Query]:
        """Words that were typed beside each other rank higher where they stand near each other."""
        if len(words) < 2:  # noqa: PLR2004 one word stands near nothing
            return
        lemmas: list[str | tuple[int, str]] = [word.lemmas[0] for word in words]
        slop = TOGETHER_SLOP * len(lemmas)
        yield Query.boost_query(Query.phrase_query(self._schema, "title_lemmas", lemmas, slop), TOGETHER * TITLE)
        rarest = min(sum(self._frequency("text_lemmas", lemma) for lemma in word.lemmas) for word in words)
        if rarest <= _FEW:
            yield Query.boost_query(Query.phrase_query(self._schema, "text_lemmas", lemmas, slop), TOGETHER)

    def _without(self, node: Node) -> Query:
        return Query.boolean_query([(Occur.Must, self.compile(Everything())), (Occur.MustNot, self.compile(node))])


def by_id(schema: tantivy.Schema, act_id: str) -> Query:
    """Return the query of one document."""
    return Query.term_query(schema, "id", act_id)


def _any(queries: list[Query]) -> Query:
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
