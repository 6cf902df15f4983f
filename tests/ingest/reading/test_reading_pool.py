"""The pool: isolation, limits, second steps, threads, and no child left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
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
from ingest.reading.isolation import confinement

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


def test_work_that_may_wait_gives_way(pool: ReadingPool, act: Path) -> None:
    """Readings and calls in the background run with less claim to the processor than the rest, others with the same."""
    step, own = f"{STEPS}:niceness", os.nice(0)
    read = [pool.read(act, after=step, after_type=int, background=waits).value for waits in (False, True)]
    called = [
        pool.call(f"{STEPS}:niceness_of_call", act, result_type=int, background=waits, sealed=False)
        for waits in (False, True)
    ]
    assert read[0] == called[0] == own
    assert read[1] == called[1] == min(own + 10, 19)


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


def _children(pool: ReadingPool) -> set[int]:
    assert pool._zygote is not None
    listing = Path(f"/proc/{pool._zygote.pid}/task/{pool._zygote.pid}/children")
    return {int(pid) for pid in listing.read_text().split()}


def _pid(pool: ReadingPool, path: Path) -> int:
    """Read a file and return who read it."""
    return int(pool.read(path, after=f"{STEPS}:describe", after_type=dict[str, int]).value["pid"])


def _waiting(pool: ReadingPool, gone: int) -> int:
    """Return the child that waits for a file, once the last reader is gone."""
    until = time.monotonic() + 10
    while len(children := _children(pool)) != 1 or gone in children:
        assert time.monotonic() < until, children
        time.sleep(0.01)
    return children.pop()


def test_a_child_waits_for_the_next_file_and_reads_no_second_one(pool: ReadingPool, act: Path) -> None:
    waiting = _waiting(pool, gone=_pid(pool, act))
    pids = [_pid(pool, act) for _ in range(10)]
    assert pids[0] == waiting
    assert len(set(pids)) == 10
    assert _waiting(pool, gone=pids[-1]) not in pids


def test_the_next_child_is_prepared_when_a_reading_has_ended(act: Path) -> None:
    with ReadingPool(ReadLimits(), Tools(), preload=[STEPS, "tests.ingest.reading.patient"]) as pool:
        for _ in range(3):
            _waiting(pool, gone=_pid(pool, act))


def test_a_waiting_child_that_was_killed_is_replaced(pool: ReadingPool, act: Path) -> None:
    waiting = _waiting(pool, gone=_pid(pool, act))
    os.kill(waiting, signal.SIGKILL)
    while _children(pool):
        time.sleep(0.01)
    assert _waiting(pool, gone=_pid(pool, act)) != waiting


def test_a_waiting_child_holds_nothing_of_the_reading_under_way(act: Path) -> None:
    with ReadingPool(ReadLimits(), Tools(), preload=[STEPS]) as pool:
        waiting = _waiting(pool, gone=_pid(pool, act))
        thread = threading.Thread(target=lambda: pool.read(act, after=f"{STEPS}:doze"))
        thread.start()
        time.sleep(0.5)
        (spare,) = _children(pool) - {waiting}
        held = [str(held.readlink()).split(":")[0] for held in Path(f"/proc/{spare}/fd").iterdir()]
        assert held.count("socket") == 1, "the way its own job comes"
        assert set(held) <= {"socket", "/dev/null", "anon_inode"}
        thread.join()
        assert _waiting(pool, gone=waiting) == spare
    assert not Path(f"/proc/{spare}").exists()


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


FORBIDDEN = {
    "connect", "send", "local socket", "read another file", "list the folder", "write", "write to the temporary folder",
    "empty a file", "remove", "rename", "change mode", "read the environment of the register", "mount", "new namespace",
    "a program", "limit the register", "memory that outlives the process",
}  # fmt: skip


@pytest.fixture
def scene(tmp_path: Path, socket_folder: Path) -> Iterator[Path]:
    """A folder with another file, and servers that listen: the act names them to the hostile step."""
    (tmp_path / "other.txt").write_text("чужой документ", encoding="utf-8")
    with socket.socket() as server, socket.socket(socket.AF_UNIX) as local:
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.bind(str(local_address := socket_folder / "socket"))
        local.listen()
        path = tmp_path / "act.txt"
        said = {"folder": tmp_path, "port": server.getsockname()[1], "socket": local_address, "pid": os.getpid()}
        path.write_text("\n\n".join(f"{name}={value}" for name, value in said.items()), encoding="utf-8")
        yield path


def test_hostile_code_in_a_child_can_do_nothing(pool: ReadingPool, scene: Path) -> None:
    if not confinement.landlock_version():
        pytest.skip("this kernel has no Landlock")
    pool.read(scene.parent / "other.txt")  # a file that another child was allowed to read
    did = pool.read(scene, after=f"{STEPS}:misbehave", after_type=dict[str, str]).value
    assert {name: did[name] for name in FORBIDDEN} == {
        name: "CalledProcessError" if name == "a program" else "PermissionError" for name in FORBIDDEN
    }
    if confinement.landlock_version() >= 6:
        assert did["signal the register"] == "PermissionError"
    assert (scene.parent / "other.txt").read_text(encoding="utf-8") == "чужой документ"


def test_the_same_code_outside_a_child_does_all_of_it(scene: Path) -> None:
    """The control: the test above proves nothing where the deeds fail by themselves."""
    script = (
        "import sys, json; from pathlib import Path; from tests.ingest.reading import steps;"
        "from ingest.reading import *;"
        "d = read_document(Path(sys.argv[1]), name='a.txt', limits=ReadLimits(), tools=Tools());"
        "print(json.dumps(steps.misbehave(d)))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(scene)], cwd=ROOT, check=True, capture_output=True)
    did = json.loads(done.stdout)
    for name in ("connect", "send", "local socket", "read another file", "list the folder", "write", "empty a file"):
        assert did[name] == "done", name
    Path("/tmp/written-by-a-child").unlink()  # noqa: S108 - see the step


def test_a_child_knows_no_secret_and_no_network(scene: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_PASSWORD", "тайна")
    with ReadingPool(ReadLimits(), Tools.find(), preload=[STEPS]) as pool:
        seen = pool.read(scene, after=f"{STEPS}:surroundings").value
    assert set(seen["environment"]) <= {
        "PATH",
        "LANG",
        "LC_CTYPE",
        "TMPDIR",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
    }
    assert seen["interfaces"] in ([], ["lo"]), "the zygote has not left the network"
    assert int(seen["capabilities"].split()[1], 16) in (0, 4)
    assert seen["numbers"] == 11


def test_what_the_kernel_gives_is_told(pool: ReadingPool) -> None:
    lines = confinement.report(pool.tools)
    assert [line.name for line in lines] == [
        "чтение без сети", "чтение без чужих файлов", "чтение без лишних вызовов ядра",
    ]  # fmt: skip
    assert lines[1].present == bool(confinement.landlock_version())
    assert all(line.purpose for line in lines)
