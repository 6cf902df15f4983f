"""How people write outside of registers: copied citations with notes of legal databases, abbreviations, names.

Reads: what was typed. Writes: the same without what says nothing of the act; the condition that a name is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.kinds import find_kind
from search.query.dates import find_day
from search.query.fields import ANY_NAME
from search.query.nodes import And, Node, Or, PhraseForms, Word
from search.query.requisites import SHORT_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.analysis import Analysis

_NOTE: Final = re.compile(
    r"\(\s*(?:(?:в\s+)?ред(?:\.|акци[ия])\s*(?:от(?!\w)|№|N|,|действ)|с\s+изм(?:\.|енениями)(?!\w)"
    r"|зарегистрирован[оа]?\s+в\s+Минюст)[^()]*\)",
    re.IGNORECASE,
)
"""«(ред. от 11.05.2023)», «(с изм. и доп., вступ. в силу с 01.09.2023)», «(Зарегистрировано в Минюсте России …)»: what
legal databases add to the name of an act. Dates and numbers in it are not those of the act."""
_SHORT: Final = re.compile(
    rf"(?P<whole>(?<![^\s(|])(?:[-=~]|(?:НЕ|NOT)\s+|(?i:{ANY_NAME}))(?:[^\s()|\"«»„“”]+|[\"«„“][^\"»“”]*))"
    r"|(?P<place>(?<![^\s(|,;\"«„“])(?<!т\.\s)(?:[дкпс]|ст)\.)\s*(?=[А-ЯЁ][а-яё])"
    r"|(?<![^\W_])(?<!\.)(?:[А-Яа-яЁё]{2,5}\.(?=[А-Яа-яЁё\d])|г\.(?=[А-ЯЁ][а-яё])|[гдкпс]\.(?=\d))(?!рф(?!\w))"
)
"""An abbreviation that is written together with what follows: «ул.Ленина», «д.17», «г.Брянск».

