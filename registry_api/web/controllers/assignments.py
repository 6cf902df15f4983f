"""Changes of the assignments of a registered protocol: each makes a new version of the act with its reason."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.dates import format_date, parse_date
from domain.errors import IncompleteRequisites, RegisterError
from domain.requisites import Assignment as Wording
from domain.roles import Right
from registry_api.errors import status_of
from registry_api.web.guard import needs
from registry_api.web.pages import go, show
from registry_api.web.presenters import acts as presenter
from registry_api.web.protocol_sheet import Row, assignment_of
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import assignments
from storage.acts import name_of
from storage.models import Act, Assignment

EDIT = needs(Right.EDIT_ACT)
FIELDS = ("text", "executors", "term", "due", "reason")


@get("/acts/{act_id:str}/assignments/{assignment_id:str}/edit", opt=EDIT, sync_to_thread=True)
def assignment_page(
    request: PageRequest, register: House, visitor: Who, act_id: FromPath[str], assignment_id: FromPath[str]
) -> Response[str]:
    """Show an assignment as a form."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        item = assignments.of_act(act, assignment_id)
        values = {
            "text": item.text,
            "executors": "\n".join(item.executors),
            "term": item.term,
            "due": format_date(item.due_on) if item.due_on else "",
            "reason": "",
        }
        return _form(request, act, item, values, act.version)


def _form(
    request: PageRequest,
    act: Act,
    item: Assignment,
    values: dict[str, str],
    version: int,
    error: RegisterError | None = None,
) -> Response[str]:
    fields = error.details.get("fields") if error else None
    return show(
        request,
        "acts/assignment.html",
        status_of(error) if error else 200,
        act=act,
        name=name_of(act.kind, act.number_raw, act.date),
        item=item,
        version=version,
        values=values,
        faults=fields if isinstance(fields, dict) else {},
        fault=error.message if error else "",
    )


@post("/acts/{act_id:str}/assignments/{assignment_id:str}/edit", opt=EDIT, sync_to_thread=True)
def change_assignment(
    request: PageRequest,
    register: House,
    visitor: Who,
    form: Sent,
    act_id: FromPath[str],
    assignment_id: FromPath[str],
) -> Response[Any]:
    """Change text, executors and term; a refusal comes back with what was typed."""
    values = {name: form.text(name) for name in FIELDS}
    version = form.number("version")
    try:
        with register.records.writing(visitor.login) as unit:
            act = presenter.get_visible(unit.session, act_id, visitor)
            wording = _wording(values, assignments.of_act(act, assignment_id), act)
            assignments.change(unit, act_id, assignment_id, wording, version=version, reason=values["reason"])
            unit.commit()
    except RegisterError as error:
        with register.records.reading() as session:
            act = presenter.get_visible(session, act_id, visitor)
            return _form(request, act, assignments.of_act(act, assignment_id), values, version, error)
    return go(f"/acts/{act_id}#a-{assignment_id}", "assignment-changed")


def _wording(values: dict[str, str], item: Assignment, act: Act) -> Wording:
    if values["due"] and parse_date(values["due"]) is None:
        fault = "Не похоже на дату. Введите её как 16.02.2021 или оставьте поле пустым."
        raise IncompleteRequisites(fields={"due": fault})
    old = Wording(
        point=item.point,
        text=item.text,
        term=item.term,
        due=item.due_on.isoformat() if item.due_on else None,
        counted=item.counted,
    )
    row = Row(text=values["text"], executors=values["executors"], term=values["term"], due=values["due"])
    return assignment_of(row, old, act.date)


HANDLERS = [assignment_page, change_assignment]
