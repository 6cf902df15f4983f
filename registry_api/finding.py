"""A search as a person asks it: text to query, query to engine, hits to cards with snippets.

The site, the API and the command line share it. Everything that it names (hits, counts, facets, snippets, suggestions,
corrections, similar acts) comes from acts within the access of the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from domain.text import nfc
from registry_api.recorded import look_up
from registry_api.standing import Standing, Told, standings, told_of_absent
from search.analysis import default_analysis
from search.direct import SHORT, direct, requisites_of
from search.loosening import ENOUGH, Loosener
from search.marking import Marker
from search.port import Filters, SearchPage, SearchRequest, Sort
from search.query import parse
from search.similar import LIKE, similar_query
from search.snippets import highlight, snippets
from search.spelling import FEW, Speller
from search.suggesting import Suggester
from storage.cards import ActCard, cards, cards_and_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from registry_api.recorded import Recorded
    from registry_api.root import Register
    from search.analysis import Analysis
    from search.loosening import Instead
    from search.port import SearchIndex
    from search.query import Expansion, Query, Synonyms
    from search.snippets import Snippet
    from search.spelling import Correction

    Texts = Callable[[Sequence[str]], Iterable[str]]

NO_WORDS: Final = "В запросе нет ни слов, ни чисел, ни понятных условий: он не учтён."
_SCANNED: Final = 500
"""Records that an export reads at a time."""


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
    has_publication: bool | None = None
    has_supplementary: bool | None = None
    exact: bool = False
    """Search for the very words: no abbreviations and synonyms."""
    strict: bool = False
    """Demand the query as it stands: nothing else is searched when it finds nothing."""
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class FoundAct:
    """One hit: the record, its title with marks, pieces of its text with marks."""

    act: ActCard
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
    correction: Correction | None = None
    """«Возможно, вы искали»: the query with its slips put right, when it finds much more."""
    direct: Sequence[SuggestedAct] = ()
    """Acts whose requisites were typed: one, or a short list."""
    is_exact: bool = True
    """The acts of ``direct`` bear the requisites as typed; otherwise nearly («возможно, вы имели в виду»)."""
    expansions: Sequence[Expansion] = ()
    """«Также искали»: what the table of abbreviations and synonyms added."""
    instead: Instead | None = None
    """What was searched because the query itself finds nothing; total, hits and facets are of this."""
    told: Sequence[Told] = ()
    """What acts of the register do to an act that was asked for and is not in it."""
    records: Recorded | None = None
    """What the records alone told while the index did not answer."""


@dataclass(frozen=True, slots=True)
class SuggestedAct:
    """An act that may be opened from the box."""

    id: str
    name: str
    title: str
    standing: Sequence[Standing] = ()
    """Whether the act is still in force; only told of acts whose requisites were typed."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What may be meant by the text in the box: whole texts, acts."""

    texts: Sequence[str]
    acts: Sequence[SuggestedAct]


def find(register: Register, question: Question) -> Answer:
    """Answer a question. Raises :class:`domain.errors.SearchError`."""
    analysis = default_analysis()
    asked = query = _parsed(register, question)
    page = register.index.search(_request(question, query))
    total = page.total
    other = _instead(register, question, query, page)
    if other:
        query = other.query
        page = register.index.search(_request(question, query))
    hits = _shown(register, [hit.id for hit in page.hits], question.access, Marker(query, analysis))
    correction = None
    if total <= FEW and not (other and other.correction):
        correction = Speller(*_helping(register, question)).correct(asked, _filters(question), total)
    read = other.query if other and other.correction else asked
    named = direct(read, register.index, _filters(question)) if question.offset == 0 else None
    return Answer(
        page.total,
        hits,
        page.facets,
        _warnings(asked, question.text),
        correction,
        _led_to(register, named.ids, question.access) if named else (),
        named is None or named.is_exact,
        query.expansions,
        other,
        _told(register, read, question) if question.offset == 0 and (named is None or not named.is_exact) else (),
    )


def from_records(register: Register, question: Question) -> Answer:
    """Return the few acts that bear the requisites of a question, from the records alone: the index does not answer."""
    query = _parsed(register, question)
    found = look_up(register, query, question)
    return Answer(
        0,
        [],
        {},
        _warnings(query, question.text),
        direct=_led_to(register, [act.id for act in found.acts], question.access),
        records=found,
    )


def scan(register: Register, question: Question) -> Iterator[ActCard]:
    """Yield every act that a question finds, in its order, as of one moment; ``offset`` and ``limit`` do not count.

    The texts of the acts are not loaded: an export shows cards. Raises :class:`domain.errors.SearchError`.
    """
    query = _answered(register, question)
    ids: list[str] = []
    for hit in register.index.scan(_request(question, query)):
        ids.append(hit.id)
        if len(ids) == _SCANNED:
            yield from _cards(register, ids, question.access)
            ids = []
    yield from _cards(register, ids, question.access)


def count(register: Register, question: Question) -> int:
    """Return how many acts the list of a question holds."""
    request = _request(replace(question, limit=0), _answered(register, question))
    return register.index.counts([request])[0]


