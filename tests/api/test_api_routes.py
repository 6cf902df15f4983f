"""Every route of the JSON API: who may use it, what a stranger is told, what the description says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from litestar.routes import HTTPRoute

from domain.periods import ReportingMonth
from domain.roles import Role
from domain.statuses import AccessLevel
from storage import acts, drafts, intake, journal
from tests.api.programs import is_problem
from tests.factories import BODY, TITLE, add_act, add_draft, claimed, take_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.api.programs import Api

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
THINGS = ("act_id", "draft_id", "intake_id", "package_id")
READERS = {"registrar", "lawyer", "reader"}
EDITORS = {"registrar", "lawyer"}
ROUTES = {
    ("GET", "/acts"): READERS,
    ("GET", "/acts/{act_id}"): READERS,
    ("GET", "/acts/{act_id}/versions"): READERS,
    ("GET", "/acts/{act_id}/signatures"): READERS,
    ("PATCH", "/acts/{act_id}"): EDITORS,
    ("POST", "/acts/{act_id}/normative"): EDITORS,
    ("POST", "/acts/{act_id}/publications"): EDITORS,
    ("GET", "/search"): READERS,
    ("GET", "/intake"): {"registrar"},
    ("POST", "/intake"): {"registrar"},
    ("GET", "/intake/{intake_id}"): {"registrar"},
    ("POST", "/intake/{intake_id}/retry"): {"registrar"},
    ("GET", "/drafts"): {"registrar"},
    ("GET", "/drafts/{draft_id}"): {"registrar"},
    ("POST", "/drafts/{draft_id}/register"): {"registrar"},
    ("GET", "/packages"): {"lawyer"},
    ("GET", "/packages/{package_id}/file"): {"lawyer"},
    ("GET", "/journal"): {"lawyer", "admin"},
}
"""Every route with the roles that may use it."""
OF_ONE_THING = [route for route in ROUTES if "{" in route[1]]
OF_ONE_ACT = [route for route in ROUTES if "{act_id}" in route[1]]
EACH = [pytest.param(method, path, id=f"{method}-{path}") for method, path in ROUTES]


class Things:
    """One of each thing that routes are about, as new as a role needs it."""

    def __init__(self, api: Api, folder: Path) -> None:
        self.api, self.folder, self._count = api, folder, 0

    def act_id(self, **changes: Any) -> str:
        self._count += 1
        return add_act(self.api.records, number=str(900 + self._count), **changes)

    def draft_id(self) -> str:
        self._count += 1
        return add_draft(self.api.records, f"черновик {self._count}")

    def intake_id(self) -> str:
        """A file that could not be read."""
        self._count += 1
        intake_id = take_in(self.api.records, f"файл {self._count}")
        with self.api.records.writing(drafts.MACHINE) as unit:
            intake.fail(unit, claimed(unit, intake_id), "damaged-file", "Файл повреждён.")
            unit.commit()
        return intake_id

    def package_id(self) -> str:
        month = ReportingMonth.parse("2026-04")
        return self.api.house.register.packages.build(month, self.folder, "lawyer", "проверка").package_id

    def filled(self, path: str) -> str:
        """The path of a new thing."""
        for name in THINGS:
            if f"{{{name}}}" in path:
                return path.replace(f"{{{name}}}", getattr(self, name)())
        return path

    def body(self, method: str, path: str, thing: str = "") -> dict[str, Any]:
        """What a good request of this route brings."""
        match method, path:
            case "PATCH", _:
                with self.api.records.reading() as session:
                    number = acts.get(session, thing).number_raw if thing else "1"
                named = {"kind": "постановление", "body": BODY, "date": "2026-04-06", "number": number, "title": TITLE}
                return {"json": {"version": 1, "reason": "сверка", **named}}
            case _, "/acts/{act_id}/normative":
                return {"json": {"is_normative": True, "reason": "сверка"}}
            case _, "/acts/{act_id}/publications":
                return {"json": {"source": "Вестник"}}
            case _, "/drafts/{draft_id}/register":
                self._count += 1
                return {"json": {"version": 1, "values": {"number": str(500 + self._count)}}}
            case "POST", "/intake":
                return {"files": {"data": ("акт.txt", "ПОСТАНОВЛЕНИЕ".encode())}}
        return {}


@pytest.fixture
def things(api: Api, tmp_path: Path) -> Things:
    return Things(api, tmp_path / "packages")


def nowhere(path: str) -> str:
    """The path of a thing that is not there."""
    return path.format_map(dict.fromkeys(THINGS, NOWHERE))


def _thing(path: str) -> str:
    return path.split("/")[2] if path.count("/") > 1 else ""


def _served(api: Api) -> Iterator[tuple[str, str]]:
    for route in api.client.app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/"):
            for method in route.methods - {"OPTIONS", "HEAD"}:
                yield str(method), route.path_format.removeprefix("/api").rstrip("/")


def test_the_table_names_every_route(api: Api) -> None:
    assert set(_served(api)) == set(ROUTES)


@pytest.mark.parametrize(("method", "path"), EACH)
def test_a_route_serves_the_roles_of_the_table_and_nobody_else(
    api: Api, things: Things, method: str, path: str
) -> None:
    for role in Role:
        if role in ROUTES[method, path]:
            where = things.filled(path)
            answer = api.ask(role, method, where, **things.body(method, path, _thing(where)))
            assert answer.status_code in {200, 201}, (role, answer.text)
        else:
            is_problem(api.ask(role, method, nowhere(path), **things.body(method, path)), 403, "forbidden")


def test_without_a_key_no_route_does_anything(api: Api, things: Things) -> None:
    for method, path in ROUTES:
        where = things.filled(path)
        with api.records.reading() as session:
            before = journal.head(session)
        answer = api.ask("", method, where, **things.body(method, path, _thing(where)))
        is_problem(answer, 401, "sign-in-required")
        assert answer.headers["www-authenticate"] == "Bearer"
        with api.records.reading() as session:
            assert journal.head(session) == before


def test_a_thing_that_is_not_there_is_not_found(api: Api, things: Things) -> None:
    for method, path in OF_ONE_THING:
        role = min(ROUTES[method, path])
        is_problem(api.ask(role, method, nowhere(path), **things.body(method, path)), 404, "not-found")


@pytest.mark.parametrize(("method", "path"), OF_ONE_ACT)
def test_an_act_for_official_use_is_not_found_by_who_may_not_see_it(
    api: Api, things: Things, method: str, path: str
) -> None:
    hidden = things.act_id(access=AccessLevel.OFFICIAL_USE)
    for role in ROUTES[method, path] - {"registrar"}:
        answer = api.ask(role, method, path.format(act_id=hidden), **things.body(method, path, hidden))
        is_problem(answer, 404, "not-found")
    with api.records.reading() as session:
        assert acts.get(session, hidden).version == 1
    seen = api.ask("registrar", method, path.format(act_id=hidden), **things.body(method, path, hidden))
    assert seen.status_code in {200, 201}, seen.text


def test_the_description_tells_every_route_and_nothing_else(api: Api) -> None:
    told = api.client.get("/schema/openapi.json").json()
    assert told["openapi"].startswith("3.")
    described = {
        (method.upper(), path.removeprefix("/api").rstrip("/"))
        for path, methods in told["paths"].items()
        for method in methods
    }
    assert described == set(ROUTES)
    for methods in told["paths"].values():
        for operation in methods.values():
            assert operation["responses"]
            assert operation["summary"]
    schemas = told["components"]["schemas"]
    assert schemas
    for reference in _references(told):
        assert reference.removeprefix("#/components/schemas/") in schemas


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
