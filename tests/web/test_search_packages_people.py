from __future__ import annotations

import dataclasses
import hashlib
import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from domain.errors import IndexUnavailable
from domain.periods import ReportingMonth
from domain.roles import Role
from domain.statuses import AccessLevel
from registry_api.accounts import sign_in
from storage import acts, people
from storage.models import Act, JournalEntry, Publication
from tests.factories import add_act

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from registry_api.root import Register
    from tests.web.conftest import Visit

MONTH = "/packages/2026-04"


def test_words_in_any_form_are_found_and_marked(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = add_act(register.records, title="О тарифах на воду <город>")
    add_act(register.records, number="309", title="О дорогах")
    register.indexer.drain()
    text = visit_as("reader").get("/search?q=тарифами").text
    assert "Найдено: 1 акт" in text
    assert f'href="/acts/{act_id}?find=%D1%82' in text
    assert "О <mark>тарифах</mark> на воду &lt;город&gt;" in text


def test_filters_stand_in_the_address(register: Register, visit_as: Callable[[str], Visit]) -> None:
    add_act(register.records, title="О тарифах")
    add_act(register.records, number="2", kind="приказ", title="О тарифах", date=date(2025, 3, 4))
    register.indexer.drain()
    visit = visit_as("reader")
    both = visit.get("/search?q=тарифы").text
    assert "Найдено: 2 акта" in both
    (link,) = re.findall(r'href="(/search\?[^"]*kind=[^"]*)"[^>]*><span>Приказ', both)
    one = visit.get(link.replace("&amp;", "&")).text
    assert "Найдено: 1 акт" in one
    assert "Найдено: 1 акт" in visit.get("/search?q=тарифы&from=01.01.2026").text


def test_nothing_found_comes_with_advice(register: Register, visit_as: Callable[[str], Visit]) -> None:
    add_act(register.records)
    register.indexer.drain()
    text = visit_as("reader").get("/search?q=синхрофазотрон+827").text
    assert "Ничего не найдено" in text
    assert "827 и 827-Д" in text


def test_words_that_never_stand_together_are_offered_one_by_one(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    for number, title in (("1", "О лагере"), ("2", "О лагере"), ("3", "О ярмарке")):
        add_act(register.records, number=number, title=title)
    add_act(register.records, number="4", title="О ярмарке", access=AccessLevel.OFFICIAL_USE)
    register.indexer.drain()
    visit = visit_as("reader")
    page = visit.get("/search?q=лагерь+ярмарка").text
    row = re.search(r"<li>Каждое слово отдельно: (.*?)</li>", page)
    assert row
    assert re.sub("<[^>]+>", "", row[1]) == "ярмарка — 1 акт, лагерь — 2 акта."
    first = re.search(r'href="([^"]+)">ярмарка', row[1])
    assert first
    assert "Найдено: 1 акт" in visit.get(first[1].replace("&amp;", "&")).text


def test_an_index_that_does_not_answer_is_told_calmly(register: Register, visit_as: Callable[[str], Visit]) -> None:
    class Silent:
        def search(self, _: Any) -> Any:
            raise IndexUnavailable

        def close(self) -> None:
            pass

    register.__dict__["index"] = Silent()
    answer = visit_as("reader").get("/search?q=тарифы")
    assert answer.status_code == 503
    assert "Поиск временно не отвечает" in answer.text
    assert 'href="/acts"' in answer.text


def _ready_act(register: Register) -> str:
    act_id = add_act(register.records)
    with register.records.writing("lawyer") as unit:
        acts.decide_normative(unit, act_id, is_normative=True, reason="правила для всех")
        row = Publication(kind="printed", source="Ведомости", issue="12", published_on=date(2026, 4, 10))
        acts.add_publication(unit, act_id, row)
        unit.commit()
    return act_id


def test_a_month_with_problems_needs_a_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id = _ready_act(register)
    visit = visit_as("lawyer")
    page = visit.get(MONTH).text
    assert "мешает отправке" in page
    assert f'href="/acts/{act_id}"' in page
    refused = visit.post(f"{MONTH}/build")
    assert refused.status_code == 409
    assert "Пакет за апрель 2026 г." in refused.text
    assert "SHA-256 <code>" not in refused.text


def test_a_package_is_built_fetched_and_sent_once(register: Register, visit_as: Callable[[str], Visit]) -> None:
    _ready_act(register)
    visit = visit_as("lawyer")
    built = visit.post(f"{MONTH}/build", {"reason": "файл передан на бумаге"}).text
    assert "Пакет построен" in built
    (digest,) = re.findall(r"SHA-256 <code>([0-9a-f]{64})</code>", built)
    (link,) = re.findall(rf'href="({MONTH}/\w+/file)"', built)
    answer = visit.get(link)
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["content-type"] == "application/zip"
    assert visit.get(link.replace("/file", "/sum")).text.startswith(digest)
    assert "Отправка пакета отмечена" in visit.post(link.replace("/file", "/sent"), {"note": "исх. 5"}).text
    again = visit.post(link.replace("/file", "/sent"), {"note": "исх. 6"})
    assert again.status_code == 409
    assert "уже отправлен" in again.text


def test_an_act_under_a_mark_is_nowhere_in_the_packages_of_who_may_not_see_it(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    went, hidden = _ready_act(register), add_act(register.records, number="310", access=AccessLevel.OFFICIAL_USE)
    lawyer = visit_as("lawyer")
    built = lawyer.post(f"{MONTH}/build", {"reason": "файл передан на бумаге"}).text
    (link,) = re.findall(rf'href="({MONTH}/\w+/file)"', built)
    with zipfile.ZipFile(io.BytesIO(lawyer.get(link).content)) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    for text in (built, said):
        assert hidden not in text
        assert "№ 310" not in text
    with register.records.writing("registrar") as unit:
        act = acts.get(unit.session, went)
        card = dataclasses.replace(acts.card_of(act), access=AccessLevel.OFFICIAL_USE)
        acts.change_card(unit, went, act.version, card, "гриф")
        unit.commit()
    page = lawyer.get(MONTH).text
    assert went not in page
    assert "Видно только вам" not in page
    refused = lawyer.get(link)
    assert refused.status_code == 403
    assert "доступ к которым ограничен" in refused.text
    unsent = lawyer.post(link.replace("/file", "/sent"), {"note": "исх. 5"})
    assert unsent.status_code == 409
    assert "Постройте исправленный" in unsent.text
    with register.records.writing("установка") as unit:
        people.change(unit, "lawyer", roles=[Role.LAWYER, Role.REGISTRAR])
        unit.commit()
    both = visit_as("lawyer")
    assert both.get(link).status_code == 200
    for path in (MONTH, "/"):
        text = both.get(path).text
        assert all(f'href="/acts/{act_id}"' in text for act_id in (went, hidden))
    assert "Отправка пакета отмечена" in both.post(link.replace("/file", "/sent"), {"note": "исх. 5"}).text
    assert hidden not in lawyer.get("/").text


def test_a_month_that_is_none_is_not_found(visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("lawyer")
    assert visit.get("/packages/2026-13").status_code == 404
    assert visit.get("/packages/апрель").status_code == 404


def test_the_journal_is_shown_and_its_break_is_found(register: Register, visit_as: Callable[[str], Visit]) -> None:
    add_act(register.records)
    visit = visit_as("lawyer")
    assert "Акт зарегистрирован" in visit.get("/journal?action=act.registered").text
    assert "Журнал цел" in visit.post("/journal/verify").text
    with register.records.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_no_update")
        connection.exec_driver_sql("UPDATE journal SET actor = 'никто' WHERE action = 'act.registered'")
    assert "Журнал не сходится" in visit.post("/journal/verify").text


def _person(register: Register, login: str) -> str:
    with register.records.reading() as session:
        person = people.find(session, login)
        assert person is not None
        return person.id


def test_a_password_is_set_by_the_page_of_a_person(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("admin")
    path = f"/people/{_person(register, 'reader')}"
    assert f'action="{path}"' in visit.get("/people").text
    assert visit.post(path, {"step": "password", "password": "коротко"}).status_code == 422
    assert "Учётная запись изменена" in visit.post(path, {"step": "password", "password": "другая фраза"}).text
    assert sign_in(register.records, "reader", "другая фраза", "127.0.0.1")[0].login == "reader"


def test_the_journal_counts_and_offers_people(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("admin")
    with register.records.reading() as session:
        held = session.scalar(select(func.count()).select_from(JournalEntry))
    text = visit.get("/journal").text
    assert f"{held} запис" in text
    assert '<option value="lawyer"' in text
    text = visit.get("/journal?actor=установка").text
    assert '<option value="установка" selected' in text
    assert f"{len(Role)} запис" in text


def test_the_journal_keeps_back_what_documents_for_official_use_say(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    secret = add_act(register.records, access=AccessLevel.OFFICIAL_USE)
    plain = add_act(register.records, number="309")
    with register.records.writing("регистратор") as unit:
        for act_id, reason in ((secret, "тайная причина"), (plain, "явная причина")):
            acts.decide_normative(unit, act_id, is_normative=False, reason=reason)
        unit.commit()
    visit = visit_as("lawyer")
    text = visit.get("/journal").text
    assert "явная причина" in text
    assert "тайная причина" not in text
    assert text.count("Работа с документом ограниченного доступа") == 2
    assert secret not in text
    assert text.count("Акт зарегистрирован<") == text.count(">Решение о нормативности<") == 1
    for query in (f"subject=acts:{secret}", "action=act.registered"):
        rows = visit.get(f"/journal?{query}").text
        assert "ограниченного доступа" not in rows
        assert ("Таких записей нет" in rows) == query.startswith("subject")
    with register.records.writing("установка") as unit:
        people.change(unit, "lawyer", roles=[Role.LAWYER, Role.REGISTRAR])
        unit.commit()
    assert "тайная причина" in visit_as("lawyer").get("/journal").text


def test_the_start_page_counts_what_the_month_lacks(
    register: Register, visit_as: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    month = ReportingMonth.of(date.today()).previous  # noqa: DTZ011 - the page takes the day of the office
    for number in ("1", "2", "3"):
        add_act(register.records, number=number, date=month.first)
    add_act(register.records, number="4", date=month.first, access=AccessLevel.OFFICIAL_USE)
    with register.records.writing("lawyer") as unit:
        ids = unit.session.scalars(select(Act.id).order_by(Act.number_int)).all()
        acts.decide_normative(unit, ids[0], is_normative=True, reason="правила")
        acts.decide_normative(unit, ids[1], is_normative=True, reason="правила")
        row = Publication(kind="printed", source="Ведомости", issue="1", published_on=month.last)
        acts.add_publication(unit, ids[0], row)
        unit.commit()
    monkeypatch.setattr(type(register.packages), "preview", None)
    text = visit_as("lawyer").get("/").text
    assert re.findall(r"<dt>([^<]*)</dt><dd>(\d+)</dd>", text) == [
        ("Нормативных за месяц", "2"),
        ("Нормативность не решена", "1"),
        ("Без опубликования", "1"),
    ]
    assert f'href="/packages/{month}"' in text


def test_the_administrator_adds_people_and_sets_roles(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("admin")
    data = {"login": "petrova", "full_name": "Петрова А.А.", "password": "короткий", "roles": ["reader"]}
    short = visit.post("/people", data)
    assert short.status_code == 422
    assert 'value="petrova"' in short.text
    assert "короткий" not in short.text
    assert "Пользователь добавлен" in visit.post("/people", data | {"password": "достаточно длинный"}).text
    path = f"/people/{_person(register, 'petrova')}"
    visit.post(path, {"step": "roles", "roles": ["reader", "lawyer"]})
    with register.records.reading() as session:
        person = people.find(session, "petrova")
        assert person is not None
        assert people.roles_of(person) == {"reader", "lawyer"}
        said = "".join(session.scalars(select(JournalEntry.details)))
    assert "достаточно длинный" not in said


def test_the_last_administrator_stays(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, path = visit_as("admin"), f"/people/{_person(register, 'admin')}"
    for data in ({"step": "close"}, {"step": "roles", "roles": ["reader"]}):
        answer = visit.post(path, data)
        assert answer.status_code == 409
        assert "хотя бы один действующий администратор" in answer.text
    assert visit.get("/people").status_code == 200


def test_a_token_is_shown_once_and_opens_the_api(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("reader")
    made = visit.post("/tokens", {"name": "выгрузка"}).text
    (token,) = re.findall(r"reg_[\w-]+", made)
    assert token not in visit.get("/tokens").text
    bearer = {"authorization": f"Bearer {token}"}
    visit.client.cookies.clear()
    assert visit.client.get("/api/acts", headers=bearer).status_code == 200
    with register.records.reading() as session:
        person = people.find(session, "reader")
        assert person is not None
        (row,) = people.tokens_of(session, person.id)
    other = visit_as("lawyer")
    assert other.post(f"/tokens/{row.id}/revoke").status_code == 404
    visit_as("reader").post(f"/tokens/{row.id}/revoke")
    assert visit.client.get("/api/acts", headers=bearer).status_code == 401
