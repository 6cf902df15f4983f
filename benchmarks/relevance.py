"""``make bench-relevance``: order of the hits of ours against plain tantivy and OpenSearch, on the same documents.

The table goes to ``benchmarks/relevance.md`` by hand, with the day.
"""

from __future__ import annotations

import math
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks.relevance_parts import abbreviations, asking, documents, judged
from benchmarks.relevance_parts.engines import URL, opensearch, ours, plain
from benchmarks.table import Figure, at_least, show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.relevance_parts.asked import Asked
    from search.documents import SearchDocument

    Ranks = dict[str, list[list[str]]]

_OURS: Final = "ours"
_CLASSES: Final = (
    asking.REQUISITES,
    judged.CITATION,
    *asking.MASKED,
    abbreviations.SHORT,
    abbreviations.LONG,
    judged.JUDGED,
)


def main() -> None:
    """Ask every engine every question."""
    read = documents.read()
    same = documents.same(read)
    real = [documents.searched(name, document) for name, document in read.items()]
    everything = [*real, *documents.noise()]
    asked = [
        *asking.known(real, everything, same),
        *judged.citations(read, same),
        *abbreviations.questions(real, same),
        *judged.queries(same),
    ]
    masked = [msgspec.structs.replace(act, title="") for act in everything]
    open_questions = [question for question in asked if question.kind not in asking.MASKED]
    masked_questions = [question for question in asked if question.kind in asking.MASKED]
    print(f"{len(real)} real documents, {len(everything) - len(real)} generated, {len(asked)} questions")
    answers = [
        *zip(open_questions, _answers(everything, open_questions), strict=True),
        *zip(masked_questions, _answers(masked, masked_questions), strict=True),
    ]
    figures: list[Figure] = []
    for kind in _CLASSES:
        figures += _figures(kind, [(question, found) for question, found in answers if question.kind == kind])
    show("Relevance", figures)


def _answers(acts: Sequence[SearchDocument], asked: Sequence[Asked]) -> list[dict[str, list[str]]]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        engines: dict[str, Callable[[str], list[str]]] = {
            _OURS: stack.enter_context(ours(Path(folder, "ours"), acts)),
            "tantivy": stack.enter_context(plain(Path(folder, "plain"), acts)),
        }
        if os.environ.get(URL):
            engines["opensearch"] = stack.enter_context(opensearch(acts))
        return [{name: engine(question.text) for name, engine in engines.items()} for question in asked]


def _figures(kind: str, answers: Sequence[tuple[Asked, dict[str, list[str]]]]) -> list[Figure]:
    if not answers:
        return [Figure(kind, "questions", "none", met=False)]
    figures = []
    if kind == asking.REQUISITES:
        first = sum(question.grades.get((found[_OURS] or [""])[0], 0) > 0 for question, found in answers)
        figures.append(at_least(f"{kind}: ours, share at rank 1", 0.99, first / len(answers)))
    for name, measure in (("MRR", _reciprocal), ("NDCG@10", _gain)):
        scores = {
            engine: sum(measure(question.grades, found[engine]) for question, found in answers) / len(answers)
            for engine in answers[0][1]
        }
        best = max(score for engine, score in scores.items() if engine != _OURS)
        met = "opensearch" in scores and (scores[_OURS] > best or scores[_OURS] == best == 1)
        told = ", ".join(f"{engine} {score:.3f}" for engine, score in scores.items())
        figures.append(Figure(f"{kind}: {name} of {len(answers)}", "ours ahead of both", told, met))
    return figures


def _reciprocal(grades: dict[str, int], found: Sequence[str]) -> float:
    return next((1 / place for place, act in enumerate(found, 1) if grades.get(act)), 0.0)


def _gain(grades: dict[str, int], found: Sequence[str]) -> float:
    best = _discounted(sorted(grades.values(), reverse=True)[:10])
    return _discounted([grades.get(act, 0) for act in found[:10]]) / best if best else 0.0


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


if __name__ == "__main__":
    main()
