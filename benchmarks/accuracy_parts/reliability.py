"""How far confidence may be believed: bins of confidence over verdicts.

Reads: Verdicts of ``ingest.requisites.tallying``. Writes: bins.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.accuracy_parts.labelled import Measured
    from ingest.requisites.tallying import Verdict

BINS: Final = (0.0, 0.55, 0.65, 0.75, 0.85, 0.9, 0.95, 0.97, 1.01)
"""Edges of the bins of confidence."""


def reliability(made: Iterable[Verdict[Measured]]) -> list[tuple[float, float, int, float, float]]:
    """Return the bins of confidence: edges, number of values, mean confidence, share of right ones."""
    given = [verdict for verdict in made if verdict.got]
    bins = []
    for low, high in itertools.pairwise(BINS):
        inside = [verdict for verdict in given if low <= verdict.confidence < high]
        if inside:
            mean = sum(verdict.confidence for verdict in inside) / len(inside)
            bins.append((low, high, len(inside), mean, sum(verdict.right for verdict in inside) / len(inside)))
    return bins
