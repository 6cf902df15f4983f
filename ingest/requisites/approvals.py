"""Stamps above a kind line: «УТВЕРЖДАЮ Директор … «12» февраля 2016 г.», «ПРИНЯТО на заседании …, протокол № 4 от …».

Reads: Lines. Writes: Approval. A stamp names other documents («Протокол № 4 от 30.08.2023», «Приказ от … № …»): none of
them is the document itself, whose own kind line stands below the stamps. Form of the stamp after ГОСТ Р 7.0.97,
requisite «гриф утверждения документа».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.text import join_spaced
from ingest.requisites.figures import numbers_in
from ingest.requisites.headline import Shape, headline_of, named_rule_of
from ingest.requisites.words import POINT, RULE_KINDS

if TYPE_CHECKING:
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line

_WORDS: Final = r"(?:утвержда(?:ю|ем)|утвержд[её]н[аоы]?|согласован[аоы]?|рассмотрен[аоы]?|принят[аоы]?|одобрен[аоы]?)"
_STAMP: Final = re.compile(
    rf"(?:^|[\t|])[\s«\"(|`']{{0,6}}{_WORDS}(?![а-яё])(?!\s+(?:государственной|законодательн|советом федерации))",
    re.IGNORECASE,
)
_ACT: Final = re.compile(r"(?:постановлением|решением|распоряжением|приказом|указом|законом)(?![а-яё])", re.IGNORECASE)
_MEETING: Final = re.compile(r"протокол|собрани[а-яё]+ (?:членов|трудового|собственников|участников)", re.IGNORECASE)
_ADOPTED: Final = re.compile(r"принят[аоы]?(?![а-яё])", re.IGNORECASE)
_APPROVES: Final = re.compile(r"утвержд", re.IGNORECASE)
_STAMP_LINE: Final = 200
"""Longest line of a stamp, in characters."""

_REACH: Final = 30
"""The document's own kind line follows the first stamp within this many lines."""

_ACT_REACH: Final = 5
"""A stamp names the act that approved within this many lines."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The stamps above a document: their lines, and where its own kind line stands (None: it has none)."""

    lines: tuple[Line, ...]
    own: int | None
    headline: Headline | None
    by_act: bool
    """An act approved the document, and the stamp gives that act's date and number."""


def is_stamp(line: Line) -> bool:
    """Whether a stamp of approval, agreement or adoption opens in this line."""
    return len(line.plain) < _STAMP_LINE and bool(_STAMP.search(join_spaced(line.plain)))


def approval_at(lines: list[Line], index: int) -> Approval:
    """Return the stamps that begin in this line, up to the document's own kind line."""
    own, headline = _own_kind(lines, index)
    end = own if own is not None else _end(lines, index)
    stamps = tuple(lines[index:end])
    return Approval(lines=stamps, own=own, headline=headline, by_act=_by_act(stamps))


def _own_kind(lines: list[Line], index: int) -> tuple[int | None, Headline | None]:
    for at in range(index + 1, min(index + _REACH, len(lines))):
        line = lines[at]
        if POINT.match(line.plain) and line.label:
            break
        head = headline_of(line)
        if head is not None and head.shape is Shape.REGISTERED and not line.plain[:4].isupper():
            continue
        head = head or named_rule_of(line)
        if head is not None:
            return at, head
    return None, None


def _end(lines: list[Line], index: int) -> int:
    """Return where stamps end above a document without a known kind line: after the last date or name of the stamps."""
    end = index + 1
    for at in range(index, min(index + _REACH, len(lines))):
        if is_stamp(lines[at]) or (at - end <= _ACT_REACH and next(find_dates(lines[at].text), None)):
            end = at + 1
    return end


def _by_act(stamps: tuple[Line, ...]) -> bool:
    for index, line in enumerate(stamps):
        if not (is_stamp(line) and _APPROVES.search(join_spaced(line.text))):
            continue
        near = " ".join(near.text for near in stamps[index : index + _ACT_REACH + 1])
        act = _ACT.search(near)
        if (
            act
            and not _MEETING.search(near)
            and next(find_dates(near), None)
            and next(numbers_in(near[act.end() :]), None)
        ):
            return True
    return False


def approved_on(approval: Approval) -> list[Line]:
    """Return the lines of the stamp of approval alone, where its date is: not of agreement or consideration."""
    kept: list[Line] = []
    inside = False
    for line in approval.lines:
        if is_stamp(line):
            inside = bool(_APPROVES.search(join_spaced(line.text)))
        if inside:
            kept.append(line)
    return kept


def approval_date_lines(approval: Approval) -> list[Line]:
    """Return the lines of the stamp of approval if they name one day only: columns of a line are not parted."""
    lines = approved_on(approval) or _adopted_by(approval)
    days = {day for line in lines for day, _, _ in find_dates(line.text)}
    return lines if len(days) == 1 else []


def _adopted_by(approval: Approval) -> list[Line]:
    """«ПРИНЯТ / решением Совета депутатов / от 14.06.2016 № 22»: a charter is adopted by an act of the council."""
    at = next((at for at, line in enumerate(approval.lines) if _ADOPTED.match(join_spaced(line.plain))), None)
    if at is None:
        return []
    lines = list(approval.lines[at : at + _ACT_REACH])
    near = " ".join(line.text for line in lines)
    return lines if _ACT.search(near) and not _MEETING.search(near) else []


def is_rule(headline: Headline | None) -> bool:
    """Whether the kind line opens a charter, an order of procedure or the like: what acts approve."""
    return headline is not None and headline.kind in RULE_KINDS
