"""The door: stored first, recorded once, refused with a reason; a refusal leaves nothing behind but the journal."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from domain.errors import StoreUnavailable
from ingest.receiving import Door, Receipt, clean_name
from storage import drafts, intake
from storage.intake import Outcome
from storage.models import IntakeItem, JournalEntry
from storage.objects import FolderObjects
from tests.factories import EXAMPLES, claimed, requisites

if TYPE_CHECKING:
    from pathlib import Path

    from storage.database import Records

ACT = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"
TOO_LARGE = 2**20


@pytest.fixture
def door(records: Records, tmp_path: Path) -> Door:
    objects = FolderObjects(tmp_path / "objects")
    objects.prepare()
    return Door(records, objects, TOO_LARGE)


def bring(door: Door, content: bytes, name: str = "акт.docx", **more: str) -> Receipt:
    return door.receive(io.BytesIO(content), name, actor="регистратор", origin="web", **more)


def actions(records: Records) -> list[str]:
    with records.reading() as session:
        return list(session.scalars(sa.select(JournalEntry.action).order_by(JournalEntry.seq)))


def test_an_accepted_file_is_stored_and_recorded(door: Door, records: Records) -> None:
    receipt = bring(door, ACT.read_bytes(), "входящие/Акт № 308.docx", batch="пачка")
    assert (receipt.outcome, receipt.file, receipt.code) == (Outcome.ACCEPTED, "Акт № 308.docx", None)
    assert receipt.sha256 is not None
    with door.objects.open(receipt.sha256) as stream:
        assert stream.read() == ACT.read_bytes()
    with records.reading() as session:
        item = intake.get(session, receipt.intake_id or "")
        assert (item.file.size, item.batch, item.submitted_by) == (
            ACT.stat().st_size,
            "пачка",
            "регистратор",
        )


@pytest.mark.parametrize(
    "refused",
    [
        (b"", "пустой.docx", "empty-file"),
        (b"x" * (TOO_LARGE + 1), "большой.txt", "file-too-large"),
        (b"GIF89a" + bytes(100), "снимок.docx", "unsupported-format"),
    ],
)
def test_a_refused_file_leaves_a_reason_and_no_item(
    door: Door, records: Records, tmp_path: Path, refused: tuple[bytes, str, str]
) -> None:
    content, name, code = refused
    receipt = bring(door, content, name)
    assert (receipt.outcome, receipt.code, receipt.intake_id, receipt.sha256) == (Outcome.REFUSED, code, None, None)
    assert receipt.message is not None
    assert receipt.message[0].isupper()
    assert actions(records) == ["intake.refused"]
    assert not any(path.suffix == "" and len(path.name) > 40 for path in (tmp_path / "objects").rglob("*"))


def test_the_same_bytes_again_name_what_became_of_the_first(door: Door, records: Records) -> None:
    first = bring(door, ACT.read_bytes())
    again = bring(door, ACT.read_bytes(), "другое имя.docx")
    assert (again.outcome, again.intake_id, again.code) == (Outcome.DUPLICATE, first.intake_id, "duplicate-file")
    assert "«акт.docx»" in (again.message or "")
    with records.writing("система") as unit:
        draft = drafts.make(unit, claimed(unit, first.intake_id or ""), None, requisites())
        unit.commit()
    with records.writing("регистратор") as unit:
        act = drafts.register(unit, draft.id, draft.version, {})
        unit.commit()
    registered = bring(door, ACT.read_bytes())
    assert registered.act_id == act.id
    assert "постановление № 308 от 06.04.2026" in (registered.message or "")


@pytest.mark.parametrize(("state", "word"), [("failed", "Повторить"), ("dismissed", "отложили")])
def test_a_duplicate_of_what_failed_or_was_put_aside_says_so(
    door: Door, records: Records, state: str, word: str
) -> None:
    first = bring(door, ACT.read_bytes())
    with records.writing("система") as unit:
        if state == "failed":
            intake.fail(unit, claimed(unit, first.intake_id or ""), "damaged-file", "Повреждён.")
        else:
            intake.dismiss(unit, first.intake_id or "", "не акт")
        unit.commit()
    assert word in (bring(door, ACT.read_bytes()).message or "")


def test_the_same_bytes_at_once_make_one_item(door: Door, records: Records) -> None:
    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(lambda _: bring(door, ACT.read_bytes()), range(6)))
    assert sorted(receipt.outcome for receipt in told) == ["accepted"] + ["duplicate"] * 5
    with records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(IntakeItem)) == 1


def test_a_store_that_fails_records_nothing(records: Records, tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("не папка", "utf-8")
    door = Door(records, FolderObjects(tmp_path / "objects"), TOO_LARGE)
    with pytest.raises(StoreUnavailable):
        bring(door, ACT.read_bytes())
    assert actions(records) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Документы\\акт № 5.docx", "акт № 5.docx"),
        ("../../etc/passwd", "passwd"),
        ("/", "без имени"),
        ("", "без имени"),
        ("при\nка\x00з\u202e.pdf", "приказ.pdf"),
        ("и\u0306.docx", "й.docx"),
        ("\udcff.docx", "?.docx"),
        ("я" * 300 + ".pdf", "я" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_clean(given: str, kept: str) -> None:
    assert clean_name(given) == kept
