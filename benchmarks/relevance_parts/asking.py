"""Questions whose answer is known, by class; the same at every run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

import pymorphy3

from domain.dates import format_date, format_date_long

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.documents import SearchDocument

REQUISITES: Final = "requisites"
MASKED: Final = ("title verbatim", "title re-inflected", "title, 3-4 words", "title with slips")
"""Classes that are asked with no titles in the index."""
CITATION: Final = "citation"
CLASSES: Final = (REQUISITES, *MASKED, CITATION)
_WORD: Final = re.compile(r"[а-яё]{4,}", re.IGNORECASE)
_ENOUGH: Final = 4
_SLIPS: Final = 0.25
_CASES: Final = ("nomn", "gent", "datv", "accs", "ablt", "loct")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the grades of its answers."""

    kind: str
    text: str
    grades: dict[str, int]


def known(documents: Sequence[SearchDocument], everything: Sequence[SearchDocument]) -> Iterator[Asked]:
    """Yield the questions whose only right answer is one document, of those that no other has the requisites of."""
    bearing = Counter((act.date, act.number_norm) for act in everything)
    titles = Counter(act.title for act in everything)
    for act in documents:
        if act.date and act.number_norm and bearing[act.date, act.number_norm] == 1:
            yield from (Asked(REQUISITES, text, {act.id: 2}) for text in _forms(act))
            yield from (Asked(CITATION, text, {act.id: 2}) for text in _cited(act))
        words = _WORD.findall(act.title)
        if len(words) >= _ENOUGH and titles[act.title] == 1:
            dice = Random(act.id)  # noqa: S311 the same questions at every run
            texts = (act.title, _changed(act.title, dice), _few(words, dice), _slipped(act.title, dice))
            yield from (Asked(name, text, {act.id: 2}) for name, text in zip(MASKED, texts, strict=True))


def _forms(act: SearchDocument) -> Iterator[str]:
    day = date.fromisoformat(act.date or "")
    yield f"{act.kind} {act.number_raw} от {format_date(day)}".strip()
    yield f"№{act.number_raw} {format_date(day)}"
    yield f"от {format_date_long(day)} {act.number_raw}"
    yield f"{act.kind} № {act.number_raw} {day.year}".strip()


def _cited(act: SearchDocument) -> Iterator[str]:
    if act.kind:
        day = date.fromisoformat(act.date or "")
        yield f"{act.kind} {act.body} от {format_date(day)} № {act.number_raw}"
        yield f"{act.kind} от {format_date_long(day)} № {act.number_raw}"


def _few(words: list[str], dice: Random) -> str:
    count = dice.choice((3, 4))
    return " ".join(words[at] for at in sorted(dice.sample(range(len(words)), count)))


def _slipped(title: str, dice: Random) -> str:
    def slip(match: re.Match[str]) -> str:
        word = match.group()
        if dice.random() >= _SLIPS:
            return word
        at = dice.randrange(1, len(word) - 1)
        return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"

    return _WORD.sub(slip, title)


def _changed(title: str, dice: Random) -> str:
    def change(match: re.Match[str]) -> str:
        parse = _morphology().parse(match.group())[0]
        if parse.tag.POS not in {"NOUN", "ADJF", "PRTF"}:
            return match.group()
        made = parse.inflect({dice.choice(_CASES)})
        return str(made.word) if made else match.group()

    return _WORD.sub(change, title)


@lru_cache(maxsize=1)
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()
