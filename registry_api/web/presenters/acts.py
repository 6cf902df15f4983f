"""Acts as the pages show them: the register as a table, the page of one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import func, select

from domain.errors import NotFound
from domain.relations import (
    PUBLICATION_TITLES,
    RELATION_TITLES,
    SUPPLEMENTARY_TITLES,
    PublicationKind,
    Relation,
    SupplementaryKind,
)
from registry_api.web import labels
from registry_api.web.formats import day
from registry_api.web.presenters.document import Mark
from storage import acts
from storage.acts import name_of
from storage.models import Act, JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from registry_api.web.visitor import Visitor
    from storage.models import ActLink, ActVersion, SupplementaryDocument

STRONG: Final = (Relation.AMENDS, Relation.REPEALS)
"""Relations that change what another act says or whether it is in force."""
ORDERS: Final = {
    "newest": ("дата, сначала новые", (Act.date.desc(), Act.number_int.desc(), Act.id.desc())),
    "oldest": ("дата, сначала старые", (Act.date, Act.number_int, Act.id)),
    "registered": ("недавно зарегистрированные", (Act.registered_at.desc(), Act.id.desc())),
    "kind": ("вид, затем номер", (Act.kind, Act.year.desc(), Act.number_int, Act.id)),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the register are wanted."""

    year: int = 0
    kind: str = ""
    body: str = ""
    normative: str = ""
    order: str = "newest"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Read the address; what is not understood is left out."""
        year = query.get("year", "")
        is_year = year.isascii() and year.isdigit() and len(year) == len("2026")
        words = {name: query.get(name, "") for name in ("kind", "body", "normative")}
        return cls(year=int(year) if is_year else 0, order=query.get("order", "newest"), **words)

    def conditions(self, visitor: Visitor) -> list[ColumnElement[bool]]:
        """Return what the rows must fulfil; the access of the person is always part of it."""
        found: list[ColumnElement[bool]] = [Act.access.in_(visitor.levels)]
        if self.year:
            found.append(Act.year == self.year)
        if self.kind:
            found.append(Act.kind == self.kind)
        if self.body:
            found.append(Act.body == self.body)
        if self.normative:
            found.append(
                {"yes": Act.is_normative.is_(True), "no": Act.is_normative.is_(False)}.get(
                    self.normative, Act.is_normative.is_(None)
                )
            )
        return found

    @property
    def query(self) -> list[tuple[str, str]]:
        """Return the filters for an address."""
        pairs = [
            ("year", str(self.year or "")),
            ("kind", self.kind),
            ("body", self.body),
            ("normative", self.normative),
        ]
        if self.order != "newest":
            pairs.append(("order", self.order))
        return [pair for pair in pairs if pair[1]]


def count(session: Session, wanted: Wanted, visitor: Visitor) -> int:
    """Return how many rows there are."""
    return session.scalar(select(func.count()).select_from(Act).where(*wanted.conditions(visitor))) or 0


def rows(session: Session, wanted: Wanted, visitor: Visitor, offset: int, limit: int) -> Sequence[Act]:
    """Return rows of the register."""
    order = ORDERS.get(wanted.order, ORDERS["newest"])[1]
    query = select(Act).where(*wanted.conditions(visitor)).order_by(*order)
    return session.scalars(query.offset(offset).limit(limit)).all()


def choices(session: Session, visitor: Visitor) -> dict[str, list[Any]]:
    """Return what years, kinds and bodies there are."""
    seen = Act.access.in_(visitor.levels)
    found = session.execute(select(Act.year, Act.kind, Act.body).where(seen).distinct()).all()
    return {
        "years": sorted({row.year for row in found}, reverse=True),
        "kinds": sorted({row.kind for row in found}),
        "bodies": sorted({row.body for row in found}),
    }


def get_visible(session: Session, act_id: str, visitor: Visitor) -> Act:
    """Return an act that this person may see; for others it does not exist. Raises :class:`NotFound`."""
    act = acts.get(session, act_id)
    if act.access not in visitor.levels:
        raise NotFound
    return act


@dataclass(frozen=True, slots=True)
class Related:
    """A link, seen from the act whose page it is."""

    title: str
    words: str
    heading: str
    act_id: str
    provision: str
    is_strong: bool
    relation: str


def related(act: Act, visitor: Visitor) -> tuple[list[Related], list[Related]]:
    """Return what this act does to others, and what others do to it; acts that the person may not see stay nameless."""
    forth = [_related(link, link.to_act, 0, visitor) for link in act.links]
    back = [_related(link, link.from_act, 1, visitor) for link in act.linked_from]
    return forth, [item for item in back if item.act_id]


def _related(link: ActLink, other: Act | None, side: int, visitor: Visitor) -> Related:
    visible = other is not None and other.access in visitor.levels
    words, heading = _cited(link), ""
    if other is not None and visible:
        words, heading = name_of(other.kind, other.number_raw, other.date), other.title
    relation = Relation(link.relation)
    return Related(
        title=RELATION_TITLES[relation][side],
        words=words,
        heading=heading,
        act_id=other.id if other is not None and visible else "",
        provision=link.provision,
        is_strong=relation in STRONG,
        relation=relation,
    )


def _cited(link: ActLink) -> str:
    parts = [link.cited_kind or "акт"]
    if link.cited_number:
        parts.append(f"№ {link.cited_number}")
    if link.cited_date:
        parts.append(f"от {day(link.cited_date)}")
    return " ".join(parts)


def link_marks(act: Act) -> list[Mark]:
    """Return the places of citations in the text."""
    return [
        Mark(f"link-{place}", link.start, link.end, "link")
        for place, link in enumerate(act.links, 1)
        if link.start is not None and link.end is not None
    ]


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version changed."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version of the card: who made it, why, what is different from the one before."""

    version: int
    by: str
    at: datetime
    reason: str
    changes: list[Change]


