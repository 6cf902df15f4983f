"""A whole register for a test: its settings as an environment, its parts, its commands and workers as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from registry_api.root import Register
from registry_api.settings import load
from storage.models import IntakeItem
from tests.commander import Commander
from tests.factories import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WORKS = "Исполнитель работает."


@cache
def _commander() -> Commander:
    return Commander()


@dataclass(frozen=True)
class Told:
    """What a command said: exit code, the JSON lines of its output, its messages."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every line of the output as JSON; a line that is none fails the test."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class House:
    """A register in a folder; ``more`` are settings besides the data folder."""

    folder: Path
    more: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the caller's settings gets in."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRY_")}
        return given | {"REGISTRY_DATA": str(self.folder), "PYTHONPATH": str(REPOSITORY)} | self.more

    @cached_property
    def register(self) -> Register:
        """Its parts in this process."""
        return Register(load(self.environment))

    def close(self) -> None:
        """Close what this process has opened."""
        made = self.__dict__.pop("register", None)
        if made is not None:
            made.close()

    def run(self, *words: str | bytes | Path, stdin: str | None = None, timeout: float = 120, **more: str) -> Told:
        """Run a command as a person would."""
        code, out, err = _commander().run(
            [os.fsencode(word) for word in words],
            self.environment | more,
            self.folder.parent,
            (stdin or "").encode(),
            timeout,
        )
        return Told(code, out.decode(), err.decode())

    def start_worker(self, *words: str) -> subprocess.Popen[str]:
        """Start a worker and wait until it works."""
        return start(self, "worker", *words, until=WORKS)

    @contextmanager
    def worker(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A worker for as long as the block lasts; it is asked to end, and must."""
        process = self.start_worker(*words)
        try:
            yield process
        finally:
            process.terminate()
            try:
                assert process.wait(timeout=20) == 0
            finally:
                process.kill()
                process.wait()

    def items(self) -> list[IntakeItem]:
        """Every intake item with its draft."""
        with self.register.records.reading() as session:
            return list(
                session.scalars(
                    sa.select(IntakeItem).options(sa.orm.joinedload(IntakeItem.draft)).order_by(IntakeItem.id)
                )
            )

    def states(self) -> list[str]:
        """State of every intake item."""
        return [item.state for item in self.items()]


def start(house: House, *words: str, until: str) -> subprocess.Popen[str]:
    """Start a command that stays and wait until it says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "registry_api", *words],
        env=house.environment,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if until in line:
            return process
    process.kill()
    raise AssertionError("".join(said))


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that another process brings about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)
