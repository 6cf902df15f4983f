"""Starting a server as a normal user, knowing it again by id and start time, stopping it by id.

Reads: ``/proc``. Writes: ``<cache>/<name>.process.json`` while the server runs, and its log.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from place import HOST, ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from place import Place

STOP_SECONDS = 30.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def _started(pid: int) -> str | None:
    """Start time of a process in clock ticks since the boot; ``None`` when it is gone or a zombie."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    state, start_time = after_name[0], after_name[19]
    return None if state in "ZX" else start_time


def _record(place: Place, name: str) -> Path:
    return place.cache / f"{name}.process.json"


def running(place: Place, name: str) -> int | None:
    """Process id of the server if the process that was started still lives; a reused id is not taken for it."""
    try:
        kept = json.loads(_record(place, name).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    same_boot = kept["boot"] == _BOOT.read_text("utf-8").strip()
    return kept["pid"] if same_boot and _started(kept["pid"]) == kept["started"] else None


def recorded_port(place: Place, name: str) -> int | None:
    """The port that the server was started on, whatever the environment says now."""
    try:
        return int(json.loads(_record(place, name).read_text("utf-8"))["port"])
    except (OSError, ValueError, KeyError):
        return None


def port_is_free(port: int) -> bool:
    """Whether nobody listens on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def start(
    place: Place, name: str, port: int, command: Sequence[str | Path], environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own, as the account of the servers, its output in the log."""
    if not port_is_free(port):
        raise ServiceError(f"port {port} is taken by another program: set REGISTRY_SERVICES_PORT_{name.upper()}")
    base = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    who = place.account
    with place.log(name).open("wb") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=place.of(name),
            env={**base, "HOME": str(place.of(name)), **environment},
            start_new_session=True,
            user=who.uid if who else None,
            group=who.gid if who else None,
            extra_groups=[] if who else None,
        )
    kept = {
        "pid": process.pid,
        "started": _started(process.pid),
        "boot": _BOOT.read_text("utf-8").strip(),
        "port": port,
    }
    _record(place, name).write_text(json.dumps(kept), "utf-8")
    return process


def wait_ready(
    place: Place, name: str, process: subprocess.Popen[bytes], ready: Callable[[], bool], limit: float
) -> None:
    """Wait until the server answers; its death or silence over ``limit`` seconds ends with the tail of its log."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if process.poll() is not None:
            _record(place, name).unlink(missing_ok=True)
            raise ServiceError(f"{name} ended with code {process.returncode}\n{_tail(place, name)}")
        if ready():
            return
        time.sleep(0.1)
    stop(place, name)
    raise ServiceError(f"{name} did not answer in {limit:.0f} s and was stopped\n{_tail(place, name)}")


def _tail(place: Place, name: str) -> str:
    lines = place.log(name).read_text("utf-8", "replace").splitlines()[-15:]
    return "\n".join([f"the end of {place.log(name)}:", *(f"    {line}" for line in lines)])


def stop(place: Place, name: str, ask: signal.Signals = signal.SIGTERM) -> bool:
    """Stop the server by its id: ask, wait, then kill. ``False`` when it does not run.

    The descriptor of the process is taken before its start time is looked at, so that no other process that
    got the same id can be hit.
    """
    pid = running(place, name)
    if pid is None:
        _record(place, name).unlink(missing_ok=True)
        return False
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        _record(place, name).unlink(missing_ok=True)
        return False
    try:
        if running(place, name) == pid:
            signal.pidfd_send_signal(descriptor, ask)
            if not _ended(place, name):
                place.say(name, f"process {pid} did not stop in {STOP_SECONDS:.0f} s, killing it")
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
                if not _ended(place, name):
                    raise ServiceError(f"{name}: process {pid} cannot be stopped")
    finally:
        os.close(descriptor)
    _record(place, name).unlink(missing_ok=True)
    return True


def _ended(place: Place, name: str) -> bool:
    until = time.monotonic() + STOP_SECONDS
    while time.monotonic() < until:
        if running(place, name) is None:
            return True
        time.sleep(0.05)
    return False


def run(command: Sequence[object], *, environment: Mapping[str, str] | None = None, place: Place | None = None) -> str:
    """Run a helper program to its end and give its output; with ``place``, as the account of the servers."""
    who = place.account if place else None
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(environment or {})},
        text=True,
        errors="replace",
        check=False,
        cwd="/" if who else None,
        user=who.uid if who else None,
        group=who.gid if who else None,
        extra_groups=[] if who else None,
    )
    if done.returncode:
        end = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-15:])
        raise ServiceError(f"{command[0]} ended with code {done.returncode}\n{end}")
    return done.stdout
