"""What the command says: results on standard output, progress and messages on standard error."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Any

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        return {name: _spelled(inner) for name, inner in value.items()}
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


def progress() -> Progress:
    """Return a progress bar on standard error; it is drawn only on a terminal."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=STDERR,
        transient=False,
        disable=not STDERR.is_terminal,
    )
