"""An assignment of a registered protocol changes as a card does: a new version, a reason, a trace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from domain.statuses import AccessLevel
from storage import acts, drafts
from storage.models import ActVersion, JournalEntry
from tests.factories import add_draft, found, requisites
from tests.web.test_protocol_pages import DETAILS

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from storage.models import Assignment
    from tests.web.conftest import Visit

AS_IT_STOOD = {
    "text": "представить сводку", "executors": "", "term": "в 10-дневный срок", "due": "16.04.2026",
    "reason": "опечатка",
}  # fmt: skip
"""The second assignment of the protocol of 06.04.2026."""


def protocol(register: Register, access: str = AccessLevel.PUBLIC) -> tuple[str, str]:
    """A registered protocol: its id and that of its second assignment."""
    draft_id = add_draft(register.records, values=requisites(kind=found("протокол"), protocol=DETAILS))
    with register.records.writing("registrar") as unit:
        version = drafts.get(unit.session, draft_id).version
        act = drafts.register(unit, draft_id, version, {"access": access}, protocol=DETAILS)
        unit.commit()
    return act.id, second(register, act.id).id


def second(register: Register, act_id: str) -> Assignment:
    with register.records.reading() as session:
        whole = acts.get(session, act_id).protocol
        assert whole is not None
        return whole.assignments[1]


def test_a_changed_assignment_is_a_version_with_its_reason_and_a_trace(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    act_id, item_id = protocol(register)
    visit = visit_as("registrar")
    assert f'href="/acts/{act_id}/assignments/{item_id}/edit"' in visit.get(f"/acts/{act_id}").text
    assert "представить сводку" in visit.get(f"/acts/{act_id}/assignments/{item_id}/edit").text
    sent = AS_IT_STOOD | {"version": 1, "text": "представить отчёт", "executors": "Терехов М.А.\nЗимина Л.К."}
    page = visit.post(f"/acts/{act_id}/assignments/{item_id}/edit", sent).text
    assert "Редакция 2" in page
    assert "Поручение 1.2: <del>представить сводку" in page
    item = second(register, act_id)
    assert (item.text, item.executors, item.counted) == ("представить отчёт", ["Терехов М.А.", "Зимина Л.К."], True)
    with register.records.reading() as session:
        versions = {row.version: row.card for row in session.scalars(select(ActVersion)).all()}
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "act.assignment")).one()
    assert [versions[number]["assignments"][1]["text"] for number in (1, 2)] == [
        "представить сводку",
        "представить отчёт",
    ]
    told = json.loads(entry.details)
    assert (told["reason"], told["point"], told["fields"]) == ("опечатка", "1.2", ["text", "executors"])
    assert "отчёт" not in entry.details
    late = visit.post(f"/acts/{act_id}/assignments/{item_id}/edit", sent | {"text": "поздно"})
    assert (late.status_code, "поздно" in late.text) == (409, True)


@pytest.mark.parametrize(
    ("typed", "due", "counted"),
    [
        ({"term": "в течение 20 дней"}, "2026-04-26", True),
        ({"term": "до 15.05.2026"}, "2026-05-15", False),
        ({"term": "по мере готовности"}, None, False),
        ({"due": "20.04.2026"}, "2026-04-20", False),
        ({"term": "срочно", "due": "30.04.2026"}, "2026-04-30", False),
    ],
)
def test_the_day_follows_the_term(
    register: Register, visit_as: Callable[[str], Visit], typed: dict[str, str], due: str | None, *, counted: bool
) -> None:
    act_id, item_id = protocol(register)
    sent = AS_IT_STOOD | {"version": 1} | typed
    assert visit_as("lawyer").post(f"/acts/{act_id}/assignments/{item_id}/edit", sent).is_success
    item = second(register, act_id)
    assert (item.due_on and item.due_on.isoformat(), item.counted) == (due, counted)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Напишите, что поручено"),
        ({"text": "иное", "reason": ""}, "Укажите основание изменения"),
        ({"due": "не скоро"}, "Не похоже на дату"),
        ({"due": "01.04.2026"}, "раньше даты протокола"),
        ({}, "Ничего не изменено"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_typed(
    register: Register, visit_as: Callable[[str], Visit], typed: dict[str, str], said: str
) -> None:
    act_id, item_id = protocol(register)
    sent = AS_IT_STOOD | {"version": 1, "executors": ""} | typed
    answer = visit_as("registrar").post(f"/acts/{act_id}/assignments/{item_id}/edit", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "в 10-дневный срок" in answer.text
    assert second(register, act_id).text == "представить сводку"


def test_who_may_not_edit_or_see_the_act_changes_nothing(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id, item_id = protocol(register, AccessLevel.OFFICIAL_USE)
    sent = AS_IT_STOOD | {"version": 1, "text": "иное"}
    address = f"/acts/{act_id}/assignments/{item_id}/edit"
    assert visit_as("reader").post(address, sent).status_code == 403
    for answer in (visit_as("lawyer").get(address), visit_as("lawyer").post(address, sent)):
        assert answer.status_code == 404
        assert "сводку" not in answer.text
    other, _ = protocol_of_another(register)
    assert visit_as("registrar").post(f"/acts/{other}/assignments/{item_id}/edit", sent).status_code == 404
    assert second(register, act_id).text == "представить сводку"


def protocol_of_another(register: Register) -> tuple[str, str]:
    """Another protocol: the assignment of the first is none of its own."""
    values = requisites(kind=found("протокол"), number=found("309"), protocol=DETAILS)
    draft_id = add_draft(register.records, values=values, content="другое")
    with register.records.writing("registrar") as unit:
        act = drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, {}, protocol=DETAILS)
        unit.commit()
    return act.id, second(register, act.id).id
