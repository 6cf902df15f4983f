"""Limits of a query, and the words that say nothing alone."""

from __future__ import annotations

from typing import Final

TEXT_LIMIT: Final = 2000
"""Longest query, in characters."""
CLAUSE_LIMIT: Final = 32
"""Most leaves of a tree."""
COMBINATIONS_LIMIT: Final = 64
"""Most combinations of lemmas of one phrase."""
DEPTH_LIMIT: Final = 12
"""Deepest parentheses; deeper ones are passed over."""
PREFIX_LEAST: Final = 3
"""Fewest letters before an asterisk."""
NEAR_LEAST: Final = 4
"""Fewest letters of a word whose near spellings are searched."""

_JOINING: Final = (
    "а без бы в во для до же за и из или к ко как ли на над не ни но о об обо от по под при про с со то у г что"
)
_ASKING: Final = (
    "где зачем какая какие какими каким каких какого какое какой каком какому какую кем когда кого кому кто куда можно"
    " откуда почему сколько чего чем чему"
)
STOP_WORDS: Final = frozenset((*_JOINING.split(), *_ASKING.split()))
"""Words that say nothing alone, and those that only ask; they stay in phrases."""


def within_limit(words: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Drop the least likely lemmas of the most ambiguous words until a phrase has few enough combinations."""
    kept = [list(lemmas) for lemmas in words]
    while _combinations(kept) > COMBINATIONS_LIMIT:
        max(kept, key=len).pop()
    return tuple(tuple(lemmas) for lemmas in kept)


def _combinations(words: list[list[str]]) -> int:
    count = 1
    for lemmas in words:
        count *= len(lemmas)
    return count
