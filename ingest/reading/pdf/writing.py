"""Judged pages -> drafts of blocks in reading order: running lines set aside, columns, paragraphs, tables, stamps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind, Page, Source
from ingest.reading import layout
from ingest.reading.builder import Draft
from ingest.reading.layout import approvals
from ingest.reading.pdf import columns, furniture, open_tables, tables
from ingest.reading.pdf.judging import DAMAGED
from ingest.reading.text import quality
from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.document import Box
    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.layout import Line, Paragraph
    from ingest.reading.pdf.judging import PageText
    from ingest.reading.pdf.pictures import Picture
    from ingest.reading.pdf.stamps import Stamp
    from ingest.reading.pdf.tables import Table

_GOES_ON: Final = re.compile(
    r"(?:[,–—(«-]|\b(?:а|в|во|для|до|за|и|из|или|к|ко|на|не|о|об|от|по|под|при|с|со|у|№|г\.|ст\.|п\.|пункта|статьи))$",
    re.IGNORECASE,
)
"""A page that ends so ends in the middle of a sentence."""
_ENDED: Final = re.compile(r"[.;:!?…][»\"”)]?$")
_MARKER: Final = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|[а-яёa-z]\)|[-–—•*])\s")
_LOW: Final = 0.6
"""A paragraph that goes on overleaf ends below this share of the page."""


@dataclass(slots=True)
class _Placed:
    """A part of a page's body and where it begins."""

    top: float
    draft: Draft
    paragraph: Paragraph | None = None
    picture: Picture | None = None
    """The picture that it is, or that it was recognised in."""


def write(pages: list[PageText], builder: DocumentBuilder) -> None:
    """Add the blocks and pages of a file to the builder."""
    margins = furniture.find([(page.lines, page.height) for page in pages])
    running = furniture.running_tables([(page.tables, page.height) for page in pages])
    carried: tuple[PageText, _Placed] | None = None
    waiting: list[Draft] = []
    for page, (headers, footers) in zip(pages, margins, strict=True):
        _add_page(page, builder)
        outside = {id(line) for line in (*headers, *footers)}
        heads = [table for table in page.tables if id(table) in running]
        page.tables = [table for table in page.tables if id(table) not in running]
        body = _body(page, [line for line in page.lines if id(line) not in outside])
        if carried is not None and body and _goes_on(*carried, page, body[0]):
            _join(carried[1].draft, body.pop(0).draft)
        _place_pictures(page, body)
        for draft in waiting:
            builder.add(draft)
        waiting = [_draft(line, page, BlockKind.HEADER) for line in headers] + [_head(table, page) for table in heads]
        for draft in waiting:
            builder.add(draft)
        _place_stamps(page, body)
        end = next((at for at in range(len(body), 0, -1) if body[at - 1].picture is None), 0)
        waiting = [
            *(placed.draft for placed in body[end:]),
            *_aside(page),
            *(_draft(line, page, BlockKind.FOOTER) for line in footers),
        ]
        carried = (page, body[end - 1]) if end and body[end - 1].paragraph else None
        for placed in body[:end] if carried is None else body[: end - 1]:
            builder.add(placed.draft)
        if carried is not None:
            waiting.insert(0, carried[1].draft)
        if page.trust < DAMAGED and page.source is Source.TEXT:
            builder.notice("garbled-page", "Текстовый слой страницы испорчен. Сверьте её с оригиналом.", page.number)
    for draft in waiting:
        builder.add(draft)


def _add_page(page: PageText, builder: DocumentBuilder) -> None:
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


def _body(page: PageText, lines: list[Line]) -> list[_Placed]:
    """Return paragraphs and tables in reading order."""
    placed: list[_Placed] = []
    for part in tables.in_order(page.tables, lines):
        if isinstance(part, list):
            placed += _paragraphs(page, part)
        else:
            placed.append(_Placed(part.top, _table(part, page)))
    return placed


def _paragraphs(page: PageText, lines: list[Line]) -> Iterator[_Placed]:
    if not lines:
        return
    parts = approvals.split(lines)
    if len(parts) == 1 and page.number == 1 and len(columns.split(lines, page.width)) == 1:
        parts = layout.split_columns(lines, page.width, page.height)
    for part in parts:
        for column in columns.split(part, page.width):
            for found in open_tables.split(column, page.height, quality.is_known, first_page=page.number == 1):
                if not isinstance(found, list):
                    yield _Placed(found.top, _table(found, page))
                    continue
                for paragraph in layout.paragraphs_of(found, quality.is_known):
                    first = paragraph.lines[0]
                    draft = _paragraph(paragraph, page, BlockKind.PARAGRAPH)
                    yield _Placed(first.y - first.size, draft, paragraph)


