"""Rendering: one Jinja environment with autoescape, pages made in the handler's own thread."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from litestar.template.base import csrf_token

from registry_api.web import formats, labels
from registry_api.web.menu import menu_for
from registry_api.web.who import Who

if TYPE_CHECKING:
    from datetime import datetime

    from registry_api.settings import Settings
    from registry_api.web.visitor import PageRequest

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
CSRF_COOKIE: Final = "csrf"
NOTE_COOKIE: Final = "note"
NOTE_LIFE_S: Final = 60
ID_LENGTH: Final = 26


class Pages:
    """Makes pages from templates."""

    def __init__(self, settings: Settings) -> None:
        self.organisation = settings["ORGANISATION"]
        self.zone = ZoneInfo(settings["TIME_ZONE"])
        self._versions: dict[str, str] = {}
        self.environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(
            day=formats.day,
            moment=self.moment,
            size=formats.size,
            ago=formats.ago,
            sentence=formats.sentence,
            number=formats.number,
            same=formats.same,
        )
        self.environment.globals.update(asset=self.asset, plural=formats.plural, labels=labels)

    def moment(self, value: datetime | None) -> str:
        """Return a moment in the zone of the office."""
        return formats.moment(value, self.zone)

    def asset(self, path: str) -> str:
        """Return the address of a static file with a mark of its content, so that browsers may keep it."""
        if path not in self._versions:
            self._versions[path] = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
        return f"/static/{path}?v={self._versions[path]}"

    def fragment(self, template: str, **context: Any) -> str:
        """Return a piece of a page."""
        return self.environment.get_template(template).render(context)

    def show(self, request: PageRequest, template: str, status: int = 200, **context: Any) -> Response[str]:
        """Return a page; a note that was left by the step before is shown once."""
        visitor = request.scope.get("user")
        note, note_act = read_note(request.cookies.get(NOTE_COOKIE, ""))
        html = self.fragment(
            template,
            visitor=visitor,
            menu=menu_for(visitor, request.url.path),
            organisation=self.organisation,
            csrf_value=csrf_token({"request": request}) or request.cookies.get(CSRF_COOKIE, ""),
            note=note,
            note_act=note_act,
            who=Who(request.app.state.register),
            **context,
        )
        response = Response(html, media_type=MediaType.HTML, status_code=status)
        if NOTE_COOKIE in request.cookies:
            response.delete_cookie(NOTE_COOKIE)
        return response


def show(request: PageRequest, template: str, status: int = 200, **context: Any) -> Response[str]:
    """Return a page, see :meth:`Pages.show`."""
    pages: Pages = request.app.state.pages
    return pages.show(request, template, status, **context)


def read_note(cookie: str) -> tuple[str, str]:
    """Return the sentence of a note and the act that it speaks of, both perhaps empty."""
    name, _, act_id = cookie.partition(":")
    is_id = len(act_id) == ID_LENGTH and act_id.isascii() and act_id.isalnum()
    return labels.NOTES.get(name, ""), act_id if is_id else ""


def go(path: str, note: str = "") -> Redirect:
    """Send the browser on after a step that was done; ``note`` is a key of :data:`labels.NOTES`."""
    cookies = [Cookie(key=NOTE_COOKIE, value=note, max_age=NOTE_LIFE_S, httponly=True, samesite="lax")] if note else []
    return Redirect(path, status_code=303, cookies=cookies)