What a sign, «не» or the name of a field stands before is left whole: parted, «-ул.Ленина» would ask for «Ленина».
«п. Ленинский», «ст. Кущевская» are names of places: the two words side by side.
"""
_LAW: Final = re.compile(
    r"(?P<part>(?<![^\W_])(?:ст|стать\w{1,3}|ч|част\w{1,3}|п|пп|пункт\w{0,3}|подп|подпункт\w{0,3}|абз|абзац\w{0,3}"
    r"|гл|глав\w{1,3})(?![^\W_])\.?\s*(?:\d[\d.]{0,8}\s*(?:,|и|-|–)\s*){0,8})?"
    r"(?<![\w./-])(?P<number>\d{1,3})\s+(?P<law>Ф(?:К)?З)(?![^\W_])",
    re.IGNORECASE,
)
"""«131 ФЗ» is one number; «статья 16 ФЗ» is a part of a law."""
_NUMBER_AFTER: Final = re.compile(r"\s*(?P<number>№\s*\d|\d{1,3}(?![\w./-])(?!\s+ФК?З))", re.IGNORECASE)
"""«16 ФЗ 131»: the number of the law follows; in «44 ФЗ, 223 ФЗ» another law does."""
_SUFFIXED: Final = re.compile(
    r"(?P<kind>[А-Яа-яЁё]{3,20})?(?P<number>\s*(?:№\s*)?\d{1,6})\s+(?P<suffix>[пдр]|зп|пп|пг|па|од)", re.IGNORECASE
)
"""«827 п», «распоряжение 41 р»: a number and its suffix when nothing else is asked."""
_KIND_CUT: Final = re.compile(
    r"(?P<kind>пост|постан|расп|распор|реш|прик)\.?\s+"
    r"(?=(?:адм|глав|дум|губ|прав|мин|собр|сов|комит|упр|деп|о|об)\w*(?:[\s.]|$))",
    re.IGNORECASE,
)
"""«Расп губернатора», «пост. адм. № 308»: the beginning of a kind, before whoever made the act."""
_KIND_ENDS: Final = re.compile(
    r"(?<![\w-])(?P<kind>пост|постан|расп|распор|реш)-(?:н?и[еяю]|[еяю])(?=\s)", re.IGNORECASE
)
"""«Пост-ие 308»: the beginning and the end of a kind."""
_ADMINISTRATION: Final = re.compile(
    r"(?<!\S)адм(?:ин)?(?:\.\s*|\s+|$)(?=(?:№|\d|г\.|гор|р-н|район|округ|пос|сел|муниц|обл|от\s|$))", re.IGNORECASE
)
"""«Адм. города»; «адм. регламент» is another word."""
_FIELD_BEFORE: Final = re.compile(rf"{ANY_NAME}$", re.IGNORECASE)
_SURNAME: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?!\w)"
_NAME: Final = re.compile(
    rf"(?P<first>{_SURNAME})\s+(?P<initials>[А-ЯЁ]\.\s?[А-ЯЁ]\.?)(?!\w)"
    rf"|(?P<before>[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?)\s?(?P<last>{_SURNAME})"
)


_ACTING: Final = re.compile(
    r"(?P<short>в?р?и\.\s?о\.|вр\.\s?и\.\s?о\.|врио|ио)\s*"
    r"(?P<post>(?:глав|зам|дир|нач|рук|предс|губ|мэр|мин|секр|прок|упр|зав|рект|перв)[а-яё]{0,20})(?![\w*~])",
    re.IGNORECASE,
)
"""«И.о. главы»: an act says it so, or «исполняющий обязанности главы»; «и о» alone stands in every text."""


def as_meant(text: str, warn: Callable[[str], None]) -> str:
    """Return a query without notes on editions (each is named to ``warn``), abbreviations and numbers put apart.

    >>> as_meant("ул.Ленина, 131 ФЗ", print)
    'ул. Ленина, 131-ФЗ'
    >>> as_meant("пост адм № 308", print)
    'постановление администрация № 308'
    """
    for note in _NOTE.findall(text):
        warn(f"Пометка «{note[:60]}» пропущена: ищется сам акт.")
    text = _LAW.sub(_law, _SHORT.sub(_parted, _NOTE.sub(" ", text)))
    text = _KIND_ENDS.sub(lambda cut: SHORT_KINDS[cut["kind"].lower()], text)
    kind = _KIND_CUT.match(text)
    if kind:
        text = f"{SHORT_KINDS[kind['kind'].lower()]} {text[kind.end() :]}"
    text = _ADMINISTRATION.sub(_in_full, text)
    number = _SUFFIXED.fullmatch(text)
    if number and (number["kind"] is None or find_kind(number["kind"])):
        return f"{number['kind'] or ''}{number['number']}-{number['suffix']}"
    return text


def _in_full(cut: re.Match[str]) -> str:
    return cut[0] if _FIELD_BEFORE.search(cut.string[: cut.start()]) else "администрация "


def _parted(short: re.Match[str]) -> str:
    return short["whole"] or short["place"] or f"{short[0]} "


def _law(found: re.Match[str]) -> str:
    after = _NUMBER_AFTER.match(found.string, found.end())
    if found["part"] or (after and not find_day(found.string, after.start("number"))):
        return found[0]
    return f"{found['number']}-{found['law']}"


def find_name(text: str, at: int, analysis: Analysis) -> tuple[Node, int] | None:
    """Read a surname with initials: acts with the surname, first those that have the initials; or None.

    An act may call the same person by her full name, so that initials cannot be demanded.
    """
    match = _NAME.match(text, at)
    if match is None:
        return None
    surname = [Word(form, analysis.lemmas(form)) for form in analysis.forms(match["first"] or match["last"])]
    initials = tuple(analysis.forms(match["initials"] or match["before"]))
    called: Node = surname[0] if len(surname) == 1 else _side_by_side(surname)
    if len(initials) == 1:  # «М. Горького»: one letter says too little to look for
        return called, match.end()
    letters = PhraseForms(initials, tuple(analysis.lemmas(form) for form in initials), plain=True)
    return Or((called, And((called, letters))), added=True), match.end()


def find_acting(text: str, at: int, analysis: Analysis) -> tuple[Node, int] | None:
    """Read a post that somebody holds for the time being, however it is cut short; or None."""
    match = _ACTING.match(text, at)
    if match is None:
        return None
    says = (match["short"], "исполняющий обязанности", "исполнение обязанностей", "врио", "и.о.")
    forms = dict.fromkeys(tuple(analysis.forms(f"{said} {match['post']}")) for said in says)
    ways = tuple(PhraseForms(said, tuple(map(analysis.lemmas, said)), plain=True) for said in forms)
    return Or(ways, added=True), match.end()


def _side_by_side(words: list[Word]) -> PhraseForms:
    return PhraseForms(tuple(word.form for word in words), tuple(word.lemmas for word in words), plain=True)
