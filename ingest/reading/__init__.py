"""Bytes -> :class:`domain.document.Document`: what a file is, what it says, within limits, in a process of its own.

* :func:`sniff_head` refuses at the door what the register surely cannot read; :func:`sniff` tells the format of a file;
* :class:`ReadingPool` reads files in children that cannot harm the register; :func:`read_document` reads right here;
* :class:`ReadLimits` and :class:`Tools` say what a reading may cost and which programs of the system it may use.

Formats: ``docx``, ``pdf``, ``html.py``, ``text.plain``, old ones by ``office``, scans by ``ocr`` and ``images``; each
fills the one ``DocumentBuilder``. ``isolation`` runs all of it in children; ``text`` decodes and repairs for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.reading.isolation.outcome import ReadResult
from ingest.reading.isolation.pool import ReadingPool
from ingest.reading.limits import ReadLimits
from ingest.reading.sniffing import FORMATS, HEAD_BYTES, sniff, sniff_head
from ingest.reading.tools import Tools, ToolStatus

if TYPE_CHECKING:
    from ingest.reading.reader import read_document

__all__ = [
    "FORMATS",
    "HEAD_BYTES",
    "ReadLimits",
    "ReadResult",
    "ReadingPool",
    "ToolStatus",
    "Tools",
    "read_document",
    "sniff",
    "sniff_head",
]


def __getattr__(name: str) -> Any:
    """Import the reader, and the libraries behind it, only when it is used in this process."""
    if name == "read_document":
        from ingest.reading.reader import read_document

        return read_document
    raise AttributeError(name)
