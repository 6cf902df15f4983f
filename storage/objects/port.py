"""The port of the originals: bytes kept for ever under their own hash.

An object is addressed by the SHA-256 of its bytes (64 lower-case hexadecimal digits). It is visible under the hash only
when it is whole and durable; it is never changed and the port has no way to remove it. The errors are those of the tree
in :mod:`domain.errors`: ``ObjectMissing``, ``ObjectCorrupted``, ``StoreUnavailable``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol, TypeAlias, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

Source: TypeAlias = bytes | Path | IO[bytes]
"""What can be put: bytes, a file by its path, or a stream that is read from where it stands to its end."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object of the store: ``sha256`` of its bytes in lower-case hexadecimal, ``size`` in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What a look at the store told.

    ``kind`` is ``folder`` or ``s3``, ``place`` names it for an administrator (never for other people);
    ``problem`` is ``None`` when the store can be used, else a Russian sentence that says what to do.
    """

    kind: str
    place: str
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the store can be used."""
        return self.problem is None


@runtime_checkable
class Objects(Protocol):
    """The store of originals. Every method may raise ``StoreUnavailable``; ``health`` tells it instead."""

    def prepare(self) -> None:
        """Make what the store needs (the folder, the bucket); does nothing when it is there. For installation."""

    def put(self, source: Source) -> StoredObject:
        """Keep the bytes; returns after they are durable.

        Putting the same bytes again changes nothing; if the store's copy was corrupted, it is put right.
        """

    def get(self, sha256: str) -> bytes:
        """All bytes, checked against the hash. Raises ``ObjectMissing``, ``ObjectCorrupted``."""

    def open(self, sha256: str) -> AbstractContextManager[BinaryIO]:
        """A seekable stream of bytes that were checked before the first is given. Raises as :meth:`get`."""

    def local_path(self, sha256: str) -> AbstractContextManager[Path]:
        """Path of a checked file for readers in child processes, valid inside the ``with``; not to be written to."""

    def read_range(self, sha256: str, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset`` (both >= 0), fewer at the end; a part cannot be checked.

        Raises ``ObjectMissing``; ``ValueError`` for negative numbers.
        """

    def stat(self, sha256: str) -> StoredObject:
        """Size by the store's own word, without reading. Raises ``ObjectMissing``."""

    def exists(self, sha256: str) -> bool:
        """Whether a whole object lies under the hash."""

    def iter_hashes(self) -> Iterator[str]:
        """Every hash in ascending order, for reconciling the store with the records."""

    def health(self) -> StoreHealth:
        """Whether the store can be used, and what to do if not; never raises."""


def is_sha256(text: str) -> bool:
    """Whether the text has the form of a key of the store."""
    return _SHA256.fullmatch(text) is not None
