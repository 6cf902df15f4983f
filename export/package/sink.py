"""Where a package is written: nothing that looks complete is there before it is whole, proven and wanted."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Self

from domain.errors import PackageError
from export.package.archive import ArchiveWriter
from export.package.manifest import ManifestFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

SIDECAR = ".sha256"


class PackageSink:
    """A package being written to a temporary file beside its place.

    Leaving the ``with`` without :meth:`publish`, by an exception or not, removes everything.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        self.temporary = folder / f".{name}.part"
        self.files: list[ManifestFile] = []
        self._published = False

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self.temporary.open("xb")
        except OSError as error:
            raise _cannot_write() from error
        self._archive = ArchiveWriter(self._stream)
        return self

    def add(self, path: str, pieces: Iterable[bytes]) -> ManifestFile:
        """Write a member; return its size and hash."""
        hashed = hashlib.sha256()

        def watched() -> Iterable[bytes]:
            for piece in pieces:
                hashed.update(piece)
                yield piece

        size = self._archive.add(path, watched())
        file = ManifestFile(path, size, hashed.hexdigest())
        self.files.append(file)
        return file

    def close(self) -> Path:
        """Finish the file and make it durable, still under its temporary name; return that."""
        self._archive.close()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return self.temporary

    def publish(self, sha256: str) -> Path:
        """Give the finished file its name, and write its hash beside it in the form of ``sha256sum``."""
        beside = self.path.with_name(self.path.name + SIDECAR)
        draft = self.temporary.with_name(f".{beside.name}.part")
        try:
            with draft.open("wb") as stream:
                stream.write(f"{sha256}  {self.path.name}\n".encode())
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(beside)
            self.temporary.replace(self.path)
            _flush_folder(self.path.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _cannot_write() from error
        self._published = True
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if not self._published:
            self.temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _cannot_write() from error


def _cannot_write() -> PackageError:
    return PackageError(
        "Файл пакета не удалось записать. Проверьте свободное место и права на папку и постройте пакет снова."
    )


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
