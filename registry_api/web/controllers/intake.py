"""Intake: files come in, their reading is watched, failed ones are helped on."""

import time
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import urlencode

import anyio
import msgspec
from litestar import Response, get, post
from litestar.concurrency import sync_to_thread as in_thread
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from domain.errors import IncompleteRequisites
from domain.ids import new_id
from domain.roles import Right
from domain.statuses import UNFINISHED
from ingest.receiving import Receipt
from registry_api.errors import status_of
from registry_api.web import pressed_twice
from registry_api.web.guard import needs
from registry_api.web.pages import Pages, go, show
from registry_api.web.presenters import intake as presenter
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import drafts, intake
from storage.intake import Outcome

TOLD: Final = 40
"""As many duplicates and refusals of one upload are named; of the rest only the count."""
POLL_S: Final = 0.5
POLL_ALL_S: Final = 2.0
"""Without an upload that is watched the whole list is counted, so less often."""
HEARTBEAT_S: Final = 15.0
STREAM_LIFE_S: Final = 60.0
"""A stream ends after this, the browser comes again by itself: the end of the server is not held up."""

TAKE_IN = needs(Right.TAKE_IN)


@get("/intake", opt=TAKE_IN, sync_to_thread=True)
def intake_page(request: PageRequest, register: House) -> Response[str]:
    """Show the door and the list."""
    return _page(request, register)


def _page(
    request: PageRequest, register: House, status: int = 200, fault: str = "", typed: tuple[str, str] = ("", "")
) -> Response[str]:
    """Show the list; ``typed`` is the item that was to be put aside and the reason that did not do."""
    query = request.query_params
    chosen, batch = query.get("show", "all"), query.get("batch", "")
    chosen = chosen if chosen in presenter.FILTERS else "all"
    with register.records.reading() as session:
        rows = presenter.items(session, chosen, batch)
        counts = presenter.counts(session, batch)
        known = presenter.duplicates(session, query.getall("dup", [])[:TOLD])
    return show(
        request,
        "intake/list.html",
        status,
        rows=rows,
        counts=counts,
        filters=presenter.FILTERS,
        chosen=chosen,
        batch=batch,
        receipts=[*presenter.refusals(query.getall("bad", [])[:TOLD]), *known],
        more=query.get("more", ""),
        summary=presenter.summary(counts),
        live=counts["working"] > 0,
        limit_mb=register.settings.number("MAX_UPLOAD_MB"),
        fault=fault,
        typed_of=typed[0],
        typed_reason=typed[1],
    )


@post("/intake/files", opt=TAKE_IN, sync_to_thread=True)
def take_in(request: PageRequest, register: House, visitor: Who, form: Sent) -> Response[Any]:
    """Take the files in, one after the other; what was accepted stays accepted whatever becomes of the next."""
    files = form.files("files")
    if not files:
        return _page(request, register, 422, "Выберите хотя бы один файл.")
    batch, receipts = new_id(), []
    try:
        for file in files:
            receipts.append(  # noqa: PERF401 - what came before an error must be kept
                register.door.receive(file.file, file.filename, actor=visitor.login, origin="web", batch=batch)
            )
    finally:
        accepted = [r.intake_id for r in receipts if r.outcome is Outcome.ACCEPTED and r.intake_id]
        if accepted:
            register.queue.enqueue(accepted)
    return Redirect(f"/intake?{_told(batch, receipts)}", status_code=303)


def _told(batch: str, receipts: list[Receipt]) -> str:
    told = [("dup", r.intake_id) for r in receipts if r.outcome is Outcome.DUPLICATE and r.intake_id]
    told += [("bad", f"{r.code}:{r.file}") for r in receipts if r.outcome is Outcome.REFUSED]
    more = [("more", str(len(told) - TOLD))] if len(told) > TOLD else []
    return urlencode([("batch", batch), *told[:TOLD], *more])


