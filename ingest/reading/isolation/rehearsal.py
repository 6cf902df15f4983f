"""What a reading writes to, made ready before a file is there.

After a fork each page of memory is copied at its first write, some three microseconds a page here, and a reading writes
to a thousand or two of them.

The zygote reads two acts of its own (:mod:`.samples`), so that what the libraries make at first use is made once. Then
a trial child reads them again and tells which of the zygote's pages it wrote to; a child that waits for its file has
them copied (:func:`make_ready`), stopping as soon as the file comes. A kernel that cannot do it costs time only.

Sources: ``madvise(2)``, MADV_POPULATE_WRITE (Linux 5.14); ``Documentation/admin-guide/mm/pagemap.rst``.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.reading.isolation import samples
from ingest.reading.limits import ReadLimits
from ingest.reading.reader import read_document
from ingest.reading.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Callable

Range = tuple[int, int]
"""First byte and length of pages that follow each other."""

_POPULATE_WRITE: Final = 23
_PRESENT, _OF_FILE, _OWN = 1 << 63, 1 << 61, 1 << 56
_ENTRY: Final = 8
_NEAR: Final = 2
"""Pages that are so near are taken together: a call costs as much as a page."""
_MOST: Final = 8_000
"""Pages to be made ready: 32 MB, several times what was measured."""
_AT_ONCE: Final = 16
"""Ranges between two looks whether the file has come: some fraction of a millisecond."""
_PAIR: Final = struct.Struct("=QQ")


def rehearse() -> None:
    """Read the samples in this process."""
    for name, data in (("a.docx", samples.word()), ("a.pdf", samples.pdf())):
        held = os.memfd_create(name)
        try:
            os.write(held, data)
            read_document(Path(f"/proc/self/fd/{held}"), name=name, limits=ReadLimits(), tools=Tools())
        finally:
            os.close(held)


def written_pages() -> list[Range]:
    """Return which pages of this process a child writes to when it reads; nothing where the kernel does not tell."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(source)
            inherited = _areas()
            rehearse()
            with os.fdopen(sink, "wb") as told:
                told.write(b"".join(_PAIR.pack(*part) for part in _copied(inherited)))
            code = 0
        finally:
            os._exit(code)
    os.close(sink)
    with os.fdopen(source, "rb") as told:
        data = told.read()
    os.waitpid(child, 0)
    return list(_PAIR.iter_unpack(data[: len(data) - len(data) % _PAIR.size]))


def make_ready(pages: list[Range], has_come: Callable[[], bool]) -> None:
    """Have pages copied until the file comes."""
    advise = ctypes.CDLL(None).madvise
    for place in range(0, len(pages), _AT_ONCE):
        if has_come():
            return
        for begin, length in pages[place : place + _AT_ONCE]:
            advise(ctypes.c_void_p(begin), ctypes.c_size_t(length), _POPULATE_WRITE)


def _areas() -> list[Range]:
    """Return the areas of this process's memory that are its own and can be written to."""
    found = []
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        place, rights = line.split(maxsplit=2)[:2]
        if rights[1] == "w" and rights[3] == "p":
            begin, end = (int(part, 16) for part in place.split("-"))
            found.append((begin, end - begin))
    return found


def _copied(areas: list[Range]) -> list[Range]:
    """Return the pages of areas that this process no longer shares with its parent."""
    size = mmap.PAGESIZE
    found: list[list[int]] = []
    count = 0
    with contextlib.suppress(OSError), Path("/proc/self/pagemap").open("rb", buffering=0) as table:
        for begin, length in areas:
            entries = os.pread(table.fileno(), length // size * _ENTRY, begin // size * _ENTRY)
            for number, (entry,) in enumerate(struct.iter_unpack("=Q", entries)):
                if not entry & _PRESENT or not entry & _OWN or entry & _OF_FILE:
                    continue
                place = begin + number * size
                if found and place - found[-1][1] <= _NEAR * size:
                    count += (place - found[-1][1]) // size
                    found[-1][1] = place + size
                else:
                    found.append([place, place + size])
                count += 1
                if count >= _MOST:
                    break
    return [(begin, end - begin) for begin, end in found]
