"""The one way in which a package is laid out as a ZIP file.

Members are stored without compression, names are ASCII, all times are the same, there are no comments, extra fields
or data descriptors. So the same members give the same bytes on every machine and with every version of Python, and a
reader can foresee every byte that is not content: :func:`read_archive` compares the file with what it must be while
it walks through it once, and never allocates by a number that the file itself names. Standard tools open such a file
as any other ZIP.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from domain.errors import PackageTooLarge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CHUNK: Final = 1 << 20
MAX_SIZE: Final = 0xFFFF_FFFE
MAX_MEMBERS: Final = 0xFFFE
MAX_NAME: Final = 180

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_VERSION: Final = 20
_DATE: Final = (1 << 5) | 1
"""1 January 1980, the earliest that the format knows; the true moment is in the manifest."""

_NAME: Final = re.compile(r"(?!\.)[A-Za-z0-9_.-]+(?:/(?!\.)[A-Za-z0-9_.-]+)*")


class LayoutBroken(Exception):
    """The file is not laid out as a package is; ``args[0]`` is a Russian sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member as it lies in the file."""

    name: str
    size: int
    crc: int
    offset: int


def is_safe_name(name: str) -> bool:
    """Tell whether a name may stand in a package: relative, ASCII, short, safe for every file system."""
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


class ArchiveWriter:
    """Write members one after another into a new seekable file."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._members: list[Member] = []
        self._names: set[str] = set()

    def add(self, name: str, pieces: Iterable[bytes]) -> int:
        """Write a member piece by piece; return its size.

        Raises:
            PackageTooLarge: The file would outgrow the format.
            ValueError: The name is not safe or was there already.
        """
        if not is_safe_name(name) or name.lower() in self._names:
            raise ValueError(f"unsafe or repeated name: {name!r}")
        self._names.add(name.lower())
        offset, size, crc = self._stream.tell(), 0, 0
        self._stream.write(_local(Member(name, 0, 0, offset)))
        for piece in pieces:
            size += len(piece)
            self._check_size(offset + size)
            crc = zlib.crc32(piece, crc)
            self._stream.write(piece)
        member = Member(name, size, crc, offset)
        end = self._stream.tell()
        self._stream.seek(offset)
        self._stream.write(_local(member))
        self._stream.seek(end)
        self._members.append(member)
        if len(self._members) > MAX_MEMBERS:
            raise PackageTooLarge(size=end)
        return size

    def close(self) -> None:
        """Write the directory; the stream stays open."""
        start = self._stream.tell()
        tail = _tail(self._members, start)
        self._check_size(start + len(tail))
        self._stream.write(tail)

    @staticmethod
    def _check_size(size: int) -> None:
        if size > MAX_SIZE:
            raise PackageTooLarge(size=size)


def read_archive(stream: BinaryIO, take: Callable[[str, int], Callable[[bytes], object]]) -> list[Member]:
    """Walk through a package once and compare every byte that is not content with what it must be.

    Args:
        stream: The file, open for reading at its start.
        take: Called with name and size of each member; what it returns gets the content in pieces.

    Raises:
        LayoutBroken: At the first byte that is not as it must be.
    """
    total = os.fstat(stream.fileno()).st_size
    members: list[Member] = []
    while True:
        head = _exactly(stream, 4)
        if head != b"PK\x03\x04":
            break
        members.append(_read_member(stream, head, total, take))
        if len(members) > MAX_MEMBERS:
            raise LayoutBroken("В пакете слишком много файлов.")
    start = stream.tell() - 4
    tail = _tail(members, start)
    if head + stream.read(len(tail) - 4) != tail:
        raise LayoutBroken("Оглавление архива не соответствует его содержимому.")
    if stream.read(1):
        raise LayoutBroken("После конца архива есть лишние данные.")
    return members


def _read_member(
    stream: BinaryIO, head: bytes, total: int, take: Callable[[str, int], Callable[[bytes], object]]
) -> Member:
    offset = stream.tell() - len(head)
    raw = head + _exactly(stream, _LOCAL.size - len(head))
    fields = _LOCAL.unpack(raw)
    crc, size, length = fields[6], fields[8], fields[9]
    if length > MAX_NAME:
        raise LayoutBroken(f"Заголовок файла по смещению {offset} изменён.")
    written = _exactly(stream, length)
    name = written.decode("ascii", "replace")
    member = Member(name, size, crc, offset)
    if not is_safe_name(name) or raw + written != _local(member):
        raise LayoutBroken(f"Заголовок файла по смещению {offset} изменён.")
    if size > total - stream.tell():
        raise LayoutBroken(f"Файл «{name}» обрывается: архив короче, чем должен быть.")
    give, left, found = take(name, size), size, 0
    while left:
        piece = _exactly(stream, min(CHUNK, left))
        left -= len(piece)
        found = zlib.crc32(piece, found)
        give(piece)
    if found != crc:
        raise LayoutBroken(f"Содержимое файла «{name}» изменено: не совпадает контрольная сумма.")
    return member


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise LayoutBroken("Архив обрывается: файл скопирован не полностью.")
    return data


def _local(member: Member) -> bytes:
    name = member.name.encode("ascii", "replace")
    return (
        _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size, len(name), 0) + name
    )


def _tail(members: list[Member], start: int) -> bytes:
    directory = bytearray()
    for member in members:
        name = member.name.encode("ascii")
        directory += _CENTRAL.pack(
            b"PK\x01\x02", _VERSION, _VERSION, 0, 0, 0, _DATE, member.crc, member.size, member.size, len(name),
            0, 0, 0, 0, 0, member.offset,
        )  # fmt: skip
        directory += name
    end = _END.pack(b"PK\x05\x06", 0, 0, len(members), len(members), len(directory), start, 0)
    return bytes(directory) + end
