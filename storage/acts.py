"""The register's own rules.

An act takes its place once, changes only by new versions, and every change is journalled and indexed.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from domain.dates import format_date
from domain.errors import DuplicateNumber, IncompleteRequisites, NotFound, StateConflict
from domain.limits import require_fits, too_long
from domain.numbers import WITHOUT_NUMBER, parse_number
from domain.statuses import AccessLevel
from domain.text import body_key, one_line, title_key
from storage import act_versions as versions
from storage import citations
from storage.card_rules import check_card, moved
from storage.models import (
    Act,
    ActFile,
    ActLink,
    Protocol,
    Publication,
    SupplementaryDocument,
    now,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from domain.relations import Relation
    from domain.requisites import ActReference, ProtocolDetails
    from storage.database import UnitOfWork


@dataclass(frozen=True, slots=True)
class Card:
    """The card of an act as a person confirms it: everything in normal form."""

    kind: str
    body: str
    date: date
    number: str
    title: str
    signatory: str | None = None
    signatory_post: str | None = None
    signed_at: datetime | None = None
    access: AccessLevel = AccessLevel.PUBLIC


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What comes with a new act besides its card."""

    file_id: str | None = None
    file_name: str = ""
    document_id: str | None = None
    links: Sequence[tuple[Relation, ActReference]] = ()
    protocol: ProtocolDetails | None = None
    is_normative: bool | None = None
    normative_reason: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def name_of(kind: str, number: str, day: date) -> str:
    """Return how an act is called: «постановление № 308 от 16.02.2021»."""
    return f"{kind} № {number} от {format_date(day)}"


def get(session: Session, act_id: str) -> Act:
    """Return an act with everything that belongs to it. Raises :class:`NotFound`."""
    act = session.scalar(
        select(Act)
        .where(Act.id == act_id)
        .options(
            joinedload(Act.document),
            selectinload(Act.files),
            selectinload(Act.publications),
            selectinload(Act.supplementary),
            selectinload(Act.links).joinedload(ActLink.to_act),
            selectinload(Act.linked_from).joinedload(ActLink.from_act),
            joinedload(Act.protocol).selectinload(Protocol.assignments),
        )
    )
    if act is None:
        raise NotFound
    return act


def find_place(session: Session, card: Card) -> Act | None:
    """Return the act that holds this body, kind, number and year already."""
    return session.scalar(
        select(Act).where(
            Act.body_key == body_key(card.body),
            Act.kind == card.kind,
            Act.place == place_of(card),
            Act.year == card.date.year,
        )
    )


def place_of(card: Card) -> str:
    """Return what tells a card apart from others of its body, kind and year: two acts without number may stand."""
    norm = parse_number(card.number).norm
    return f"{norm}/{card.date.isoformat()}/{title_key(card.title)}" if norm == WITHOUT_NUMBER else norm


def register(unit: UnitOfWork, card: Card, enclosures: Enclosures) -> Act:
    """Give an act its place in the register.

    Raises:
        IncompleteRequisites: A mandatory requisite is empty or not valid; ``fields`` tells which.
        DuplicateNumber: The place is taken; ``act_id`` and ``act_title`` name the act that holds it.
    """
    faults = check_card(card)
    if faults:
        raise IncompleteRequisites(fields=faults)
    taken = find_place(unit.session, card)
    if taken is not None:
        raise duplicate_of(taken)
    act = Act(registered_by=unit.actor, document_id=enclosures.document_id, **_columns(card))
    if enclosures.is_normative is not None:
        _decide(act, unit.actor, is_normative=enclosures.is_normative, reason=enclosures.normative_reason)
    _take_place(unit.session, act)
    if enclosures.file_id:
        act.files.append(ActFile(file_id=enclosures.file_id, role="original", name=enclosures.file_name))
    if enclosures.protocol is not None:
        versions.add_protocol(act, enclosures.protocol)
    citations.add(unit, act, enclosures.links)
    citations.adopt(unit, act)
    versions.keep(unit, act, "регистрация")
    unit.record("act.registered", f"acts:{act.id}", act=name_of(act.kind, card.number, act.date), **enclosures.extra)
    unit.changed(act.id)
    return act


def _take_place(session: Session, act: Act) -> None:
    """Write an act; another that took the place a moment ago is named instead of a fault of the database."""
    with _place_is_named(session, card_of(act)):
        session.add(act)


