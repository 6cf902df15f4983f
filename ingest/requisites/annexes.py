"""Annexes: «Приложение 1», «УТВЕРЖДЕНО постановлением … от … № …», number, title and the parent that the stamp names.

Reads: Shape. Writes: Annexes, and for a file that is an annex alone the parent act.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.document import BlockKind
from domain.requisites import ActReference, Annex, Span
from domain.text import clean, fold, letters
from ingest.requisites.citations import pairs_in
from ingest.requisites.machine import Part
from ingest.requisites.naming import nominative
from ingest.requisites.signature import PATRONYMIC
from ingest.requisites.words import AGREED, ANNEX, APPROVED, BODY_NOUNS, POINT, REVISION_NOTE, RULE_KINDS

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_NUMBERED: Final = re.compile(
    r"Приложени[ея]\s*(?:№|N)?\s*(?P<number>\d{1,3}(?:\.\d{1,2})?)?\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL
)
_STAMP: Final = re.compile(
    r"(?:к |постановлени|решени|распоряжени|приказ|администраци|муниципальн|городск|от\s|№|N\s?\d|област|район"
    r"|дум[ыа]|совет|главы|мэра|город|утвержд)",
    re.IGNORECASE,
)
_NESTED: Final = re.compile(
    r"^Приложени\S*\s*(?:№|N)?\s*[\d.]*\s*к\s+(?:\S+ому )?(?:регламент|положени|порядк|правил|инструкци"
    r"|программ|договор|методик)",
    re.IGNORECASE,
)
"""An annex of an annex: «Приложение 1 к Административному регламенту»."""

_DATED: Final = re.compile(r"(?:^|\s)от\s.{0,40}\d{4}.{0,12}(?:№|N)", re.IGNORECASE)
_STAMP_KINDS: Final = ("постановление", "распоряжение", "решение", "приказ")
_BLANK_STAMP: Final = re.compile(
    r"(?<![а-яё])(?P<kind>постановлени|распоряжени|решени|приказ)(?:ем|ом|ю|у)\s+(?P<body>[А-ЯЁа-яё][^_№]{5,200}?)"
    r"\s+от\s*[«\"“]?\s*_{2,}",
    re.IGNORECASE,
)
_STAMP_LINES: Final = 8
_STAMPS_LINES: Final = 20
"""Lines of all stamps above one title."""
_STAMP_ACTS: Final = 3
_QUOTES: Final = '«"“'
_TITLE_LINES: Final = 8
_ANNEXES: Final = 60

_STAMP_LINE: Final = 160
"""Longest first line of a stamp, in characters."""

_MARK: Final = 3
"""A rest shorter than this after the number is a mark, in characters."""

_APPROVAL: Final = 40
"""«УТВЕРЖДЕНО» alone in its line is shorter, in characters."""

_STAMP_REST: Final = 120
"""Longest line inside a stamp, in characters."""

_TITLE_LINE: Final = 400
"""Longest first line of an annex title, in characters."""

_READ: Final = 0.8
"""Trust of a recognised line below which it is no title: a wrong one would be shown as certain."""

_WRITTEN: Final = 0.7
"""Trust of a line in a stamp below which it is date and number written by hand."""

_RULED: Final = re.compile(r"[|\t_`]")
"""What recognition makes of the rules of a table, and the gaps between its columns."""

_MEMBER: Final = re.compile(
    rf"[А-ЯЁ][а-яё-]+(?: [А-ЯЁ]\. ?[А-ЯЁ]\.| [А-ЯЁ][а-яё]+ {PATRONYMIC})"
    r"\s*(?:[-–—,\t]|$)"
)
"""The first person of a list that the title names: «Иванов И.И. – председатель комиссии»."""

_HEADING: Final = re.compile(r"Приложения:?|ПРИЛОЖЕНИЯ:?")
"""A page's heading above its annexes: no annex itself."""

_LETTER: Final = re.compile(r"[^\W\d_]")
_TITLE_LETTERS: Final = 12
_TITLE_LONGEST: Final = 300
"""A longer title has taken in what stands below it, in characters."""

_GOES_ON: Final = (",", " и", " в", " на", " по", " о", " об", "-", "–")
"""How a title ends that goes on in the line below."""

_ODD_TITLE: Final = re.compile(
    r"^(?:[а-яё]|[А-ЯЁ][а-яё-]+(?:ой|ого) (?:области|края|района|округа|республики)|Российской Федерации|Республики )"
    r"|[_─│┌]|УТВЕРЖДАЮ|Подпись|(?<![а-яё])[а-яё]+[еия]тся(?![а-яё])"
)
"""The end of a stamp, lines of a form, a sentence: none of them is a title."""

