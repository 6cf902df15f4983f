"""Questions with an abbreviation where the document has the words in full, and the other way round.

Reads: the product's table of synonyms, the documents. Writes: the expression in its other form with two words that
stand near it in the document; the document is the answer. Only what really occurs is asked.
"""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.relevance_parts.asked import Asked
from search.analysis import default_analysis
from search.query.limits import STOP_WORDS
from search.query.synonyms import packaged_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.analysis.tokenizer import Token
    from search.documents import SearchDocument

SHORT: Final = "abbreviation, the act has the words"
LONG: Final = "words, the act has the abbreviation"

_MOST: Final = 4
"""Documents asked for of one line of the table in one direction."""
_NEAR: Final = 8
_WORD: Final = re.compile(r"[а-яё]{5,}", re.IGNORECASE)
_ABBREVIATION: Final = re.compile(r"[А-ЯЁ]{2,}[а-я]?")


class _Line(NamedTuple):
    short: str
    long: str
    words: tuple[frozenset[str], ...]


class _Read(NamedTuple):
    act: SearchDocument
    tokens: list[Token]
    places: dict[str, list[int]]


def questions(real: Sequence[SearchDocument], same: dict[str, tuple[str, ...]]) -> Iterator[Asked]:
    """Yield the questions of every line of the table, both directions."""
    acts = [_read(act) for act in real if same[act.id][0] == act.id]
    for line in _lines():
        for kind in (SHORT, LONG):
            made = (_question(kind, line, act, same) for act in acts)
            yield from [question for question in made if question][:_MOST]


def _lines() -> Iterator[_Line]:
    analysis = default_analysis()
    for line in packaged_table().splitlines():
        sides = [side.strip() for side in line.partition("#")[0].split("=")]
        short = [side for side in sides if _ABBREVIATION.fullmatch(side)]
        long = [side for side in sides if " " in side]
        if short and long:
            forms = analysis.forms(long[0])
            yield _Line(short[0], long[0], tuple(frozenset(analysis.lemmas(form)) for form in forms))


def _read(act: SearchDocument) -> _Read:
    analysis = default_analysis()
    tokens = analysis.tokens(act.text)
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        for lemma in analysis.lemmas(token.form):
            places.setdefault(lemma, []).append(at)
    return _Read(act, tokens, places)


def _question(kind: str, line: _Line, read: _Read, same: dict[str, tuple[str, ...]]) -> Asked | None:
    short, long = _of_short(line, read), _of_long(line, read)
    standing, absent = (long, short) if kind == SHORT else (short, long)
    if not standing or absent:
        return None
    dice = Random(f"{kind} {line.short} {read.act.id}")  # noqa: S311 the same questions at every run
    first, last = dice.choice(standing)
    near = [*range(max(first - _NEAR, 0), first), *range(last, min(last + _NEAR, len(read.tokens)))]
    written = [read.act.text[read.tokens[at].start : read.tokens[at].end] for at in near]
    words = sorted({word.lower() for word in written if _WORD.fullmatch(word) and word.lower() not in STOP_WORDS})
    if len(words) < 2:  # noqa: PLR2004 two words of context
        return None
    text = " ".join([line.short if kind == SHORT else line.long, *dice.sample(words, 2)])
    return Asked(kind, text, dict.fromkeys(same[read.act.id], 2))


def _of_short(line: _Line, read: _Read) -> list[tuple[int, int]]:
    form = line.short.lower().replace("ё", "е")
    found = []
    for lemma in default_analysis().lemmas(form):
        for at in read.places.get(lemma, ()):
            token = read.tokens[at]
            if read.act.text[token.start : token.end] == line.short:
                found.append((at, at + 1))
    return found


def _of_long(line: _Line, read: _Read) -> list[tuple[int, int]]:
    """Return first and next word of each place where the words stand side by side in any form."""
    followed = [{at for lemma in lemmas for at in read.places.get(lemma, ())} for lemmas in line.words]
    starts = sorted(at for at in followed[0] if all(at + step in places for step, places in enumerate(followed)))
    return [(at, at + len(line.words)) for at in starts]
