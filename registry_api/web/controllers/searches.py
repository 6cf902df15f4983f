"""A person's saved searches: kept from the page of results, told by letter and by feed, changed, paused, deleted."""

import secrets
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from domain.alerts import Frequency
from domain.errors import IncompleteRequisites, NotFound, SearchError
from domain.roles import Right
from registry_api.alerts import feed as feeds
from registry_api.alerts.matching import levels_for, warnings_of
from registry_api.asked import Asked
from registry_api.finding import find
from registry_api.root import Register
from registry_api.web.guard import PUBLIC, needs
from registry_api.web.pages import go, show
from registry_api.web.presenters import searches as presenter
from registry_api.web.pressed_twice import MOMENT
from registry_api.web.requests import Form, House, Sent, Who
from registry_api.web.visitor import PageRequest, Visitor
from storage import alerts, searches
from storage.models import SavedSearch, now
from storage.searches import Wish

MINE = needs(Right.SEARCH)
FEED_SECRET: Final = 32
"""Bytes of the secret in the address of a feed."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is to be said about a question before it is kept."""

    total: int | None
    """How much it finds now; None when the index does not answer."""
    warnings: list[str]

    @property
    def doubts(self) -> list[str]:
        found = list(self.warnings)
        if self.total == 0:
            found.append(
                "Сейчас этот поиск ничего не находит. Если он должен что-то находить, вернитесь и исправьте запрос."
            )
        if self.total is None:
            found.append("Поиск временно не отвечает: проверить, что находит этот запрос, сейчас нельзя.")
        return found


