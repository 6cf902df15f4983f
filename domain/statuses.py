"""States of the things that move, and the moves of intake items that are allowed."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class IntakeState(StrEnum):
    """Where an accepted file stands."""

    ACCEPTED = "accepted"
    """Stored and recorded; waits to be read."""
    READING = "reading"
    """A worker holds the lease."""
    READ = "read"
    """A draft was made."""
    FAILED = "failed"
    """Waits for a person, with the reason."""
    DISMISSED = "dismissed"
    """A person decided that the file is not an act; the file is kept."""


INTAKE_MOVES: Final[dict[IntakeState, frozenset[IntakeState]]] = {
    IntakeState.ACCEPTED: frozenset({IntakeState.READING, IntakeState.FAILED, IntakeState.DISMISSED}),
    IntakeState.READING: frozenset({IntakeState.ACCEPTED, IntakeState.READ, IntakeState.FAILED}),
    IntakeState.READ: frozenset({IntakeState.DISMISSED, IntakeState.ACCEPTED}),
    IntakeState.FAILED: frozenset({IntakeState.ACCEPTED, IntakeState.READ, IntakeState.DISMISSED}),
    IntakeState.DISMISSED: frozenset({IntakeState.ACCEPTED}),
}

UNFINISHED: Final = (IntakeState.ACCEPTED, IntakeState.READING)


class Lane(StrEnum):
    """Which work comes first."""

    TEXT = "text"
    SCAN = "scan"
    """Pages to be recognised: done when nothing with a text layer waits."""


class DerivativeState(StrEnum):
    """Where a derivative of a file stands."""

    WANTED = "wanted"
    MADE = "made"
    FAILED = "failed"


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    REGISTERED = "registered"
    ATTACHED = "attached"
    """It stands beside an act of the register as a supplementary document."""
    REJECTED = "rejected"


class AccessLevel(StrEnum):
    """Who may find and read a record.

    ДСП records show a card only to those who may, and are never indexed or exported.
    """

    PUBLIC = "public"
    INTERNAL = "internal"
    OFFICIAL_USE = "dsp"


class PackageState(StrEnum):
    """Where a monthly package stands. A package is never changed: a correction is a new one."""

    BUILT = "built"
    SENT = "sent"
    REPLACED = "replaced"


def may_move(old: str, new: str) -> bool:
    """Tell whether an intake item may go from ``old`` to ``new``."""
    return IntakeState(new) in INTAKE_MOVES[IntakeState(old)]