def history(versions: Sequence[ActVersion]) -> list[ShownVersion]:
    """Return versions, newest first, each with its difference; ``versions`` come newest first."""
    older = [*[row.card for row in versions[1:]], {}]
    return [
        ShownVersion(row.version, row.changed_by, row.changed_at, row.reason, _changes(before, row.card))
        for row, before in zip(versions, older, strict=True)
    ]


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    if not before:
        return []
    return [
        Change(_FIELDS.get(name, name), _words(name, before.get(name)), _words(name, after[name]))
        for name in after
        if before.get(name) != after[name] and name != "assignments"
    ] + _changed_assignments(before.get("assignments", ()), after.get("assignments", ()))


def _changed_assignments(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[Change]:
    old = {item["seq"]: item for item in before}
    return [
        Change(f"Поручение {item['point'] or item['seq']}", _assignment(old.get(item["seq"], {})), _assignment(item))
        for item in after
        if old.get(item["seq"]) != item
    ]


def _assignment(item: Mapping[str, Any]) -> str:
    due = f"до {day(item['due'])}" if item.get("due") else ""
    parts = (item.get("text"), ", ".join(item.get("executors", ())), item.get("term"), due)
    return " — ".join(str(part) for part in parts if part) or "—"


_FIELDS: Final = labels.FIELD_TITLES | {"publications": "Опубликование", "supplementary": "Дополнительные документы"}


def _words(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "—"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, list):
        return "; ".join(_publication(item) if name == "publications" else _document(item) for item in value)
    if name == "access":
        return labels.access(str(value))
    return day(str(value)) if name == "date" else str(value)


def _publication(item: Mapping[str, Any]) -> str:
    words = str(item.get("source") or "")
    for name, lead in (("issue", ", № "), ("published_on", " от "), ("pages", ", с. "), ("url", ", ")):
        if item.get(name):
            words += lead + (day(str(item[name])) if name == "published_on" else str(item[name]))
    kind = item.get("kind")
    return f"{words} ({PUBLICATION_TITLES[PublicationKind(kind)]})" if kind in set(PublicationKind) else words


def _document(item: Mapping[str, Any]) -> str:
    kind = item.get("kind")
    words = SUPPLEMENTARY_TITLES[SupplementaryKind(kind)] if kind in set(SupplementaryKind) else "документ"
    words += f" № {item['number']}" if item.get("number") else ""
    words += f" от {day(str(item['date']))}" if item.get("date") else ""
    return f"{words}, {item['issuer']}" if item.get("issuer") else words


def court_decisions(act: Act) -> list[SupplementaryDocument]:
    """Return what courts decided on an act, newest first: it stands at the top of the page."""
    found = [item for item in act.supplementary if item.kind == SupplementaryKind.COURT_DECISION]
    return sorted(found, key=lambda item: item.date, reverse=True)


def journal_of(session: Session, act_id: str) -> Sequence[JournalEntry]:
    """Return the newest journal entries about an act."""
    query = select(JournalEntry).where(JournalEntry.subject == f"acts:{act_id}").order_by(JournalEntry.seq.desc())
    return session.scalars(query.limit(100)).all()
