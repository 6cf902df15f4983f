"""A connection that breaks where a test wants it to: a TCP proxy on loopback in front of a server."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = 16_384


class Proxy:
    """Passes bytes to ``target`` until ``up`` bytes were sent or ``down`` bytes were received, then cuts for good.

    ``at_cut`` is called once, before the cut (to kill the server, for example).
    """

    def __init__(
        self,
        target: str,
        *,
        up: int | None = None,
        down: int | None = None,
        at_cut: Callable[[], None] | None = None,
    ) -> None:
        host, _, port = target.partition(":")
        self._target = (host, int(port))
        self._left = {"up": up, "down": down}
        self._at_cut = at_cut
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.was_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                self._open += [client, server]
                threading.Thread(target=self._pass, args=(client, server, "up"), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, "down"), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, way: str) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                with self._lock:
                    left = self._left[way]
                    if left is not None:
                        piece = piece[:left]
                        self._left[way] = left - len(piece)
                sink.sendall(piece)
                if self._left[way] == 0:
                    self.cut()
                    return
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self) -> None:
        """Break every connection and take no new one."""
        with self._lock:
            if self.was_cut:
                return
            self.was_cut = True
        if self._at_cut:
            self._at_cut()
        for end in [self._listener, *self._open]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
