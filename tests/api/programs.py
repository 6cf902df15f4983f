"""Programs that call the JSON API, one for each role, and what they are told when it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.roles import Role
from registry_api.accounts import new_api_token
from storage import people

if TYPE_CHECKING:
    from httpx import Response
    from litestar.testing import TestClient

    from tests.houses import House

PROBLEM = {"type", "title", "status", "detail", "code", "instance"}


class Api:
    """The API as programs of each role see it; the role ``""`` has no key."""

    def __init__(self, house: House, client: TestClient[Any]) -> None:
        self.house, self.client = house, client
        self.records = house.register.records
        self.keys: dict[str, str] = {}
        with self.records.writing("установка") as unit:
            for role in Role:
                people.add(unit, role, f"Человек {role}", "нет", [role])
            unit.commit()
        for role in Role:
            self.keys[role] = new_api_token(self.records, role, "проверка", "установка")

    def ask(self, role: str, method: str, path: str, **more: Any) -> Response:
        headers = {"authorization": f"Bearer {self.keys[role]}"} if role else {}
        return self.client.request(method, f"/api{path}", headers=headers, **more)


def is_problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """Problem details (RFC 9457) with the stable code, and nothing of the inside."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert set(told) >= PROBLEM
    assert (told["status"], told["code"], told["type"]) == (status, code, f"about:blank#{code}")
    assert told["instance"] == answer.request.url.path
    assert told["title"]
    assert told["detail"]
    assert not any(word in answer.text for word in ("Traceback", "sqlalchemy", "SELECT", ".py", "/tmp"))  # noqa: S108 - looked for, not used
    return told
