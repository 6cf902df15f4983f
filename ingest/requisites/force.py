"""When an act takes force, by its own words.

Reads: a sentence about force. Writes: the type, the day, the number of days. Where the day depends on a publication or
on another act it is derived: nobody knows it from the text, so it stays None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.clauses import Force
from domain.dates import find_dates

if TYPE_CHECKING:
    from collections.abc import Iterator

FORCE: Final = re.compile(
    r"вступ(?:ает|ают|ит|ление)\s+в\s+(?:законную\s+)?силу|(?:ввести|вводится|вводятся|вводимое)\s+в\s+действие"
    r"|распростран(?:яет|яют|ить)[а-я]*\s+(?:сво[её]\s+)?(?:действи[ея]\s+)?(?:настоящ[а-я]+\s+[а-я]+\s+)?на\s+(?:право)?отношени"
    r"|действие\s+настоящ[а-я]+\s+[а-я]+\s+распростран",
    re.IGNORECASE,
)
_RETROACTIVE: Final = re.compile(
    r"(?:распростран|применя)[а-я]+.{0,160}?отношени[а-я]+,?\s*(?:возник[а-я]+)?\s*(?:с|со|до)?\s",
    re.IGNORECASE | re.DOTALL,
)
_SIGNING: Final = re.compile(
    r"(?:со?\s+дн[яе]|с\s+момента|с\s+даты|после)\s+(?:его\s+|е[её]\s+|их\s+)?"
    r"(?:подписани|приняти|издани)[а-яё]{1,2}(?!\s+(?:сторон|соглашени|договор|контракт|протокол|устав|закон))",
    re.IGNORECASE,
)
_PUBLISHED: Final = r"(?:официальн[а-я]+\s+)?(?:опубликовани|обнародовани|размещени)"
_PUBLICATION: Final = re.compile(
    rf"(?:со?\s+дн[яе]|в\s+день|с\s+момента|с\s+даты|после(?:\s+дня)?|следующ[а-я]+\s+за\s+дн[её]м)\s+"
    rf"(?:е(?:го|[её])\s+|их\s+)?{_PUBLISHED}",
    re.IGNORECASE,
)
_NEXT_DAY: Final = re.compile(
    r"(?:на\s+следующий|со\s+следующего|следующ[а-я]+\s+за)\s*(?:дн[яе]м?|день)?", re.IGNORECASE
)
_AFTER: Final = re.compile(
    rf"(?:по\s+истечении|через|спустя)\s+(?P<days>\d{{1,3}}|[а-яё]{{3,14}}(?:\s[а-яё]{{3,8}})?)\s*"
    rf"(?:\([а-яё ]{{2,30}}\)\s*)?"
    rf"(?:календарных\s+|рабочих\s+)?(?P<unit>дн(?:ей|я)|день|месяц[а-я]*).{{0,60}}?{_PUBLISHED}",
    re.IGNORECASE | re.DOTALL,
)
_NOT_BEFORE: Final = re.compile(r"не\s+ранее", re.IGNORECASE)
"""Two conditions, of which the later one counts: the text alone does not tell the day."""

_LATER: Final = re.compile(r"(?<![а-яё])(?:по\s+истечении|через|спустя)\s", re.IGNORECASE)
_EXPIRES: Final = re.compile(
    r"действу(?:ет|ют)\s+(?:со?\s(?:(?!\sи\s)[^,;\n]){1,30}?\s)?(?:до|по)\s(?:(?!\sи\s)[^,;\n]){4,40}", re.IGNORECASE
)
"""«… и действует до 31 декабря 2021 года»: the day on which the act ends is not the day on which it begins.

