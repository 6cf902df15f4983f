"""A file's pages by pdfminer.six: its parser, fonts and maps, with our limits and our interpreter (or its own)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, resolve1

from domain.errors import HostileFile
from ingest.reading import active
from ingest.reading.pdf import covered, fallback, guard, layers, marks, struck, unseen
from ingest.reading.pdf.device import Content, RunDevice
from ingest.reading.pdf.inks import Sight
from ingest.reading.pdf.judging import REPAIRED, judge
from ingest.reading.pdf.seeing import SeeingInterpreter
from ingest.reading.pdf.stamps import stamps_of
from ingest.reading.pdf.stock import StockPages
from ingest.reading.pdf.whole import WholeDocument, WholeParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pdfminer.pdfdocument import PDFDocument

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.limits import ReadLimits
    from ingest.reading.pdf.fonts import FontCache
    from ingest.reading.pdf.judging import PageText
    from ingest.reading.pdf.stamps import Rect, Stamp

    Progress = Callable[[str, int, int], None]


PASSED: Final = "Страница не прочитана: её разбор не заканчивается. Возьмите её из оригинала."
_CLEARLY_MORE: Final = 1.1
_FEW: Final = 20
"""Damaged pages that are told one by one and shown to PDFium, which opens the file anew for each."""
_SAYS_SOMETHING: Final = 40
"""Letters beyond the edge; fewer are the name of the file and the marks of a press."""


class PdfminerReader:
    """Goes through the pages of one file."""

    def __init__(self, path: Path, builder: DocumentBuilder, progress: Progress, *, stock: bool = False) -> None:
        self._path = path
        self._builder = builder
        self._limits: ReadLimits = builder.limits
        self._progress = progress
        self._manager = PDFResourceManager()
        self._fonts: dict[int, FontCache] = {}
        self._glyph_fonts: dict[int, FontCache] = {}
        self._stock = StockPages() if stock else None
        self._sight = Sight()
        self._covered = covered.Covered(path, self._limits)
        self._damages = 0
        self._told_of_outside = False

    def read(self) -> list[PageText]:
        """Return the pages with their text.

        Raises:
            HostileFile: over a limit.
            PDF_FAULTS: what :mod:`ingest.reading.pdf.guard` lists, for a file that cannot be opened.
        """
        guard.begin(self._limits)
        with self._path.open("rb") as stream, self._covered:
            document = WholeDocument(WholeParser(stream), password="")
            count = _declared_count(document)
            if count is not None and count > self._limits.pdf_pages:
                raise HostileFile(limit="pdf_pages", pages=count)
            self._sight = Sight(layers.layers_of(document))
            found: list[PageText] = []
            for number, page in enumerate(page_tree(document, self._limits), 1):
                self._progress("pages", number - 1, max(count or 0, number))
                found.append(self._page(page, number))
            if count is not None and count > len(found) > 0:
                self._builder.notice(
                    "pages-missing",
                    f"В файле должно быть {count} стр., а найдено {len(found)}. Проверьте, весь ли документ загружен.",
                )
            self._builder.active = active.in_open_pdf(document) if active.is_worth_walking(self._path) else set()
            return found

    def _page(self, page: PDFPage, number: int) -> PageText:
        if ("pages", number - 1) in self._builder.passed:
            self._builder.notice("damaged-page", PASSED, number)
            return judge(_blank(page), None, number)
        if isinstance(page, LostPage):
            return self._lost(page, number)
        if self._stock is not None:
            content = self._stock_content(self._stock, page)
            if content.damaged:
                self._damaged(number)
            content.veiled = layers.uses(page, self._sight.layers)
            stamps = self._stock_stamps(page, content, number)
            self._tell_of_layers(content, number)
            marks.tell(self._builder, content, number)
            judged = judge(content, None, number)
            judged.stamps = stamps
            return judged
        content, stamps = self._content(page, self._fonts, by_glyph=False)
        self._covered.sift(content, number)
        covered.tell(self._builder, content, number)
        struck.note(content)
        self._tell_of_layers(content, number)
        marks.tell(self._builder, content, number)

        def glyphs() -> Content:
            content = self._content(page, self._glyph_fonts, by_glyph=True)[0]
            self._covered.sift(content, number)
            struck.note(content)
            unseen.sift(content, REPAIRED)
            return content

        self._tell_of_outside(page, content, number)
        if content.damaged and self._damaged(number):
            fuller = self._fuller(content, number)
            if fuller is not content:
                content, fuller.veiled = fuller, layers.uses(page, self._sight.layers)
        judged = judge(content, glyphs, number)
        judged.stamps = [stamp.turned(judged.turned, content.width, content.height) for stamp in stamps]
        return judged

    def _tell_of_layers(self, content: Content, number: int) -> None:
        """Tell of text that a layer hides, may hide, or hides on the screen or on paper only."""
        if content.put_out:
            self._builder.notice(
                "layers-off",
                "На странице есть текст на выключенных слоях. На экране его не видно, поэтому сюда он не вошёл.",
                number,
            )
        if content.veiled:
            self._builder.notice(
                "layers-unclear",
                "На странице есть слои, о которых нельзя понять, включены ли они. Их текст прочитан вместе со "
                "страницей. Сверьте её с изображением.",
                number,
            )
        if content.printed_else:
            self._builder.notice(
                "layers-printed",
                "Из-за слоёв в файле напечатанная страница отличается от той, что видна на экране. Прочитано то, что "
                "видно на экране. Сверьте текст с бумажным оригиналом.",
                number,
            )

    def _lost(self, page: LostPage, number: int) -> PageText:
        """Return what PDFium, which looks through the whole file for it, reads of a page; else an empty one."""
        self._builder.notice(
            "damaged-page", "Страница в файле повреждена, её содержимое утрачено. Возьмите её из оригинала.", number
        )
        return judge(self._fuller(_blank(page), number), None, number)

    def _fuller(self, content: Content, number: int) -> Content:
        """Return PDFium's reading of a damaged page where it says clearly more."""
        other = fallback.read_page(self._path, number, self._limits)
        if other is None or _letters(other) <= _CLEARLY_MORE * _letters(content):
            return content
        other.broken = True
        return other

    def _content(self, page: PDFPage, fonts: dict[int, FontCache], *, by_glyph: bool) -> tuple[Content, list[Stamp]]:
        device = RunDevice(self._manager, self._limits, fonts, by_glyph=by_glyph, sight=self._sight)
        interpreter = SeeingInterpreter(self._manager, device)
        stamps: list[Stamp] = []
        try:
            interpreter.process_page(page)
            if page.annots and not by_glyph:
                stamps = stamps_of(page, interpreter, device)
        except guard.PDF_FAULTS:
            device.content.broken = True
        return device.content, stamps

    def _stock_content(self, pages: StockPages, page: PDFPage) -> Content:
        before = guard.broken()
        try:
            content = pages.content(page)
        except guard.PDF_FAULTS:
            return _blank(page)
        content.broken = guard.broken() != before
        return content

    def _stock_stamps(self, page: PDFPage, content: Content, number: int) -> list[Stamp]:
        """Read the annotations with our interpreter: the library's own draws none."""
        if not page.annots:
            return []
        device = RunDevice(self._manager, self._limits, self._fonts, by_glyph=False, sight=self._sight)
        device.content = Content(content.width, content.height)
        interpreter = SeeingInterpreter(self._manager, device)
        try:
            interpreter.init_resources(page.resources)
            stamps = stamps_of(page, interpreter, device)
        except guard.PDF_FAULTS:
            self._damaged(number)
            return []
        shown = device.content
        content.struck, content.noted, content.veiled = shown.struck, shown.noted, content.veiled or shown.veiled
        return stamps

    def _tell_of_outside(self, page: PDFPage, content: Content, number: int) -> None:
        """Tell once of a file that holds text beyond the edges of its pages; marks of the press say less than that."""
        if content.outside < _SAYS_SOMETHING or page.attrs.get("CropBox") is None or self._told_of_outside:
            return
        self._told_of_outside = True
        self._builder.notice(
            "text-outside",
            "За краем видимой части страницы есть ещё текст. Он не прочитан: при просмотре его не видно.",
            number,
        )

    def _damaged(self, number: int) -> bool:
        """Tell of a damaged page; return whether there are still few enough for a second opinion of each."""
        self._damages += 1
        if self._damages <= _FEW:
            self._builder.notice(
                "damaged-page", "Страница повреждена и прочитана не полностью. Сверьте её с оригиналом.", number
            )
        elif self._damages == _FEW + 1:
            self._builder.notice(
                "damaged-page",
                "Повреждены и следующие страницы, называются только первые. Получите файл у отправителя снова.",
                number,
            )
        return self._damages <= _FEW


