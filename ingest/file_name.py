"""What the name of a file says of the act in it: a hint for a person, never a value.

Reads: a file's name as people and scanners make it. Writes: kind, number and date, where the name says them surely:
«Постановление №827-Д от 08.05.2020.docx» · «пост 308-П 16 02 21.pdf» · «Postanovlenie_308_ot_16-02-2021.doc» ·
«2020-05-08 распоряжение 41-р.pdf». «scan0001.pdf» and «Документ Microsoft Word (2).docx» say nothing.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.numbers import NotANumber, number_key, parse_number
from domain.text import fold, nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: Final[dict[str, str]] = {
    "постановление": "постановление",
    "пост": "постановление",
    "postanovlenie": "постановление",
    "распоряжение": "распоряжение",
    "расп": "распоряжение",
    "rasporyazhenie": "распоряжение",
    "rasporjazhenie": "распоряжение",
    "решение": "решение",
    "reshenie": "решение",
    "приказ": "приказ",
    "prikaz": "приказ",
    "протокол": "протокол",
    "protokol": "протокол",
}
"""Words that name a kind, shortened and in Latin letters too. The nominative only: «Приложение к постановлению»."""

_ENDING: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_COPY: Final = re.compile(r"\s*(?:\(\d{1,3}\)|[-–] копия(?: \(\d+\))?)\s*$", re.IGNORECASE)
_SHORT_DAY: Final = re.compile(r"(?<!\d)(\d{2})[ .](\d{2})[ .](\d{4}|\d{2})(?!\d)")
_SIGNED: Final = re.compile(r"(?:№|(?<![^\W_])(?:N[o°]?|номер|nomer)(?=[ .\d]))[ .]{0,2}(\d[\w/-]*)", re.IGNORECASE)
_BARE: Final = re.compile(
    r"(?<![\w-])(\d{1,6}(?:[-/](?:\d{1,4}|[^\W\d_]{1,4}))*|\d{1,6}[а-яёa-z]{1,2})(?![\w-])", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_EARLIEST: Final = date(1900, 1, 1)
_AMENDING: Final = re.compile(
    r"(?<![а-яё])(?:о внесении|об изменении|об отмене"
    r"|(?:к|по) (?:постановлению|решению|распоряжению|договору))(?![а-яё])",
    re.IGNORECASE,
)
"""What follows names another document: its number and date are not hints of this one."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")


def hints_of(name: str) -> dict[str, str]:
    """Return what a name says: ``kind`` and ``number`` in the normal form, ``date`` as ISO 8601; often nothing.

    >>> hints_of("Постановление №827-Д от 08.05.2020.docx")
    {'kind': 'постановление', 'number': '827-Д', 'date': '2020-05-08'}
    >>> hints_of("scan0001.pdf")
    {}
    """
    said = _COPY.sub("", nfc(_ENDING.sub("", PurePath(name).name))).replace("_", " ").strip()
    kind = _kind(said)
    other = _AMENDING.search(said)
    said = said[: other.start()] if other else said
    dates = sorted({(day, start, end) for day, start, end in _dates(said)})
    rest = said
    for _, start, end in dates:
        rest = rest[:start] + "\n" * (end - start) + rest[end:]
    number = _number(rest, has_kind=kind is not None)
    found: dict[str, str] = {}
    if kind:
        found["kind"] = kind
    if number:
        found["number"] = number
    days = {day for day, _, _ in dates}
    if len(days) == 1 and (kind or number):
        found["date"] = days.pop().isoformat()
    return found


def agrees(field: str, hint: str, value: str) -> bool:
    """Whether a name says the same as a value; a name cannot hold a slash: «12-5» says «12/5»."""
    if field != "number":
        return fold(hint) == fold(value)
    return number_key(hint).replace("/", "-") == number_key(value).replace("/", "-")


def _kind(said: str) -> str | None:
    found = {KINDS[word] for word in _WORD.findall(said.lower()) if word in KINDS}
    return found.pop() if len(found) == 1 else None


def _dates(said: str) -> Iterator[tuple[date, int, int]]:
    yield from find_dates(said)
    for match in _SHORT_DAY.finditer(said):
        day, month, year = match.groups()
        try:
            meant = date(int(year) if len(year) > 2 else 2000 + int(year), int(month), int(day))  # noqa: PLR2004 - two digits
        except ValueError:
            continue
        if _EARLIEST <= meant <= date.today():  # noqa: DTZ011 - a day of the office is near enough for a hint
            yield meant, match.start(), match.end()


def _number(rest: str, *, has_kind: bool) -> str | None:
    """Return the number with its sign, or the only one in a name that says the kind."""
    signed = [match[1] for match in _SIGNED.finditer(rest)]
    bare = [match[1] for match in _BARE.finditer(rest) if not _YEAR.fullmatch(match[1])] if has_kind else []
    for candidates in (signed, bare):
        keys = {number_key(raw): raw for raw in candidates if _is_number(raw)}
        if len(keys) == 1:
            return parse_number(keys.popitem()[1]).display
    return None


def _is_number(raw: str) -> bool:
    try:
        parse_number(raw)
    except NotANumber:
        return False
    return True
