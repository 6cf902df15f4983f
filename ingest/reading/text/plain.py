"""Plain text -> drafts of blocks: a line is a paragraph, unless the file was wrapped at a fixed width."""

from __future__ import annotations

import re
from typing import Final

from domain.document import BlockKind
from ingest.reading.builder import DocumentBuilder, Draft
from ingest.reading.layout import join_lines
from ingest.reading.text import judging, quality
from ingest.reading.text.encoding import decoded

_GAP: Final = re.compile(r"(?<=\S)(?: {4,}|\t+ *)")
_MARKER: Final = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]|[а-яё]\)|[-–—•])\s")
_SHORT: Final = 50
"""A line of wrapped text that is shorter ended its paragraph."""
_NARROW: Final = 100
"""Longest line of a text that was wrapped for printing."""


def read_plain(data: bytes, builder: DocumentBuilder) -> None:
    """Read a text file into the builder."""
    said = decoded(data)
    text = said.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    lines = [
        line.rstrip().expandtabs(8) if "\t" in line and not line.strip("\t ") else line.rstrip()
        for line in text.split("\n")
    ]
    longest = sorted(len(line) for line in lines if line.strip())
    wrapped = len(longest) > 10 and longest[-1] <= _NARROW and longest[len(longest) // 2] > 45  # noqa: PLR2004 - most lines are full
    group: list[str] = []
    for line in [*lines, ""]:
        starts = not line.strip() or not wrapped or _begins(group, line)
        if group and starts:
            _write(group, builder, longest[-1] if wrapped else 0)
            group = []
        if line.strip():
            group.append(line)
    if said.mixed:
        judging.doubt_mixed(builder)


def _begins(group: list[str], line: str) -> bool:
    """Tell whether a line of wrapped text starts a paragraph: an indent, a marker, a gap, or a short line before it."""
    if not group:
        return True
    indent = len(line) - len(line.lstrip())
    above = group[-1]
    above_indent = len(above) - len(above.lstrip())
    deeper = indent > above_indent + 1 if len(group) == 1 else indent > above_indent
    return bool(
        deeper
        or _MARKER.match(line)
        or _GAP.search(line)
        or _GAP.search(above)
        or (len(above) < _SHORT and not line.lstrip()[:1].islower())
    )


def _write(group: list[str], builder: DocumentBuilder, width: int) -> None:
    said = _GAP.sub("\t", group[0].strip())
    for line in group[1:]:
        said = join_lines(said, _GAP.sub("\t", line.strip()), quality.is_known)
    indent = len(group[0]) - len(group[0].lstrip())
    centered = width and indent > 10 and abs(indent - (width - len(group[0]))) < 8  # noqa: PLR2004 - by eye, in letters
    builder.add(Draft(kind=BlockKind.PARAGRAPH, text=said, align="center" if centered else ""))
