"""The syntax tree of a query. It says what must match, in words that are analysed already; an engine only compiles it.

Every node defines a set of acts. «Title» means the title with the card line (kind, body, date, number), see
:func:`search.documents.prepare`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


_TOGETHER_MOST: Final = 12
_OTHER_SIGN: Final = str.maketrans("-/", "/-")


@dataclass(frozen=True, slots=True)
class Everything:
    """Every act: the empty query."""


@dataclass(frozen=True, slots=True)
class Word:
    """Any form of a word: one of the lemmas stands in the title or the text."""

    form: str
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exact:
    """This form of a word stands in the title or the text."""

    form: str
    plain: bool = field(default=False, compare=False)
    """A name in «…», as titles have them: no sign that just this form is meant."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """A form that begins so stands in the title or the text, or in the title alone."""

    start: str
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """A form that differs by few signs (one is added, left out, changed, or two change places) stands somewhere."""

    form: str
    distance: int
    """1 or 2."""


@dataclass(frozen=True, slots=True)
class PhraseExact:
    """These forms stand side by side, in the title or in the text; at least two."""

    forms: tuple[str, ...]
    plain: bool = field(default=False, compare=False)
    """A name in «…», as titles have them: no sign that just these forms are meant."""


@dataclass(frozen=True, slots=True)
class PhraseForms:
    """Words in any form stand side by side; each word is the lemmas that it may have; at least two words."""

    forms: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    plain: bool = field(default=False, compare=False)
    """Typed as one word («научно-практический»), without a sign that a phrase is meant."""


@dataclass(frozen=True, slots=True)
class NumberIs:
    """The number of the act, with its suffix or (digits only) with any suffix.

    Matches the comparing form; for digits alone also the first integer; with letters also the form without dashes
    («827д»); with a dash or a slash also the form with the other sign: names of files have no «12/5».
    """

    norm: str
    integer: int | None
    bare: str | None

    @property
    def resigned(self) -> str:
        """The number with slashes for its dashes and dashes for its slashes; empty when it has neither."""
        other = self.norm.translate(_OTHER_SIGN)
        return other if other != self.norm else ""


@dataclass(frozen=True, slots=True)
class NumberPrefix:
    """The comparing form of the number begins so."""

    start: str


@dataclass(frozen=True, slots=True)
class DateBetween:
    """The date of the act, both ends included; None is open. An act without a date never matches."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Flag:
    """Whether the register holds something of the act."""

    name: str
    """``has_publication`` or ``has_supplementary``."""
    value: bool


@dataclass(frozen=True, slots=True)
class FieldWords:
    """All words, in any form, stand in the kind, in the name of the body or in the title."""

    field: str
    """``kind``, ``body`` or ``title``."""
    words: tuple[tuple[str, ...], ...]
    text: str
    """As a person sees the condition."""


@dataclass(frozen=True, slots=True)
class Requisites:
    """Requisites that were typed among the words: the act that bears them ranks before all, acts that cite them follow.

    Matches the act of this number and date; this number and the year of the date (a slip in the day); whatever
    ``words`` matches. Without a number: the date alone; without a date: the number alone.
    """

    number: NumberIs | None
    days: tuple[date, ...]
    """The day that was typed; without its year, that day of every year; empty when no day was."""
    kind: tuple[str, ...]
    """Lemmas of the kind that was typed before the number, empty when none: it ranks, it does not select."""
    words: Node

    @property
    def on_days(self) -> Node | None:
        """The condition on the day; None when no day was typed."""
        asked = tuple(DateBetween(day, day) for day in self.days)
        return Or(asked) if len(asked) > 1 else asked[0] if asked else None


@dataclass(frozen=True, slots=True)
class And:
    """All match; at least two."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any matches; at least two."""

    items: tuple[Node, ...]
    added: bool = field(default=False, compare=False)
    """The first was typed, the others were added to it by the table of synonyms."""


@dataclass(frozen=True, slots=True)
class Most:
    """At least ``minimum`` of the items match; the more and the rarer they are, the better."""

    items: tuple[Node, ...]
    minimum: int
    """From 1 to the number of items."""


@dataclass(frozen=True, slots=True)
class Not:
    """The other acts."""

    item: Node


Node: TypeAlias = (
    Everything
    | Word
    | Exact
    | Prefix
    | Near
    | PhraseExact
    | PhraseForms
    | NumberIs
    | NumberPrefix
    | DateBetween
    | FieldWords
    | Flag
    | Requisites
    | And
    | Or
    | Most
    | Not
)


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was searched besides some words: the words as they were typed, and the other expressions."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    ast: Node = field(default_factory=Everything)
    """What scores and selects."""
    filters: tuple[Node, ...] = ()
    """Conditions on fields that stand at the top: they select and do not score."""
    warnings: tuple[str, ...] = ()
    """What was not understood or was changed, in Russian, to stand under the box."""
    text: str = ""
    """The text that was parsed."""
    expansions: tuple[Expansion, ...] = ()
    """What the table of synonyms added."""

    @property
    def is_empty(self) -> bool:
        """Whether every act matches."""
        return isinstance(self.ast, Everything) and not self.filters


def years_of(days: Sequence[date]) -> DateBetween:
    """Return the calendar years from that of the first day to that of the last."""
    return DateBetween(days[0].replace(month=1, day=1), days[-1].replace(month=12, day=31))


def leaves(node: Node) -> Iterator[Node]:
    """Yield the leaves that a matching act may show; what stands under «not» is left out."""
    if isinstance(node, And | Or | Most):
        for item in node.items:
            yield from leaves(item)
    elif isinstance(node, Requisites):
        yield from leaves(node.words)
    elif not isinstance(node, Not):
        yield node


def typed_words(items: tuple[Node, ...]) -> tuple[Word, ...]:
    """Return the words that a person typed beside each other, in their order; what was added to them is left out.

    Of words with the same lemma the first: an engine tries every way to lay repeated words on the places of a text,
    which takes three times as long for each of them. Twelve at most: more say nothing of their nearness.
    """
    found: list[Word] = []
    for item in items:
        typed = item.items[0] if isinstance(item, Or) and item.added else item
        if isinstance(typed, Word):
            found.append(typed)
        elif isinstance(typed, And):
            found.extend(word for word in typed.items if isinstance(word, Word))
    by_lemma: dict[str, Word] = {}
    for word in found:
        by_lemma.setdefault(word.lemmas[0], word)
    return tuple(by_lemma.values())[:_TOGETHER_MOST]
