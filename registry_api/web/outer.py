"""The outermost layer: security headers on every answer, and one line of log for every request.

The log holds method, route, status and duration; never a query, an address, a name or a cookie.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

import structlog
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType

if TYPE_CHECKING:
    from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

log = structlog.get_logger("registry.web")

_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?")
_LAST_PORT: Final = 65535
_BAD_HOST: Final = "Адрес сайта в запросе не разобран. Откройте реестр по его обычному адресу."

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SEALED_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
"""For files that people brought: even when a browser shows one, it can do nothing."""

HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
"""Set unless the answer has its own: pages hold what only the signed-in person may see, so nothing keeps them."""


class OuterLayer:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything through; add headers to the start of an answer and log it."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        method, started = scope["method"], time.perf_counter()

        async def seal(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                log.info(
                    "request",
                    method=method,
                    route=scope.get("path_template", "-"),
                    status=message["status"],
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )
            await send(message)

        if _has_host(scope):
            await self.app(scope, receive, seal)
        else:
            await _refuse(seal)


def _has_host(scope: HTTPScope) -> bool:
    """Tell whether the request names its host as hosts are named: the framework cannot take others apart."""
    return all(_is_host(value) for name, value in scope["headers"] if name == b"host")


def _is_host(value: bytes) -> bool:
    found = _HOST.fullmatch(value)
    return found is not None and int(found["port"] or 0) <= _LAST_PORT


async def _refuse(send: Send) -> None:
    body = _BAD_HOST.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
