"""Derivatives of files: wanted, claimed by a worker, made or given up. The row is the truth about the work.

A claim holds by time alone: it counts an attempt and puts the row's moment :data:`HOLD` ahead, so that the work of a
worker that died comes up again by itself, and no two workers make the same thing. Nothing here commits: the caller's
unit of work does. The original is never touched: what was made is a file of its own.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from domain.errors import StateConflict
from domain.statuses import DerivativeState
from storage.models import Derivative, JournalEntry, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork
    from storage.models import File

PDFA: Final = "pdfa"
"""Kind: searchable PDF/A."""
HOLD: Final = timedelta(minutes=75)
"""How long a claim holds: a little more than reading lets any child run (an hour)."""
MAX_ATTEMPTS: Final = 3
"""After so many claims that ended without a result the work is given up."""


def want(unit: UnitOfWork, file: File, kind: str = PDFA) -> Derivative:
    """Ask for a derivative; one that is wanted or made stays as it is, one that was given up is wanted again."""
    row = _find(unit.session, file.id, kind)
    if row is None:
        try:
            with unit.session.begin_nested():
                row = Derivative(file_id=file.id, kind=kind)
                unit.session.add(row)
        except IntegrityError:  # another unit asked for it at the same moment
            row = unit.session.scalars(_query(file.id, kind)).one()
    elif row.state == DerivativeState.FAILED:
        row.state, row.attempts, row.wanted_at = DerivativeState.WANTED, 0, now()
    return row


def next_wanted(session: Session, *, kind: str = PDFA, limit: int = 1) -> Sequence[str]:
    """Return the ids of work that nobody does, in the order in which it was wanted."""
    return session.scalars(
        select(Derivative.id)
        .where(
            Derivative.state == DerivativeState.WANTED,
            Derivative.wanted_at <= now(),
            Derivative.kind == kind,
        )
        .order_by(Derivative.wanted_at, Derivative.id)
        .limit(limit)
    ).all()


def claim(unit: UnitOfWork, derivative_id: str) -> Derivative | None:
    """Take a piece of work that waits; None when there is nothing to take, or when it was tried too often.

    Work that was tried :data:`MAX_ATTEMPTS` times without an answer is given up here: commit in any case.
    """
    took = unit.session.execute(
        update(Derivative)
        .where(
            Derivative.id == derivative_id,
            Derivative.state == DerivativeState.WANTED,
            Derivative.wanted_at <= now(),
        )
        .values(attempts=Derivative.attempts + 1, wanted_at=now() + HOLD)
    )
    if not took.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return None
    row = unit.session.scalars(
        select(Derivative)
        .where(Derivative.id == derivative_id)
        .options(joinedload(Derivative.file))
        .execution_options(populate_existing=True)
    ).one()
    if row.attempts > MAX_ATTEMPTS:
        failed(unit, row, "reading-failed")
        return None
    return row


def made(unit: UnitOfWork, row: Derivative, made_file: File, maker: str) -> None:
    """Keep what a claim made; ``maker`` is name and version of the program.

    Raises:
        StateConflict: The claim is no longer the newest: another worker does the work or has done it.
    """
    _finish(unit, row, state=DerivativeState.MADE, made_file_id=made_file.id, maker=maker[:60], made_at=now())
    unit.record(
        "derivative.made", f"file:{row.file_id}", kind=row.kind, maker=maker, made=made_file.sha256, size=made_file.size
    )


def failed(unit: UnitOfWork, row: Derivative, code: str, *, again: bool = False) -> None:
    """End a claim with the code of what went wrong; with ``again`` it is tried later, as long as attempts are left.

    Later is when the claim has run out: what is lacking now will hardly be there at once.

    Raises:
        StateConflict: The claim is no longer the newest.
    """
    if again and row.attempts < MAX_ATTEMPTS:
        _finish(unit, row, state=DerivativeState.WANTED)
        return
    _finish(unit, row, state=DerivativeState.FAILED)
    unit.record("derivative.failed", f"file:{row.file_id}", kind=row.kind, code=code, attempts=row.attempts)


def release(unit: UnitOfWork, row: Derivative) -> None:
    """Give a claim back unspent: its worker was stopped, and whoever comes next may begin at once.

    Raises:
        StateConflict: The claim is no longer the newest.
    """
    _finish(unit, row, attempts=row.attempts - 1, wanted_at=now())


def of_file(session: Session, file_id: str) -> Sequence[Derivative]:
    """Return what was made of a file or is wanted of it, with the files that were made."""
    return session.scalars(
        select(Derivative)
        .where(Derivative.file_id == file_id)
        .options(joinedload(Derivative.made_file))
        .order_by(Derivative.kind)
    ).all()


def made_of(session: Session, file_ids: Sequence[str], kind: str = PDFA) -> dict[str, File]:
    """Return what was made of these files, by the id of the original."""
    rows = session.scalars(
        select(Derivative)
        .where(Derivative.file_id.in_(file_ids), Derivative.kind == kind, Derivative.state == DerivativeState.MADE)
        .options(joinedload(Derivative.made_file))
    )
    return {row.file_id: row.made_file for row in rows if row.made_file is not None}


def given_up(session: Session, file_ids: Sequence[str], kind: str = PDFA) -> dict[str, str]:
    """Return why nothing could be made of these files, by the id of the original: the code that the journal keeps."""
    failed_ids = session.scalars(
        select(Derivative.file_id).where(
            Derivative.file_id.in_(file_ids), Derivative.kind == kind, Derivative.state == DerivativeState.FAILED
        )
    ).all()
    entries = session.scalars(
        select(JournalEntry)
        .where(
            JournalEntry.subject.in_([f"file:{file_id}" for file_id in failed_ids]),
            JournalEntry.action == "derivative.failed",
        )
        .order_by(JournalEntry.seq)
    )
    codes = {entry.subject.removeprefix("file:"): str(json.loads(entry.details).get("code", "")) for entry in entries}
    return {file_id: codes.get(file_id, "") for file_id in failed_ids}


def _query(file_id: str, kind: str) -> Select[Derivative]:
    return select(Derivative).where(Derivative.file_id == file_id, Derivative.kind == kind)


def _find(session: Session, file_id: str, kind: str) -> Derivative | None:
    return session.scalar(_query(file_id, kind))


def _finish(unit: UnitOfWork, row: Derivative, **values: object) -> None:
    """Change the row if this claim is still the newest."""
    done = unit.session.execute(
        update(Derivative)
        .where(
            Derivative.id == row.id,
            Derivative.state == DerivativeState.WANTED,
            Derivative.attempts == row.attempts,
        )
        .values(**values)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise StateConflict
