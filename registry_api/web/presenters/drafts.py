"""Drafts as the pages show them: values with their evidence, doubts first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from domain.dates import parse_date
from domain.errors import RegisterError
from domain.kinds import Normativity, kind_named
from domain.numbers import number_key
from domain.requisites import CERTAIN, FIELDS, MANDATORY
from domain.statuses import DraftState
from registry_api.moments import moment_said
from registry_api.web import labels
from registry_api.web.formats import day
from registry_api.web.presenters.document import Mark
from storage import acts, drafts
from storage.acts import name_of
from storage.card_rules import check_card
from storage.models import Act, Draft, DraftValue
from storage.resemblance import doubled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ScalarSelect
    from sqlalchemy.orm import Session

    from domain.requisites import ActReference, Annex, Requisites

OPEN: Final = Draft.state == DraftState.OPEN
DISPUTED: Final = "disputed"
QUEUE: Final = 500
"""As many drafts are looked through for the next one."""


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One field: what stands, what the text says, how sure."""

    name: str
    title: str
    value: str
    state: str
    """``certain``, ``doubtful``, ``empty``, ``decided``, or ``wrong`` when what was typed has a fault."""
    raw: str
    rule: str
    evidence: bool
    required: bool
    fault: str = ""
    stored: str = ""
    """What the draft holds now, when it is not what stands in the form."""
    was: str = ""
    """What the draft held when the form was made."""
    differs: bool = False
    """A person put in something else than the text says: the evidence is not evidence of this value."""
    taken: bool = False
    """It was taken from the name of the file; what stood before can be given back."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list."""

    id: str
    file: str
    created_at: datetime
    values: dict[str, ShownValue]
    doubts: int
    by_hand: bool
    maybe_double: bool


@dataclass(frozen=True, slots=True)
class ShownLink:
    """What the text does to another act, and whether that act is here."""

    relation: str
    words: str
    act_id: str
    mark: str