@get("/searches", opt=MINE, sync_to_thread=True)
def my_searches(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show the saved searches of the person."""
    return _list(request, register, visitor)


@get("/searches/new", opt=MINE, sync_to_thread=True)
def new_search(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show the form under which a question is kept."""
    asked = Asked.of(request.query_params)
    if asked.is_empty:
        return show(request, "searches/new.html", 422, **_form_of(register, asked, None, {}, {}))
    looked = _look(register, asked, visitor)
    with register.records.reading() as session:
        typed = {"mail_to": presenter.last_mailbox(session, visitor.id), "frequency": Frequency.DAILY}
    typed["name"] = presenter.suggested_name(asked)
    return show(request, "searches/new.html", **_form_of(register, asked, looked, typed, {}))


@post("/searches", opt=MINE, sync_to_thread=True)
def save_search(request: PageRequest, register: House, visitor: Who, form: Sent) -> Response[Any]:
    """Keep a question; doubts about it have to be seen first."""
    asked = Asked.parsed(form.text("query"))
    looked = None if asked.is_empty else _look(register, asked, visitor)
    wish, faults = _wish(register, visitor, form)
    if looked is not None and (again := _kept_already(request, register, visitor, asked, wish, form)):
        return again
    unseen = [doubt for doubt in looked.doubts if doubt not in form.texts("seen")] if looked else []
    if looked is None or faults or unseen:
        typed = {name: form.text(name) for name in ("name", "frequency", "mail_to", "mail", "feed")}
        return show(request, "searches/new.html", 422, **_form_of(register, asked, looked, typed, faults))
    secret = secrets.token_urlsafe(FEED_SECRET) if form.text("feed") else ""
    with register.records.writing(visitor.login) as unit:
        try:
            row = searches.add(unit, visitor.id, asked.address, warnings_of(asked.address), wish)
        except IncompleteRequisites as error:
            typed = {"name": wish.name, "frequency": wish.frequency, "mail_to": wish.mail_to}
            return show(
                request, "searches/new.html", 422, **_form_of(register, asked, looked, typed, {}, error.message)
            )
        if secret:
            searches.open_feed(unit, row, secret)
        unit.commit()
    if secret:
        return _list(request, register, visitor, fresh=(row.id, _feed_address(request, register, secret)))
    return go("/searches", "search-saved")


def _kept_already(
    request: PageRequest, register: Register, visitor: Visitor, asked: Asked, wish: Wish, form: Form
) -> Response[Any] | None:
    """Lead to the search that the first press of the button has kept; a feed gets an address that can be shown."""
    with register.records.reading() as session:
        row = searches.same(session, visitor.id, asked.address, wish)
        kept = row.id if row and now() - row.created_at < MOMENT else ""
    if not kept:
        return None
    if not form.text("feed"):
        return go("/searches", "search-saved")
    secret = secrets.token_urlsafe(FEED_SECRET)
    with register.records.writing(visitor.login) as unit:
        searches.open_feed(unit, searches.own(unit.session, visitor.id, kept), secret)
        unit.commit()
    return _list(request, register, visitor, fresh=(kept, _feed_address(request, register, secret)))


@post("/searches/{search_id:str}", opt=MINE, sync_to_thread=True)
def change_search(
    request: PageRequest, register: House, visitor: Who, search_id: FromPath[str], form: Sent
) -> Response[Any]:
    """Change, pause, resume or delete one of the person's own searches, open or close its feed."""
    step, secret, note = form.text("step"), secrets.token_urlsafe(FEED_SECRET), "search-changed"
    with register.records.writing(visitor.login) as unit:
        if step == "delete" and unit.session.get(SavedSearch, search_id) is None:
            return go("/searches", "search-removed")  # the button was pressed twice
        row = searches.own(unit.session, visitor.id, search_id)
        if step == "change":
            wish, faults = _wish(register, visitor, form, own=row.id)
            if faults:
                typed = {name: form.text(name) for name in ("name", "frequency", "mail_to", "mail")}
                return _list(request, register, visitor, status=422, opened=row.id, typed=typed, faults=faults)
            searches.change(unit, row, wish)
            alerts.hurry(unit, row.id)
        elif step == "pause":
            searches.pause(unit, row)
            note = "search-paused"
        elif step == "resume":
            searches.resume(unit, row, warnings_of(row.query))
            alerts.hurry(unit, row.id)
            note = "search-resumed"
        elif step == "delete":
            searches.remove(unit, row)
            note = "search-removed"
        elif step == "feed":
            searches.open_feed(unit, row, secret)
        elif step == "no-feed":
            searches.close_feed(unit, row)
            note = "feed-closed"
        else:
            raise NotFound
        unit.commit()
    if step == "feed":
        return _list(request, register, visitor, fresh=(search_id, _feed_address(request, register, secret)))
    return go("/searches", note)


@get("/searches/{search_id:str}/open", opt=MINE, sync_to_thread=True)
def open_search(register: House, visitor: Who, search_id: FromPath[str]) -> Response[Any]:
    """Lead to the results and count what comes after as new."""
    with register.records.writing(visitor.login) as unit:
        row = searches.own(unit.session, visitor.id, search_id)
        row.opened_at = now()
        address = f"/search?{row.query}"
        unit.commit()
    return Redirect(address, status_code=303)


@get("/feeds/{secret:str}", opt=PUBLIC, sync_to_thread=True)
def feed(request: PageRequest, register: House, secret: FromPath[str]) -> Response[bytes]:
    """Give the feed behind a secret address; a reader of feeds cannot sign in."""
    with register.records.reading() as session:
        row = searches.behind_feed(session, secret)
        if not levels_for(row.person):
            raise NotFound
        given = feeds.feed(session, row, _site(request, register))
    return Response(given, media_type=f"{feeds.TYPE}; charset=utf-8")


def _look(register: Register, asked: Asked, visitor: Visitor) -> _Looked:
    try:
        answer = find(register, asked.as_typed().question(visitor.levels, offset=0, limit=1))
    except SearchError:
        return _Looked(None, warnings_of(asked.address))
    return _Looked(answer.total, list(answer.warnings))


def _wish(register: Register, visitor: Visitor, form: Form, own: str = "") -> tuple[Wish, dict[str, str]]:
    wants_mail = bool(form.text("mail"))
    frequency = form.text("frequency")
    wish = Wish(
        name=searches.cleaned(form.text("name")),
        frequency=Frequency(frequency) if frequency in set(Frequency) else Frequency.DAILY,
        mail_to=form.text("mail_to") if wants_mail else "",
    )
    with register.records.reading() as session:
        faults = searches.check(session, visitor.id, wish, register.mail_domains, own)
    if wants_mail and not wish.mail_to:
        faults["mail_to"] = "Укажите адрес почты или снимите отметку «присылать письма»."
    return wish, faults


def _form_of(
    register: Register,
    asked: Asked,
    looked: _Looked | None,
    typed: dict[str, str],
    faults: dict[str, str],
    fault: str = "",
) -> dict[str, Any]:
    return {
        "asked": asked,
        "looked": looked,
        "conditions": presenter.conditions(asked),
        "typed": typed,
        "faults": faults,
        "fault": fault,
        "frequencies": presenter.FREQUENCIES,
        "has_mail": register.mailer is not None,
    }


def _list(
    request: PageRequest,
    register: Register,
    visitor: Visitor,
    *,
    status: int = 200,
    opened: str = "",
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    fresh: tuple[str, str] = ("", ""),
) -> Response[str]:
    with register.records.reading() as session:
        rows = presenter.shown(session, visitor)
    return show(
        request,
        "searches/list.html",
        status,
        rows=rows,
        opened=opened,
        typed=typed or {},
        faults=faults or {},
        fresh_id=fresh[0],
        fresh=fresh[1],
        frequencies=presenter.FREQUENCIES,
        has_mail=register.mailer is not None,
    )


def _site(request: PageRequest, register: Register) -> str:
    return (register.settings["SITE_URL"] or str(request.base_url)).rstrip("/")


def _feed_address(request: PageRequest, register: Register, secret: str) -> str:
    return f"{_site(request, register)}/feeds/{quote(secret)}"


HANDLERS = [my_searches, new_search, save_search, change_search, open_search, feed]
