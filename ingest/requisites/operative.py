"""The points of the operative part, each with all that belongs to it.

Reads: Document, Shape. Writes: Points. A point «2.» holds its «2.1.», «1)», «а)», its paragraphs and tables; a list
item that follows «;» never opens a point of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.requisites.lines import mend
from ingest.requisites.machine import Part
from ingest.requisites.words import ORDERS

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_MARK: Final = re.compile(r"(?P<number>\d{1,2})(?P<style>[.)])(?!\d)\s*(?P<rest>\S)?")
_ARTICLE: Final = re.compile(r"(?:Статья|СТАТЬЯ)\s+(?P<number>\d{1,3})\b")
_SUB: Final = re.compile(r"\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[).]|[а-я]\))\s*\S")
_OPENS: Final = re.compile(rf"{ORDERS.pattern}|(?:Контроль|Настоящ[а-яё]+|Постановление|Решение|Распоряжение|Приказ)\s")
_POINTS: Final = 400
_SKIP: Final = 2
"""A number may be left out by a misprint: the next point has at most this much more."""


@dataclass(frozen=True, slots=True)
class Point:
    """A top point: its text with blanks and «№» mended, where it begins, its number («» for text without points)."""

    text: str
    start: int
    number: str = ""


def points_of(document: Document, shape: Shape) -> list[Point]:
    """Return the top points of the operative part; without points the whole is one."""
    lines = shape.of(Part.OPERATIVE)
    cuts = _cuts(lines) or _unnumbered(lines)
    if not cuts or cuts[0][0] > 0:
        cuts = [(0, ""), *cuts]
    points: list[Point] = []
    for place, (cut, number) in enumerate(cuts[:_POINTS]):
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(lines)
        if end > cut:
            start = lines[cut].start
            points.append(Point(mend(document.text[start : lines[end - 1].end]), start, number))
    return points


def _cuts(lines: list[Line]) -> list[tuple[int, str]]:
    """Return the lines that open top points, with their numbers: one style, numbers that go up."""
    cuts: list[tuple[int, str]] = []
    style, last = "", 0
    for index, line in enumerate(lines):
        article = _ARTICLE.match(line.plain)
        match = article or _MARK.match(f"{line.label} x" if line.label else line.plain)
        if match is None:
            continue
        mark, number = "article" if article else match["style"], int(match["number"])
        listed = index > 0 and lines[index - 1].plain.endswith((";", ","))
        if style and (mark != style or listed or not last < number <= last + _SKIP):
            continue
        if not style and number > _SKIP:
            continue
        style, last = mark, number
        cuts.append((index, str(number)))
    return cuts


def _unnumbered(lines: list[Line]) -> list[tuple[int, str]]:
    """Return the lines that open points of a text without numbers: orders, control, force, each behind a whole one."""
    cuts: list[tuple[int, str]] = []
    depth = 0
    for index, line in enumerate(lines):
        whole = index > 0 and lines[index - 1].plain.endswith(".")
        if whole and depth <= 0 and _OPENS.match(line.plain):
            cuts.append((index, ""))
        depth += line.plain.count("«") - line.plain.count("»")
    return cuts


def parts_of(point: Point) -> list[Point]:
    """Return the point's head and its sub-points («2.1.», «1)», «а)»), each as a point of its own."""
    opened: list[tuple[int, str]] = []
    place = 0
    for line in point.text.split("\n"):
        match = _SUB.match(line) if place else None
        number = match["number"].strip(".)") if match is not None else ""
        if number and "." not in number and point.number:
            number = f"{point.number}.{number}"
        if number or not opened:
            opened.append((place, number or point.number))
        place += len(line) + 1
    ends = [start for start, _ in opened[1:]] + [place]
    return [
        Point(point.text[start : end - 1], point.start + start, number)
        for (start, number), end in zip(opened, ends, strict=True)
    ]
