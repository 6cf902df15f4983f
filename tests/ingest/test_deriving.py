"""A scan gets its searchable copy: once, in the journal, beside the original that stays what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
import sqlalchemy as sa

from domain.statuses import DerivativeState
from ingest.deriving import Deriver
from ingest.processing import Ended, Processor
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.receiving import Door
from storage import derivatives, intake
from storage.models import Derivative, JournalEntry
from storage.objects import FolderObjects
from tests import scans
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
