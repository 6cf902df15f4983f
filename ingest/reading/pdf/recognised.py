"""A recognised page -> its ruled tables and its lines, in the same way as those of drawn pages.

Reads: what was seen of a page. Writes: tables and lines, from the top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading import layout
from ingest.reading.pdf import headed, tables
from ingest.reading.pdf.device import Content

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.reading.layout import Line
    from ingest.reading.ocr import Seen
    from ingest.reading.pdf.tables import Table


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
