"""The nominative of an adjective that agrees with the head of a name: «Лесного областного суда», «Правовому отделу».

Reads: an adjective in the genitive or the dative. Writes: its nominative as it was written, with capitals. The ends
tell all but one thing: whether a masculine adjective is stressed on its end («лесной») or not («земельный»); that is
asked of the dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ingest.reading.text.dictionary import readings

_OBLIQUE: Final = re.compile(r"(?:ого|ому)$")
_STRESSED: Final = re.compile(r"(?:меж|внутри)?(?:областн|окружн|городск|краев|донск|основн|родн|запасн)о(?:го|му)")
"""Of these the dictionary has two forms, and names of bodies have this one; «Белгородский» is another word."""
_HISSING: Final = re.compile(r"[жшчщ]ей$")


def nominative_adjective(word: str, gender: str) -> str:
    """Return an adjective in the nominative; what is no adjective by its end stays.

    Args:
        word: The adjective in the genitive or the dative, with the letters of the name.
        gender: ``m``, ``f`` or ``n``, that of the head.

    >>> nominative_adjective("Лесного", "m"), nominative_adjective("Рабочей", "f"), nominative_adjective("ВЫСШЕГО", "n")
    ('Лесной', 'Рабочая', 'ВЫСШЕЕ')
    """
    small = word.lower()
    end = _end(small, gender)
    if end is None:
        return word
    cut, new = end
    return word[: len(word) - cut] + (new.upper() if word.isupper() else new)


def _end(small: str, gender: str) -> tuple[int, str] | None:
    """Return how many letters go and what comes in their place."""
    hard = _OBLIQUE.search(small) is not None
    if gender == "f":
        if small.endswith("ей"):
            return 2, "ая" if _HISSING.search(small) else "яя"
        return (2, "ая") if small.endswith("ой") else None
    if not hard and not small.endswith(("его", "ему")):
        return None
    if gender == "n":
        return 3, "ое" if hard else "ее"
    if not hard:
        return 3, "ий"
    return 3, _masculine(small)


@lru_cache(maxsize=4096)
def _masculine(small: str) -> str:
    """Return the end of a masculine nominative: «-ой» where the dictionary has such an adjective and no other."""
    if _STRESSED.fullmatch(small):
        return "ой"
    stems = {small[:-3], small[:-3].replace("е", "ё")}
    known = (one.normal_form for one in readings(small) if one.is_known and "ADJF" in one.tag)
    if {form[-2:] for form in known if form[:-2] in stems} == {"ой"}:
        return "ой"
    return "ий" if small[:-3].endswith(("к", "г", "х", "ж", "ш", "ч", "щ")) else "ый"
