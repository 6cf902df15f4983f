"""Pictures of the pages of originals, for drafts and for acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litestar import Response, get
from litestar.concurrency import sync_to_thread as in_thread
from litestar.params import FromPath, FromQuery

from domain.document import PAGED, Box
from domain.errors import NotFound
from domain.roles import Right
from registry_api.page_pictures import TooManyPictures, Wanted
from registry_api.web.guard import needs
from registry_api.web.presenters import acts as presenter
from registry_api.web.requests import House, Who, whole_number
from storage import drafts

if TYPE_CHECKING:
    from registry_api.root import Register
    from registry_api.web.visitor import Visitor
    from storage.models import ReadDocument

WIDTHS: Final = (600, 1000, 1600, 2400)
"""Pixels that can be asked for: few, so that pictures repeat."""
_THOUSAND: Final = 1000
_KEEP: Final = "private, max-age=900"
"""What is looked at is not drawn again for a while; longer would keep for others what may be closed to them."""
_AGAIN_S: Final = "10"


@get("/drafts/{draft_id:str}/pages/{page:int}", opt=needs(Right.REGISTER))
async def draft_page(
    register: House, draft_id: FromPath[str], page: FromPath[int], w: FromQuery[int] = 1000, part: FromQuery[str] = ""
) -> Response[bytes]:
    """Draw a page of a draft's file."""
    sha256, turned = await in_thread(_of_draft, register, draft_id, page)
    return await _picture(register, sha256, page, turned, w, part)


def _of_draft(register: Register, draft_id: str, page: int) -> tuple[str, int]:
    """Return the content of a draft's file and the turn of its page. Raises :class:`NotFound`."""
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        return draft.intake.file.sha256, _turned(draft.document, page)


@get("/acts/{act_id:str}/pages/{page:int}", opt=needs(Right.SEARCH))
async def act_page_picture(
    register: House,
    visitor: Who,
    act_id: FromPath[str],
    page: FromPath[int],
    w: FromQuery[int] = 1000,
    part: FromQuery[str] = "",
) -> Response[bytes]:
    """Draw a page of the file from which the text of an act was read."""
    sha256, turned = await in_thread(_of_act, register, act_id, visitor, page)
    return await _picture(register, sha256, page, turned, w, part)


def _of_act(register: Register, act_id: str, visitor: Visitor, page: int) -> tuple[str, int]:
    """Return the content from which an act was read and the turn of its page, for those who may see it.

    Raises :class:`NotFound`.
    """
    with register.records.reading() as session:
        document = presenter.get_visible(session, act_id, visitor).document
        if document is None:
            raise NotFound
        return document.file.sha256, _turned(document, page)


def _turned(document: ReadDocument | None, page: int) -> int:
    """Return how recognition turned a page. Raises :class:`NotFound` for what is no page that was read."""
    if document is None or document.format not in PAGED:
        raise NotFound
    found = next((known for known in document.pages if known["number"] == page), None)
    if found is None:
        raise NotFound
    return int(found.get("turned", 0))


async def _picture(register: Register, sha256: str, page: int, turned: int, width: int, part: str) -> Response[bytes]:
    fitting = min(WIDTHS, key=lambda known: abs(known - width))
    try:
        data = await register.pictures.draw(Wanted(sha256, page, fitting, turned, _box(part)))
    except TooManyPictures:
        return Response(b"", media_type="image/webp", headers={"retry-after": _AGAIN_S}, status_code=503)
    # Who signs in after somebody else on the same machine has another cookie, and is not shown what is kept.
    headers = {"cache-control": _KEEP, "vary": "cookie"}
    return Response(data, media_type="image/webp", headers=headers, status_code=200)


def _box(part: str) -> Box | None:
    """Read ``x0-y0-x1-y1`` in thousandths; None for anything else."""
    edges = [whole_number(edge, _THOUSAND + 1) for edge in part.split("-")]
    if len(edges) != len(Box.__struct_fields__) or max(edges) > _THOUSAND:
        return None
    x0, y0, x1, y1 = (edge / _THOUSAND for edge in edges)
    return Box(x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


HANDLERS = [draft_page, act_page_picture]
