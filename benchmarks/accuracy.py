"""``make bench-accuracy``: how true the cards are, over the labelled documents: tables by layer and field, goals.

``python -m benchmarks.accuracy wrong`` also lists every wrong value; ``plot`` draws the reliability of confidence into
``benchmarks/accuracy.svg``. Method and figures: ``benchmarks/accuracy.md``.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy_parts import labelled
from benchmarks.accuracy_parts.labelled import CHECKING, SCAN, TEXT, TUNING
from benchmarks.accuracy_parts.reliability import reliability
from benchmarks.table import Figure, at_least, at_most, show
from ingest.requisites.tallying import LISTS, SCORED, Tally, certain, changes, tallies, verdicts

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.accuracy_parts.labelled import Measured
    from domain.document import Document
    from ingest.requisites.tallying import Verdict

TEXT_GOALS: Final = {"kind": 0.97, "date": 0.95, "number": 0.95, "title": 0.92, "body": 0.92, "signatory": 0.92}
"""Share of right values of documents with a text layer, checking half."""

SCAN_GOALS: Final = {"kind": 0.85, "body": 0.85, "title": 0.85}
_PRECISION: Final = 0.98
_SCAN_PRECISION: Final = 0.95
_CERTAIN: Final = 0.995
_CHANGES: Final = 0.95
_BIG_ACT: Final = 200
"""An act of this many pages is a big one."""

_BIG_SECONDS: Final = 0.5
_USUAL_SECONDS: Final = 0.03


def main(words: list[str], read: Callable[[Path], Document] | None = None) -> None:
    """Read, score, print; leave with 1 when a goal is not met."""
    found = labelled.outcomes(read)
    made = verdicts(found)
    console = Console(width=150)
    table = tallies(made, lambda one: (one.outcome.half, one.outcome.layer, one.field))
    for half in (TUNING, CHECKING):
        console.print(_score_table(half, table))
    console.print(_reliability_table(made))
    if "wrong" in words:
        for verdict in made:
            if not verdict.right:
                console.print(_wrong(verdict), markup=False, soft_wrap=True)
    if "plot" in words:
        _plot(made, Path(__file__).with_suffix(".svg"))
    show("Accuracy", [*_text_goals(table), *_scan_goals(table), *_other_goals(found, made)])


def _score_table(half: str, table: dict[tuple[str, str, str], Tally]) -> Table:
    shown = Table(title=f"{half} half: right of all, and right of those given")
    for heading in ("field", "text", "text, given", "scan", "scan, given"):
        shown.add_column(heading)
    for name in SCORED:
        cells = []
        for layer in (TEXT, SCAN):
            tally = table.get((half, layer, name)) or Tally()
            cells += [f"{tally.accuracy:.0%} of {tally.asked}", f"{tally.precision:.0%} of {tally.given}"]
        shown.add_row(name, *cells)
    return shown


def _reliability_table(made: list[Verdict[Measured]]) -> Table:
    shown = Table(title="reliability: confidence of given values, and how many of them are right")
    for heading in ("confidence", "values", "mean", "right"):
        shown.add_column(heading)
    for low, high, count, mean, right in reliability(made):
        shown.add_row(f"{low:.2f} to {min(high, 1):.2f}", str(count), f"{mean:.2f}", f"{right:.1%}")
    return shown


def _wrong(verdict: Verdict[Measured]) -> str:
    outcome = verdict.outcome
    return (
        f"{outcome.half} {outcome.layer} {outcome.file} {verdict.field}: wanted {verdict.want!r}, found {verdict.got!r}"
    )


def _text_goals(table: dict[tuple[str, str, str], Tally]) -> list[Figure]:
    lines = []
    for name, goal in TEXT_GOALS.items():
        tally = table[CHECKING, TEXT, name]
        lines.append(at_least(f"checking, text layer: {name}", goal, tally.accuracy))
        lines.append(at_least(f"checking, text layer: precision of {name}", _PRECISION, tally.precision))
    return lines


def _scan_goals(table: dict[tuple[str, str, str], Tally]) -> list[Figure]:
    lines = [
        at_least(f"checking, scans: {name}", goal, table[CHECKING, SCAN, name].accuracy)
        for name, goal in SCAN_GOALS.items()
    ]
    for name in ("date", "number"):
        both = [table[half, SCAN, name] for half in (TUNING, CHECKING)]
        given, right = sum(tally.given for tally in both), sum(tally.given_right for tally in both)
        lines.append(
            at_least(
                f"scans of both halves: precision of {name} ({given} given)", _SCAN_PRECISION, right / max(1, given)
            )
        )
    return lines


def _other_goals(found: list[Measured], made: list[Verdict[Measured]]) -> list[Figure]:
    checking = [outcome for outcome in found if outcome.half == CHECKING]
    sure = certain(made)
    big = [outcome.seconds for outcome in found if outcome.pages >= _BIG_ACT]
    usual = [outcome.seconds for outcome in found if outcome.pages < _BIG_ACT]
    return [
        *(at_least(f"checking: F1 of {name}", _CHANGES, changes(checking, name).f1) for name in LISTS),
        at_least(f"certain values right ({sure.given} of both halves)", _CERTAIN, sure.precision),
        at_most(f"requisites of an act of {_BIG_ACT} pages", _BIG_SECONDS, max(big, default=0.0), " s"),
        at_most("requisites of a usual act (median)", _USUAL_SECONDS, statistics.median(usual), " s"),
    ]


def _plot(made: list[Verdict[Measured]], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    bins = reliability(made)
    figure, axes = plt.subplots(figsize=(6, 6))
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey", label="perfectly calibrated")
    axes.plot([mean for *_, mean, _ in bins], [right for *_, right in bins], marker="o", label="found values")
    for _, _, count, mean, right in bins:
        axes.annotate(str(count), (mean, right), textcoords="offset points", xytext=(6, -12))
    axes.set(xlabel="confidence", ylabel="share of right values", title="Reliability of confidence", ylim=(0, 1.05))
    axes.legend(loc="lower right")
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main(sys.argv[1:])
