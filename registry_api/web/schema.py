"""The description of the JSON API as a page of our own: nothing is loaded from other hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.openapi.plugins import OpenAPIRenderPlugin

if TYPE_CHECKING:
    from litestar import Request

METHODS = ("get", "post", "put", "patch", "delete")


class SchemaPage(OpenAPIRenderPlugin):
    """Shows every route with its parameters."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the page."""
        routes = [
            {"path": path, "method": method.upper(), "operation": item[method]}
            for path, item in sorted((openapi_schema.get("paths") or {}).items())
            for method in METHODS
            if method in item
        ]
        pages = request.app.state.pages
        body: bytes = pages.show(request, "schema.html", routes=routes, info=openapi_schema["info"]).content.encode()
        return body
