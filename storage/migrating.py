"""Bring the database to the schema of this version (Alembic), or say how far it is from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.database import Records


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """Return the revision of this version of the program."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        msg = "there are no migrations"
        raise RuntimeError(msg)
    return revision


def present(records: Records) -> str | None:
    """Return the revision of the database; None when it is empty."""
    with records.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(records: Records, revision: str = "head") -> None:
    """Bring the database up to ``revision``; several processes may call it at once: one does the work, the others wait."""
    with records.engine.execution_options(register_writes=True).begin() as connection:
        if not records.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(726356321)")
        command.upgrade(_config(connection), revision)


def downgrade(records: Records, revision: str) -> None:
    """Take the database back to ``revision`` (``base``: empty)."""
    with records.engine.execution_options(register_writes=True).begin() as connection:
        command.downgrade(_config(connection), revision)
