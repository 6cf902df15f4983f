"""A question as it stands in the address of the page of results; saved searches keep it in this form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from litestar.datastructures import MultiDict

from domain.dates import format_date, parse_date
from registry_api.finding import Question
from search.port import Sort

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SIZE: Final = 20
"""Hits of a page."""
LONGEST: Final = 2000
"""Letters of the longest query."""
TYPED: Final = LONGEST + 200
"""Letters that a box takes, at most: more than are read, so that a query that is cut can be told."""
MOST_VALUES: Final = 50
"""Values of one filter that are read, at most."""
DEEPEST: Final = 2000
_FLAGS: Final = {"yes": True, "no": False}
_YEAR_DIGITS: Final = 4


def cut_note(typed: str) -> str:
    """Return what is said under the box of a query that is too long, in Russian; nothing of another."""
    if len(typed.strip()) <= LONGEST:
        return ""
    return f"Запрос слишком длинный: учтены первые {LONGEST} знаков. Оставьте главные слова."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks, without who she is."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    published: bool | None = None
    """Whether an official publication is recorded."""
    papers: bool | None = None
    """Whether documents of a court, a prosecutor or the antimonopoly body are recorded."""
    date_from: date | None = None
    date_to: date | None = None
    exact: bool = False
    """The very words, without abbreviations and synonyms."""
    strict: bool = False
    """Nothing else is searched when nothing is found."""
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    @classmethod
    def of(cls, query: MultiDict[str]) -> Asked:
        """Read an address; what is not understood is left out."""
        years = (value for value in query.getall("year", []) if len(value) == _YEAR_DIGITS and value.isascii())
        page = query.get("page", "1")
        return cls(
            text=query.get("q", "").strip()[:LONGEST],
            kinds=_values(query, "kind"),
            bodies=_values(query, "body"),
            years=tuple(dict.fromkeys(int(value) for value in years if value.isdigit()))[:MOST_VALUES],
            published=_FLAGS.get(query.get("published", "")),
            papers=_FLAGS.get(query.get("papers", "")),
            date_from=parse_date(query.get("from", "")),
            date_to=parse_date(query.get("to", "")),
            exact=query.get("exact", "") == "yes",
            strict=query.get("strict", "") == "yes",
            sort=Sort(query["sort"]) if query.get("sort") in set(Sort) else Sort.RELEVANCE,
            page=min(max(int(page), 1), DEEPEST) if page.isascii() and page.isdigit() and len(page) < 6 else 1,  # noqa: PLR2004 - digits
        )

    @classmethod
    def parsed(cls, address: str) -> Asked:
        """Read what :attr:`address` gave, with or without the path before it."""
        return cls.of(MultiDict(parse_qsl(address.rpartition("?")[2], max_num_fields=500)))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question for an address, without the page."""
        pairs = self.filters
        if self.text:
            pairs.insert(0, ("q", self.text))
        if self.exact:
            pairs.append(("exact", "yes"))
        if self.strict:
            pairs.append(("strict", "yes"))
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort))
        return pairs

    @property
    def filters(self) -> list[tuple[str, str]]:
        """What was chosen besides the text."""
        pairs = [("kind", kind) for kind in self.kinds] + [("body", body) for body in self.bodies]
        pairs += [("year", str(year)) for year in self.years]
        pairs += [
            (name, "yes" if value else "no")
            for name, value in (("published", self.published), ("papers", self.papers))
            if value is not None
        ]
        if self.date_from:
            pairs.append(("from", format_date(self.date_from)))
        if self.date_to:
            pairs.append(("to", format_date(self.date_to)))
        return pairs

    @property
    def address(self) -> str:
        """The question as it is kept and shared, without the page."""
        return urlencode(self.pairs)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not (self.text or self.filters)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the chosen values of a facet."""
        return tuple(value for name, value in self.filters if name == facet)

    def link(self, pairs: Sequence[tuple[str, str]]) -> str:
        """Return the address of the page of results for these pairs."""
        return f"/search?{urlencode(pairs)}"

    def toggled(self, facet: str, value: str) -> str:
        """Return the address with a value of a facet put in or taken out; of «yes» and «no» only one stands."""
        pair = (facet, value)
        if pair in self.pairs:
            return self.link([kept for kept in self.pairs if kept != pair])
        alone = value in _FLAGS
        return self.link([*(kept for kept in self.pairs if not (alone and kept[0] == facet)), pair])

    def literally(self) -> Asked:
        """Return the same question for the very words."""
        return replace(self, exact=True, page=1)

    def loosely(self) -> Asked:
        """Return the same question with abbreviations and synonyms."""
        return replace(self, exact=False, page=1)

    def as_typed(self) -> Asked:
        """Return the same question with nothing searched in its place."""
        return replace(self, strict=True, page=1)

    def freely(self) -> Asked:
        """Return the same question with something searched in its place when it finds nothing."""
        return replace(self, strict=False, page=1)

    def with_text(self, text: str) -> Asked:
        """Return the same conditions with another text."""
        return replace(self, text=text, page=1)

    def without_filters(self) -> Asked:
        """Return the text alone."""
        return Asked(text=self.text, exact=self.exact, strict=self.strict, sort=self.sort)

    def question(self, levels: Sequence[str], *, offset: int | None = None, limit: int = SIZE) -> Question:
        """Return the question of somebody who may see acts of these levels."""
        return Question(
            text=self.text,
            access=tuple(str(level) for level in levels),
            kinds=self.kinds,
            bodies=self.bodies,
            years=self.years,
            date_from=self.date_from,
            date_to=self.date_to,
            has_publication=self.published,
            has_supplementary=self.papers,
            exact=self.exact,
            strict=self.strict,
            sort=self.sort,
            offset=(self.page - 1) * SIZE if offset is None else offset,
            limit=limit,
        )


def _values(query: MultiDict[str], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, query.getall(name, []))))[:MOST_VALUES]
