"""The act whose requisites were typed, or the few that may be meant when a sign slipped.

Reads: the requisites of a query, the index. Writes: identifiers of acts that bear them, or, when there are none, of
acts that bear nearly them: another day of the year, another year, a digit of the number wrong or swapped, a suffix
missing, wrong or typed in Latin letters, a beginning of the number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.numbers import number_key
from search.port import SearchRequest, Sort
from search.query.nodes import (
    And,
    DateBetween,
    FieldWords,
    Node,
    NumberIs,
    NumberPrefix,
    Or,
    Query,
    Requisites,
    years_of,
)
from search.query.requisites import number_is

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from search.port import Filters, SearchIndex

SHORT: Final = 5
"""Most acts of a short list."""

_DIGITS: Final = re.compile(r"\d{1,6}")
_LAW: Final = re.compile(r"\d+-фк?з")
"""A number of federal laws: it is cited, and no slip in the number of an act of the register."""
_KEYS: Final = str.maketrans("qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзфывапролдячсмить")
_SOUNDS: Final = str.maketrans("abvgdezijklmnoprstufhc", "абвгдезийклмнопрстуфхц")
_LONG: Final = 3
_SHORT_BEGINNING: Final = 2
"""Digits of the shortest beginning of a number that is worth completing."""
_YEARS: Final = 15
"""So many years before and after the one that was typed may have been meant."""


class Direct(msgspec.Struct, frozen=True, kw_only=True):
    """Acts of the requisites that were typed, best first."""

    ids: tuple[str, ...]
    is_exact: bool
    """They bear the requisites as typed; otherwise they nearly do."""


def direct(query: Query, index: SearchIndex, filters: Filters) -> Direct | None:
    """Return the acts that the requisites of a query name; None when it has none or they name too many.

    What else stands in the query does not count here: a slip in the words must not hide the act.
    """
    asked = requisites_of(query)
    if asked is None:
        return None
    finder = _Finder(asked, index, filters, tuple(node for node in query.filters if isinstance(node, DateBetween)))
    exact = finder.exact()
    if len(exact) > SHORT:
        return None
    if exact:
        return Direct(ids=tuple(exact), is_exact=True)
    near = finder.near()
    return Direct(ids=tuple(near), is_exact=False) if near else None


def requisites_of(query: Query) -> Requisites | None:
    """Return the requisites that were typed; None when there are none, or those of several acts."""
    items = query.ast.items if isinstance(query.ast, And) else (query.ast,)
    found = [item for item in items if isinstance(item, Requisites)]
    return found[0] if len(found) == 1 else None


class _Finder:
    def __init__(
        self, asked: Requisites, index: SearchIndex, filters: Filters, conditions: tuple[DateBetween, ...]
    ) -> None:
        self._asked = asked
        self._index = index
        self._filters = filters
        self._conditions = conditions

    def exact(self) -> list[str]:
        """Return one act more than a short list has when there are so many."""
        number = self._asked.number
        items = [node for node in (number, self._asked.on_days) if node]
        found: list[str] = []
        if number and number.integer is not None:
            # the very number before the same number with a suffix
            found = self._found([NumberIs(number.norm, None, None), *items[1:]])
        return self._of_kind(list(dict.fromkeys((*found, *self._found(items)))), items)

    def near(self) -> list[str]:
        for items in self._tiers():
            found = self._found(items)[:SHORT]
            if found:
                return self._of_kind(found, items)
        return []

    def _tiers(self) -> Iterator[list[Node]]:
        number, days, the_day = self._asked.number, self._asked.days, self._asked.on_days
        if number is None or _LAW.fullmatch(number.norm):
            return
        read = _any((number, *_in_russian(number))) or number
        if the_day is None:
            swapped = _any(tuple(_swapped(number)))
            for node in (read, *_any_suffix(number), swapped, *_half(number)):
                if node:
                    yield [node]
            return
        the_year = years_of(days)
        for node in (read, *_any_suffix(number)):
            yield [node, the_day]
        yield [read, the_year]
        slipped = _any(tuple(_slipped(number)))
        if slipped:
            yield [slipped, the_day]
        if len(days) == 1:
            yield [number, Or(tuple(DateBetween(other, other) for other in _other_years(days[0])))]
        for node in _any_suffix(number):
            yield [node, the_year]

    def _of_kind(self, found: list[str], items: Sequence[Node]) -> list[str]:
        """Keep the acts of the kind that was typed when there is one among them."""
        if not found or not self._asked.kind:
            return found
        kept = self._found([*items, FieldWords("kind", (self._asked.kind,), "")])
        return [act_id for act_id in found if act_id in kept] or found

    def _found(self, items: Sequence[Node]) -> list[str]:
        request = SearchRequest(
            query=Query(filters=(*items, *self._conditions)),
            filters=self._filters,
            sort=Sort.NEWEST,
            limit=SHORT + 1,
            facets=False,
        )
        return [hit.id for hit in self._index.search(request).hits]


def _in_russian(number: NumberIs) -> Iterator[NumberIs]:
    """Yield the number with its Latin letters read as Russian ones: by their sound, by their place on the keyboard."""
    for table in (_SOUNDS, _KEYS):
        read = number.norm.translate(table)
        if read != number.norm:
            yield number_is(read)


def _any_suffix(number: NumberIs) -> Iterator[NumberIs]:
    if number.integer is None and (digits := _DIGITS.match(number.norm)):
        yield number_is(digits.group())


def _half(number: NumberIs) -> Iterator[Node]:
    """Yield what a half-remembered number may be: its beginning; with a suffix, a digit forgotten or wrong."""
    if number.integer is None:
        yield Or((NumberPrefix(f"{number.norm}-"), NumberPrefix(f"{number.norm}/")))
        slipped = _any(tuple(_slipped(number)))
        if slipped:
            yield slipped
    elif len(number.norm) >= _SHORT_BEGINNING:
        yield NumberPrefix(number.norm)


def _swapped(number: NumberIs) -> Iterator[NumberIs]:
    """Yield the numbers in which two neighbouring digits changed places; a short number is too easily another one."""
    if number.integer is not None and len(digits := number.norm) >= _LONG:
        for at in range(len(digits) - 1):
            made = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            if made != digits:
                yield number_is(made)


def _slipped(number: NumberIs) -> Iterator[NumberIs]:
    """Yield the numbers that one slip in the digits makes of this one."""
    match = _DIGITS.search(number.norm)
    if match is None:
        return
    head, digits, tail = number.norm[: match.start()], match.group(), number.norm[match.end() :]
    seen = {digits}
    for made in _one_slip(digits):
        if made and made not in seen and (made == "0" or not made.startswith("0")):
            seen.add(made)
            yield number_is(number_key(f"{head}{made}{tail}"))


def _one_slip(digits: str) -> Iterator[str]:
    for at in range(len(digits)):
        yield digits[:at] + digits[at + 1 : at + 2] + digits[at : at + 1] + digits[at + 2 :]
        yield digits[:at] + digits[at + 1 :]
    for at in range(len(digits) + 1):
        for digit in "0123456789":
            yield digits[:at] + digit + digits[at:]
            yield digits[:at] + digit + digits[at + 1 :]


def _other_years(day: date) -> Iterator[date]:
    for year in range(max(day.year - _YEARS, 1), min(day.year + _YEARS, 9998) + 1):
        if year != day.year:
            try:
                yield day.replace(year=year)
            except ValueError:  # the 29th of February
                continue


def _any(nodes: tuple[Node, ...]) -> Node | None:
    return Or(nodes) if len(nodes) > 1 else nodes[0] if nodes else None
