"""OpenSearch behind a proxy that misbehaves: TLS, a password, busy answers, refused documents, silence."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import threading
import uuid
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from conftest import address
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sample_acts import ALL_LEVELS, act

from domain.errors import IndexUnavailable, SearchError
from search.opensearch import OpenSearchIndex, cluster
from search.port import Filters, SearchRequest
from search.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from search.analysis import Analysis

pytestmark = pytest.mark.services
EVERYTHING = SearchRequest(query=Query(), filters=Filters(access=ALL_LEVELS))
NAME, PASSWORD = "поисковик", "пароль-7"

Answer = tuple[int, bytes]


class Proxy:
    """Passes every request on to the real server; ``spoil`` may change an answer, ``expects`` a password."""

    def __init__(self, target: str) -> None:
        self.spoil: Callable[[str, bytes, Answer], Answer] = lambda _path, _sent, answer: answer
        self.expects = ""
        self.seen: list[str] = []
        host = urlsplit(target)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                proxy.seen.append(self.path)
                if proxy.expects and self.headers.get("Authorization") != proxy.expects:
                    self.answer((401, b"Unauthorized"))
                    return
                server = http.client.HTTPConnection(host.hostname or "", host.port, timeout=20)
                kept = {name: self.headers[name] for name in ("Content-Type", "Content-Encoding") if self.headers[name]}
                server.request(self.command, self.path, sent, kept)
                given = server.getresponse()
                self.answer(proxy.spoil(self.path, sent, (given.status, given.read())))
                server.close()

            def answer(self, answer: Answer) -> None:
                status, content = answer
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any  # noqa: N815 names of the library

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def with_tls(self, folder: Path) -> str:
        """Speak TLS with a certificate of its own; return the file of who signed it."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "trial")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
        hidden = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "both.pem").write_bytes(hidden + certificate.public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "both.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        return str(folder / "ca.pem")


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
