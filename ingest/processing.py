"""One intake item from its lease to its end: read in a child process, find requisites, make the draft, or say why not.

Reads: the object, the intake item. Writes: the document with its blocks, the draft with evidence, perhaps the act,
the journal. Whatever dies in between, the item is claimed again: reading twice gives the same, and only who holds the
lease may finish.

Text layers come first: a file with pages that are pictures is read without them, what it says is there at once, and
the item goes to the lane of scans, whose work gives way to everything else on the machine.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec
import structlog

from domain.document import PAGED, check_document
from domain.errors import DuplicateNumber, ReadingFailed, RecordError, RegisterError, StateConflict, StorageError
from domain.requisites import Requisites
from domain.statuses import IntakeState, Lane
from ingest.signatures.pairing import SignatureDesk, taken_out
from ingest.text_signature import sign
from storage import derivatives, doubles, drafts, intake, signatures
from storage.documents import store_document
from storage.intake import LEASE, MAX_ATTEMPTS, this_worker
from storage.models import now
from storage.signatures import CONTAINER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.document import Document
    from ingest.reading import ReadingPool, ReadResult
    from storage.database import Records, UnitOfWork
    from storage.models import Draft, IntakeItem
    from storage.objects import Objects

REQUISITES_STEP = "ingest.requisites:find_requisites"
REPORT_EVERY_S = 0.5
log = structlog.get_logger()


class Ended(StrEnum):
    """How the work on an item ended."""

    NOT_MINE = "not-mine"
    """Somebody else has it, or it is done already."""
    DONE = "done"
    SCAN_WAITS = "scan-waits"
    """Its text layer is read; its pictures wait in the lane of scans."""


class Processor:
    """Works on intake items in the name of this process."""

    def __init__(
        self,
        records: Records,
        objects: Objects,
        reader: ReadingPool,
        anchors: tuple[bytes, ...] = (),
        *,
        searchable_copies: bool = False,
    ) -> None:
        """Take the parts.

        Args:
            records: The records.
            objects: The originals.
            reader: Reads files in children.
            anchors: Certificates (DER) of authorities whose signatures are trusted.
            searchable_copies: Ask for a searchable PDF/A of every scan.
        """
        self._searchable_copies = searchable_copies
        self._records, self._objects, self._reader = records, objects, reader
        self._signatures = SignatureDesk(records, objects, reader, anchors)
        self._owner = this_worker()
        self._held: set[str] = set()
        self._stop = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="leases", daemon=True)
        self._heart.start()

    def close(self) -> None:
        """Stop giving signs of life."""
        self._stop.set()

    def process(self, intake_id: str) -> Ended:
        """Bring one item to its end, or to the lane of scans."""
        while True:
            with self._records.writing(drafts.MACHINE) as unit:
                if not intake.claim(unit, intake_id, self._owner):
                    return Ended.NOT_MINE
                item = intake.get(unit.session, intake_id)
                unit.commit()
            self._held.add(intake_id)
            try:
                ended = self._work(item)
            finally:
                self._held.discard(intake_id)
            if ended is not None:
                self._wake_signatures(item)
                return ended

    def _work(self, item: IntakeItem) -> Ended | None:
        """Read once; None when it should be tried again at once."""
        if item.attempts > MAX_ATTEMPTS:
            self._fail(item.id, ReadingFailed())
            return Ended.DONE
        try:
            if item.file.format == CONTAINER:
                return self._open_container(item)
            with self._objects.local_path(item.file.sha256) as path:
                return self._finish(item.id, self._read(item, path, item.file_name))
        except StateConflict:
            self._settle(item.id)
        except (ReadingFailed, StorageError) as error:
            if self._stop.is_set():  # the reader was closed under it: no fault of the file, the next worker reads it
                self._release(item.id, is_spent=False)
                return Ended.DONE
            if item.attempts < MAX_ATTEMPTS:
                self._release(item.id)
                time.sleep(0.2 * item.attempts)
                return None
            self._fail(item.id, error)
        except RecordError:
            raise
        except RegisterError as error:
            self._fail(item.id, error)
        except Exception:
            log.exception("reading failed", intake=item.id)
            self._fail(item.id, ReadingFailed())
        return Ended.DONE

    def _read(self, item: IntakeItem, path: Path, name: str) -> ReadResult:
        result = self._reader.read(
            path,
            name=name,
            after=REQUISITES_STEP,
            after_type=Requisites,
            progress=self._progress_of(item.id),
            recognise=item.lane == Lane.SCAN,
            background=item.lane == Lane.SCAN,
        )
        found = self._signatures.inside(path, result.document.signatures)
        return replace(result, document=msgspec.structs.replace(result.document, signatures=found))

    def _open_container(self, item: IntakeItem) -> Ended:
        """Read the document in a container of signatures, or find the document that the container signs."""
        seen = self._signatures.look(item)
        if seen.content is not None:
            with taken_out(item, seen.content) as (path, name):
                result = self._read(item, path, name)
            # the file that is kept is the container, whatever is in it
            document = msgspec.structs.replace(
                result.document, format=CONTAINER, signatures=seen.signatures + result.document.signatures
            )
            return self._finish(item.id, replace(result, document=document))
        pair = self._signatures.pair(item, seen)
        with self._records.writing(drafts.MACHINE) as unit:
            mine = intake.owned(unit, item.id, self._owner)
            signatures.put_detached(unit, pair.file_id, mine.file_id, pair.signatures)
            intake.move(mine, IntakeState.READ)
            mine.stage, mine.finished_at = "", now()
            unit.record("intake.signature", f"intake:{mine.id}", file=mine.file_name, signs=pair.name, fits=pair.fits)
            unit.commit()
        return Ended.DONE

    def _wake_signatures(self, item: IntakeItem) -> None:
        """Look again at signatures that have waited for a document like this one."""
        for waiting in self._signatures.waiting_for(item):
            try:
                with self._records.writing(drafts.MACHINE) as unit:
                    intake.retry(unit, waiting)
                    unit.commit()
            except StateConflict:
                continue
            self.process(waiting)

    def _progress_of(self, intake_id: str) -> Callable[[str, int, int], None]:
        last_stage, last_at = "", 0.0

        def report(stage: str, done: int, total: int) -> None:
            nonlocal last_stage, last_at
            moment = time.monotonic()
            if stage == last_stage and moment - last_at < REPORT_EVERY_S:
                return
            last_stage, last_at = stage, moment
            with self._records.writing(drafts.MACHINE) as unit:
                intake.report(unit, intake_id, self._owner, stage=stage, done=done, total=total)
                unit.commit()

        return report

    def _finish(self, intake_id: str, reading: ReadResult) -> Ended:
        faults = check_document(reading.document)
        if faults:
            log.error("the reader broke the model", intake=intake_id, faults=faults[:5])
            raise ReadingFailed
        if reading.failure is not None:
            log.warning("no requisites", intake=intake_id, code=reading.failure.code)
        requisites: Requisites = reading.value or Requisites()
        signature = sign(reading.document)
        with self._records.writing(drafts.MACHINE) as unit:
            item = intake.owned(unit, intake_id, self._owner)
            item.file.format = reading.document.format  # the door saw only the beginning
            signatures.put_embedded(unit, item.file_id, reading.document.signatures)
            postponed = reading.document.unrecognised > 0 and item.lane == Lane.TEXT
            says = bool(reading.document.text.strip())  # pages that wait for recognition are lines without a word
            draft = self._keep(unit, item, reading.document, requisites, signature) if says else None
            if postponed:
                intake.postpone(item)
            elif self._searchable_copies and reading.document.format in PAGED and reading.document.is_scan:
                derivatives.want(unit, item.file)
            wanted, by = item.register_if_certain, item.submitted_by
            unit.commit()
        if postponed:
            return Ended.SCAN_WAITS
        if wanted and draft is not None:
            self.register_if_certain(draft, by)
        return Ended.DONE

    @staticmethod
    def _keep(
        unit: UnitOfWork,
        item: IntakeItem,
        document: Document,
        requisites: Requisites,
        signature: doubles.Signature | None,
    ) -> Draft:
        """Store a reading with what it resembles and put it into the draft."""
        row = store_document(unit.session, item.file_id, document)
        if signature is not None:
            doubles.keep(unit, row, signature)
        if item.draft is not None:
            return drafts.replace_reading(unit, item.draft, row, requisites)
        return drafts.make(unit, item, row, requisites)

    def register_if_certain(self, draft: Draft, by: str) -> str | None:
        """Register a draft whose mandatory requisites are all certain.

        The journal says that the machine did it, and for whom.
        """
        try:
            with self._records.writing(f"{drafts.MACHINE} по поручению {by}") as unit:
                act = drafts.register_if_certain(unit, drafts.get(unit.session, draft.id))
                unit.commit()
        except (DuplicateNumber, RecordError) as error:
            log.info("left to a person", draft=draft.id, code=error.code)
            return None
        return act.id if act else None

    def _fail(self, intake_id: str, error: RegisterError) -> None:
        with self._records.writing(drafts.MACHINE) as unit:
            try:
                item = intake.owned(unit, intake_id, self._owner)
            except StateConflict:
                return
            intake.fail(unit, item, error.code, error.message)
            unit.commit()

    def _settle(self, intake_id: str) -> None:
        """End an item whose reading nobody wants: the lease is lost, or a person has decided on the draft meanwhile."""
        with self._records.writing(drafts.MACHINE) as unit:
            try:
                item = intake.owned(unit, intake_id, self._owner)
            except StateConflict:
                log.info("lease lost", intake=intake_id)
                return
            intake.move(item, IntakeState.READ)
            item.stage, item.finished_at = "", now()
            unit.commit()

    def _release(self, intake_id: str, *, is_spent: bool = True) -> None:
        with self._records.writing(drafts.MACHINE) as unit:
            intake.release(intake.owned(unit, intake_id, self._owner), is_spent=is_spent)
            unit.commit()

    def _beat(self) -> None:
        while not self._stop.wait(LEASE.total_seconds() / 4):
            try:
                self._give_sign()
            except RecordError as error:
                log.warning("no sign of life could be given", code=error.code)

    def _give_sign(self) -> None:
        with self._records.writing(drafts.MACHINE) as unit:
            intake.prolong(unit, self._owner, tuple(self._held))
            unit.commit()
