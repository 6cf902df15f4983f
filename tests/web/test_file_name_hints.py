"""The name of the file beside the fields: a hint that a person may take, never a value by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import update

from storage import drafts
from storage.models import Draft, IntakeItem
from tests.factories import add_draft, found, requisites

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.requisites import Requisites
    from registry_api.root import Register
    from tests.web.conftest import Visit


def named(register: Register, name: str, values: Requisites) -> str:
    """A draft of a file with this name."""
    draft_id = add_draft(register.records, values=values)
    with register.records.writing("тест") as unit:
        wanted = unit.session.get_one(Draft, draft_id).intake_id
        unit.session.execute(update(IntakeItem).where(IntakeItem.id == wanted).values(file_name=name))
        unit.commit()
    return draft_id


def values_of(register: Register, draft_id: str) -> dict[str, tuple[str | None, str | None]]:
    with register.records.reading() as session:
        return {value.field: (value.value, value.decided_by) for value in drafts.get(session, draft_id).values}


def test_a_hint_stands_beside_what_is_missing_or_different(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    values = requisites(number=None, date=found("2026-04-06"))
    draft_id = named(register, "Постановление № 309 от 07.04.2026.docx", values)
    page = visit_as("registrar").get(f"/drafts/{draft_id}").text
    assert "В имени файла: <b>№ 309</b>" in page
    assert "В имени файла другое: <b>07.04.2026</b>" in page
    assert page.count("В имени файла") == 2
    assert values_of(register, draft_id)["number"] == (None, None)


def test_what_agrees_is_not_repeated(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = named(register, "Постановление 12-5 от 06.04.2026.docx", requisites(number=found("12/5")))
    assert "В имени файла" not in visit_as("registrar").get(f"/drafts/{draft_id}").text


def test_a_person_takes_a_hint_and_what_else_was_typed_is_kept(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    draft_id = named(register, "Постановление № 309 от 06.04.2026.docx", requisites(number=None))
    visit = visit_as("registrar")
    with register.records.reading() as session:
        version = drafts.get(session, draft_id).version
    sent = {"version": version, "take": "number", "title": "О новом", "kind": "постановление", "date": "06.04.2026"}
    assert visit.post(f"/drafts/{draft_id}/save", sent).is_success
    stored = values_of(register, draft_id)
    assert stored["number"][0] == "309"
    assert stored["number"][1] is not None
    assert stored["title"][0] == "О новом"
    assert "В имени файла" not in visit.get(f"/drafts/{draft_id}").text


def test_what_the_name_does_not_say_cannot_be_taken(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = named(register, "scan0001.pdf", requisites(number=None))
    visit = visit_as("registrar")
    with register.records.reading() as session:
        version = drafts.get(session, draft_id).version
    visit.post(f"/drafts/{draft_id}/save", {"version": version, "take": "number", "number": ""})
    assert values_of(register, draft_id)["number"][0] is None


def test_the_text_is_no_evidence_of_what_a_person_took(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = named(register, "Постановление № 309 от 06.04.2026.docx", requisites(number=found("308")))
    visit = visit_as("registrar")
    with register.records.reading() as session:
        version = drafts.get(session, draft_id).version
    stands = {name: value or "" for name, (value, _) in values_of(register, draft_id).items()}
    page = visit.post(f"/drafts/{draft_id}/save", stands | {"version": version, "take": "number"}).text
    assert page.count("в тексте другое") == 1
    assert "найдены уверенно или проверены человеком" in page


def stands_on(page: str) -> dict[str, str]:
    """What a browser would send of the fields that stand on a page, the decision included."""
    found_fields = dict(re.findall(r'<input id="f-(\w+)" name="\w+" value="([^"]*)"', page))
    found_fields |= dict(re.findall(r'<textarea id="f-(\w+)"[^>]*>([^<]*)</textarea>', page))
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    return found_fields | {"version": version[1]}


def test_what_was_taken_is_given_back_as_it_stood(register: Register, visit_as: Callable[[str], Visit]) -> None:
    values = requisites(number=found("308", confidence=0.6), date=found("2026-04-06"))
    draft_id = named(register, "Постановление № 309 от 07.04.2026.docx", values)
    visit = visit_as("registrar")
    page = visit.get(f"/drafts/{draft_id}").text
    doubts = page.count("card-field doubtful")
    page = visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"take": "number"}).text
    assert values_of(register, draft_id)["number"] == ("309", "registrar")
    assert page.count("Вернуть как было") == 1
    assert "В имени файла другое: <b>07.04.2026</b>" in page
    page = visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"give_back": "number", "title": "О новом"}).text
    assert values_of(register, draft_id)["number"] == ("308", None)
    assert values_of(register, draft_id)["title"] == ("О новом", "registrar")
    assert page.count("card-field doubtful") == doubts
    assert "Вернуть как было" not in page
    assert "В имени файла другое: <b>№ 309</b>" in page


def test_what_a_person_had_typed_comes_back_too(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = named(register, "Постановление № 309 от 06.04.2026.docx", requisites(number=None))
    visit = visit_as("registrar")
    page = visit.get(f"/drafts/{draft_id}").text
    page = visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"number": "307", "take": "number"}).text
    assert values_of(register, draft_id)["number"][0] == "309"
    visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"give_back": "number"})
    assert values_of(register, draft_id)["number"] == ("307", "registrar")


def test_what_was_typed_over_a_taken_value_is_not_given_back(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    draft_id = named(register, "Постановление № 309 от 06.04.2026.docx", requisites(number=None))
    visit = visit_as("registrar")
    page = visit.post(
        f"/drafts/{draft_id}/save", stands_on(visit.get(f"/drafts/{draft_id}").text) | {"take": "number"}
    ).text
    page = visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"number": "310"}).text
    assert "Вернуть как было" not in page
    visit.post(f"/drafts/{draft_id}/save", stands_on(page) | {"give_back": "number"})
    assert values_of(register, draft_id)["number"][0] == "310"


def test_a_decision_is_kept_with_the_draft(register: Register, visit_as: Callable[[str], Visit]) -> None:
    draft_id = named(register, "Постановление № 309 от 06.04.2026.docx", requisites(number=None))
    visit = visit_as("registrar")
    decided = {"normative": "yes", "normative_reason": "правила для всех", "take": "number"}
    page = visit.post(f"/drafts/{draft_id}/save", stands_on(visit.get(f"/drafts/{draft_id}").text) | decided).text
    assert re.search(r'name="normative" value="yes" checked', page)
    assert 'value="правила для всех"' in page
