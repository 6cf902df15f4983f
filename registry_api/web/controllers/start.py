"""The first page: what waits for the person, by rights."""

from typing import Any

from litestar import Response, get
from sqlalchemy import func, select

from domain.roles import Right
from domain.statuses import UNFINISHED, AccessLevel, IntakeState
from registry_api.web.guard import ANYBODY
from registry_api.web.pages import Pages, show
from registry_api.web.presenters import acts as act_rows
from registry_api.web.presenters import drafts as draft_rows
from registry_api.web.presenters import packages as package_rows
from registry_api.web.requests import House, Who
from registry_api.web.visitor import PageRequest
from storage.models import Act, IntakeItem, now

SHOWN = 8


@get("/", opt=ANYBODY, sync_to_thread=True)
def start_page(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show what waits."""
    pages: Pages = request.app.state.pages
    today = now().astimezone(pages.zone).date()
    context: dict[str, Any] = {"today": today, "drafts": None, "package": None, "latest": None, "undecided": 0}
    context["restricted"] = package_rows.Restricted()
    with register.records.reading() as session:
        if visitor.may(Right.REGISTER):
            context["drafts"] = draft_rows.waiting(session, 0, SHOWN)
            context["draft_count"] = draft_rows.open_count(session)
            query = select(IntakeItem.state, func.count()).group_by(IntakeItem.state)
            counts = {row[0]: row[1] for row in session.execute(query)}
            context["failed"] = counts.get(IntakeState.FAILED, 0)
            context["working"] = sum(counts.get(state, 0) for state in UNFINISHED)
        if visitor.may(Right.DECIDE_NORMATIVE):
            seen = Act.access.in_([level for level in visitor.levels if level != AccessLevel.OFFICIAL_USE])
            undecided = select(func.count()).select_from(Act).where(Act.is_normative.is_(None), seen)
            context["undecided"] = session.scalar(undecided) or 0
            context["restricted"] = package_rows.restricted(session, None, visitor.levels)
        if visitor.may(Right.SEARCH):
            wanted = act_rows.Wanted(order="registered")
            context["latest"] = act_rows.rows(session, wanted, visitor, 0, SHOWN)
        if visitor.may(Right.BUILD_PACKAGE):
            month = package_rows.due_month(today)
            context["package"] = package_rows.row_of(session, register.packages, month, today)
            context["lacks"] = package_rows.lacks(session, month)
    return show(request, "start.html", **context)


HANDLERS = [start_page]
