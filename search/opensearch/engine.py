"""The adapter: versioned indexes ``<alias>-NNN`` behind an alias.

Searches and changes go through the alias. A rebuild loads a new index under an alias of its own, so that nothing can
make an index by chance, checks the count and moves the alias in one step. Documents carry the record's version as an
external one: a late writer with an older record changes nothing. Changes made while a rebuild runs reach the old
index only: the indexer compares both after the swap.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, Self

from domain.errors import IndexOutdated, IndexUnavailable, SearchError
from search.documents import SearchDocument, prepare_all
from search.opensearch.compiler import compile_request
from search.opensearch.mapping import MAPPING_VERSION, index_body, serving_settings, to_source
from search.port import (
    WRONG_COUNT,
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
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from search.analysis import Analysis

ENGINE: Final = "opensearch"

_CHUNK: Final = 500
_CHUNK_BYTES: Final = 8_000_000
_RETRIES: Final = 5
_PAGE: Final = 5000
_KEEP: Final = "5m"
_TRUSTED_SECONDS: Final = 15.0
"""How long the version of the index behind the alias is believed before it is asked for again."""
_IF_PRESENT: Final = {"ignore_unavailable": "true"}
_CONFLICT: Final = 409
_ABSENT: Final = 404
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
        from opensearchpy import OpenSearch

        self._analysis = analysis
        self.alias = alias
        self._replicas = replicas
        self._version = index_version(analysis.version, MAPPING_VERSION)
        self._checked_at = float("-inf")
        self._client: Any = OpenSearch(
            hosts=[part.strip() for part in url.split(",") if part.strip()],
            http_auth=(user, password) if user else None,
            verify_certs=verify,
            ssl_show_warn=verify,
            ca_certs=ca_file,
            timeout=timeout,
            max_retries=3,
            retry_on_timeout=False,
            http_compress=True,
        )

    def search(self, request: SearchRequest) -> SearchPage:
        """Answer a request."""
        end = min(request.offset + request.limit, WINDOW)
        wanted = max(end - request.offset, 0)
        body: dict[str, Any] = {
            "query": compile_request(request.query.ast, request.query.filters, request.filters),
            "sort": _sort(request),
            "from": min(request.offset, WINDOW) if wanted else 0,
            "size": wanted,
            "track_total_hits": True,
            "_source": False,
            "docvalue_fields": ["version"],
        }
        if request.facets:
            body["aggs"] = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in FACETS}
        with _engine_errors():
            self._ensure()
            answer = self._client.search(index=self.alias, body=body)
        hits = tuple(
            Hit(hit["_id"], int(hit["fields"]["version"][0]), float(hit.get("_score") or 0.0))
            for hit in answer["hits"]["hits"]
        )
        counted = answer.get("aggregations", {})
        facets = {
            name: sorted_facet({bucket["key"]: bucket["doc_count"] for bucket in counted[name]["buckets"]})
            for name in FACETS
            if name in counted
        }
        return SearchPage(total=answer["hits"]["total"]["value"], hits=hits, facets=facets)

    def apply(self, upserts: Sequence[SearchDocument], deletes: Sequence[str]) -> None:
        """Write and delete, then make it searchable; an older version than the stored one is passed over."""
        gone = set(deletes)
        newest = {document.id: document for document in sorted(upserts, key=lambda document: document.version)}
        with _engine_errors():
            self._ensure()
            actions = [{"_op_type": "delete", "_id": act_id} for act_id in gone]
            actions.extend(self._actions([document for document in newest.values() if document.id not in gone]))
            self._send(self.alias, actions)
            self._client.indices.refresh(index=self.alias)

    def begin_rebuild(self) -> OpenSearchRebuild:
        """Start a new generation."""
        return OpenSearchRebuild(self)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Yield identifier and version of every document of one moment, by identifier."""
        with _engine_errors():
            self._ensure()
            moment = self._client.create_pit(index=self.alias, params={"keep_alive": _KEEP})["pit_id"]
        body: dict[str, Any] = {
            "size": _PAGE,
            "sort": [{"id": "asc"}],
            "_source": False,
            "docvalue_fields": ["version"],
            "pit": {"id": moment, "keep_alive": _KEEP},
        }
        try:
            while True:
                with _engine_errors():
                    hits = self._client.search(body=body)["hits"]["hits"]
                for hit in hits:
                    yield hit["_id"], int(hit["fields"]["version"][0])
                if len(hits) < _PAGE:
                    return
                body["search_after"] = hits[-1]["sort"]
        finally:
            with _engine_errors():
                self._client.delete_pit(body={"pit_id": [moment]})

    def health(self) -> IndexHealth:
        """Tell how the index stands."""
        try:
            with _engine_errors():
                self._checked_at = float("-inf")
                self._ensure()
                name = self._serving()
                count = self._client.count(index=self.alias)["count"]
        except IndexOutdated as error:
            return IndexHealth(ok=False, engine=ENGINE, outdated=True, message=error.message)
        except SearchError as error:
            return IndexHealth(ok=False, engine=ENGINE, message=error.message)
        return IndexHealth(ok=True, engine=ENGINE, documents=count, generation=name or "")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ensure(self) -> None:
        """Make the first generation when there is none and check what stands behind the alias."""
        if time.monotonic() - self._checked_at < _TRUSTED_SECONDS:
            return
        name = self._serving()
        if name is None:
            name = self._create_first()
        mapping = self._client.indices.get_mapping(index=name)[name]["mappings"]
        if mapping.get("_meta", {}).get("version") != self._version:
            raise IndexOutdated
        self._checked_at = time.monotonic()

    def _serving(self) -> str | None:
        """Return the index behind the alias."""
        from opensearchpy import NotFoundError

        try:
            return next(iter(sorted(self._client.indices.get_alias(name=self.alias))), None)
        except NotFoundError:
            return None

    def _create_first(self) -> str:
        from opensearchpy import RequestError

        name = f"{self.alias}-001"
        body = index_body(self._version)
        body["settings"] |= {"number_of_replicas": self._replicas, "refresh_interval": "1s"}
        body["aliases"] = {self.alias: {}}
        try:
            self._client.indices.create(index=name, body=body)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        return name

    def _generations(self) -> list[str]:
        pattern = re.compile(rf"{re.escape(self.alias)}-\d{{3,9}}")
        return sorted(name for name in self._client.indices.get(index=f"{self.alias}-*") if pattern.fullmatch(name))

    def _actions(self, documents: Sequence[SearchDocument]) -> Iterator[dict[str, Any]]:
        for document in prepare_all(documents, self._analysis):
            yield {
                "_op_type": "index",
                "_id": document.id,
                "version": document.version,
                "version_type": "external_gte",
                "_source": to_source(document),
            }

    def _send(self, target: str, actions: Iterable[dict[str, Any]]) -> None:
        """Send in bulk; what is refused for good is raised with its identifiers after the rest is written."""
        from opensearchpy.helpers import streaming_bulk

        refused: dict[str, str] = {}
        answers = streaming_bulk(
            self._client,
            actions,
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            raise_on_exception=True,
            max_retries=_RETRIES,
            initial_backoff=1,
            max_backoff=30,
            index=target,
            require_alias=True,
        )
        for done, item in answers:
            operation, answer = next(iter(item.items()))
            status = answer.get("status")
            if done or status == _CONFLICT or (operation == "delete" and status == _ABSENT and "error" not in answer):
                continue
            refused[answer.get("_id", "")] = str(answer.get("error", {}))[:500]
        if refused:
            raise SearchError(
                f"Поисковый сервер отказался принять {len(refused)} документов. Сообщите администратору.",
                ids=sorted(refused),
                reasons=refused,
            )


