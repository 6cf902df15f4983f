"""Bare tantivy: the very index and compiled query of the product, and none of its code around them.

The same hits in the same order of sorting, the same count, the same facets, and the stored identifiers of the top 20.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import tantivy

from search.embedded.compiler import Compiler
from search.embedded.mapping import build_schema
from search.port import FACET_VALUES, FACETS, WINDOW, Sort
from search.weights import is_constant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from search.port import SearchRequest

_FACETS: Final = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}


class Bare:
    """The index of a register opened by tantivy alone."""

    def __init__(self, folder: Path) -> None:
        """Open the current generation below the data folder of a register."""
        name = (folder / "index" / "CURRENT").read_text("ascii").strip()
        self._searcher: Any = tantivy.Index.open(str(folder / "index" / name)).searcher()
        self._compiler = Compiler(build_schema(), self._searcher.doc_freq)

    def places(self, request: SearchRequest) -> list[int]:
        """Return the place of every hit in the order by date, a number of the act's own: see ``rank_new``."""
        query = self._compiler.whole(request.query.ast, request.query.filters, request.filters)
        hits = self._searcher.search(query, WINDOW, count=False, order_by_field="rank_new", order=tantivy.Order.Desc)
        ranks: list[int] = self._searcher.fast_field_values("rank_new", [address for _, address in hits.hits])
        return ranks

    def ready(self, request: SearchRequest) -> Callable[[], object]:
        """Compile a request and return the call that is measured."""
        query = self._compiler.whole(request.query.ast, request.query.filters, request.filters)
        by_score = request.sort is Sort.RELEVANCE and not is_constant(request.query.ast)
        order = {} if by_score else {"order_by_field": "rank_new", "order": tantivy.Order.Desc}

        def run() -> list[Any]:
            found = self._searcher.search(query, request.limit, **order)
            self._searcher.aggregate(query, _FACETS)
            return [self._searcher.doc(address)["id"] for _, address in found.hits]

        return run
