"""PDF -> drafts of blocks: page by page, each page's text layer tested, repaired or recognised.

Reads: the file. Writes: pages, blocks and notices into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, resolve1

from domain.document import BlockKind, Page, Source
from domain.errors import DamagedFile, EncryptedFile, HostileFile, IntakeError, NothingToRead, ToolMissing
from ingest.reading import layout, quality
from ingest.reading.builder import DocumentBuilder, Draft
from ingest.reading.pdf import fallback, furniture, guard
from ingest.reading.pdf.content import FastInterpreter
from ingest.reading.pdf.device import UNMAPPED, Content, FontCache, Run, RunDevice

if TYPE_CHECKING:
    from pathlib import Path

    from ingest.reading.limits import ReadLimits
    from ingest.reading.ocr import Recogniser

Progress = Callable[[str, int, int], None]

_FEW_LETTERS: Final = 50
_PICTURE_SHARE: Final = 0.5
_MANY_PATHS: Final = 300
_DOUBTFUL: Final = 0.3
"""Trust of a garbled text layer that nothing could replace."""
_REPAIRED: Final = 0.9
_UNMAPPED_SIGNS: Final = dict.fromkeys(range(UNMAPPED, UNMAPPED + 65534), 65533)


@dataclass(slots=True)
class PageText:
    """One page on its way to blocks."""

    number: int
    width: float
    height: float
    lines: list[layout.Line] = field(default_factory=list)
    aside: list[layout.Line] = field(default_factory=list)
    source: Source = Source.TEXT
    trust: float = 1.0
    turned: int = 0
    needs_ocr: bool = False
    doubtful: bool = False
    """The layer scored low, but may be a table of abbreviations and names: the rest of the file decides."""
    stamps: list[Draft] = field(default_factory=list)


def read_pdf(path: Path, builder: DocumentBuilder, recogniser: Recogniser, progress: Progress) -> None:
    """Read a PDF into the builder.

    Raises:
        EncryptedFile: opens only with a password.
        DamagedFile: not even its structure can be read.
        NothingToRead: no pages, or all are blank.
        ToolMissing: all text is in pictures and there is no recognition here.
        HostileFile: over a limit.
    """
    pages = _pages(path, builder, progress)
    if not pages:
        raise NothingToRead
    _believe_neighbours(pages)
    wanted = [page for page in pages if page.needs_ocr]
    if wanted and not builder.recognise:
        builder.unrecognised = len(wanted)
    elif wanted:
        _recognise(path, wanted, pages, builder, recogniser, progress)
    _write(pages, builder)
    if not builder.has_text and not builder.unrecognised:
        raise NothingToRead


def _pages(path: Path, builder: DocumentBuilder, progress: Progress) -> list[PageText]:
    try:
        return _PdfminerReader(path, builder, progress).read() or _second_opinion(path, builder, None)
    except (IntakeError, MemoryError):
        raise
    except RecursionError as error:
        raise HostileFile(limit="pdf_nesting") from error
    except PDFEncryptionError as error:
        raise EncryptedFile from error
    except guard.PDF_FAULTS as error:
        return _second_opinion(path, builder, error)


def _second_opinion(path: Path, builder: DocumentBuilder, error: Exception | None) -> list[PageText]:
    """Let PDFium try what pdfminer could not open, or found no pages in."""
    contents = fallback.read_pages(path, builder.limits)
    if contents is None:
        if error is None:
            return []
        raise DamagedFile(found="pdf") from error
    if contents:
        builder.notice("other-reader", "Файл построен с ошибками и прочитан упрощённо. Сверьте текст с оригиналом.")
    return [_judge(content, None, number) for number, content in enumerate(contents, 1)]


class _PdfminerReader:
    """Goes through the pages of one file."""

    def __init__(self, path: Path, builder: DocumentBuilder, progress: Progress) -> None:
        self._path = path
        self._builder = builder
        self._limits: ReadLimits = builder.limits
        self._progress = progress
        self._manager = PDFResourceManager()
        self._fonts: dict[int, FontCache] = {}
        self._glyph_fonts: dict[int, FontCache] = {}

    def read(self) -> list[PageText]:
        guard.begin(self._limits)
        with self._path.open("rb") as stream:
            document = PDFDocument(PDFParser(stream), password="")
            count = _declared_count(document)
            if count is not None and count > self._limits.pdf_pages:
                raise HostileFile(limit="pdf_pages", pages=count)
            found: list[PageText] = []
            for number, page in enumerate(page_tree(document, self._limits), 1):
                self._progress("pages", number - 1, max(count or 0, number))
                found.append(self._page(page, number))
            return found

    def _page(self, page: PDFPage, number: int) -> PageText:
        content = self._content(page, number, self._fonts, by_glyph=False)

        def glyphs() -> Content:
            return self._content(page, number, self._glyph_fonts, by_glyph=True)

        return _judge(content, glyphs, number)

    def _content(self, page: PDFPage, number: int, fonts: dict[int, FontCache], *, by_glyph: bool) -> Content:
        device = RunDevice(self._manager, self._limits, fonts, by_glyph=by_glyph)
        try:
            FastInterpreter(self._manager, device).process_page(page)
        except guard.PDF_FAULTS:
            self._builder.notice(
                "damaged-page",
                "Страница повреждена и прочитана не полностью. Сверьте её с оригиналом.",
                number,
            )
        return device.content


def _declared_count(document: PDFDocument) -> int | None:
    pages = resolve1(document.catalog.get("Pages"))
    count = resolve1(pages.get("Count")) if isinstance(pages, dict) else None
    return count if isinstance(count, int) else None


def page_tree(document: PDFDocument, limits: ReadLimits) -> Iterator[PDFPage]:
    """Go through the page tree once, without the library's recursion, labels and endless kids."""
    seen: set[int] = set()
    found = 0
    stack: list[tuple[Any, dict[str, Any]]] = [(document.catalog.get("Pages"), {})]
    while stack:
        reference, inherited = stack.pop()
        if isinstance(reference, PDFObjRef):
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        node = resolve1(reference)
        if not isinstance(node, dict):
            continue
        attributes = {**inherited, **node}
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            passed = {key: attributes[key] for key in PDFPage.INHERITABLE_ATTRS if key in attributes}
            stack.extend((kid, passed) for kid in reversed(kids[: limits.pdf_pages * 4]))
            continue
        found += 1
        if found > limits.pdf_pages:
            raise HostileFile(limit="pdf_pages")
        yield PDFPage(document, getattr(reference, "objid", 0), attributes, None)


