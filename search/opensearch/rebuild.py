"""A new index in OpenSearch, made under an alias of its own and swapped in one step.

One thread sends while the next batch is analysed, so that server and register work at the same time. What the server
refuses is raised by a later ``add`` or by ``finish``.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, Self

from domain.errors import SearchError
from search.opensearch.cluster import Cluster, engine_errors
from search.opensearch.mapping import index_body, serving_settings
from search.port import WRONG_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from search.documents import SearchDocument

_AHEAD: Final = 2
"""Batches that wait to be sent; each takes about 25 MB."""


class OpenSearchRebuild:
    """A new index in the making, under an alias of its own."""

    def __init__(self, cluster: Cluster, when_done: Callable[[], None]) -> None:
        """Take the cluster, and what to call when the alias has moved."""
        self._cluster = cluster
        self._client = cluster.client
        self._when_done = when_done
        self._name = ""
        self._building = ""
        self._ids: set[str] = set()
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="opensearch-rebuild")
        self._sent: deque[Future[list[str]]] = deque()

    def __enter__(self) -> Self:
        with engine_errors():
            present = self._cluster.generations()
            serving = self._cluster.serving()
            for left in present:
                if left != serving:
                    self._cluster.drop(left)
            last = max((int(name.rpartition("-")[2]) for name in present), default=0)
            self._name = f"{self._cluster.alias}-{last + 1:03}"
            self._building = f"{self._cluster.alias}-building-{last + 1:03}"
            body = index_body(self._cluster.version)
            self._client.indices.create(index=self._name, body={**body, "aliases": {self._building: {}}})
        return self

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Take a batch."""
        self._ids.update(document.id for document in documents)
        ready = list(self._cluster.actions(documents))
        self._sent.append(self._sender.submit(self._cluster.send, self._building, ready))
        self._acknowledged(_AHEAD)

    def finish(self, expected_count: int) -> None:
        """Refresh, count, swap the alias in one step, drop the old index."""
        self._acknowledged(0)
        with engine_errors():
            self._client.indices.refresh(index=self._name)
            found = self._client.count(index=self._name)["count"]
            if found != expected_count or len(self._ids) != expected_count:
                raise SearchError(
                    WRONG_COUNT.format(found=found, expected=expected_count),
                    found=found,
                    expected=expected_count,
                )
            self._client.indices.put_settings(
                index=self._name,
                body=serving_settings(self._cluster.replicas),
            )
            old = self._cluster.serving()
            actions: list[dict[str, Any]] = [
                {"remove": {"index": self._name, "alias": self._building}},
                {"add": {"index": self._name, "alias": self._cluster.alias}},
            ]
            if old:
                actions.append({"remove": {"index": old, "alias": self._cluster.alias}})
            self._client.indices.update_aliases(body={"actions": actions})
            self._name = ""
            self._when_done()
        if old:
            self._cluster.drop(old)

    def _acknowledged(self, waiting: int) -> None:
        """Wait until no more than so many batches wait."""
        with engine_errors():
            while len(self._sent) > waiting:
                self._sent.popleft().result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sender.shutdown(cancel_futures=True)
        if self._name:
            self._cluster.drop(self._name)
