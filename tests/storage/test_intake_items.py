"""Intake items: one content is one item, a lease has one owner, what died is taken up again but not for ever."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import NotFound, StateConflict
from domain.statuses import IntakeState
from storage import intake
from storage.intake import Outcome
from storage.models import File, IntakeItem, JournalEntry, now
from tests.factories import REPOSITORY, add_draft, arrival, take_in
from tests.storage.processes import together

if TYPE_CHECKING:
    from storage.database import Records

ELSEWHERE = "другой-узел/1/1"


def claim(records: Records, intake_id: str, owner: str) -> bool:
    with records.writing("система") as unit:
        took = intake.claim(unit, intake_id, owner)
        unit.commit()
    return took


def item_of(records: Records, intake_id: str) -> IntakeItem:
    with records.reading() as session:
        return intake.get(session, intake_id)


def expire(records: Records, intake_id: str) -> None:
    with records.writing("система") as unit:
        unit.session.execute(
            sa.update(IntakeItem).where(IntakeItem.id == intake_id).values(lease_until=now() - timedelta(seconds=1))
        )
        unit.commit()


def waiting(records: Records) -> list[str]:
    with records.reading() as session:
        return list(intake.waiting(session))


def test_the_same_content_again_gives_the_item_that_is_there(records: Records) -> None:
    first = take_in(records)
    with records.writing("второй") as unit:
        outcome, item = intake.accept(unit, arrival(name="копия.docx"))
        unit.commit()
    assert (outcome, item.id, item.file_name) == (Outcome.DUPLICATE, first, "акт.docx")
    with records.reading() as session:
        assert session.scalars(sa.select(JournalEntry.action).order_by(JournalEntry.seq)).all() == [
            "intake.accepted",
            "intake.duplicate",
        ]


def test_processes_that_accept_the_same_bytes_at_once_make_one_item(records: Records, records_url: str) -> None:
    told = together(3, "accept_same", records_url, "одно и то же")
    assert sorted(line.split()[0] for line in told) == ["accepted", "duplicate", "duplicate"]
    assert len({line.split()[1] for line in told}) == 1
    with records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(File)) == 1


def test_a_lease_has_one_owner(records: Records) -> None:
    intake_id = take_in(records)
    assert claim(records, intake_id, ELSEWHERE)
    assert not claim(records, intake_id, "третий-узел/1/1")
    item = item_of(records, intake_id)
    assert (item.state, item.lease_owner, item.attempts) == (IntakeState.READING, ELSEWHERE, 1)
    assert waiting(records) == []


def test_of_many_who_want_a_lease_one_gets_it(records: Records) -> None:
    intake_id = take_in(records)
    with ThreadPoolExecutor(8) as threads:
        took = list(threads.map(lambda n: claim(records, intake_id, f"узел-{n}/1/1"), range(8)))
    assert took.count(True) == 1


def test_a_lease_that_ran_out_is_taken_over_and_the_old_owner_may_not_finish(records: Records) -> None:
    intake_id = take_in(records)
    claim(records, intake_id, ELSEWHERE)
    expire(records, intake_id)
    assert waiting(records) == [intake_id]
    assert claim(records, intake_id, "новый-узел/1/1")
    unit = records.writing("система")
    with pytest.raises(StateConflict), unit:
        intake.owned(unit, intake_id, ELSEWHERE)
    with records.writing("система") as unit:
        assert intake.owned(unit, intake_id, "новый-узел/1/1").attempts == 2


def test_a_sign_of_life_prolongs_what_its_owner_still_works_on(records: Records) -> None:
    mine, dropped, other = take_in(records, "один"), take_in(records, "два"), take_in(records, "три")
    for intake_id in (mine, dropped):
        claim(records, intake_id, ELSEWHERE)
    claim(records, other, "третий-узел/1/1")
    for intake_id in (mine, dropped, other):
        expire(records, intake_id)
    with records.writing("система") as unit:
        intake.prolong(unit, ELSEWHERE, [mine, other])
        unit.commit()
    assert waiting(records) == [dropped, other]


def test_progress_prolongs_the_lease_and_is_the_owners_alone(records: Records) -> None:
    intake_id = take_in(records)
    claim(records, intake_id, ELSEWHERE)
    expire(records, intake_id)
    with records.writing("система") as unit:
        intake.report(unit, intake_id, "чужой/1/1", stage="pages", done=9, total=9)
        intake.report(unit, intake_id, ELSEWHERE, stage="pages", done=3, total=7)
        unit.commit()
    item = item_of(records, intake_id)
    assert (item.stage, item.done, item.total) == ("pages", 3, 7)
    assert waiting(records) == []


def test_a_worker_of_this_machine_that_was_killed_is_seen_at_once(records: Records, records_url: str) -> None:
    intake_id = take_in(records)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.processes", "claim_and_hang", records_url, intake_id],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        worker.stdin.close()
        took, owner = worker.stdout.readline().split()
        assert took == "True"
        assert owner.startswith(f"{socket.gethostname()}/{worker.pid}/")
        assert waiting(records) == []
        assert not claim(records, intake_id, "второй/1/1")
        worker.kill()
        worker.wait()
        worker.stdin = None
    assert intake.is_gone(owner)
    assert waiting(records) == [intake_id]
    assert claim(records, intake_id, "второй/1/1")


@pytest.mark.parametrize(
    ("owner", "gone"),
    [
        (intake.this_worker(), False),
        (f"{socket.gethostname()}/{os.getpid()}/1", True),
        (f"{socket.gethostname()}/4194305/1", True),
        (ELSEWHERE, False),
    ],
    ids=["this process", "another start of this id", "no such process", "another machine"],
)
def test_who_is_gone(owner: str, *, gone: bool) -> None:
    assert intake.is_gone(owner) is gone


def test_only_old_enough_items_are_forgotten_ones(records: Records) -> None:
    intake_id = take_in(records)
    with records.reading() as session:
        assert list(intake.waiting(session, older_than=now() - timedelta(seconds=30))) == []
        assert list(intake.waiting(session, older_than=now() + timedelta(seconds=1))) == [intake_id]


def test_a_retried_item_begins_anew(records: Records) -> None:
    intake_id = take_in(records)
    claim(records, intake_id, ELSEWHERE)
    with records.writing("система") as unit:
        intake.fail(unit, intake.owned(unit, intake_id, ELSEWHERE), "damaged-file", "Файл повреждён.")
        unit.commit()
    failed = item_of(records, intake_id)
    assert (failed.state, failed.error_code, failed.lease_owner) == (IntakeState.FAILED, "damaged-file", None)
    with records.writing("регистратор") as unit:
        intake.retry(unit, intake_id)
        unit.commit()
    item = item_of(records, intake_id)
    assert (item.state, item.attempts, item.error_code) == (IntakeState.ACCEPTED, 0, None)
    unit = records.writing("регистратор")
    with pytest.raises(StateConflict), unit:
        intake.retry(unit, intake_id)


def test_lists_for_the_pages(records: Records) -> None:
    ids = [take_in(records, f"файл {n}", batch="первая" if n < 2 else "вторая") for n in range(4)]
    draft_id = add_draft(records, "с черновиком")
    with records.reading() as session:
        assert [item.id for item in intake.recent(session, batch="первая")] == [ids[1], ids[0]]
        assert len(intake.recent(session, states=(IntakeState.ACCEPTED,))) == 4
        assert [draft.id for draft in intake.open_drafts(session)] == [draft_id]
        assert sorted(intake.unfinished(session, [*ids, "0" * 26])) == sorted(ids)
    with pytest.raises(NotFound), records.reading() as session:
        intake.get(session, "0" * 26)
