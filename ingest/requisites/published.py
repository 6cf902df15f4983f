"""Notes that an act was published: «Опубликовано: «Заречный вестник» № 15 от 03.03.2021», in the text or the margins.

Reads: Document. Writes: Found. Such a note stands outside the operative part, put there after the act was printed; its
number and date are those of the issue, never the act's own.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.requisites import Found, Span
from domain.text import clean

if TYPE_CHECKING:
    from domain.document import Document

_NOTE: Final = re.compile(
    r"(?<![а-яёА-ЯЁ])(?:Опубликован|ОПУБЛИКОВАН|Обнародован|ОБНАРОДОВАН)(?:[оаы]|\([оаы]\)|[ОАЫ])?(?![а-яёА-ЯЁ])[:\s]{0,4}"
    r"(?P<place>(?:(?:в|В)\s)?(?:[А-ЯЁа-яё-]{4,20}\s){0,3}[«\"“][^»\"”\n]{2,120}[»\"”]"
    r"[,\s]{1,4}(?:(?:№|N)\s?\d|от\s|\d)[^\n;]{2,60})"
)
_NOTES: Final = 12
_ISSUE: Final = re.compile(r"(?:№|N)\s?\d{1,5}(?:\s?\(\d{1,6}\))?")


def find_published(document: Document) -> tuple[Found, ...]:
    """Return the issues that notes of publication name: newspaper, number, day; the fact is recorded by a person."""
    found = (_found(match) for match in itertools.islice(_NOTE.finditer(document.text), 4 * _NOTES))
    unlike = {one.value: one for one in reversed([one for one in found if one is not None])}
    return tuple(sorted(unlike.values(), key=lambda one: one.span.start if one.span else 0)[:_NOTES])


def _found(match: re.Match[str]) -> Found | None:
    """Return the note up to its number or day, whichever stands last; None where it tells neither."""
    words = match["place"]
    name = max(words.rfind(mark) for mark in '»"”')
    days = [end for _, start, end in find_dates(words) if start > name]
    issue = _ISSUE.search(words, name)
    end = max([*days[:1], *([issue.end()] if issue else [])], default=0)
    if not end:
        return None
    start = match.start("place")
    value = clean(words[:end])
    return Found(value=value, raw=value, span=Span(start, start + end), rule="publication.note", confidence=0.85)
