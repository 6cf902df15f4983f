"""A search as a person asks it: text to query, query to engine, hits to cards with snippets.

The site, the API and the command line share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry_api.standing import Standing, standings
from search.analysis import default_analysis
from search.port import Filters, SearchRequest, Sort
from search.query import parse
from search.snippets import highlight, snippets
from storage.models import Act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from registry_api.root import Register
    from search.snippets import Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asks; ``access`` are the levels that she may see."""

    text: str
    access: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class FoundAct:
    """One hit: the record, its title with marks, pieces of its text with marks."""

    act: Act
    title: Sequence[tuple[str, bool]]
    snippets: Sequence[Snippet]
    standing: Sequence[Standing] = ()
    """Whether the act is still in force."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits; ``warnings`` say in Russian what of the query was not understood."""

    total: int
    hits: Sequence[FoundAct]
    facets: dict[str, list[tuple[str, int]]]
    warnings: Sequence[str] = field(default_factory=list)


def find(register: Register, question: Question) -> Answer:
    """Answer a question. Raises :class:`domain.errors.SearchError`."""
    analysis = default_analysis()
    query = parse(question.text, analysis)
    page = register.index.search(
        SearchRequest(
            query=query,
            filters=Filters(
                access=question.access,
                kinds=question.kinds,
                bodies=question.bodies,
                years=question.years,
                date_from=question.date_from,
                date_to=question.date_to,
            ),
            sort=question.sort,
            offset=question.offset,
            limit=question.limit,
        )
    )
    acts, standing = _acts(register, [hit.id for hit in page.hits], question.access)
    hits = [
        FoundAct(
            act,
            highlight(act.title, query, analysis),
            snippets(act.document.text if act.document else "", query, analysis),
            standing.get(act.id, ()),
        )
        for act in acts
    ]
    return Answer(page.total, hits, page.facets, query.warnings)


def _acts(register: Register, ids: list[str], access: tuple[str, ...]) -> tuple[list[Act], dict[str, list[Standing]]]:
    """Return the records of hits in the order of the hits, and their statuses.

    The records have the last word on who may see them.
    """
    with register.records.reading() as session:
        rows = session.scalars(
            select(Act).where(Act.id.in_(ids), Act.access.in_(access)).options(joinedload(Act.document))
        ).all()
        standing = standings(session, ids, access)
    by_id = {act.id: act for act in rows}
    return [by_id[act_id] for act_id in ids if act_id in by_id], standing
