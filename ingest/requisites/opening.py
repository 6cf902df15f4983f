"""What opens an act: a database's headline, the kind line, a stamp of approval or of an annex, a form of address.

Reads: Lines. Writes: the parts of Shape that stand above and at the kind line, and where the machine goes on from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from ingest.requisites.approvals import approval_at, is_rule, is_stamp
from ingest.requisites.figures import dates_of, numbers_of
from ingest.requisites.headline import Headline, headline_of, named_rule_of, small_headline
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.parts import Part
from ingest.requisites.registration import is_registration
from ingest.requisites.words import ABOUT, ADDRESS, ANNEX, APPROVED, FIRST_POINT, PREAMBLE, VERB

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.parts import Shape

_HEAD_LINES: Final = 90
"""The kind line stands within this many lines; beyond it only the text of an act follows."""

_BESIDE: Final = 4
"""Date and number stand within this many lines below the kind."""

_REPEAT_LINES: Final = 15
"""A database's headline is followed by the act's own kind line within this many lines."""

_PAGE_LINE: Final = 1500
"""A headline that goes on longer is a page without line ends: nothing after it is read as parts, in characters."""

_STAMP: Final = 200
"""Longest line that opens an annex, in characters."""

_PARAGRAPH: Final = 300
"""A longer line is text, not a heading, in characters."""

_LETTERHEAD: Final = 25
"""A letterhead has at most this many lines."""

_ANSWER: Final = re.compile(r"^на\s*№(?:\s|$|_)", re.IGNORECASE)
"""The line of a letterhead for the number of the letter that is answered."""

_DRAFT: Final = re.compile(
    r"(?:^|\t)\s*проект(?:$|\t|\s+(?:№|N|вне|вноси|подготов|разработ|решени|постановлени|закон))", re.IGNORECASE
)
_MARK: Final = 120
"""Longest line with the mark of a draft, in characters."""

_SENTENCE: Final = 80
_WORDS: Final = 4
"""A line of text is longer than the one, in characters, or a sentence of more words than the other."""

_FIRST_CHAPTER: Final = re.compile(r"(?:(?:1|I)\.? ?)?(?:Общие положения|ОБЩИЕ ПОЛОЖЕНИЯ)\.?$")
_POINT: Final = re.compile(r"\d{1,2}\.\d{1,2}\.? ")
_FEW: Final = 2
"""More points «1.2.» than these are a text, not chance in a letterhead."""

_LIST: Final = re.compile(r"(?i:перечень|список|реестр|указатель)(?![а-яё])(?! изменяющих)")
_OF_ACTS: Final = re.compile(r"(?:постановлений|распоряжений|решений|приказов|актов)(?![а-яё])", re.IGNORECASE)
_LIST_TITLE: Final = 4
"""Most lines of the heading of a list of acts."""

_DATED: Final = frozenset({HeadShape.REGISTERED, HeadShape.DATABASE})
"""How an entry of a list of acts looks: a kind with date and number."""

_CHARTER: Final = "устав"

_CITES: Final = re.compile(r"изменени|дополнени|внесен|отмен[её]н|утрат|опубликован|приостановлен", re.IGNORECASE)
"""What a note of a page says of other acts; any other line with a colon leads to the act itself."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where the machine goes on from, and in which part; nowhere when no more parts are to be found."""

    index: int
    part: Part = Part.REGISTRATION


