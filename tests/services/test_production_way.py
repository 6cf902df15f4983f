"""A month of the register on PostgreSQL, OpenSearch and S3 as people do it: forms, cookies, each part a process."""

from __future__ import annotations

import hashlib
import re
import secrets
import socket
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import lxml.html
import pytest
import sqlalchemy as sa

from storage.models import Draft, JournalEntry
from tests.factories import EXAMPLES
from tests.houses import WORKS, House, start, wait_until
from tests.services.gate import Gate
from tests.storage.objects.conftest import empty_and_remove
from tests.web.conftest import Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.services.servers import S3Settings

pytestmark = pytest.mark.services

ACTS = EXAMPLES / "acts"
THREE = [
    ACTS / "Постановление 308 от 06.04.2026.docx",
    ACTS / "Постановление 309 от 06.04.2026.pdf",
    ACTS / "Распоряжение 41-р от 03.04.2026.docx",
]
BATCH = sorted(ACTS.iterdir())
PHRASE = "длинная фраза для входа"
LIMIT_S = 20


@dataclass
class Site:
    """The product as its users and its operator reach it."""

    house: House
    search: Gate
    address: str = ""
    running: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    browsers: dict[str, Visit] = field(default_factory=dict)

    def begin(self) -> None:
        """Make the tables, two accounts, and start the site, a reader of files and the upkeep."""
        self.command("db", "upgrade")
        for login in ("registrar", "lawyer"):
            self.command("user", "add", login, "--name", login, "--role", login, stdin=f"{PHRASE}\n{PHRASE}\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        words = ("serve", "--no-worker", "--port", str(port))
        self.running["site"] = start(self.house, *words, until="Реестр открыт")
        self.running["upkeep"] = start(self.house, "scheduler", until=WORKS)
        self.start_reading()
        wait_until(self._answers, LIMIT_S)

    def start_reading(self) -> None:
        self.running["reading"] = self.house.start_worker("--only-reading")

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def end(self) -> None:
        """Ask every process to end, and see that it does."""
        for browser in self.browsers.values():
            browser.client.close()
        for process in self.running.values():
            process.terminate()
        ended = {name: _ended(process) for name, process in self.running.items()}
        self.house.close()
        self.search.close()
        assert set(ended.values()) <= {0}, ended

    def command(self, *words: str | Path, stdin: str | None = None) -> str:
        """Run a command that must succeed; return what it says."""
        told = self.house.run(*words, stdin=stdin)
        assert told.code == 0, told.out + told.err
        return told.out + told.err

    def browser(self, login: str) -> Visit:
        """Return a browser in which this person has signed in with the password."""
        if login not in self.browsers:
            visit = Visit(httpx.Client(base_url=self.address, follow_redirects=True, timeout=60))
            entered = visit.post("/sign-in", {"login": login, "password": PHRASE})
            assert entered.status_code == 200, entered.text
            assert visit.client.cookies.get("session")
            self.browsers[login] = visit
        return self.browsers[login]

    def upload(self, *files: Path) -> None:
        """Choose files in the form of the intake page and send them."""
        sent = [("files", (path.name, path.read_bytes())) for path in files]
        told = self.browser("registrar").post("/intake/files", files=sent)
        assert told.status_code == 200, told.text
        assert len(self.house.items()) == len(files)

    def all_read(self) -> bool:
        return set(self.house.states()) <= {"read", "failed"}

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/health").status_code == 200
        except httpx.TransportError:
            return False


def _ended(process: subprocess.Popen[str]) -> int | None:
    try:
        return process.wait(timeout=LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def filled(page: str, action: str) -> dict[str, Any]:
    """The form that leads there, with what stands in its fields."""
    document: Any = lxml.html.fromstring(page)
    (form,) = (form for form in document.forms if form.action == action)
    return dict(form.form_values())


@pytest.fixture
def site(tmp_path: Path, postgres_url: str, opensearch_url: str, s3_settings: S3Settings) -> Iterator[Site]:
    """The product chosen by one file of settings and its files of secrets, over places of the test's own."""
    url, gate = sa.make_url(postgres_url), Gate(urlsplit(opensearch_url).netloc)
    kept = {
        "database_password": str(url.password),
        "s3_access_key": s3_settings.access_key,
        "s3_secret_key": s3_settings.secret_key,
        "secret_key": secrets.token_urlsafe(48),
    }
    for name, secret in kept.items():
        (tmp_path / name).write_text(f"{secret}\n", "utf-8")
    chosen = {
        "data": tmp_path / "data",
        "database_url": url.set(password=None).render_as_string(),
        "objects": "s3",
        "s3_endpoint": s3_settings.endpoint,
        "s3_bucket": s3_settings.bucket,
        "index": "opensearch",
        "opensearch_url": f"http://127.0.0.1:{gate.port}",
        "opensearch_index": s3_settings.bucket,
        **{f"{name}_file": tmp_path / name for name in kept},
    }
    lines = [*(f"{name} = '{value}'" for name, value in chosen.items()), "s3_secure = false"]
    (tmp_path / "production.toml").write_text("\n".join(lines), "utf-8")
    made = Site(House(tmp_path / "data", {"REGISTRY_SETTINGS": str(tmp_path / "production.toml")}), gate)
    try:
        made.begin()
        yield made
    finally:
        objects = made.house.register.objects
        try:
            made.end()
        finally:
            empty_and_remove(objects)  # type: ignore[arg-type]  # the settings say s3
            for index in httpx.get(f"{opensearch_url}/_alias/{s3_settings.bucket}").json():
                httpx.delete(f"{opensearch_url}/{index}").raise_for_status()


def test_from_the_upload_form_to_a_package_that_is_proven_outside(site: Site, tmp_path: Path) -> None:
    registrar, lawyer = site.browser("registrar"), site.browser("lawyer")
    site.upload(*THREE)
    wait_until(site.all_read)
    drafts = {item.file_name: item.draft.id for item in site.house.items() if item.draft}
    assert set(drafts) == {path.name for path in THREE}

    act_id = _confirm(site, drafts[THREE[0].name])
    _find(lawyer, act_id, "номер:308")
    _find(lawyer, act_id, "размещением нестационарного торгового объекта")
    decided = lawyer.post(f"/acts/{act_id}/normative", {"normative": "yes", "reason": "правила для всех"})
    assert "правила для всех" in decided.text
    place = {"kind": "printed", "source": "Верхнереченские ведомости", "issue": "14", "published_on": "09.04.2026"}
    assert "Верхнереченские ведомости" in registrar.post(f"/acts/{act_id}/publications", place).text

    package, digest = _package(lawyer, tmp_path)
    assert "актов 1" in site.command("export", "verify", package, "--sha256", digest)
    shortened = package.with_name(f"cut-{package.name}")
    shortened.write_bytes(package.read_bytes()[:-1])
    assert site.house.run("export", "verify", shortened).code != 0

    told = site.command("check", "--deep", "--worker")
    assert all(word in told for word in ("postgresql", "s3", "opensearch"))
    site.command("index", "check")
    site.command("audit", "verify")
    assert not list(site.house.folder.rglob("*")), "nothing may be kept on the machine of the site"


def _confirm(site: Site, draft_id: str) -> str:
    """Register a draft as the review page offers it; return the act."""
    registrar, action = site.browser("registrar"), f"/drafts/{draft_id}/register"
    form = filled(registrar.get(f"/drafts/{draft_id}").text, action)
    assert (form["number"], form["date"]) == ("308", "06.04.2026")
    confirmed = registrar.post(action, form)
    assert confirmed.status_code == 200, confirmed.text
    with site.house.register.records.reading() as session:
        draft = session.get_one(Draft, draft_id)
        assert draft.act_id is not None
        assert f"/acts/{draft.act_id}" in confirmed.text
        return draft.act_id


def _find(visit: Visit, act_id: str, query: str) -> None:
    """Search until the act stands on the page: another process carries it into the index."""
    wait_until(lambda: f'href="/acts/{act_id}' in visit.get("/search", params={"q": query}).text, LIMIT_S)


def _package(visit: Visit, folder: Path) -> tuple[Path, str]:
    """Build April on its page and fetch the file."""
    built = visit.post("/packages/2026-04/build")
    assert "Пакет построен" in built.text, re.sub(r"<[^>]+>|\s+", " ", built.text)
    (digest,) = re.findall(r"SHA-256 <code>([0-9a-f]{64})</code>", built.text)
    (link,) = re.findall(r'href="(/packages/2026-04/\w+/file)"', built.text)
    given = visit.get(link)
    assert hashlib.sha256(given.content).hexdigest() == digest
    (name,) = re.findall(r'filename="([^"]+)"', given.headers["content-disposition"])
    path = folder / name
    path.write_bytes(given.content)
    return path, digest


def test_a_reader_that_is_killed_amid_a_batch_loses_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    cut = tmp_path / "обрезан.docx"
    cut.write_bytes(THREE[0].read_bytes()[:2000])
    files = [*BATCH, cut]
    site.upload(*files)
    for least in (2, 10):
        wait_until(lambda least=least: _is_amid(site.house.states(), least))  # type: ignore[misc]  # bound at once
        site.kill("reading")
        assert "reading" in site.house.states()
        site.start_reading()
    wait_until(site.all_read, 120)

    items = site.house.items()
    assert sorted(item.file_name for item in items) == sorted(path.name for path in files)
    failed = {item.file_name: (item.error_code, bool(item.error_message)) for item in items if item.state == "failed"}
    assert failed == {cut.name: ("damaged-file", True)}
    assert all(item.lease_owner is None for item in items)
    with site.house.register.records.reading() as session:
        made = session.scalars(sa.select(JournalEntry.subject).where(JournalEntry.action == "draft.made")).all()
        drafts = session.scalars(sa.select(Draft.intake_id)).all()
    assert len(made) == len(set(made)) == len(BATCH)
    assert set(drafts) == {item.id for item in items if item.state == "read"}
    shown = site.browser("registrar").get("/intake").text
    assert all(path.name in shown for path in files)
    site.command("check", "--worker")


def _is_amid(states: list[str], least: int) -> bool:
    return "reading" in states and sum(state in {"read", "failed"} for state in states) >= least


def test_search_that_is_down_is_told_and_catches_up_while_registration_goes_on(site: Site) -> None:
    site.upload(THREE[0])
    wait_until(site.all_read)
    site.search.close()
    act_id = _confirm(site, next(item.draft.id for item in site.house.items() if item.draft))
    lawyer = site.browser("lawyer")
    told = lawyer.get("/search", params={"q": "номер:308"})
    assert told.status_code == 503
    assert lawyer.get(f"/acts/{act_id}").status_code == 200
    row = next(row for row in site.house.run("check", "--quick", "--json").rows if row["part"] == "индекс")
    assert (row["standing"], bool(row["advice"])) == ("wrong", True)
    site.search.open()
    wait_until(lambda: lawyer.get("/search", params={"q": "номер:308"}).status_code == 200, 60)
    _find(lawyer, act_id, "номер:308")
