"""What is searched when a query finds next to nothing: the query without its slips, else most of its words.

Reads: the query, the index, the conditions under which it was asked, texts of the few acts found. Writes: another query
and how it differs, or nothing. Only what was typed plainly is given up: signs of the language, straight quotes, fields,
requisites and what is not wanted stay demanded. The same question gives the same answer on every page of its list.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final

import msgspec

from domain.text import nfc
from search.marking import Marker
from search.port import Filters, SearchIndex, SearchPage, SearchRequest
from search.query.limits import STOP_WORDS
from search.query.nodes import And, Exact, Most, Node, Or, PhraseExact, PhraseForms, Query, Requisites, Word
from search.slips import as_typed
from search.spelling import Correction, Speller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.analysis import Analysis
    from search.query.synonyms import Synonyms

ENOUGH: Final = 10
"""Hits of an answer that is left as it is."""
FEWEST: Final = 3
"""Words of the shortest query that is loosened: of two words neither is most."""
SHARE: Final = 0.5
"""Least share of the words of a query that an act must have."""
STEPS: Final = 2
"""So many words fewer than stand together anywhere may be demanded until there are hits enough."""
TOGETHER: Final = 150
"""Words that stand within so many characters stand together: the act was meant, however few there are."""
MANY: Final = 5
"""Words of a query with the number of a point, one of which may stand elsewhere in the act: «п. 4.2 порядка признать
утратившим силу» joins the point, which stands with its change, and the name of the act, which stands above."""
_POINT: Final = re.compile(r"\d{1,3}(?:\.\d{1,3})+")


class Loosened(msgspec.Struct, frozen=True, kw_only=True):
    """How far a query was loosened."""

    words: int
    """Words that were asked; an abbreviation is one."""
    least: int
    """At least so many of them stand in every act of the list."""
    whole: int
    """Acts that have all words."""
    absent: tuple[str, ...]
    """Words that no act has under the conditions of the query."""
    unquoted: bool
    """Words in «…» were asked one by one."""


class Instead(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched in place of a query."""

    query: Query
    correction: Correction | None = None
    """The spelling that was searched."""
    loosened: Loosened | None = None
    """None: all words of the corrected query are demanded."""


class Loosener:
    """Finds what to search instead, for one person."""

    def __init__(
        self,
        index: SearchIndex,
        analysis: Analysis,
        texts: Callable[[Sequence[str]], Iterable[str]],
        synonyms: Synonyms | None = None,
    ) -> None:
        """Take what :class:`search.spelling.Speller` takes."""
        self._index = index
        self._analysis = analysis
        self._texts = texts
        self._speller = Speller(index, analysis, texts, synonyms)

    def instead(self, query: Query, filters: Filters, page: SearchPage) -> Instead | None:
        """Return what to search in place of a query; None when it finds enough or nothing helps.

        Args:
            query: What was searched.
            filters: Under which conditions.
            page: Any page of its answer.
        """
        correction = None
        if not page.total and is_plain(query.ast):
            meant = self._speller.meant(query, filters)
            if meant and meant.query.filters == query.filters:
                query, correction = meant.query, meant.correction
        total = correction.total if correction else page.total
        if total >= ENOUGH or (total and self._stand_together(query, filters, None if correction else page)):
            return Instead(query=query, correction=correction) if correction else None
        other = self._loosened(query, filters, total)
        if other:
            return msgspec.structs.replace(other, correction=correction)
        return Instead(query=query, correction=correction) if correction and total else None

    def _stand_together(self, query: Query, filters: Filters, page: SearchPage | None) -> bool:
        """Tell whether in any of the few acts found all words stand side by side, or there are too few to loosen."""
        words = self._words(query)
        if len(words) < FEWEST:
            return True
        if page is None or len(page.hits) < page.total:
            page = self._index.search(SearchRequest(query=query, filters=filters, limit=ENOUGH, facets=False))
        markers = [Marker(Query(ast=word), self._analysis) for word in words]
        apart = 1 if len(words) >= MANY and any(map(_is_point, words)) else 0
        return any(_are_near(nfc(text), markers, apart) for text in self._texts([hit.id for hit in page.hits]))

    def _words(self, query: Query) -> list[Node]:
        given_up = [item for item in _items(query) if _may_be_given_up(item)]
        return [word for item in given_up for word in self._one_by_one(item)]

    def _loosened(self, query: Query, filters: Filters, total: int) -> Instead | None:
        """Demand as many words as stand together in any act, or few fewer, and not less than the least share."""
        words = self._words(query)
        if len(words) < FEWEST:
            return None
        kept = tuple(item for item in _items(query) if not _may_be_given_up(item))

        def counts(asked: Iterable[Node]) -> Sequence[int]:
            queries = (replace(query, ast=_all((*kept, node))) for node in asked)
            return self._index.counts([SearchRequest(query=made, filters=filters, facets=False) for made in queries])

        present = [word for word, count in zip(words, counts(words), strict=True) if count]
        lowest = max(ceil(len(words) * SHARE), FEWEST - 1)
        numbers = list(range(len(present), lowest - 1, -1))
        totals = counts([_most(present, number) for number in numbers])
        least = _enough(numbers, totals)
        if least is None or (least == len(words) and totals[0] == total):
            return None
        unquoted = replace(query, ast=_all((*kept, *words)))
        if not total and len(present) == len(words) and self._stand_together(unquoted, filters, None):
            least = len(words)
        loosened = Loosened(
            words=len(words),
            least=least,
            whole=total,
            absent=tuple(as_typed(word, query.text, self._analysis) for word in words if word not in present),
            unquoted=any(isinstance(item, Exact | PhraseExact) and item.plain for item in _items(query)),
        )
        ast = _all((*kept, _most(present, least)))
        return None if ast == query.ast else Instead(query=replace(query, ast=ast), loosened=loosened)

    def _one_by_one(self, item: Node) -> Iterable[Node]:
        """Yield what counts as one word: a word of a name in «…», in any form; a word with what was added to it.

        Of an expression of the table each word counts; where another expression for it stands, all of them do.
        """
        if isinstance(item, Exact | PhraseExact):
            forms = (item.form,) if isinstance(item, Exact) else item.forms
            yield from (Word(form, self._analysis.lemmas(form)) for form in forms if form not in STOP_WORDS)
        elif isinstance(item, Or) and item.added and isinstance(item.items[0], And):
            yield from (Or((word, *item.items[1:]), added=True) for word in item.items[0].items)
        else:
            yield item