def _aside(page: PageText) -> Iterator[Draft]:
    for lines in page.aside:
        for paragraph in layout.paragraphs_of(lines, quality.is_known):
            draft = _paragraph(paragraph, page, BlockKind.PARAGRAPH)
            draft.box = None
            yield draft


def _place_stamps(page: PageText, body: list[_Placed]) -> None:
    """Put each stamp after all that begins above its lower edge."""
    own = [(stamp, Source.ANNOTATION) for stamp in page.stamps] + [(stamp, page.source) for stamp in page.printed]
    for stamp, source in sorted(own, key=lambda one: one[0].rect[1]):
        draft = _stamp(stamp, page, source)
        place = max((index + 1 for index, placed in enumerate(body) if placed.top < stamp.rect[3]), default=0)
        body.insert(place, _Placed(stamp.rect[1], draft))


def _place_pictures(page: PageText, body: list[_Placed]) -> None:
    """Put each picture, and what was recognised in it, after what begins above it in its column."""
    for picture in page.pictures_beside:
        box = page.place_of(picture)
        beside = [
            (index, placed.top)
            for index, placed in enumerate(body)
            if (other := page.place_of(placed.picture) if placed.picture else placed.draft.box) is None
            or (other.x0 < box.x1 and other.x1 > box.x0)
        ]
        top = box.y0 * page.height
        above = [index for index, begins in beside if begins <= top]
        place = above[-1] + 1 if above else beside[0][0] if beside else len(body)
        while place < len(body) and _stands_left(page, body[place].picture, box):
            place += 1
        drafts = [Draft(kind=BlockKind.IMAGE, page=page.number, box=box), *picture.drafts]
        body[place:place] = [_Placed(top, draft, picture=picture) for draft in drafts]


def _stands_left(page: PageText, picture: Picture | None, box: Box) -> bool:
    """Tell whether a picture stands beside a box, to its left."""
    other = page.place_of(picture) if picture is not None else None
    return other is not None and other.x0 < box.x0 and other.y0 < box.y1 and other.y1 > box.y0


def _goes_on(above_page: PageText, above: _Placed, page: PageText, below: _Placed) -> bool:
    """Tell whether a paragraph goes on overleaf: it is not ended, stands low, and the next begins in its middle."""
    if above.paragraph is None or below.paragraph is None or above_page.source is not page.source:
        return False
    last, first = above.paragraph.lines[-1], below.paragraph.lines[0]
    if (
        last.has_cells
        or first.has_cells
        or last.y < _LOW * above_page.height
        or abs(last.size - first.size) > 0.12 * last.size
        or last.bold != first.bold
        or layout.stands_alone(last.text)
        or layout.stands_alone(first.text)
        or _ENDED.search(last.text)
        or _MARKER.match(first.text)
    ):
        return False
    return first.text[:1].islower() or bool(_GOES_ON.search(last.text))


def _join(above: Draft, below: Draft) -> None:
    said = layout.join_mended(above.mended, below.mended, quality.is_known)
    above.text, above.repairs = said.text, said.repairs
    above.trust = min(above.trust, below.trust)


def _draft(line: Line, page: PageText, kind: BlockKind) -> Draft:
    said = line.mended
    return _paragraph(layout.Paragraph([line], said.text, "", line.trust, said.repairs), page, kind)


def _paragraph(paragraph: Paragraph, page: PageText, kind: BlockKind) -> Draft:
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
        repairs=paragraph.repairs,
    )


def _table(table: Table, page: PageText) -> Draft:
    return table.draft(page.number, table.box(page.width, page.height), page.source)


def _head(table: Table, page: PageText) -> Draft:
    """Return a running head that is drawn as a table: its rows as lines."""
    said = Mended("")
    row = 0
    for number, cell in enumerate(cell for cell in table.cells if cell.text):
        said = said.then("" if not number else "\t" if cell.row == row else "\n", cell.mended)
        row = cell.row
    draft = _table(table, page)
    draft.kind, draft.cells, draft.text, draft.repairs = BlockKind.HEADER, [], said.text, said.repairs
    return draft


def _stamp(stamp: Stamp, page: PageText, source: Source) -> Draft:
    lines = layout.lines_of(stamp.runs)
    said = Mended("")
    for number, line in enumerate(lines):
        said = said.then("\n" if number else "", line.mended)
    return Draft(
        kind=BlockKind.STAMP,
        text=said.text,
        page=page.number,
        box=layout.box_of(*stamp.rect, page.width, page.height),
        bold=all(line.bold for line in lines),
        size=max((line.size for line in lines), default=0.0),
        source=source,
        trust=min((line.trust for line in lines), default=1.0),
        repairs=said.repairs,
    )
