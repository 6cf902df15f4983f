"""Mutations of good files, by chance but the same each time: what transfer, disks and malice do to documents."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_TOKENS: Final = re.compile(rb"/[A-Za-z]{1,20}|\b\d{1,10}\b|<<|>>|\[|\]|\bobj\b|\bendobj\b|\bstream\b|\bR\b")
_TAGS: Final = re.compile(rb"<[^<>]{1,200}>")
_NUMBERS: Final = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)

Chance = random.Random


def flip_bits(data: bytearray, chance: Chance) -> bytearray:
    """Some bits are turned."""
    for _ in range(chance.choice((1, 4, 32))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def cut(data: bytearray, chance: Chance) -> bytearray:
    """The end, the beginning or a piece in the middle is missing."""
    first, second = sorted(chance.randrange(len(data)) for _ in range(2))
    return chance.choice((data[:first], data[first:], data[:first] + data[second:]))


def swap(data: bytearray, chance: Chance) -> bytearray:
    """Two pieces change places."""
    size = chance.choice((4, 64, 1024))
    first, second = sorted(chance.randrange(max(1, len(data) - size)) for _ in range(2))
    data[first : first + size], data[second : second + size] = data[second : second + size], data[first : first + size]
    return data


def repeat(data: bytearray, chance: Chance) -> bytearray:
    """A piece comes many times."""
    first = chance.randrange(len(data))
    piece = data[first : first + chance.choice((8, 256, 4096))]
    return data[:first] + piece * chance.choice((2, 10, 200)) + data[first:]


def fill(data: bytearray, chance: Chance) -> bytearray:
    """A block of the disk is zeros, ones or noise."""
    first, size = chance.randrange(len(data)), chance.choice((16, 512, 4096))
    size = min(size, len(data) - first)
    data[first : first + size] = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size)))
    return data


def as_text(data: bytearray, chance: Chance) -> bytearray:
    """A transfer in text mode: line ends are changed."""
    return chance.choice((data.replace(b"\r\n", b"\n"), data.replace(b"\n", b"\r\n"), data.replace(b"\r", b"")))


def swap_tokens(data: bytearray, chance: Chance) -> bytearray:
    """Names, numbers and brackets of a PDF change places, or numbers become extreme."""
    found = list(_TOKENS.finditer(data))
    for _ in range(chance.choice((1, 3, 20))):
        if not found:
            return flip_bits(data, chance)
        place = chance.choice(found)
        other = chance.choice((chance.choice(found)[0], b"%d" % chance.choice(_NUMBERS), b"-1", b"null", b"1 0 R"))
        data = data[: place.start()] + other + data[place.end() :]
        found = [match for match in found if match.end() <= place.start()]
    return data


def damage_entry(data: bytearray, chance: Chance) -> bytearray:
    """The directory of a zip tells another size, place, method or name."""
    places = [match.start() for match in re.finditer(rb"PK\x01\x02|PK\x03\x04", data)]
    if not places:
        return flip_bits(data, chance)
    for _ in range(chance.choice((1, 3))):
        place = chance.choice(places)
        offset = chance.randrange(4, 46)
        if place + offset + 4 < len(data):
            struct.pack_into("<I", data, place + offset, chance.choice(_NUMBERS))
    return data


def damage_part(data: bytearray, chance: Chance) -> bytearray:
    """A part of an office file is mutated inside, and the archive around it is whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except Exception:  # noqa: BLE001 - it was damaged before: any fault of the library may come
        return flip_bits(data, chance)
    number = chance.randrange(len(parts))
    name, part = parts[number]
    if part:
        parts[number] = (name, bytes(chance.choice((flip_bits, cut, swap, repeat, swap_tags))(bytearray(part), chance)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for title, content in parts:
            target.writestr(title, content)
    return bytearray(buffer.getvalue())


def swap_tags(data: bytearray, chance: Chance) -> bytearray:
    """Tags of XML or HTML change places."""
    found = list(_TAGS.finditer(data))
    if len(found) < 2:
        return flip_bits(data, chance)
    for _ in range(chance.choice((1, 5))):
        place = chance.choice(found)
        data = data[: place.start()] + chance.choice(found)[0] + data[place.end() :]
        found = list(_TAGS.finditer(data))
        if not found:
            break
    return data


ANYWHERE: Final = (flip_bits, cut, swap, repeat, fill, as_text)
BY_KIND: Final[dict[str, tuple[Callable[[bytearray, Chance], bytearray], ...]]] = {
    ".pdf": (swap_tokens, swap_tokens), ".docx": (damage_entry, damage_part, damage_part), ".html": (swap_tags,),
}  # fmt: skip


def mutants(files: Sequence[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` mutants of the files with names that say how each came about."""
    whole = [(path.name, path.suffix.lower(), path.read_bytes()) for path in sorted(files)]
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")  # noqa: S311 - the same chance each time
        name, kind, data = chance.choice(whole)
        ways = ANYWHERE + BY_KIND.get(kind, ())
        mutated = bytearray(data)
        told = []
        for _ in range(chance.choice((1, 1, 2))):
            way = chance.choice(ways)
            mutated = way(mutated, chance) or bytearray(b"?")
            told.append(way.__name__)
        yield f"{number:05}-{'-'.join(told)}-{name}", bytes(mutated)
