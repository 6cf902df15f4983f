"""Second steps for the tests of the pool: they run in its children."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import StateConflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.document import Document


def describe(document: Document) -> dict[str, int]:
    return {"blocks": len(document.blocks), "pid": os.getpid()}


def niceness(document: Document) -> int:
    del document
    return os.nice(0)


def niceness_of_call(path: Path, **_: object) -> int:
    del path
    return os.nice(0)


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


def doze(document: Document) -> None:
    del document
    time.sleep(1)


def spin(document: Document) -> None:
    del document
    while True:
        pass


def misbehave(document: Document) -> dict[str, str]:
    """Try what a hostile file would have its reader do; the text of the document says against whom: ``name=value``."""
    given = dict(line.split("=", 1) for line in document.text.splitlines() if "=" in line)
    folder, port = Path(given["folder"]), int(given["port"])
    deeds: dict[str, Callable[[], object]] = {
        "connect": lambda: socket.create_connection(("127.0.0.1", port), 2),
        "send": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)),
        "local socket": lambda: socket.socket(socket.AF_UNIX).connect(given["socket"]),
        "read another file": (folder / "other.txt").read_bytes,
        "list the folder": lambda: list(folder.iterdir()),
        "write": lambda: (folder / "new.txt").write_bytes(b"x"),
        "write to the temporary folder": lambda: Path("/tmp/written-by-a-child").write_bytes(b"x"),  # noqa: S108 - where anybody may write
        "empty a file": lambda: os.truncate(folder / "other.txt", 0),
        "remove": (folder / "other.txt").unlink,
        "rename": lambda: (folder / "other.txt").rename(folder / "renamed.txt"),
        "change mode": lambda: (folder / "other.txt").chmod(0),
        "read the environment of the register": lambda: Path(f"/proc/{given['pid']}/environ").read_bytes(),
        "signal the register": lambda: os.kill(int(given["pid"]), 0),
        "limit the register": lambda: resource.prlimit(int(given["pid"]), resource.RLIMIT_CORE),
        "memory that outlives the process": lambda: ctypes_call("shmget", -1, 4096, 0o600),
        "mount": lambda: ctypes_call("mount", b"none", b"/mnt", b"tmpfs", 0, None),
        "new namespace": lambda: ctypes_call("unshare", 0x10000000),
        "a program": lambda: subprocess.run(["/bin/cat", str(folder / "other.txt")], check=True, capture_output=True),
    }
    return {name: outcome_of(deed) for name, deed in deeds.items()}


def outcome_of(deed: Callable[[], object]) -> str:
    try:
        deed()
    except (OSError, subprocess.SubprocessError) as error:
        return type(error).__name__
    return "done"


def ctypes_call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)


def surroundings(document: Document) -> dict[str, object]:
    del document
    return {
        "environment": dict(os.environ),
        "interfaces": [line.split(":")[0].strip() for line in Path("/proc/self/net/dev").read_text().splitlines()[2:]],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "capabilities": next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith("CapEff")),
        "numbers": numpy_sum(),
    }


def numpy_sum() -> int:
    """A library that the zygote has not warmed can still be imported."""
    import statistics

    import numpy as np

    return int(np.arange(5).sum()) + round(statistics.mean([1, 1]))
