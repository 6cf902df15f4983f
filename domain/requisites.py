"""Requisites of an act as they were found, each with the evidence that a person needs to trust it.

Fields after the regulation on the register, chapter 4.1 point 1.3: kind, body, date of adoption, number, title;
signatory and post after chapter 8 point 2.2.3.9. What was not found is None: nothing is invented.
"""

from __future__ import annotations

from typing import Final

import msgspec

from domain.clauses import AmendmentNote, Clause
from domain.numbers import number_key
from domain.references import ActReference, Span

__all__ = [
    "CERTAIN",
    "FIELDS",
    "MANDATORY",
    "ActReference",
    "Annex",
    "Assignment",
    "Found",
    "ProtocolDetails",
    "Requisites",
    "SignatureStamp",
    "Span",
]

CERTAIN: Final = 0.9
"""A value at or above this confidence is shown as certain; below it a person is asked to look."""

FIELDS: Final = ("kind", "body", "date", "number", "title", "signatory", "signatory_post")
"""The fields of the card, in the order in which a registrar reads them."""

MANDATORY: Final = ("kind", "body", "date", "number", "title")
"""Without these an act has no place in the register."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One value: normal form, as written, where, by which rule, how sure (0..1)."""

    value: str
    """Normal form: ISO 8601 for a date, :func:`domain.numbers.parse_number` for a number, lower case for a kind."""
    raw: str
    span: Span | None
    rule: str
    """Stable dotted name of the rule that found it, for instance ``date.letterhead``."""
    confidence: float


class Annex(msgspec.Struct, frozen=True, kw_only=True):
    """An annex: its number as written («1», empty when the only one), title and place."""

    number: str = ""
    title: str = ""
    span: Span | None = None
    acts: tuple[ActReference, ...] = ()
    """The acts that its stamp names, in their order: the one that it belongs to, the one that approved it."""
    confidence: float = CERTAIN
    """How sure number and title are; below :data:`CERTAIN` a person looks at them."""


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """An assignment of a protocol (regulation, chapter 6 points 2.4.3-2.4.7)."""

    point: str
    text: str
    """The exact wording, without the executor before it and the term after it."""
    executors: tuple[str, ...] = ()
    """The first answers for it (the curator; chapter 6 point 2.2.14), the others as well (chapter 7 point 3.4)."""
    term: str = ""
    """As written."""
    due: str | None = None
    """The day that the term means, ISO 8601, see :func:`domain.terms.due_of`."""
    counted: bool = False
    """The day was counted by a rule, it is not written in the term."""
    section: str = ""
    """One of :data:`SECTIONS` where the protocol names it."""
    span: Span | None = None


SECTIONS: Final = ("оперативные", "текущие", "перспективные")
"""Sections of a protocol's assignments (regulation, chapter 6 points 2.4.4-2.4.7)."""


