"""The archive of a DOCX: checked against the limits before it is unpacked, then parts by name and by relationship.

Parts are opened here rather than by python-docx because it refuses files that Word opens: Strict OOXML, names with
backslashes, macro documents, relationships that lead nowhere.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import unquote

from lxml import etree

from domain.errors import DamagedFile, EncryptedFile, HostileFile

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.etree import _Element as Element

    from ingest.reading.limits import ReadLimits

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OFFICE_DOCUMENT: Final = "officeDocument"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml)/([A-Za-z]+)")
_TRANSITIONAL: Final = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_PICTURE_NAME: Final = re.compile(r"media[\\/][^\\/]+\.(?:bmp|dib|png|tiff?|gif|jpe?g|wmf|emf)$", re.IGNORECASE)
_MAIN_NAME: Final = re.compile(r"(?:^|/)document\d*\.xml$")
"""What the main part is called by custom, for files whose relationships are lost."""
_DOCTYPES: Final = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_ZIP_FAULTS: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
_ENCRYPTED_FLAG: Final = 0x1


def open_checked(path: Path, limits: ReadLimits) -> zipfile.ZipFile:  # noqa: C901 - a list of checks
    """Open an office archive after checking what it declares.

    Raises:
        DamagedFile: not a whole archive.
        EncryptedFile: entries need a password.
        HostileFile: entries, sizes, ratio or names over the limits.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_FAULTS as error:
        raise DamagedFile(found="zip") from error
    entries = archive.infolist()
    if len(entries) > limits.zip_entries:
        raise HostileFile(limit="zip_entries")
    names = [entry.filename.replace("\\", "/") for entry in entries]
    if len(set(names)) != len(names):
        raise HostileFile(limit="zip_duplicate_names")
    if any(name.startswith("/") or ".." in name.split("/") or name[1:2] == ":" for name in names):
        raise HostileFile(limit="zip_escaping_names")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise EncryptedFile
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise HostileFile(limit="unpacked_bytes")
    if sum(entry.compress_size for entry in entries) > path.stat().st_size:
        raise HostileFile(limit="zip_overlap")
    for entry in entries:
        # A clean page as a bitmap is mostly white: five hundred to one is honest there, and pictures are never parsed
        # as a whole document; the sum of all sizes bounds them.
        if _PICTURE_NAME.search(entry.filename):
            continue
        if entry.file_size > limits.zip_ratio_from and entry.file_size > limits.zip_ratio * max(entry.compress_size, 1):
            raise HostileFile(limit="zip_ratio")
        if entry.filename.endswith((".xml", ".rels")) and entry.file_size > limits.xml_part_bytes:
            raise HostileFile(limit="xml_part_bytes")
    return archive


class WordPackage:
    """Parts of a DOCX: by name, and by relationship from the main document."""

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self.limits = limits
        self._archive = open_checked(path, limits)
        self._names = {
            entry.filename.replace("\\", "/").lstrip("/").lower(): entry for entry in self._archive.infolist()
        }
        self._relations: dict[str, dict[str, tuple[str, str]]] = {}
        self.external: set[tuple[str, str]] = set()
        """Kind and address of what parts point to outside the file; nothing of it is ever opened."""
        self.main = self._find_main()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    @property
    def names(self) -> list[str]:
        """Names of the parts, lower case."""
        return sorted(self._names)

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part, or None when there is none.

        Raises:
            DamagedFile: the entry does not unpack or its sum does not agree.
        """
        entry = self._names.get(name.lower())
        if entry is None:
            return None
        try:
            return self._archive.read(entry)
        except _ZIP_FAULTS as error:
            raise DamagedFile(found="zip", part=name) from error

    def xml(self, name: str) -> Element | None:
        """Return the root of a part, or None when there is none.

        Raises:
            HostileFile: too many tags, a document type declaration, or nesting deeper than a parser stands.
            DamagedFile: not well-formed.
        """
        data = self.data(name)
        return None if data is None else parse_xml(data, self.limits, part=name)

    def related(self, source: str, kind: str) -> list[str]:
        """Return the names of the parts that a part points to by relationships of a kind (``styles``, ``header``…)."""
        return [target for relation_kind, target in self.relations(source).values() if relation_kind == kind]

    def relations(self, source: str) -> dict[str, tuple[str, str]]:
        """Return ``id -> (kind, part name)`` of a part's relationships, without those that leave the file."""
        known = self._relations.get(source)
        if known is None:
            known = self._relations[source] = self._read_relations(source)
        return known

    def _read_relations(self, source: str) -> dict[str, tuple[str, str]]:
        folder, base = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            kind = (relation.get("Type") or "").rsplit("/", 1)[-1]
            if relation.get("TargetMode") == "External":
                self.external.add((kind, relation.get("Target") or ""))
                continue
            target = unquote((relation.get("Target") or "").replace("\\", "/")).partition("#")[0]
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id") or ""] = (kind, whole)
        return found

    def _find_main(self) -> str:
        for kind, target in self.relations("").values():
            if kind == _OFFICE_DOCUMENT and target.lower() in self._names:
                return target
        for name in sorted(self._names, key=lambda name: (name != "word/document.xml", len(name))):
            if _MAIN_NAME.search(name):
                return name
        raise DamagedFile(found="zip", part="word/document.xml")


def parse_xml(data: bytes, limits: ReadLimits, *, part: str) -> Element:
    """Parse one part with every dangerous feature of XML off."""
    if any(mark in data for mark in _DOCTYPES):
        raise HostileFile(limit="xml_doctype", part=part)
    if data.count(b"<") > 2 * limits.xml_nodes:
        raise HostileFile(limit="xml_nodes", part=part)
    if b"http://purl.oclc.org/ooxml/" in data:
        data = _STRICT.sub(_TRANSITIONAL, data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        said = str(error).lower()
        if "depth" in said or "huge" in said or "amplification" in said or "entity" in said:
            raise HostileFile(limit="xml_depth" if "depth" in said else "xml_size", part=part) from error
        if "memory" in said:
            raise HostileFile(limit="memory", part=part) from error
        raise DamagedFile(part=part) from error
    if root is None:
        raise DamagedFile(part=part)
    information: Any = root.getroottree().docinfo
    if information.doctype:
        raise HostileFile(limit="xml_doctype", part=part)
    return root