_TYPED: Final = 0.95
_DOUBT: Final = 0.6

_TITLE_NEXT: Final = 200
"""Longest further line of an annex title, in characters."""


def find_annexes(shape: Shape) -> tuple[Annex, ...]:
    """Return the annexes in their order; the stamp of approval and «Приложение» above it are one annex."""
    lines = shape.of(Part.ANNEX)
    found: list[Annex] = []
    index = 0
    while index < len(lines) and len(found) < _ANNEXES:
        if not _opens(lines, index):
            index += 1
            continue
        nested = bool(found) and _NESTED.search(" ".join(line.plain for line in lines[index : index + 3]))
        heading = _HEADING.fullmatch(lines[index].plain) is not None
        annex, index = _read(lines, index)
        if not nested and not (heading and not annex.title):
            found.append(annex)
    return tuple(found)


def _opens(lines: list[Line], index: int) -> bool:
    text = lines[index].plain
    if index == 0:
        return True
    if len(text) > _STAMP_LINE or text.endswith((";", ",")) or POINT.match(text):
        return False
    match = ANNEX.match(text)
    if match is not None:
        rest = _NUMBERED.match(text)
        return rest is not None and (
            not rest["rest"] or rest["rest"].lower().startswith(("к ", "\t", "утв")) or len(rest["rest"]) < _MARK
        )
    return bool(APPROVED.match(text)) and (
        len(text) < _APPROVAL or bool(re.search(r"постановлени|решени|распоряжени|приказ", text))
    )


def _read(lines: list[Line], index: int) -> tuple[Annex, int]:
    """Read one annex from its first line; return it and the index of the line after its title."""
    first = lines[index]
    numbered = _NUMBERED.match(first.plain)
    number = (numbered["number"] or "") if numbered else ""
    at = index
    if numbered or APPROVED.match(first.plain):
        at = _after_stamp(lines, at)
        while at < len(lines) and at - index < _STAMPS_LINES and _is_second_stamp(lines[at]):
            at = _after_stamp(lines, at)
    stamp = lines[index:at]
    title: list[Line] = []
    while at < len(lines) and len(title) < _TITLE_LINES and _in_title(lines[at], title) and not _parts(lines, at):
        title.append(lines[at])
        at += 1
    if title and at < len(lines) and _misread(lines[at]) and lines[at].plain[:1].islower():
        title = []  # the rest of it was not read: half a title would be shown as the whole
    if title and title[0].ocr and not _names(title):
        title = []
    named = clean(" ".join(line.text for line in title)).strip(" .:")
    last = title[-1] if title else lines[at - 1] if at > index else first
    return (
        Annex(
            number=number,
            title=named if _LETTER.search(named) else "",
            span=Span((title[0] if title else first).start, last.end),
            acts=_acts_in(stamp),
            confidence=_sure(title, named, whole=at >= len(lines) or _closes(lines[at])),
        ),
        max(at, index + 1),
    )


def _sure(title: list[Line], named: str, *, whole: bool) -> float:
    """Return how sure a title is: typed, closed by what was recognised, and no longer than titles are."""
    if not title or any(line.ocr for line in title):
        return _DOUBT
    if _ODD_TITLE.search(named):
        return _DOUBT
    ended = whole or not title[-1].plain.endswith(_GOES_ON)
    return _TYPED if ended and len(title) < _TITLE_LINES and len(named) <= _TITLE_LONGEST else _DOUBT


def _closes(line: Line) -> bool:
    """Whether this line is surely no part of the title above it: a point, a table, the next annex."""
    return bool(line.label or POINT.match(line.plain) or ANNEX.match(line.plain)) or line.kind is BlockKind.TABLE


def _after_stamp(lines: list[Line], index: int) -> int:
    """Return the index after the stamp that begins in this line, the date and number that it names included."""
    at = index + 1
    for step in range(index, min(index + _STAMP_LINES - 1, len(lines))):
        if step > index and _parts(lines, step):
            break
        if _DATED.search(lines[step].text):
            at = step + 1
            break
    while at < len(lines) and at - index < _STAMP_LINES and _in_stamp(lines[at], lines[at - 1]):
        at += 1
    return at


def _parts(lines: list[Line], index: int) -> bool:
    """Tell whether another «Приложение» begins in this line."""
    return index > 0 and ANNEX.match(lines[index].plain) is not None and _opens(lines, index)


