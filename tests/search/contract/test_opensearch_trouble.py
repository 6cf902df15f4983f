"""OpenSearch behind a proxy that misbehaves: TLS, a password, busy answers, refused documents, silence."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import address
from sample_acts import ALL_LEVELS, act

from domain.errors import IndexUnavailable, SearchError
from search.opensearch import OpenSearchIndex, cluster
from search.port import Filters, SearchRequest
from search.query import Query

if TYPE_CHECKING:
    from pathlib import Path

    from spoiling_proxy import Answer, Proxy

    from search.analysis import Analysis

pytestmark = pytest.mark.services
EVERYTHING = SearchRequest(query=Query(), filters=Filters(access=ALL_LEVELS))
NAME, PASSWORD = "поисковик", "пароль-7"


@pytest.fixture
def index(proxy: Proxy, alias: str, analysis: Analysis, monkeypatch: pytest.MonkeyPatch) -> OpenSearchIndex:
    """Return an index through the proxy that waits next to nothing between attempts."""
    monkeypatch.setattr(cluster, "FIRST_PAUSE", 0)
    return OpenSearchIndex(f"http://127.0.0.1:{proxy.port}", analysis, alias=alias, timeout=5)


def test_tls_with_a_user(proxy: Proxy, alias: str, analysis: Analysis, tmp_path: Path) -> None:
    authority = proxy.with_tls(tmp_path)
    proxy.expects = "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
    url = f"https://127.0.0.1:{proxy.port}"
    known = OpenSearchIndex(url, analysis, alias=alias, user=NAME, password=PASSWORD, ca_file=authority)
    known.apply([act("X")], [])
    assert [hit.id for hit in known.search(EVERYTHING).hits] == ["X"]
    assert [hit.id for hit in known.scan(EVERYTHING)] == ["X"]
    wrong = OpenSearchIndex(url, analysis, alias=alias, user=NAME, password="wrong", ca_file=authority)
    with pytest.raises(IndexUnavailable):
        wrong.search(EVERYTHING)
    assert not wrong.health().ok
    with pytest.raises(IndexUnavailable):  # nobody we trust signed its certificate
        OpenSearchIndex(url, analysis, alias=alias, user=NAME, password=PASSWORD).search(EVERYTHING)
    with pytest.raises(IndexUnavailable):  # it speaks TLS only
        OpenSearchIndex(url.replace("https", "http"), analysis, alias=alias).search(EVERYTHING)


def test_busy_server_is_asked_again(proxy: Proxy, index: OpenSearchIndex) -> None:
    busy = {"whole": 2, "one": 2}

    def spoil(path: str, _sent: bytes, answer: Answer) -> Answer:
        if "_bulk" not in path:
            return answer
        if busy["whole"]:
            busy["whole"] -= 1
            return 429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}'
        if busy["one"]:
            busy["one"] -= 1
            return 200, _with_status(answer[1], "B", 429, "rejected_execution_exception")
        return answer

    proxy.spoil = spoil
    index.apply([act("A"), act("B"), act("C")], [])
    assert busy == {"whole": 0, "one": 0}
    assert list(index.versions()) == [("A", 1), ("B", 1), ("C", 1)]


def test_server_that_stays_busy_for_one_document_is_named(proxy: Proxy, index: OpenSearchIndex) -> None:
    proxy.spoil = lambda path, _sent, answer: (
        (200, _with_status(answer[1], "B", 429, "rejected_execution_exception")) if "_bulk" in path else answer
    )
    with pytest.raises(SearchError) as caught:
        index.apply([act("A"), act("B"), act("C")], [])
    assert caught.value.details["ids"] == ["B"]


def test_refused_document_is_named_and_the_others_are_written(proxy: Proxy, index: OpenSearchIndex) -> None:
    def spoil(path: str, sent: bytes, answer: Answer) -> Answer:
        del sent
        return (200, _with_status(answer[1], "B", 400, "mapper_parsing_exception")) if "_bulk" in path else answer

    proxy.spoil = spoil
    with pytest.raises(SearchError) as caught:
        index.apply([act("A"), act("B")], [])
    assert caught.value.details["ids"] == ["B"]
    assert "mapper_parsing" not in caught.value.message
    assert ("A", 1) in list(index.versions())


def test_server_that_is_gone_or_talks_nonsense_is_unavailable(proxy: Proxy, index: OpenSearchIndex) -> None:
    index.apply([act("X")], [])
    for answer in ((503, b"{}"), (502, b"<html>bad gateway</html>"), (500, b"")):
        proxy.spoil = lambda _path, _sent, _answer, answer=answer: answer  # type: ignore[misc] # the answer of this turn
        with pytest.raises(IndexUnavailable) as caught:
            index.search(EVERYTHING)
        assert "gateway" not in caught.value.message
        with pytest.raises(IndexUnavailable):
            index.counts([EVERYTHING])
    proxy.server.shutdown()
    proxy.server.server_close()
    for ask in (index.search, lambda request: list(index.scan(request)), lambda request: index.counts([request])):
        with pytest.raises(IndexUnavailable):
            ask(EVERYTHING)
    with pytest.raises(IndexUnavailable):
        index.apply([act("Y")], [])
    assert not index.health().ok


def test_mapping_is_strict(index: OpenSearchIndex, alias: str) -> None:
    from opensearchpy import OpenSearch, RequestError

    index.apply([act("X")], [])
    client = OpenSearch(hosts=[address()])
    with pytest.raises(RequestError, match="strict_dynamic_mapping"):
        client.index(index=alias, id="Z", body={"id": "Z", "surprise": 1})
    client.close()


def _with_status(content: bytes, act_id: str, status: int, reason: str) -> bytes:
    """Return the answer to a bulk request with one document refused."""
    answer: dict[str, Any] = json.loads(content)
    for item in answer["items"]:
        (operation,) = item.values()
        if operation["_id"] == act_id:
            operation |= {"status": status, "error": {"type": reason, "reason": "spoiled by the test"}}
            answer["errors"] = True
    return json.dumps(answer).encode()


def test_what_is_refused_in_a_rebuild_leaves_the_old_generation(proxy: Proxy, index: OpenSearchIndex) -> None:
    index.apply([act("X")], [])
    before = index.health().generation
    proxy.spoil = lambda path, _sent, answer: (
        (200, _with_status(answer[1], "B", 400, "mapper_parsing_exception")) if "_bulk" in path else answer
    )
    with pytest.raises(SearchError) as caught, index.begin_rebuild() as made:
        for name in "ABC":
            made.add([act(name)])
        made.finish(3)
    assert caught.value.details["ids"] == ["B"]
    assert index.health().generation == before
    assert list(index.versions()) == [("X", 1)]


def test_server_that_dies_in_a_rebuild_is_unavailable(proxy: Proxy, index: OpenSearchIndex) -> None:
    proxy.spoil = lambda path, _sent, answer: (503, b"{}") if "_bulk" in path else answer
    with pytest.raises(IndexUnavailable), index.begin_rebuild() as made:
        made.add([act("A")])
        made.finish(1)
