"""Sign-in by cookie and rights by route. A route that names neither ``public`` nor ``right`` is closed.

Runs before CSRF protection, so that nobody makes the server read a body that they have no right to send.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from litestar.concurrency import sync_to_thread
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from domain.errors import Forbidden, RecordError, SignInRequired
from registry_api.web.visitor import Visitor
from storage import people
from storage.models import now

if TYPE_CHECKING:
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler

    from domain.roles import Right
    from registry_api.root import Register

SESSION_COOKIE: Final = "session"
SIGNED_IN: Final = "signed-in"
"""Value of ``right`` for what everybody who is signed in may do."""
TOUCH_EVERY: Final = timedelta(minutes=1)

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


async def bearer_only(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Refuse a caller of the JSON API without a good token before anything of the body is read."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not await sync_to_thread(_is_good, connection.app.state.register, token.strip()):
        raise SignInRequired(
            "Нужен действующий ключ: заголовок «Authorization: Bearer …». Ключ выдаёт страница «Ключи»."
        )


def _is_good(register: Register, token: str) -> bool:
    with register.records.reading() as session:
        return people.good_token(session, token) is not None


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
