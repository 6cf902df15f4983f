"""The indexer on the real embedded index; the records are a plain list of documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from domain.errors import IndexUnavailable, SearchError
from search.analysis import default_analysis
from search.documents import SearchDocument
from search.embedded import EmbeddedIndex
from search.indexer import Difference, DifferenceKind, Indexer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Entry:
    seq: int
    act_id: str
    op: str = "upsert"


@dataclass
class Records:
    """The records' side in memory."""

    acts: dict[str, SearchDocument] = field(default_factory=dict)
    outbox: list[Entry] = field(default_factory=list)

    def put(self, act_id: str, version: int = 1) -> None:
        self.acts[act_id] = document(act_id, version)
        self.outbox.append(Entry(len(self.outbox) + 1, act_id))

    def drop(self, act_id: str) -> None:
        del self.acts[act_id]
        self.outbox.append(Entry(len(self.outbox) + 1, act_id, "delete"))

    def pending(self, limit: int) -> list[Entry]:
        return self.outbox[:limit]

    def records(self, ids: Sequence[str]) -> list[SearchDocument]:
        return [self.acts[act_id] for act_id in ids if act_id in self.acts]

    def all_records(self, batch: int) -> Iterator[list[SearchDocument]]:
        acts = list(self.acts.values())
        yield from (acts[start : start + batch] for start in range(0, len(acts), batch))

    def versions(self) -> Iterator[tuple[str, int]]:
        return ((act.id, act.version) for act in list(self.acts.values()))

    def mark_done(self, seqs: Sequence[int]) -> None:
        self.outbox = [entry for entry in self.outbox if entry.seq not in set(seqs)]

    def expected_count(self) -> int:
        return len(self.acts)


def document(act_id: str, version: int = 1) -> SearchDocument:
    return SearchDocument(
        id=act_id, version=version, kind="решение", body="Дума", date="2021-01-01", year=2021,
        number_raw="1", number_norm="1", number_int=1, title=f"О {act_id}", text="",
    )  # fmt: skip


@pytest.fixture
def index(tmp_path: Path) -> EmbeddedIndex:
    return EmbeddedIndex(tmp_path, default_analysis())


@pytest.fixture
def records() -> Records:
    return Records()


def test_drain_brings_everything_in_batches(index: EmbeddedIndex, records: Records) -> None:
    for place in range(7):
        records.put(f"A{place}")
    records.put("A3", 2)
    records.drop("A5")
    assert Indexer(records, index, batch=2).drain() == 9
    assert records.outbox == []
    assert dict(index.versions()) == {"A0": 1, "A1": 1, "A2": 1, "A3": 2, "A4": 1, "A6": 1}
    assert Indexer(records, index).drain() == 0


def test_act_that_left_the_records_leaves_the_index(index: EmbeddedIndex, records: Records) -> None:
    records.put("A")
    records.put("B")
    indexer = Indexer(records, index)
    indexer.drain()
    records.drop("A")
    assert indexer.drain() == 1
    assert list(index.versions()) == [("B", 1)]


def test_unavailable_engine_leaves_the_outbox(tmp_path: Path, records: Records) -> None:
    index = EmbeddedIndex(tmp_path, default_analysis(), lock_timeout=0.05)
    records.put("A")
    with index.begin_rebuild() as generation:
        with pytest.raises(IndexUnavailable):
            Indexer(records, index).drain()
        generation.finish(0)
    assert [entry.act_id for entry in records.outbox] == ["A"]
    assert Indexer(records, index).drain() == 1


class Refusing(EmbeddedIndex):
    """An engine that refuses one document, as OpenSearch may."""

    def apply(self, upserts: Sequence[SearchDocument], deletes: Sequence[str]) -> None:
        super().apply([act for act in upserts if act.id != "BAD"], deletes)
        if any(act.id == "BAD" for act in upserts):
            raise SearchError(ids=["BAD"])


def test_refused_document_holds_nothing_up(tmp_path: Path, records: Records) -> None:
    index = Refusing(tmp_path, default_analysis())
    for name in ("A", "BAD", "B", "C"):
        records.put(name)
    with pytest.raises(SearchError) as caught:
        Indexer(records, index, batch=2).drain()
    assert (caught.value.details["ids"], caught.value.details["done"]) == (["BAD"], 3)
    assert [entry.act_id for entry in records.outbox] == ["BAD"]
    assert dict(index.versions()) == {"A": 1, "B": 1, "C": 1}


def test_check_names_differences_and_repair_makes_them_good(index: EmbeddedIndex, records: Records) -> None:
    for name, version in (("SAME", 1), ("MISSING", 1), ("STALE", 3), ("AHEAD", 1)):
        records.put(name, version)
    index.apply([document("SAME"), document("STALE", 2), document("AHEAD", 9), document("SURPLUS")], [])
    indexer = Indexer(records, index)
    expected = [
        Difference(act_id="AHEAD", kind=DifferenceKind.STALE, record_version=1, index_version=9),
        Difference(act_id="MISSING", kind=DifferenceKind.MISSING, record_version=1, index_version=None),
        Difference(act_id="STALE", kind=DifferenceKind.STALE, record_version=3, index_version=2),
        Difference(act_id="SURPLUS", kind=DifferenceKind.SURPLUS, record_version=None, index_version=1),
    ]
    assert indexer.check() == expected
    assert indexer.repair() == expected
    assert indexer.check() == []
    assert dict(index.versions()) == dict(records.versions())


def test_rebuild_reports_progress_and_takes_late_changes(index: EmbeddedIndex, records: Records) -> None:
    for place in range(5):
        records.put(f"A{place}")
    index.apply([document("GONE")], [])
    seen: list[tuple[int, int]] = []

    def progress(done: int, expected: int) -> None:
        seen.append((done, expected))
        records.acts["A0"] = document("A0", 2)

    assert Indexer(records, index, batch=2).rebuild(progress) == 5
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert dict(index.versions()) == {"A0": 2, "A1": 1, "A2": 1, "A3": 1, "A4": 1}


def test_rebuild_from_a_broken_source_leaves_the_old_index(index: EmbeddedIndex) -> None:
    class Short(Records):
        def all_records(self, batch: int) -> Iterator[list[SearchDocument]]:
            yield from list(super().all_records(batch))[:-1]

    records = Short()
    for place in range(4):
        records.put(f"A{place}")
    index.apply([document("OLD")], [])
    with pytest.raises(SearchError):
        Indexer(records, index, batch=2).rebuild()
    assert list(index.versions()) == [("OLD", 1)]
