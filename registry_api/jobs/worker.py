"""The side of the queue that does work: reads files, carries changes to the index, sweeps.

One worker process is one DBOS executor whose name tells host and process, so that others can see when it has died.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from domain.errors import RegisterError
from domain.statuses import Lane
from ingest.processing import Ended
from registry_api.alerts import letters
from registry_api.alerts.matching import match
from registry_api.jobs.queue import APPLICATION, QUEUES, READ
from storage import drafts, intake, scratch, workers
from storage.intake import this_worker
from storage.models import now
from storage.objects import FolderObjects

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from dbos import Queue

    from registry_api.root import Register

    Step: TypeAlias = Callable[[Register], None]

POLL_S: Final = 0.05
"""How often the queue looks for reminders while files wait: a slot is filled again only at a poll."""
IDLE_POLL_S: Final = 0.5
"""The same while nothing waits: looking twenty times a second would take a tenth of a processor for nothing."""
PACE_EVERY_S: Final = 0.5
SCAN_POLL_S: Final = 0.5
"""The same for scans, each of which takes seconds."""
INDEX_EVERY_S: Final = 0.3
SWEEP_EVERY_S: Final = 5.0
SIGN_EVERY_S: Final = 15.0
DERIVE_EVERY_S: Final = 3.0
MATCH_EVERY_S: Final = 5.0
MAIL_EVERY_S: Final = 15.0
TIDY_EVERY_S: Final = 3600.0
FINISH_S = 5
"""How long a stop waits for what is being read, seconds."""
SWEEP_AT_ONCE: Final = 200
"""As many forgotten items one sweep reminds of, oldest first: a backlog is worked off, not sent again and again."""
GRACE: Final = timedelta(seconds=5)
"""An accepted item is left to its own reminder for so long before the sweep makes another."""
log = structlog.get_logger()


def run_worker(
    register: Register,
    stop: threading.Event,
    *,
    reading: bool = True,
    chores: bool = True,
    ready: Callable[[], None] | None = None,
) -> None:
    """Work until ``stop`` is set. Raises when the database does not answer at the start.

    Args:
        register: The composition root.
        stop: Set from outside to end the work; what is being read is finished or left to its lease.
        reading: Take reminders and read files.
        chores: Carry changes to the index, sweep, tidy. Several processes may do chores at once; one is enough.
        ready: Called when the work has begun.
    """
    register.prepare()
    register.queue.prepare()
    steps: list[tuple[float, Step]] = [(SIGN_EVERY_S, _sign)]
    executor = _Executor(register) if reading else None
    if executor:
        steps += [(DERIVE_EVERY_S, _derive), (PACE_EVERY_S, executor.pace)]
    if chores:
        steps += [(INDEX_EVERY_S, _index), (SWEEP_EVERY_S, _sweep), (TIDY_EVERY_S, _tidy)]
        steps += [(MATCH_EVERY_S, _match), (MAIL_EVERY_S, _mail)]
    threads = [
        threading.Thread(target=_repeat, args=(stop, every_s, step, register), name=step.__name__, daemon=True)
        for every_s, step in steps
    ]
    with executor or nullcontext():
        for thread in threads:
            thread.start()
        if ready is not None:
            ready()
        stop.wait()
        for thread in threads:
            if thread.name != _derive.__name__:  # may take minutes, and is done again by whoever comes after
                thread.join(timeout=10)
    with register.records.writing(drafts.MACHINE) as unit:
        workers.leave(unit, this_worker())
        unit.commit()


class _Executor:
    """The DBOS executor of this process."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._texts: Queue | None = None
        self._is_busy = False

    def pace(self, register: Register) -> None:
        """Look for reminders often while files wait, seldom while none does."""
        is_busy = _files_wait(register)
        if self._texts is not None and is_busy != self._is_busy:
            self._texts.set_polling_interval_sec(POLL_S if is_busy else IDLE_POLL_S)
            self._is_busy = is_busy

    def __enter__(self) -> None:
        from dbos import DBOS

        logging.getLogger("dbos").removeFilter(_CUT_SHORT)
        processor = self._register.processor
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": self._register.queue_url,
                "executor_id": this_worker(),
                "application_version": "1",
                "log_level": "ERROR",
                "notification_listener_polling_interval_sec": 5.0,
            }
        )

        @DBOS.workflow(name=READ)
        def read_intake(intake_id: str) -> bool:
            ended = processor.process(intake_id)
            if ended is Ended.SCAN_WAITS:
                remind([intake_id], Lane.SCAN)
            return ended is not Ended.NOT_MINE

        remind = self._register.queue.enqueue
        DBOS.launch()
        made = {
            lane: DBOS.register_queue(
                QUEUES[lane],
                worker_concurrency=self._register.settings.number("WORKERS"),
                polling_interval_sec=polling_s,
                on_conflict="always_update",
            )
            for lane, polling_s in ((Lane.TEXT, IDLE_POLL_S), (Lane.SCAN, SCAN_POLL_S))
        }
        self._texts = made[Lane.TEXT]

    def __exit__(self, *_: object) -> None:
        from dbos import DBOS

        logging.getLogger("dbos").addFilter(_CUT_SHORT)
        DBOS.destroy(workflow_completion_timeout_sec=FINISH_S, destroy_registry=True)


