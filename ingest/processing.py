"""One intake item from its lease to its end: read in a child process, find requisites, make the draft, or say why not.

Reads: the object, the intake item. Writes: the document with its blocks, the draft with evidence, perhaps the act,
the journal. Whatever dies in between, the item is claimed again: reading twice gives the same, and only who holds the
lease may finish.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import structlog

from domain.document import check_document
from domain.errors import DuplicateNumber, ReadingFailed, RecordError, RegisterError, StateConflict, StorageError
from domain.requisites import Requisites
from domain.statuses import IntakeState
from storage import drafts, intake
from storage.documents import store_document
from storage.intake import LEASE, MAX_ATTEMPTS, this_worker
from storage.models import now

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.reading import ReadingPool, ReadResult
    from storage.database import Records
    from storage.models import Draft, IntakeItem
    from storage.objects import Objects

REQUISITES_STEP = "ingest.requisites:find_requisites"
REPORT_EVERY_S = 0.5
log = structlog.get_logger()


class Processor:
    """Works on intake items in the name of this process."""

    def __init__(self, records: Records, objects: Objects, reader: ReadingPool) -> None:
        self._records, self._objects, self._reader = records, objects, reader
        self._owner = this_worker()
        self._stop = threading.Event()
        self._heart = threading.Thread(target=self._beat, name="leases", daemon=True)
        self._heart.start()

    def close(self) -> None:
        """Stop giving signs of life."""
        self._stop.set()

    def process(self, intake_id: str) -> bool:
        """Bring one item to its end; False when somebody else has it or it is done already."""
        while True:
            with self._records.writing(drafts.MACHINE) as unit:
                if not intake.claim(unit, intake_id, self._owner):
                    return False
                item = intake.get(unit.session, intake_id)
                unit.commit()
            if self._work(item):
                return True

    def _work(self, item: IntakeItem) -> bool:
        """Read once; False when it should be tried again at once."""
        if item.attempts > MAX_ATTEMPTS:
            self._fail(item.id, ReadingFailed())
            return True
        try:
            reading = self._read(item)
            self._finish(item.id, reading)
        except StateConflict:
            self._settle(item.id)
        except (ReadingFailed, StorageError) as error:
            if item.attempts < MAX_ATTEMPTS:
                self._release(item.id)
                time.sleep(0.2 * item.attempts)
                return False
            self._fail(item.id, error)
        except RecordError:
            raise
        except RegisterError as error:
            self._fail(item.id, error)
        except Exception:
            log.exception("reading failed", intake=item.id)
            self._fail(item.id, ReadingFailed())
        return True

    def _read(self, item: IntakeItem) -> ReadResult:
        with self._objects.local_path(item.file.sha256) as path:
            return self._reader.read(
                path,
                name=item.file_name,
                after=REQUISITES_STEP,
                after_type=Requisites,
                progress=self._progress_of(item.id),
            )

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

    def _finish(self, intake_id: str, reading: ReadResult) -> None:
        faults = check_document(reading.document)
        if faults:
            log.error("the reader broke the model", intake=intake_id, faults=faults[:5])
            raise ReadingFailed
        if reading.failure is not None:
            log.warning("no requisites", intake=intake_id, code=reading.failure.code)
        requisites: Requisites = reading.value or Requisites()
        with self._records.writing(drafts.MACHINE) as unit:
            item = intake.owned(unit, intake_id, self._owner)
            row = store_document(unit.session, item.file_id, reading.document)
            item.file.format = reading.document.format  # the door saw only the beginning
            if item.draft is not None:
                draft = drafts.replace_reading(unit, item.draft, row, requisites)
            else:
                draft = drafts.make(unit, item, row, requisites)
            wanted, by = item.register_if_certain, item.submitted_by
            unit.commit()
        if wanted:
            self.register_if_certain(draft, by)

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

    def _release(self, intake_id: str) -> None:
        with self._records.writing(drafts.MACHINE) as unit:
            intake.release(intake.owned(unit, intake_id, self._owner))
            unit.commit()

    def _beat(self) -> None:
        while not self._stop.wait(LEASE.total_seconds() / 4):
            try:
                with self._records.writing(drafts.MACHINE) as unit:
                    intake.prolong(unit, self._owner)
                    unit.commit()
            except RecordError as error:
                log.warning("no sign of life could be given", code=error.code)
