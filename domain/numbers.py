"""Registration numbers of acts: one comparing form for everything that people type.

A suffix is data: 827 and 827-Д are two acts. Rules after the shapes met in acts: «827-Д», «ПР-37/03-18», «02-6/172»,
«97 ВХ-1», «09-10/пз-н», «761н», «3/У», «01.04/131», «_АД-46-р_», «____519____», «б/н».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.text import LOOKALIKES, clean

NUMERO: Final = r"(?:№|#|[Nn][oOоОº°][.:]?|[Nn]{1,2}|Nº)"
"""What stands for «№» in typed text, as a piece of a regular expression."""

WITHOUT_NUMBER: Final = "б/н"

_PREFIX: Final = re.compile(rf"\s*(?:{NUMERO}(?![A-Za-zА-Яа-я]*[A-Za-zА-Яа-я]-?[A-Za-z]))?[\s_:]*")
_DASHES: Final = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_SLASHES: Final = re.compile(r"\s*([/\\])\s*")
_INITIALS: Final = re.compile(r"(?<=\d)[ ]?[А-ЯЁA-Z]\.[ ]?(?:[А-ЯЁA-Z]\.|[А-ЯЁ][а-яё]+).*$", re.DOTALL)
_SHAPE: Final = re.compile(
    r"[0-9A-Za-zА-ЯЁа-яё]+(?:[ ]?[-/\\.()][ ]?[0-9A-Za-zА-ЯЁа-яё]+"
    r"|[ ][0-9A-Za-zА-ЯЁа-яё]{1,6}(?![0-9A-Za-zА-ЯЁа-яё]))*\)?"
)
_NONE: Final = re.compile(r"(?:б\s*/\s*н|без\s+номера)\.?", re.IGNORECASE)
_LONG_WORD: Final = re.compile(r"[A-Za-zА-ЯЁа-яё]{9,}")
_LETTERS: Final = re.compile(r"[A-Za-zА-ЯЁа-яё]+")
_FOLDABLE: Final = frozenset("ABCEHKMOPTXYabcehkmoptxy")
_LONGEST_INTEGER: Final = 18
"""Digits of a number that is still counted with: more fit no 64-bit integer, and are found by the comparing form."""
_LIMIT: Final = 60
"""Longest number of an act, in characters: longer text is no number."""


class NotANumber(ValueError):
    """The text is no registration number; ``raw`` keeps it."""

    def __init__(self, raw: str) -> None:
        """Keep what was given."""
        self.raw = raw
        super().__init__(f"«{raw[:_LIMIT]}» — не регистрационный номер")


@dataclass(frozen=True, slots=True)
class ActNumber:
    """A number: as written, the comparing form (lower case), its first integer and what follows it."""

    raw: str
    norm: str
    integer: int | None
    suffix: str

    @property
    def display(self) -> str:
        """The clean shape as a person writes it: «827-Д»."""
        return _tidy(self.raw)


def parse_number(raw: str) -> ActNumber:
    """Read a whole text as a number, with or without «№».

    Args:
        raw: The text; initials glued to the number («999А.Н. Шамановский») are cut off.

    Raises:
        NotANumber: There is no digit, or the text is more than a number.

    >>> parse_number("№ 827 – Д").norm
    '827-д'
    >>> parse_number("999А.Н. Шамановский").norm
    '999'
    """
    shown = _tidy(raw)
    if shown == WITHOUT_NUMBER:
        return ActNumber(raw=raw, norm=shown, integer=None, suffix="")
    if len(shown) > _LIMIT or _SHAPE.fullmatch(shown) is None or _LONG_WORD.search(shown):
        raise NotANumber(raw)
    digits = re.search(r"[0-9]+", shown)
    if digits is None:
        raise NotANumber(raw)
    norm = _key(shown)
    at = re.search(r"[0-9]+", norm)
    return ActNumber(
        raw=raw,
        norm=norm,
        integer=int(digits.group()) if len(digits.group()) <= _LONGEST_INTEGER else None,
        suffix=norm[at.end() :].lstrip("-/.") if at else "",
    )


def number_key(text: str) -> str:
    """Return the comparing form of anything typed into a search field; never fails, empty for empty.

    >>> number_key("N 827-Д") == number_key("827 - д")
    True
    """
    return _key(_tidy(text))


def _tidy(raw: str) -> str:
    """Return the number without its sign and blanks around dashes.

    Look-alikes become Cyrillic where the whole word can.
    """
    text = clean(raw)
    prefix = _PREFIX.match(text)
    text = text[prefix.end() :] if prefix else text
    text = _INITIALS.sub("", text)
    text = text.strip(" _.,;:«»\"'")
    if _NONE.fullmatch(text):
        return WITHOUT_NUMBER
    text = _SLASHES.sub(r"\1", _DASHES.sub("-", text)).strip("-/\\ ")

    def word(match: re.Match[str]) -> str:
        letters = match.group()
        return letters.translate(LOOKALIKES) if all(c in _FOLDABLE or c > "\x7f" for c in letters) else letters

    return _LETTERS.sub(word, text)


def _key(shown: str) -> str:
    return re.sub(r"\s+", "", shown).translate(LOOKALIKES).lower().replace("ё", "е").replace("\\", "/")
