"""Tesseract, asked in one of two ways.

As a library (tesserocr, which brings its own build) in a process that waits for the next picture of the same file:
a quarter to a third less time than the program of Debian 12 takes for the same words. Where the library does not run,
the program itself, started anew for each picture. Both within limits, in the sandbox.
"""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from ingest.reading.ocr import inside, tsv
from ingest.reading.ocr.programs import end_program, run_tool, start_program
from ingest.reading.tools import OCR_LANGUAGE

if TYPE_CHECKING:
    import subprocess

    from PIL.Image import Image

    from ingest.reading.limits import ReadLimits
    from ingest.reading.ocr.tsv import Word
    from ingest.reading.tools import Tools

_START_SECONDS: Final = 30.0
"""For the process to load the language: a tenth of a second, more under load."""


class _Process(NamedTuple):
    """The process with the library, and our end of its channel."""

    program: subprocess.Popen[bytes]
    channel: socket.socket

    def end(self) -> None:
        """End it, whatever it does."""
        self.channel.close()
        end_program(self.program)


class Engine:
    """Recognises pictures of one file; used as a context, so that its process ends with the file.

    Args:
        limits: What a picture may cost.
        tools: Where the programs, the sandbox and the language data are.
    """

    def __init__(self, limits: ReadLimits, tools: Tools) -> None:
        self._limits = limits
        self._tools = tools
        self._library = bool(tools.tessdata)
        self._process: _Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def words(self, image: Image, mode: str, dpi: int, seconds: float | None = None) -> list[Word] | None:
        """Return what tesseract reads in a grey picture.

        Args:
            image: The picture, one byte a pixel.
            mode: How the page is laid out, as tesseract counts (``--psm``).
            dpi: Its resolution.
            seconds: How long it may take; as long as a page may, when it is not told.

        Returns:
            The words; None when it failed or ran out of time.
        """
        if self._library and self._process is None:
            self._process = self._started()
            self._library = self._process is not None
        ask = self._of_library if self._process else self._of_program
        table = ask(image, mode, dpi, self._limits.ocr_seconds_per_page if seconds is None else seconds)
        return None if table is None else tsv.parse(table)

    def _started(self) -> _Process | None:
        """Return the process once it is ready; None where the library does not run."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                program = start_program(
                    [*self._tools.sandbox(), *_command(self._tools, self._limits)],
                    seconds=_START_SECONDS, limits=self._limits, channel=theirs,
                )  # fmt: skip
            except OSError:
                ours.close()
                return None
        process = _Process(program, ours)
        with suppress(OSError):
            if _read(ours, len(inside.READY), time.monotonic() + _START_SECONDS) == inside.READY:
                return process
        process.end()
        return None

    def _of_library(self, image: Image, mode: str, dpi: int, seconds: float) -> bytes | None:
        if self._process is None:
            return None
        channel, until = self._process.channel, time.monotonic() + seconds
        try:
            channel.settimeout(seconds)
            channel.sendall(inside.REQUEST.pack(int(mode), dpi, *image.size))
            channel.sendall(image.tobytes())
            (length,) = inside.ANSWER.unpack(_read(channel, inside.ANSWER.size, until))
            return tsv.HEAD + _read(channel, length, until)
        except OSError:  # it ended or ran out of time; the next picture gets a new one
            self.__exit__()
            return None

    def _of_program(self, image: Image, mode: str, dpi: int, seconds: float) -> bytes | None:
        return run_tool(
            [
                *self._tools.sandbox(), self._tools.tesseract, "-", "-",
                "-l", OCR_LANGUAGE, "--psm", mode, "--dpi", str(dpi), *_settings(), "tsv",
            ],
            seconds=seconds,
            limits=self._limits,
            data=_portable(image),
        )  # fmt: skip


def _settings() -> list[str]:
    return [part for name, value in inside.SETTINGS.items() for part in ("-c", f"{name}={value}")]


def _command(tools: Tools, limits: ReadLimits) -> list[str]:
    found = importlib.util.find_spec("tesserocr")
    packages = Path(found.origin).parent.parent if found and found.origin else Path()
    seconds = str(limits.ocr_seconds_per_page)
    return [
        os.path.realpath(sys.executable), "-I", "-S", inside.__file__,
        str(packages), tools.tessdata, OCR_LANGUAGE, seconds,
    ]  # fmt: skip


def _read(channel: socket.socket, size: int, until: float) -> bytes:
    """Return so many bytes. Raises :class:`OSError` when they do not come in time or the other end is gone."""
    parts = bytearray()
    while len(parts) < size:
        channel.settimeout(max(until - time.monotonic(), 0.001))
        part = channel.recv(size - len(parts))
        if not part:
            raise ConnectionResetError
        parts += part
    return bytes(parts)


def _portable(image: Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PPM")
    return buffer.getvalue()
