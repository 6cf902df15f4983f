"""The grammar of an act as a state machine over its lines.

Reads: Lines. Writes: Shape, the lines of every part of the act.

The order of the parts is that of ГОСТ Р 7.0.97 and of the regulation, chapter 8 point 2.2.3: letterhead, kind, date
with number and place,
title, preamble, operative part, signature, marks, annexes. A part that is absent is empty; a line that fits nowhere
never moves the machine
forward by more than one part. A cited act can not be taken for the act itself: requisites are read in their own part
only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from ingest.requisites.headline import Headline, headline_of
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.registration import is_registration, is_skipped
from ingest.requisites.signature import signature_at
from ingest.requisites.words import (
    ABOUT,
    ADDRESS,
    ANNEX,
    APPROVED,
    FIRST_POINT,
    PLACE,
    POINT,
    PREAMBLE,
    REVISION_NOTE,
    RULE_KINDS,
    VERB,
)

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_HEAD_LINES: Final = 90
"""The kind line stands within this many lines; beyond it only the text of an act follows."""

_REPEAT_LINES: Final = 15
"""A database's headline is followed by the act's own kind line within this many lines."""

_NARROW: Final = 80
"""A shorter line with another layout may still belong to the title: justified text ends with a left line.

In characters.
"""

_TITLE_LINES: Final = 16
_PAGE_LINE: Final = 1500
"""A headline that goes on longer is a page without line ends: nothing after it is read as parts, in characters."""

_LONG_LINE: Final = 700
"""A longer line is text of an act, not a title, in characters."""


_COURT: Final = re.compile(r"(?i:^именем российской федерации)|^(?:[А-ЯЁ-]+ )*СУД(?: [А-ЯЁ -]+)?$")

_STAMP: Final = 200
"""Longest line that opens an annex, in characters."""

_STRAY_LINES: Final = 5
"""Most lines of misread requisites above a title."""

_STRAY: Final = 60
"""Longest line of misread requisites, in characters."""

_PLACE: Final = 40
"""Longest line that is a place alone, in characters."""

_PARAGRAPH: Final = 240
"""A paragraph longer than this is text, in characters."""

_STAMP_IN_TEXT: Final = 120
"""Longest line that opens an annex straight after the text, in characters."""

_SECOND_SIGNATURE: Final = 6
"""A second signature follows the first within this many lines."""


class Part(IntEnum):
    """Parts of an act, in their order."""

    CHROME = 0
    LETTERHEAD = 1
    KIND = 2
    REGISTRATION = 3
    TITLE = 4
    PREAMBLE = 5
    OPERATIVE = 6
    SIGNATURE = 7
    MARKS = 8
    ANNEX = 9


@dataclass(slots=True)
class Shape:
    """The act in parts, with what opened it and how its title ended."""

    parts: dict[Part, list[Line]] = field(default_factory=lambda: {part: [] for part in Part})
    headline: Headline | None = None
    """The kind line of the act."""
    database: Headline | None = None
    """The headline that a legal database put above the act: kind, body, date, number, title in one line."""
    annex_first: bool = False
    """The file opens with the stamp of an annex: there is no act in it."""
    title_closed: bool = False
    """What follows the title was recognised, so that the title is whole."""
    verb: bool = False
    court: bool = False
    """A court's letterhead or «Именем Российской Федерации»: not an act of the city, without a title of its own."""
    letter: bool = False
    """No kind line, but a form of address: a letter."""

    def of(self, part: Part) -> list[Line]:
        """Return the lines of a part."""
        return self.parts[part]


def shape_of(lines: list[Line]) -> Shape:
    """Cut the lines into the parts of an act; never fails."""
    shape = Shape()
    start = _open(lines, shape)
    if start is not None:
        _follow(lines, start, shape)
    shape.court = any(
        _COURT.search(line.plain)
        for part in (Part.LETTERHEAD, Part.TITLE, Part.REGISTRATION)
        for line in shape.of(part)[:20]
    )
    return shape


