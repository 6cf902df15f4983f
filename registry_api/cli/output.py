"""What the command says: results on standard output, progress and messages on standard error."""

from __future__ import annotations

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
    sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
    sys.stdout.buffer.flush()


def say(text: str, style: str = "") -> None:
    """Print a message for a person on standard error; square brackets in it are plain text."""
    STDERR.print(text, style=style, markup=False, soft_wrap=True)


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
