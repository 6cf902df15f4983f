"""How often found requisites are right: verdicts over labels, tallies, acts that are changed, certain values.

Reads: Outcomes. Writes: Verdicts and Tallies. What counts as the same value is told by ``scoring``; which values are
asked is what the shared ``score.py`` beside the corpus asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from domain.requisites import CERTAIN
from ingest.requisites.scoring import SAME, changed_acts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

SCORED: Final = ("kind", "body", "date", "number", "title", "signatory")
LISTS: Final = ("amends", "repeals")
WHOLE: Final = ("kind", "date", "number", "title")
"""A document whose values of these fields are right counts as right."""

_ALWAYS_ASKED: Final = frozenset({"date", "number"})
"""Fields whose empty label means that nothing may be found; other empty labels are not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found in one labelled document, as ``registry extract --jsonl`` gives it, beside what is expected."""

    file: str
    found: Mapping[str, Any]
    confidence: Mapping[str, float]
    expected: Mapping[str, Any]


OutcomeT = TypeVar("OutcomeT", bound=Outcome)
Key = TypeVar("Key", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[OutcomeT]):
    """One value against its label."""

    outcome: OutcomeT
    field: str
    want: Any
    got: Any
    right: bool
    confidence: float

    @property
    def is_certain(self) -> bool:
        """Whether the value is shown as certain."""
        return bool(self.got) and self.confidence >= CERTAIN


@dataclass(slots=True)
class Tally:
    """Values of one field in one group, in numbers."""

    right: int = 0
    asked: int = 0
    given: int = 0
    given_right: int = 0
    wanted: int = 0
    """Labels that have a value."""
    missed: int = 0
    """Labels that have a value where nothing was found."""
    sure: int = 0
    sure_right: int = 0

    def add(self, verdict: Verdict[Any]) -> None:
        """Count one value in."""
        self.asked += 1
        self.right += verdict.right
        self.given += bool(verdict.got)
        self.given_right += bool(verdict.got) and verdict.right
        self.wanted += bool(verdict.want)
        self.missed += bool(verdict.want) and not verdict.got
        self.sure += verdict.is_certain
        self.sure_right += verdict.is_certain and verdict.right

    @property
    def accuracy(self) -> float:
        """Share of documents whose value is right; an expected absence is right only when nothing is given."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        """Share of given values that are right; 1 where none was given."""
        return self.given_right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of labelled values that were found as they are; 1 where no label has one."""
        return self.given_right / self.wanted if self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class Changes:
    """Acts that documents amend or repeal: found as labelled, found besides, not found."""

    right: int
    extra: int
    missing: int

    @property
    def precision(self) -> float:
        """Share of found acts that are labelled; 1 where none was found."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of labelled acts that were found; 1 where none is labelled."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        whole = 2 * self.right + self.extra + self.missing
        return 2 * self.right / whole if whole else 1.0


def verdicts(found: Iterable[OutcomeT]) -> list[Verdict[OutcomeT]]:
    """Compare every value with its label; fields that the labels leave open are not asked, as in the shared score."""
    made = []
    for outcome in found:
        for name in SCORED:
            want, got = outcome.expected.get(name), outcome.found.get(name)
            if want is None and name not in _ALWAYS_ASKED:
                continue
            made.append(Verdict(outcome, name, want, got, SAME[name](got, want), outcome.confidence.get(name, 0.0)))
    return made


def tallies(made: Iterable[Verdict[OutcomeT]], key: Callable[[Verdict[OutcomeT]], Key]) -> defaultdict[Key, Tally]:
    """Return the tallies of the groups that ``key`` makes; a group without values is empty."""
    table: defaultdict[Key, Tally] = defaultdict(Tally)
    for verdict in made:
        table[key(verdict)].add(verdict)
    return table


def changes(found: Iterable[Outcome], field: str) -> Changes:
    """Compare the acts that are amended or repealed (``field`` is one of :data:`LISTS`) with the labels."""
    right = extra = missing = 0
    for outcome in found:
        want, got = changed_acts(outcome.expected.get(field)), changed_acts(outcome.found.get(field))
        right, extra, missing = right + len(want & got), extra + len(got - want), missing + len(want - got)
    return Changes(right, extra, missing)


def certain(made: Iterable[Verdict[OutcomeT]]) -> Tally:
    """Return the tally of values that are shown as certain."""
    sure = Tally()
    for verdict in made:
        if verdict.is_certain:
            sure.add(verdict)
    return sure


def whole_documents(made: Iterable[Verdict[OutcomeT]], files: Iterable[OutcomeT]) -> int:
    """Return how many documents have nothing wrong in kind, date, number and title."""
    wrong = {verdict.outcome.file for verdict in made if not verdict.right and verdict.field in WHOLE}
    return sum(outcome.file not in wrong for outcome in files)
