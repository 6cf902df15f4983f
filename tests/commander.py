"""Runs the ``registry`` command many times without paying for its imports each time.

A helper process imports the command once and forks for every run. The run itself is a process of its own, with its own
environment, folder, session and standard streams, and ends as the command ends.
"""

from __future__ import annotations

import atexit
import base64
import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

REPOSITORY: Final = Path(__file__).parents[1]
KILLED: Final = 124
"""Exit code that is told of a run that had to be killed."""


class Commander:
    """The side of the tests."""

    def __init__(self) -> None:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.commander"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self.close)

    def close(self) -> None:
        """End the helper."""
        self._helper.communicate("", timeout=10)

    def run(
        self, words: Sequence[bytes], environment: Mapping[str, str], folder: Path, stdin: bytes, timeout: float
    ) -> tuple[int, bytes, bytes]:
        """Run the command; return its exit code, what it printed and what it said."""
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        with tempfile.TemporaryDirectory() as streams:
            (Path(streams) / "in").write_bytes(stdin)
            order = {
                "words": [base64.b64encode(word).decode() for word in words],
                "environment": dict(environment),
                "folder": str(folder),
                "streams": streams,
                "timeout": timeout,
            }
            self._helper.stdin.write(json.dumps(order) + "\n")
            self._helper.stdin.flush()
            code = json.loads(self._helper.stdout.readline())
            return code, (Path(streams) / "out").read_bytes(), (Path(streams) / "err").read_bytes()


PARTS: Final = (
    "alembic.command",
    "sqlalchemy.dialects.sqlite",
    "registry_api.accounts",
    "registry_api.checking",
    "registry_api.finding",
    "registry_api.intake",
    "registry_api.jobs.queue",
    "registry_api.presenting",
    "dbos",
    "export.build",
    "ingest.processing",
    "ingest.receiving",
    "search.embedded",
    "search.indexer",
)
"""What commands import when they need it: imported here once for all."""


def main() -> None:
    """Fork for every order that comes on standard input."""
    from importlib import import_module

    import registry_api.cli
    from search.analysis import default_analysis

    for part in PARTS:
        import_module(part)
    default_analysis()
    gc.freeze()
    assert threading.active_count() == 1, "a fork takes no threads along"
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(order)
            _end(registry_api.cli.main)
        sys.stdout.write(f"{_wait(child, order['timeout'])}\n")
        sys.stdout.flush()


def _become(order: dict[str, Any]) -> None:
    """Take over what belongs to the run."""
    os.setsid()
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, (name, flags) in enumerate(
        (("in", os.O_RDONLY), ("out", os.O_WRONLY | os.O_CREAT), ("err", os.O_WRONLY | os.O_CREAT))
    ):
        opened = os.open(Path(order["streams"]) / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.argv = ["registry", *(os.fsdecode(base64.b64decode(word)) for word in order["words"])]


def _end(command: Callable[[], None]) -> NoReturn:
    """Run the command and end as it ends, without taking the interpreter down piece by piece."""
    code: int | str | None = 0
    try:
        command()
    except SystemExit as ending:
        code = ending.code
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _wait(child: int, seconds: float) -> int:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return KILLED


if __name__ == "__main__":
    main()