@get("/intake/events", opt=TAKE_IN)
async def events(request: PageRequest, register: House, batch: FromQuery[str] = "") -> ServerSentEvent:
    """Tell how the reading goes: rows that changed, then ``end`` when nothing is left to be done by itself."""
    return ServerSentEvent(_changes(request.app.state.pages, register, batch, request.cookies.get("csrf", "")))


async def _changes(pages: Pages, register: House, batch: str, csrf: str) -> AsyncIterator[ServerSentEventMessage]:
    told: dict[str, str] = {}
    summary = ""
    started = said = time.monotonic()
    while time.monotonic() - started < STREAM_LIFE_S:
        rows, counts = await in_thread(_rows, register, batch)
        changed = [row for row in rows if told.get(row.id) != row.mark]
        for row in changed:
            told[row.id] = row.mark
            html = pages.fragment("intake/row.html", row=row, csrf_value=csrf)
            said = time.monotonic()
            data = msgspec.json.encode({"id": row.id, "mark": row.mark, "html": html}).decode()
            yield ServerSentEventMessage(event="row", data=data)
        if summary != (summary := presenter.summary(counts)):
            said = time.monotonic()
            yield ServerSentEventMessage(event="summary", data=summary)
            yield ServerSentEventMessage(event="counts", data=msgspec.json.encode(counts).decode())
        if not counts["working"]:
            yield ServerSentEventMessage(event="end", data="")
            return
        if time.monotonic() - said > HEARTBEAT_S:
            said = time.monotonic()
            yield ServerSentEventMessage(data=None, comment="still here")
        await anyio.sleep(POLL_S if batch else POLL_ALL_S)


def _rows(register: House, batch: str) -> tuple[list[presenter.ShownItem], dict[str, int]]:
    with register.records.reading() as session:
        return presenter.items(session, batch=batch), presenter.counts(session, batch)


@post("/intake/{intake_id:str}/retry", opt=TAKE_IN, sync_to_thread=True)
def retry(register: House, visitor: Who, intake_id: FromPath[str]) -> Redirect:
    """Let a failed or dismissed file be read again."""
    with register.records.writing(visitor.login) as unit:
        item = intake.get(unit.session, intake_id)
        is_waiting = item.state in UNFINISHED  # the button was pressed twice, or somebody was quicker: it will be read
        if not is_waiting:
            intake.retry(unit, intake_id)
        unit.commit()
    if not is_waiting:
        register.queue.enqueue([intake_id])
    return go(f"/intake?batch={item.batch}" if item.batch else "/intake", "intake-retried")


@post("/intake/{intake_id:str}/dismiss", opt=TAKE_IN, sync_to_thread=True)
def dismiss(request: PageRequest, register: House, visitor: Who, form: Sent, intake_id: FromPath[str]) -> Response[Any]:
    """Put a file aside; the reason is obligatory."""
    reason = form.text("reason")
    if not reason:
        return _page(request, register, 422, "Укажите, почему файл откладывается: причина останется в журнале.")
    try:
        with register.records.writing(visitor.login) as unit:
            if not pressed_twice.is_done(
                unit.session, "intake.dismissed", f"intake:{intake_id}", visitor.login, reason
            ):
                intake.dismiss(unit, intake_id, reason)
            unit.commit()
    except IncompleteRequisites as error:
        return _page(request, register, status_of(error), error.message, (intake_id, reason))
    return go("/intake", "intake-dismissed")


@post("/intake/{intake_id:str}/by-hand", opt=needs(Right.REGISTER), sync_to_thread=True)
def by_hand(register: House, visitor: Who, intake_id: FromPath[str]) -> Redirect:
    """Make an empty draft for a file that could not be read."""
    with register.records.writing(visitor.login) as unit:
        made = intake.get(unit.session, intake_id).draft
        draft = made or drafts.make_by_hand(unit, intake_id)
        unit.commit()
    return go(f"/drafts/{draft.id}")


HANDLERS = [intake_page, events, retry, dismiss, by_hand]
UPLOADS = [take_in]
