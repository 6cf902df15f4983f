"""Sign-in: passwords and keys are never kept, guessing is slowed down, a closed account opens nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import BadCredentials, IncompleteRequisites, NotFound
from domain.roles import Role
from registry_api import accounts
from registry_api.accounts import hash_password, make_demo_accounts, new_api_token, sign_in
from storage import people
from storage.models import ApiToken, JournalEntry, Person, SignInAttempt, WebSession, now
from storage.people import LoginTaken

if TYPE_CHECKING:
    from storage.database import Records

SECRET = "длинная фраза из слов"


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(SECRET)


@pytest.fixture
def staff(records: Records, hashed: str) -> Records:
    with records.writing("admin") as unit:
        people.add(unit, "Vetrova", "О.Н. Ветрова", hashed, [Role.REGISTRAR, Role.READER])
        unit.commit()
    return records


def attempts(records: Records) -> int:
    with records.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) or 0


def test_a_good_password_opens_a_session_that_is_kept_as_a_hash(staff: Records) -> None:
    person, key = sign_in(staff, " VETROVA ", SECRET, "127.0.0.1")
    with staff.reading() as session:
        row = people.session_of(session, key)
        assert row is not None
        assert (row.person_id, people.roles_of(row.person)) == (person.id, {Role.REGISTRAR, Role.READER})
        assert session.scalar(sa.select(WebSession.key)) != key
        assert SECRET not in (session.scalar(sa.select(Person.password_hash)) or "")
        assert SECRET not in "".join(session.scalars(sa.select(JournalEntry.details)))
    with staff.writing("vetrova") as unit:
        people.close_session(unit, key)
        unit.commit()
    with staff.reading() as session:
        assert people.session_of(session, key) is None


@pytest.mark.parametrize(
    ("login", "secret"), [("vetrova", "не та фраза"), ("никто", SECRET), ("", ""), ("x" * 500, "y")]
)
def test_what_is_wrong_opens_nothing_and_is_counted(staff: Records, login: str, secret: str) -> None:
    with pytest.raises(BadCredentials):
        sign_in(staff, login, secret, "127.0.0.1")
    assert attempts(staff) == 1


def test_guessing_is_slowed_down_until_the_window_has_passed(staff: Records) -> None:
    with staff.writing("-") as unit:
        for _ in range(people.MAX_FAILURES):
            people.note_failure(unit, "vetrova", "10.0.0.1")
        unit.commit()
    with pytest.raises(BadCredentials, match="Слишком много"):
        sign_in(staff, "vetrova", SECRET, "10.0.0.1")
    assert sign_in(staff, "vetrova", SECRET, "127.0.0.1"), "a stranger elsewhere does not keep a colleague out"
    with staff.writing("-") as unit:
        for number in range(people.MAX_FAILURES_AROUND):
            people.note_failure(unit, "vetrova", f"10.0.1.{number}")
        unit.commit()
    with pytest.raises(BadCredentials, match="Слишком много"):
        sign_in(staff, "vetrova", SECRET, "127.0.0.1")
    with staff.writing("-") as unit:
        unit.session.execute(sa.update(SignInAttempt).values(at=now() - people.WINDOW - timedelta(seconds=1)))
        unit.commit()
    assert sign_in(staff, "vetrova", SECRET, "127.0.0.1")
    assert attempts(staff) == 0


def test_guesses_that_come_all_at_once_are_slowed_down_too(staff: Records) -> None:
    def guess(number: int) -> str:
        with pytest.raises(BadCredentials) as caught:
            sign_in(staff, "vetrova", f"догадка {number}", "10.0.0.1")
        return caught.value.message

    with ThreadPoolExecutor(people.MAX_FAILURES * 3) as threads:
        told = list(threads.map(guess, range(people.MAX_FAILURES * 3)))
    assert sum("Слишком много" in words for words in told) >= people.MAX_FAILURES * 2 - 2
    assert attempts(staff) <= people.MAX_FAILURES + 2


def test_nobody_waits_without_end_for_a_turn(staff: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_WAIT_S", 0.05)
    taken, go = Barrier(3), Event()

    def holds() -> None:
        with accounts._AT_ONCE:
            taken.wait(timeout=10)
            go.wait(timeout=10)

    with ThreadPoolExecutor(2) as threads:
        for _ in range(2):
            threads.submit(holds)
        taken.wait(timeout=10)
        with pytest.raises(BadCredentials, match="Пароль не проверялся"):
            sign_in(staff, "vetrova", SECRET, "127.0.0.1")
        go.set()
    assert sign_in(staff, "vetrova", SECRET, "127.0.0.1")
    assert attempts(staff) == 0


def test_a_password_without_end_costs_nothing(staff: Records) -> None:
    with pytest.raises(IncompleteRequisites, match="не более"):
        hash_password("ж" * 1001)
    with pytest.raises(BadCredentials):
        sign_in(staff, "vetrova", "ж" * 1001, "10.0.0.1")
    assert attempts(staff) == 1


@pytest.mark.parametrize("column", ["seen_at", "expires_at"])
def test_a_session_runs_out(staff: Records, column: str) -> None:
    _, key = sign_in(staff, "vetrova", SECRET, "127.0.0.1")
    late = {"seen_at": now() - people.SESSION_IDLE, "expires_at": now()}[column] - timedelta(seconds=1)
    with staff.writing("-") as unit:
        unit.session.execute(sa.update(WebSession).values({column: late}))
        unit.commit()
    with staff.reading() as session:
        assert people.session_of(session, key) is None


@pytest.mark.parametrize("change", [{"active": False}, {"roles": [Role.READER]}, {"password_hash": "другой"}])
def test_a_change_of_the_account_ends_its_sessions(staff: Records, change: dict[str, object]) -> None:
    with staff.writing("admin") as unit:
        people.add(unit, "admin", "А", "нет", [Role.ADMIN])
        unit.commit()
    _, key = sign_in(staff, "vetrova", SECRET, "127.0.0.1")
    with staff.writing("admin") as unit:
        people.change(unit, "vetrova", **change)  # type: ignore[arg-type]  # one of several kinds
        unit.commit()
    with staff.reading() as session:
        assert people.session_of(session, key) is None


def test_a_key_of_the_api_is_shown_once_and_can_be_revoked(staff: Records) -> None:
    key = new_api_token(staff, "vetrova", "проверка", "admin")
    with staff.reading() as session:
        row = people.good_token(session, key)
        assert row is not None
        assert key not in (session.scalar(sa.select(ApiToken.token_hash)) or "")
        assert people.good_token(session, key + "x") is None
    with staff.writing("admin") as unit:
        people.revoke_token(unit, row.id)
        unit.commit()
    with staff.reading() as session:
        assert people.good_token(session, key) is None
    with pytest.raises(NotFound):
        new_api_token(staff, "никто", "x", "admin")


@pytest.mark.parametrize("login", ["", " ", "x" * 61, "a\nb"])
def test_a_login_that_cannot_be_kept_is_refused(records: Records, login: str) -> None:
    unit = records.writing("admin")
    with pytest.raises(IncompleteRequisites), unit:
        people.add(unit, login, "Кто", "нет", [Role.READER])


def test_a_login_is_given_once(staff: Records) -> None:
    unit = staff.writing("admin")
    with pytest.raises(LoginTaken), unit:
        people.add(unit, "VETROVA", "Кто", "нет", [Role.READER])


def test_a_short_password_is_refused() -> None:
    with pytest.raises(IncompleteRequisites):
        hash_password("девять зн")


def test_demonstration_accounts_are_made_once_each_with_its_password(records: Records) -> None:
    made = make_demo_accounts(records)
    assert {role for _, _, role in made} == set(Role)
    assert len({secret for _, secret, _ in made}) == len(made)
    assert make_demo_accounts(records) == []
    login, secret, role = made[0]
    person, _ = sign_in(records, login, secret, "127.0.0.1")
    assert (people.roles_of(person), person.is_demo) == ({role}, True)
