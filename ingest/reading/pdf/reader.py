"""PDF -> drafts of blocks: page by page, each page's text layer tested, repaired or recognised.

Reads: the file. Writes: pages, blocks and notices into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pdfminer.pdfdocument import PDFEncryptionError

from domain.document import Source
from domain.errors import (
    DamagedFile,
    EncryptedFile,
    HostileFile,
    IntakeError,
    NothingToRead,
    RecognitionFailed,
    ToolMissing,
)
from ingest.reading.ocr.patience import Patience
from ingest.reading.pdf import fallback, guard, looking, marks, pictured, recognised, writing
from ingest.reading.pdf.judging import PageText, believe_neighbours, judge
from ingest.reading.pdf.opening import PASSED, PdfminerReader, page_tree
from ingest.reading.pdf.recognition import Recognition
from ingest.reading.text import quality

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.ocr import Recogniser
    from ingest.reading.pdf.device import Run

_LITTLE: Final = 0.3
"""Share of a layer's letters below which recognition does not replace it."""
_SCAN: Final = "Текст получен распознаванием скана. Дату и номер обязательно сверьте с изображением."
_SCANNED_PAGE: Final = "Страница распознана со скана. Дату, номер и цифры на ней сверьте с изображением."
_SIMPLY: Final = "Файл построен с ошибками и прочитан упрощённо. Сверьте текст с оригиналом."
Progress = Callable[[str, int, int], None]


def read_pdf(path: Path, builder: DocumentBuilder, recogniser: Recogniser, progress: Progress) -> None:
    """Read a PDF into the builder, the way that it asks for (:data:`ingest.reading.ways.METHODS`).

    Raises:
        EncryptedFile: opens only with a password.
        DamagedFile: not even its structure can be read, or no text is left on its broken pages.
        NothingToRead: no pages, or all are blank.
        RecognitionFailed: all text is in pictures, and none of them could be recognised.
        ToolMissing: all text is in pictures and there is no recognition here.
        HostileFile: over a limit.
    """
    pages = _by_method(path, builder, progress)
    if not pages:
        raise NothingToRead
    believe_neighbours(pages)
    _tell(pages, builder)
    wanted = [page for page in pages if page.needs_ocr]
    recognition = Recognition(path, builder, recogniser, progress, Patience(builder.limits))
    if wanted and not builder.recognise:
        builder.unrecognised = len(wanted)
    elif wanted:
        _recognise(wanted, pages, recognition)
    if not builder.method:
        looking.look(pages, recognition)
    pictured.look(pages, recognition)
    writing.write(pages, builder)
    if not builder.has_text and not builder.unrecognised:
        if any(page.damaged for page in pages):
            raise DamagedFile(found="pdf")
        failed = sum(notice.code == "ocr-failed" for notice in builder.notices)
        raise RecognitionFailed(pages=failed) if failed else NothingToRead


def _tell(pages: list[PageText], builder: DocumentBuilder) -> None:
    """Tell the registrar what the text layers of the pages are."""
    for page in pages:
        if page.unseen.left_out:
            builder.notice(
                "hidden-text",
                "На странице есть невидимый текст. На листе его нет, поэтому сюда он не вошёл.",
                page.number,
            )
    if any(page.source is Source.OCR or (page.unseen.recognised and not page.needs_ocr) for page in pages):
        builder.notice(
            "recognised-before",
            "Это скан с текстом, который распознала другая программа. Дату и номер обязательно сверьте с изображением.",
        )


def _by_method(path: Path, builder: DocumentBuilder, progress: Progress) -> list[PageText]:
    if builder.method == "pdfium":
        return _second_opinion(path, builder, progress, None)
    if builder.method == "pictures":
        return [
            PageText(number, *size, needs_ocr=True)
            for number, size in enumerate(fallback.sizes(path, builder.limits), 1)
        ]
    pages = _pages(path, builder, progress)
    if builder.method == "stock":
        builder.notice("other-reader", _SIMPLY)
    return pages


