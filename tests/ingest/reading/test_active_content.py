"""What a file would do when it is opened elsewhere is told; what needs a password or unpacking is told apart."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from domain.errors import EncryptedFile, IntakeError, UnsupportedFormat
from ingest.reading import ReadLimits, Tools, active, read_document, sniff, sniff_head

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import legacy
import pdf
import word

TEXT = pdf.stream(pdf.words(b"whole text of the act"))


def opened(action: bytes, *more: bytes) -> bytes:
    """A PDF whose catalog has this entry."""
    whole = pdf.page_of(TEXT, *more)
    return whole.replace(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Catalog/Pages 2 0 R%s>>" % action)


def in_object_stream(action: bytes) -> bytes:
    """The same, with the action hidden in a compressed stream of objects and found by a stream of references."""
    inside = b"9 0 " + action
    packed = pdf.stream(zlib.compress(inside), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 9 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        4: TEXT,
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: packed,
    }
    out, places = bytearray(b"%PDF-1.5\n"), {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = [b"\0" * 4, *(b"\1" + places[number].to_bytes(2, "big") + b"\0" for number in range(1, 7))]
    rows += [b"\1" + len(out).to_bytes(2, "big") + b"\0", b"\0" * 4, b"\2\0\6\0"]
    start = len(out)
    table = b"".join(rows)
    out += b"7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (
        pdf.stream(table, b"/Type/XRef/Size 10/W[1 2 1]/Root 1 0 R"),
        start,
    )
    return bytes(out)


PDFS = {
    "opening script": (lambda: opened(b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), {"scripts"}),
    "named script": (
        lambda: opened(b"/Names<</JavaScript<</Names[(a)6 0 R]>>>>", b"<</S/JavaScript/JS(x)>>"), {"scripts"},
    ),
    "escaped name": (lambda: opened(b"/OpenAction<</S/J#61vaScript/J#53(x)>>"), {"scripts"}),
    "hidden in a stream": (lambda: in_object_stream(b"<</S/Launch/F(cmd.exe)>>"), {"launch"}),
    "launch in a mark": (
        lambda: pdf.page_of(TEXT, b"<</Subtype/Link/A<</S/Launch/F(cmd.exe)>>>>", entries=b"/Annots[6 0 R]"),
        {"launch"},
    ),
    "sending form": (
        lambda: opened(b"/AcroForm<</Fields[6 0 R]>>", b"<</FT/Btn/T(b)/A<</S/SubmitForm/F(http://example.org)>>>>"),
        {"sends-data"},
    ),
    "attachment": (
        lambda: opened(b"/Names<</EmbeddedFiles<</Names[(a.exe)6 0 R]>>>>", b"<</Type/Filespec/EF<</F 7 0 R>>>>", TEXT),
        {"embedded-files"},
    ),
    "video": (
        lambda: pdf.page_of(TEXT, b"<</Subtype/RichMedia/Rect[0 0 9 9]>>", entries=b"/Annots[6 0 R]"), {"multimedia"},
    ),
    "xfa": (lambda: opened(b"/AcroForm<</XFA[(template)6 0 R]/Fields[]>>", TEXT), {"xfa-form"}),
    "nothing": (lambda: pdf.page_of(TEXT), set()),
    "a plain place to open at": (lambda: opened(b"/OpenAction[3 0 R/Fit]"), set()),
}  # fmt: skip


@pytest.mark.parametrize("name", PDFS)
def test_active_content_of_a_pdf_is_told_and_its_text_is_read(tmp_path: Path, name: str) -> None:
    make, codes = PDFS[name]
    path = tmp_path / "act.pdf"
    path.write_bytes(make())
    assert active.in_pdf(path) == codes
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert "whole text of the act" in document.text
    told = {notice.code: notice.message for notice in document.notices}
    assert codes <= set(told)
    assert all(told[code] == active.SENTENCES[code] for code in codes)


@pytest.mark.parametrize(
    "body",
    [
        '<w:p><w:r><w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe "/k"</w:instrText></w:r></w:p>',
        "<w:p><w:r><w:instrText> D</w:instrText></w:r><w:r><w:instrText>DE c:</w:instrText></w:r></w:p>",
        '<w:p><w:fldSimple w:instr="DDE excel a b"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>',
    ],
)
def test_a_field_that_starts_a_program_is_told(tmp_path: Path, body: str) -> None:
    path = tmp_path / "act.docx"
    path.write_bytes(word.docx(body + word.paragraph("текст")))
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert [notice.code for notice in document.notices] == ["dde-field"]
    path.write_bytes(word.docx(word.paragraph("текст DDE") + "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"))
    assert read_document(path, name=path.name, limits=ReadLimits(), tools=Tools()).notices == ()


SECTION = '<text:section text:name="s" text:display="{}"><text:p>раздел</text:p></text:section>'
CONVERTED = {
    "macros.doc": (lambda: legacy.doc(Macros__VBA__dir=b"x"), {"macros"}),
    "object.doc": (lambda: legacy.doc(ObjectPool___1__Ole=b"x"), {"embedded-files"}),
    "plain.doc": (legacy.doc, set()),
    "object.rtf": (lambda: legacy.rtf("{\\object\\objemb{\\*\\objdata 0105}}"), {"embedded-files"}),
    "field.rtf": (lambda: legacy.rtf('{\\field{\\*\\fldinst {\\rtlch\\b D}{DEAUTO "cmd"}}}'), {"dde-field"}),
    "plain.rtf": (lambda: legacy.rtf("DDE {\\field{\\*\\fldinst PAGE}}"), set()),
    "macros.odt": (lambda: legacy.odt(Basic__Standard__Module1_xml="x"), {"macros"}),
    "object.odt": (lambda: legacy.odt(**{"Object 1__content.xml": "x"}), {"embedded-files"}),
    "hidden.odt": (lambda: legacy.odt(SECTION.format("none")), {"hidden-section"}),
    "shown.odt": (lambda: legacy.odt(SECTION.format("true")), set()),
    "plain.odt": (legacy.odt, set()),
}


@pytest.mark.parametrize("name", CONVERTED)
def test_active_content_of_old_formats_is_told(tmp_path: Path, name: str) -> None:
    make, codes = CONVERTED[name]
    path = tmp_path / name
    path.write_bytes(make())
    kind = path.suffix[1:]
    assert sniff(path, name=name) == kind
    assert active.in_converted(path, kind) == codes


@pytest.mark.parametrize(
    "make",
    [word.encrypted_package, lambda: legacy.doc(flags=0x0100), legacy.odt_with_password],
    ids=["ooxml", "doc", "odt"],
)
def test_an_office_file_with_a_password_is_told(tmp_path: Path, make: Callable[[], bytes]) -> None:
    path = tmp_path / "act"
    path.write_bytes(make())
    with pytest.raises(EncryptedFile):
        sniff(path, name="act")


def test_an_archive_with_a_password_is_told_to_be_one(tmp_path: Path) -> None:
    """Its directory, which is never enciphered, says that a password opens an entry (APPNOTE 4.4.4)."""
    path = tmp_path / "acts.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("act.txt", "текст")
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)
    with pytest.raises(EncryptedFile, match="защищённый паролем") as told:
        sniff(path, name=path.name)
    assert told.value.details["found"] == "zip"


@pytest.mark.parametrize(
    ("head", "word_of_it"),
    [
        (b"Rar!\x1a\x07\x01\x00", "архив RAR"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "архив 7z"),
        (b"\x1f\x8b\x08\x00", "архив GZIP"),
    ],
)
def test_an_archive_is_to_be_unpacked(head: bytes, word_of_it: str) -> None:
    with pytest.raises(UnsupportedFormat, match=f"{word_of_it}. Распакуйте"):
        sniff_head(head, len(head), "акты.bin")


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"акт.docx": "x"}, "архив ZIP. Распакуйте"),
        ({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}, "таблица Excel"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "другой офисной программы"),
    ],
)
def test_a_zip_that_is_no_text_says_what_it_is(tmp_path: Path, entries: dict[str, str | bytes], said: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(word.archive(entries))
    with pytest.raises(IntakeError, match=said):
        sniff(path, name="a.zip")
