"""The site: pages for people, the JSON API under ``/api``, its description under ``/schema``."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from litestar import Litestar, Router
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import CacheControlHeader, State
from litestar.di import Provide
from litestar.middleware import DefineMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.static_files import create_static_files_router

from registry_api.errors import MOST_FILES, answer
from registry_api.health import health
from registry_api.web.controllers import page_routers
from registry_api.web.guard import OPEN_BODY, PUBLIC, AddressGuard, SessionGuard, bearer_only
from registry_api.web.keys import secret_key
from registry_api.web.outer import OuterLayer
from registry_api.web.pages import CSRF_COOKIE, STATIC, Pages
from registry_api.web.requests import provide_form, provide_register, provide_visitor
from registry_api.web.schema import SchemaPage

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler

    from registry_api.root import Register

BODY_LIMIT = 2 * 2**20
"""Largest body of a request that brings no files, bytes."""
FIELDS_BESIDE = 12
"""Fields of a form beside its files, at most."""
OWN_HOSTS = ("127.0.0.1", "localhost")
"""Names under which the machine asks itself whether the site lives."""
STATIC_LIFE_S = 31_536_000
"""Static files may be kept for a year: their address changes with their content."""


def create_app(register: Register) -> Litestar:
    """Make the site over a register; the caller closes the register."""
    settings = register.settings
    hosts = [host.strip() for host in settings["ALLOWED_HOSTS"].split(",") if host.strip()]
    app = Litestar(
        route_handlers=[health, *page_routers(settings), *_api(), _static()],
        state=State({"register": register, "pages": Pages(settings)}),
        dependencies={
            "register": Provide(provide_register, sync_to_thread=False),
            "visitor": Provide(provide_visitor, sync_to_thread=False),
            "form": Provide(provide_form),
        },
        middleware=[AddressGuard, DefineMiddleware(SessionGuard, exclude_from_auth_key="own_guard")],
        csrf_config=CSRFConfig(
            secret=secret_key(settings),
            cookie_name=CSRF_COOKIE,
            cookie_secure=settings.yes("SECURE_COOKIES"),
            cookie_httponly=True,
            exclude_from_csrf_key="own_guard",
        ),
        allowed_hosts=AllowedHostsConfig(allowed_hosts=[*hosts, *OWN_HOSTS], www_redirect=False) if hosts else None,
        exception_handlers={Exception: answer},
        openapi_config=OpenAPIConfig(
            title="Реестр муниципальных правовых актов: программный интерфейс",
            version=_version(),
            path="/schema",
            render_plugins=[SchemaPage()],
            openapi_router=Router(
                "/schema", route_handlers=[], include_in_schema=False, opt=PUBLIC, request_max_body_size=OPEN_BODY
            ),
        ),
        request_max_body_size=BODY_LIMIT,
        multipart_form_part_limit=MOST_FILES + FIELDS_BESIDE,
        logging_config=None,
        debug=False,
    )
    app.asgi_handler = OuterLayer(app.asgi_handler)
    return app


def _api() -> list[Any]:
    """Return the JSON API: bearer tokens only, so neither sessions nor CSRF tokens count there."""
    from registry_api import api

    routes: list[ControllerRouterHandler] = list(getattr(api, "ROUTES", []))
    return [Router("/api", route_handlers=routes, opt={"own_guard": True}, guards=[bearer_only])] if routes else []


def _static() -> Router:
    return create_static_files_router(
        path="/static",
        directories=[STATIC],
        name="static",
        cache_control=CacheControlHeader(public=True, max_age=STATIC_LIFE_S, immutable=True),
        opt={"own_guard": True},
    )


def _version() -> str:
    try:
        return version("municipal-acts-register")
    except PackageNotFoundError:
        return "0"
