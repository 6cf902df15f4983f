"""Signatures on their way through intake: in any order, beside any document, in any form."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from domain.signatures import SignatureKind, SignatureState
from domain.statuses import DraftState, IntakeState
from ingest.processing import Processor
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.receiving import Door
from storage import drafts, intake, signatures
from storage.intake import Outcome
from storage.objects import FolderObjects
from tests.factories import EXAMPLES
from tests.hostile import signatures as hostile
from tests.signing import authorities, changed_pdf, container, gost_container, person, signed_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from domain.signatures import Signature
    from storage.database import Records
    from storage.models import FileSignature, IntakeItem

ACT = (EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx").read_bytes()
OTHER = (EXAMPLES / "acts" / "Постановление 316 от 08.04.2026.docx").read_bytes()
PDF = (EXAMPLES / "acts" / "Постановление 402 от 07.05.2026.pdf").read_bytes()
HEAD = person("ec")
BATCH = "01JQ0000000000000000000000"


class Desk:
    """A door and a processor over records of their own."""

    def __init__(
        self, records: Records, folder: Path, pool: ReadingPool, anchors: tuple[bytes, ...] = (HEAD.der,)
    ) -> None:
        self.records = records
        self.objects = FolderObjects(folder / "objects")
        self.objects.prepare()
        self.door = Door(records, self.objects, 50 * 2**20)
        self.processor = Processor(records, self.objects, pool, anchors=anchors)

    def bring(
        self, content: bytes, name: str, batch: str = BATCH, *, certain: bool = False, actor: str = "регистратор"
    ) -> str:
        """Take a file in and read it; ``certain``: let the machine register what it is sure of."""
        receipt = self.door.receive(
            io.BytesIO(content), name, actor=actor, origin="web", batch=batch, register_if_certain=certain
        )
        assert receipt.intake_id is not None, receipt
        self.processor.process(receipt.intake_id)
        return receipt.intake_id

    def item(self, intake_id: str) -> IntakeItem:
        with self.records.reading() as session:
            return intake.get(session, intake_id)

    def rows(self, intake_id: str) -> Sequence[FileSignature]:
        with self.records.reading() as session:
            file_id = intake.get(session, intake_id).file_id
            return signatures.of_files(session, [file_id]).get(file_id, ())

    def said(self, intake_id: str) -> list[Signature]:
        return [signatures.facts_of(row) for row in self.rows(intake_id)]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(seconds=60), Tools(), preload=("ingest.requisites",)) as made:
        yield made


@pytest.fixture
def desk(records: Records, tmp_path: Path, pool: ReadingPool) -> Iterator[Desk]:
    made = Desk(records, tmp_path, pool)
    yield made
    made.processor.close()


@pytest.mark.parametrize("name", ["акт.docx.sig", "акт.sig", "акт.docx.p7s"])
@pytest.mark.parametrize("first", ["document", "signature"])
def test_a_signature_finds_its_document_in_whatever_order_they_come(desk: Desk, name: str, first: str) -> None:
    sig = container(ACT, HEAD)
    if first == "document":
        act, mine = desk.bring(ACT, "акт.docx"), desk.bring(sig, name)
    else:
        mine = desk.bring(sig, name)
        assert desk.item(mine).error_code == "signature-without-document"
        act = desk.bring(ACT, "акт.docx")
    item = desk.item(mine)
    assert (item.state, item.draft, item.error_code, item.file.format) == (IntakeState.READ, None, None, "sig")
    (row,) = desk.rows(act)
    assert row.signature_file_id == item.file_id
    (said,) = desk.said(act)
    assert (said.kind, said.state, said.trusted) == (SignatureKind.DETACHED, SignatureState.INTACT, True)
    assert desk.item(act).draft is not None


def test_a_signature_knows_its_content_whatever_the_names_are(desk: Desk) -> None:
    desk.bring(OTHER, "подпись.docx")
    act = desk.bring(ACT, "Проект (1).docx", batch="")
    desk.bring(container(ACT, HEAD), "подпись.docx.sig")
    assert [said.state for said in desk.said(act)] == [SignatureState.INTACT]


def test_gost_is_paired_by_name_the_same_batch_first(desk: Desk) -> None:
    mine = desk.bring(ACT, "акт.docx")
    foreign = desk.bring(OTHER, "акт.docx", batch="01JQ0000000000000000000001")
    desk.bring(gost_container(), "акт.docx.sig")
    assert desk.said(foreign) == []
    (said,) = desk.said(mine)
    assert (said.state, said.algorithm) == (SignatureState.NOT_VERIFIABLE, "ГОСТ Р 34.10-2012 (256 бит)")


@pytest.mark.parametrize(
    ("name", "actor", "paired"),
    [("акт.docx.sig", "регистратор", True), ("акт.docx.sig", "петров", False), ("акт.sig", "регистратор", False)],
    ids=["own", "stranger", "half-a-name"],
)
def test_gost_that_comes_apart_joins_only_what_its_bringer_has_brought(
    desk: Desk, *, name: str, actor: str, paired: bool
) -> None:
    act = desk.bring(ACT, "акт.docx")
    apart = desk.bring(gost_container(), name, batch="01JQ0000000000000000000001", actor=actor)
    assert bool(desk.said(act)) is paired
    item = desk.item(apart)
    assert (item.error_code is None) is paired
    assert paired or "порознь" in (item.error_message or "")


def test_gost_that_comes_apart_joins_none_of_two_files_of_its_name(desk: Desk) -> None:
    acts = [desk.bring(ACT, "акт.docx"), desk.bring(OTHER, "акт.docx", batch="01JQ0000000000000000000001")]
    desk.bring(gost_container(), "акт.docx.sig", batch="01JQ0000000000000000000002")
    assert [desk.said(act) for act in acts] == [[], []]


def test_a_signature_that_does_not_fit_is_recorded_only_beside_what_came_with_it(desk: Desk) -> None:
    beside = desk.bring(OTHER, "акт.docx")
    desk.bring(container(ACT, HEAD), "акт.docx.sig")
    assert [said.state for said in desk.said(beside)] == [SignatureState.BROKEN]
    apart = desk.bring(container(PDF, HEAD), "акт.docx.sig", batch="01JQ0000000000000000000001")
    item = desk.item(apart)
    assert (item.state, item.error_code) == (IntakeState.FAILED, "signature-without-document")
    assert "не подходит" in (item.error_message or "")


def test_a_document_of_another_name_wakes_nothing(desk: Desk) -> None:
    waiting = desk.bring(gost_container(), "акт.docx.sig")
    desk.bring(OTHER, "письмо.docx")
    assert desk.item(waiting).state == IntakeState.FAILED


def test_a_document_inside_its_signature_is_read(desk: Desk) -> None:
    mine = desk.bring(container(ACT, HEAD, "pem", inside=True), "акт.docx.sig")
    item = desk.item(mine)
    assert (item.state, item.file.format) == (IntakeState.READ, "sig")
    assert item.draft is not None
    with desk.records.reading() as session:
        draft = drafts.get(session, item.draft.id)
        assert {value.field: value.value for value in draft.values}["number"] == "308"
    (said,) = desk.said(mine)
    assert (said.kind, said.state) == (SignatureKind.EMBEDDED, SignatureState.INTACT)


def test_a_document_that_two_people_signed_one_after_the_other_is_read(desk: Desk) -> None:
    inner = container(ACT, HEAD, inside=True)
    mine = desk.bring(container(inner, person("ec"), inside=True), "акт.docx.sig.sig")
    item = desk.item(mine)
    assert (item.state, item.draft is not None) == (IntakeState.READ, True)
    assert [said.state for said in desk.said(mine)] == [SignatureState.INTACT, SignatureState.INTACT]


def test_signatures_in_a_pdf_are_kept_and_read_anew_with_it(desk: Desk) -> None:
    mine = desk.bring(signed_pdf(PDF, HEAD), "акт.pdf")
    (said,) = desk.said(mine)
    assert (said.kind, said.state, said.trusted) == (SignatureKind.EMBEDDED, SignatureState.INTACT, True)
    with desk.records.writing("регистратор") as unit:
        intake.retry(unit, mine)
        unit.commit()
    desk.processor.process(mine)
    assert len(desk.said(mine)) == 1
    changed = desk.bring(changed_pdf(signed_pdf(PDF, HEAD)), "изменён.pdf")
    assert [said.state for said in desk.said(changed)] == [SignatureState.BROKEN]


@pytest.mark.parametrize("whole", [True, False])
def test_the_machine_never_registers_a_file_whose_signature_is_broken(desk: Desk, whole: bool) -> None:  # noqa: FBT001 - a parameter of the test
    data = signed_pdf(PDF, HEAD)
    data = data if whole else data.replace(b"/Producer", b"/Producex", 1)
    mine = desk.bring(data, "акт.pdf", certain=True)
    assert [said.state for said in desk.said(mine)] == [SignatureState.INTACT if whole else SignatureState.BROKEN]
    draft = desk.item(mine).draft
    assert draft is not None
    assert draft.state == (DraftState.REGISTERED if whole else DraftState.OPEN)


def test_a_signature_that_comes_again_is_told(desk: Desk) -> None:
    desk.bring(ACT, "акт.docx")
    sig = container(ACT, HEAD)
    desk.bring(sig, "акт.docx.sig")
    receipt = desk.door.receive(io.BytesIO(sig), "акт.docx.sig", actor="регистратор", origin="web")
    assert receipt.outcome is Outcome.DUPLICATE
    assert "подпись уже принята" in (receipt.message or "")


def test_a_spoiled_container_is_told(desk: Desk) -> None:
    mine = desk.bring(container(ACT, HEAD)[:200], "акт.docx.sig")
    assert (desk.item(mine).state, desk.item(mine).error_code) == (IntakeState.FAILED, "damaged-file")


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_a_hostile_container_ends_with_a_code_and_the_next_file_is_read(desk: Desk, kind: str) -> None:
    mine = desk.bring(hostile.KINDS[kind](), "акт.docx.sig")
    assert desk.item(mine).state == IntakeState.FAILED
    assert desk.item(mine).error_code in {"damaged-file", "hostile-file"}
    assert desk.item(desk.bring(ACT, "акт.docx")).draft is not None


def test_a_folder_of_five_hundred_authorities_is_no_more_than_the_reader_takes(
    sqlite_records: Records, tmp_path: Path, pool: ReadingPool
) -> None:
    anchors = (*authorities(499), HEAD.der)
    assert sum(map(len, anchors)) > 400_000, "more than a message of a socket holds"
    desk = Desk(sqlite_records, tmp_path, pool, anchors)
    try:
        document = desk.bring(ACT, "акт.docx")
        desk.bring(container(ACT, HEAD), "акт.docx.sig")
        (found,) = desk.said(document)
    finally:
        desk.processor.close()
    assert (found.state, found.trusted) == (SignatureState.INTACT, True)
