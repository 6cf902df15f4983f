"""What engine and rebuild share: the client, names of indexes, sending in bulk, how the server fails."""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from domain.errors import IndexUnavailable, SearchError
from search.documents import SearchDocument, prepare_all
from search.opensearch.mapping import index_body, to_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.analysis import Analysis

_CHUNK: Final = 500
_CHUNK_BYTES: Final = 8_000_000
_RETRIES: Final = 5
FIRST_PAUSE = 1
"""Seconds before a busy server is asked again; each further pause is twice as long."""
_CONFLICT: Final = 409
_ABSENT: Final = 404
_IF_PRESENT: Final = {"ignore_unavailable": "true"}


class Cluster:
    """The indexes of one alias on one cluster."""

    def __init__(self, client: Any, alias: str, version: str, analysis: Analysis, replicas: int) -> None:
        """Take the client and what the indexes are built with."""
        self.client = client
        self.alias = alias
        self.version = version
        self.replicas = replicas
        self._analysis = analysis

    def serving(self) -> str | None:
        """Return the index behind the alias."""
        from opensearchpy import NotFoundError

        try:
            return next(iter(sorted(self.client.indices.get_alias(name=self.alias))), None)
        except NotFoundError:
            return None

    def create_first(self) -> str:
        """Make the first, empty generation behind the alias; another process may have been quicker."""
        from opensearchpy import RequestError

        name = f"{self.alias}-001"
        body = index_body(self.version)
        body["settings"] |= {"number_of_replicas": self.replicas, "refresh_interval": "1s"}
        body["aliases"] = {self.alias: {}}
        try:
            self.client.indices.create(index=name, body=body)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        return name

    def generations(self) -> list[str]:
        """Return the names of all generations, finished or not."""
        pattern = re.compile(rf"{re.escape(self.alias)}-\d{{3,9}}")
        return sorted(name for name in self.client.indices.get(index=f"{self.alias}-*") if pattern.fullmatch(name))

    def building(self, name: str) -> str:
        """Return the alias under which a generation is made."""
        return f"{self.alias}-building-{name.rpartition('-')[2]}"

    def is_building(self, name: str) -> bool:
        """Tell whether a generation was begun and neither finished nor disowned."""
        found: bool = self.client.indices.exists_alias(index=name, name=self.building(name))
        return found

    def disown(self, name: str) -> bool:
        """Take a generation from its rebuild, which can neither write nor swap any more; False: it was quicker."""
        from opensearchpy import NotFoundError

        action = {"remove": {"index": name, "alias": self.building(name), "must_exist": True}}
        try:
            self.client.indices.update_aliases(body={"actions": [action]})
        except NotFoundError:
            return False
        return True

    def drop(self, name: str) -> None:
        """Drop an index that nobody reads; when the server does not answer, the next rebuild drops it."""
        with suppress(SearchError), engine_errors():
            self.client.indices.delete(index=name, params=_IF_PRESENT)

    def actions(self, documents: Sequence[SearchDocument]) -> Iterator[dict[str, Any]]:
        """Yield the bulk actions that write documents."""
        for document in prepare_all(documents, self._analysis):
            yield {
                "_op_type": "index",
                "_id": document.id,
                "version": document.version,
                "version_type": "external_gte",
                "_source": to_source(document),
            }

    def send(self, target: str, actions: Iterable[dict[str, Any]]) -> list[str]:
        """Send in bulk and return what was passed over because the server remembers a newer version.

        What is refused for good is raised with its identifiers after the rest is written.
        """
        from opensearchpy.helpers import streaming_bulk

        refused: dict[str, str] = {}
        conflicts: list[str] = []
        answers = streaming_bulk(
            self.client,
            actions,
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            raise_on_exception=True,
            max_retries=_RETRIES,
            initial_backoff=FIRST_PAUSE,
            max_backoff=30,
            index=target,
            require_alias=True,
        )
        for done, item in answers:
            operation, answer = next(iter(item.items()))
            status = answer.get("status")
            if status == _CONFLICT:
                conflicts.append(answer["_id"])
                continue
            if done or (operation == "delete" and status == _ABSENT and "error" not in answer):
                continue
            refused[answer.get("_id", "")] = str(answer.get("error", {}))[:500]
        if refused:
            raise SearchError(
                f"Поисковый сервер отказался принять {len(refused)} документов. Сообщите администратору.",
                ids=sorted(refused),
                reasons=refused,
            )
        return conflicts

    def absent(self, ids: Sequence[str]) -> set[str]:
        """Return which of these documents the serving index does not hold."""
        if not ids:
            return set()
        answer = self.client.mget(index=self.alias, body={"ids": list(ids)}, params={"_source": "false"})
        return {item["_id"] for item in answer["docs"] if not item.get("found")}


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn what the client raises into the errors of the port; the server's words never reach a person."""
    from opensearchpy import OpenSearchException, RequestError

    try:
        yield
    except RequestError as error:
        raise SearchError(reason=str(error.error)) from error
    except OpenSearchException as error:
        raise IndexUnavailable from error
