from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select

from domain.clauses import AmendmentNote
from domain.document import BlockKind, Cell, Page, Source
from domain.errors import NotFound
from domain.requisites import ActReference, Annex, Span
from ingest.antivirus import Antivirus, Clamd, Policy
from ingest.receiving import Door
from ingest.requisites.headline import Shape
from registry_api.web import labels
from storage import drafts, intake
from storage.models import Act, Draft
from tests import factories
from tests.factories import BODY, TEXT, TITLE, add_act, add_draft, found, requisites

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from registry_api.root import Register
    from tests.web.conftest import Visit

_RULED = "kind|body|date|number|title|signatory|post|place|access|normative|publication|signed-at"
VALUES = {
    "kind": "постановление",
    "body": BODY,
    "date": "06.04.2026",
    "number": "308",
    "title": TITLE,
    "signatory": "И.П. Северов",
    "signatory_post": "Глава города",
}


def _version(register: Register, draft_id: str) -> int:
    with register.records.reading() as session:
        return drafts.get(session, draft_id).version


def _acts(register: Register) -> int:
    with register.records.reading() as session:
        return session.scalar(select(func.count()).select_from(Act)) or 0


def _register(visit: Visit, register: Register, draft_id: str, **changes: Any) -> Any:
    data = VALUES | {"version": _version(register, draft_id)} | changes
    return visit.post(f"/drafts/{draft_id}/register", data)


