"""Questions whose answer is known, by class; the same at every run."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

import pymorphy3

from benchmarks.relevance_parts.asked import Asked
from domain.dates import format_date, format_date_long

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.documents import SearchDocument

REQUISITES: Final = "requisites"
MASKED: Final = ("title verbatim", "title re-inflected", "title, 3-4 words", "title with slips")
"""Classes that are asked with no titles in the index."""
_WORD: Final = re.compile(r"[а-яё]{4,}", re.IGNORECASE)
_ENOUGH: Final = 4
_SLIPS: Final = 0.25
_CASES: Final = ("nomn", "gent", "datv", "accs", "ablt", "loct")


def known(
    documents: Sequence[SearchDocument], everything: Sequence[SearchDocument], same: dict[str, tuple[str, ...]]
) -> Iterator[Asked]:
    """Yield the questions whose only right answer is one document, in whatever files it stands.

    Each is asked once; what another document has the requisites or the title of is not asked.
    """
    bearing: dict[tuple[str | None, str], set[str]] = {}
    titled: dict[str, set[str]] = {}
    for act in everything:
        bearing.setdefault((act.date, act.number_norm), set()).add(act.id)
        titled.setdefault(act.title, set()).add(act.id)
    asked: set[str] = set()
    for act in documents:
        files = same[act.id]
        right = dict.fromkeys(files, 2)
        if (
            act.date
            and act.number_norm
            and bearing[act.date, act.number_norm] <= {*files}
            and f"№ {files[0]}" not in asked
        ):
            asked.add(f"№ {files[0]}")
            yield from (Asked(REQUISITES, text, right) for text in _forms(act))
        words = _WORD.findall(act.title)
        if len(words) >= _ENOUGH and titled[act.title] <= {*files} and files[0] not in asked:
            asked.add(files[0])
            dice = Random(act.id)  # noqa: S311 the same questions at every run
            texts = (act.title, _changed(act.title, dice), _few(words, dice), _slipped(act.title, dice))
            yield from (Asked(name, text, right) for name, text in zip(MASKED, texts, strict=True))


def _forms(act: SearchDocument) -> Iterator[str]:
    day = date.fromisoformat(act.date or "")
    yield f"{act.kind} {act.number_raw} от {format_date(day)}".strip()
    yield f"№{act.number_raw} {format_date(day)}"
    yield f"от {format_date_long(day)} {act.number_raw}"
    yield f"{act.kind} № {act.number_raw} {day.year}".strip()


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
