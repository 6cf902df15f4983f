"""How long recognition may go on: it ends in time to keep the pages that are done, before the child is ended."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.reading.limits import ReadLimits

_SPARE: Final = 1.5
"""Times as long as the slowest page so far the next one may take."""
_CLOSING: Final = 5.0
"""Seconds for what comes after the pages: paragraphs, requisites."""


class Patience:
    """Asked before each page whether there is time for it."""

    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._begun = self._last = time.monotonic()
        self._used = _used()
        self._slowest = self._dearest = 0.0

    def lasts(self, page: int) -> bool:
        """Tell whether this page (from 0) may be recognised: within the limit of pages and the time of the child."""
        now, used = time.monotonic(), _used()
        self._slowest, self._last = max(self._slowest, now - self._last), now
        self._dearest, self._used = max(self._dearest, used - self._used), used
        soft = resource.getrlimit(resource.RLIMIT_CPU)[0]
        dear = soft != resource.RLIM_INFINITY and soft - used < self._dearest * _SPARE + _CLOSING
        late = (
            self._limits.wall_seconds - self._limits.seconds - (now - self._begun) < self._slowest * _SPARE + _CLOSING
        )
        return page < self._limits.ocr_pages and not (page and (dear or late))


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
