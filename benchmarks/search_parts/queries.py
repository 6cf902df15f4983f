"""What is asked: words, phrases and requisites out of the acts themselves, by kind of question, the same every run."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.search_parts import acts
from domain.dates import format_date
from registry_api.finding import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.documents import SearchDocument

WORD: Final = re.compile(r"(?<!\w)[а-яё]{5,}(?!\w)")
FOUR: Final = re.compile(r"(?<!\w)[а-яё]{2,} [а-яё]{2,} [а-яё]{3,} [а-яё]{3,}(?!\w)")
_OPEN: Final = ("public",)


def _sample(act: SearchDocument, dice: Random, count: int) -> list[str]:
    return dice.sample(sorted(set(WORD.findall(act.text))), count)


def _slipped(word: str, dice: Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"


_MADE: Final[dict[str, Callable[[SearchDocument, Random], str]]] = {
    "one word": lambda act, dice: _sample(act, dice, 1)[0],
    "two words": lambda act, dice: " ".join(_sample(act, dice, 2)),
    "three words": lambda act, dice: " ".join(_sample(act, dice, 3)),
    "either word": lambda act, dice: " | ".join(_sample(act, dice, 2)),
    "exact phrase": lambda act, dice: f'"{dice.choice(FOUR.findall(act.text))}"',
    "phrase in any forms": lambda act, dice: f'~"{" ".join(dice.choice(FOUR.findall(act.text)).split()[:3])}"',
    "beginning of a word": lambda act, dice: f"{_sample(act, dice, 1)[0][:5]}*",
    "word and field": lambda act, dice: f"{_sample(act, dice, 1)[0]} дата:{int(act.date[:4]) - 2}..{act.date[:4]}",
    "requisites": lambda act, _: f"{act.kind} {act.number_raw} от {format_date(acts.card(int(act.id[7:])).day)}",
    "title": lambda act, _: act.title,
    "nothing, by date": lambda *_: "",
}
CLASSES: Final = tuple(_MADE)


def questions(count: int, size: int, seed: int = 1) -> list[tuple[str, Question]]:
    """Return ``count`` questions of each class over a register of ``size`` acts; half of them with chosen facets."""
    made = []
    for name, make in _MADE.items():
        dice = Random(f"{seed} {name}")  # noqa: S311 the same questions at every run
        for number in range(count):
            act = acts.act(dice.randrange(size))
            while len(WORD.findall(act.text)) < 40 or not FOUR.findall(act.text):  # noqa: PLR2004 enough to choose
                act = acts.act(dice.randrange(size))
            years = tuple(range((act.year or 0) - 3, (act.year or 0) + 1))
            chosen = {"kinds": (act.kind,), "years": years} if number % 2 else {}
            made.append((name, Question(text=make(act, dice), access=_OPEN, **chosen)))
    return made
