"""Worker processes: what is accepted ends as a draft or with a reason, whoever is killed and whatever is deleted."""

from __future__ import annotations

import logging
import shutil
import signal
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from dbos import error as queue_errors
from structlog.testing import capture_logs

from domain.statuses import IntakeState, Lane
from ingest.processing import Ended
from ingest.reading import Tools
from registry_api.jobs import worker
from storage import journal
from storage.index_feed import IndexFeed
from storage.models import Draft, JournalEntry
from tests.factories import EXAMPLES, REPOSITORY
from tests.houses import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.houses import House

FILES = sorted(path for folder in ("acts", "supplementary") for path in (EXAMPLES / folder).iterdir())
DONE = {IntakeState.READ, IntakeState.FAILED}


def accept(house: House, files: list[Path], *, register: bool = False) -> list[str]:
    """Take files in and remind the workers, as the site does."""
    ids = []
    for path in files:
        with path.open("rb") as stream:
            receipt = house.register.door.receive(
                stream, path.name, actor="регистратор", origin="web", register_if_certain=register
            )
        assert receipt.intake_id is not None
        ids.append(receipt.intake_id)
    house.register.queue.prepare()
    house.register.queue.enqueue(ids)
    return ids


def all_done(house: House) -> bool:
    return set(house.states()) <= DONE


def nothing_lost_nothing_doubled(house: House, files: list[Path]) -> None:
    items = house.items()
    assert sorted(item.file_name for item in items) == sorted(path.name for path in files)
    for item in items:
        assert item.lease_owner is None
        if item.state == IntakeState.READ:
            assert item.draft is not None, item.file_name
        else:
            assert (item.state, bool(item.error_code), bool(item.error_message)) == (IntakeState.FAILED, True, True)
    with house.register.records.reading() as session:
        drafts = session.scalars(sa.select(Draft.intake_id)).all()
        made = session.scalars(sa.select(JournalEntry.subject).where(JournalEntry.action == "draft.made")).all()
        journal.verify(session)
    assert len(drafts) == len(set(drafts)) == len(made)


def test_reminded_files_are_read_and_indexed(any_house: House, tmp_path: Path) -> None:
    broken = tmp_path / "обрезан.docx"
    broken.write_bytes(FILES[0].read_bytes()[:2000])
    files = [*FILES[:4], broken]
    with any_house.worker():
        accept(any_house, files, register=True)
        wait_until(lambda: all_done(any_house))
        wait_until(lambda: IndexFeed(any_house.register.records).waiting() == 0)
    nothing_lost_nothing_doubled(any_house, files)
    assert [item.error_code for item in any_house.items()] == [None] * 4 + ["damaged-file"]
    assert any_house.register.indexer.check() == []
    assert any_house.register.index.health().documents >= 3


def test_a_scan_is_recognised_after_its_reminder_has_changed_queues(any_house: House) -> None:
    if not Tools.find().tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    scan = next((EXAMPLES / "scan").iterdir())
    with any_house.worker():
        accept(any_house, [scan, FILES[0]])
        wait_until(lambda: all_done(any_house))
    nothing_lost_nothing_doubled(any_house, [scan, FILES[0]])
    by_name = {item.file_name: item for item in any_house.items()}
    assert (by_name[scan.name].lane, by_name[FILES[0].name].lane) == (Lane.SCAN, Lane.TEXT)
    assert by_name[scan.name].state == IntakeState.READ


def test_a_stop_in_the_middle_of_a_recognition_is_one_plain_line(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Tools.find().tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    monkeypatch.setattr(worker, "FINISH_S", 0)
    house.register.prepare()
    stop, closed, records = threading.Event(), threading.Event(), []
    process = house.register.processor.process

    def ends_late(intake_id: str) -> Ended:
        ended = process(intake_id)
        if ended is not Ended.SCAN_WAITS:
            closed.wait(timeout=60)  # however quick recognition is, it ends after the queue
        return ended

    monkeypatch.setattr(house.register.processor, "process", ends_late)
    accept(house, [next((EXAMPLES / "scan").iterdir())])
    listening = logging.Handler()
    listening.emit = records.append  # type: ignore[method-assign]  # all that the library logs
    logging.getLogger("dbos").addHandler(listening)
    with capture_logs() as told:
        working = threading.Thread(target=worker.run_worker, args=(house.register, stop), kwargs={"chores": False})
        working.start()
        wait_until(lambda: [(item.state, item.stage) for item in house.items()] == [(IntakeState.READING, "ocr")])
        stop.set()
        working.join(timeout=30)
        closed.set()
        wait_until(lambda: any("cut short" in line["event"] for line in told))
    assert not any(record.exc_info for record in records)
    other = logging.LogRecord("dbos", logging.ERROR, "", 0, "another", (), None)
    other.exc_info = (queue_errors.DBOSException, queue_errors.DBOSException("cannot be done"), None)
    logging.getLogger("dbos").handle(other)
    logging.getLogger("dbos").removeHandler(listening)
    assert records[-1] is other, "what has another cause keeps it"
    assert house.states() != [IntakeState.FAILED]


def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(any_house: House) -> None:
    accept(any_house, FILES)
    for done_before in (2, 10):
        killed = any_house.start_worker()
        wait_until(
            lambda least=done_before: (
                sum(state in DONE for state in any_house.states()) >= least
                and IntakeState.READING in any_house.states()
            )
        )
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert not all_done(any_house)
    with any_house.worker():
        wait_until(lambda: all_done(any_house))
    nothing_lost_nothing_doubled(any_house, FILES)
    assert {item.state for item in any_house.items()} == {IntakeState.READ}


def test_a_queue_that_was_deleted_is_made_again_and_the_sweep_finishes(any_house: House) -> None:
    accept(any_house, FILES[:3])
    any_house.register.queue.close()
    if any_house.register.records.is_sqlite:
        for path in any_house.folder.glob("queue.sqlite3*"):
            path.unlink()
    else:
        with any_house.register.records.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA dbos CASCADE")
    with any_house.worker():
        wait_until(lambda: all_done(any_house))
    nothing_lost_nothing_doubled(any_house, FILES[:3])


def test_a_worker_ends_with_the_site_that_started_it(house: House) -> None:
    import subprocess
    import sys

    house.register.prepare()
    process = subprocess.Popen(
        [sys.executable, "-m", "registry_api", "worker", "--with-parent"],
        env=house.environment,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    assert "Исполнитель" in process.stderr.readline().decode()
    process.stdin.close()
    assert process.wait(timeout=20) == 0
    process.stderr.close()


@pytest.mark.services
def test_several_workers_share_the_files(postgres_copy: str, tmp_path: Path) -> None:
    from tests.houses import House

    house = House(tmp_path / "data", {"REGISTRY_DATABASE_URL": postgres_copy})
    house.register.prepare()
    copies = tmp_path / "copies"
    copies.mkdir()
    files = []
    for number in range(3):
        for path in FILES:
            copy = copies / f"{number} {path.name}"
            shutil.copy(path, copy)
            with copy.open("ab") as stream:
                stream.write(b"\n" * number)
            files.append(copy)
    with house.worker("--only-reading") as first, house.worker("--only-reading") as second, house.worker():
        accept(house, files)
        wait_until(lambda: all_done(house), 120)
        assert first.poll() is second.poll() is None
    nothing_lost_nothing_doubled(house, files)
    assert {item.attempts for item in house.items()} == {1}
    house.close()
