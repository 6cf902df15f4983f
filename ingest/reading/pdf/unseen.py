"""Text that a page holds and does not show: set invisibly (PDF 32000-1: 9.3.6), white on white, or clear.

Over a picture it is what a program has read in that picture. Anywhere else nobody sees it, and it is left out.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from ingest.reading.pdf.device import Content, Run

    Box = tuple[float, float, float, float]

_NEAR: Final = 0.5
"""Share of its size by which recognised text may stick out of its picture."""


_PICTURES: Final = 500
"""The largest pictures of a page that are looked at; a scan that was cut into strips has a hundred."""


class Unseen(NamedTuple):
    """What became of the invisible text of a page."""

    recognised: bool = False
    """Some stands over pictures."""
    left_out: bool = False
    """Some stood elsewhere."""
    alone: bool = False
    """Most text of the page is invisible, and where it stands is no picture."""


def sift(content: Content, trust: float) -> Unseen:
    """Give invisible text over a picture the trust of recognised text; take other invisible text out of the content.

    A page whose text is mostly of that kind keeps it: its letters may be drawn in a way that is not read here, so the
    page has to be looked at.
    """
    loose: set[int] = set()
    recognised = False
    pictures = _largest(content.images)
    for run in content.runs:
        if run.hidden:
            if _is_over(run, pictures):
                run.trust, recognised = trust, True
            else:
                loose.add(id(run))
    for run in chain.from_iterable(
        content.sideways.values()
    ):  # they lie as on the turned page: where the pictures are would have to be turned too
        if run.hidden:
            if content.images:
                run.trust, recognised = trust, True
            else:
                loose.add(id(run))
    if not loose:
        return Unseen(recognised, left_out=content.unseen)
    amounts = [0, 0]
    for run in chain(content.runs, *content.sideways.values()):
        amounts[id(run) in loose] += len(run.text)
    if amounts[True] > amounts[False]:
        return Unseen(left_out=content.unseen, alone=True)
    content.runs = [run for run in content.runs if id(run) not in loose]
    content.sideways = {way: [run for run in runs if id(run) not in loose] for way, runs in content.sideways.items()}
    return Unseen(recognised, left_out=True)


def _largest(images: list[Box]) -> list[Box]:
    return sorted(images, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]), reverse=True)[:_PICTURES]


def _is_over(run: Run, pictures: list[Box]) -> bool:
    x, y, near = (run.x0 + run.x1) / 2, run.y - run.size / 3, _NEAR * run.size
    return any(x0 - near <= x <= x1 + near and y0 - near <= y <= y1 + near for x0, y0, x1, y1 in pictures)
