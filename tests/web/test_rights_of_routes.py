from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from litestar.routes import HTTPRoute

from domain.roles import Right, Role, rights_of
from registry_api.app import create_app
from registry_api.web.guard import SIGNED_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from litestar import Litestar
    from litestar.handlers import HTTPRouteHandler
    from litestar.testing import TestClient

    from registry_api.root import Register
    from tests.web.conftest import Visit

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
OPEN_TO_ALL = {
    "/health",
    "/sign-in",
    "/schema",
    "/schema/openapi.json",
    "/schema/{path:str}",
    "/feeds/{secret:str}",
    "/static/{file_path:path}",
}


def _routes(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                    yield route.path, method, handler


def _filled(path: str) -> str:
    for name in (
        "act_id",
        "draft_id",
        "intake_id",
        "file_id",
        "document_id",
        "package_id",
        "token_id",
        "person_id",
        "search_id",
        "assignment_id",
    ):
        path = path.replace(f"{{{name}:str}}", NOWHERE)
    path = path.replace("{publication_id:str}", NOWHERE).replace("{page:int}", "1")
    return path.replace("{month:str}", "2026-04")


def test_every_route_says_who_may_use_it(register: Register) -> None:
    silent = [
        path
        for path, _, handler in _routes(create_app(register))
        if not path.startswith("/api/") and path not in OPEN_TO_ALL and "right" not in handler.opt
    ]
    assert silent == []


def test_only_the_named_routes_are_open_to_all(register: Register) -> None:
    routes = _routes(create_app(register))
    opened = {path for path, _, handler in routes if handler.opt.get("public") or handler.opt.get("own_guard")}
    assert {path for path in opened if not path.startswith("/api/")} == OPEN_TO_ALL


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_has_a_right_to_and_nothing_else(
    role: Role, register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit = visit_as(role)
    rights = rights_of(frozenset({role}))
    looked = 0
    for path, method, handler in _routes(create_app(register)):
        right = handler.opt.get("right")
        if right is None or path in ("/sign-out", "/intake/events") or path.startswith("/api"):
            continue
        answer = visit.get(_filled(path)) if method == "GET" else visit.post(_filled(path))
        allowed = right == SIGNED_IN or Right(right) in rights
        assert (answer.status_code != 403) == allowed, (path, method, answer.status_code)
        assert answer.status_code < 500, (path, method)
        assert allowed or "Ваша роль не позволяет" in answer.text
        looked += 1
    assert looked > 30


def test_the_menu_shows_only_what_the_person_may_do(visit_as: Callable[[str], Visit]) -> None:
    shown = {role: visit_as(role).get("/").text for role in Role}
    for path, right in (
        ("/intake", Right.TAKE_IN),
        ("/packages", Right.BUILD_PACKAGE),
        ("/people", Right.MANAGE_USERS),
    ):
        for role in Role:
            assert (f'href="{path}"' in shown[role]) == (right in rights_of(frozenset({role}))), (path, role)


def test_without_a_session_pages_lead_to_sign_in_and_back(client: TestClient[Any]) -> None:
    answer = client.get("/acts?year=2026&kind=приказ", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/acts%3Fyear%3D2026")


def test_nobody_without_a_session_makes_the_server_read_a_body(client: TestClient[Any]) -> None:
    given = 0

    def body() -> Iterator[bytes]:
        nonlocal given
        head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.docx"\r\n\r\n'
        for piece in (head, *[b"0" * 2**16] * 64):
            given += len(piece)
            yield piece

    answer = client.post("/intake/files", content=body(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 401
    assert "Войдите в систему" in answer.text
    assert client.post("/api/intake", files={"file": ("a.docx", b"0" * 2**20)}).status_code == 401


def test_a_session_says_nothing_to_the_api(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("registrar").get("/api/acts")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "sign-in-required"
