"""The grammar of an act as a state machine over its lines.

Reads: Lines. Writes: Shape, the lines of every part of the act.

The order of the parts is that of ГОСТ Р 7.0.97 and of the regulation, chapter 8 point 2.2.3: letterhead, kind, date
with number and place, title, preamble, operative part, signature, marks, annexes. A part that is absent is empty; a
line that fits nowhere never moves the machine forward by more than one part. Requisites are read in their own part
only; a title that names an act waits for its date, so a date below «… в решение Думы» is the cited act's wherever the
own one stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.text import fold, letters
from ingest.requisites.approvals import is_rule
from ingest.requisites.headline import is_land, is_whose, names_body, owns
from ingest.requisites.opening import is_annex_stamp, open_act
from ingest.requisites.parts import Part, Shape
from ingest.requisites.registration import is_registration, is_skipped
from ingest.requisites.self_named import self_named
from ingest.requisites.signature import signature_at
from ingest.requisites.title_lines import cites_on, opens_sentence
from ingest.requisites.tongues import in_other_tongue
from ingest.requisites.words import (
    ABOUT,
    APPROVED,
    BODY_WORDS,
    CONVOCATION,
    FIRST_POINT,
    ORDERS,
    PLACE,
    PLACE_LINE,
    POINT,
    PREAMBLE,
    REVISION_NOTE,
    RULE_KINDS,
    TEXT_HEADING,
    VERB,
)

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.signature import Person

__all__ = ["Part", "Shape", "shape_of"]

_NARROW: Final = 80
"""A shorter line with another layout may belong to the title: justified text ends with a left line; in characters."""

_TITLE_LINES: Final = 16
_LONG_LINE: Final = 700
"""A longer line is text of an act, not a title, in characters."""


_COURT: Final = re.compile(r"(?i:^именем российской федерации)|^(?:[А-ЯЁ-]+ )*СУД(?: [А-ЯЁ -]+)?$")

_SESSION: Final = 120
"""Longest line that names the session of a council, in characters."""

_DRAFT_MARK: Final = "проект"
_MARKS_OF_KIND: Final = frozenset({"распоряжение", _DRAFT_MARK})
"""In brackets below the kind: «ПРИКАЗ / (распоряжение)»."""

_STRAY_LINES: Final = 5
"""Most lines of misread requisites above a title."""

_STRAY: Final = 60
"""Longest line of misread requisites, in characters."""

_PLACE: Final = 80
"""Longest line that is a place alone, in characters."""

_TITLE_NEAR: Final = 3
"""A title stands within this many lines below the body that is named under the kind."""

_PARAGRAPH: Final = 240
"""A paragraph longer than this is text, in characters."""

_STAMP_IN_TEXT: Final = 120
"""Longest line that opens an annex straight after the text, in characters."""

_SECOND_SIGNATURE: Final = 6
"""A second signature follows the first within this many lines."""


_LAST_LINES: Final = 4
"""A name alone signs a protocol only within its last lines."""

_THIRD_PERSON: Final = ("постановляет", "постановил", "решает", "решил", "приказывает")
_SECRETARY: Final = "секретар"
"""Whoever stands below «Секретарь:» has written a protocol and does not sign it first."""

_NAMED_BY_GENITIVE: Final = frozenset({"протокол", "кодекс"})
_PROTOCOL_TEXT: Final = 0.4
"""Above this share of a protocol posts and names are those of the people present, not signatures."""


def shape_of(lines: list[Line]) -> Shape:
    """Cut the lines into the parts of an act; never fails."""
    shape = Shape()
    start = open_act(lines, shape)
    if start is not None:
        _follow(lines, start.index, shape, start.part)
    if shape.headline is None and not shape.letter and not shape.annex_first:
        shape.named = self_named(shape)
    shape.court = any(
        _COURT.search(line.plain)
        for part in (Part.LETTERHEAD, Part.TITLE, Part.REGISTRATION)
        for line in shape.of(part)[:20]
    )
    return shape


def _follow(lines: list[Line], start: int, shape: Shape, state: Part) -> None:
    """Run the machine from this line to the end."""
    index = start
    while index < len(lines):
        line = lines[index]
        state = _next(state, lines, index, shape)
        if state is Part.SIGNATURE:
            found = signature_at(lines, index, loose=True)
            shape.signed = shape.signed or found
            shape.parts[Part.MARKS] += _behind(lines, found)
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
            _give_back_issuer(shape)
            state = Part.OPERATIVE
        index += 1


def _give_back_issuer(shape: Shape) -> None:
    """Move who decides from the title to the preamble: «… / Администрация района / ПОСТАНОВЛЯЕТ:» alone in its line.

    The verb needs its subject, so a title that it follows straight holds that subject; where it is not told apart,
    the title is not whole.
    """
    preamble, title = shape.of(Part.PREAMBLE), shape.of(Part.TITLE)
    verb = VERB.match(preamble[0].plain) if len(preamble) == 1 and title else None
    if verb is None or not letters(verb.group()).startswith(_THIRD_PERSON):
        return
    at = max((index for index, line in enumerate(title) if line.plain[:1].isupper()), default=0)
    issuer = title[at:]
    if at and BODY_WORDS.intersection(fold(" ".join(line.plain for line in issuer)).split()):
        shape.parts[Part.TITLE] = title[:at]
        shape.parts[Part.PREAMBLE] = [*issuer, *preamble]
    else:
        shape.title_closed = False


def _behind(lines: list[Line], found: Person | None) -> list[Line]:
    """Return what stands in the line of the signature behind the name: place, date and number of a law."""
    if found is None or not found.name:
        return []
    last = lines[found.after - 1]
    rest = last.after(max(0, found.name_end - last.start))
    return [rest] if PLACE.search(rest.plain) else []


def _next(state: Part, lines: list[Line], index: int, shape: Shape) -> Part:
    """Return the part that this line belongs to, given the part of the line before it."""
    line = lines[index]
    step = {
        Part.KIND: _in_registration,
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
    if is_registration(line) or is_skipped(line) or PLACE_LINE.fullmatch(text) or _beside_kind(line, shape):
        shape.draft = shape.draft or (line.key == _DRAFT_MARK and not shape.of(Part.TITLE))
        return Part.REGISTRATION
    if _says_whose(line, lines[index + 1 : index + 1 + _TITLE_NEAR], shape):
        return Part.KIND
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


def _says_whose(line: Line, below: list[Line], shape: Shape) -> bool:
    """Straight below the kind of an act; a charter's line in the genitive is its title."""
    straight = not shape.of(Part.REGISTRATION) and not shape.of(Part.TITLE)
    registered = bool(below) and is_registration(below[0])
    owned = straight and shape.headline is not None and owns(shape.headline, shape.of(Part.KIND))
    if owned and is_land(line, shape.of(Part.KIND)[-1], registered=registered):
        return True
    act = not is_rule(shape.headline) and (shape.headline is None or shape.headline.kind not in _NAMED_BY_GENITIVE)
    if straight and act and is_whose(line, registered=registered):
        return True
    return act and shape.headline is not None and _names_issuer(line, below, shape)


