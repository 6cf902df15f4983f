"""A rebuild in a process of its own, so that its peak memory is its own: ``python -m … COUNT`` prints one JSON line."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from benchmarks.search_parts.common import once, opened
from benchmarks.search_parts.registers import register


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a whole rebuild from the records took."""

    seconds: float
    cpu: float
    """Processor seconds of all threads."""
    peak_mb: float
    index_mb: float


def rebuild(count: int) -> Rebuilt:
    """Rebuild the embedded index of a register of so many acts in a child process, once in a run of all parts."""
    register(count)
    return Rebuilt(**once(f"rebuild-{count}", lambda: _child(count)))


def _child(count: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", __name__, str(count)], check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _main(count: int) -> None:
    folder = register(count)
    with opened(folder) as made:
        wall, cpu = time.perf_counter(), time.process_time()
        made.indexer.rebuild()
        seconds, cpu = time.perf_counter() - wall, time.process_time() - cpu
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak, "index_mb": size / 1_000_000}))


if __name__ == "__main__":
    _main(int(sys.argv[1]))
