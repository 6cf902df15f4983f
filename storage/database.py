"""The records: an engine for SQLite or PostgreSQL, and units of work that roll back unless they are committed.

SQLite runs in WAL mode; a unit that writes begins with ``BEGIN IMMEDIATE``, because a reading transaction that turns
into a writing one fails at once when another writer came between. PostgreSQL needs nothing special. Both checks
foreign keys.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from domain.errors import IncompleteRequisites, RecordsUnavailable, StateConflict
from storage.journal import Pending, append
from storage.models import AlertChange, OutboxEntry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from sqlalchemy import Connection, Engine

WRITES = "register_writes"
BUSY_TIMEOUT_S = 30

_NOT_STORABLE = "Значение слишком длинное или содержит недопустимые знаки. Исправьте его и повторите."
_DAMAGED = "База данных реестра повреждена. Остановите реестр и восстановите её из резервной копии."
_NO_SPACE = "На диске базы данных нет места. Освободите место и повторите: принятое раньше не потеряно."
_DISK_FULL = ("disk is full", "No space left on device")


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Make the engine for a SQLAlchemy URL (``sqlite:///…`` or ``postgresql+psycopg://…``)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=10,
            connect_args={"connect_timeout": 5},
        )
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, pool_size=pool_size, max_overflow=pool_size)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_S * 1000}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


class UnitOfWork:
    """One transaction that may write. Leaving it without :meth:`commit` rolls everything back.

    Records stay readable after the unit has ended: closing a session, unlike rolling it back, does not empty them.

    Journal entries are collected and chained at the end, so that the lock of the journal is held only for a moment.
    """

    def __init__(self, engine: Engine, actor: str) -> None:
        self.actor = actor
        self.session = Session(engine.execution_options(**{WRITES: True}), expire_on_commit=False)
        event.listen(self.session, "before_flush", _refuse_nul)
        self._entries: list[Pending] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(DBAPIError):
            self.session.close()
        translate(error)

    def record(self, action: str, subject: str, /, **details: object) -> None:
        """Say in the journal what is done: ``action`` is a stable dotted name, ``subject`` is ``table:id``."""
        self._entries.append(
            Pending(
                actor=self.actor,
                action=action,
                subject=subject,
                details=json.dumps(details, ensure_ascii=False, sort_keys=True, default=str),
            )
        )

    def changed(self, act_id: str) -> None:
        """Tell the index and the saved searches, in this transaction, that an act is found otherwise than before."""
        self.session.add_all((OutboxEntry(act_id=act_id), AlertChange(act_id=act_id)))

    def commit(self) -> None:
        """Write the journal and make everything last."""
        self.session.flush()
        append(self.session, self._entries)
        self._entries.clear()
        self.session.commit()


def _refuse_nul(session: Session, _context: object, _objects: object) -> None:
    """Refuse a text with the character NUL, which PostgreSQL cannot hold. Raises :class:`IncompleteRequisites`."""
    for row in (*session.new, *session.dirty):
        for name, value in vars(row).items():
            if isinstance(value, str) and "\x00" in value:
                raise IncompleteRequisites(
                    "В тексте есть недопустимый знак (код 0). Введите значение заново.",
                    fields={name: "Введите заново."},
                )


def translate(error: BaseException | None) -> None:
    """Raise the project's error for a driver's one; returns when there is nothing to translate."""
    if isinstance(error, StaleDataError):
        raise StateConflict from error
    if isinstance(error, DataError):
        raise IncompleteRequisites(_NOT_STORABLE, fields={}) from error
    if type(error) is DatabaseError and isinstance(error.orig, sqlite3.DatabaseError):
        raise RecordsUnavailable(_DAMAGED) from error
    if isinstance(error, OperationalError) and any(sign in str(error.orig) for sign in _DISK_FULL):
        raise RecordsUnavailable(_NO_SPACE) from error
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        raise RecordsUnavailable from error


class Records:
    """The way to the records: :meth:`reading` for looking, :meth:`writing` for changing."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = make_url(url)
        self.engine = make_engine(url, pool_size=pool_size)
        self._snapshot = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded default is used."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session for looking at one moment of the records; what it is asked to write is rolled back."""
        session = Session(self._snapshot, expire_on_commit=False)
        try:
            yield session
        except Exception as error:
            translate(error)
            raise
        finally:
            with suppress(DBAPIError):
                session.close()

    def writing(self, actor: str) -> UnitOfWork:
        """Open a unit of work in the name of ``actor`` (a login, or ``система`` for the machine)."""
        return UnitOfWork(self.engine, actor)

    def health(self) -> dict[str, Any]:
        """Return what is used and whether it answers."""
        with self.reading() as session:
            version = session.execute(
                text("select sqlite_version()" if self.is_sqlite else "show server_version")
            ).scalar_one()
        return {"backend": self.url.get_backend_name(), "version": str(version), "where": self.url.render_as_string()}

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
