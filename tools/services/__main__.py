"""Real PostgreSQL, OpenSearch and S3 servers for the tests, without Docker.

``python3 tools/services start|stop|status|env [--only postgres,opensearch,s3]``

Needs nothing but Python >= 3.11. Everything lies in one cache folder (``.cache/services``, or
``REGISTRY_SERVICES_CACHE``); every server listens on loopback; called by root, the servers run as a normal user
(``nobody``, or ``REGISTRY_SERVICES_USER``). Exit codes: 0 done, 1 cannot, 3 (``status``) not all of them run.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import process
from place import Place, ServiceError, find_place
from servers import every_server

if TYPE_CHECKING:
    import subprocess

    from server import Server

NOT_RUNNING = 3


def start(place: Place, servers: list[Server]) -> int:
    """Bring and start the servers; those that run already are left alone."""
    waiting = []
    for server in servers:
        pid = process.running(place, server.name)
        if pid and server.ready(place):
            place.say(server.name, f"runs already (process {pid}, port {server.port})")
        else:
            waiting.append(server)
    started, problems = [], 0
    for server in waiting:
        try:
            server.bring(place)
            started.append((server, time.monotonic(), _begin(place, server)))
        except ServiceError as problem:
            problems += 1
            place.say(server.name, str(problem))
    for server, began, child in sorted(started, key=lambda one: one[0].start_limit):
        try:
            process.wait_ready(place, server.name, child, partial(server.ready, place), server.start_limit)
        except ServiceError as problem:
            problems += 1
            place.say(server.name, str(problem))
        else:
            took = time.monotonic() - began
            place.say(server.name, f"ready in {took:.1f} s (process {child.pid}, port {server.port})")
    told = f"{problems} could not be started" if problems else "all ready"
    place.say("services", f"{told}; everything lies in {place.cache}")
    return 1 if problems else 0


def _begin(place: Place, server: Server) -> subprocess.Popen[bytes]:
    process.stop(place, server.name, server.stop_signal)
    place.make(place.of(server.name))
    command, environment = server.command(place)
    place.say(server.name, f"starting {server.title}" + (f" as {place.account.name}" if place.account else ""))
    return process.start(place, server.name, server.port, command, environment)


def stop(place: Place, servers: list[Server]) -> int:
    """Stop the servers by their ids."""
    for server in reversed(servers):
        stopped = process.stop(place, server.name, server.stop_signal)
        place.say(server.name, "stopped" if stopped else "does not run")
    return 0


def status(place: Place, servers: list[Server]) -> int:
    """Tell of each server whether it runs and answers."""
    down = 0
    for server in servers:
        pid = process.running(place, server.name)
        if pid and server.ready(place):
            place.say(server.name, f"{server.title} runs (process {pid}, port {server.port})")
        elif pid:
            down += 1
            place.say(server.name, f"process {pid} runs but does not answer: see {place.log(server.name)}")
        else:
            down += 1
            place.say(server.name, "does not run")
    return NOT_RUNNING if down else 0


def env(place: Place, servers: list[Server]) -> int:
    """Print the variables for the tests, of the servers that run, for ``eval`` in a shell."""
    for server in servers:
        if process.running(place, server.name):
            for key, value in server.environment(place).items():
                print(f"export {key}={shlex.quote(value)}")
        else:
            print(f"{server.name} does not run: python3 tools/services start", file=sys.stderr)
    return 0


def main() -> int:
    """Read the command line and do what it asks."""
    parser = argparse.ArgumentParser(prog="tools/services", description=(__doc__ or "").partition("\n")[0])
    actions = {"start": start, "stop": stop, "status": status, "env": env}
    parser.add_argument("action", choices=actions)
    parser.add_argument("--only", default="", help="comma-separated: postgres,opensearch,s3")
    asked = parser.parse_args()
    try:
        servers = every_server()
        wanted = {name.strip() for name in asked.only.split(",") if name.strip()}
        if unknown := wanted - {server.name for server in servers}:
            parser.error(f"no such server: {', '.join(sorted(unknown))}")
        chosen = [server for server in servers if not wanted or server.name in wanted]
        place = find_place()
        for server in chosen:
            server.port = process.recorded_port(place, server.name) or server.port
        if asked.action in {"start", "stop"}:
            with place.locked():
                return actions[asked.action](place, chosen)
        return actions[asked.action](place, chosen)
    except ServiceError as problem:
        print(f"services: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
