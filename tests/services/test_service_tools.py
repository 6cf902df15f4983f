"""The command behind ``make services``: a gateway in a cache of its own is started, known again, stopped by its id."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.services.servers import required

pytestmark = pytest.mark.services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Command: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that already holds the gateway of the servers that run, so that nothing is downloaded."""
    program = Path(required("REGISTRY_TEST_S3_PROGRAM", "S3 server"))
    base = Path("/var/tmp") / f"registry-trial-{os.getpid()}-{tmp_path_factory.getbasetemp().name}"  # noqa: S108 - open to the account of the servers
    programs = base / "programs"
    programs.mkdir(parents=True)
    (programs / program.name).write_bytes(program.read_bytes())
    (programs / program.name).chmod(0o755)
    return base


@pytest.fixture
def tool(cache: Path) -> Iterator[Command]:
    """Runs the command on the cache; at the end the server is stopped and the cache removed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "REGISTRY_SERVICES_CACHE": str(cache)}
        return subprocess.run(
            [sys.executable, "tools/services", *words, "--only", "s3"],
            cwd=REPOSITORY,
            env={**environment, "REGISTRY_SERVICES_PORT_S3": port, **more},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    yield run
    run("stop")
    subprocess.run(["rm", "-rf", "--", str(cache)], check=True)


def recorded(cache: Path) -> dict[str, int | str]:
    found: dict[str, int | str] = json.loads((cache / "s3.process.json").read_text("utf-8"))
    return found


def test_start_again_leaves_the_server_alone_and_stop_ends_it(tool: Command, cache: Path) -> None:
    first = tool("start")
    assert first.returncode == 0, first.stdout + first.stderr
    pid, port = recorded(cache)["pid"], int(recorded(cache)["port"])
    again = tool("start")
    assert f"runs already (process {pid}" in again.stdout
    assert recorded(cache)["pid"] == pid
    assert tool("status").returncode == 0
    assert tool("stop").returncode == 0
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    assert tool("status").returncode == 3


def test_the_server_is_a_normal_user_on_loopback(tool: Command, cache: Path) -> None:
    tool("start")
    kept = recorded(cache)
    status = Path(f"/proc/{kept['pid']}/status").read_text("utf-8")
    assert "\nUid:\t0\t" not in status
    listening = [line.split()[1:4] for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]]
    port = f"{kept['port']:04X}"
    assert [local for local, _, state in listening if local.endswith(f":{port}") and state == "0A"] == [
        f"0100007F:{port}"
    ]


def test_variables_lead_to_the_server_and_its_keys_are_closed_to_others(tool: Command, cache: Path) -> None:
    tool("start")
    told = dict(line.removeprefix("export ").split("=", 1) for line in tool("env").stdout.splitlines())
    assert told["REGISTRY_TEST_S3_ENDPOINT"] == f"127.0.0.1:{recorded(cache)['port']}"
    assert len(told["REGISTRY_TEST_S3_SECRET_KEY"]) == 40
    assert (cache / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_killed_server_is_started_anew(tool: Command, cache: Path) -> None:
    tool("start")
    pid = int(recorded(cache)["pid"])
    os.kill(pid, signal.SIGKILL)
    assert tool("status").returncode == 3
    assert tool("start").returncode == 0
    assert recorded(cache)["pid"] != pid


def test_another_process_with_the_same_id_is_not_stopped(tool: Command, cache: Path) -> None:
    tool("start")
    kept = recorded(cache)
    tool("stop")
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (cache / "s3.process.json").write_text(json.dumps({**kept, "pid": stranger.pid}), "utf-8")
        told = tool("stop")
        assert "does not run" in told.stdout
        assert stranger.poll() is None
        stranger.kill()


def test_a_taken_port_is_named_with_what_to_set(tool: Command) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        told = tool("start", REGISTRY_SERVICES_PORT_S3=str(other.getsockname()[1]))
    assert told.returncode == 1
    assert "set REGISTRY_SERVICES_PORT_S3" in told.stdout
