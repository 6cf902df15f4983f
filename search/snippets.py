"""Highlighting and snippets, made from the record's text: the same for both engines.

Reads: text (NFC), query, analysis. Writes: parts of the text with a mark on what matched.

A whole text is not analysed again: every form of a lexeme begins with one of few common starts, so the text is
searched for those and only what stands there is analysed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from domain.text import nfc
from search.analysis.distance import is_near
from search.analysis.tokenizer import MARKS, tokens_from
from search.query.nodes import Exact, Near, Node, PhraseExact, PhraseForms, Prefix, Query, Word, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from search.analysis import Analysis

HITS_LIMIT: Final = 200
"""Most places of one condition that are looked at in a text."""

_MARKED: Final = re.compile(f"[{MARKS}]")
_BLANK: Final = re.compile(r"\s+")

Part = tuple[str, bool]
"""A piece of text and whether it matched."""


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the text around hits, blanks collapsed."""

    parts: tuple[Part, ...]
    start: int
    """Offset in the text."""
    cut_before: bool
    cut_after: bool

    @property
    def text(self) -> str:
        """The piece without marks."""
        return "".join(text for text, _ in self.parts)


class _Place(NamedTuple):
    start: int
    end: int
    condition: int


class _Pattern(NamedTuple):
    """One condition: common starts of its first word (none: it may begin in any way), and a test for each word."""

    starts: tuple[str, ...]
    tests: tuple[Callable[[str], bool], ...]


def snippets(text: str, query: Query, analysis: Analysis, limit: int = 3, width: int = 240) -> list[Snippet]:
    """Return the pieces that show most of the query, in the order of the text; without hits, the beginning.

    Args:
        text: Text of the record.
        query: What was searched.
        analysis: What the query was analysed with.
        limit: Most pieces.
        width: Length of a piece in characters.
    """
    text = nfc(text)
    places = _places(text, query, analysis)
    if not places:
        end = _word_end(text, min(width, len(text)))
        piece = _BLANK.sub(" ", text[:end]).strip()
        return [Snippet(parts=((piece, False),), start=0, cut_before=False, cut_after=end < len(text))] if piece else []
    return [_snippet(text, places, start, width) for start in sorted(_windows(text, places, limit, width))]


def highlight(text: str, query: Query, analysis: Analysis) -> tuple[Part, ...]:
    """Return the whole of a short text (a title) in parts, hits marked."""
    text = nfc(text)
    return tuple(_parts(text, _places(text, query, analysis), 0, len(text)))


def places(text: str, query: Query, analysis: Analysis) -> list[tuple[int, int]]:
    """Return start and end of every hit in ``nfc(text)``, in order, not overlapping: for jumps inside one act."""
    found = _places(nfc(text), query, analysis)
    return [(place.start, place.end) for place in found]


def _places(text: str, query: Query, analysis: Analysis) -> list[_Place]:
    folded = text.lower().replace("ё", "е")
    simple = len(folded) == len(text) and _MARKED.search(text) is None
    every: list[int] | None = None
    found: list[_Place] = []
    for condition, node in enumerate(leaves(query.ast)):
        pattern = _pattern(node, analysis)
        if pattern is None:
            continue
        if simple and pattern.starts:
            starts = _starts(folded, pattern.starts)
        else:
            every = [token.start for token in tokens_from(text, 0)] if every is None else every
            starts = iter(every)
        found.extend(_matches(text, pattern, starts, condition))
    return _merged(found)