def open_act(lines: list[Line], shape: Shape) -> Start | None:
    """Find what opens the act; return where its parts go on, None when an annex or nothing was found."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if shape.database is not None and index > _repeat_end(shape, lines):
            break
        if shape.database is None and _opens_annex(lines, index):
            _annex(lines, index, shape)
            return None
        if shape.database is None and is_stamp(line):
            return _approved(lines, index, shape)
        head = _head(lines, index, shape)
        if head is None:
            if VERB.search(line.text) and shape.database is None:
                break
            continue
        if head.shape is HeadShape.DATABASE:
            shape.database = shape.database or head
            continue
        if shape.database is not None and head.kind != shape.database.kind:
            continue
        return _at_kind(lines, index, head, shape)
    if shape.database is not None:
        return _at_database(lines, shape.database, shape)
    return _without_kind(lines, shape)


def _head(lines: list[Line], index: int, shape: Shape) -> Headline | None:
    """Return what the line opens; an entry of a list of acts opens nothing."""
    head = headline_of(lines[index]) or _small(lines, index) or _named(lines, index)
    if head is None or head.shape not in _DATED or shape.database is not None:
        return head
    if _in_list(lines[:index]) or (index and _cites(lines[index - 1], lines[index + 1 : _HEAD_LINES])):
        return None
    heading = head.shape is HeadShape.REGISTERED and _is_repeated(head, lines[index + 1 : index + _REPEAT_LINES])
    return replace(head, shape=HeadShape.DATABASE) if heading else head


def _cites(note: Line, below: list[Line]) -> bool:
    """«Изменения внесены следующим документом:» cites the act below it where the document's own kind line follows."""
    if not note.plain.endswith(":") or not _CITES.search(note.plain):
        return False
    end = next((at for at, line in enumerate(below) if VERB.search(line.text)), len(below))
    return any(headline_of(line) is not None for line in below[:end])


def _is_repeated(head: Headline, below: list[Line]) -> bool:
    """Whether a page's heading, «Решение № 5 от 12.03.2021 О бюджете», is followed by the act itself.

    Its own kind line then stands below, with the same number or day in it or beside it, and none that differs.
    """
    at = next((at for at, line in enumerate(below) if _opens_again(line, head.kind)), None)
    if at is None:
        return False
    near = [below[at], *(line for line in below[at + 1 : at + 1 + _BESIDE] if is_registration(line))]
    same = False
    for read in (numbers_of, dates_of):
        told, said = ({piece.value for piece in read(lines, "", 1.0)} for lines in ([head.line], near))
        if told and said and not told & said:
            return False
        same = same or bool(told & said)
    return same


def _opens_again(line: Line, kind: str) -> bool:
    other = headline_of(line)
    return other is not None and other.kind == kind and other.shape in {HeadShape.ALONE, HeadShape.REGISTERED}


def _in_list(above: list[Line]) -> bool:
    """«ПЕРЕЧЕНЬ / постановлений …» above: the acts below are its entries, none of them is the document itself."""
    return any(
        _LIST.match(line.plain) and _OF_ACTS.search(" ".join(one.plain for one in above[at : at + _LIST_TITLE]))
        for at, line in enumerate(above)
    )


def _small(lines: list[Line], index: int) -> Headline | None:
    """«постановление» in small letters opens an act when date and number stand right below it."""
    below = lines[index + 1 : index + 2]
    return small_headline(lines[index]) if below and is_registration(below[0]) else None


def is_annex_stamp(line: Line) -> bool:
    """Whether the line opens an annex: «Приложение № 1», «УТВЕРЖДЕНО»."""
    return len(line.plain) < _STAMP and bool(ANNEX.match(line.plain) or APPROVED.match(line.plain))


def _at_kind(lines: list[Line], index: int, head: Headline, shape: Shape) -> Start:
    shape.headline = head
    shape.draft = head.draft or any(_DRAFT.search(line.plain) and len(line.plain) < _MARK for line in lines[:index])
    shape.parts[Part.LETTERHEAD] = _without_database(lines[:index], shape)
    shape.parts[Part.KIND] = [lines[index]]
    return Start(index + 1)


def _at_database(lines: list[Line], head: Headline, shape: Shape) -> Start | None:
    index = lines.index(head.line)
    shape.headline = head
    shape.parts[Part.CHROME] = lines[:index]
    shape.parts[Part.KIND] = [head.line]
    if len(head.rest) > _PAGE_LINE:
        shape.parts[Part.OPERATIVE] = lines[index:]
        return None
    return Start(index + 1)


