"""Acts that are cited by name: codes, the Constitution, charters.

Reads: a text in lower case. Writes: places with kind and name in the nominative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODES: Final = (
    (r"гражданск\w+ процессуальн\w+", "Гражданский процессуальный кодекс"),
    (r"арбитражн\w+ процессуальн\w+", "Арбитражный процессуальный кодекс"),
    (r"уголовно-процессуальн\w+", "Уголовно-процессуальный кодекс"),
    (r"уголовно-исполнительн\w+", "Уголовно-исполнительный кодекс"),
    (r"исправительно-трудов\w+", "Исправительно-трудовой кодекс"),
    (r"градостроительн\w+", "Градостроительный кодекс"), (r"гражданск\w+", "Гражданский кодекс"),
    (r"уголовн\w+", "Уголовный кодекс"), (r"налогов\w+", "Налоговый кодекс"), (r"бюджетн\w+", "Бюджетный кодекс"),
    (r"трудов\w+", "Трудовой кодекс"), (r"жилищн\w+", "Жилищный кодекс"), (r"земельн\w+", "Земельный кодекс"),
    (r"водн\w+", "Водный кодекс"), (r"лесн\w+", "Лесной кодекс"), (r"воздушн\w+", "Воздушный кодекс"),
    (r"семейн\w+", "Семейный кодекс"), (r"таможенн\w+", "Таможенный кодекс"),
    (r"избирательн\w+", "Избирательный кодекс"),
)  # fmt: skip
_BEFORE: Final = tuple((re.compile(rf"(?<![а-я-]){form}\s+$"), name) for form, name in _CODES)
_AFTER: Final = tuple(
    (re.compile(form), name)
    for form, name in (
        (r"об\s+административных\s+правонарушениях", "Кодекс об административных правонарушениях"),
        (r"административного\s+судопроизводства", "Кодекс административного судопроизводства"),
        (r"внутреннего\s+водного\s+транспорта", "Кодекс внутреннего водного транспорта"),
        (r"торгового\s+мореплавания", "Кодекс торгового мореплавания"),
        (r"о\s+браке\s+и\s+семье", "Кодекс о браке и семье"),
        (r"законов\s+о\s+труде", "Кодекс законов о труде"),
        (r"чести|этики", ""),
    )
)
_SHORT: Final = {
    "гк": "Гражданский кодекс", "гпк": "Гражданский процессуальный кодекс", "ук": "Уголовный кодекс",
    "апк": "Арбитражный процессуальный кодекс", "упк": "Уголовно-процессуальный кодекс",
    "уик": "Уголовно-исполнительный кодекс", "тк": "Трудовой кодекс", "нк": "Налоговый кодекс",
    "бк": "Бюджетный кодекс", "жк": "Жилищный кодекс", "зк": "Земельный кодекс", "вк": "Водный кодекс",
    "лк": "Лесной кодекс", "ск": "Семейный кодекс", "грк": "Градостроительный кодекс",
    "коап": "Кодекс об административных правонарушениях", "кас": "Кодекс административного судопроизводства",
    "кзот": "Кодекс законов о труде", "квт": "Кодекс внутреннего водного транспорта",
}  # fmt: skip
_CODE: Final = re.compile(r"кодекс(?:а|у|ом|е)?(?![а-я])")
_ABBREVIATED: Final = re.compile(
    r"(?P<short>ГПК|ГК|УПК|УИК|УК|АПК|ТК|НК|БК|ЖК|ЗК|ВК|ЛК|СК|ГрК|КоАП|КАС|КЗоТ)\s(?P<of>РФ|РСФСР|Российской\s+Федерации)(?![А-Яа-яё])"
)
_COUNTRY: Final = re.compile(r"\s*(?:(?:рф|российской\s+федерации)|(?P<soviet>рсфср|союза\s+сср|ссср))(?![а-я])")
_CONSTITUTION: Final = re.compile(
    r"конституци(?:я|и|ю|ей)\s+(?P<of>рф|российской\s+федерации|рсфср|республики\s+[а-я-]+(?:\s[а-я-]+тан)?)(?![а-я])"
)
_CHARTER: Final = re.compile(
    r"устав(?:а|у|ом|е)?\s+(?P<of>(?:город|муниципальн|района|области|края|республики|г\.|сельск|поселени|округа"
    r"|[а-я-]+(?:ского|ской|цкого|цкой|ого|его|ой)\s+(?:город|муниципальн|район|област|кра[яй]|сельск|поселени|округ|внутригородск))"
    r"[^\n,;:()«\"“]{0,140})"
)
_CHARTER_END: Final = re.compile(
    r"\s(?:и|или|а|в|на|с|от|постановля\w*|реша\w*|реши\w*|приказыва\w*|распоряжа\w*|п\.|пункт\w*|стать\w*|администраци\w*"
    r"|дум\w|совет|настоящ\w+|устанавлива\w*|принят\w*|утвержд\w+|является|определ\w+|сообща\w+|руководству\w+)(?=\s|$)"
    r"|\.(?=\s|$)|№"
)
_TERRITORY: Final = re.compile(
    r"(?:город|муниципальн|образовани|округ|поселени|сельск|район|област|кра[яй]$|республик|внутригородск|автономн|посел"
    r"|территори|значени$|федеральн|наукоград|станиц|хутор|сел[ао]$|г\.|пос\.|имени$|административн|[–—-]$)"
    r"|[а-яё-]+(?:ого|его|ой|ей)$"
)
"""Words that running text writes small in the name of a territory."""

_NOT_PLACE: Final = re.compile(r"(?:дума|совет|собрание|администрация|глава|комитет|правительство)$")
_BARE_ADJECTIVE: Final = re.compile(r"\S+(?:ое|ая|ий|ый|ой|ого)")
_GAP: Final = re.compile(r"\s{1,4}")
_LOOK_BACK: Final = 48
"""Adjectives of a code stand within this many characters before the word."""


@dataclass(frozen=True, slots=True)
class Named:
    """A named act with its place."""

    kind: str
    title: str
    start: int
    end: int


def named_in(text: str, folded: str) -> Iterator[Named]:
    """Yield the acts that a text cites by name; ``folded`` is the same text in lower case, ё as е."""
    for match in _CODE.finditer(folded):
        found = _code(folded, match)
        if found is not None:
            yield found
    for match in _ABBREVIATED.finditer(text):
        if not _inside_word(folded, match.start()):
            of = "РСФСР" if match["of"] == "РСФСР" else "Российской Федерации"
            yield Named("кодекс", f"{_SHORT[match['short'].lower()]} {of}", *match.span())
    for match in _CONSTITUTION.finditer(folded):
        of = "Российской Федерации" if match["of"] == "рф" else clean(text[match.start("of") : match.end("of")])
        yield Named("конституция", f"Конституция {of}", *match.span())
    for match in _CHARTER.finditer(folded):
        found = _charter(text, folded, match)
        if found is not None:
            yield found


def _inside_word(folded: str, at: int) -> bool:
    return at > 0 and (folded[at - 1].isalnum() or folded[at - 1] == "-")


def _code(folded: str, match: re.Match[str]) -> Named | None:
    if _inside_word(folded, match.start()):
        return None
    start, end = match.span()
    before = folded[max(0, start - _LOOK_BACK) : start]
    name = ""
    for form, called in _BEFORE:
        found = form.search(before)
        if found is not None:
            name, start = called, start - len(before) + found.start()
            break
    if not name:
        name, end = _name_after(folded, end)
    if not name:
        return None
    country = _COUNTRY.match(folded, end)
    if country is None:
        return Named("кодекс", f"{name} Российской Федерации", start, end)
    of = {None: "Российской Федерации", "рсфср": "РСФСР"}.get(country["soviet"], "СССР")
    return Named("кодекс", f"{name} {of}", start, country.end())


def _name_after(folded: str, end: int) -> tuple[str, int]:
    """Read «Кодекс (Российской Федерации) об административных правонарушениях»; the name is empty for no code."""
    country = _COUNTRY.match(folded, end)
    for at in (end, country.end() if country else end):
        gap = _GAP.match(folded, at)
        for form, called in _AFTER:
            found = form.match(folded, gap.end()) if gap else None
            if found is not None:
                return called, found.end()
    return "", end


def _charter(text: str, folded: str, match: re.Match[str]) -> Named | None:
    if _inside_word(folded, match.start()) or not text[match.start()].isupper():
        return None
    start, end = match.span("of")
    stop = _CHARTER_END.search(folded, start + 2, end)
    if stop is not None and folded[start:end].startswith("г.") and stop.start() == start + 1:
        stop = _CHARTER_END.search(folded, start + 3, end)
    end = _territory_end(text, start, stop.start() if stop else end)
    if end <= start or _BARE_ADJECTIVE.fullmatch(folded[start:end].strip()):
        return None
    of = clean(text[start:end]).strip(" .,")
    return Named("устав", f"Устав {of}", match.start(), start + len(text[start:end].rstrip()))


def _territory_end(text: str, start: int, end: int) -> int:
    """Return where the name of a territory ends: «города Костромы следующие изменения» ends after «Костромы»."""
    stop = start
    for word in re.finditer(r"\S+", text[start:end]):
        bare = word.group().strip(".,").lower().replace("ё", "е")
        small = word.group()[:1].islower()
        if _NOT_PLACE.match(bare) or (small and not _TERRITORY.match(word.group().lower().replace("ё", "е"))):
            break
        stop = start + word.end()
    return stop
