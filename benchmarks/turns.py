"""Engines in turn, file by file, so that what else the machine does strikes all of them alike.

A round starts one process for each engine, lets it read the same small file to get warm, and gives every file to one
engine after the other; nothing of a round helps the next. Of an engine and a file the least of the rounds counts: what
another program takes from the processor's cache only ever adds. The time of a reading goes from the path to the text,
all threads and children of the process counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from benchmarks import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[[Path], dict[str, Any]]

SERVE: Final = "serve"
"""First argument of a module that is started as the process of an engine, the second is the engine."""

Round = dict[str, dict[str, dict[str, Any]]]
"""By engine and name of the file: ``processor`` and ``clock`` in seconds, and what the engine said."""


def round_of(module: str, engines: Sequence[str], files: Sequence[Path], warm: Path) -> Round:
    """Let each engine, a process of a module that calls :func:`serve`, read each file once.

    Args:
        module: Started as ``python -m module serve engine``.
        engines: Who reads.
        files: What is read, all of it by all of them.
        warm: What each reads first, unmeasured.
    """
    with ExitStack() as stack:
        readers = {engine: stack.enter_context(_Reader(module, engine)) for engine in engines}
        for reader in readers.values():
            reader.read(warm)
        found: Round = {engine: {} for engine in engines}
        for path in files:
            for engine, reader in readers.items():
                found[engine][path.name] = reader.read(path)
    return found


def least(rounds: Sequence[Round], engine: str, measure: str) -> dict[str, float]:
    """Return the least of the rounds for each file; ``measure`` is ``processor`` or ``clock``."""
    return {name: min(each[engine][name][measure] for each in rounds) for name in rounds[0][engine]}


def serve(read: Read) -> None:
    """Be the process of an engine: read what is asked for until nothing more is."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    for line in sys.stdin:
        path = Path(json.loads(line))
        began, clock = processor(), time.perf_counter()
        said = read(path)
        said["processor"], said["clock"] = processor() - began, time.perf_counter() - clock
        print(json.dumps(said), file=answers, flush=True)


def processor() -> float:
    """Return the seconds of a processor that this process and its children took so far."""
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


class _Reader:
    """The process of one engine."""

    def __init__(self, module: str, engine: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, SERVE, engine],
            cwd=corpus.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def read(self, path: Path) -> dict[str, Any]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise ValueError(path)  # both are pipes
        print(json.dumps(str(path)), file=questions, flush=True)
        said: dict[str, Any] = json.loads(answers.readline())
        return said
