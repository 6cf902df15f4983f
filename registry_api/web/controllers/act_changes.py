"""Changes of a registered act: each makes a new version with its reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from domain.dates import format_date, parse_date
from domain.errors import IncompleteRequisites, IntakeError, RegisterError
from domain.kinds import KINDS
from domain.relations import PublicationKind, SupplementaryKind
from domain.roles import Right
from domain.statuses import AccessLevel
from ingest.signatures.pairing import Pair
from registry_api.errors import status_of
from registry_api.web import labels
from registry_api.web.attachments import Kept, keep, record_kept
from registry_api.web.controllers.acts import render_act
from registry_api.web.guard import needs
from registry_api.web.pages import go, show
from registry_api.web.presenters import acts as presenter
from registry_api.web.requests import House, Sent, Who
from registry_api.web.visitor import PageRequest
from storage import acts, drafts, signatures
from storage.database import UnitOfWork
from storage.models import Publication, SupplementaryDocument
from storage.signatures import CONTAINER

EDIT = needs(Right.EDIT_ACT)
CARD = ("kind", "body", "date", "number", "title", "signatory", "signatory_post")
PUBLICATION = ("kind", "source", "issue", "published_on", "pages", "url")
SIGNATURE = "signature"
SUPPLEMENTARY = ("kind", "issuer", "date", "number", "incoming_number", "incoming_on", "title", "outcome")


@get("/acts/{act_id:str}/edit", opt=EDIT, sync_to_thread=True)
def edit_page(request: PageRequest, register: House, visitor: Who, act_id: FromPath[str]) -> Response[str]:
    """Show the card as a form."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
    card = acts.card_of(act)
    values = {name: str(getattr(card, name) or "") for name in CARD}
    values |= {"date": format_date(card.date), "access": str(card.access), "reason": ""}
    return _edit(request, act_id, act.version, values)


def _edit(
    request: PageRequest,
    act_id: FromPath[str],
    version: int,
    values: dict[str, str],
    error: RegisterError | None = None,
) -> Response[str]:
    fields = error.details.get("fields") if error else None
    return show(
        request,
        "acts/edit.html",
        status_of(error) if error else 200,
        act_id=act_id,
        version=version,
        values=values,
        faults=fields if isinstance(fields, dict) else {},
        fault=error.message if error else "",
        fault_act=str(error.details.get("act_id") or "") if error else "",
        kinds=[kind.name for kind in KINDS],
        levels=[(str(level), title) for level, title in labels.ACCESS_TITLES.items()],
    )


@post("/acts/{act_id:str}/edit", opt=EDIT, sync_to_thread=True)
def change_card(
    request: PageRequest, register: House, visitor: Who, form: Sent, act_id: FromPath[str]
) -> Response[Any]:
    """Make a new version of the card; the moment of the electronic signature stays as it is."""
    values = {name: form.text(name) for name in (*CARD, "access", "reason")}
    version = form.number("version")
    try:
        with register.records.writing(visitor.login) as unit:
            act = presenter.get_visible(unit.session, act_id, visitor)
            may_move = visitor.may(Right.REGISTER)
            card = _card(values, acts.card_of(act))
            acts.change_card(unit, act_id, version, card, values["reason"], may_move=may_move)
            unit.commit()
    except RegisterError as error:
        return _edit(request, act_id, version, values, error)
    return go(f"/acts/{act_id}", "card-changed")


def _card(values: dict[str, str], old: acts.Card) -> acts.Card:
    card = drafts.card_from(values)
    access = AccessLevel(values["access"]) if values["access"] in set(AccessLevel) else old.access
    return acts.Card(
        kind=card.kind,
        body=card.body,
        date=card.date,
        number=card.number,
        title=card.title,
        signatory=card.signatory,
        signatory_post=card.signatory_post,
        signed_at=old.signed_at,
        access=access,
    )


@post("/acts/{act_id:str}/normative", opt=needs(Right.DECIDE_NORMATIVE), sync_to_thread=True)
def decide_normative(
    request: PageRequest, register: House, visitor: Who, form: Sent, act_id: FromPath[str]
) -> Response[Any]:
    """Record the decision on normativity."""
    typed = {"normative": form.text("normative"), "reason": form.text("reason")}

    def step(unit: UnitOfWork) -> None:
        faults = {} if typed["normative"] in ("yes", "no") else {"normative": "Выберите «да» или «нет»."}
        if faults:
            raise IncompleteRequisites(fields=faults)
        acts.decide_normative(unit, act_id, is_normative=typed["normative"] == "yes", reason=typed["reason"])

    return _do(request, register, visitor, act_id, step, "normative-decided", "normative", typed)


@post("/acts/{act_id:str}/publications", opt=EDIT, sync_to_thread=True)
def add_publication(
    request: PageRequest, register: House, visitor: Who, form: Sent, act_id: FromPath[str]
) -> Response[Any]:
    """Record a source of official publication."""
    typed = {name: form.text(name) for name in PUBLICATION}

    def step(unit: UnitOfWork) -> None:
        faults: dict[str, str] = {}
        when = _day(typed, "published_on", faults)
        if not typed["source"]:
            faults["source"] = "Укажите название источника опубликования."
        if faults:
            raise IncompleteRequisites(fields=faults)
        kind = typed["kind"] if typed["kind"] in set(PublicationKind) else PublicationKind.PRINTED
        row = Publication(kind=kind, source=typed["source"], issue=typed["issue"], published_on=when)
        row.pages, row.url = typed["pages"], typed["url"]
        acts.add_publication(unit, act_id, row)

    return _do(request, register, visitor, act_id, step, "publication-added", "publication", typed)


