"""The folder under kill -9, a full disk and strange neighbours."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from domain.errors import StoreUnavailable
from storage.objects import FolderObjects

REPOSITORY = Path(__file__).parents[3]
CONTENT = bytes(range(256)) * 20_000

HALF_A_PUT = """
import io, sys, time
from pathlib import Path
from storage.objects import FolderObjects

class Slow(io.BytesIO):
    def read(self, size=-1):
        piece = super().read(size)
        if self.tell() > 3_000_000:
            print("half", flush=True)
            time.sleep(60)
        return piece

FolderObjects(Path(sys.argv[1])).put(Slow(bytes(range(256)) * 20_000))
"""

PUT_AND_PUT = """
import itertools, sys
from pathlib import Path
from storage.objects import FolderObjects

objects = FolderObjects(Path(sys.argv[1]))
for number in itertools.count():
    print(objects.put(f"{sys.argv[2]} {number} ".encode() * 5_000).sha256, flush=True)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    FolderObjects(tmp_path / "objects").prepare()
    return tmp_path / "objects"


def child(script: str, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def test_kill_in_the_middle_of_a_put_leaves_nothing_visible(root: Path) -> None:
    objects = FolderObjects(root)
    with child(HALF_A_PUT, root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.kill()
    left = list((root / ".incoming").iterdir())
    assert [path.stat().st_size > 1_000_000 for path in left] == [True]
    assert list(objects.iter_hashes()) == []
    assert not objects.exists(hashlib.sha256(CONTENT).hexdigest())
    assert objects.get(objects.put(CONTENT).sha256) == CONTENT


def test_whatever_was_acknowledged_before_a_kill_is_there_whole(root: Path) -> None:
    objects = FolderObjects(root)
    acknowledged: list[str] = []
    for turn in range(5):
        with child(PUT_AND_PUT, root, turn) as process:
            assert process.stdout is not None
            acknowledged.append(process.stdout.readline().strip())
            time.sleep(0.01 * turn)
            process.kill()
            acknowledged += [line.strip() for line in process.stdout if line.endswith("\n")]
    there = list(objects.iter_hashes())
    assert len(acknowledged) >= 5
    assert set(acknowledged) <= set(there)
    for key in there:
        assert hashlib.sha256(objects.get(key)).hexdigest() == key


def test_tidy_removes_old_leftovers_and_no_original(root: Path) -> None:
    objects = FolderObjects(root)
    key = objects.put(CONTENT).sha256
    for name, age in (("old", 90_000), ("fresh", 10)):
        (root / ".incoming" / name).write_bytes(b"part")
        os.utime(root / ".incoming" / name, (time.time() - age,) * 2)
    assert objects.tidy() == 1
    assert [path.name for path in (root / ".incoming").iterdir()] == ["fresh"]
    assert objects.get(key) == CONTENT


def test_file_is_flushed_before_it_is_named_and_the_folder_after(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []
    fsync, rename = os.fsync, os.replace

    def see_fsync(descriptor: int) -> None:
        events.append(f"flush {Path(f'/proc/self/fd/{descriptor}').readlink().parent.name or '/'}")
        fsync(descriptor)

    def see_rename(source: Path, target: Path) -> None:
        events.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", see_fsync)
    monkeypatch.setattr(os, "replace", see_rename)
    key = FolderObjects(root).put(CONTENT).sha256
    named = events.index("rename")
    assert "flush .incoming" in events[:named]
    assert events[named + 1 :] == [f"flush {key[:2]}"]


def test_full_disk_is_told_and_leaves_nothing(root: Path) -> None:
    objects = FolderObjects(root)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(StoreUnavailable):
            objects.put(CONTENT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list((root / ".incoming").iterdir()) == []
    assert list(objects.iter_hashes()) == []


def test_strange_neighbours_are_no_objects(root: Path) -> None:
    objects = FolderObjects(root)
    key = objects.put(CONTENT).sha256
    (root / "lost+found").mkdir()
    (root / "README").touch()
    (root / key[:2] / "README").touch()
    (root / key[:2] / key[2:4] / f"{key}.bak").touch()
    (root / key[:2] / key[2:4] / hashlib.sha256(b"elsewhere").hexdigest()).touch()
    assert list(objects.iter_hashes()) == [key]


def test_originals_are_read_only(root: Path) -> None:
    objects = FolderObjects(root)
    with objects.local_path(objects.put(CONTENT).sha256) as path:
        assert path.stat().st_mode & 0o777 == 0o440
