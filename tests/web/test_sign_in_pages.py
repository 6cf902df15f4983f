from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from storage import people
from storage.models import JournalEntry, WebSession
from tests.web.conftest import PASSWORD, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar.testing import TestClient

    from registry_api.root import Register


def _sessions(register: Register) -> int:
    with register.records.reading() as session:
        return session.scalar(select(func.count()).select_from(WebSession)) or 0


def test_good_password_opens_a_session_and_leads_where_one_wanted(client: TestClient[Any]) -> None:
    visit = Visit(client)
    answer = visit.post(
        "/sign-in", {"login": " Registrar ", "password": PASSWORD, "next": "/drafts?page=2"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/drafts?page=2")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert visit.get("/drafts").status_code == 200


def test_wrong_password_says_so_keeps_the_login_and_is_journalled(client: TestClient[Any], register: Register) -> None:
    answer = Visit(client).post("/sign-in", {"login": "registrar", "password": "не тот"})
    assert answer.status_code == 401
    assert "Неверное имя или пароль" in answer.text
    assert 'value="registrar"' in answer.text
    assert "не тот" not in answer.text
    assert _sessions(register) == 0
    with register.records.reading() as session:
        assert session.scalar(select(JournalEntry.actor).where(JournalEntry.action == "sign-in.failed")) == "-"


def test_signing_in_again_gives_a_new_token_and_ends_the_old_one(client: TestClient[Any], register: Register) -> None:
    visit = Visit(client)
    visit.post("/sign-in", {"login": "reader", "password": PASSWORD})
    first = client.cookies["session"]
    visit.post("/sign-in", {"login": "reader", "password": PASSWORD})
    assert client.cookies["session"] != first
    assert _sessions(register) == 1


def test_a_session_given_from_outside_is_never_taken_over(client: TestClient[Any], register: Register) -> None:
    visit = Visit(client)
    client.cookies.set("session", "a" * 43)
    answer = visit.post("/sign-in", {"login": "reader", "password": PASSWORD}, follow_redirects=False)
    assert "a" * 43 not in answer.headers["set-cookie"]
    with register.records.reading() as session:
        assert people.session_of(session, "a" * 43) is None


def test_sign_out_ends_the_session_in_the_records(visit_as: Callable[[str], Visit], register: Register) -> None:
    visit = visit_as("reader")
    kept = visit.client.cookies["session"]
    assert "Вы вышли" in visit.post("/sign-out").text
    visit.client.cookies.set("session", kept)
    assert visit.get("/", follow_redirects=False).headers["location"].startswith("/sign-in")
    assert _sessions(register) == 0


def test_after_sign_in_nobody_is_led_to_another_site(client: TestClient[Any]) -> None:
    visit = Visit(client)
    for target in ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\tb"):
        answer = visit.post(
            "/sign-in", {"login": "reader", "password": PASSWORD, "next": target}, follow_redirects=False
        )
        assert answer.headers["location"] == "/", target


def test_a_form_without_its_token_is_refused(visit_as: Callable[[str], Visit], register: Register) -> None:
    visit = visit_as("registrar")
    for data in ({}, {"_csrf_token": "0" * 128}):
        answer = visit.client.post("/sign-out", data=data)
        assert answer.status_code == 403
        assert "Форма устарела" in answer.text
    assert _sessions(register) == 1


def test_a_closed_account_is_out_at_once(visit_as: Callable[[str], Visit], register: Register) -> None:
    visit = visit_as("reader")
    with register.records.writing("admin") as unit:
        people.change(unit, "reader", active=False)
        unit.commit()
    assert visit.get("/acts", follow_redirects=False).status_code == 303
