"""Fixtures that lead tests to real servers; ``tools/services env`` prints the variables that they read.

Without the variables a test is skipped with the reason; with ``CI_SERVICES=1`` that is a failure.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class S3Settings:
    """A running S3 server (``endpoint`` is ``host:port``, plain HTTP) and a bucket name that nobody has used."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str


def required(variable: str, what: str) -> str:
    """Value of a variable; without it the test is skipped, or fails where the servers must be there."""
    value = os.environ.get(variable)
    if value:
        return value
    reason = f"no {what}: {variable} is not set (make services)"
    if os.environ.get("CI_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def fresh_bucket() -> S3Settings:
    """Settings with the name of a bucket that does not exist yet."""
    endpoint = required("REGISTRY_TEST_S3_ENDPOINT", "S3 server")
    access_key = required("REGISTRY_TEST_S3_ACCESS_KEY", "S3 server")
    secret_key = required("REGISTRY_TEST_S3_SECRET_KEY", "S3 server")
    return S3Settings(endpoint, access_key, secret_key, f"trial-{secrets.token_hex(8)}")


@pytest.fixture
def s3_settings() -> S3Settings:
    """A bucket name of the test's own on the S3 server."""
    return fresh_bucket()


@pytest.fixture(scope="session")
def opensearch_url() -> str:
    """URL of the OpenSearch node; a test names its indices uniquely and removes them."""
    return required("REGISTRY_TEST_OPENSEARCH_URL", "OpenSearch")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[sa.Engine]:
    """The maintenance database of the PostgreSQL server, outside of transactions."""
    url = required("REGISTRY_TEST_POSTGRES_URL", "PostgreSQL")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def make_postgres_url(postgres_server: sa.Engine) -> Iterator[Callable[[], str]]:
    """Makes empty databases, each with a URL of its own; they are dropped after the test with whoever is in them."""
    made: list[str] = []

    def make() -> str:
        name = f"trial_{secrets.token_hex(8)}"
        with postgres_server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        made.append(name)
        return postgres_server.url.set(database=name).render_as_string(hide_password=False)

    yield make
    with postgres_server.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(make_postgres_url: Callable[[], str]) -> str:
    """URL (``postgresql+psycopg://``) of an empty database of the test's own."""
    return make_postgres_url()
