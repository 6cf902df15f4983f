"""Pictures of an office file that are pages: their text is recognised and stands where the picture stands.

Reads: pictures with their blocks. Writes: blocks with :attr:`Source.OCR` in the place of each picture; pages too when
the file holds nothing else, because then its pictures are its pages.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind, Page, Source
from domain.errors import ToolMissing
from ingest.reading import layout, quality
from ingest.reading.builder import DocumentBuilder, Draft
from ingest.reading.metafiles import raster_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.reading.docx import PagePicture
    from ingest.reading.ocr import Recogniser, Seen
    from ingest.reading.tools import Tools

_DRAWN: Final = frozenset({"WMF", "EMF"})
"""Formats that Pillow knows but cannot draw here."""


def read_pictures(
    pictures: Sequence[PagePicture], builder: DocumentBuilder, tools: Tools, tell: Callable[[str, int, int], None]
) -> None:
    """Recognise pictures in place.

    Raises:
        ToolMissing: the file says nothing else, and there is no program that recognises.
    """
    from ingest.reading.ocr import Recogniser

    alone = not _says_something(builder)
    recogniser = Recogniser(builder.limits, tools)
    if not builder.recognise or (not alone and not recogniser.available):
        builder.unrecognised = len(pictures)
        if builder.recognise:
            builder.notice(
                "pictures-left",
                "Часть страниц файла — картинки. Они не прочитаны: на сервере нет программы распознавания текста.",
            )
        return
    if not recogniser.available:
        raise ToolMissing(
            "В файле только изображения, а программы распознавания текста на сервере нет. Файл сохранён; попросите "
            f"администратора установить пакет {recogniser.package} и повторите чтение.",
            tool="tesseract",
            package=recogniser.package,
        )
    _recognise(pictures[: builder.limits.ocr_pages], builder, recogniser, tell, alone=alone)


def _recognise(
    pictures: Sequence[PagePicture],
    builder: DocumentBuilder,
    recogniser: Recogniser,
    tell: Callable[[str, int, int], None],
    *,
    alone: bool,
) -> None:
    recognised: dict[int, list[Draft]] = {}
    for number, picture in enumerate(pictures):
        tell("ocr", number, len(pictures))
        seen = recogniser.picture(_drawable(picture.data, builder))
        if seen is not None:
            recognised[id(picture.draft)] = _blocks_of(seen, builder, alone=alone)
    if any(recognised.values()):
        _put(builder, recognised)
        builder.notice(
            "recognised", "Текст получен распознаванием изображений. Дату и номер обязательно сверьте с оригиналом."
        )


def _drawable(data: bytes, builder: DocumentBuilder) -> bytes:
    """Return a picture as it is, or the bitmap of a metafile, which Pillow knows but cannot draw."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format not in _DRAWN:
                return data
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        pass
    limits = builder.limits
    return raster_of(data, most_bytes=limits.unpacked_bytes, most_pixels=limits.image_pixels) or data


def _blocks_of(seen: Seen, builder: DocumentBuilder, *, alone: bool) -> list[Draft]:
    width, height, runs = seen[:3]
    lines = layout.lines_of(runs)
    page = 0
    if alone:
        page = len(builder.pages) + 1
        trust = sum(line.trust for line in lines) / len(lines) if lines else 0.0
        builder.pages.append(
            Page(
                number=page,
                width=round(width, 1),
                height=round(height, 1),
                source=Source.OCR,
                trust=round(trust, 3),
                turned=seen.turned,
            )
        )
    return [
        Draft(
            kind=BlockKind.PARAGRAPH,
            text=paragraph.text,
            page=page,
            box=paragraph.box(width, height) if alone else None,
            align=paragraph.align,
            size=paragraph.size,
            source=Source.OCR,
            trust=paragraph.trust,
        )
        for column in layout.split_columns(lines, width, height)
        for paragraph in layout.paragraphs_of(column, quality.is_known)
    ]


def _put(builder: DocumentBuilder, recognised: dict[int, list[Draft]]) -> None:
    """Put what was recognised in the place of its picture."""
    drafts, builder.drafts = builder.drafts, []
    page = 1 if builder.pages else 0
    for draft in drafts:
        found = recognised.get(id(draft))
        for put in found if found is not None else [draft]:
            page = put.page or page
            put.page = page
            builder.add(put)


def _says_something(builder: DocumentBuilder) -> bool:
    return any(
        draft.kind is not BlockKind.IMAGE and (draft.text.strip() or any(cell.text.strip() for cell in draft.cells))
        for draft in builder.drafts
    )
