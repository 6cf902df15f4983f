"""Words in pictures beside the text of a page: a table that was pasted as a picture, a letterhead, a scanned annex.

That is recognition: it is left to the lane of scans, and the text of the page is in the draft meanwhile.

Reads: judged pages. Writes: drafts of blocks into their pictures, how many pages wait into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.document import BlockKind
from domain.likeness import FURNITURE
from ingest.reading import layout
from ingest.reading.ocr import Part
from ingest.reading.office.shown import LETTERHEAD_UNREAD
from ingest.reading.pdf import pictures, recognised
from ingest.reading.pdf.overlays import turned
from ingest.reading.text import quality

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Box
    from ingest.reading.builder import DocumentBuilder, Draft
    from ingest.reading.ocr import Recogniser, Seen
    from ingest.reading.pdf.judging import PageText
    from ingest.reading.pdf.pictures import Picture
    from ingest.reading.pdf.recognition import Recognition

_FEWEST: Final = 12
"""Letters in known words that a picture must say to be believed: in a photograph recognition finds two or three."""
_KNOWN: Final = 0.5
"""Share of all letters that they must be."""
_SURE: Final = 0.8
"""Trust in a number that is not found by chance."""
_PRINT: Final = 0.2
"""Mean trust above that in what is found in photographs (0.05 to 0.15); foreign print has 0.24 to 0.4."""
_UNREAD: Final = 24
"""Such signs from which on a picture without words is told of: it may be text that cannot be read."""
_DRAWN: Final = 10
"""Pictures that are only drawn, as they are known, for the time of one that is recognised."""
_REPEATS: Final = 3
"""Pages on which a picture stands in the same place to be a running one."""
_SAME_PLACE: Final = 0.01
"""Of the page."""
_TOLD_UNREAD: Final = "Картинка не распознана. Если на ней текст или таблица, сюда они не вошли: посмотрите страницу."
_TOLD_WAITING: Final = (
    "Картинка пока не распознана. Если на ней текст или таблица, здесь их ещё нет: посмотрите страницу."
)
_TOLD_READ: Final = "Текст на картинке распознан и отмечен здесь: сверьте его с изображением."
_NUMBER: Final = re.compile(r"№ ?\d")
_LEAST_WORD: Final = 4
"""Letters of a word that is not found by chance."""
_HEAD: Final = 0.45
"""Share of the first page's height where a letterhead stands, and a stamp with date and number."""


