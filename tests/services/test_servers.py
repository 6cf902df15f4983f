"""The fixtures lead to real servers, each test to a place of its own."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.services

REPOSITORY = Path(__file__).parents[2]


def test_postgres_gives_each_call_an_empty_database(make_postgres_url: Callable[[], str]) -> None:
    first, second = sa.create_engine(make_postgres_url()), sa.create_engine(make_postgres_url())
    with first.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE act (title text)")
    assert sa.inspect(first).get_table_names() == ["act"]
    assert sa.inspect(second).get_table_names() == []
    first.dispose()
    second.dispose()


def test_postgres_sorts_russian_as_people_do(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        words = connection.exec_driver_sql("SELECT w FROM unnest(ARRAY['ж', 'Ё', 'е', 'Я', 'а']) AS w ORDER BY w")
        assert [word for (word,) in words] == ["а", "е", "Ё", "ж", "Я"]
    engine.dispose()


def test_opensearch_creates_an_index_with_russian_analysis(opensearch_url: str) -> None:
    index = f"{opensearch_url}/trial-{secrets.token_hex(8)}"
    settings = {"mappings": {"properties": {"text": {"type": "text", "analyzer": "russian"}}}}
    ask(index, "PUT", settings)
    try:
        ask(f"{index}/_doc?refresh=true", "POST", {"text": "О внесении изменений в постановление"})
        found = ask(f"{index}/_search", "POST", {"query": {"match": {"text": "изменение"}}})
        assert found["hits"]["total"]["value"] == 1
    finally:
        ask(index, "DELETE")


def ask(url: str, method: str, body: object = None) -> dict[str, dict[str, dict[str, int]]]:
    request = urllib.request.Request(url, method=method, headers={"Content-Type": "application/json"})  # noqa: S310 - the server of the test
    if body is not None:
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - the server of the test
        told: dict[str, dict[str, dict[str, int]]] = json.load(answer)
    return told


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("1", "1 error")])
def test_absent_servers_skip_and_fail_where_they_must_be_there(tmp_path: Path, ci: str, outcome: str) -> None:
    probe = tmp_path / "test_probe.py"
    probe.write_text("from tests.services.servers import *\n\ndef test_bucket(s3_settings): pass\n", "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(probe)],
        cwd=REPOSITORY,
        env={"PATH": "/usr/bin:/bin", "CI_SERVICES": ci, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    assert outcome in told
    assert "REGISTRY_TEST_S3_ENDPOINT is not set (make services)" in told
