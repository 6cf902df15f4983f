"""Dates and numbers as a line of registration writes them.

Reads: Line. Writes: Pieces, a date and a number with the rule that found them. A note in brackets behind them speaks of
other acts: «от … № 812 (с изменениями от …)», «№ 5 (протокол № 12 от …)».
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.numbers import WITHOUT_NUMBER, NotANumber, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.requisites.lines import Line

_WORD: Final = "0-9A-Za-zА-ЯЁа-яё"
_LETTERS: Final = r"(?!О[БТ]|УФА|МГА|ОША)[А-ЯЁ]{2,3}(?![А-ЯЁа-яё.])"
"""Letters of a number that stand apart from it at its end; a town in capitals is longer, but for these."""

NUMBER: Final = re.compile(
    rf"(?P<sign>№ ?№?|#|(?<![A-Za-zА-Яа-я])(?:N[oOоО]\.?|Nº|N|n|номер|НОМЕР)(?=[\s_]*[{_WORD}]))[ _]{{0,30}}\t?"
    rf"(?P<value>[{_WORD}]{{1,24}}(?:[-‐‑–—/\\.][{_WORD}]{{1,12}}"
    rf"|(?<=[{_WORD}]) [-–—/] ?[{_WORD}]{{1,6}}(?=\s{{2}}|\s*$|[,;\t])"
    rf"|(?<=\d) [А-ЯЁ]{{1,3}}-\d{{1,5}}|(?<=[\dIVX]) {_LETTERS}(?=\s+от\s|\s{{2}}|\s*$|\t)){{0,6}})",
)
"""A number with its sign: «№ 827-Д», «N131-ФЗ», «№ ПР-37/03-18», «№ 370-VI ДГ»."""

WITHOUT: Final = re.compile(r"(?:№ ?)?(?<![А-Яа-яё])б ?/ ?н(?![А-Яа-яё])", re.IGNORECASE)
_SHORT_DATE: Final = re.compile(
    r"(?<![\d.,/№#N-])(?<![№#N] )(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d\d)"
    r"(?! \d\d(?!\d))(?:(?<!\.19)(?<!\.20)|(?!\s*_))"
    r"(?=[\s_]*(?:(?P<mark>г(?:ода|\.)?)(?![а-яё])|№|N|$|\s))"
)
_FROM_OR_NUMBER: Final = re.compile(r"(?<![А-Яа-яё])[Оо]т(?![а-яё])|№|(?<![A-Za-z])N")
_LAST_OF_THIS: Final = 39
_FIRST_OF_LAST: Final = 60
_NOTE_BEHIND: Final = re.compile(r"(?<=\S)\s*\((?=[^()]*[А-Яа-яё]{3})[^()]*\)?\s*$")

_INITIALS: Final = re.compile(r"\d+([А-ЯЁ])\.\s?[А-ЯЁ]")
_YEAR_MARK: Final = re.compile(r"(\d+)г\.?$")
_TITLE_GLUE: Final = re.compile(r"(\d+)(?:О|Об|ОБ)$")
_OWN_TITLE: Final = re.compile(r" об?(?![а-яё])", re.IGNORECASE)
_GAPPED: Final = re.compile(r"[ \xa0]\d{1,3}(?![\d.,/:-]|\s*[а-яё])")
"""Digits after a blank behind a number, «№ 1 45»: the number may go on there."""
_BROKEN: Final = re.compile(r"[-–/\\]\s*$")
"""A sign that clings to a number at the end of its line: a bracket, a dash, or a number that is broken off there."""

_UNSURE: Final = 0.8
_UNSIGNED: Final = re.compile(r"[А-ЯЁ]{1,4}-\d{1,6}(?:[/-]\d{1,4})?|\d{1,6}-[А-ЯЁа-яё]{1,4}|\d{1,5}")
"""A number that stands without its sign beside the date: «25.08.2021  П-1544»."""


BEHIND_DATE: Final = re.compile(
    r"\s*(?:г\.|г(?![а-яё])|года)?\s+(?P<number>(?!(?:ГОСТ|ОСТ|СНИП|СП|ТУ|РД|СТО)-)[А-ЯЁ]{1,4}-\d{1,4}(?:-\d{1,4}){1,2}(?:/\d{1,4})?)\s*$"
)
"""Letters and figures of session and decision right behind the date: «от 30 апреля 2014 г. УС-6-2»."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value with its place in the document, the line it stands in and the rule that found it."""

    value: str
    raw: str
    start: int
    end: int
    line: Line
    rule: str
    confidence: float


def numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the numbers of the text that have their sign: normal shape, place of the value."""
    for match in NUMBER.finditer(text):
        found = number_at(text, match)
        if found is not None:
            yield found
    for match in WITHOUT.finditer(text):
        yield WITHOUT_NUMBER, match.start(), match.end()


def number_at(text: str, match: re.Match[str]) -> tuple[str, int, int] | None:
    """Return the number that :data:`NUMBER` matched, as :func:`numbers_in` gives it; None for a word without digits."""
    start, end = match.span("value")
    raw = _unglued(text, start, end).rstrip(".")
    if not any(c.isdigit() for c in raw):
        return None
    try:
        number = parse_number(raw)
    except NotANumber:
        return None
    return number.display, start, start + len(raw)


def _unglued(text: str, start: int, end: int) -> str:
    """Return a number without what was typed right after it: initials, the mark of the year, the «О» of a title.

    «№ 999А.Н. Шамановский», «№ 5 2021г.», «№ 5О внесении»; but «№ 5О об утверждении» has its own «О».
    """
    raw = text[start:end]
    if _INITIALS.match(text[start : end + 5]):
        return raw[: re.match(r"\d+", raw).end()]  # type: ignore[union-attr]  # the pattern above begins with digits
    year = _YEAR_MARK.match(raw)
    if year is not None and text[end : end + 1] == ".":
        return year[1]
    glued = _TITLE_GLUE.match(raw)
    if glued is not None and text[end : end + 1] == " " and not _OWN_TITLE.match(text[end : end + 4]):
        return glued[1]
    return raw


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Yield the dates of a line of registration: here alone a year may have two digits, «от 17.02.94 г.», «5.3.21г.».

    Years 60 to 99 are those of the last century, 00 to 39 of this one; others are told apart by nobody.
    """
    found = list(find_dates(text))
    yield from found or _short_dates(text)


def _short_dates(text: str) -> Iterator[tuple[date, int, int]]:
    for match in _SHORT_DATE.finditer(text):
        year = int(match["y"])
        told = match["mark"] or _FROM_OR_NUMBER.search(text)  # «2.1.12» alone counts a heading
        if not told or _LAST_OF_THIS < year < _FIRST_OF_LAST:
            continue
        try:
            day = date((1900 if year >= _FIRST_OF_LAST else 2000) + year, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        yield day, match.start(), match.end("y")


def own_part(line: Line) -> Line:
    """Return the line without a note in brackets behind its date and number: «от … № 812 (с изменениями от …)»."""
    note = _NOTE_BEHIND.search(line.text)
    return replace(line, text=line.text[: note.start()]) if note is not None else line


def dates_of(lines: list[Line], rule: str, confidence: float) -> list[Piece]:
    """Return the dates of these lines as pieces."""
    return [
        Piece(day.isoformat(), line.text[start:end], line.start + start, line.start + end, line, rule, confidence)
        for line in map(own_part, lines)
        for day, start, end in dates_in(line.text)
    ]


def numbers_of(lines: list[Line], rule: str, confidence: float) -> list[Piece]:
    """Return the numbers of these lines as pieces: none that goes on in the next line, «Дело № 2-» above «611».

    With a sign clinging to it, «/от 12.03.2021 № 55/», or with digits behind it, «№ 1 45», a number is a doubt.
    """
    found = [
        Piece(value, line.text[start:end], line.start + start, line.start + end, line, rule, sure)
        for line in map(own_part, lines)
        for value, start, end in numbers_in(line.text)
        for clings in [_BROKEN.match(line.text, end) is not None]
        for sure in [min(confidence, _UNSURE) if clings or _GAPPED.match(line.text, end) else confidence]
        if not (clings and line.broken)
    ]
    return found or [piece for line in lines for piece in _unsigned(line, rule, min(confidence, _UNSURE))]


def _unsigned(line: Line, rule: str, confidence: float) -> Iterator[Piece]:
    """Yield the number without a sign that stands in a column of its own beside the date."""
    dates = [(start, end) for _, start, end in dates_in(line.text)]
    if len(dates) != 1 or line.ocr:
        return
    behind = BEHIND_DATE.match(line.text, dates[0][1])
    if behind is not None:
        start, end = behind.span("number")
        yield Piece(behind["number"], behind["number"], line.start + start, line.start + end, line, rule, confidence)
        return
    for match in re.finditer(r"[^\t]+", line.text):
        number = match.group().strip()
        if _UNSIGNED.fullmatch(number) and "\t" in line.text:
            start = match.start() + match.group().index(number)
            yield Piece(number, number, line.start + start, line.start + start + len(number), line, rule, confidence)
