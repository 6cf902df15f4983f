"""Slips of a person who types: which words of a query may hold one, what is near them, how the mended query reads.

Reads: the query, words that stand somewhere. Writes: places of the query's text with the word that was meant.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.text import nfc
from search.analysis.distance import slips
from search.query.limits import STOP_WORDS
from search.query.nodes import And, Exact, Near, Node, Not, Or, PhraseExact, PhraseForms, Prefix, Query, Word, leaves
from search.transliteration import readings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from search.analysis import Analysis

MOST_SLIPS: Final = 6
"""Most words of a query that are put right."""

_SHORTEST: Final = 4
_TWO_SLIPS: Final = 7
"""Shortest word in which two slips are looked for."""
_WORD: Final = re.compile(r"[а-я]+|[a-z]+")
_KEYS: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе"
)  # ё is е in every index
_TYPED: Final = re.compile(r"[A-Za-z\[\];',.`{}:\"<>~]+")
_TYPED_LEAST: Final = 3
"""Fewest signs of a word that tells of the wrong layout; beside one, «yf» is «на»."""
_SOUNDED: Final = re.compile(r"(?<![\w'])(?<!\w-)[A-Za-z][A-Za-z']{3,29}(?![\w'])")
_SHIFTED: Final = str.maketrans('{}:"<>~', "[];',.`")


class Slip(NamedTuple):
    """A place of the query's text, and the word that was meant there."""

    start: int
    end: int
    word: str


def may_be_slipped(query: Query) -> set[str]:
    """Return the words of a query that may be slipped on.

    No numbers, no beginnings, nothing that is unwanted, and no word that the table of abbreviations knows.
    """
    found: set[str] = set()
    for node in (query.ast, *query.filters):
        if isinstance(node, Not):
            continue
        for leaf in leaves(node):
            if isinstance(leaf, Word | Exact):
                found.add(leaf.form)
            elif isinstance(leaf, PhraseExact | PhraseForms):
                found.update(leaf.forms)
    known = {form for expansion in query.expansions for form in expansion.typed.split()}
    return {form for form in found - known if len(form) >= _SHORTEST and _WORD.fullmatch(form)}


def may_be_begun(query: Query) -> set[str]:
    """Return the words of which a person may have typed the beginning alone: no part of a phrase."""
    words = {leaf.form for leaf in leaves(query.ast) if isinstance(leaf, Word)}
    return words & may_be_slipped(query)


def distances(form: str) -> tuple[int, ...]:
    """Return how many slips are looked for in a word, fewest first: a short one with two is another word."""
    return (1, 2) if len(form) >= _TWO_SLIPS else (1,)


def nearest(form: str, texts: Iterable[Iterable[str]], distance: int) -> list[str]:
    """Return the words at most so many slips away, nearest first; of equally near ones that of the most texts.

    Args:
        form: What was typed.
        texts: The forms of each text.
        distance: Most slips.
    """
    found: Counter[str] = Counter()
    for forms in texts:
        found.update(word for word in set(forms) if abs(len(word) - len(form)) <= distance)
    near = [word for word in found if _WORD.fullmatch(word) and slips(form, word, distance) <= distance]
    return sorted(near, key=lambda word: (slips(form, word, distance), word[0] != form[0], -found[word], word))


def wrong_keys(text: str) -> list[Slip]:
    """Read Latin letters that were typed with the wrong layout of the keyboard: «ecnfd» is «устав»."""
    found = []
    for match in _TYPED.finditer(text):
        word = match.group().lower().translate(_SHIFTED).translate(_KEYS)
        if _WORD.fullmatch(word) and (len(word) >= _TYPED_LEAST or word in STOP_WORDS):
            found.append(Slip(match.start(), match.end(), word))
    return found[:MOST_SLIPS] if any(slip.end - slip.start >= _TYPED_LEAST for slip in found) else []


def before_stop(text: str, slip: Slip) -> Slip:
    """Return a word of the wrong layout without the letters that may be a full stop or a comma behind it."""
    last = len(text[slip.start : slip.end].rstrip(".,;:"))
    return Slip(slip.start, slip.start + last, slip.word[:last]) if last >= _TYPED_LEAST else slip


def in_russian(text: str, knows: Callable[[str], bool]) -> list[Slip]:
    """Read Russian words that were typed in Latin letters by their sound: «parkovka» is «парковка».

    Args:
        text: The query.
        knows: Tells whether a word is Russian: of several readings it chooses.
    """
    found = []
    for match in _SOUNDED.finditer(text):
        readings = readings_of(match.group().lower())
        word = next(filter(knows, readings), readings[0])
        if _WORD.fullmatch(word):
            found.append(Slip(match.start(), match.end(), word))
    return found[:MOST_SLIPS]


def retyped(text: str, knows: Callable[[str], bool], are_there: Callable[[set[str]], bool]) -> list[Slip]:
    """Return the Russian words behind Latin letters, by their keys, else by their sound, when all of them are there.

    Args:
        text: The query.
        knows: Tells whether a word is Russian.
        are_there: Tells whether all of some words stand where they are looked for.
    """
    for read in (wrong_keys(text), in_russian(text, knows)):
        if read and are_there({slip.word for slip in read}):
            return read
    return []


def parts_of(text: str, slipped: Sequence[Slip]) -> tuple[tuple[str, bool], ...]:
    """Return the mended text in parts, with a mark on what was changed."""
    text, at = nfc(text), 0
    parts: list[tuple[str, bool]] = []
    for slip in sorted(slipped):
        parts += [(text[at : slip.start], False), (slip.word, True)]
        at = slip.end
    return tuple(part for part in (*parts, (text[at:], False)) if part[0])


def as_typed(node: Node, text: str, analysis: Analysis) -> str:
    """Return a word or a phrase as it stands in a query; ``text`` is that of the query."""
    if isinstance(node, Or):
        return as_typed(node.items[0], text, analysis)
    if isinstance(node, And):
        return " ".join(as_typed(item, text, analysis) for item in node.items)
    if isinstance(node, Prefix):
        return f"{node.start}*"
    forms: tuple[str, ...] = ()
    if isinstance(node, PhraseForms | PhraseExact):
        forms = node.forms
    elif isinstance(node, Word | Exact | Near):
        forms = (node.form,)
    text = nfc(text)
    written = {token.form: text[token.start : token.end] for token in analysis.tokens(text)}
    return " ".join(written.get(form, form) for form in forms)
