"""How people write outside of registers: copied citations with notes of legal databases, abbreviations, names.

Reads: what was typed. Writes: the same without what says nothing of the act; the condition that a name is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.kinds import find_kind
from search.query.nodes import And, Node, Or, PhraseForms, Word

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
    r"(?<![^\W_])(?<!\.)(?:[А-Яа-яЁё]{2,5}\.(?=[А-Яа-яЁё\d])|[гдкпс]\.(?=\d|[А-ЯЁ][а-яё]))(?!рф(?!\w))"
)
"""An abbreviation that is written together with what follows: «ул.Ленина», «д.17», «г.Брянск»."""
_LAW: Final = re.compile(r"(?<![\w./-])(\d{1,3})\s+(Ф(?:К)?З)(?![^\W_])", re.IGNORECASE)
"""«131 ФЗ» is one number."""
_SUFFIXED: Final = re.compile(
    r"(?P<kind>[А-Яа-яЁё]{3,20})?(?P<number>\s*(?:№\s*)?\d{1,6})\s+(?P<suffix>[пдр]|зп|пп|пг|па|од)", re.IGNORECASE
)
"""«827 п», «распоряжение 41 р»: a number and its suffix when nothing else is asked."""
_SURNAME: Final = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?!\w)"
_NAME: Final = re.compile(
    rf"(?P<first>{_SURNAME})\s+(?P<initials>[А-ЯЁ]\.\s?[А-ЯЁ]\.?)(?!\w)"
    rf"|(?P<before>[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?)\s?(?P<last>{_SURNAME})"
)


def as_meant(text: str, warn: Callable[[str], None]) -> str:
    """Return a query without notes on editions (each is named to ``warn``), abbreviations and numbers put apart.

    >>> as_meant("ул.Ленина, 131 ФЗ", print)
    'ул. Ленина, 131-ФЗ'
    """
    for note in _NOTE.findall(text):
        warn(f"Пометка «{note[:60]}» пропущена: ищется сам акт.")
    text = _LAW.sub(r"\1-\2", _SHORT.sub(r"\g<0> ", _NOTE.sub(" ", text)))
    number = _SUFFIXED.fullmatch(text)
    if number and (number["kind"] is None or find_kind(number["kind"])):
        return f"{number['kind'] or ''}{number['number']}-{number['suffix']}"
    return text


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


def _side_by_side(words: list[Word]) -> PhraseForms:
    return PhraseForms(tuple(word.form for word in words), tuple(word.lemmas for word in words), plain=True)
