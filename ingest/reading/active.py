"""Active and hidden content of a file: named for the registrar, never run. The document is read all the same.

Macros and embedded objects of DOC, RTF and ODT (DOCX tells its own, see :mod:`ingest.reading.docx`), fields that start
programs (DDE), scripts, launch actions, forms that send themselves and attachments of PDF.

Each function returns codes of notices; a file that cannot be looked at has none, because reading it will say what is
wrong. Sources: [MS-DOC] 2.5.1 (FibBase), ISO 32000-1 12.6.4 (actions), OpenDocument 1.2 part 3.
"""

from __future__ import annotations

import contextlib
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pdfminer.pdfdocument import PDFDocument

SENTENCES: Final = {
    "macros": "В файле есть макросы. Они не выполнялись и на текст не влияют.",
    "embedded-files": "В файл вложены другие файлы. Их содержание не прочитано: проверьте, не приложение ли это.",
    "dde-field": (
        "В файле есть поле DDE: при открытии в Word оно может запустить программу. Здесь оно не выполнялось. "
        "Не обновляйте поля, если откроете файл у себя."
    ),
    "scripts": "В файле есть сценарии JavaScript. Они не выполнялись. Не разрешайте их, если откроете файл у себя.",
    "launch": "Файл пытается запустить программу или открыть другой файл. Здесь этого не было: не открывайте его.",
    "sends-data": "Форма в файле отправляет данные по сети. Здесь она не работает; не заполняйте её.",
    "multimedia": "В файле есть видео, звук или трёхмерная модель. Они не прочитаны.",
    "xfa-form": (
        "Файл — форма XFA: то, что показывает программа просмотра, может отличаться от прочитанного. Сверьте текст."
    ),
    "hidden-section": (
        "В файле есть скрытый раздел: при просмотре и на листе его нет, но сюда он вошёл. Сверьте текст с подписанным "
        "экземпляром."
    ),
    "owner-password": "Файл защищён от изменений паролем владельца. На чтение это не влияет.",
}
"""What is told to the registrar, by code."""

_MOST_BYTES: Final = 64 * 1024 * 1024
_DDE: Final = re.compile(r"(?<![\w.])DDE(?:AUTO)?(?!\w)", re.IGNORECASE)
_RTF_FIELD: Final = re.compile(rb"\\fldinst(.{0,400})", re.DOTALL)
_RTF_CONTROL: Final = re.compile(rb"[{}]|\\[a-z]+-?\d* ?|\\[^a-z]")
_RTF_OBJECT: Final = re.compile(rb"\\obj(?:emb|link|autlink|ocx|data)\b")
_HIDDEN_SECTION: Final = re.compile(rb"""<text:section\s[^<>]{0,2000}text:display\s*=\s*["']none["']""")
"""LibreOffice shows such a section to whoever converts the file."""
_ZIP_FAULTS: Final = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError)

_PDF_MARK: Final = re.compile(
    rb"/(?:JavaScript|JS|Launch|SubmitForm|ImportData|EmbeddedFile|FileAttachment|RichMedia|Movie|Screen|3D|XFA"
    rb"|Encrypt|ObjStm|[A-Za-z]{0,20}#[0-9A-Fa-f]{2})"
)
"""Without any of these names in the open a PDF has nothing to look for; object streams and escapes hide names."""
_ACTIONS: Final = {
    "JavaScript": "scripts", "Launch": "launch", "SubmitForm": "sends-data", "ImportData": "sends-data",
    "Rendition": "multimedia", "Movie": "multimedia",
}  # fmt: skip
_ANNOTATIONS: Final = {
    "FileAttachment": "embedded-files", "RichMedia": "multimedia", "Screen": "multimedia", "Movie": "multimedia",
    "3D": "multimedia",
}  # fmt: skip
_NOT_FOLLOWED: Final = frozenset({
    "Parent", "P", "Prev", "Dest", "Dests", "Resources", "Contents", "Font", "XObject", "StructTreeRoot",
    "StructParents", "Metadata", "Outlines", "Thumb", "AP", "PageLabels",
})  # fmt: skip
"""Where no action can stand, or what leads back."""
_MOST_OBJECTS: Final = 20_000
_DEEPEST: Final = 40


