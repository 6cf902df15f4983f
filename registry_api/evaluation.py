"""Scoring a labelled folder: what ``registry evaluate`` tells, as plain data.

The figures are those of the shared ``score.py`` over ``registry extract --jsonl``: the same fields are asked, the same
values count as the same. A document that cannot be read counts as one in which nothing was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.requisites.scoring import changed_acts
from ingest.requisites.tallying import LISTS, SCORED, Outcome, changes, tallies, verdicts, whole_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ingest.requisites.labelled import Labelled, Problem
    from ingest.requisites.tallying import Changes, Tally, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated(Outcome):
    """An outcome with its group and what went wrong with the file."""

    format: str
    error: Mapping[str, Any] | None


def outcome_of(one: Labelled, row: Mapping[str, Any]) -> Evaluated:
    """Put what was found in a file (the line of ``registry extract``) beside its label."""
    return Evaluated(
        file=one.file,
        format=one.format,
        found=row,
        confidence=row["confidence"],
        expected=one.expected,
        error=row["error"],
    )


def score(outcomes: Sequence[Evaluated], problems: Iterable[Problem]) -> dict[str, Any]:
    """Return figures by field and format, the acts that are changed, every wrong value, what could not be used."""
    made = verdicts(outcomes)
    by_field = tallies(made, lambda one: one.field)
    by_format = tallies(made, lambda one: (one.outcome.format, one.field))
    formats = sorted({outcome.format for outcome in outcomes})
    asked = sum(tally.asked for tally in by_field.values())
    return {
        "files": len(outcomes),
        "accuracy": sum(tally.right for tally in by_field.values()) / asked if asked else None,
        "documents_right": whole_documents(made, outcomes),
        "fields": {name: _figures(by_field[name]) for name in SCORED if name in by_field},
        "formats": {
            kind: {name: _figures(by_format[kind, name]) for name in SCORED if (kind, name) in by_format}
            for kind in formats
        },
        "changes": {name: _changes(changes(outcomes, name)) for name in LISTS},
        "wrong": [_wrong(verdict) for verdict in made if not verdict.right] + _wrong_lists(outcomes),
        "unreadable": [
            {"file": outcome.file, "code": outcome.error["code"], "message": outcome.error["message"]}
            for outcome in outcomes
            if outcome.error
        ],
        "problems": [{"place": problem.place, "reason": problem.reason} for problem in problems],
    }


def _figures(tally: Tally) -> dict[str, Any]:
    """Return counts and shares; a share of nothing is None."""
    return {
        "asked": tally.asked,
        "right": tally.right,
        "accuracy": tally.accuracy if tally.asked else None,
        "shown": tally.given,
        "shown_right": tally.given_right,
        "shown_wrong": tally.given - tally.given_right,
        "missed": tally.missed,
        "precision": tally.precision if tally.given else None,
        "recall": tally.recall if tally.wanted else None,
        "certain": tally.sure,
        "certain_right": tally.sure_right,
    }


def _changes(counted: Changes) -> dict[str, Any]:
    some = counted.right + counted.extra + counted.missing
    return {
        "right": counted.right,
        "extra": counted.extra,
        "missing": counted.missing,
        "precision": counted.precision if counted.right + counted.extra else None,
        "recall": counted.recall if counted.right + counted.missing else None,
        "f1": counted.f1 if some else None,
    }


def _wrong(verdict: Verdict[Evaluated]) -> dict[str, Any]:
    return {
        "file": verdict.outcome.file,
        "format": verdict.outcome.format,
        "field": verdict.field,
        "expected": verdict.want or None,
        "found": verdict.got or None,
        "confidence": verdict.confidence if verdict.got else None,
    }


def _wrong_lists(outcomes: Iterable[Evaluated]) -> list[dict[str, Any]]:
    return [
        {
            "file": outcome.file,
            "format": outcome.format,
            "field": name,
            "expected": _listed(outcome.expected.get(name)),
            "found": _listed(outcome.found.get(name)),
            "confidence": None,
        }
        for outcome in outcomes
        for name in LISTS
        if changed_acts(outcome.expected.get(name)) != changed_acts(outcome.found.get(name))
    ]


def _listed(references: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    return [{"date": one.get("date"), "number": one.get("number")} for one in references or ()]
