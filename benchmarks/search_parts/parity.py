"""Both engines over the same acts: the same sets of acts, totals and facets on random trees, not one difference.

Total, facets and the first page come out of both products. The whole set of hits is compared by the product's own
compiled query, in the order of the dates, by the number of each act that this order is made of (``rank_new``): reading
the identifiers of tens of thousands of hits a thousand times would take hours.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

import msgspec
import urllib3

from benchmarks.search_parts.bare import Bare
from benchmarks.search_parts.common import ACTS, indexed
from benchmarks.search_parts.registers import register
from benchmarks.search_parts.server import absent, address, kept
from benchmarks.search_parts.trees import Grower
from benchmarks.table import Figure
from search.opensearch.engine import search_body
from search.port import WINDOW

if TYPE_CHECKING:
    from search.port import SearchPage, SearchRequest
    from search.query import Node

QUERIES: Final = int(os.environ.get("BENCH_QUERIES", "1000"))
_SHOWN: Final = 5
_TOLD: Final = 100


def measure() -> list[Figure]:
    """Return one line: how many queries were answered otherwise."""
    if not address():
        return absent("parity: sets, totals and facets of both engines")
    differing: list[Node] = []
    hits = found = 0
    begun = time.monotonic()
    with indexed() as made, kept(ACTS) as server:
        bare, pool, grower = Bare(register(ACTS)), urllib3.PoolManager(), Grower(ACTS, "parity")
        for number in range(1, QUERIES + 1):
            request = grower.request()
            one, other = made.index.search(request), server.search(request)
            hits += one.total
            found += one.total > 0
            places = bare.places(request)
            if (_said(one), len(places)) != (_said(other), one.total) or places != _places(pool, server.alias, request):
                differing.append(request.query.ast)
            if number % _TOLD == 0:
                left = (time.monotonic() - begun) / number * (QUERIES - number) / 60
                print(f"      parity: {number} of {QUERIES}, {len(differing)} differ, {left:.1f} min left", flush=True)
    for tree in differing[:_SHOWN]:
        print("differs:", tree)
    words = f"{len(differing)} differ of {QUERIES}; {found} of them find something, {hits // QUERIES} acts on average"
    return [
        Figure(f"parity: sets, totals, facets on {QUERIES} random trees, {ACTS} acts", "0", words, not differing),
    ]


def _said(page: SearchPage) -> Any:
    return page.total, [hit.id for hit in page.hits], page.facets


def _places(pool: urllib3.PoolManager, alias: str, request: SearchRequest) -> list[int]:
    """Return the places of all hits in the order by date, by the product's body with nothing else asked of a hit."""
    body = search_body(msgspec.structs.replace(request, limit=WINDOW, facets=False))
    del body["docvalue_fields"]
    url = f"{address()}/{alias}/_search?filter_path=hits.hits.sort,error"
    asked = msgspec.json.encode(body | {"stored_fields": "_none_"})
    answer = msgspec.json.decode(
        pool.request("POST", url, body=asked, headers={"Content-Type": "application/json"}).data
    )
    if "error" in answer:
        raise RuntimeError(answer["error"])
    return [hit["sort"][0] for hit in answer.get("hits", {}).get("hits", [])]
