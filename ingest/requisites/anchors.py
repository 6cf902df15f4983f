"""What a reference hangs on: a date with a number beside it, a date alone, the number of a law alone.

Reads: a text. Writes: Anchors in the order of the text. Every expression is bounded, so the time grows with the text
and with nothing else. Forms: «от 16.02.2021 № 308», «от « 16 » 02 2021 N 308», «от 7.07.94г. № 08», «№ 553 от
06.08.2012», «131-ФЗ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from domain.dates import MONTHS
from domain.numbers import NotANumber, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH: Final = "|".join(MONTHS)
_MONTH_OF: Final = {name: number for number, name in enumerate(MONTHS, 1)}
_DATE: Final = re.compile(
    r"(?P<d>\d{1,2})(?:"
    # 16.02.2021, 16. 02. 2021, 7.07.94
    r"(?P<bar>[./])\s?(?P<m1>\d{1,2})(?P=bar)\s?(?P<y1>\d{4}|\d{2})(?!\d)"
    # 16 февраля 2021, «16» февраля 2021, « 16 » 02 2021
    rf"|[\s_]{{0,4}}[»\"”]?[\s_]{{1,8}}(?P<m2>{_MONTH})[\s_]{{1,4}}(?P<y2>\d{{4}})(?!\d)"
    rf"|[\s_]{{0,4}}[»\"”][\s_.]{{0,8}}(?P<m3>\d{{1,2}}|{_MONTH})[\s_.]{{1,8}}(?P<y3>\d{{4}})(?!\d)"
    # 27 11 2012
    r"|[ ](?P<m4>\d{2})[ ](?P<y4>\d{4})(?!\d))"
)
_SIGN: Final = r"(?:№ ?№?|#|¹|Nº|JN[oо]|N[eеg](?=[ \d])|[Nn][oOоО]?\.?(?=[\s_]{0,12}[0-9А-ЯA-Z]))[\s_]{0,30}"
_WORD: Final = "0-9A-Za-zА-ЯЁа-яё"
_VALUE: Final = (
    rf"(?P<value>[{_WORD}]{{1,24}}(?:[-‐‑–—/][{_WORD}]{{1,8}}|\.\d{{1,6}}){{0,6}}"
    r"(?: ?[-‐‑–—] ?[А-ЯЁ]{1,4}(?![А-ЯЁа-яё]))?)"
)
NUMBER: Final = re.compile(rf"(?P<sign>{_SIGN}){_VALUE}")
"""A number with its sign; the sign is not the end of a word (look at what stands before it)."""

_AFTER: Final = re.compile(rf"[\s_]{{0,24}}(?i:года?|г)?[\s_.,]{{0,24}}(?:за\s)?{_SIGN}{_VALUE}")
_BETWEEN: Final = re.compile(r"[\s_,]{0,12}(?:г\.)?\s{0,4}(?i:от)[\s_«\"“]{0,6}")
_BEFORE: Final = re.compile(r"(?<![А-Яа-яё])(?i:от)\.?[\s_«\"“]{0,8}$")
_YEAR: Final = re.compile(r"[\s_]{0,4}(?i:года?|г\.?)(?![а-яё])")
_LAW: Final = re.compile(r"Ф(?:КЗ|З)(?![А-Яа-яЁё])")
_LAW_NUMBER: Final = re.compile(r"(?:(?:№|N|#) {0,2})?(?<![\w./-])\d{1,4}(?:\.\d)?\s?[-–—]\s?$")
_INITIALS: Final = re.compile(r"(\d+)[А-ЯЁ]\.\s?[А-ЯЁ]")
_GLUED: Final = re.compile(r"(\d+)(?:О|Об|ОБ|г)$")
_INVERTED_REACH: Final = 56
"""A number of the form «№ 553 от …» begins at most this many characters before its date."""

_CENTURY: Final = 30
"""Two digits below this are a year of this century."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date, a number or both, with the place that they take."""

    start: int
    end: int
    day: str | None
    number: str | None
    dated: bool = False
    """A date without a number, after «от»."""


