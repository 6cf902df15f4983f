"""Acts as lists and results of a search show them: the columns of a card, without the whole record behind it.

Reads: identifiers, access levels. Writes: rows. The statements are built once, because they run for every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import bindparam, select

from storage.acts import name_of
from storage.models import Act, ReadDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
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


def _rows(session: Session, statement: Any, ids: Collection[str], access: Collection[str]) -> Iterable[Any]:
    if not ids:
        return ()
    return session.connection().execute(statement, {"ids": list(ids), "access": list(access)})
