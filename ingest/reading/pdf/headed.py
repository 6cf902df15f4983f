"""Rows below a ruled head: lists whose head alone has rules, and whose columns the head tells.

A text that fits between the head's upright rules line by line, with blanks between its columns, is the body of the
table. It ends at the first line that crosses a rule, at a name of somebody who signs, and where much is left blank.

Reads: ruled tables and the runs below them. Writes: the rows into the tables; their runs leave the content.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.reading import layout
from ingest.reading.builder import CellDraft
from ingest.reading.pdf import open_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ingest.reading.pdf.device import Content, Run
    from ingest.reading.pdf.tables import Table

_PLACE: Final = attrgetter("y", "x0")
_HEAD_ROWS: Final = 3
"""Rows of a head, at most; a table with more has rules of its own."""
_COLUMNS: Final = 3
"""Columns at least: posts and names stand in two."""
_LINES: Final = 3
_FULL: Final = 2
"""Lines of a body, at least, and of those with text in several columns."""
_APART: Final = 5.0
"""Sizes from a line to the next, at most."""
_BLANK: Final = 1.0
"""Sizes of the usual blank between columns, at least: between words of running text there is less."""
_NEAR: Final = 1.5
"""Points by which text may reach over a rule."""
_MARGIN: Final = 0.91
"""Share of the page's height below which a number alone is the page's."""


def extend(tables: list[Table], content: Content, known: Callable[[str], bool]) -> list[Table]:
    """Give tables that are only heads the rows below them; return the tables."""
    ends = [*(table.top for table in tables[1:]), content.height][: len(tables)]
    for table, end in zip(tables, ends, strict=True):
        rows = max(cell.row + cell.row_span for cell in table.cells)
        if len(table.columns) <= _COLUMNS or rows > _HEAD_ROWS:
            continue
        below = [run for run in content.runs if table.bottom < run.y < end]
        body = _body(table, below, content.height)
        if not body:
            continue
        _append(table, body, rows, known)
        taken = {id(run) for line in body for runs in line.values() for run in runs}
        content.runs = [run for run in content.runs if id(run) not in taken]
    return tables


def _body(table: Table, runs: Sequence[Run], height: float) -> list[dict[int, list[Run]]]:
    """Return the lines of the body by their columns; nothing when they are no body for sure."""
    body: list[dict[int, list[Run]]] = []
    last = table.bottom
    for line in _baselines(runs):
        size = max(run.size for run in line)
        placed = _placed(line, table.columns)
        if placed is None or line[0].y - last > _APART * size or _is_foreign(placed, line[0].y, height):
            break
        body.append(placed)
        last = line[0].y
    while body and set(body[-1]) == {0}:  # rather what stands below the table
        body.pop()
    full = [line for line in body if len(line) > 1]
    if len(body) < _LINES or len(full) < _FULL or median(map(_blank, full)) < _BLANK:
        return []
    return body


def _baselines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs of each line, from the top; who stops at the end of a table pays for none below it."""
    line: list[Run] = []
    for run in sorted(runs, key=_PLACE):
        if run.text.isspace():
            continue
        if line and run.y - line[0].y <= 0.4 * max(run.size, line[0].size):
            line.append(run)
        else:
            if line:
                yield line
            line = [run]
    if line:
        yield line


def _placed(line: Sequence[Run], columns: Sequence[float]) -> dict[int, list[Run]] | None:
    """Return the runs of a line by column; None when one of them crosses a rule or stands outside."""
    placed: dict[int, list[Run]] = {}
    for run in line:
        x0, x1 = run.x0, run.x1
        column = bisect_right(columns, x0 + _NEAR) - 1
        if not 0 <= column < len(columns) - 1 or x1 > columns[column + 1] + _NEAR:
            return None
        placed.setdefault(column, []).append(run)
    return placed


def _is_foreign(placed: dict[int, list[Run]], y: float, height: float) -> bool:
    """Tell whether a line is the number of the page, or somebody's name who signs."""
    cells = ["".join(run.text for run in runs).strip() for runs in placed.values()]
    if y > _MARGIN * height and len(cells) == 1 and cells[0].strip("-– ").isdigit():
        return True
    return any(open_tables.PERSON.fullmatch(cell) for cell in cells)


def _blank(line: dict[int, list[Run]]) -> float:
    """Return the least blank between the columns of a line, in sizes."""
    spans = [(min(run.x0 for run in runs), max(run.x1 for run in runs)) for _, runs in sorted(line.items())]
    size = max(run.size for runs in line.values() for run in runs)
    return min(after[0] - before[1] for before, after in pairwise(spans)) / max(size, 1.0)


def _append(table: Table, body: list[dict[int, list[Run]]], first: int, known: Callable[[str], bool]) -> None:
    runs = [run for placed in body for found in placed.values() for run in found]
    before, after = sum(len(cell.text) for cell in table.cells), sum(len(run.text) for run in runs)
    mean = (table.trust * before + sum(len(run.text) * run.trust for run in runs)) / (before + after)
    table.trust = layout.trust_of(mean, (table.trust, *(run.trust for run in runs)))
    lines = [_line(placed) for placed in body]
    gutters = [open_tables.Gap(place, place - _NEAR) for place in table.columns[1:-1]]
    for number, row in enumerate(open_tables.rows_of(lines, gutters), first):
        for column in range(len(table.columns) - 1):
            said = open_tables.said_of(row.cells.get(column, ()), known)
            table.cells.append(CellDraft(row=number, col=column, text=said.text, repairs=said.repairs))
    table.bottom = lines[-1].y + 0.25 * lines[-1].size


def _line(placed: dict[int, list[Run]]) -> layout.Line:
    """Return a line with a piece for each column."""
    pieces: list[layout.Piece] = []
    found: list[layout.Line] = []
    for _, runs in sorted(placed.items()):
        parts = layout.lines_of(runs)
        found += parts
        said = parts[0].mended
        for part in parts[1:]:
            said = said.then(" ", part.mended)
        pieces.append(
            layout.Piece(parts[0].x0, max([part.x1 for part in parts]), said.text.replace("\t", " "), said.repairs)
        )
    line = layout.Line(pieces[0].x0, pieces[-1].x1, found[0].y, found[0].size, "", trust=found[0].trust)
    line.take(pieces)
    return line
