"""References to acts in the text: kind, body, date, number, title, unit.

Reads: a piece of text. Writes: ActReference. Forms: «постановление Администрации города от 16.02.2021 № 308 "Об …"»,
inverted
«№ 553 от 06.08.2012», lists «постановлениями от … № …, от … № …» that carry their head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.kinds import find_kind, law_name
from domain.requisites import ActReference, Span
from domain.text import clean, fold
from ingest.requisites.body import nominative
from ingest.requisites.registration import numbers_in
from ingest.requisites.words import ANY_KIND, BODY_NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_AFTER_DATE: Final = re.compile(r"[\s_]*(?:года|год|г\.?)?[\s_,]*(?:за )?(?:№|N|#|n)?[oо.]?[ _]*$", re.IGNORECASE)
_INVERTED: Final = re.compile(r"[\s_]*от[\s_«\"]*$", re.IGNORECASE)
_KIND: Final = re.compile(
    rf"(?<![А-Яа-яё])(?:(?P<adj>[А-Яа-яё]+(?:ый|ого|ому|ым|ом|ые|ых|ыми)) )?(?P<kind>{ANY_KIND})(?![А-Яа-яё])",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"\s*(?:г\.|года)?\s*(?P<title>[«\"“])")
_PROVISION: Final = re.compile(
    r"(?P<unit>(?:(?:под)?пункт|абзац|раздел|глав|част|стать|приложени|строк|таблиц|преамбул)[а-яё]*(?:\s(?:№\s?)?[\d.«»\"а-яё,\-]{1,12}|\s(?:к|и)(?=\s)){0,8})\s*(?:к\s|к$)?$",
    re.IGNORECASE,
)
_HEAD_REACH: Final = 320
"""The head of a reference stands at most this many characters before its date."""

_TITLE_REACH: Final = 900

_BESIDE: Final = 16
"""A number stands within this many characters after its date."""

_BESIDE_INVERTED: Final = 12
"""A date stands within this many characters after its number."""

_BODY_LONGEST: Final = 24
"""Longest name of a body, in words."""


@dataclass(frozen=True, slots=True)
class _Pair:
    day: date
    number: str
    start: int
    end: int


def references_in(text: str, offset: int = 0, limit: int = 500) -> list[ActReference]:
    """Return the references of the text in order.

    Args:
        text: The text; blanks in place of what must not be read keep the offsets.
        offset: Where the text begins in the document.
        limit: The most references that are looked for.
    """
    found: list[ActReference] = []
    kind: str | None = None
    body: str | None = None
    before = 0
    for pair in _pairs(text):
        if len(found) >= limit:
            break
        reach = max(before, pair.start - _HEAD_REACH)
        head = max(_KIND.finditer(text, reach, pair.start), key=re.Match.start, default=None)
        provision = None
        begin = pair.start
        if head is not None:
            begin = head.start()
            kind = _kind_of(head)
            body = _body_of(text[head.end() : pair.start])
            unit = _PROVISION.search(text[max(reach, begin - 120) : begin])
            provision = clean(unit["unit"]) if unit else None
        elif found and text[before : pair.start].count("\n") > 1:
            kind = body = None
        title, end = _title_of(text, pair.end)
        found.append(
            ActReference(
                date=pair.day.isoformat(),
                number=pair.number,
                kind=kind,
                body=body,
                title=title,
                provision=provision,
                span=Span(offset + begin, offset + end),
                confidence=0.95 if kind else 0.7,
            )
        )
        before = end
    return found


def _pairs(text: str) -> Iterator[_Pair]:
    """Yield dates with the numbers that stand beside them, in either order."""
    numbers = sorted(numbers_in(text), key=lambda item: item[1])
    taken: set[int] = set()
    at = 0
    for day, start, end in find_dates(text):
        while at < len(numbers) and numbers[at][1] < end:
            at += 1
        after = numbers[at] if at < len(numbers) else None
        if (
            after is not None
            and after[1] - end < _BESIDE
            and at not in taken
            and _AFTER_DATE.fullmatch(text[end : after[1]])
        ):
            taken.add(at)
            yield _Pair(day, after[0], start, after[2])
            continue
        prior = numbers[at - 1] if at else None
        if (
            prior is not None
            and at - 1 not in taken
            and start - prior[2] < _BESIDE_INVERTED
            and _INVERTED.fullmatch(text[prior[2] : start])
        ):
            taken.add(at - 1)
            yield _Pair(day, prior[0], prior[1], end)


def _kind_of(match: re.Match[str]) -> str | None:
    kind = find_kind(match["kind"])
    if kind is None:
        return None
    if kind.name == "закон" and match["adj"]:
        return law_name(match["adj"])
    return kind.name


def _body_of(text: str) -> str | None:
    words = clean(re.sub(r"\([^()]{0,200}\)", " ", text)).split()
    while words and fold(words[-1]).strip('«",') in {"от", "г.", "года", "№"}:
        words.pop()
    if not words or len(words) > _BODY_LONGEST or not any(fold(word).strip('«»",') in BODY_NOUNS for word in words):
        return None
    return nominative(" ".join(words)).strip(" ,") or None


def _title_of(text: str, end: int) -> tuple[str | None, int]:
    match = _TITLE.match(text, end)
    if match is None:
        return None, end
    start = match.start("title")
    stop = closing_quote(text, start, start + _TITLE_REACH)
    if stop is None:
        return None, end
    title = clean(text[start + 1 : stop])
    return (title, stop + 1) if title[:1] in "ОоPO" else (None, end)


def closing_quote(text: str, start: int, limit: int) -> int | None:
    """Return where the quotation that opens at ``start`` closes, by the depth of its marks.

    None when it does not before the limit.
    """
    depth = 0
    limit = min(limit, len(text))
    for index in range(start, limit):
        sign = text[index]
        if sign in "«“" or (sign == '"' and _opens(text, index)):
            depth += 1
        elif sign in "»”" or sign == '"':
            depth -= 1
            if depth <= 0:
                return index
    return None


def _opens(text: str, index: int) -> bool:
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    return (before.isspace() or before in "(«“") and not after.isspace()


def without_asides(text: str) -> str:
    """Return the text with parentheses and quotations as blanks of the same length.

    What they hold is said by another act.
    """
    signs = list(text)
    index = 0
    while index < len(signs):
        sign = text[index]
        stop: int | None = None
        if sign == "(":
            stop = text.find(")", index, index + 1500)
            stop = None if stop < 0 else stop
        elif sign in "«“" or (sign == '"' and _opens(text, index)):
            stop = closing_quote(text, index, index + 6000)
            if stop is None:
                line = text.find("\n", index)
                stop = line - 1 if line > 0 else len(text) - 1
        if stop is None:
            index += 1
            continue
        for place in range(index, stop + 1):
            if signs[place] != "\n":
                signs[place] = " "
        index = stop + 1
    return "".join(signs)
