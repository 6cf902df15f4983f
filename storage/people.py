"""People and roles, sign-in attempts, tokens. Hashing of passwords is the caller's: the records only keep."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from domain.errors import IncompleteRequisites, LastAdministrator, LoginTaken, NotFound
from domain.limits import LIMITS, require_fits
from domain.roles import Role
from storage.models import ApiToken, Person, PersonRole, SignInAttempt, WebSession, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

LONGEST_LOGIN: Final = LIMITS["login"]
"""As long as the column, characters."""
SESSION_LIFE: Final = timedelta(hours=12)
"""Longest session: a working day."""
SESSION_IDLE: Final = timedelta(hours=2)
"""A browser that was left alone for so long has to sign in again."""
WINDOW: Final = timedelta(minutes=15)
MAX_FAILURES: Final = 10
"""After so many failures with one login from one address within the window both wait."""
MAX_FAILURES_AROUND: Final = 100
"""After so many failures with one login from anywhere, or from one address with any login."""


def token_hash(token: str) -> str:
    """Return what is kept of a token: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(session: Session, login: str) -> Person | None:
    """Return the person with this login."""
    return session.scalar(select(Person).where(Person.login == login.strip().lower()))


def everyone(session: Session) -> Sequence[Person]:
    """Return all people by login."""
    return session.scalars(select(Person).order_by(Person.login)).all()


def roles_of(person: Person) -> frozenset[Role]:
    """Return the roles of a person."""
    return frozenset(Role(item.role) for item in person.roles)


def add(
    unit: UnitOfWork, login: str, full_name: str, password_hash: str, roles: Iterable[Role], *, is_demo: bool = False
) -> Person:
    """Add a person. Raises :class:`LoginTaken`, :class:`IncompleteRequisites`."""
    login = login.strip().lower()
    if not 0 < len(login) <= LONGEST_LOGIN or not re.fullmatch(r"[\w.-]+", login):
        raise IncompleteRequisites(
            f"Имя пользователя — от 1 до {LONGEST_LOGIN} букв, цифр, точек и дефисов. Введите другое.",
            fields={"login": "Введите другое имя."},
        )
    require_fits("Фамилия, имя, отчество", full_name=full_name)
    if find(unit.session, login):
        raise LoginTaken
    person = Person(
        login=login,
        full_name=full_name,
        password_hash=password_hash,
        is_demo=is_demo,
        roles=[PersonRole(role=role) for role in sorted(set(roles))],
    )
    unit.session.add(person)
    unit.session.flush()
    unit.record("person.added", f"people:{person.id}", login=login, roles=[item.role for item in person.roles])
    return person


