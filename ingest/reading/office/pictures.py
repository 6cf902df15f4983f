"""Pictures of an office file that are pages: their text is recognised and stands where the picture stands.

Reads: pictures with their blocks. Writes: blocks with :attr:`Source.OCR` in the place of each picture; pages too when
the file holds nothing else, because then its pictures are its pages.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, Protocol

from domain.document import BlockKind, Page, Source
from domain.errors import DamagedFile, RecognitionFailed, ToolMissing
from ingest.reading.ocr.patience import Patience
from ingest.reading.office.metafiles import raster_of
from ingest.reading.office.shown import LETTERHEAD_UNREAD
from ingest.reading.pdf import pictured, recognised

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from domain.document import Box
    from ingest.reading.builder import DocumentBuilder, Draft
    from ingest.reading.ocr import Recogniser, Seen
    from ingest.reading.tools import Tools

_DRAWN: Final = frozenset({"WMF", "EMF"})
"""Formats that Pillow knows but cannot draw here."""
_READ: Final = (
    "recognised",
    "Текст получен распознаванием изображений. Дату и номер обязательно сверьте с оригиналом.",
)
_READ_BESIDE: Final = (
    "picture-read",
    "Текст на картинках файла распознан и отмечен здесь: сверьте его с изображением.",
)
_UNREAD: Final = (
    "picture-unread",
    "В файле есть картинка. Если на ней текст или таблица, сюда они не вошли: посмотрите исходный файл.",
)
_WAITING: Final = (
    "picture-unread",
    "Картинка пока не распознана. Если на ней текст или таблица, здесь их ещё нет: посмотрите исходный файл.",
)


class Pictured(Protocol):
    """A picture that is a page, or lies beside text: its block, its size in points (0: unknown), its bytes."""

    @property
    def draft(self) -> Draft:
        """The block in whose place its text will stand."""

    @property
    def width(self) -> float:
        """Size in the file; recognition may turn it."""

    @property
    def height(self) -> float:
        """Size in the file; recognition may turn it."""

    @property
    def is_beside(self) -> bool:
        """Whether it lies beside text: it may say nothing, and stays where what it says follows."""

    @property
    def may_be_letterhead(self) -> bool:
        """Whether it stands above the text: date and number may be on it."""

    @property
    def data(self) -> bytes:
        """A picture in any format. Raises :class:`DamagedFile`."""


def read_pictures(
    pictures: Sequence[Pictured], builder: DocumentBuilder, tools: Tools, tell: Callable[[str, int, int], None]
) -> None:
    """Recognise pictures in place; those that cannot be recognised stay and are told of.

    Raises:
        ToolMissing: the file says nothing else, and there is no program that recognises.
        RecognitionFailed: the file says nothing else, and none of them could be recognised.
    """
    from ingest.reading.ocr import Recogniser

    alone = not _says_something(builder)
    recogniser = Recogniser(builder.limits, tools)
    if not builder.recognise or (not alone and not recogniser.available):
        _put_off(pictures, builder)
        return
    if not recogniser.available:
        raise ToolMissing(
            "В файле только изображения, а программы распознавания текста на сервере нет. Файл сохранён; попросите "
            f"администратора установить пакет {recogniser.package} и повторите чтение.",
            tool="tesseract",
            package=recogniser.package,
        )
    with recogniser:
        _recognise(pictures, builder, recogniser, tell, alone=alone)


def _put_off(pictures: Sequence[Pictured], builder: DocumentBuilder) -> None:
    """Leave the pictures to another reading, or say that there will be none."""
    pages = sum(not picture.is_beside for picture in pictures)
    builder.unrecognised = min(pages if builder.recognise else len(pictures), builder.limits.ocr_pages)
    if pages and builder.recognise:
        builder.notice(
            "pictures-left",
            "Часть страниц файла — картинки. Они не прочитаны: на сервере нет программы распознавания текста.",
        )
    for picture in pictures:
        if picture.is_beside:
            _tell_unread(picture, builder)


def _recognise(
    pictures: Sequence[Pictured],
    builder: DocumentBuilder,
    recogniser: Recogniser,
    tell: Callable[[str, int, int], None],
    *,
    alone: bool,
) -> None:
    found: dict[int, list[Draft]] = {}
    failed = 0
    patience = Patience(builder.limits)
    for number, picture in enumerate(pictures, 1):
        tell("ocr", number - 1, len(pictures))
        page = number if alone else 0
        if not patience.lasts(number - 1):
            _leave(pictures, number - 1, builder, alone=alone)
            break
        seen = None if ("ocr", number - 1) in builder.passed else _seen(picture, builder, recogniser)
        if alone:
            builder.pages.append(_page_of(seen, picture, page))
        if seen is None:
            failed += _fail(picture, page, builder, recogniser)
        elif not picture.is_beside or (has_words := pictured.has_words(seen)):
            drafts = recognised.drafts_of(seen, page, _itself if page else _nowhere)
            found[id(picture.draft)] = [picture.draft, *drafts] if picture.is_beside else drafts
        elif has_words is None or picture.may_be_letterhead:  # handwriting and seals are no words
            _tell_unread(picture, builder)
    if any(found.values()):
        _put(builder, found)
    _tell_of(found, pictures, builder)
    if failed and not builder.has_text:
        raise RecognitionFailed(pages=failed)
    if failed and not alone:
        builder.notice(
            "ocr-failed",
            f"Картинки со страницами не удалось распознать (их {failed}): их текст сюда не вошёл. Посмотрите их в "
            "исходном файле.",
        )


def _tell_of(found: dict[int, list[Draft]], pictures: Sequence[Pictured], builder: DocumentBuilder) -> None:
    """Tell of what was recognised: pages, and words of pictures beside text, behind whose blocks they stand."""
    for is_beside, notice in ((False, _READ), (True, _READ_BESIDE)):
        own = (found.get(id(picture.draft), []) for picture in pictures if picture.is_beside is is_beside)
        if any(len(drafts) > is_beside for drafts in own):
            builder.notice(*notice)


def _tell_unread(picture: Pictured, builder: DocumentBuilder) -> None:
    unread = _UNREAD if builder.recognise else _WAITING
    builder.notice(*(LETTERHEAD_UNREAD if picture.may_be_letterhead else unread))


def _fail(picture: Pictured, page: int, builder: DocumentBuilder, recogniser: Recogniser) -> bool:
    """Tell of a picture that was not recognised; return whether a page without text may be lost with it."""
    if picture.is_beside:
        if _is_loss(picture, recogniser):
            _tell_unread(picture, builder)
        return False
    if page:
        picture.draft.page = page
        builder.notice("ocr-failed", "Страницу не удалось распознать. Введите реквизиты вручную.", page)
    return _is_loss(picture, recogniser)


def _leave(pictures: Sequence[Pictured], done: int, builder: DocumentBuilder, *, alone: bool) -> None:
    """Keep the pages from ``done`` on without their text, and say so; they come before what lies beside text."""
    for picture in pictures[done:]:
        if picture.is_beside:
            _tell_unread(picture, builder)
    pages = sum(not picture.is_beside for picture in pictures)
    if done < pages:
        builder.notice(
            "pictures-left",
            f"Страниц-картинок просмотрено: {done} из {pages}, больше за один раз нельзя. Остальные смотрите в "
            "исходном файле или загрузите его частями.",
            done + 1 if alone else 0,
        )
    for number, picture in enumerate(pictures[done:] if alone else (), done + 1):
        builder.pages.append(_page_of(None, picture, number))
        picture.draft.page = number


def _seen(picture: Pictured, builder: DocumentBuilder, recogniser: Recogniser) -> Seen | None:
    """Return what is recognised in a picture; None for one that is broken, too large or too small."""
    try:
        return recogniser.picture(_drawable(picture.data, builder), picture.width if picture.is_beside else 0.0)
    except DamagedFile:
        return None


def _is_loss(picture: Pictured, recogniser: Recogniser) -> bool:
    """Tell whether a picture that was not recognised may have held text."""
    try:
        return not recogniser.is_emblem(picture.data)
    except DamagedFile:
        return True


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


def _page_of(seen: Seen | None, picture: Pictured, number: int) -> Page:
    """Return the page that a picture is; one that was not recognised keeps its number, so that the next keep theirs."""
    if seen is None:
        return Page(number=number, width=round(picture.width, 1), height=round(picture.height, 1), source=Source.OCR)
    return Page(
        number=number,
        width=round(seen.width, 1),
        height=round(seen.height, 1),
        source=Source.OCR,
        trust=round(sum(run.trust for run in seen.runs) / len(seen.runs), 3) if seen.runs else 0.0,
        turned=seen.turned,
    )


def _itself(place: Box) -> Box:
    return place


def _nowhere(_place: Box) -> None:
    return None


def _put(builder: DocumentBuilder, found: dict[int, list[Draft]]) -> None:
    """Put what was recognised in the place of its picture."""
    drafts, builder.drafts = builder.drafts, []
    page = 1 if builder.pages else 0
    for draft in drafts:
        for put in found.get(id(draft), [draft]):
            page = put.page or page
            put.page = page
            builder.add(put)


def _says_something(builder: DocumentBuilder) -> bool:
    return any(
        draft.kind is not BlockKind.IMAGE and (draft.text.strip() or any(cell.text.strip() for cell in draft.cells))
        for draft in builder.drafts
    )
