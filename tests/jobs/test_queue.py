"""The queue reminds: once for an item, again when a worker died with it, never in the way of intake."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import StateConflict
from ingest.processing import Ended
from registry_api.jobs import queue as queues
from registry_api.jobs.queue import JobQueue
from registry_api.jobs.worker import GRACE, _sweep
from storage import intake
from storage.models import IntakeItem, now
from tests.factories import take_in

if TYPE_CHECKING:
    from pathlib import Path

    from dbos import WorkflowStatus

    from tests.houses import House


@pytest.fixture
def ready(any_house: House) -> House:
    any_house.register.queue.prepare()
    return any_house


def reminders(house: House) -> list[WorkflowStatus]:
    return house.register.queue._connected().list_workflows(load_input=False, load_output=False)


def give_to(house: House, owner: str) -> None:
    """Let a worker take every reminder and every item, as the database shows it afterwards."""
    table = "workflow_status" if house.register.records.is_sqlite else "dbos.workflow_status"
    engine = sa.create_engine(house.register.queue_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text(f"UPDATE {table} SET status = 'PENDING', executor_id = :owner WHERE status = 'ENQUEUED'"),
            {"owner": owner},
        )
    engine.dispose()
    with house.register.records.writing("система") as unit:
        for item in unit.session.scalars(sa.select(IntakeItem)):
            intake.claim(unit, item.id, owner)
        unit.commit()


def age(house: House, *, lease: bool = False) -> None:
    """Let the time pass that the sweep waits for, and the leases too."""
    with house.register.records.writing("система") as unit:
        past = now() - GRACE - timedelta(minutes=5)
        unit.session.execute(sa.update(IntakeItem).values(accepted_at=past))
        if lease:
            unit.session.execute(sa.update(IntakeItem).values(lease_until=past))
        unit.commit()


def test_an_item_is_reminded_of_once(ready: House) -> None:
    ids = [take_in(ready.register.records, f"файл {n}") for n in range(3)]
    assert ready.register.queue.enqueue(ids) == 3
    assert ready.register.queue.enqueue(ids) == 3
    assert sorted(str(status.deduplication_id) for status in reminders(ready)) == sorted(ids)
    assert ready.register.queue.health()["waiting"] == 3


def test_an_item_that_was_done_can_be_reminded_of_again(ready: House) -> None:
    intake_id = take_in(ready.register.records)
    ready.register.queue.enqueue([intake_id])
    ready.register.queue._connected().cancel_workflows([status.workflow_id for status in reminders(ready)])
    ready.register.queue.enqueue([intake_id])
    assert sorted(status.status for status in reminders(ready)) == ["CANCELLED", "ENQUEUED"]


def test_the_sweep_reminds_of_what_was_accepted_without_a_reminder(ready: House) -> None:
    intake_id = take_in(ready.register.records)
    _sweep(ready.register)
    assert reminders(ready) == []
    age(ready)
    _sweep(ready.register)
    assert [status.deduplication_id for status in reminders(ready)] == [intake_id]


@pytest.mark.parametrize("owner", [f"{intake.socket.gethostname()}/4194305/1", "другой-узел/1/1"])
def test_the_reminder_of_a_worker_that_died_is_made_again(ready: House, owner: str) -> None:
    intake_id = take_in(ready.register.records)
    ready.register.queue.enqueue([intake_id])
    give_to(ready, owner)
    age(ready, lease=True)
    _sweep(ready.register)
    assert sorted(
        (status.status, status.deduplication_id) for status in reminders(ready) if status.deduplication_id
    ) == [("ENQUEUED", intake_id)]


def test_the_reminder_of_a_worker_elsewhere_that_lives_is_left_alone(ready: House) -> None:
    ready.register.queue.enqueue([take_in(ready.register.records)])
    give_to(ready, "другой-узел/1/1")
    age(ready)
    _sweep(ready.register)
    assert [status.status for status in reminders(ready)] == ["PENDING"]


def test_old_finished_reminders_are_deleted(ready: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "KEEP_FINISHED", 2)
    ids = [take_in(ready.register.records, f"файл {n}") for n in range(5)]
    ready.register.queue.enqueue(ids)
    waiting = take_in(ready.register.records, "ждёт")
    ready.register.queue._connected().cancel_workflows([status.workflow_id for status in reminders(ready)])
    ready.register.queue.enqueue([waiting])
    while ready.register.queue.tidy():
        pass
    assert sorted(status.status for status in reminders(ready)) == ["CANCELLED", "CANCELLED", "ENQUEUED"]


def test_a_queue_that_is_not_there_never_stands_in_the_way(tmp_path: Path) -> None:
    queue = JobQueue(f"sqlite:///{tmp_path / 'нет' / 'queue.sqlite3'}")
    assert queue.enqueue(["01"]) == 0
    queue.close()


def test_a_claim_comes_before_a_reading_whoever_was_reminded(ready: House) -> None:
    intake_id = take_in(ready.register.records)
    with ready.register.records.writing("система") as unit:
        assert intake.claim(unit, intake_id, "другой-узел/1/1")
        unit.commit()
    assert ready.register.processor.process(intake_id) is Ended.NOT_MINE
    unit = ready.register.records.writing("система")
    with pytest.raises(StateConflict), unit:
        intake.owned(unit, intake_id, intake.this_worker())
