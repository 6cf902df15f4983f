"""What the operative part of an act does, as typed clauses, and the notes of a consolidated text.

Terms of entry into force after 131-ФЗ article 47 and the charters: an act that touches rights of people takes force
after its official publication only, so such a day is derived and stays unknown until the publication is recorded.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from domain.references import ActReference, Span


class ClauseKind(StrEnum):
    """What a clause does."""

    APPROVES = "approves"
    AMENDS = "amends"
    SUPPLEMENTS = "supplements"
    REPEALS = "repeals"
    REPEALS_PART = "repeals-part"
    SUSPENDS = "suspends"
    IN_FORCE = "in-force"
    PUBLICATION = "publication"
    CONTROL = "control"
    EXECUTION = "execution"


CLAUSE_TITLES: Final[dict[ClauseKind, str]] = {
    ClauseKind.APPROVES: "утверждает",
    ClauseKind.AMENDS: "вносит изменения",
    ClauseKind.SUPPLEMENTS: "дополняет",
    ClauseKind.REPEALS: "признаёт утратившим силу",
    ClauseKind.REPEALS_PART: "признаёт утратившим силу в части",
    ClauseKind.SUSPENDS: "приостанавливает",
    ClauseKind.IN_FORCE: "вступление в силу",
    ClauseKind.PUBLICATION: "опубликование",
    ClauseKind.CONTROL: "контроль",
    ClauseKind.EXECUTION: "поручает",
}
"""Each kind as a person reads it."""


class Force(StrEnum):
    """How the day of entry into force is given."""

    ON_SIGNING = "on-signing"
    ON_PUBLICATION = "on-publication"
    AFTER_PUBLICATION = "after-publication"
    """``days`` after the publication."""
    ON_DATE = "on-date"
    RETROACTIVE = "retroactive"
    """Extends to relations that arose from ``day`` on."""
    DERIVED = "derived"
    """From the day of another event or act, which the text names."""


class Clause(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that the act does; what the text does not say is empty."""

    kind: ClauseKind
    span: Span
    text: str
    """The clause in short, as written."""
    point: str = ""
    """Number of the point that holds it: «2», «2.1»."""
    acts: tuple[ActReference, ...] = ()
    who: tuple[str, ...] = ()
    """Who controls or executes, as written."""
    where: tuple[str, ...] = ()
    """Where the act is to be published, as written."""
    force: Force | None = None
    day: str | None = None
    """ISO 8601: the day of entry into force, or the last day of the term."""
    days: int | None = None
    """Days after the publication, or of the term."""
    term: str = ""
    """The term as written."""
    confidence: float = 0.9


class AmendmentNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A note of a consolidated text: which unit was changed by which acts.

    A note may follow or precede its unit, so ``unit`` is a reading of low confidence; ``raw`` is certain.
    """

    raw: str
    span: Span
    action: str = "amended"
    """``amended``, ``added``, ``removed``, ``lapsed`` (lost force); ``as-of``: the state of a day, without acts."""
    unit: str = ""
    """«пункт 2.2.1», «глава»; empty when nothing tells."""
    acts: tuple[ActReference, ...] = ()
    confidence: float = 0.5
