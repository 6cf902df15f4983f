"""Bring the database to the schema of this version (Alembic), or say how far it is from it."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

from domain.errors import RecordsUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection

    from storage.database import Records


NEWEST: Final = "0009"
"""The revision of this version of the program (a test holds it to the newest migration).

Asking Alembic for it would cost
every start of the command line half a second."""


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def present(records: Records) -> str | None:
    """Return the revision of the database; None when it is empty."""
    with records.reading() as session:
        connection = session.connection()
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision


def upgrade(records: Records, revision: str = "head") -> None:
    """Bring the database up to ``revision``.

    Several processes may call it at once: one does the work, the others wait.
    """
    from alembic import command

    with _schema(records) as connection:
        if not records.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(726356321)")
        command.upgrade(_config(connection), revision)


def downgrade(records: Records, revision: str) -> None:
    """Take the database back to ``revision`` (``base``: empty)."""
    from alembic import command

    with _schema(records) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _schema(records: Records) -> Iterator[Connection]:
    """Open a transaction that changes the schema.

    SQLite changes a column by making the table anew and dropping the old one, and to drop a table deletes its rows:
    with foreign keys in force everything that hangs on them would go with them. They are off meanwhile and looked at
    before the change lasts, as https://www.sqlite.org/lang_altertable.html asks.
    """
    with records.engine.execution_options(register_writes=True).connect() as connection:
        if records.is_sqlite:
            _foreign_keys(connection, on=False)
        try:
            with connection.begin():
                yield connection
                if records.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RecordsUnavailable
        finally:
            if records.is_sqlite:
                _foreign_keys(connection, on=True)


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    """Put foreign keys in force or out of it: SQLite hears it only outside a transaction."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
