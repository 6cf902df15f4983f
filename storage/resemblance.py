"""What a draft resembles: acts in the register and other drafts, with the reason of each.

Nothing here writes, and nothing is merged: a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from domain.numbers import WITHOUT_NUMBER, number_key
from domain.statuses import AccessLevel, DraftState
from domain.text import body_key
from storage.models import Act, ActFile, Draft, DraftValue, ReadDocument, TextLikeness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy.orm import Session

MOST: Final = 20
"""As many of one reason are told."""


class How(StrEnum):
    """Why a draft resembles something."""

    FILE = "file"
    """The same bytes."""
    TEXT = "text"
    """The same words."""
    REQUISITES = "requisites"
    """The same kind and number, and the same date or the same body and year."""
    NEAR = "near"
    """Nearly the same words, and nothing tells them apart but what a scan or another format changes."""
    SIMILAR = "similar"
    """Much the same words, but each says something of its own: standard wording, a draft, another edition."""


@dataclass(slots=True)
class Resemblance:
    """An act or a draft (exactly one of them) that a draft resembles.

    ``share`` of common words, 0..1, when texts were compared.
    """

    act: Act | None = None
    draft: Draft | None = None
    how: set[How] = field(default_factory=set)
    share: float | None = None

    @property
    def is_double(self) -> bool:
        """Whether it may be the same document: a person has to decide before registering."""
        return self.how != {How.SIMILAR}

    @property
    def document_id(self) -> str | None:
        """The text to compare with."""
        holder = self.act or self.draft
        return holder.document_id if holder else None


def resembling(session: Session, draft: Draft, levels: Collection[str] = tuple(AccessLevel)) -> list[Resemblance]:
    """Return what a draft resembles, doubles first, for somebody who may see acts of these access levels."""
    found: dict[str, Resemblance] = {}
    for other, how, share in _by_text(session, draft):
        for holder in _holders(session, other):
            _note(found, holder, how, share)
    for act in _by_file(session, draft):
        _note(found, act, How.FILE)
    for twin in _by_requisites(session, draft):
        _note(found, twin, How.REQUISITES)
    told = [item for item in found.values() if not _is_own(item, draft) and _may_see(item, levels)]
    return sorted(told, key=lambda item: (not item.is_double, item.act is None, -(item.share or 0.0)))


def _note(found: dict[str, Resemblance], holder: Act | Draft, how: How, share: float | None = None) -> None:
    is_act = isinstance(holder, Act)
    item = found.setdefault(
        holder.id,
        Resemblance(act=holder) if is_act else Resemblance(draft=holder),  # type: ignore[arg-type]  # told apart
    )
    item.how.add(how)
    item.share = share if share is not None else item.share


def _is_own(item: Resemblance, draft: Draft) -> bool:
    return (item.draft is not None and item.draft.id == draft.id) or (
        item.act is not None and item.act.id == draft.act_id
    )


def _may_see(item: Resemblance, levels: Collection[str]) -> bool:
    """A draft under an access mark is for those who may read for official use."""
    if item.act is not None:
        return item.act.access in levels
    marked = item.draft is not None and bool(item.draft.found.get("access"))
    return not marked or AccessLevel.OFFICIAL_USE in levels


def _by_text(session: Session, draft: Draft) -> Iterable[tuple[str, How, float]]:
    own = draft.document_id
    if own is None:
        return
    pairs = session.scalars(
        select(TextLikeness).where(or_(TextLikeness.document_id == own, TextLikeness.other_id == own))
    ).all()
    for pair in pairs:
        how = How.TEXT if pair.share == 1 else How.NEAR if pair.is_same else How.SIMILAR
        yield (pair.other_id if pair.document_id == own else pair.document_id), how, pair.share
    text_sha256 = select(ReadDocument.text_sha256).where(ReadDocument.id == own).scalar_subquery()
    equal = session.scalars(
        select(ReadDocument.id)
        .where(ReadDocument.text_sha256 == text_sha256, ReadDocument.id != own, ReadDocument.text != "")
        .limit(MOST)
    )
    for other in equal.all():
        yield other, How.TEXT, 1.0


def _holders(session: Session, document_id: str) -> list[Act | Draft]:
    acts = session.scalars(select(Act).where(Act.document_id == document_id)).all()
    drafts = session.scalars(
        select(Draft)
        .where(Draft.document_id == document_id, Draft.state != DraftState.REGISTERED)
        .options(joinedload(Draft.intake), selectinload(Draft.values))
    ).all()
    return [*acts, *drafts]


def _by_file(session: Session, draft: Draft) -> Iterable[Act]:
    return session.scalars(
        select(Act)
        .join(ActFile, ActFile.act_id == Act.id)
        .where(ActFile.file_id == draft.intake.file_id)
        .distinct()
        .limit(MOST)
    ).all()


def _by_requisites(session: Session, draft: Draft) -> Iterable[Act | Draft]:
    values = {value.field: value.value or "" for value in draft.values}
    kind, number = values.get("kind", "").lower(), number_key(values.get("number", ""))
    try:
        day = date.fromisoformat(values.get("date", ""))
    except ValueError:
        return
    if not kind or not number or number == WITHOUT_NUMBER:
        return
    same_place = and_(Act.body_key == body_key(values.get("body", "")), Act.year == day.year)
    yield from session.scalars(
        select(Act).where(Act.number_norm == number, Act.kind == kind, or_(Act.date == day, same_place)).limit(MOST)
    ).all()
    others = session.scalars(
        select(Draft)
        .join(DraftValue, and_(DraftValue.draft_id == Draft.id, DraftValue.field == "date"))
        .where(Draft.state == DraftState.OPEN, Draft.id != draft.id, DraftValue.value == day.isoformat())
        .options(joinedload(Draft.intake), selectinload(Draft.values))
        .limit(MOST * 10)
    ).all()
    for other in others:
        theirs = {value.field: value.value or "" for value in other.values}
        if theirs.get("kind", "").lower() == kind and number_key(theirs.get("number", "")) == number:
            yield other


def doubled(session: Session, document_ids: Collection[str]) -> set[str]:
    """Return those of these texts that have the same text among acts and other drafts: for lists, in one question.

    What acts say is not asked for, only whether there is one.
    """
    pairs = session.execute(
        select(TextLikeness.document_id, TextLikeness.other_id).where(
            TextLikeness.is_same,
            or_(TextLikeness.document_id.in_(document_ids), TextLikeness.other_id.in_(document_ids)),
        )
    ).all()
    ids = {document_id for pair in pairs for document_id in pair}
    held = set(session.scalars(select(Act.document_id).where(Act.document_id.in_(ids)))) | set(
        session.scalars(select(Draft.document_id).where(Draft.document_id.in_(ids)))
    )
    return {one for one, other in pairs if other in held} | {other for one, other in pairs if one in held}
