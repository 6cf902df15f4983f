"""Search inside one text: the places of a query, which of its words the text does not have, what was probably meant.

Reads: query, text of an act that the person may see. Writes: places, absent words, the query that would find more.
Every word that is named comes from this text alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from search.marking import Marker
from search.query.nodes import And, Exact, Near, Node, Or, PhraseExact, PhraseForms, Prefix, Query, Word
from search.query.parser import parse
from search.slips import MOST_SLIPS, Slip, as_typed, distances, may_be_begun, may_be_slipped, nearest, parts_of, retyped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analysis
    from search.marking import Place
    from search.query.synonyms import Synonyms

_LONGEST: Final = 400_000
"""Letters of a text whose words are compared with what was typed: the beginning of a longer one is enough."""
_QUOTED: Final = re.compile(r'(?<!~)["«„“]([^"«»„“”]+)["»“”]')
_EXACTLY: Final = re.compile(r"(?<!\S)=(?=\w)")


class Within(NamedTuple):
    """What a query finds in a text."""

    places: list[Place]
    absent: tuple[str, ...] = ()
    """What the text does not have, as it was typed."""
    seeks: bool = True
    """The query has words; without any there are only conditions on the card."""
    meant: tuple[tuple[str, bool], ...] = ()
    """The query that would find more, in parts, with a mark on what was changed."""
    meant_places: int = 0
    is_any_form: bool = False
    """What was meant is the same words, in any form."""


def look_within(query: Query, text: str, analysis: Analysis, synonyms: Synonyms | None = None) -> Within:
    """Look for a query in a text.

    Args:
        query: What is looked for.
        text: The text, in NFC.
        analysis: What the query was analysed with.
        synonyms: The table that the query was parsed with.
    """
    marker = Marker(query, analysis)
    if not marker.seeks:
        return Within([], seeks=bool(query.is_empty))
    places = marker.places(text)
    missing = [item for item in _items(query) if not Marker(Query(ast=item), analysis).places(text)]
    if not missing:
        return Within(places)
    absent = tuple(_named(item, query.text, analysis) for item in missing)
    mended, loose = _mended(query, missing, text, analysis), _in_any_form(query.text, missing)
    for parts in (mended, loose):
        meant = "".join(part for part, _ in parts)
        found = len(Marker(parse(meant, analysis, synonyms), analysis).places(text)) if parts else 0
        if found > len(places):
            return Within(places, absent, meant=parts, meant_places=found, is_any_form=parts is loose)
    return Within(places, absent)


def _items(query: Query) -> Iterable[Node]:
    """Yield what is looked for word by word; what a person joined by «or» is not looked into."""
    for item in query.ast.items if isinstance(query.ast, And) else (query.ast,):
        if isinstance(item, Word | Exact | Prefix | Near | PhraseExact | PhraseForms) or (
            isinstance(item, Or) and item.added
        ):
            yield item


def _named(item: Node, text: str, analysis: Analysis) -> str:
    typed = as_typed(item, text, analysis)
    return f"«{typed}»" if isinstance(item, Exact | PhraseExact | PhraseForms) else typed


def _mended(query: Query, missing: list[Node], text: str, analysis: Analysis) -> tuple[tuple[str, bool], ...]:
    """Return the query with its slips put right by words of the text; nothing when none is near."""
    paragraphs = [analysis.forms(paragraph) for paragraph in text[:_LONGEST].split("\n")]
    forms = {form for paragraph in paragraphs for form in paragraph}

    def has(form: str) -> bool:
        return bool(Marker(Query(ast=Word(form, analysis.lemmas(form))), analysis).places(text))

    typed = retyped(query.text, analysis.knows, lambda words: all(map(has, words)))
    if typed:
        return parts_of(query.text, typed)
    asked = set().union(*(may_be_slipped(Query(ast=item)) for item in missing))
    begun = may_be_begun(query)
    tokens = [token for token in analysis.tokens(query.text) if token.form in asked]
    better: dict[str, str | None] = {}
    for form in dict.fromkeys(token.form for token in tokens):
        if len(better) == MOST_SLIPS:
            break
        if form not in forms and not has(form):
            is_known = analysis.knows(form)
            better[form] = _better(form, paragraphs, forms, may_begin=form in begun, is_known=is_known)
    found = [Slip(token.start, token.end, word) for token in tokens if (word := better.get(token.form))]
    return parts_of(query.text, found) if found else ()


def _better(form: str, paragraphs: list[list[str]], forms: set[str], *, may_begin: bool, is_known: bool) -> str | None:
    """Return the word one slip away, the word as the beginning of others, or the one two slips away.

    A word of the dictionary is no slip of another.
    """
    for distance in distances(form):
        if distance > 1 and may_begin and any(word.startswith(form) for word in forms):
            break
        words = [] if is_known else nearest(form, paragraphs, distance)
        if words:
            return words[0]
    return f"{form}*" if may_begin and any(word.startswith(form) for word in forms) else None


def _in_any_form(text: str, missing: list[Node]) -> tuple[tuple[str, bool], ...]:
    """Return the query with its exact phrases and words in any form."""
    if not any(isinstance(item, Exact | PhraseExact) for item in missing):
        return ()
    loose = _EXACTLY.sub("", _QUOTED.sub(r'~"\1"', text))
    return ((loose, True),) if loose != text else ()
