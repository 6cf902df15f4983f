"""A protocol on the page of its draft: assignments are confirmed, corrected, added and removed before they count."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from domain.requisites import Assignment, ProtocolDetails, Span
from storage import acts, drafts
from storage.models import Act
from tests.factories import BODY, TEXT, add_draft, found, requisites

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

DETAILS = ProtocolDetails(
    meeting="аппаратное совещание",
    chair="А.В. Лукин",
    present=("Ковшов П.И.", "Рощина Е.Д."),
    quorum="Кворум имеется.",
    assignments=(
        Assignment(
            point="1.1", text="очистить канализацию", executors=("Сазонов Ю.М.", "Голубева Н.Р."),
            term="до 24.04.2026", due="2026-04-24", section="оперативные", span=Span(0, len(TEXT) // 2),
        ),
        Assignment(point="1.2", text="представить сводку", term="в 10-дневный срок", due="2026-04-16", counted=True),
    ),
)  # fmt: skip
_FIELD = re.compile(r'<(?:input|textarea|select)[^>]* name="((?:row|protocol)[^"]*)"')
_INPUT = re.compile(r'<input[^>]* name="([^"]+)"[^>]*?(?: value="([^"]*)")?[ >]')
_AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>')
_CHOICE = re.compile(r'<select[^>]* name="(row[^"]+)">.*?</select>', re.DOTALL)


@pytest.fixture
def draft_id(register: Register) -> str:
    return add_draft(register.records, values=requisites(kind=found("протокол"), protocol=DETAILS))


def filled(register: Register, draft_id: str, text: str, **changes: str) -> dict[str, Any]:
    """The form as a browser without scripts would send it, with what a person changed."""
    data = {name: value for name, value in _INPUT.findall(text) if name.startswith(("row", "protocol-"))}
    data |= {name: value for name, value in _AREA.findall(text) if name.startswith(("row", "protocol-"))}
    for name in [name for name in data if name.endswith("-gone")]:
        del data[name]
    for match in _CHOICE.finditer(text):
        chosen = re.search(r"<option selected>([^<]*)", match.group())
        data[match[1]] = chosen[1] if chosen else ""
    card = {
        "kind": "протокол", "body": BODY, "date": "06.04.2026", "number": "5", "title": "Протокол № 5 совещания",
        "signatory": "", "signatory_post": "",
    }  # fmt: skip
    with register.records.reading() as session:
        version = drafts.get(session, draft_id).version
    return data | card | {"version": version} | {name.replace("_", "-"): value for name, value in changes.items()}


def test_every_assignment_is_a_row_with_its_place_in_the_text(visit_as: Callable[[str], Visit], draft_id: str) -> None:
    text = visit_as("registrar").get(f"/drafts/{draft_id}").text
    assert len(re.findall(r'<fieldset class="assignment"', text)) == 3  # and an empty one
    assert 'data-ev="assignment-0"' in text
    assert "Сазонов Ю.М.\nГолубева Н.Р." in text
    assert text.count("Посчитана от дня совещания") == 1
    assert "Исполнитель не найден" in text
    assert {"row-0-text", "row-2-text", "protocol-meeting", "protocol-present"} <= set(_FIELD.findall(text))


def test_what_was_corrected_added_and_removed_is_registered(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    visit = visit_as("registrar")
    data = filled(
        register, draft_id, visit.get(f"/drafts/{draft_id}").text,
        row_0_executors="Голубева Н.Р.\nСазонов Ю.М.", row_0_text="очистить ливневую канализацию", row_1_gone="yes",
        row_2_text="разработать план", row_2_executors="Зимина Л.К.", row_2_term="в течение двух недель",
        row_2_section="перспективные", protocol_secretary="О.Л. Вяткина",
    )  # fmt: skip
    answer = visit.post(f"/drafts/{draft_id}/register", data)
    assert "/acts/" in str(answer.url)
    for words in ("очистить ливневую канализацию", "<strong>Голубева Н.Р.</strong>", "Перспективные", "О.Л. Вяткина"):
        assert words in answer.text
    with register.records.reading() as session:
        whole = acts.get(session, session.scalars(select(Act.id)).one())
        assert whole.protocol is not None
        kept = [(item.text, item.section, item.due_on, item.counted) for item in whole.protocol.assignments]
        record = whole.protocol.record
    assert [(text, section, str(due), counted) for text, section, due, counted in kept] == [
        ("очистить ливневую канализацию", "оперативные", "2026-04-24", False),
        ("разработать план", "перспективные", "2026-04-20", True),
    ]
    assert record["quorum"] == "Кворум имеется."


def test_saving_keeps_the_rows_and_gives_another_one(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    visit = visit_as("registrar")
    data = filled(register, draft_id, visit.get(f"/drafts/{draft_id}").text, row_2_text="разработать план")
    answer = visit.post(f"/drafts/{draft_id}/save", data)
    assert "Черновик сохранён" in answer.text
    assert len(re.findall(r'<fieldset class="assignment"', answer.text)) == 4
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        protocol = drafts.protocol_of(draft)
        assert protocol is not None
        assert [item.text for item in protocol.assignments][-1] == "разработать план"
        assert drafts.requisites_of(draft).protocol == DETAILS  # what was found stays what it was


def test_a_fault_in_a_row_is_told_there_and_nothing_typed_is_lost(
    register: Register, visit_as: Callable[[str], Visit], draft_id: str
) -> None:
    visit = visit_as("registrar")
    page = visit.get(f"/drafts/{draft_id}").text
    for step in ("save", "register"):
        data = filled(register, draft_id, page, row_0_due="31.02.2026", row_1_text="", row_2_executors="Зимина Л.К.")
        answer = visit.post(f"/drafts/{draft_id}/{step}", data)
        assert answer.status_code == 422
        assert 'id="fault-row-0-due"' in answer.text
        assert 'id="fault-row-1-text"' in answer.text
        assert 'value="31.02.2026"' in answer.text
        assert "Зимина Л.К." in answer.text


def test_other_kinds_have_no_such_form(register: Register, visit_as: Callable[[str], Visit]) -> None:
    text = visit_as("registrar").get(f"/drafts/{add_draft(register.records)}").text
    assert 'id="protocol"' not in text
