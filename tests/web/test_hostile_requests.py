"""What no browser sends: numbers without end, names without end, bodies without end. Nothing of it is a defect."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from registry_api.accounts import new_api_token
from registry_api.app import FIELDS_BESIDE
from registry_api.errors import MOST_FILES
from registry_api.web.guard import OPEN_BODY
from registry_api.web.requests import whole_number
from storage.models import SupplementaryDocument
from tests.factories import add_act

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from httpx import Response
    from litestar.testing import TestClient

    from registry_api.root import Register
    from tests.web.conftest import Visit

ENDLESS = "9" * 5000
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "path", [f"/search?q=а&page={ENDLESS}", f"/search?year={ENDLESS}", f"/journal?page={ENDLESS}", "/journal?page=²"]
)
def test_numbers_that_no_register_has_are_left_out(path: str, visit_as: Callable[[str], Visit]) -> None:
    assert visit_as("lawyer").get(path).status_code == 200


def test_only_short_digits_are_numbers() -> None:
    assert [whole_number(text, 7) for text in ("12", ENDLESS, "²", "-1", "", "1" * 9, "1" * 10)] == [
        12, 7, 7, 7, 7, 111111111, 7,
    ]  # fmt: skip


def test_a_version_without_end_is_an_old_version(register: Register, visit_as: Callable[[str], Visit]) -> None:
    data = {
        "kind": "постановление", "body": "Дума", "date": "06.04.2026", "number": "1", "title": "О", "reason": "да",
        "version": ENDLESS,
    }  # fmt: skip
    assert visit_as("lawyer").post(f"/acts/{add_act(register.records)}/edit", data).status_code == 409


@pytest.mark.parametrize(
    "path", ["/static/%00", "/acts/%00", f"/static/{'a' * 300}", f"/static/{'a/' * 2500}", "/api/%00"]
)
def test_addresses_that_no_file_has_are_not_found(path: str, visit_as: Callable[[str], Visit]) -> None:
    assert visit_as("reader").get(path).status_code == 404


def test_nul_in_a_query_is_refused_and_in_a_form_left_out(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    assert visit.get("/acts?kind=%00").status_code == 400
    answer = visit.post(f"/acts/{act_id}/normative", {"normative": "no", "reason": "об одном\0 лице"})
    assert "нет — об одном лице" in answer.text


def _counted(pieces: int, read: list[int]) -> Iterator[bytes]:
    yield b"login="
    for _ in range(pieces):
        read.append(1)
        yield b"a" * 4096


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_sends_much_before_signing_in(method: str, client: TestClient[Any]) -> None:
    announced = client.request(method, "/sign-in", content=b"a" * (OPEN_BODY + 1), headers=FORM)
    assert announced.status_code == 413
    counted = client.request(method, "/sign-in", content=_counted(8, []), headers=FORM)
    assert counted.status_code == 413
    assert client.request("GET", "/schema", content=b"a" * (OPEN_BODY + 1), headers=FORM).status_code in (401, 413)


@pytest.mark.parametrize("host", ['a:80"onload', "a b", "a:99999", "[::1", "a/b", "<a>", "a:", "ж"])
def test_a_host_that_is_none_is_refused_before_anything(host: str, client: TestClient[Any]) -> None:
    answer = client.get("/sign-in", headers={"host": host.encode()})
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (400, "nosniff")
    assert "по его обычному адресу" in answer.text
    for good in ("a.example:8080", "[::1]:80", "127.0.0.1"):
        assert client.get("/sign-in", headers={"host": good}).status_code == 200


def test_a_name_without_end_is_told_as_such(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("registrar").post("/intake/files", files=[("files", ("а" * 4000 + ".docx", io.BytesIO(b"x")))])
    assert answer.status_code == 413
    assert "слишком длинное" in answer.text
    assert "500 файлов" not in answer.text


def test_the_second_press_of_a_button_brings_no_second_document(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit, act_id = visit_as("lawyer"), add_act(register.records)
    data = {"kind": "court-decision", "issuer": "Суд", "date": "06.04.2026", "number": "2а-1", "title": "О споре"}
    sent = [visit.post(f"/acts/{act_id}/supplementary", data, files={"file": ("а.pdf", b"%PDF-1.4")}) for _ in "12"]
    assert [answer.status_code for answer in sent] == [200, 200]
    with register.records.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SupplementaryDocument)) == 1
    other = visit.post(f"/acts/{act_id}/supplementary", data, files={"file": ("б.pdf", b"%PDF-1.5")})
    assert other.status_code == 200


def test_too_many_files_at_once_are_told_by_number(visit_as: Callable[[str], Visit]) -> None:
    files = [("files", (f"{n}.txt", io.BytesIO(b"x"))) for n in range(MOST_FILES + FIELDS_BESIDE)]
    answer = visit_as("registrar").post("/intake/files", files=files)
    assert answer.status_code == 413
    assert "За один раз принимается не больше 500 файлов" in answer.text


def _ask(register: Register, client: TestClient[Any], login: str, method: str, path: str, **more: Any) -> Response:
    key = new_api_token(register.records, login, "проверка", login)
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"} | more.pop("headers", {})
    return client.request(method, f"/api{path}", headers=headers, **more)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (b"{", "", "truncated"),
        (b"[" * 100_000, None, "вложенность"),
        (b'{"is_normative": true}', "reason", "missing required field"),
        (b'{"is_normative": true, "reason": "x", "other": 1}', "other", "unknown field"),
        (b'{"is_normative": "?", "reason": "x"}', "is_normative", "Expected `bool`"),
    ],
)
def test_programs_are_told_which_field_and_why(
    body: bytes, field: str | None, words: str, register: Register, client: TestClient[Any]
) -> None:
    answer = _ask(register, client, "lawyer", "POST", "/acts/01ARZ3NDEKTSV4RRFFQ69G5FAV/normative", content=body)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (400, "bad-data")
    assert words in told["detail"]
    assert "Вернитесь" not in told["detail"]
    assert [item["field"] for item in told["errors"]] == ([] if field is None else [field])


def test_programs_are_told_of_a_parameter_that_is_none(register: Register, client: TestClient[Any]) -> None:
    told = _ask(register, client, "reader", "GET", "/acts?limit=много").json()
    assert told["errors"] == [{"field": "limit", "reason": "Expected `int`, got `str`"}]
    assert "class" not in told["detail"]


def test_a_key_without_the_right_sends_no_file(register: Register, client: TestClient[Any]) -> None:
    """The form is broken: whoever reads it answers 400, whoever asks for the right first 403."""
    headers = {"content-type": "multipart/form-data; boundary=x"}
    for login, status in (("reader", 403), ("registrar", 400)):
        answer = _ask(register, client, login, "POST", "/intake", content=b"broken", headers=headers)
        assert answer.status_code == status, answer.text
