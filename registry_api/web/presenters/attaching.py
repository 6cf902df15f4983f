"""Which acts a document of a court or a prosecutor may be put beside, and what is known of it already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select

from domain.dates import parse_date
from domain.numbers import NotANumber, number_key
from domain.requisites import ActReference
from registry_api.web.formats import day
from storage.acts import name_of
from storage.models import Act

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from domain.requisites import SupplementaryDetails

MOST: Final = 12
"""Acts that are offered."""

FIELDS: Final = (
    "kind", "issuer", "date", "number", "incoming_number", "incoming_on", "instance", "title", "demand", "outcome",
)  # fmt: skip
"""What is recorded of a supplementary document (regulation, chapter 4.1 points 1.3 and 2.4)."""

INSTANCES: Final = (
    ("", "не указана"),
    ("first", "первая"),
    ("appeal", "апелляционная"),
    ("cassation", "кассационная"),
    ("supervision", "надзорная"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act of the register that the document may concern."""

    id: str
    name: str
    title: str
    body: str
    exact: bool
    """Date and number are those that the document names."""


def found_values(details: SupplementaryDetails | None) -> dict[str, str]:
    """Return what the document says of itself, as the form shows it."""
    if details is None:
        return dict.fromkeys(FIELDS, "")
    about = f" по делу № {details.case}" if details.case else ""
    return {
        "kind": details.kind,
        "issuer": details.issuer or "",
        "date": day(details.date) if details.date else "",
        "number": details.number or "",
        "incoming_number": details.incoming_number or "",
        "incoming_on": day(details.incoming_on) if details.incoming_on else "",
        "instance": details.instance,
        "title": (details.form + about).capitalize(),
        "demand": details.demand,
        "outcome": details.outcome,
    }


def candidates(session: Session, cited: Sequence[ActReference], levels: Collection[str]) -> list[Candidate]:
    """Return acts of the register that the person may see: first those of the very date and number, then near ones."""
    found: dict[str, Candidate] = {}
    for reference in cited:
        for act in _near(session, reference, levels):
            exact = reference.date == act.date.isoformat() and number_key(reference.number or "") == act.number_norm
            if act.id not in found or (exact and not found[act.id].exact):
                called = name_of(act.kind, act.number_raw, act.date)
                found[act.id] = Candidate(act.id, called, act.title, act.body, exact)
    return sorted(found.values(), key=lambda item: not item.exact)[:MOST]


def _near(session: Session, cited: ActReference, levels: Collection[str]) -> Sequence[Act]:
    """Return acts of this date and number, of this number in its year, of this date and kind."""
    when = date.fromisoformat(cited.date) if cited.date else None
    try:
        number = number_key(cited.number) if cited.number else None
    except NotANumber:
        number = None
    ways: list[ColumnElement[bool]] = []
    if number and when:
        ways += [
            (Act.number_norm == number) & (Act.date == when),
            (Act.number_norm == number) & (Act.year == when.year),
        ]
    elif number:
        ways.append(Act.number_norm == number)
    if when and cited.kind:
        ways.append((Act.date == when) & (Act.kind == cited.kind))
    elif when and not number:
        ways.append(Act.date == when)
    if not ways:
        return []
    query = select(Act).where(or_(*ways), Act.access.in_(levels)).order_by(Act.date.desc(), Act.id).limit(MOST)
    return session.scalars(query).all()


def typed_reference(typed: Mapping[str, str]) -> list[ActReference]:
    """Return what a person typed to find the act by, as a reference; nothing when it says nothing."""
    when = parse_date(typed.get("act_date", ""))
    number = typed.get("act_number", "").lstrip("№N ").strip()
    if when is None and not number:
        return []
    return [ActReference(date=when.isoformat() if when else None, number=number or None)]
