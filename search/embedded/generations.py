"""Generations of the index on disk and the pointer to the current one.

::

    root/CURRENT          name of the current generation, replaced atomically
    root/writer.lock      held by the one process that writes
    root/rebuild.lock     held by the one rebuild, besides the writer's
    root/gen-003/         files of tantivy
    root/gen-003.json     version of the index (analysis, document, mapping)

The version lies beside the folder, so that it stays with its generation. A reader that finds its generation gone
reads the pointer again.
"""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Final

import msgspec

from domain.errors import IndexUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_POINTER: Final = "CURRENT"
_NAME: Final = re.compile(r"gen-(\d{3,9})")


class Sidecar(msgspec.Struct, frozen=True):
    """What a generation was built with."""

    version: str


_SIDECARS: Final = msgspec.json.Decoder(Sidecar)
"""Made while the module is imported, as in :mod:`domain.document`: every search reads a sidecar, in any thread."""


class Generations:
    """The folder of an index; writing methods need the writer's lock."""

    def __init__(self, root: Path) -> None:
        """Take the folder; it is made by the first write."""
        self.root = root

    def current(self) -> str | None:
        """Return the name of the current generation, None before the first."""
        try:
            name = (self.root / _POINTER).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailable from error
        return name if _NAME.fullmatch(name) else None

    def folder(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.root / name

    def version(self, name: str) -> str | None:
        """Return the version that a generation was built with; None when that cannot be read."""
        try:
            return _SIDECARS.decode((self.root / f"{name}.json").read_bytes()).version
        except (OSError, msgspec.DecodeError):
            return None

    def create(self, version: str) -> str:
        """Make the folder of a new generation, unseen by readers, and drop what a dead rebuild left."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.sweep()
        numbers = [int(match[1]) for path in self.root.iterdir() if (match := _NAME.match(path.name))]
        name = f"gen-{max(numbers, default=0) + 1:03}"
        self.folder(name).mkdir()
        _write(self.root / f"{name}.json", msgspec.json.encode(Sidecar(version)))
        return name

    def switch(self, name: str) -> None:
        """Point readers to a generation; durable when it returns."""
        _sync(self.folder(name))
        _write(self.root / _POINTER, name.encode("ascii"))

    def sweep(self) -> None:
        """Drop every generation but the current one; readers that still hold its files finish with them."""
        kept = self.current()
        for path in self.root.iterdir():
            match = _NAME.match(path.name)
            if match and match.group() != kept:
                self._remove(path)

    @staticmethod
    def _remove(path: Path) -> None:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Replace a file atomically and durably."""
    waiting = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with waiting.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
