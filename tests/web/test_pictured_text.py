"""Words of pictures beside print are told from it on the pages: they may be wrong, and print is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.document import Block, BlockKind, Box, Notice, Page, Source
from domain.statuses import AccessLevel
from registry_api.web.presenters.document import show_document
from tests import factories
from tests.factories import add_draft, found, requisites
from tests.web.test_page_pictures import registered

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.document import Document
    from registry_api.root import Register
    from tests.web.conftest import Visit

CAPTION = "Распознано с картинки"
COMPARED = "Дата и номер сверены с изображением"
HEAD = ("АДМИНИСТРАЦИЯ ГОРОДА", "ПОСТАНОВЛЕНИЕ", "06.04.2026")
"""How the lines of a letterhead begin in the text of tests."""


def paged(*pictured: str, source: Source = Source.TEXT) -> Document:
    """Return the document of tests as a PDF of two pages; lines that begin so come from pictures of its first."""
    read = factories.document()
    box = Box(0.1, 0.1, 0.9, 0.2)
    blocks = tuple(
        msgspec.structs.replace(block, box=box, source=Source.OCR, trust=0.95)
        if read.text_of(block).startswith(pictured)
        else msgspec.structs.replace(block, box=box)
        for block in read.blocks
    )
    pages = (Page(number=1, width=595, height=842), Page(number=2, width=595, height=842, source=source))
    return msgspec.structs.replace(read, format="pdf", pages=pages, blocks=blocks)


def holding(document: Document, *boxes: Box) -> Document:
    """Return the document with pictures of these places in front of it."""
    images = tuple(Block(kind=BlockKind.IMAGE, start=0, end=0, page=1, box=box) for box in boxes)
    return msgspec.structs.replace(document, blocks=(*images, *document.blocks))


@pytest.fixture
def draft_of(register: Register, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def make(document: Document, **values: object) -> str:
        monkeypatch.setattr(factories, "document", lambda _text: document)
        return add_draft(register.records, values=requisites(**values))

    return make


def test_words_of_a_picture_are_marked_once_and_print_is_not(
    register: Register, visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    draft_id = draft_of(paged(*HEAD))
    shown = visit_as("registrar").get(f"/drafts/{draft_id}").text
    assert shown.count(CAPTION) == 1
    assert shown.index(CAPTION) < shown.index("from-picture")
    assert shown.count("from-picture") == sum(
        factories.document("").text_of(block).startswith(HEAD) for block in factories.document("").blocks
    )
    act_id = registered(register, draft_id, AccessLevel.PUBLIC)
    assert visit_as("reader").get(f"/acts/{act_id}").text.count(CAPTION) == 1


def test_a_scan_says_once_that_all_of_it_is_recognised() -> None:
    scan = msgspec.structs.replace(paged(*HEAD), pages=(Page(number=1, width=595, height=842, source=Source.OCR),))
    assert not any(block.is_pictured or block.caption for block in show_document(scan).blocks)


def test_an_office_file_marks_what_a_picture_says_unless_all_of_it_is_pictures() -> None:
    blocks = paged(*HEAD).blocks
    for pictured, marked in ((HEAD, sum(block.source is Source.OCR for block in blocks)), (("",), 0)):
        office = msgspec.structs.replace(paged(*pictured), format="docx", pages=())
        assert sum(block.is_pictured for block in show_document(office).blocks) == marked


def test_a_large_picture_without_words_is_told_of_and_an_emblem_is_not(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    photograph, emblem = Box(0.2, 0.4, 0.8, 0.7), Box(0.45, 0.05, 0.55, 0.12)
    shown = visit_as("registrar").get(f"/drafts/{draft_of(holding(paged(), emblem, photograph))}").text
    assert re.findall(r'<p id="b(\d+)" class="image">Картинка: посмотрите страницу</p>', shown) == ["1"]
    assert 'data-block="1" x="200"' in shown
    assert 'data-block="0"' not in shown


def test_a_picture_whose_words_follow_is_not_told_of_twice() -> None:
    (first, *_) = show_document(holding(paged(*HEAD), Box(0.1, 0.1, 0.9, 0.3))).blocks
    assert (first.seq, first.caption) == (1, CAPTION)


def test_date_and_number_are_compared_only_when_a_picture_says_them(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    visit, asked = visit_as("registrar"), paged("06.04.2026")
    shown = visit.get(f"/drafts/{draft_of(asked)}").text
    assert COMPARED in shown
    assert shown.count(": это место на странице") == 2


@pytest.mark.parametrize("source", [Source.TEXT, Source.OCR])
def test_print_is_not_compared_whatever_else_is_recognised(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str], source: Source
) -> None:
    """A table that was pasted as a picture, an annex that is a scan."""
    shown = visit_as("registrar").get(f"/drafts/{draft_of(paged('Об утверждении', source=source))}").text
    assert COMPARED not in shown
    assert ">скан</a>" not in shown
    assert ">Открыть скан<" not in shown


def test_what_is_not_found_under_a_pictured_kind_shows_its_place(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    """Date and number were written into a letterhead by hand."""
    draft_id = draft_of(paged("ПОСТАНОВЛЕНИЕ"), date=None, number=None)
    shown = visit_as("registrar").get(f"/drafts/{draft_id}").text
    assert COMPARED in shown
    assert "Дата принятия: это место на странице" in shown
    assert "Посмотрите на картинку под датой" in shown


def test_a_number_that_print_does_not_say_is_not_sought_in_a_picture(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    draft_id = draft_of(paged("Об утверждении"), number=None, title=found(factories.TITLE))
    assert COMPARED not in visit_as("registrar").get(f"/drafts/{draft_id}").text


def test_a_sentence_about_many_pages_is_said_once() -> None:
    told = [("picture-read", page) for page in (5, 1, 3, 4)] + [("other", 2), ("general", 0)]
    notices = tuple(Notice(code=code, message=f"Об этом: {code}.", page=page) for code, page in told)
    assert show_document(msgspec.structs.replace(paged(), notices=notices)).notices == [
        "Стр. 1, 3–5: Об этом: picture-read.",
        "Стр. 2: Об этом: other.",
        "Об этом: general.",
    ]


def test_a_scanned_annex_names_its_pages_on_the_card(
    register: Register, visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    act_id = registered(register, draft_of(paged(source=Source.OCR)), AccessLevel.PUBLIC)
    shown = visit_as("reader").get(f"/acts/{act_id}").text
    assert "Часть текста (стр. 2) распознана со скана." in shown
    assert "> Скан<" not in shown


@pytest.mark.parametrize("page", ["?as=act", "/attach"])
def test_what_reading_noticed_is_told_wherever_the_draft_goes(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str], page: str
) -> None:
    notice = Notice(code="picture-unread", message="Картинка пока не распознана.", page=2)
    waiting = msgspec.structs.replace(paged(), notices=(notice,), unrecognised=1)
    shown = visit_as("registrar").get(f"/drafts/{draft_of(waiting)}{page}").text
    assert "Стр. 2: Картинка пока не распознана." in shown
    assert "которые ещё распознаются" in shown


def test_a_number_in_a_picture_of_an_office_file_leads_to_the_file(
    visit_as: Callable[[str], Visit], draft_of: Callable[..., str]
) -> None:
    """There is no page to show a part of."""
    office = msgspec.structs.replace(paged("06.04.2026"), format="docx", pages=())
    shown = visit_as("registrar").get(f"/drafts/{draft_of(office)}").text
    assert COMPARED in shown
    assert len(re.findall(r'Чтобы сверить, откройте <a href="/drafts/\w+/file"[^>]*>файл</a>', shown)) == 2
