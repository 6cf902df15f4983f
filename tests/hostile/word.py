"""Generators of DOCX files, plain and hostile: small recipes instead of large files."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final

from PIL import Image

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R_NS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{R_NS}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str, properties: str = "", run: str = "") -> str:
    """Return ``w:p`` with one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def document_xml(body: str) -> str:
    """Return the main part around a body."""
    return (
        f'<?xml version="1.0"?><w:document xmlns:w="{W_NS}" xmlns:r="{R_NS}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<w:body>{body}</w:body></w:document>"
    )


def relations(**targets: str) -> str:
    """Return the relationships of the main part: ``kind=target``."""
    items = "".join(
        f'<Relationship Id="x{number}" Type="{R_NS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    )


def docx(body: str = "<w:p><w:r><w:t>текст</w:t></w:r></w:p>", **parts: str | bytes) -> bytes:
    """Return a DOCX; ``parts`` by name under ``word/`` with ``_xml`` for ``.xml``: ``styles_xml=…``."""
    extra = {f"word/{name.replace('_xml', '.xml')}": content for name, content in parts.items()}
    kinds = {name.removesuffix("_xml"): name.replace("_xml", ".xml") for name in parts if name.endswith("_xml")}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document_xml(body),
        "word/_rels/document.xml.rels": relations(**kinds),
        **extra,
    }
    return archive(files)


def archive(files: dict[str, str | bytes] | list[tuple[str, str | bytes]]) -> bytes:
    """Return a zip of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items() if isinstance(files, dict) else files:
            target.writestr(name, content)
    return buffer.getvalue()


def png(width: int, height: int) -> bytes:
    """A grey picture."""
    buffer = io.BytesIO()
    Image.new("L", (width, height), 200).save(buffer, "PNG")
    return buffer.getvalue()


def inline_picture(relation: str, size: tuple[float, float], described: str = "") -> str:
    """A run with a picture; ``size`` in points."""
    wide, high = (round(12_700 * points) for points in size)
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="1" name="Picture 1" descr="{described}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'  # noqa: E501 - markup
    )


def with_picture(
    picture: bytes,
    *,
    size: tuple[float, float],
    described: str = "",
    before: str = "",
    body: str = "",
    name: str = "p.png",
) -> bytes:
    """A DOCX with one picture between paragraphs."""
    rels = relations(image=f"media/{name}")
    shown = f"<w:p>{inline_picture('x0', size, described)}</w:p>"
    return docx(before + shown + body, **{"_rels/document.xml.rels": rels, f"media/{name}": picture})


def bomb() -> bytes:
    """100 MB of spaces in a hundred kilobytes."""
    return archive(
        {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": b"<w>" + b" " * 100_000_000}
    )


def laughs() -> bytes:
    """Nine levels of ten entities each."""
    entities = "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    return docx(styles_xml=f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">{entities}]><w>&j;</w>')


def external_entity() -> bytes:
    """A UTF-16 part whose document type asks for a file of the system."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>'
    return docx(styles_xml=text.encode("utf-16"))


def deep_tables(depth: int) -> bytes:
    """Tables in tables."""
    return docx("<w:tbl><w:tr><w:tc>" * depth + paragraph("дно") + "</w:tc></w:tr></w:tbl>" * depth)


def wide_cell() -> bytes:
    """A cell that claims twenty million columns."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="20000000"/></w:tcPr><w:p><w:r><w:t>ячейка</w:t></w:r></w:p></w:tc>'
    return docx(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")


def many_paragraphs(count: int = 5_000_000) -> bytes:
    """Millions of empty paragraphs in half a megabyte."""
    return docx("<w:p/>" * count)


def many_entries(count: int = 5_000) -> bytes:
    """An archive of thousands of parts."""
    return archive([("word/document.xml", document_xml("")), *((f"word/{number}.xml", "x") for number in range(count))])


def two_documents() -> bytes:
    """Two main parts under one name: readers disagree which is the act."""
    name = "word/document.xml"
    return archive(
        [("[Content_Types].xml", _TYPES), (name, document_xml(paragraph("первый"))), (name, document_xml(""))]
    )


def escaping(name: str = "../../../../tmp/escaped") -> bytes:
    """A name that leads out of the archive."""
    return archive({"word/document.xml": document_xml(paragraph("текст")), name: "x"})


def backslashes(text: str) -> bytes:
    """Part names as some Windows programs write them."""
    return archive({
        "[Content_Types].xml": _TYPES, "_rels\\.rels": _RELATIONS, "word\\document.xml": document_xml(paragraph(text)),
    })  # fmt: skip


def strict(text: str) -> bytes:
    """Strict OOXML: other namespaces."""
    body = document_xml(paragraph(text)).replace(W_NS, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    return archive({"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": body})


def lying_sizes() -> bytes:
    """A central directory that claims the main part to be short while its data is long."""
    data = bytearray(docx("<w:p/>" * 1000))
    place = data.rfind(b"word/document.xml") - 46
    struct.pack_into("<I", data, place + 24, 10)
    return bytes(data)


def encrypted_package() -> bytes:
    """An OLE container with the stream of an encrypted OOXML, built by hand: header, FAT, directory, mini stream."""
    sector = 512

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\x00\x00"
        return (
            raw.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(raw) if name else 0, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 0x1000, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", 0xFFFFFFFF) * 108
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 10), 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    directory = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
        + entry("EncryptedPackage", 2, 0xFFFFFFFF, 2, 8 * sector)
        + entry("", 0, 0xFFFFFFFF, 0, 0) * 2
    )
    return header + table + directory + b"\x55" * (8 * sector)
