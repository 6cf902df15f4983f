"""A document of a court, a prosecutor, an antimonopoly body: put beside an act instead of becoming one."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.dates import parse_date
from domain.errors import IncompleteRequisites, NotFound, RegisterError, StateConflict
from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind
from domain.roles import Right
from domain.statuses import DraftState
from registry_api.errors import status_of
from registry_api.web import labels, pressed_twice
from registry_api.web.guard import needs
from registry_api.web.pages import go, show
from registry_api.web.presenters import acts as act_presenter
from registry_api.web.presenters import attaching as presenter
from registry_api.web.presenters import drafts as draft_presenter
from registry_api.web.presenters import pictures
from registry_api.web.presenters.document import show_document
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest, Visitor
from storage import drafts, intake
from storage.documents import load_document
from storage.models import SupplementaryDocument

ATTACH = needs(Right.REGISTER)
SEARCH = ("act_number", "act_date")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed, kept when the step did not succeed."""

    values: dict[str, str] = field(default_factory=dict)
    act_id: str = ""
    error: RegisterError | None = None

    @property
    def faults(self) -> dict[str, str]:
        """Sentences for fields."""
        fields = self.error.details.get("fields") if self.error else None
        return dict(fields) if isinstance(fields, dict) else {}


@get("/drafts/{draft_id:str}/attach", opt=ATTACH, sync_to_thread=True)
def attach_page(request: PageRequest, register: House, visitor: Who, draft_id: FromPath[str]) -> Response[str]:
    """Show what the document says of itself and the acts that it may concern."""
    return _page(request, register, visitor, draft_id, Typed())


@post("/drafts/{draft_id:str}/attach", opt=ATTACH, sync_to_thread=True)
def attach(request: PageRequest, register: House, visitor: Who, form: Sent, draft_id: FromPath[str]) -> Response[Any]:
    """Put the document beside the act that the person chose, or look for another act."""
    values = {name: form.text(name) for name in (*presenter.FIELDS, *SEARCH)}
    act_id = form.text("act")
    if form.text("find"):
        return _page(request, register, visitor, draft_id, Typed(values, act_id))
    try:
        document = _document(values, act_id)
        with register.records.writing(visitor.login) as unit:
            act_presenter.get_visible(unit.session, act_id, visitor)
            drafts.attach(unit, draft_id, form.number("version"), act_id, document)
            unit.commit()
    except NotFound:
        refusal = IncompleteRequisites(fields={"act": "Такого акта в реестре нет. Выберите акт из списка."})
        return _page(request, register, visitor, draft_id, Typed(values, "", refusal))
    except (IncompleteRequisites, StateConflict) as error:
        with register.records.reading() as session:
            asked = (DraftState.ATTACHED, visitor.login, act_id)
            is_done = pressed_twice.is_attached(session, draft_id, asked, values)
        if not is_done:
            return _page(request, register, visitor, draft_id, Typed(values, act_id, error))
    return go(f"/acts/{act_id}#supplementary", "draft-attached")


def _document(values: dict[str, str], act_id: str) -> SupplementaryDocument:
    """Return the document of a form. Raises :class:`IncompleteRequisites` with all faults at once."""
    faults: dict[str, str] = {}
    days = {name: parse_date(values[name]) for name in ("date", "incoming_on")}
    for name, day in days.items():
        if values[name] and day is None:
            faults[name] = "Не похоже на дату. Введите её как 16.02.2021."
    if not values["date"]:
        faults["date"] = "Укажите дату документа."
    if not values["issuer"]:
        faults["issuer"] = "Укажите, кто выдал документ."
    if not values["incoming_number"]:
        faults["incoming_number"] = "Укажите входящий номер документа."
    if values["kind"] not in set(SupplementaryKind):
        faults["kind"] = "Выберите вид документа."
    if not act_id:
        faults["act"] = "Выберите акт, к которому относится документ."
    when = days["date"]
    if faults or when is None:
        raise IncompleteRequisites(fields=faults)
    return SupplementaryDocument(
        kind=values["kind"],
        issuer=values["issuer"],
        date=when,
        number=values["number"],
        incoming_number=values["incoming_number"],
        incoming_on=days["incoming_on"],
        instance=values["instance"] if values["instance"] in dict(presenter.INSTANCES) else "",
        title=values["title"],
        demand=values["demand"],
        outcome=values["outcome"],
    )


def _page(
    request: PageRequest, register: House, visitor: Visitor, draft_id: FromPath[str], typed: Typed
) -> Response[str]:
    error = typed.error
    with register.records.reading() as session:
        draft = drafts.get(session, draft_id)
        details = drafts.requisites_of(draft).supplementary
        values = presenter.found_values(details) | dict.fromkeys(SEARCH, "") | typed.values
        cited = presenter.typed_reference(values) or list(details.disputed if details else ())
        offered = presenter.candidates(session, cited, visitor.levels)
        document = load_document(draft.document) if draft.document else None
        context = {
            "draft": draft,
            "file": draft.intake.file,
            "document": show_document(document, draft_presenter.marks_of(draft)) if document else None,
            "sheets": pictures.sheets(document),
            "unchecked": intake.is_unchecked(session, draft.intake_id),
        }
    exact = [item.id for item in offered if item.exact]
    return show(
        request,
        "drafts/attach.html" if draft.state == DraftState.OPEN else "drafts/done.html",
        status_of(error) if error else 200,
        details=details,
        values=values,
        candidates=offered,
        chosen=typed.act_id or (exact[0] if len(exact) == 1 and not typed.values else ""),
        searched=bool(values["act_number"] or values["act_date"]),
        kinds=[(str(kind), title) for kind, title in SUPPLEMENTARY_TITLES.items()],
        instances=presenter.INSTANCES,
        faults=typed.faults,
        fault=labels.heading(error.message, typed.faults, typed.values | {"act": typed.act_id}) if error else "",
        **context,
    )


HANDLERS = [attach_page, attach]
