"""DOCX that is partly damaged or lies about itself: what is whole is read, what is lost is told."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from domain.document import Document, check_document
from domain.errors import DamagedFile, HostileFile
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import lists, word

if TYPE_CHECKING:
    from pathlib import Path

BODY = word.paragraph("Администрация города постановляет утвердить порядок ведения реестра актов.")


def read(tmp_path: Path, data: bytes, limits: ReadLimits | None = None) -> Document:
    path = tmp_path / "act.docx"
    path.write_bytes(data)
    document = read_document(path, name=path.name, limits=limits or ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def spoilt(data: bytes, name: str) -> bytes:
    """Return an archive one byte of whose entry is another."""
    raw = bytearray(data)
    entry = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    raw[entry.header_offset + 30 + len(name) + entry.compress_size // 2] ^= 0xFF
    return bytes(raw)


@pytest.mark.parametrize(
    ("kind", "reference", "named"),
    [
        ("footer", '<w:sectPr><w:footerReference w:type="default" r:id="x0"/></w:sectPr>', "нижний колонтитул"),
        ("settings", "", "настройки"),
        ("footnotes", '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>', "сноски"),
    ],
)
def test_a_broken_part_beside_the_text_is_told_of_and_the_text_is_read(
    tmp_path: Path, kind: str, reference: str, named: str
) -> None:
    document = read(tmp_path, word.docx(BODY + reference, **{f"{kind}_xml": f"<w:{kind} broken"}))
    assert document.text.startswith("Администрация города")
    assert codes(document) == ["damaged-part"]
    assert named in document.notices[0].message
    assert {block.trust for block in document.blocks} == {1.0}


@pytest.mark.parametrize("kind", ["numbering", "styles"])
def test_a_text_whose_numbers_are_lost_is_not_trusted(tmp_path: Path, kind: str) -> None:
    document = read(tmp_path, word.docx(lists.item(1, 0), **{f"{kind}_xml": "<w:broken"}))
    assert codes(document) == ["numbers-lost"]
    assert all(block.trust < 0.7 for block in document.blocks)


def test_one_wrong_byte_costs_what_it_hit_and_no_more(tmp_path: Path) -> None:
    data = word.with_picture(word.png(600, 800), size=(60, 80), before=BODY)
    assert read(tmp_path, spoilt(data, "word/media/p.png")).text.startswith("Администрация")
    assert codes(read(tmp_path, spoilt(data, "word/_rels/document.xml.rels"))) == ["numbers-lost"]
    assert read(tmp_path, spoilt(data, "_rels/.rels")).text.startswith("Администрация")
    with pytest.raises(DamagedFile):
        read(tmp_path, spoilt(data, "word/document.xml"))


def test_names_that_differ_in_case_only_are_doubles(tmp_path: Path) -> None:
    whole = zipfile.ZipFile(io.BytesIO(word.docx(BODY)))
    parts: dict[str, str | bytes] = {name: whole.read(name) for name in whole.namelist()}
    parts["WORD/DOCUMENT.XML"] = word.document_xml(word.paragraph("другой текст"))
    with pytest.raises(HostileFile) as caught:
        read(tmp_path, word.archive(parts))
    assert caught.value.details["limit"] == "zip_duplicate_names"


@pytest.mark.parametrize(
    ("limits", "limit"),
    [
        (ReadLimits(xml_part_bytes=100_000), "xml_part_bytes"),
        (ReadLimits(zip_ratio_from=100_000, zip_ratio=20), "zip_ratio"),
    ],
)
def test_a_part_that_is_parsed_is_weighed_whatever_its_name(tmp_path: Path, limits: ReadLimits, limit: str) -> None:
    large = word.document_xml(word.paragraph("а" * 200_000))
    for name in ("word/document.xml", "word/media/a.png"):
        parts = {"_rels/.rels": word._RELATIONS.replace("word/document.xml", name), name: large}
        with pytest.raises(HostileFile) as caught:
            read(tmp_path, word.archive(parts), limits)
        assert caught.value.details["limit"] == limit


def test_a_note_that_refers_to_itself_is_written_once(tmp_path: Path) -> None:
    reference = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    notes = (
        f'<w:footnotes xmlns:w="{word.W_NS}"><w:footnote w:id="5"><w:p>{reference}<w:r><w:t> сноска</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    body = f"<w:p><w:r><w:t>слово</w:t></w:r>{reference}<w:r><w:t> и снова</w:t></w:r>{reference}</w:p>"
    document = read(tmp_path, word.docx(body, footnotes_xml=notes), ReadLimits(blocks=50))
    assert document.text == "слово[1] и снова[1]\n[1] сноска"
    assert document.blocks[1].label == "1"


def test_broken_links_of_a_header_cost_no_numbers(tmp_path: Path) -> None:
    spaces = (
        f'xmlns:w="{word.W_NS}" xmlns:r="{word.R_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    parts = {
        "_rels/document.xml.rels": word.relations(header="h.xml"),
        "h.xml": f"<w:hdr {spaces}><w:p>{word.inline_picture('x0', (600, 800))}</w:p></w:hdr>",
        "_rels/h.xml.rels": "<Relationships broken",
    }
    body = BODY + '<w:sectPr><w:headerReference w:type="default" r:id="x0"/></w:sectPr>'
    document = read(tmp_path, word.docx(body, **parts))
    assert codes(document) == ["damaged-part"]
    assert {block.trust for block in document.blocks} == {1.0}
