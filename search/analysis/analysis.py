"""The whole analysis: text -> streams of exact forms and of lemmas, and its version."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.text import nfc
from search.analysis.morphology import LIKELY, Morphology
from search.analysis.tokenizer import TOKEN_LIMIT, TOKENIZER_VERSION, Token, chunks, forms_of, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable

ANALYSIS_VERSION: Final = 1
"""Raised whenever the rules of this package give other lemmas or streams."""

REMEMBERED: Final = 100_000
"""Pieces between blanks whose forms are remembered; 20 MB."""

ALTERNATIVE: Final = "|"
"""Joins the lemmas of one position in a stream; no token holds it."""


class Streams(NamedTuple):
    """Two streams of the same positions, tokens parted by spaces: forms; lemmas with ``|`` between alternatives."""

    exact: str
    lemmas: str


class _Memory(dict[str, str]):
    """Remembers what a function gave; forgets everything when it holds too much. Threads may share it."""

    def __init__(self, function: Callable[[str], str]) -> None:
        self._function = function

    def __missing__(self, piece: str) -> str:
        found = self._function(piece)
        if len(piece) <= TOKEN_LIMIT:
            if len(self) >= REMEMBERED:
                self.clear()
            self[piece] = found
        return found


class Analysis:
    """What indexing, queries and highlighting share; safe to share between threads."""

    def __init__(self, overrides: str | None = None) -> None:
        """Load the dictionary.

        Args:
            overrides: Text of the table of overrides; None takes the packaged one.
        """
        self._morphology = Morphology(overrides)
        self.lemmas = self._morphology.lemmas
        self.knows = self._morphology.knows
        self.starts = lru_cache(maxsize=4096)(self._morphology.starts)
        self._exact = _Memory(lambda chunk: " ".join(forms_of(chunk)))
        self._lemmas = _Memory(lambda chunk: " ".join(map(self._joined, forms_of(chunk))))
        self.version: str = self._version()

    def streams(self, text: str) -> Streams:
        """Return the streams of a text."""
        pieces = chunks(nfc(text))
        exact, lemmas = self._exact.__getitem__, self._lemmas.__getitem__
        return Streams(" ".join(filter(None, map(exact, pieces))), " ".join(filter(None, map(lemmas, pieces))))

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens with their places in ``nfc(text)``."""
        return list(tokenize(nfc(text)))

    def forms(self, text: str) -> list[str]:
        """Return the folded forms of a text."""
        return " ".join(map(self._exact.__getitem__, chunks(nfc(text)))).split()

    def _joined(self, form: str) -> str:
        return ALTERNATIVE.join(self.lemmas(form))

    def _version(self) -> str:
        """Hash everything that decides which tokens a text gives."""
        parts = (
            str(ANALYSIS_VERSION),
            str(TOKENIZER_VERSION),
            str(LIKELY),
            self._morphology.version,
            self._morphology.table,
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def default_analysis() -> Analysis:
    """Return the analysis with the packaged table, loaded once in a process."""
    return Analysis()


def analysis_version() -> str:
    """Return the version of the packaged analysis: code, tables, dictionary."""
    return default_analysis().version
