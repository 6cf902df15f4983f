"""What a file is, told by its content; its name is only compared.

Order matters: OLE first (one real DOC in six holds a zip of its theme, so a zip test would call it an archive), then
zip, RTF, PDF (its header may stand anywhere in the first kilobyte), HTML, and plain text last, because anything could
be that.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Final

from domain.document import PICTURES
from domain.errors import DamagedFile, EmptyFile, EncryptedFile, UnsupportedFormat
from ingest.reading.active import is_encrypted_doc
from ingest.reading.text.wide import unmarked_utf16
from ingest.signatures.forms import is_signed_data

HEAD_BYTES: Final = 64 * 1024
"""As much of a file's beginning as sniffing looks at, besides the directories of archives."""

FORMATS: Final = ("docx", "doc", "rtf", "odt", "pdf", "html", "txt", "sig", *sorted(PICTURES))

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"GIF8", "изображение GIF"),
    (b"MZ", "программа"),
    (b"\x7fELF", "программа"),
    (b"Rar!\x1a\x07", "архив RAR"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7z"),
    (b"\x1f\x8b\x08", "архив GZIP"),
    (b"BZh", "архив BZIP2"),
    (b"\xfd7zXZ\x00", "архив XZ"),
    (b"AT&TFORM", "документ DjVu"),
    (b"%!PS", "документ PostScript"),
)
_PICTURE_STARTS: Final = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_ACCEPTED: Final = "Загрузите акт в формате DOCX, DOC, RTF, ODT, PDF, HTML, TXT или его скан (PDF, JPEG, PNG, TIFF)."
_ZIP_ENCRYPTED: Final = 1
"""Flag of an entry that a password opens (APPNOTE 4.4.4)."""
_LOCKED_ZIP: Final = "Это архив ZIP, защищённый паролем. Распакуйте его с паролем и загрузите документы по одному."
_UNPACK: Final = "Это {what}. Распакуйте его и загрузите документы по одному."
_OTHER_OFFICE: Final = (("xl/", "таблица Excel"), ("ppt/", "презентация PowerPoint"), ("visio/", "схема Visio"))
_HTML: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|center|font|span)[\s>/]", re.IGNORECASE
)
_MARKED_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,300}?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL
)
_WORD_XML: Final = re.compile(
    rb"\s*<\?xml[^>]{0,200}\?>\s*(?:<!--.{0,300}?-->\s*)?(?:<\?mso-application\s+progid=\"Word\.Document\"[^>]*\?>|<w:wordDocument\s)",
    re.DOTALL,
)
"""How Word 2003 saves a document as XML; as a rule under a name with «.doc»."""
_HEADER: Final = re.compile(rb"[!-9;-~]{1,80}:")
_RELATED: Final = re.compile(rb"content-type:\s*multipart/related", re.IGNORECASE)
"""What the headers of a page saved with its pictures say («веб-архив», RFC 2557)."""
_PROMISES: Final = {".pdf": "PDF", ".docx": "DOCX", ".docm": "DOCX", ".odt": "ODT"}
"""Names whose formats have an unmistakable beginning: bare text under such a name is not the document."""
_BOM: Final = b"\xef\xbb\xbf"
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_CONTROL: Final = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27}


def sniff_head(first_bytes: bytes, size: int, name: str) -> str:  # noqa: C901, PLR0911 - one line a format
    """Tell the kind of a file at the door, from its first bytes alone, without parsing.

    Returns one of :data:`FORMATS`, ``zip`` or ``ole`` when only the whole file can tell, or ``unknown``.

    Raises:
        EmptyFile: there are no bytes.
        UnsupportedFormat: the first bytes surely belong to something that the register does not read.
    """
    if size == 0 or not first_bytes:
        raise EmptyFile
    if first_bytes.startswith(_OLE):
        return "ole"
    if first_bytes.startswith(_ZIP):
        return "zip"
    if first_bytes.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if b"%PDF-" in first_bytes[:1024]:
        return "pdf"
    if is_signed_data(first_bytes):
        return "sig"
    for start, kind in _PICTURE_STARTS:
        if first_bytes.startswith(start):
            return kind
    _refuse_foreign(first_bytes)
    if marked := _marked(first_bytes):
        return marked
    if _is_text(first_bytes[:HEAD_BYTES]):
        if _HTML.search(_narrow(first_bytes[:4096])):
            return "html"
        promise = _PROMISES.get(Path(name).suffix.lower())
        if promise:
            raise UnsupportedFormat(
                f"Файл называется как {promise}, но внутри его нет — только простой текст. "
                "Получите у отправителя исходный файл.",
                found="txt",
            )
        return "txt"
    return "unknown"


def _marked(first_bytes: bytes) -> str:
    """Tell text that says of itself what it is: a page, a page with its pictures, a document of Word as XML."""
    if _MARKED_HTML.match(_narrow(first_bytes[:1024]).lstrip(b"\xef\xbb\xbf\xff\xfe")) or is_web_archive(first_bytes):
        return "html"
    if _WORD_XML.match(first_bytes.removeprefix(_BOM)):
        _refuse_flat(first_bytes)
        return "doc"
    return ""


