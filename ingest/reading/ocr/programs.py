"""Programs of the system, each started within limits of its own and ended as a whole."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping

    from ingest.reading.limits import ReadLimits


class Ended(NamedTuple):
    """How a program ended: its exit code (None: out of time or not started) and what it wrote to its output."""

    code: int | None
    output: bytes


def run_tool(
    command: list[str], *, seconds: float, limits: ReadLimits, data: bytes = b"", home: str = "/nonexistent"
) -> bytes | None:
    """Run a program of the system within its own limits; its output, or None when it failed or ran out of time."""
    ended = run_program(command, seconds=seconds, limits=limits, data=data, home=home)
    return ended.output if ended.code == 0 else None


def run_program(
    command: list[str],
    *,
    seconds: float,
    limits: ReadLimits,
    data: bytes = b"",
    home: str = "/nonexistent",
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """Run a program of the system and tell how it ended.

    Args:
        command: Absolute path of the program (or of the sandbox before it) and its arguments.
        seconds: Wall-clock and processor seconds; after them the whole process group is killed.
        limits: What else it may take: address space, size of a file that it writes.
        data: Its input.
        home: Its home folder.
        environment: More variables; nothing of the register's own environment is handed on.
    """
    try:
        process = start_program(command, seconds=seconds, limits=limits, home=home, environment=environment)
    except OSError:
        return Ended(None, b"")
    try:
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        end_program(process)
        return Ended(None, b"")
    return Ended(process.returncode, output)


def start_program(
    command: list[str],
    *,
    seconds: float,
    limits: ReadLimits,
    home: str = "/nonexistent",
    environment: Mapping[str, str] | None = None,
    channel: socket.socket | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program as :func:`run_program` does, in a process group of its own, and do not wait for it.

    Args:
        command: As there.
        seconds: Processor seconds.
        limits: As there.
        home: As there.
        environment: As there.
        channel: Its input and output; two pipes when there is none.

    Raises:
        OSError: it cannot be started.
    """
    variables = {
        "PATH": os.defpath + ":/usr/local/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "OMP_THREAD_LIMIT": "1",
        **(environment or {}),
    }
    ends = subprocess.PIPE if channel is None else channel.fileno()
    return subprocess.Popen(  # noqa: S603 - absolute paths of known programs
        command, stdin=ends, stdout=ends, stderr=subprocess.DEVNULL,
        env=variables, preexec_fn=_confine(seconds, limits), start_new_session=True,  # noqa: PLW1509 - the child has one thread
    )  # fmt: skip


def end_program(process: subprocess.Popen[bytes]) -> None:
    """Kill a program with all that it started, and wait for its end."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _confine(seconds: float, limits: ReadLimits) -> Callable[[], None]:
    def confine() -> None:
        for what, amount in (
            (resource.RLIMIT_AS, limits.tool_memory_bytes),
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_FSIZE, limits.file_bytes),
        ):
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (amount if hard == resource.RLIM_INFINITY else min(amount, hard), hard))

    return confine