def _pages(path: Path, builder: DocumentBuilder, progress: Progress) -> list[PageText]:
    try:
        reader = PdfminerReader(path, builder, progress, stock=builder.method == "stock")
        return reader.read() or _second_opinion(path, builder, progress, None)
    except (IntakeError, MemoryError):
        raise
    except RecursionError as error:
        raise HostileFile(limit="pdf_nesting") from error
    except PDFEncryptionError as error:
        raise EncryptedFile from error
    except guard.PDF_FAULTS as error:
        return _second_opinion(path, builder, progress, error)


def _second_opinion(
    path: Path, builder: DocumentBuilder, progress: Progress, error: Exception | None
) -> list[PageText]:
    """Let PDFium try what pdfminer could not open, or found no pages in."""
    contents = fallback.read_pages(path, builder, progress)
    if contents is None:
        if error is None:
            return []
        raise DamagedFile(found="pdf") from error
    if contents:
        builder.notice("other-reader", _SIMPLY)
    for number, content in enumerate(contents, 1):
        if ("pages", number - 1) in builder.passed:
            builder.notice("damaged-page", PASSED, number)
        elif content.broken:
            builder.notice(
                "damaged-page", "Страница повреждена и прочитана не полностью. Сверьте её с оригиналом.", number
            )
        marks.tell(builder, content, number)
    return [judge(content, None, number) for number, content in enumerate(contents, 1)]


def _recognise(wanted: list[PageText], pages: list[PageText], recognition: Recognition) -> None:
    """Read the text of pictures; without the program, keep what there is and say so."""
    path, builder, recogniser, progress, patience = recognition
    if not recogniser.available:
        if not any(page.lines for page in pages):
            raise ToolMissing(
                "Это скан, а программы распознавания текста на сервере нет. Файл сохранён; попросите администратора "
                f"установить пакет {recogniser.package} и повторите чтение.",
                tool="tesseract",
                package=recogniser.package,
            )
        for page in wanted:
            builder.notice(
                "ocr-missing",
                "Страница — скан без текста, а программы распознавания на сервере нет. Введите реквизиты вручную.",
                page.number,
            )
        return
    for done, page in enumerate(wanted):
        progress("ocr", done, len(wanted))
        if not patience.lasts(done):
            builder.notice(
                "pictures-left",
                f"Распознано страниц-картинок: {done} из {len(wanted)}, больше за один раз нельзя. Начиная с этой "
                "страницы смотрите их в исходном файле или загрузите его частями.",
                page.number,
            )
            break
        own = [stamp.index for stamp in page.stamps if stamp.index >= 0]
        seen = None if ("ocr", done) in builder.passed else recogniser.page(path, page.number - 1, own)
        if seen is not None and _says_less(seen.runs, page):
            continue  # no Russian and no picture of it: the layer is what there is, and is told to be doubtful
        if seen is None:
            builder.notice("ocr-failed", "Страницу не удалось распознать. Введите реквизиты вручную.", page.number)
            continue
        if page.marks and not seen.turned:
            seen = recognised.marked(seen, page.marks)
        page.width, page.height, page.turned = seen.width, seen.height, seen.turned
        page.trust = _mean_trust(seen.runs)
        seen, upended = recognised.upended(seen)
        page.aside = [upended]
        page.tables, page.lines = recognised.split(seen, quality.is_known)
        page.source = Source.OCR
    _tell_recognised(wanted, pages, builder)


def _tell_recognised(wanted: list[PageText], pages: list[PageText], builder: DocumentBuilder) -> None:
    """Tell of a scan; where pages of print are beside it, of its pages alone."""
    if len(wanted) == len(pages):
        builder.notice("recognised", _SCAN)
        return
    for page in wanted:
        if page.source is Source.OCR:
            builder.notice("recognised", _SCANNED_PAGE, page.number)


def _says_less(runs: list[Run], page: PageText) -> bool:
    """Tell whether recognition found hardly anything where the text layer, bad as it is, says much."""
    found = sum(letter.isalpha() for run in runs for letter in run.text)
    said = sum(letter.isalpha() for line in page.lines for letter in line.text)
    return found < _LITTLE * said


def _mean_trust(runs: list[Run]) -> float:
    letters = sum(len(run.text) for run in runs)
    return sum(run.trust * len(run.text) for run in runs) / letters if letters else 0.0


__all__ = ["Progress", "page_tree", "read_pdf"]
