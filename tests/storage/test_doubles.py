"""Texts that are alike find each other on both databases; nobody sees what is not for them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from domain.statuses import AccessLevel
from ingest.text_signature import sign, sign_missing
from storage import doubles, drafts, resemblance
from storage.documents import store_document
from storage.models import TextBand, TextLikeness, TextSignature
from storage.resemblance import How
from tests import factories
from tests.domain.test_likeness import ADDRESS
from tests.factories import TEXT, add_draft, found, requisites

if TYPE_CHECKING:
    from collections.abc import Collection

    from storage.database import Records
    from storage.resemblance import Resemblance

OTHER = requisites(number=found("900"), date=found("2025-01-02"))


def _like(records: Records, draft_id: str, levels: Collection[str] = tuple(AccessLevel)) -> list[Resemblance]:
    with records.reading() as session:
        return resemblance.resembling(session, drafts.get(session, draft_id), levels)


def _confirm(records: Records, draft_id: str, **values: str) -> str:
    with records.writing("регистратор") as unit:
        act = drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, values)
        unit.commit()
    return act.id


def test_the_same_words_in_another_file_are_told(records: Records) -> None:
    act_id = _confirm(records, add_draft(records, "а", text=TEXT, is_signed=True))
    twin = add_draft(records, "б", OTHER, TEXT.replace(" ", "  ").upper(), is_signed=True)
    (told,) = _like(records, twin)
    assert told.act is not None
    assert (told.act.id, told.how, told.share, told.is_double) == (act_id, {How.TEXT}, 1.0, True)


def test_standard_wording_is_similar_but_no_double(records: Records) -> None:
    first = add_draft(records, "а", OTHER, ADDRESS, is_signed=True)
    other = add_draft(
        records,
        "б",
        requisites(number=found("901")),
        ADDRESS.replace("Ленина, 5", "Мира, 7").replace("308", "901"),
        is_signed=True,
    )
    (told,), (back,) = _like(records, other), _like(records, first)
    assert told.draft is not None
    assert back.draft is not None
    assert (told.draft.id, told.how, told.is_double) == (first, {How.SIMILAR}, False)
    assert (back.draft.id, back.share) == (other, told.share)


def test_the_same_requisites_are_told_without_any_text(records: Records) -> None:
    act_id = factories.add_act(records)
    twin = add_draft(records, "б", requisites(body=found("Другой орган")), "Совсем другие слова", is_signed=True)
    (told,) = _like(records, twin)
    assert told.act is not None
    assert (told.act.id, told.how) == (act_id, {How.REQUISITES})


def test_two_drafts_of_the_same_requisites_know_each_other(records: Records) -> None:
    first, second = add_draft(records, "а", text="Одни слова"), add_draft(records, "б", text="Иные речи")
    assert [item.draft.id for item in _like(records, second) if item.draft] == [first]


def test_an_act_for_official_use_is_not_told_to_others(records: Records) -> None:
    _confirm(records, add_draft(records, "а", is_signed=True), access="dsp")
    twin = add_draft(records, "б", is_signed=True)
    assert len(_like(records, twin)) == 1
    assert _like(records, twin, (AccessLevel.PUBLIC, AccessLevel.INTERNAL)) == []


def test_a_double_is_not_registered_by_the_machine(records: Records) -> None:
    _confirm(records, add_draft(records, "а", is_signed=True))
    twin = add_draft(records, "б", OTHER, is_signed=True)
    with records.writing(drafts.MACHINE) as unit:
        assert drafts.register_if_certain(unit, drafts.get(unit.session, twin)) is None


def test_a_second_reading_of_a_file_is_no_double_of_the_first(records: Records) -> None:
    draft_id = add_draft(records, "а", text=ADDRESS, is_signed=True)
    other = add_draft(records, "б", OTHER, ADDRESS, is_signed=True)
    with records.writing(drafts.MACHINE) as unit:
        draft = drafts.get(unit.session, draft_id)
        again = factories.document(ADDRESS + "\nПриложение")
        row = store_document(unit.session, draft.intake.file_id, again)
        signature = sign(again)
        assert signature is not None
        near = doubles.keep(unit, row, signature)
        assert draft.document is not None
        first_reading, draft.document_id = draft.document.id, row.id
        unit.commit()
    with records.reading() as session:
        assert first_reading not in {document_id for document_id, _ in near}
        assert session.scalar(select(func.count()).select_from(TextSignature)) == 2
        ids = set(session.scalars(select(TextSignature.id)))
        assert set(session.scalars(select(TextBand.signature_id))) == ids
        assert session.scalar(select(func.count()).select_from(TextLikeness)) == 1
    assert [item.draft.id for item in _like(records, draft_id) if item.draft] == [other]


def test_two_workers_that_finish_at_once_do_not_miss_each_other(records: Records) -> None:
    ready = threading.Barrier(2)

    def work(content: str) -> None:
        ready.wait()
        add_draft(records, content, OTHER, ADDRESS, is_signed=True)

    threads = [threading.Thread(target=work, args=(content,)) for content in ("а", "б")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(TextLikeness)) == 1


def test_texts_that_were_read_before_are_signed_once(records: Records) -> None:
    first, second = add_draft(records, "а", OTHER, ADDRESS), add_draft(records, "б", OTHER, ADDRESS.lower())
    add_draft(records, "в", OTHER, "— — —")
    assert sign_missing(records, "система") == 2
    assert sign_missing(records, "система") == 0
    assert [item.draft.id for item in _like(records, second) if item.draft and How.TEXT in item.how] == [first]
