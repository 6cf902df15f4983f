"""One process that writes and eight that search the same embedded index for some seconds: nobody fails."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from benchmarks.search_parts import acts
from benchmarks.search_parts.common import ACTS, MS, indexed, p95
from benchmarks.search_parts.queries import questions
from benchmarks.search_parts.registers import CACHE, register
from benchmarks.table import Figure
from search.analysis import default_analysis
from search.embedded import EmbeddedIndex
from search.port import Filters, SearchRequest
from search.query import parse

READERS: Final = 8
SECONDS: Final = int(os.environ.get("BENCH_SECONDS", "20"))
_WRITTEN: Final = 20
"""Acts of one commit."""


def measure() -> list[Figure]:
    """Run them together on a copy of the index."""
    with indexed():
        pass
    folder = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        shutil.copytree(register(ACTS) / "index", folder / "index")
        commands = [["write"], *(["read", str(number)] for number in range(READERS))]
        running = [
            subprocess.Popen([sys.executable, "-m", __name__, str(folder / "index"), *command], stdout=subprocess.PIPE)
            for command in commands
        ]
        answers = [process.communicate()[0] for process in running]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    broken = sum(process.returncode != 0 for process in running)
    told = [json.loads(answer) for answer in answers if answer]
    searches = sum(len(one["searches"]) for one in told)
    slowest = p95([seconds for one in told for seconds in one["searches"]] or [0.0]) * MS
    commits = sum(one["commits"] for one in told)
    return [
        Figure(
            f"1 writer and {READERS} readers, {SECONDS} s",
            "no errors",
            f"{broken} failed; {searches} searches, p95 {slowest:.0f} ms by the clock; {commits} commits",
            met=broken == 0 and searches > 0 and commits > 0,
        )
    ]


def _main(folder: Path, role: str, number: int) -> None:
    index = EmbeddedIndex(folder, default_analysis())
    searches: list[float] = []
    commits = 0
    asked = [question for _, question in questions(5, ACTS, seed=number)]
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if role == "write":
            first = commits * _WRITTEN % (ACTS - _WRITTEN)
            index.apply(list(acts.acts(_WRITTEN, first)), [])
            commits += 1
            time.sleep(0.3)
            continue
        question = asked[len(searches) % len(asked)]
        query = parse(question.text, default_analysis())
        begun = time.perf_counter()
        index.search(SearchRequest(query=query, filters=Filters(access=question.access, kinds=question.kinds)))
        searches.append(time.perf_counter() - begun)
    if index.health().documents != ACTS:
        sys.exit("acts were lost or doubled")
    print(json.dumps({"searches": searches, "commits": commits}))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0)  # noqa: PLR2004 our own words
