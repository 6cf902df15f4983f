"""Second steps for the tests of the pool: they run in its children."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from domain.errors import StateConflict

if TYPE_CHECKING:
    from domain.document import Document


def describe(document: Document) -> dict[str, int]:
    return {"blocks": len(document.blocks), "pid": os.getpid()}


def die(document: Document) -> None:
    del document
    os.kill(os.getpid(), signal.SIGSEGV)


def burst(document: Document) -> int:
    return len(bytearray(2 * 1024**3)) + len(document.text)


def break_down(document: Document) -> None:
    raise ValueError(document.text)


def refuse(document: Document) -> None:
    del document
    raise StateConflict("Сказано так", act_id="01")


def sleep(document: Document) -> None:
    del document
    time.sleep(600)


def spin(document: Document) -> None:
    del document
    while True:
        pass
