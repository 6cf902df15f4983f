"""A new index in OpenSearch, made under an alias of its own and swapped in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from domain.errors import SearchError
from search.opensearch.cluster import Cluster, engine_errors
from search.opensearch.mapping import index_body, serving_settings
from search.port import WRONG_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from search.documents import SearchDocument


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
        with engine_errors():
            self._cluster.send(self._building, self._cluster.actions(documents))

    def finish(self, expected_count: int) -> None:
        """Refresh, count, swap the alias in one step, drop the old index."""
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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._name:
            self._cluster.drop(self._name)
