"""Saved searches of people. Nothing here commits: the caller's unit of work does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from domain.alerts import Frequency, SearchState, Suspension
from domain.errors import IncompleteRequisites, NotFound
from domain.limits import fault_of
from domain.text import nfc
from storage.models import AlertItem, SavedSearch, now
from storage.people import token_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

MOST: Final = 100
"""Saved searches of one person, at most: each is held against every change."""
LONGEST_ADDRESS: Final = 254
"""Of a mailbox (RFC 5321, 4.5.3.1.3)."""

_MAILBOX: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[\w-]+\.)+[\w-]{2,63}")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants to be told, and how; ``mail_to`` is empty when no letters are wanted."""

    name: str
    frequency: Frequency = Frequency.DAILY
    mail_to: str = ""


def check(session: Session, person_id: str, wish: Wish, domains: Sequence[str] = (), own: str = "") -> dict[str, str]:
    """Return what is wrong with a wish: field to Russian sentence.

    Args:
        session: The records.
        person_id: Whose search it is: a name is hers once.
        wish: What was typed, cleaned by :func:`cleaned`.
        domains: Mail domains that letters may go to; empty: any.
        own: The search that is changed: it may keep its name.
    """
    faults = {}
    if not wish.name:
        faults["name"] = "Назовите поиск, чтобы узнать его в списке и в письмах."
    elif fault := fault_of("name", wish.name):
        faults["name"] = fault
    elif any(row.name == wish.name and row.id != own for row in of_person(session, person_id)):
        faults["name"] = "У вас уже есть поиск с таким названием. Назовите этот иначе."
    if wish.mail_to:
        fault = mailbox_fault(wish.mail_to, domains)
        if fault:
            faults["mail_to"] = fault
    return faults


def mailbox_fault(address: str, domains: Sequence[str] = ()) -> str:
    """Return what is wrong with the address of a mailbox, empty when nothing is."""
    if len(address) > LONGEST_ADDRESS or not _MAILBOX.fullmatch(address):
        return "Адрес почты не понят. Введите его как ivanova@example.ru."
    domain = address.rpartition("@")[2].lower()
    if domains and domain not in domains:
        return f"Письма разрешены только на адреса: {', '.join('@' + name for name in domains)}."
    return ""


def cleaned(text: str) -> str:
    """Return a name on one line, without what cannot be printed."""
    return " ".join(_UNPRINTABLE.sub(" ", nfc(text)).split())


def same(session: Session, person_id: str, query: str, wish: Wish) -> SavedSearch | None:
    """Return the newest search of a person that is this very one."""
    told = (query, wish.name, wish.frequency, wish.mail_to)
    kept = of_person(session, person_id)
    found = [row for row in kept if (row.query, row.name, row.frequency, row.mail_to) == told]
    return max(found, key=lambda row: row.created_at, default=None)


def add(unit: UnitOfWork, person_id: str, query: str, accepted: Sequence[str], wish: Wish) -> SavedSearch:
    """Keep a search; what is found already is not told.

    Raises:
        IncompleteRequisites: The person has :data:`MOST` searches.
    """
    held = unit.session.scalar(select(func.count()).select_from(SavedSearch).where(SavedSearch.person_id == person_id))
    if (held or 0) >= MOST:
        raise IncompleteRequisites(
            f"Сохранено уже {MOST} поисков, больше нельзя. Удалите ненужные в «Моих поисках».", fields={}
        )
    row = SavedSearch(
        person_id=person_id,
        name=wish.name,
        query=query,
        accepted=list(accepted),
        frequency=wish.frequency,
        mail_to=wish.mail_to,
    )
    unit.session.add(row)
    unit.session.flush()
    unit.record("search.saved", f"searches:{row.id}", frequency=row.frequency, mail=bool(row.mail_to))
    return row


