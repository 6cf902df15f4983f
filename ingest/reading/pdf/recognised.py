"""A recognised page -> its ruled tables and its lines, in the same way as those of drawn pages.

Reads: what was seen of a page. Writes: tables and lines, from the top.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from msgspec import structs

from domain.document import BlockKind, Source
from ingest.reading import layout
from ingest.reading.builder import Draft
from ingest.reading.pdf import columns, headed, tables
from ingest.reading.pdf.device import Content
from ingest.reading.text import quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from domain.document import Box
    from ingest.reading.layout import Line
    from ingest.reading.ocr import Seen
    from ingest.reading.pdf.device import Run
    from ingest.reading.pdf.tables import Table


_NARROW: Final = 0.15
"""Sizes that a letter is wide: less is that of a print that stands on end and was measured as if it lay level."""
_FEWEST: Final = 3
"""Letters of such a print, at least."""
_BELOW: Final = 0.3
"""Sizes by which letters hang below their line."""
_LIKE: Final = 0.5
"""Likeness of a mark and of what is recognised in its place: small print is read badly."""
_UNSEEN: Final = 0.3
"""Trust of a mark of which nothing was recognised: it may be covered."""
_LEFT: Final = attrgetter("x0")
_HEIGHT: Final = attrgetter("y")
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


def marked(seen: Seen, marks: Sequence[Run]) -> Seen:
    """Put what is printed over a scan in the place of what was recognised of it.

    A mark that reads otherwise in the picture is not what people see, and gives way; one of which nothing was
    recognised stays, in doubt.

    Args:
        seen: The scan, recognised with its marks.
        marks: Runs of the page's own text.
    """
    runs = list(seen.runs)
    for row in _rows(marks):
        low, high = min(run.y - run.size for run in row), max(run.y for run in row) + _BELOW * row[0].size
        left, right = min(run.x0 for run in row), max(run.x1 for run in row)
        near = [run for run in runs if low < run.y - run.size / 3 < high and run.x0 < right and run.x1 > left]
        within = [run for run in near if min(run.x1, right) - max(run.x0, left) > (run.x1 - run.x0) / 2]
        if _alike(within, row):
            taken = {id(run) for run in within}
            runs = [run for run in runs if id(run) not in taken] + row
        elif not near:
            runs += [structs.replace(run, trust=_UNSEEN) for run in row]
    return seen._replace(runs=runs)


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Return runs by the line that they stand on, from the top."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=_HEIGHT):
        if rows and run.y - rows[-1][0].y < _BELOW * run.size:
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _alike(ones: Iterable[Run], others: Iterable[Run]) -> bool:
    one, other = (
        "".join(run.text for run in sorted(runs, key=_LEFT)).replace(" ", "").lower() for runs in (ones, others)
    )
    return SequenceMatcher(None, one, other, autojunk=False).ratio() > _LIKE


def drafts_of(seen: Seen, page: int, placed: Callable[[Box], Box | None]) -> list[Draft]:
    """Return the paragraphs and tables of a picture.

    Args:
        seen: What was recognised in it.
        page: The page that it lies on, from 1; 0 where it lies on none.
        placed: Gives the place on that page for a place in the picture, both as shares of width and height.
    """
    drafts: list[Draft] = []
    seen, aside = upended(seen)
    for part in (*tables.in_order(*split(seen, quality.is_known)), aside):
        if isinstance(part, list):
            drafts += _paragraphs(part, seen, page, placed) if part else ()
        else:
            drafts.append(part.draft(page, placed(part.box(seen.width, seen.height)), Source.OCR))
    return drafts


def _paragraphs(lines: list[Line], seen: Seen, page: int, placed: Callable[[Box], Box | None]) -> Iterator[Draft]:
    for part in layout.split_columns(lines, seen.width, seen.height):
        for column in columns.split(part, seen.width):
            for paragraph in layout.paragraphs_of(column, quality.is_known):
                yield Draft(
                    kind=BlockKind.PARAGRAPH,
                    text=paragraph.text,
                    page=page,
                    box=placed(paragraph.box(seen.width, seen.height)),
                    align=paragraph.align,
                    size=paragraph.size,
                    source=Source.OCR,
                    trust=paragraph.trust,
                    repairs=paragraph.repairs,
                )


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
