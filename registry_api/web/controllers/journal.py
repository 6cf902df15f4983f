"""The journal: who did what and when; the button that walks the whole chain."""

from typing import Any

from litestar import Response, get, post
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.errors import JournalBroken
from domain.roles import Right
from registry_api.journal_view import hidden_subjects, tells_of_restricted
from registry_api.web.guard import needs
from registry_api.web.pages import show
from registry_api.web.presenters.journal import show_entry
from registry_api.web.presenters.paging import PAGE, Paging, page_number
from registry_api.web.requests import House, whole_number
from registry_api.web.visitor import PageRequest
from storage import drafts, journal
from storage.models import JournalEntry, Person

READ = needs(Right.READ_JOURNAL)


@get("/journal", opt=READ, sync_to_thread=True)
def journal_page(request: PageRequest, register: House) -> Response[str]:
    """Show entries, newest first."""
    return _page(request, register)


@post("/journal/verify", opt=READ, sync_to_thread=True)
def verify(request: PageRequest, register: House) -> Response[str]:
    """Walk the chain and tell how it stands."""
    with register.records.reading() as session:
        try:
            verdict, sound = journal.verify(session), True
        except JournalBroken as error:
            return _page(request, register, broken=error.message)
    return _page(request, register, counted=verdict if sound else 0)


def _page(request: PageRequest, register: House, *, broken: str = "", counted: int = -1) -> Response[str]:
    query = request.query_params
    wanted = {name: query.get(name, "").strip() for name in ("actor", "action", "subject")}
    number = page_number(whole_number(query.get("page", "1"), 1))
    conditions: list[Any] = []
    if wanted["actor"]:
        conditions.append(JournalEntry.actor == wanted["actor"])
    if wanted["action"]:
        conditions.append(JournalEntry.action == wanted["action"])
    if wanted["subject"]:
        conditions.append(JournalEntry.subject == wanted["subject"])
    visitor = request.scope["user"]
    may_know = visitor.may(Right.READ_OFFICIAL_USE)
    if not may_know and (wanted["action"] or wanted["subject"]):
        conditions.append(~tells_of_restricted())  # else the filter itself would tell what is kept back
    with register.records.reading() as session:
        total = _total(session, conditions)
        pairs = [pair for pair in wanted.items() if pair[1]]
        paging = Paging(number, total, "/journal", pairs)
        rows = session.scalars(
            select(JournalEntry).where(*conditions).order_by(JournalEntry.seq.desc()).offset(paging.offset).limit(PAGE)
        ).all()
        actors = {drafts.MACHINE, *session.scalars(select(Person.login)), *filter(None, [wanted["actor"]])}
        hidden = set() if may_know else hidden_subjects(session, rows)
    may_open = visitor.may(Right.SEARCH)
    entries = [show_entry(row, may_open=may_open, hidden=row.subject in hidden) for row in rows]
    return show(
        request, "journal.html", entries=entries, paging=paging, wanted=wanted, actors=sorted(actors), broken=broken,
        counted=counted,
    )  # fmt: skip


def _total(session: Session, conditions: list[Any]) -> int:
    """Return how many entries fulfil the conditions; the head knows how many there are in all."""
    if not conditions:
        return journal.head(session).seq
    return session.scalar(select(func.count()).select_from(JournalEntry).where(*conditions)) or 0


HANDLERS = [journal_page, verify]
