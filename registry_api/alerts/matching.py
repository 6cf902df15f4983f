"""Changes of acts held against the saved searches.

The changed acts alone are put into a small index of their own, and every search is asked there: the cost does not grow
with the register, nothing depends on how far the great index is, and the answer is the same, because both engines
give the same answers.

Reads: the changes that wait, the records, the searches. Writes: what was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.alerts import Suspension
from domain.errors import StateConflict
from domain.roles import levels_of, rights_of
from domain.statuses import AccessLevel
from registry_api.asked import Asked
from registry_api.finding import request_of
from search.analysis import default_analysis
from search.embedded import EmbeddedIndex
from search.indexer import to_document
from search.query import parse
from storage import alerts, drafts, people, searches
from storage.index_feed import IndexFeed
from storage.scratch import Scratch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registry_api.root import Register
    from storage.models import Person, SavedSearch

_MEMORY_MB = 32


def match(register: Register) -> int:
    """Hold every waiting change against the searches; return how many finds are new."""
    found = 0
    while True:
        with register.records.reading() as session:
            changes = alerts.waiting(session)
            watching = alerts.watching(session) if changes else []
        if not changes:
            return found
        finds, suspended = _finds(register, sorted({change.act_id for change in changes}), watching)
        with register.records.writing(drafts.MACHINE) as unit:
            try:
                found += alerts.tell(unit, changes, finds)
            except StateConflict:  # another process was faster
                return found
            for search_id, why in suspended.items():
                row = unit.session.get(type(watching[0]), search_id)
                if row is not None:
                    searches.suspend(unit, row, why)
            unit.commit()


def _finds(
    register: Register, act_ids: Sequence[str], watching: Sequence[SavedSearch]
) -> tuple[dict[str, dict[str, int]], dict[str, Suspension]]:
    """Return what each search finds among these acts, and the searches that no longer work."""
    finds: dict[str, dict[str, int]] = {}
    suspended: dict[str, Suspension] = {}
    documents = [to_document(record) for record in IndexFeed(register.records).records(act_ids)] if watching else []
    with Scratch() as folder:
        index = EmbeddedIndex(folder, default_analysis(), memory_mb=_MEMORY_MB)
        try:
            if documents:
                index.apply(documents, [])
            for search in watching:
                why = why_silent(search)
                if why is not None:
                    suspended[search.id] = why
                elif documents:
                    finds[search.id] = _found(register, index, search, len(documents))
        finally:
            index.close()
    return finds, suspended


def _found(register: Register, index: EmbeddedIndex, search: SavedSearch, limit: int) -> dict[str, int]:
    question = Asked.parsed(search.query).question(levels_for(search.person), offset=0, limit=limit)
    return {hit.id: hit.version for hit in index.search(request_of(register, question)).hits}


def why_silent(search: SavedSearch) -> Suspension | None:
    """Return why a search can tell nothing any more; None when it can."""
    if not search.person.active or not levels_for(search.person):
        return Suspension.ACCOUNT
    if set(warnings_of(search.query)) - set(search.accepted):
        return Suspension.QUERY
    return None


def warnings_of(address: str) -> list[str]:
    """Return what of a saved question is not understood, in Russian."""
    return list(parse(Asked.parsed(address).text, default_analysis()).warnings)


def levels_for(person: Person) -> tuple[str, ...]:
    """Return the levels that letters and feeds of a person may reach now: acts for official use never leave."""
    levels = levels_of(rights_of(people.roles_of(person))) if person.active else ()
    return tuple(str(level) for level in levels if level is not AccessLevel.OFFICIAL_USE)
