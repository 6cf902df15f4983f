"""«Возможно, вы искали»: slips in a query, put right by words that stand in acts which the person may see.

Reads: the query, the index, texts of acts that hold a near word. Writes: the corrected text of the query, or nothing.
There is no list of words besides the index: every word is read from an act within the person's access and counted
within it, so that a word of an act that she may not see is never named. Both engines therefore give the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from search.port import Filters, SearchRequest, Sort
from search.query.limits import STOP_WORDS
from search.query.nodes import Near, Node, Prefix, Query, Word
from search.query.parser import parse
from search.slips import (
    MOST_SLIPS,
    Slip,
    before_stop,
    distances,
    may_be_begun,
    may_be_slipped,
    nearest,
    parts_of,
    retyped,
    wrong_keys,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.analysis import Analysis
    from search.port import SearchIndex
    from search.query.synonyms import Synonyms

FEW: Final = 3
"""Most hits of a query that is looked at for slips: what finds more is meant as it stands."""
RATIO: Final = 10
"""A correction must be in so many times more acts than the word that was typed."""

_LOOKED_AT: Final = 40
"""Acts whose words are read for one slip."""
_LETTERS: Final = 1_000_000
"""Letters of these acts together: of long acts the beginning is read."""
_COUNTED: Final = 8
"""Near words that are counted."""


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """The query as it was probably meant."""

    text: str
    parts: tuple[tuple[str, bool], ...]
    """The same text in parts, with a mark on what was changed."""
    total: int
    """Hits of the corrected query under the same conditions."""


class Meant(NamedTuple):
    """A query without its slips, and what was put right."""

    query: Query
    correction: Correction


class Speller:
    """Finds slips for one person."""

    def __init__(
        self,
        index: SearchIndex,
        analysis: Analysis,
        texts: Callable[[Sequence[str]], Iterable[str]],
        synonyms: Synonyms | None = None,
    ) -> None:
        """Take the index, the analysis, and what gives titles and texts of acts by identifier within her access."""
        self._index = index
        self._analysis = analysis
        self._texts = texts
        self._synonyms = synonyms

    def correct(self, query: Query, filters: Filters, total: int) -> Correction | None:
        """Return a correction when the query finds next to nothing and another spelling finds much more.

        Args:
            query: What was searched.
            filters: Under which conditions.
            total: How many acts it found.
        """
        meant = self.meant(query, filters) if total <= FEW else None
        return meant.correction if meant and meant.correction.total > total else None

    def meant(self, query: Query, filters: Filters) -> Meant | None:
        """Return the query with its slips put right, however much it finds; None when it has none."""
        slipped = self._slips(query, Filters(access=filters.access)) if query.text else []
        if not slipped:
            return None
        parts = parts_of(query.text, slipped)
        text = "".join(part for part, _ in parts)
        meant = parse(text, self._analysis, self._synonyms)
        (found,) = self._index.counts([SearchRequest(query=meant, filters=filters, facets=False)])
        return Meant(meant, Correction(text=text, parts=parts, total=found))

    def _slips(self, query: Query, access: Filters) -> list[Slip]:
        typed = retyped(query.text, self._analysis.knows, lambda words: all(self._in_acts(words, access).values()))
        typed = typed or self._by_keys(query.text, access)
        if typed:
            return typed
        asked, begun = may_be_slipped(query), may_be_begun(query)
        tokens = [token for token in self._analysis.tokens(query.text) if token.form in asked][:32]
        counts = self._in_acts({token.form for token in tokens}, access)
        found: dict[str, str | None] = {}
        slipped: list[Slip] = []
        for token in tokens:
            form = token.form
            if counts[form] > FEW:
                continue
            if form not in found and sum(not self._analysis.knows(tried) for tried in found) < MOST_SLIPS:
                found[form] = self._better(form, counts[form], access, may_begin=form in begun)
            better = found.get(form)
            if better:
                slipped.append(Slip(token.start, token.end, better))
        return slipped

    def _by_keys(self, text: str, access: Filters) -> list[Slip]:
        """Read words of the wrong layout that no act has as they stand.

        Acts may have what the table of synonyms says for them («налог на землю»), or a word may be cut short or slipped
        on («yfkju yf bveo» is «налог на имущ»). Every word must be Russian or become one, one at least as it was typed.
        """
        read = wrong_keys(text)
        if read and all(self._analysis.knows(slip.word) or slip.word in STOP_WORDS for slip in read):
            meant = "".join(part for part, _ in parts_of(text, read))
            request = SearchRequest(query=parse(meant, self._analysis, self._synonyms), filters=access, facets=False)
            if self._index.counts([request])[0]:
                return read
        trimmed = [before_stop(text, slip) for slip in read]
        counts = self._in_acts({slip.word for slip in trimmed}, access)
        if not any(counts[slip.word] and slip.word not in STOP_WORDS for slip in trimmed):
            return []
        found = []
        for slip in trimmed:
            word = slip.word
            if not counts[word] and word not in STOP_WORDS:
                word = self._better(word, 0, access, may_begin=True) or ""
            found.append(slip._replace(word=word))
        return found if all(slip.word for slip in found) else []

    def _in_acts(self, forms: Iterable[str], access: Filters) -> dict[str, int]:
        """Return in how many acts that the person may see each word stands in any form."""
        order = sorted(forms)
        asked = [self._request(Word(form, self._analysis.lemmas(form)), access) for form in order]
        return dict(zip(order, self._index.counts(asked), strict=True))

    def _better(self, form: str, present: int, access: Filters, *, may_begin: bool) -> str | None:
        """Return the nearest word that many more acts hold; of equally near ones the most frequent.

        A word that no act holds may be the beginning of one («благоустр»): two slips are looked for only after that.
        """
        for distance in distances(form):
            if distance > 1 and may_begin and not present and self._begins(form, access):
                break
            best = self._nearest(form, present, distance, access)
            if best:
                return best
        return f"{form}*" if may_begin and not present and self._begins(form, access) else None

    def _nearest(self, form: str, present: int, distance: int, access: Filters) -> str | None:
        if self._analysis.knows(form):
            return None  # «вчера» is no slip of «вера», however many acts have that
        lemmas = set(self._analysis.lemmas(form))
        page = self._index.search(self._request(Near(form, distance), access))
        texts = _beginnings(self._texts([hit.id for hit in page.hits]))
        near = nearest(form, map(self._analysis.forms, texts), distance)
        words = [word for word in near if lemmas.isdisjoint(self._analysis.lemmas(word))][:_COUNTED]
        if not words:
            return None
        counts = self._in_acts(words, access)
        best = max(words, key=lambda word: (counts[word], -words.index(word)))
        return best if counts[best] >= max(present * RATIO, 1) else None

    def _begins(self, form: str, access: Filters) -> bool:
        return bool(self._index.counts([self._request(Prefix(form), access)])[0])

    @staticmethod
    def _request(node: Node, access: Filters) -> SearchRequest:
        return SearchRequest(query=Query(ast=node), filters=access, sort=Sort.NEWEST, limit=_LOOKED_AT, facets=False)


def _beginnings(texts: Iterable[str]) -> Iterable[str]:
    """Yield texts, the last one cut, until so many letters are read as one question may cost."""
    left = _LETTERS
    for text in texts:
        if left <= 0:
            return
        yield text[:left]
        left -= len(text)
