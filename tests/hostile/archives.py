"""Generators of office archives that are incomplete, disguised or lie about themselves."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.hostile import word


def overlapping(copies: int = 200) -> bytes:
    """Entries that all lie on the same bytes: each is honest, together they are a bomb (a quine of names)."""
    body = b"<w>" + b"spaces " * 20_000 + b"</w>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", body)
    whole = buffer.getvalue()
    place = whole.find(b"PK\x01\x02")
    entry, end = whole[place : whole.rfind(b"PK\x05\x06")], whole[whole.rfind(b"PK\x05\x06") :]
    name = b"word/document.xml"
    entries = b"".join(entry.replace(name, b"word/docum%03d.xml" % number) for number in range(copies))
    tail = bytearray(end)
    struct.pack_into("<HHI", tail, 8, copies + 1, copies + 1, len(entry) + len(entries))
    return whole[:place] + entry + entries + bytes(tail)


def without_types() -> bytes:
    """A package without its list of content types."""
    return word.archive({"word/document.xml": word.document_xml(word.paragraph("текст без типов"))})


def numbering_gone() -> bytes:
    """A relationship to a list of numbers that is not there, and a paragraph that uses it."""
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
    whole = zipfile.ZipFile(io.BytesIO(word.docx(word.paragraph("пункт", listed))))
    files = {entry: whole.read(entry) for entry in whole.namelist()}
    files["word/_rels/document.xml.rels"] = word.relations(numbering="numbering.xml").encode()
    return word.archive(files)


def with_macros() -> bytes:
    """A macro document under the name of a plain one."""
    return word.docx(word.paragraph("текст с макросом"), **{"vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(500)})


def stored_bomb() -> bytes:
    """A part of one letter many times, packed a thousandfold."""
    return word.archive({
        "[Content_Types].xml": "<Types/>", "word/document.xml": word.document_xml(word.paragraph("а" * 30_000_000)),
    })  # fmt: skip


def long_attribute() -> bytes:
    """A tag with an attribute of twenty megabytes."""
    chance = "".join(f"{number:x}" for number in range(3_000_000))
    return word.docx(f'<w:p w:x="{chance}"><w:r><w:t>текст</w:t></w:r></w:p>')


def many_attributes() -> bytes:
    """A tag with two hundred thousand attributes: a parser that compares each with each never ends."""
    return word.docx("<w:p " + " ".join(f'a{number}="1"' for number in range(200_000)) + "/>" + word.paragraph("текст"))


def style_loop() -> bytes:
    """A style that is based on itself by way of another."""
    styles = (
        f'<w:styles xmlns:w="{word.W_NS}"><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    return word.docx(word.paragraph("текст в петле", '<w:pStyle w:val="a"/>'), styles_xml=styles)
