"""A converter reads files that link to a server and must not call it. A control proves that the trap catches."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from ingest.reading import ReadLimits, Tools, office, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOOLS = Tools.find()
pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)"),
]
ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2" xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">
<office:body><office:text><text:p>whole text<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">
<draw:image xlink:href="{address}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>
</office:text></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - names of the library

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/picture.png", asked
    finally:
        server.shutdown()


def odt(path: Path, address: str) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", ODT.format(address=address))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def rtf(path: Path, address: str) -> Path:
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}" \\\\d}}{{\\fldrslt x}}}}'
    path.write_text("{\\rtf1\\ansi " + field + " whole text}", encoding="ascii")
    return path


@pytest.mark.parametrize("make", [odt, rtf], ids=["odt", "rtf"])
@pytest.mark.parametrize("sandboxed", [True, False], ids=["in the sandbox", "by the profile alone"])
def test_a_converted_file_fetches_nothing(tmp_path: Path, make: object, *, sandboxed: bool) -> None:
    with listener() as (address, asked):
        path = make(tmp_path / f"linked.{make.__name__}", address)  # type: ignore[operator, attr-defined]  # two functions
        tools = TOOLS if sandboxed else Tools(soffice=TOOLS.soffice)
        document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
    assert "whole text" in document.text
    assert asked == []


def test_the_trap_catches_a_converter_without_our_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_SETTINGS", ())
    with listener() as (address, asked):
        path = odt(tmp_path / "linked.odt", address)
        read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(soffice=TOOLS.soffice))
    assert asked, "LibreOffice fetches nothing even unprotected: the test above proves nothing"
