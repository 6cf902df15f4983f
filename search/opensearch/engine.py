"""The adapter: versioned indexes ``<alias>-NNN`` behind an alias.

Searches and changes go through the alias. A rebuild loads a new index under an alias of its own, so that nothing can
make an index by chance, checks the count and moves the alias in one step. Documents carry the record's version as an
external one: a late writer with an older record changes nothing. Changes made while a rebuild runs reach the old
index only: the indexer compares both after the swap.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from domain.errors import IndexOutdated, IndexUnavailable, SearchError
from search.opensearch.cluster import Cluster, engine_errors
from search.opensearch.compiler import compile_request
from search.opensearch.mapping import MAPPING_VERSION
from search.opensearch.rebuild import OpenSearchRebuild
from search.opensearch.wire import connect
from search.port import (
    FACET_VALUES,
    FACETS,
    WINDOW,
    Hit,
    IndexHealth,
    SearchPage,
    SearchRequest,
    Sort,
    index_version,
    sorted_facet,
)
from search.weights import is_constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.analysis import Analysis
    from search.documents import SearchDocument

ENGINE: Final = "opensearch"

_PAGE: Final = 5000
_KEEP: Final = "5m"
_FORGOTTEN: Final = (
    "Пока собирался список, поисковый индекс обновился, и начатый список продолжить нельзя. "
    "Повторите: он будет собран заново."
)
_REOPENED: Final = 10
"""How often a list whose order is that of the identifiers goes on at another moment."""
_ATTEMPTS: Final = 20
_PAUSE: Final = 0.25
_TRUSTED_SECONDS: Final = 15.0
"""How long the version of the index behind the alias is believed before it is asked for again."""
_SORTS: Final = {
    Sort.NEWEST: {"rank_new": "desc"},
    Sort.OLDEST: {"rank_old": "asc"},
    Sort.NUMBER: {"rank_number": "asc"},
}


class OpenSearchIndex:
    """The index on a cluster; safe to share between threads."""

    def __init__(
        self,
        url: str,
        analysis: Analysis,
        *,
        alias: str = "acts",
        user: str = "",
        password: str = "",
        ca_file: str | None = None,
        verify: bool = True,
        replicas: int = 0,
        timeout: float = 10.0,
    ) -> None:
        """Take the address and credentials; nothing is sent yet.

        Args:
            url: ``http://host:9200`` or ``https://…``; several are parted by commas.
            analysis: What documents are analysed with.
            alias: Name of the alias; lower-case Latin letters, digits and dashes.
            user: Name for basic authentication; empty: none.
            password: Password of the user.
            ca_file: Certificates of the authority that signed the server's; None takes those of the system.
            verify: Whether to check the server's certificate.
            replicas: Copies of the serving index.
            timeout: Seconds to wait for an answer.
        """
        self.alias = alias
        self._version = index_version(analysis.version, MAPPING_VERSION)
        self._checked_at = float("-inf")
        client = connect(url, user, password, ca_file, verify=verify, timeout=timeout)
        self._client = client
        self._cluster = Cluster(client, alias, self._version, analysis, replicas)

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request."""
        body = search_body(request)
        with engine_errors():
            self._ensure()
            answer = self._client.search(index=self.alias, body=body)
        hits = tuple(map(_told, answer["hits"]["hits"]))
        counted = answer.get("aggregations", {})
        facets = {
            name: sorted_facet({bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]})
            for name in FACETS
            if name in counted
        }
        return SearchPage(total=answer["hits"]["total"]["value"], hits=hits, facets=facets)

    def counts(self, requests: Sequence[SearchRequest]) -> list[int]:
        """Return the totals of several requests with one call."""
        if not requests:
            return []
        body: list[dict[str, Any]] = []
        for request in requests:
            body += [{}, {"query": _compiled(request), "size": 0, "track_total_hits": True}]
        with engine_errors():
            self._ensure()
            answers = self._client.msearch(index=self.alias, body=body)["responses"]
        if any("error" in answer for answer in answers):
            raise IndexUnavailable
        return [answer["hits"]["total"]["value"] for answer in answers]

    def scan(self, request: SearchRequest) -> Iterator[Hit]:
        """Yield every hit of one moment, page by page."""
        body: dict[str, Any] = {"query": _compiled(request), "sort": [*_sort(request), {"id": "asc"}]}
        yield from map(_told, self._every(body))

    def apply(self, upserts: Sequence[SearchDocument], deletes: Sequence[str]) -> None:
        """Write and delete, then make it searchable; an older version than the stored one is passed over."""
        gone = set(deletes)
        newest = {document.id: document for document in sorted(upserts, key=lambda document: document.version)}
        with engine_errors():
            self._ensure()
            actions = [{"_op_type": "delete", "_id": act_id} for act_id in gone]
            kept = {act_id: document for act_id, document in newest.items() if act_id not in gone}
            actions.extend(self._cluster.actions(list(kept.values())))
            try:
                self._write_again(kept, self._cluster.send(self.alias, actions))
            finally:
                # what is not refused is searchable, whatever was refused; without an answer this fails as the rest did
                self._client.indices.refresh(index=self.alias)

    def begin_rebuild(self) -> OpenSearchRebuild:
        """Start a new generation."""
        return OpenSearchRebuild(self._cluster, self._forget)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and version of every document, by identifier.

        When the server forgot the moment, what is left is read at another: the identifier tells where to go on.
        """
        for hit in map(_told, self._every({"sort": [{"id": "asc"}]}, reopen=True)):
            yield hit.id, hit.version

    def health(self) -> IndexHealth:
        """Tell how the index stands."""
        try:
            with engine_errors():
                self._checked_at = float("-inf")
                self._ensure()
                name = self._cluster.serving()
                count = self._client.count(index=self.alias)["count"]
        except IndexOutdated as error:
            return IndexHealth(ok=False, engine=ENGINE, outdated=True, message=error.message)
        except SearchError as error:
            return IndexHealth(ok=False, engine=ENGINE, message=error.message)
        return IndexHealth(ok=True, engine=ENGINE, documents=count, generation=name or "")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _every(self, asked: dict[str, Any], *, reopen: bool = False) -> Iterator[dict[str, Any]]:
        """Yield every hit of a search at one point in time; the sort must be total.

        A server forgets a point that nobody asked about for ``_KEEP``, when it restarts, and with an index that a
        rebuild replaced.
        """
        from opensearchpy import NotFoundError

        body = asked | {"size": _PAGE, "_source": False, "docvalue_fields": ["version"]}
        chances = _REOPENED if reopen else 0
        moment = self._moment()
        try:
            while True:
                body["pit"] = {"id": moment, "keep_alive": _KEEP}
                try:
                    with engine_errors():
                        answer = self._client.search(body=body)
                except IndexUnavailable as error:
                    if not isinstance(error.__cause__, NotFoundError):
                        raise
                    if not chances:
                        raise IndexUnavailable(_FORGOTTEN) from error
                    chances -= 1
                    moment = self._moment()
                    continue
                hits = answer["hits"]["hits"]
                yield from hits
                if len(hits) < _PAGE:
                    return
                moment = answer.get("pit_id", moment)
                body["search_after"] = hits[-1]["sort"]
        finally:
            # a server that does not answer forgets the point by itself
            with suppress(SearchError), engine_errors():
                self._client.delete_pit(body={"pit_id": [moment]})

    def _moment(self) -> str:
        """Open a point in time."""
        with engine_errors():
            self._ensure()
            opened: str = self._client.create_pit(index=self.alias, params={"keep_alive": _KEEP})["pit_id"]
        return opened

    def _write_again(self, documents: dict[str, SearchDocument], conflicts: list[str]) -> None:
        """Write what conflicts with the memory of a deletion only; the server forgets deletions within a second.

        A conflict with a document that is there means that it is newer: nothing is to be done.
        """
        missing = self._cluster.absent(conflicts)
        for _ in range(_ATTEMPTS):
            if not missing:
                return
            time.sleep(_PAUSE)
            self._client.indices.refresh(index=self.alias)
            again = self._cluster.actions([documents[act_id] for act_id in sorted(missing)])
            missing = self._cluster.absent(self._cluster.send(self.alias, again))
        if missing:
            raise SearchError(ids=sorted(missing))

    def _forget(self) -> None:
        """Ask again what stands behind the alias."""
        self._checked_at = float("-inf")

    def _ensure(self) -> None:
        """Make the first generation when there is none and check what stands behind the alias."""
        if time.monotonic() - self._checked_at < _TRUSTED_SECONDS:
            return
        name = self._cluster.serving()
        if name is None:
            name = self._cluster.create_first()
        mapping = self._client.indices.get_mapping(index=name)[name]["mappings"]
        if mapping.get("_meta", {}).get("version") != self._version:
            raise IndexOutdated
        self._checked_at = time.monotonic()


def search_body(request: SearchRequest) -> dict[str, Any]:
    """Return the body of the one call that answers a request."""
    end = min(request.offset + request.limit, WINDOW)
    wanted = max(end - request.offset, 0)
    body: dict[str, Any] = {
        "query": _compiled(request),
        "sort": _sort(request),
        "from": min(request.offset, WINDOW) if wanted else 0,
        "size": wanted,
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": ["version"],
    }
    if request.facets:
        body["aggs"] = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}
    return body


def _compiled(request: SearchRequest) -> dict[str, Any]:
    return compile_request(request.query.ast, request.query.filters, request.filters)


def _told(hit: dict[str, Any]) -> Hit:
    return Hit(hit["_id"], int(hit["fields"]["version"][0]), float(hit.get("_score") or 0.0))


def _sort(request: SearchRequest) -> list[dict[str, str]]:
    if request.sort is Sort.RELEVANCE and not is_constant(request.query.ast):
        return [{"_score": "desc"}, {"rank_new": "desc"}]
    return [_SORTS.get(request.sort, _SORTS[Sort.NEWEST])]
