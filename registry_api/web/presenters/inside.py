"""Search inside one act: the places that the query of the search would mark, numbered for jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.text import nfc
from registry_api.asked import LONGEST
from registry_api.web.presenters.document import Mark
from search.analysis import default_analysis
from search.marking import HITS_LIMIT, Marker
from search.query import parse

if TYPE_CHECKING:
    from domain.document import Document
    from registry_api.root import Register

MOST: Final = 1000
"""Places that are marked, at most: a page with more is slow, and nobody jumps through it."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What was looked for inside an act and where it stands."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more places than are marked."""
        return len(self.marks) >= HITS_LIMIT


def look_inside(register: Register, document: Document | None, text: str) -> Inside:
    """Find the places of a query in the text of an act, in the word forms of the search."""
    text = text.strip()[:LONGEST]
    if not text or document is None:
        return Inside(text)
    analysis = default_analysis()
    query = parse(text, analysis, register.synonyms.table())
    found = Marker(query, analysis).places(nfc(document.text))[:MOST]
    marks = [Mark(f"hit-{number}", place.start, place.end, "sought") for number, place in enumerate(found, 1)]
    return Inside(text, marks, list(query.warnings))