«И» ends the term: «действует до 31.12.2021 и вступает в силу с 01.01.2021».
"""

_MONTHS: Final = re.compile(r"месяц", re.IGNORECASE)
_EVENT: Final = re.compile(
    r"(?:одновременно\s+с|со\s+дня|с\s+момента|с\s+даты|но\s+не\s+ранее)\s+[^.;]{0,60}?(?:вступлени|государственной\s+регистрации|начал)",
    re.IGNORECASE,
)
_OF_ACT: Final = re.compile(r"\s{0,3}(?:г\.|года)?\s{0,3}(?:№|N)")
"""A number behind the date: it is the date of an act."""

_AND_PUBLISHED: Final = re.compile(rf"(?:\s+[А-Яа-яё]+){{0,4}}?\s+и\s+(?:его\s+)?{_PUBLISHED}", re.IGNORECASE)
_NTH: Final = re.compile(rf"на\s+(?P<days>\d{{1,2}}|[а-яё]+)(?:-?[оы]?й)\s+день\s.{{0,30}}?{_PUBLISHED}", re.IGNORECASE)
_WORDS: Final = {
    "одного": 1, "двух": 2, "трех": 3, "пяти": 5, "семи": 7, "десяти": 10, "пятнадцати": 15, "двадцати": 20,
    "тридцати": 30, "тридцать": 30, "десять": 10, "шестидесяти": 60, "девяноста": 90, "ста восьмидесяти": 180,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InForce:
    """One statement about force."""

    force: Force
    day: str | None = None
    days: int | None = None


def forces_in(sentence: str) -> Iterator[InForce]:
    """Yield what the sentence says of force: the entry, and relations of an earlier time when it extends to them."""
    back = _RETROACTIVE.search(sentence)
    sentence = _EXPIRES.sub(lambda match: " " * len(match.group()), sentence)
    dates = [(day.isoformat(), start) for day, start, end in find_dates(sentence) if not _OF_ACT.match(sentence, end)]
    entry = sentence[: back.start()] if back is not None else sentence
    found = _entry(entry, [day for day, start in dates if start < len(entry)])
    if found is not None:
        yield found
    if back is not None:
        yield InForce(Force.RETROACTIVE, next((day for day, start in dates if start >= back.start()), None))


def _entry(sentence: str, dates: list[str]) -> InForce | None:
    if _NOT_BEFORE.search(sentence) and FORCE.search(sentence):
        return InForce(Force.DERIVED)
    after, published = _AFTER.search(sentence), _PUBLICATION.search(sentence)
    if after is not None:
        return _after(after)
    if published is not None:
        return _published(sentence, published, dates)
    return _unpublished(sentence, dates)


def _published(sentence: str, published: re.Match[str], dates: list[str]) -> InForce:
    if _NEXT_DAY.search(sentence):
        return InForce(Force.AFTER_PUBLICATION, days=1)
    nth = _NTH.search(sentence)
    if nth is not None and nth["days"].isdigit():
        return InForce(Force.AFTER_PUBLICATION, days=int(nth["days"]))
    unsure = dates or nth is not None or _LATER.search(sentence, 0, published.start())
    return InForce(Force.DERIVED if unsure else Force.ON_PUBLICATION)


def _unpublished(sentence: str, dates: list[str]) -> InForce | None:
    event = _EVENT.search(sentence) is not None
    if dates and not event:
        return InForce(Force.ON_DATE, day=dates[0])
    signed = _SIGNING.search(sentence)
    if signed is not None and not (event or _LATER.search(sentence)):
        return InForce(Force.DERIVED if _AND_PUBLISHED.match(sentence, signed.end()) else Force.ON_SIGNING)
    return InForce(Force.DERIVED) if FORCE.search(sentence) and "отношени" not in sentence else None


def _after(match: re.Match[str]) -> InForce:
    words = match["days"].lower().replace("ё", "е")
    days = int(words) if words.isdigit() else _WORDS.get(words)
    if _MONTHS.match(match["unit"]) or days is None:
        return InForce(Force.DERIVED)
    return InForce(Force.AFTER_PUBLICATION, days=days)
