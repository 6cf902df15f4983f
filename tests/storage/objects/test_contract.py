"""The contract of the store of originals, held by every adapter."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, BinaryIO, cast

import pytest

from domain.errors import ObjectCorrupted, ObjectMissing, StoreUnavailable
from storage.objects import Objects, StoredObject

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.objects.conftest import Harness

ACT = "Постановление администрации № 15-п от 01.02.2026".encode()
ABSENT = hashlib.sha256(b"never put").hexdigest()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_adapter_is_the_port(objects: Objects) -> None:
    assert isinstance(objects, Objects)


@pytest.mark.parametrize(
    "content", [b"", b"\x00", ACT, bytes(range(256)) * 12_000], ids=["empty", "one", "act", "3 MB"]
)
def test_what_was_put_is_given_back(objects: Objects, content: bytes) -> None:
    stored = objects.put(content)
    assert stored == StoredObject(sha256(content), len(content))
    assert objects.get(stored.sha256) == content
    assert objects.stat(stored.sha256) == stored
    assert objects.exists(stored.sha256)


def test_bytes_path_and_stream_are_the_same_object(objects: Objects, tmp_path: Path) -> None:
    path = tmp_path / "акт.txt"
    path.write_bytes(ACT)
    stream = io.BytesIO(b"head" + ACT)
    stream.seek(4)
    assert objects.put(ACT) == objects.put(path) == objects.put(stream)
    assert list(objects.iter_hashes()) == [sha256(ACT)]


def test_put_again_changes_nothing(objects: Objects) -> None:
    assert objects.put(ACT) == objects.put(ACT)
    assert objects.get(sha256(ACT)) == ACT


def test_the_same_bytes_put_at_once_by_many(objects: Objects) -> None:
    content = ACT * 20_000
    with ThreadPoolExecutor(8) as pool:
        stored = set(pool.map(objects.put, [content] * 16))
    assert stored == {StoredObject(sha256(content), len(content))}
    assert objects.get(sha256(content)) == content


class BrokenSource(io.BytesIO):
    """Gives a part and then fails, as an upload that is cut."""

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if not piece:
            raise ConnectionResetError("the person closed the page")
        return piece


def test_a_source_that_fails_leaves_nothing_and_raises_its_own_error(objects: Objects) -> None:
    with pytest.raises(ConnectionResetError):
        objects.put(cast("BinaryIO", BrokenSource(ACT)))
    assert list(objects.iter_hashes()) == []
    assert not objects.exists(sha256(ACT))


@pytest.mark.parametrize("key", [ABSENT, "", "../../etc/passwd", "A" * 64, ABSENT[:-1], ABSENT + "\n"])
def test_no_object_under_the_key(objects: Objects, key: str) -> None:
    assert not objects.exists(key)
    for ask in (objects.get, objects.stat, lambda one: objects.read_range(one, 0, 1)):
        with pytest.raises(ObjectMissing) as caught:
            ask(key)
        assert caught.value.details["sha256"] == key
    with pytest.raises(ObjectMissing), objects.open(key):
        pass
    with pytest.raises(ObjectMissing), objects.local_path(key):
        pass


def test_open_gives_a_seekable_stream(objects: Objects) -> None:
    with objects.open(objects.put(ACT).sha256) as stream:
        assert stream.read(4) == ACT[:4]
        stream.seek(-4, io.SEEK_END)
        assert stream.read() == ACT[-4:]


def test_local_path_is_a_file_that_another_process_can_read(objects: Objects) -> None:
    import subprocess

    with objects.local_path(objects.put(ACT).sha256) as path:
        assert subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout == ACT


def test_ranges(objects: Objects) -> None:
    content = bytes(range(200))
    key = objects.put(content).sha256
    assert objects.read_range(key, 0, 10) == content[:10]
    assert objects.read_range(key, 150, 10) == content[150:160]
    assert objects.read_range(key, 195, 100) == content[195:]
    assert objects.read_range(key, 200, 1) == b""
    assert objects.read_range(key, 5_000, 1) == b""
    assert objects.read_range(key, 3, 0) == b""
    for offset, length in ((-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="negative"):
            objects.read_range(key, offset, length)


def test_hashes_come_in_ascending_order(objects: Objects) -> None:
    put = [objects.put(f"акт {number}".encode()).sha256 for number in range(30)]
    assert list(objects.iter_hashes()) == sorted(put)


def test_changed_bytes_are_never_given_out(harness: Harness) -> None:
    key = harness.objects.put(ACT).sha256
    harness.spoil(key, ACT[:-1] + b"!")
    with pytest.raises(ObjectCorrupted) as caught:
        harness.objects.get(key)
    assert caught.value.details["sha256"] == key
    with pytest.raises(ObjectCorrupted), harness.objects.open(key):
        pass
    with pytest.raises(ObjectCorrupted), harness.objects.local_path(key):
        pass


@pytest.mark.parametrize("spoiled", [b"", ACT[:-1], ACT[:-1] + b"!"], ids=["emptied", "cut", "changed"])
def test_put_makes_a_corrupted_copy_right(harness: Harness, spoiled: bytes) -> None:
    key = harness.objects.put(ACT).sha256
    harness.spoil(key, spoiled)
    harness.objects.put(ACT)
    assert harness.objects.get(key) == ACT


def test_prepare_twice_keeps_what_is_there(objects: Objects) -> None:
    key = objects.put(ACT).sha256
    objects.prepare()
    assert objects.get(key) == ACT


def test_health_of_a_prepared_store(objects: Objects) -> None:
    health = objects.health()
    assert health.ok
    assert health.problem is None


def test_a_store_that_was_never_prepared_is_unavailable_not_empty(harness: Harness) -> None:
    refuses_everything(harness.unprepared())


def test_a_store_that_was_taken_away_is_unavailable_not_empty(harness: Harness) -> None:
    harness.objects.put(ACT)
    harness.lose_store()
    refuses_everything(harness.objects)


def refuses_everything(objects: Objects) -> None:
    health = objects.health()
    assert not health.ok
    assert health.problem
    key = sha256(ACT)
    for ask in (objects.get, objects.stat, objects.exists, lambda one: objects.read_range(one, 0, 1)):
        with pytest.raises(StoreUnavailable):
            ask(key)
    with pytest.raises(StoreUnavailable):
        objects.put(ACT)
    with pytest.raises(StoreUnavailable):
        list(objects.iter_hashes())
    with pytest.raises(StoreUnavailable), objects.local_path(key):
        pass
