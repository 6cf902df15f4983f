"""Bring files in from the command line.

Accept everything first, then read in this process, side by side with any worker.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.errors import RecordsUnavailable, RegisterError
from domain.ids import new_id
from ingest.opening import open_file, why_not_open
from ingest.processing import Ended
from ingest.receiving import Receipt, receipt_of
from storage import intake
from storage.intake import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from registry_api.root import Register

POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Taken:
    """A file and what the door said of it."""

    path: Path
    receipt: Receipt


class Intake:
    """One run of ``registry ingest``."""

    def __init__(self, house: Register, *, actor: str, register_if_certain: bool = False) -> None:
        self._house, self._actor, self._register = house, actor, register_if_certain
        self._batch = new_id()

    def accept(self, path: Path) -> Taken:
        """Take one file in; a file that cannot be opened is refused with the reason."""
        try:
            with open_file(path) as stream:
                receipt = self._house.door.receive(
                    stream,
                    path.name,
                    actor=self._actor,
                    origin="cli",
                    batch=self._batch,
                    register_if_certain=self._register,
                )
        except OSError as error:
            receipt = Receipt(path.name, Outcome.REFUSED, code="file-not-readable", message=why_not_open(error))
        except RegisterError as error:
            receipt = Receipt(path.name, Outcome.REFUSED, code=error.code, message=error.message)
        return Taken(path, receipt)

    def leave_to_workers(self, taken: Sequence[Taken]) -> None:
        """Remind the workers of what was accepted; without a queue the sweep of a worker finds it."""
        with suppress(RecordsUnavailable):
            self._house.queue.prepare()
        self._house.queue.enqueue([t.receipt.intake_id for t in taken if t.receipt.intake_id])

    def finish(self, taken: Sequence[Taken]) -> Iterator[dict[str, Any]]:
        """Read what is still to be read and yield the row of each file when it is done; refused ones come first."""
        waiting = [t for t in taken if t.receipt.intake_id is not None]
        yield from (self.row(t) for t in taken if t.receipt.intake_id is None)
        with ThreadPoolExecutor(self._house.settings.number("WORKERS")) as threads:
            running = {threads.submit(self._read_text, t): t for t in waiting}
            scans = []
            for future in as_completed(running):
                if future.result():
                    yield self.row(running[future])
                else:
                    scans.append(running[future])
            recognising = {threads.submit(self._bring_to_end, t): t for t in scans}
            for done in as_completed(recognising):
                done.result()
                yield self.row(recognising[done])

    def _read_text(self, taken: Taken) -> bool:
        """Read the text layer of a file; False when its pictures are still to be recognised, after all others."""
        assert taken.receipt.intake_id is not None  # noqa: S101 - finish has looked
        if self._house.processor.process(taken.receipt.intake_id) is Ended.SCAN_WAITS:
            return False
        self._bring_to_end(taken)
        return True

    def _bring_to_end(self, taken: Taken) -> None:
        intake_id = taken.receipt.intake_id
        assert intake_id is not None  # noqa: S101 - finish has looked
        while True:
            with self._house.records.reading() as session:
                left = intake.unfinished(session, [intake_id])
            if not left:
                break
            if self._house.processor.process(intake_id) is Ended.NOT_MINE:
                time.sleep(POLL_S)
        if self._register:
            self._register_draft(intake_id)

    def _register_draft(self, intake_id: str) -> None:
        """Register a draft that an earlier run had left open."""
        with self._house.records.reading() as session:
            draft = intake.get(session, intake_id).draft
        if draft is not None and draft.act_id is None and draft.state == "open":
            self._house.processor.register_if_certain(draft, self._actor)

    def row(self, taken: Taken) -> dict[str, Any]:
        """Return the line of a file as it stands now."""
        receipt = taken.receipt
        if receipt.intake_id is not None:
            with self._house.records.reading() as session:
                item = intake.get(session, receipt.intake_id)
                receipt = receipt_of(session, item, receipt.file, receipt.sha256 or "", receipt.outcome)
        return {
            "file": str(taken.path),
            "sha256": receipt.sha256,
            "outcome": receipt.outcome,
            "intake_id": receipt.intake_id,
            "draft_id": receipt.draft_id,
            "act_id": receipt.act_id,
            "code": receipt.code,
            "message": receipt.message,
        }