_CLOSED: Final = "before DBOS was launched"
"""What the library says of a queue that is closed by now."""


class _CutShort(logging.Filter):
    """Says in one line what the library tells by a traceback: a reading ended after the queue was closed.

    The library tells this by its general exception, with a text; all others of its exceptions pass with their cause.
    The file keeps its place: its lease is given back or runs out, and the next worker reads it.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass everything but that on."""
        from dbos import error as queue_errors

        error = record.exc_info[1] if record.exc_info else None
        if type(error) is not queue_errors.DBOSException or _CLOSED not in str(error):
            return True
        log.warning("a reading was cut short by the stop of the worker; it will be done again", cause=str(error))
        return False


_CUT_SHORT: Final = _CutShort()


def _repeat(stop: threading.Event, every_s: float, step: Callable[[Register], None], register: Register) -> None:
    failures = 0
    while not stop.is_set():
        try:
            step(register)
            failures = 0
        except RegisterError as error:
            failures += 1
            log.warning("a step of the worker waits", step=step.__name__, code=error.code)
        except Exception:
            failures += 1
            log.exception("a step of the worker failed", step=step.__name__)
        stop.wait(min(every_s * 2**failures, 30.0) if failures else every_s)


def _sign(register: Register) -> None:
    with register.records.writing(drafts.MACHINE) as unit:
        workers.sign(unit, this_worker())
        unit.commit()


def _derive(register: Register) -> None:
    """Make what is wanted for convenience while no file waits to be read."""
    while not _files_wait(register) and register.deriver.work():
        pass


def _files_wait(register: Register) -> bool:
    with register.records.reading() as session:
        return bool(intake.waiting(session, limit=1))


def _index(register: Register) -> None:
    register.indexer.drain()


def _match(register: Register) -> None:
    """Hold what has changed against the saved searches."""
    match(register)


def _mail(register: Register) -> None:
    """Write and send letters; without a mail server what was found waits for one."""
    if register.mailer is not None:
        letters.prepare(register)
        letters.send_due(register, register.mailer)


def _sweep(register: Register) -> None:
    for lane in Lane:
        with register.records.reading() as session:
            forgotten = intake.waiting(session, older_than=now() - GRACE, limit=SWEEP_AT_ONCE, lane=lane)
        register.queue.forget_dead(forgotten, lane)
        if forgotten:
            register.queue.enqueue(forgotten, lane)


def _tidy(register: Register) -> None:
    while register.queue.tidy():
        time.sleep(0.1)
    if isinstance(register.objects, FolderObjects):
        register.objects.tidy()
    scratch.sweep()
