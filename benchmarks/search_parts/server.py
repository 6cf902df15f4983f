"""The OpenSearch server that the parts measure: its address, indexes of the benchmark's own, dropped by name.

Without a server the parts say so in their line, and it is not met.
"""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from benchmarks.table import Figure
from search.analysis import default_analysis
from search.opensearch import OpenSearchIndex

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


def size_mb(alias: str) -> float:
    """Return the size of an index on the server's disk, in megabytes."""
    plain = client()
    try:
        told = plain.indices.stats(index=alias, metric="store")
    finally:
        plain.close()
    return float(told["_all"]["primaries"]["store"]["size_in_bytes"]) / 1_000_000
