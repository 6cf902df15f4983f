"""A recognised page -> its ruled tables and its lines, in the same way as those of drawn pages.

Reads: what was seen of a page. Writes: tables and lines, from the top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingest.reading import layout
from ingest.reading.pdf import headed, tables
from ingest.reading.pdf.device import Content

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.reading.layout import Line
    from ingest.reading.ocr import Seen
    from ingest.reading.pdf.tables import Table


_NARROW: Final = 0.15
"""Sizes that a letter is wide: less is that of a print that stands on end and was measured as if it lay level."""
_FEWEST: Final = 3
"""Letters of such a print, at least."""
_MARGINS: Final = (0.11, 0.93)
"""Shares of the page's width up to which, and from which on, its margins reach."""


def upended(seen: Seen) -> tuple[Seen, list[Line]]:
    """Part what stands on end in the margin of a page (the number of its blank) from the lines that it crosses."""
    left, right = (share * seen.width for share in _MARGINS)
    aside = [
        run
        for run in seen.runs
        if len(run.text) >= _FEWEST
        and run.x1 - run.x0 < _NARROW * run.size * len(run.text)
        and (run.x1 < left or run.x0 > right)
    ]
    taken = {id(run) for run in aside}
    return seen._replace(runs=[run for run in seen.runs if id(run) not in taken]), layout.lines_of(aside)


def split(seen: Seen, known: Callable[[str], bool]) -> tuple[list[Table], list[Line]]:
    """Return the tables and the lines of a recognised page; without rules it is lines.

    Args:
        seen: The page.
        known: Tells whether a word exists, to undo hyphens.
    """
    if seen.rules is None:
        return [], layout.lines_of(seen.runs)
    content = Content(seen.width, seen.height, list(seen.runs), rules=seen.rules)
    found = headed.extend(tables.take(content, known), content, known)
    return found, layout.lines_of(content.runs)
