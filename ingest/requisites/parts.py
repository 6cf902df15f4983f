"""The parts of an act, and the act cut into them: what the state machine writes and every finder reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.requisites import Found
    from ingest.requisites.approvals import Approval
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line
    from ingest.requisites.signature import Person


class Part(IntEnum):
    """Parts of an act, in their order."""

    CHROME = 0
    LETTERHEAD = 1
    KIND = 2
    REGISTRATION = 3
    TITLE = 4
    PREAMBLE = 5
    OPERATIVE = 6
    SIGNATURE = 7
    MARKS = 8
    ANNEX = 9


@dataclass(slots=True)
class Shape:
    """The act in parts, with what opened it and how its title ended."""

    parts: dict[Part, list[Line]] = field(default_factory=lambda: {part: [] for part in Part})
    headline: Headline | None = None
    """The kind line of the act."""
    database: Headline | None = None
    """The headline that a legal database put above the act: kind, body, date, number, title in one line."""
    draft: bool = False
    """«Проект» stands above or in the kind line: what the text is to become, not an act."""
    annex_first: bool = False
    """The file opens with the stamp of an annex: there is no act in it."""
    title_closed: bool = False
    """What follows the title was recognised, so that the title is whole."""
    title_doubtful: bool = False
    """The title ends with a date that may be the act's own: «Об исполнении решения Думы / от 16.02.2021 № 308»."""
    verb: bool = False
    court: bool = False
    """A court's letterhead or «Именем Российской Федерации»: not an act of the city, without a title of its own."""
    approval: Approval | None = None
    """The stamp above a document that a person, a meeting or an act approved."""
    named: Found | None = None
    """No kind line, but the text calls itself: «Контроль за исполнением настоящего постановления …»."""
    signed: Person | None = None
    """Who signed the act; the first of them where there are more."""
    letter: bool = False
    """No kind line, but a form of address: a letter."""

    def of(self, part: Part) -> list[Line]:
        """Return the lines of a part."""
        return self.parts[part]
