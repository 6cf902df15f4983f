"""The versions of an act: what its card and all that belongs to it said, who changed it, why.

Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import select

from storage.models import Act, ActVersion, Assignment, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from domain.requisites import ProtocolDetails
    from storage.database import UnitOfWork

_OWN_COLUMNS: Final = frozenset({"meeting", "chair", "secretary", "present", "assignments", "places"})
"""What of a protocol has columns of its own, or points at the text of a draft."""


def keep(unit: UnitOfWork, act: Act, reason: str) -> None:
    """Keep what the act says now as the version that it has now."""
    unit.session.add(
        ActVersion(act_id=act.id, version=act.version, card=_said(act), changed_by=unit.actor, reason=reason)
    )


def versions_of(session: Session, act_id: str) -> Sequence[ActVersion]:
    """Return all versions of a card, newest first."""
    return session.scalars(
        select(ActVersion).where(ActVersion.act_id == act_id).order_by(ActVersion.version.desc())
    ).all()


def is_repeated(unit: UnitOfWork, act: Act, version: int, reason: str) -> bool:
    """Tell whether the only change after ``version`` was made by this person for this reason: a button pressed twice.

    Whether it was the same change the caller tells.
    """
    last = unit.session.get(ActVersion, (act.id, version + 1))
    return act.version == version + 1 and last is not None and (last.changed_by, last.reason) == (unit.actor, reason)


def lost_publication(session: Session, act: Act) -> bool:
    """Tell whether the last change of an act took a publication away."""
    last, before = (session.get(ActVersion, (act.id, version)) for version in (act.version, act.version - 1))
    if last is None or before is None:
        return False
    return len(last.card["publications"]) == len(before.card["publications"]) - 1


def _said(act: Act) -> dict[str, Any]:
    said: dict[str, Any] = {
        "kind": act.kind,
        "body": act.body,
        "date": act.date.isoformat(),
        "number": act.number_raw,
        "title": act.title,
        "signatory": act.signatory,
        "signatory_post": act.signatory_post,
        "signed_at": act.signed_at.isoformat() if act.signed_at else None,
        "access": str(act.access),
        "is_normative": act.is_normative,
        "normative_reason": act.normative_reason,
    }
    said["publications"] = [
        {
            "kind": item.kind,
            "source": item.source,
            "issue": item.issue,
            "pages": item.pages,
            "url": item.url,
            "published_on": item.published_on.isoformat() if item.published_on else None,
        }
        for item in act.publications
    ]
    said["supplementary"] = [
        {"kind": item.kind, "issuer": item.issuer, "date": item.date.isoformat(), "number": item.number}
        for item in act.supplementary
    ]
    if act.protocol is not None:
        said["assignments"] = [
            {
                "seq": item.seq,
                "point": item.point,
                "text": item.text,
                "executors": list(item.executors),
                "term": item.term,
                "due": item.due_on.isoformat() if item.due_on else None,
            }
            for item in act.protocol.assignments
        ]
    return said


def add_protocol(act: Act, details: ProtocolDetails) -> None:
    """Give an act what a protocol has besides its card."""
    act.protocol = Protocol(
        meeting=details.meeting or "",
        chair=details.chair or "",
        secretary=details.secretary or "",
        present=list(details.present),
        record={name: value for name, value in msgspec.to_builtins(details).items() if name not in _OWN_COLUMNS},
        assignments=[
            Assignment(
                seq=seq,
                point=item.point,
                text=item.text,
                executors=list(item.executors),
                term=item.term,
                due_on=date.fromisoformat(item.due) if item.due else None,
                counted=item.counted,
                section=item.section,
                start=item.span.start if item.span else None,
                end=item.span.end if item.span else None,
            )
            for seq, item in enumerate(details.assignments, 1)
        ],
    )
