"""Acts as lists and results of a search show them: the columns of a card, without the whole record behind it.

Reads: identifiers, access levels. Writes: rows. The statements are built once, because they run for every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, or_, select

from storage.acts import name_of
from storage.models import Act, ReadDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
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


def bearing(
    session: Session,
    access: Collection[str],
    number: tuple[str, int | None] | None,
    spans: Sequence[Sequence[tuple[Day | None, Day | None]]],
    limit: int,
) -> list[ActCard]:
    """Return the acts of a number and of days, newest first, without asking the index.

    Args:
        session: The records.
        access: Levels that the person may see.
        number: Its comparing form and, of digits alone, the integer; None: any.
        spans: Conditions on the day, all to be met; each is met by any of its spans, ends included, None is open.
        limit: Most acts.
    """
    asked = select(*_CARD).where(_ACTS.access.in_(access))
    if number is not None:
        norm, integer = number
        asked = asked.where(
            or_(_ACTS.number_norm == norm, _ACTS.number_int == integer)
            if integer is not None
            else _ACTS.number_norm == norm
        )
    for any_of in spans:
        asked = asked.where(
            or_(*(_ACTS.date.between(first or _ACTS.date, last or _ACTS.date) for first, last in any_of))
        )
    found = session.connection().execute(asked.order_by(_ACTS.date.desc(), _ACTS.id).limit(limit))
    return [ActCard._make(row) for row in found]


def _rows(session: Session, statement: Any, ids: Collection[str], access: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    return session.connection().execute(statement, {"ids": list(ids), "access": list(access)})
