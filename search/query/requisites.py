"""Requisites among the words of a query, in any order, in part.

«постановление 308 от 16.02.2021», «№827-Д», «от 8 мая 2020 827» and the like.

Reads: the text of a query and a place in it. Writes: a :class:`search.query.nodes.Requisites` and the place behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.dates import format_date
from domain.kinds import find_kind
from domain.numbers import number_key
from search.documents import bare_number
from search.query.dates import date_words, find_day
from search.query.nodes import And, Exact, Node, NumberIs, Or, PhraseForms, Requisites, Word

if TYPE_CHECKING:
    from datetime import date

    from search.analysis import Analysis

_LETTER: Final = "[A-Za-zА-Яа-яЁё]"
_SIGN: Final = re.compile(r"(?:№|#|[Nn][oOоО°º]?\.?(?=\s?(?:\d|[А-ЯЁ]{1,4}[-–—‑]\d)))\s*")
_NUMBER: Final = re.compile(
    rf"(?:{_LETTER}{{1,4}}[-–—‑])?\d{{1,9}}(?:{_LETTER}{{1,4}})?+"
    rf"(?:[-–—‑/.](?:{_LETTER}{{1,4}}|\d{{1,9}}(?:{_LETTER}{{1,4}})?))*+(?![^\W_])(?![*:.,/-]\w|\*)"
)
"""Nothing is tried twice: a long word after a digit would otherwise be cut into pieces in every way there is."""
_LOOSE_SUFFIX: Final = re.compile(r"\s[-–—‑]\s?([БВГДЖЗКЛМНПРСТФХЦЧШЩбвгджзклмнпрстфхцчшщ]{1,3})(?![^\W_])")
_KIND: Final = re.compile(r"[А-Яа-яЁё]{3,20}(?=\s)")
_FROM: Final = re.compile(r"(?:от|за)\s+", re.IGNORECASE)
_SPACE: Final = re.compile(r"[\s,;]*")
_INTEGER_DIGITS: Final = 18
"""As many digits fit an integer of 64 bits in any engine."""
_LETTERS: Final = re.compile("[a-zа-я]")


@dataclass(slots=True)
class _Found:
    number: str | None = None
    day: date | None = None
    kind: str = ""
    end: int = 0


def find_requisites(text: str, at: int, analysis: Analysis) -> tuple[Requisites, int] | None:
    """Read requisites that begin at ``at`` (the start of a word), or return None."""
    found = _read(text, at)
    if found is None:
        return None
    number = number_is(found.number) if found.number else None
    kind = analysis.lemmas(analysis.forms(found.kind)[0]) if found.kind else ()
    words = _words(found, number, kind, analysis)
    return Requisites(number=number, day=found.day, kind=kind, words=words), found.end


def number_is(typed: str) -> NumberIs:
    """Return the condition on a number as it was typed; never fails."""
    norm = number_key(typed)
    if norm.isdecimal():
        stripped = norm.lstrip("0") or "0"
        return NumberIs(norm=norm, integer=int(stripped) if len(stripped) <= _INTEGER_DIGITS else None, bare=None)
    return NumberIs(norm=norm, integer=None, bare=bare_number(norm) if _LETTERS.search(norm) else None)


def _read(text: str, at: int) -> _Found | None:
    kind = _KIND.match(text, at)
    if kind and find_kind(kind.group()):
        found = _core(text, _skip(text, kind.end()), after_kind=True)
        if found:
            found.kind = kind.group()
            return found
    return _core(text, at, after_kind=False)


def _core(text: str, at: int, *, after_kind: bool) -> _Found | None:
    """Read date and number in either order."""
    day = _day(text, at)
    if day:
        found = _Found(day=day[0], end=day[1])
        number = _number(text, _skip(text, day[1]))
        if number and not _day(text, _skip(text, day[1])):
            found.number, found.end = number[0], number[1]
        return found
    number = _number(text, at)
    if number is None:
        return None
    found = _Found(number=number[0], end=number[1])
    day = _day(text, _skip(text, number[1]))
    if day:
        found.day, found.end = day
        return found
    alone = at == 0 and not text[found.end :].strip()
    return found if number[2] or after_kind or alone or not number[0].isdecimal() else None


def _day(text: str, at: int) -> tuple[date, int] | None:
    head = _FROM.match(text, at)
    return find_day(text, head.end() if head else at)


def _number(text: str, at: int) -> tuple[str, int, bool] | None:
    """Read a number; the third value tells whether a sign stood before it."""
    sign = _SIGN.match(text, at)
    place = sign.end() if sign else at
    if find_day(text, place):
        return None
    match = _NUMBER.match(text, place)
    if match is None or (sign is None and not _is_likely(match.group())):
        return None
    raw, end = match.group(), match.end()
    suffix = _LOOSE_SUFFIX.match(text, end) if sign else None
    return (f"{raw}-{suffix[1]}", suffix.end(), True) if suffix else (raw, end, sign is not None)


def _is_likely(raw: str) -> bool:
    """Whether a number without a sign may be that of an act: «2.2.4» and «61.5» are points and sums."""
    return "." not in raw


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _words(found: _Found, number: NumberIs | None, kind: tuple[str, ...], analysis: Analysis) -> Node:
    """Return what an act that only cites these requisites says in its text."""
    items: list[Node] = []
    if kind:
        items.append(Word(analysis.forms(found.kind)[0], kind))
    if number and found.number:
        items.extend(Exact(form) for form in analysis.forms(f"№{found.number}"))
    if found.day:
        day = tuple(date_words(found.day))
        said = PhraseForms(day, tuple(analysis.lemmas(word) for word in day))
        items.append(Or((Exact(format_date(found.day)), said)))
    return items[0] if len(items) == 1 else And(tuple(items))
