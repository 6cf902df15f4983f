from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from domain.statuses import IntakeState
from ingest.processing import Ended
from registry_api.web.controllers import intake as controller
from registry_api.web.presenters import intake as presenter
from storage import intake
from storage.models import IntakeItem
from tests.factories import EXAMPLES, add_draft, take_in

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from registry_api.root import Register
    from tests.web.conftest import Visit

ACTS = sorted((EXAMPLES / "acts").glob("*.docx"))[:2]


def _upload(visit: Visit, *files: tuple[str, bytes]) -> str:
    answer = visit.post("/intake/files", files=[("files", (name, io.BytesIO(data))) for name, data in files])
    assert answer.status_code == 200, answer.status_code
    return answer.text


def _items(register: Register) -> list[IntakeItem]:
    with register.records.reading() as session:
        return list(session.scalars(select(IntakeItem).order_by(IntakeItem.id)))


def _fail(register: Register, code: str = "damaged-file", message: str = "Файл повреждён.") -> str:
    intake_id = take_in(register.records)
    with register.records.writing("система") as unit:
        assert intake.claim(unit, intake_id, "узел/1/1")
        intake.fail(unit, intake.owned(unit, intake_id, "узел/1/1"), code, message)
        unit.commit()
    return intake_id


def test_files_are_taken_in_without_scripts_read_and_wait_as_drafts(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    visit = visit_as("registrar")
    text = _upload(visit, *[(path.name, path.read_bytes()) for path in ACTS])
    assert all(path.name in text for path in ACTS)
    assert "в очереди" in text
    items = _items(register)
    assert len({item.batch for item in items}) == 1
    assert [item.submitted_by for item in items] == ["registrar"] * 2
    for item in items:
        assert register.processor.process(item.id) is Ended.DONE
    shown = visit.get(f"/intake?batch={items[0].batch}").text
    assert shown.count(">Проверить<") == 2
    review = visit.get("/drafts").text
    assert "постановление" in review


def test_the_same_file_again_names_what_became_of_it(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, path = visit_as("registrar"), ACTS[0]
    _upload(visit, (path.name, path.read_bytes()))
    again = _upload(visit, ("другое имя.docx", path.read_bytes()))
    assert "Не принято из этой загрузки: 1 файл" in again
    assert len(_items(register)) == 1


def test_what_is_not_taken_is_told_by_name_and_reason(register: Register, visit_as: Callable[[str], Visit]) -> None:
    text = _upload(visit_as("registrar"), ("пустой <b>.docx", b""), ("рисунок.exe", b"MZ\x90\x00" + b"\x00" * 200))
    assert "пустой &lt;b&gt;.docx" in text
    assert "Файл пустой" in text
    assert "Формат файла не поддерживается" in text
    assert _items(register) == []


def test_a_form_without_files_says_so(visit_as: Callable[[str], Visit]) -> None:
    answer = visit_as("registrar").post("/intake/files", files={"files": ("", b"")})
    assert answer.status_code == 422
    assert "Выберите хотя бы один файл" in answer.text


def test_a_failed_file_says_why_and_can_be_helped_on(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, failed = visit_as("registrar"), _fail(register)
    shown = visit.get("/intake?show=failed").text
    assert "Файл повреждён." in shown
    assert "damaged-file" in shown
    for _ in range(2):  # a button may be pressed twice
        assert "поставлен в очередь" in visit.post(f"/intake/{failed}/retry").text
    assert _items(register)[0].state == IntakeState.ACCEPTED
    assert visit.post(f"/intake/{failed}/by-hand").status_code == 409


def test_a_failed_file_can_be_filled_by_hand(register: Register, visit_as: Callable[[str], Visit]) -> None:
    text = visit_as("registrar").post(f"/intake/{_fail(register)}/by-hand").text
    assert "Текст не прочитан" in text
    assert text.count("не найдено</span>") == 7


def test_putting_aside_needs_a_reason_and_can_be_undone(register: Register, visit_as: Callable[[str], Visit]) -> None:
    visit, failed = visit_as("registrar"), _fail(register)
    assert visit.post(f"/intake/{failed}/dismiss", {"reason": " "}).status_code == 422
    assert _items(register)[0].state == IntakeState.FAILED
    for _ in range(2):  # a button may be pressed twice
        assert visit.post(f"/intake/{failed}/dismiss", {"reason": "рекламная рассылка"}).status_code == 200
    assert visit.post(f"/intake/{failed}/dismiss", {"reason": "иная причина"}).status_code == 409
    assert _items(register)[0].state == IntakeState.DISMISSED
    assert ">Вернуть<" in visit.get("/intake?show=dismissed").text


def test_filters_show_their_own_and_count_all(register: Register, visit_as: Callable[[str], Visit]) -> None:
    _fail(register)
    add_draft(register.records, "второй файл")
    visit = visit_as("registrar")
    assert visit.get("/intake?show=done").text.count('id="item-') == 1
    assert visit.get("/intake?show=working").text.count('id="item-') == 0
    assert 'Все <span class="count" data-count="all">2</span>' in visit.get("/intake").text


def test_the_stream_tells_rows_then_a_summary_then_ends(register: Register, visit_as: Callable[[str], Visit]) -> None:
    _fail(register)
    add_draft(register.records, "второй файл")
    visit = visit_as("registrar")
    with visit.client.stream("GET", "/intake/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    events = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
    assert events == ["row", "row", "summary", "counts", "end"]
    *rows, counts = [msgspec.json.decode(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
    assert counts == {"all": 2, "working": 0, "failed": 1, "done": 1, "dismissed": 0}
    assert all(row["html"].strip().startswith("<tr") for row in rows)
    assert "data: Прочитано: 1, в работе: 0, с ошибкой: 1." in text


def test_a_summary_counts_the_whole_upload_beyond_the_shown_rows(
    register: Register, visit_as: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenter, "LIST_LIMIT", 1)
    monkeypatch.setattr(controller, "STREAM_LIFE_S", 0.3)
    batch = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    take_in(register.records, "ждёт", batch=batch)
    last = take_in(register.records, "готов", batch=batch)
    with register.records.writing("система") as unit:
        assert intake.claim(unit, last, "узел/1/1")
        intake.fail(unit, intake.owned(unit, last, "узел/1/1"), "damaged-file", "Файл повреждён.")
        unit.commit()
    visit = visit_as("registrar")
    page = visit.get(f"/intake?batch={batch}").text
    assert page.count('id="item-') == 1
    assert "Прочитано: 0, в работе: 1, с ошибкой: 1." in page
    with visit.client.stream("GET", f"/intake/events?batch={batch}") as answer:
        text = "".join(answer.iter_text())
    assert "data: Прочитано: 0, в работе: 1, с ошибкой: 1." in text
    assert "event: end" not in text


def test_the_stream_tells_a_change_while_it_lasts(register: Register, visit_as: Callable[[str], Visit]) -> None:
    path = ACTS[0]
    visit = visit_as("registrar")
    _upload(visit, (path.name, path.read_bytes()))
    item = _items(register)[0]
    reader = threading.Timer(1.0, register.processor.process, [item.id])
    reader.start()
    with visit.client.stream("GET", f"/intake/events?batch={item.batch}") as answer:
        text = "".join(answer.iter_text())
    reader.join()
    rows = [msgspec.json.decode(line[6:]) for line in text.splitlines() if line.startswith('data: {"id"')]
    states = [row["mark"].split("/")[0] for row in rows]
    assert (states[0], states[-1]) == ("accepted", "read")
    assert "event: end" in text
