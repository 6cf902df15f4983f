"""What saved searches have found and the letters that tell of it: an outbox whose rows are the truth.

A change of an act is held against the searches once (:func:`take` and :func:`tell` in one transaction). What was
found goes into a letter (:func:`prepare`); a letter is claimed (:func:`claim`) and its end is written down
(:func:`sent`, :func:`failed`). A worker that dies leaves a claim that runs out: the letter is tried again under the
same Message-ID and says that it may have come before. Nothing here commits: the caller's unit of work does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import delete, func, or_, select, update

from domain.alerts import Frequency, LetterState, SearchState, Suspension, next_letter
from domain.errors import StateConflict
from storage import searches
from storage.models import Act, AlertChange, AlertItem, AlertLetter, SavedSearch, now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy.orm import Session

    from storage.database import UnitOfWork

AT_ONCE: Final = 200
"""Changes that are held against the searches together."""
IN_A_LETTER: Final = 100
"""Acts that one letter names, at most; the others follow in the next."""
HOLD: Final = timedelta(minutes=5)
"""How long a claim holds: longer than any conversation with a mail server may last."""
BACKOFF: Final = (1, 5, 15, 60, 180, 360)
"""Minutes before the second, third, … try; the last counts for all that follow."""
REFUSALS: Final = 3
"""After so many refusals in a row the search is suspended."""


class Change(NamedTuple):
    """A change that waits: its place in line and the act."""

    seq: int
    act_id: str


def waiting(session: Session, limit: int = AT_ONCE) -> list[Change]:
    """Return changes that no search has been held against, oldest first."""
    rows = session.execute(select(AlertChange.seq, AlertChange.act_id).order_by(AlertChange.seq).limit(limit))
    return [Change(row.seq, row.act_id) for row in rows]


def watching(session: Session) -> Sequence[SavedSearch]:
    """Return the searches that changes are held against: paused ones too, and those whose letters were refused."""
    return session.scalars(
        select(SavedSearch)
        .where(or_(SavedSearch.state != SearchState.SUSPENDED, SavedSearch.suspended_for == Suspension.MAIL))
        .order_by(SavedSearch.id)
    ).all()


def tell(unit: UnitOfWork, changes: Sequence[Change], found: Mapping[str, Mapping[str, int]]) -> int:
    """Write down what was found and forget the changes; return how many finds are new.

    A find of an older version that nobody was told of gives way to the new one, or goes when the act matches no more.

    Args:
        unit: The unit of work.
        changes: What :func:`waiting` gave.
        found: Search -> act -> version.

    Raises:
        StateConflict: Another process has done these changes meanwhile.
    """
    seqs = [change.seq for change in changes]
    done = unit.session.execute(delete(AlertChange).where(AlertChange.seq.in_(seqs)))
    if done.rowcount != len(seqs):  # type: ignore[attr-defined]  # a DELETE's result has it
        raise StateConflict
    acts = sorted({change.act_id for change in changes})
    untried = select(AlertLetter.id).where(AlertLetter.state == LetterState.WAITING, AlertLetter.in_doubt.is_(False))
    unit.session.execute(
        delete(AlertItem).where(
            AlertItem.act_id.in_(acts),
            AlertItem.told_at.is_(None),
            or_(AlertItem.letter_id.is_(None), AlertItem.letter_id.in_(untried)),
        )
    )
    held = unit.session.execute(
        select(AlertItem.search_id, AlertItem.act_id, AlertItem.act_version).where(AlertItem.act_id.in_(acts))
    )
    known = {tuple(row) for row in held}
    present = set(unit.session.scalars(select(SavedSearch.id).where(SavedSearch.id.in_(found))))
    rows = [
        AlertItem(search_id=search_id, act_id=act_id, act_version=version)
        for search_id, versions in found.items()
        for act_id, version in sorted(versions.items())
        if search_id in present and (search_id, act_id, version) not in known
    ]
    unit.session.add_all(rows)
    unit.session.flush()
    return len(rows)


def prepare(unit: UnitOfWork, zone: ZoneInfo) -> int:
    """Put what was found into letters, for every search whose time has come; return how many letters were made."""
    moment = now()
    due = unit.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.state == SearchState.ACTIVE, SavedSearch.mail_to != "", SavedSearch.next_at <= moment)
        .order_by(SavedSearch.id)
        .with_for_update(of=SavedSearch, skip_locked=True)
    ).all()
    open_letters = set(
        unit.session.scalars(select(AlertLetter.search_id).where(AlertLetter.state == LetterState.WAITING))
    )
    made = 0
    for search in due:
        if search.id in open_letters:
            continue
        made += _fill(unit, search)
        if search.frequency != Frequency.AT_ONCE:
            search.next_at = next_letter(Frequency(search.frequency), moment, zone)
    return made


def _fill(unit: UnitOfWork, search: SavedSearch) -> int:
    items = unit.session.scalars(
        select(AlertItem.id)
        .where(AlertItem.search_id == search.id, AlertItem.letter_id.is_(None), AlertItem.told_at.is_(None))
        .order_by(AlertItem.found_at, AlertItem.id)
        .limit(IN_A_LETTER)
    ).all()
    if not items:
        return 0
    letter = AlertLetter(search_id=search.id)
    unit.session.add(letter)
    unit.session.flush()
    unit.session.execute(update(AlertItem).where(AlertItem.id.in_(items)).values(letter_id=letter.id))
    return 1


def due_letters(session: Session, limit: int = 50) -> Sequence[str]:
    """Return the ids of letters that may be tried now, of searches that are active."""
    return session.scalars(
        select(AlertLetter.id)
        .join(SavedSearch, SavedSearch.id == AlertLetter.search_id)
        .where(
            AlertLetter.state == LetterState.WAITING,
            AlertLetter.next_at <= now(),
            SavedSearch.state == SearchState.ACTIVE,
        )
        .order_by(AlertLetter.next_at, AlertLetter.id)
        .limit(limit)
    ).all()


def claim(unit: UnitOfWork, letter_id: str) -> tuple[AlertLetter, bool] | None:
    """Take a letter to send it, and tell whether an earlier try may have succeeded; None when it is not to be had.

    Commit before anything is sent.
    """
    doubt = unit.session.scalar(select(AlertLetter.in_doubt).where(AlertLetter.id == letter_id))
    took = unit.session.execute(
        update(AlertLetter)
        .where(AlertLetter.id == letter_id, AlertLetter.state == LetterState.WAITING, AlertLetter.next_at <= now())
        .values(attempts=AlertLetter.attempts + 1, next_at=now() + HOLD, in_doubt=True)
    )
    if not took.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        return None
    letter = unit.session.scalars(
        select(AlertLetter).where(AlertLetter.id == letter_id).execution_options(populate_existing=True)
    ).one()
    return letter, bool(doubt)


def items_of(session: Session, letter_id: str) -> Sequence[AlertItem]:
    """Return what a letter tells, acts by date."""
    return session.scalars(
        select(AlertItem)
        .join(Act, Act.id == AlertItem.act_id)
        .where(AlertItem.letter_id == letter_id)
        .order_by(Act.date.desc(), Act.number_int, AlertItem.id)
    ).all()


def withhold(unit: UnitOfWork, items: Sequence[AlertItem]) -> None:
    """Forget finds that the person may no longer see, or that a newer version has replaced."""
    unit.session.execute(delete(AlertItem).where(AlertItem.id.in_([item.id for item in items])))


def sent(unit: UnitOfWork, letter: AlertLetter) -> None:
    """Write down that the mail server has taken a letter.

    Raises:
        StateConflict: The claim is not the last one.
    """
    moment = now()
    _end(unit, letter, state=LetterState.SENT, sent_at=moment, in_doubt=False)
    unit.session.execute(update(AlertItem).where(AlertItem.letter_id == letter.id).values(told_at=moment))
    unit.session.execute(update(SavedSearch).where(SavedSearch.id == letter.search_id).values(refusals=0, trouble=""))
    count = unit.session.scalar(select(func.count()).select_from(AlertItem).where(AlertItem.letter_id == letter.id))
    unit.record("search.letter", f"searches:{letter.search_id}", letter=letter.id, acts=count)


def dropped(unit: UnitOfWork, letter: AlertLetter) -> None:
    """End a letter that has nothing left to tell."""
    _end(unit, letter, state=LetterState.DROPPED, in_doubt=False)


def failed(unit: UnitOfWork, letter: AlertLetter, trouble: str, *, refused: bool) -> None:
    """Write down that a try has failed; a mailbox that refuses again and again suspends its search."""
    minutes = BACKOFF[min(letter.attempts, len(BACKOFF)) - 1]
    _end(unit, letter, next_at=now() + timedelta(minutes=minutes), in_doubt=False)
    search = unit.session.get(SavedSearch, letter.search_id, populate_existing=True)
    if search is None:
        return
    search.trouble = trouble
    search.refusals = search.refusals + 1 if refused else search.refusals
    if search.refusals >= REFUSALS:
        searches.suspend(unit, search, Suspension.MAIL)


def hurry(unit: UnitOfWork, search_id: str) -> None:
    """Let the letters of a search that was resumed or got another mailbox go now."""
    unit.session.execute(
        update(AlertLetter)
        .where(
            AlertLetter.search_id == search_id,
            AlertLetter.state == LetterState.WAITING,
            AlertLetter.in_doubt.is_(False),
        )
        .values(next_at=now())
    )


def counts(session: Session, person_id: str) -> dict[str, int]:
    """Return how much each search of a person has found since she opened it last."""
    rows = session.execute(
        select(AlertItem.search_id, func.count(func.distinct(AlertItem.act_id)))
        .join(SavedSearch, SavedSearch.id == AlertItem.search_id)
        .where(SavedSearch.person_id == person_id, AlertItem.found_at > SavedSearch.opened_at)
        .group_by(AlertItem.search_id)
    )
    return {row[0]: row[1] for row in rows}


def last_letters(session: Session, person_id: str) -> dict[str, datetime]:
    """Return when the last letter of each search of a person went."""
    rows = session.execute(
        select(AlertLetter.search_id, func.max(AlertLetter.sent_at))
        .join(SavedSearch, SavedSearch.id == AlertLetter.search_id)
        .where(SavedSearch.person_id == person_id, AlertLetter.sent_at.is_not(None))
        .group_by(AlertLetter.search_id)
    )
    return {row[0]: row[1] for row in rows if row[1]}


def _end(unit: UnitOfWork, letter: AlertLetter, **values: object) -> None:
    done = unit.session.execute(
        update(AlertLetter)
        .where(
            AlertLetter.id == letter.id,
            AlertLetter.state == LetterState.WAITING,
            AlertLetter.attempts == letter.attempts,
        )
        .values(**values)
    )
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise StateConflict
