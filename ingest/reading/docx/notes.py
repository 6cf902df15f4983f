"""Footnotes and endnotes: a mark «[1]» where the text refers to one, and the notes themselves after the text.

The mark is in brackets because a raised digit would melt into the word or number before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.docx.numbering import format_number
from ingest.reading.docx.package import W
from ingest.reading.docx.styles import attribute, whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

KINDS: Final = ("footnotes", "endnotes")
_FORMS: Final = {"footnotes": "decimal", "endnotes": "lowerRoman"}


class Note(NamedTuple):
    """A note that the text refers to: its identifier in the part of notes, and its mark without brackets."""

    identifier: str
    mark: str


class Notes:
    """Counts the notes of a document in the order of their marks."""

    def __init__(self, settings: Element | None) -> None:
        self.wanted: dict[str, list[Note]] = {kind: [] for kind in KINDS}
        self._marks: dict[tuple[str, str], str] = {}
        self._forms = dict(_FORMS)
        self._next = dict.fromkeys(KINDS, 1)
        if settings is None:
            return
        for kind in KINDS:
            said = settings.find(f"{W}{kind.removesuffix('s')}Pr")
            if said is not None:
                self._forms[kind] = attribute(said.find(W + "numFmt"), "val") or self._forms[kind]
                self._next[kind] = whole(attribute(said.find(W + "numStart"), "val"), 1) or 1

    def mark(self, kind: str, identifier: str, own: str) -> str:
        """Return what to write in the text; ``own`` is a mark that stands in the text by itself («*»).

        A note that was referred to before keeps its mark: it is written once, also when it refers to itself.
        """
        known = self._marks.get((kind, identifier))
        if known is None:
            known = self._marks[kind, identifier] = own or self._number(kind)
            self.wanted[kind].append(Note(identifier, known))
        return "" if own else f"[{known}]"

    def _number(self, kind: str) -> str:
        number = format_number(self._next[kind], self._forms[kind])
        self._next[kind] += 1
        return number