def look(pages: list[PageText], recognition: Recognition) -> None:
    """Recognise the words of pictures, as far as this reading and its time allow; tell of those that are left."""
    path, builder, recogniser, progress, patience = recognition
    wanted = [(page, picture) for page in pages for picture in page.pictures_beside if picture.may_have_words]
    if wanted and not builder.recognise:
        builder.unrecognised += len({page.number for page, _ in wanted})
    before = sum(page.needs_ocr for page in pages)
    running = _Running()
    looks: set[bytes] = set()
    for done, (page, picture) in enumerate(wanted, before):
        seen = None
        if builder.recognise and recogniser.available:
            progress("ocr", done, before + len(wanted))
            if patience.lasts(before + len(looks) + (done - before) // _DRAWN) and ("ocr", done) not in builder.passed:
                seen = _look(path, page, picture, recogniser)
        if seen is not None:
            looks.add(seen.looks)
        says = None if seen is None else has_words(seen)
        if seen is not None and says:
            picture.drafts = _drafts(seen, page, picture)
            running.add(page, picture)
        else:
            _tell_unread(page, picture, builder, may_be_text=says is None)
    running.set_aside()
    for page, picture in wanted:
        if any(draft.kind not in FURNITURE for draft in picture.drafts):
            builder.notice("picture-read", _TOLD_READ, page.number)


def _tell_unread(page: PageText, picture: Picture, builder: DocumentBuilder, *, may_be_text: bool) -> None:
    """Tell of a picture without words: what it says may be lost."""
    if may_be_text:
        builder.notice(
            "picture-unread",
            _TOLD_UNREAD if builder.recognise else _TOLD_WAITING,
            page.number,
        )
    elif page.number == 1 and page.place_of(picture).y0 < _HEAD:  # handwriting and seals are no words
        builder.notice(*LETTERHEAD_UNREAD, page.number)


def _look(path: Path, page: PageText, picture: Picture, recogniser: Recogniser) -> Seen | None:
    """Recognise a picture, without what the page says over it; None when that cannot be done."""
    size = (page.height, page.width) if page.turned % 180 else (page.width, page.height)
    own = [stamp.index for stamp in page.stamps if stamp.index >= 0]
    seen = recogniser.part(path, page.number - 1, Part(picture.box, size, page.turned, own))
    if seen is None or seen.turned:
        return seen
    left, top, _, _ = turned(picture.box, page.turned, *size)
    return seen._replace(runs=pictures.bare(seen.runs, picture.over.get(page.turned, ()), (left, top)))


def has_words(seen: Seen) -> bool | None:
    """Tell whether what was found in a picture is text, and no traces of lines and shades; None where it may be."""
    known = signs = 0
    trust = 0.0
    for run in seen.runs:
        words = quality.words_of(run.text)
        for word in words:
            signs += len(word)
            known += len(word) if len(word) >= _LEAST_WORD and quality.is_known(word) else 0
        digits = sum(sign.isdecimal() for sign in run.text)
        signs += digits
        trust += run.trust * (digits + sum(map(len, words)))
        known += digits if digits > 1 and run.trust >= _SURE else 0
    if (known >= _FEWEST and known >= _KNOWN * signs) or _says_registration(seen):
        return True
    return None if signs >= _UNREAD and trust >= _PRINT * signs else False


def _says_registration(seen: Seen) -> bool:
    """Tell whether a picture says a date or a number, as a line or a stamp of registration does in few letters."""
    sure = [run.text for run in seen.runs if run.trust >= _SURE]
    if 2 * sum(map(len, sure)) < sum(len(run.text) for run in seen.runs):
        return False
    return any(_NUMBER.search(text) or any(find_dates(text)) for text in sure)


class _Running:
    """Pictures by what they say: one that stands in the same place of many pages runs through them."""

    def __init__(self) -> None:
        self._found: dict[str, list[tuple[Box, Picture]]] = defaultdict(list)

    def add(self, page: PageText, picture: Picture) -> None:
        """Take a picture with its words; what the page prints over it, as its number, is not among them."""
        said = "\n".join(chain.from_iterable((draft.text, *_cells(draft)) for draft in picture.drafts))
        self._found[said].append((page.place_of(picture), picture))

    def set_aside(self) -> None:
        """Make headers and footers of what running pictures say, but for the first time: a letterhead heads the act."""
        for found in self._found.values():
            first, _ = found[0]
            same = [one for one in found if _is_near(one[0], first)]
            for place, picture in same[1:] if len(same) >= _REPEATS else ():
                kind = BlockKind.HEADER if place.y0 + place.y1 < 1 else BlockKind.FOOTER
                picture.drafts = [_running(draft, kind) for draft in picture.drafts]


def _is_near(one: Box, other: Box) -> bool:
    return max(abs(one.x0 - other.x0), abs(one.y0 - other.y0)) < _SAME_PLACE


def _cells(draft: Draft) -> list[str]:
    return [cell.text for cell in draft.cells]


def _running(draft: Draft, kind: BlockKind) -> Draft:
    """Return a block as one of a running head, rows of a table as lines."""
    if draft.cells:
        draft.text, draft.cells, draft.repairs = "\n".join(filter(None, _cells(draft))), [], ()
    draft.kind = kind
    return draft


def _drafts(seen: Seen, page: PageText, picture: Picture) -> list[Draft]:
    """Return the blocks of a picture where they lie on the page; of one that lies on its side all where it lies."""
    outer = page.place_of(picture)

    def placed(inner: Box) -> Box:
        if seen.turned:
            return outer
        width, height = outer.x1 - outer.x0, outer.y1 - outer.y0
        left, right = (outer.x0 + edge * width for edge in (inner.x0, inner.x1))
        top, bottom = (outer.y0 + edge * height for edge in (inner.y0, inner.y1))
        return layout.box_of(left, top, right, bottom, 1.0, 1.0)

    return recognised.drafts_of(seen, page.number, placed)
