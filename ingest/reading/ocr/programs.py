"""Programs of the system, each started within limits of its own and ended as a whole."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
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
    variables = {
        "PATH": os.defpath + ":/usr/local/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "OMP_THREAD_LIMIT": "1",
        **(environment or {}),
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - absolute paths of known programs
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=variables, preexec_fn=_confine(seconds, limits), start_new_session=True,  # noqa: PLW1509 - the child has one thread
        )  # fmt: skip
    except OSError:
        return Ended(None, b"")
    try:
        output, _ = process.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Ended(None, b"")
    return Ended(process.returncode, output)


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
