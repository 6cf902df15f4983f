"""What every engine promises of what it keeps: updates, deletions, rebuilds into a new generation, odd documents."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import msgspec
import pytest
from asking import ask, ids
from sample_acts import act, made_by_chance

from domain.errors import IndexOutdated, RebuildRunning, SearchError
from search.analysis import Analysis
from search.opensearch import signs
from search.port import Sort

if TYPE_CHECKING:
    from conftest import OpenIndex

    from search.documents import SearchDocument
    from search.port import SearchIndex


def rebuild(index: SearchIndex, documents: list[SearchDocument], expected: int | None) -> None:
    """Rebuild; without an expected count the rebuild dies before it finishes."""
    with index.begin_rebuild() as generation:
        generation.add(documents)
        if expected is None:
            raise ZeroDivisionError
        generation.finish(expected)


def test_update_replaces_and_makes_no_double(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("X", text="старое")], [])
    index.apply([act("X", text="старое")], [])
    index.apply([act("X", version=2, text="новое"), act("Y", text="новое")], [])
    assert ask(index, "старое", analysis).total == 0
    assert set(ids(ask(index, "новое", analysis))) == {"X", "Y"}
    assert list(index.versions()) == [("X", 2), ("Y", 1)]


def test_late_older_version_changes_nothing(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("X", version=3, text="новое")], [])
    index.apply([act("X", version=2, text="старое")], [])
    assert ask(index, "новое", analysis).total == 1
    assert list(index.versions()) == [("X", 3)]


def test_same_act_twice_in_one_batch_keeps_the_newest(index: SearchIndex) -> None:
    index.apply([act("X", version=2), act("X", version=1)], [])
    assert list(index.versions()) == [("X", 2)]


def test_delete_is_repeatable_and_the_act_may_come_back(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("X", version=5), act("Y")], [])
    index.apply([], ["X", "never-was"])
    index.apply([], ["X"])
    assert ids(ask(index, "", analysis)) == ["Y"]
    for version in (4, 3, 2):
        index.apply([act("X", version=version)], [])
        assert list(index.versions()) == [("X", version), ("Y", 1)]
        index.apply([], ["X"])


def test_another_process_sees_what_was_acknowledged(make_index: OpenIndex, analysis: Analysis) -> None:
    writer, reader = make_index("shared", analysis), make_index("shared", analysis)
    for count in range(1, 6):
        writer.apply([act(f"S{count}")], [])
        assert ask(reader, "", analysis).total == count
        assert reader.health().documents == count


def test_rebuild_swaps_everything_at_once(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("OLD")], [])
    before = index.health().generation
    with index.begin_rebuild() as generation:
        generation.add([act("N1"), act("N2", version=4)])
        assert ids(ask(index, "", analysis)) == ["OLD"]
        generation.add([act("N3")])
        generation.finish(3)
    assert list(index.versions()) == [("N1", 1), ("N2", 4), ("N3", 1)]
    assert index.health().generation != before
    index.apply([act("N4")], ["N1"])
    assert {act_id for act_id, _ in index.versions()} == {"N2", "N3", "N4"}


@pytest.mark.parametrize("expected", [1, 3])
def test_rebuild_with_a_wrong_count_leaves_the_old_generation(
    index: SearchIndex, analysis: Analysis, expected: int
) -> None:
    index.apply([act("OLD")], [])
    with pytest.raises(SearchError) as caught:
        rebuild(index, [act("N1"), act("N2")], expected)
    assert caught.value.details == {"found": 2, "expected": expected}
    assert ids(ask(index, "", analysis)) == ["OLD"]


def test_rebuild_with_a_repeated_act_is_refused(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("OLD")], [])
    with pytest.raises(SearchError):
        rebuild(index, [act("N1"), act("N1")], 2)
    assert ids(ask(index, "", analysis)) == ["OLD"]


def test_rebuild_that_dies_leaves_the_old_generation(index: SearchIndex, analysis: Analysis) -> None:
    index.apply([act("OLD")], [])
    with pytest.raises(ZeroDivisionError):
        rebuild(index, [act("N1")], None)
    assert ids(ask(index, "", analysis)) == ["OLD"]
    with index.begin_rebuild() as generation:
        generation.add([act("N2")])
    assert ids(ask(index, "", analysis)) == ["OLD"]
    index.apply([act("NEXT")], [])
    assert set(ids(ask(index, "", analysis))) == {"OLD", "NEXT"}


def test_second_rebuild_is_refused_and_the_first_goes_on(
    make_index: OpenIndex, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signs, "BEAT", 0.1)
    index, other = make_index("twice", analysis), make_index("twice", analysis)
    index.apply([act("OLD")], [])
    with index.begin_rebuild() as first:
        first.add([act("N1")])
        with pytest.raises(RebuildRunning, match="уже перестраивает"), other.begin_rebuild():
            pytest.fail("two rebuilds at once")
        first.add([act("N2")])
        first.finish(2)
    assert list(other.versions()) == [("N1", 1), ("N2", 1)]
    rebuild(other, [act("N3")], 1)
    assert list(index.versions()) == [("N3", 1)]


def test_searches_go_on_while_generations_change(make_index: OpenIndex, analysis: Analysis) -> None:
    index, reader = make_index("swapped", analysis), make_index("swapped", analysis)
    documents = made_by_chance(30)
    index.apply(documents, [])
    totals: set[int] = set()
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                totals.add(ask(reader, "", analysis).total)
        except BaseException as error:  # noqa: BLE001 shown by the test
            failures.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for _ in range(4):
            with index.begin_rebuild() as generation:
                generation.add(documents)
                generation.finish(len(documents))
    finally:
        done.set()
        thread.join()
    assert not failures
    assert totals == {len(documents)}


def test_another_analysis_asks_for_a_rebuild(make_index: OpenIndex, analysis: Analysis) -> None:
    make_index("aged", analysis).apply([act("X", text="бетон")], [])
    changed = Analysis("бетон: бетон бетона")
    assert changed.version != analysis.version
    index = make_index("aged", changed)
    with pytest.raises(IndexOutdated):
        ask(index, "", changed)
    with pytest.raises(IndexOutdated):
        index.apply([act("Y")], [])
    health = index.health()
    assert (health.ok, health.outdated) == (False, True)
    assert "rebuild" in health.message
    with index.begin_rebuild() as generation:
        generation.add([act("X")])
        generation.finish(1)
    assert ask(index, "", changed).total == 1
    assert index.health().ok


def test_odd_documents_are_kept(index: SearchIndex, analysis: Analysis) -> None:
    odd = [
        act("EMPTY", title="", text="", kind="", body="", number="", date=None),
        act("LONE", title="Лом \ud800 кость", text="\udfff\x00\ufffe ломоть", body="Тело \ud800"),
        act("LONG", title="а" * 5000, text="б" * 200_000, body="в" * 70_000, number="7" * 40),
        act("FIRST", date="0001-01-01", number="0"),
        act("LAST", date="9999-12-31", number="999999999999"),
    ]
    index.apply(odd, [])
    assert {act_id for act_id, _ in index.versions()} == {document.id for document in odd}
    assert ids(ask(index, "ломоть", analysis)) == ["LONE"]
    assert ids(ask(index, "а" * 5000, analysis)) == ["LONG"]
    assert ids(ask(index, "дата:>2050", analysis)) == ["LAST"]
    assert set(ids(ask(index, "", analysis, sort=Sort.OLDEST))[:1]) == {"FIRST"}
    index.apply([], [document.id for document in odd])
    assert list(index.versions()) == []


def test_versions_of_many(index: SearchIndex) -> None:
    documents = [
        msgspec.structs.replace(document, version=place) for place, document in enumerate(made_by_chance(1200))
    ]
    with index.begin_rebuild() as generation:
        for start in range(0, len(documents), 300):
            generation.add(documents[start : start + 300])
        generation.finish(len(documents))
    found: list[tuple[str, int]] = list(index.versions())
    assert found == [(document.id, document.version) for document in documents]
