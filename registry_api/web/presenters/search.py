"""The page of results: facets, chosen conditions, help when nothing is found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from registry_api.asked import Asked
from registry_api.finding import count
from registry_api.web.formats import sentence
from search.analysis import default_analysis
from search.marking import Marker
from search.query import And, DateBetween, Node, NumberIs, Requisites, Word, parse
from search.query.limits import STOP_WORDS
from search.slips import as_typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registry_api.finding import Answer
    from registry_api.root import Register

SHOWN: Final = 10
"""Values of a facet that stand open; the others unfold."""
FACETS: Final = (
    ("kind", "kind", "Вид акта"),
    ("year", "year", "Год"),
    ("body", "body", "Принявший орган"),
    ("published", "has_publication", "Опубликование"),
    ("papers", "has_supplementary", "Документы суда, прокурора, УФАС"),
)
"""Name in the address, name in the index, title."""
_FLAGS: Final = {
    "published": {"yes": "есть сведения", "no": "нет сведений"},
    "papers": {"yes": "есть", "no": "нет"},
}
_MOST_PARTS: Final = 8
_PERIOD: Final = re.compile(
    r"(?:(?:январ|феврал|апрел|июн|июл|сентябр|октябр|ноябр|декабр)[ья]|марта?|ма[йя]|августа?)?\s*(?:19|20)\d\d"
    r"(?:\s*г\.?|\s+год)?",
    re.IGNORECASE,
)
_IN_PERIOD: Final = re.compile(rf"(?P<words>.*[^\s:]) за (?P<period>{_PERIOD.pattern})", re.IGNORECASE)
"""«решения думы за апрель 2026»: the day of the act, or words of it («бюджет за 2026 год»); only the person knows."""
_EITHER: Final = re.compile(r"\||(?<!\w)(?:ИЛИ|OR)(?!\w)")
_LONGEST_BEGINNING: Final = 6


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value with its count; ``href`` puts it in or takes it out."""

    title: str
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: values that stand open, values that unfold."""

    title: str
    first: list[FacetValue]
    more: list[FacetValue]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen condition; ``href`` takes it out."""

    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Another question that the same text may be: acts of a year or a month; numbers that begin so."""

    words: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """What helps when nothing is found."""

    is_bare: bool = False
    """There is no act yet that the person may see."""
    without_filters: int = 0
    """Hits of the text alone."""
    without_filters_href: str = ""
    missing: list[str] = field(default_factory=list)
    """Words that no act has."""
    any_word_href: str = ""
    any_word: int = 0
    """Hits of any of the words."""
    has_number: bool = False
    """The number of an act was asked for."""
    each: list[Hint] = field(default_factory=list)
    """Each word alone, the rarest first, when acts have all of them, but none has them together."""


def facets(asked: Asked, answer: Answer) -> list[Facet]:
    """Return the facets that have something to choose."""
    found = (_facet(asked, answer, name, inner, title) for name, inner, title in FACETS)
    return [facet for facet in found if facet.first]


def _facet(asked: Asked, answer: Answer, name: str, inner: str, title: str) -> Facet:
    chosen = asked.chosen(name)
    counts = {str(value): count for value, count in answer.facets.get(inner, [])}
    if name == "year":
        counts = dict(sorted(counts.items(), reverse=True))
    if name in _FLAGS and not chosen and set(counts) != {"yes", "no"}:
        counts = {}  # all are alike: nothing to choose
    order = [*chosen, *(value for value in counts if value not in chosen)]
    values = [
        FacetValue(_title(name, value), counts.get(value, 0), asked.toggled(name, value), value in chosen)
        for value in order
    ]
    open_until = max(SHOWN, len(chosen))
    return Facet(title, values[:open_until], values[open_until:])


def _title(name: str, value: str) -> str:
    return _FLAGS[name].get(value, value) if name in _FLAGS else sentence(value)


def chips(asked: Asked) -> list[Chip]:
    """Return the chosen conditions, each with the address without it."""
    words = {"from": "с ", "to": "по "}
    found = []
    for name, value in asked.filters:
        if name in _FLAGS:
            title = {"published": "опубликование: ", "papers": "документы суда, прокурора, УФАС: "}[name] + _title(
                name, value
            )
        else:
            title = words[name] + value if name in words else sentence(value)
        found.append(Chip(title, asked.link([pair for pair in asked.pairs if pair != (name, value)])))
    return found


def sought_inside(asked: Asked, answer: Answer) -> str:
    """Return the query that an act is opened with; nothing when it has only conditions on the card."""
    corrected = answer.instead.correction if answer.instead else None
    text = corrected.text if corrected else asked.text
    analysis = default_analysis()
    return text if Marker(parse(text, analysis), analysis).seeks else ""


def hints(register: Register, asked: Asked, answer: Answer, levels: Sequence[str]) -> list[Hint]:
    """Return what else a short text may ask: «2026», «апрель 2026» are days of acts, «82» the beginning of a number."""
    text = asked.text
    found: list[tuple[str, str]] = []
    if _PERIOD.fullmatch(text):
        found.append((f"Акты, принятые за {text}", f"дата:{text}"))
    elif ends := _IN_PERIOD.fullmatch(text):
        words, period = ends["words"], ends["period"]
        found.append((f"«{words}» в актах, принятых за {period}", _within_period(words, period)))
    elif text.isdecimal() and len(text) <= _LONGEST_BEGINNING and not (answer.direct and answer.is_exact):
        found.append((f"Номера, которые начинаются с {text}", f"номер:{text}*"))
    shown = []
    for words, query in found:
        if not query:
            continue
        other = replace(asked, text=query, page=1)
        count = _count(register, other, levels)
        if count and ("дата:" in query or count > len(answer.direct)):
            shown.append(Hint(words, asked.link(other.pairs), count))
    return shown


def _within_period(words: str, period: str) -> str:
    """Return the query for words in acts of a period; nothing when the period would not hold for all of it."""
    query = f"({words}) дата:{period}" if _EITHER.search(words) else f"{words} дата:{period}"
    return query if any(isinstance(item, DateBetween) for item in parse(query, default_analysis()).filters) else ""


def help_for(register: Register, asked: Asked, levels: Sequence[str]) -> Help:
    """Look why nothing is found: what the text finds without the filters, which of its words no act has."""
    if not _count(register, Asked(), levels):
        return Help(is_bare=True)
    without, href = 0, ""
    if asked.filters and asked.text:
        alone = asked.without_filters()
        without, href = _count(register, alone, levels), asked.link(alone.pairs)
    words = _words(asked.text)
    counts = {word: _count(register, Asked(text=word), levels) for word in words}
    missing = [word for word in words if not counts[word]]
    present = [word for word in words if word not in missing]
    any_word, any_href = 0, ""
    if len(words) > 1 and present:
        some = replace(asked, text=" | ".join(present) if not missing else " ".join(present), page=1)
        any_word = _count(register, some, levels)
        any_href = asked.link(some.pairs)
    each = []
    if len(words) > 1 and not missing and not asked.filters:
        rarest = sorted(words, key=lambda word: counts[word])
        each = [Hint(word, asked.link(replace(asked, text=word, page=1).pairs), counts[word]) for word in rarest]
    return Help(
        without_filters=without,
        without_filters_href=href,
        missing=missing,
        any_word_href=any_href if any_word else "",
        any_word=any_word,
        has_number=_asks_number(asked.text),
        each=each,
    )


def _count(register: Register, asked: Asked, levels: Sequence[str]) -> int:
    return count(register, asked.as_typed().question(levels))


def _asks_number(text: str) -> bool:
    query = parse(text, default_analysis())
    return any(
        isinstance(node, Requisites | NumberIs) or (isinstance(node, Word) and node.form.isdecimal())
        for node in (*_items(query.ast), *query.filters)
    )


def _items(ast: Node) -> Sequence[Node]:
    return ast.items if isinstance(ast, And) else (ast,)


def _words(text: str) -> list[str]:
    """Return the words of a plain query that are sought, as typed; of one with signs or requisites none."""
    ast = parse(text, default_analysis()).ast
    if isinstance(ast, Word):
        return [as_typed(ast, text, default_analysis())]
    if not isinstance(ast, And) or len(ast.items) > _MOST_PARTS or any(sign in text for sign in '|()"«»„“~=:*'):
        return []
    parts = (part.strip(".,;!?") for part in text.split() if not part.startswith("-"))
    said = (part for part in parts if len(part) > 2 and part.lower() not in STOP_WORDS)  # noqa: PLR2004 - prepositions
    return list(dict.fromkeys(said))[:_MOST_PARTS]