@post("/acts/{act_id:str}/publications/{publication_id:str}/remove", opt=EDIT, sync_to_thread=True)
def remove_publication(
    request: PageRequest,
    register: House,
    visitor: Who,
    form: Sent,
    act_id: FromPath[str],
    publication_id: FromPath[str],
) -> Response[Any]:
    """Take back a publication that was recorded by mistake."""
    reason = form.text("reason")

    def step(unit: UnitOfWork) -> None:
        acts.remove_publication(unit, act_id, publication_id, reason)

    return _do(
        request,
        register,
        visitor,
        act_id,
        step,
        "publication-removed",
        f"publication-{publication_id}",
        {"reason": reason},
    )


@post("/acts/{act_id:str}/supplementary", opt=EDIT, sync_to_thread=True)
def add_supplementary(
    request: PageRequest, register: House, visitor: Who, form: Sent, act_id: FromPath[str]
) -> Response[Any]:
    """Record a supplementary document, with its file when there is one."""
    typed = {name: form.text(name) for name in SUPPLEMENTARY}
    files = form.files("file")
    kept: Kept | None = None

    def store() -> None:
        nonlocal kept
        kept = keep(register, files[0], actor=visitor.login) if files else None

    def step(unit: UnitOfWork) -> None:
        faults: dict[str, str] = {}
        day, incoming = _day(typed, "date", faults), _day(typed, "incoming_on", faults)
        if not typed["issuer"]:
            faults["issuer"] = "Укажите, кто выдал документ."
        if day is None and "date" not in faults:
            faults["date"] = "Укажите дату документа."
        if faults or day is None:
            raise IncompleteRequisites(fields=faults)
        kind = typed["kind"] if typed["kind"] in set(SupplementaryKind) else SupplementaryKind.OTHER
        row = SupplementaryDocument(kind=kind, issuer=typed["issuer"], date=day, number=typed["number"])
        row.incoming_number, row.incoming_on = typed["incoming_number"], incoming
        row.title, row.outcome = typed["title"], typed["outcome"]
        row.file_id = record_kept(unit, kept).id if kept else None
        acts.add_supplementary(unit, act_id, row)

    return _do(request, register, visitor, act_id, step, "supplementary-added", "supplementary", typed, store)


@post("/acts/{act_id:str}/files", opt=EDIT, sync_to_thread=True)
def attach_file(
    request: PageRequest, register: House, visitor: Who, form: Sent, act_id: FromPath[str]
) -> Response[Any]:
    """Attach a scan, a signature, an issue of the newspaper."""
    files, role = form.files("file"), form.text("role")
    kept: Kept | None = None
    pair: Pair | None = None

    def store() -> None:
        nonlocal kept, pair
        kept = keep(register, files[0], actor=visitor.login) if files else None
        if kept is not None and kept.kind == CONTAINER:
            pair = _signed(register, visitor, act_id, kept)

    def step(unit: UnitOfWork) -> None:
        if kept is None:
            raise IncompleteRequisites(fields={"file": "Выберите файл."})
        role_known = role if role in labels.FILE_ROLES else "other"
        file = record_kept(unit, kept)
        acts.add_file(unit, act_id, file.id, SIGNATURE if pair else role_known, kept.name)
        if pair is not None:
            signatures.put_detached(unit, pair.file_id, file.id, pair.signatures)

    return _do(request, register, visitor, act_id, step, "file-attached", "file", {"role": role}, store)


def _signed(register: House, visitor: Who, act_id: str, kept: Kept) -> Pair:
    """Return which file of the act a signature is over; raises as :meth:`SignatureDesk.choose` does."""
    with register.records.reading() as session:
        act = presenter.get_visible(session, act_id, visitor)
        rows = sorted(act.files, key=lambda item: item.role != "original")
        files = [(item.file_id, item.file.sha256, item.name) for item in rows if item.file.format != CONTAINER]
    return register.signatures.choose(kept.sha256, files)


def _do(
    request: PageRequest,
    register: House,
    visitor: Who,
    act_id: FromPath[str],
    step: Callable[[UnitOfWork], None],
    note: str,
    opened: str,
    typed: dict[str, str],
    store: Callable[[], None] = lambda: None,
) -> Response[Any]:
    """Do a step on an act that the person may see; a refusal comes back on the page with what was typed.

    ``store`` puts a file that was sent into the store, before the records are locked for writing.
    """
    try:
        store()
        with register.records.writing(visitor.login) as unit:
            presenter.get_visible(unit.session, act_id, visitor)
            step(unit)
            unit.commit()
    except (IncompleteRequisites, IntakeError) as error:
        fields = error.details.get("fields")
        faults = fields if isinstance(fields, dict) else {}
        return render_act(
            request, register, visitor, act_id,
            status=status_of(error), fault=error.message, opened=opened, typed=typed, faults=faults,
        )  # fmt: skip
    return go(f"/acts/{act_id}", note)


def _day(typed: dict[str, str], name: str, faults: dict[str, str]) -> date | None:
    if not typed[name]:
        return None
    found = parse_date(typed[name])
    if found is None:
        faults[name] = "Не похоже на дату. Введите её как 16.02.2021."
    return found


HANDLERS = [edit_page, change_card, decide_normative, add_publication, remove_publication]
UPLOADS = [add_supplementary, attach_file]