def change(unit: UnitOfWork, row: SavedSearch, wish: Wish) -> None:
    """Give a search another name, frequency or mailbox; another mailbox starts without the refusals of the old one."""
    if wish.mail_to != row.mail_to:
        row.refusals, row.trouble = 0, ""
    if wish.frequency != row.frequency:
        row.next_at = now()
    row.name, row.frequency, row.mail_to = wish.name, wish.frequency, wish.mail_to
    unit.record("search.changed", f"searches:{row.id}", frequency=row.frequency, mail=bool(row.mail_to))


def pause(unit: UnitOfWork, row: SavedSearch) -> None:
    """Send nothing until the person resumes; what is found meanwhile is kept and told then."""
    if row.state == SearchState.ACTIVE:
        row.state, row.stopped_at = SearchState.PAUSED, now()
        unit.record("search.paused", f"searches:{row.id}")


def resume(unit: UnitOfWork, row: SavedSearch, accepted: Sequence[str] | None = None) -> None:
    """Let a paused or suspended search tell again; ``accepted`` are the warnings that the person has seen now."""
    if row.state == SearchState.ACTIVE:
        return
    row.state, row.suspended_for, row.stopped_at, row.refusals, row.trouble = SearchState.ACTIVE, "", None, 0, ""
    if accepted is not None:
        row.accepted = list(accepted)
    unit.record("search.resumed", f"searches:{row.id}")


def suspend(unit: UnitOfWork, row: SavedSearch, why: Suspension) -> None:
    """Stop a search that no longer works; the person is told on the page and nothing of it is lost."""
    if row.state == SearchState.SUSPENDED:
        return
    row.state, row.suspended_for, row.stopped_at = SearchState.SUSPENDED, why, row.stopped_at or now()
    unit.record("search.suspended", f"searches:{row.id}", why=str(why))


def remove(unit: UnitOfWork, row: SavedSearch) -> None:
    """Delete a search at the wish of the person, with everything it has found."""
    unit.record("search.removed", f"searches:{row.id}")
    unit.session.delete(row)


def open_feed(unit: UnitOfWork, row: SavedSearch, token: str) -> None:
    """Give the feed a new secret address; the old one, if there was any, leads nowhere from now on."""
    row.feed_hash = token_hash(token)
    unit.record("search.feed-opened", f"searches:{row.id}")


def close_feed(unit: UnitOfWork, row: SavedSearch) -> None:
    """Revoke the address of the feed."""
    if row.feed_hash is not None:
        row.feed_hash = None
        unit.record("search.feed-closed", f"searches:{row.id}")


def of_person(session: Session, person_id: str) -> Sequence[SavedSearch]:
    """Return the searches of a person by name."""
    return session.scalars(
        select(SavedSearch).where(SavedSearch.person_id == person_id).order_by(func.lower(SavedSearch.name))
    ).all()


def own(session: Session, person_id: str, search_id: str) -> SavedSearch:
    """Return a search of this person; those of others do not exist for her. Raises :class:`NotFound`."""
    row = session.get(SavedSearch, search_id)
    if row is None or row.person_id != person_id:
        raise NotFound
    return row


def behind_feed(session: Session, token: str) -> SavedSearch:
    """Return the search whose feed has this secret. Raises :class:`NotFound`."""
    row = session.scalar(select(SavedSearch).where(SavedSearch.feed_hash == token_hash(token)))
    if row is None or not row.person.active:
        raise NotFound
    return row


def news(session: Session, search_id: str, levels: Sequence[str], limit: int) -> Sequence[AlertItem]:
    """Return what a search has found, newest first, of acts that may be seen now."""
    from storage.models import Act

    return session.scalars(
        select(AlertItem)
        .join(Act, Act.id == AlertItem.act_id)
        .where(AlertItem.search_id == search_id, Act.access.in_(levels))
        .order_by(AlertItem.found_at.desc(), AlertItem.id.desc())
        .limit(limit)
    ).all()
