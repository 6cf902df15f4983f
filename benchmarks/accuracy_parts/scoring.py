"""The score: fields right, precision of what was given, certain values, how far confidence may be believed.

Reads: Outcomes. Writes: Tallies. What counts as right is told by ``ingest.requisites.scoring``, which a test holds to
the shared ``score.py`` beside the corpus.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from domain.requisites import CERTAIN
from ingest.requisites.scoring import SAME, changed_acts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.accuracy_parts.labelled import Outcome

SCORED: Final = ("kind", "body", "date", "number", "title", "signatory")
LISTS: Final = ("amends", "repeals")
BINS: Final = (0.0, 0.55, 0.65, 0.75, 0.85, 0.9, 0.95, 0.97, 1.01)
"""Edges of the bins of confidence."""


@dataclass(slots=True)
class Tally:
    """Values of one field in one group."""

    right: int = 0
    asked: int = 0
    given: int = 0
    given_right: int = 0

    @property
    def accuracy(self) -> float:
        """Share of documents whose value is right; an expected absence is right only when nothing is given."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        """Share of given values that are right; 1 where none was given."""
        return self.given_right / self.given if self.given else 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One value against its label."""

    outcome: Outcome
    field: str
    want: Any
    got: Any
    right: bool
    confidence: float


def verdicts(found: Iterable[Outcome]) -> list[Verdict]:
    """Compare every value with its label; fields that the labels leave open are not asked, as in the shared score."""
    made = []
    for outcome in found:
        for name in SCORED:
            want, got = outcome.expected.get(name), outcome.found.get(name)
            if want is None and name not in {"date", "number"}:
                continue
            made.append(Verdict(outcome, name, want, got, SAME[name](got, want), outcome.confidence.get(name, 0.0)))
    return made


def tallies(made: Iterable[Verdict]) -> dict[tuple[str, str, str], Tally]:
    """Return the tallies by half, layer and field."""
    table: defaultdict[tuple[str, str, str], Tally] = defaultdict(Tally)
    for verdict in made:
        tally = table[verdict.outcome.half, verdict.outcome.layer, verdict.field]
        tally.asked += 1
        tally.right += verdict.right
        tally.given += bool(verdict.got)
        tally.given_right += bool(verdict.got) and verdict.right
    return table


def changes_f1(found: Iterable[Outcome], field: str) -> float:
    """Return the harmonic mean of precision and recall of the acts that are amended or repealed."""
    right = extra = missing = 0
    for outcome in found:
        want, got = changed_acts(outcome.expected.get(field)), changed_acts(outcome.found.get(field))
        right, extra, missing = right + len(want & got), extra + len(got - want), missing + len(want - got)
    return 2 * right / (2 * right + extra + missing) if right + extra + missing else 1.0


def certain(made: Iterable[Verdict]) -> Tally:
    """Return the tally of values that are shown as certain."""
    sure = [verdict for verdict in made if verdict.got and verdict.confidence >= CERTAIN]
    return Tally(given=len(sure), given_right=sum(verdict.right for verdict in sure))


def reliability(made: Iterable[Verdict]) -> list[tuple[float, float, int, float, float]]:
    """Return the bins of confidence: edges, number of values, mean confidence, share of right ones."""
    given = [verdict for verdict in made if verdict.got]
    bins = []
    for low, high in itertools.pairwise(BINS):
        inside = [verdict for verdict in given if low <= verdict.confidence < high]
        if inside:
            mean = sum(verdict.confidence for verdict in inside) / len(inside)
            bins.append((low, high, len(inside), mean, sum(verdict.right for verdict in inside) / len(inside)))
    return bins
