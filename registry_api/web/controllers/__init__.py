"""Pages, one module for one area of the site."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from litestar import Router

if TYPE_CHECKING:
    from registry_api.settings import Settings

FILES_AT_ONCE: Final = 10
"""Files of the largest size that one upload may bring."""
FORM_ROOM: Final = 2**20
"""Room for the fields of a form and the marks between its parts, bytes."""

AREAS: Final = (
    "sign_in",
    "start",
    "intake",
    "drafts",
    "draft_files",
    "attaching",
    "pictures",
    "acts",
    "act_changes",
    "assignments",
    "search",
    "searches",
    "packages",
    "journal",
    "people",
    "tokens",
    "guide",
)


def page_routers(settings: Settings) -> list[Router]:
    """Return every page; routes that take files have room for them, no other has."""
    largest = settings.number("MAX_UPLOAD_MB") * 2**20
    routers = []
    for area in AREAS:
        module = import_module(f"{__name__}.{area}")
        routers.append(Router("/", route_handlers=module.HANDLERS, include_in_schema=False))
        if uploads := getattr(module, "UPLOADS", None):
            room = largest * FILES_AT_ONCE + FORM_ROOM
            routers.append(Router("/", route_handlers=uploads, include_in_schema=False, request_max_body_size=room))
    return routers
