"""What a process of its own does to the records, for tests of several at once.

Run as ``python -m tests.storage.processes STEP URL …``. Each waits until its standard input ends, so that all begin
together, and prints what came of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from domain.errors import DuplicateNumber, StateConflict
from storage import drafts, intake
from storage.database import Records
from storage.migrating import upgrade
from tests.factories import REPOSITORY, arrival

if TYPE_CHECKING:
    from collections.abc import Sequence


def together(count: int, *words: str) -> list[str]:
    """Start ``count`` processes of one step, let them go at once, return what each printed."""
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.processes", *words],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    told = [process.communicate("", timeout=60)[0].strip() for process in started]
    assert all(process.returncode == 0 for process in started)
    return told


def write_journal(url: str, count: str) -> str:
    """Write entries, each in a unit of its own."""
    records = Records(url)
    for number in range(int(count)):
        with records.writing(f"процесс {os.getpid()}") as unit:
            unit.record("test.written", f"test:{number}", number=number)
            unit.commit()
    return "done"


def register_draft(url: str, draft_id: str, version: str) -> str:
    """Confirm a draft as a person who saw this version."""
    try:
        with Records(url).writing(f"регистратор {os.getpid()}") as unit:
            act = drafts.register(unit, draft_id, int(version), {})
            unit.commit()
    except (StateConflict, DuplicateNumber) as refusal:
        return refusal.code
    return f"act {act.id}"


def migrate(url: str) -> str:
    """Bring an empty database to the newest schema."""
    upgrade(Records(url))
    return "done"


def accept_same(url: str, content: str) -> str:
    """Take in one content through the door's own way of recording."""
    from sqlalchemy.exc import IntegrityError

    records = Records(url)
    for attempt in range(2):
        try:
            with records.writing("регистратор") as unit:
                outcome, item = intake.accept(unit, arrival(content))
                unit.commit()
        except IntegrityError:
            if attempt:
                raise
        else:
            return f"{outcome} {item.id}"
    return "never"


def claim_and_hang(url: str, intake_id: str) -> str:
    """Take a lease in the name of this process and hold it until killed."""
    with Records(url).writing("система") as unit:
        took = intake.claim(unit, intake_id, intake.this_worker())
        unit.commit()
    sys.stdout.write(f"{took} {intake.this_worker()}\n")
    sys.stdout.flush()
    time.sleep(60)
    return "not killed"


STEPS: Final = {step.__name__: step for step in (write_journal, register_draft, migrate, accept_same, claim_and_hang)}


def main(words: Sequence[str]) -> None:
    """Wait for the start and do the step."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    sys.stdout.write(STEPS[words[0]](*words[1:]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
