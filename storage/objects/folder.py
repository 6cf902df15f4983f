"""Originals in a folder: the embedded adapter of the port.

Layout: ``<root>/ab/cd/abcd…`` (the whole hash is the file's name), ``<root>/.incoming`` for files that are being
written, ``<root>/.objects`` that marks a prepared store: a volume that is not mounted is told from an empty store.

Reads: the folder. Writes: a temporary file, which is flushed to the disk, renamed under its hash, and whose folder is
flushed, so that after ``put`` has returned neither a killed process nor a power cut loses the object, and before that
nothing lies under the hash.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from domain.errors import ObjectCorrupted, ObjectMissing, StoreUnavailable
from storage.objects.hashing import copy_hashing, hash_stream
from storage.objects.port import StoredObject, StoreHealth, is_sha256

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

    from storage.objects.port import Source

_INCOMING = ".incoming"
_MARK = ".objects"
_READ_ONLY = 0o440
_SHARD = re.compile(r"[0-9a-f]{2}")
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


class FolderObjects:
    """A content-addressed folder. Several processes may use one folder at once."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the store; nothing is read or written yet."""
        self._root = root

    def prepare(self) -> None:
        """Make the folder and its mark; durable when it returns."""
        with _store():
            (self._root / _INCOMING).mkdir(parents=True, exist_ok=True)
            (self._root / _MARK).touch()
            _flush_folder(self._root)
            _flush_folder(self._root.parent)

    def put(self, source: Source) -> StoredObject:
        """Keep the bytes durably under their hash."""
        self._require_prepared()
        with _store():
            descriptor, name = tempfile.mkstemp(dir=self._root / _INCOMING)
        temporary = self._root / _INCOMING / os.path.basename(name)  # noqa: PTH119 - mkstemp gives text
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as stream:
                stored = copy_hashing(source, partial(_write, stream))
                with _store():
                    if not self._holds(stored):
                        os.fchmod(stream.fileno(), _READ_ONLY)
                        os.fsync(stream.fileno())
                        self._publish(temporary, stored.sha256)
        finally:
            temporary.unlink(missing_ok=True)
        return stored

    def get(self, sha256: str) -> bytes:
        """All bytes, checked."""
        with self.open(sha256) as stream, _store():
            return stream.read()

    @contextmanager
    def open(self, sha256: str) -> Iterator[BinaryIO]:
        """A checked stream over the stored file itself."""
        with self._reading(sha256):
            stream = self._path(sha256).open("rb")
        with stream:
            with _store():
                found = hash_stream(stream)
                stream.seek(0)
            if found.sha256 != sha256:
                raise ObjectCorrupted(sha256=sha256)
            yield stream

    @contextmanager
    def local_path(self, sha256: str) -> Iterator[Path]:
        """The path of the stored file itself, checked and read-only."""
        with self.open(sha256):
            yield self._path(sha256)

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """A part of the bytes, unchecked."""
        if offset < 0 or length < 0:
            raise ValueError("offset and length must not be negative")
        with self._reading(sha256), self._path(sha256).open("rb") as stream:
            stream.seek(offset)
            return stream.read(length)

    def stat(self, sha256: str) -> StoredObject:
        """Size of the stored file."""
        with self._reading(sha256):
            return StoredObject(sha256, self._path(sha256).stat().st_size)

    def exists(self, sha256: str) -> bool:
        """Whether the file is there."""
        try:
            self.stat(sha256)
        except ObjectMissing:
            return False
        return True

    def iter_hashes(self) -> Iterator[str]:
        """Every hash in ascending order."""
        self._require_prepared()
        for first in _names(self._root, _SHARD):
            for second in _names(self._root / first, _SHARD):
                yield from _names(self._root / first / second, re.compile(f"{first}{second}[0-9a-f]{{60}}"))

    def health(self) -> StoreHealth:
        """Whether the folder is prepared and can be written to; writes and removes an empty file."""
        place = str(self._root)
        if not (self._root / _MARK).exists():
            problem = "Папка хранилища не найдена или не подготовлена. Проверьте том, затем выполните установку."
            return StoreHealth("folder", place, problem)
        try:
            with tempfile.TemporaryFile(dir=self._root / _INCOMING):
                return StoreHealth("folder", place)
        except OSError:
            problem = (
                "В папку хранилища нельзя записать. Проверьте права пользователя службы и свободное место на диске."
            )
            return StoreHealth("folder", place, problem)

    def tidy(self, older_than: float = 86_400.0) -> int:
        """Remove what killed processes left unfinished more than ``older_than`` seconds ago; their number."""
        self._require_prepared()
        removed, latest = 0, time.time() - older_than
        with _store():
            for left in (self._root / _INCOMING).iterdir():
                if left.stat().st_mtime < latest:
                    left.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _require_prepared(self) -> None:
        if not (self._root / _MARK).exists():
            raise StoreUnavailable(reason="folder-not-prepared")

    def _holds(self, stored: StoredObject) -> bool:
        """Whether the object lies there whole already; a corrupted copy does not count, so it is replaced."""
        try:
            with self.open(stored.sha256):
                pass
        except (ObjectMissing, ObjectCorrupted):
            return False
        _flush_folder(self._path(stored.sha256).parent)
        return True

    def _publish(self, temporary: Path, sha256: str) -> None:
        target = self._path(sha256)
        for folder in (target.parent.parent, target.parent):
            folder.mkdir(exist_ok=True)
            _flush_folder(folder.parent)
        temporary.replace(target)
        _flush_folder(target.parent)

    @contextmanager
    def _reading(self, sha256: str) -> Iterator[None]:
        """Tell an absent object from a store that cannot be read."""
        if not is_sha256(sha256):
            raise ObjectMissing(sha256=sha256)
        try:
            yield
        except OSError as problem:
            if problem.errno in _ABSENT and (self._root / _MARK).exists():
                raise ObjectMissing(sha256=sha256) from None
            raise StoreUnavailable(reason=type(problem).__name__) from problem


@contextmanager
def _store() -> Iterator[None]:
    """Name the failures of the disk: full, read-only, forbidden, gone."""
    try:
        yield
    except OSError as problem:
        raise StoreUnavailable(reason=type(problem).__name__) from problem


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(stream: io.FileIO, piece: bytes) -> None:
    with _store():
        rest = memoryview(piece)
        while rest:
            rest = rest[stream.write(rest) :]


def _names(folder: Path, form: re.Pattern[str]) -> list[str]:
    with _store(), os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if form.fullmatch(entry.name))
