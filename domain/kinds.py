"""Kinds of documents that the register meets: names, grammatical forms, whether such an act is normative.

Only a normative act goes to the regional register (rules for an indefinite circle and repeated use); the decision is
a person's, the kind only says what to expect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.text import fold

_NEUTER: Final = ("е", "я", "ю", "ем", "и", "й", "ям", "ями", "ях")
_MASCULINE: Final = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах")


class Normativity(StrEnum):
    """What to expect of acts of a kind."""

    USUAL = "usual"
    POSSIBLE = "possible"
    RARE = "rare"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: name in lower case (the normal form), genitive, every form in lower case, whether normative."""

    name: str
    genitive: str
    forms: frozenset[str]
    normativity: Normativity
    gender: str
    """``n``, ``m``, ``f`` or ``p`` (plural only): for «утверждено», «утверждён», «утверждена», «утверждены»."""


def _neuter(name: str, normativity: Normativity) -> Kind:
    stem = name[:-1]
    return Kind(name, stem + "я", frozenset(stem + end for end in _NEUTER), normativity, "n")


def _masculine(name: str, normativity: Normativity) -> Kind:
    return Kind(name, name + "а", frozenset(name + end for end in _MASCULINE), normativity, "m")


def _listed(name: str, genitive: str, normativity: Normativity, gender: str, forms: str) -> Kind:
    return Kind(name, genitive, frozenset((name, genitive, *forms.split())), normativity, gender)


KINDS: Final = (
    _neuter("постановление", Normativity.POSSIBLE),
    _neuter("решение", Normativity.POSSIBLE),
    _neuter("распоряжение", Normativity.RARE),
    _masculine("приказ", Normativity.RARE),
    _masculine("устав", Normativity.USUAL),
    _masculine("указ", Normativity.POSSIBLE),
    _masculine("закон", Normativity.USUAL),
    _neuter("положение", Normativity.USUAL),
    _masculine("регламент", Normativity.USUAL),
    _listed(
        "порядок",
        "порядка",
        Normativity.USUAL,
        "m",
        "порядку порядком порядке порядки порядков порядкам порядками порядках",
    ),
    _listed("правила", "правил", Normativity.USUAL, "p", "правилам правилами правилах"),
    _listed(
        "инструкция",
        "инструкции",
        Normativity.USUAL,
        "f",
        "инструкцию инструкцией инструкций инструкциям инструкциями инструкциях",
    ),
    _listed("кодекс", "кодекса", Normativity.USUAL, "m", "кодексу кодексом кодексе кодексы кодексов"),
    _masculine("протокол", Normativity.NEVER),
    _listed("письмо", "письма", Normativity.NEVER, "n", "письму письмом письме писем письмам письмами письмах"),
    _neuter("определение", Normativity.NEVER),
    _listed("приговор", "приговора", Normativity.NEVER, "m", "приговору приговором приговоре приговоры приговоров"),
    _masculine("протест", Normativity.NEVER),
    _neuter("представление", Normativity.NEVER),
    _neuter("предписание", Normativity.NEVER),
    _neuter("требование", Normativity.NEVER),
    _neuter("заключение", Normativity.NEVER),
    _listed("экспертное заключение", "экспертного заключения", Normativity.NEVER, "n", ""),
    _neuter("предостережение", Normativity.NEVER),
    _neuter("предупреждение", Normativity.NEVER),
    _neuter("соглашение", Normativity.POSSIBLE),
    _masculine("договор", Normativity.NEVER),
    _neuter("уведомление", Normativity.NEVER),
    _neuter("извещение", Normativity.NEVER),
    _neuter("приложение", Normativity.POSSIBLE),
)
"""All kinds; the order is that of the menus."""

REGISTERED: Final = frozenset(("постановление", "решение", "распоряжение", "приказ", "устав", "протокол", "соглашение"))
"""Kinds that a municipal register holds as acts of their own (annexes and letters are none)."""

_OUTSIDERS: Final = re.compile(
    r"\b(?:суд(?:а|у|ом|е|ы|ов)?|судь[яиею]\w*|судебн\w*|арбитражн\w*|прокур\w*|антимонопольн\w*|уфас|фас"
    r"|министерств\w*|правительств\w*|губернатор\w*|федеральн\w*)\b"
)

_BY_FORM: Final = {form: kind for kind in KINDS for form in kind.forms}
_BY_NAME: Final = {kind.name: kind for kind in KINDS}
FEDERAL_LAW: Final = "федеральный закон"


def find_kind(word: str) -> Kind | None:
    """Return the kind whose name this word is, in any case and number; None for any other word.

    >>> find_kind("Постановлением").name
    'постановление'
    """
    return _BY_FORM.get(fold(word).strip())


def kind_named(name: str) -> Kind | None:
    """Return the kind by its normal form: lower case, nominative."""
    return _BY_NAME.get(name)


def held_in_register(kind: str, body: str) -> bool:
    """Tell whether a document of this kind and body is an act that a municipal register holds.

    A decision of a court, a protest, a prescription of a state body stand beside an act as supplementary documents
    (regulation, chapter 4.1 point 1.3), whatever their kind is called.

    >>> held_in_register("решение", "Дума города"), held_in_register("решение", "Городской суд")
    (True, False)
    """
    first = kind.split(maxsplit=1)[0] if kind.split() else ""
    return first in REGISTERED and _OUTSIDERS.search(fold(body)) is None


def law_name(adjective: str) -> str:
    """Return the name of a law by the adjective before the word: «федеральными» gives «федеральный закон».

    >>> law_name("Областного")
    'областной закон'
    """
    stem = fold(adjective)
    names = {
        "федеральн": FEDERAL_LAW,
        "областн": "областной закон",
        "конституционн": "федеральный конституционный закон",
    }
    return next((name for start, name in names.items() if stem.startswith(start)), "закон")
