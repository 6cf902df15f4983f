"""A button that was pressed twice: the second press gets the answer of the first, not that somebody else was quicker.

Only what the same person has done with the same words counts; everything else is a conflict and is told as one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import select

from domain.dates import parse_date
from domain.errors import IncompleteRequisites
from domain.statuses import PackageState
from export.build import list_packages
from registry_api.web.protocol_sheet import details_of
from storage import acts, drafts
from storage.models import Act, JournalEntry, Package, PackageAct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from domain.periods import ReportingMonth
    from registry_api.web.protocol_sheet import Sheet
    from storage.models import Draft


MOMENT: Final = timedelta(seconds=15)
"""Within so long the same request again is a button pressed twice, where nothing else tells."""
_WORDS: Final = ("kind", "issuer", "number", "incoming_number", "title", "demand", "outcome")
_DAYS: Final = ("date", "incoming_on")


def draft_done(
    session: Session,
    draft_id: str,
    asked: tuple[str, str],
    values: Mapping[str, str],
    decision: tuple[bool | None, str],
    sheet: Sheet | None,
) -> str:
    """Return the act of a draft, or the draft when there is none, when what is asked has been done; else nothing.

    Args:
        session: The records.
        draft_id: The draft.
        asked: The state that is wanted, and who wants it.
        values: What was typed.
        decision: Whether the act is normative, and why.
        sheet: The protocol as it was typed; None when the form had none.
    """
    draft = drafts.get(session, draft_id)
    if (draft.state, draft.decided_by) != asked or not drafts.says(draft, values):
        return ""
    act = session.get(Act, draft.act_id) if draft.act_id else None
    decided = act or draft
    is_same = (
        decision == (decided.is_normative, decided.normative_reason or "")
        if sheet is None
        else _says_protocol(draft, sheet, values)
    )
    return (draft.act_id or draft.id) if is_same else ""


def is_attached(session: Session, draft_id: str, asked: tuple[str, str, str], values: Mapping[str, str]) -> bool:
    """Tell whether a draft stands beside the act with the very words that were typed.

    Args:
        session: The records.
        draft_id: The draft.
        asked: The state that is wanted, who wants it, the act.
        values: What was typed.
    """
    draft = drafts.get(session, draft_id)
    if (draft.state, draft.decided_by, draft.act_id) != asked:
        return False
    kept = [item for item in acts.get(session, asked[2]).supplementary if item.file_id == draft.intake.file_id]
    return any(
        all((getattr(item, name) or "") == values.get(name, "") for name in _WORDS)
        and all(getattr(item, name) == parse_date(values.get(name, "")) for name in _DAYS)
        for item in kept
    )


def is_done(session: Session, action: str, subject: str, login: str, reason: str) -> bool:
    """Tell whether the last thing that was done with a subject is this, by this person, for this reason."""
    last = session.scalar(
        select(JournalEntry).where(JournalEntry.subject == subject).order_by(JournalEntry.seq.desc()).limit(1)
    )
    return (
        last is not None
        and (last.action, last.actor) == (action, login)
        and msgspec.json.decode(last.details).get("reason") == reason
    )


def package_built(
    session: Session, period: ReportingMonth, login: str, reason: str, since: datetime
) -> dict[str, int] | None:
    """Return the acts, with their versions, of the package of a month that was built just so; None when none was.

    Args:
        session: The records.
        period: The month.
        login: Who builds.
        reason: Why it is built although errors stand, as typed.
        since: Not built before.
    """
    package = next((row for row in list_packages(session, period) if row.state == PackageState.BUILT), None)
    if package is None or package.built_by != login or package.built_at < since:
        return None
    if package.reason is not None and package.reason != reason.strip():
        return None  # without errors the reason was not kept
    held = select(PackageAct.act_id, PackageAct.act_version).where(PackageAct.package_id == package.id)
    return {row.act_id: row.act_version for row in session.execute(held)}


def package_sent(session: Session, package_id: str, login: str, note: str) -> bool:
    """Tell whether a package is marked as sent by this person with this note."""
    package = session.get(Package, package_id)
    sent = (JournalEntry.subject == f"packages:{package_id}") & (JournalEntry.action == "package.sent")
    last = session.scalar(select(JournalEntry).where(sent).order_by(JournalEntry.seq.desc()).limit(1))
    return (
        package is not None
        and (package.state, package.sent_by) == (PackageState.SENT, login)
        and last is not None
        and msgspec.json.decode(last.details).get("note") == note.strip()
    )


def _says_protocol(draft: Draft, sheet: Sheet, values: Mapping[str, str]) -> bool:
    protocol = drafts.protocol_of(draft)
    if protocol is None:
        return False
    try:
        return details_of(sheet, protocol, parse_date(values.get("date", ""))) == protocol
    except IncompleteRequisites:
        return False
