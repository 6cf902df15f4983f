"""Words in pictures beside the text of a page: a table that was pasted as a picture, a letterhead, a scanned annex.

That is recognition: it is left to the lane of scans, and the text of the page is in the draft meanwhile.

Reads: judged pages. Writes: drafts of blocks into their pictures, how many pages wait into a :class:`DocumentBuilder`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.reading import layout
from ingest.reading.office.shown import LETTERHEAD_UNREAD
from ingest.reading.pdf import pictures, recognised
from ingest.reading.text import quality

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.document import Box
    from ingest.reading.builder import DocumentBuilder, Draft
    from ingest.reading.ocr import Recogniser, Seen
    from ingest.reading.ocr.patience import Patience
    from ingest.reading.pdf.judging import PageText
    from ingest.reading.pdf.pictures import Picture

    Progress = Callable[[str, int, int], None]

_FEWEST: Final = 12
"""Letters in known words that a picture must say to be believed: in a photograph recognition finds two or three."""
_KNOWN: Final = 0.5
"""Share of all letters that they must be."""
_LEAST_WORD: Final = 4
"""Letters of a word that is not found by chance."""


_HEAD: Final = 0.45
"""Share of the first page's height where a letterhead stands, and a stamp with date and number."""


def look(  # noqa: PLR0917 - all that a scan needs
    path: Path,
    pages: list[PageText],
    builder: DocumentBuilder,
    recogniser: Recogniser,
    progress: Progress,
    patience: Patience,
) -> None:
    """Recognise the words of pictures, as far as this reading and its time allow; tell of those that are left."""
    wanted = [(page, picture) for page in pages for picture in page.pictures_beside if picture.may_have_words]
    if wanted and not builder.recognise:
        builder.unrecognised += len({page.number for page, _ in wanted})
    before = sum(page.needs_ocr for page in pages)
    for done, (page, picture) in enumerate(wanted, before):
        looked = False
        if builder.recognise and recogniser.available:
            progress("ocr", done, before + len(wanted))
            if patience.lasts(done) and ("ocr", done) not in builder.passed:
                looked = _look(path, page, picture, recogniser)
        if not looked:
            builder.notice(
                "picture-unread",
                "На странице есть картинка. Если на ней текст или таблица, сюда они не вошли: посмотрите страницу.",
                page.number,
            )
        elif picture.drafts:
            builder.notice(
                "picture-read",
                "На странице есть картинка с текстом. Он распознан; сверьте его с изображением.",
                page.number,
            )
        elif page.number == 1 and page.place_of(picture).y0 < _HEAD:  # handwriting and seals are no words
            builder.notice(*LETTERHEAD_UNREAD, page.number)


def _look(path: Path, page: PageText, picture: Picture, recogniser: Recogniser) -> bool:
    """Recognise a picture; tell whether that could be done."""
    size = (page.height, page.width) if page.turned % 180 else (page.width, page.height)
    seen = recogniser.part(path, page.number - 1, picture.box, size, page.turned)
    if seen is None:
        return False
    if not page.turned and not seen.turned:
        seen = seen._replace(runs=pictures.bare(seen.runs, picture))
    if has_words(seen):
        picture.drafts = _drafts(seen, page, picture)
    return True


def has_words(seen: Seen) -> bool:
    """Tell whether what was found in a picture is text, and no traces of lines and shades."""
    known = letters = 0
    for run in seen.runs:
        for word in quality.words_of(run.text):
            letters += len(word)
            known += len(word) if len(word) >= _LEAST_WORD and quality.is_known(word) else 0
    return known >= _FEWEST and known >= _KNOWN * letters


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
