"""Two texts as one marked text: what both say, what only this one says, what only the other says."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from domain.text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_WORDS: Final = 8000
"""As many words of each text are compared, after what is the same at the beginning: half a second of work."""
LONG: Final = 90
"""A longer run of the same words is folded, with :data:`SHOWN` words left on each side."""
SHOWN: Final = 20
_WORD: Final = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of words: ``same``, ``here`` (only this text has it) or ``there``; ``folded`` runs are shown on demand."""

    side: str
    text: str
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """A marked text; ``differences`` counts places; ``is_cut`` when the texts are longer than what was compared."""

    stretches: list[Stretch]
    differences: int
    is_cut: bool


def compare_texts(here: str, there: str) -> Comparison:
    """Compare two texts word for word; case, signs and line ends make no difference."""
    mine, theirs = _WORD.findall(here), _WORD.findall(there)
    my_keys, their_keys = [_key(word) for word in mine], [_key(word) for word in theirs]
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(my_keys, their_keys, strict=False)))
    limit = head + MOST_WORDS
    steps = difflib.SequenceMatcher(None, my_keys[head:limit], their_keys[head:limit]).get_opcodes()
    stretches = list(_fold(mine[:head]))
    places = 0
    for step, low, high, other_low, other_high in steps:
        if step == "equal":
            stretches += _fold(mine[head + low : head + high])
            continue
        here_only, there_only = mine[head + low : head + high], theirs[head + other_low : head + other_high]
        if not any(map(_key, here_only)) and not any(map(_key, there_only)):
            stretches.append(Stretch("same", "".join(here_only)))
            continue
        places += 1
        if there_only:
            stretches.append(Stretch("there", "".join(there_only)))
        if here_only:
            stretches.append(Stretch("here", "".join(here_only)))
    return Comparison(stretches, places, is_cut=max(len(mine), len(theirs)) > limit)


def _key(word: str) -> str:
    return letters(word)


def _fold(words: Sequence[str]) -> Iterator[Stretch]:
    if len(words) <= LONG:
        if words:
            yield Stretch("same", "".join(words))
        return
    yield Stretch("same", "".join(words[:SHOWN]))
    yield Stretch("same", "".join(words[SHOWN:-SHOWN]), folded=True)
    yield Stretch("same", "".join(words[-SHOWN:]))
