"""Generators of OLE containers, RTF and ODT, plain and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Final

_SECTOR: Final = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE: Final = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def ole(entries: dict[str, bytes]) -> bytes:
    """Return an OLE container of streams by path (``Macros/VBA/dir``); each is padded to leave the mini stream."""
    names = _with_folders(entries)
    numbers = {name: number for number, name in enumerate(names, 1)}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, tuple[int, int]] = {}
    for name, data in entries.items():
        padded = data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        count = len(padded) // _SECTOR
        starts[name] = (len(chains), len(padded))
        chains += [*range(len(chains) + 1, len(chains) + count), _END]
        sectors += [padded[place : place + _SECTOR] for place in range(0, len(padded), _SECTOR)]
    records = [_entry("Root Entry", _ROOT, _NONE, _first("", names, numbers), (_END, 0))]
    for name in names:
        kind = _STREAM if name in entries else _STORAGE
        records.append(
            _entry(
                name.rpartition("/")[2], kind, _next(name, names, numbers), _first(name, names, numbers),
                starts.get(name, (0, 0)),
            )
        )  # fmt: skip
    while len(records) % 4:
        records.append(_entry("", 0, _NONE, _NONE, (0, 0)))
    directory = b"".join(records)
    first = len(chains)
    count = len(directory) // _SECTOR
    chains += [*range(first + 1, first + count), _END]
    sectors += [directory[place : place + _SECTOR] for place in range(0, len(directory), _SECTOR)]
    chains.append(_TABLE)
    table = struct.pack(f"<{len(chains)}I", *chains).ljust(_SECTOR, b"\xff")
    assert len(table) == _SECTOR, "one sector of the table is all that this generator knows"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, first, 0, 0x1000, _END, 0, _END, 0)
    header += struct.pack("<I", len(chains) - 1) + struct.pack("<I", _FREE) * 108
    return header + b"".join(sectors) + table


def _with_folders(entries: dict[str, bytes]) -> list[str]:
    found: dict[str, None] = {}
    for name in entries:
        parts = name.split("/")
        found.update(dict.fromkeys("/".join(parts[:depth]) for depth in range(1, len(parts) + 1)))
    return list(found)


def _inside(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name.rpartition("/")[0] == folder]


def _first(folder: str, names: list[str], numbers: dict[str, int]) -> int:
    inside = _inside(folder, names)
    return numbers[inside[0]] if inside else _NONE


def _next(name: str, names: list[str], numbers: dict[str, int]) -> int:
    beside = _inside(name.rpartition("/")[0], names)
    place = beside.index(name) + 1
    return numbers[beside[place]] if place < len(beside) else _NONE


def _entry(name: str, kind: int, right: int, child: int, place: tuple[int, int]) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) if name else 0, kind, 1, _NONE, right, child)
    return head + bytes(36) + struct.pack("<IQ", *place)


def doc(flags: int = 0, **streams: bytes) -> bytes:
    """Return an OLE container that looks like a DOC; ``flags`` of its FIB; more streams by path, ``__`` for /."""
    header = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x419, 0, flags)
    return ole(
        {"WordDocument": header + bytes(500), **{name.replace("__", "/"): data for name, data in streams.items()}}
    )


def doc_with_zip() -> bytes:
    """A DOC whose end is a zip archive, as its theme is: ``zipfile.is_zipfile`` says yes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("theme/theme1.xml", "<theme/>")
    return doc(Data=bytes(5000)) + buffer.getvalue()


def ole_loop() -> bytes:
    """A directory whose entry is its own neighbour, and a chain of sectors that bites its tail."""
    whole = bytearray(doc())
    place = whole.find("WordDocument".encode("utf-16-le"))
    struct.pack_into("<I", whole, place + 72, 1)
    return bytes(whole)


def rtf(body: str) -> bytes:
    """Return an RTF with this body."""
    return ("{\\rtf1\\ansi " + body + "}").encode("ascii")


def rtf_nested(depth: int = 200_000) -> bytes:
    """Groups in groups, deeper than a stack."""
    return rtf("{" * depth + "x" + "}" * depth)


ODT_MIME: Final = "application/vnd.oasis.opendocument.text"


def odt(body: str = "<text:p>whole text</text:p>", manifest: str = "", **parts: str) -> bytes:
    """Return an ODT; more parts by name, ``__`` for /."""
    content = (
        '<?xml version="1.0"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    listing = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT_MIME}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        f"{manifest}</manifest:file-entry></manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", ODT_MIME)
        for name, part in {"content.xml": content, "META-INF/manifest.xml": listing, **parts}.items():
            archive.writestr(name.replace("__", "/"), part)
    return buffer.getvalue()


def odt_with_password() -> bytes:
    """An ODT whose content is encrypted."""
    return odt(manifest='<manifest:encryption-data manifest:checksum="x"/>')
