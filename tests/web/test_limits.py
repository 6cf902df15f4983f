"""Text without end is refused where it is typed, in Russian, with the limit; what was typed comes back in its field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from domain.limits import LIMITS, fault_of
from domain.requisites import Assignment, ProtocolDetails
from storage import acts, people
from storage.models import Act, Draft, IntakeItem, Package, Publication
from tests.factories import CARD, add_act, add_draft, found, requisites, take_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from httpx import Response

    from registry_api.root import Register
    from tests.web.conftest import Visit

MONTH = "/packages/2026-04"


def long(field: str) -> str:
    """One letter more than the field takes, with a beginning that is found again."""
    return f"начало <{field}> ".ljust(LIMITS[field] + 1, "ж")


def refused(answer: Response, field: str) -> None:
    """The page says how much is allowed and holds the whole text in a field."""
    assert answer.status_code == 422, answer.text
    assert fault_of(field, long(field)) in answer.text
    assert long(field).replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert "обязательные реквизиты. Заполните" not in answer.text or "отмеченные" in answer.text


def card_form(**changes: str) -> dict[str, str]:
    values = {name: str(getattr(CARD, name) or "") for name in ("kind", "body", "number", "title", "signatory")}
    return values | {"date": "06.04.2026", "signatory_post": "Глава", "reason": "сверка", "version": "1"} | changes


@pytest.mark.parametrize("field", ["body", "title", "signatory", "signatory_post", "reason"])
def test_a_card(register: Register, visit_as: Callable[[str], Visit], field: str) -> None:
    act_id = add_act(register.records)
    refused(visit_as("registrar").post(f"/acts/{act_id}/edit", card_form(**{field: long(field)})), field)
    with register.records.reading() as session:
        assert session.get_one(Act, act_id).version == 1


@pytest.mark.parametrize(
    ("step", "field", "data"),
    [
        ("normative", "reason", {"normative": "yes"}),
        ("publications", "source", {}),
        ("publications", "issue", {"source": "Вестник"}),
        ("publications", "pages", {"source": "Вестник"}),
        ("publications", "url", {"source": "Вестник"}),
        ("supplementary", "issuer", {"date": "06.04.2026"}),
        ("supplementary", "number", {"issuer": "Суд", "date": "06.04.2026"}),
        ("supplementary", "incoming_number", {"issuer": "Суд", "date": "06.04.2026"}),
        ("supplementary", "title", {"issuer": "Суд", "date": "06.04.2026"}),
        ("supplementary", "outcome", {"issuer": "Суд", "date": "06.04.2026"}),
    ],
)
def test_a_step_on_an_act(
    register: Register, visit_as: Callable[[str], Visit], step: str, field: str, data: Mapping[str, str]
) -> None:
    act_id = add_act(register.records)
    refused(visit_as("lawyer").post(f"/acts/{act_id}/{step}", {**data, field: long(field)}), field)


def test_why_a_publication_is_taken_back(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = add_act(register.records)
    with register.records.writing("lawyer") as unit:
        row = Publication(kind="printed", source="Ведомости", issue="1", published_on=date(2026, 4, 10))
        acts.add_publication(unit, act_id, row)
        unit.commit()
    refused(
        visit_as("lawyer").post(f"/acts/{act_id}/publications/{row.id}/remove", {"reason": long("reason")}), "reason"
    )


@pytest.mark.parametrize("step", ["save", "register"])
@pytest.mark.parametrize("field", ["title", "number", "normative_reason"])
def test_a_draft(register: Register, visit_as: Callable[[str], Visit], step: str, field: str) -> None:
    draft_id = add_draft(register.records)
    data = card_form(normative="yes", normative_reason="правила") | {field: long(field)}
    refused(visit_as("registrar").post(f"/drafts/{draft_id}/{step}", data), field)
    with register.records.reading() as session:
        assert session.get_one(Draft, draft_id).state == "open"


def test_why_a_draft_or_a_file_is_put_aside(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id, intake_id = add_draft(register.records), take_in(register.records, "другое")
    visit = visit_as("registrar")
    refused(visit.post(f"/drafts/{draft_id}/reject", {"version": "1", "reason": long("reason")}), "reason")
    refused(visit.post(f"/intake/{intake_id}/dismiss", {"reason": long("reason")}), "reason")
    with register.records.reading() as session:
        assert set(session.scalars(select(IntakeItem.state))) == {"read", "accepted"}


def test_a_protocol(register: Register, visit_as: Callable[[str], Visit]) -> None:
    details = ProtocolDetails(assignments=(Assignment(point="1", text="Подготовить отчёт"),))
    values = requisites(kind=found("протокол"), protocol=details)
    draft_id = add_draft(register.records, values=values)
    row = {"rows": "1", "row-0-of": "0", "row-0-text": "Подготовить отчёт", "row-0-point": "1"}
    visit = visit_as("registrar")
    for key, field in (
        ("row-0-text", "text"),
        ("row-0-executors", "executors"),
        ("row-0-term", "term"),
        ("row-0-point", "point"),
        ("protocol-chair", "chair"),
        ("protocol-invited", "invited"),
    ):
        refused(visit.post(f"/drafts/{draft_id}/save", card_form(kind="протокол") | row | {key: long(field)}), field)


def test_people_keys_and_packages(register: Register, visit_as: Callable[[str], Visit]) -> None:
    person = {"login": "petrova", "full_name": long("full_name"), "password": "достаточно длинный", "roles": ["reader"]}
    admin, lawyer = visit_as("admin"), visit_as("lawyer")
    refused(admin.post("/people", person), "full_name")
    refused(lawyer.post("/tokens", {"name": long("name")}), "name")
    refused(lawyer.post(f"{MONTH}/build", {"reason": long("reason")}), "reason")
    assert lawyer.post(f"{MONTH}/build").is_success
    with register.records.reading() as session:
        assert people.find(session, "petrova") is None
        package = session.scalars(select(Package)).one()
    refused(lawyer.post(f"{MONTH}/{package.id}/sent", {"note": long("note")}), "note")


def test_what_just_fits_is_taken(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = add_act(register.records)
    longest = {name: "ж" * LIMITS[name] for name in ("body", "title", "signatory", "signatory_post", "reason")}
    answer = visit_as("registrar").post(f"/acts/{act_id}/edit", card_form(**longest))
    assert answer.is_success
    with register.records.reading() as session:
        assert session.get_one(Act, act_id).title == longest["title"]