def _names_issuer(line: Line, below: list[Line], shape: Shape) -> bool:
    """«ПОСТАНОВЛЕНИЕ / АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО / О …»: no body above the kind, the title follows."""
    if shape.of(Part.TITLE) or not any(ABOUT.match(one.plain) for one in below):
        return False
    kind = shape.of(Part.KIND)
    if len(kind) > 1:
        return names_body(kind[1]) and kind[-1].end < line.start and is_land(line, kind[-1], registered=False)
    above = {fold(word) for one in shape.of(Part.LETTERHEAD) for word in one.plain.split()}
    return names_body(line) and above.isdisjoint(BODY_WORDS)


def _beside_kind(line: Line, shape: Shape) -> bool:
    """What stands below the kind and is no title: the kind in another language, the session of a council."""
    head = shape.headline
    if len(line.plain) > _SESSION or ABOUT.match(line.plain) or shape.of(Part.TITLE) or head is None:
        return False
    session = head.kind != "протокол" and not is_rule(head) and CONVOCATION.match(line.plain) is not None
    return session or in_other_tongue(line) or line.key in _MARKS_OF_KIND


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
    if cites_on(line, shape):
        return Part.TITLE
    note = _note_after_title(line)
    if note is not None:
        shape.title_closed = True
        return note
    if PLACE_LINE.fullmatch(text) and len(text) < _PLACE:
        return Part.REGISTRATION
    protocol = shape.headline is not None and shape.headline.kind == "протокол"
    if protocol and not _meeting_goes_on(lines, index):
        shape.title_closed = True
        return Part.PREAMBLE
    if _begins_text(line) or FIRST_POINT.match(text) or line.label:
        shape.title_closed = True
        return _text_part(line)
    if is_annex_stamp(line):
        return Part.ANNEX
    if opens_sentence(line, title):
        return Part.PREAMBLE
    if len(title) >= _TITLE_LINES or len(text) > _LONG_LINE or _closes(title, line):
        return _text_part(line)
    return Part.TITLE


