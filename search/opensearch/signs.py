"""Signs of life of a rebuild, so that another one leaves its generation alone, and a dead one's is swept.

A rebuild counts upwards in the ``_meta`` of its generation's mapping. Who wants to rebuild watches a generation in the
making: when anything changes (the count, what was indexed, the index behind the alias) somebody works on it. Nothing is
compared with a clock, because those of two machines differ; a machine that stood still for longer loses its generation,
and its rebuild fails without harm.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

from domain.errors import SearchError
from search.opensearch.cluster import engine_errors

if TYPE_CHECKING:
    from types import TracebackType

    from search.opensearch.cluster import Cluster

BEAT: Final = 3.0
"""Seconds between two signs."""
SILENCE: Final = 30.0
"""Seconds without a sign after which a rebuild counts as dead."""
_LOOK: Final = 1.0


class Signs:
    """Gives signs of a generation while the ``with`` block runs."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        """Take the cluster and the generation in the making."""
        self._cluster = cluster
        self._name = name
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._give, name="opensearch-signs", daemon=True)

    def _give(self) -> None:
        count = 0
        while not self._over.wait(BEAT):
            count += 1
            meta = {"version": self._cluster.version, "sign": count}
            # a server that is too busy for this one gets the next
            with suppress(SearchError), engine_errors():
                self._cluster.client.indices.put_mapping(index=self._name, body={"_meta": meta})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()


def lives(cluster: Cluster, name: str) -> bool:
    """Watch a generation in the making and return whether somebody works on it, at the latest after ``SILENCE``."""
    before = _seen(cluster, name)
    until = time.monotonic() + SILENCE
    while time.monotonic() < until:
        time.sleep(min(_LOOK, BEAT))
        if _seen(cluster, name) != before:
            return True
    return False


def _seen(cluster: Cluster, name: str) -> Any:
    """Return what changes while a rebuild works; None when the generation is gone."""
    from opensearchpy import NotFoundError

    try:
        meta = cluster.client.indices.get_mapping(index=name)[name]["mappings"].get("_meta")
        told = cluster.client.indices.stats(index=name, metric="indexing")
    except NotFoundError:
        return None
    return meta, told["_all"]["primaries"].get("indexing", {}).get("index_total"), cluster.serving()
