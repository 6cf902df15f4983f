"""Reading a source once while its hash is computed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from storage.objects.port import StoredObject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.objects.port import Source

CHUNK = 1 << 20


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The rest of the stream in pieces of at most 1 MiB."""
    while piece := stream.read(CHUNK):
        yield piece


def pieces_of(source: Source) -> Iterator[bytes]:
    """The bytes of a source in pieces."""
    if isinstance(source, bytes):
        for start in range(0, len(source), CHUNK):
            yield source[start : start + CHUNK]
    elif isinstance(source, Path):
        with source.open("rb") as stream:
            yield from chunks(stream)
    else:
        yield from chunks(source)


def copy_hashing(source: Source, write: Callable[[bytes], object]) -> StoredObject:
    """Hand the pieces of a source to ``write``; their hash and size. An unreadable source raises its own error."""
    hashed, size = hashlib.sha256(), 0
    for piece in pieces_of(source):
        hashed.update(piece)
        size += len(piece)
        write(piece)
    return StoredObject(hashed.hexdigest(), size)


def hash_stream(stream: IO[bytes]) -> StoredObject:
    """The hash and size of the rest of a stream."""
    hashed, size = hashlib.sha256(), 0
    for piece in chunks(stream):
        hashed.update(piece)
        size += len(piece)
    return StoredObject(hashed.hexdigest(), size)
