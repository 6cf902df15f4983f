"""What a month holds.

Plain values taken from the records once, so that checks and documents all speak of the same moment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from domain.dates import format_date

if TYPE_CHECKING:
    import datetime as dt

    from domain.periods import ReportingMonth


class Section(StrEnum):
    """Why an act is in the package."""

    MONTH = "month"
    """Adopted in the reporting month."""
    LATE = "late"
    """Adopted earlier: never sent, or something of it became known since."""


class LateReason(StrEnum):
    """What makes an earlier act part of this month's package."""

    NEVER_SENT = "never-sent"
    CHANGED = "changed"
    PUBLICATION = "publication"
    SUPPLEMENTARY = "supplementary"


LATE_TITLES: Final = {
    LateReason.NEVER_SENT: "направляется впервые",
    LateReason.CHANGED: "изменены сведения",
    LateReason.PUBLICATION: "добавлены сведения об опубликовании",
    LateReason.SUPPLEMENTARY: "добавлены дополнительные документы",
}


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of an act or of a supplementary document; ``sheets`` is None when the format does not tell."""

    sha256: str
    size: int
    format: str
    name: str
    role: str
    sheets: int | None = None


@dataclass(frozen=True, slots=True)
class PublicationEntry:
    """A source of official publication."""

    kind: str
    source: str
    issue: str
    published_on: dt.date | None
    pages: str
    url: str


@dataclass(frozen=True, slots=True)
class SupplementaryEntry:
    """A supplementary document; ``in_month`` tells that it was registered in the reporting month."""

    id: str
    kind: str
    issuer: str
    date: dt.date
    number: str
    incoming_number: str
    incoming_on: dt.date | None
    title: str
    outcome: str
    file: FileEntry | None
    in_month: bool


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """What the act does to another act."""

    relation: str
    kind: str
    body: str
    date: dt.date | None
    number: str
    provision: str


@dataclass(frozen=True, slots=True)
class ActName:
    """An act that is only named."""

    id: str
    kind: str
    number: str
    date: dt.date

    @property
    def called(self) -> str:
        """«постановление № 308 от 06.04.2026»."""
        return f"{self.kind or 'акт'} № {self.number or '—'} от {format_date(self.date)}"


@dataclass(frozen=True, slots=True)
class ActEntry:
    """An act as it goes into the package."""

    id: str
    version: int
    section: Section
    kind: str
    body: str
    body_key: str
    date: dt.date
    number: str
    number_norm: str
    number_int: int | None
    title: str
    signatory: str
    signatory_post: str
    signed_at: dt.datetime | None
    normative_reason: str
    normative_at: dt.datetime | None
    document_id: str | None
    has_text: bool
    reasons: tuple[LateReason, ...] = ()
    files: tuple[FileEntry, ...] = ()
    publications: tuple[PublicationEntry, ...] = ()
    supplementary: tuple[SupplementaryEntry, ...] = ()
    links: tuple[LinkEntry, ...] = ()

    @property
    def name(self) -> ActName:
        """The act's name."""
        return ActName(self.id, self.kind, self.number, self.date)


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """Numbers that one body gave to one kind of acts in the year of the month, up to its end.

    Number, day, in order of numbers; without those of acts for official use.
    """

    body: str
    kind: str
    numbers: tuple[tuple[int, dt.date], ...]


@dataclass(frozen=True, slots=True)
class MonthContents:
    """All of a month: what goes, and what must be decided or explained before it may go."""

    month: ReportingMonth
    today: dt.date
    """The day of collecting, by the municipality's clock."""
    acts: tuple[ActEntry, ...] = ()
    late: tuple[ActEntry, ...] = ()
    undecided: tuple[ActName, ...] = ()
    """Acts of the month of which nobody has decided whether they are normative."""
    undecided_earlier: tuple[ActName, ...] = ()
    withdrawn: tuple[ActName, ...] = ()
    """Acts that went in an earlier package and are no longer held to be normative."""
    twins: tuple[tuple[ActName, str], ...] = ()
    """Acts of the month with the kind, number and date of another record; the text names the other's body."""
    series: tuple[NumberSeries, ...] = field(default=())

    @property
    def all_acts(self) -> tuple[ActEntry, ...]:
        """Acts in the order of the inventory."""
        return self.acts + self.late

    @property
    def supplementary(self) -> tuple[tuple[ActEntry, SupplementaryEntry], ...]:
        """Supplementary documents registered in the month, each with its act."""
        return tuple((act, item) for act in self.all_acts for item in act.supplementary if item.in_month)

    @property
    def is_nil(self) -> bool:
        """Whether there is nothing to send."""
        return not self.all_acts
