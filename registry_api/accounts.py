"""Sign-in: argon2 for passwords, long random tokens, the demonstration accounts of the first start."""

from __future__ import annotations

import secrets
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from domain.errors import BadCredentials, IncompleteRequisites, NotFound
from domain.limits import fault_of, require_fits
from domain.roles import Role
from storage import people

if TYPE_CHECKING:
    from storage.database import Records
    from storage.models import Person

SHORTEST_PASSWORD: Final = 10
_HASHER: Final = PasswordHasher()
_NOBODY: Final = _HASHER.hash(secrets.token_urlsafe())
"""Verified for a login that does not exist, so that the answer takes as long as for one that does."""

_AT_ONCE: Final = threading.Semaphore(2)
"""Each verification takes 64 MiB and a core for a moment: strangers must not take them all; per process."""
_WAIT_S: Final = 15.0
"""How long a sign-in waits for its turn, seconds: a database that keeps those before it must not keep everybody."""

DEMO: Final = (
    ("registrar", "Ольга Николаевна Ветрова", Role.REGISTRAR),
    ("lawyer", "Сергей Павлович Лугин", Role.LAWYER),
    ("reader", "Анна Игоревна Крылова", Role.READER),
    ("admin", "Администратор системы", Role.ADMIN),
)


def hash_password(password: str) -> str:
    """Return what is kept of a password. Raises :class:`IncompleteRequisites` when it is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        raise IncompleteRequisites(
            f"Пароль короче {SHORTEST_PASSWORD} знаков. Придумайте длиннее, например фразу из нескольких слов.",
            fields={"password": f"Не короче {SHORTEST_PASSWORD} знаков."},
        )
    require_fits("Пароль", password=password)
    return _HASHER.hash(password)


def sign_in(records: Records, login: str, password: str, address: str) -> tuple[Person, str]:
    """Check a password and begin a session; return the person and the token for the cookie.

    Raises :class:`BadCredentials`, also when too many sign in at once.
    """
    login = login.strip().lower()
    _require_patience(records, login, address)  # who is slowed down takes no place among those who are not
    if not _AT_ONCE.acquire(timeout=_WAIT_S):
        raise BadCredentials("Сейчас входит слишком много людей. Пароль не проверялся: повторите вход через минуту.")
    try:
        person = _checked(records, login, password, address)
    finally:
        _AT_ONCE.release()
    token = secrets.token_urlsafe(32)
    with records.writing(person.login) as unit:
        people.forget_failures(unit, login)
        people.open_session(unit, person, token)
        unit.commit()
    return person, token


def _checked(records: Records, login: str, password: str, address: str) -> Person:
    """Return the person whose password this is.

    A failure is noted before the turn is given on: of guesses that come at once no more than there are turns are
    looked at beyond those allowed.
    """
    _require_patience(records, login, address)
    with records.reading() as session:
        person = people.find(session, login)
    if not is_password_of(person, password) or person is None:
        with records.writing("-") as unit:
            people.note_failure(unit, login, address)
            unit.commit()
        raise BadCredentials
    return person


def _require_patience(records: Records, login: str, address: str) -> None:
    with records.reading() as session:
        if people.is_slowed_down(session, login, address):
            raise BadCredentials("Слишком много неудачных попыток. Подождите 15 минут или обратитесь к администратору.")


def is_password_of(person: Person | None, password: str) -> bool:
    """Tell whether this is the password of a person who may sign in; it takes as long when there is nobody."""
    if fault_of("password", password):
        return False
    try:
        _HASHER.verify(person.password_hash if person else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return person is not None and person.active


def new_api_token(records: Records, login: str, name: str, actor: str) -> str:
    """Make a token of the JSON API for a person; it is shown once and only its hash is kept."""
    return api_token_of_press(records, login, name, actor, timedelta(0))[0]


def api_token_of_press(records: Records, login: str, name: str, actor: str, moment: timedelta) -> tuple[str, bool]:
    """Make a token, unless a press of the same button a moment ago has made it.

    Nobody has seen the secret of that first press, so the token gets another one: there is one token, and what is shown
    last opens the register.

    Args:
        records: The records.
        login: Whose token it is.
        name: What it is for.
        actor: Who makes it.
        moment: How young a token of the same name must be to be of the same press.

    Returns:
        The secret, and whether the token was there. The secret is empty when a program uses the token already: then
        it was seen.
    """
    token = f"reg_{secrets.token_urlsafe(32)}"
    with records.writing(actor) as unit:
        person = people.find(unit.session, login)
        if person is None:
            raise NotFound("Нет пользователя с таким именем. Список: «registry user list».")
        young = people.young_token(unit, person, name, moment)
        if young is None:
            people.add_token(unit, person, name, token)
        elif young.last_used_at is None:
            people.renew_token(unit, young, token)
        else:
            return "", True
        unit.commit()
    return token, young is not None


def make_demo_accounts(records: Records) -> list[tuple[str, str, Role]]:
    """Make the demonstration accounts when there is nobody yet.

    Return login, password and role of each, to be shown once.
    """
    made = []
    with records.writing("установка") as unit:
        if people.everyone(unit.session):
            return []
        for login, full_name, role in DEMO:
            password = "-".join(secrets.token_hex(2) for _ in range(3))
            people.add(unit, login, full_name, hash_password(password), [role], is_demo=True)
            made.append((login, password, role))
        unit.commit()
    return made