def suggest(register: Register, text: str, access: tuple[str, ...], limit: int = 8) -> Suggested:
    """Suggest texts and acts for what stands in the box so far."""
    titles: dict[str, SuggestedAct] = {}

    def read(ids: Sequence[str]) -> list[str]:
        missing = [act_id for act_id in ids if act_id not in titles]
        for act in _cards(register, missing, access):
            titles[act.id] = _named(act)
        return [titles[act_id].title for act_id in ids if act_id in titles]

    suggester = Suggester(register.index, default_analysis(), Filters(access=access), read)
    found = suggester.suggest(text, limit)
    read(found.acts)
    return Suggested(found.texts, [titles[act_id] for act_id in found.acts if act_id in titles])


def similar(register: Register, act_id: str, access: tuple[str, ...], limit: int = 5) -> list[ActCard]:
    """Return the acts that are most like this one, most like first; none when nothing is like it."""
    analysis = default_analysis()
    with register.records.reading() as session:
        found = cards_and_texts(session, [act_id], access).get(act_id)
    query = similar_query(found[0].title, found[1], analysis) if found else None
    if query is None:
        return []
    request = SearchRequest(query=query, filters=Filters(access=access), limit=limit + 1, facets=False)
    hits = register.index.search(request).hits
    own = next((hit.score for hit in hits if hit.id == act_id), None)
    if own is None:
        return []
    return list(_cards(register, [hit.id for hit in hits if hit.id != act_id and hit.score >= own * LIKE], access))


def _warnings(asked: Query, text: str) -> tuple[str, ...]:
    """Return what of a query was not understood; that nothing of it counts is said once."""
    is_told = any(words.endswith("пропущено.") for words in asked.warnings)
    return (*asked.warnings, NO_WORDS) if asked.is_empty and text.strip() and not is_told else asked.warnings


def _parsed(register: Register, question: Question) -> Query:
    return parse(question.text, default_analysis(), _table(register, question))


def _answered(register: Register, question: Question) -> Query:
    """Return the query whose hits are the list of a question: its own, or what is searched because it finds nothing."""
    query = _parsed(register, question)
    if question.strict:
        return query
    (total,) = register.index.counts([_request(replace(question, limit=0), query)])
    other = _instead(register, question, query, SearchPage(total=total, hits=(), facets={}))
    return other.query if other else query


def _instead(register: Register, question: Question, query: Query, page: SearchPage) -> Instead | None:
    if question.strict or page.total >= ENOUGH:
        return None
    return Loosener(*_helping(register, question)).instead(query, _filters(question), page)


def _helping(register: Register, question: Question) -> tuple[SearchIndex, Analysis, Texts, Synonyms | None]:
    """Return what reads other words out of acts that the person may see."""

    def texts(ids: Sequence[str]) -> Iterable[str]:
        return _texts(register, ids, question.access)

    return register.index, default_analysis(), texts, _table(register, question)


def _table(register: Register, question: Question) -> Synonyms | None:
    return None if question.exact else register.synonyms.table()


def _named(act: ActCard) -> SuggestedAct:
    return SuggestedAct(act.id, act.name, act.title)


def request_of(register: Register, question: Question) -> SearchRequest:
    """Return what an index is asked for a question."""
    return _request(question, _parsed(register, question))


def _request(question: Question, query: Query) -> SearchRequest:
    return SearchRequest(
        query=query,
        filters=_filters(question),
        sort=question.sort,
        offset=question.offset,
        limit=question.limit,
    )


def _filters(question: Question) -> Filters:
    return Filters(
        access=question.access,
        kinds=question.kinds,
        bodies=question.bodies,
        years=question.years,
        date_from=question.date_from,
        date_to=question.date_to,
        has_publication=question.has_publication,
        has_supplementary=question.has_supplementary,
    )


def _shown(register: Register, ids: list[str], access: tuple[str, ...], marker: Marker) -> list[FoundAct]:
    """Return hits with their marks, in order; the records have the last word on who may see them."""
    with register.records.reading() as session:
        found = cards_and_texts(session, ids, access)
        standing = standings(session, ids, access)
    return [
        FoundAct(
            act,
            highlight(nfc(act.title), marker),
            snippets(text, marker, f"{act.title} {act.kind} {act.body} {act.number_raw} {act.date:%d.%m.%Y}"),
            standing.get(act.id, ()),
        )
        for act, text in (found[act_id] for act_id in ids if act_id in found)
    ]


def _texts(register: Register, ids: Sequence[str], access: tuple[str, ...]) -> Iterable[str]:
    with register.records.reading() as session:
        found = cards_and_texts(session, ids, access)
    return [f"{act.title}\n{text}" for act, text in (found[act_id] for act_id in ids if act_id in found)]


def _led_to(register: Register, ids: Sequence[str], access: tuple[str, ...]) -> list[SuggestedAct]:
    with register.records.reading() as session:
        standing = standings(session, ids, access)
    return [replace(_named(act), standing=standing.get(act.id, ())) for act in _cards(register, ids, access)]


def _told(register: Register, query: Query, question: Question) -> list[Told]:
    asked = requisites_of(query)
    if asked is None or asked.number is None:
        return []
    with register.records.reading() as session:
        return told_of_absent(session, asked.number.norm, asked.days, question.access, SHORT)


def _cards(register: Register, ids: Sequence[str], access: tuple[str, ...]) -> list[ActCard]:
    """Return the cards of acts in the order of the identifiers."""
    if not ids:
        return []
    with register.records.reading() as session:
        found = cards(session, ids, access)
    return [found[act_id] for act_id in ids if act_id in found]
