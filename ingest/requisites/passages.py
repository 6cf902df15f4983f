"""The passages of a protocol: who was there, the agenda, then СЛУШАЛИ, ВЫСТУПИЛИ, РЕШИЛИ of each question.

Reads: Lines. Writes: Passages, the lines of each with the words that opened it. Forms: «СЛУШАЛИ:», «Р Е Ш И Л И:»,
«Совет решил:», «1. СЛУШАЛИ», «По второму вопросу», «РЕШИЛИ: 1. Утвердить …» in one line. A line that opens nothing
goes on with the passage before it; the signature ends the protocol.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from ingest.requisites.names import NAME
from ingest.requisites.points import section_in
from ingest.requisites.signature import signature_at
from ingest.requisites.words import ABOUT, ANNEX, TRUE_COPY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.requisites.lines import Line

MOST_LINES: Final = 5000
"""Lines of a protocol that are read."""

_LONG: Final = 160
"""A longer line is no heading, in characters."""


class Kind(Enum):
    """What a passage holds."""

    HEAD = "head"
    CHAIR = "chair"
    SECRETARY = "secretary"
    PRESENT = "present"
    INVITED = "invited"
    ABSENT = "absent"
    AGENDA = "agenda"
    QUESTION = "question"
    HEARD = "heard"
    SPOKE = "spoke"
    NOTED = "noted"
    DECIDED = "decided"
    END = "end"


_MEETING_KINDS: Final = frozenset({Kind.HEAD, Kind.CHAIR, Kind.SECRETARY, Kind.PRESENT, Kind.INVITED, Kind.ABSENT})


@dataclass(slots=True)
class Passage:
    """A part of a protocol: its kind, the number of its question, its lines without the words that opened it."""

    kind: Kind
    number: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one text; line ends part them."""
        return "\n".join(line.plain for line in self.lines)

    @property
    def place(self) -> tuple[int, int] | None:
        """Where the passage stands in the document."""
        return (self.lines[0].start, self.lines[-1].end) if self.lines else None


def _spread(*words: str) -> str:
    """Return a pattern of words whose letters may be spread."""
    return "(?:" + "|".join(" ?".join(word) for word in words) + ")"


_NUMBER: Final = r"(?:(?P<number>\d{1,2}|[IVXП]{1,5})(?:[.)]\s*|\s+))?"
_TAIL: Final = r"\s*(?:[:.–—-]+\s*|$)"
_WHO: Final = r"(?:[А-ЯЁа-яё-]+ ){0,4}"
_MEETING: Final = r"(?:заседани|совещани|собрани|комисси|коллеги|сесси|планерк)[а-яё]*"