def _judge(content: Content, glyphs: Callable[[], Content] | None, number: int) -> PageText:
    """Decide what a page's text layer is worth."""
    page = PageText(number, content.width, content.height)
    text = _plain(content)
    measured = quality.measure(text)
    if measured.letters < _FEW_LETTERS and (content.image_share > _PICTURE_SHARE or _outlined(content, measured)):
        page.needs_ocr = True
    elif (
        not measured.good
        and measured.letters >= _FEW_LETTERS
        and (measured.poor or content.image_share > _PICTURE_SHARE)
    ):
        repaired = glyphs() if glyphs is not None else None
        if repaired is not None and quality.measure(_plain(repaired)).good:
            content, page.trust = repaired, _REPAIRED
        else:
            content, folded = _folded(content)
            if folded and quality.measure(_plain(content)).good:
                page.trust = _REPAIRED
            else:
                page.needs_ocr, page.trust = True, _DOUBTFUL
                page.doubtful = not measured.poor
    if any(run.hidden for run in content.runs) and content.image_share > _PICTURE_SHARE:
        page.trust = min(page.trust, _REPAIRED)
    for run in (*content.runs, *content.sideways):
        run.text = run.text.translate(_UNMAPPED_SIGNS) if any(char >= "\U000f0000" for char in run.text) else run.text
        run.trust = page.trust
    _set_lines(page, content)
    return page


def _believe_neighbours(pages: list[PageText]) -> None:
    """Keep doubtful layers of a file whose other pages are good."""
    good = sum(not page.needs_ocr for page in pages)
    for page in pages:
        if page.doubtful and good > len(pages) // 2:
            page.needs_ocr, page.trust = False, _REPAIRED