def _open(lines: list[Line], shape: Shape) -> int | None:
    """Find what opens the act; return the index of the line after it, None when an annex or nothing was found."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if shape.database is not None and index > _repeat_end(shape, lines):
            break
        if shape.database is None and _is_annex_stamp(line) and not _approved_by_person(lines, index):
            shape.annex_first = True
            shape.parts[Part.ANNEX] = lines[index:]
            shape.parts[Part.CHROME] = lines[:index]
            return None
        head = headline_of(line)
        if head is None:
            if VERB.search(line.text) and shape.database is None:
                break
            continue
        if head.shape is HeadShape.DATABASE:
            shape.database = shape.database or head
            continue
        if shape.database is not None and head.kind != shape.database.kind:
            continue
        shape.headline = head
        shape.parts[Part.LETTERHEAD] = _without_database(lines[:index], shape)
        shape.parts[Part.KIND] = [line]
        return index + 1
    if shape.database is not None:
        index = lines.index(shape.database.line)
        shape.headline = shape.database
        shape.parts[Part.CHROME] = lines[:index]
        shape.parts[Part.KIND] = [shape.database.line]
        if len(shape.database.rest) > _PAGE_LINE:
            shape.parts[Part.OPERATIVE] = lines[index:]
            return None
        return index + 1
    return _open_without_kind(lines, shape)


def _open_without_kind(lines: list[Line], shape: Shape) -> int | None:
    """Open a file that has no kind line: the verb, a form of address or nothing tells what it is."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if VERB.search(line.text):
            shape.verb = True
            shape.parts[Part.PREAMBLE] = lines[: index + 1]
            shape.parts[Part.LETTERHEAD] = lines[: min(index, 5)]
            _follow(lines, index + 1, shape, Part.OPERATIVE)
            return None
        if ADDRESS.match(line.plain):
            shape.letter = True
            shape.parts[Part.LETTERHEAD] = lines[:index]
            _follow(lines, index, shape, Part.PREAMBLE)
            return None
    shape.parts[Part.LETTERHEAD] = lines[:25]
    _follow(lines, 0, shape, Part.OPERATIVE)
    return None


def _repeat_end(shape: Shape, lines: list[Line]) -> int:
    return (lines.index(shape.database.line) if shape.database else 0) + _REPEAT_LINES


def _without_database(lines: list[Line], shape: Shape) -> list[Line]:
    if shape.database is None:
        return lines
    return lines[lines.index(shape.database.line) + 1 :]


def _is_annex_stamp(line: Line) -> bool:
    return len(line.plain) < _STAMP and bool(ANNEX.match(line.plain) or APPROVED.match(line.plain))


def _approved_by_person(lines: list[Line], index: int) -> bool:
    """«СОГЛАСОВАНО» and «УТВЕРЖДЕНО» of a person stand above protocols and plans: no act is named in them."""
    near = " ".join(line.key for line in lines[index : index + 5])
    return not any(kind in near for kind in ("постановлен", "решени", "распоряжен", "приказ")) or "утверждаю" in near


def _follow(lines: list[Line], start: int, shape: Shape, state: Part = Part.REGISTRATION) -> None:
    """Run the machine from this line to the end."""
    index = start
    while index < len(lines):
        line = lines[index]
        state = _next(state, lines, index, shape)
        if state is Part.SIGNATURE:
            found = signature_at(lines, index)
            end = found.after if found else index + 1
            shape.parts[Part.SIGNATURE].extend(lines[index:end])
            index = end
            state = Part.MARKS
            continue
        if state is Part.ANNEX:
            shape.parts[Part.ANNEX] = lines[index:]
            return
        shape.parts[state].append(line)
        if state in (Part.PREAMBLE, Part.TITLE) and VERB.search(line.text):
            shape.verb = True
            state = Part.OPERATIVE
        index += 1


def _next(state: Part, lines: list[Line], index: int, shape: Shape) -> Part:
    """Return the part that this line belongs to, given the part of the line before it."""
    line = lines[index]
    step = {
        Part.REGISTRATION: _in_registration,
        Part.TITLE: _in_title,
        Part.PREAMBLE: _in_preamble,
        Part.OPERATIVE: _in_operative,
        Part.MARKS: _in_marks,
    }[state]
    return step(line, lines, index, shape)