def change(
    unit: UnitOfWork,
    login: str,
    *,
    password_hash: str | None = None,
    roles: Iterable[Role] | None = None,
    active: bool | None = None,
) -> Person:
    """Change password, roles or standing; every session of the person ends, with a new password every API token too.

    Raises:
        NotFound: There is no such person.
        LastAdministrator: Nobody could manage people after this.
    """
    person = find(unit.session, login)
    if person is None:
        raise NotFound("Нет пользователя с таким именем. Список: «registry user list».")
    had_administrator = _administrators(unit.session)
    if password_hash is not None:
        person.password_hash = password_hash
        forget_failures(unit, person.login)
        unit.session.execute(
            update(ApiToken)
            .where(ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
            .values(revoked_at=now())
        )
    if roles is not None:
        person.roles = [PersonRole(role=role) for role in sorted(set(roles))]
    if active is not None:
        person.active = active
    unit.session.execute(delete(WebSession).where(WebSession.person_id == person.id))
    if had_administrator and not _administrators(unit.session):
        raise LastAdministrator
    unit.record(
        "person.changed",
        f"people:{person.id}",
        login=person.login,
        password=password_hash is not None,
        roles=sorted(item.role for item in person.roles),
        active=person.active,
    )
    return person


def _administrators(session: Session) -> bool:
    return any(person.active and Role.ADMIN in roles_of(person) for person in everyone(session))


def is_slowed_down(session: Session, login: str, address: str) -> bool:
    """Tell whether too many sign-ins have failed just now: with this login from here, with it at all, or from here.

    A stranger elsewhere needs many more failures to keep a colleague out than a guesser needs to be stopped.
    """
    rows = session.execute(
        select(SignInAttempt.login, SignInAttempt.address).where(
            SignInAttempt.at > now() - WINDOW,
            or_(SignInAttempt.login == login.strip().lower(), SignInAttempt.address == address[:60]),
        )
    ).all()
    with_login = sum(row.login == login.strip().lower() for row in rows)
    from_here = sum(row.address == address[:60] for row in rows)
    both = sum(row.login == login.strip().lower() and row.address == address[:60] for row in rows)
    return bool(both >= MAX_FAILURES or max(with_login, from_here) >= MAX_FAILURES_AROUND)


def note_failure(unit: UnitOfWork, login: str, address: str) -> None:
    """Count a failed sign-in and sweep what is older than the window."""
    unit.session.execute(delete(SignInAttempt).where(SignInAttempt.at < now() - WINDOW))
    unit.session.add(SignInAttempt(login=login.strip().lower()[:60], address=address[:60]))
    unit.record("sign-in.failed", "people:-", login=login.strip().lower()[:60], address=address)


def forget_failures(unit: UnitOfWork, login: str) -> None:
    """Start anew after a good sign-in."""
    unit.session.execute(delete(SignInAttempt).where(SignInAttempt.login == login.strip().lower()))


def open_session(unit: UnitOfWork, person: Person, token: str) -> None:
    """Begin a session under the hash of ``token``; sweep those that have run out."""
    moment = now()
    unit.session.execute(delete(WebSession).where(WebSession.expires_at < moment))
    unit.session.add(WebSession(key=token_hash(token), person_id=person.id, expires_at=moment + SESSION_LIFE))
    unit.record("sign-in.done", f"people:{person.id}", login=person.login)


def session_of(session: Session, token: str) -> WebSession | None:
    """Return the session of a cookie while it lasts: not idle for too long, the account open."""
    row = session.get(WebSession, token_hash(token))
    moment = now()
    if row is None or row.expires_at < moment or row.seen_at + SESSION_IDLE < moment or not row.person.active:
        return None
    return row


def touch_session(unit: UnitOfWork, token: str) -> None:
    """Note that a session is in use."""
    unit.session.execute(update(WebSession).where(WebSession.key == token_hash(token)).values(seen_at=now()))


def close_session(unit: UnitOfWork, token: str) -> None:
    """End a session."""
    unit.record("sign-out.done", "people:-", login=unit.actor)
    unit.session.execute(delete(WebSession).where(WebSession.key == token_hash(token)))


def add_token(unit: UnitOfWork, person: Person, name: str, token: str) -> ApiToken:
    """Keep the hash of a new token of the JSON API. Raises :class:`IncompleteRequisites` when its name is too long."""
    require_fits("Название ключа", name=name)
    row = ApiToken(person_id=person.id, name=name, token_hash=token_hash(token))
    unit.session.add(row)
    unit.session.flush()
    unit.record("token.added", f"tokens:{row.id}", login=person.login, name=name)
    return row


def young_token(unit: UnitOfWork, person: Person, name: str, within: timedelta) -> ApiToken | None:
    """Return a person's good token of a name that is younger than a span; others who make one wait meanwhile."""
    unit.session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    return unit.session.scalar(
        select(ApiToken)
        .where(
            ApiToken.person_id == person.id,
            ApiToken.name == name,
            ApiToken.revoked_at.is_(None),
            ApiToken.created_at > now() - within,
        )
        .order_by(ApiToken.id.desc())
        .limit(1)
    )


def renew_token(unit: UnitOfWork, row: ApiToken, token: str) -> None:
    """Give a token another secret; the one before ends."""
    row.token_hash = token_hash(token)
    unit.record("token.renewed", f"tokens:{row.id}", login=row.person.login, name=row.name)


def revoke_token(unit: UnitOfWork, token_id: str) -> None:
    """Close a token. Raises :class:`NotFound`."""
    row = unit.session.get(ApiToken, token_id)
    if row is None:
        raise NotFound
    row.revoked_at = now()
    unit.record("token.revoked", f"tokens:{row.id}", name=row.name)


def good_token(session: Session, token: str) -> ApiToken | None:
    """Return the row of a token of the JSON API, with its person, when both are good."""
    row = session.scalar(
        select(ApiToken)
        .where(ApiToken.token_hash == token_hash(token), ApiToken.revoked_at.is_(None))
        .options(joinedload(ApiToken.person))
    )
    return row if row and row.person.active else None


def note_token_use(unit: UnitOfWork, token: str) -> None:
    """Note that a token is in use."""
    unit.session.execute(update(ApiToken).where(ApiToken.token_hash == token_hash(token)).values(last_used_at=now()))


def tokens_of(session: Session, person_id: str) -> Sequence[ApiToken]:
    """Return the tokens of a person, newest first."""
    return session.scalars(select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.id.desc())).all()
