"""Pictures that stand in a document beside its text: which of them are pages, and which may be a letterhead.

Reads: the blocks of a DOCX or an HTML after its walk. Writes: notices; returns what may be recognised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ingest.reading.builder import DocumentBuilder, Draft

PAGE_SHARE: Final = 0.5
"""A picture that covers more of the page is a page itself."""
PART_SHARE: Final = 0.2
"""As much in a file that says hardly anything else: a scan was cut or made small."""
_WORDED: Final = 0.03
"""A picture beside text that takes so much of the page is no emblem: words may stand in it."""
_BANNER: Final = (150.0, 28.0)
"""Width and height in points from which on it may be a line of text, or a stamp with date and number."""
LETTERHEAD: Final = (200.0, 40.0)
"""Width and height in points from which a picture may hold words of a letterhead: an emblem is smaller."""
LETTERHEAD_UNREAD: Final = (
    "letterhead-picture",
    "В начале файла — картинка: возможно, бланк. Реквизиты на ней не прочитаны: сверьте орган, дату и номер с ней.",
)
_FEW_LETTERS: Final = 40
"""A file of pictures may have a line of text: the number of a page, «Приложение»."""
_FIRST_BLOCKS: Final = 6
_BODY: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.TABLE})


@dataclass(slots=True)
class Shown:
    """A picture that stands in the document: the block of it, and the part that holds it."""

    draft: Draft
    part: str
    width: float
    height: float
    """Size in points, 0 when unknown."""
    share: float
    """Its area to that of the page, 0 when unknown."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture that is a page: its block, its bytes, its size in points (0: unknown)."""

    draft: Draft
    data: bytes
    width: float
    height: float
    is_beside: bool = False
    """It lies beside text and may hold words."""
    may_be_letterhead: bool = False


def pages_among(
    pictures: Sequence[Shown],
    builder: DocumentBuilder,
    data_of: Callable[[str], bytes | None],
    *,
    with_beside: bool = False,
) -> list[PagePicture]:
    """Return the pictures that are pages, so that they may be recognised; tell of one that may be a letterhead.

    Args:
        pictures: Those that stand in the document, in order.
        builder: All of its blocks.
        data_of: Gives the bytes of a part, None for one that is damaged.
        with_beside: Whether those that lie beside text and may hold words are wanted too; what a site shows beside
            its text is its own.
    """
    letters = _letters(builder)
    pages = [picture for picture in pictures if _is_page(picture, letters)]
    known = {id(picture) for picture in pages}
    wanted = [picture for picture in pictures if id(picture) in known or (with_beside and may_have_words(picture))]
    letterhead = _letterhead(builder, pictures, pages)
    if letterhead is not None and not with_beside:
        builder.notice(*LETTERHEAD_UNREAD)
    return list(_loaded(data_of, wanted, known, letterhead, builder.limits.ocr_pages))


def may_have_words(picture: Shown) -> bool:
    """Tell whether a picture beside text is large enough for words, or its size is unknown."""
    if not (picture.width and picture.height):
        return True
    return picture.share >= _WORDED or (picture.width >= _BANNER[0] and picture.height >= _BANNER[1])


def _letters(builder: DocumentBuilder) -> int:
    """Return how many letters the body has; counting stops where it is surely a text."""
    letters = 0
    for draft in builder.drafts:
        if draft.kind in _BODY or draft.kind is BlockKind.TEXT_BOX:
            letters += sum(map(str.isalpha, draft.text))
            letters += sum(sum(map(str.isalpha, cell.text)) for cell in draft.cells)
            if letters > _FEW_LETTERS:
                break
    return letters


def _is_page(picture: Shown, letters: int) -> bool:
    """Tell whether a picture is a page: it is large, or hardly anything stands beside it."""
    if letters > _FEW_LETTERS:
        return picture.share > PAGE_SHARE
    return not letters or not picture.share or picture.share > PART_SHARE


def _loaded(
    data_of: Callable[[str], bytes | None],
    pictures: Iterable[Shown],
    pages: Collection[int],
    letterhead: Shown | None,
    most: int,
) -> Iterable[PagePicture]:
    """Yield the pictures with their bytes, pages first, those that may be recognised; of one more no bytes.

    A part that is damaged has no bytes either: what cannot be recognised is told of where recognition is tried. A part
    that stands in several places is recognised once, as a page or where it is widest.
    """
    chosen: dict[str, Shown] = {}
    for picture in sorted(pictures, key=lambda one: id(one) not in pages):
        first = chosen.setdefault(picture.part, picture)
        if id(first) not in pages and picture.width > first.width:
            chosen[picture.part] = picture
    for number, picture in enumerate(chosen.values()):
        data = data_of(picture.part) if number < most else None
        is_letterhead = letterhead is not None and letterhead.part == picture.part
        yield PagePicture(
            picture.draft, data or b"", picture.width, picture.height, id(picture) not in pages, is_letterhead
        )


def _letterhead(builder: DocumentBuilder, pictures: Sequence[Shown], pages: list[Shown]) -> Shown | None:
    """Return a picture above the text that may be a letterhead: its date and number are not in the text."""
    known = {id(picture.draft): picture for picture in pictures if picture not in pages}
    said = 0
    for draft in builder.drafts:
        picture = known.get(id(draft))
        if picture is not None and picture.width >= LETTERHEAD[0] and picture.height >= LETTERHEAD[1]:
            return picture
        said += draft.kind in _BODY
        if said >= _FIRST_BLOCKS:
            break
    return None
