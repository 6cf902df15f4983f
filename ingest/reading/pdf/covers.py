"""What is painted on a page so far: text in white is seen where something else lies beneath it.

All that cannot be told counts as something that lies there.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ingest.reading.pdf import rules

if TYPE_CHECKING:
    from ingest.reading.pdf.device import Content

    Box = tuple[float, float, float, float]
    Matrix = tuple[float, float, float, float, float, float]
    Path = list[tuple[bytes, bytes]]

PATH_POINTS: Final = 2_000
"""Pieces of one path that are kept; the rules of a table take a few hundred."""
_MOST: Final = 5_000
"""Filled shapes of a page that are kept; backgrounds of a dense table take some hundred, a map has no end."""
_LOOKS: Final = 1_000_000
"""Comparisons of a page; beyond them nothing is told any more."""


class Covers:
    """Shapes of a page that are filled with another colour than white, in its own space (origin at the bottom left)."""

    __slots__ = ("_boxes", "_looks", "_paths", "anywhere")

    def __init__(self) -> None:
        self.anywhere = False
        """Something was painted, and where is not known."""
        self._paths: list[tuple[Path, Matrix]] = []
        self._boxes: list[Box] = []
        self._looks = 0

    def add(self, path: Path, ctm: Matrix) -> None:
        """Take a path that is filled; it is looked at when somebody asks."""
        if len(self._boxes) + len(self._paths) < _MOST:
            self._paths.append((path, ctm))
        else:
            self.anywhere = True

    def lie_under(self, box: Box, page: Content) -> bool:
        """Tell whether a shape, a picture or an edge of the page touches a box (left, low, right, high)."""
        for path, ctm in self._paths:
            found = _box_of(path, ctm)
            if found is None:
                self.anywhere = True
            else:
                self._boxes.append(found)
        self._paths.clear()
        self._looks += len(self._boxes) + len(page.images) + len(page.rules)
        if self.anywhere or self._looks > _LOOKS or len(page.rules) > rules.MOST:
            return True
        left, low, right, high = box
        if any(x0 < right and x1 > left and y0 < high and y1 > low for x0, y0, x1, y1 in self._boxes):
            return True
        if any(
            x0 < right and x1 > left and page.height - y1 < high and page.height - y0 > low
            for x0, y0, x1, y1 in page.images
        ):
            return True
        return page.rules.cross(*box)


def _box_of(path: Path, ctm: Matrix) -> Box | None:
    """Return what a path covers at most, None when its points cannot be read."""
    points = points_of(path, ctm)
    if points is None:
        return None
    if not points:
        return (0.0, 0.0, 0.0, 0.0)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def points_of(path: Path, ctm: Matrix) -> list[tuple[float, float]] | None:
    """Return the points of a path in the space of the page, None when they cannot be read."""
    a, b, c, d, e, f = ctm
    points: list[tuple[float, float]] = []
    if len(path) >= PATH_POINTS:
        return None
    try:
        for kind, numbers in path:
            values = [*map(float, numbers.split())]
            if kind == b"re":
                x, y, width, height = values[-4:]
                points += [(x, y), (x + width, y), (x, y + height), (x + width, y + height)]
            elif values:
                points += zip(values[::2], values[1::2], strict=True)
    except ValueError:
        return None
    placed = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
    return placed if math.isfinite(sum(x + y for x, y in placed)) else None