def _is_second_stamp(line: Line) -> bool:
    """«УТВЕРЖДЕНО решением … от … № …» below «Приложение к решению …», and the annex of a new wording in quotes."""
    text = line.plain
    if len(text) > _STAMP_LINE:
        return False
    return bool(
        APPROVED.match(text) or AGREED.match(text) or (text[:1] in _QUOTES and ANNEX.match(text.lstrip(_QUOTES)))
    )


def _acts_in(stamp: list[Line]) -> tuple[ActReference, ...]:
    """Return the acts that a stamp names by date and number; what was recognised badly names none."""
    read = [line for line in stamp if not (line.ocr and line.trust < _READ) and not REVISION_NOTE.match(line.plain)]
    if not read:
        return ()
    named = pairs_in(" ".join(line.text for line in read)[:900], read[0].start, _STAMP_ACTS)
    span = Span(read[0].start, read[-1].end)
    return tuple(msgspec.structs.replace(act, span=span) for act in named if "закон" not in (act.kind or ""))


def _misread(line: Line) -> bool:
    """Tell whether a recognised line is handwriting, a trace of a stamp, or a row of a table whose rules were read."""
    return line.ocr and (line.trust < _READ or bool(_RULED.search(line.text)))


def _names(title: list[Line]) -> bool:
    """Tell whether recognised words name something: they are more than a cell of a table («ИНН/ ОГРН»)."""
    said = letters("".join(line.text for line in title))
    return len(said) >= _TITLE_LETTERS or said in RULE_KINDS


def _in_stamp(line: Line, last: Line) -> bool:
    text = line.plain
    if line.ocr and len(text) <= _STAMP_REST and (line.align == "right" or line.trust < _WRITTEN):
        return True  # what stands apart on the right, and what a hand has filled in
    if len(text) > _STAMP_REST or any(letters(text).startswith(kind) and text[:1].isupper() for kind in RULE_KINDS):
        return False
    if re.search(r"\d{4}\s*(?:г\.?|года)?\s*(?:№|N)\s*\S+\s*$", last.plain):
        return False
    return bool(
        _STAMP.match(text) or text[:1].islower() or text[:1] in '(«"' or APPROVED.match(text) or AGREED.match(text)
    ) or last.plain.endswith((" к", "-"))


def _in_title(line: Line, title: list[Line]) -> bool:
    text = line.plain
    if _misread(line) or (title and line.kind is BlockKind.TABLE and line.block != title[0].block):
        return False  # the list that the title names
    if line.label or POINT.match(text) or REVISION_NOTE.match(text) or len(text) > _TITLE_LINE:
        return False
    if title and _MEMBER.match(text):
        return False
    if re.match(r"(?:Раздел|РАЗДЕЛ|Глава|ГЛАВА|I\.|Настоящ|Общие положения|ОБЩИЕ ПОЛОЖЕНИЯ|\t|№ ?п)", text):
        return False
    return not title or (len(text) < _TITLE_NEXT and not title[-1].plain.endswith("."))


def find_parent(shape: Shape) -> ActReference | None:
    """Return the act that the stamp names at the head of a file that is an annex alone.

    «к постановлению Администрации города Нягани от 11.05.2022 N 1353». So does the stamp below an act whose kind line,
    date and number were a picture or are not there.
    """
    headless = shape.headline is None and shape.verb
    return _named_in_stamp(shape) if shape.annex_first or headless else None


def find_stamp_body(shape: Shape) -> str | None:
    """Return the body that the stamp of the first annex names: for an act whose letterhead is a picture."""
    parent = _named_in_stamp(shape) if shape.headline or shape.named or shape.verb else None
    return parent.body if parent is not None else None


def _named_in_stamp(shape: Shape) -> ActReference | None:
    lines = shape.of(Part.ANNEX)[: _STAMP_LINES + 4]
    if not lines:
        return None
    text = "\n".join(line.text for line in lines)
    text = " ".join(text.split("\n"))[:600]
    refs = pairs_in(text, lines[0].start, 3)
    return next((ref for ref in refs if ref.kind is not None), None) or _blank_parent(text, lines)


def _blank_parent(text: str, lines: list[Line]) -> ActReference | None:
    """Return kind and body of the act whose date and number the stamp leaves open: «приказом … от «__» ____ № ___»."""
    match = _BLANK_STAMP.search(text)
    if match is None or not BODY_NOUNS.keys() & set(fold(match["body"]).split()):
        return None
    kind = next(kind for kind in _STAMP_KINDS if kind.startswith(fold(match["kind"])))
    end = next((line.end for line in lines if "_" in line.text), lines[0].end)
    return ActReference(
        date=None, number=None, kind=kind, body=nominative(clean(match["body"])), span=Span(lines[0].start, end)
    )
