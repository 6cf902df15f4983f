"""The index port: what the project asks of a search engine. Two adapters pass one contract suite.

An engine stores :class:`search.documents.SearchDocument` under its identifier; an older version never overwrites a
newer one. Errors: :class:`domain.errors.IndexUnavailable` (does not answer), :class:`domain.errors.IndexOutdated`
(another analysis or mapping), :class:`domain.errors.RebuildRunning` (a second rebuild),
:class:`domain.errors.SearchError` (documents were refused; ``ids`` names them).
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, Self

import msgspec

from search.documents import DOCUMENT_VERSION
from search.query.nodes import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from search.documents import SearchDocument

WINDOW: Final = 100_000
"""Deepest hit that paging reaches; beyond it pages are empty while the total stays true."""

WRONG_COUNT: Final = (
    "Новый индекс содержит {found} документов вместо {expected}: прежний индекс оставлен. Повторите перестройку."
)

FACETS: Final = ("kind", "body", "year", "has_publication", "has_supplementary")
_FLAGS: Final[dict[str | int, str]] = {1: "yes", 0: "no"}
FACET_VALUES: Final = 1000
"""Most values of one facet."""


class Sort(StrEnum):
    """Order of hits. Every order is total: ties go by date (newer first), number and identifier."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    NUMBER = "number"


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """Conditions besides the query; values of one field are alternatives."""

    access: tuple[str, ...]
    """Levels that the person may see; part of every query, its counts and facets. None of them: nothing is found."""
    kinds: tuple[str, ...] = ()
    """Values of the facet, as written."""
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    """Both ends included."""
    has_publication: bool | None = None
    has_supplementary: bool | None = None


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One question to the index."""

    query: Query
    filters: Filters
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: bool = True


class Hit(msgspec.Struct, frozen=True):
    """One found act."""

    id: str
    version: int
    score: float


class SearchPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of hits; ``total`` and ``facets`` count every hit, within the access of the person."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, list[tuple[str, int]]]
    """Facet -> values with counts, most frequent first, equal counts by value."""


class IndexHealth(msgspec.Struct, frozen=True, kw_only=True):
    """How the index stands; asking never raises."""

    ok: bool
    engine: str
    documents: int = 0
    generation: str = ""
    outdated: bool = False
    """Built by another analysis or mapping: searches refuse until a rebuild."""
    message: str = ""
    """Russian sentence when not ok."""


class Rebuild(Protocol):
    """A new generation in the making; readers see the old one until :meth:`finish`.

    Leaving the ``with`` block without :meth:`finish`, by an exception or not, drops the new generation.
    """

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Take a batch; an identifier must come once."""

    def finish(self, expected_count: int) -> None:
        """Check the count and put the new generation in place of the old one.

        Raises:
            SearchError: The new generation does not hold ``expected_count`` documents; the old one stays.
        """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SearchIndex(Protocol):
    """An engine."""

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request; everything that :meth:`apply` acknowledged before is seen."""

    def counts(self, requests: Sequence[SearchRequest]) -> list[int]:
        """Return the totals of several requests, in one go where the engine can."""

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Yield every hit of one moment in the order of the request, without end of a window; for exports.

        ``offset``, ``limit`` and ``facets`` of the request do not count.

        Raises:
            IndexUnavailable: Also when the engine no longer holds that moment: the list is to be asked for anew.
        """

    def apply(self, upserts: Sequence[SearchDocument], deletes: Sequence[str]) -> None:
        """Write and delete; durable and searchable when it returns. Doing it twice changes nothing.

        Raises:
            SearchError: The engine refused documents; ``ids`` names them, the others are written.
        """

    def begin_rebuild(self) -> Rebuild:
        """Start a new generation; works on an outdated or damaged index too.

        Entering its ``with`` block raises :class:`domain.errors.RebuildRunning` while another one runs.
        """

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and version of every document, by identifier."""

    def health(self) -> IndexHealth:
        """Tell how the index stands; never raises."""

    def close(self) -> None:
        """Let go of files and connections."""


def sorted_facet(counts: dict[str | int, int]) -> list[tuple[str, int]]:
    """Return the values of a facet in the order of the port; an empty value is no value, a flag is «yes» or «no»."""
    named = ((_FLAGS.get(value, str(value)), count) for value, count in counts.items() if value != "")
    return sorted(named, key=lambda item: (-item[1], item[0]))


def index_version(analysis_version: str, mapping: str) -> str:
    """Return the version that an index is stored under: analysis, document and the engine's own mapping."""
    return hashlib.sha256(f"{analysis_version}\0{DOCUMENT_VERSION}\0{mapping}".encode()).hexdigest()[:16]
