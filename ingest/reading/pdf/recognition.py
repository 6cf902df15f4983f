"""What recognition of a PDF needs, whatever is looked at: whole pages, ruled tables, pictures beside text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.reading.builder import DocumentBuilder
    from ingest.reading.ocr import Recogniser
    from ingest.reading.ocr.patience import Patience


class Recognition(NamedTuple):
    """One file in the lane of scans."""

    path: Path
    builder: DocumentBuilder
    recogniser: Recogniser
    progress: Callable[[str, int, int], None]
    """Takes the stage, how many steps of it are done, and how many there are."""
    patience: Patience
