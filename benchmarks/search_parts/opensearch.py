"""OpenSearch through the product against the raw calls, on a real node.

A search: the product's answer against the same body, ready as bytes, sent by urllib3 on a connection that is kept
open; its answer is read and not even decoded. A rebuild: the product's new generation from titles and texts, analysis
included, against ``_bulk`` bodies that are ready as bytes, one after the other, with the same mapping and the same
count at the end. By the clock, in turn on the same acts, because the server works in another process.
"""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import msgspec
import urllib3

from benchmarks.search_parts import acts
from benchmarks.search_parts.common import ACTS, MS, load_average, once, p95, took
from benchmarks.search_parts.queries import questions
from benchmarks.search_parts.server import absent, address, client, filled, index, kept, unique
from benchmarks.table import Figure, at_least, at_most
from search.analysis import default_analysis
from search.documents import prepare
from search.indexer import BATCH
from search.opensearch.engine import search_body
from search.opensearch.mapping import index_body, to_source
from search.port import Filters, SearchRequest
from search.query import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.documents import SearchDocument
    from search.opensearch import OpenSearchIndex

ROUNDS: Final = 3
SIZE: Final = min(6000, ACTS)
EACH: Final = 20
PAIRS: Final = 5
_JSON: Final = {"Content-Type": "application/json"}


def measure() -> list[Figure]:
    """Return the lines of OpenSearch."""
    if not address():
        return absent("OpenSearch: search and rebuild")
    rounds = [_round(number) for number in range(ROUNDS)]
    whole = filled(ACTS)
    asked = answered(ACTS)
    told = ", ".join(f"{SIZE / ours:.0f} to {SIZE / raw:.0f}" for ours, raw in rounds)
    return [
        at_least("OpenSearch: rebuild to raw bulk", 0.8, statistics.median(raw / ours for ours, raw in rounds), "x"),
        Figure(
            f"OpenSearch: {ACTS} acts from the records",
            "told",
            f"{whole.seconds:.0f} s, {ACTS / whole.seconds:.0f} acts/s, index {whole.index_mb:.0f} MB; "
            f"rounds of {SIZE}, acts/s: {told}; {load_average()}",
            met=True,
        ),
        at_most(
            f"OpenSearch: search to raw call, p95 ({asked.p95:.1f} to {asked.raw_p95:.1f} ms; medians "
            f"{asked.p50:.1f} to {asked.raw_p50:.1f} ms)",
            1.3,
            asked.p95 / asked.raw_p95,
            "x",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Answered:
    """Milliseconds of an answer by the clock: of the product and of the raw call."""

    p50: float
    p95: float
    raw_p50: float
    raw_p95: float


def answered(size: int) -> Answered:
    """Ask everything of the index of a register, once in a run of all parts."""

    def measure() -> dict[str, float]:
        with kept(size) as made:
            ours, raw = ([seconds * MS for seconds in found] for found in searches(made, size))
        return asdict(Answered(statistics.median(ours), p95(ours), statistics.median(raw), p95(raw)))

    return Answered(**once(f"searches-{size}", measure))


def searches(made: OpenSearchIndex, size: int) -> tuple[list[float], list[float]]:
    """Ask each question in turn through the product and by the raw call; return the medians of each, in seconds."""
    pool = urllib3.PoolManager()
    url = f"{address()}/{made.alias}/_search"
    ours: list[float] = []
    raw: list[float] = []
    for _, question in questions(EACH, size):
        filters = Filters(access=question.access, kinds=question.kinds, years=question.years)
        request = SearchRequest(query=parse(question.text, default_analysis()), filters=filters)
        body = msgspec.json.encode(search_body(request))

        def ask(body: bytes = body) -> object:
            answer = pool.request("POST", url, body=body, headers=_JSON)
            if answer.status != 200:  # noqa: PLR2004 the one good answer
                raise RuntimeError(answer.data)
            return answer

        def answer(request: SearchRequest = request) -> object:
            return made.search(request)

        answer(), ask()
        pairs = [(took(answer).wall, took(ask).wall) for _ in range(PAIRS)]
        ours.append(statistics.median(one for one, _ in pairs))
        raw.append(statistics.median(other for _, other in pairs))
    return ours, raw


def _round(number: int) -> tuple[float, float]:
    given = list(acts.acts(SIZE, number * SIZE))
    bodies = _bodies(given)
    with index("build") as made:
        ours = took(lambda: _ours(made, given)).wall
    return ours, took(lambda: _raw(bodies)).wall


def _ours(made: OpenSearchIndex, given: Sequence[SearchDocument]) -> None:
    with made.begin_rebuild() as generation:
        for start in range(0, len(given), BATCH):
            generation.add(given[start : start + BATCH])
        generation.finish(len(given))


def _bodies(given: Sequence[SearchDocument]) -> list[bytes]:
    analysis = default_analysis()
    bodies = []
    for start in range(0, len(given), BATCH):
        lines: list[bytes] = []
        for act in given[start : start + BATCH]:
            head = {"index": {"_id": act.id, "version": act.version, "version_type": "external_gte"}}
            lines += [msgspec.json.encode(head), msgspec.json.encode(to_source(prepare(act, analysis)))]
        bodies.append(b"\n".join([*lines, b""]))
    return bodies


def _raw(bodies: Sequence[bytes]) -> None:
    name = unique("raw")
    plain = client()
    plain.indices.create(index=name, body=index_body("raw"))
    try:
        pool = urllib3.PoolManager()
        for body in bodies:
            answer = pool.request("POST", f"{address()}/{name}/_bulk", body=body, headers=_JSON)
            if msgspec.json.decode(answer.data)["errors"]:
                raise RuntimeError(name)
        plain.indices.refresh(index=name)
        plain.count(index=name)
    finally:
        plain.indices.delete(index=name)
        plain.close()
