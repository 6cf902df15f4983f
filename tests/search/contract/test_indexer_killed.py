"""The indexer is killed at random moments while acts come, change and go.

Nothing acknowledged is missing, nothing is there twice, and what waited is caught up with.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import address
from indexing_process import open_index

from domain.statuses import AccessLevel
from search.indexer import Indexer
from storage import migrating
from storage.database import Records
from storage.index_feed import IndexFeed
from storage.models import Act
from tests.factories import add_act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.port import SearchIndex

KILLS = int(os.environ.get("REGISTRY_TEST_INDEXER_KILLS", "10"))
SCRIPT = Path(__file__).with_name("indexing_process.py")


class Life:
    """Acts that come, change and go, and the process that indexes them."""

    def __init__(self, records: Records, url: str, place: str) -> None:
        self.records = records
        self.draw = random.Random(23)  # noqa: S311 moments of death
        self.ids: list[str] = []
        words = [sys.executable, str(SCRIPT), url, place]
        self.mother = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, start_new_session=True
        )

    def start(self) -> int:
        assert self.mother.stdin
        assert self.mother.stdout
        self.mother.stdin.write("go\n")
        return int(self.mother.stdout.readline())

    def kill(self, child: int) -> None:
        assert self.mother.stdout
        os.kill(child, signal.SIGKILL)
        assert self.mother.stdout.readline() == "dead\n"

    def go_on(self) -> None:
        for _ in range(5):
            number = str(len(self.ids) + 1)
            self.ids.append(add_act(self.records, number=number, date=date(2026, 4, 6)))
        with self.records.writing("регистратор") as unit:
            for act_id in self.draw.sample(self.ids, 3):
                act = unit.session.get_one(Act, act_id)
                act.title += " и ещё"
                act.version += 1
                act.access = AccessLevel.OFFICIAL_USE if self.draw.random() < 0.2 else AccessLevel.PUBLIC
                unit.changed(act_id)
            unit.commit()

    def wait_for_work(self, feed: IndexFeed, child: int) -> None:
        """Wait until the indexer has done something: on a busy machine it may be killed each time before that."""
        before, until = feed.waiting(), time.monotonic() + 120
        while feed.waiting() >= before > 0:
            os.kill(child, 0)  # an indexer that ended by itself is not waited for: it said why
            assert time.monotonic() < until, "the indexer does nothing"
            time.sleep(0.01)

    def end(self) -> None:
        os.killpg(self.mother.pid, signal.SIGKILL)
        self.mother.wait()


@pytest.fixture
def place(engine: str, tmp_path: Path) -> Iterator[str]:
    """Return where the index of this test stands, as the process takes it."""
    if engine == "embedded":
        yield str(tmp_path / "index")
        return
    alias = f"test-killed-{uuid.uuid4().hex[:8]}"
    yield f"{address()}/{alias}"
    from opensearchpy import OpenSearch

    client = OpenSearch(hosts=[address()])
    for generation in client.indices.get(index=f"{alias}-*", expand_wildcards="all"):
        client.indices.delete(index=generation)
    client.close()


def test_killed_indexer_loses_nothing_and_doubles_nothing(place: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite3'}"
    records = Records(url)
    migrating.upgrade(records)
    feed, index = IndexFeed(records), open_index(place)
    life = Life(records, url, place)
    try:
        for turn in range(KILLS):
            child = life.start()
            life.go_on()
            if turn % 3 == 0:
                life.wait_for_work(feed, child)
            time.sleep(life.draw.uniform(0.0, 0.5))
            life.kill(child)
            waiting = {entry.act_id for entry in feed.pending(10_000)}
            _holds_all_but(waiting, feed, index)
    finally:
        life.end()
    Indexer(feed, index).drain()
    assert feed.waiting() == 0
    assert Indexer(feed, index).check() == []
    index.close()


def _holds_all_but(waiting: set[str], feed: IndexFeed, index: SearchIndex) -> None:
    held = list(index.versions())
    assert len(held) == len(dict(held)), "an act stands in the index twice"
    kept = {act_id: version for act_id, version in held if act_id not in waiting}
    assert kept == {act_id: version for act_id, version in feed.versions() if act_id not in waiting}