def test_doubts_stand_first_and_evidence_is_marked(register: Register, visit_as: Callable[[str], Visit]) -> None:
    doubtful = requisites(number=found("308", confidence=0.5), signatory=None, date=None)
    text = visit_as("registrar").get(f"/drafts/{add_draft(register.records, values=doubtful)}").text
    order = [text.index(f'data-field="{name}"') for name in ("date", "number", "kind", "title", "signatory")]
    assert order == sorted(order)
    assert "Проверьте 2 поля" in text
    assert '<span class="anchor" id="ev-number"></span><mark class="ev doubtful" data-ev="number">308</mark>' in text
    assert '<mark class="ev certain" data-ev="kind">ПОСТАНОВЛЕНИЕ</mark>' in text
    assert 'href="#ev-title"' in text


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("page", ["?as=act", "/attach"])
def test_a_file_that_the_antivirus_did_not_check_is_told(
    register: Register,
    visit_as: Callable[[str], Visit],
    tmp_path: Path,
    page: str,
    silent: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    antivirus = Antivirus(Clamd(str(tmp_path / "nobody.ctl")), Policy.MARK) if silent else None
    door = Door(register.records, register.objects, 2**20, antivirus)
    receipt = door.receive(io.BytesIO(factories.TEXT.encode()), "акт.txt", actor="registrar", origin="web")
    assert receipt.intake_id is not None
    register.processor.process(receipt.intake_id)
    with register.records.reading() as session:
        draft = intake.get(session, receipt.intake_id).draft
        assert draft is not None
    answer = visit_as("registrar").get(f"/drafts/{draft.id}{page}")
    assert answer.status_code == 200
    assert ("Антивирус этот файл не проверил" in answer.text) is silent
    assert ("попросите администратора проверить его" in answer.text) is silent


def test_confirming_makes_the_act_and_leads_on(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    answer = _register(visit, register, draft_id, normative="yes", normative_reason="правила для всех")
    assert "Зарегистрировано: постановление № 308 от 06.04.2026" in answer.text
    assert 'href="#publications"' in answer.text
    assert "/acts/" in str(answer.url)
    with register.records.reading() as session:
        act = session.scalars(select(Act)).one()
    assert (act.number_raw, act.registered_by, act.is_normative) == ("308", "registrar", True)
    assert act.normative_reason == "правила для всех"


def test_after_confirming_the_next_draft_comes(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    first, second = add_draft(register.records, "а"), add_draft(register.records, "б")
    answer = _register(visit, register, first)
    assert str(answer.url).endswith(f"/drafts/{second}")
    assert "Зарегистрировано: постановление № 308 от 06.04.2026" in answer.text
    with register.records.reading() as session:
        act_id = session.scalars(select(Act.id)).one()
    assert f'<a href="/acts/{act_id}">Открыть карточку</a>' in answer.text
    assert f'<a href="/acts/{act_id}#publications">Внести опубликование</a>' in answer.text
    assert "Зарегистрировано:" not in visit.get(f"/drafts/{second}").text


def test_only_the_first_of_two_confirmations_counts(register: Register, visit_as: Callable[[str], Visit]) -> None:
    one, other, draft_id = visit_as("registrar"), visit_as("registrar"), add_draft(register.records)
    version = _version(register, draft_id)
    data = VALUES | {"version": version}
    assert one.post(f"/drafts/{draft_id}/register", data).status_code == 200
    late = other.post(f"/drafts/{draft_id}/register", data | {"number": "309"})
    assert late.status_code == 409
    assert "уже обработан" in late.text
    assert "Открыть акт" in late.text
    assert _acts(register) == 1


def test_a_change_in_between_keeps_what_was_typed(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    version = _version(register, draft_id)
    visit.post(f"/drafts/{draft_id}/save", VALUES | {"version": version, "title": "Правка первого"})
    late = visit.post(f"/drafts/{draft_id}/register", VALUES | {"version": version, "title": "Правка второго"})
    assert late.status_code == 409
    assert "Правка второго" in late.text
    assert "В черновике уже записано: Правка первого" in late.text
    assert "в другом окне или другим сотрудником" in late.text
    assert _acts(register) == 0


def test_a_field_that_was_not_touched_takes_the_newer_value(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    version = _version(register, draft_id)
    seen = {f"was_{name}": value for name, value in VALUES.items()}
    visit.post(f"/drafts/{draft_id}/save", VALUES | {"version": version, "title": "Новый заголовок"})
    late = visit.post(f"/drafts/{draft_id}/save", VALUES | seen | {"version": version, "number": "309"}).text
    assert ">Новый заголовок</textarea>" in late
    assert f">{TITLE}</textarea>" not in late
    assert 'value="309"' in _field(late, "number")
    assert "В черновике уже записано: 308" in _field(late, "number")
    assert f'name="version" value="{_version(register, draft_id)}"' in late


def _field(text: str, name: str) -> str:
    return text.partition(f'data-field="{name}"')[2].partition('data-field="')[0]


def test_that_something_is_empty_is_said_only_when_it_is(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    wrong = _register(visit, register, draft_id, date="31.02.2026").text
    assert "Проверьте отмеченные поля" in wrong
    assert "Заполнены не все" not in wrong
    assert "исправьте" in _field(wrong, "date")
    assert "уверенно" not in _field(wrong, "date")
    assert "Проверьте 1 поле: оно вверху" in wrong
    assert "Заполнены не все" in _register(visit, register, draft_id, number="").text


def test_a_decision_on_normativity_needs_a_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    answer = _register(visit, register, draft_id, normative="no", number="")
    assert answer.status_code == 422
    assert 'id="fault-normative_reason"' in answer.text
    assert 'id="fault-number"' in answer.text
    assert _acts(register) == 0


def test_date_and_number_of_a_scan_are_compared_before_registering(
    register: Register, visit_as: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = factories.document()
    scan = msgspec.structs.replace(read, pages=(Page(number=1, source=Source.OCR),))
    monkeypatch.setattr(factories, "document", lambda _text: scan)
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    page = visit.get(f"/drafts/{draft_id}").text
    assert ">скан</a>" in _field(page, "number")
    assert ">скан</a>" in _field(page, "date")
    refused = _register(visit, register, draft_id)
    assert refused.status_code == 422
    assert 'id="fault-compared"' in refused.text
    assert _acts(register) == 0
    assert _register(visit, register, draft_id, compared="yes").status_code == 200
    assert _acts(register) == 1


def test_doubtful_blocks_say_whether_they_were_read_or_recognised(
    register: Register, visit_as: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    sure, *rest = factories.document().blocks
    struck, dim = (msgspec.structs.replace(block, trust=0.6) for block in rest[:2])
    table = msgspec.structs.replace(
        struck, kind=BlockKind.TABLE, cells=(Cell(row=0, col=0, start=struck.start, end=struck.end),)
    )
    recognised = msgspec.structs.replace(dim, source=Source.OCR)
    doubted = msgspec.structs.replace(factories.document(), blocks=(sure, table, recognised, *rest[2:]))
    monkeypatch.setattr(factories, "document", lambda _text: doubted)
    page = visit_as("registrar").get(f"/drafts/{add_draft(register.records)}").text
    assert re.findall(r'<(\w+)[^>]* title="(\w+) неуверенно: сверьте с файлом"', page) == [
        ("div", "Прочитано"),
        ("p", "Распознано"),
    ]
    assert page.count("badly-read") == 2


def test_lists_and_pages_count_the_same_doubts(register: Register, visit_as: Callable[[str], Visit]) -> None:
    doubtful = requisites(number=found("308", confidence=0.5), signatory=found("И.П. Северов", confidence=0.5))
    visit, draft_id = visit_as("registrar"), add_draft(register.records, values=doubtful)
    certain = add_draft(register.records, "б")
    listed = visit.get("/drafts").text
    assert "2 сомнения" in listed
    assert listed.index(draft_id) < listed.index(certain)
    assert "Проверьте 2 поля: они вверху" in visit.get(f"/drafts/{draft_id}").text


def test_every_rule_has_its_words() -> None:
    names = {f"kind.{shape.value}" for shape in Shape}
    for source in (factories.REPOSITORY / "ingest" / "requisites").glob("*.py"):
        names.update(re.findall(rf'"((?:{_RULED})\.[a-z-]+)"', source.read_text("utf-8")))
        names.update(f"number.{place}" for place in re.findall(r'f"\{name\}\.([a-z-]+)"', source.read_text("utf-8")))
    assert len(names) > 25
    assert [name for name in sorted(names) if labels.rule(name) == labels.rule("number.unheard-of")] == []


def test_faults_stand_at_their_fields_and_keep_what_was_typed(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    answer = _register(visit, register, draft_id, date="31.02.2026", number="", title="Заголовок & <b>")
    assert answer.status_code == 422
    assert "Не похоже на дату" in answer.text
    assert "31.02.2026" in answer.text
    assert "Заголовок &amp; &lt;b&gt;" in answer.text
    assert 'id="fault-number"' in answer.text


def test_a_taken_place_names_the_act(register: Register, visit_as: Callable[[str], Visit]) -> None:
    taken = add_act(register.records)
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    assert f'href="/acts/{taken}"' in visit.get(f"/drafts/{draft_id}").text
    answer = _register(visit, register, draft_id)
    assert answer.status_code == 409
    assert f'href="/acts/{taken}"' in answer.text
    query = {name: VALUES[name] for name in ("kind", "body", "date", "number")}
    live = visit.get(f"/drafts/{draft_id}/place", params=query)
    assert "постановление № 308 от 06.04.2026" in live.text
    assert visit.get(f"/drafts/{draft_id}/place", params=query | {"number": "309"}).text.strip() == ""


def test_saving_counts_only_changed_fields_as_looked_at(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    data = VALUES | {"version": _version(register, draft_id), "title": "Иначе"}
    assert "Черновик сохранён" in visit.post(f"/drafts/{draft_id}/save", data).text
    with register.records.reading() as session:
        looked = {value.field for value in drafts.get(session, draft_id).values if value.decided_by}
    assert looked == {"title"}


def test_putting_a_draft_aside_needs_a_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    version = _version(register, draft_id)
    assert visit.post(f"/drafts/{draft_id}/reject", {"version": version}).status_code == 422
    visit.post(f"/drafts/{draft_id}/reject", {"version": version, "reason": "проект, не подписан"})
    with register.records.reading() as session:
        assert session.scalars(select(Draft.state)).one() == "rejected"
    assert "проект, не подписан" in visit.get(f"/drafts/{draft_id}").text


def test_text_of_a_document_is_never_taken_for_markup(register: Register, visit_as: Callable[[str], Visit]) -> None:
    text = '<script>alert(1)</script>\n"><img src=x onerror=alert(1)>'
    given = requisites(title=found("<i>x</i>", raw="<i>x</i>"), kind=None, body=None, date=None, number=None)
    given = type(given)(title=given.title, version="1")
    shown = visit_as("registrar").get(f"/drafts/{add_draft(register.records, values=given, text=text)}").text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<i>x</i>" not in shown


def test_marks_that_overlap_are_cut_and_lose_no_letter() -> None:
    from registry_api.web.presenters.document import Mark, cut

    text = "абвгдежз"
    marks = [Mark("a", 1, 5), Mark("b", 3, 7, "doubtful"), Mark("outside", 50, 60)]
    anchored: set[str] = set()
    pieces = cut(text, 0, len(text), marks, anchored)
    assert "".join(piece.text for piece in pieces) == text
    assert [(piece.text, piece.names, piece.tone) for piece in pieces] == [
        ("а", "", ""),
        ("бв", "a", "certain"),
        ("гд", "a b", "doubtful"),
        ("еж", "b", "doubtful"),
        ("з", "", ""),
    ]
    assert [piece.anchors for piece in pieces] == [(), ("a",), ("b",), (), ()]


def test_a_draft_that_is_not_there_is_a_page(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("registrar").get("/drafts/nowhere")
    assert answer.status_code == 404
    assert NotFound.message in answer.text


def test_what_is_quoted_as_text_stands_in_the_text(register: Register, visit_as: Callable[[str], Visit]) -> None:
    start = TEXT.index("06.04.2026")
    date = msgspec.structs.replace(found("2026-04-06"), raw="2026-04-06", span=Span(start, start + len("06.04.2026")))
    page = visit_as("registrar").get(f"/drafts/{add_draft(register.records, values=requisites(date=date))}").text
    assert "<q>06.04.2026</q>" in page
    assert "<q>2026-04-06</q>" not in page


def test_an_annex_whose_stamp_names_another_act_is_a_doubt(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    stamps = [
        ActReference(kind="постановление", date="2026-04-06", number="308"),
        ActReference(kind="решение", date="2013-10-23", number="110"),
    ]
    annexes = tuple(Annex(number=str(place), title="Порядок", acts=(act,)) for place, act in enumerate(stamps, 1))
    draft = add_draft(register.records, values=requisites(annexes=annexes))
    text = visit_as("registrar").get(f"/drafts/{draft}").text
    assert "гриф приложения называет другой акт: решение № 110 от 23.10.2013 (Приложение 2. Порядок)" in text
    assert text.count("гриф приложения называет другой акт") == 1


def test_annexes_lead_to_their_place_and_doubtful_ones_ask_for_a_look(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    sure = Annex(number="1", title="Порядок", span=Span(0, 5))
    unsure = Annex(number="2", title="Список", span=Span(6, 9), confidence=0.6)
    draft = add_draft(register.records, values=requisites(annexes=(sure, unsure)))
    text = visit_as("registrar").get(f"/drafts/{draft}").text
    shown = text[text.index("<h2>Приложения</h2>") :].split("</section>")[0]
    first, second = shown.split("</li>")[:2]
    assert 'href="#ev-annex-1"' in first
    assert "проверьте" not in first
    assert "Приложение 2. Список" in second
    assert "проверьте" in second
    assert 'id="ev-annex-2"' in text


def test_place_editions_and_the_time_of_the_signature_are_shown(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    note = AmendmentNote(raw="(п. 2 в ред. Решения от 01.02.2020 № 5)", span=Span(0, 5))
    known = requisites(place=found("г. Светлореченск"), notes=(note,), signed_at=found("2026-04-06T10:15:33"))
    visit = visit_as("registrar")
    text = visit.get(f"/drafts/{add_draft(register.records, values=known)}").text
    assert "Место принятия: г. Светлореченск" in text
    assert "(п. 2 в ред. Решения от 01.02.2020 № 5)" in text
    assert "06.04.2026 10:15:33 (часовой пояс не указан)" in text
    assert "в карточку акта оно не переносится" in text
    zoned = requisites(signed_at=found("2026-04-06T10:15:33+03:00"))
    text = visit.get(f"/drafts/{add_draft(register.records, 'другое', values=zoned)}").text
    assert "06.04.2026 10:15:33 (UTC+03:00)" in text
    assert "не переносится" not in text
