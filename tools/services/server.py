"""What the command knows of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import signal
    from collections.abc import Mapping

    from place import Place


class Server(Protocol):
    """A trial server: how its programs come, how it starts, when it is ready, what the tests are told."""

    name: str
    title: str
    port: int
    start_limit: float
    stop_signal: signal.Signals

    def bring(self, place: Place) -> None:
        """Find or bring the programs; does nothing when they are there."""

    def command(self, place: Place) -> tuple[list[str], Mapping[str, str]]:
        """Prepare folders and configuration; give the command and its environment."""

    def ready(self, place: Place) -> bool:
        """Whether the server answers as it should."""

    def environment(self, place: Place) -> Mapping[str, str]:
        """The ``REGISTRY_TEST_*`` variables that lead the tests to it."""
