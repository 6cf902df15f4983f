from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from litestar.testing import TestClient

from domain.errors import IndexUnavailable, RecordsUnavailable, all_codes
from registry_api.app import create_app
from registry_api.errors import status_of
from registry_api.root import Register
from registry_api.settings import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.web.conftest import Visit

PAGES = (
    "/", "/intake", "/drafts", "/acts", "/search", "/help", "/tokens", "/nowhere", "/packages", "/sign-in", "/schema",
    "/schema/openapi.json", "/static/css/base.css", "/static/none.css", "/acts/none", "/intake?page=x", "/acts?page=x",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_is_sealed(path: str, visit_as: Callable[[str], Visit]) -> None:
    headers = visit_as("registrar").get(path, follow_redirects=False).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_inline_script_or_style_and_nothing_from_elsewhere(
    path: str, visit_as: Callable[[str], Visit]
) -> None:
    text = visit_as("registrar").get(path).text
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    for mark in (' src="http', ' href="//', "@import", "onclick="):
        assert mark not in text


def test_a_defect_is_told_by_a_reference_only(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")
    register.__dict__["door"] = None
    answer = visit.post("/intake/files", files={"files": ("акт.docx", b"PK")})
    assert answer.status_code == 500
    assert "Код обращения" in answer.text
    for secret in ("Traceback", "AttributeError", "registry_api", "SELECT", str(register.settings.data)):
        assert secret not in answer.text


def test_a_database_that_does_not_answer_is_told_calmly(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit = visit_as("registrar")

    class Silent:
        def reading(self) -> Any:
            raise RecordsUnavailable

    real = register.__dict__["records"]
    register.__dict__["records"] = Silent()
    try:
        answer = visit.get("/acts")
    finally:
        register.__dict__["records"] = real
    assert answer.status_code == 503
    assert "База данных реестра не отвечает" in answer.text


def test_an_unknown_page_is_a_page(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("reader").get("/нет-такой")
    assert answer.status_code == 404
    assert "Страница не найдена" in answer.text


def test_an_unknown_route_of_the_api_is_a_problem(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("reader").get("/api/nowhere")
    assert answer.status_code == 404
    assert answer.json()["code"] == "http-404"


def test_a_body_over_the_limit_is_refused_in_russian(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("reader").post("/tokens", {"name": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "больше, чем принимается" in answer.text


def test_every_error_has_a_status() -> None:
    assert all(400 <= status_of(cls()) <= 503 for cls in all_codes().values())
    assert status_of(IndexUnavailable()) == 503


def test_only_named_hosts_are_served(tmp_path: Path) -> None:
    with Register(load({"REGISTRY_DATA": str(tmp_path), "REGISTRY_ALLOWED_HOSTS": "registry.example"})) as register:
        register.prepare()
        with TestClient(create_app(register), base_url="http://registry.example") as client:
            assert client.get("/sign-in").status_code == 200
            assert client.get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_the_key_of_csrf_is_made_once_and_kept_from_others(register: Register) -> None:
    create_app(register)
    path = register.settings.data / "secret.key"
    before = path.read_text()
    create_app(register)
    assert path.read_text() == before
    assert len(before) >= 40
    assert path.stat().st_mode & 0o777 == 0o600
