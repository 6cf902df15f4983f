"""Fixtures that give a test records of its own: one suite over SQLite and PostgreSQL."""

from __future__ import annotations

import secrets
import shutil
from typing import TYPE_CHECKING

import pytest

from storage.database import Records
from storage.migrating import upgrade
from tests.houses import House

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

BACKENDS = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgres", marks=pytest.mark.services)]
"""Parameters of a fixture or test that runs over both adapters."""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database in one file; tests copy it."""
    path = tmp_path_factory.mktemp("template") / "registry.sqlite3"
    records = Records(f"sqlite:///{path}")
    upgrade(records)
    records.close()
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: sa.Engine) -> Iterator[str]:
    """Name of a migrated database on the server; tests copy it."""
    name = f"template_{secrets.token_hex(8)}"
    with postgres_server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    records = Records(postgres_server.url.set(database=name).render_as_string(hide_password=False))
    upgrade(records)
    records.close()
    yield name
    with postgres_server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_copy(postgres_server: sa.Engine, postgres_template: str) -> Iterator[str]:
    """URL of migrated records on the server that are the test's own."""
    name = f"trial_{secrets.token_hex(8)}"
    with postgres_server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{postgres_template}"')
    yield postgres_server.url.set(database=name).render_as_string(hide_password=False)
    with postgres_server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=BACKENDS)
def records_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of migrated records that are the test's own, on each backend in turn."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_copy")
        return url
    path = tmp_path / "registry.sqlite3"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    """Records of the test's own, on each backend in turn."""
    opened = Records(records_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_records(sqlite_template: Path, tmp_path: Path) -> Iterator[Records]:
    """Records on SQLite, for what does not depend on the backend."""
    path = tmp_path / "registry.sqlite3"
    shutil.copy(sqlite_template, path)
    opened = Records(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without any table, on each backend in turn."""
    if request.param == "postgres":
        make: Callable[[], str] = request.getfixturevalue("make_postgres_url")
        return make()
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    """A register on the embedded default."""
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data" / "registry.sqlite3")
    made = House(tmp_path / "data", {})
    yield made
    made.close()


@pytest.fixture(params=BACKENDS)
def any_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A register whose records and queue are on each backend in turn."""
    more = {"REGISTRY_DATABASE_URL": request.getfixturevalue("postgres_copy")} if request.param == "postgres" else {}
    made = House(tmp_path / "data", more)
    made.register.prepare()
    yield made
    made.close()
