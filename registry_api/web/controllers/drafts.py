"""Review: the text beside the values, doubts first; the step that turns a draft into an act."""

from dataclasses import dataclass, field, replace
from typing import Any, Final

from litestar import MediaType, Response, get, post
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session

from domain.dates import parse_date
from domain.errors import DuplicateNumber, IncompleteRequisites, RegisterError, StateConflict, StillBeingRead
from domain.kinds import KINDS
from domain.requisites import FIELDS, SECTIONS, ProtocolDetails
from domain.roles import Right
from domain.statuses import DraftState
from registry_api.errors import status_of
from registry_api.web import labels, pressed_twice
from registry_api.web.guard import needs
from registry_api.web.pages import NOTE_COOKIE, Pages, go, read_note, show
from registry_api.web.presenters import citations, doubles, file_name, pictures, signatures
from registry_api.web.presenters import drafts as presenter
from registry_api.web.presenters.document import show_document
from registry_api.web.presenters.paging import PAGE, Paging, page_number
from registry_api.web.protocol_sheet import Row, Sheet, details_of, sheet_of, typed_sheet
from registry_api.web.requests import Form, House, Sent, Who
from registry_api.web.visitor import PageRequest, Visitor
from storage import derivatives, drafts, intake
from storage.acts import name_of
from storage.database import UnitOfWork
from storage.documents import load_document
from storage.models import Act, Draft