class AgendaItem(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the agenda with its speakers."""

    number: str = ""
    text: str
    speakers: tuple[str, ...] = ()
    span: Span | None = None


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """How a decision was voted: as written and in numbers, where they are told."""

    text: str
    unanimous: bool = False
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a meeting decided under one point."""

    point: str = ""
    text: str
    vote: Vote | None = None
    span: Span | None = None


class Discussion(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it went: СЛУШАЛИ, ВЫСТУПИЛИ, РЕШИЛИ (ПОСТАНОВИЛИ)."""

    number: str = ""
    question: str = ""
    heard: tuple[str, ...] = ()
    """Whom the meeting heard, in the nominative."""
    spoke: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    span: Span | None = None


class SignatureStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The visible mark of an electronic signature: words on the page, which anybody could have typed.

    It is no signature: see :class:`domain.signatures.Signature`. Days are ISO 8601; what it does not show is empty.
    """

    certificate: str = ""
    """Number of the certificate, hexadecimal, upper case, without spaces."""
    owner: str = ""
    valid_from: str = ""
    valid_until: str = ""
    span: Span | None = None


class ProtocolDetails(msgspec.Struct, frozen=True, kw_only=True):
    """What a protocol has besides requisites (regulation, chapter 6 point 2.4.3); its date is the meeting's day."""

    meeting: str | None = None
    chair: str | None = None
    secretary: str | None = None
    """Who kept the protocol."""
    present: tuple[str, ...] = ()
    present_count: int | None = None
    """How many were present, where the protocol says a number."""
    list_annexed: bool = False
    """The list of those present is an annex."""
    invited: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    quorum: str = ""
    """The sentence about the quorum, as written."""
    agenda: tuple[AgendaItem, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    places: dict[str, Span] = {}
    """Where each of the other fields stands in the text, by the name of the field."""


class SupplementaryDetails(msgspec.Struct, frozen=True, kw_only=True):
    """A document that stands beside an act: a court's, a prosecutor's, an antimonopoly body's, an expert's.

    Fields after the regulation, chapter 4.1 points 1.3 and 2.4; the incoming number is given by whoever received it.
    """

    kind: str
    """One of :class:`domain.relations.SupplementaryKind`."""
    form: str
    """What the document calls itself: «апелляционное определение», «протест», «предупреждение»."""
    issuer: str | None = None
    instance: str = ""
    """Of a court: ``first``, ``appeal``, ``cassation``, ``supervision``; empty when it is not told."""
    case: str | None = None
    date: str | None = None
    number: str | None = None
    outcome: str = ""
    """What was decided, as written."""
    demand: str = ""
    """What a prosecutor or an antimonopoly body demands, as written."""
    incoming_number: str | None = None
    incoming_on: str | None = None
    disputed: tuple[ActReference, ...] = ()
    """Acts that it concerns, the surest first."""
    places: dict[str, Span] = {}
    confidence: float = 1.0


class Requisites(msgspec.Struct, frozen=True, kw_only=True):
    """All that was found in one document."""

    kind: Found | None = None
    body: Found | None = None
    date: Found | None = None
    number: Found | None = None
    title: Found | None = None
    signatory: Found | None = None
    signatory_post: Found | None = None
    signed_at: Found | None = None
    """Moment of the electronic signature's stamp, ISO 8601 with offset; not the date of the act."""
    stamps: tuple[SignatureStamp, ...] = ()
    """Visible marks of electronic signatures, in the order of the text."""
    place: Found | None = None
    annexes: tuple[Annex, ...] = ()
    amends: tuple[ActReference, ...] = ()
    repeals: tuple[ActReference, ...] = ()
    citations: tuple[ActReference, ...] = ()
    """Every act that the text cites, in the order of the text, the act itself left out; see ``role``."""
    clauses: tuple[Clause, ...] = ()
    """What the operative part does, in the order of the text."""
    notes: tuple[AmendmentNote, ...] = ()
    """Notes of a consolidated text, in its order."""
    publications: tuple[Found, ...] = ()
    """Publication sources that the text names («опубликовать в газете …»).

    The fact of publication is recorded by a person.
    """
    normative: Found | None = None
    """A hint, value ``yes`` or ``no``: the decision is a person's."""
    access: Found | None = None
    """A restriction mark («Для служебного пользования», «Экз. №»), when the first page bears one."""
    protocol: ProtocolDetails | None = None
    supplementary: SupplementaryDetails | None = None
    """The document is no act of the register: it stands beside one."""
    version: str = ""
    """Version of the rules."""

    def field(self, name: str) -> Found | None:
        """Return the finding for one of :data:`FIELDS`."""
        found: Found | None = getattr(self, name)
        return found

    def foreign_acts(self, annex: Annex) -> tuple[ActReference, ...]:
        """Return the acts named in the stamp of an annex that are not this act: a doubt for a person.

        What is missing on either side tells nothing, so an act without date and number has no foreign stamp.
        """
        return tuple(act for act in annex.acts if self._differs(act))

    def _differs(self, act: ActReference) -> bool:
        number = number_key(act.number) if act.number else None
        pairs = (
            (self.date.value if self.date else None, act.date),
            (number_key(self.number.value) if self.number else None, number),
        )
        known = [(own, named) for own, named in pairs if own and named]
        kinds = self.kind.value != act.kind if self.kind and act.kind and self.kind.confidence >= CERTAIN else False
        return bool(known) and (kinds or any(own != named for own, named in known))

    @property
    def is_certain(self) -> bool:
        """Whether every mandatory requisite was found and is certain: only then may the machine register by itself."""
        return all((found := self.field(name)) is not None and found.confidence >= CERTAIN for name in MANDATORY)


msgspec.msgpack.Decoder(Requisites)
"""Made while the module is imported: what msgspec knows of a type is built at its first decoding, and two threads that
decode it for the first time at once would crash the process."""
