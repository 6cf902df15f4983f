"""What acts say of each other: a citation is kept, and points at an act only while it can mean no other.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from domain.numbers import number_key
from storage.models import Act, ActLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from domain.relations import Relation
    from domain.requisites import ActReference
    from storage.database import UnitOfWork

LONGEST = 60
"""Longest number and kind that a citation keeps, characters."""


def add(unit: UnitOfWork, act: Act, links: Sequence[tuple[Relation, ActReference]]) -> None:
    """Keep what an act says of others, each connected with the one act that it means."""
    for relation, cited in links:
        link = ActLink(
            relation=relation,
            from_act_id=act.id,
            cited_kind=(cited.kind or "")[:LONGEST],
            cited_body=cited.body or "",
            cited_date=date.fromisoformat(cited.date) if cited.date else None,
            cited_number=number_key(cited.number or "")[:LONGEST],
            provision=cited.provision or "",
            start=cited.span.start if cited.span else None,
            end=cited.span.end if cited.span else None,
        )
        connect(unit, link)
        act.links.append(link)


def connect(unit: UnitOfWork, link: ActLink) -> None:
    """Point a citation at the act that it means, or at none; acts that gain or lose it are told to the index."""
    target = meant_by(unit.session, link)
    before, link.to_act_id = link.to_act_id, target.id if target is not None else None
    for act_id in {before, link.to_act_id} if before != link.to_act_id else ():
        if act_id is not None:
            unit.changed(act_id)


def meant_by(session: Session, link: ActLink) -> Act | None:
    """Return the one act that a citation means; None when there is none, or more than one (a person decides)."""
    if not link.cited_number or link.cited_date is None:
        return None
    query = select(Act).where(
        Act.number_norm == link.cited_number, Act.date == link.cited_date, Act.id != link.from_act_id
    )
    if link.cited_kind:
        query = query.where(Act.kind == link.cited_kind)
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def adopt(unit: UnitOfWork, act: Act) -> None:
    """Look again at every citation that this act's place concerns.

    Those that waited for it find it; those that can now mean two acts, or that pointed at a place it has left, open
    again.
    """
    concerned = unit.session.scalars(
        select(ActLink).where(
            ActLink.from_act_id != act.id,
            or_(
                ActLink.to_act_id == act.id,
                (ActLink.cited_number == act.number_norm)
                & (ActLink.cited_date == act.date)
                & or_(ActLink.cited_kind == "", ActLink.cited_kind == act.kind),
            ),
        )
    ).all()
    for link in concerned:
        connect(unit, link)
