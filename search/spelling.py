"""«Возможно, вы искали»: slips in a query, put right by words that stand in acts which the person may see.

Reads: the query, the index, texts of acts that hold a near word. Writes: the corrected text of the query, or nothing.
There is no list of words besides the index: every word is read from an act within the person's access and counted
within it, so that a word of an act that she may not see is never named. Both engines therefore give the same.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from domain.text import nfc
from search.analysis.distance import slips
from search.port import Filters, SearchRequest, Sort
from search.query.nodes import Exact, Near, Node, Not, PhraseExact, PhraseForms, Query, Word, leaves
from search.query.parser import parse

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
_COUNTED: Final = 8
"""Near words that are counted."""
_WORDS: Final = 6
"""Most words of a query that are put right."""
_SHORTEST: Final = 4
_TWO_SLIPS: Final = 7
"""Shortest word in which two slips are looked for."""
_WORD: Final = re.compile(r"[а-я]+|[a-z]+")
_KEYS: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе"
)  # ё is е in every index
_TYPED: Final = re.compile(r"[A-Za-z\[\];',.`{}:\"<>~]{3,}")
_SHIFTED: Final = str.maketrans('{}:"<>~', "[];',.`")


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


class _Slip(NamedTuple):
    start: int
    end: int
    word: str


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
        parts = _parts(query.text, slipped)
        text = "".join(part for part, _ in parts)
        meant = parse(text, self._analysis, self._synonyms)
        (found,) = self._index.counts([SearchRequest(query=meant, filters=filters, facets=False)])
        return Meant(meant, Correction(text=text, parts=parts, total=found))

    def _slips(self, query: Query, access: Filters) -> list[_Slip]:
        wrong_keys = self._wrong_keys(query.text, access)
        if wrong_keys:
            return wrong_keys
        asked = set(_asked(query))
        tokens = [token for token in self._analysis.tokens(query.text) if token.form in asked][:32]
        counts = self._in_acts({token.form for token in tokens}, access)
        found: list[_Slip] = []
        for token in tokens:
            if counts[token.form] <= FEW and len(found) < _WORDS:
                better = self._better(token.form, counts[token.form], access)
                if better:
                    found.append(_Slip(token.start, token.end, better))
        return found

    def _in_acts(self, forms: Iterable[str], access: Filters) -> dict[str, int]:
        """Return in how many acts that the person may see each word stands in any form."""
        order = sorted(forms)
        asked = [self._request(Word(form, self._analysis.lemmas(form)), access) for form in order]
        return dict(zip(order, self._index.counts(asked), strict=True))

    def _better(self, form: str, present: int, access: Filters) -> str | None:
        """Return the nearest word that many more acts hold; of equally near ones the most frequent."""
        lemmas = set(self._analysis.lemmas(form))
        for distance in (1, 2) if len(form) >= _TWO_SLIPS else (1,):
            page = self._index.search(self._request(Near(form, distance), access))
            near = self._near(form, distance, [hit.id for hit in page.hits])
            words = [word for word in near if lemmas.isdisjoint(self._analysis.lemmas(word))][:_COUNTED]
            if not words:
                continue
            counts = self._in_acts(words, access)
            best = max(words, key=lambda word: (counts[word], -words.index(word)))
            if counts[best] >= max(present * RATIO, 1):
                return best
        return None

    def _near(self, form: str, distance: int, ids: Sequence[str]) -> list[str]:
        found: Counter[str] = Counter()
        for text in self._texts(ids):
            found.update(word for word in set(self._analysis.forms(text)) if abs(len(word) - len(form)) <= distance)
        near = [word for word in found if _WORD.fullmatch(word) and slips(form, word, distance) <= distance]
        return sorted(near, key=lambda word: (slips(form, word, distance), word[0] != form[0], -found[word], word))

    def _wrong_keys(self, text: str, access: Filters) -> list[_Slip]:
        """Read Latin letters that were typed with the wrong layout of the keyboard: «ecnfd» is «устав»."""
        found = []
        for match in _TYPED.finditer(text):
            word = match.group().lower().translate(_SHIFTED).translate(_KEYS)
            if _WORD.fullmatch(word):
                found.append(_Slip(match.start(), match.end(), word))
        kept = found[:_WORDS]
        counts = self._in_acts({slip.word for slip in kept}, access) if kept else {}
        return kept if kept and all(counts[slip.word] for slip in kept) else []

    @staticmethod
    def _request(node: Node, access: Filters) -> SearchRequest:
        return SearchRequest(query=Query(ast=node), filters=access, sort=Sort.NEWEST, limit=_LOOKED_AT, facets=False)


def _asked(query: Query) -> Iterable[str]:
    """Yield the words of a query that may be slipped on: no numbers, no beginnings, nothing that is unwanted."""
    for node in (query.ast, *query.filters):
        if isinstance(node, Not):
            continue
        for leaf in leaves(node):
            forms: tuple[str, ...] = ()
            if isinstance(leaf, Word | Exact):
                forms = (leaf.form,)
            elif isinstance(leaf, PhraseExact | PhraseForms):
                forms = leaf.forms
            yield from (form for form in forms if len(form) >= _SHORTEST and _WORD.fullmatch(form))


def _parts(text: str, slipped: Sequence[_Slip]) -> tuple[tuple[str, bool], ...]:
    text, at = nfc(text), 0
    parts: list[tuple[str, bool]] = []
    for slip in sorted(slipped):
        parts += [(text[at : slip.start], False), (slip.word, True)]
        at = slip.end
    return tuple(part for part in (*parts, (text[at:], False)) if part[0])
