"""Both engines over the same acts: the same sets of acts, totals and facets on random trees, not one difference.

Leaves are words, phrases, numbers and dates out of the acts themselves; trees join them by «and», «or», «not» and «most
of». The whole set of hits is compared, in the order of the dates.
"""

from __future__ import annotations

import os
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts import acts
from benchmarks.search_parts.common import ACTS, indexed
from benchmarks.search_parts.queries import FOUR, WORD
from benchmarks.search_parts.server import absent, address, index
from benchmarks.table import Figure
from domain.dates import format_date
from search.analysis import default_analysis
from search.indexer import Indexer
from search.port import WINDOW, Filters, SearchRequest, Sort
from search.query import And, DateBetween, Flag, Most, Near, Node, Not, NumberPrefix, Or, Prefix, Query, parse
from search.query.limits import NEAR_LEAST
from storage.index_feed import IndexFeed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.port import SearchPage

QUERIES: Final = int(os.environ.get("BENCH_QUERIES", "1000"))
_SHOWN: Final = 5
_DEPTH: Final = 2


def measure() -> list[Figure]:
    """Return one line: how many queries were answered otherwise."""
    if not address():
        return absent("parity: sets, totals and facets of both engines")
    differing: list[Node] = []
    hits = found = 0
    with indexed() as made, index("parity") as server:
        Indexer(IndexFeed(made.records), server).rebuild()
        dice = Random("parity")  # noqa: S311 the same queries at every run
        for _ in range(QUERIES):
            query = Query(
                ast=_tree(dice, dice.randrange(ACTS), 0),
                filters=tuple(_field(dice) for _ in range(dice.choice((0, 0, 1)))),
            )
            request = SearchRequest(query=query, filters=_filters(dice), sort=Sort.NEWEST, limit=WINDOW)
            one, other = made.index.search(request), server.search(request)
            hits += one.total
            found += one.total > 0
            if _said(one) != _said(other):
                differing.append(query.ast)
    for tree in differing[:_SHOWN]:
        print("differs:", tree)
    words = f"{len(differing)} differ of {QUERIES}; {found} of them find something, {hits // QUERIES} acts on average"
    return [
        Figure(f"parity: sets, totals, facets on {QUERIES} random trees, {ACTS} acts", "0", words, not differing),
    ]


def _said(page: SearchPage) -> tuple[int, Sequence[str], dict[str, list[tuple[str, int]]]]:
    return page.total, [hit.id for hit in page.hits], page.facets


def _tree(dice: Random, number: int, depth: int) -> Node:
    """Return a tree; most leaves come out of one act, so that it finds something."""
    if dice.random() < 0.15:  # noqa: PLR2004 some come out of others
        number = dice.randrange(ACTS)
    if depth >= _DEPTH or dice.random() < 0.3:  # noqa: PLR2004 a taste of both
        return _field(dice) if dice.random() < 0.25 else _words(dice, number)  # noqa: PLR2004 the same
    items = tuple(_tree(dice, number, depth + 1) for _ in range(dice.randint(2, 4)))
    return dice.choice(
        (
            And(items),
            Or(items),
            Most(items, dice.randint(1, len(items))),
            And((*items[:-1], Not(items[-1]))),
        )
    )


def _words(dice: Random, number: int) -> Node:
    """Return a leaf of the text; most are read from what a person would type, as the parser makes them."""
    act, own = acts.act(number), acts.card(number)
    words = WORD.findall(act.text) or ["постановление"]
    phrase = dice.choice(FOUR.findall(act.text) or ["в соответствии с законом"])
    word = dice.choice(words)
    typed = dice.choice(
        (
            word,
            word,
            f"{word} {dice.choice(words)}",
            f"={word}",
            f'"{" ".join(phrase.split()[:2])}"',
            f'"{phrase}"',
            f'~"{" ".join(phrase.split()[:3])}"',
            f"{own.kind} {own.number} от {format_date(own.day)}",
            f"№ {own.number} {word}",
            "",
            "",
        )
    )
    if typed:
        return parse(typed, default_analysis()).ast
    if len(word) >= NEAR_LEAST and dice.random() < 0.5:  # noqa: PLR2004 a taste of both
        return Near(word, dice.choice((1, 2)))
    return Prefix(word[: dice.randint(3, 5)], title_only=dice.random() < 0.3)  # noqa: PLR2004 the same


def _field(dice: Random) -> Node:
    own = acts.card(dice.randrange(ACTS))
    first = own.day - timedelta(days=dice.randint(0, 900))
    typed = dice.choice((f"номер:{own.number}", f"вид:{own.kind}", "орган:дума", f"дата:{own.day.year}", "", ""))
    if typed:
        return parse(typed, default_analysis()).filters[0]
    return dice.choice(
        (
            NumberPrefix(own.number[:2]),
            DateBetween(first, own.day),
            DateBetween(None, own.day),
            DateBetween(first, None),
            Flag("has_publication", dice.random() < 0.5),  # noqa: PLR2004 either
            Flag("has_supplementary", dice.random() < 0.5),  # noqa: PLR2004 either
        )
    )


def _filters(dice: Random) -> Filters:
    return Filters(
        access=dice.choice((("public",), ("public", "internal"))),
        kinds=dice.choice(((), (), ("постановление",), ("решение", "приказ"))),
        years=dice.choice(((), (), (2019, 2020, 2021))),
        has_publication=dice.choice((None, None, True, False)),
    )
