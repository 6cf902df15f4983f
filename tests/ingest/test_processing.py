"""From the lease to the end: real files in real child processes; an item ends with a draft or a reason."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from PIL import Image

from domain.errors import ReadingFailed, RecordsUnavailable, StillBeingRead
from domain.statuses import AccessLevel, DraftState, IntakeState, Lane
from ingest.processing import Ended, Processor
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.receiving import Door
from storage import acts, drafts, intake
from storage.intake import LEASE, MAX_ATTEMPTS
from storage.models import Act, IntakeItem, JournalEntry, ReadDocument, now
from storage.objects import FolderObjects
from tests.factories import EXAMPLES
from tests.hostile import pictures, word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.database import Records

ACTS = EXAMPLES / "acts"
AMENDING = ACTS / "Постановление 402 от 07.05.2026.pdf"
PLAIN = ACTS / "Постановление 308 от 06.04.2026.docx"
MARKED = (
    "Для служебного пользования\nЭкз. № 1\n\nАДМИНИСТРАЦИЯ ГОРОДА ВЕРХНЕРЕЧЕНСКА\n\nРАСПОРЯЖЕНИЕ\n\n"
    "05.05.2026 № 55-р\n\nО мерах по защите сведений\n\nГлава города Верхнереченска А.В. Лукашин\n"
)


class Desk:
    """A door and a processor over records of their own."""

    def __init__(self, records: Records, folder: Path, reader: Any) -> None:
        self.records, self.folder = records, folder
        self.objects = FolderObjects(folder / "objects")
        self.objects.prepare()
        self.door = Door(records, self.objects, 50 * 2**20)
        self.processor = Processor(records, self.objects, reader)

    def bring(self, content: bytes, name: str, *, register: bool = False) -> str:
        receipt = self.door.receive(
            io.BytesIO(content), name, actor="регистратор", origin="cli", register_if_certain=register
        )
        assert receipt.intake_id is not None, receipt
        return receipt.intake_id

    def read(self, path: Path, *, register: bool = False) -> IntakeItem:
        return self.end(self.bring(path.read_bytes(), path.name, register=register))

    def end(self, intake_id: str) -> IntakeItem:
        assert self.processor.process(intake_id) is Ended.DONE
        return self.item(intake_id)

    def item(self, intake_id: str) -> IntakeItem:
        with self.records.reading() as session:
            return intake.get(session, intake_id)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(seconds=60), Tools(), preload=("ingest.requisites",)) as made:
        yield made


@pytest.fixture
def desk(records: Records, tmp_path: Path, pool: ReadingPool) -> Iterator[Desk]:
    made = Desk(records, tmp_path, pool)
    yield made
    made.processor.close()


class FailingReader:
    """A reader whose child dies the first times; afterwards it reads."""

    def __init__(self, deaths: int, pool: ReadingPool) -> None:
        self.deaths, self.pool, self.asked = deaths, pool, 0
        self.lanes: list[tuple[bool, bool]] = []

    def read(self, path: Path, **more: Any) -> Any:
        self.asked += 1
        self.lanes.append((more["recognise"], more["background"]))
        if self.asked <= self.deaths:
            raise ReadingFailed
        return self.pool.read(path, **more)


@pytest.mark.parametrize("path", [PLAIN, AMENDING], ids=lambda path: path.suffix)
def test_a_file_becomes_a_draft_whose_evidence_points_at_the_text(desk: Desk, path: Path) -> None:
    item = desk.read(path)
    assert (item.state, item.lease_owner, item.error_code) == (IntakeState.READ, None, None)
    assert item.file.format == path.suffix.lstrip(".")
    assert item.draft is not None
    with desk.records.reading() as session:
        draft = drafts.get(session, item.draft.id)
        assert draft.document is not None
        values = {value.field: value for value in draft.values}
        for value in values.values():
            assert value.found is not None, value.field
            assert value.rule
            if value.start is not None:
                assert draft.document.text[value.start : value.end] == value.raw
        assert values["number"].start is not None
        assert values["number"].value == path.name.split()[1]


def test_a_file_that_cannot_be_read_ends_with_code_and_sentence(desk: Desk) -> None:
    whole = PLAIN.read_bytes()
    item = desk.end(desk.bring(whole[: len(whole) // 2], "обрезан.docx"))
    assert (item.state, item.error_code, item.draft) == (IntakeState.FAILED, "damaged-file", None)
    assert item.error_message is not None
    assert item.error_message.startswith("Файл повреждён")
    assert desk.objects.stat(item.file.sha256).size == len(whole) // 2


def test_an_item_is_worked_on_once(desk: Desk) -> None:
    item = desk.read(PLAIN)
    assert desk.processor.process(item.id) is Ended.NOT_MINE
    assert desk.processor.process("0" * 26) is Ended.NOT_MINE


@pytest.fixture(scope="module")
def seeing() -> Iterator[ReadingPool]:
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    with ReadingPool(ReadLimits(), tools, preload=("ingest.requisites",)) as made:
        yield made


def mixed_file(folder: Path) -> Path:
    """A PDF whose first page has a text layer and whose second is a picture of the same."""
    import pypdfium2

    with pypdfium2.PdfDocument(AMENDING) as source:
        picture = source[0].render(scale=2).to_pil().convert("RGB")
        picture.save(folder / "scan.pdf", resolution=144)
        with pypdfium2.PdfDocument(folder / "scan.pdf") as scan, pypdfium2.PdfDocument.new() as mixed:
            mixed.import_pages(source, [0])
            mixed.import_pages(scan, [0])
            mixed.save(folder / "mixed.pdf")
    return folder / "mixed.pdf"


def test_pictures_wait_for_recognition_while_the_text_is_there_at_once(
    sqlite_records: Records, tmp_path: Path, seeing: ReadingPool
) -> None:
    desk = Desk(sqlite_records, tmp_path, seeing)
    path = mixed_file(tmp_path)
    intake_id = desk.bring(path.read_bytes(), path.name)
    assert desk.processor.process(intake_id) is Ended.SCAN_WAITS
    item = desk.item(intake_id)
    assert (item.state, item.lane, item.attempts, item.lease_owner) == (IntakeState.ACCEPTED, Lane.SCAN, 0, None)
    assert item.draft is not None
    with desk.records.writing("регистратор") as unit:
        draft = drafts.get(unit.session, item.draft.id)
        assert draft.document is not None
        early = draft.document.text
        with pytest.raises(StillBeingRead):
            drafts.register(unit, draft.id, draft.version, {})
    item = desk.end(intake_id)
    assert item.state == IntakeState.READ
    with desk.records.writing("регистратор") as unit:
        draft = drafts.get(unit.session, item.draft.id)
        assert draft.document is not None
        assert draft.document.text.startswith(early[:200])
        assert len(draft.document.text) > 1.5 * len(early)
        assert draft.document.unrecognised == 0
        drafts.register(unit, draft.id, draft.version, {})
    desk.processor.close()


def test_a_picture_beside_the_text_of_an_office_file_waits_and_gives_no_certain_date(
    sqlite_records: Records, tmp_path: Path, seeing: ReadingPool
) -> None:
    desk = Desk(sqlite_records, tmp_path, seeing)
    said = ["ПОСТАНОВЛЕНИЕ", "от 12.05.2019 № 345", "Об утверждении порядка ведения реестра"]
    head = pictures.encoded(pictures.page(said, width=1222, height=400, size=34), "PNG")
    body = word.paragraph("Утвердить порядок ведения реестра муниципальных правовых актов города.") * 3
    intake_id = desk.bring(word.with_picture(head, size=(440, 144), body=body), "act.docx", register=True)
    assert desk.processor.process(intake_id) is Ended.SCAN_WAITS
    item = desk.item(intake_id)
    assert item.draft is not None
    item = desk.end(intake_id)
    assert item.draft.act_id is None
    with desk.records.reading() as session:
        document = drafts.get(session, item.draft.id).document
        assert document is not None
        assert (document.unrecognised, "12.05.2019 № 345" in document.text) == (0, True)
    desk.processor.close()


def test_a_scan_alone_has_no_draft_until_it_is_recognised(
    sqlite_records: Records, tmp_path: Path, seeing: ReadingPool
) -> None:
    reader = FailingReader(0, seeing)
    desk = Desk(sqlite_records, tmp_path, reader)
    mixed_file(tmp_path)
    intake_id = desk.bring((tmp_path / "scan.pdf").read_bytes(), "scan.pdf", register=True)
    assert desk.processor.process(intake_id) is Ended.SCAN_WAITS
    assert desk.item(intake_id).draft is None
    item = desk.end(intake_id)
    assert item.draft is not None
    assert item.draft.act_id is None, "date and number of a scan are suggestions"
    assert reader.lanes == [(False, False), (True, True)], "recognition gives way to everything else"
    desk.processor.close()


def test_a_scan_of_several_pictures_waits_without_an_empty_draft(
    sqlite_records: Records, tmp_path: Path, pool: ReadingPool
) -> None:
    """What is read of it before recognition is one line end between two pictures: no text, and no draft of it."""
    desk = Desk(sqlite_records, tmp_path, pool)
    path, sheet = tmp_path / "скан.tif", Image.new("1", (827, 1170), 1)
    sheet.save(path, "TIFF", save_all=True, append_images=[sheet, sheet], dpi=(100, 100))
    document = pool.read(path, recognise=False)
    assert (document.unrecognised, document.text.strip(), len(document.blocks)) == (3, "", 3)
    intake_id = desk.bring(path.read_bytes(), path.name)
    assert desk.processor.process(intake_id) is Ended.SCAN_WAITS
    item = desk.item(intake_id)
    assert (item.state, item.lane, item.file.format, item.draft) == (IntakeState.ACCEPTED, Lane.SCAN, "tiff", None)
    with desk.records.reading() as session:
        assert session.scalars(sa.select(ReadDocument.id)).all() == [], "nothing was read, nothing is kept"
    desk.processor.close()


@pytest.mark.parametrize(
    ("deaths", "ends"),
    [(1, ("read", 2)), (2, ("read", 3)), (3, ("failed", 3)), (99, ("failed", 3))],
)
def test_a_reader_that_dies_is_tried_again_but_not_for_ever(
    sqlite_records: Records, tmp_path: Path, pool: ReadingPool, deaths: int, ends: tuple[str, int]
) -> None:
    reader = FailingReader(deaths, pool)
    desk = Desk(sqlite_records, tmp_path, reader)
    item = desk.read(PLAIN)
    assert (item.state, reader.asked) == ends
    assert item.error_code == (None if item.state == "read" else "reading-failed")
    desk.processor.close()


def test_a_file_is_not_to_blame_when_the_worker_is_stopped(
    sqlite_records: Records, tmp_path: Path, pool: ReadingPool
) -> None:
    desk = Desk(sqlite_records, tmp_path, FailingReader(99, pool))
    desk.processor.close()
    item = desk.read(PLAIN)
    assert (item.state, item.attempts, item.error_code) == ("accepted", 0, None)


class WithoutDatabase:
    """The database is gone when the reading is done."""

    def read(self, *_: object, **__: object) -> None:
        raise RecordsUnavailable


def test_an_item_that_was_dropped_without_a_database_is_taken_up_again(sqlite_records: Records, tmp_path: Path) -> None:
    """Its worker lives on and gives signs of life: not for this item, or nobody would ever read it."""
    desk = Desk(sqlite_records, tmp_path, WithoutDatabase())
    intake_id = desk.bring(PLAIN.read_bytes(), PLAIN.name)
    with pytest.raises(RecordsUnavailable):
        desk.processor.process(intake_id)
    desk.processor.close()
    with sqlite_records.writing("система") as unit:
        unit.session.execute(sa.update(IntakeItem).values(lease_until=now() - LEASE))
        unit.commit()
    desk.processor._give_sign()
    with sqlite_records.reading() as session:
        assert intake.waiting(session) == [intake_id]


def test_an_item_whose_workers_all_died_is_given_up(sqlite_records: Records, tmp_path: Path, pool: ReadingPool) -> None:
    reader = FailingReader(0, pool)
    desk = Desk(sqlite_records, tmp_path, reader)
    intake_id = desk.bring(PLAIN.read_bytes(), PLAIN.name)
    with sqlite_records.writing("система") as unit:
        unit.session.execute(sa.update(IntakeItem).values(attempts=MAX_ATTEMPTS))
        unit.commit()
    item = desk.end(intake_id)
    assert (item.state, item.error_code, reader.asked) == (IntakeState.FAILED, "reading-failed", 0)
    desk.processor.close()


def test_an_original_that_is_gone_is_told(desk: Desk) -> None:
    intake_id = desk.bring(PLAIN.read_bytes(), PLAIN.name)
    sha256 = desk.item(intake_id).file.sha256
    next(path for path in (desk.folder / "objects").rglob("*") if path.is_file() and sha256[8:] in path.name).unlink()
    item = desk.end(intake_id)
    assert (item.state, item.error_code, item.attempts) == (IntakeState.FAILED, "object-missing", MAX_ATTEMPTS)


def test_a_repeated_reading_keeps_what_a_person_decided(desk: Desk) -> None:
    item = desk.read(PLAIN)
    assert item.draft is not None
    with desk.records.writing("регистратор") as unit:
        drafts.save(unit, item.draft.id, item.draft.version, {"title": "Решил человек"})
        unit.commit()
    with desk.records.writing("регистратор") as unit:
        intake.retry(unit, item.id)
        unit.commit()
    again = desk.end(item.id)
    assert again.draft is not None
    assert again.draft.id == item.draft.id
    with desk.records.reading() as session:
        values = {value.field: value.value for value in drafts.get(session, item.draft.id).values}
    assert (values["title"], values["number"]) == ("Решил человек", "308")


def test_a_draft_that_was_confirmed_while_it_was_read_again_does_not_hang(desk: Desk) -> None:
    item = desk.read(PLAIN)
    assert item.draft is not None
    with desk.records.writing("регистратор") as unit:
        intake.retry(unit, item.id)
        unit.commit()
    with desk.records.writing("регистратор") as unit:
        drafts.register(unit, item.draft.id, item.draft.version, {})
        unit.commit()
    again = desk.end(item.id)
    assert (again.state, again.lease_owner) == (IntakeState.READ, None)
    assert again.draft is not None
    assert again.draft.state == DraftState.REGISTERED


class TestRegisteringWithoutAPerson:
    """``--register``: only what is certain, only acts of a municipal register, never under an access mark."""

    def test_a_certain_act_is_registered_for_who_asked(self, desk: Desk) -> None:
        item = desk.read(PLAIN, register=True)
        assert item.draft is not None
        assert item.draft.act_id is not None
        with desk.records.reading() as session:
            act = acts.get(session, item.draft.act_id)
            assert (act.number_norm, act.registered_by) == ("308", "система по поручению регистратор")

    def test_without_the_wish_it_waits(self, desk: Desk) -> None:
        item = desk.read(PLAIN)
        assert item.draft is not None
        assert item.draft.state == DraftState.OPEN

    @pytest.mark.parametrize(
        "path", sorted((EXAMPLES / "supplementary").iterdir()), ids=lambda path: path.name.split()[0]
    )
    def test_papers_of_courts_and_prosecutors_wait(self, desk: Desk, path: Path) -> None:
        item = desk.read(path, register=True)
        assert item.draft is not None
        assert item.draft.state == DraftState.OPEN

    def test_a_marked_document_waits_and_is_confirmed_for_official_use(self, desk: Desk) -> None:
        item = desk.end(desk.bring(MARKED.encode(), "55-р.txt", register=True))
        assert item.draft is not None
        assert item.draft.state == DraftState.OPEN
        with desk.records.writing("регистратор") as unit:
            values = {"kind": "распоряжение", "body": "Администрация города Верхнереченска", "date": "05.05.2026"}
            values |= {"number": "55-р", "title": "О мерах по защите сведений"}
            act = drafts.register(unit, item.draft.id, item.draft.version, values)
            unit.commit()
        assert act.access == AccessLevel.OFFICIAL_USE

    def test_a_place_that_is_taken_waits_for_a_person(self, desk: Desk) -> None:
        desk.read(PLAIN, register=True)
        other = PLAIN.read_bytes() + b"\0"
        item = desk.end(desk.bring(other, "копия.docx", register=True))
        with desk.records.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Act)) == 1
            assert (
                session.scalar(
                    sa.select(sa.func.count()).select_from(JournalEntry).where(JournalEntry.action == "act.registered")
                )
                == 1
            )
        assert item.draft is None or item.draft.state == DraftState.OPEN


def test_every_example_act_ends_as_a_certain_draft(sqlite_records: Records, tmp_path: Path, pool: ReadingPool) -> None:
    desk = Desk(sqlite_records, tmp_path, pool)
    items = [desk.read(path, register=True) for path in sorted(ACTS.iterdir())]
    assert {item.state for item in items} == {IntakeState.READ}
    left = [item.file_name for item in items if item.draft is None or item.draft.act_id is None]
    assert len(left) <= 2, left
    desk.processor.close()
