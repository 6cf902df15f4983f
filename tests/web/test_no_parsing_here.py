"""The web process never parses: none of the libraries that read documents is even loaded in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.factories import EXAMPLES, REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

PARSERS = (
    "pdfminer", "pypdfium2", "PIL", "docx", "lxml.html", "olefile", "charset_normalizer.api", "ingest.reading.reader",
    "ingest.reading.isolation.child", "ingest.reading.pdf", "ingest.reading.docx", "ingest.reading.html",
    "ingest.reading.office.converter",
    "ingest.requisites", "asn1crypto", "pyhanko", "pikepdf", "ocrmypdf", "ingest.signatures.container",
)  # fmt: skip
"""Modules whose presence means that hostile bytes could be read here."""
ALLOWED = {
    "docx": "export writes the cover letter with it; no file from outside is opened",
}
"""What is loaded all the same, and why that does no harm."""
SITE = """
import json, os, re, subprocess, sys
from pathlib import Path
from litestar.testing import TestClient
from domain.roles import Role
from registry_api.app import create_app
from registry_api.root import Register
from storage import people
act, worker = Path(sys.argv[1]), sys.argv[2]
token = "t" * 43
told = {}
with Register() as register:
    register.prepare()
    with register.records.writing("install") as unit:
        people.open_session(unit, people.add(unit, "clerk", "Clerk", "no password", [Role.REGISTRAR]), token)
        unit.commit()
    with TestClient(create_app(register)) as client:
        def get(path):
            told[re.sub(r"[0-9a-f-]{20,}", "ID", path)] = client.get(path).status_code
        for path in ("/sign-in", "/", "/api/acts"):
            get(path)
        client.cookies.set("session", token)
        files = [("files", (act.name, act.read_bytes())), ("files", ("a.pdf", b"%PDF-1.4 hostile"))]
        sent = client.post("/intake/files", data={"_csrf_token": client.cookies["csrf"]}, files=files)
        told["upload"] = sent.status_code
        read = subprocess.run([sys.executable, "-c", worker], capture_output=True, text=True, check=True)
        draft = read.stdout.split()[-1]
        get("/intake")
        get("/drafts")
        get(f"/drafts/{draft}")
        get(f"/drafts/{draft}/pages/1")
        get(f"/drafts/{draft}/file")
        with register.records.writing("clerk") as unit:
            from storage import drafts
            act_id = drafts.register(unit, draft, drafts.get(unit.session, draft).version, {}).id
            unit.commit()
        get("/search?q=%D0%BF%D0%BE%D1%80%D1%8F%D0%B4%D0%BE%D0%BA")
        get(f"/acts/{act_id}")
        get(f"/acts/{act_id}/pages/1")
json.dump({"loaded": sorted(sys.modules), "told": told}, sys.stdout)
"""
"""The site, where somebody signs in, sends files, looks them through, and searches; it tells what it has loaded."""
WORKER = """
from registry_api.root import Register
from sqlalchemy import select
from storage.models import Draft, IntakeItem
with Register() as register:
    with register.records.reading() as session:
        items = list(session.scalars(select(IntakeItem.id)))
    for item in items:
        register.processor.process(item)
    with register.records.reading() as session:
        print(*session.scalars(select(Draft.id).where(Draft.document_id.is_not(None))))
"""
"""Another process that reads what was sent; it prints the draft."""


def test_the_process_of_the_site_loads_no_parser_of_documents(tmp_path: Path) -> None:
    environment = {**os.environ, "REGISTRY_DATA": str(tmp_path)}
    act = EXAMPLES / "acts" / "Постановление 309 от 06.04.2026.pdf"
    done = subprocess.run(
        [sys.executable, "-c", SITE, act, WORKER],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["told"].pop("/api/acts") == 401
    assert set(said["told"].values()) == {200}, said["told"]
    assert len(said["told"]) > 10
    loaded = set(said["loaded"])
    assert "registry_api.web.controllers.intake" in loaded
    found = {name for name in PARSERS if name in loaded or any(module.startswith(f"{name}.") for module in loaded)}
    assert found == set(ALLOWED), "a parser has come in, or a reason is no longer needed"
