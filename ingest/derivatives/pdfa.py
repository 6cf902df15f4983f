"""A scan -> searchable PDF/A-2b by OCRmyPDF, in the sandbox of converters.

Reads: a PDF. Writes: another PDF, whose pages look the same and whose pictures carry their text as a hidden layer.
OCRmyPDF adds the declarations itself and has the result judged by the validator of pikepdf; Ghostscript (AGPL) is not
used. What the validator does not approve as it is (transfer functions, page transitions) is drawn anew as pictures:
for pages that are pictures already nothing is lost by that.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from domain.errors import DamagedFile, DerivativeFailed, EncryptedFile, HostileFile, ReadingTimedOut, ToolMissing
from ingest.reading.ocr.programs import Ended, run_program
from ingest.reading.tools import OCR_PACKAGE

if TYPE_CHECKING:
    from ingest.reading.limits import ReadLimits
    from ingest.reading.tools import Tools

Progress = Callable[[str, int, int], None]

_START_SECONDS: Final = 30.0
"""Besides the pages: start of the interpreter, parsing, validation."""
_OK: Final = 0
_NO_PDFA: Final = 10
_UNREADABLE: Final = (2, 4)
"""The input is no PDF that can be used; the output would be none."""
_ENCRYPTED: Final = 8
_WAYS: Final = ("skip", "force")
"""Modes, in order: only pages without text are recognised; every page becomes a picture and is recognised."""
_CLAIM: Final = re.compile(rb"pdfaid:part(?:>|=[\"'])2")
_WORD: Final = re.compile(r"[А-Яа-яЁё]{3,}")


class Made(msgspec.Struct, frozen=True):
    """What was made: by which program in which version, and of how many pages."""

    maker: str
    pages: int


def make_pdfa(source: Path, target: Path, limits: ReadLimits, tools: Tools, progress: Progress) -> Made:
    """Make a searchable PDF/A-2b of ``source`` at ``target``.

    ``target`` lies in a folder of the caller's own, which holds the program's temporary files too: the caller removes
    it, so that nothing is left whatever dies.

    Args:
        source: The original, only read.
        target: Where the result is to be.
        limits: What it may cost.
        tools: Programs of the system.
        progress: Called with stage, done, total.

    Raises:
        ToolMissing: tesseract with Russian is not installed.
        DamagedFile: the original is no usable PDF.
        EncryptedFile: it needs a password.
        HostileFile: it has too many pages, or takes more memory than it may.
        ReadingTimedOut: it took too long.
        DerivativeFailed: no PDF/A came out that keeps its promises.
    """
    if not tools.tesseract:
        raise ToolMissing(tool="tesseract", package=OCR_PACKAGE)
    data = source.read_bytes()
    pages = _pages_of(data)
    if pages > limits.ocr_pages:
        raise HostileFile(limit="ocr_pages", pages=pages)
    progress("ocr", 0, pages)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="pdfa-") as folder:
        result = Path(folder) / "result.pdf"
        for mode in _WAYS:
            ended = _run(data, result, mode, pages=pages, limits=limits, tools=tools)
            if ended.code != _NO_PDFA:
                break
        _judge(ended)
        _verify(result, pages)
        result.replace(target)
    progress("ocr", pages, pages)
    return Made(maker=f"ocrmypdf {importlib.metadata.version('ocrmypdf')}", pages=pages)


def _run(data: bytes, result: Path, mode: str, *, pages: int, limits: ReadLimits, tools: Tools) -> Ended:
    """Run OCRmyPDF: the original through its input, so that the sandbox need not show where it lies."""
    folder = str(result.parent)
    command = [
        *tools.sandbox(writable=folder),
        sys.executable, "-I", "-m", "ocrmypdf",
        "--language", "rus", "--mode", mode,
        "--output-type", "pdfa", "--pdfa-backend", "internal", "--rasterizer", "pypdfium",
        "--invalidate-digital-signatures",
        "--tagged-pdf-mode", "ignore",
        "--jobs", "1", "--optimize", "1", "--no-progress-bar", "--quiet",
        "--max-image-mpixels", str(limits.image_pixels // 1_000_000),
        "--tesseract-timeout", str(limits.ocr_seconds_per_page),
        "-", str(result),
    ]  # fmt: skip
    return run_program(
        command,
        seconds=min(_START_SECONDS + limits.ocr_seconds_per_page * pages, limits.wall_seconds),
        limits=limits,
        data=data,
        home=folder,
        environment={
            "TMPDIR": folder,
            "PATH": os.pathsep.join((str(Path(tools.tesseract).parent), os.defpath)),
        },
    )


def _judge(ended: Ended) -> None:
    """Raise what the program's end means."""
    if ended.code == _OK:
        return
    if ended.code is None:
        raise ReadingTimedOut
    if ended.code == _ENCRYPTED:
        raise EncryptedFile
    if ended.code in _UNREADABLE:
        raise DamagedFile(found="pdf")
    raise DerivativeFailed(exit=ended.code)


def _verify(result: Path, pages: int) -> None:
    """Hold the result to its promises: as many pages, words in the text layer, the mark of PDF/A-2."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(result) as document:
            count = len(document)
            has_words = any(_WORD.search(document[index].get_textpage().get_text_bounded()) for index in range(count))
    except pypdfium2.PdfiumError as error:
        raise DerivativeFailed(fault="unreadable") from error
    if count != pages:
        raise DerivativeFailed(fault="pages", pages=count)
    if not has_words:
        raise DerivativeFailed(fault="no-words")
    if not _CLAIM.search(result.read_bytes()):
        raise DerivativeFailed(fault="no-claim")


def _pages_of(data: bytes) -> int:
    """Return the number of pages. Raises :class:`DamagedFile` or :class:`EncryptedFile`."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as document:
            count = len(document)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise EncryptedFile from error
        raise DamagedFile(found="pdf") from error
    if count == 0:
        raise DamagedFile(found="pdf")
    return count
