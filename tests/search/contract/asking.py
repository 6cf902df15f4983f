"""Questions to an engine in the words of a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_acts import ALL_LEVELS

from search.port import Filters, SearchPage, SearchRequest
from search.query import Query, parse

if TYPE_CHECKING:
    from search.analysis import Analysis
    from search.port import SearchIndex


def ask(
    index: SearchIndex,
    query: str | Query,
    analysis: Analysis,
    *,
    access: tuple[str, ...] = ALL_LEVELS,
    **changes: object,
) -> SearchPage:
    names = set(Filters.__struct_fields__)
    filters = Filters(access=access, **{name: value for name, value in changes.items() if name in names})  # type: ignore[arg-type] # by name
    rest = {name: value for name, value in changes.items() if name not in names}
    understood = parse(query, analysis) if isinstance(query, str) else query
    return index.search(SearchRequest(query=understood, filters=filters, **{"limit": 1000, **rest}))  # type: ignore[arg-type] # by name


def ids(page: SearchPage) -> list[str]:
    return [hit.id for hit in page.hits]
