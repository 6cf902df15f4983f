"""Which entries of the journal tell of documents for official use: their details are not for every reader of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from domain.statuses import AccessLevel
from storage.models import Act, Draft, IntakeItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from storage.models import JournalEntry


def hidden_subjects(session: Session, rows: Iterable[JournalEntry]) -> set[str]:
    """Return the subjects among these entries that are an act for official use, its draft or its intake item.

    A draft that bears an access mark counts too, while it waits.
    """
    ids: dict[str, set[str]] = {"acts": set(), "drafts": set(), "intake": set()}
    for row in rows:
        table, _, key = row.subject.partition(":")
        if table in ids:
            ids[table].add(key)
    hidden = {
        f"acts:{key}"
        for key in session.scalars(
            select(Act.id).where(Act.id.in_(ids["acts"]), Act.access == AccessLevel.OFFICIAL_USE)
        )
    }
    found = session.execute(
        select(Draft.id, Draft.intake_id, Draft.found, Act.access)
        .outerjoin(Act, Draft.act_id == Act.id)
        .join(IntakeItem, Draft.intake_id == IntakeItem.id)
        .where(or_(Draft.id.in_(ids["drafts"]), IntakeItem.id.in_(ids["intake"])))
    )
    for draft_id, intake_id, what, access in found:
        marked = access is None and what.get("access") is not None
        if marked or access == AccessLevel.OFFICIAL_USE:
            hidden |= {f"drafts:{draft_id}", f"intake:{intake_id}"}
    return hidden
