"""Units of work: nothing lasts without commit, the database keeps the rules, a lost connection is told and got over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError

from domain.errors import IncompleteRequisites, RecordsUnavailable, StateConflict
from domain.text import body_key
from storage import act_versions, acts, database, drafts, journal
from storage.acts import Enclosures
from storage.database import Records
from storage.models import Act, ActFile, ActLink, Draft, IntakeItem, OutboxEntry, Package, PersonRole, Publication
from tests.factories import BODY, add_act, add_draft, card, take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.models import Base


def rows(records: Records, table: type[Base]) -> int:
    with records.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_unit_that_is_not_committed_leaves_nothing(records: Records) -> None:
    with records.writing("регистратор") as unit:
        acts.register(unit, card(), Enclosures())
    assert (rows(records, Act), rows(records, OutboxEntry)) == (0, 0)
    with records.reading() as session:
        assert journal.verify(session) == 0


def test_a_unit_that_fails_leaves_nothing(records: Records) -> None:
    def fail() -> None:
        with records.writing("регистратор") as unit:
            acts.register(unit, card(), Enclosures())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert rows(records, Act) == 0


def test_what_a_reading_session_was_given_is_not_kept(records: Records) -> None:
    with records.reading() as session:
        session.add(OutboxEntry(act_id="нет"))
        session.flush()
    assert rows(records, OutboxEntry) == 0


def test_act_outbox_version_and_journal_come_in_one_transaction(records: Records) -> None:
    act_id = add_act(records)
    with records.reading() as session:
        assert session.scalars(sa.select(OutboxEntry.act_id)).all() == [act_id]
        assert [version.version for version in act_versions.versions_of(session, act_id)] == [1]
        entry = session.execute(sa.text("select actor, action, subject, details from journal")).one()
    assert (entry.actor, entry.action, entry.subject) == ("регистратор", "act.registered", f"acts:{act_id}")
    assert "постановление № 308 от 06.04.2026" in entry.details


def an_act(**changes: object) -> Act:
    given = {
        "kind": "решение", "body": BODY, "body_key": "к", "date": date(2026, 1, 1), "year": 2026, "number_raw": "1",
        "number_norm": "1", "title": "О", "registered_by": "т",
    }  # fmt: skip
    return Act(**(given | changes))


WRONG: dict[str, Callable[[str, str], Base]] = {
    "place taken": lambda _i, _a: an_act(kind="постановление", body_key=body_key(BODY), number_norm="308"),
    "access": lambda _i, _a: an_act(access="secret"),
    "draft state": lambda i, _a: Draft(intake_id=i, state="lost"),
    "second draft of an item": lambda i, _a: Draft(intake_id=i),
    "intake state": lambda _i, _a: IntakeItem(file_id="f", file_name="n", origin="c", submitted_by="t", state="gone"),
    "publication kind": lambda _i, a: Publication(act_id=a, kind="radio", source="Радио", added_by="т"),
    "relation": lambda _i, a: ActLink(from_act_id=a, relation="likes"),
    "link to no act": lambda _i, a: ActLink(from_act_id=a, relation="amends", to_act_id="0" * 26),
    "file that is not there": lambda _i, a: ActFile(act_id=a, file_id="0" * 26, name="x"),
    "document that is not there": lambda _i, _a: an_act(number_norm="9", document_id="0" * 26),
    "role": lambda _i, _a: PersonRole(person_id="0" * 26, role="king"),
    "package state": lambda _i, _a: Package(
        month="2026-04", profile="p", name="n", sha256="0", size=1, acts_count=0, journal_seq=0, journal_hash="0",
        built_by="t", due_on="2026-05-15", state="lost",
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", WRONG)
def test_the_database_itself_keeps_the_rule(records: Records, rule: str) -> None:
    draft_id = add_draft(records)
    act_id = add_act(records)
    with records.reading() as session:
        row = WRONG[rule](drafts.get(session, draft_id).intake_id, act_id)
    unit = records.writing("т")
    with pytest.raises(IntegrityError), unit:
        unit.session.add(row)
        unit.commit()


def test_moments_come_back_in_utc_and_naive_ones_are_refused(records: Records) -> None:
    moment = datetime(2026, 4, 6, 12, 30, 15, 123456, tzinfo=UTC) + timedelta(hours=3)
    act_id = add_act(records, signed_at=moment)
    with records.reading() as session:
        assert acts.get(session, act_id).signed_at == moment
        assert acts.get(session, act_id).registered_at.tzinfo is UTC
    unit = records.writing("т")
    with pytest.raises(StatementError), unit:
        unit.session.add(an_act(registered_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the naive moment is the subject
        unit.commit()


@pytest.mark.services
def test_a_value_that_the_database_cannot_keep_is_no_fault_of_the_system(postgres_copy: str) -> None:
    records = Records(postgres_copy)
    unit = records.writing("т")
    with pytest.raises(IncompleteRequisites), unit:
        unit.session.add(an_act(kind="к" * 61))
        unit.commit()
    records.close()


def test_two_who_change_one_act_do_not_overwrite_each_other(records: Records) -> None:
    act_id = add_act(records)
    with records.reading() as session:
        seen = acts.get(session, act_id).version
    with records.writing("первый") as unit:
        acts.change_card(unit, act_id, seen, card(title="Первое название"), "опечатка")
        unit.commit()
    second = records.writing("второй")
    with pytest.raises(StateConflict), second:
        acts.change_card(second, act_id, seen, card(title="Второе название"), "опечатка")
    with records.reading() as session:
        assert acts.get(session, act_id).title == "Первое название"


def test_a_write_lock_that_is_held_too_long_is_told(sqlite_records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 1)
    other = Records(str(sqlite_records.url))
    with sqlite_records.writing("первый") as unit:
        acts.register(unit, card(), Enclosures())
        waiting = other.writing("второй")
        with pytest.raises(RecordsUnavailable), waiting:
            acts.register(waiting, card(), Enclosures())
        unit.commit()
    assert rows(other, Act) == 1
    other.close()


def test_a_server_that_is_not_there_is_told() -> None:
    records = Records("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(RecordsUnavailable), records.reading() as session:
        session.execute(sa.text("select 1"))
    records.close()


@pytest.mark.services
class TestLostConnection:
    """PostgreSQL ends connections: a restart, an administrator, a network."""

    @pytest.fixture
    def lost(self, postgres_copy: str) -> Records:
        return Records(postgres_copy, pool_size=2)

    @staticmethod
    def end_connections(server: sa.Engine, records: Records) -> int:
        with server.connect() as connection:
            ended = connection.execute(
                sa.text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
                {"name": records.url.database},
            ).all()
        return len(ended)

    def test_in_the_middle_of_a_unit(self, lost: Records, postgres_server: sa.Engine) -> None:
        unit = lost.writing("регистратор")
        with pytest.raises(RecordsUnavailable), unit:
            acts.register(unit, card(), Enclosures())
            assert self.end_connections(postgres_server, lost) >= 1
            unit.commit()
        assert rows(lost, Act) == 0
        assert add_act(lost)
        lost.close()

    def test_while_nobody_looks(self, lost: Records, postgres_server: sa.Engine) -> None:
        take_in(lost)
        assert self.end_connections(postgres_server, lost) >= 1
        assert add_act(lost)
        with lost.reading() as session:
            assert journal.verify(session) == 2
        lost.close()

    def test_while_reading(self, lost: Records, postgres_server: sa.Engine) -> None:
        with pytest.raises(RecordsUnavailable), lost.reading() as session:
            session.execute(sa.text("select 1"))
            self.end_connections(postgres_server, lost)
            session.execute(sa.text("select 1"))
        assert rows(lost, Act) == 0
        lost.close()
