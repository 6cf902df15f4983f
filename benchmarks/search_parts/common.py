"""What the parts share: sizes, the opened register, clocks."""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts.registers import CACHE, register
from registry_api.root import Register
from registry_api.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

ACTS: Final = int(os.environ.get("BENCH_ACTS", "100000"))
"""Acts of the register that is measured; a smaller one only tries the benchmark out."""

RUN: Final = "BENCH_RUN"
"""Names the run of all parts: what one part built and measured, a later one of the same run does not build again."""

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


def once(name: str, measure: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Measure, or return what an earlier part of the same run measured under this name."""
    kept = CACHE / f"measured-{name}.json"
    run = os.environ.get(RUN, "")
    if run and kept.exists():
        known: dict[str, dict[str, float]] = json.loads(kept.read_text("utf-8"))
        if run in known:
            return known[run]
    found = measure()
    CACHE.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({run: found}), "utf-8")
    return found


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
