"""Messages between the pool, its zygote and the children: MessagePack, each preceded by its length."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Any, Final

import msgspec

from domain.document import Document
from ingest.reading.limits import ReadLimits
from ingest.reading.tools import Tools

if TYPE_CHECKING:
    import socket

_LENGTH: Final = struct.Struct("!I")
_LARGEST: Final = 512 * 1024 * 1024
"""No message is longer: a document is at most some twenty million characters and its blocks."""


class Job(msgspec.Struct, frozen=True, tag=True):
    """What a child is to do; ``ticket`` names it when it has to be ended."""

    ticket: int
    path: bytes
    """As the file system has it: a name need not be Unicode."""
    name: str
    limits: ReadLimits
    tools: Tools
    after: str = ""
    method: str = ""
    recognise: bool = True
    background: bool = False
    passed: tuple[tuple[str, int], ...] = ()
    """Pages that are passed over, by stage and place in it, because a child has ended over them."""


class Call(msgspec.Struct, frozen=True, tag=True):
    """A function of the register that a child is to run over files; ``function`` is ``module:name``."""

    ticket: int
    function: str
    paths: list[bytes]
    arguments: dict[str, Any]
    limits: ReadLimits
    tools: Tools
    background: bool = False
    sealed: bool = True


class Stop(msgspec.Struct, frozen=True, tag=True):
    """End the child of this ticket."""

    ticket: int


class Long(msgspec.Struct, frozen=True, tag=True):
    """The order itself is too long for a message: it lies in the third descriptor."""


class Step(msgspec.Struct, frozen=True, tag=True):
    """Progress of a child."""

    stage: str
    done: int
    total: int


class Failure(msgspec.Struct, frozen=True, tag=True):
    """An error of the register's own: name of its class, sentence, data. ``after``: of the second step."""

    kind: str
    message: str
    details: dict[str, Any]
    after: bool = False


class Read(msgspec.Struct, frozen=True, tag=True):
    """The document."""

    document: Document


class Value(msgspec.Struct, frozen=True, tag=True):
    """What the function of a :class:`Call` returned, encoded."""

    value: msgspec.Raw


class After(msgspec.Struct, frozen=True, tag=True):
    """What the second step returned, encoded."""

    value: msgspec.Raw


class Done(msgspec.Struct, frozen=True, tag=True):
    """Nothing more will come."""


Order = Job | Call | Stop | Long
Report = Step | Failure | Read | After | Value | Done
LONGEST_ORDER: Final = 64 * 1024
"""Bytes of an order that surely fit one message of a socket (its buffer holds some 200 KiB); a certificate has two."""
_REPORTS: Final = msgspec.msgpack.Decoder(Report)
_ORDERS: Final = msgspec.msgpack.Decoder(Order)
_JOBS: Final = msgspec.msgpack.Decoder(Job | Call)


def encode(message: object) -> bytes:
    """Return a message as bytes; values that MessagePack does not know become their text."""
    return msgspec.msgpack.encode(message, enc_hook=str)


def lay_down(data: bytes) -> int:
    """Return a descriptor of a file in memory that holds an order; the caller closes it."""
    descriptor = os.memfd_create("order")
    with open(descriptor, "wb", closefd=False) as file:
        file.write(data)
    return descriptor


def order(data: bytes, held: list[int]) -> Job | Call | Stop:
    """Return the order of a message; one that is too long for it is read from ``held``, which stays open.

    Raises:
        msgspec.DecodeError: it is none.
    """
    said: Order = _ORDERS.decode(data)
    if not isinstance(said, Long):
        return said
    with open(held[0], "rb", closefd=False) as file:
        file.seek(0)
        whole: Job | Call = _JOBS.decode(file.read())
    return whole


def send(to: socket.socket, message: Report) -> None:
    """Send a message with its length before it."""
    data = encode(message)
    to.sendall(_LENGTH.pack(len(data)))
    to.sendall(data)


def receive(source: socket.socket) -> Report | None:
    """Return the next message, or None at the end.

    Raises:
        ConnectionError: the other side broke off in the middle, or sends nonsense.
        TimeoutError: nothing came in the socket's time.
    """
    head = _exactly(source, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LARGEST:
        raise ConnectionError("message too long")
    data = _exactly(source, length)
    if data is None:
        raise ConnectionError("message cut off")
    try:
        report: Report = _REPORTS.decode(data)
    except msgspec.DecodeError as error:
        raise ConnectionError("not a message") from error
    return report


def _exactly(source: socket.socket, length: int) -> bytearray | None:
    data = bytearray(length)
    view = memoryview(data)
    got = 0
    while got < length:
        amount = source.recv_into(view[got:])
        if amount == 0:
            if got == 0:
                return None
            raise ConnectionError("message cut off")
        got += amount
    return data