def _outlined(content: Content, measured: quality.Quality) -> bool:
    return content.paths > _MANY_PATHS and measured.letters == 0


def _plain(content: Content) -> str:
    return "\n".join(line.text for line in layout.lines_of([*content.runs])) or " ".join(
        run.text for run in content.sideways
    )


def _folded(content: Content) -> tuple[Content, int]:
    total = 0
    for run in content.runs:
        run.text, changed = quality.fold_lookalikes(run.text)
        total += changed
    return content, total


def _set_lines(page: PageText, content: Content) -> None:
    runs, aside = content.runs, content.sideways
    if sum(len(run.text) for run in aside) > 2 * sum(len(run.text) for run in runs):
        runs, aside = aside, runs
        page.width, page.height = page.height, page.width
    page.lines = layout.lines_of(runs)
    page.aside = layout.lines_of(aside)


def _recognise(  # noqa: PLR0917 - all that a scan needs
    path: Path,
    wanted: list[PageText],
    pages: list[PageText],
    builder: DocumentBuilder,
    recogniser: Recogniser,
    progress: Progress,
) -> None:
    """Read the text of pictures; without the program, keep what there is and say so."""
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
    if len(wanted) > builder.limits.ocr_pages:
        raise HostileFile(
            "В файле слишком много страниц без текста. Разделите его и загрузите частями.", limit="ocr_pages"
        )
    for done, page in enumerate(wanted):
        progress("ocr", done, len(wanted))
        seen = recogniser.page(path, page.number - 1)
        if seen is None:
            builder.notice("ocr-failed", "Страницу не удалось распознать. Введите реквизиты вручную.", page.number)
            continue
        page.width, page.height, runs, page.turned = seen
        page.source, page.lines, page.aside = Source.OCR, layout.lines_of(runs), []
        page.trust = _mean_trust(runs)
    builder.notice("recognised", "Текст получен распознаванием скана. Дату и номер обязательно сверьте с изображением.")


def _mean_trust(runs: list[Run]) -> float:
    letters = sum(len(run.text) for run in runs)
    return sum(run.trust * len(run.text) for run in runs) / letters if letters else 0.0


def _write(pages: list[PageText], builder: DocumentBuilder) -> None:
    margins = furniture.find([(page.lines, page.height) for page in pages])
    for page, (headers, footers) in zip(pages, margins, strict=True):
        builder.pages.append(
            Page(
                number=page.number,
                width=round(page.width, 1),
                height=round(page.height, 1),
                source=page.source,
                trust=round(page.trust, 3),
                turned=page.turned,
            )
        )
        outside = {id(line) for line in (*headers, *footers)}
        for line in headers:
            builder.add(_draft(layout.Paragraph([line], line.text, "", line.trust), page, BlockKind.HEADER))
        body = [line for line in page.lines if id(line) not in outside]
        for column in layout.split_columns(body, page.width, page.height) if page.number == 1 else [body]:
            for paragraph in layout.paragraphs_of(column, quality.is_known):
                builder.add(_draft(paragraph, page, BlockKind.PARAGRAPH))
        for paragraph in layout.paragraphs_of(page.aside, quality.is_known):
            draft = _draft(paragraph, page, BlockKind.PARAGRAPH)
            draft.box = None
            builder.add(draft)
        for stamp in page.stamps:
            builder.add(stamp)
        for line in footers:
            builder.add(_draft(layout.Paragraph([line], line.text, "", line.trust), page, BlockKind.FOOTER))
        if page.trust < _REPAIRED and page.source is Source.TEXT:
            builder.notice("garbled-page", "Текстовый слой страницы испорчен. Сверьте её с оригиналом.", page.number)


def _draft(paragraph: layout.Paragraph, page: PageText, kind: BlockKind) -> Draft:
    return Draft(
        kind=kind,
        text=paragraph.text,
        page=page.number,
        box=paragraph.box(page.width, page.height),
        align=paragraph.align,
        bold=paragraph.bold,
        size=paragraph.size,
        source=page.source,
        trust=paragraph.trust,
    )


__all__ = ["Progress", "page_tree", "read_pdf"]
