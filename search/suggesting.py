"""Suggestions while a person types: words of titles, acts by number and requisites.

Reads: the text in the box, the index, titles of the acts found. Writes: texts that may stand in the box, acts that may
be opened. All comes from acts within the person's access: there is no list of words besides the index.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from domain.numbers import number_key
from search.port import SearchRequest, Sort
from search.query.limits import STOP_WORDS
from search.query.nodes import And, FieldWords, Node, NumberPrefix, Prefix, Query, Requisites
from search.query.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.analysis import Analysis
    from search.analysis.tokenizer import Token
    from search.port import Filters, SearchIndex

SHORTEST: Final = 2
"""Fewest signs that are completed."""
LONGEST: Final = 200

_LOOKED_AT: Final = 60
_FOLLOWING: Final = 4
"""Most words of a title that a completion takes."""
_BEFORE: Final = 4
"""Words before the last one that must stand in the title."""
_SIGNS: Final = re.compile(r"[|()\"«»„“”*=~:]|(?:^|\s)-\S")
_NUMBER_START: Final = re.compile(
    r"(?:.*\s)?(?:№|#|[Nn]o?\.?)?\s?(?P<number>[A-Za-zА-Яа-яЁё]{0,3}-?\d[^\s,;]{0,20})\s*$"
)


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """What may be meant; both best first."""

    texts: tuple[str, ...] = ()
    """Whole texts for the box."""
    acts: tuple[str, ...] = ()
    """Identifiers of acts that may be opened at once."""


class Suggester:
    """Suggests for one person."""

    def __init__(
        self,
        index: SearchIndex,
        analysis: Analysis,
        filters: Filters,
        titles: Callable[[Sequence[str]], Sequence[str]],
    ) -> None:
        """Take the index, the analysis, her access, and what gives the titles of acts by identifier."""
        self._index = index
        self._analysis = analysis
        self._filters = filters
        self._titles = titles

    def suggest(self, text: str, limit: int = 8) -> Suggestions:
        """Suggest for what stands in the box so far; nothing for a text with signs of the query language."""
        text = text[:LONGEST].lstrip()
        if len(text.strip()) < SHORTEST or _SIGNS.search(text):
            return Suggestions()
        acts = self._by_requisites(text, limit)
        tokens = self._analysis.tokens(text)
        if not tokens:
            return Suggestions(acts=acts)
        is_open = tokens[-1].end == len(text)
        last = tokens[-1] if is_open else None
        before = tokens[:-1] if is_open else tokens
        found = self._ids(self._asked(before, last), _LOOKED_AT)
        return Suggestions(
            texts=self._completed(text, before, last, self._titles(found), limit),
            acts=tuple(dict.fromkeys((*acts, *found)))[:limit],
        )

    def _by_requisites(self, text: str, limit: int) -> tuple[str, ...]:
        query = parse(text, self._analysis)
        if isinstance(query.ast, Requisites) and (query.ast.days or not text[-1].isalnum()):
            return tuple(self._ids(query.ast, limit, Sort.RELEVANCE))
        match = _NUMBER_START.match(text)
        start = number_key(match["number"]) if match else ""
        if not start:
            return ()
        direct = self._ids(query.ast, limit, Sort.RELEVANCE) if isinstance(query.ast, Requisites) else []
        return tuple(dict.fromkeys((*direct[:2], *self._ids(NumberPrefix(start), limit))))[:limit]

    def _asked(self, before: Sequence[Token], last: Token | None) -> Node:
        words = [token.form for token in before if token.form not in STOP_WORDS][-_BEFORE:]
        items: list[Node] = []
        if words:
            items.append(FieldWords("title", tuple(self._analysis.lemmas(form) for form in words), ""))
        if last:
            items.append(Prefix(last.form, title_only=True))
        return And(tuple(items)) if len(items) > 1 else items[0] if items else Prefix(before[-1].form, title_only=True)

    def _ids(self, ast: Node, limit: int, sort: Sort = Sort.NEWEST) -> list[str]:
        request = SearchRequest(query=Query(ast=ast), filters=self._filters, sort=sort, limit=limit, facets=False)
        return [hit.id for hit in self._index.search(request).hits]

    def _completed(
        self, text: str, before: Sequence[Token], last: Token | None, titles: Iterable[str], limit: int
    ) -> tuple[str, ...]:
        """Return the text with its last word completed by what follows in the titles."""
        head = text[: last.start] if last else f"{text.rstrip()} "
        seen: Counter[str] = Counter()
        for title in titles:
            tokens = self._analysis.tokens(title)
            for at, token in enumerate(tokens):
                follows = self._follows(tokens[:at], before)
                if (last and token.form.startswith(last.form)) or (last is None and follows):
                    seen.update(_continued(title, tokens[at:], _FOLLOWING if follows else 1))
        kept = sorted(seen, key=lambda ending: (-seen[ending], ending.count(" "), ending))
        typed = text.strip().lower()
        return tuple(head + ending for ending in kept if (head + ending).lower() != typed)[:limit]

    def _follows(self, place: Sequence[Token], before: Sequence[Token]) -> bool:
        """Tell whether the words before a place of a title are the last words that were typed."""
        wanted = before[-2:]
        if len(place) < len(wanted):
            return False
        pairs = zip(place[len(place) - len(wanted) :], wanted, strict=True)
        lemmas = self._analysis.lemmas
        return all(not set(lemmas(one.form)).isdisjoint(lemmas(other.form)) for one, other in pairs)


def _continued(title: str, tokens: Sequence[Token], most: int) -> set[str]:
    """Return the beginnings of a piece of a title that end with a word that says something."""
    endings = set()
    for count in range(1, min(most, len(tokens)) + 1):
        piece = title[tokens[0].start : tokens[count - 1].end]
        if re.search(r"[.;:!?()«»\"\n]\s", piece):
            break
        if tokens[count - 1].form not in STOP_WORDS or count == 1:
            endings.add(re.sub(r"\s+", " ", piece))
    return {_shown(ending) for ending in endings}


def _shown(piece: str) -> str:
    """Return words as they stand in a query: small letters, abbreviations as they are."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in piece.split(" "))
