"""Pictures of pages for the site: drawn in confined children, a few at a time, the latest kept in memory.

The originals are copied into a folder of this process while their pages are looked at: a store on the network is
asked once, not for every page.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.ids import new_id
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.document import Box
    from ingest.reading import ReadingPool
    from storage.objects import Objects

RENDER: Final = "ingest.reading.images.pages:render_page"
AT_ONCE: Final = 2
"""Pages drawn at the same time, in threads of their own: the rest wait, while reading and the site go on."""
IN_LINE: Final = 48
"""Pages drawn or waited for; who asks for more is told to come again."""
KEPT_BYTES: Final = 64 * 2**20
KEPT_FILES: Final = 12


class Wanted(NamedTuple):
    """A page of a content: number from 1, width of the picture in pixels, the turn of the page, the part."""

    sha256: str
    page: int
    width: int
    turned: int = 0
    crop: Box | None = None


class TooManyPictures(Exception):
    """More pages are asked for than are let in line."""


class PagePictures:
    """Draws pages. Safe for threads."""

    def __init__(self, objects: Objects, pool: Callable[[], ReadingPool]) -> None:
        self._objects, self._pool = objects, pool
        self._pictures: OrderedDict[Wanted, bytes] = OrderedDict()
        self._copies: OrderedDict[str, Path] = OrderedDict()
        self._folder = Scratch()
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pages")
        self._line = threading.BoundedSemaphore(IN_LINE)

    def close(self) -> None:
        """Delete the copies."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._folder.close()

    async def draw(self, wanted: Wanted) -> bytes:
        """Return the picture as WebP; no thread of the site waits for it.

        Raises :class:`TooManyPictures`, :class:`StorageError` and what
        :func:`ingest.reading.images.pages.render_page` raises.
        """
        with self._lock:
            known = self._pictures.get(wanted)
            if known is not None:
                self._pictures.move_to_end(wanted)
                return known
        if not self._line.acquire(blocking=False):
            raise TooManyPictures
        try:
            work = self._threads.submit(self._make, wanted)
        except BaseException:
            self._line.release()
            raise
        work.add_done_callback(lambda _: self._line.release())
        return await asyncio.wrap_future(work)

    def _make(self, wanted: Wanted) -> bytes:
        """Draw, and keep what was drawn."""
        path = self._copy(wanted.sha256)
        picture: bytes = self._pool().call(
            RENDER,
            path,
            result_type=bytes,
            arguments={"page": wanted.page, "width": wanted.width, "turned": wanted.turned, "crop": wanted.crop},
        )
        with self._lock:
            self._pictures[wanted] = picture
            while sum(map(len, self._pictures.values())) > KEPT_BYTES:
                self._pictures.popitem(last=False)
        return picture

    def _copy(self, sha256: str) -> Path:
        """Return a copy of a content that stays while it is among the latest looked at."""
        with self._lock:
            if sha256 in self._copies:
                self._copies.move_to_end(sha256)
                return self._copies[sha256]
        path = self._folder.path / sha256
        beginning = self._folder.path / f"{sha256}.{new_id()}"
        with self._objects.local_path(sha256) as original:
            shutil.copyfile(original, beginning)
        beginning.replace(path)
        with self._lock:
            self._copies[sha256] = path
            while len(self._copies) > KEPT_FILES:
                _, old = self._copies.popitem(last=False)
                old.unlink(missing_ok=True)
        return path
