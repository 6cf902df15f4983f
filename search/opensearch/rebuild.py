"""A new index in OpenSearch, made under an alias of its own and swapped in one step.

Threads send while the next batch is analysed, so that server and register work at the same time. What the server
refuses is raised by a later ``add`` or by ``finish``.

Only one rebuild of an alias runs at a time. The alias ``<alias>-building-NNN`` is what decides between two: writing
needs it, the swap takes it away together with moving the alias, and sweeping a dead generation takes it away first.
Each of them fails when the other was quicker, and what serves is never touched.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self

from domain.errors import IndexUnavailable, RebuildRunning, SearchError
from search.opensearch.cluster import Cluster, engine_errors
from search.opensearch.mapping import index_body, serving_settings
from search.opensearch.signs import Signs, lives
from search.port import WRONG_COUNT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from search.documents import SearchDocument

log = logging.getLogger("registry.search")

_SENDERS: Final = 2
"""Requests that the server works on at once: while one answer is read, it has the next batch already."""
_AHEAD: Final = 3
"""Batches on their way or waiting; each takes about 25 MB."""
COPIES_SECONDS: Final = 900.0
"""How long the copies of a new generation are waited for; it serves without them afterwards."""
UNPLACED_SECONDS: Final = 10.0
"""After how long copies that the cluster does not even begin to make are given up: there is no machine for them."""
_LOOK: Final = 0.5
_LOST: Final = "Сервер поиска потерял новый индекс: прежний оставлен и работает. Повторите перестройку."
_NOT_WHOLE: Final = (
    "Сервер поиска не держит новый индекс целиком: прежний оставлен и работает. "
    "Администратору: проверьте место на дисках сервера и повторите перестройку."
)


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
        self._open = ExitStack()
        self._sender = ThreadPoolExecutor(_SENDERS, thread_name_prefix="opensearch-rebuild")
        self._sent: deque[Future[list[str]]] = deque()

    def __enter__(self) -> Self:
        with engine_errors():
            if self._cluster.serving() is None:
                # takes the first number, so that nobody who finds no index meets ours under the name of the first
                self._cluster.create_first()
            last = self._sweep()
            name = f"{self._cluster.alias}-{last + 1:03}"
            self._building = self._cluster.building(name)
            self._create(name)
        self._name = name
        self._open.enter_context(Signs(self._cluster, name))
        return self

    def _sweep(self) -> int:
        """Drop what dead rebuilds left and return the highest number in use.

        Raises:
            RebuildRunning: Somebody works on one of them.
        """
        present = self._cluster.generations()
        for name in present:
            if name == self._cluster.serving():
                continue
            if not self._cluster.is_building(name):
                self._cluster.drop(name)  # an old one whose dropping failed
            elif lives(self._cluster, name) or not self._cluster.disown(name):
                raise RebuildRunning
            else:
                log.warning("index generation %s of a rebuild that died is dropped", name)
                self._cluster.drop(name)
        return max((int(name.rpartition("-")[2]) for name in present), default=0)

    def _create(self, name: str) -> None:
        from opensearchpy import RequestError

        body = index_body(self._cluster.version) | {"aliases": {self._building: {}}}
        try:
            self._client.indices.create(index=name, body=body)
        except RequestError as error:
            if error.error == "resource_already_exists_exception":
                raise RebuildRunning from error
            raise

    def add(self, documents: Sequence[SearchDocument]) -> None:
        """Take a batch."""
        self._ids.update(document.id for document in documents)
        ready = list(self._cluster.actions(documents))
        self._sent.append(self._sender.submit(self._cluster.send, self._building, ready))
        self._acknowledged(_AHEAD)

    def finish(self, expected_count: int) -> None:
        """Refresh, count, wait until the index stands whole with its copies, swap, drop the old index."""
        from opensearchpy import NotFoundError

        self._acknowledged(0)
        try:
            old = self._finish(expected_count)
        except IndexUnavailable as error:
            if isinstance(error.__cause__, NotFoundError):
                raise SearchError(_LOST) from error
            raise
        if old:
            self._cluster.drop(old)

    def _finish(self, expected_count: int) -> str | None:
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
            self._wait_for_copies()
            old = self._swap()
            self._name = ""
            self._when_done()
        return old

    def _wait_for_copies(self) -> None:
        """Return when every copy is made, or the cluster makes none.

        Raises:
            SearchError: Not even the index itself stands.
        """
        begun = working = time.monotonic()
        while (now := time.monotonic()) - begun < COPIES_SECONDS:
            told = self._client.cluster.health(index=self._name)
            if told["status"] == "green":
                return
            if told["initializing_shards"] or told["relocating_shards"]:
                working = now
            elif now - working >= UNPLACED_SECONDS:
                break
            time.sleep(_LOOK)
        if told["status"] == "red":
            raise SearchError(_NOT_WHOLE)
        log.warning("index generation %s serves without %s copies", self._name, told["unassigned_shards"])

    def _swap(self) -> str | None:
        """Move the alias and return the index that served."""
        old = self._cluster.serving()
        actions: list[dict[str, Any]] = [
            {"remove": {"index": self._name, "alias": self._building, "must_exist": True}},
            {"add": {"index": self._name, "alias": self._cluster.alias}},
        ]
        if old:
            actions.append({"remove": {"index": old, "alias": self._cluster.alias, "must_exist": True}})
        self._client.indices.update_aliases(body={"actions": actions})
        return old

    def _acknowledged(self, waiting: int) -> None:
        """Wait until no more than so many batches wait."""
        with engine_errors():
            while len(self._sent) > waiting:
                self._sent.popleft().result()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sender.shutdown(cancel_futures=True)
        self._open.close()
        if self._name:
            self._cluster.drop(self._name)
