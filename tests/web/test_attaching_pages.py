"""A document of a court or a prosecutor is put beside its act: the person chooses the act, the record is whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from domain.requisites import ActReference, Span, SupplementaryDetails
from domain.statuses import AccessLevel, DraftState
from registry_api.web.presenters.attaching import candidates
from storage import acts, drafts
from storage.models import Act, SupplementaryDocument
from tests.factories import add_act, add_draft, card, found, requisites

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

CARD = card()
PROTEST = SupplementaryDetails(
    kind="prosecutor-protest",
    form="протест",
    issuer="Прокуратура города Светлореченска",
    date="2026-05-12",
    number="7-03-2026",
    demand="Постановление отменить.",
    disputed=(
        ActReference(kind=CARD.kind, date=CARD.date.isoformat(), number=CARD.number, span=Span(0, 10)),
        ActReference(kind="решение", date="2001-01-01", number="1"),
    ),
)


@pytest.fixture
def draft_id(register: Register) -> str:
    values = requisites(kind=found("протест"), number=found("7-03-2026"), supplementary=PROTEST)
    return add_draft(register.records, values=values)


def sent(register: Register, draft_id: str, **changes: Any) -> dict[str, Any]:
    with register.records.reading() as session:
        version = drafts.get(session, draft_id).version
    data = {
        "version": version, "kind": PROTEST.kind, "issuer": PROTEST.issuer, "date": "12.05.2026",
        "number": PROTEST.number, "incoming_number": "1187", "incoming_on": "13.05.2026", "title": "Протест",
        "demand": PROTEST.demand, "outcome": "", "instance": "", "act_number": "", "act_date": "",
    }  # fmt: skip
    return data | changes


def count(register: Register, table: Any) -> int:
    with register.records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_page_offers_the_act_that_the_document_names(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    act_id = add_act(register.records)
    answer = visit_as("registrar").get(f"/drafts/{draft_id}")
    assert str(answer.url).endswith("/attach")
    assert "Похоже, это протест прокурора" in answer.text
    assert f'name="act" value="{act_id}" checked' in answer.text
    assert "дата и номер совпали" in answer.text
    assert re.search(r'data-ev="[^"]*disputed-1', answer.text)
    assert 'value="Прокуратура города Светлореченска"' in answer.text
    assert 'name="incoming_number" type="text" value=""' in answer.text


def test_attaching_records_the_document_with_its_file_and_makes_no_act(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    act_id = add_act(register.records)
    visit = visit_as("registrar")
    answer = visit.post(f"/drafts/{draft_id}/attach", sent(register, draft_id, act=act_id))
    assert str(answer.url).endswith(f"/acts/{act_id}#supplementary")
    for words in (
        "Документ приложен к акту",
        "Протест прокурора",
        "вх. № 1187 от 13.05.2026",
        "Постановление отменить.",
    ):
        assert words in answer.text
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        (document,) = acts.get(session, act_id).supplementary
        assert (draft.state, draft.act_id) == (DraftState.ATTACHED, act_id)
        assert document.file_id == draft.intake.file_id
    assert count(register, Act) == 1
    assert "приложен к акту" in visit.get(f"/drafts/{draft_id}").text
    again = visit.post(f"/drafts/{draft_id}/attach", sent(register, draft_id, act=act_id) | {"version": 1})
    assert str(again.url).endswith(f"/acts/{act_id}#supplementary")
    assert (
        visit.post(f"/drafts/{draft_id}/attach", sent(register, draft_id, act=act_id, outcome="иное")).status_code
        == 409
    )
    assert count(register, SupplementaryDocument) == 1


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"incoming_number": ""}, "incoming_number"),
        ({"issuer": ""}, "issuer"),
        ({"date": "31.02.2026"}, "date"),
        ({"kind": "нет такого"}, "kind"),
        ({"act": ""}, "act"),
        ({"act": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "act"),
    ],
)
def test_what_is_missing_is_told_and_what_was_typed_stays(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str, change: dict[str, str], fault: str
) -> None:
    act_id = add_act(register.records)
    data = sent(register, draft_id, act=act_id, title="О плате за въезд") | change
    answer = visit_as("registrar").post(f"/drafts/{draft_id}/attach", data)
    assert answer.status_code == 422
    assert f'id="fault-{fault}"' in answer.text
    assert "О плате за въезд" in answer.text
    assert count(register, SupplementaryDocument) == 0


def test_another_act_is_found_by_number_and_date(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    other = add_act(register.records, number="555")
    answer = visit_as("registrar").post(
        f"/drafts/{draft_id}/attach", sent(register, draft_id, act_number="№ 555", find="yes", title="Введено")
    )
    assert f'value="{other}"' in answer.text
    assert "Введено" in answer.text
    nothing = sent(register, draft_id, act_number="777", act_date="01.01.2020", find="yes")
    assert "в реестре нет" in visit_as("registrar").post(f"/drafts/{draft_id}/attach", nothing).text


def test_an_act_that_the_person_may_not_see_is_not_offered(register: Register) -> None:
    hidden = add_act(register.records, access=AccessLevel.OFFICIAL_USE)
    with register.records.reading() as session:
        assert candidates(session, PROTEST.disputed, [AccessLevel.PUBLIC, AccessLevel.INTERNAL]) == []
        assert [item.id for item in candidates(session, PROTEST.disputed, list(AccessLevel))] == [hidden]


def test_a_person_may_call_it_an_act_and_an_act_may_be_attached(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    visit = visit_as("registrar")
    assert "Проверка реквизитов" in visit.get(f"/drafts/{draft_id}?as=act").text
    plain = add_draft(register.records, "другое")
    assert f"/drafts/{plain}/attach" in visit.get(f"/drafts/{plain}").text


def test_the_machine_never_registers_such_a_document(register: Register) -> None:
    values = requisites(supplementary=PROTEST)
    sure = add_draft(register.records, "уверенно", values=values)
    with register.records.writing(drafts.MACHINE) as unit:
        assert drafts.register_if_certain(unit, drafts.get(unit.session, sure)) is None
