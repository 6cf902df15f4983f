"""Word -> lemmas: every reading of pymorphy3 that is likely enough, the table of overrides before it.

One reading is not enough: «устав» alone reads as the gerund of «устать». All readings of probability 0.05 and more
cost 4.9 % more tokens and conflate every form of a lexeme with its dictionary form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final

from domain.text import fold

LIKELY: Final = 0.05
"""Least summed probability of a lemma that is kept."""

WORD_LIMIT: Final = 40
"""Longer words are no Russian words: they are their own lemma."""

CACHE: Final = 100_000
"""Forms remembered; a word costs 30 microseconds without and 0.1 with the memory."""

_RUSSIAN: Final = re.compile("[а-я]+")


class Morphology:
    """The dictionary with a table of overrides; safe to share between threads."""

    def __init__(self, overrides: str | None = None) -> None:
        """Load the dictionary (0.1 s, 40 MB).

        Args:
            overrides: Text of the table; None takes the packaged ``overrides.txt``.
        """
        import pymorphy3

        self.table: str = overrides if overrides is not None else packaged_overrides()
        self._overrides = parse_overrides(self.table)
        self._dictionary: Any = pymorphy3.MorphAnalyzer()
        self.lemmas = lru_cache(maxsize=CACHE)(self._lemmas)

    @property
    def version(self) -> str:
        """Versions of the program and of its dictionary."""
        meta = self._dictionary.dictionary.meta
        return f"pymorphy3 {version('pymorphy3')} {meta['source_revision']} {meta['compiled_at']}"

    def _lemmas(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a folded form, most likely first; a number or a foreign word is its own lemma."""
        overridden = self._overrides.get(form)
        if overridden is not None:
            return overridden
        if len(form) > WORD_LIMIT or _RUSSIAN.fullmatch(form) is None:
            return (form,)
        scores: dict[str, float] = {}
        for reading in self._dictionary.parse(form):
            lemma = fold(reading.normal_form)
            scores[lemma] = scores.get(lemma, 0.0) + reading.score
        kept = sorted(
            (lemma for lemma, score in scores.items() if score >= LIKELY), key=lambda item: (-scores[item], item)
        )
        return tuple(kept) or (max(scores, key=lambda item: (scores[item], item)),) if scores else (form,)

    def knows(self, form: str) -> bool:
        """Whether a folded form stands in the dictionary or in the table: such a word is hardly a slip."""
        return form in self._overrides or bool(self._dictionary.word_is_known(form))

    def starts(self, lemmas: tuple[str, ...]) -> tuple[str, ...]:
        """Return few common beginnings of all forms of these lemmas: «человек» gives «челове» and «люд»."""
        forms = {form for form, found in self._overrides.items() if not set(found).isdisjoint(lemmas)}
        forms.update(lemmas)
        for lemma in lemmas:
            if len(lemma) > WORD_LIMIT or _RUSSIAN.fullmatch(lemma) is None:
                continue
            for reading in self._dictionary.parse(lemma):
                if fold(reading.normal_form) == lemma:
                    forms.update(fold(form.word) for form in reading.lexeme)
        groups: dict[str, list[str]] = {}
        for form in forms:
            groups.setdefault(form[:2], []).append(form)
        return tuple(sorted(_common_start(group) for group in groups.values()))


def _common_start(forms: list[str]) -> str:
    first, last = min(forms), max(forms)
    size = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), None)
    return first[: min(len(first), len(last)) if size is None else size]


def packaged_overrides() -> str:
    """Return the text of the packaged table."""
    return files("search.analysis").joinpath("overrides.txt").read_text("utf-8")


def parse_overrides(table: str) -> dict[str, tuple[str, ...]]:
    """Read the table: ``lemma: form form …``; what follows ``#`` is a comment.

    >>> parse_overrides("дмитров: дмитров дмитрова")["дмитрова"]
    ('дмитров',)
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        lemma, colon, forms = line.partition("#")[0].partition(":")
        if not colon:
            continue
        for form in fold(forms).split():
            found[form] = (*found.get(form, ()), fold(lemma).strip())
    return found
