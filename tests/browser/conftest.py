"""The product as it is started (``registry serve``: site and worker) and real browsers in front of it."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from domain.roles import Role
from registry_api.accounts import hash_password
from registry_api.root import Register
from registry_api.settings import load
from storage import acts, people
from storage.models import Act, Publication, SupplementaryDocument
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REGISTERED = [
    EXAMPLES / "acts" / "Постановление 827-п от 08.09.2026.docx",
    EXAMPLES / "acts" / "Протокол 14 от 20.04.2026.docx",
]
WAITING = [
    EXAMPLES / "acts" / "Решение 14-2 от 28.05.2026.docx",
    EXAMPLES / "scan" / "Постановление 398 от 06.05.2026.pdf",
]
PASSWORD = secrets.token_urlsafe(12)
START_S = 60


@dataclass
class Desk:
    """A person at a browser; ``faults`` holds what must not happen: console errors, requests to other hosts."""

    page: Page
    base: str
    shots: Path | None
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.base + path)

    def shot(self, name: str) -> None:
        """Keep a picture when a folder for them is given."""
        if self.shots is not None:
            self.page.screenshot(path=self.shots / f"{name}.png")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the product over a fresh data folder; give its address."""
    data = tmp_path_factory.mktemp("data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"REGISTRY_DATA": str(data), "REGISTRY_LOG_LEVEL": "warning"}
    with Register(load(environment)) as register:
        register.prepare()
        with register.records.writing("установка") as unit:
            for role in Role:
                people.add(unit, role, f"Человек {role}", hash_password(PASSWORD), [role])
            unit.commit()
    _bring_in(environment)
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-c", "from registry_api.cli import main; main()", "serve", "--port", str(port)],
        env=os.environ | environment,
        cwd=Path(__file__).parents[2],
        stdout=log,
        stderr=log,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, process)
        yield base
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _bring_in(environment: dict[str, str]) -> None:
    """Bring examples in through the command line: some become acts, some wait as drafts, one of them a scan."""
    for files, more in ((REGISTERED, ["--register"]), (WAITING, [])):
        command = [sys.executable, "-c", "from registry_api.cli import main; main()", "ingest", *more, *map(str, files)]
        done = subprocess.run(
            command,
            env=os.environ | environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            timeout=150,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
    with Register(load(environment)) as register, register.records.writing("lawyer") as unit:
        for act in unit.session.scalars(select(Act)).all():
            source = Publication(kind="network", source="Официальный портал", url="https://example.org/act/1")
            acts.add_publication(unit, act.id, source)
            paper = SupplementaryDocument(kind="court-decision", issuer="Городской суд", date=date(2026, 9, 30))
            acts.add_supplementary(unit, act.id, paper)
        unit.commit()


def _wait(base: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, "the product ended at its start"
        try:
            with urllib.request.urlopen(f"{base}/health", timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the product did not start")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for a module: while it is open, its event loop holds the thread, and nothing else may have one."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: install the package «chromium»")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shots() -> Path | None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) if folder else None


def _watch(page: Page, desk: Desk, site: str) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            desk.faults.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((site + "/", "data:", "blob:")):
            desk.faults.append(request.url)

    page.on("console", said)
    page.on("pageerror", lambda error: desk.faults.append(str(error)))
    page.on("request", asked)


@pytest.fixture
def desk_of(chromium: Browser, site: str, shots: Path | None) -> Iterator[Callable[..., Desk]]:
    """Give a browser in which somebody has signed in; at the end nothing bad may have happened in it."""
    opened: list[tuple[BrowserContext, Desk]] = []

    def open_desk(login: str, width: int = 1440) -> Desk:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="ru-RU")
        context.set_default_timeout(30_000)
        page = context.new_page()
        desk = Desk(page, site, shots)
        opened.append((context, desk))
        _watch(page, desk, site)
        desk.go("/sign-in")
        page.get_by_label("Имя пользователя").fill(login)
        page.get_by_label("Пароль").fill(PASSWORD)
        page.get_by_role("button", name="Войти").click()
        page.wait_for_url(f"{site}/")
        return desk

    yield open_desk
    faults = [fault for _, desk in opened for fault in desk.faults]
    for context, _ in opened:
        context.close()
    assert faults == []
