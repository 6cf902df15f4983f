"""How alike two texts are, and whether they may be two copies of one document.

Standard wording makes acts alike that are not the same: «О присвоении адреса» of two houses differs in a few words out
of a hundred. A copy (another format, a scan) has nothing of its own that the other lacks but errors of recognition,
stamps and lines that stand on one side only. So two texts count as one document when they are alike *and* at most one
of them has numbers, and at most one has words, that the other lacks.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.text import LOOKALIKES, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from domain.document import Document

SIMILAR: Final = 0.75
"""Below this share of common pairs of words a text is not worth a look."""
SAME: Final = 0.8
"""Below this share two texts are no copies: a scan of bad quality reaches 0.9, a yearly act of standard wording 0.8."""
FURNITURE: Final = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
"""Running heads and page numbers change with the format and say nothing of the act."""
MISREAD: Final = 0.75
"""A word of a scan this close to one of the other text is the same word, misread."""
OWN_WORDS: Final = 200
"""One word in so many may be a text's own when the other has words of its own too."""
SHORTEST: Final = 3
"""Shorter words do not tell one text from another."""
MOST_COMPARED: Final = 200
"""With more words of its own a text is another text: they are not looked at one by one."""
SPREAD: Final = 4
"""So many single letters in a row are a word that was spread: «П Р И К А З»."""
_WORD: Final = re.compile("[0-9a-zа-я]+")


@dataclass(frozen=True)
class Words:
    """The words of a text for comparison: folded, look-alikes joined, without signs and running heads."""

    words: tuple[str, ...]
    is_recognised: bool = False
    """Whether it came from a scan, where a word may be misread."""

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every two words that stand side by side."""
        return frozenset(zip(self.words, self.words[1:] or self.words, strict=False))

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands."""
        return Counter(self.words)

    @property
    def sha256(self) -> str:
        """The same words in the same order have the same hash, whatever the format."""
        return hashlib.sha256(" ".join(self.words).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a comparison gave."""

    share: float
    """0..1: the share of pairs of words that both texts have (Dice)."""
    is_same: bool
    """Whether the texts may be two copies of one document."""


def words_of(document: Document) -> Words:
    """Return the words of a document."""
    said = (document.text_of(block) for block in document.blocks if block.kind not in FURNITURE)
    return words_in(said, is_recognised=document.is_scan)


def words_in(texts: Iterable[str], *, is_recognised: bool = False) -> Words:
    """Return the words of texts, one after the other."""
    words = _WORD.findall(fold("\n".join(texts)).translate(LOOKALIKES))
    return Words(tuple(_join_spread(words)), is_recognised)


def _join_spread(words: list[str]) -> Iterator[str]:
    for is_letter, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        letters = list(run)
        if is_letter and len(letters) >= SPREAD:
            yield "".join(letters)
        else:
            yield from letters


def compare(one: Words, other: Words) -> Likeness:
    """Compare two texts; nothing is alike to an empty one."""
    if not one.words or not other.words:
        return Likeness(0.0, is_same=False)
    if one.words == other.words:
        return Likeness(1.0, is_same=True)
    share = 2 * len(one.pairs & other.pairs) / (len(one.pairs) + len(other.pairs))
    return Likeness(share, is_same=share >= SAME and not _differ(one, other))


def _differ(one: Words, other: Words) -> bool:
    """Tell whether each text says something that the other does not."""
    mine, theirs = one.counts - other.counts, other.counts - one.counts
    if any(map(str.isdigit, mine)) and any(map(str.isdigit, theirs)):
        return True
    ours, others = _telling(mine), _telling(theirs)
    if max(len(ours), len(others)) <= MOST_COMPARED and (one.is_recognised or other.is_recognised):
        ours, others = _unlike(ours, others), _unlike(others, ours)
    return min(len(ours), len(others)) > min(len(one.words), len(other.words)) // OWN_WORDS


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) >= SHORTEST and not word.isdigit()]


def _unlike(words: Iterable[str], others: Collection[str]) -> list[str]:
    return [word for word in words if not difflib.get_close_matches(word, others, 1, MISREAD)]
