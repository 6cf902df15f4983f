"""What happens in a child: it prepares, waits for its one job, reads, takes the second step, and tells each outcome.

A child is forked before its file is known, so that nobody waits for what no file is needed for. It gets one job and
ends after it: no process reads two files.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import select
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from domain.errors import HostileFile, ReadingFailed, RegisterError
from ingest.reading.isolation import confinement, rehearsal, wire
from ingest.reading.reader import Progress, read_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.reading.limits import ReadLimits
    from ingest.reading.tools import Tools

_PAGE_STAGES: Final = ("pages", "ocr", "rules")
_BACKGROUND: Final = 10
"""Niceness of work that may wait: recognition of scans, derivatives."""


def serve(channel: socket.socket, tools: Tools, pages: list[rehearsal.Range]) -> None:
    """Prepare, wait for the job, do it and report. End without one when the zygote ends.

    Args:
        channel: Brings the job and, with it, the socket for reports.
        tools: What the job is expected to be allowed to use.
        pages: What reading will write to.
    """
    confinement.forgo_privileges()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    seal = confinement.Seal(tools)
    coming = select.poll()
    coming.register(channel, select.POLLIN)
    rehearsal.make_ready(pages, has_come=lambda: bool(coming.poll(0)))
    with channel:
        data, descriptors, _, _ = socket.recv_fds(channel, wire.LONGEST_ORDER, 2)
    if not data:
        return
    reports, *held = descriptors
    job = wire.order(data, held)
    for descriptor in held:
        os.close(descriptor)
    if isinstance(job, wire.Stop):
        return  # the zygote gives none
    if job.tools != tools:
        seal = confinement.Seal(job.tools)
    _run(job, socket.socket(fileno=reports), seal)


def _run(job: wire.Job | wire.Call, reports: socket.socket, seal: confinement.Seal) -> None:
    _limit(job.limits)

    def progress(stage: str, done: int, total: int) -> None:
        if stage in _PAGE_STAGES:
            _allow_processor(job.limits, stage, total)
        wire.send(reports, wire.Step(stage, done, total))

    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        if isinstance(job, wire.Call):
            _call(job, reports, progress, seal)
        else:
            _read(job, reports, progress, seal)


def _call(job: wire.Call, reports: socket.socket, progress: Progress, seal: confinement.Seal) -> None:
    if job.background:
        os.nice(_BACKGROUND)
    try:
        paths = [Path(os.fsdecode(path)) for path in job.paths]
        function = _named(job.function)
        tools = seal.put_on(paths) if job.sealed else job.tools
        value = function(*paths, limits=job.limits, tools=tools, progress=progress, **job.arguments)
        wire.send(reports, wire.Value(msgspec.Raw(msgspec.msgpack.encode(value))))
        wire.send(reports, wire.Done())
    except MemoryError:
        wire.send(reports, _failure(HostileFile(limit="memory")))
    except RegisterError as error:
        wire.send(reports, _failure(error))
    except RecursionError:
        wire.send(reports, _failure(HostileFile(limit="nesting")))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # noqa: BLE001 - a defect over hostile data is told, not raised
        wire.send(reports, _failure(ReadingFailed(defect=f"{job.function}: {type(error).__name__}")))


def _read(job: wire.Job, reports: socket.socket, progress: Progress, seal: confinement.Seal) -> None:
    if job.background:
        os.nice(_BACKGROUND)
    try:
        document = read_document(
            Path(os.fsdecode(job.path)),
            name=job.name,
            limits=job.limits,
            tools=job.tools,
            progress=progress,
            method=job.method,
            recognise=job.recognise,
            passed=job.passed,
            seal=lambda path, _: seal.put_on([path]),
        )
        wire.send(reports, wire.Read(document))
    except MemoryError:
        wire.send(reports, _failure(HostileFile(limit="memory")))
        return
    except RegisterError as error:
        wire.send(reports, _failure(error))
        return
    if job.after:
        wire.send(reports, _second_step(job.after, document))
    wire.send(reports, wire.Done())


def _second_step(name: str, document: object) -> wire.After | wire.Failure:
    try:
        value = _named(name)(document)
        return wire.After(msgspec.Raw(msgspec.msgpack.encode(value)))
    except RegisterError as error:
        return _failure(error, after=True)
    except MemoryError:
        return _failure(HostileFile(limit="memory"), after=True)
    except Exception as error:  # noqa: BLE001 - the document is there; the step's defect is told, not raised
        return _failure(ReadingFailed(defect=f"{name}: {type(error).__name__}"), after=True)


def _named(name: str) -> Callable[..., object]:
    module, _, function = name.partition(":")
    found: Callable[..., object] = getattr(importlib.import_module(module), function)
    return found


def _failure(error: RegisterError, *, after: bool = False) -> wire.Failure:
    plain: dict[str, object] = {
        key: value if isinstance(value, (str, int, float, bool)) else str(value) for key, value in error.details.items()
    }
    return wire.Failure(type(error).__name__, error.message, plain, after)


def _limit(limits: ReadLimits) -> None:
    """Set the limits of the process. Files: none of its own; a converter may raise its own limit to the hard one."""
    memory = _address_space() + limits.memory_bytes
    ceiling = max(memory, limits.tool_memory_bytes)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits.file_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory, ceiling))
    seconds = max(1, round(limits.seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, max(seconds, int(limits.wall_seconds))))


def _allow_processor(limits: ReadLimits, stage: str, pages: int) -> None:
    """Give more processor time to a file with many pages; recognition draws and cleans them beside reading."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    seconds = limits.seconds + limits.seconds_per_page * min(pages, limits.pdf_pages)
    if stage in {"ocr", "rules"}:
        seconds += limits.raster_seconds_per_page * min(pages, limits.ocr_pages)
    wanted = min(hard, round(seconds) + 1)
    if wanted > soft:
        resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def _address_space() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()