class OpenSearchRebuild:
    """A new index in the making, under an alias of its own."""

    def __init__(self, index: OpenSearchIndex) -> None:
        """Take the index whose generation is to be replaced."""
        self._index = index
        self._client = index._client  # noqa: SLF001 one adapter in two classes
        self._name = ""
        self._building = ""
        self._ids: set[str] = set()
        self._sent = 0

    def __enter__(self) -> Self:
        with _engine_errors():
            present = self._index._generations()  # noqa: SLF001 one adapter in two classes
            serving = self._index._serving()  # noqa: SLF001 one adapter in two classes
            for left in present:
                if left != serving:
                    self._client.indices.delete(index=left, params=_IF_PRESENT)
            last = max((int(name.rpartition("-")[2]) for name in present), default=0)
            self._name = f"{self._index.alias}-{last + 1:03}"
            self._building = f"{self._index.alias}-building-{last + 1:03}"
            body = index_body(self._index._version)  # noqa: SLF001 one adapter in two classes
            self._client.indices.create(index=self._name, body={**body, "aliases": {self._building: {}}})
        return self

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Take a batch."""
        self._ids.update(document.id for document in documents)
        self._sent += len(documents)
        with _engine_errors():
            self._index._send(self._building, self._index._actions(documents))  # noqa: SLF001 one adapter in two
            classes

    def finish(self, expected_count: int) -> None:
        """Refresh, count, swap the alias in one step, drop the old index."""
        with _engine_errors():
            self._client.indices.refresh(index=self._name)
            found = self._client.count(index=self._name)["count"]
            if found != expected_count or self._sent != expected_count:
                raise SearchError(
                    WRONG_COUNT.format(found=found, expected=expected_count),
                    found=found,
                    expected=expected_count,
                )
            self._client.indices.put_settings(
                index=self._name,
                body=serving_settings(self._index._replicas),  # noqa: SLF001 one adapter in two classes
            )
            old = self._index._serving()  # noqa: SLF001 one adapter in two classes
            actions: list[dict[str, Any]] = [
                {"remove": {"index": self._name, "alias": self._building}},
                {"add": {"index": self._name, "alias": self._index.alias}},
            ]
            if old:
                actions.append({"remove": {"index": old, "alias": self._index.alias}})
            self._client.indices.update_aliases(body={"actions": actions})
            self._name = ""
            self._index._checked_at = float("-inf")  # noqa: SLF001 one adapter in two classes
        if old:
            self._drop(old)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._name:
            self._drop(self._name)

    def _drop(self, name: str) -> None:
        """Drop an index that nobody reads; when the server does not answer, the next rebuild drops it."""
        with suppress(SearchError), _engine_errors():
            self._client.indices.delete(index=name, params=_IF_PRESENT)


def _sort(request: SearchRequest) -> list[dict[str, str]]:
    if request.sort is Sort.RELEVANCE and not is_constant(request.query.ast):
        return [{"_score": "desc"}, {"rank_new": "desc"}]
    return [_SORTS.get(request.sort, _SORTS[Sort.NEWEST])]


@contextmanager
def _engine_errors() -> Iterator[None]:
    """Turn what the client raises into the errors of the port; the server's words never reach a person."""
    from opensearchpy import OpenSearchException, RequestError

    try:
        yield
    except RequestError as error:
        raise SearchError(reason=str(error.error)) from error
    except OpenSearchException as error:
        raise IndexUnavailable from error