def _pattern(node: Node, analysis: Analysis) -> _Pattern | None:
    if isinstance(node, Word):
        return _Pattern(analysis.starts(node.lemmas), (_has_lemma(node.lemmas, analysis),))
    if isinstance(node, Exact | PhraseExact):
        forms = (node.form,) if isinstance(node, Exact) else node.forms
        return _Pattern((_literal(forms[0]),), tuple(form.__eq__ for form in forms))
    if isinstance(node, Prefix):
        return _Pattern((_literal(node.start),), (lambda form: form.startswith(node.start),))
    if isinstance(node, Near):
        return _Pattern((), (lambda form: is_near(node.form, form, node.distance),))
    if isinstance(node, PhraseForms):
        tests = tuple(_has_lemma(lemmas, analysis) for lemmas in node.words)
        return _Pattern(analysis.starts(node.words[0]), tests)
    return None


def _has_lemma(lemmas: tuple[str, ...], analysis: Analysis) -> Callable[[str], bool]:
    wanted = frozenset(lemmas)
    return lambda form: not wanted.isdisjoint(analysis.lemmas(form))


def _literal(form: str) -> str:
    """Return the beginning of a form that is typed in one way only: before a dash, without a leading zero."""
    return re.split(r"[-.,]", form)[0].lstrip("0") or form[:1]


def _starts(folded: str, starts: Iterable[str]) -> Iterator[int]:
    """Yield the places where a word may begin with one of the starts; a leading zero belongs to the word."""
    for start in starts:
        at = folded.find(start)
        while at >= 0:
            first = at
            while first and folded[first - 1] == "0" and start[0].isdigit():
                first -= 1
            if first == 0 or not folded[first - 1].isalnum() or (folded[first - 1] == "n" and start[0].isdigit()):
                yield first
            at = folded.find(start, at + 1)


def _matches(text: str, pattern: _Pattern, starts: Iterator[int], condition: int) -> Iterator[_Place]:
    count = 0
    for at in starts:
        end = _match_at(text, at, pattern.tests)
        if end is None:
            continue
        yield _Place(at, end, condition)
        count += 1
        if count >= HITS_LIMIT:
            return


def _match_at(text: str, at: int, tests: tuple[Callable[[str], bool], ...]) -> int | None:
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


def _merged(found: list[_Place]) -> list[_Place]:
    """Order the places and drop those that lie inside another."""
    kept: list[_Place] = []
    for place in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _windows(text: str, found: list[_Place], limit: int, width: int) -> list[int]:
    """Choose where pieces begin: most different conditions, then most hits, then earliest; none overlap."""
    ranked = []
    for index, place in enumerate(found):
        start = _word_start(text, max(place.start - width // 4, 0))
        inside = [item for item in found[index : index + 64] if item.end <= start + width]
        conditions = len({item.condition for item in inside})
        ranked.append((-conditions, -len(inside), start))
    chosen: list[int] = []
    for _, _, start in sorted(ranked):
        if all(abs(start - other) >= width for other in chosen):
            chosen.append(start)
            if len(chosen) == limit:
                break
    return chosen


def _snippet(text: str, found: list[_Place], start: int, width: int) -> Snippet:
    end = _word_end(text, min(start + width, len(text)))
    inside = [place for place in found[max(bisect_right(found, (start,)) - 1, 0) :] if start <= place.start < end]
    end = max([end, *(place.end for place in inside)])
    return Snippet(
        parts=tuple(_parts(text, inside, start, end)), start=start, cut_before=start > 0, cut_after=end < len(text)
    )


def _parts(text: str, found: Iterable[_Place], start: int, end: int) -> Iterator[Part]:
    at = start
    for place in found:
        if place.start > at:
            yield _BLANK.sub(" ", text[at : place.start]), False
        yield _BLANK.sub(" ", text[place.start : place.end]), True
        at = place.end
    if at < end:
        yield _BLANK.sub(" ", text[at:end]), False


def _word_start(text: str, at: int) -> int:
    """Move a cut to the beginning of a word, at most 30 characters on."""
    if at == 0:
        return 0
    blank = _BLANK.search(text, at, min(at + 30, len(text)))
    return blank.end() if blank else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    for place in range(at, max(at - 30, 0), -1):
        if text[place].isspace():
            return place
    return at
