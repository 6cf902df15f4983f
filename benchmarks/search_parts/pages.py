"""Whole pages of results as the site makes them, against bare tantivy with the same query in the same process.

A page: the text is parsed, the index answers (filters, facets, top 20), records and texts are read from the register,
titles are marked, up to three snippets are cut from each text. Bare: see :mod:`benchmarks.search_parts.bare`; for a
whole page the 20 texts are read too, by one plain statement of SQL, and tantivy cuts a snippet from each
(:mod:`benchmarks.search_parts.own_snippets`). What the page costs above a bare one without snippets is told besides.
Ratios compare processor time of one thread, which other programs hardly change; the limit in milliseconds is by the
clock.
"""

from __future__ import annotations

import resource
import sqlite3
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from benchmarks.search_parts.bare import Bare
from benchmarks.search_parts.common import ACTS, MS, Took, indexed, load_average, p95, took
from benchmarks.search_parts.own_snippets import OwnSnippets
from benchmarks.search_parts.queries import questions
from benchmarks.search_parts.registers import register
from benchmarks.table import Figure, at_most
from registry_api.finding import Question, find
from search.analysis import default_analysis
from search.port import Filters, SearchRequest
from search.query import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from registry_api.root import Register

EACH: Final = 30
"""Questions of a class."""
REPEATS: Final = 3
_KINDS: Final = ("page", "answer", "bare", "bare and texts", "bare page")

Times = dict[str, dict[str, list["Took"]]]
"""What was measured -> class of question -> a median for each question."""


def measure() -> list[Figure]:
    """Return the lines of the pages."""
    with indexed() as made:
        times = measured(made, ACTS)
    _told(times)
    wall = {name: p95([took.wall for took in _all(times[name])]) * MS for name in _KINDS}
    cpu = {name: p95([took.cpu for took in _all(times[name])]) * MS for name in _KINDS}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        at_most(f"page, p95 warm ({load_average()}; {cpu['page']:.1f} ms of processor)", 25, wall["page"], " ms"),
        at_most("page: engine's answer to bare tantivy, p95", 1.5, cpu["answer"] / cpu["bare"], "x"),
        at_most("page: whole page to a page of bare tantivy, p95", 1.5, cpu["page"] / cpu["bare page"], "x"),
        at_most("page: peak memory of the serving process", 700, memory, " MB"),
    ]


def measured(made: Register, size: int) -> Times:
    """Ask everything once to warm up, then measure; a question counts with its medians, by clock and of processor."""
    bare, own = Bare(register(size)), OwnSnippets()
    plain = sqlite3.connect(f"file:{register(size) / 'registry.sqlite3'}?mode=ro", uri=True)
    times: Times = {name: defaultdict(list) for name in _KINDS}
    for name, question in questions(EACH, size):
        for kind, call in _calls(made, bare, own, plain, question).items():
            call()
            runs = [took(call) for _ in range(REPEATS)]
            middle = Took(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))
            times[kind][name].append(middle)
    plain.close()
    return times


def _calls(
    made: Register, bare: Bare, own: OwnSnippets, plain: Any, question: Question
) -> dict[str, Callable[[], object]]:
    analysis = default_analysis()
    filters = Filters(access=question.access, kinds=question.kinds, years=question.years)
    request = SearchRequest(query=parse(question.text, analysis), filters=filters)
    alone = bare.ready(request)
    cut = own.ready(question.text)

    def texts() -> list[str]:
        ids = [found[0] for found in alone()]
        marks = ",".join("?" * len(ids))
        found = plain.execute(f"SELECT text FROM documents WHERE id IN ({marks})", ids)  # noqa: S608 only marks
        return [text for (text,) in found.fetchall()]

    return {
        "page": lambda: find(made, question),
        "answer": lambda: made.index.search(request),
        "bare": alone,
        "bare and texts": texts,
        "bare page": lambda: cut(texts()),
    }


def _all(by_class: dict[str, list[Took]]) -> Sequence[Took]:
    return [took for found in by_class.values() for took in found]


def _told(times: Times) -> None:
    """Print the classes one by one: median and p95 of processor milliseconds."""
    table = Table(title=f"Pages by question, {ACTS} acts: median / p95 ms of processor")
    for heading in ("question", *_KINDS, "page by the clock"):
        table.add_column(heading, justify="right")
    rows = {name: {kind: times[kind][name] for kind in _KINDS} for name in times["page"]}
    for name, found in {**rows, "all": {kind: _all(times[kind]) for kind in _KINDS}}.items():
        cells = [[took.cpu * MS for took in found[kind]] for kind in _KINDS]
        cells.append([took.wall * MS for took in found["page"]])
        table.add_row(name, *(f"{statistics.median(cell):.1f} / {p95(cell):.1f}" for cell in cells))
    Console(width=170).print(table)