_NAMED: Final = rf"(?:\s*[:–—-]\s*|\s+(?=.{{0,80}}{NAME})|\s*$)"
_CHAIR: Final = (
    r"(?:председател(?:ь|ьствовал[а-яё]*|ьствующ[а-яё]+)"
    rf"|вед(?:ущий|[её]т) {_MEETING}|(?:{_MEETING} )?в[её]л[а]? {_MEETING})(?: {_MEETING})?{_NAMED}"
)
_SECRETARY: Final = (
    rf"(?:секретар[а-яё]*(?: {_MEETING})?|протокол в[её]л[аи]?|вед[её]т протокол|ответственн[а-яё]+ за протокол"
    rf"|протокол (?:составил|оформил)[а]?){_NAMED}"
)
_INVITED: Final = r"(?:на [а-яё]+ )?(?:были )?приглаш[её]нн?[а-яё]*(?: лица)?(?: на [а-яё]+)?\b[^:\n]{0,60}(?::\s*|$)"
_ABSENT: Final = r"отсутств(?:овал|ующ|уют)[а-яё]*\b[^:\n]{0,80}(?::\s*|$)"
_PRESENT: Final = (
    r"(?:на [а-яё]+ |в [а-яё]+ )?(?:состав )?(?:присутств(?:овал|ующ|уют)[а-яё]*|участвовали|приняли участие"
    rf"|участники {_MEETING})"
    r"(?:\b[^:\n]{0,120}:\s*|\s*[–—-]?\s*(?=\d|$|список|согласно)|\b(?=[^:\n]{0,120}$))"
)
_AGENDA: Final = rf"{_spread('повестка')}(?: дня)?[^:\n]{{0,80}}(?::\s*|$)"
_QUESTION: Final = (
    r"(?:\d{1,2}\. )?по (?:(?P<nth>[а-яё]+) )?вопросу(?: повестки(?: дня)?)?"
    r"(?: ?№? ?(?P<at>\d{1,2}))?[^:\n]{0,6}:?\s*"
)
_HEARD: Final = rf"{_NUMBER}{_spread('слушали', 'заслушали')}{_TAIL}"
_SPOKE: Final = (
    rf"{_NUMBER}(?:[^:.\n]{{0,60}} )?{_spread('выступили', 'выступил', 'выступила')}(?:\b[^:\n]{{0,40}}:\s*|\s*$)"
)
_NOTED: Final = r"(?:[А-ЯЁа-яё]+ ){0,3}отме(?:чает|чают|тил[аи]?)\s*:?\s*$"
_DECIDED: Final = (
    rf"{_NUMBER}(?:{_WHO}(?:{_spread('решили', 'постановили', 'порешили')}|решил[ао]?|постановил[ао]?|решено)"
    r"|принято решение|решения?(?: [а-яё]+){0,2}|поручения?(?: [а-яё]+){0,2}"
    r"|(?P<order>(?:[а-яё]+ ){0,4}поруч(?:ить|ил|ила|ено|аю)))\s*(?:[:.]\s*$|:\s*|$)"
)
_MARKS: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.CHAIR, _CHAIR),
        (Kind.SECRETARY, _SECRETARY),
        (Kind.INVITED, _INVITED),
        (Kind.ABSENT, _ABSENT),
        (Kind.PRESENT, _PRESENT),
        (Kind.AGENDA, _AGENDA),
        (Kind.QUESTION, _QUESTION),
        (Kind.HEARD, _HEARD),
        (Kind.SPOKE, _SPOKE),
        (Kind.NOTED, _NOTED),
        (Kind.DECIDED, _DECIDED),
    )
)
_ORDINALS: Final = {
    word: str(number)
    for number, word in enumerate(
        [
            "первому",
            "второму",
            "третьему",
            "четвертому",
            "пятому",
            "шестому",
            "седьмому",
            "восьмому",
            "девятому",
            "десятому",
        ],
        1,
    )
}
_OWN_NUMBER: Final = re.compile(r"\s*(?P<number>\d{1,2})[.)]\s*")
_ASKS: Final = re.compile(rf"{_HEARD}|{_SPOKE.replace('<number>', '<other>')}", re.IGNORECASE)
_INLINE_HEARD: Final = re.compile(rf"{_NUMBER}(?:СЛУШАЛИ|С Л У Ш А Л И|ЗАСЛУШАЛИ)\s+(?=\S)")
_ROMAN_QUESTION: Final = re.compile(r"(?P<number>[IVXП]{1,4})\.\s+(?=Об?\s)")
_QUESTION_AMONG_PEOPLE: Final = re.compile(r"(?P<number>[IVXП]{1,4}|\d{1,2})\.\s+(?=Об?\s)")
_GAP: Final = re.compile(rf"[А-ЯЁ][^\t\n]{{2,90}}?(?:\t+| {{4,}})[^\t\n]{{0,12}}(?:{NAME})\s*$")


def passages_of(lines: list[Line]) -> list[Passage]:
    """Cut a protocol, from the line after its kind, into passages; never fails."""
    made = [Passage(Kind.HEAD)]
    seen: set[Kind] = {Kind.HEAD}
    for index, line in enumerate(lines[:MOST_LINES]):
        if made[-1].kind is Kind.END:
            made[-1].lines.append(line)
            continue
        opened = _opens(line, seen, made[-1].kind) or _repeats(lines, index, made)
        if opened is None and _ends(lines, index, seen):
            made.append(Passage(Kind.END, lines=[line]))
            continue
        if opened is None:
            made[-1].lines.append(line)
            continue
        kind, number, start = opened
        seen.add(kind)
        made.append(Passage(kind, number))
        if line.text[start:].strip():
            made[-1].lines.append(_from(line, start) if start else line)
    return made


