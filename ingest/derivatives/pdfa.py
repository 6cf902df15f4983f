"""A scan -> searchable PDF/A-2b by OCRmyPDF, in the sandbox of converters.

Reads: a PDF, or a scan that came as a picture (JPEG, PNG, TIFF of many frames). Writes: a PDF whose pages look the
same and whose pictures carry their text as a hidden layer; pictures become pages without a loss (img2pdf).
OCRmyPDF adds the declarations itself and has the result judged by the validator of pikepdf; Ghostscript (AGPL) is not
used. What the validator does not approve as it is (fonts of another program's text, page transitions) is freed of
that text, and only then drawn anew as pictures, when all pages are pictures already, so that nothing is lost by it;
text that somebody typed is never recognised instead of kept.
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
_UNREADABLE: Final = 4
"""The input is no PDF that can be used."""
_ENCRYPTED: Final = 8
_TOO_LARGE: Final = 9
_FRAME_SECONDS: Final = 1.0
"""To pack a frame of a TIFF whose packing PDF does not know; the largest take three quarters of it."""
_CLAIM: Final = re.compile(rb"pdfaid:part(?:>|=[\"'])2")
_INSIDE: Final = Path(__file__).with_name("inside.py")


class Made(msgspec.Struct, frozen=True):
    """What was made: by which program in which version, and of how many pages."""

    maker: str
    pages: int


class _Seen(msgspec.Struct, frozen=True):
    """What the program inside the sandbox prints."""

    pages: int
    words: bool
    drawn: bool


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
        DamagedFile: the original is no usable PDF or picture.
        EncryptedFile: it needs a password.
        HostileFile: it has too many pages, or pixels on one.
        ReadingTimedOut: it took too long.
        DerivativeFailed: no PDF/A came out that keeps its promises.
    """
    if not tools.tesseract:
        raise ToolMissing(tool="tesseract", package=OCR_PACKAGE)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="pdfa-") as folder:
        work = _Work(Path(folder), limits, tools)
        found = work.prepare(source.read_bytes())
        pages = found.pages
        if pages > limits.ocr_pages:
            raise HostileFile(limit="ocr_pages", pages=pages)
        progress("ocr", 0, pages)
        work.recognise(pages, drawn=found.drawn)
        work.verify(pages)
        work.result.replace(target)
    progress("ocr", pages, pages)
    return Made(maker=f"ocrmypdf {importlib.metadata.version('ocrmypdf')}", pages=pages)


class _Work:
    """One folder that the sandbox may write to, and the programs that run over it."""

    def __init__(self, folder: Path, limits: ReadLimits, tools: Tools) -> None:
        self._folder = folder
        self._limits = limits
        self._tools = tools
        self._source = folder / "source.pdf"
        self.result = folder / "result.pdf"

    def prepare(self, data: bytes) -> _Seen:
        """Bring the original in through the program's input; return what it is."""
        limits = self._limits
        ended = self._run(
            str(_INSIDE), "prepare", str(self._source), str(limits.ocr_pages), str(limits.image_pixels),
            data=data,
            seconds=limits.ocr_pages * _FRAME_SECONDS,
        )  # fmt: skip
        _judge(ended)
        return _seen(ended)

    def recognise(self, pages: int, *, drawn: bool) -> None:
        """Let OCRmyPDF make the result, in the first way whose result is PDF/A.

        Only pages without text are recognised. Where no page draws words of its own (``drawn``), a text of another
        program is no loss and its fonts may keep a scan from PDF/A: it is taken out, the pictures stay as they are;
        last of all every page is drawn anew as a picture, which may make it larger.
        """
        ended = self._ocrmypdf(self._source, "skip", pages)
        if ended.code == _NO_PDFA and not drawn:
            bare = self._source.with_name("bare.pdf")
            if self._run(str(_INSIDE), "bare", str(self._source), str(bare), seconds=pages).code == _OK:
                ended = self._ocrmypdf(bare, "skip", pages)
            if ended.code == _NO_PDFA:
                ended = self._ocrmypdf(self._source, "force", pages)
        _judge(ended)

    def _ocrmypdf(self, source: Path, mode: str, pages: int) -> Ended:
        return self._run(
            "-m", "ocrmypdf",
            "--language", "rus", "--mode", mode,
            "--output-type", "pdfa", "--pdfa-backend", "internal", "--rasterizer", "pypdfium",
            "--invalidate-digital-signatures", "--tagged-pdf-mode", "ignore",
            "--jobs", "1", "--optimize", "1", "--no-progress-bar", "--quiet",
            "--max-image-mpixels", str(self._limits.image_pixels // 1_000_000),
            "--tesseract-timeout", str(self._limits.ocr_seconds_per_page),
            str(source), str(self.result),
            seconds=self._limits.ocr_seconds_per_page * pages,
        )  # fmt: skip

    def verify(self, pages: int) -> None:
        """Hold the result to its promises: as many pages, words in the text layer, the mark of PDF/A-2."""
        ended = self._run(str(_INSIDE), "look", str(self.result))
        if ended.code != _OK:
            raise DerivativeFailed(fault="unreadable")
        found = _seen(ended)
        if found.pages != pages:
            raise DerivativeFailed(fault="pages", pages=found.pages)
        if not found.words:
            raise DerivativeFailed(fault="no-words")
        if not _CLAIM.search(self.result.read_bytes()):
            raise DerivativeFailed(fault="no-claim")

    def _run(self, *arguments: str, data: bytes = b"", seconds: float = 0.0) -> Ended:
        """Run Python in the sandbox; the interpreter sees neither our variables nor a user's own packages."""
        folder = str(self._folder)
        return run_program(
            [*self._tools.sandbox(writable=folder), sys.executable, "-I", *arguments],
            seconds=min(_START_SECONDS + seconds, self._limits.wall_seconds),
            limits=self._limits,
            data=data,
            home=folder,
            environment={
                "TMPDIR": folder,
                "PATH": os.pathsep.join((str(Path(self._tools.tesseract).parent), os.defpath)),
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
    if ended.code == _UNREADABLE:
        raise DamagedFile(found="scan")
    if ended.code == _TOO_LARGE:
        raise HostileFile(limit="ocr_pages or image_pixels")
    raise DerivativeFailed(exit=ended.code)


def _seen(ended: Ended) -> _Seen:
    """Return what the program inside the sandbox printed."""
    try:
        return msgspec.json.decode(ended.output, type=_Seen)
    except msgspec.MsgspecError as error:
        raise DerivativeFailed(fault="inside") from error
