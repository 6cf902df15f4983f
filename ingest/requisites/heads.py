"""What a reference begins with: the word that names a kind, federal and regional laws told apart, a note before it.

Reads: a text in lower case, ё as е. Writes: Heads, the words that name kinds, in the order of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from domain.kinds import FEDERAL_LAW, find_kind, law_name

_STEMS: Final = (
    "постановлени", "решени", "распоряжени", "приказ", "указ", "закон", "письм", "писем", "протокол", "определени",
    "приговор", "протест", "представлени", "предписани", "заключени", "положени", "регламент", "поряд", "правил",
    "инструкци", "устав", "соглашени", "кодекс",
)  # fmt: skip
_ENDING: Final = re.compile(r"[а-я]{0,4}(?![а-я0-9])")
STRONG: Final = frozenset(
    {
        "постановление", "решение", "распоряжение", "приказ", "указ", "закон", "письмо", "протокол", "определение",
        "приговор", "протест", "представление", "предписание", "заключение", "кодекс",
    }
)  # fmt: skip
"""Kinds whose own date and number these are; rules («порядок», «положение») mostly have those of the act that
approved them."""

_OF_LAW: Final = "законодательства"
_FUNDAMENTALS: Final = re.compile(r"(?<![а-я])основ(?:ы|ами|ам|ах)?\s+$")
"""«Основы законодательства Российской Федерации о культуре»: a law under a name of its own."""

_ADJECTIVE: Final = re.compile(
    r"(?:федеральн|областн|краев|конституционн|республиканск)[а-я]{1,4}(?:\s+конституционн[а-я]{1,4})?\s+$"
)
FOREIGN: Final = re.compile(
    r"(?<![а-я])(?:договор|контракт|доверенност|заявлени|обращени|ходатайств|лицензи|свидетельств|справк|отчет|паспорт"
    r"|удостоверени|накладн|полис|сертификат|аттестат|выписк|запрос|жалоб|исков|телеграмм|ведомост|поручени"
    r"|зарегистрирован|регистрационн|регистраци|опубликован|входящ|исходящ|вх\.|исх\.|гост|счет-фактур|акт(?:а|у|ом|е)?\s"
    r"|извещени|уведомлени|платежн|выпуск|служебн[а-я]{1,4}\s+записк)"
)
"""Documents that are no acts, and other dates than an act's own, between a head and an anchor."""

_ENDS: Final = re.compile(r"[.!?][\"»”)]{0,3}\s{1,8}(?=[А-ЯЁA-Z«\"“])|[.;!?:]\s{0,4}\n")
_ENDING_SIGNS: Final = 13
"""Most signs that the end of a sentence takes, with the letter behind it."""

_ABBREVIATED: Final = re.compile(
    r"(?:(?<![А-Яа-яЁё])(?:г|гг|обл|респ|ред|им|ст|п|пп|ч|гл|разд|подп|абз|р|с|пос|ул|д|стр|зам|рег|см|т|др|[А-ЯЁA-Z]))$"
)
_NOTE: Final = re.compile(
    r"(?:(?<![а-я])в\s+ред(?:акциях|акции|\.)|введен[аоы]?|включен[аоы]?|внесен[аоы]?(?:\s+изменени[яе])?|дополнен[аоы]?"
    r"|дополнение(?:\s+[а-я]{3,14}){1,2}|исключен[аоы]?|утратил[аои]?\s+силу|изменен[аоы]?|признан[аоы]?\s+утративш[а-я]{2,3}\s+силу"
    r"|с\s+изм(?:енениями|\.)(?:\s+и\s+дополнениями)?,?(?:\s+внесенными)?|изложен[аоы]?\s+в\s+новой\s+редакции"
    r"|с\s+учетом\s+изменений,?(?:\s+внесенных)?)[\s.,:–—-]{0,6}$"
)
_NOTE_REACH: Final = 84


@dataclass(frozen=True, slots=True)
class Head:
    """A word that names a kind: the kind in its normal form, the place of the word."""

    kind: str
    start: int
    end: int


def heads_in(folded: str) -> list[Head]:
    """Return the words that name kinds, in order; searching for plain words is many times faster than a pattern."""
    found = []
    for stem in _STEMS:
        start = folded.find(stem)
        while start >= 0:
            ending = _ENDING.match(folded, start + len(stem))
            after = start + len(stem)
            if ending is not None and not (start and (folded[start - 1].isalnum() or folded[start - 1] == "-")):
                after = ending.end()
                kind = _kind_of(folded[start:after])
                if kind is not None:
                    found.append(Head(kind, start, after))
            start = folded.find(stem, after)
    found += _fundamentals(folded)
    found.sort(key=lambda head: head.start)
    return found


def _fundamentals(folded: str) -> list[Head]:
    found = []
    end = folded.find(_OF_LAW)
    while end >= 0:
        before = _FUNDAMENTALS.search(folded, max(0, end - 12), end)
        if before is not None:
            found.append(Head("закон", before.start(), end + len(_OF_LAW)))
        end = folded.find(_OF_LAW, end + 1)
    return found


@lru_cache(maxsize=256)
def _kind_of(word: str) -> str | None:
    kind = find_kind(word)
    return kind.name if kind is not None else None


def law_of(folded: str, head: Head, number: str | None, floor: int = 0) -> tuple[int, str]:
    """Tell federal and regional laws apart, by adjective or number; return where the name begins, and the kind."""
    begin, kind = head.start, head.kind
    if kind != "закон":
        return begin, kind
    adjective = _ADJECTIVE.search(folded, max(floor, begin - 40), begin)
    if adjective is not None:
        return adjective.start(), _law_of(adjective.group())
    if number and number.endswith("-ФЗ"):
        return begin, FEDERAL_LAW
    return begin, kind


def is_after_note(folded: str, begin: int, floor: int = 0) -> bool:
    """Whether the words before this place say that what follows is the note of an edition: «в редакции …»."""
    return _NOTE.search(folded[max(floor, begin - _NOTE_REACH) : begin]) is not None


def _law_of(adjective: str) -> str:
    if "конституционн" in adjective:
        return "федеральный конституционный закон"
    if adjective.startswith("федеральн"):
        return FEDERAL_LAW
    return law_name(adjective.split(maxsplit=1)[0])


def ends_sentence(window: str, at: int, end: int) -> bool:
    """Whether a sentence ends behind this place of the window; ``end``: beyond it none was found before."""
    return any(
        match.group()[0] != ":"
        and not (match.group()[0] == "." and _ABBREVIATED.search(window, max(0, match.start() - 6), match.start()))
        for match in _ENDS.finditer(window, at, end + _ENDING_SIGNS)
    )
