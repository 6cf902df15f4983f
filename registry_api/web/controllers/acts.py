"""The register as a table, the page of an act, its files."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from domain.errors import NotFound, SearchError
from domain.relations import PUBLICATION_TITLES, SUPPLEMENTARY_TITLES
from domain.roles import Right
from registry_api.finding import similar
from registry_api.root import Register
from registry_api.standing import standings
from registry_api.web import labels
from registry_api.web.downloads import download
from registry_api.web.guard import needs
from registry_api.web.pages import show
from registry_api.web.presenters import acts as presenter
from registry_api.web.presenters import citations, signatures
from registry_api.web.presenters.document import show_document
from registry_api.web.presenters.inside import look_inside
from registry_api.web.presenters.paging import PAGE, Paging, page_number
from registry_api.web.presenters.pictures import sheets
from registry_api.web.requests import House, Who
from registry_api.web.visitor import PageRequest, Visitor
from storage import acts, derivatives
from storage.act_versions import versions_of
from storage.cards import ActCard
from storage.documents import load_document

READ = needs(Right.SEARCH)


@get("/acts", opt=READ, sync_to_thread=True)
def register_table(request: PageRequest, register: House, visitor: Who, page: FromQuery[int] = 1) -> Response[str]:
    """Show the register."""
    wanted = presenter.Wanted.of(request.query_params)
    with register.records.reading() as session:
        paging = Paging(page_number(page), presenter.count(session, wanted, visitor), "/acts", wanted.query)
        rows = presenter.rows(session, wanted, visitor, paging.offset, PAGE)
        choices = presenter.choices(session, visitor)
        standing = standings(session, [act.id for act in rows], visitor.levels)
    orders = [(name, title) for name, (title, _) in presenter.ORDERS.items()]
    return show(
        request,
        "acts/list.html",
        rows=rows,
        paging=paging,
        wanted=wanted,
        orders=orders,
        choices=choices,
        standing=standing,
    )


@get("/acts/{act_id:str}", opt=READ, sync_to_thread=True)
def act_page(request: PageRequest, register: House, visitor: Who, act_id: FromPath[str]) -> Response[str]:
    """Show an act with everything that belongs to it."""
    return render_act(request, register, visitor, act_id)


def render_act(
    request: PageRequest,
    register: House,
    visitor: Who,
    act_id: FromPath[str],
    *,
    status: int = 200,
    fault: str = "",
    opened: str = "",
    typed: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> Response[str]:
    """Show the page of an act; ``opened`` names the form that is to be shown open with what was typed."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        document = load_document(act.document) if act.document else None
        drawn = sheets(document)
        searchable = derivatives.made_of(session, [item.file_id for item in act.files])
        uncopied = derivatives.given_up(session, [item.file_id for item in act.files])
        forth, back = presenter.related(act, visitor)
        standing = standings(session, [act_id], visitor.levels).get(act_id, [])
        inside = look_inside(register, document, request.query_params.get("find", ""))
        versions = presenter.history(versions_of(session, act_id))
        signed = signatures.of_act(session, act)
        found = citations.of_act(session, act)
        cited = citations.citation_marks(session, found, visitor.levels, act.id) if found else []
        places = citations.clause_marks(found) if found else []
        journal = presenter.journal_of(session, act_id) if visitor.may(Right.READ_JOURNAL) else []
    return show(
        request,
        "acts/page.html",
        status,
        act=act,
        name=acts.name_of(act.kind, act.number_raw, act.date),
        document=show_document(document, [*presenter.link_marks(act), *cited, *places, *inside.marks])
        if document
        else None,
        clauses=citations.shown_clauses(found) if found else [],
        inside=inside,
        alike=_similar(register, act_id, visitor),
        sheets=drawn,
        searchable=searchable,
        uncopied=uncopied,
        forth=forth,
        back=back,
        standing=standing,
        court=presenter.court_decisions(act),
        versions=versions,
        journal=journal,
        signed=signed,
        may_edit=visitor.may(Right.EDIT_ACT),
        may_decide=visitor.may(Right.DECIDE_NORMATIVE),
        publication_kinds=[(str(kind), title) for kind, title in PUBLICATION_TITLES.items()],
        supplementary_kinds=[(str(kind), title) for kind, title in SUPPLEMENTARY_TITLES.items()],
        file_roles=[(role, title) for role, title in labels.FILE_ROLES.items() if role != "original"],
        fault=fault,
        opened=opened,
        typed=typed or {},
        faults=faults or {},
    )


def _similar(register: Register, act_id: str, visitor: Visitor) -> list[ActCard]:
    """Return acts that are like this one; none while the index does not answer: the page goes without them."""
    try:
        return similar(register, act_id, visitor.levels)
    except SearchError:
        return []


@get("/acts/{act_id:str}/files/{file_id:str}", opt=READ, sync_to_thread=True)
def act_file(
    request: PageRequest, register: House, visitor: Who, act_id: FromPath[str], file_id: FromPath[str]
) -> Response[Any]:
    """Give a file of an act."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        found = next((item for item in act.files if item.id == file_id), None)
        if found is None:
            raise NotFound
    return download(register, found.file, found.name, inline="view" in request.query_params)


@get("/acts/{act_id:str}/signatures/{signature_id:str}", opt=READ, sync_to_thread=True)
def act_signature(register: House, visitor: Who, act_id: FromPath[str], signature_id: FromPath[str]) -> Response[Any]:
    """Give the file of a detached signature over a file of the act."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        file = signatures.file_of(session, signature_id, [item.file_id for item in act.files])
    return download(register, file, file.name)


@get("/acts/{act_id:str}/files/{file_id:str}/searchable", opt=READ, sync_to_thread=True)
def act_searchable_copy(register: House, visitor: Who, act_id: FromPath[str], file_id: FromPath[str]) -> Response[Any]:
    """Give the searchable PDF/A of a scan."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        found = next((item.file_id for item in act.files if item.id == file_id), "")
        made = derivatives.made_of(session, [found]).get(found)
        if made is None:
            raise NotFound
    return download(register, made, made.name)


@get("/acts/{act_id:str}/supplementary/{document_id:str}", opt=READ, sync_to_thread=True)
def supplementary_file(
    register: House, visitor: Who, act_id: FromPath[str], document_id: FromPath[str]
) -> Response[Any]:
    """Give the file of a supplementary document."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        file = next((item.file for item in act.supplementary if item.id == document_id), None)
        if file is None:
            raise NotFound
    return download(register, file, file.name)


HANDLERS = [register_table, act_page, act_file, act_searchable_copy, act_signature, supplementary_file]