@dataclass(frozen=True, slots=True)
class ShownAnnex:
    """An annex in words, the mark of its place in the text (empty when it has none), whether a person should look."""

    words: str
    mark: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found besides the card."""

    links: list[ShownLink] = field(default_factory=list)
    publications: list[str] = field(default_factory=list)
    annexes: list[ShownAnnex] = field(default_factory=list)
    foreign_stamps: list[str] = field(default_factory=list)
    """Annexes whose stamp names another act, each as a doubt in words."""
    normative_hint: str = ""
    place: str = ""
    notes: list[str] = field(default_factory=list)
    """Notes of editions, as written."""
    signed_at: str = ""
    """The moment that the mark of an electronic signature shows."""
    has_zone: bool = True
    access: str = ""


def state_of(value: DraftValue) -> str:
    """Return how sure a value is, as people see it."""
    if not value.value:
        return "empty"
    if value.decided_by:
        return "decided"
    return "certain" if value.confidence >= CERTAIN else "doubtful"


def show_values(
    draft: Draft,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    text: str = "",
) -> list[ShownValue]:
    """Return the fields, those to be looked at first; ``typed`` wins over what is stored.

    ``text`` is that of the document: where a value has a place in it, what stands there is quoted and nothing else.
    """
    typed, faults = typed or {}, faults or {}
    shown = [_show(value, typed, faults, text) for value in sorted(draft.values, key=lambda v: FIELDS.index(v.field))]
    return sorted(shown, key=lambda value: not needs_look(value))


def needs_look(value: ShownValue) -> bool:
    """Whether a person has to look at a field before the act is registered."""
    return bool(value.fault) or value.state == "doubtful" or (value.state == "empty" and value.required)


def _show(value: DraftValue, typed: Mapping[str, str], faults: Mapping[str, str], text: str) -> ShownValue:
    stored = _plain(value.field, value.value)
    given = typed.get(value.field, stored)
    place = " ".join(text[value.start : value.end].split()) if value.start is not None else ""
    return ShownValue(
        name=value.field,
        title=labels.FIELD_TITLES[value.field],
        value=given,
        state="wrong" if faults.get(value.field) else state_of(value),
        raw=place or value.raw or "",
        rule=labels.rule(value.rule),
        evidence=value.start is not None,
        required=value.field in MANDATORY,
        fault=faults.get(value.field, ""),
        stored=stored if given != stored else "",
        was=stored,
        differs=bool(value.decided_by and value.found and value.value and value.value != value.found),
        taken=value.before is not None and given == stored,
    )


def _plain(name: str, value: str | None) -> str:
    return day(value) if name == "date" else value or ""


def marks_of(draft: Draft) -> list[Mark]:
    """Return the places of evidence in the document."""
    marks = [
        Mark(v.field, v.start, v.end, "certain" if v.confidence >= CERTAIN else "doubtful")
        for v in draft.values
        if v.start is not None and v.end is not None
    ]
    found = drafts.requisites_of(draft)
    protocol = drafts.protocol_of(draft)
    for place, item in enumerate(protocol.assignments if protocol else ()):
        if item.span is not None:
            marks.append(Mark(f"assignment-{place}", item.span.start, item.span.end, "link"))
    spans = [(name, cited.span) for name, cited in _references(found)]
    spans += [(f"annex-{place}", annex.span) for place, annex in enumerate(found.annexes, 1)]
    marks += [Mark(name, span.start, span.end, "link") for name, span in spans if span is not None]
    return marks


def _references(found: Requisites) -> list[tuple[str, ActReference]]:
    disputed = found.supplementary.disputed if found.supplementary else ()
    groups = (("amends", found.amends), ("repeals", found.repeals), (DISPUTED, disputed))
    return [(f"{name}-{place}", cited) for name, group in groups for place, cited in enumerate(group, 1)]


def findings(session: Session, draft: Draft) -> Findings:
    """Return what was found besides the card."""
    found = drafts.requisites_of(draft)
    return Findings(
        links=[_link(session, name, cited) for name, cited in _references(found) if not name.startswith("disputed")],
        publications=[item.raw or item.value for item in found.publications],
        annexes=[
            ShownAnnex(_annex(annex), f"annex-{place}" if annex.span else "", annex.confidence < CERTAIN)
            for place, annex in enumerate(found.annexes, 1)
        ],
        foreign_stamps=_foreign_stamps(found),
        normative_hint=_hint(found),
        place=found.place.value if found.place else "",
        notes=[note.raw for note in found.notes],
        signed_at=moment_said(found.signed_at.value) if found.signed_at else "",
        has_zone=found.signed_at is None or datetime.fromisoformat(found.signed_at.value).tzinfo is not None,
        access=found.access.raw if found.access else "",
    )


def _annex(annex: Annex) -> str:
    called = f"Приложение {annex.number}" if annex.number else "Приложение"
    joint = ". " if annex.number else ": "
    return " ".join(f"{called}{joint if annex.title else ''}{annex.title}".split())


def _foreign_stamps(found: Requisites) -> list[str]:
    told = (
        f"гриф приложения называет другой акт: {_words(act)} ({_annex(annex)})."
        for annex in found.annexes
        for act in found.foreign_acts(annex)
    )
    return list(told)


def _hint(found: Requisites) -> str:
    if found.normative is not None:
        looks = "нормативный" if found.normative.value == "yes" else "ненормативный"
        return f"По тексту похоже на {looks} акт. Решение за вами."
    kind = kind_named(found.kind.value) if found.kind else None
    if kind and kind.normativity is Normativity.NEVER:
        return "Документ этого вида нормативным актом не бывает."
    return (
        "Нормативный акт устанавливает правила для неопределённого круга лиц и рассчитан на неоднократное применение."
    )


def _link(session: Session, mark: str, cited: ActReference) -> ShownLink:
    words = _words(cited) + (f" ({cited.provision})" if cited.provision else "")
    relation = {"amends": "изменяет", "repeals": "отменяет"}.get(mark.rsplit("-", 1)[0], "касается")
    return ShownLink(relation, words, _cited(session, cited), mark)


def _words(cited: ActReference) -> str:
    number, when = f" № {cited.number}" if cited.number else "", f" от {day(cited.date)}" if cited.date else ""
    return f"{cited.kind or 'акт'}{number}{when}"


def _cited(session: Session, cited: ActReference) -> str:
    if not cited.number or not cited.date:
        return ""
    query = select(Act.id).where(
        Act.number_norm == number_key(cited.number), Act.date == date.fromisoformat(cited.date)
    )
    if cited.kind:
        query = query.where(Act.kind == cited.kind)
    ids = session.scalars(query.limit(2)).all()
    return ids[0] if len(ids) == 1 else ""


def place_taken(session: Session, values: Mapping[str, str]) -> tuple[str, str] | None:
    """Return id and name of the act that holds the place of these values; None while they make no card."""
    when = parse_date(values.get("date", ""))
    if when is None or not all(values.get(name, "").strip() for name in ("kind", "body", "number")):
        return None
    card = acts.Card(
        kind=values["kind"].strip().lower(), body=values["body"], date=when, number=values["number"], title="—"
    )
    if check_card(card):
        return None
    try:
        taken = acts.find_place(session, card)
    except (RegisterError, ValueError):
        return None
    return (taken.id, name_of(taken.kind, taken.number_raw, taken.date)) if taken else None


def doubts_of(values: Iterable[ShownValue]) -> int:
    """Return how many fields wait for a look: the number on the page of a draft and in every list."""
    return sum(needs_look(value) for value in values)


def _doubts() -> ScalarSelect[int]:
    """Return the same number as :func:`doubts_of`, for the order of a list."""
    value = func.coalesce(DraftValue.value, "")
    is_doubtful = and_(value != "", DraftValue.decided_by.is_(None), DraftValue.confidence < CERTAIN)
    return (
        select(func.count())
        .where(
            DraftValue.draft_id == Draft.id,
            or_(and_(value == "", DraftValue.field.in_(MANDATORY)), is_doubtful),
        )
        .correlate(Draft)
        .scalar_subquery()
    )


def open_count(session: Session) -> int:
    """Return how many drafts wait."""
    return session.scalar(select(func.count()).select_from(Draft).where(OPEN)) or 0


def waiting(session: Session, offset: int, limit: int) -> list[DraftRow]:
    """Return drafts that wait, most doubts first, then oldest first."""
    rows = session.scalars(
        select(Draft)
        .where(OPEN)
        .options(joinedload(Draft.intake), selectinload(Draft.values))
        .order_by(_doubts().desc(), Draft.id)
        .offset(offset)
        .limit(limit)
    ).all()
    twice = doubled(session, [draft.document_id for draft in rows if draft.document_id])
    return [_row(draft, maybe_double=draft.document_id in twice) for draft in rows]


def _row(draft: Draft, *, maybe_double: bool) -> DraftRow:
    values = show_values(draft)
    return DraftRow(
        id=draft.id,
        file=draft.intake.file_name,
        created_at=draft.created_at,
        values={value.name: value for value in values},
        doubts=doubts_of(values),
        by_hand=draft.document_id is None,
        maybe_double=maybe_double,
    )


def next_draft(session: Session, current: str) -> str | None:
    """Return the draft that stands after this one in the list, else the first of the others."""
    order = session.scalars(select(Draft.id).where(OPEN).order_by(_doubts().desc(), Draft.id).limit(QUEUE)).all()
    place = order.index(current) if current in order else -1
    others = [*order[place + 1 :], *order[: max(place, 0)]]
    return others[0] if others else None


def known_bodies(session: Session) -> Sequence[str]:
    """Return bodies that have acts in the register, most acts first."""
    query = select(Act.body).group_by(Act.body).order_by(func.count().desc(), Act.body).limit(200)
    return session.scalars(query).all()
