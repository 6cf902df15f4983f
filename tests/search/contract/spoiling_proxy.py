"""A proxy before the real OpenSearch server that misbehaves as a test tells it to."""

from __future__ import annotations

import http.client
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
