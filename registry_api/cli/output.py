"""What the command says: results on standard output, progress and messages on standard error."""

from __future__ import annotations

import getpass
import os
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD_TITLES: Final = {
    "kind": "вид",
    "body": "орган",
    "date": "дата",
    "number": "номер",
    "title": "заголовок",
    "signatory": "подписал",
    "signatory_post": "должность",
    "amends": "изменяет",
    "repeals": "отменяет",
}
"""What was found or is right, as a person at the terminal reads it."""

TELL_EVERY_S = 10.0
STDERR = Console(stderr=True, highlight=False)
STDOUT = Console(highlight=False, soft_wrap=True)


def emit(row: Mapping[str, Any]) -> None:
    """Print one JSON line on standard output, at once."""
    sys.stdout.buffer.write(msgspec.json.encode(_spelled(row)) + b"\n")
    sys.stdout.buffer.flush()


def _spelled(value: Any) -> Any:
    """Return data whose texts are all Unicode: bytes of a file's name that are none are told by their codes."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_spelled(name): _spelled(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_spelled(inner) for inner in value]
    return value


def actor() -> str:
    """Return who works on the command line, for the journal; an account without a name is told by its number."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid {os.getuid()}"
    return f"{name} (командная строка)"


def plain(text: str) -> str:
    """Return a text that cannot command a terminal: control characters of names and files are shown as «�»."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def say(text: str, style: str = "") -> None:
    """Print a message for a person on standard error; square brackets in it are plain text."""
    STDERR.print(plain(text), style=style, markup=False, soft_wrap=True)


class _Steps(Progress):
    """A progress bar; without a terminal a line now and then, so that a log tells that something goes on."""

    _told = 0.0

    def advance(self, task_id: TaskID, advance: float = 1) -> None:
        super().advance(task_id, advance)
        self._told = self._told or monotonic()
        if self.disable and monotonic() - self._told >= TELL_EVERY_S:
            task = next(task for task in self.tasks if task.id == task_id)
            say(f"{task.description}: {task.completed:.0f} из {task.total or 0:.0f}", "dim")
            self._told = monotonic()


def progress() -> Progress:
    """Return a progress bar on standard error; without a terminal it is a line every :data:`TELL_EVERY_S`."""
    return _Steps(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=STDERR,
        transient=False,
        disable=not STDERR.is_terminal,
    )
