from __future__ import annotations

from typing import TYPE_CHECKING

from registry_api.web.presenters.comparison import LONG, compare_texts
from storage import drafts
from tests.domain.test_likeness import ADDRESS
from tests.factories import add_draft, found, requisites

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

OTHER = requisites(number=found("900"), date=found("2025-01-02"))


def _registered(register: Register, **values: str) -> str:
    draft_id = add_draft(register.records, "а", text=ADDRESS, is_signed=True)
    with register.records.writing("registrar") as unit:
        act = drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, values)
        unit.commit()
    return act.id


def test_a_double_is_told_with_its_reason_and_compared(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("registrar"), _registered(register)
    draft_id = add_draft(register.records, "б", OTHER, ADDRESS, is_signed=True)
    page = visit.get(f"/drafts/{draft_id}").text
    assert "Возможно, этот документ уже зарегистрирован" in page
    assert f'<a href="/acts/{act_id}" target="_blank" rel="noopener">постановление № 308 от 06.04.2026</a>' in page
    assert "тот же текст" in page
    compared = visit.get(f"/drafts/{draft_id}/compare/{act_id}").text
    assert "Тексты не отличаются" in compared
    assert 'value="Повтор: постановление № 308 от 06.04.2026"' in compared
    assert compared.count("различается") == 2
    assert "возможно, повтор" in visit.get("/drafts").text


def test_standard_wording_is_told_calmly_with_its_differences(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, act_id = visit_as("registrar"), _registered(register)
    draft_id = add_draft(register.records, "б", OTHER, ADDRESS.replace("Ленина, 5", "Мира, 7"), is_signed=True)
    page = visit.get(f"/drafts/{draft_id}").text
    assert "Возможно" not in page
    assert "Похожий текст: 1 документ" in page
    compared = visit.get(f"/drafts/{draft_id}/compare/{act_id}").text
    assert "<ins>Мира, 7.\n</ins>" in compared
    assert "<del>Ленина, 5.\n</del>" in compared
    assert "возможно, повтор" not in visit.get("/drafts").text


def test_only_what_resembles_may_be_compared(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("registrar"), _registered(register)
    draft_id = add_draft(register.records, "б", OTHER, "Совсем другие слова", is_signed=True)
    assert visit.get(f"/drafts/{draft_id}/compare/{act_id}").status_code == 404
    assert visit_as("lawyer").get(f"/drafts/{draft_id}/compare/{act_id}").status_code == 403


def test_a_reason_never_names_an_act_for_official_use(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = _registered(register, access="dsp")
    draft_id = add_draft(register.records, "б", OTHER, ADDRESS, is_signed=True)
    compared = visit_as("registrar").get(f"/drafts/{draft_id}/compare/{act_id}").text
    assert 'value="Повтор: документ уже зарегистрирован"' in compared


def test_long_runs_of_the_same_are_folded_and_signs_do_not_differ() -> None:
    same = " ".join(f"слово{number}" for number in range(LONG * 2))
    marked = compare_texts(f"{same} — конец «дела» один", f"{same} - КОНЕЦ дела, два")
    assert [part.side for part in marked.stretches if part.folded] == ["same"]
    assert marked.differences == 1
    assert "".join(part.text for part in marked.stretches if part.side != "there") == f"{same} — конец «дела» один"
