"""Saved searches: how often they tell, in which state they are, why one stands still."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MORNING: Final = time(8)
"""When daily and weekly letters go, by the clock of the office."""


class Frequency(StrEnum):
    """How often a letter may come."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


class SearchState(StrEnum):
    """``suspended`` is what the register does when it cannot tell any more; a person only pauses."""

    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"


class Suspension(StrEnum):
    """Why the register has suspended a search."""

    ACCOUNT = "account"
    """The account was closed or may no longer search."""
    QUERY = "query"
    """The query is no longer understood as it was when it was saved."""
    MAIL = "mail"
    """Letters were refused again and again."""


class LetterState(StrEnum):
    """A letter waits (also while it is tried), was taken by the mail server, or had nothing left to tell."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


def next_letter(frequency: Frequency, after: datetime, zone: ZoneInfo) -> datetime:
    """Return when the next letter may go: at once, or on the next morning (of a Monday) after a moment."""
    if frequency is Frequency.AT_ONCE:
        return after
    local = after.astimezone(zone)
    day = local.date()
    if local.time() >= MORNING:
        day += timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, MORNING, zone)
