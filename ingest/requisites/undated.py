"""References without a date: acts called by name, laws by their title, numbers beside a kind.

Reads: a text with its heads and names. Writes: ActReferences that may lie over those with a date; who asks joins them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.references import ActReference, Span
from domain.text import clean
from ingest.requisites.anchors import number_after
from ingest.requisites.asides import closing_quote
from ingest.requisites.heads import FOREIGN, Head, is_after_note, law_of
from ingest.requisites.provisions import provision_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.requisites.named import Named

_LAW_TITLE: Final = re.compile(
    r"(?:\s+(?:рф|российской федерации|рсфср|[а-я-]{3,30}\s(?:области|края)"
    r"|республики\s[а-я-]{3,30}|города\s[а-я-]{3,30}))?\s{0,4}"
    r"(?=[«\"“„])"
)
_NUMBERED: Final = frozenset({"приказ", "постановление", "распоряжение", "решение", "указ", "закон", "протокол"})
_TO_NUMBER: Final = re.compile(r"(?:\s+[А-Яа-яё.-]{2,24}){0,5}?\s{0,4}(?=№|#|N[oо]?\s?[0-9А-ЯA-Z])")
_PROJECT: Final = re.compile(r"проект[а-я]{0,3}\s+$")
TITLE_REACH: Final = 900
"""Longest title of an act, in characters."""

SURE: Final = 0.95
NUMBER_ALONE: Final = 0.8
PART: Final = 0.6


class Undated:
    """One text in which references without a date are looked for."""

    def __init__(self, text: str, folded: str, heads: list[Head], named: list[Named]) -> None:
        """Keep the text, the same text in lower case with ё as е, and what was found in it."""
        self.text = text
        self.folded = folded
        self.heads = heads
        self.named = named

    def references(self) -> list[ActReference]:
        """Return the references, of two that begin at one place the longer first."""
        found = [*self._names(), *self._titled(), *self._numbered()]
        return sorted(found, key=lambda ref: (ref.span.start, -ref.span.end) if ref.span else (0, 0))

    def _names(self) -> Iterator[ActReference]:
        for found in self.named:
            nameless = found.kind == "устав" and not any(word[:1].isupper() for word in found.title.split()[1:])
            sure = PART if nameless else SURE
            yield self._plain(found.kind, found.start, found.end, title=found.title, sure=sure)

    def _titled(self) -> Iterator[ActReference]:
        for head in self.heads:
            if head.kind != "закон":
                continue
            match = _LAW_TITLE.match(self.folded, head.end)
            if match is None:
                continue
            stop = closing_quote(self.text, match.end(), match.end() + TITLE_REACH)
            title = clean(self.text[match.end() + 1 : stop]) if stop is not None else ""
            begin, kind = law_of(self.folded, head, None)
            if stop is None or not title[:1].isupper() or _PROJECT.search(self.folded[max(0, begin - 12) : begin]):
                continue
            yield self._plain(kind, begin, stop + 1, title=title, sure=NUMBER_ALONE)

    def _numbered(self) -> Iterator[ActReference]:
        for head in self.heads:
            if head.kind not in _NUMBERED or self._opens_line(head):
                continue
            match = _TO_NUMBER.match(self.text, head.end)
            number = number_after(self.text, match.end()) if match is not None else None
            if number is None or FOREIGN.search(self.folded[head.end : number[0]]):
                continue
            begin, kind = law_of(self.folded, head, number[1])
            if _PROJECT.search(self.folded[max(0, begin - 12) : begin]):
                continue
            yield self._plain(kind, begin, number[2], number=number[1], sure=PART)

    def _opens_line(self, head: Head) -> bool:
        line = self.text.rfind("\n", 0, head.start) + 1
        return self.text[head.start].isupper() and not self.text[line : head.start].strip(' \t«"_')

    def _plain(
        self, kind: str, begin: int, end: int, *, sure: float, title: str | None = None, number: str | None = None
    ) -> ActReference:
        unit = provision_before(self.text, self.folded, begin)
        return ActReference(
            date=None,
            number=number,
            kind=kind,
            title=title,
            provision=unit[0] if unit else None,
            span=Span(begin, end),
            confidence=sure,
            role="edition" if is_after_note(self.folded, begin) else "",
        )
