"""The journal: append-only, each entry carries the hash of the one before (regulation, chapter 8 points 2.3.1, 2.4.6).

The hash covers number, moment, actor, action, subject, details and the previous hash, so a changed, removed or
inserted entry breaks the chain from there on; the head row tells a journal that was cut short. Packages carry the
head of the moment in which they were built: a chain that was rewritten as a whole does not agree with packages that
have left the house.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import insert, select, update

from domain.errors import JournalBroken
from storage.models.service import JournalEntry, JournalHead, Package

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

GENESIS = "0" * 64


class Pending(msgspec.Struct, frozen=True):
    """An entry that has no place in the chain yet."""

    actor: str
    action: str
    subject: str
    details: str


class Head(NamedTuple):
    """The last entry of the chain."""

    seq: int
    hash: str


def entry_hash(seq: int, at: str, entry: Pending, previous: str) -> str:
    """Return the SHA-256 of an entry over a canonical JSON array of what it says."""
    said = json.dumps(
        [seq, at, entry.actor, entry.action, entry.subject, entry.details, previous],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(said.encode()).hexdigest()


def head(session: Session) -> Head:
    """Return the last entry as the head row tells it."""
    row = session.execute(select(JournalHead.seq, JournalHead.hash).where(JournalHead.id == 1)).one()
    return Head(row.seq, row.hash)


def append(session: Session, entries: Sequence[Pending]) -> None:
    """Chain the entries in this transaction; the row lock of the head keeps writers in one line."""
    if not entries:
        return
    seq, previous = session.execute(
        select(JournalHead.seq, JournalHead.hash).where(JournalHead.id == 1).with_for_update()
    ).one()
    rows = []
    for entry in entries:
        seq += 1
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        digest = entry_hash(seq, at, entry, previous)
        rows.append(
            {
                "seq": seq,
                "at": at,
                "actor": entry.actor,
                "action": entry.action,
                "subject": entry.subject,
                "details": entry.details,
                "previous": previous,
                "hash": digest,
            }
        )
        previous = digest
    session.execute(insert(JournalEntry), rows)
    session.execute(update(JournalHead).where(JournalHead.id == 1).values(seq=seq, hash=previous))


def verify(session: Session) -> int:
    """Walk the whole chain; return how many entries it has.

    Raises :class:`JournalBroken` with ``seq`` and the reason.
    """
    previous, expected, marks = GENESIS, 0, _marks(session)
    for row in _entries(session):
        expected += 1
        said = entry_hash(row.seq, row.at, Pending(row.actor, row.action, row.subject, row.details), row.previous)
        if row.seq != expected:
            raise _broken(expected, f"нет записи № {expected}")
        if row.previous != previous:
            raise _broken(row.seq, f"запись № {row.seq} не продолжает предыдущую")
        if row.hash != said:
            raise _broken(row.seq, f"содержание записи № {row.seq} изменено")
        if row.seq in marks and marks[row.seq] != row.hash:
            raise _broken(row.seq, f"запись № {row.seq} не та, что указана в построенном пакете")
        previous = row.hash
    beyond = [seq for seq in marks if seq > expected]
    if beyond:
        raise _broken(expected + 1, f"нет записей после № {expected}, а построенный пакет указывает на № {max(beyond)}")
    last = head(session)
    if (last.seq, last.hash) != (expected, previous):
        raise _broken(expected + 1, f"в журнале {expected} записей, а должно быть {last.seq}")
    return expected


def _entries(session: Session) -> Iterable[JournalEntry]:
    return session.scalars(select(JournalEntry).order_by(JournalEntry.seq).execution_options(yield_per=1000))


def _marks(session: Session) -> dict[int, str]:
    return {
        row.journal_seq: row.journal_hash for row in session.execute(select(Package.journal_seq, Package.journal_hash))
    }


def _broken(seq: int, why: str) -> JournalBroken:
    return JournalBroken(f"Журнал не сходится: {why}. Сообщите администратору безопасности.", seq=seq)
