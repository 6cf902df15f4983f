"""Acts of the requisites that were typed, read from the records alone while the index does not answer.

Reads: a query, the conditions chosen on the page, the records. Writes: the few acts that meet every condition on the
card, and the words that records cannot be searched for: texts are searched by the index alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from search.analysis import default_analysis
from search.direct import SHORT, requisites_of
from search.documents import bare_number
from search.query.nodes import (
    And,
    DateBetween,
    Everything,
    FieldWords,
    Flag,
    Node,
    Not,
    NumberIs,
    NumberPrefix,
    Or,
    Query,
    Requisites,
)
from search.slips import as_typed
from storage.cards import ActCard, Conditions, bearing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from registry_api.finding import Question
    from registry_api.root import Register
    from storage.cards import Borne

    Span = tuple[date | None, date | None]

MOST: Final = SHORT * 4
"""Acts that are shown at most: the newest."""


LOOKED_AT: Final = 20_000
"""Acts that are looked at one by one, the newest: with words of titles that takes under a second."""


class Recorded(NamedTuple):
    """What the records tell."""

    acts: list[ActCard]
    unheeded: tuple[str, ...]
    """Words of the query, as typed, that records cannot be searched for."""
    is_asked: bool
    """Whether requisites were asked for at all: a number or a day."""
    looked_at: int | None = None
    """The newest acts that alone were looked at, where there are more with such requisites."""


def look_up(register: Register, query: Query, question: Question) -> Recorded:
    """Return the acts that meet every condition of a query and of its page, newest first."""
    asked = requisites_of(query)
    unheeded = tuple(_unheeded(query))
    number = next((node for node in (asked and asked.number, *query.filters) if isinstance(node, NumberIs)), None)
    days = [list(spans) for node in query.filters if (spans := _spans(node))]
    if asked and asked.days:
        days.append([(day, day) for day in asked.days])
    if number is None and not days:
        return Recorded([], unheeded, is_asked=False)
    if question.date_from or question.date_to:
        days.append([(question.date_from, question.date_to)])
    chosen = Conditions(
        kinds=question.kinds,
        bodies=question.bodies,
        years=question.years,
        has_publication=question.has_publication,
        has_supplementary=question.has_supplementary,
    )
    held: tuple[Node, ...] = (*query.filters, *((asked.number,) if asked and asked.number else ()))
    # «827д» is «827-д» in another writing: records keep one of them
    numbers = (number.norm, number.resigned or number.norm) if number and not number.bare else ()
    integer = number.integer if number else None
    with register.records.reading() as session:
        rows = bearing(session, question.access, numbers, integer, spans=days, chosen=chosen, most=LOOKED_AT + 1)
        found, is_cut = _meeting(rows, held)
    kind = asked.kind if asked else ()
    of_kind = [act for act in found if act.kind.startswith(kind)] if kind else []
    return Recorded(of_kind or found, unheeded, is_asked=True, looked_at=LOOKED_AT if is_cut else None)


def _meeting(rows: Iterable[Borne], held: Sequence[Node]) -> tuple[list[ActCard], bool]:
    """Return the first acts that meet all conditions, and whether there are acts that were not looked at."""
    found: list[ActCard] = []
    for number, row in enumerate(rows):
        if number == LOOKED_AT:
            return found, True
        if all(_meets(row, node) for node in held):
            found.append(row.card)
            if len(found) == MOST:
                break
    return found, False


def _spans(node: Node) -> list[Span]:
    """Return the spans of days of which an act must be in one; none when the node is no such condition."""
    if isinstance(node, DateBetween):
        return [(node.first, node.last)]
    if isinstance(node, Or) and all(isinstance(item, DateBetween) for item in node.items):
        return [(item.first, item.last) for item in node.items if isinstance(item, DateBetween)]
    return []


def _meets(row: Borne, node: Node) -> bool:
    """Tell whether an act meets a condition on its card, as an index would."""
    match node:
        case Or():
            is_met = any(_meets(row, item) for item in node.items)
        case Not():
            is_met = not _meets(row, node.item)
        case NumberIs():
            is_met = _bears(row, node)
        case NumberPrefix():
            is_met = row.number_norm.startswith(node.start)
        case DateBetween():
            is_met = (node.first or row.card.date) <= row.card.date <= (node.last or row.card.date)
        case Flag():
            is_met = getattr(row, node.name) == node.value
        case FieldWords():
            is_met = _says(row.card, node)
        case _:
            is_met = True
    return is_met


def _bears(row: Borne, number: NumberIs) -> bool:
    return (
        row.number_norm in {number.norm, number.resigned}
        or (number.integer is not None and row.number_int == number.integer)
        or (number.bare is not None and bare_number(row.number_norm) == number.bare)
    )


def _says(act: ActCard, node: FieldWords) -> bool:
    analysis = default_analysis()
    text = f"{act.title} {act.kind} {act.body}" if node.field == "title" else str(getattr(act, node.field))
    said = {lemma for form in analysis.forms(text) for lemma in analysis.lemmas(form)}
    return all(not said.isdisjoint(lemmas) for lemmas in node.words)


def _unheeded(query: Query) -> Iterator[str]:
    """Yield what a query asks besides requisites and conditions on the card, as it was typed."""
    for item in query.ast.items if isinstance(query.ast, And) else (query.ast,):
        if not isinstance(item, Requisites | Everything):
            typed = as_typed(item.item if isinstance(item, Not) else item, query.text, default_analysis())
            yield f"не {typed}" if isinstance(item, Not) else typed
