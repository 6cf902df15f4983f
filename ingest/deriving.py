"""Make what is wanted of originals for convenience, when nothing more urgent waits: searchable PDF/A of scans.

Reads: a derivative that is wanted, the object. Writes: another object, the derivative, the journal. Whatever dies in
between, the claim runs out and the work comes up again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from domain.errors import ReadingFailed, RegisterError, StateConflict, StorageError, ToolMissing
from ingest.derivatives import Made
from storage import derivatives, drafts
from storage.intake import record_file
from storage.scratch import Scratch

if TYPE_CHECKING:
    from ingest.reading import ReadingPool
    from storage.database import Records
    from storage.models import Derivative
    from storage.objects import Objects

MAKE: Final = "ingest.derivatives:make_pdfa"
_PASSING: Final = (ReadingFailed, StorageError, ToolMissing)
"""What may be otherwise another time: a worker that was stopped, a store that does not answer, a program to come."""
log = structlog.get_logger()


class Deriver:
    """Makes one derivative after another."""

    def __init__(self, records: Records, objects: Objects, pool: ReadingPool) -> None:
        self._records, self._objects, self._pool = records, objects, pool

    def work(self) -> bool:
        """Make the derivative that has waited longest; False when none waits, or the reader was closed."""
        if self._pool.is_closed:
            return False
        with self._records.reading() as session:
            waiting = derivatives.next_wanted(session)
        if not waiting:
            return False
        with self._records.writing(drafts.MACHINE) as unit:
            row = derivatives.claim(unit, waiting[0])
            unit.commit()
        if row is not None:
            try:
                self._make(row)
            except StateConflict:
                log.info("somebody else makes it", derivative=row.id)
            except RegisterError as error:
                self._give_up(row, error)
        return True

    def _make(self, row: Derivative) -> None:
        with Scratch() as folder:
            target = folder / "made.pdf"
            with self._objects.local_path(row.file.sha256) as source:
                made: Made = self._pool.call(
                    MAKE, source, target, result_type=Made, background=True, sealed=False
                )  # fmt: skip
            stored = self._objects.put(target)
        with self._records.writing(drafts.MACHINE) as unit:
            file = record_file(unit, stored.sha256, stored.size, "pdf", f"{Path(row.file.name).stem} (PDF-A).pdf")
            derivatives.made(unit, row, file, made.maker)
            unit.commit()

    def _give_up(self, row: Derivative, error: RegisterError) -> None:
        log.warning("no derivative", derivative=row.id, code=error.code, details=error.details)
        with self._records.writing(drafts.MACHINE) as unit:
            try:
                if self._pool.is_closed:  # the worker was stopped: no fault of the file, the next one begins at once
                    derivatives.release(unit, row)
                else:
                    derivatives.failed(unit, row, error.code, again=isinstance(error, _PASSING))
            except StateConflict:
                return
            unit.commit()
