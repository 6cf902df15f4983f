"""The OpenSearch server that the parts measure: its address, indexes of the benchmark's own, dropped by name.

The index of a whole register stays on the server (``bench-acts-COUNT-…``), as its register stays under ``.cache``.
Without a server the parts say so in their line, and it is not met.
"""

from __future__ import annotations

import os
import time
import uuid
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from benchmarks.search_parts import acts
from benchmarks.search_parts.common import once, opened
from benchmarks.search_parts.registers import register
from benchmarks.table import Figure
from search.analysis import default_analysis
from search.indexer import Indexer
from search.opensearch import OpenSearchIndex
from storage.index_feed import IndexFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLE: Final = "REGISTRY_TEST_OPENSEARCH_URL"
_SECONDS: Final = 120.0
"""How long an answer is waited for: many programs share the machine."""


def address() -> str:
    """Return the address of the server; empty: none is named."""
    return os.environ.get(VARIABLE, "").rstrip("/")


def absent(part: str) -> list[Figure]:
    """Return the line of a part that cannot run."""
    return [Figure(part, "a server", f"{VARIABLE} is not set (make services; tools/services env)", met=False)]


def client() -> Any:
    """Return a plain client."""
    from opensearchpy import OpenSearch

    return OpenSearch(hosts=[address()], timeout=_SECONDS)


def unique(purpose: str) -> str:
    """Return a name that only this run uses."""
    return f"bench-{purpose}-{uuid.uuid4().hex[:8]}"


@contextmanager
def index(purpose: str) -> Iterator[OpenSearchIndex]:
    """Open the product's index under an alias of this run; drop its generations by name afterwards."""
    made = OpenSearchIndex(address(), default_analysis(), alias=unique(purpose), timeout=_SECONDS)
    try:
        yield made
    finally:
        made.close()
        plain = client()
        for name in plain.indices.get(index=f"{made.alias}-*"):
            plain.indices.delete(index=name)
        plain.close()


def open_kept(count: int) -> OpenSearchIndex:
    """Open the index of a register of so many acts; it may be empty."""
    return OpenSearchIndex(address(), default_analysis(), alias=f"bench-acts-{count}-{acts.VERSION}", timeout=_SECONDS)


@contextmanager
def kept(count: int) -> Iterator[OpenSearchIndex]:
    """Open the index of a register of so many acts; fill it when it is missing, outdated or unfinished."""
    made = open_kept(count)
    try:
        if made.health().documents != count:
            fill(made, count)
        yield made
    finally:
        made.close()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a whole rebuild from the records took."""

    seconds: float
    cpu: float
    """Processor seconds of the product's process; the server's are not known."""
    index_mb: float


def filled(count: int) -> Filled:
    """Rebuild the index of a register, once in a run of all parts."""

    def measure() -> dict[str, float]:
        made = open_kept(count)
        try:
            return asdict(fill(made, count))
        finally:
            made.close()

    return Filled(**once(f"opensearch-{count}", measure))


def fill(made: OpenSearchIndex, count: int) -> Filled:
    """Rebuild an index from the records of a register."""
    with opened(register(count)) as whole:
        begun, cpu = time.perf_counter(), time.process_time()
        Indexer(IndexFeed(whole.records), made).rebuild()
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return Filled(seconds, cpu, size_mb(made.alias))


def size_mb(alias: str) -> float:
    """Return the size of an index on the server's disk, in megabytes."""
    plain = client()
    try:
        told = plain.indices.stats(index=alias, metric="store")
    finally:
        plain.close()
    return float(told["_all"]["primaries"]["store"]["size_in_bytes"]) / 1_000_000
