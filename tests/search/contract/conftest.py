"""Both engines for the contract: the embedded one always, OpenSearch when a node is there."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import pytest
from sample_acts import HAND_MADE, corpus
from spoiling_proxy import Proxy

from search.analysis import Analysis, default_analysis
from search.embedded import EmbeddedIndex
from search.opensearch import OpenSearchIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from search.port import SearchIndex

    OpenIndex = Callable[..., SearchIndex]

ADDRESS = "REGISTRY_TEST_OPENSEARCH_URL"


def address() -> str:
    url = os.environ.get(ADDRESS, "")
    if not url and os.environ.get("CI_SERVICES") == "1":
        pytest.fail(f"{ADDRESS} is not set, but CI_SERVICES=1 asks for the real server")
    if not url:
        pytest.skip(f"no OpenSearch node: set {ADDRESS} (make services)")
    return url


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return default_analysis()


@pytest.fixture(scope="session", params=["embedded", pytest.param("opensearch", marks=pytest.mark.services)])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "opensearch":
        address()
    return name


@pytest.fixture(scope="session")
def make_index(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIndex]:
    """Return a maker of indexes; the same ``name`` opens the same index again, as another process would."""
    opened: list[SearchIndex] = []
    run = uuid.uuid4().hex[:8]
    folder: Path = tmp_path_factory.mktemp("index")
    aliases: set[str] = set()

    def make(name: str, analysis: Analysis) -> SearchIndex:
        index: SearchIndex
        if engine == "embedded":
            index = EmbeddedIndex(folder / name, analysis)
        else:
            alias = f"test-{run}-{name}"
            aliases.add(alias)
            index = OpenSearchIndex(address(), analysis, alias=alias)
        opened.append(index)
        return index

    yield make
    for index in opened:
        index.close()
    if aliases:
        from opensearchpy import OpenSearch

        client = OpenSearch(hosts=[address()])
        for alias in aliases:  # by name: a server set up with care refuses to delete by wildcard
            for generation in client.indices.get(index=f"{alias}-*", expand_wildcards="all"):
                client.indices.delete(index=generation)
        client.close()


@pytest.fixture
def index(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    """Return an empty index of this test's own."""
    return make_index(f"t{uuid.uuid4().hex[:8]}", analysis)


@pytest.fixture(scope="session")
def filled(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    """Return an index with the whole sample; tests only read it."""
    made = make_index("filled", analysis)
    made.apply(corpus(), [])
    return made


@pytest.fixture(scope="session")
def small(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    """Return an index with the acts made by hand; tests only read it."""
    made = make_index("small", analysis)
    made.apply(HAND_MADE, [])
    return made


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    made = Proxy(address())
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def alias() -> Iterator[str]:
    """Return a name of this test's own; what stands under it is dropped."""
    name = f"test-trouble-{uuid.uuid4().hex[:8]}"
    yield name
    from opensearchpy import OpenSearch

    client = OpenSearch(hosts=[address()])
    for generation in client.indices.get(index=f"{name}-*", expand_wildcards="all"):
        client.indices.delete(index=generation)
    client.close()
