"""The wall clock of one reading, kept by whoever waits for it: a child may sleep, and sleep costs no processor time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.reading.limits import ReadLimits


class Watch:
    """The wall clock of one reading: grows with the pages that the child announces, never beyond the limit of all."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._begun = time.monotonic()
        self._allowed = limits.seconds
        self.stage = ""
        self.step = 0

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    def left(self) -> float:
        """Seconds left.

        Raises:
            TimeoutError: none.
        """
        left = min(self._allowed, self._limits.wall_seconds) - self.spent
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, stage: str, done: int, total: int) -> None:
        """Allow what the limits give for this stage."""
        limits, self.stage, self.step = self._limits, stage, done
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