@contextmanager
def _place_is_named(session: Session, card: Card) -> Iterator[None]:
    """Write what the block changes; a place that was taken a moment ago is named instead of a fault of the database."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError:
        taken = find_place(session, card)
        if taken is None:
            raise
        raise duplicate_of(taken) from None


def duplicate_of(taken: Act) -> DuplicateNumber:
    """Return the refusal that names the act that holds the place."""
    if taken.access == AccessLevel.OFFICIAL_USE:
        return DuplicateNumber(
            "Такой номер этого органа за этот год уже занят актом ограниченного доступа. Сверьте номер с сектором "
            "нормативных документов; запись не изменена."
        )
    called = name_of(taken.kind, taken.number_raw, taken.date)
    return DuplicateNumber(
        f"Уже зарегистрировано: {called} ({taken.body}). Откройте этот акт и сверьте номер и дату; запись не изменена.",
        act_id=taken.id,
        act_title=called,
    )


def change_card(unit: UnitOfWork, act_id: str, version: int, card: Card, reason: str, *, may_move: bool = True) -> Act:
    """Make a new version of the card; ``version`` is the one that the person saw.

    Without ``may_move`` body, kind, number and year, of acts without number also day and title, stay: whoever could
    try them would learn from the refusals which of them acts for official use hold.

    Raises:
        StateConflict: Somebody has changed the act in between.
        IncompleteRequisites: The reason or a requisite is missing or not valid.
        DuplicateNumber: The new place is taken.
    """
    act = get(unit.session, act_id)
    if act.version != version:
        if all(getattr(act, name) == value for name, value in _columns(card).items()) and versions.is_repeated(
            unit, act, version, reason
        ):
            return act
        raise StateConflict
    faults = check_card(card)
    if not reason.strip():
        faults["reason"] = "Укажите основание изменения: оно останется в журнале."
    faults |= too_long({"reason": reason})
    if not faults and not may_move:
        faults = moved(act, card)
    if faults:
        raise IncompleteRequisites(fields=faults)
    taken = find_place(unit.session, card)
    if taken is not None and taken.id != act.id:
        raise duplicate_of(taken)
    before = asdict(card_of(act))
    place = (act.kind, act.number_norm, act.date)
    with _place_is_named(unit.session, card):
        for name, value in _columns(card).items():
            setattr(act, name, value)
        act.changed_at = now()
    after = asdict(card)
    _note(unit, act, "act.changed", reason, fields=[name for name in after if before[name] != after[name]])
    if place != (act.kind, act.number_norm, act.date):
        citations.adopt(unit, act)
    return act


def card_of(act: Act) -> Card:
    """Return the card that an act has now."""
    return Card(
        kind=act.kind,
        body=act.body,
        date=act.date,
        number=act.number_raw,
        title=act.title,
        signatory=act.signatory,
        signatory_post=act.signatory_post,
        signed_at=act.signed_at,
        access=AccessLevel(act.access),
    )


def decide_normative(unit: UnitOfWork, act_id: str, *, is_normative: bool, reason: str) -> Act:
    """Record whether an act is normative, who decided and why: only normative acts go to the regional register."""
    if not reason.strip():
        raise IncompleteRequisites(fields={"reason": "Укажите основание решения: оно останется в карточке и журнале."})
    require_fits(reason=reason)
    act = get(unit.session, act_id)
    if (act.is_normative, act.normative_reason, act.normative_by) == (is_normative, reason, unit.actor):
        return act
    _decide(act, unit.actor, is_normative=is_normative, reason=reason)
    touch(unit, act, "act.normative", reason, is_normative=is_normative)
    return act


def add_publication(unit: UnitOfWork, act_id: str, publication: Publication) -> Act:
    """Record a source of official publication; what the same person has recorded already is recorded."""
    words = ("source", "issue", "pages", "url")
    _clean(publication, words)
    require_fits(**{name: getattr(publication, name) for name in words})
    if not publication.source.strip():
        raise IncompleteRequisites(fields={"source": "Укажите название источника опубликования."})
    if publication.url and not publication.url.lower().startswith(("http://", "https://")):
        raise IncompleteRequisites(fields={"url": "Адрес страницы начинается с http:// или https://."})
    act = get(unit.session, act_id)
    when = publication.published_on
    if when is not None and not act.date <= when <= date.today():  # noqa: DTZ011 - the office's calendar
        raise IncompleteRequisites(
            fields={"published_on": "Дата опубликования не раньше даты акта и не позже сегодняшней. Проверьте её."}
        )
    publication.added_by = unit.actor
    if any(_is_same(item, publication, (*words, "kind", "published_on", "added_by")) for item in act.publications):
        return act  # the button was pressed twice
    if any(_is_same(item, publication, ("source", "issue", "published_on")) for item in act.publications):
        raise IncompleteRequisites(fields={"source": "Такое опубликование уже внесено."})
    act.publications.append(publication)
    touch(unit, act, "act.published", publication.source, issue=publication.issue, on=publication.published_on)
    return act


def remove_publication(unit: UnitOfWork, act_id: str, publication_id: str, reason: str) -> Act:
    """Take back a publication that was recorded by mistake."""
    if not reason.strip():
        raise IncompleteRequisites(fields={"reason": "Укажите, почему снимается запись об опубликовании."})
    require_fits(reason=reason)
    act = get(unit.session, act_id)
    wrong = next((item for item in act.publications if item.id == publication_id), None)
    if wrong is None:
        if versions.is_repeated(unit, act, act.version - 1, reason) and versions.lost_publication(unit.session, act):
            return act
        raise NotFound
    act.publications.remove(wrong)
    touch(unit, act, "act.publication-removed", reason, source=wrong.source, issue=wrong.issue)
    return act


def add_supplementary(unit: UnitOfWork, act_id: str, document: SupplementaryDocument) -> Act:
    """Record a court's, prosecutor's or antimonopoly body's document (regulation, chapter 4.1 point 2.4)."""
    words = ("issuer", "number", "incoming_number", "title", "outcome", "demand")
    _clean(document, words)
    if not document.issuer:
        raise IncompleteRequisites(fields={"issuer": "Укажите, кто выдал документ."})
    require_fits(**{name: getattr(document, name) for name in words})
    act = get(unit.session, act_id)
    same = next((item for item in act.supplementary if _marks(item) == _marks(document)), None)
    if same is not None:
        names = ("outcome", "demand", "instance")
        if same.registered_by == unit.actor and _is_same(same, document, names):
            return act  # the button was pressed twice
        raise IncompleteRequisites(
            "Такой документ у этого акта уже есть, второй раз он не внесён. Смотрите «Дополнительные документы».",
            fields={"number": "Документ с этими датой, номером и файлом уже внесён."},
        )
    document.registered_by = unit.actor
    act.supplementary.append(document)
    touch(unit, act, "act.supplementary", document.kind, issuer=document.issuer, date=document.date)
    return act


