"""Drafts: values with evidence that wait for a person, and the one step that turns a draft into an act.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from domain.dates import parse_date
from domain.errors import IncompleteRequisites, NotFound, StateConflict, StillBeingRead
from domain.kinds import held_in_register
from domain.limits import require_fits
from domain.relations import Relation
from domain.requisites import CERTAIN, FIELDS, MANDATORY, ProtocolDetails, Requisites
from domain.statuses import UNFINISHED, AccessLevel, DraftState, IntakeState
from storage import acts, intake
from storage.card_rules import check_card
from storage.models import Draft, DraftValue, IntakeItem, ReadDocument, now
from storage.resemblance import resembling
from storage.signatures import is_any_broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork
    from storage.models import Act, SupplementaryDocument

MACHINE: Final = "система"
PROTOCOL: Final = "протокол"
PROTOCOL_FIELD: Final = "protocol"
"""How the journal names a change of what a protocol has besides its card."""


def get(session: Session, draft_id: str) -> Draft:
    """Return a draft with its values, intake item and document. Raises :class:`NotFound`."""
    draft = session.scalar(
        select(Draft)
        .where(Draft.id == draft_id)
        .options(
            selectinload(Draft.values),
            joinedload(Draft.intake).joinedload(IntakeItem.file),
            joinedload(Draft.document).selectinload(ReadDocument.blocks),
        )
    )
    if draft is None:
        raise NotFound
    return draft


def make(
    unit: UnitOfWork, item: IntakeItem, document: ReadDocument | None = None, requisites: Requisites | None = None
) -> Draft:
    """Make the draft of an intake item: with what was found, or empty for a person to fill by hand."""
    found = requisites or Requisites()
    draft = Draft(
        intake_id=item.id,
        document_id=document.id if document else None,
        found=msgspec.to_builtins(found),
        values=[_value(field, found) for field in FIELDS],
    )
    unit.session.add(draft)
    intake.move(item, IntakeState.READ)
    item.stage, item.finished_at = "", now()
    unit.session.flush()
    unit.record(
        "draft.made",
        f"drafts:{draft.id}",
        file=item.file_name,
        intake=item.id,
        certain=[value.field for value in draft.values if value.confidence >= CERTAIN],
        by_hand=document is None,
    )
    return draft


def replace_reading(unit: UnitOfWork, draft: Draft, document: ReadDocument, requisites: Requisites) -> Draft:
    """Put a new reading into an open draft; what a person has decided stays. Raises :class:`StateConflict`."""
    _must_be_open(draft)
    draft.document_id, draft.found = document.id, msgspec.to_builtins(requisites)
    by_field = {value.field: value for value in draft.values}
    for field in FIELDS:
        fresh, old = _value(field, requisites), by_field[field]
        if old.decided_by is None:
            old.value = fresh.value
        elif old.before is not None and old.before["decided_by"] is None:
            old.before = old.before | {"value": fresh.value}
        for name in ("found", "raw", "rule", "confidence", "start", "end"):
            setattr(old, name, getattr(fresh, name))
    intake.move(draft.intake, IntakeState.READ)
    draft.intake.stage, draft.intake.finished_at = "", now()
    unit.record("draft.read-again", f"drafts:{draft.id}", file=draft.intake.file_name)
    return draft


def make_by_hand(unit: UnitOfWork, intake_id: str) -> Draft:
    """Make an empty draft for a file that could not be read, at a person's wish. Raises :class:`StateConflict`."""
    item = intake.get(unit.session, intake_id)
    if item.state != IntakeState.FAILED or item.draft is not None:
        raise StateConflict
    return make(unit, item)


def says(draft: Draft, values: Mapping[str, str]) -> bool:
    """Tell whether a draft says what was typed."""
    return all(
        _given(value.field, values[value.field]) == value.value for value in draft.values if value.field in values
    )


def requisites_of(draft: Draft) -> Requisites:
    """Return what the rules found."""
    return msgspec.convert(draft.found, Requisites)


