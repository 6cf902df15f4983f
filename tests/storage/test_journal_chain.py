"""The journal: one unbroken chain whoever writes, and nothing done to it with SQL stays unseen."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from domain.errors import JournalBroken
from storage import journal
from storage.models import JournalEntry, Package
from tests.storage.processes import together

if TYPE_CHECKING:
    from storage.database import Records
    from storage.journal import Head

LENGTH = 6


def write(records: Records, count: int = LENGTH) -> None:
    for number in range(count):
        with records.writing("регистратор") as unit:
            unit.record("test.written", f"test:{number}", note="«№ 308»", number=number)
            unit.commit()


def verify(records: Records) -> int:
    with records.reading() as session:
        return journal.verify(session)


def tamper(records: Records, *statements: str) -> None:
    """Do what somebody with full rights on the database could do: take the guards away, then write."""
    with records.engine.execution_options(register_writes=True).begin() as connection:
        if records.is_sqlite:
            names = connection.scalars(sa.text("select name from sqlite_master where type = 'trigger'")).all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE journal DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)


def mark(records: Records, at: Head) -> None:
    """Record a package that left the house with this head of the journal."""
    with records.writing("юрист") as unit:
        unit.session.add(
            Package(
                month=f"2026-{at.seq % 12 + 1:02}", profile="default", name="п.zip", sha256="0" * 64, size=1,
                acts_count=0, journal_seq=at.seq, journal_hash=at.hash, built_by="юрист", due_on="2026-05-15",
            )
        )  # fmt: skip
        unit.commit()


def head(records: Records) -> Head:
    with records.reading() as session:
        return journal.head(session)


def test_entries_follow_each_other(records: Records) -> None:
    write(records)
    assert verify(records) == LENGTH
    with records.reading() as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
    assert [entry.seq for entry in entries] == list(range(1, LENGTH + 1))
    assert entries[0].previous == journal.GENESIS
    assert all(after.previous == before.hash for before, after in pairwise(entries))
    assert entries[0].details == '{"note": "«№ 308»", "number": 0}'


def test_several_entries_of_one_unit_are_chained_in_order(records: Records) -> None:
    with records.writing("регистратор") as unit:
        for number in range(3):
            unit.record("test.written", f"test:{number}")
        unit.commit()
    with records.reading() as session:
        assert session.scalars(sa.select(JournalEntry.subject).order_by(JournalEntry.seq)).all() == [
            "test:0",
            "test:1",
            "test:2",
        ]
    assert verify(records) == 3


def test_writers_in_threads_and_processes_make_one_chain(records: Records, records_url: str) -> None:
    threads = [threading.Thread(target=write, args=(records, 20)) for _ in range(4)]
    for thread in threads:
        thread.start()
    told = together(3, "write_journal", records_url, "20")
    for thread in threads:
        thread.join()
    assert told == ["done"] * 3
    assert verify(records) == 7 * 20


@pytest.mark.parametrize("verb", ["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
def test_the_database_refuses_to_change_the_journal(records: Records, verb: str) -> None:
    write(records)
    if records.is_sqlite and verb.startswith("TRUNCATE"):
        verb = "DELETE FROM journal WHERE seq = 3"
    with pytest.raises(DBAPIError, match="append-only"), records.engine.begin() as connection:
        connection.exec_driver_sql(verb)
    assert verify(records) == LENGTH


@pytest.mark.parametrize("column", ["at", "actor", "action", "subject", "details", "previous", "hash"])
def test_a_changed_column_is_found(records: Records, column: str) -> None:
    write(records)
    tamper(records, f'UPDATE journal SET "{column}" = \'#\' || substr("{column}", 2) WHERE seq = 3')
    with pytest.raises(JournalBroken) as broken:
        verify(records)
    assert broken.value.details["seq"] == 3


@pytest.mark.parametrize(
    ("statements", "first_bad"),
    [
        (["DELETE FROM journal WHERE seq = 3"], 3),
        (["DELETE FROM journal WHERE seq = 1"], 1),
        (["DELETE FROM journal WHERE seq = 6"], 6),
        (["DELETE FROM journal"], 1),
        (["DELETE FROM journal WHERE seq = 3", "UPDATE journal SET seq = seq - 1 WHERE seq > 3"], 3),
        (
            [
                "UPDATE journal SET seq = 100 WHERE seq = 3",
                "UPDATE journal SET seq = 3 WHERE seq = 4",
                "UPDATE journal SET seq = 4 WHERE seq = 100",
            ],
            3,
        ),
        (
            [
                "INSERT INTO journal SELECT 7, at, actor, action, subject, details, hash, hash FROM journal LIMIT 1",
            ],
            7,
        ),
        (["UPDATE journal_head SET seq = 5"], 7),
    ],
    ids=["middle", "first", "last", "all", "renumbered", "reordered", "added", "head"],
)
def test_what_is_missing_moved_or_added_is_found(records: Records, statements: list[str], first_bad: int) -> None:
    write(records)
    tamper(records, *statements)
    with pytest.raises(JournalBroken) as broken:
        verify(records)
    assert broken.value.details["seq"] == first_bad


def cut(records: Records, length: int) -> None:
    tamper(
        records,
        f"DELETE FROM journal WHERE seq > {length}",
        f"UPDATE journal_head SET seq = {length}, hash = (SELECT hash FROM journal WHERE seq = {length})",
    )


def rewrite(records: Records) -> None:
    """Change the third entry and compute the whole chain anew: the chain agrees with itself."""
    with records.reading() as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
    previous, statements = journal.GENESIS, []
    for entry in entries:
        actor = "подмена" if entry.seq == 3 else entry.actor
        said = journal.Pending(actor, entry.action, entry.subject, entry.details)
        fresh = journal.entry_hash(entry.seq, entry.at, said, previous)
        statements.append(
            f"UPDATE journal SET actor = '{actor}', previous = '{previous}', hash = '{fresh}' WHERE seq = {entry.seq}"
        )
        previous = fresh
    tamper(records, *statements, f"UPDATE journal_head SET hash = '{previous}'")


def test_a_chain_that_was_rewritten_as_a_whole_disagrees_with_a_package(records: Records) -> None:
    write(records)
    mark(records, head(records))
    assert verify(records) == LENGTH
    rewrite(records)
    with pytest.raises(JournalBroken, match="пакете"):
        verify(records)


def test_a_journal_that_was_cut_with_its_head_disagrees_with_a_package(records: Records) -> None:
    write(records)
    mark(records, head(records))
    cut(records, 4)
    with pytest.raises(JournalBroken, match="пакет") as broken:
        verify(records)
    assert broken.value.details["seq"] == 5


def test_an_untouched_journal_with_packages_agrees(records: Records) -> None:
    write(records, 3)
    mark(records, head(records))
    write(records, 3)
    mark(records, head(records))
    assert verify(records) == LENGTH