REVIEW = needs(Right.REGISTER)
DECISIONS = {"yes": True, "no": False}
COMPARED: Final = "compared"
"""The tick by which a person says that date and number of a recognised scan agree with its picture."""
CHANGED: Final = (
    "Черновик изменён в другом окне или другим сотрудником. То, что вы изменили, осталось в полях; "
    "остальные поля показаны в новом виде. Сверьте их и повторите."
)
SETTLED: Final = "Черновик уже обработан в другом окне или другим сотрудником."


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, kept when the step did not succeed."""

    values: dict[str, str] = field(default_factory=dict)
    decision: str = ""
    reason: str = ""
    compared: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    """What stood in the fields when the form was made."""
    error: RegisterError | None = None
    put_aside: str = ""
    """Why the draft is to be put aside."""
    sheet: Sheet | None = None
    """The protocol as it was typed."""

    @property
    def faults(self) -> dict[str, str]:
        """Sentences for fields."""
        fields = self.error.details.get("fields") if self.error else None
        return dict(fields) if isinstance(fields, dict) else {}

    @property
    def kept(self) -> dict[str, str]:
        """What goes back into the form: after a conflict only what the person has changed."""
        if not isinstance(self.error, StateConflict) or isinstance(self.error, StillBeingRead):
            return self.values
        return {name: value for name, value in self.values.items() if value != self.seen.get(name, "")}

    def heading(self, *, is_open: bool) -> str:
        """Return the sentence above the form."""
        if self.error is None:
            return ""
        if isinstance(self.error, StateConflict) and not isinstance(self.error, StillBeingRead):
            return CHANGED if is_open else SETTLED
        given = self.values | {"normative_reason": self.reason, COMPARED: "yes"}
        return labels.heading(self.error.message, self.faults, given)


@get("/drafts", opt=REVIEW, sync_to_thread=True)
def draft_list(request: PageRequest, register: House, visitor: Who, page: FromQuery[int] = 1) -> Response[str]:
    """Show what waits."""
    with register.records.reading() as session:
        paging = Paging(page_number(page), presenter.open_count(session), "/drafts")
        rows = presenter.waiting(session, paging.offset, PAGE)
        registered = _registered(session, request, visitor)
    return show(request, "drafts/list.html", rows=rows, paging=paging, registered=registered)


@get("/drafts/{draft_id:str}", opt=REVIEW, sync_to_thread=True)
def review_page(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[Any]:
    """Show a draft; a document that stands beside an act is shown for attaching, unless a person calls it an act."""
    if request.query_params.get("as") != "act":
        with register.records.reading() as session:
            draft = drafts.get(session, draft_id)
            attached = draft.state == DraftState.OPEN and drafts.requisites_of(draft).supplementary is not None
        if attached:
            return go(f"/drafts/{draft_id}/attach")
    return _review(request, register, draft_id, Typed())


def _review(request: PageRequest, register: House, draft_id: FromPath[str], typed: Typed) -> Response[str]:
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        typed = typed if typed.values else replace(_kept(draft), error=typed.error, put_aside=typed.put_aside)
        document = load_document(draft.document) if draft.document else None
        protocol = drafts.protocol_of(draft)
        found = drafts.requisites_of(draft)
        visitor: Visitor | None = request.scope.get("user")
        levels = visitor.levels if visitor is not None else ()
        marks = [
            *presenter.marks_of(draft),
            *citations.citation_marks(session, found, levels),
            *citations.clause_marks(found),
        ]
        twins = doubles.doubles_of(session, draft, visitor)
        values = presenter.show_values(draft, typed.kept, typed.faults, document.text if document else "")
        current = {value.name: value.value for value in values}
        context = {
            "draft": draft,
            "file": draft.intake.file,
            "format": draft.document.format if draft.document else draft.intake.file.format,
            "document": show_document(document, marks) if document else None,
            "clauses": citations.shown_clauses(found),
            "searchable": derivatives.made_of(session, [draft.intake.file_id]),
            "uncopied": derivatives.given_up(session, [draft.intake.file_id]),
            "sheets": pictures.sheets(document),
            "parts": pictures.parts(document, draft.values),
            "to_compare": pictures.to_compare(document, draft.values),
            "values": values,
            "to_check": presenter.doubts_of(values),
            "findings": presenter.findings(session, draft),
            "protocol": protocol,
            "sheet": _sheet(protocol, typed),
            "signed": signatures.of_draft(session, draft),
            "doubles": twins,
            "doubles_heading": doubles.heading(twins),
            "unchecked": intake.is_unchecked(session, draft.intake_id),
            "taken": presenter.place_taken(session, current),
            "bodies": presenter.known_bodies(session),
            "hints": file_name.hints(draft, values),
            "registered": _registered(session, request, request.scope.get("user")),
        }
    error = typed.error
    return show(
        request,
        "drafts/review.html" if draft.state == DraftState.OPEN else "drafts/done.html",
        status_of(error) if error else 200,
        kinds=[kind.name for kind in KINDS],
        sections=SECTIONS,
        decision=typed.decision,
        reason=typed.reason,
        compared=typed.compared and not isinstance(error, StateConflict),
        faults=typed.faults,
        put_aside=typed.put_aside,
        fault=typed.heading(is_open=draft.state == DraftState.OPEN),
        fault_act=str(error.details.get("act_id") or "") if error else "",
        **context,
    )


def _kept(draft: Draft) -> Typed:
    """Return what a person has decided so far: the form begins with it."""
    decision = next((word for word, meant in DECISIONS.items() if meant is draft.is_normative), "")
    return Typed(decision=decision, reason=draft.normative_reason or "")


def _sheet(protocol: ProtocolDetails | None, typed: Typed) -> Sheet | None:
    """Return the form of the protocol, with an empty row for one more assignment; None for other kinds."""
    if protocol is None:
        return None
    sheet = typed.sheet or sheet_of(protocol)
    rows = [row for row in sheet.rows if not row.is_empty or row.of >= 0]
    return replace(sheet, rows=[*rows, Row()])


def _protocol(unit: UnitOfWork, draft_id: str, typed: Typed) -> ProtocolDetails | None:
    """Return the protocol that a person means; None when the form had none. Raises :class:`IncompleteRequisites`."""
    draft = drafts.get(unit.session, draft_id)
    before = drafts.protocol_of(draft)
    if typed.sheet is None or before is None or draft.state != DraftState.OPEN:
        return None
    return details_of(typed.sheet, before, parse_date(typed.values.get("date", "")))


@get("/drafts/{draft_id:str}/place", opt=REVIEW, sync_to_thread=True)
def place_warning(request: PageRequest, register: House, draft_id: FromPath[str]) -> Response[str]:
    """Tell while a person types whether the place is taken; an empty answer when it is free."""
    del draft_id
    given = {name: request.query_params.get(name, "") for name in FIELDS}
    with register.records.reading() as session:
        taken = presenter.place_taken(session, given)
    pages: Pages = request.app.state.pages
    return Response(pages.fragment("drafts/taken.html", taken=taken), media_type=MediaType.HTML, status_code=200)


@get("/drafts/{draft_id:str}/compare/{other_id:str}", opt=REVIEW, sync_to_thread=True)
def compare_page(
    request: PageRequest, register: House, visitor: Who, draft_id: FromPath[str], other_id: FromPath[str]
) -> Response[str]:
    """Show a draft beside what it resembles, so that a person can decide whether it is the same document."""
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        if draft.state != DraftState.OPEN:
            return show(request, "drafts/done.html", draft=draft, fault="")
        compared = doubles.compared(session, draft, other_id, visitor)
    return show(request, "drafts/compare.html", draft=draft, compared=compared)


@post("/drafts/{draft_id:str}/save", opt=REVIEW, sync_to_thread=True)
def save_draft(
    request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]
) -> Response[Any]:
    """Keep what was typed; only fields that differ count as looked at."""
    typed = _typed(form)
    try:
        with register.records.writing(visitor.login) as unit:
            draft = drafts.get(unit.session, draft_id)
            stored = {value.name: value.value for value in presenter.show_values(draft)}
            changed = {name: value for name, value in typed.values.items() if value != stored.get(name)}
            desk = drafts.Desk(
                protocol=_protocol(unit, draft_id, typed),
                decision=(DECISIONS.get(typed.decision), typed.reason),
                taken=_taken(form, draft),
                given_back=form.text("give_back"),
            )
            drafts.save(unit, draft_id, form.number("version"), changed, desk)
            is_beside = drafts.requisites_of(drafts.get(unit.session, draft_id)).supplementary is not None
            unit.commit()
    except (StateConflict, IncompleteRequisites) as error:
        if not _is_saved(register, visitor, draft_id, form, typed):
            return _review(request, register, draft_id, _with(typed, error))
        is_beside = request.query_params.get("as") == "act"
    field_of = form.text("take") or form.text("give_back")
    place = f"#f-{field_of}" if field_of in FIELDS else ""  # a browser sets the focus where an address points
    note = "" if place else "draft-saved"
    return go(f"/drafts/{draft_id}{'?as=act' if is_beside else ''}{place}", note)


def _taken(form: Form, draft: Draft) -> dict[str, str]:
    """Return the value that a person takes from the name of the file: the button beside its field was pressed."""
    said = file_name.typed_hints(draft)
    name = form.text("take")
    return {name: said[name]} if name in said else {}


@post("/drafts/{draft_id:str}/register", opt=REVIEW, sync_to_thread=True)
def register_draft(
    request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]
) -> Response[Any]:
    """Turn the draft into an act and go on to the next one."""
    typed = _typed(form)
    try:
        with register.records.writing(visitor.login) as unit:
            _demand(unit, draft_id, typed)
            protocol = _protocol(unit, draft_id, typed)
            following = presenter.next_draft(unit.session, draft_id)
            act = drafts.register(
                unit,
                draft_id,
                form.number("version"),
                typed.values,
                is_normative=DECISIONS.get(typed.decision),
                normative_reason=typed.reason,
                protocol=protocol,
            )
            unit.commit()
            act_id = act.id
    except (IncompleteRequisites, DuplicateNumber, StateConflict) as error:
        act_id = _is_done(register, visitor, draft_id, DraftState.REGISTERED, typed)
        if not act_id:
            return _review(request, register, draft_id, _with(typed, error))
        with register.records.reading() as session:
            following = presenter.next_draft(session, draft_id)
    if following is None:
        return go(f"/acts/{act_id}", f"registered-last:{act_id}")
    return go(f"/drafts/{following}", f"registered:{act_id}")


def _is_done(register: House, visitor: Visitor, draft_id: str, state: DraftState, typed: Typed) -> str:
    decision = (DECISIONS.get(typed.decision), typed.reason)
    with register.records.reading() as session:
        return pressed_twice.draft_done(session, draft_id, (state, visitor.login), typed.values, decision, typed.sheet)


def _is_saved(register: House, visitor: Visitor, draft_id: str, form: Form, typed: Typed) -> bool:
    """Tell whether the draft says what was sent, with what a button took; what one gives back cannot be told."""
    if form.text("give_back"):
        return False
    with register.records.reading() as session:
        taken = _taken(form, drafts.get(session, draft_id))
    return bool(_is_done(register, visitor, draft_id, DraftState.OPEN, replace(typed, values=typed.values | taken)))


def _demand(unit: UnitOfWork, draft_id: str, typed: Typed) -> None:
    """Refuse what the page asks for beyond the card: a reason of the decision, a look at the picture of a scan.

    Raises :class:`IncompleteRequisites` with the faults of the card as well, so that a person sees all at once.
    """
    draft = drafts.get(unit.session, draft_id)
    if draft.state != DraftState.OPEN:
        return
    faults: dict[str, str] = {}
    is_protocol = typed.values["kind"].lower().startswith(drafts.PROTOCOL)
    if typed.decision in DECISIONS and not typed.reason and not is_protocol:
        faults["normative_reason"] = "Укажите основание решения: оно останется в карточке и журнале."
    if (
        draft.document is not None
        and not typed.compared
        and pictures.to_compare(load_document(draft.document), draft.values)
    ):
        faults[COMPARED] = "Сверьте дату и номер с изображением и отметьте это: распознанное бывает с ошибками."
    if not faults:
        return
    try:
        drafts.card_from(typed.values)
    except IncompleteRequisites as error:
        fields = error.details.get("fields")
        faults |= fields if isinstance(fields, dict) else {}
    raise IncompleteRequisites(fields=faults)


def _registered(session: Session, request: PageRequest, visitor: Visitor | None) -> tuple[str, str] | None:
    """Return id and name of the act that the step before has registered, for those who may see it."""
    _, act_id = read_note(request.cookies.get(NOTE_COOKIE, ""))
    act = session.get(Act, act_id) if act_id and visitor else None
    if act is None or visitor is None or act.access not in visitor.levels:
        return None
    return act.id, name_of(act.kind, act.number_raw, act.date)


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
    except (StateConflict, IncompleteRequisites) as error:
        with register.records.reading() as session:
            draft = drafts.get(session, draft_id)
            told = (draft.state, draft.decided_by, draft.reason)
        if told != (DraftState.REJECTED, visitor.login, reason):  # else the button was pressed twice
            return _review(request, register, draft_id, Typed(error=error, put_aside=reason))
    return go("/drafts", "draft-rejected")


def _typed(form: Sent) -> Typed:
    return Typed(
        values={name: form.text(name) for name in FIELDS},
        decision=form.text("normative"),
        reason=form.text("normative_reason"),
        compared=form.text(COMPARED) == "yes",
        seen={name: form.text(f"was_{name}") for name in FIELDS},
        sheet=typed_sheet(form),
    )


def _with(typed: Typed, error: RegisterError) -> Typed:
    return replace(typed, error=error)


HANDLERS = [
    draft_list,
    review_page,
    place_warning,
    compare_page,
    save_draft,
    register_draft,
    reject_draft,
]
