"""``make bench-search``: speed and memory of search over 100 000 acts; names of parts run those alone.

Parts: ``build``, ``pages``, ``processes``, ``opensearch``, ``parity``, ``growth``. The acts are made of the corpus'
federal laws and kept under ``.cache/search``. Each part runs in a process of its own; one that fails is a line of the
table that is not met, and the others still run. Without ``REGISTRY_TEST_OPENSEARCH_URL`` the OpenSearch server of
``make services`` is used, and started for the time of the run when it does not stand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts.common import ACTS, RUN
from benchmarks.search_parts.registers import CACHE
from benchmarks.search_parts.server import VARIABLE
from benchmarks.table import Figure, show

if TYPE_CHECKING:
    from collections.abc import Iterator

USUAL: Final = {"build": 420, "pages": 180, "processes": 60, "opensearch": 660, "parity": 300, "growth": 180}
"""Seconds of each part on a quiet machine of two cores, once the registers are made; a run remembers its own."""
LIMIT: Final = 5400
"""Seconds after which a part is taken for stuck."""
_SERVICES: Final = Path(__file__).parents[1] / "tools" / "services"


def main(chosen: list[str]) -> None:
    """Measure the chosen parts."""
    parts = chosen or list(USUAL)
    unknown = [name for name in parts if name not in USUAL]
    if unknown:
        sys.exit(f"no such part: {', '.join(unknown)} (there are {', '.join(USUAL)})")
    os.environ[RUN] = uuid.uuid4().hex
    figures: list[Figure] = []
    begun = time.monotonic()
    with _server():
        for place, name in enumerate(parts, 1):
            left = sum(_expected(part) for part in parts[place - 1 :])
            told = f"[{place}/{len(parts)}] {name}: about {_minutes(_expected(name))}; {_minutes(left)} to the end"
            print(told, flush=True)
            figures += _part(name)
    print(f"all parts took {_minutes(time.monotonic() - begun)}", flush=True)
    show("Search", figures)


def _part(name: str) -> list[Figure]:
    """Run a part in a process of its own and return its lines."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "benchmarks.search_parts", name, str(answer)]
        try:
            ended = f"it ended with {subprocess.run(command, check=False, timeout=LIMIT).returncode}"
        except subprocess.TimeoutExpired:
            ended = f"it did not end in {_minutes(LIMIT)}"
        took = time.monotonic() - begun
        if not answer.exists():
            return [Figure(f"{name}: runs to its end", "yes", f"{ended} after {_minutes(took)}", met=False)]
        figures = [Figure(**line) for line in json.loads(answer.read_text("utf-8"))]
    print(f"      {name} took {_minutes(took)}", flush=True)
    _remember(name, took)
    return figures


def _expected(name: str) -> float:
    known = json.loads(_memory().read_text("utf-8")) if _memory().exists() else {}
    seconds: float = known.get(name, USUAL[name] * max(ACTS, 5000) / 100_000)
    return seconds


def _remember(name: str, seconds: float) -> None:
    known = json.loads(_memory().read_text("utf-8")) if _memory().exists() else {}
    CACHE.mkdir(parents=True, exist_ok=True)
    _memory().write_text(json.dumps(known | {name: round(seconds)}), "utf-8")


def _memory() -> Path:
    return CACHE / f"took-{ACTS}.json"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min"


@contextmanager
def _server() -> Iterator[None]:
    """Find the OpenSearch server of this machine, or start it and stop it afterwards; without one the parts say so."""
    if os.environ.get(VARIABLE):
        yield
        return
    stood = _services("status").returncode == 0
    if not stood:
        print("starting OpenSearch (make services)", flush=True)
        print(_services("start").stdout, flush=True)
    for line in _services("env").stdout.splitlines():
        name, _, value = line.removeprefix("export ").partition("=")
        if name == VARIABLE:
            os.environ[VARIABLE] = value.strip("'\"")
    try:
        yield
    finally:
        if not stood:
            _services("stop")


def _services(command: str) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, str(_SERVICES), command, "--only", "opensearch"]
    return subprocess.run(asked, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    main(sys.argv[1:])
