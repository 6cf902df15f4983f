"""Runs of text with their places -> lines -> paragraphs. Geometry decides, not the order in which the file draws.

Letterheads in Tatar, Bashkir or Yakut mix two fonts inside a word, stamps are drawn before the text they lie on: only
the places tell what a person reads. The same rules serve text layers and recognised pages.
"""

from __future__ import annotations

from ingest.reading.layout.lines import CELL_GAP, SPACE_GAP, Line, Piece, lines_of, split_columns, trust_of
from ingest.reading.layout.paragraphs import (
    Paragraph,
    box_of,
    join_lines,
    join_mended,
    paragraph,
    paragraphs_of,
)
from ingest.reading.layout.statements import stands_alone, starts_anew

__all__ = [
    "CELL_GAP",
    "SPACE_GAP",
    "Line",
    "Paragraph",
    "Piece",
    "box_of",
    "join_lines",
    "join_mended",
    "lines_of",
    "paragraph",
    "paragraphs_of",
    "split_columns",
    "stands_alone",
    "starts_anew",
    "trust_of",
]
