"""Bring the database to the schema of this version (Alembic), or say how far it is from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from storage.database import Records


NEWEST: Final = "0004"
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

    with records.engine.execution_options(register_writes=True).begin() as connection:
        if not records.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(726356321)")
        command.upgrade(_config(connection), revision)


def downgrade(records: Records, revision: str) -> None:
    """Take the database back to ``revision`` (``base``: empty)."""
    from alembic import command

    with records.engine.execution_options(register_writes=True).begin() as connection:
        command.downgrade(_config(connection), revision)
