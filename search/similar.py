"""Similar acts: a query made of an act's own words.

Reads: title and text of an act. Writes: a query of its most telling words; the engine's own weights choose among them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from domain.kinds import find_kind
from search.query.limits import STOP_WORDS
from search.query.nodes import Or, Query, Word

if TYPE_CHECKING:
    from search.analysis import Analysis

LIKE: Final = 0.3
"""Least score of a similar act against the score of the act itself."""

_FROM_TITLE: Final = 14
_FROM_TEXT: Final = 10
_READ: Final = 20_000
"""Signs of a text that are read for its words."""
_SHORTEST: Final = 5
_ALIKE_EVERYWHERE: Final = frozenset(
    [
        "муниципальный",
        "город",
        "администрация",
        "район",
        "округ",
        "область",
        "федеральный",
        "закон",
        "российский",
        "федерация",
        "соответствие",
        "настоящий",
        "утвердить",
        "утверждение",
        "внесение",
        "изменение",
        "пункт",
        "статья",
        "часть",
        "приложение",
        "согласно",
        "постановлять",
        "вступать",
        "официальный",
        "опубликование",
        "контроль",
        "исполнение",
        "глава",
        "который",
        "признать",
        "утратить",
        "организация",
    ]
)


def similar_query(title: str, text: str, analysis: Analysis) -> Query | None:
    """Return the query of acts that are like this one; None when its words say nothing."""
    titled = dict.fromkeys(form for form in analysis.forms(title) if _says_something(form, analysis))
    counted = Counter(form for form in analysis.forms(text[:_READ]) if _says_something(form, analysis))
    by_lemma: dict[str, str] = {}
    for form in [*list(titled)[:_FROM_TITLE], *(form for form, count in counted.most_common(80) if count > 1)]:
        by_lemma.setdefault(analysis.lemmas(form)[0], form)
        if len(by_lemma) >= _FROM_TITLE + _FROM_TEXT:
            break
    words = tuple(Word(form, analysis.lemmas(form)) for form in by_lemma.values())
    return Query(ast=Or(words)) if len(words) > 1 else None


def _says_something(form: str, analysis: Analysis) -> bool:
    if len(form) < _SHORTEST or not form.isalpha() or form in STOP_WORDS or find_kind(form):
        return False
    return _ALIKE_EVERYWHERE.isdisjoint(analysis.lemmas(form))