def _note_after_title(line: Line) -> Part | None:
    """Return the part of a note that may follow a title: of an edition, of registration, in brackets; else None."""
    if REVISION_NOTE.match(line.plain):
        return Part.PREAMBLE
    if is_registration(line) or is_skipped(line):
        return Part.REGISTRATION
    return Part.TITLE if line.plain.startswith("(") else None


def _closes(title: list[Line], line: Line) -> bool:
    """A full stop, a list, another layout or a paragraph that is much longer ends a title that nothing else ended."""
    last = title[-1]
    if line.plain.endswith(":"):
        return True
    if last.plain.endswith(".") and not last.plain.endswith(("г.", "гг.", "им.", "обл.", "ул.")):
        return True
    if last.block == line.block:
        return False
    if not ABOUT.match(title[0].plain) and line.plain[0].isupper() and line.plain.endswith(".") and not line.ocr:
        return True
    if line.plain[0].islower() and len(line.plain) <= _PARAGRAPH:
        return False
    moved = bool(last.align and line.align and last.align != line.align) and len(line.plain) > _NARROW
    return moved or (len(line.plain) > _PARAGRAPH > len(last.plain) and line.plain[0].isupper())


def _begins_text(line: Line) -> bool:
    return bool(PREAMBLE.match(line.plain) or TEXT_HEADING.match(line.plain) or VERB.search(line.text))


def _text_part(line: Line) -> Part:
    return Part.OPERATIVE if FIRST_POINT.match(line.plain) or line.label else Part.PREAMBLE


def _in_preamble(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    before = shape.of(Part.PREAMBLE)
    if FIRST_POINT.match(line.plain) or (line.label and before):
        return Part.OPERATIVE
    if before and before[-1].plain.endswith(":") and ORDERS.match(line.plain):
        return Part.OPERATIVE
    return _signed_or(Part.PREAMBLE, line, lines, index, shape)


def _in_operative(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    return _signed_or(Part.OPERATIVE, line, lines, index, shape)


def _signed_or(state: Part, line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    """Stay in the text until a signature or the stamp of an annex comes."""
    own_stamp = is_rule(shape.headline) and not shape.of(Part.OPERATIVE) and APPROVED.match(line.plain) is not None
    if is_annex_stamp(line) and len(line.plain) < _STAMP_IN_TEXT and not line.plain.endswith((";", ".")):
        return state if own_stamp else Part.ANNEX  # on the title page of a charter it is the charter's own
    if not (shape.of(Part.OPERATIVE) or shape.of(Part.PREAMBLE)):
        return state
    if is_rule(shape.headline):
        return state  # what is approved is not signed
    protocol = shape.headline is not None and shape.headline.kind == "протокол"
    if protocol and (index < _PROTOCOL_TEXT * len(lines) or (state is Part.PREAMBLE and not _chairs(lines, index))):
        return state
    acts = shape.headline is not None or shape.verb or shape.letter
    text = state is Part.OPERATIVE or (shape.letter and bool(shape.of(Part.PREAMBLE)))
    loose = acts and text and (not protocol or index >= len(lines) - _LAST_LINES)
    if protocol and lines[index - 1].key.startswith(_SECRETARY):
        return state
    found = signature_at(lines, index, loose=loose)
    return state if found is None else Part.SIGNATURE


def _chairs(lines: list[Line], index: int) -> bool:
    """Whether a protocol without points is signed here: by who was in the chair, in its last lines."""
    return index >= len(lines) - _LAST_LINES and lines[index].key.startswith("председател")


def _in_marks(line: Line, lines: list[Line], index: int, shape: Shape) -> Part:
    if is_annex_stamp(line):
        return Part.ANNEX
    word = line.key
    if any(word.startswith(kind) for kind in RULE_KINDS) and line.plain[:1].isupper() and not POINT.match(line.plain):
        return Part.ANNEX
    if signature_at(lines, index) is not None and len(shape.of(Part.MARKS)) < _SECOND_SIGNATURE:
        return Part.SIGNATURE
    return Part.MARKS