def _in_registration(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    text = line.plain
    head = shape.headline
    if is_registration(line) or is_skipped(line) or PLACE.fullmatch(text):
        return Part.REGISTRATION
    if _begins_text(line) or FIRST_POINT.match(text):
        shape.title_closed = True
        return _text_part(line)
    if shape.of(Part.TITLE) and not _opens_title(line, shape):
        shape.title_closed = True
        return Part.PREAMBLE
    if head is not None and head.kind == "протокол":
        shape.title_closed = True
        return Part.TITLE if _meeting_goes_on(lines, index) else Part.PREAMBLE
    return Part.TITLE


def _opens_title(line: Line, shape: Shape) -> bool:
    """«Об …» below short lines that are no title: misread or unknown requisites."""
    title = shape.of(Part.TITLE)
    return (
        bool(ABOUT.match(line.plain))
        and len(title) < _STRAY_LINES
        and not any(ABOUT.match(known.plain) or len(known.plain) > _STRAY for known in title)
    )


def _meeting_goes_on(lines: list[Line], index: int) -> bool:
    """Lines between «ПРОТОКОЛ № 5» and the date name the meeting."""
    return not (
        ":" in lines[index].text or lines[index].key.startswith(("председател", "присутств", "секретар", "повестк"))
    )


def _in_title(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:  # noqa: PLR0911 - one return for each end
    text = line.plain
    title = shape.of(Part.TITLE)
    if _opens_title(line, shape):
        return Part.TITLE
    if REVISION_NOTE.match(text) or text.startswith("("):
        shape.title_closed = True
        return Part.PREAMBLE if REVISION_NOTE.match(text) else Part.TITLE
    if is_registration(line) or is_skipped(line):
        shape.title_closed = True
        return Part.REGISTRATION
    if PLACE.fullmatch(text) and len(text) < _PLACE:
        return Part.REGISTRATION
    protocol = shape.headline is not None and shape.headline.kind == "протокол"
    if protocol and not _meeting_goes_on(lines, index):
        shape.title_closed = True
        return Part.PREAMBLE
    if _begins_text(line) or FIRST_POINT.match(text) or line.label:
        shape.title_closed = True
        return _text_part(line)
    if _is_annex_stamp(line):
        return Part.ANNEX
    if len(title) >= _TITLE_LINES or len(text) > _LONG_LINE or _closes(title[-1], line):
        return _text_part(line)
    return Part.TITLE


def _closes(last: Line, line: Line) -> bool:
    """A full stop, another layout or a paragraph that is much longer ends a title that nothing else ended."""
    if last.plain.endswith(".") and not last.plain.endswith(("г.", "гг.", "им.", "обл.", "ул.")):
        return True
    if last.block == line.block:
        return False
    moved = bool(last.align and line.align and last.align != line.align) and len(line.plain) > _NARROW
    return moved or (len(line.plain) > _PARAGRAPH > len(last.plain) and line.plain[0].isupper())


def _begins_text(line: Line) -> bool:
    return bool(PREAMBLE.match(line.plain) or VERB.search(line.text))


def _text_part(line: Line) -> Part:
    return Part.OPERATIVE if FIRST_POINT.match(line.plain) or line.label else Part.PREAMBLE


def _in_preamble(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    if FIRST_POINT.match(line.plain) or (line.label and shape.of(Part.PREAMBLE)):
        return Part.OPERATIVE
    return _signed_or(Part.PREAMBLE, line, lines, index, shape)


def _in_operative(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    return _signed_or(Part.OPERATIVE, line, lines, index, shape)


def _signed_or(state: Part, line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    """Stay in the text until a signature or the stamp of an annex comes."""
    if _is_annex_stamp(line) and len(line.plain) < _STAMP_IN_TEXT and not line.plain.endswith((";", ".")):
        return Part.ANNEX
    if shape.of(Part.OPERATIVE) or shape.of(Part.PREAMBLE):
        found = signature_at(lines, index)
        if found is not None:
            return Part.SIGNATURE
    return state


def _in_marks(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    if _is_annex_stamp(line):
        return Part.ANNEX
    word = line.key
    if any(word.startswith(kind) for kind in RULE_KINDS) and line.plain[:1].isupper() and not POINT.match(line.plain):
        return Part.ANNEX
    if signature_at(lines, index) is not None and len(shape.of(Part.MARKS)) < _SECOND_SIGNATURE:
        return Part.SIGNATURE
    return Part.MARKS
