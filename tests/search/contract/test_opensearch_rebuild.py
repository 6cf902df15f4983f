"""Rebuilds and long lists on a real OpenSearch server: copies, dead rebuilds, forgotten moments."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import address
from sample_acts import ALL_LEVELS, act

from domain.errors import IndexUnavailable, RebuildRunning, SearchError
from search.opensearch import OpenSearchIndex, engine, rebuild, signs
from search.port import Filters, SearchRequest, Sort
from search.query import Query

if TYPE_CHECKING:
    from spoiling_proxy import Answer, Proxy

    from search.analysis import Analysis

pytestmark = pytest.mark.services
EVERYTHING = SearchRequest(query=Query(), filters=Filters(access=ALL_LEVELS), sort=Sort.NEWEST)
HERE = Path(__file__).parent
DYING = """
import os, sys
sys.path[:0] = sys.argv[3:]
from sample_acts import act
from search.analysis import default_analysis
from search.opensearch import OpenSearchIndex
with OpenSearchIndex(sys.argv[1], default_analysis(), alias=sys.argv[2]).begin_rebuild() as generation:
    generation.add([act("NEW")])
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def index(proxy: Proxy, alias: str, analysis: Analysis) -> OpenSearchIndex:
    made = OpenSearchIndex(f"http://127.0.0.1:{proxy.port}", analysis, alias=alias, timeout=5, replicas=1)
    made.apply([act("OLD")], [])
    return made


def generations(alias: str) -> list[str]:
    from opensearchpy import OpenSearch

    client = OpenSearch(hosts=[address()])
    found = sorted(client.indices.get(index=f"{alias}-*"))
    client.close()
    return found


def build(index: OpenSearchIndex, *names: str) -> None:
    with index.begin_rebuild() as made:
        made.add([act(name) for name in names])
        made.finish(len(names))


def told(content: bytes, **changes: object) -> Answer:
    return 200, json.dumps(json.loads(content) | changes).encode()


def test_alias_waits_for_the_copies(proxy: Proxy, index: OpenSearchIndex) -> None:
    """The trial server has no machine for a copy: what a bigger cluster says is put in its mouth."""
    steps = ["yellow", "yellow", "green"]
    served: list[list[tuple[str, int]]] = []
    plain = OpenSearchIndex(address(), index._cluster._analysis, alias=index.alias)

    def spoil(path: str, _sent: bytes, answer: Answer) -> Answer:
        if "_cluster/health" not in path:
            return answer
        served.append(list(plain.versions()))
        status = steps.pop(0)
        return told(answer[1], status=status, initializing_shards=int(status == "yellow"))

    proxy.spoil = spoil
    build(index, "N1", "N2")
    plain.close()
    assert not steps
    assert served == [[("OLD", 1)]] * 3, "the old index serves until the copies stand"
    assert list(index.versions()) == [("N1", 1), ("N2", 1)]


def test_copies_that_have_no_machine_are_not_waited_for(
    index: OpenSearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    build(index, "N1")
    assert list(index.versions()) == [("N1", 1)]


def test_index_that_does_not_stand_never_serves(
    proxy: Proxy, index: OpenSearchIndex, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    proxy.spoil = lambda path, _sent, answer: (
        told(answer[1], status="red", initializing_shards=0) if "_cluster/health" in path else answer
    )
    with pytest.raises(SearchError, match="прежний оставлен"):
        build(index, "N1")
    assert list(index.versions()) == [("OLD", 1)]
    assert generations(alias) == [f"{alias}-001"]


def test_rebuild_that_was_killed_is_swept_by_the_next(
    index: OpenSearchIndex, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = subprocess.run([sys.executable, "-c", DYING, address(), alias, str(HERE), str(HERE.parents[2])], check=False)
    assert died.returncode == -signal.SIGKILL
    assert generations(alias) == [f"{alias}-001", f"{alias}-002"]
    assert list(index.versions()) == [("OLD", 1)]
    monkeypatch.setattr(signs, "SILENCE", 0.5)
    monkeypatch.setattr(signs, "BEAT", 0.1)
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    build(index, "NEW")
    assert list(index.versions()) == [("NEW", 1)]
    assert generations(alias) == [f"{alias}-003"]


def test_rebuild_that_lost_its_generation_harms_nothing(
    index: OpenSearchIndex, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that stood still for long comes back after another rebuild took it for dead."""
    monkeypatch.setattr(signs, "SILENCE", 0.3)
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    with pytest.raises(SearchError, match="прежний"), index.begin_rebuild() as still:  # no sign within the silence
        still.add([act("LATE")])
        still._acknowledged(0)
        build(index, "NEW")
        still.finish(1)
    assert list(index.versions()) == [("NEW", 1)]
    assert generations(alias) == [f"{alias}-003"]


def test_rebuild_on_an_empty_cluster_leaves_searches_alone(proxy: Proxy, alias: str, analysis: Analysis) -> None:
    fresh = OpenSearchIndex(f"http://127.0.0.1:{proxy.port}", analysis, alias=alias, timeout=5)
    other = OpenSearchIndex(address(), analysis, alias=alias)
    with fresh.begin_rebuild() as made:
        assert other.search(EVERYTHING).total == 0
        other.apply([act("X")], [])
        made.add([act("X"), act("Y")])
        made.finish(2)
    assert other.search(EVERYTHING).total == 2
    other.close()


def test_list_whose_moment_is_forgotten_says_so(
    index: OpenSearchIndex, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PAGE", 2)
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    index.apply([act(f"A{number}") for number in range(5)], ["OLD"])
    listed = index.scan(EVERYTHING)
    next(listed), next(listed)
    build(index, *(f"A{number}" for number in range(5)))  # drops the index that the list was begun on
    assert generations(alias) == [f"{alias}-002"]
    with pytest.raises(IndexUnavailable, match="Повторите"):
        next(listed)
    assert len(list(index.scan(EVERYTHING))) == 5


def test_versions_go_on_when_the_moment_is_forgotten(
    proxy: Proxy, index: OpenSearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(path: str, _sent: bytes, answer: Answer) -> Answer:
        opened.extend([json.loads(answer[1])["pit_id"]] if "point_in_time?" in path else [])
        return answer

    monkeypatch.setattr(engine, "_PAGE", 2)
    index.apply([act(f"A{number}") for number in range(5)], ["OLD"])
    proxy.spoil = note
    listed = index.versions()
    begun = [next(listed), next(listed)]
    index._client.delete_pit(body={"pit_id": opened})
    assert [*begun, *listed] == [(f"A{number}", 1) for number in range(5)]
    assert len(opened) == 2


def test_rebuilds_that_begin_together_are_one(
    index: OpenSearchIndex, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both saw no other; the name of the new index lets one of them through."""
    monkeypatch.setattr(rebuild, "UNPLACED_SECONDS", 0.1)
    other = OpenSearchIndex(f"http://127.0.0.1:{proxy.port}", index._cluster._analysis, alias=index.alias)
    monkeypatch.setattr(other._cluster, "generations", lambda: [f"{index.alias}-001"])
    with index.begin_rebuild() as first:
        with pytest.raises(RebuildRunning), other.begin_rebuild():
            pytest.fail("two rebuilds at once")
        first.add([act("NEW")])
        first.finish(1)
    assert list(index.versions()) == [("NEW", 1)]
