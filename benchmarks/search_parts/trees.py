"""Random trees of a query over a register: most of them find something.

A tree is grown round one act: most words come out of its text, phrases, numbers, dates and fields are its own, and so
are the filters. The other words are drawn from the vocabulary of the acts, a word as often as it stands in them; what
a «not» takes away comes from elsewhere. One leaf in twelve comes out of another act, so that some trees find nothing.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts import acts
from benchmarks.search_parts.queries import FOUR, WORD
from domain.dates import format_date
from search.analysis import default_analysis
from search.port import Filters, SearchRequest, Sort
from search.query import And, DateBetween, Flag, Most, Near, Node, Not, NumberPrefix, Or, Prefix, Query, parse
from search.query.limits import NEAR_LEAST

if TYPE_CHECKING:
    from search.documents import SearchDocument

_DEPTH: Final = 2
_READ: Final = 500
"""Acts whose words are the vocabulary."""
_KINDS: Final = ("постановление", "распоряжение", "решение", "приказ")


class Grower:
    """Grows requests over a register of so many acts; the same at every run."""

    def __init__(self, size: int, seed: str) -> None:
        """Take the number of acts and the seed."""
        self._size = size
        self._dice = Random(seed)  # noqa: S311 the same requests at every run

    def request(self) -> SearchRequest:
        """Return the next request."""
        act = self._another()
        conditions = tuple(self._field(act) for _ in range(self._dice.choice((0, 0, 1))))
        query = Query(ast=self._tree(act, 0), filters=conditions)
        return SearchRequest(query=query, filters=self._filters(act), sort=Sort.NEWEST)

    def _another(self) -> SearchDocument:
        return _act(self._dice.randrange(self._size))

    def _often(self, share: float) -> bool:
        return self._dice.random() < share

    def _tree(self, act: SearchDocument, depth: int) -> Node:
        if self._often(1 / 12):
            act = self._another()
        if depth >= _DEPTH or self._often(0.3):
            return self._field(act) if self._often(0.25) else self._words(act)
        items = tuple(self._tree(act, depth + 1) for _ in range(self._dice.randint(2, 4)))
        return self._dice.choice(
            (
                And(items),
                Or(items),
                Most(items, self._dice.randint(1, len(items))),
                And((*items[:-1], Not(self._words(self._another())))),
            )
        )

    def _word(self, act: SearchDocument) -> str:
        own = WORD.findall(act.text)
        return self._dice.choice(own if own and self._often(0.8) else vocabulary())

    def _words(self, act: SearchDocument) -> Node:
        """Return a leaf of the text; most are read from what a person would type, as the parser makes them."""
        dice, word = self._dice, self._word(act)
        phrase = dice.choice(FOUR.findall(act.text) or ["в соответствии с законом"])
        typed = dice.choice(
            (
                word,
                word,
                f"{word} {self._word(act)}",
                f"{word} | {self._word(act)}",
                f"={word}",
                f'"{" ".join(phrase.split()[:2])}"',
                f'"{phrase}"',
                f'~"{" ".join(phrase.split()[:3])}"',
                f"{act.kind} {act.number_raw} от {_day(act)}",
                f"№ {act.number_raw} {word}",
                "",
                "",
            )
        )
        if typed:
            return parse(typed, default_analysis()).ast
        if len(word) >= NEAR_LEAST and self._often(0.5):
            return Near(word, dice.choice((1, 2)))
        return Prefix(word[: dice.randint(3, 5)], title_only=self._often(0.2))

    def _field(self, act: SearchDocument) -> Node:
        """Return a condition that the act itself fulfils."""
        dice, day = self._dice, _card(act).day
        first, last = day - timedelta(days=dice.randint(0, 900)), day + timedelta(days=dice.randint(0, 900))
        body = dice.choice(WORD.findall(act.body.lower()))
        asked = dice.choice(
            (f"номер:{act.number_raw}", f"вид:{act.kind}", f"орган:{body}", f"дата:{day.year}", "", "", "")
        )
        if asked:
            return parse(asked, default_analysis()).filters[0]
        return dice.choice(
            (
                NumberPrefix(act.number_norm[:2]),
                DateBetween(first, last),
                DateBetween(None, last),
                DateBetween(first, None),
                Flag("has_publication", act.has_publication),
                Flag("has_supplementary", act.has_supplementary),
            )
        )

    def _filters(self, act: SearchDocument) -> Filters:
        dice, year = self._dice, act.year or 0
        return Filters(
            access=dice.choice((("public",), ("public", "internal"), ("public", "internal"))),
            kinds=dice.choice(((), (), (act.kind,), (act.kind, dice.choice(_KINDS)))),
            years=dice.choice(((), (), (year - 1, year, year + 1))),
            has_publication=dice.choice((None, None, act.has_publication)),
        )


@lru_cache(maxsize=1)
def vocabulary() -> list[str]:
    """Return the words of some acts, each as often as it stands in them."""
    return [word for number in range(_READ) for word in WORD.findall(_act(number).text)]


@lru_cache(maxsize=2000)
def _act(number: int) -> SearchDocument:
    return acts.act(number)


def _card(act: SearchDocument) -> acts.Card:
    return acts.card(int(act.id[7:]))


def _day(act: SearchDocument) -> str:
    return format_date(_card(act).day)
