"""Temporary folders for copies of originals, gone with their process even when it was killed.

A folder is locked (:manpage:`flock(2)`) by the process that made it: the system lets the lock go when the process ends,
however it ends. What nobody holds any more is deleted at the next start; what a living process holds never is.

Writes: folders ``register-scratch-*`` in the temporary folder of the system, open to this user alone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from types import TracebackType

PREFIX: Final = "register-scratch-"


class Scratch:
    """A folder of this process; deleted by :meth:`close` or at the end of a ``with``."""

    def __init__(self) -> None:
        self.path, self._lock = _made()

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the folder with all that is in it; a second call does nothing."""
        if self._lock < 0:
            return
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)
        self._lock = -1


def sweep() -> int:
    """Delete the folders whose processes are dead; return how many. What cannot be deleted is left."""
    return sum(_swept(path) for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def _made() -> tuple[Path, int]:
    """Make a folder and lock it; one that a sweep took between the two is made anew."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=PREFIX))
        try:
            lock = _opened(path)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists():
            return path, lock
        os.close(lock)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)


def _swept(path: Path) -> bool:
    try:
        lock = _opened(path)
    except OSError:
        return False
    try:
        if os.fstat(lock).st_uid != os.getuid():
            return False
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except OSError:
        return False
    else:
        return not path.exists()
    finally:
        os.close(lock)