def is_web_archive(first_bytes: bytes) -> bool:
    """Tell a page that was saved with its pictures into one file (MHT)."""
    is_related = False
    for line in first_bytes[:8192].lstrip().splitlines():
        if not line.strip():
            break
        if line[:1] not in b" \t":
            if not _HEADER.match(line):
                return False
            is_related = is_related or _RELATED.match(line) is not None
    return is_related


def _refuse_flat(first_bytes: bytes) -> None:
    """Refuse the XML of Word 2007 and later: no converter here reads it, any Word saves it anew."""
    if b"<pkg:package" in first_bytes[:4096]:
        raise UnsupportedFormat(
            "Это документ Word, сохранённый в виде XML. Откройте его в Word и сохраните как DOCX.", found="word-xml"
        )


def _refuse_foreign(first_bytes: bytes) -> None:
    """Refuse by name what begins like something else."""
    for magic, what in _FOREIGN:
        if first_bytes.startswith(magic):
            if what.startswith("архив"):
                raise UnsupportedFormat(_UNPACK.format(what=what), found=what)
            raise UnsupportedFormat(f"Это {what}: такой формат не поддерживается. {_ACCEPTED}", found=what)


def sniff(path: Path, *, name: str) -> str:
    """Tell the format of a whole file: one of :data:`FORMATS`.

    Raises:
        EmptyFile: there are no bytes.
        EncryptedFile: an office document that needs a password.
        DamagedFile: an archive or container that cannot be opened.
        UnsupportedFormat: none of the formats.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    kind = sniff_head(head, path.stat().st_size, name)
    if kind == "ole":
        return _sniff_ole(path)
    if kind == "zip" or (kind == "unknown" and zipfile.is_zipfile(path)):
        return _sniff_zip(path, head)
    if kind == "unknown":
        raise UnsupportedFormat
    return kind


def _sniff_ole(path: Path) -> str:
    import olefile  # only a reading child needs it

    try:
        with olefile.OleFileIO(io.BytesIO(path.read_bytes())) as ole:
            if ole.exists("EncryptedPackage"):
                raise EncryptedFile
            if ole.exists("WordDocument"):
                if is_encrypted_doc(ole.openstream("WordDocument").read(32)):
                    raise EncryptedFile
                return "doc"
            names = {entry[0] for entry in ole.listdir() if entry}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedFile(found="ole") from error
    raise UnsupportedFormat(found="ole", streams=sorted(names)[:5])


def _sniff_zip(path: Path, head: bytes) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()[:20_000]
            names = {entry.filename.replace("\\", "/") for entry in entries}
            if any(entry.flag_bits & _ZIP_ENCRYPTED for entry in entries):
                raise EncryptedFile(_LOCKED_ZIP, found="zip")
            kind = _start_of(archive, "mimetype", 100).decode("ascii", "replace") if "mimetype" in names else ""
            locked = kind and b"encryption-data" in _start_of(archive, "META-INF/manifest.xml", HEAD_BYTES)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError) as error:
        if b"word/" in head or b"[Content_Types].xml" in head or b"opendocument.text" in head:
            raise DamagedFile(found="zip") from error
        raise DamagedFile(
            "Архив повреждён или загружен не полностью. Получите файл у отправителя снова.", found="zip"
        ) from error
    if locked:
        raise EncryptedFile
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if any(name.startswith("word/") for name in names):
        return "docx"
    if not names:
        raise DamagedFile("Это пустой архив: документа внутри нет. Получите файл у отправителя снова.", found="zip")
    if "[Content_Types].xml" in names and not any(name.startswith(("xl/", "ppt/")) for name in names):
        return "docx"
    what = next((title for start, title in _OTHER_OFFICE if any(name.startswith(start) for name in names)), "")
    if what or kind:
        raise UnsupportedFormat(
            f"Это {what or 'файл другой офисной программы'}, а не текстовый документ. {_ACCEPTED}", found="zip"
        )
    raise UnsupportedFormat(_UNPACK.format(what="архив ZIP"), found="zip")


def _start_of(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the beginning of an entry, nothing when it is not there."""
    try:
        with archive.open(name) as entry:
            return entry.read(most)
    except KeyError:
        return b""


def _narrow(head: bytes) -> bytes:
    return head.replace(b"\x00", b"") if head.startswith(_WIDE_MARKS) or unmarked_utf16(head) else head


def _is_text(head: bytes) -> bool:
    """Tell whether bytes can be text: UTF-16, valid UTF-8, or one-byte letters without controls."""
    if head.startswith(_WIDE_MARKS) or unmarked_utf16(head):
        return True
    try:
        head[:-4].decode("utf-8") if len(head) > HEAD_BYTES - 8 else head.decode("utf-8")
    except UnicodeDecodeError:
        sample = head[:8192]
        letters = sum(byte >= 0x80 or byte in b" \r\n\t" or 65 <= byte < 123 or 48 <= byte < 58 for byte in sample)  # noqa: PLR2004 - ASCII and Cyrillic code pages
        return not _CONTROL.intersection(sample) and letters > 0.8 * len(sample)
    return b"\x00" not in head and not _CONTROL.intersection(head)