def _marks(item: SupplementaryDocument) -> tuple[object, ...]:
    """Return what tells one supplementary document from another."""
    number, incoming = item.number or "", item.incoming_number or ""
    return item.kind, item.issuer, item.date, number, incoming, item.incoming_on, item.title or "", item.file_id


def add_file(unit: UnitOfWork, act_id: str, file_id: str, role: str, name: str) -> Act:
    """Attach another file: a scan, a signature, an issue of the newspaper."""
    act = get(unit.session, act_id)
    if not any(item.file_id == file_id and item.role == role for item in act.files):
        act.files.append(ActFile(file_id=file_id, role=role, name=name))
        touch(unit, act, "act.file", role, name=name)
    return act


def _columns(card: Card) -> dict[str, Any]:
    number = parse_number(card.number)
    return {
        "kind": one_line(card.kind).lower(),
        "body": one_line(card.body),
        "body_key": body_key(card.body),
        "date": card.date,
        "year": card.date.year,
        "number_raw": number.display,
        "number_norm": number.norm,
        "number_int": number.integer,
        "number_suffix": number.suffix,
        "place": place_of(card),
        "title": one_line(card.title),
        "signatory": one_line(card.signatory or "") or None,
        "signatory_post": one_line(card.signatory_post or "") or None,
        "signed_at": card.signed_at,
        "access": card.access,
    }


def _is_same(one: object, other: object, names: Iterable[str]) -> bool:
    return all((getattr(one, name) or "") == (getattr(other, name) or "") for name in names)


def _clean(row: Publication | SupplementaryDocument, words: Iterable[str]) -> None:
    """Take signs that nobody sees, or that turn the direction, out of what was typed; lines stay lines."""
    for name in words:
        text = getattr(row, name)
        if text:
            setattr(row, name, "\n".join(one_line(line) for line in text.strip().splitlines()))


def _decide(act: Act, actor: str, *, is_normative: bool, reason: str) -> None:
    act.is_normative, act.normative_reason = is_normative, reason
    act.normative_by, act.normative_at = actor, now()


def touch(unit: UnitOfWork, act: Act, action: str, reason: str, **details: object) -> None:
    """Count a new version, keep it, journal it, tell the index."""
    act.changed_at = now()
    unit.session.flush()
    _note(unit, act, action, reason, **details)


def _note(unit: UnitOfWork, act: Act, action: str, reason: str, **details: object) -> None:
    """Keep the version that was just written, journal it, tell the index."""
    versions.keep(unit, act, reason)
    name = name_of(act.kind, act.number_raw, act.date)
    unit.record(action, f"acts:{act.id}", act=name, reason=reason, version=act.version, **details)
    unit.changed(act.id)
