"""What the parts share: sizes, the opened register, clocks."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts.registers import register
from registry_api.root import Register
from registry_api.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

ACTS: Final = int(os.environ.get("BENCH_ACTS", "100000"))
"""Acts of the register that is measured; a smaller one only tries the benchmark out."""

MS: Final = 1000.0


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of a call: by the clock, and of this thread's processor time, which other programs hardly change."""

    wall: float
    cpu: float


def took(call: Callable[[], object]) -> Took:
    """Run and measure."""
    wall, cpu = time.perf_counter(), time.thread_time()
    call()
    return Took(time.perf_counter() - wall, time.thread_time() - cpu)


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not pass."""
    return sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]


def load_average() -> str:
    """Return how busy the machine is, to stand beside figures by the clock."""
    return f"load {os.getloadavg()[0]:.1f}"


@contextmanager
def opened(folder: Path) -> Iterator[Register]:
    """Open the product on a data folder, as its own programs do."""
    with Register(load({"REGISTRY_DATA": str(folder)})) as made:
        yield made


@contextmanager
def indexed(count: int = ACTS) -> Iterator[Register]:
    """Open a register of so many acts; build its index when it is missing, outdated or unfinished."""
    with opened(register(count)) as made:
        if made.index.health().documents != count:
            made.indexer.rebuild()
        yield made
