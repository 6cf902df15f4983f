"""The schema: up, down and up again, the same as the models, several processes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from domain.errors import RecordsUnavailable
from domain.requisites import Assignment, ProtocolDetails
from storage import drafts, journal, migrating
from storage.database import Records
from storage.models import ActVersion, Base
from tests.factories import REPOSITORY, add_act, add_draft, found, requisites
from tests.storage.processes import together

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine.interfaces import ReflectedColumn


def test_newest_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory(str(REPOSITORY / "storage" / "migrations")).get_heads() == [migrating.NEWEST]


def test_up_down_and_up_again(empty_url: str) -> None:
    records = Records(empty_url)
    assert migrating.present(records) is None
    migrating.upgrade(records)
    assert migrating.present(records) == migrating.NEWEST
    add_act(records)
    migrating.downgrade(records, "base")
    left = set(sa.inspect(records.engine).get_table_names())
    assert left <= {"alembic_version"}
    assert migrating.present(records) is None
    migrating.upgrade(records)
    with records.reading() as session:
        assert journal.verify(session) == 0
    add_act(records)
    records.close()


def test_nothing_is_lost_when_tables_are_made_anew(empty_url: str) -> None:
    records = Records(empty_url)
    migrating.upgrade(records)
    add_draft(records)
    held = ("drafts", "draft_values", "documents", "text_blocks", "intake_items")
    before = {name: _count(records, name) for name in held}
    assert all(before.values())
    migrating.downgrade(records, "0002")
    migrating.upgrade(records)
    assert {name: _count(records, name) for name in held} == before
    with records.engine.connect() as connection:
        assert not records.is_sqlite or connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    records.close()


def test_versions_written_before_tell_their_assignments_too(empty_url: str) -> None:
    records = Records(empty_url)
    migrating.upgrade(records)
    details = ProtocolDetails(
        assignments=(Assignment(point="1.1", text="Доложить", executors=("Иванов",), due="2026-05-01"),)
    )
    draft_id = add_draft(records, values=requisites(kind=found("протокол"), protocol=details))
    with records.writing("регистратор") as unit:
        drafts.register(unit, draft_id, drafts.get(unit.session, draft_id).version, {})
        unit.commit()
    told = _version(records)
    assert told["assignments"][0]["due"] == "2026-05-01"
    migrating.downgrade(records, "0007")
    assert "assignments" not in _version(records)
    migrating.upgrade(records)
    assert _version(records) == told
    records.close()


def _version(records: Records) -> dict[str, Any]:
    with records.reading() as session:
        return session.scalars(sa.select(ActVersion)).one().card


def _count(records: Records, table: str) -> int:
    with records.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(sa.table(table))) or 0


def test_migrations_make_what_the_models_say(records: Records) -> None:
    with records.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_checks_and_unique_constraints_stand_in_the_database(records: Records) -> None:
    found = sa.inspect(records.engine)
    wanted = {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, sa.CheckConstraint | sa.UniqueConstraint)
    }
    stand = {
        constraint["name"]
        for table in Base.metadata.tables
        for constraint in (*found.get_check_constraints(table), *found.get_unique_constraints(table))
    }
    assert wanted <= stand
    assert len(wanted) >= 14


def test_no_column_that_must_be_filled_was_made_nullable(records: Records) -> None:
    found = sa.inspect(records.engine)
    for table in Base.metadata.tables.values():
        made: dict[str, ReflectedColumn] = {column["name"]: column for column in found.get_columns(table.name)}
        assert {c.name for c in table.columns if not c.nullable} == {n for n, c in made.items() if not c["nullable"]}


def test_several_processes_upgrade_at_once(empty_url: str) -> None:
    assert together(3, "migrate", empty_url) == ["done"] * 3
    records = Records(empty_url)
    assert migrating.present(records) == migrating.NEWEST
    with records.reading() as session:
        assert session.execute(sa.text("select count(*) from journal_head")).scalar_one() == 1
    records.close()


def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"not a database at all " * 500)
    records = Records(f"sqlite:///{tmp_path / 'broken.sqlite3'}")
    with pytest.raises(RecordsUnavailable) as told:
        migrating.present(records)
    assert "повреждена" in told.value.message
    records.close()
