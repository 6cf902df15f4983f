"""Ruled tables of a scan that another program has recognised: its words, the rules of its picture.

The layer is believed as it stands. A page whose picture shows no ruled table stays as it was read; of one that does,
only the cells that rules go through or that the other program has passed over are recognised once more.

Reads: the runs of a page's layer. Writes: them as words of its picture, and back, parted by cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.ocr import measuring, ruling, words
from ingest.reading.ocr.measuring import Lie
from ingest.reading.ocr.tsv import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.reading.ocr.celled import Sheet
    from ingest.reading.ocr.ruling import Ruled
    from ingest.reading.pdf.device import Run
    from ingest.reading.pdf.rules import Rules

_SAID: Final = re.compile(r"\S+")
_TALLEST: Final = 2 * ruling.BROKEN
"""Pixels of the height of a line that may stand in a gap."""


class Looked(NamedTuple):
    """What a look at the picture of a page gave: its runs, parted by the cells of its tables, and the tables' rules."""

    runs: list[Run]
    rules: Rules


def words_of(runs: Sequence[Run], scale: float) -> list[Word]:
    """Return the words of a layer in pixels; each tells by its line from which run it comes.

    Where a run says several words, they are placed by their letters: layers give lines, and lines keep to their cell.
    """
    return [word for number, run in enumerate(runs) for word in _parted(run, number, scale)]


def _parted(run: Run, number: int, scale: float) -> Iterator[Word]:
    width = (run.x1 - run.x0) * scale / max(len(run.text), 1)
    for found in _SAID.finditer(run.text):
        base, height = measuring.stretch(found[0], run.size * scale, run.y * scale)
        yield Word(
            found[0],
            run.x0 * scale + width * found.start(),
            base,
            width * len(found[0]),
            height,
            100 * run.trust,
            ("", "", str(number)),
        )


def without_bridges(ruled: Ruled, found: Sequence[Word]) -> Ruled:
    """Return the rules without the gaps of upright ones that a line of the layer goes through.

    A row of one cell between rows of many is not higher than a gap in a rule that is broken.
    """
    spans = [(line[0], line[-1].left + line[-1].width) for line in words.lines(found)]
    spans.sort(key=lambda span: span[0].top)
    tops = [first.top for first, _ in spans]
    kept = []
    for rule in ruled.upright:
        (edge, *more) = rule
        near = spans[bisect_left(tops, edge.start - _TALLEST) : bisect_right(tops, edge.end)]
        if (
            more
            or edge.end - edge.start > ruling.BROKEN
            or not any(
                first.left + first.height < edge.at < right - first.height
                and edge.start <= first.top + first.height / 2 <= edge.end
                for first, right in near
            )
        ):
            kept.append(rule)
    return replace(ruled, upright=kept)


def runs_of(sheet: Sheet, runs: Sequence[Run]) -> list[Run]:
    """Return the runs of a page with tables: those outside as they were, those inside parted by cells."""
    said = Counter(int(word.line[2]) for word, _ in sheet.words)
    outside = Counter(int(word.line[2]) for word in sheet.rest)
    whole = [run for number, run in enumerate(runs) if outside[number] == said[number]]
    torn = [word for word in sheet.rest if outside[int(word.line[2])] != said[int(word.line[2])]]
    return whole + words.laid(words.lines(torn), sheet.scale, Lie()) + sheet.cell_runs()
