"""Text that a drawn line strikes out, as Word and LibreOffice write a consolidated act: it stays, and is doubted.

Reads: runs and rules of a page. Writes: the trust of runs; takes the lines that strike out of the rules, which part the
rows of tables.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ingest.reading.builder import DOUBTED
from ingest.reading.pdf.rules import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ingest.reading.pdf.device import Content, Run

_LOW, _HIGH = 0.17, 0.42
"""Shares of a letter's size above its line between which a line strikes it out: below lies an underline."""
_TOP: Final = 0.75
"""As much where its letters end: a line goes on through small capitals or a raised number beside what it strikes."""
_LETTERS: Final = 0.45
"""Sizes of a letter that a line must strike: one digit is half a size wide, a hyphen is shorter."""
_BEYOND: Final = 0.6
"""Sizes by which it may go on past the text of its line: a rule of a table or a chart goes on further."""
_UNDER: Final = (0.06, 0.3)
"""Shares of a letter's size below its line where it is underlined, and the lowered letters beside it with it."""
_LOOKS: Final = 200_000
"""Pairs of a rule and a run of a page that are looked at; a drawing has no end of them."""


def note(content: Content) -> None:
    """Lower the trust of the runs of a page that are struck out, and note that there are some."""
    for runs, edges in _ways(content):
        striking = _strike(runs, edges) if runs and edges else set()
        content.struck_through |= bool(striking)
        if runs is content.runs and striking:
            content.rules.level = [edge for at, edge in enumerate(content.rules.level) if at not in striking]


def _strike(runs: list[Run], edges: Sequence[Edge]) -> set[int]:
    """Lower the trust of the runs that lines strike out; return which lines do."""
    order = sorted(runs, key=attrgetter("y"))
    heights = [run.y for run in order]
    tallest = max(run.size for run in order)
    left = _LOOKS
    striking = set()
    for number, (at, start, end) in enumerate(edges):
        begin = bisect_left(heights, at - _UNDER[1] * tallest)
        stop = bisect_right(heights, at + _TOP * tallest)
        left -= stop - begin
        if left < 0:
            break
        for run in _struck(order[begin:stop], at, start, end):
            run.trust = min(run.trust, DOUBTED)
            striking.add(number)
    return striking


def _ways(content: Content) -> Iterator[tuple[list[Run], list[Edge]]]:
    """Yield upright text and text on its side, each with the lines that go along it, from the top of its page."""
    width, height, rules = content.width, content.height, content.rules
    yield content.runs, [Edge(height - at, start, end) for at, start, end in rules.level]
    for degrees, runs in content.sideways.items():
        if degrees == 90:  # noqa: PLR2004 - runs up the page
            yield runs, rules.upright
        elif degrees == 180:  # noqa: PLR2004 - stands on its head
            yield runs, [Edge(at, width - end, width - start) for at, start, end in rules.level]
        else:
            yield runs, [Edge(width - at, height - end, height - start) for at, start, end in rules.upright]


def _struck(near: Sequence[Run], y: float, start: float, end: float) -> Iterable[Run]:
    """Return the runs through which a line goes that ends where their text does, from the top of the page."""
    hit = [
        run
        for run in near
        if _LOW * run.size < run.y - y < _HIGH * run.size
        and min(end, run.x1) - max(start, run.x0) > min(_LETTERS * run.size, 0.9 * (run.x1 - run.x0))
    ]
    if not hit:
        return []
    size = max(run.size for run in hit)
    left, right = start - _BEYOND * size, end + _BEYOND * size
    beside = [run for run in near if run.x1 > left and run.x0 < right]
    if any(run.size > size and _UNDER[0] < (y - run.y) / run.size < _UNDER[1] for run in beside):
        return []  # lowered letters, underlined with what stands beside them
    through = [run for run in beside if 0 < run.y - y < _TOP * run.size]
    is_its_own = min(run.x0 for run in through) < start + _BEYOND * size and end - _BEYOND * size < max(
        run.x1 for run in through
    )
    return hit if is_its_own else []
