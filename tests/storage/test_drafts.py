"""Drafts: one draft, one act; what a person decided stays; the machine registers only what it may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import DuplicateNumber, IncompleteRequisites, NotFound, StateConflict
from domain.relations import Relation
from domain.requisites import Assignment, ProtocolDetails
from domain.statuses import AccessLevel, DraftState, IntakeState
from storage import acts, drafts, intake, journal
from storage.documents import load_document, store_document
from storage.index_feed import IndexFeed
from storage.models import Act, Draft, JournalEntry
from tests.factories import BODY, TEXT, TITLE, add_act, add_draft, cites, claimed, document, found, requisites, take_in
from tests.storage.processes import together

if TYPE_CHECKING:
    from storage.database import Records


def draft_of(records: Records, draft_id: str) -> Draft:
    with records.reading() as session:
        return drafts.get(session, draft_id)


def confirm(records: Records, draft_id: str, **values: str) -> Act:
    with records.writing("регистратор") as unit:
        act = drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, values)
        unit.commit()
    return act


def machine(records: Records, draft_id: str) -> Act | None:
    with records.writing(drafts.MACHINE) as unit:
        act = drafts.register_if_certain(unit, drafts.get(unit.session, draft_id))
        unit.commit()
    return act


def test_values_carry_the_evidence_that_points_into_the_text(records: Records) -> None:
    draft = draft_of(records, add_draft(records))
    assert draft.document is not None
    for value in draft.values:
        assert value.start is not None
        assert draft.document.text[value.start : value.end].lower() == (value.raw or "").lower()
        assert (value.value, value.decided_by) == (value.found, None)
    assert load_document(draft.document) == document()


def test_confirming_gives_the_act_everything_of_the_draft(records: Records) -> None:
    cited = add_act(records, number="274")
    values = requisites(amends=(cites("274", "2026-04-06"),), signed_at=found("2026-04-06T12:00:00+03:00"))
    draft_id = add_draft(records, values=values)
    act = confirm(records, draft_id, title="Исправленное название", date="6 апреля 2026 г.")
    with records.reading() as session:
        whole = acts.get(session, act.id)
        assert (whole.title, whole.body, whole.number_norm) == ("Исправленное название", BODY, "308")
        assert [(link.relation, link.to_act_id) for link in whole.links] == [(Relation.AMENDS, cited)]
        assert [file.role for file in whole.files] == ["original"]
        assert whole.document is not None
        assert whole.document.text == TEXT
        assert whole.signed_at is not None
        draft = drafts.get(session, draft_id)
        assert (draft.state, draft.act_id, draft.decided_by) == (DraftState.REGISTERED, act.id, "регистратор")
        assert [value.field for value in draft.values if value.decided_by and value.value != value.found] == ["title"]
        said = session.scalars(sa.select(JournalEntry.details).where(JournalEntry.action == "act.registered")).all()[-1]
    assert '"corrected": ["title"]' in said
    assert "Исправленное" not in said


def test_many_threads_confirm_one_draft_one_act(records: Records) -> None:
    draft_id = add_draft(records)
    version = draft_of(records, draft_id).version

    def attempt(number: int) -> str:
        try:
            with records.writing(f"регистратор {number}") as unit:
                act = drafts.register(unit, draft_id, version, {})
                unit.commit()
        except StateConflict as refused:
            return refused.code
        return act.id

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(attempt, range(8)))
    assert told.count("state-conflict") == 7
    with records.reading() as session:
        assert session.scalars(sa.select(Act.id)).all() == [line for line in told if line != "state-conflict"]
        assert (
            session.scalar(
                sa.select(sa.func.count()).select_from(JournalEntry).where(JournalEntry.action == "act.registered")
            )
            == 1
        )
        journal.verify(session)


def test_several_processes_confirm_one_draft_one_act(records: Records, records_url: str) -> None:
    draft_id = add_draft(records)
    told = together(3, "register_draft", records_url, draft_id, str(draft_of(records, draft_id).version))
    assert sorted(line.split()[0] for line in told) == ["act", "state-conflict", "state-conflict"]
    with records.reading() as session:
        assert len(session.scalars(sa.select(Act.id)).all()) == 1


def test_two_drafts_of_one_place_give_one_act_and_the_other_waits(records: Records) -> None:
    first, second = add_draft(records, "один"), add_draft(records, "два")
    act = confirm(records, first)
    with pytest.raises(DuplicateNumber) as refused:
        confirm(records, second)
    assert refused.value.details["act_id"] == act.id
    assert draft_of(records, second).state == DraftState.OPEN


def test_a_draft_that_was_changed_meanwhile_is_not_confirmed(records: Records) -> None:
    draft_id = add_draft(records)
    seen = draft_of(records, draft_id).version
    with records.writing("второй") as unit:
        drafts.save(unit, draft_id, seen, {"title": "Другое"})
        unit.commit()
    unit = records.writing("первый")
    with pytest.raises(StateConflict), unit:
        drafts.register(unit, draft_id, seen, {})
    assert draft_of(records, draft_id).state == DraftState.OPEN


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"date": "вчера"}, "date"),
        ({"date": "31.02.2026"}, "date"),
        ({"number": "много"}, "number"),
        ({"access": "тайно"}, "access"),
    ],
)
def test_a_refused_confirmation_leaves_the_draft_as_it_was(
    records: Records, values: dict[str, str], field: str
) -> None:
    draft_id = add_draft(records)
    with pytest.raises(IncompleteRequisites) as refused:
        confirm(records, draft_id, **values)
    assert list(refused.value.details["fields"]) == [field]
    assert [value.decided_by for value in draft_of(records, draft_id).values] == [None] * 7


class TestAccessMark:
    """A document that bears «Для служебного пользования» does not become public by a confirmation."""

    MARK = found("dsp", "Для служебного пользования")

    def test_it_is_registered_for_official_use(self, records: Records) -> None:
        act = confirm(records, add_draft(records, values=requisites(access=self.MARK)))
        assert act.access == AccessLevel.OFFICIAL_USE
        assert IndexFeed(records).records([act.id]) == []

    def test_a_person_may_say_otherwise(self, records: Records) -> None:
        act = confirm(records, add_draft(records, values=requisites(access=self.MARK)), access="internal")
        assert act.access == AccessLevel.INTERNAL

    def test_the_machine_leaves_it_to_a_person(self, records: Records) -> None:
        assert machine(records, add_draft(records, values=requisites(access=self.MARK))) is None

    def test_without_a_mark_it_is_public(self, records: Records) -> None:
        assert confirm(records, add_draft(records)).access == AccessLevel.PUBLIC


class TestMachine:
    """Without a person: only when all is certain, and only acts that a municipal register holds."""

    def test_a_certain_draft_is_registered_in_the_name_of_the_machine(self, records: Records) -> None:
        act = machine(records, add_draft(records))
        assert act is not None
        assert act.registered_by == drafts.MACHINE

    def test_it_never_decides_normativity_however_sure_the_hint(self, records: Records) -> None:
        act = machine(records, add_draft(records, values=requisites(normative=found("yes", confidence=1.0))))
        assert act is not None
        assert (act.is_normative, act.normative_by) == (None, None)

    @pytest.mark.parametrize("field", ["kind", "body", "date", "number", "title"])
    @pytest.mark.parametrize("sure", [None, 0.89])
    def test_a_doubtful_or_missing_requisite_waits(
        self, sqlite_records: Records, field: str, sure: float | None
    ) -> None:
        value = {"date": "2026-04-06", "number": "308", "title": TITLE, "body": BODY, "kind": "постановление"}[field]
        values = requisites(**{field: found(value, confidence=sure) if sure else None})
        assert machine(sqlite_records, add_draft(sqlite_records, values=values)) is None

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("решение", "Светлореченский городской суд Зареченской области"),
            ("решение", "Арбитражный суд Зареченской области"),
            ("постановление", "Мировой судья судебного участка № 4"),
            ("определение", "Светлореченский городской суд"),
            ("протест", "Прокуратура города Светлореченска"),
            ("представление", "Прокурор города Светлореченска"),
            ("предписание", "Управление Федеральной антимонопольной службы по Зареченской области"),
            ("письмо", BODY),
            ("заключение", BODY),
            ("уведомление", BODY),
            ("постановление", "Правительство Зареченской области"),
            ("приказ", "Министерство финансов Зареченской области"),
            ("порядок", BODY),
        ],
    )
    def test_what_is_no_act_of_the_register_waits(self, sqlite_records: Records, kind: str, body: str) -> None:
        values = requisites(kind=found(kind), body=found(body))
        draft_id = add_draft(sqlite_records, values=values)
        assert machine(sqlite_records, draft_id) is None
        assert draft_of(sqlite_records, draft_id).state == DraftState.OPEN

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("решение", "Дума города Светлореченска"),
            ("распоряжение", "Глава Судогодского района"),
            ("протокол", "Администрация города Светлореченска"),
            ("приказ", "Управление судоремонта Администрации города"),
        ],
    )
    def test_what_is_an_act_of_the_register_is_taken(self, sqlite_records: Records, kind: str, body: str) -> None:
        values = requisites(kind=found(kind), body=found(body))
        assert machine(sqlite_records, add_draft(sqlite_records, values=values)) is not None

    def test_a_draft_that_a_person_touched_is_left_alone(self, records: Records) -> None:
        draft_id = add_draft(records)
        with records.writing("регистратор") as unit:
            drafts.save(unit, draft_id, drafts.get(unit.session, draft_id).version, {"title": TITLE})
            unit.commit()
        assert machine(records, draft_id) is None


def test_a_protocol_brings_its_assignments_and_is_never_normative(records: Records) -> None:
    details = ProtocolDetails(
        meeting="аппаратное совещание",
        assignments=(
            Assignment(point="1.1", text="Подготовить", executors=("Иванов", "Петров"), due="2026-05-01"),
            Assignment(point="1.2", text="Доложить"),
        ),
    )
    values = requisites(kind=found("протокол"), protocol=details, normative=found("yes"))
    act = confirm(records, add_draft(records, values=values))
    with records.reading() as session:
        whole = acts.get(session, act.id)
        assert whole.protocol is not None
        assert [(item.point, item.executors) for item in whole.protocol.assignments] == [
            ("1.1", ["Иванов", "Петров"]),
            ("1.2", []),
        ]
        assert whole.is_normative is False


def read_again(records: Records, intake_id: str, **changes: object) -> None:
    with records.writing(drafts.MACHINE) as unit:
        intake.retry(unit, intake_id)
        unit.commit()
    with records.writing(drafts.MACHINE) as unit:
        item = claimed(unit, intake_id)
        assert item.draft is not None
        row = store_document(unit.session, item.file_id, document())
        drafts.replace_reading(unit, item.draft, row, requisites(**changes))
        unit.commit()


def test_a_new_reading_keeps_what_a_person_decided(records: Records) -> None:
    draft_id = add_draft(records)
    with records.writing("регистратор") as unit:
        drafts.save(unit, draft_id, drafts.get(unit.session, draft_id).version, {"title": "Решил человек"})
        unit.commit()
    read_again(records, draft_of(records, draft_id).intake_id, title=found("Новое чтение"), number=found("309"))
    values = {value.field: value for value in draft_of(records, draft_id).values}
    assert (values["title"].value, values["title"].found) == ("Решил человек", "Новое чтение")
    assert values["number"].value == "309"
    assert draft_of(records, draft_id).intake.state == IntakeState.READ


def test_a_new_reading_may_find_less(records: Records) -> None:
    draft_id = add_draft(records)
    read_again(records, draft_of(records, draft_id).intake_id, date=None)
    values = {value.field: value for value in draft_of(records, draft_id).values}
    assert (values["date"].value, values["date"].found, values["date"].confidence) == (None, None, 0.0)
    assert values["number"].value == "308"


def test_a_registered_draft_takes_no_new_reading(records: Records) -> None:
    draft_id = add_draft(records)
    confirm(records, draft_id)
    draft = draft_of(records, draft_id)
    unit = records.writing(drafts.MACHINE)
    with pytest.raises(StateConflict) as refused, unit:
        intake.retry(unit, draft.intake_id)
    assert refused.value.details["act_id"] == draft.act_id
    unit = records.writing("регистратор")
    with pytest.raises(StateConflict), unit:
        intake.dismiss(unit, draft.intake_id, "ошибка")


def test_a_rejected_draft_opens_again_with_its_file(records: Records) -> None:
    draft_id = add_draft(records)
    with records.writing("регистратор") as unit:
        drafts.reject(unit, draft_id, drafts.get(unit.session, draft_id).version, "не акт")
        unit.commit()
    assert draft_of(records, draft_id).intake.state == IntakeState.DISMISSED
    read_again(records, draft_of(records, draft_id).intake_id)
    assert draft_of(records, draft_id).state == DraftState.OPEN
    assert confirm(records, draft_id).number_norm == "308"


def test_a_dismissed_file_takes_its_open_draft_along(records: Records) -> None:
    draft_id = add_draft(records)
    with records.writing("регистратор") as unit:
        intake.dismiss(unit, draft_of(records, draft_id).intake_id, "не акт")
        unit.commit()
    assert draft_of(records, draft_id).state == DraftState.REJECTED
    with records.reading() as session:
        assert intake.open_drafts(session) == []
    with pytest.raises(StateConflict):
        confirm(records, draft_id)


def test_a_failed_file_can_be_filled_by_hand_once(records: Records) -> None:
    intake_id = take_in(records)
    with records.writing(drafts.MACHINE) as unit:
        intake.fail(unit, claimed(unit, intake_id), "damaged-file", "Файл повреждён.")
        unit.commit()
    with records.writing("регистратор") as unit:
        draft = drafts.make_by_hand(unit, intake_id)
        unit.commit()
    assert [value.value for value in draft.values] == [None] * 7
    unit = records.writing("регистратор")
    with pytest.raises(StateConflict), unit:
        drafts.make_by_hand(unit, intake_id)
    values = {"kind": "решение", "body": BODY, "date": "06.04.2026", "number": "12/3", "title": TITLE}
    assert confirm(records, draft.id, **values).number_norm == "12/3"


def test_a_draft_that_is_not_there(records: Records) -> None:
    unit = records.writing("регистратор")
    with pytest.raises(NotFound), unit:
        drafts.register(unit, "0" * 26, 1, {})
