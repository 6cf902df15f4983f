"""A person's own tokens for the JSON API: shown once, only a hash is kept."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.errors import IncompleteRequisites, NotFound
from registry_api.accounts import api_token_of_press
from registry_api.errors import status_of
from registry_api.web.guard import ANYBODY
from registry_api.web.pages import go, show
from registry_api.web.pressed_twice import MOMENT
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import people


@get("/tokens", opt=ANYBODY, sync_to_thread=True)
def token_page(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show the tokens of the person."""
    return _page(request, register, visitor)


def _page(
    request: PageRequest,
    register: House,
    visitor: Who,
    *,
    status: int = 200,
    fresh: str = "",
    fault: str = "",
    name: str = "",
    again: str = "",
) -> Response[str]:
    with register.records.reading() as session:
        rows = people.tokens_of(session, visitor.id)
    return show(request, "tokens.html", status, rows=rows, fresh=fresh, fault=fault, name=name, again=again)


@post("/tokens", opt=ANYBODY, sync_to_thread=True)
def add_token(request: PageRequest, register: House, visitor: Who, form: Sent) -> Response[Any]:
    """Make a token and show it this once.

    The answer to the first of two presses is never seen: the second shows another secret of the same token.
    """
    name = form.text("name")
    if not name:
        return _page(
            request, register, visitor, status=422, fault="Назовите ключ: например, программой, для которой он нужен."
        )
    try:
        fresh, is_again = api_token_of_press(register.records, visitor.login, name, visitor.login, MOMENT)
    except IncompleteRequisites as error:
        return _page(request, register, visitor, status=status_of(error), fault=error.message, name=name)
    return _page(request, register, visitor, fresh=fresh, again=name if is_again else "")


@post("/tokens/{token_id:str}/revoke", opt=ANYBODY, sync_to_thread=True)
def revoke(register: House, visitor: Who, token_id: FromPath[str]) -> Response[Any]:
    """Close one of the person's own tokens."""
    with register.records.writing(visitor.login) as unit:
        if token_id not in {row.id for row in people.tokens_of(unit.session, visitor.id)}:
            raise NotFound
        people.revoke_token(unit, token_id)
        unit.commit()
    return go("/tokens", "token-revoked")


HANDLERS = [token_page, add_token, revoke]