def protocol_of(draft: Draft) -> ProtocolDetails | None:
    """Return the protocol as a person left it, else as it was found."""
    if draft.protocol is not None:
        return msgspec.convert(draft.protocol, ProtocolDetails)
    return requisites_of(draft).protocol


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands on the page of a draft besides its values."""

    protocol: ProtocolDetails | None = None
    """The protocol as the person left it, None when it was not asked."""
    decision: tuple[bool | None, str] | None = None
    """Whether the act is normative and why, as it stands: kept, not yet in force. None when it was not asked."""
    taken: Mapping[str, str] | None = None
    """By field what the person takes from the name of the file: it can be given back."""
    given_back: str = ""
    """The field whose value is given back: what stood before it was taken stands again, as sure as it was."""


def save(unit: UnitOfWork, draft_id: str, version: int, values: Mapping[str, str], desk: Desk | None = None) -> Draft:
    """Keep what a person typed without registering; ``version`` is the one that the person saw.

    Raises :class:`StateConflict`; :class:`IncompleteRequisites` for what is too long.
    """
    desk = desk or Desk()
    require_fits(**{name: values[name] for name in FIELDS if name in values})
    draft = _locked(unit, draft_id, version)
    changed = _put(draft, {name: value for name, value in values.items() if name != desk.given_back}, unit.actor)
    changed += _take(draft, desk.taken or {}, unit.actor) + _give_back(draft, desk.given_back)
    changed += _put_protocol(draft, desk.protocol) + _put_decision(draft, desk.decision)
    if changed:
        draft.decided_by = unit.actor
        draft.decided_at = now()
        unit.record("draft.saved", f"drafts:{draft.id}", fields=list(dict.fromkeys(changed)))
    return draft


def register(
    unit: UnitOfWork,
    draft_id: str,
    version: int,
    values: Mapping[str, str],
    *,
    is_normative: bool | None = None,
    normative_reason: str = "",
    protocol: ProtocolDetails | None = None,
) -> Act:
    """Turn a draft into an act.

    Raises:
        StateConflict: Somebody has registered, rejected or changed it in between.
        StillBeingRead: Pages are still to be recognised.
        IncompleteRequisites: A mandatory requisite is empty or not valid.
        DuplicateNumber: The place is taken.
    """
    if is_normative is not None and not normative_reason.strip():
        raise IncompleteRequisites(fields={"normative_reason": "Укажите основание решения о нормативности."})
    require_fits(normative_reason=normative_reason)
    draft = _locked(unit, draft_id, version)
    _must_be_whole(draft)
    changed = _put(draft, values, unit.actor) + _put_protocol(draft, protocol)
    standing = {value.field: value.value or "" for value in draft.values}
    card = card_from(standing | {"access": values.get("access", "")}, draft)
    found = requisites_of(draft)
    act = acts.register(
        unit,
        card,
        acts.Enclosures(
            file_id=draft.intake.file_id,
            file_name=draft.intake.file_name,
            document_id=draft.document_id,
            links=[(Relation.AMENDS, cited) for cited in found.amends]
            + [(Relation.REPEALS, cited) for cited in found.repeals],
            protocol=protocol_of(draft) if card.kind.startswith(PROTOCOL) else None,
            is_normative=False if card.kind.startswith(PROTOCOL) else is_normative,
            normative_reason="протокол не является нормативным актом"
            if card.kind.startswith(PROTOCOL)
            else normative_reason,
            extra={"draft": draft.id, "corrected": changed},
        ),
    )
    draft.state, draft.act_id = DraftState.REGISTERED, act.id
    draft.decided_by, draft.decided_at = unit.actor, now()
    for value in draft.values:
        value.decided_by = value.decided_by or unit.actor
    unit.session.flush()
    return act


def register_if_certain(unit: UnitOfWork, draft: Draft) -> Act | None:
    """Register without a person when every mandatory requisite is certain and nobody has touched the draft.

    A document under an access mark, one whose electronic signature is broken, one that is no act of a municipal
    register (a court's decision, a protest), and one that may be another's double always wait for a person. Whether
    the act is normative is always a person's decision: it stays open.
    """
    if draft.state != DraftState.OPEN or any(value.decided_by for value in draft.values):
        return None
    found = requisites_of(draft)
    if found.supplementary is not None:
        return None
    if not found.is_certain or found.access is not None or is_any_broken(unit.session, draft.intake.file_id):
        return None
    if found.kind is None or found.body is None or not held_in_register(found.kind.value, found.body.value):
        return None
    if any(twin.is_double for twin in resembling(unit.session, draft)):
        return None
    return register(unit, draft.id, draft.version, {})


def attach(unit: UnitOfWork, draft_id: str, version: int, act_id: str, document: SupplementaryDocument) -> Act:
    """Put the file of a draft beside an act as a supplementary document: a court's, a prosecutor's.

    Raises:
        StateConflict: Somebody has decided on the draft in between.
        StillBeingRead: Pages are still to be recognised.
        IncompleteRequisites: Who issued it or the incoming number is missing (regulation, chapter 4.1 point 2.4).
    """
    draft = _locked(unit, draft_id, version)
    _must_be_whole(draft)
    if not document.incoming_number.strip():
        raise IncompleteRequisites(fields={"incoming_number": "Укажите входящий номер документа."})
    document.file_id = draft.intake.file_id
    act = acts.add_supplementary(unit, act_id, document)
    draft.state, draft.act_id = DraftState.ATTACHED, act.id
    draft.decided_by, draft.decided_at = unit.actor, now()
    unit.record("draft.attached", f"drafts:{draft.id}", act=act.id, kind=document.kind, file=draft.intake.file_name)
    unit.session.flush()
    return act


def reject(unit: UnitOfWork, draft_id: str, version: int, reason: str) -> Draft:
    """Put a draft aside: not an act, or not ours. The file stays. Raises :class:`StateConflict`."""
    require_fits(reason=reason)
    draft = _locked(unit, draft_id, version)
    draft.state, draft.reason = DraftState.REJECTED, reason
    draft.decided_by, draft.decided_at = unit.actor, now()
    intake.move(draft.intake, IntakeState.DISMISSED)
    unit.record("draft.rejected", f"drafts:{draft.id}", reason=reason, file=draft.intake.file_name)
    return draft


def card_from(values: Mapping[str, str], draft: Draft | None = None) -> acts.Card:
    """Make a card of what the fields of a form say; ``access`` not said is «for official use» under an access mark.

    Raises :class:`IncompleteRequisites` with a sentence for each field.
    """
    faults = {name: "Заполните поле." for name in MANDATORY if not values.get(name, "").strip()}
    day = parse_date(values.get("date", "")) if "date" not in faults else None
    if day is None and "date" not in faults:
        faults["date"] = "Не похоже на дату. Введите её как 16.02.2021."
    said = values.get("access", "").strip()
    if said and said not in set(AccessLevel):
        faults["access"] = "Выберите доступ из списка."
    if faults or day is None:
        raise IncompleteRequisites(fields=faults)
    found = requisites_of(draft) if draft else Requisites()
    signed_at, mark = found.signed_at, found.access
    card = acts.Card(
        kind=values["kind"].strip().lower(),
        body=values["body"].strip(),
        date=day,
        number=values["number"].strip(),
        title=values["title"].strip(),
        signatory=values.get("signatory", "").strip() or None,
        signatory_post=values.get("signatory_post", "").strip() or None,
        signed_at=_moment(signed_at.value) if signed_at else None,
        access=AccessLevel(said) if said else AccessLevel.OFFICIAL_USE if mark else AccessLevel.PUBLIC,
    )
    faults = check_card(card)
    if faults:
        raise IncompleteRequisites(fields=faults)
    return card


def _moment(value: str) -> datetime | None:
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else None


def _value(field: str, found: Requisites) -> DraftValue:
    finding = found.field(field)
    if finding is None:
        return DraftValue(field=field, confidence=0.0)
    return DraftValue(
        field=field,
        found=finding.value,
        raw=finding.raw,
        rule=finding.rule,
        confidence=finding.confidence,
        start=finding.span.start if finding.span else None,
        end=finding.span.end if finding.span else None,
        value=finding.value,
    )


def _locked(unit: UnitOfWork, draft_id: str, version: int) -> Draft:
    draft = get(unit.session, draft_id)
    unit.session.refresh(draft, with_for_update={"of": Draft})
    _must_be_open(draft)
    if draft.version != version:
        raise StateConflict
    return draft


def _must_be_whole(draft: Draft) -> None:
    """Refuse to register half a file. Once recognition has failed for good, what there is may be registered."""
    pages = draft.document.unrecognised if draft.document else 0
    if pages and draft.intake.state in UNFINISHED:
        raise StillBeingRead(pages=pages)


def _must_be_open(draft: Draft) -> None:
    if draft.state != DraftState.OPEN:
        raise StateConflict("Черновик уже обработан другим сотрудником. Обновите страницу.", act_id=draft.act_id)


def _put_protocol(draft: Draft, protocol: ProtocolDetails | None) -> list[str]:
    if protocol is None or protocol == protocol_of(draft):
        return []
    draft.protocol = msgspec.to_builtins(protocol)
    return [PROTOCOL_FIELD]


def _put_decision(draft: Draft, decision: tuple[bool | None, str] | None) -> list[str]:
    if decision is None or decision == (draft.is_normative, draft.normative_reason or ""):
        return []
    require_fits(normative_reason=decision[1])
    draft.is_normative, draft.normative_reason = decision[0], decision[1] or None
    return ["is_normative"]


def _take(draft: Draft, taken: Mapping[str, str], actor: str) -> list[str]:
    set_aside = {value.field: {"value": value.value, "decided_by": value.decided_by} for value in draft.values}
    changed = _put(draft, taken, actor)
    for value in draft.values:
        if value.field in changed:
            value.before = set_aside[value.field]
    return changed


def _give_back(draft: Draft, field: str) -> list[str]:
    for value in draft.values:
        if value.field == field and value.before is not None:
            value.value, value.decided_by, value.before = value.before["value"], value.before["decided_by"], None
            return [field]
    return []


def _given(field: str, typed: str) -> str | None:
    given = typed.strip() or None
    day = parse_date(given) if given and field == "date" else None
    return day.isoformat() if day else given


def _put(draft: Draft, values: Mapping[str, str], actor: str) -> list[str]:
    """Put what a person typed into the draft; return which fields say something else now.

    Never what they say: the journal is read by people who may not read every act.
    """
    changed: list[str] = []
    for value in draft.values:
        if value.field not in values:
            continue
        given = _given(value.field, values[value.field])
        if given != value.value:
            changed.append(value.field)
            value.value, value.before = given, None
        value.decided_by = actor
    return changed
