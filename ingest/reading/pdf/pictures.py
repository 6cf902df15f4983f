"""Pictures that lie on a page beside its text: which of them stand in the document, and which may hold words.

Reads: content of a page. Writes: its pictures, from the top.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from ingest.reading.pdf.overlays import WHOLE_PAGE, turned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.reading.builder import Draft
    from ingest.reading.pdf.device import Content, Run

    Box = tuple[float, float, float, float]

_SMALLEST: Final = 28.0
"""Points (a centimetre) that each side of a picture has at least: what is smaller decorates, or is a piece of one."""
_WORDED: Final = 0.03
"""Share of the page from which on a picture is no emblem: words may stand in it."""
_BANNER: Final = 150.0
"""Points from which on the longer side of a picture can be a line of text, as in a letterhead or a stamp with date and
number; seals are smaller."""
_MOST: Final = 20_000
"""Pictures of a page that are looked at, before strips are put together: some programs cut one into its lines."""
_MOST_SHOWN: Final = 40
"""Pictures of a page that stand in the document, the largest of them."""
_APART: Final = 2.0
"""Points between two strips of one picture, and by which their edges may differ."""
_SAME: Final = 0.1
"""Points between edges that are one, but for how they were reckoned."""
_OVERPRINTED: Final = 0.3
"""Share of a picture's height that lines of text over it take from which on it is their background."""
_BELOW: Final = 0.25
"""Sizes by which letters hang below their line."""


@dataclass(slots=True)
class Picture:
    """A picture as it lies on the page that the file shows: left, top, right, bottom in points from the top left."""

    box: Box
    may_have_words: bool = False
    over: dict[int, list[Run]] = field(default_factory=dict)
    """Text of the page that stands in it or reaches into it, by the way in which the page is turned for that."""
    drafts: list[Draft] = field(default_factory=list)
    """What was recognised in it."""


def on_page(content: Content) -> list[Picture]:
    """Return the pictures that lie beside the text of a page, or below a few lines of it, from the top."""
    if not content.images:
        return []
    page = content.width * content.height
    found = []
    for box in sorted(_whole(content.images[:_MOST]), key=_area, reverse=True)[:_MOST_SHOWN]:
        shorter, longer = sorted((box[2] - box[0], box[3] - box[1]))
        if shorter < _SMALLEST or _area(box) >= WHOLE_PAGE * page:
            continue
        ways = [
            (way, turned(box, way, content.width, content.height), runs)
            for way, runs in ((0, content.runs), *content.sideways.items())
        ]
        over = {way: _over(lies, runs) for way, lies, runs in ways}
        on = {way: [run for run in over[way] if _stands_in(run, lies)] for way, lies, _ in ways}
        if not any(_is_background(lies, on[way]) for way, lies, _ in ways):
            was_read = any(run.trust < 1 for runs in on.values() for run in runs)  # another program has recognised it
            is_large = longer >= _BANNER or _area(box) >= _WORDED * page
            found.append(Picture(box, may_have_words=is_large and not was_read, over=over))
    return sorted(found, key=lambda picture: picture.box[1])


def bare(runs: Iterable[Run], over: Sequence[Run], corner: tuple[float, float]) -> list[Run]:
    """Return what was recognised in a picture without what the text of the page says there.

    Args:
        runs: Recognised, in points from the top left of the picture.
        over: Text of the page that stands there.
        corner: Where the top left of the picture lies, on the page as that text lies on it.
    """
    x0, y0 = corner
    return [
        run
        for run in runs
        if not any(
            one.x0 <= x0 + (run.x0 + run.x1) / 2 <= one.x1
            and one.y - one.size <= y0 + run.y - run.size / 3 <= one.y + _BELOW * one.size
            for one in over
        )
    ]


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _whole(boxes: Iterable[Box]) -> list[Box]:
    """Put strips together: many programs cut a picture, from the top or from the left, or draw it twice."""
    return _joined(_joined(boxes, 1), 0)


def _joined(boxes: Iterable[Box], along: int) -> list[Box]:
    """Join boxes that go on along one axis (0: to the right, 1: down) between the same edges."""
    low, high, start, end = 1 - along, 3 - along, along, along + 2
    joined: list[Box] = []
    boxes = list(boxes)
    lows, highs = _edges(box[low] for box in boxes), _edges(box[high] for box in boxes)
    for box in sorted(boxes, key=lambda box: (lows[box[low]], highs[box[high]], box[start])):
        last = joined[-1] if joined else None
        if (
            last is not None
            and abs(last[low] - box[low]) <= _APART
            and abs(last[high] - box[high]) <= _APART
            and box[start] <= last[end] + _APART
        ):
            joined[-1] = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            joined.append(box)
    return joined


def _edges(places: Iterable[float]) -> dict[float, int]:
    """Number places; those that are hardly apart count as one."""
    numbered: dict[float, int] = {}
    last, number = float("-inf"), 0
    for place in sorted(set(places)):
        number += place - last > _SAME
        numbered[place] = number
        last = place
    return numbered


def _over(box: Box, runs: Iterable[Run]) -> list[Run]:
    x0, y0, x1, y1 = box
    return [run for run in runs if run.x0 < x1 and run.x1 > x0 and run.y > y0 and run.y - run.size < y1]


def _stands_in(run: Run, box: Box) -> bool:
    """Tell whether text is printed on a picture, and not a mark put on the text."""
    return box[0] < (run.x0 + run.x1) / 2 < box[2] and box[1] < run.y < box[3]


def _is_background(box: Box, over: Iterable[Run]) -> bool:
    """Tell whether a picture is what lines of text are printed on."""
    taken, low = 0.0, box[1]
    for run in sorted(over, key=attrgetter("y")):
        taken += max(0.0, run.y - max(low, run.y - run.size))
        low = max(low, run.y)
    return taken > _OVERPRINTED * (box[3] - box[1])
