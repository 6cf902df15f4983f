"""Between processes: a writer killed at any moment loses nothing that it acknowledged, readers never fail."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_acts import ALL_LEVELS, act
from writing_process import BATCH

from domain.errors import IndexUnavailable
from search.analysis import Analysis, default_analysis
from search.embedded import EmbeddedIndex
from search.port import Filters, SearchRequest
from search.query import Query, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLS = int(os.environ.get("REGISTRY_TEST_SEARCH_KILLS", "6"))
SCRIPT = Path(__file__).with_name("writing_process.py")
EVERYONE = Filters(access=ALL_LEVELS)


@pytest.fixture(scope="module")
def morph() -> Analysis:
    return default_analysis()


class Writer:
    """The writing process and what it has acknowledged so far."""

    def __init__(self, folder: Path, first: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(folder), str(first)], stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def lines(self) -> Iterator[tuple[str, int]]:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.endswith("\n"):
                name, version = line.split()
                yield name, int(version)

    def first_line(self) -> tuple[str, int]:
        return next(self.lines())

    def kill(self) -> dict[str, int]:
        self.process.send_signal(signal.SIGKILL)
        left = dict(self.lines())
        self.process.wait()
        return left


def test_killed_writer_loses_nothing_acknowledged(tmp_path: Path, morph: Analysis) -> None:
    draw = random.Random(11)  # noqa: S311 moments of death
    acknowledged: dict[str, int] = {}
    first = 0
    for _ in range(KILLS):
        writer = Writer(tmp_path, first)
        name, version = writer.first_line()
        acknowledged[name] = version
        time.sleep(draw.uniform(0.0, 0.5))
        acknowledged |= writer.kill()
        index = EmbeddedIndex(tmp_path, morph, lock_timeout=2)
        found = list(index.versions())
        assert len(found) == len(dict(found)), "an act stands in the index twice"
        held = dict(found)
        lost = {act_id: said for act_id, said in acknowledged.items() if held.get(act_id, 0) < said}
        assert not lost
        first = len(held) + BATCH * 2
        index.apply([act("AFTER", text="живой")], [])
        assert index.search(SearchRequest(query=parse("живой", morph), filters=EVERYONE)).total == 1
    assert len(acknowledged) > BATCH * KILLS


def test_writer_goes_on_after_one_that_died_between_its_files_and_its_commit(tmp_path: Path, morph: Analysis) -> None:
    index = EmbeddedIndex(tmp_path, morph)
    index.apply([act("A", text="первый"), act("B", text="второй")], [])
    generation = tmp_path / (tmp_path / "CURRENT").read_text("ascii")
    committed = (generation / "meta.json").read_bytes()
    index.apply([act("A", text="третий", version=2)], [])
    assert list(generation.glob("*.del")), "what a change writes before its commit"
    (generation / "meta.json").write_bytes(committed)
    again = EmbeddedIndex(tmp_path, morph)
    assert dict(again.versions())["A"] == 1
    again.apply([act("A", text="третий", version=2)], [])
    assert again.search(SearchRequest(query=parse("третий", morph), filters=EVERYONE)).total == 1
    assert sorted(act_id for act_id, _ in again.versions()) == ["A", "B"]


def test_readers_never_fail_or_go_back_while_another_process_writes(tmp_path: Path, morph: Analysis) -> None:
    reader = EmbeddedIndex(tmp_path, morph)
    writer = Writer(tmp_path, 0)
    try:
        writer.first_line()
        totals = []
        until = time.monotonic() + 2.0
        while time.monotonic() < until:
            page = reader.search(SearchRequest(query=parse("общее", morph), filters=EVERYONE))
            totals.append(page.total)
            assert page.total % BATCH == 0, "a batch became visible in part"
    finally:
        writer.kill()
    assert totals == sorted(totals)
    assert totals[-1] > totals[0]


def test_rebuild_killed_in_the_middle_leaves_the_old_generation(tmp_path: Path, morph: Analysis) -> None:
    index = EmbeddedIndex(tmp_path, morph)
    index.apply([act("OLD")], [])
    script = (
        "import os, sys; sys.path[:0] = [sys.argv[2], sys.argv[3]]\n"
        "from pathlib import Path\n"
        "from sample_acts import act\n"
        "from search.analysis import default_analysis\n"
        "from search.embedded import EmbeddedIndex\n"
        "with EmbeddedIndex(Path(sys.argv[1]), default_analysis()).begin_rebuild() as generation:\n"
        "    generation.add([act('NEW')])\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    roots = [str(tmp_path), str(SCRIPT.parent), str(SCRIPT.parents[3])]
    died = subprocess.run([sys.executable, "-c", script, *roots], check=False)
    assert died.returncode == -signal.SIGKILL
    assert list(index.versions()) == [("OLD", 1)]
    with index.begin_rebuild() as generation:
        generation.add([act("NEW")])
        generation.finish(1)
    assert list(index.versions()) == [("NEW", 1)]
    assert len(list(tmp_path.glob("gen-*"))) == 2, "folder and sidecar of one generation"


def test_writer_says_that_another_holds_the_lock(tmp_path: Path, morph: Analysis) -> None:
    index = EmbeddedIndex(tmp_path, morph, lock_timeout=0.1)
    index.apply([act("X")], [])
    with index.begin_rebuild() as generation:
        with pytest.raises(IndexUnavailable, match="перестраивается"):
            index.apply([act("Y")], [])
        assert index.search(SearchRequest(query=Query(), filters=EVERYONE)).total == 1
        generation.add([act("X")])
        generation.finish(1)
    index.apply([act("Y")], [])
    assert index.health().documents == 2


def test_damaged_index_says_so_and_can_be_rebuilt(tmp_path: Path, morph: Analysis) -> None:
    index = EmbeddedIndex(tmp_path, morph)
    index.apply([act("X")], [])
    folder = next(path for path in tmp_path.glob("gen-*") if path.is_dir())
    (folder / "meta.json").write_text("{}")
    fresh = EmbeddedIndex(tmp_path, morph)
    assert not fresh.health().ok
    with pytest.raises(IndexUnavailable, match="rebuild"):
        fresh.search(SearchRequest(query=Query(), filters=EVERYONE))
    with fresh.begin_rebuild() as generation:
        generation.add([act("X")])
        generation.finish(1)
    assert fresh.health().ok
    assert list(index.versions()) == [("X", 1)]
