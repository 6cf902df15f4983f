"""The whole way on PostgreSQL, OpenSearch and S3, chosen by one file of settings; each part a process of its own."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa

from domain.roles import Role
from registry_api.accounts import new_api_token
from storage import people
from tests.factories import EXAMPLES
from tests.houses import House, start, wait_until
from tests.services.gate import Gate

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.services.servers import S3Settings

pytestmark = pytest.mark.services

ACTS = sorted((EXAMPLES / "acts").iterdir())
PLAIN = EXAMPLES / "acts" / "Постановление 308 от 06.04.2026.docx"


class Stack:
    """The product over the three servers."""

    def __init__(self, house: House, gate: Gate) -> None:
        self.house, self.gate = house, gate
        self.keys: dict[str, str] = {}
        self.running: list[subprocess.Popen[str]] = []
        self.address = ""

    def begin(self) -> None:
        """Migrations as a job, accounts, the site, a worker."""
        assert self.house.run("db", "upgrade").code == 0
        records = self.house.register.records
        for role in (Role.REGISTRAR, Role.LAWYER, Role.READER):
            with records.writing("установка") as unit:
                people.add(unit, role, role, "нет", [role])
                unit.commit()
            self.keys[role] = new_api_token(records, role, "проверка", "установка")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        site = start(self.house, "serve", "--no-worker", "--port", str(port), until="Реестр открыт")
        self.running += [site, self.house.start_worker()]
        wait_until(self.answers, 20)

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/sign-in").status_code == 200
        except httpx.TransportError:
            return False

    def end(self) -> None:
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            process.wait(timeout=20)
        self.gate.close()
        self.house.close()

    def ask(self, role: str, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.keys[role]}"}
        return httpx.request(method, f"{self.address}/api{path}", headers=headers, timeout=60, **more)

    def upload(self, *files: Path) -> None:
        for path in files:
            told = self.ask("registrar", "POST", "/intake/", files={"data": (path.name, path.read_bytes())})
            assert (told.status_code, told.json()["outcome"]) == (201, "accepted"), told.text

    def are_read(self) -> bool:
        told = self.ask("registrar", "GET", "/intake/", params={"limit": 100}).json()
        return {item["state"] for item in told} <= {"read", "failed"}

    def confirm_all(self) -> list[dict[str, Any]]:
        registered = []
        for draft in self.ask("registrar", "GET", "/drafts/", params={"limit": 100}).json():
            values = {name: value["value"] or "" for name, value in draft["values"].items()}
            decision = {
                "version": draft["version"],
                "values": values,
                "is_normative": not draft["file"].startswith(("Протокол", "Распоряжение")),
                "normative_reason": "сверено",
            }
            told = self.ask("registrar", "POST", f"/drafts/{draft['id']}/register", json=decision)
            assert told.status_code == 201, told.text
            registered.append(told.json())
        return registered

    def found(self, query: str) -> list[str]:
        told = self.ask("reader", "GET", "/search/", params={"q": query})
        return [hit["id"] for hit in told.json()["hits"]] if told.status_code == 200 else []


@pytest.fixture
def stack(tmp_path: Path, postgres_url: str, opensearch_url: str, s3_settings: S3Settings) -> Iterator[Stack]:
    gate = Gate(urlsplit(opensearch_url).netloc)
    alias = s3_settings.bucket
    url = sa.make_url(postgres_url)
    secrets = {
        "database_password": url.password,
        "s3_access_key": s3_settings.access_key,
        "s3_secret_key": s3_settings.secret_key,
    }
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n", "utf-8")
    database = url.set(password=None).render_as_string()
    lines = [
        f"data = '{tmp_path / 'data'}'",
        f"database_url = '{database}'",
        "objects = 's3'",
        f"s3_endpoint = '{s3_settings.endpoint}'",
        f"s3_bucket = '{s3_settings.bucket}'",
        "s3_secure = false",
        "index = 'opensearch'",
        f"opensearch_url = 'http://127.0.0.1:{gate.port}'",
        f"opensearch_index = '{alias}'",
        *(f"{name}_file = '{tmp_path / name}'" for name in secrets),
    ]
    (tmp_path / "production.toml").write_text("\n".join(lines), "utf-8")
    house = House(tmp_path / "data", {"REGISTRY_SETTINGS": str(tmp_path / "production.toml")})
    made = Stack(house, gate)
    made.begin()
    yield made
    made.end()
    httpx.delete(f"{opensearch_url}/{alias}*")


def test_from_intake_to_a_proven_package(stack: Stack, tmp_path: Path) -> None:
    stack.upload(*ACTS)
    wait_until(stack.are_read, 120)
    registered = stack.confirm_all()
    assert len(registered) == len(ACTS)
    act = next(act for act in registered if act["number"] == "308")
    wait_until(lambda: stack.found("постановление № 308 от 06.04.2026")[:1] == [act["id"]], 30)
    assert act["id"] in stack.found("нестационарные торговые объекты")
    built = stack.house.run(
        "export", "build", "--month", "2026-04", "--out", tmp_path / "out", "--with-problems", "проверка", "--json"
    )
    assert built.code == 0, built.err
    package = Path(built.rows[0]["package"])
    assert built.rows[0]["acts"] >= 1
    assert stack.house.run("export", "verify", package).code == 0
    (row,) = stack.ask("lawyer", "GET", "/packages/").json()
    assert stack.ask("lawyer", "GET", f"/packages/{row['id']}/file").content == package.read_bytes()
    assert stack.house.run("audit", "verify").code == 0
    assert stack.house.run("index", "check").code == 0
    told = {row["part"]: row for row in stack.house.run("check", "--deep", "--json").rows}
    for part, used in (
        ("база данных", "postgresql"),
        ("файлы", "s3"),
        ("индекс", "opensearch"),
        ("очередь", "postgresql"),
    ):
        assert told[part]["standing"] == "good", told[part]
        assert used in told[part]["used"].lower()
    assert not [path for path in stack.house.folder.rglob("*") if path.suffix == ".sqlite3" or "objects" in path.parts]


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(stack: Stack) -> None:
    stack.upload(*ACTS)
    wait_until(lambda: "reading" in stack.house.states())
    worker = stack.running.pop()
    worker.kill()
    worker.wait()
    assert not stack.are_read()
    stack.running.append(stack.house.start_worker())
    wait_until(stack.are_read, 120)
    items = stack.house.items()
    assert sorted(item.file_name for item in items) == sorted(path.name for path in ACTS)
    assert {item.state for item in items} == {"read"}
    assert len({item.draft.id for item in items if item.draft}) == len(ACTS)


def test_search_that_is_down_is_told_and_catches_up_while_registration_goes_on(stack: Stack) -> None:
    stack.upload(PLAIN)
    wait_until(stack.are_read)
    stack.gate.close()
    (act,) = stack.confirm_all()
    told = stack.ask("reader", "GET", "/search/", params={"q": "номер:308"})
    assert (told.status_code, told.json()["code"]) == (503, "index-unavailable")
    stack.upload(ACTS[0] if ACTS[0] != PLAIN else ACTS[1])
    wait_until(stack.are_read)
    assert stack.ask("reader", "GET", f"/acts/{act['id']}").status_code == 200
    row = next(row for row in stack.house.run("check", "--quick", "--json").rows if row["part"] == "индекс")
    assert (row["standing"], bool(row["advice"])) == ("wrong", True)
    stack.gate.open()
    wait_until(lambda: stack.found("номер:308") == [act["id"]], 60)
