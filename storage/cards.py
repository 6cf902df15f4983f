"""Acts as lists and results of a search show them: the columns of a card, without the whole record behind it.

Reads: identifiers, access levels. Writes: rows. The statements are built once, because they run for every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, exists, or_, select

from storage.acts import name_of
from storage.models import Act, Publication, ReadDocument, SupplementaryDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date as Day  # noqa: N812 - the field has this name

    from sqlalchemy.orm import Session


class ActCard(NamedTuple):
    """The card of an act; the fields are those of :class:`storage.models.Act`."""

    id: str
    version: int
    kind: str
    body: str
    date: Day
    number_raw: str
    title: str
    signatory: str | None
    signatory_post: str | None
    is_normative: bool | None
    access: str

    @property
    def name(self) -> str:
        """How the act is called: «постановление № 308 от 16.02.2021»."""
        return name_of(self.kind, self.number_raw, self.date)


_ACTS: Final = Act.__table__.c
_READ: Final = ReadDocument.__table__
_CARD: Final = [_ACTS[name] for name in ActCard._fields]
_THESE: Final = (_ACTS.id.in_(bindparam("ids", expanding=True)), _ACTS.access.in_(bindparam("access", expanding=True)))
_PUBLISHED: Final = exists().where(Publication.act_id == _ACTS.id)
_SUPPLEMENTED: Final = exists().where(SupplementaryDocument.act_id == _ACTS.id)
_CARDS: Final = select(*_CARD).where(*_THESE)
_TEXTS: Final = (
    select(_READ.c.text, *_CARD)
    .select_from(Act.__table__.outerjoin(_READ, _ACTS.document_id == _READ.c.id))
    .where(*_THESE)
)


def cards(session: Session, ids: Collection[str], access: Collection[str]) -> dict[str, ActCard]:
    """Return the cards of acts by identifier; what is above ``access`` is absent."""
    return {row[0]: ActCard._make(row) for row in _rows(session, _CARDS, ids, access)}


def cards_and_texts(session: Session, ids: Collection[str], access: Collection[str]) -> dict[str, tuple[ActCard, str]]:
    """Return the cards with the texts that were read (empty without one); what is above ``access`` is absent."""
    return {row[1]: (ActCard._make(row[1:]), row[0] or "") for row in _rows(session, _TEXTS, ids, access)}


class Borne(NamedTuple):
    """An act with what conditions on its card are held against."""

    card: ActCard
    number_norm: str
    number_int: int | None
    has_publication: bool
    has_supplementary: bool


class Conditions(NamedTuple):
    """What was chosen beside a query: empty and None choose nothing."""

    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    has_publication: bool | None = None
    has_supplementary: bool | None = None


def bearing(
    session: Session,
    access: Collection[str],
    numbers: Collection[str],
    integer: int | None,
    *,
    spans: Sequence[Sequence[tuple[Day | None, Day | None]]],
    chosen: Conditions,
    most: int,
) -> Iterator[Borne]:
    """Yield the acts of a number and of days, newest first, without asking the index.

    Args:
        session: The records.
        access: Levels that the person may see.
        numbers: Comparing forms of the number; none: any number.
        integer: The number's integer when it was typed in digits alone: any suffix may follow it.
        spans: Conditions on the day, all to be met; each is met by any of its spans, ends included, None is open.
        chosen: Conditions on the other columns.
        most: Acts, at most.
    """
    asked = select(*_CARD, _ACTS.number_norm, _ACTS.number_int, _PUBLISHED, _SUPPLEMENTED)
    asked = asked.where(_ACTS.access.in_(access))
    if numbers:
        same = _ACTS.number_norm.in_(numbers)
        asked = asked.where(same if integer is None else or_(same, _ACTS.number_int == integer))
    for any_of in spans:
        asked = asked.where(
            or_(*(_ACTS.date.between(first or _ACTS.date, last or _ACTS.date) for first, last in any_of))
        )
    for column, values in ((_ACTS.kind, chosen.kinds), (_ACTS.body, chosen.bodies), (_ACTS.year, chosen.years)):
        if values:
            asked = asked.where(column.in_(values))
    for has, wanted in ((_PUBLISHED, chosen.has_publication), (_SUPPLEMENTED, chosen.has_supplementary)):
        if wanted is not None:
            asked = asked.where(has if wanted else ~has)
    size = len(_CARD)
    for row in session.connection().execute(asked.order_by(_ACTS.date.desc(), _ACTS.id).limit(most)):
        norm, whole, published, supplemented = row[size:]
        yield Borne(ActCard._make(row[:size]), norm, whole, bool(published), bool(supplemented))


def _rows(session: Session, statement: Any, ids: Collection[str], access: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    return session.connection().execute(statement, {"ids": list(ids), "access": list(access)})
