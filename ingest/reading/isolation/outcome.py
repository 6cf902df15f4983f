"""What became of a reading: what its child said, how it ended, and the error that tells of it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

import domain.errors
from domain.errors import HostileFile, IntakeError, ReadingFailed, ReadingTimedOut, RegisterError

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.reading.isolation import wire

_STATUS_BYTES: Final = 4
_GRACE: Final = 5.0
"""Seconds to wait for the exit status of a child that was ended."""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A document and what the second step made of it; ``failure`` tells why there is no value."""

    document: Document
    value: Any = None
    failure: RegisterError | None = None


@dataclass(slots=True)
class Heard:
    """What a child said until it fell silent."""

    document: Document | None = None
    value: msgspec.Raw | None = None
    failure: wire.Failure | None = None
    after_failure: wire.Failure | None = None
    done: bool = False
    stage: str = ""
    """Where it was."""
    step: int = 0
    """At which page of the stage, from 0."""


def result_of(heard: Heard, code: int | None, after: str, after_type: Any) -> Document | ReadResult:
    """Return what a reading gave; what it ended with is raised when there is not even a document."""
    if heard.failure is not None:
        raise error_of(heard.failure)
    if heard.document is None:
        raise death(code, heard.stage, heard.step)
    if not after:
        return heard.document
    if heard.value is not None:
        try:
            return ReadResult(heard.document, msgspec.msgpack.decode(heard.value, type=after_type))
        except msgspec.DecodeError:
            return ReadResult(heard.document, failure=ReadingFailed(defect=f"{after}: value"))
    failure = error_of(heard.after_failure) if heard.after_failure is not None else death(code)
    return ReadResult(heard.document, failure=failure)


def error_of(failure: wire.Failure) -> RegisterError:
    """Return the error that a child told of, by its class."""
    found = getattr(domain.errors, failure.kind, None)
    if not (isinstance(found, type) and issubclass(found, RegisterError)):
        found = IntakeError
    error: RegisterError = found(failure.message, **failure.details)
    return error


def exit_code(status: int) -> int | None:
    """Return the exit status that the zygote wrote, None when the zygote is gone as well."""
    os.set_blocking(status, False)
    until = time.monotonic() + _GRACE
    while time.monotonic() < until:
        try:
            data = os.read(status, _STATUS_BYTES)
        except BlockingIOError:
            time.sleep(0.01)
            continue
        return int.from_bytes(data, "big", signed=True) if len(data) == _STATUS_BYTES else None
    return None


def death(code: int | None, stage: str = "", step: int = 0) -> RegisterError:
    """Return the error that fits how a child ended without saying why, at which stage and page of it."""
    if code == -signal.SIGXCPU:
        return ReadingTimedOut(signal=signal.SIGXCPU.name, stage=stage, step=step)
    if code == -signal.SIGXFSZ:
        return HostileFile(limit="file_bytes")
    name = signal.Signals(-code).name if code is not None and code < 0 and -code in set(signal.Signals) else str(code)
    return ReadingFailed(signal=name, stage=stage, step=step)
