"""Sign-in by cookie and rights by route. A route that names neither ``public`` nor ``right`` is closed.

Runs before CSRF protection, so that nobody makes the server read a body that they have no right to send.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from litestar.concurrency import sync_to_thread
from litestar.exceptions import NotFoundException, ValidationException
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from domain.errors import Forbidden, RecordError, SignInRequired
from domain.roles import rights_of
from registry_api.web.visitor import Visitor
from storage import people
from storage.models import now

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler
    from litestar.types import ASGIApp, Receive, Scope, Send

    from domain.roles import Right
    from registry_api.root import Register

SESSION_COOKIE: Final = "session"
SIGNED_IN: Final = "signed-in"
"""Value of ``right`` for what everybody who is signed in may do."""
TOUCH_EVERY: Final = timedelta(minutes=1)

OPEN_BODY: Final = 16 * 2**10
"""Largest body of a request of somebody who has not signed in, bytes."""
LONGEST_PATH: Final = 1000
"""Letters of the longest address."""
LONGEST_NAME: Final = 255
"""Bytes of one name in an address, as in file systems."""

PUBLIC: Final = {"public": True}
ANYBODY: Final = {"right": SIGNED_IN}


def needs(right: Right) -> dict[str, Any]:
    """Return the options of a route that needs this right."""
    return {"right": right}


class SessionGuard(AbstractAuthenticationMiddleware):
    """Finds the person of a session and holds routes to their rights."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Return the person; raises :class:`SignInRequired` or :class:`Forbidden`."""
        register: Register = connection.app.state.register
        token = connection.cookies.get(SESSION_COOKIE, "")
        options = connection.route_handler.opt
        visitor = None
        if token:
            try:
                visitor = await sync_to_thread(find_visitor, register, token)
            except RecordError:
                if not options.get("public"):
                    raise
        connection.scope["user"] = visitor
        if not options.get("public"):
            check_right(visitor, options.get("right"))
        return AuthenticationResult(user=visitor, auth=token)


def check_right(visitor: Visitor | None, right: str | None) -> None:
    """Raise :class:`SignInRequired` or :class:`Forbidden` unless the person may."""
    if visitor is None:
        raise SignInRequired
    if right is None or (right != SIGNED_IN and right not in visitor.rights):
        raise Forbidden


async def bearer_only(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse a caller of the JSON API before anything of the body is read.

    Without a good token, and without the right that the options of the route may name (see :func:`needs`).
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    rights = None
    if scheme.lower() == "bearer":
        rights = await sync_to_thread(_rights_behind, connection.app.state.register, token.strip())
    if rights is None:
        raise SignInRequired(
            "Нужен действующий ключ: заголовок «Authorization: Bearer …». Ключ выдаёт страница «Ключи»."
        )
    right = handler.opt.get("right")
    if right is not None and right not in rights:
        raise Forbidden


def _rights_behind(register: Register, token: str) -> frozenset[Right] | None:
    with register.records.reading() as session:
        row = people.good_token(session, token)
        return rights_of(people.roles_of(row.person)) if row else None


class AddressGuard:
    """Refuses addresses that no page has and that files and databases stumble over: NUL, names that are too long."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Raises an HTTP error 404 or, for the query, 400."""
        path = scope["path"]
        names = path.encode(errors="replace").split(b"/")
        if "\0" in path or len(path) > LONGEST_PATH or max(map(len, names)) > LONGEST_NAME:
            raise NotFoundException
        if b"%00" in scope["query_string"]:
            raise ValidationException
        await self.app(scope, receive, send)


def find_visitor(register: Register, token: str) -> Visitor | None:
    """Return the person of a session that still lasts, and note once a minute that it is in use."""
    with register.records.reading() as session:
        row = people.session_of(session, token)
        if row is None:
            return None
        person = row.person
        visitor = Visitor(person.id, person.login, person.full_name, people.roles_of(person))
        stale = row.seen_at + TOUCH_EVERY < now()
    if stale:
        with register.records.writing(visitor.login) as unit:
            people.touch_session(unit, token)
            unit.commit()
    return visitor
