"""Sign-in and sign-out."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect

from domain.errors import BadCredentials
from registry_api.accounts import sign_in
from registry_api.web.guard import ANYBODY, OPEN_BODY, PUBLIC, SESSION_COOKIE
from registry_api.web.pages import go, show
from registry_api.web.requests import House, Sent
from registry_api.web.visitor import PageRequest
from storage import people


@get("/sign-in", opt=PUBLIC, sync_to_thread=True, request_max_body_size=OPEN_BODY)
def sign_in_page(request: PageRequest, next: FromQuery[str] = "/") -> Response[Any]:  # noqa: A002 - the name that stands in the address
    """Show the form; who is signed in goes on."""
    if request.scope.get("user") is not None:
        return Redirect(own_path(next), status_code=303)
    return show(request, "sign_in.html", target=own_path(next), login="", fault="")


@post("/sign-in", opt=PUBLIC, sync_to_thread=True, request_max_body_size=OPEN_BODY)
def begin_session(request: PageRequest, register: House, form: Sent) -> Response[Any]:
    """Check the password; a new token at each sign-in, an older session of this browser ends."""
    login, target = form.text("login"), own_path(form.text("next") or "/")
    address = request.client.host if request.client else ""
    try:
        person, token = sign_in(register.records, login, form.password("password"), address)
    except BadCredentials as error:
        return show(request, "sign_in.html", 401, target=target, login=login, fault=error.message)
    _close(register, request.cookies.get(SESSION_COOKIE, ""), person.login)
    response = Redirect(target, status_code=303)
    response.set_cookie(
        Cookie(
            key=SESSION_COOKIE,
            value=token,
            max_age=int(people.SESSION_LIFE.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=register.settings.yes("SECURE_COOKIES"),
        )
    )
    return response


@post("/sign-out", opt=ANYBODY, sync_to_thread=True)
def end_session(request: PageRequest, register: House) -> Response[Any]:
    """End the session here and in the records."""
    _close(register, request.cookies.get(SESSION_COOKIE, ""), request.scope["user"].login)
    response = go("/sign-in", "signed-out")
    response.delete_cookie(SESSION_COOKIE)
    return response


def own_path(path: str) -> str:
    """Return the path when it leads to a page of this site, else the start page."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable():
        return "/"
    return path


def _close(register: House, token: str, actor: str) -> None:
    if token:
        with register.records.writing(actor) as unit:
            people.close_session(unit, token)
            unit.commit()


HANDLERS = [sign_in_page, begin_session, end_session]
