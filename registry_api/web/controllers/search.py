"""Search: words in any form, requisites directly, filters with counts; the whole question stands in the address."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.datastructures import MultiDict

from domain.dates import format_date, parse_date
from domain.errors import SearchError
from domain.roles import Right
from registry_api.finding import Answer, Question, find
from registry_api.web import labels
from registry_api.web.formats import sentence
from registry_api.web.guard import needs
from registry_api.web.pages import show
from registry_api.web.presenters.paging import Paging, page_number
from registry_api.web.requests import House, Who, whole_number
from registry_api.web.visitor import PageRequest
from search.port import Sort

SIZE: Final = 20
SHOWN_FACETS: Final = 12
LONGEST: Final = 2000
FACET_TITLES: Final = {"kind": "Вид акта", "year": "Год", "body": "Принявший орган"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it stands in the address."""

    text: str
    kinds: tuple[str, ...]
    bodies: tuple[str, ...]
    years: tuple[int, ...]
    date_from: date | None
    date_to: date | None
    sort: Sort
    page: int

    @classmethod
    def of(cls, query: MultiDict[str]) -> "Asked":
        """Read the address; what is not understood is left out."""
        return cls(
            text=query.get("q", "").strip()[:LONGEST],
            kinds=tuple(query.getall("kind", [])),
            bodies=tuple(query.getall("body", [])),
            years=tuple(filter(None, (whole_number(year) for year in query.getall("year", [])))),
            date_from=parse_date(query.get("from", "")),
            date_to=parse_date(query.get("to", "")),
            sort=Sort(query["sort"]) if query.get("sort") in set(Sort) else Sort.RELEVANCE,
            page=page_number(whole_number(query.get("page", "1"), 1)),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The question for an address, without the page."""
        pairs = [("q", self.text)]
        pairs += [("kind", kind) for kind in self.kinds] + [("body", body) for body in self.bodies]
        pairs += [("year", str(year)) for year in self.years]
        if self.date_from:
            pairs.append(("from", format_date(self.date_from)))
        if self.date_to:
            pairs.append(("to", format_date(self.date_to)))
        if self.sort is not Sort.RELEVANCE:
            pairs.append(("sort", self.sort))
        return pairs

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked yet."""
        return not (self.text or self.kinds or self.bodies or self.years or self.date_from or self.date_to)

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the chosen values of a facet."""
        return {"kind": self.kinds, "body": self.bodies, "year": tuple(str(year) for year in self.years)}[facet]

    def toggled(self, facet: str, value: str) -> str:
        """Return the address with a value of a facet put in or taken out."""
        pair = (facet, value)
        pairs = [p for p in self.pairs if p != pair] if pair in self.pairs else [*self.pairs, pair]
        return f"/search?{urlencode(pairs)}"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value with its count; ``href`` puts it in or takes it out."""

    title: str
    count: int
    href: str
    chosen: bool


@get("/search", opt=needs(Right.SEARCH), sync_to_thread=True)
def search_page(request: PageRequest, register: House, visitor: Who) -> Response[str]:
    """Show the box and, when something was asked, what was found."""
    asked = Asked.of(request.query_params)
    answer, trouble = Answer(0, [], {}), ""
    if not asked.is_empty:
        try:
            answer = find(register, _question(asked, visitor))
        except SearchError as error:
            trouble = error.message
    return show(
        request,
        "search.html",
        503 if trouble else 200,
        asked=asked,
        answer=answer,
        trouble=trouble,
        facets={FACET_TITLES[name]: _facet(asked, name, answer) for name in FACET_TITLES},
        paging=Paging(asked.page, answer.total, "/search", asked.pairs, SIZE),
        sorts=[(str(sort), labels.SORT_TITLES[sort]) for sort in Sort],
        day_from=format_date(asked.date_from) if asked.date_from else "",
        day_to=format_date(asked.date_to) if asked.date_to else "",
        bad_day=any(request.query_params.get(n) and not parse_date(request.query_params[n]) for n in ("from", "to")),
    )


def _question(asked: Asked, visitor: Who) -> Question:
    return Question(
        text=asked.text,
        access=tuple(str(level) for level in visitor.levels),
        kinds=asked.kinds,
        bodies=asked.bodies,
        years=asked.years,
        date_from=asked.date_from,
        date_to=asked.date_to,
        sort=asked.sort,
        offset=(asked.page - 1) * SIZE,
        limit=SIZE,
    )


def _facet(asked: Asked, name: str, answer: Answer) -> list[FacetValue]:
    chosen = asked.chosen(name)
    counts = {str(value): count for value, count in answer.facets.get(name, [])}
    values = [*chosen, *(value for value in counts if value not in chosen)][: max(SHOWN_FACETS, len(chosen))]
    return [
        FacetValue(sentence(value), counts.get(value, 0), asked.toggled(name, value), value in chosen)
        for value in values
    ]


HANDLERS = [search_page]
