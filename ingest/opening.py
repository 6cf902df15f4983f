"""Opening what somebody named on the command line: a file, and nothing that only looks like one.

A named pipe without a writer, a terminal, a socket would hold the program for ever; they are told from a file before
the first byte is asked for.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO, Final

from domain.errors import NotAFile

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WHY: Final = {
    errno.ENOENT: "такого файла нет",
    errno.ENOTDIR: "такого файла нет",
    errno.EACCES: "нет прав на чтение",
    errno.EPERM: "нет прав на чтение",
    errno.EISDIR: "это папка",
    errno.ELOOP: "ссылка указывает сама на себя",
    errno.ENAMETOOLONG: "имя слишком длинное",
    errno.EIO: "ошибка чтения с диска",
    errno.EMFILE: "открыто слишком много файлов",
}


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        NotAFile: It is a named pipe, a device or a socket.
        OSError: It cannot be opened; a folder is ``IsADirectoryError``.
    """
    _must_be_file(path.stat().st_mode)
    descriptor = os.open(path, _FLAGS)
    try:
        _must_be_file(os.fstat(descriptor).st_mode)  # another thing may have taken the name meanwhile
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def why_not_open(error: OSError) -> str:
    """Return in Russian why a file could not be opened and what to do."""
    why = _WHY.get(error.errno or 0, "система отказала")
    return f"Файл не открывается: {why}. Проверьте имя и права на чтение."


def _must_be_file(mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise NotAFile
