"""A file is shown to ClamAV before it is stored: the protocol of ``clamd``, and what its answer means for the door.

The bytes are sent over the connection (``INSTREAM``), so that clamd needs no right to the register's files. Its
``StreamMaxLength`` must exceed the largest upload: beyond it clamd answers with an error or breaks off.

Source: ``man clamd``, section COMMANDS.
"""

from __future__ import annotations

import hashlib
import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Final, Self

from domain.errors import AntivirusUnavailable, InfectedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK: Final = 256 * 1024
_LENGTH: Final = struct.Struct("!I")
_LONGEST_REPLY: Final = 4096
_SECONDS: Final = 60.0
"""For one file, from connecting to the verdict: clamd needs a second or two for the largest."""


class Policy(StrEnum):
    """What is done when clamd does not answer; a file in which it finds something is refused by both."""

    MARK = "mark"
    REFUSE = "refuse"


class ClamdError(Exception):
    """Clamd does not answer, or answers that it could not check; the text is for the log."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """Speaks to one clamd; ``address`` is the path of its socket or ``host:port``."""

    address: str
    seconds: float = _SECONDS

    def scan(self, stream: IO[bytes]) -> str | None:
        """Send a stream from where it stands; return the name of what was found, or None.

        Raises:
            ClamdError: no verdict.
        """
        with self._connected(b"zINSTREAM\0") as connection:
            try:
                while chunk := stream.read(CHUNK):
                    connection.send(_LENGTH.pack(len(chunk)) + chunk)
                connection.send(_LENGTH.pack(0))
            except ClamdError as broken:
                # Over StreamMaxLength clamd says so and closes while we still send.
                raise ClamdError(connection.last_words() or str(broken)) from None
            return _verdict(connection.reply())

    def version(self) -> str:
        """Return the version of the engine and of its signatures. Raises :class:`ClamdError`."""
        with self._connected(b"zVERSION\0") as connection:
            return connection.reply()

    def _connected(self, command: bytes) -> _Connection:
        until = time.monotonic() + self.seconds
        try:
            made = self._socket()
        except OSError as error:
            raise ClamdError(type(error).__name__) from error
        connection = _Connection(made, until)
        connection.send(command)
        return connection

    def _socket(self) -> socket.socket:
        if self.address.startswith("/"):
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(self.seconds)
            try:
                made.connect(self.address)
            except OSError:
                made.close()
                raise
            return made
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self.seconds)


@dataclass(slots=True)
class _Connection:
    """A socket with one time limit for all that goes over it."""

    _socket: socket.socket
    _until: float

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        try:
            self._hurry()
            self._socket.sendall(data)
        except OSError as error:
            raise ClamdError(type(error).__name__) from error

    def reply(self) -> str:
        """Return the answer, without the zero byte that ends it."""
        try:
            said = b"".join(self._pieces())
        except OSError as error:
            raise ClamdError(type(error).__name__) from error
        if not said:
            raise ClamdError("no answer")
        return said.rstrip(b"\0\n").decode("utf-8", "replace")

    def last_words(self) -> str:
        """Return what was said before the connection broke, perhaps nothing."""
        try:
            return self.reply()
        except ClamdError:
            return ""

    def _pieces(self) -> Iterator[bytes]:
        length = 0
        while length < _LONGEST_REPLY:
            self._hurry()
            piece = self._socket.recv(_LONGEST_REPLY)
            if not piece:
                return
            yield piece
            length += len(piece)
            if piece.endswith(b"\0"):
                return

    def _hurry(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def _verdict(reply: str) -> str | None:
    """Return the name of what was found; ``stream: OK`` is the only answer that clears a file."""
    said = reply.removeprefix("stream:").strip()
    if said == "OK":
        return None
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ClamdError(reply)


@dataclass(frozen=True, slots=True)
class Antivirus:
    """Clamd with the policy of the administration."""

    clamd: Clamd
    policy: Policy

    def check(self, stream: IO[bytes]) -> bool:
        """Check a whole stream and rewind it; False when it goes on unchecked, which only ``mark`` allows.

        Raises:
            InfectedFile: clamd found something.
            AntivirusUnavailable: no verdict, and the policy is ``refuse``.
        """
        stream.seek(0)
        try:
            found = self.clamd.scan(stream)
        except ClamdError as error:
            if self.policy is Policy.REFUSE:
                raise AntivirusUnavailable(fault=str(error)) from error
            return False
        finally:
            stream.seek(0)
        if found is not None:
            raise InfectedFile(
                f"Антивирус нашёл в файле вредоносный код ({found}). Файл не принят и не сохранён. "
                "Сообщите отправителю и попросите чистый файл.",
                signature=found,
                sha256=hashlib.file_digest(stream, "sha256").hexdigest(),  # type: ignore[arg-type]  # typeshed wants raw files
            )
        return True
