"""The wall clock of one file, kept by whoever waits for it: a child may sleep, and sleep costs no processor time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.reading.limits import ReadLimits

_SHARE: Final = 0.5
"""Of the time that is left when a step begins, what it may take while there is something to try after it."""
_WAYS: Final = 2
"""Times that recognition of a page gets before it counts as hanging: it keeps its time itself, drawing comes on top."""


class Watch:
    """The wall clock of one file through all ways of reading it, and all repeats without a page that hangs.

    It grows with the pages that the children announce, never beyond the limit of all. A step of which a file may be
    rid, a page or a way of reading, gets half of what is left when it begins: so there is always time for the others.

    Args:
        limits: What one file may cost.
        has_ways: Whether another way of reading stands behind each.
    """

    def __init__(self, limits: ReadLimits, *, has_ways: bool = False) -> None:
        self._limits = limits
        self._has_ways = has_ways
        self._begun: float | None = None
        self._allowed = limits.seconds
        self.stage = ""
        self.step = 0

    def start(self) -> None:
        """Watch the next child over the same file; the time of the file begins with the first."""
        if self._begun is None:
            self._begun = time.monotonic()
        self.stage = ""
        self.step = 0
        self._begin_step()

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return 0.0 if self._begun is None else time.monotonic() - self._begun

    @property
    def is_over(self) -> bool:
        """Whether the file has had all its time."""
        return self._rest <= 0

    def left(self) -> float:
        """Seconds left for what the child is doing.

        Raises:
            TimeoutError: none.
        """
        left = min(self._rest, self._step_ends - self.spent)
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, stage: str, done: int, total: int) -> None:
        """Allow what the limits give for this stage."""
        limits, is_next = self._limits, (stage, done) != (self.stage, self.step)
        self.stage, self.step = stage, done
        allowed = limits.seconds
        if stage == "pages":
            allowed += limits.seconds_per_page * min(total, limits.pdf_pages)
        elif stage in {"ocr", "rules"}:
            allowed += limits.seconds_per_page * limits.pdf_pages + limits.ocr_seconds_per_page * min(
                total, limits.ocr_pages
            )
        elif stage == "convert":
            allowed += limits.office_seconds
        self._allowed = max(self._allowed, allowed)
        if is_next:
            self._begin_step()

    @property
    def _rest(self) -> float:
        return min(self._allowed, self._limits.wall_seconds) - self.spent

    def _begin_step(self) -> None:
        room = self._rest
        if self.stage in {"ocr", "rules"}:
            room = min(_SHARE * room, self._limits.seconds + _WAYS * self._limits.ocr_seconds_per_page)
        elif self._has_ways:
            room *= _SHARE
        self._step_ends = self.spent + room
