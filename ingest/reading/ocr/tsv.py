"""The table of words that tesseract writes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

_WORD_LEVEL: Final = "5"
HEAD: Final = b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
"""First line of a table; the program writes it, the library does not."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: its place in pixels of the picture, its confidence in per cent, its line."""

    text: str
    left: float
    top: float
    width: float
    height: float
    confidence: float
    line: tuple[str, str, str]

    @property
    def trust(self) -> float:
        """Confidence as a share, 0..1."""
        return min(max(self.confidence / 100, 0.0), 1.0)


def parse(table: bytes) -> list[Word]:
    """Return the words of tesseract's TSV; lines that are no words of it are passed over."""
    rows = csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        text = (row.get("text") or "").strip()
        if row.get("level") != _WORD_LEVEL or not text:
            continue
        try:
            left, top, width, height, confidence = (
                float(row[name]) for name in ("left", "top", "width", "height", "conf")
            )
        except (KeyError, TypeError, ValueError):
            continue
        line = (row["block_num"], row["par_num"], row["line_num"])
        words.append(Word(text, left, top, width, height, confidence, line))
    return words
