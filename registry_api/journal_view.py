"""Which entries of the journal tell of documents for official use: what they say is not for every reader of it.

Of such an entry a reader without the right sees number, moment, person and hash, so that the chain has no holes and
control over who works with such documents stays possible; not what was done, to which document, and why: together
with the gaps of the register that would tell the day and number of an act.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import literal, or_, select, union

from domain.statuses import AccessLevel
from storage.models import Act, ActFile, Draft, FileSignature, IntakeItem, JournalEntry, SupplementaryDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

RESTRICTED: Final = "restricted"
"""What stands in place of the action of an entry that is kept back."""


def hidden_subjects(session: Session, rows: Iterable[JournalEntry]) -> set[str]:
    """Return the subjects among these entries that a reader without the right may not know of."""
    wanted = {row.subject for row in rows}
    found = session.scalars(select(JournalEntry.subject).where(JournalEntry.subject.in_(wanted), tells_of_restricted()))
    return set(found)


def tells_of_restricted() -> ColumnElement[bool]:
    """Return the condition for entries about an act for official use, its files, its draft or its intake item.

    A draft that bears an access mark counts too while it waits.
    """
    acts = select(Act.id).where(Act.access == AccessLevel.OFFICIAL_USE)
    waiting = Draft.act_id.is_(None) & Draft.found["access"].as_string().is_not(None)
    drafts = select(Draft.id).where(or_(Draft.act_id.in_(acts), waiting))
    intake_of_drafts = select(Draft.intake_id).where(Draft.id.in_(drafts))
    files = union(
        select(ActFile.file_id).where(ActFile.act_id.in_(acts)),
        select(SupplementaryDocument.file_id).where(
            SupplementaryDocument.act_id.in_(acts), SupplementaryDocument.file_id.is_not(None)
        ),
        select(IntakeItem.file_id).where(IntakeItem.id.in_(intake_of_drafts)),
    ).subquery()
    signatures = select(FileSignature.signature_file_id).where(
        FileSignature.file_id.in_(select(files.c.file_id)), FileSignature.signature_file_id.is_not(None)
    )
    intake = select(IntakeItem.id).where(or_(IntakeItem.id.in_(intake_of_drafts), IntakeItem.file_id.in_(signatures)))
    return or_(
        _about("acts", acts, Act.id),
        _about("drafts", drafts, Draft.id),
        _about("intake", intake, IntakeItem.id),
        JournalEntry.subject.in_(select(literal("file:").concat(files.c.file_id))),
    )


def _about(table: str, ids: Select[str], key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return JournalEntry.subject.in_(ids.with_only_columns(literal(f"{table}:").concat(key)))
