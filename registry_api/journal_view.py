"""Which entries of the journal tell of documents for official use: what they say is not for every reader of it.

Of such an entry a reader without the right sees number, moment, person and hash, so that the chain has no holes and
control over who works with such documents stays possible; not what was done, to which document, and why: together
with the gaps of the register that would tell the day and number of an act.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, literal, or_, select, union

from domain.statuses import AccessLevel
from storage.models import Act, ActFile, Draft, FileSignature, IntakeItem, JournalEntry, SupplementaryDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

RESTRICTED: Final = "restricted"
"""What stands in place of the action of an entry that is kept back."""


def hidden_subjects(session: Session, rows: Iterable[JournalEntry]) -> set[str]:
    """Return the subjects among these entries that a reader without the right may not know of.

    The rule is that of :func:`tells_of_restricted`; only what these entries name is looked up, each by an index.
    """
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        table, _, key = row.subject.partition(":")
        ids[table].add(key)
    acts = select(Act.id).where(Act.id.in_(ids["acts"]), Act.access == AccessLevel.OFFICIAL_USE)
    hidden = {
        "acts": set(session.scalars(acts)) if ids["acts"] else set(),
        "drafts": _of_drafts(session, Draft.id, ids["drafts"]),
        "intake": _of_drafts(session, Draft.intake_id, ids["intake"]) | _signatures(session, ids["intake"]),
        "file": _files(session, ids["file"]),
    }
    return {f"{table}:{key}" for table, keys in hidden.items() for key in keys}


def _of_drafts(session: Session, key: InstrumentedAttribute[str], among: set[str]) -> set[str]:
    """Return which of these keys of drafts are of restricted ones."""
    if not among:
        return set()
    query = select(key).outerjoin(Act, Act.id == Draft.act_id)
    return set(session.scalars(query.where(key.in_(among), or_(Act.access == AccessLevel.OFFICIAL_USE, _waiting()))))


def _files(session: Session, among: set[str]) -> set[str]:
    """Return which of these files belong to a restricted act or draft."""
    if not among:
        return set()
    restricted = Act.access == AccessLevel.OFFICIAL_USE
    found = set(session.scalars(select(ActFile.file_id).join(Act).where(ActFile.file_id.in_(among), restricted)))
    added = select(SupplementaryDocument.file_id).join(Act).where(SupplementaryDocument.file_id.in_(among), restricted)
    found.update(key for key in session.scalars(added) if key)
    brought = session.execute(select(IntakeItem.id, IntakeItem.file_id).where(IntakeItem.file_id.in_(among)))
    file_of = {row.id: row.file_id for row in brought}
    return found | {file_of[key] for key in _of_drafts(session, Draft.intake_id, set(file_of))}


def _signatures(session: Session, among: set[str]) -> set[str]:
    """Return which of these intake items brought the signature of a restricted file."""
    if not among:
        return set()
    pairs = session.execute(
        select(IntakeItem.id, FileSignature.file_id)
        .join(FileSignature, FileSignature.signature_file_id == IntakeItem.file_id)
        .where(IntakeItem.id.in_(among))
    ).all()
    files = _files(session, {row.file_id for row in pairs})
    return {row.id for row in pairs if row.file_id in files}


def tells_of_restricted() -> ColumnElement[bool]:
    """Return the condition for entries about an act for official use, its files, its draft or its intake item.

    A draft that bears an access mark counts too while it waits. The whole tables are looked through: for filters only.
    """
    acts = select(Act.id).where(Act.access == AccessLevel.OFFICIAL_USE)
    drafts = select(Draft.id).where(or_(Draft.act_id.in_(acts), _waiting()))
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


def _waiting() -> ColumnElement[bool]:
    return and_(Draft.act_id.is_(None), Draft.found["access"].as_string().is_not(None))


def _about(table: str, ids: Select[str], key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return JournalEntry.subject.in_(ids.with_only_columns(literal(f"{table}:").concat(key)))
