"""The real site over SQLite, a folder of files and the embedded index, and people who use it."""

from __future__ import annotations

import re
import secrets
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from litestar.testing import TestClient

from domain.roles import Role
from registry_api.accounts import hash_password
from registry_api.app import create_app
from registry_api.root import Register
from registry_api.settings import load
from storage import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from httpx import Client, Response

PASSWORD = "длинная фраза для входа"
_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]+)"')


class Visit:
    """A browser without scripts: keeps cookies, sends the hidden field with every form."""

    def __init__(self, client: Client) -> None:
        self.client = client
        found = _TOKEN.search(client.get("/sign-in").text) if not client.cookies.get("csrf") else None
        self.token = found[1] if found else client.cookies["csrf"]

    def get(self, path: str, **more: Any) -> Response:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> Response:
        return self.client.post(path, data={"_csrf_token": self.token, **(data or {})}, **more)


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def register(tmp_path: Path, sqlite_template: Path, password_hash: str) -> Iterator[Register]:
    shutil.copy(sqlite_template, tmp_path / "registry.sqlite3")
    with Register(load({"REGISTRY_DATA": str(tmp_path), "REGISTRY_MAX_UPLOAD_MB": "2"})) as register:
        register.prepare()
        with register.records.writing("установка") as unit:
            for role in Role:
                people.add(unit, role, f"Человек {role}", password_hash, [role])
            unit.commit()
        yield register


@pytest.fixture
def client(register: Register) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(register), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def visit_as(register: Register) -> Iterator[Callable[[str], Visit]]:
    """Give a browser in which somebody is signed in."""
    opened: list[TestClient[Any]] = []

    def visit(login: str) -> Visit:
        client = TestClient(create_app(register), raise_server_exceptions=False)
        client.__enter__()
        opened.append(client)
        token = secrets.token_urlsafe(32)
        with register.records.writing(login) as unit:
            person = people.find(unit.session, login)
            assert person is not None
            people.open_session(unit, person, token)
            unit.commit()
        browser = Visit(client)
        client.cookies.set("session", token)
        return browser

    yield visit
    for client in opened:
        client.__exit__(None, None, None)