def in_ole(path: Path) -> set[str]:
    """Look at the folders of a DOC."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {"/".join(entry).lower() for entry in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return set()
    found = set()
    if any(part in {"macros", "vba", "_vba_project_cur"} for name in names for part in name.split("/")):
        found.add("macros")
    if any(name.startswith("objectpool/") for name in names):
        found.add("embedded-files")
    return found


def in_word_xml(path: Path) -> set[str]:
    """Look at a document that Word 2003 has saved as XML; nothing for any other file."""
    with path.open("rb") as stream:
        if not stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
            return set()
    data = path.read_bytes()
    found = {"macros"} if re.search(rb'w:macrosPresent\s*=\s*"yes"|editdata\.mso', data) else set()
    return found | ({"embedded-files"} if re.search(rb'w:(?:ocx|embeddedObj)Present\s*=\s*"yes"', data) else set())


def is_encrypted_doc(header: bytes) -> bool:
    """Tell from the beginning of the stream ``WordDocument`` whether a password is needed (FibBase.fEncrypted)."""
    return len(header) >= 12 and bool(struct.unpack_from("<H", header, 10)[0] & 0x0100)  # noqa: PLR2004 - up to the flags


def in_rtf(data: bytes) -> set[str]:
    """Look for objects and DDE fields of an RTF."""
    found = set()
    if _RTF_OBJECT.search(data):
        found.add("embedded-files")
    fields = (_RTF_CONTROL.sub(b"", field).decode("latin-1").lstrip() for field in _RTF_FIELD.findall(data))
    if any(_DDE.match(field) for field in fields):
        found.add("dde-field")
    return found


def in_odt(path: Path) -> set[str]:
    """Look at the entries of an ODT, and for sections that are not shown."""
    found: set[str] = set()
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if "content.xml" in names:
                with archive.open("content.xml") as content:
                    found |= {"hidden-section"} if _HIDDEN_SECTION.search(content.read(_MOST_BYTES)) else set()
    except _ZIP_FAULTS:
        return found
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        found.add("macros")
    if any(re.match(r"(?:\./)?Object \d+", name) for name in names):
        found.add("embedded-files")
    return found


def has_dde(instructions: Iterable[str]) -> bool:
    """Tell whether pieces of field instructions, joined as Word joins them, name DDE."""
    return bool(_DDE.search("".join(instructions)))


def in_pdf(path: Path) -> set[str]:
    """Walk what the catalog leads to. A file without a telling name is not opened again."""
    if not is_worth_walking(path):
        return set()
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    from ingest.reading.pdf.guard import PDF_FAULTS

    with contextlib.suppress(*PDF_FAULTS, RecursionError), path.open("rb") as stream:
        return in_open_pdf(PDFDocument(PDFParser(stream), password=""))
    return set()


def in_open_pdf(document: PDFDocument) -> set[str]:
    """Walk what the catalog of an open file leads to; what is found before damage counts."""
    from ingest.reading.pdf.guard import PDF_FAULTS

    found: set[str] = set()
    if document.encryption is not None:
        found.add("owner-password")
    with contextlib.suppress(*PDF_FAULTS, RecursionError):
        for node in _objects(document.catalog):
            found |= _of_node(node)
    return found


def is_worth_walking(path: Path) -> bool:
    """Tell whether the bytes of a PDF name anything that is looked for, or hide names."""
    if path.stat().st_size > _MOST_BYTES:
        return True
    return _PDF_MARK.search(path.read_bytes()) is not None


def _objects(root: Any) -> Iterator[dict[str, Any]]:
    """Yield every dictionary that the root leads to, each once, within a budget; streams are not decoded."""
    from pdfminer.pdftypes import PDFObjRef, PDFStream

    seen: set[int] = set()
    waiting: list[tuple[Any, int]] = [(root, 0)]
    budget = _MOST_OBJECTS
    while waiting and budget:
        node, depth = waiting.pop()
        if isinstance(node, PDFObjRef):
            if node.objid in seen:
                continue
            seen.add(node.objid)
            node = node.resolve()
        if isinstance(node, PDFStream):
            node = node.attrs
        if depth > _DEEPEST:
            continue
        if isinstance(node, dict):
            budget -= 1
            yield node
            waiting.extend((value, depth + 1) for key, value in node.items() if key not in _NOT_FOLLOWED)
        elif isinstance(node, list):
            waiting.extend((value, depth + 1) for value in node[:_MOST_OBJECTS])


def _of_node(node: dict[str, Any]) -> set[str]:
    found = {_ACTIONS.get(_name(node.get("S"))), _ANNOTATIONS.get(_name(node.get("Subtype")))} - {None}
    if "JS" in node or "JavaScript" in node:
        found.add("scripts")
    if "EF" in node or "EmbeddedFiles" in node:
        found.add("embedded-files")
    if "XFA" in node:
        found.add("xfa-form")
    return {code for code in found if code}


def _name(value: Any) -> str:
    name = getattr(value, "name", "")
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def in_converted(path: Path, format_name: str) -> set[str]:
    """Look at a file that a converter will read."""
    if format_name == "doc":
        return in_ole(path) or in_word_xml(path)
    return in_rtf(path.read_bytes()) if format_name == "rtf" else in_odt(path)
