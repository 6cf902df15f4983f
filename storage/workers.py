"""Signs of life of worker processes: who works, since when nobody has heard of one."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from storage.models import WorkerSign, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

ALIVE: Final = timedelta(minutes=1)
"""A worker that has given no sign for so long is taken for dead."""
FORGET: Final = timedelta(days=1)


def sign(unit: UnitOfWork, name: str) -> None:
    """Give a sign of life; signs of the long dead are swept."""
    unit.session.execute(delete(WorkerSign).where(WorkerSign.seen_at < now() - FORGET))
    unit.session.merge(WorkerSign(name=name, seen_at=now()))


def leave(unit: UnitOfWork, name: str) -> None:
    """Take the sign back at a proper end."""
    unit.session.execute(delete(WorkerSign).where(WorkerSign.name == name))


def alive(session: Session) -> Sequence[str]:
    """Return the names of workers that live."""
    return session.scalars(
        select(WorkerSign.name).where(WorkerSign.seen_at > now() - ALIVE).order_by(WorkerSign.name)
    ).all()


def is_here(name: str) -> bool:
    """Tell whether a worker of this name runs on this machine."""
    return name.startswith(f"{socket.gethostname()}/")
