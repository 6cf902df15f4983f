"""The warmed parent of the reading children: imports everything once, then forks for each file.

It has one thread, so that forking is safe whatever threads the register has; it reads no file but two samples of its
own. One child waits prepared, so that nobody waits for the fork; the next is prepared when a reading has ended, or goes
on for long, so as not to take processor time from a short one. It ends, and ends its children, when the socket to the
register closes. Its environment holds nothing of the register's: no passwords reach a child. Before the first fork for
a file it leaves the network, and its children with it.

Reads: :class:`ingest.reading.isolation.wire.Order` with two descriptors (socket for reports, pipe for the exit status),
or three when the order is long.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import logging
import os
import selectors
import signal
import socket
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.errors import IntakeError
from ingest.reading.isolation import confinement, wire

if TYPE_CHECKING:
    from ingest.reading.isolation.rehearsal import Range
    from ingest.reading.tools import Tools

STATUS: Final = struct.Struct("!i")
_SOON: Final = 0.05
"""Seconds within which most readings end: while one runs, a fork would take its processor. After them the next child
is prepared beside the one that reads, so that whoever comes during a long reading finds one waiting."""
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_CHILD_SUBREAPER: Final = 36
_WARM: Final = (
    "ingest.reading.isolation.child", "ingest.reading.docx", "ingest.reading.pdf.reader", "ingest.reading.html",
    "ingest.reading.text.plain", "ingest.reading.office.converter", "lxml.html", "olefile", "zipfile", "pymorphy3",
    "ingest.reading.ocr", "ingest.reading.office.pictures", "ingest.signatures.embedded", "encodings.cp437",
    "encodings.idna",
)  # fmt: skip


@dataclass(slots=True)
class _Child:
    """A child that runs: its ticket and where its exit status goes."""

    ticket: int
    status: int


@dataclass(slots=True)
class _Spare:
    """A child that waits for its job, and the way to it."""

    pid: int
    channel: socket.socket


def main(descriptor: int, preload: list[str]) -> None:
    """Serve orders from the socket until it closes."""
    control = socket.socket(fileno=descriptor)
    logging.disable(logging.CRITICAL)
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for module in (*_WARM, *preload):
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    from ingest.reading.text.quality import warm_up

    warm_up()
    confinement.warm_up()
    try:
        _Server(control, _rehearsed()).serve()
    finally:
        signal.set_wakeup_fd(-1)
        _end_all()


def _rehearsed() -> list[Range]:
    """Make what is made once, set it apart from the collector of garbage, and return what readings write to."""
    from ingest.reading.isolation import rehearsal

    with contextlib.suppress(IntakeError, OSError):
        rehearsal.rehearse()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError):
        return rehearsal.written_pages()
    return []


class _Server:
    """One thread, one selector: orders on one side, ended children on the other."""

    def __init__(self, control: socket.socket, pages: list[Range]) -> None:
        self._control = control
        self._pages = pages
        self._children: dict[int, _Child] = {}
        self._spare: _Spare | None = None
        self._apart = False
        self._wanted: Tools | None = None
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = socket.socketpair()
        self._wake.setblocking(False)
        self._woken.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        with self._selector as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while True:
                ready = selector.select(None if self._wanted is None else _SOON)
                if not ready:
                    self._prepare()
                for key, _ in ready:
                    if key.fileobj is self._wake:
                        with contextlib.suppress(BlockingIOError):
                            self._wake.recv(4096)
                        self._reap()
                    elif not self._order():
                        self._stop_all()
                        return

    def _order(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self._control, wire.LONGEST_ORDER, 3)
        if not data:
            return False
        order = wire.order(data, descriptors[2:])
        if isinstance(order, wire.Stop):
            self._stop(order.ticket)
        else:
            reports, status, *held = descriptors
            self._hand(order, status, data, [reports, *held])
        return True

    def _hand(self, job: wire.Job | wire.Call, status: int, data: bytes, descriptors: list[int]) -> None:
        """Give a job to the spare child, to a new one if that has died."""
        if not self._apart:
            confinement.leave_network(job.tools)
            self._apart = True
        for spare in (self._spare, None):
            taken = spare or self._forked(job.tools)
            try:
                with taken.channel:
                    socket.send_fds(taken.channel, [data], descriptors)
            except OSError:
                continue
            self._children[taken.pid] = _Child(job.ticket, status)
            break
        else:
            os.close(status)
        for descriptor in descriptors:
            os.close(descriptor)
        self._spare, self._wanted = None, job.tools

    def _prepare(self) -> None:
        """Have a child that waits: one for each that took a job, so that none is made for ever that dies by itself."""
        if self._wanted is not None:
            tools, self._wanted = self._wanted, None
            with contextlib.suppress(OSError):
                self._spare = self._forked(tools)

    def _forked(self, tools: Tools) -> _Spare:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                ours.close()
                self._become_child()
                from ingest.reading.isolation.child import serve

                serve(theirs, tools, self._pages)
                code = 0
            finally:
                os._exit(code)
        theirs.close()
        return _Spare(pid, ours)

    def _become_child(self) -> None:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        self._selector.close()
        self._control.close()
        self._wake.close()
        self._woken.close()
        for other in self._children.values():
            os.close(other.status)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if self._spare is not None and pid == self._spare.pid:
                self._spare.channel.close()
                self._spare = None
            child = self._children.pop(pid, None)
            if child is not None:
                with contextlib.suppress(OSError):
                    os.write(child.status, STATUS.pack(os.waitstatus_to_exitcode(status)))
                os.close(child.status)
        self._end_orphans()
        self._prepare()

    def _end_orphans(self) -> None:
        """End programs whose starter died: they became children of the zygote."""
        for pid in _own_children() - set(self._children) - ({self._spare.pid} if self._spare else set()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def _stop(self, ticket: int) -> None:
        for pid, child in self._children.items():
            if child.ticket == ticket:
                _kill_group(pid)

    def _stop_all(self) -> None:
        for pid in self._children:
            _kill_group(pid)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)


def _own_children() -> set[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as listing:  # noqa: PTH123 - a file of the kernel
            return {int(pid) for pid in listing.read().split()}
    except (OSError, ValueError):
        return set()


def _end_all() -> None:
    """End whatever is still below this process; new orphans arrive as their starters go."""
    for _ in range(20):
        children = _own_children()
        if not children:
            return
        for pid in children:
            _kill_group(pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
