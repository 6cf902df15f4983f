"""Intake items: accepted, claimed by a worker under a lease, finished with a draft or a reason.

The row is the truth. A worker owns an item only while its lease holds; a worker that died on this machine is seen at
once (its process is gone), one on another machine when its lease runs out. Nothing here commits: the caller's unit of
work does.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import joinedload

from domain.errors import NotFound, StateConflict
from domain.limits import require_fits
from domain.statuses import UNFINISHED, DraftState, IntakeState, Lane, may_move
from storage.models import Draft, File, IntakeItem, JournalEntry, now

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

LEASE: Final = timedelta(seconds=60)
"""How long a claim holds without a sign of life."""
MAX_ATTEMPTS: Final = 3
"""After so many claims that ended without a result the item waits for a person."""


class Outcome(StrEnum):
    """What happened to a file at the door."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that lies in the store and wants to be recorded; ``size`` in bytes."""

    sha256: str
    size: int
    format: str
    name: str
    origin: str
    batch: str = ""
    register_if_certain: bool = False


@cache
def this_worker() -> str:
    """Return the name of this process as an owner of leases: host, process id, moment of its start."""
    return f"{socket.gethostname()}/{os.getpid()}/{_start_of(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Tell whether an owner on this machine is certainly dead; an owner elsewhere is left to its lease."""
    host, _, rest = owner.rpartition("/")[0].rpartition("/")
    start = owner.rpartition("/")[2]
    return host == socket.gethostname() and _start_of(int(rest)) != start


def _start_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def find_file(session: Session, sha256: str) -> File | None:
    """Return the file with this content."""
    return session.scalar(select(File).where(File.sha256 == sha256))


def find_by_hash(session: Session, sha256: str) -> IntakeItem | None:
    """Return the intake item of a content, with its draft."""
    return session.scalar(
        select(IntakeItem).join(File).where(File.sha256 == sha256).options(joinedload(IntakeItem.draft))
    )


def accept(unit: UnitOfWork, arrival: Arrival) -> tuple[Outcome, IntakeItem]:
    """Record an arrival; the same content again gives the item that is there already."""
    existing = find_by_hash(unit.session, arrival.sha256)
    if existing is not None:
        unit.record("intake.duplicate", f"intake:{existing.id}", file=arrival.name, origin=arrival.origin)
        return Outcome.DUPLICATE, existing
    file = record_file(unit, arrival.sha256, arrival.size, arrival.format, arrival.name)
    item = IntakeItem(
        file=file,
        file_name=arrival.name,
        origin=arrival.origin,
        batch=arrival.batch,
        submitted_by=unit.actor,
        register_if_certain=arrival.register_if_certain,
    )
    unit.session.add(item)
    unit.session.flush()
    unit.record("intake.accepted", f"intake:{item.id}", file=arrival.name, sha256=arrival.sha256, origin=arrival.origin)
    return Outcome.ACCEPTED, item


def record_file(unit: UnitOfWork, sha256: str, size: int, kind: str, name: str) -> File:
    """Return the row of a stored content, made when it is new."""
    file = find_file(unit.session, sha256)
    if file is None:
        file = File(sha256=sha256, size=size, format=kind, name=name)
        unit.session.add(file)
        unit.session.flush()
    return file


def get(session: Session, intake_id: str) -> IntakeItem:
    """Return an item. Raises :class:`NotFound`."""
    item = session.get(IntakeItem, intake_id, options=[joinedload(IntakeItem.draft)])
    if item is None:
        raise NotFound
    return item


def is_unchecked(session: Session, intake_id: str) -> bool:
    """Tell whether an item was taken in without the antivirus, which the journal alone remembers."""
    entry = select(JournalEntry.seq).where(
        JournalEntry.subject == f"intake:{intake_id}", JournalEntry.action == "intake.unchecked"
    )
    return session.scalar(entry.limit(1)) is not None


def move(item: IntakeItem, state: IntakeState) -> None:
    """Change the state by an allowed move. Raises :class:`StateConflict`."""
    if not may_move(item.state, state):
        raise StateConflict
    item.state = state
    if state is not IntakeState.READING:
        item.lease_owner = item.lease_until = None