def _blank(page: PDFPage) -> Content:
    """Return a page of which nothing could be read."""
    x0, y0, x1, y1 = page.mediabox
    return Content(abs(x1 - x0), abs(y1 - y0), broken=True)


def _letters(content: Content) -> int:
    return sum(letter.isalnum() for run in content.runs for letter in run.text)


def _declared_count(document: PDFDocument) -> int | None:
    pages = resolve1(document.catalog.get("Pages"))
    count = resolve1(pages.get("Count")) if isinstance(pages, dict) else None
    return count if isinstance(count, int) else None


class LostPage(PDFPage):
    """Stands for a page that the tree names and the file does not hold, so that those after it keep their numbers."""


def page_tree(document: PDFDocument, limits: ReadLimits) -> Iterator[PDFPage]:
    """Go through the page tree once, without the library's recursion, labels and endless kids.

    What is named and cannot be found counts as one page, as in PDFium, which draws the pictures of pages.
    """
    seen: set[int] = set()
    found = 0
    found_tree = False
    stack: list[tuple[Any, dict[str, Any]]] = [(document.catalog.get("Pages"), {})]
    while stack:
        reference, inherited = stack.pop()
        node = resolve1(reference)
        if isinstance(reference, PDFObjRef) and isinstance(node, dict) and "Kids" in node:  # a page may be shown twice
            if reference.objid in seen:
                continue
            seen.add(reference.objid)
        is_lost = not isinstance(node, dict)
        if is_lost:
            if not found_tree:
                continue
            node = {}
        found_tree = True
        attributes = {**inherited, **node}
        kids = resolve1(node.get("Kids"))
        if isinstance(kids, list):
            passed = {key: attributes[key] for key in PDFPage.INHERITABLE_ATTRS if key in attributes}
            stack.extend((kid, passed) for kid in reversed(kids[: limits.pdf_pages * 4]))
            continue
        found += 1
        if found > limits.pdf_pages:
            raise HostileFile(limit="pdf_pages")
        page = (LostPage if is_lost else PDFPage)(document, getattr(reference, "objid", 0), attributes, None)
        page.mediabox = _shown(page)
        yield page


def _shown(page: PDFPage) -> Rect:
    """Return the part of a page that viewers show: its crop box, within its media box, where that leaves anything."""
    media, crop = _upright(page.mediabox), _upright(page.cropbox)
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else page.mediabox


def _upright(box: Rect) -> Rect:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
