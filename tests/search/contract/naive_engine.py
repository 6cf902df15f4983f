"""The meaning of the syntax tree, said in plain Python: what both engines must agree with."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from domain.dates import format_date
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
    NumberIs,
    NumberPrefix,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Query,
    Requisites,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.analysis import Analysis
    from search.documents import SearchDocument
    from search.port import Filters


class NaiveAct:
    def __init__(self, document: SearchDocument, analysis: Analysis) -> None:
        self.document = document
        self.day = date.fromisoformat(document.date) if document.date else None
        written = format_date(self.day) if self.day else ""
        card = f"{document.kind} {document.body} {written} {document.number_raw}"
        self.places = [analysis.forms(text) for text in (document.title, card, document.text)]
        self.lemmas = [[set(analysis.lemmas(form)) for form in forms] for forms in self.places]
        self.fields = {
            name: set().union(*(analysis.lemmas(form) for form in analysis.forms(getattr(document, name))))
            for name in ("kind", "body")
        }
        self.fields["title"] = set().union(*self.lemmas[0], *self.lemmas[1])


class NaiveEngine:
    """Looks at every act."""

    def __init__(self, documents: Iterable[SearchDocument], analysis: Analysis) -> None:
        self.acts = [NaiveAct(document, analysis) for document in documents]

    def search(self, query: Query, filters: Filters) -> set[str]:
        return {act.document.id for act in self._found(query, filters)}

    def facets(self, query: Query, filters: Filters) -> dict[str, list[tuple[str, int]]]:
        found = self._found(query, filters)
        counts = {
            "kind": Counter(act.document.kind for act in found),
            "body": Counter(act.document.body for act in found),
            "year": Counter(str(act.document.year) for act in found if act.document.year),
            "has_publication": Counter("yes" if act.document.has_publication else "no" for act in found),
            "has_supplementary": Counter("yes" if act.document.has_supplementary else "no" for act in found),
        }
        return {name: sorted(counter.items(), key=lambda item: (-item[1], item[0])) for name, counter in counts.items()}

    def _found(self, query: Query, filters: Filters) -> list[NaiveAct]:
        nodes = (query.ast, *query.filters)
        return [act for act in self.acts if passes(act, filters) and all(matches(node, act) for node in nodes)]


def passes(act: NaiveAct, filters: Filters) -> bool:
    document, day = act.document, act.day
    return (
        document.access in filters.access
        and (not filters.kinds or document.kind in filters.kinds)
        and (not filters.bodies or document.body in filters.bodies)
        and (not filters.years or document.year in filters.years)
        and (filters.date_from is None or (day is not None and day >= filters.date_from))
        and (filters.date_to is None or (day is not None and day <= filters.date_to))
        and (filters.has_publication is None or document.has_publication == filters.has_publication)
        and (filters.has_supplementary is None or document.has_supplementary == filters.has_supplementary)
    )


def matches(node: Node, act: NaiveAct) -> bool:  # noqa: C901, PLR0911, PLR0912 one case a node
    match node:
        case Everything():
            return True
        case Word():
            return any(not lemmas.isdisjoint(node.lemmas) for place in act.lemmas for lemmas in place)
        case Exact():
            return any(node.form in forms for forms in act.places)
        case Prefix():
            places = act.places[:2] if node.title_only else act.places
            return any(form.startswith(node.start) for forms in places for form in forms)
        case Near():
            return any(_slips(node.form, form) <= node.distance for forms in act.places for form in forms)
        case PhraseExact():
            return any(
                _side_by_side([{form} for form in forms], [{form} for form in node.forms]) for forms in act.places
            )
        case PhraseForms():
            return any(_side_by_side(lemmas, [set(word) for word in node.words]) for lemmas in act.lemmas)
        case NumberIs():
            return _has_number(node, act)
        case NumberPrefix():
            return act.document.number_norm.startswith(node.start)
        case DateBetween():
            return (
                act.day is not None
                and (node.first is None or act.day >= node.first)
                and (node.last is None or act.day <= node.last)
            )
        case FieldWords():
            return all(not act.fields[node.field].isdisjoint(lemmas) for lemmas in node.words)
        case Flag():
            held: bool = getattr(act.document, node.name)
            return held is node.value
        case Requisites():
            return _is_direct(node, act) or matches(node.words, act)
        case And():
            return all(matches(item, act) for item in node.items)
        case Or():
            return any(matches(item, act) for item in node.items)
        case Most():
            return sum(matches(item, act) for item in node.items) >= node.minimum
        case Not():
            return not matches(node.item, act)


def _side_by_side(place: Sequence[set[str]], words: Sequence[set[str]]) -> bool:
    return any(
        all(not found.isdisjoint(word) for found, word in zip(place[start:], words, strict=False))
        for start in range(len(place) - len(words) + 1)
    )


@cache
def _slips(one: str, other: str) -> int:
    """Count the slips in the plainest way: no sign is slipped on twice."""
    if not one or not other:
        return max(len(one), len(other))
    best = min(
        _slips(one[1:], other) + 1, _slips(one, other[1:]) + 1, _slips(one[1:], other[1:]) + (one[0] != other[0])
    )
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        best = min(best, _slips(one[2:], other[2:]) + 1)
    return best


def _has_number(node: NumberIs, act: NaiveAct) -> bool:
    document = act.document
    bare = "".join(sign for sign in document.number_norm if sign.isdigit() or sign.isalpha())
    return (
        document.number_norm == node.norm
        or (node.integer is not None and document.number_int == node.integer)
        or (node.bare is not None and bare == node.bare)
        or document.number_norm.replace("-", "?").replace("/", "-").replace("?", "/") == node.norm
    )


def _is_direct(node: Requisites, act: NaiveAct) -> bool:
    if node.number is None:
        return act.day in node.days
    if not _has_number(node.number, act):
        return False
    return not node.days or (act.day is not None and node.days[0].year <= act.day.year <= node.days[-1].year)
