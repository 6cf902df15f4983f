"""What is shown in place of an answer that finds nothing: the query with its slips put right, else most of its words.

Reads: the query, the index, the conditions under which it was asked. Writes: another query and how it differs, or
nothing. Only what was typed plainly is given up: signs of the language, straight quotes, fields, requisites and what is
not wanted stay demanded. The same query under the same conditions gives the same answer on every page of its list.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Final

import msgspec

from search.port import Filters, SearchIndex, SearchRequest
from search.query.limits import STOP_WORDS
from search.query.nodes import And, Exact, Most, Node, Or, PhraseExact, PhraseForms, Query, Requisites, Word
from search.spelling import Correction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.analysis import Analysis
    from search.spelling import Speller

FEWEST: Final = 3
"""Words of the shortest query that is loosened: of two words neither is most."""
SHARE: Final = 0.5
"""Least share of the words of a query that an act must have."""


class Loosened(msgspec.Struct, frozen=True, kw_only=True):
    """How far a query was loosened."""

    words: int
    """Words that were asked; an abbreviation or expression of the table of synonyms is one."""
    least: int
    """So many of them stand in every act of the list."""
    absent: tuple[str, ...]
    """Words that no act has under the conditions of the query."""
    unquoted: bool
    """Words in «…» were asked one by one."""


class Instead(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched in place of a query that finds nothing."""

    query: Query
    correction: Correction | None = None
    """The spelling that was searched."""
    loosened: Loosened | None = None
    """None: all words of the corrected query are demanded."""


def instead(query: Query, index: SearchIndex, filters: Filters, speller: Speller, analysis: Analysis) -> Instead | None:
    """Return what to search in place of a query that finds nothing under these conditions; None: nothing helps."""
    meant = speller.meant(query, filters) if is_plain(query.ast) else None
    if meant and meant.query.filters == query.filters:
        if meant.correction.total:
            return Instead(query=meant.query, correction=meant.correction)
        loosened = _loosened(meant.query, index, filters, analysis)
        return msgspec.structs.replace(loosened, correction=meant.correction) if loosened else None
    return _loosened(query, index, filters, analysis)


def is_plain(node: Node) -> bool:
    """Whether a query has no signs of the language besides requisites, so that its words may be read otherwise."""
    if isinstance(node, And):
        return all(is_plain(item) for item in node.items)
    if isinstance(node, Or):
        return node.added and is_plain(node.items[0])
    return isinstance(node, Word | Requisites) or (isinstance(node, Exact | PhraseExact | PhraseForms) and node.plain)


def _loosened(query: Query, index: SearchIndex, filters: Filters, analysis: Analysis) -> Instead | None:
    """Demand as many of the words as stand together in any act, and not less than the least share."""
    items = query.ast.items if isinstance(query.ast, And) else ()
    given_up = [item for item in items if is_plain(item) and not isinstance(item, Requisites)]
    words = [word for item in given_up for word in _one_by_one(item, analysis)]
    if len(words) < FEWEST:
        return None
    kept = tuple(item for item in items if item not in given_up)

    def counts(asked: Iterable[Node]) -> Sequence[int]:
        queries = (replace(query, ast=_all((*kept, node))) for node in asked)
        return index.counts([SearchRequest(query=made, filters=filters, facets=False) for made in queries])

    present = [word for word, count in zip(words, counts(words), strict=True) if count]
    least = max(ceil(len(words) * SHARE), FEWEST - 1)
    made = [_most(present, number) for number in range(len(present), least - 1, -1)]
    found = next((number for number, count in enumerate(counts(made)) if count), None)
    if found is None:
        return None
    return Instead(
        query=replace(query, ast=_all((*kept, made[found]))),
        loosened=Loosened(
            words=len(words),
            least=len(present) - found,
            absent=tuple(_typed(word) for word in words if word not in present),
            unquoted=any(isinstance(item, Exact | PhraseExact) for item in given_up),
        ),
    )


def _one_by_one(item: Node, analysis: Analysis) -> Iterable[Node]:
    """Yield what counts as one word: a word of a name in «…», in any form; a word with what the table added to it."""
    if isinstance(item, Exact | PhraseExact):
        forms = (item.form,) if isinstance(item, Exact) else item.forms
        yield from (Word(form, analysis.lemmas(form)) for form in forms if form not in STOP_WORDS)
    else:
        yield item


def _typed(node: Node) -> str:
    if isinstance(node, Or):
        return _typed(node.items[0])
    if isinstance(node, And):
        return " ".join(map(_typed, node.items))
    return " ".join(node.forms) if isinstance(node, PhraseForms) else node.form if isinstance(node, Word) else ""


def _most(words: Sequence[Node], number: int) -> Node:
    return _all(tuple(words)) if number == len(words) else Most(tuple(words), number)


def _all(items: tuple[Node, ...]) -> Node:
    flat = [inner for item in items for inner in (item.items if isinstance(item, And) else (item,))]
    return And(tuple(flat)) if len(flat) > 1 else flat[0]
