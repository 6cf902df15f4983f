"""Monthly packages for the regional register: dates, what would go and what stands against it, building, sending."""

from datetime import date, datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.errors import IncompleteRequisites, NotFound, PackageRefused, RegisterError, StateConflict
from domain.periods import NotAMonth, ReportingMonth
from domain.roles import Right
from domain.statuses import PackageState
from export.contents import LATE_TITLES
from export.withheld import require_open, require_sendable
from registry_api.errors import status_of
from registry_api.web import pressed_twice
from registry_api.web.downloads import give
from registry_api.web.guard import needs
from registry_api.web.pages import Pages, go, show
from registry_api.web.presenters import packages as presenter
from registry_api.web.pressed_twice import MOMENT
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage.models import Package, now
from storage.scratch import Scratch

BUILD = needs(Right.BUILD_PACKAGE)


@get("/packages", opt=BUILD, sync_to_thread=True)
def month_list(request: PageRequest, register: House) -> Response[str]:
    """Show the months with their dates."""
    today = _today(request)
    with register.records.reading() as session:
        rows = presenter.months(session, register.packages, today)
    return show(request, "packages/list.html", rows=rows, due=str(presenter.due_month(today)))


@get("/packages/{month:str}", opt=BUILD, sync_to_thread=True)
def month_page(request: PageRequest, register: House, visitor: Who, month: FromPath[str]) -> Response[str]:
    """Show what a month holds."""
    return _month(request, register, visitor, month)


def _month(
    request: PageRequest,
    register: House,
    visitor: Who,
    month: FromPath[str],
    error: RegisterError | None = None,
    reason: str = "",
    note: tuple[str, str] = ("", ""),
) -> Response[str]:
    period = _parse(month)
    look = register.packages.preview(period, read_files=False)
    with register.records.reading() as session:
        row = presenter.row_of(session, register.packages, period, _today(request))
        built = presenter.by_month(session, period, visitor.levels)
        restricted = presenter.restricted(session, period, visitor.levels)
    return show(
        request,
        "packages/month.html",
        status_of(error) if error else 200,
        row=row,
        look=look,
        built=built,
        restricted=restricted,
        late_titles=LATE_TITLES,
        fault=error.message if error else "",
        reason=reason,
        note_of=note[0],
        typed_note=note[1],
    )


@post("/packages/{month:str}/build", opt=BUILD, sync_to_thread=True)
def build_package(
    request: PageRequest, register: House, visitor: Who, form: Sent, month: FromPath[str]
) -> Response[Any]:
    """Build the package; the file stays in the store, the folder of building goes.

    A second press may come while the first still builds: whichever ends later finds what the other has built.
    """
    period, reason = _parse(month), form.text("reason")
    since = now() - MOMENT
    if _is_built(register, period, visitor, reason, since):
        return go(f"/packages/{period}", "package-built")
    try:
        with Scratch() as folder:
            register.packages.build(period, folder, visitor.login, reason or None)
    except (PackageRefused, StateConflict, IncompleteRequisites) as error:
        if not (isinstance(error, StateConflict) and _is_built(register, period, visitor, reason, since)):
            return _month(request, register, visitor, month, error, reason)
    return go(f"/packages/{period}", "package-built")


def _is_built(register: House, period: ReportingMonth, visitor: Who, reason: str, since: datetime) -> bool:
    """Tell whether the person has just built the very package: of these acts, for this reason."""
    with register.records.reading() as session:
        built = pressed_twice.package_built(session, period, visitor.login, reason, since)
        if built is None:
            return False
    look = register.packages.preview(period, read_files=False)
    return {act.id: act.version for act in look.contents.all_acts} == built


@post("/packages/{month:str}/{package_id:str}/sent", opt=BUILD, sync_to_thread=True)
def mark_sent(
    request: PageRequest, register: House, visitor: Who, form: Sent, month: FromPath[str], package_id: FromPath[str]
) -> Response[Any]:
    """Record that the package has left."""
    period = _parse(month)
    try:
        with register.records.reading() as session:
            package = session.get(Package, package_id)
            if package is not None and package.state == PackageState.BUILT:  # others get a refusal of their own
                require_sendable(session, package, visitor.levels)
        register.packages.mark_sent(package_id, visitor.login, form.text("note"))
    except (StateConflict, IncompleteRequisites) as error:
        with register.records.reading() as session:
            is_done = pressed_twice.package_sent(session, package_id, visitor.login, form.text("note"))
        if not is_done:
            return _month(request, register, visitor, month, error, note=(package_id, form.text("note")))
    return go(f"/packages/{period}", "package-sent")


@get("/packages/{month:str}/{package_id:str}/file", opt=BUILD, sync_to_thread=True)
def package_file(register: House, visitor: Who, month: FromPath[str], package_id: FromPath[str]) -> Response[Any]:
    """Give the file of a package."""
    with register.records.reading() as session:
        package = session.get(Package, package_id)
        if package is None or package.month != month:
            raise NotFound
        require_open(session, package, visitor.levels)
    return give(register, package.sha256, package.size, "zip", package.name)


@get("/packages/{month:str}/{package_id:str}/sum", opt=BUILD, sync_to_thread=True)
def package_sum(register: House, month: FromPath[str], package_id: FromPath[str]) -> Response[str]:
    """Give the file with the hash that goes beside the package."""
    with register.records.reading() as session:
        package = session.get(Package, package_id)
    if package is None or package.month != month:
        raise NotFound
    headers = {"content-disposition": f'attachment; filename="{package.name}.sha256"'}
    text = f"{package.sha256}  {package.name}\n"
    return Response(text, media_type="text/plain", status_code=200, headers=headers)


def _parse(month: FromPath[str]) -> ReportingMonth:
    try:
        return ReportingMonth.parse(month)
    except NotAMonth as error:
        raise NotFound from error


def _today(request: PageRequest) -> date:
    pages: Pages = request.app.state.pages
    return now().astimezone(pages.zone).date()


HANDLERS = [month_list, month_page, build_package, mark_sent, package_file, package_sum]
