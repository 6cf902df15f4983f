"""A converter reads files that link to a server and must not call it. A control proves that the trap catches."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from domain.errors import ReadingTimedOut, UnsupportedFormat
from ingest.reading import ReadingPool, ReadLimits, Tools, read_document
from ingest.reading.office import converter as office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
<office:body><office:text>
<text:section text:name="s"><text:section-source xlink:href="{address}?section" xlink:type="simple"/>
<text:p>section</text:p></text:section>
<text:p>whole text<draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm">
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


WORD_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>
<w:p><w:r><w:t>ПОСТАНОВЛЕНИЕ</w:t></w:r></w:p>
<w:p><w:r><w:t>от 05.05.2020 № 7</w:t></w:r></w:p>
</w:body></w:wordDocument>"""


def test_what_word_2003_saved_as_xml_is_read_as_a_document(tmp_path: Path) -> None:
    path = tmp_path / "акт.doc"
    path.write_text(WORD_XML, "utf-8")
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)
    assert [document.text_of(block) for block in document.blocks] == ["ПОСТАНОВЛЕНИЕ", "от 05.05.2020 № 7"]
    path.write_text(WORD_XML.replace("<w:wordDocument", "<pkg:package><w:wordDocument"), "utf-8")
    with pytest.raises(UnsupportedFormat, match="сохраните как DOCX"):
        read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)


def test_a_converter_that_was_stopped_says_nothing_against_the_file(tmp_path: Path) -> None:
    path = tmp_path / "акт.rtf"
    path.write_text(r"{\rtf1 act}", "utf-8")
    with pytest.raises(ReadingTimedOut):
        read_document(path, name=path.name, limits=ReadLimits(office_seconds=0.2), tools=TOOLS)


@pytest.mark.skipif(not TOOLS.bwrap, reason="bubblewrap is missing or may make no sandbox here (Debian: bubblewrap)")
def test_a_converter_sees_programs_and_its_own_folder(tmp_path: Path) -> None:
    secret, mine = tmp_path / "secret", tmp_path / "mine"
    mine.mkdir()
    for place in (secret, mine / "act"):
        place.write_text("text", "utf-8")
    sandbox = TOOLS.sandbox(writable=str(mine))
    looking = (
        f"cat {mine}/act; for place in {secret} {Path(__file__)} /etc/hostname; do test -e $place && echo $place; done"
    )
    said = subprocess.run([*sandbox, "/bin/sh", "-c", looking], capture_output=True, check=False)
    assert said.stdout == b"text"


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def odt(path: Path, address: str) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", ODT.format(address=address))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return path


def rtf(path: Path, address: str) -> Path:
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}" \\\\d}}{{\\fldrslt x}}}}'
    text = f'{{\\field{{\\*\\fldinst INCLUDETEXT "{address}?text"}}{{\\fldrslt y}}}}'
    template = f"{{\\*\\template {address}?template}}"
    path.write_text("{\\rtf1\\ansi " + template + field + text + " whole text}", encoding="ascii")
    return path


def docx(path: Path, address: str) -> Path:
    def relations(*links: tuple[str, str]) -> str:
        items = "".join(
            f'<Relationship Id="r{number}" Type="{LINKS}/{kind}" Target="{target}" TargetMode="External"/>'
            for number, (kind, target) in enumerate(links)
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'

    body = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="{LINKS}" xmlns:v="urn:schemas-microsoft-com:vml"><w:body><w:p><w:r>'
        '<w:t>whole text</w:t><w:pict><v:shape><v:imagedata r:id="r0"/></v:shape></w:pict></w:r></w:p>'
        '<w:altChunk r:id="r1"/></w:body></w:document>'
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", body)
        archive.writestr("word/_rels/document.xml.rels", relations(("image", address), ("aFChunk", address + "?chunk")))
        archive.writestr("word/settings.xml", f'<w:settings xmlns:w="{WORD}"/>')
        archive.writestr("word/_rels/settings.xml.rels", relations(("attachedTemplate", address + "?template")))
    return path


def html(path: Path, address: str) -> Path:
    head = (
        f'<base href="{address}"><link rel="stylesheet" href="{address}?style"><script src="{address}?script"></script>'
    )
    inside = f'<img src="{address}"><iframe src="{address}?frame"></iframe><object data="{address}?object"></object>'
    doctype = f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{address}?dtd">'
    path.write_text(
        f"{doctype}<html><head>{head}</head><body>{inside}<p>whole text</p></body></html>", encoding="ascii"
    )
    return path


MAKERS: dict[str, Callable[[Path, str], Path]] = {
    "linked.odt": odt, "linked.rtf": rtf, "rtf called.doc": rtf, "linked.docx": docx, "linked.html": html,
    "html called.doc": html,
}  # fmt: skip


@pytest.mark.parametrize("name", list(MAKERS))
@pytest.mark.parametrize("sandboxed", [True, False], ids=["in the sandbox", "by the profile alone"])
def test_a_file_that_is_read_fetches_nothing(tmp_path: Path, name: str, *, sandboxed: bool) -> None:
    with listener() as (address, asked):
        path = MAKERS[name](tmp_path / name, address)
        tools = TOOLS if sandboxed else Tools(soffice=TOOLS.soffice)
        document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
    assert "whole text" in document.text
    assert asked == []


def test_nothing_is_fetched_through_the_pool_of_the_register(tmp_path: Path) -> None:
    with listener() as (address, asked), ReadingPool(ReadLimits(), TOOLS) as pool:
        for name, make in MAKERS.items():
            document = pool.read(make(tmp_path / name, address), name=name)
            assert "whole text" in document.text, name
    assert asked == []


def test_the_trap_catches_a_converter_without_our_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_SETTINGS", ())
    with listener() as (address, asked):
        for name in ("linked.odt", "linked.rtf"):
            path = MAKERS[name](tmp_path / name, address)
            read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(soffice=TOOLS.soffice))
    assert asked, "LibreOffice fetches nothing even unprotected: the test above proves nothing"
