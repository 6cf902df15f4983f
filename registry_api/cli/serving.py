"""``registry serve``, ``registry worker``, ``registry scheduler``."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.roles import ROLE_TITLES
from registry_api.cli.output import say
from registry_api.root import Register
from registry_api.settings import SettingsError

if TYPE_CHECKING:
    from types import FrameType

RESTART_AFTER_S = 1.0


def serve(
    *,
    host: Annotated[str, typer.Option(help="Адрес; по умолчанию REGISTRY_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Порт; по умолчанию REGISTRY_PORT.")] = 0,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Не запускать исполнителя: он работает отдельно (registry worker).")
    ] = False,
    examples: Annotated[
        Path | None, typer.Option(help="Папка примеров: внести их, если реестр пуст (первый запуск).")
    ] = None,
) -> None:
    """Запустить сайт (и исполнителя, который читает файлы)."""
    import uvicorn

    from registry_api.app import create_app

    with Register() as house:
        address = host or house.settings["HOST"]
        number = port or house.settings.number("PORT")
        door = _bind(address, number)
        house.prepare()
        if examples is not None:
            _first_start(house, examples)
        config = uvicorn.Config(
            create_app(house),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
        )
        keeper = None if no_worker else _WorkerKeeper()
        say(f"Реестр открыт: http://{address}:{number}/  (остановить — Ctrl+C)", "bold green")
        signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it again when it has ended
        try:
            uvicorn.Server(config).run(sockets=[door])
        finally:
            if keeper is not None:
                keeper.stop()


def _bind(address: str, port: int) -> socket.socket:
    """Take the address before anything is done; nobody is let in until the site listens.

    Raises :class:`SettingsError` when it cannot be had.
    """
    door = socket.socket()
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((address, port))
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(_busy(address, port)) from error
        raise SettingsError(
            f"Открыть сайт по адресу {address}:{port} нельзя ({os.strerror(error.errno or 0)}). "
            "Проверьте настройки REGISTRY_HOST и REGISTRY_PORT."
        ) from error
    return door


def _busy(address: str, port: int) -> str:
    return (
        f"Порт {port} на {address} занят другой программой; ничего не сделано. Остановите её или задайте другой порт "
        f"настройкой REGISTRY_PORT, например: REGISTRY_PORT={port + 1} make run"
    )


def _first_start(house: Register, examples: Path) -> None:
    from registry_api.accounts import make_demo_accounts
    from registry_api.demonstration import bring_in

    accounts = make_demo_accounts(house.records)
    if accounts:
        say("Учётные записи для знакомства (пароли показываются один раз, сохраните их):", "bold")
        for login, password, role in accounts:
            say(f"  {ROLE_TITLES[role]:14} {login:10} {password}")
        say("Новый пароль: .venv/bin/registry user password ИМЯ")
    bring_in(house, examples)


class _WorkerKeeper:
    """Keeps one worker process beside the site: starts it again when it dies, ends it with the site.

    The worker watches its standard input: when the site is gone, however it died, the pipe closes and the worker ends.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._process = self._start()
        self._watcher = threading.Thread(target=self._watch, name="worker-keeper", daemon=True)
        self._watcher.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "registry_api", "worker", "--with-parent"], stdin=subprocess.PIPE
        )

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._process.wait()
            if self._stop.wait(RESTART_AFTER_S):
                return
            self._process = self._start()

    def stop(self) -> None:
        """End the worker and wait for it."""
        self._stop.set()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()


def worker(
    *,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
    only_reading: Annotated[
        bool, typer.Option("--only-reading", help="Только читать файлы: индекс и уход — за «registry scheduler».")
    ] = False,
) -> None:
    """Запустить исполнителя: читает принятые файлы, ведёт индекс, находит забытое."""
    _work(with_parent=with_parent, reading=True, chores=not only_reading)


def scheduler() -> None:
    """Запустить только уход: индекс, поиск забытого, чистка очереди."""
    _work(with_parent=False, reading=False, chores=True)


def _work(*, with_parent: bool, reading: bool, chores: bool) -> None:
    from registry_api.jobs.worker import run_worker

    stop = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, signal.SIG_IGN if with_parent else ask)
    if with_parent:
        threading.Thread(target=_until_alone, args=(stop,), daemon=True).start()
    with Register() as house:
        run_worker(house, stop, reading=reading, chores=chores, ready=lambda: say("Исполнитель работает.", "dim"))


def _until_alone(stop: threading.Event) -> None:
    """Set ``stop`` when whoever started us is gone: the pipe on standard input ends."""
    while sys.stdin.buffer.read(1):
        pass
    stop.set()


COMMANDS = (serve, worker, scheduler)
