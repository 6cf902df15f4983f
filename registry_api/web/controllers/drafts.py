"""Review: the text beside the values, doubts first; the step that turns a draft into an act."""

from dataclasses import dataclass, field
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.params import FromPath, FromQuery

from domain.errors import DuplicateNumber, IncompleteRequisites, RegisterError, StateConflict
from domain.kinds import KINDS
from domain.requisites import FIELDS
from domain.roles import Right
from domain.statuses import DraftState
from registry_api.errors import status_of
from registry_api.web.downloads import download
from registry_api.web.guard import needs
from registry_api.web.pages import Pages, go, show
from registry_api.web.presenters import drafts as presenter
from registry_api.web.presenters.document import show_document
from registry_api.web.presenters.paging import PAGE, Paging, page_number
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import drafts
from storage.acts import name_of
from storage.documents import load_document, same_text

REVIEW = needs(Right.REGISTER)
DECISIONS = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, kept when the step did not succeed."""

    values: dict[str, str] = field(default_factory=dict)
    decision: str = ""
    reason: str = ""
    error: RegisterError | None = None

    @property
    def faults(self) -> dict[str, str]:
        """Sentences for fields."""
        fields = self.error.details.get("fields") if self.error else None
        return dict(fields) if isinstance(fields, dict) else {}


@get("/drafts", opt=REVIEW, sync_to_thread=True)
def draft_list(request: PageRequest, register: House, page: FromQuery[int] = 1) -> Response[str]:
    """Show what waits."""
    with register.records.reading() as session:
        paging = Paging(page_number(page), presenter.open_count(session), "/drafts")
        rows = presenter.waiting(session, paging.offset, PAGE)
    return show(request, "drafts/list.html", rows=rows, paging=paging)


@get("/drafts/{draft_id:str}", opt=REVIEW, sync_to_thread=True)
def review_page(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[str]:
    """Show a draft."""
    return _review(request, register, draft_id, Typed())


def _review(request: PageRequest, register: House, draft_id: FromPath[str], typed: Typed) -> Response[str]:
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        document = load_document(draft.document) if draft.document else None
        twin = same_text(session, draft.document) if draft.document else None
        values = presenter.show_values(draft, typed.values, typed.faults)
        current = {value.name: value.value for value in values}
        context = {
            "draft": draft,
            "file": draft.intake.file,
            "format": draft.document.format if draft.document else draft.intake.file.format,
            "document": show_document(document, presenter.marks_of(draft)) if document else None,
            "values": values,
            "to_check": sum(presenter.needs_look(value) for value in values),
            "findings": presenter.findings(session, draft),
            "twin": (twin.id, name_of(twin.kind, twin.number_raw, twin.date)) if twin else None,
            "taken": presenter.place_taken(session, current),
            "bodies": presenter.known_bodies(session),
            "left": presenter.open_count(session),
        }
    error = typed.error
    return show(
        request,
        "drafts/review.html" if draft.state == DraftState.OPEN else "drafts/done.html",
        status_of(error) if error else 200,
        kinds=[kind.name for kind in KINDS],
        decision=typed.decision,
        reason=typed.reason,
        fault=error.message if error else "",
        fault_act=str(error.details.get("act_id") or "") if error else "",
        **context,
    )


@get("/drafts/{draft_id:str}/place", opt=REVIEW, sync_to_thread=True)
def place_warning(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[str]:
    """Tell while a person types whether the place is taken; an empty answer when it is free."""
    del draft_id
    given = {name: request.query_params.get(name, "") for name in FIELDS}
    with register.records.reading() as session:
        taken = presenter.place_taken(session, given)
    pages: Pages = request.app.state.pages
    return Response(pages.fragment("drafts/taken.html", taken=taken), media_type=MediaType.HTML, status_code=200)


@post("/drafts/{draft_id:str}/save", opt=REVIEW, sync_to_thread=True)
def save_draft(
    request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]
) -> Response[Any]:
    """Keep what was typed; only fields that differ count as looked at."""
    typed = _typed(form)
    try:
        with register.records.writing(visitor.login) as unit:
            stored = {value.name: value.value for value in presenter.show_values(drafts.get(unit.session, draft_id))}
            changed = {name: value for name, value in typed.values.items() if value != stored.get(name)}
            drafts.save(unit, draft_id, form.number("version"), changed)
            unit.commit()
    except StateConflict as error:
        return _review(request, register, draft_id, _with(typed, error))
    return go(f"/drafts/{draft_id}", "draft-saved")


@post("/drafts/{draft_id:str}/register", opt=REVIEW, sync_to_thread=True)
def register_draft(
    request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]
) -> Response[Any]:
    """Turn the draft into an act and go on to the next one."""
    typed = _typed(form)
    try:
        with register.records.writing(visitor.login) as unit:
            following = presenter.next_draft(unit.session, draft_id)
            act = drafts.register(
                unit,
                draft_id,
                form.number("version"),
                typed.values,
                is_normative=DECISIONS.get(typed.decision),
                normative_reason=typed.reason,
            )
            unit.commit()
    except (IncompleteRequisites, DuplicateNumber, StateConflict) as error:
        return _review(request, register, draft_id, _with(typed, error))
    if following is None:
        return go(f"/acts/{act.id}", "registered")
    return go(f"/drafts/{following}", f"registered:{act.id}")


@post("/drafts/{draft_id:str}/reject", opt=REVIEW, sync_to_thread=True)
def reject_draft(
    request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]
) -> Response[Any]:
    """Put the draft aside; the reason is obligatory."""
    reason = form.text("reason")
    if not reason:
        refusal = IncompleteRequisites(
            "Укажите, почему документ откладывается: причина останется в журнале.", fields={}
        )
        return _review(request, register, draft_id, Typed(error=refusal))
    try:
        with register.records.writing(visitor.login) as unit:
            drafts.reject(unit, draft_id, form.number("version"), reason)
            unit.commit()
    except StateConflict as error:
        return _review(request, register, draft_id, Typed(error=error))
    return go("/drafts", "draft-rejected")


@get("/drafts/{draft_id:str}/file", opt=REVIEW, sync_to_thread=True)
def draft_file(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[Any]:
    """Give the original file."""
    with register.records.reading() as session:
        item = drafts.get(session, draft_id).intake
        file, name = item.file, item.file_name
    return download(register, file, name, inline="view" in request.query_params)


def _typed(form: Sent) -> Typed:
    return Typed(
        values={name: form.text(name) for name in FIELDS},
        decision=form.text("normative"),
        reason=form.text("normative_reason"),
    )


def _with(typed: Typed, error: RegisterError) -> Typed:
    return Typed(typed.values, typed.decision, typed.reason, error)


HANDLERS = [draft_list, review_page, place_warning, save_draft, register_draft, reject_draft, draft_file]
