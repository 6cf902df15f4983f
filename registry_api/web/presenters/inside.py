"""Search inside one act: the places that the query of the search would mark, numbered for jumps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from domain.text import nfc
from registry_api.asked import LONGEST, cut_note
from registry_api.web.presenters.document import Mark
from search.analysis import default_analysis
from search.marking import HITS_LIMIT
from search.query import parse
from search.within import look_within

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
    seeks: bool = True
    """There were words to look for, not only conditions on the card."""
    absent: tuple[str, ...] = ()
    """Words that the text does not have."""
    meant: tuple[tuple[str, bool], ...] = ()
    """What was probably meant, in parts, with a mark on what was changed."""
    meant_places: int = 0
    is_any_form: bool = False
    """What was meant is the same words, in any form."""

    @property
    def is_cut(self) -> bool:
        """Whether there may be more places than are marked."""
        return len(self.marks) >= HITS_LIMIT

    @property
    def meant_text(self) -> str:
        """What was probably meant, whole."""
        return "".join(part for part, _ in self.meant)


def look_inside(register: Register, document: Document | None, text: str) -> Inside:
    """Find the places of a query in the text of an act, in the word forms of the search."""
    cut, text = cut_note(text), text.strip()[:LONGEST]
    if not text or document is None:
        return Inside(text)
    analysis, synonyms = default_analysis(), register.synonyms.table()
    query = parse(text, analysis, synonyms)
    found = look_within(query, nfc(document.text), analysis, synonyms)
    places = enumerate(found.places[:MOST], 1)
    return Inside(
        text,
        [Mark(f"hit-{number}", place.start, place.end, "sought") for number, place in places],
        [*([cut] if cut else []), *query.warnings],
        found.seeks,
        found.absent,
        found.meant,
        found.meant_places,
        found.is_any_form,
    )
