"""Requisites among the words of a query, in any order, in part.

«постановление 308 от 16.02.2021», «№827-Д», «от 8 мая 2020 827» and the like.

Reads: the text of a query and a place in it. Writes: a :class:`search.query.nodes.Requisites` and the place behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.dates import format_date
from domain.kinds import find_kind
from domain.numbers import number_key
from search.documents import bare_number
from search.query.dates import date_words, find_day, find_day_of_any_year
from search.query.nodes import (
    And,
    DateBetween,
    Exact,
    Node,
    NumberIs,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Requisites,
    Word,
    years_of,
)

if TYPE_CHECKING:
    from search.analysis import Analysis

_LETTER: Final = "[A-Za-zА-Яа-яЁё]"
_SIGN: Final = re.compile(
    r"(?:(?:№\s?)+|(?i:номер|ном\.|акт|документ)\s+(?:№\s?)?(?=\d)|#|[Nn][oOоО°º]?\.?(?=\s?(?:\d|[А-ЯЁ]{1,4}[-–—‑]\d)))\s*"
)
_NUMBER: Final = re.compile(
    rf"(?:{_LETTER}{{1,4}}[-–—‑])?\d{{1,9}}(?:{_LETTER}{{1,4}})?+"
    rf"(?>(?:[-–—‑/.](?:{_LETTER}{{1,4}}|\d{{1,9}}(?:{_LETTER}{{1,4}})?))*)(?![^\W_])(?![*:.,/-]\w|\*)"
)
"""Nothing is tried twice: a long word after a digit would otherwise be cut into pieces in every way there is."""
_LOOSE_SUFFIX: Final = re.compile(r"\s[-–—‑]\s?([БВГДЖЗКЛМНПРСТФХЦЧШЩбвгджзклмнпрстфхцчшщ]{1,3})(?![^\W_])")
_LOOSER_SUFFIX: Final = re.compile(rf"(?=\s[-–—‑]\s){_LOOSE_SUFFIX.pattern}")
"""Without a sign of a number «827 -д» is «not д»."""
_KIND: Final = re.compile(r"[А-Яа-яЁё]{3,20}(?=[\s№\d])")
_KIND_AFTER: Final = re.compile(r"[А-Яа-яЁё]{3,20}(?![^\W_])")
_SHORT_KIND: Final = re.compile(
    r"(?:(пост|постан|расп|распор|реш|прик|прот|пр)\.|(пост|постан|расп|распор|реш|прик|прот|пр)(?=\s*№|\s+\d))",
    re.IGNORECASE,
)
"""Without a full stop only before a number: «пост» alone is a word."""
SHORT_KINDS: Final = {
    "пост": "постановление",
    "постан": "постановление",
    "расп": "распоряжение",
    "распор": "распоряжение",
    "реш": "решение",
    "прик": "приказ",
    "прот": "протокол",
    "пр": "приказ",
}
"""Kinds as they are cut short."""
_YEAR: Final = re.compile(
    r"(?:(?:за|от)\s+)?((?:19|20)\d\d)(?![\w./-])(?:\s*(?:года?|г\.?)(?![^\W_]))?\.?", re.IGNORECASE
)
_ALONE: Final = re.compile(rf"\d+|\d{{1,9}}\s+{_YEAR.pattern}", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"(?:с|от|между)\s+", re.IGNORECASE)
_AND_TILL: Final = re.compile(r"\s*(?:[-–—]|\.{2,3}|…|(?:по|до|и)\s)\s*", re.IGNORECASE)
_DOTTED: Final = re.compile(r"\d+\.\d")
_YEARS: Final = re.compile(r"(?P<first>(?:19|20)\d\d)\s?(?P<sign>[-–—/])\s?(?P<last>(?:19|20)?\d\d)(?![\w./-])")
_NAMED_AFTER: Final = re.compile(r"(?:ул|улиц\w*|пл|площад\w*|пер|переул\w*|сквер\w*|парк\w*)\.?\s+$", re.IGNORECASE)
_FROM: Final = re.compile(r"(?:от|за)\s+", re.IGNORECASE)
_SPACE: Final = re.compile(r"[\s,;]*")
_INTEGER_DIGITS: Final = 18
"""As many digits fit an integer of 64 bits in any engine."""
_LETTERS: Final = re.compile("[a-zа-я]")


@dataclass(slots=True)
class _Found:
    number: str | None = None
    days: tuple[date, ...] = ()
    kind: str = ""
    year: int = 0
    end: int = 0


def find_years(text: str, at: int) -> tuple[Node, int] | None:
    """Read a span of years that begins at ``at``: «2026-2027», «2026/27»; or None.

    Acts write it in either way, or as two years: it counts as one word.
    """
    match = _YEARS.match(text, at)
    if match is None:
        return None
    first, last = match["first"], match["first"][: 4 - len(match["last"])] + match["last"]
    if not first < last:
        return None
    written = [f"{first}{sign}{end}" for end in dict.fromkeys((last, match["last"])) for sign in "-/"]
    typed = Exact(f"{first}{match['sign'] if match['sign'] == '/' else '-'}{match['last']}", plain=True)
    others = [Exact(form) for form in written if form != typed.form]
    return Or((typed, *others, PhraseExact((first, last))), added=True), match.end()


def find_spoken_day(text: str, at: int, analysis: Analysis) -> tuple[Node, int] | None:
    """Read a day without its year among words: «субботник 18 апреля»; acts write it in words or in digits; or None.

    «Улица 8 Марта» is a name: there only the words are sought.
    """
    found = find_day_of_any_year(text, at) if not _DOTTED.match(text, at) else None
    if found is None:
        return None
    said, written = _said(found[0][0], analysis), format_date(found[0][0])[: len("06.04.")]
    if _NAMED_AFTER.search(text[:at]):
        return said, found[1]
    # «5, 12 и 19 сентября»: the two may stand apart
    apart = And(tuple(Word(form, lemmas) for form, lemmas in zip(said.forms, said.words, strict=True)))
    return Or((said, Prefix(written), apart), added=True), found[1]


def is_number_alone(text: str) -> bool:
    """Whether a text is digits alone, or digits and a year («308 2026»): then they are those of an act."""
    return _ALONE.fullmatch(text.strip()) is not None


def find_between(text: str, at: int) -> tuple[Node, int] | None:
    """Read a span of days that begins at ``at``: «с 01.02.2021 по 28.02.2021», «01.02.2021–28.02.2021»; or None."""
    head = _BETWEEN.match(text, at)
    first = find_day(text, head.end() if head else at)
    joint = _AND_TILL.match(text, first[1]) if first else None
    if first is None or joint is None or (head is None and joint.group().strip().isalpha()):
        return None
    last = find_day(text, joint.end())
    if last is None or (last[0] == first[0]):
        return None
    return DateBetween(min(first[0], last[0]), max(first[0], last[0])), last[1]


def find_requisites(text: str, at: int, analysis: Analysis, *, alone: bool = False) -> tuple[Node, int] | None:
    """Read requisites that begin at ``at`` (the start of a word), or return None.

    Args:
        text: The query.
        at: The place.
        analysis: What the index was made with.
        alone: Whether nothing else is asked: then digits alone are a number.
    """
    found = _read(text, at, alone=alone)
    if found is None:
        return None
    if found.year:
        return And((_requisites(found, analysis), years_of([date(found.year, 1, 1)]))), found.end
    return _requisites(found, analysis), found.end


def _requisites(found: _Found, analysis: Analysis) -> Requisites:
    number = number_is(found.number) if found.number else None
    kind = analysis.lemmas(analysis.forms(found.kind)[0]) if found.kind else ()
    words = _words(found, number, kind, analysis)
    return Requisites(number=number, days=found.days, kind=kind, words=words)


def number_is(typed: str) -> NumberIs:
    """Return the condition on a number as it was typed; never fails."""
    norm = number_key(typed)
    if norm.isdecimal():
        stripped = norm.lstrip("0") or "0"
        return NumberIs(norm=norm, integer=int(stripped) if len(stripped) <= _INTEGER_DIGITS else None, bare=None)
    return NumberIs(norm=norm, integer=None, bare=bare_number(norm) if _LETTERS.search(norm) else None)


def _read(text: str, at: int, *, alone: bool) -> _Found | None:
    name, end = _kind(text, at)
    found = _core(text, _skip(text, end), certain=True) if name else None
    if found is None:
        name = ""
        found = _core(text, at, certain=alone)
    if found is None:
        return None
    found.kind = name
    if found.number and not found.days:
        year = _YEAR.match(text, _skip(text, found.end))
        if year:
            found.year, found.end = int(year.group(1)), year.end()
    if found.number and not name:
        after = _KIND_AFTER.match(text, _skip(text, found.end))
        if after and find_kind(after.group()) and not _core(text, _skip(text, after.end()), certain=True):
            found.kind, found.end = after.group(), after.end()
    return found


def _kind(text: str, at: int) -> tuple[str, int]:
    """Read the name of a kind, in full or cut short («пост.»)."""
    short = _SHORT_KIND.match(text, at)
    if short:
        return SHORT_KINDS[(short[1] or short[2]).lower()], short.end()
    kind = _KIND.match(text, at)
    return (kind.group(), kind.end()) if kind and find_kind(kind.group()) else ("", at)


def _core(text: str, at: int, *, certain: bool) -> _Found | None:
    """Read date and number in either order."""
    day = _day(text, at, is_certain=certain)
    if day:
        found = _Found(days=day[0], end=day[1])
        number = _number(text, _skip(text, day[1]))
        if number and not _day(text, _skip(text, day[1])):
            found.number, found.end = number[0], number[1]
        return found
    number = _number(text, at)
    if number is None:
        return None
    found = _Found(number=number[0], end=number[1])
    day = _day(text, _skip(text, number[1]), is_certain=certain or number[2])
    if day:
        found.days, found.end = day
        return found
    return found if number[2] or certain or not number[0].isdecimal() else None


def _day(text: str, at: int, *, is_certain: bool = False) -> tuple[tuple[date, ...], int] | None:
    """Read a day; without its year only where requisites are certain («решение 6 апреля») or behind «от»."""
    head = _FROM.match(text, at)
    place = head.end() if head else at
    day = find_day(text, place)
    if day:
        return (day[0],), day[1]
    is_from = head is not None and head.group().lower().startswith("от")
    found = find_day_of_any_year(text, place) if is_from or is_certain else None
    # «06.04» without «от» may be a sum or a point
    return found if found and (is_from or not _DOTTED.match(text, place)) else None


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
    suffix = (_LOOSE_SUFFIX if sign else _LOOSER_SUFFIX).match(text, end)
    return (f"{raw}-{suffix[1]}", suffix.end(), sign is not None) if suffix else (raw, end, sign is not None)


def _is_likely(raw: str) -> bool:
    """Whether a number without a sign may be that of an act: «2.2.4» and «61.5» are points and sums."""
    return "." not in raw


def _said(day: date, analysis: Analysis, words: int = 2) -> PhraseForms:
    """Return how a text says a day, in two words without the year."""
    said = date_words(day)[:words]
    return PhraseForms(said, tuple(analysis.lemmas(word) for word in said), plain=True)


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
    if found.days:
        is_whole = len(found.days) == 1
        said = _said(found.days[0], analysis, words=3 if is_whole else 2)
        written = format_date(found.days[0])
        items.append(Or((Exact(written) if is_whole else Prefix(written[: len("06.04.")]), said)))
    return items[0] if len(items) == 1 else And(tuple(items))
