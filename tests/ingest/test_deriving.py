"""A scan gets its searchable copy: once, in the journal, beside the original that stays what it is."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
import sqlalchemy as sa

from domain.statuses import DerivativeState
from ingest.deriving import Deriver
from ingest.processing import Ended, Processor
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.receiving import Door
from storage import derivatives, intake
from storage.models import Derivative, JournalEntry, now
from storage.objects import FolderObjects
from tests import scans
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.database import Records

SCAN = next((EXAMPLES / "scan").iterdir())


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    with ReadingPool(ReadLimits(), tools, preload=("ingest.requisites",)) as made:
        yield made


@pytest.fixture
def objects(tmp_path: Path) -> FolderObjects:
    made = FolderObjects(tmp_path / "objects")
    made.prepare()
    return made


def read_scan(records: Records, objects: FolderObjects, pool: ReadingPool, *, wanted: bool, scan: Path = SCAN) -> str:
    processor = Processor(records, objects, pool, searchable_copies=wanted)
    with scan.open("rb") as stream:
        receipt = Door(records, objects, 50 * 2**20).receive(stream, scan.name, actor="регистратор", origin="cli")
    assert receipt.intake_id is not None
    assert processor.process(receipt.intake_id) is Ended.SCAN_WAITS
    with records.reading() as session:
        assert not derivatives.next_wanted(session), "a copy is wanted only of what is surely a scan"
    assert processor.process(receipt.intake_id) is Ended.DONE
    processor.close()
    with records.reading() as session:
        return intake.get(session, receipt.intake_id).file_id


def test_a_scan_gets_a_copy_whose_text_can_be_found(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool
) -> None:
    file_id = read_scan(sqlite_records, objects, pool, wanted=True)
    deriver = Deriver(sqlite_records, objects, pool)
    assert deriver.work()
    assert not deriver.work()
    with sqlite_records.reading() as session:
        made = derivatives.made_of(session, [file_id])[file_id]
        actions = session.scalars(sa.select(JournalEntry.action)).all()
        original = session.get_one(Derivative, session.scalars(sa.select(Derivative.id)).one()).file.sha256
    assert actions.count("derivative.made") == 1
    assert objects.get(original) == SCAN.read_bytes()
    with pypdfium2.PdfDocument(objects.get(made.sha256)) as copy, pypdfium2.PdfDocument(SCAN) as scan:
        text = copy[0].get_textpage().get_text_bounded()
        assert len(copy) == len(scan)
        assert not scan[0].get_textpage().get_text_bounded().strip()
    assert "половодья" in text


def test_a_picture_is_a_scan_too(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool, tmp_path: Path
) -> None:
    picture = tmp_path / "скан.png"
    picture.write_bytes(scans.as_png(scans.page()))
    file_id = read_scan(sqlite_records, objects, pool, wanted=True, scan=picture)
    assert Deriver(sqlite_records, objects, pool).work()
    with sqlite_records.reading() as session:
        made = derivatives.made_of(session, [file_id])[file_id]
    assert (made.name, made.format) == ("скан (PDF-A).pdf", "pdf")


def test_no_copy_is_made_where_nobody_wants_it(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool
) -> None:
    read_scan(sqlite_records, objects, pool, wanted=False)
    assert not Deriver(sqlite_records, objects, pool).work()


def test_what_cannot_be_copied_is_given_up_with_a_reason(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool
) -> None:
    stored = objects.put(b"%PDF-1.4 nothing follows")
    with sqlite_records.writing("система") as unit:
        derivatives.want(unit, intake.record_file(unit, stored.sha256, stored.size, "pdf", "пусто.pdf"))
        unit.commit()
    assert Deriver(sqlite_records, objects, pool).work()
    with sqlite_records.reading() as session:
        (row,) = session.scalars(sa.select(Derivative)).all()
        entry = session.scalars(sa.select(JournalEntry).where(JournalEntry.action == "derivative.failed")).one()
    assert row.state == DerivativeState.FAILED
    assert '"damaged-file"' in entry.details


def want(records: Records, objects: FolderObjects, data: bytes) -> str:
    stored = objects.put(data)
    with records.writing("система") as unit:
        row = derivatives.want(unit, intake.record_file(unit, stored.sha256, stored.size, "pdf", "скан.pdf"))
        unit.commit()
    return row.id


def the_row(records: Records) -> Derivative:
    with records.reading() as session:
        return session.scalars(sa.select(Derivative)).one()


def codes(records: Records) -> list[str]:
    with records.reading() as session:
        entries = session.scalars(sa.select(JournalEntry).order_by(JournalEntry.seq)).all()
        return [json.loads(entry.details)["code"] for entry in entries if entry.action == "derivative.failed"]


def let_time_pass(records: Records) -> None:
    with records.writing("система") as unit:
        unit.session.execute(sa.update(Derivative).values(wanted_at=now() - timedelta(seconds=1)))
        unit.commit()


def waiting(records: Records) -> list[str]:
    with records.reading() as session:
        return list(derivatives.next_wanted(session))


def test_what_is_lacking_is_waited_for_and_then_told(sqlite_records: Records, objects: FolderObjects) -> None:
    """Without its program a copy waits and is tried anew, is given up at last; asked for once more, it waits again."""
    wanted = want(sqlite_records, objects, SCAN.read_bytes())
    with ReadingPool(ReadLimits(), Tools()) as bare:
        deriver = Deriver(sqlite_records, objects, bare)
        for attempt in range(1, derivatives.MAX_ATTEMPTS + 1):
            assert deriver.work()
            assert not deriver.work(), "what is lacking now is hardly there at once"
            row = the_row(sqlite_records)
            is_last = attempt == derivatives.MAX_ATTEMPTS
            assert (row.attempts, row.state) == (attempt, "failed" if is_last else "wanted")
            assert codes(sqlite_records) == ["tool-missing"] * is_last
            let_time_pass(sqlite_records)
        assert not deriver.work(), "it is given up"
    assert want(sqlite_records, objects, SCAN.read_bytes()) == wanted
    assert (waiting(sqlite_records), the_row(sqlite_records).attempts) == ([wanted], 0)


def test_an_original_that_cannot_be_fetched_is_tried_again(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool, tmp_path: Path
) -> None:
    wanted = want(sqlite_records, objects, SCAN.read_bytes())
    store = tmp_path / "objects"
    store.rename(tmp_path / "away")
    assert Deriver(sqlite_records, objects, pool).work()
    (tmp_path / "away").rename(store)
    assert (the_row(sqlite_records).state, codes(sqlite_records)) == (DerivativeState.WANTED, [])
    assert waiting(sqlite_records) == []
    let_time_pass(sqlite_records)
    assert waiting(sqlite_records) == [wanted]


def test_a_worker_that_is_stopped_gives_its_work_back(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool
) -> None:
    """Stops are no fault of the file: they spend no attempt, and the next worker need not wait for the claim's end."""
    wanted = want(sqlite_records, objects, SCAN.read_bytes())
    with ReadingPool(ReadLimits(), pool.tools) as stopped:
        deriver = Deriver(sqlite_records, objects, stopped)
        worker = Thread(target=deriver.work)
        worker.start()
        while the_row(sqlite_records).attempts == 0:
            worker.join(0.02)
        worker.join(0.5)
        assert worker.is_alive()
        stopped.close()
        worker.join(30)
        assert not worker.is_alive()
        row = the_row(sqlite_records)
        assert (row.state, row.attempts, codes(sqlite_records)) == (DerivativeState.WANTED, 0, [])
        assert waiting(sqlite_records) == [wanted]
        assert not deriver.work(), "it takes nothing more"
        assert the_row(sqlite_records).attempts == 0


class Late(FolderObjects):
    """Stores what was made when the claim has run out and somebody else is at the same work."""

    records: Records

    def put(self, source: Any) -> Any:
        stored = super().put(source)
        if isinstance(source, Path):
            let_time_pass(self.records)
            with self.records.writing("система") as unit:
                assert derivatives.claim(unit, the_row(self.records).id) is not None
                unit.commit()
        return stored


def test_of_two_workers_the_one_with_the_newest_claim_keeps_its_copy(
    sqlite_records: Records, objects: FolderObjects, pool: ReadingPool, tmp_path: Path
) -> None:
    want(sqlite_records, objects, SCAN.read_bytes())
    late = Late(tmp_path / "objects")
    late.records = sqlite_records
    assert Deriver(sqlite_records, late, pool).work()
    row = the_row(sqlite_records)
    assert (row.state, row.attempts, row.made_file_id) == (DerivativeState.WANTED, 2, None)
    with sqlite_records.reading() as session:
        assert "derivative.made" not in session.scalars(sa.select(JournalEntry.action)).all()
