"""The web process never parses: none of the libraries that read documents is even loaded in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.factories import REPOSITORY

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
SCRIPT = """
import json, sys
from registry_api.app import create_app
from registry_api.root import Register
with Register() as register:
    register.prepare()
    app = create_app(register)
    from litestar.testing import TestClient
    import io
    register.door.receive(io.BytesIO(b"%PDF-1.4 hostile"), "a.pdf", actor="x", origin="web")
    with TestClient(app) as client:
        for path in ("/sign-in", "/", "/api/acts"):
            client.get(path)
json.dump(sorted(sys.modules), sys.stdout)
"""


def test_the_process_of_the_site_loads_no_parser_of_documents(tmp_path: Path) -> None:
    environment = {**os.environ, "REGISTRY_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=REPOSITORY, env=environment, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "registry_api.web.controllers.intake" in loaded
    found = {name for name in PARSERS if name in loaded or any(module.startswith(f"{name}.") for module in loaded)}
    assert found == set(ALLOWED), "a parser has come in, or a reason is no longer needed"