def claim(unit: UnitOfWork, intake_id: str, owner: str) -> bool:
    """Take the lease of an item that waits or whose owner is gone; False when there is nothing to take."""
    took = unit.session.execute(
        update(IntakeItem)
        .where(IntakeItem.id == intake_id, or_(IntakeItem.state == IntakeState.ACCEPTED, _abandoned(unit.session)))
        .values(
            state=IntakeState.READING,
            lease_owner=owner,
            lease_until=now() + LEASE,
            attempts=IntakeItem.attempts + 1,
            stage="queued",
            done=0,
            total=0,
        )
    )
    return bool(took.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _abandoned(session: Session) -> ColumnElement[bool]:
    owners = session.scalars(
        select(IntakeItem.lease_owner).where(IntakeItem.state == IntakeState.READING).distinct()
    ).all()
    gone = [owner for owner in owners if owner and is_gone(owner)]
    return (IntakeItem.state == IntakeState.READING) & (
        (IntakeItem.lease_until < now()) | IntakeItem.lease_owner.in_(gone)
    )


def owned(unit: UnitOfWork, intake_id: str, owner: str) -> IntakeItem:
    """Return an item that this owner still holds, locked. Raises :class:`StateConflict` when the lease was lost."""
    item = unit.session.scalar(
        select(IntakeItem)
        .where(IntakeItem.id == intake_id, IntakeItem.state == IntakeState.READING, IntakeItem.lease_owner == owner)
        .with_for_update(of=IntakeItem)
    )
    if item is None:
        raise StateConflict
    return item


def report(unit: UnitOfWork, intake_id: str, owner: str, *, stage: str, done: int, total: int) -> None:
    """Write progress and prolong the lease."""
    unit.session.execute(
        update(IntakeItem)
        .where(IntakeItem.id == intake_id, IntakeItem.lease_owner == owner)
        .values(stage=stage, done=done, total=total, lease_until=now() + LEASE)
    )


def prolong(unit: UnitOfWork, owner: str, held: Collection[str]) -> None:
    """Give a sign of life for the items that this owner works on; what it dropped in an error is left to the others."""
    unit.session.execute(
        update(IntakeItem)
        .where(IntakeItem.id.in_(held), IntakeItem.state == IntakeState.READING, IntakeItem.lease_owner == owner)
        .values(lease_until=now() + LEASE)
    )


def fail(unit: UnitOfWork, item: IntakeItem, code: str, message: str) -> None:
    """End an item with the reason; it waits for a person."""
    move(item, IntakeState.FAILED)
    item.error_code, item.error_message, item.finished_at = code, message, now()
    unit.record("intake.failed", f"intake:{item.id}", code=code, file=item.file_name, attempts=item.attempts)


def postpone(item: IntakeItem) -> None:
    """Put an item whose text layer is read among those that wait for recognition."""
    move(item, IntakeState.ACCEPTED)
    item.lane, item.attempts, item.stage, item.finished_at = Lane.SCAN, 0, "", None


def release(item: IntakeItem, *, is_spent: bool = True) -> None:
    """Give an item back to be claimed again; an attempt that is not spent does not count."""
    move(item, IntakeState.ACCEPTED)
    item.stage = ""
    item.attempts -= not is_spent


def retry(unit: UnitOfWork, intake_id: str) -> IntakeItem:
    """Let an item be read again, at a person's wish; a rejected draft opens again.

    Raises:
        StateConflict: It is being read just now, or its act is registered already.
    """
    item = get(unit.session, intake_id)
    _must_not_be_registered(item)
    move(item, IntakeState.ACCEPTED)
    if item.draft is not None and item.draft.state == DraftState.REJECTED:
        item.draft.state = DraftState.OPEN
        item.draft.reason = item.draft.decided_by = item.draft.decided_at = None
    item.attempts, item.stage, item.error_code, item.error_message, item.finished_at = 0, "", None, None, None
    item.lane = Lane.TEXT
    unit.record("intake.retried", f"intake:{item.id}", file=item.file_name)
    return item


def dismiss(unit: UnitOfWork, intake_id: str, reason: str) -> IntakeItem:
    """Put an item aside with its draft: not an act. The file stays.

    Raises:
        IncompleteRequisites: The reason is too long.
        StateConflict: It is being read just now, or its act is registered already.
    """
    require_fits("Причина", reason=reason)
    item = get(unit.session, intake_id)
    _must_not_be_registered(item)
    move(item, IntakeState.DISMISSED)
    item.finished_at = now()
    if item.draft is not None and item.draft.state == DraftState.OPEN:
        item.draft.state, item.draft.reason = DraftState.REJECTED, reason
        item.draft.decided_by, item.draft.decided_at = unit.actor, now()
    unit.record("intake.dismissed", f"intake:{item.id}", reason=reason, file=item.file_name)
    return item


def _must_not_be_registered(item: IntakeItem) -> None:
    if item.draft is not None and item.draft.state in {DraftState.REGISTERED, DraftState.ATTACHED}:
        raise StateConflict("Акт из этого файла уже зарегистрирован. Откройте его карточку.", act_id=item.draft.act_id)


def waiting(
    session: Session, *, older_than: datetime | None = None, limit: int | None = None, lane: Lane | None = None
) -> Sequence[str]:
    """Return the items (of a lane) that nobody works on: accepted, or their owner is gone. Oldest first."""
    abandoned = _abandoned(session)
    accepted = IntakeItem.state == IntakeState.ACCEPTED
    if older_than is not None:
        accepted &= IntakeItem.accepted_at < older_than
    query = select(IntakeItem.id).where(or_(accepted, abandoned)).order_by(IntakeItem.id).limit(limit)
    if lane is not None:
        query = query.where(IntakeItem.lane == lane)
    return session.scalars(query).all()


def unfinished(session: Session, ids: Sequence[str]) -> list[str]:
    """Return those of ``ids`` that are still to be read."""
    left: list[str] = []
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        left += session.scalars(
            select(IntakeItem.id).where(IntakeItem.id.in_(some), IntakeItem.state.in_(UNFINISHED))
        ).all()
    return left


def recent(session: Session, *, limit: int = 100, states: Sequence[str] = (), batch: str = "") -> Sequence[IntakeItem]:
    """Return the newest items for the intake page."""
    query = select(IntakeItem).options(joinedload(IntakeItem.draft)).order_by(IntakeItem.id.desc()).limit(limit)
    if states:
        query = query.where(IntakeItem.state.in_(states))
    if batch:
        query = query.where(IntakeItem.batch == batch)
    return session.scalars(query).all()


def open_drafts(session: Session, *, limit: int = 200, offset: int = 0) -> Sequence[Draft]:
    """Return drafts that wait for a person, oldest first."""
    return (
        session.scalars(
            select(Draft)
            .where(Draft.state == "open")
            .options(joinedload(Draft.intake), joinedload(Draft.values))
            .order_by(Draft.id)
            .limit(limit)
            .offset(offset)
        )
        .unique()
        .all()
    )