def anchors_in(text: str, folded: str) -> Iterator[Anchor]:
    """Yield the anchors in order, apart from each other; ``folded`` is the text in lower case, ё as е."""
    taken = 0
    laws = _laws(text)
    law = next(laws, None)
    for match in _DATE.finditer(folded):
        found = _around(text, match, taken)
        if found is None:
            continue
        while law is not None and law.end <= found.start:
            if law.start >= taken:
                yield law
            law = next(laws, None)
        while law is not None and law.start < found.end:
            law = next(laws, None)
        taken = found.end
        yield found
    while law is not None:
        if law.start >= taken:
            yield law
        law = next(laws, None)


def _laws(text: str) -> Iterator[Anchor]:
    for match in _LAW.finditer(text):
        number = _LAW_NUMBER.search(text, max(0, match.start() - 14), match.start())
        shown = _shape(text[number.start() : match.end()]) if number is not None else None
        if number is not None and shown is not None:
            yield Anchor(number.start(), match.end(), None, shown)


def _around(text: str, match: re.Match[str], taken: int) -> Anchor | None:
    """Return the date with the number beside it, whichever comes first in the text."""
    start, end = match.span()
    if start < taken or (start and text[start - 1] in "0123456789.,/-–"):
        return None
    day = _day_of(match)
    if day is None:
        return None
    before = _inverted(text, start, taken)
    if before is not None:
        year = _YEAR.match(text, end)
        return Anchor(before[0], year.end() if year else end, day, before[1])
    after = _AFTER.match(text, end)
    number = _number_of(text, after) if after is not None else None
    if number is not None:
        return Anchor(start, number[1], day, number[0])
    if _BEFORE.search(text, max(taken, start - 14), start) is None:
        return None
    year = _YEAR.match(text, end)
    return Anchor(start, year.end() if year else end, day, None, dated=True)


def _inverted(text: str, start: int, taken: int) -> tuple[int, str] | None:
    if _BEFORE.search(text, max(taken, start - 14), start) is None:
        return None
    for match in reversed(list(NUMBER.finditer(text, max(taken, start - _INVERTED_REACH), start))):
        if match.start() and text[match.start()] in "Nn" and text[match.start() - 1].isalpha():
            continue
        number = _number_of(text, match)
        if number is None:
            continue
        return (match.start(), number[0]) if _BETWEEN.fullmatch(text, number[1], start) else None
    return None


def number_after(text: str, at: int) -> tuple[int, str, int] | None:
    """Return the number whose sign stands at this place: start, normal shape, end."""
    match = NUMBER.match(text, at)
    found = _number_of(text, match) if match is not None else None
    return (at, *found) if found is not None else None


def _number_of(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """Return the normal shape of a number and where it ends; None when it is none."""
    start, end = match.span("value")
    raw = text[start:end]
    initials = _INITIALS.match(text, start, end + 4)
    glued = _GLUED.match(raw) if text[end : end + 1] in " ." else None
    if initials is not None:
        raw = initials[1]
    elif glued is not None:
        raw = glued[1]
    if not any(sign.isdigit() for sign in raw):
        return None
    shown = _shape(raw)
    return (shown, start + len(raw)) if shown is not None else None


@lru_cache(maxsize=4096)
def _shape(raw: str) -> str | None:
    """Return a number as a person writes it; a text says the same numbers many times."""
    try:
        return parse_number(raw).display
    except NotANumber:
        return None


def _day_of(match: re.Match[str]) -> str | None:
    form = next(form for form in "1234" if match[f"y{form}"])
    month, year = match[f"m{form}"], int(match[f"y{form}"])
    if year < 100:  # noqa: PLR2004 - two digits
        year += 2000 if year < _CENTURY else 1900
    if not 1900 <= year < 2100:  # noqa: PLR2004 - the years that acts have
        return None
    try:
        return date(year, _MONTH_OF.get(month) or int(month), int(match["d"])).isoformat()
    except ValueError:
        return None
