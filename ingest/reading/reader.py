"""Read one file in this process. The register calls it only in a child with limits (:mod:`.isolation.pool`).

Reads: a file. Writes: a :class:`domain.document.Document`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from domain.document import PICTURES
from domain.errors import (
    EmptyFile,
    FileTooLarge,
    HostileFile,
    IntakeError,
    NothingToRead,
    ReadingFailed,
    SignatureWithoutDocument,
)
from ingest.reading import active
from ingest.reading.builder import DocumentBuilder
from ingest.reading.sniffing import sniff
from ingest.reading.text import judging, mojibake

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.reading.builder import CellDraft, Draft
    from ingest.reading.limits import ReadLimits
    from ingest.reading.office.shown import PagePicture
    from ingest.reading.tools import Tools
    from ingest.reading.ways import Passed

Progress = Callable[[str, int, int], None]
Seal = Callable[[Path, "Tools"], "Tools"]
"""Closes the process before a file is parsed: what may be read, the tools; returns how the tools are used after."""

_ENDINGS: Final = {
    "docx": {".docx", ".docm", ".dotx"}, "doc": {".doc", ".dot", ".xml"}, "rtf": {".rtf"}, "odt": {".odt"},
    "pdf": {".pdf"}, "html": {".html", ".htm", ".xhtml", ".mht", ".mhtml"}, "txt": {".txt", ".text", ".md", ".log"},
    "sig": {".sig", ".p7s", ".p7m", ".sgn"},
    "jpeg": {".jpg", ".jpeg", ".jfif"}, "png": {".png"}, "tiff": {".tif", ".tiff"},
}  # fmt: skip
_CONVERTED: Final = ("doc", "rtf", "odt")
_DECODED: Final = ("txt", "html")
"""Their encoding is told by evidence."""


def read_document(
    data_path: Path,
    *,
    name: str,
    limits: ReadLimits,
    tools: Tools,
    progress: Progress | None = None,
    method: str = "",
    recognise: bool = True,
    passed: Passed = (),
    seal: Seal | None = None,
) -> Document:
    """Read a file: its kind is told by content, ``name`` is what the sender called it.

    Args:
        data_path: The file.
        name: What the sender called it.
        limits: What it may cost.
        tools: Programs of the system that may be used.
        progress: Called with stage, done, total.
        method: Another way of reading a PDF, see :data:`ingest.reading.ways.METHODS`; empty: the usual one.
        recognise: Whether pages that are pictures are recognised now; if not, they are counted in
            :attr:`Document.unrecognised`, and the document may be without text.
        passed: Pages to pass over, see :func:`ingest.reading.ways.passed_over`.
        seal: Called once, after a converter has run and before anything is parsed.

    Raises:
        IntakeError: any of its classes; nothing else leaves this function but ``MemoryError``.
    """
    tell = progress or _silent
    size = data_path.stat().st_size
    if size == 0:
        raise EmptyFile
    if size > limits.max_bytes:
        raise FileTooLarge(limit=limits.max_bytes, size=size)
    tell("sniff", 0, 1)
    try:
        format_name = sniff(data_path, name=name)
        builder = DocumentBuilder(limits, recognise=recognise, method=method, passed=passed)
        _compare_name(format_name, name, builder)
        _read(format_name, data_path, builder, tools, tell, seal or _open)
        return _finished(builder, format_name, tell)
    except (IntakeError, MemoryError):
        raise
    except RecursionError as error:
        raise HostileFile(limit="nesting") from error
    except Exception as error:
        raise ReadingFailed(defect=_defect(error)) from error


def _finished(builder: DocumentBuilder, format_name: str, tell: Progress) -> Document:
    _mend(builder)
    if format_name in _DECODED:
        judging.judge(builder)
    if not builder.has_text and not builder.unrecognised:
        raise _nothing(builder)
    tell("text", 0, 1)
    return builder.finish(format_name)


def _nothing(builder: DocumentBuilder) -> NothingToRead:
    """Return the error of a file without text; when its content lies elsewhere, it says so."""
    elsewhere = next((notice.message for notice in builder.notices if notice.code == "external-parts"), "")
    return NothingToRead(f"В файле нет текста. {elsewhere}") if elsewhere else NothingToRead()


def _read(  # noqa: PLR0917 - all that any format needs
    format_name: str, path: Path, builder: DocumentBuilder, tools: Tools, tell: Progress, seal: Seal
) -> None:
    if format_name in _CONVERTED:
        from ingest.reading.office.converter import converted

        tell("convert", 0, 1)
        builder.converted = True
        _tell_of(active.in_converted(path, format_name), builder)
        with converted(path, format_name, builder.limits, tools) as docx:
            stream = docx.open("rb")
        with stream:  # the converter's folder is gone, the file lives while it is open
            path = Path(f"/proc/self/fd/{stream.fileno()}")
            _read_word(path, builder, seal(path, tools), tell)
        return
    tools = seal(path, tools)
    if format_name == "pdf":
        from ingest.reading.ocr import Recogniser
        from ingest.reading.pdf.reader import read_pdf
        from ingest.signatures.embedded import inspect_pdf

        with Recogniser(builder.limits, tools) as recogniser:
            read_pdf(path, builder, recogniser, tell)
        builder.signatures = inspect_pdf(path, builder.limits)
        _tell_of(active.in_pdf(path) if builder.active is None else builder.active, builder)
    elif format_name == "html":
        from ingest.reading.html import read_html

        _read_pictures(read_html(path.read_bytes(), builder), builder, tools, tell)
    elif format_name == "txt":
        from ingest.reading.text.plain import read_plain

        read_plain(path.read_bytes(), builder)
    elif format_name in PICTURES:
        from ingest.reading.images.scans import read_scan
        from ingest.reading.office.pictures import read_pictures

        read_pictures(read_scan(path, builder), builder, tools, tell)
    elif format_name == "sig":
        raise SignatureWithoutDocument  # a container is opened before, see ingest.signatures.pairing
    else:
        _read_word(path, builder, tools, tell)


def _tell_of(codes: set[str], builder: DocumentBuilder) -> None:
    """Tell the registrar of content that does something when the file is opened elsewhere."""
    for code in sorted(codes):
        builder.notice(code, active.SENTENCES[code])


def _read_word(path: Path, builder: DocumentBuilder, tools: Tools, tell: Progress) -> None:
    from ingest.reading.docx import read_docx

    _read_pictures(read_docx(path, builder), builder, tools, tell)


def _read_pictures(pictures: list[PagePicture], builder: DocumentBuilder, tools: Tools, tell: Progress) -> None:
    if pictures:
        from ingest.reading.office.pictures import read_pictures

        read_pictures(pictures, builder, tools, tell)


def _mend(builder: DocumentBuilder) -> None:
    """Undo a wrong decoding where it is certain, and say so."""
    changed = False
    for draft in builder.drafts:
        parts: list[Draft | CellDraft] = [draft, *draft.cells]
        for part in parts:
            mended = mojibake.repair(part.mended)
            if mended.text != part.text:
                part.text, part.repairs = mended.text, mended.repairs
                changed = True
    if changed:
        builder.notice("recoded", "Часть знаков в файле была испорчена неверной кодировкой и восстановлена.")


def _compare_name(format_name: str, name: str, builder: DocumentBuilder) -> None:
    ending = Path(name).suffix.lower()
    if ending and ending not in _ENDINGS[format_name] and any(ending in known for known in _ENDINGS.values()):
        builder.notice(
            "name-differs",
            f"Файл называется {ending}, а по содержанию это {format_name.upper()}. Прочитан по содержанию.",
        )


def _defect(error: BaseException) -> str:
    """Return class and place of an unexpected error for the engineer: no text, no data, no path."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__} {place}".strip()


def _open(path: Path, tools: Tools) -> Tools:
    """Close nothing: the caller has a reason to read in its own process."""
    del path
    return tools


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total
