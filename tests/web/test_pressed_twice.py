"""A button pressed twice by one person leads to what the first press made; nothing stands twice, nothing is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from storage import acts, drafts
from storage.models import Act, ActVersion, ApiToken, Package, Person, SavedSearch
from tests.factories import BODY, TITLE, add_act, add_draft
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

CARD = {"kind": "постановление", "body": BODY, "date": "06.04.2026", "number": "308", "title": TITLE}


def count(register: Register, table: type) -> int:
    with register.records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def aged(register: Register, table: type[SavedSearch | Person | ApiToken]) -> None:
    """Let what was made a moment ago be of yesterday."""
    with register.records.writing("тест") as unit:
        for row in unit.session.scalars(select(table)):
            row.created_at -= timedelta(days=1)
        unit.commit()


STEPS = [
    ("publications", {"kind": "printed", "source": "Вестник", "issue": "14", "published_on": "09.04.2026"}, "добавлен"),
    ("supplementary", {"kind": "court", "issuer": "Суд", "date": "17.06.2026", "number": "2а-1184"}, "зарегистрирован"),
    ("normative", {"normative": "yes", "reason": "правила для всех"}, "записано"),
    (
        "edit",
        CARD | {"access": "public", "version": "1", "title": "Об ином", "reason": "опечатка"},
        "Карточка изменена",
    ),
]


@pytest.mark.parametrize(("step", "form", "note"), STEPS, ids=[step for step, _, _ in STEPS])
def test_a_change_of_an_act(
    register: Register, visit_as: Callable[[str], Visit], step: str, form: dict[str, str], note: str
) -> None:
    act_id, visit = add_act(register.records), visit_as("registrar")
    assert note in visit.post(f"/acts/{act_id}/{step}", form).text
    again = visit.post(f"/acts/{act_id}/{step}", form)
    assert (again.status_code, str(again.url).endswith(f"/acts/{act_id}")) == (200, True)
    assert note in again.text
    assert count(register, ActVersion) == 2


def test_somebody_else_is_told_that_it_is_there(register: Register, visit_as: Callable[[str], Visit]) -> None:
    first, second = visit_as("registrar"), visit_as("lawyer")
    for number, (step, form, _) in enumerate((STEPS[0], STEPS[1], STEPS[3])):
        act_id = add_act(register.records, number=str(number))
        given = form | {"number": str(number)} if step == "edit" else form
        assert first.post(f"/acts/{act_id}/{step}", given).status_code == 200
        assert second.post(f"/acts/{act_id}/{step}", given).status_code in {409, 422}


def test_a_publication_is_taken_back(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id, visit = add_act(register.records), visit_as("registrar")
    visit.post(f"/acts/{act_id}/publications", {"source": "Вестник"})
    with register.records.reading() as session:
        path = f"/acts/{act_id}/publications/{acts.get(session, act_id).publications[0].id}/remove"
    visit.post(path, {"reason": "ошибка"})
    assert "Запись об опубликовании снята" in visit.post(path, {"reason": "ошибка"}).text
    assert visit.post(path, {"reason": "другая"}).status_code == 404
    visit.post(f"/acts/{act_id}/normative", {"normative": "yes", "reason": "ошибка"})
    assert visit.post(path, {"reason": "ошибка"}).status_code == 404, "the last change was another one"


def test_what_a_button_takes_or_gives_back_is_not_told_as_done_when_it_was_not(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        form = {value.field: value.value or "" for value in draft.values} | {"version": draft.version}
    form |= {"title": "О другом"}
    assert visit.post(f"/drafts/{draft_id}/save", form).status_code == 200
    assert visit.post(f"/drafts/{draft_id}/save", form).status_code == 200
    assert visit.post(f"/drafts/{draft_id}/save", form | {"give_back": "title"}).status_code == 409


def test_a_draft_is_registered_or_put_aside(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, draft_id = visit_as("registrar"), add_draft(register.records)
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        form = {value.field: value.value or "" for value in draft.values} | {"version": draft.version}
    visit.post(f"/drafts/{draft_id}/register", form)
    again = visit.post(f"/drafts/{draft_id}/register", form)
    assert (again.status_code, "/acts/" in str(again.url)) == (200, True)
    assert count(register, Act) == 1
    other = visit.post(f"/drafts/{draft_id}/register", form | {"title": "О другом"})
    assert other.status_code == 409
    second = add_draft(register.records, "иное содержание")
    form = {"version": "1", "reason": "не акт"}
    visit.post(f"/drafts/{second}/reject", form)
    assert "Документ отложен" in visit.post(f"/drafts/{second}/reject", form).text
    assert visit_as("admin").post(f"/drafts/{second}/reject", form).status_code in {403, 409}


def test_a_search_is_kept_once_and_removed_once(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("reader")
    form = {"query": quote("q=дороги", safe="=&"), "name": "Дороги", "seen": "x"}
    doubt = "Сейчас этот поиск ничего не находит. Если он должен что-то находить, вернитесь и исправьте запрос."
    form |= {"seen": doubt}
    for _ in range(2):
        assert "Поиск сохранён" in visit.post("/searches", form).text
    assert "/feeds/" in visit.post("/searches", form | {"feed": "yes"}).text
    assert count(register, SavedSearch) == 1
    with register.records.reading() as session:
        path = f"/searches/{session.scalar(select(SavedSearch.id))}"
    for _ in range(2):
        assert "Поиск удалён" in visit.post(path, {"step": "delete"}).text


def test_a_search_that_is_kept_again_another_day_leaves_the_first_and_its_feed(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit = visit_as("reader")
    doubt = "Сейчас этот поиск ничего не находит. Если он должен что-то находить, вернитесь и исправьте запрос."
    form = {"query": quote("q=дороги", safe="=&"), "name": "Дороги", "seen": doubt, "feed": "yes"}
    visit.post("/searches", form)
    aged(register, SavedSearch)
    with register.records.reading() as session:
        feed = session.scalar(select(SavedSearch.feed_hash))
    visit.post("/searches", form)
    with register.records.reading() as session:
        assert feed in session.scalars(select(SavedSearch.feed_hash)).all()


def test_a_person_is_added_once(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("admin")
    form = {"login": "ivanova", "full_name": "Иванова А.Б.", "password": PASSWORD, "roles": "reader"}
    for _ in range(2):
        assert "Пользователь добавлен" in visit.post("/people", form).text
    for change in ({"full_name": "Другая А.Б."}, {"password": PASSWORD + "!"}, {"roles": "lawyer"}):
        assert "Такое имя пользователя уже есть" in visit.post("/people", form | change).text
    aged(register, Person)
    assert "Такое имя пользователя уже есть" in visit.post("/people", form).text


def test_a_token_is_made_once_and_what_is_shown_last_opens_the_api(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit = visit_as("reader")
    pages = [visit.post("/tokens", {"name": "выгрузка"}).text for _ in range(2)]
    first, last = (re.findall(r"reg_[\w-]+", page)[0] for page in pages)
    assert ("Кнопка нажата дважды" in pages[0], "Кнопка нажата дважды" in pages[1]) == (False, True)
    assert count(register, ApiToken) == 1
    statuses = [
        visit.client.get("/api/acts", headers={"authorization": f"Bearer {key}"}).status_code for key in (first, last)
    ]
    assert statuses == [401, 200]
    third = visit.post("/tokens", {"name": "выгрузка"})
    assert (third.status_code, "reg_" in third.text) == (200, False)
    assert "уже используется программой. Второй не создан" in third.text
    assert visit.client.get("/api/acts", headers={"authorization": f"Bearer {last}"}).status_code == 200
    visit.post("/tokens", {"name": "другая"})
    visit_as("lawyer").post("/tokens", {"name": "выгрузка"})
    assert count(register, ApiToken) == 3
    aged(register, ApiToken)
    assert "Кнопка нажата дважды" not in visit.post("/tokens", {"name": "другая"}).text
    assert count(register, ApiToken) == 4


def test_a_package_is_built_and_sent_once(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id, visit, month = add_act(register.records), visit_as("lawyer"), "/packages/2026-04"
    visit.post(f"/acts/{act_id}/normative", {"normative": "yes", "reason": "правила для всех"})
    why = {"reason": "опубликование ожидается"}
    for _ in range(2):
        assert "Пакет построен." in visit.post(f"{month}/build", why).text
    assert count(register, Package) == 1
    assert "Пакет построен." in visit.post(f"{month}/build", {"reason": "иная причина"}).text
    assert count(register, Package) == 2, "another reason is another package"
    visit.post(f"/acts/{act_id}/publications", {"kind": "printed", "source": "Вестник", "published_on": "09.04.2026"})
    visit.post(f"{month}/build", {"reason": "иная причина"})
    assert count(register, Package) == 3, "an act has changed in between"
    with register.records.reading() as session:
        package_id = session.scalars(select(Package.id).where(Package.state == "built")).one()
    for _ in range(2):
        assert "Отправка пакета отмечена." in visit.post(f"{month}/{package_id}/sent", {"note": "исх. 5"}).text
    assert visit.post(f"{month}/{package_id}/sent", {"note": "исх. 6"}).status_code == 409


def test_presses_at_once_build_one_package(register: Register, visit_as: Callable[[str], Visit]) -> None:
    act_id, visit = add_act(register.records), visit_as("lawyer")
    visit.post(f"/acts/{act_id}/normative", {"normative": "yes", "reason": "правила для всех"})

    def press(_: int) -> str:
        return str(visit.post("/packages/2026-04/build", {"reason": "опубликование ожидается"}).text)

    with ThreadPoolExecutor(3) as pool:
        pages = list(pool.map(press, range(3)))
    assert ["Пакет построен." in page for page in pages] == [True, True, True]
    assert count(register, Package) == 1
