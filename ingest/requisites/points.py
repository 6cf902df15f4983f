"""The points of what a meeting decided: number, text over one or many lines, section.

Reads: the lines of a passage РЕШИЛИ. Writes: Points. A line goes on with the point before it unless it has a number, a
label, or names an executor: paragraphs of a PDF are broken lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.requisites import SECTIONS, Span
from domain.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.requisites.lines import Line

_NUMBERED: Final = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)])(?![\d.])\s*(?=[А-ЯЁA-Zа-яё«\"(–-])"
)
_SECTION: Final = re.compile(
    r"(?:раздел\s+)?(?:[\divx]{1,4}[.)]?\s+)?(?P<name>оперативные|текущие|перспективные)"
    r"(?:\s+(?:поручения|вопросы|задачи|мероприятия))?\s*[.:]?"
)
_HEADING: Final = re.compile(r"[А-ЯЁ][А-ЯЁа-яё ]{2,40}:\s*$")
_DETAIL: Final = re.compile(r"\(?(?:срок|отв|исполнител|соисполнител|контрол|куратор|голосов)", re.IGNORECASE)
_VALUE_BELOW: Final = re.compile(r"(?:срок|отв|исполнител|соисполнител|куратор)", re.IGNORECASE)
_HEADING_WORDS: Final = 3


@dataclass(slots=True)
class Point:
    """A point: its number without the last stop, its lines, the section it stands in."""

    number: str
    section: str = ""
    pieces: list[str] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The lines, parted by line ends."""
        return "\n".join(self.pieces)

    @property
    def span(self) -> Span:
        """Where the point stands."""
        return Span(self.start, self.end)


def section_in(text: str) -> str:
    """Return the section that a heading opens, empty when the text is no such heading.

    >>> section_in("1. Оперативные поручения:")
    'оперативные'
    """
    match = _SECTION.fullmatch(fold(clean(text)))
    name = match["name"] if match else ""
    return name if name in SECTIONS else ""


def points_of(lines: list[Line], section: str, names_executor: Callable[[str], bool]) -> tuple[list[Point], str]:
    """Return the points of these lines and the section that they end in.

    Args:
        lines: Lines of one passage.
        section: The section that stands open before them.
        names_executor: Whether a text begins with the executor of an assignment.
    """
    found: list[Point] = []
    open_point: Point | None = None
    for line in lines:
        heading = section_in(f"{line.label} {line.plain}" if line.label else line.plain)
        if heading:
            section, open_point = heading, None
            continue
        number, text = _number_of(line)
        if not any(c.isalnum() for c in text):
            continue
        if not number and _is_heading(text, open_point):
            open_point = None
            continue
        if open_point is None or number or _starts(text, line, open_point, names_executor):
            open_point = Point(number, section, start=line.start)
            found.append(open_point)
        open_point.pieces.append(text)
        open_point.end = line.end
    return found, section


def _number_of(line: Line) -> tuple[str, str]:
    label, text = line.label.strip(), line.plain.replace("\t", " ")
    if any(c.isdigit() for c in label) or (label and label[0].isalpha() and label.endswith((")", "."))):
        return label.rstrip(".)"), text
    match = _NUMBERED.match(text)
    return (match["number"].rstrip(".)"), text[match.end() :]) if match else ("", text)


def _is_heading(text: str, before: Point | None) -> bool:
    """«Контроль:» alone in its line; a list that a point opens with a colon is none."""
    ends = before is None or not before.pieces[-1].endswith((":", ",", ";"))
    return ends and bool(_HEADING.match(text)) and len(text.split()) <= _HEADING_WORDS and not _VALUE_BELOW.match(text)


def _starts(text: str, line: Line, before: Point, names_executor: Callable[[str], bool]) -> bool:
    """Whether a line without a number begins a point of its own: it names an executor, and the one before is whole."""
    whole = before.pieces[-1].rstrip().endswith((".", ";")) or bool(_DETAIL.match(before.pieces[-1]))
    return whole and line.first and text[:1] != "(" and not _DETAIL.match(text) and names_executor(text.lstrip("–—-• "))