def is_plain(node: Node) -> bool:
    """Whether a query has no signs of the language besides requisites, so that its words may be read otherwise."""
    if isinstance(node, And):
        return all(is_plain(item) for item in node.items)
    if isinstance(node, Or):
        return node.added and is_plain(node.items[0])
    return isinstance(node, Word | Requisites) or (isinstance(node, Exact | PhraseExact | PhraseForms) and node.plain)


def _items(query: Query) -> tuple[Node, ...]:
    return query.ast.items if isinstance(query.ast, And) else ()


def _may_be_given_up(item: Node) -> bool:
    return is_plain(item) and not isinstance(item, Requisites)


def _enough(numbers: Sequence[int], found: Sequence[int]) -> int | None:
    """Return how many words to demand: the most that find anything, or a few less until there are hits enough.

    Fewer words are demanded only for more hits.
    """
    finding = [(number, count) for number, count in zip(numbers, found, strict=True) if count][: STEPS + 1]
    enough = next((count for _, count in finding if count >= ENOUGH), finding[-1][1] if finding else 0)
    return next((number for number, count in finding if count == enough), None)


def _is_point(node: Node) -> bool:
    return isinstance(node, Word) and _POINT.fullmatch(node.form) is not None


def _are_near(text: str, markers: Sequence[Marker], apart: int) -> bool:
    """Tell whether a stretch of the text has all words that the text has; what only the card has does not count.

    When the text has all words, so many of them as ``apart`` tells may stand elsewhere.
    """
    found = [[(place.start, place.end, word) for place in marker.places(text)] for word, marker in enumerate(markers)]
    standing = [places for places in found if places]
    needed = len(markers) - apart if len(standing) == len(markers) else len(standing)
    last: dict[int, int] = {}
    for start, end, word in sorted(place for places in standing for place in places):
        last[word] = start
        if sum(end - begun <= TOGETHER for begun in last.values()) >= needed:
            return True
    return False


def _most(words: Sequence[Node], number: int) -> Node:
    return _all(tuple(words)) if number == len(words) else Most(tuple(words), number)


def _all(items: tuple[Node, ...]) -> Node:
    flat = [inner for item in items for inner in (item.items if isinstance(item, And) else (item,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0]
