"""Where the conditions of a query stand in a text: compiled once for a query, the same for both engines.

Reads: query, analysis; then texts (NFC). Writes: places.

A whole text is not analysed again: every form of a lexeme begins with one of few common starts, so the text is
searched for those and only what stands there is analysed, each spelling once.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from search.analysis.distance import is_near
from search.analysis.tokenizer import MARKS, tokens_from
from search.query.nodes import And, Exact, Most, Near, Node, Or, PhraseExact, PhraseForms, Prefix, Query, Word, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from search.analysis import Analysis

    Test = Callable[[str], bool]

HITS_LIMIT: Final = 200
"""Most places of one condition that are looked at in a text."""

_MARKED: Final = re.compile(f"[{MARKS}]")
_COMMON_MARKS: Final = (
    "\u00ad",
    "\u0301",
    "\u200b",
    "\ufeff",
    "\u0300",
    "\u0306",
    "\u0308",
    "\u200c",
    "\u200d",
    "\u2060",
)
"""The marks of Russian texts: looked for one by one, which is ten times quicker than all by an expression."""
_LETTERS: Final = re.compile(rf"[а-я]++(?![\w{MARKS}/‐‑‒–—−-])")
"""A word that is one token whatever follows it."""
_WEIGHTY: Final = 3
"""Letters of a beginning that is worth looking for in a whole text: «о» and «на» stand everywhere."""
_ANCHORS: Final = 96
"""Hits by which the best places of a text are chosen, shared by the conditions."""

_LISTED: Final = 24
"""Words of the longest list of days before their month."""
_BETWEEN_DAYS: Final = frozenset(("и", "или", "по", "до", "с", "числа"))


class Place(NamedTuple):
    """Start and end of a hit in the text, and which condition it meets."""

    start: int
    end: int
    condition: int


class _Condition(NamedTuple):
    """Common starts of the first word (none: it may begin in any way), and a test for each word."""

    starts: tuple[str, ...]
    tests: tuple[Test, ...]
    is_word: bool
    """One word that begins with letters."""
    is_apart: bool = False
    """Days of one month: other days may stand between the first word and the last («5, 12 и 19 сентября»)."""


class Marker:
    """Finds what a query looks for in texts; for one thread."""

    def __init__(self, query: Query, analysis: Analysis) -> None:
        """Compile the conditions.

        Args:
            query: What was searched.
            analysis: What the query was analysed with.
        """
        made = (_condition(node, analysis) for node in _sought(query.ast))
        self._conditions = [condition for condition in made if condition]
        weighty = [item for item in self._conditions if all(len(start) >= _WEIGHTY for start in item.starts)]
        self._weighty = weighty or self._conditions

    @property
    def seeks(self) -> bool:
        """Whether there is anything to look for in a text: a query of conditions on the card has nothing."""
        return bool(self._conditions)

    def places(self, text: str) -> list[Place]:
        """Return the hits in a text in NFC, in order, not overlapping; of one condition at most ``HITS_LIMIT``."""
        return _places(text, self._conditions, HITS_LIMIT, is_marked=_MARKED.search(text) is not None)

    def anchors(self, text: str) -> list[Place]:
        """Return hits by which the best places of a text may be chosen: the first of each condition that weighs."""
        limit = max(_ANCHORS // max(len(self._weighty), 1), 8)
        return _places(text, self._weighty, limit, is_marked=any(mark in text for mark in _COMMON_MARKS))


def _places(text: str, conditions: list[_Condition], limit: int, *, is_marked: bool) -> list[Place]:
    folded = text.lower().replace("ё", "е")
    simple = len(folded) == len(text) and not is_marked
    every: list[int] | None = None
    found: list[Place] = []
    for number, condition in enumerate(conditions):
        if simple and condition.is_word:
            found += _words(text, folded, condition, number, limit)
        elif simple and condition.starts:
            found += _matches(text, condition, _starts(folded, condition.starts), number, limit)
        else:
            every = [token.start for token in tokens_from(text, 0)] if every is None else every
            found += _matches(text, condition, every, number, limit)
    return _merged(found)


class _Apart(NamedTuple):
    """A day of a month that is typed without its year: its two words, other days between them."""

    words: tuple[tuple[str, ...], ...]


def _sought(node: Node) -> Iterator[Node | _Apart]:
    """Yield what is looked for; the number of a day is marked with its month, never where it stands alone."""
    if isinstance(node, And | Most):
        for item in node.items:
            yield from _sought(item)
    elif isinstance(node, Or):
        first = node.items[0]
        day = first.forms if node.added and isinstance(first, PhraseForms) and first.forms[0].isdecimal() else ()
        for item in node.items:
            words = tuple(word for word in item.items if isinstance(word, Word)) if isinstance(item, And) else ()
            if day and tuple(word.form for word in words) == day:
                yield _Apart(tuple(word.lemmas for word in words))
            else:
                yield from _sought(item)
    else:
        yield from leaves(node)


def _condition(node: Node | _Apart, analysis: Analysis) -> _Condition | None:
    if isinstance(node, Word):
        return _made(analysis.starts(node.lemmas), (_Form(node.lemmas, analysis).__getitem__,))
    if isinstance(node, Exact | PhraseExact):
        forms = (node.form,) if isinstance(node, Exact) else node.forms
        return _made((_literal(forms[0]),), tuple(form.__eq__ for form in forms))
    if isinstance(node, Prefix):
        return _made((_literal(node.start),), (lambda form: form.startswith(node.start),))
    if isinstance(node, Near):
        return _made((), (lambda form: is_near(node.form, form, node.distance),))
    if isinstance(node, PhraseForms | _Apart):
        tests = tuple(_Form(lemmas, analysis).__getitem__ for lemmas in node.words)
        return _made(analysis.starts(node.words[0]), tests)._replace(is_apart=isinstance(node, _Apart))
    return None


def _made(starts: tuple[str, ...], tests: tuple[Test, ...]) -> _Condition:
    is_word = len(tests) == 1 and bool(starts) and all(start[0].isalpha() for start in starts)
    return _Condition(starts, tests, is_word)


class _Form(dict[str, bool]):
    """Whether a form has one of the lemmas; every form is looked up once."""

    def __init__(self, lemmas: tuple[str, ...], analysis: Analysis) -> None:
        self._wanted = frozenset(lemmas)
        self._lemmas = analysis.lemmas

    def __missing__(self, form: str) -> bool:
        self[form] = found = not self._wanted.isdisjoint(self._lemmas(form))
        return found


def _literal(form: str) -> str:
    """Return the beginning of a form that is typed in one way only: before a dash, without a leading zero."""
    return re.split(r"[-.,]", form)[0].lstrip("0") or form[:1]


def _starts(folded: str, starts: Iterable[str]) -> Iterator[int]:
    """Yield the places where a word may begin with one of the starts; a leading zero belongs to the word."""
    for start in starts:
        is_digit = start[0].isdigit()
        is_zero = start[0] == "0"
        at = folded.find(start)
        while at >= 0:
            first = at
            if is_digit:
                while first and folded[first - 1] == "0":
                    first -= 1
            if first == 0 or not folded[first - 1].isalnum() or (is_digit and folded[first - 1] == "n"):
                yield first
            after = at + 1
            while is_zero and folded[after : after + 1] == "0":  # a run of zeros begins one word, however long it is
                after += 1
            at = folded.find(start, after)


def _words(text: str, folded: str, condition: _Condition, number: int, limit: int) -> list[Place]:
    """Return the hits of one word whose forms begin with letters: most of the work of a page, without detours."""
    test = condition.tests[0]
    found: list[Place] = []
    for start in condition.starts:
        at = folded.find(start)
        while at >= 0:
            if at == 0 or not folded[at - 1].isalnum():
                word = _LETTERS.match(folded, at)
                if word is None:
                    end = _match_at(text, at, condition.tests)
                else:
                    end = word.end() if test(word.group()) else None
                if end is not None:
                    found.append(Place(at, end, number))
                    if len(found) == limit:
                        return found
            at = folded.find(start, at + 1)
    return found


def _matches(text: str, condition: _Condition, starts: Iterable[int], number: int, limit: int) -> Iterator[Place]:
    """Yield the hits of a condition at places where words begin."""
    count = 0
    for at in starts:
        match = _match_apart if condition.is_apart else _match_at
        end = match(text, at, condition.tests)
        if end is None:
            continue
        yield Place(at, end, number)
        count += 1
        if count >= limit:
            return


def _match_at(text: str, at: int, tests: tuple[Test, ...]) -> int | None:
    """Return the end when the tokens from a place pass the tests one by one."""
    waiting = iter(tests)
    test = next(waiting)
    for token in tokens_from(text, at):
        if not test(token.form):
            return None
        following = next(waiting, None)
        if following is None:
            return token.end
        test = following
    return None


def _match_apart(text: str, at: int, tests: tuple[Test, ...]) -> int | None:
    """Return the end when the first test is met at a place and the last behind it, with nothing but days between."""
    tokens = tokens_from(text, at)
    if not tests[0](next(tokens).form):
        return None
    for token in islice(tokens, _LISTED):
        if tests[-1](token.form):
            return token.end
        if token.form not in _BETWEEN_DAYS and not (token.form.isdecimal() and len(token.form) <= len("31")):
            return None
    return None


def _merged(found: list[Place]) -> list[Place]:
    """Order the places and drop those that lie inside another."""
    kept: list[Place] = []
    end = 0
    for place in sorted(found, key=lambda item: (item.start, -item.end)):
        if place.start >= end:
            kept.append(place)
            end = place.end
    return kept
