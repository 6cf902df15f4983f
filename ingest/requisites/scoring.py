"""What counts as the same value when found requisites are compared with labels.

Reads: a found value and the label. Writes: whether they say the same. Nothing here finds requisites; the measures of
accuracy are built on it.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_LATIN: Final = str.maketrans("abcehkmoptxy", "авсенкмортху")
"""Latin letters in lower case whose capitals look like Russian ones."""

_ALIKE: Final = 0.9
"""Likeness of two titles from which they are one title."""

_HEAD: Final = 40
_HEAD_SHARE: Final = 0.6
"""A title that is the beginning of the other is right from this many characters and this share of the longer one."""

_BODY_SHORTER: Final = 0.8
_BODY_LONGER: Final = 0.45
"""Shares of common words, of the shorter and of the longer name, from which two names are one body."""

_SURNAME: Final = 5
"""Letters of a surname that are compared: its case may differ."""


def fold_text(text: str | None) -> str:
    """Return words in lower case with one space between them, without signs."""
    folded = (text or "").lower().replace("ё", "е").translate(_LATIN)
    return re.sub(r"[^0-9a-zа-я]+", " ", folded).strip()


def fold_number(text: str | None) -> str:
    """Return a number without its sign, spaces and quotes, with one kind of dash."""
    folded = (text or "").lower().replace("ё", "е").translate(_LATIN)
    folded = re.sub("[\u2010\u2011\u2012\u2013\u2014\u2212]", "-", folded)
    return re.sub(r"[№#\s«»\"']|^n\s*", "", folded)


def same_kind(one: str | None, other: str | None) -> bool:
    """Compare the first words: «решение суда» is «решение»."""
    return fold_text(one).split(" ")[:1] == fold_text(other).split(" ")[:1]


def same_date(one: str | None, other: str | None) -> bool:
    """Compare ISO dates; an empty value is an absent one."""
    return (one or None) == (other or None)


def same_number(one: str | None, other: str | None) -> bool:
    """Compare numbers however they are typed."""
    return fold_number(one) == fold_number(other)


def same_title(one: str | None, other: str | None) -> bool:
    """Compare titles: nearly the same, or one the long beginning of the other."""
    first, second = fold_text(one), fold_text(other)
    if not first or not second:
        return first == second
    short, long = sorted((len(first), len(second)))
    if difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE:
        return True
    return short >= _HEAD and first[:short] == second[:short] and short / long >= _HEAD_SHARE


def same_body(one: str | None, other: str | None) -> bool:
    """Compare names of bodies by their common words."""
    first, second = set(fold_text(one).split()), set(fold_text(other).split())
    if not first or not second:
        return first == second
    common, (short, long) = len(first & second), sorted((len(first), len(second)))
    return common / short >= _BODY_SHORTER and common / long >= _BODY_LONGER


def same_person(one: str | None, other: str | None) -> bool:
    """Compare persons by the beginning of the longest word, which is the surname."""
    return _surname(one) == _surname(other)


def _surname(name: str | None) -> str:
    words: list[str] = re.findall(r"[а-яa-z]{3,}", fold_text(name))
    return max(words, key=len, default="")[:_SURNAME]


def changed_acts(references: Iterable[Mapping[str, Any]] | None) -> set[tuple[str | None, str]]:
    """Return the acts that are amended or repealed, by date and folded number."""
    return {(reference.get("date"), fold_number(reference.get("number"))) for reference in references or ()}


SAME: Final[Mapping[str, Callable[[str | None, str | None], bool]]] = {
    "kind": same_kind,
    "body": same_body,
    "date": same_date,
    "number": same_number,
    "title": same_title,
    "signatory": same_person,
}
"""Scored field → comparison."""
