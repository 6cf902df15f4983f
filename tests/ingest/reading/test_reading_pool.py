"""The pool: isolation, limits, second steps, threads, and no child left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.document import Document
from domain.errors import HostileFile, NothingToRead, ReadingFailed, ReadingTimedOut, StateConflict
from ingest.reading import ReadingPool, ReadLimits, ReadResult, Tools

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = "tests.ingest.reading.steps"
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(seconds=5.0, memory_bytes=256 * 1024 * 1024), Tools(), preload=[STEPS]) as made:
        yield made


@pytest.fixture
def act(tmp_path: Path) -> Path:
    path = tmp_path / "act.txt"
    path.write_text("ПОСТАНОВЛЕНИЕ\nот 5 мая 2024 г. № 7", encoding="utf-8")
    return path


def test_a_second_step_runs_in_the_child_and_its_value_comes_back(pool: ReadingPool, act: Path) -> None:
    result = pool.read(act, after=f"{STEPS}:describe", after_type=dict[str, int])
    assert isinstance(result, ReadResult)
    assert result.document.text.startswith("ПОСТАНОВЛЕНИЕ\n")
    assert result.value["blocks"] == 2
    assert result.value["pid"] != os.getpid()
    assert result.failure is None


@pytest.mark.parametrize(
    ("step", "error"),
    [("die", ReadingFailed), ("burst", HostileFile), ("break_down", ReadingFailed), ("refuse", StateConflict)],
)
def test_a_second_step_that_fails_does_not_lose_the_document(
    pool: ReadingPool, act: Path, step: str, error: type[Exception]
) -> None:
    result = pool.read(act, after=f"{STEPS}:{step}")
    assert result.document.text.startswith("ПОСТАНОВЛЕНИЕ")
    assert result.value is None
    assert type(result.failure) is error


def test_an_error_comes_back_as_it_was_raised(pool: ReadingPool, act: Path) -> None:
    failure = pool.read(act, after=f"{STEPS}:refuse").failure
    assert failure is not None
    assert (failure.message, failure.details) == ("Сказано так", {"act_id": "01"})


def test_a_step_that_never_ends_is_ended(act: Path) -> None:
    begun = time.monotonic()
    with ReadingPool(ReadLimits(seconds=1.0), Tools(), preload=[STEPS]) as pool, pytest.raises(ReadingTimedOut):
        pool.read(act, after=f"{STEPS}:sleep")
    assert time.monotonic() - begun < 8


def test_processor_time_is_limited_by_the_system(act: Path) -> None:
    with ReadingPool(ReadLimits(seconds=1.0, office_seconds=0.0), Tools(), preload=[STEPS]) as pool:
        with pytest.raises(ReadingTimedOut):
            pool.read(act, after=f"{STEPS}:spin")
        assert isinstance(pool.read(act), Document)


def test_threads_read_at_once(pool: ReadingPool, tmp_path: Path) -> None:
    files = []
    for number in range(12):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Акт номер {number}", encoding="utf-8")
        files.append(path)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda path: pool.read(path).text, files))
    assert found == [f"Акт номер {number}" for number in range(12)]


def test_progress_is_told(pool: ReadingPool, act: Path) -> None:
    told: list[str] = []
    pool.read(act, progress=lambda stage, _done, _total: told.append(stage))
    assert told[0] == "sniff"
    assert told[-1] == "text"


def test_a_zygote_that_was_killed_is_started_anew(act: Path) -> None:
    with ReadingPool(ReadLimits(), Tools()) as pool:
        pool.read(act)
        assert pool._zygote is not None
        pool._zygote.kill()
        pool._zygote.wait()
        assert pool.read(act).text.startswith("ПОСТАНОВЛЕНИЕ")


def test_the_zygote_has_one_thread_and_nothing_of_our_environment(act: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_SECRET", "тайна")
    with ReadingPool(ReadLimits(), Tools()) as pool:
        pool.read(act)
        assert pool._zygote is not None
        process = Path(f"/proc/{pool._zygote.pid}")
        assert len(list((process / "task").iterdir())) == 1
        assert b"REGISTRY_SECRET" not in (process / "environ").read_bytes()


def test_a_closed_pool_refuses(act: Path) -> None:
    pool = ReadingPool(ReadLimits(), Tools())
    pool.close()
    with pytest.raises(ReadingFailed):
        pool.read(act)


def test_closing_ends_a_reading_under_way(act: Path) -> None:
    pool = ReadingPool(ReadLimits(seconds=60), Tools(), preload=[STEPS])
    pool.read(act)
    seen: list[object] = []
    thread = threading.Thread(target=lambda: seen.append(pool.read(act, after=f"{STEPS}:sleep")))
    thread.start()
    time.sleep(0.5)
    pool.close()
    thread.join(10)
    assert isinstance(seen[0], ReadResult)
    assert isinstance(seen[0].failure, ReadingFailed)


def test_reading_costs_little_more_than_reading_here(pool: ReadingPool, act: Path) -> None:
    pool.read(act)
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        pool.read(act)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.05


def test_nothing_is_left_when_the_register_is_killed(tmp_path: Path, act: Path) -> None:
    marker = tmp_path / "pid"
    script = (
        "from pathlib import Path\n"
        "from ingest.reading import *\n"
        f"pool = ReadingPool(ReadLimits(seconds=60), Tools(), preload=['{STEPS}'])\n"
        f"pool.read(Path({str(act)!r}), name={str(marker)!r})\n"
        f"Path({str(marker)!r}).write_text(str(pool._zygote.pid))\n"
        f"pool.read(Path({str(act)!r}), after='{STEPS}:sleep')\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    until = time.monotonic() + 20
    while not marker.exists() or not marker.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    zygote = int(marker.read_text())
    children: list[int] = []
    while not children:
        assert time.monotonic() < until
        children = [int(pid) for pid in Path(f"/proc/{zygote}/task/{zygote}/children").read_text().split()]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    while any(Path(f"/proc/{pid}").exists() for pid in (zygote, *children)):
        assert time.monotonic() < until, "a child outlived the register"
        time.sleep(0.05)


def test_an_empty_text_is_nothing_to_read(pool: ReadingPool, tmp_path: Path) -> None:
    path = tmp_path / "blank.txt"
    path.write_text(" \n\n", encoding="utf-8")
    with pytest.raises(NothingToRead):
        pool.read(path)