def _opens(line: Line, seen: set[Kind], now: Kind) -> tuple[Kind, str, int] | None:
    """Return which passage this line opens, the number of its question, and where its own text begins."""
    text = line.text
    lead = len(text) - len(text.lstrip(" \t_*"))
    if section_in(line.plain):
        return None
    for kind, mark in _MARKS:
        match = mark.match(text, lead)
        if match is None or not _fits(kind, seen, now, line, match):
            continue
        groups = match.groupdict()
        nth = (groups.get("nth") or "").lower()
        number = groups.get("number") or groups.get("at") or _ORDINALS.get(nth) or line.label.rstrip(".)")
        return kind, number or "", match.end()
    if now in _MEETING_KINDS and any(c.isdigit() for c in line.label) and ABOUT.match(line.plain):
        return Kind.AGENDA, "", 0
    titled = (_QUESTION_AMONG_PEOPLE if now in _MEETING_KINDS else _ROMAN_QUESTION).match(text, lead)
    if titled is not None and now is not Kind.AGENDA:
        return Kind.QUESTION, titled["number"].replace("П", "II"), titled.end()
    heard = _INLINE_HEARD.match(text, lead)
    return (Kind.HEARD, heard["number"] or line.label.rstrip(".)"), heard.end()) if heard else None


def _repeats(lines: list[Line], index: int, made: list[Passage]) -> tuple[Kind, str, int] | None:
    """Return the question that a line opens by repeating an item of the agenda: «1. О подготовке к паводку».

    Below what was decided it is a question only where «СЛУШАЛИ» follows: some protocols decide under each item at once.
    """
    line = lines[index]
    items = {known.key for passage in made if passage.kind is Kind.AGENDA for known in passage.lines}
    if line.key not in items or not any(c.isalpha() for c in line.key):
        return None
    asked = any(_ASKS.match(near.plain) for near in lines[index + 1 : index + 3])
    if made[-1].kind is not Kind.AGENDA and not asked:
        return None
    number = _OWN_NUMBER.match(line.text)
    return Kind.QUESTION, number["number"] if number else line.label.rstrip(".)"), number.end() if number else 0


def _fits(kind: Kind, seen: set[Kind], now: Kind, line: Line, match: re.Match[str]) -> bool:
    """Whether such a passage may begin here: those present stand above the questions, each of them once."""
    head_over = bool(seen - _MEETING_KINDS)
    if kind in {Kind.CHAIR, Kind.SECRETARY, Kind.PRESENT, Kind.INVITED, Kind.ABSENT}:
        return not head_over and not line.label
    if kind is Kind.AGENDA:
        return Kind.AGENDA not in seen and Kind.DECIDED not in seen
    if kind is Kind.DECIDED and match.groupdict().get("order") is not None:
        return Kind.DECIDED not in seen and not (match["number"] or line.label)
    if kind is Kind.DECIDED:
        whole = not line.text[match.end() :].strip() or match.group().rstrip().endswith(":")
        opens = match.group().strip()[:1].isupper() or match.groupdict().get("number") is not None
        if now is Kind.AGENDA:
            return opens and whole and not line.label and not match["number"]
        return opens
    return True


def _ends(lines: list[Line], index: int, seen: set[Kind]) -> bool:
    line = lines[index]
    if not seen & {Kind.DECIDED, Kind.HEARD, Kind.AGENDA}:
        return False
    if line.label:
        return False
    if TRUE_COPY.match(line.plain):
        return True
    if ANNEX.match(line.plain) and len(line.plain) < _LONG and not line.plain.endswith((";", ".")):
        return True
    return signature_at(lines, index) is not None or bool(_GAP.match(line.plain) and not _is_row(line))


def _is_row(line: Line) -> bool:
    return any(c.isdigit() for c in line.plain)


def _from(line: Line, start: int) -> Line:
    """Return the rest of a line as a line of its own."""
    return replace(line, text=line.text[start:], start=line.start + start, label="", first=True)


def without_blocks(lines: Iterable[Line], blocks: set[int]) -> list[Line]:
    """Return the lines that stand in none of these blocks."""
    return [line for line in lines if line.block not in blocks]
