"""Text that a drawn line strikes out, as Word and LibreOffice write a consolidated act: it stays, and is doubted.

Reads: runs and rules of a page. Writes: the trust of runs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ingest.reading.builder import DOUBTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.reading.pdf.device import Content, Run

_LOW, _HIGH = 0.17, 0.42
"""Shares of a letter's size above its line between which a line strikes it out: below lies an underline."""
_LETTERS: Final = 0.8
"""Sizes of a letter that a line must strike: a dash is shorter."""
_BEYOND: Final = 0.6
"""Sizes by which it may go on past the text of its line: a rule of a table or a chart goes on further."""
_LOOKS: Final = 100_000
"""Pairs of a rule and a run of a page that are looked at; a drawing has no end of them."""


def note(content: Content) -> None:
    """Lower the trust of the runs of a page that are struck out, and note that there are some."""
    runs = content.runs
    if not (content.rules.level and runs):
        return
    order = sorted(runs, key=attrgetter("y"))
    heights = [run.y for run in order]
    tallest = max(run.size for run in order)
    left = _LOOKS
    for at, start, end in content.rules.level:
        y = content.height - at
        begin, stop = bisect_left(heights, y), bisect_right(heights, y + _HIGH * tallest)
        left -= stop - begin
        if left < 0:
            return
        if begin == stop:
            continue
        for run in _struck(order[begin:stop], y, start, end):
            run.trust = min(run.trust, DOUBTED)
            content.struck_through = True


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
    beyond = _BEYOND * hit[0].size
    return hit if min(run.x0 for run in hit) - beyond < start and end < max(run.x1 for run in hit) + beyond else []
