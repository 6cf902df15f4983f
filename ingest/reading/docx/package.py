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


def open_checked(path: Path, limits: ReadLimits) -> zipfile.ZipFile:
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
    if len(set(map(_key, names))) != len(names):
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
        # A clean page as a bitmap is mostly white: five hundred to one is honest there; the sum of all sizes bounds
        # pictures. A part that only calls itself a picture is weighed when it is parsed.
        if not _PICTURE_NAME.search(entry.filename):
            _weigh(entry, limits, is_xml=entry.filename.lower().endswith((".xml", ".rels")))
    return archive


def _weigh(entry: zipfile.ZipInfo, limits: ReadLimits, *, is_xml: bool) -> None:
    """Refuse an entry that unpacks to more than its kind honestly does, before it is unpacked."""
    if entry.file_size > limits.zip_ratio_from and entry.file_size > limits.zip_ratio * max(entry.compress_size, 1):
        raise HostileFile(limit="zip_ratio")
    if is_xml and entry.file_size > limits.xml_part_bytes:
        raise HostileFile(limit="xml_part_bytes")


def _key(name: str) -> str:
    """Return the name by which a part is looked up: to Word, names that differ in case only are one."""
    return name.replace("\\", "/").lstrip("/").casefold()


def relations_of(source: str) -> str:
    """Return the name of the part that holds the relationships of a part; of the package itself for ``""``."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")


class WordPackage:
    """Parts of a DOCX: by name, and by relationship from the main document."""

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self.limits = limits
        self._archive = open_checked(path, limits)
        self._names = {_key(entry.filename): entry for entry in self._archive.infolist()}
        self.broken: list[str] = []
        """Names of the parts beside the main one that could not be read, in the order in which they were wanted."""
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
        """Names of the parts, in small letters."""
        return sorted(self._names)

    def data(self, name: str) -> bytes | None:
        """Return the bytes of a part; None when there is none, or it is damaged and noted in :attr:`broken`."""
        entry = self._names.get(_key(name))
        try:
            return None if entry is None else self._unpacked(entry, name)
        except DamagedFile:
            self._note(name)
            return None

    def xml(self, name: str) -> Element | None:
        """Return the root of a part; None when there is none, or it is damaged and noted in :attr:`broken`.

        Raises:
            HostileFile: too large, too many tags, a document type declaration, or nesting deeper than a parser stands.
        """
        try:
            return self._parsed(name)
        except DamagedFile:
            self._note(name)
            return None

    def main_xml(self) -> Element | None:
        """Return the root of the main part, without which there is no document.

        Raises:
            HostileFile: as :meth:`xml`.
            DamagedFile: it does not unpack, its sum does not agree, or it is not well-formed.
        """
        return self._parsed(self.main)

    def _parsed(self, name: str) -> Element | None:
        entry = self._names.get(_key(name))
        if entry is None:
            return None
        _weigh(entry, self.limits, is_xml=True)
        return parse_xml(self._unpacked(entry, name), self.limits, part=name)

    def _unpacked(self, entry: zipfile.ZipInfo, name: str) -> bytes:
        try:
            return self._archive.read(entry)
        except _ZIP_FAULTS as error:
            raise DamagedFile(found="zip", part=name) from error

    def _note(self, name: str) -> None:
        if name not in self.broken:
            self.broken.append(name)

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
        folder = posixpath.dirname(source)
        root = self.xml(relations_of(source))
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
            if kind == _OFFICE_DOCUMENT and _key(target) in self._names:
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