def _opens_annex(lines: list[Line], index: int) -> bool:
    """«Приложение к постановлению …» opens an annex; an annex of a letter or of nothing named is none."""
    line = lines[index]
    if len(line.plain) >= _STAMP or not ANNEX.match(line.plain):
        return False
    above = lines[:index]
    if any(len(one.plain) > _PARAGRAPH and not one.ocr for one in above) or _counts_points(above):
        return False  # an example of a stamp in the text of instructions
    near = " ".join(line.key for line in lines[index : index + 5])
    return any(kind in near for kind in ("постановлен", "решени", "распоряжен", "приказ"))


def _counts_points(lines: list[Line]) -> bool:
    """Whether numbered points stand in these lines: text has begun, and no sentence of it opens the document."""
    return sum(bool(_POINT.match(line.plain)) for line in lines) > _FEW


def _named(lines: list[Line], index: int) -> Headline | None:
    """«Правила пользования библиотекой» right above «1. Общие положения» opens rules, whatever stands above it."""
    below = lines[index + 1 : index + 2]
    opens = bool(below) and _FIRST_CHAPTER.match(below[0].plain) is not None
    return named_rule_of(lines[index]) if opens and index < _LETTERHEAD else None


def _annex(lines: list[Line], index: int, shape: Shape) -> None:
    shape.annex_first = True
    shape.parts[Part.ANNEX] = lines[index:]
    shape.parts[Part.CHROME] = lines[:index]


def _approved(lines: list[Line], index: int, shape: Shape) -> Start | None:
    """Go on below stamps of approval: at the document's own kind line, or in the annex of the act that approved it."""
    approval = approval_at(lines, index)
    head = approval.headline
    if approval.by_act and (head is None or (is_rule(head) and head.kind != _CHARTER)):
        _annex(lines, index, shape)
        return None
    shape.approval = approval
    shape.parts[Part.CHROME] = list(approval.lines)
    shape.parts[Part.LETTERHEAD] = lines[:index]
    if head is None or approval.own is None:
        return Start(index + len(approval.lines), Part.OPERATIVE)
    shape.headline = head
    shape.parts[Part.KIND] = [head.line]
    return Start(approval.own + 1)


def _without_kind(lines: list[Line], shape: Shape) -> Start | None:
    """Open a file that has no kind line: the verb, a form of address or nothing tells what it is."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        if VERB.search(line.text):
            shape.verb = True
            shape.parts[Part.PREAMBLE] = lines[: index + 1]
            shape.parts[Part.LETTERHEAD] = lines[: min(index, 5)]
            return Start(index + 1, Part.OPERATIVE)
        if ADDRESS.match(line.plain):
            shape.letter = True
            shape.parts[Part.LETTERHEAD] = lines[:index]
            return Start(index, Part.PREAMBLE)
    answer = _outgoing(lines)
    if answer is not None:
        shape.letter = True
        shape.parts[Part.LETTERHEAD] = lines[:answer]
        return Start(answer, Part.PREAMBLE)
    text = next((index for index, line in enumerate(lines[:_LETTERHEAD]) if _is_text(line)), _LETTERHEAD)
    shape.parts[Part.LETTERHEAD] = lines[:text]
    return Start(0, Part.OPERATIVE)


def _outgoing(lines: list[Line]) -> int | None:
    """Return where the text of a letter begins that has no form of address: below «На № … от …» and the heading."""
    at = next((index for index, line in enumerate(lines[:_LETTERHEAD]) if _ANSWER.search(line.plain)), None)
    if at is None:
        return None
    for index in range(at + 1, min(at + _LETTERHEAD, len(lines))):
        text = lines[index].plain
        if len(text) > _SENTENCE or (text.endswith(".") and len(text.split()) > _WORDS):
            return index
    return None


def _is_text(line: Line) -> bool:
    return bool(ABOUT.match(line.plain) or PREAMBLE.match(line.plain) or FIRST_POINT.match(line.plain))


def _repeat_end(shape: Shape, lines: list[Line]) -> int:
    return (lines.index(shape.database.line) if shape.database else 0) + _REPEAT_LINES


def _without_database(lines: list[Line], shape: Shape) -> list[Line]:
    if shape.database is None:
        return lines
    return lines[lines.index(shape.database.line) + 1 :]
