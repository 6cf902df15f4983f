"""All acts that a document cites, with what each reference is for.

Reads: Document, Shape, the act's own requisites, the acts that it changes. Writes: ActReferences with roles.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from domain.document import BlockKind, Source
from domain.numbers import number_key as key_of_number
from ingest.requisites.aliases import with_aliases
from ingest.requisites.citations import folded_of, references_in
from ingest.requisites.lines import mend
from ingest.requisites.machine import Part
from ingest.requisites.notes import notes_in
from ingest.requisites.words import ANNEX, APPROVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.clauses import AmendmentNote
    from domain.document import Document
    from domain.references import ActReference, Span
    from domain.requisites import Found
    from ingest.requisites.machine import Shape

_LIMIT: Final = 2000
"""As many citations of one document are kept: a code with all its notes has more, and nobody reads them as a list."""

_FURNITURE: Final = frozenset({BlockKind.HEADER, BlockKind.FOOTER})
_RECOGNISED: Final = 0.7
"""Confidence of what recognised characters say, as a share of the same in typed text."""

_BASIS: Final = re.compile(
    r"в\s+соответствии\s+с|на\s+основании|во\s+исполнение|руководствуясь|согласно|в\s+целях|в\s+связи\s+с|с\s+учетом"
    r"|рассмотрев|учитывая|в\s+порядке\s+реализации|принимая\s+во\s+внимание"
)
_FOUNDED: Final = re.compile(
    r"(?:разработан|подготовлен|принят|издан|составлен)[а-яё]{0,2}(?:\s+в\s+соответствии\s+с|\s+на\s+основании|\s+во\s+исполнение"
    r"|\s+согласно|\s+с\s+учетом)"
)
_SENTENCE: Final = re.compile(r"[.!?;][\"»)]?\s+(?=[А-ЯЁ])|\n(?=\s*\d{1,2}[.)])")
_ABBREVIATED: Final = re.compile(r"(?<![А-Яа-яЁё])(?:г|гг|ред|им|ст|п|пп|ч|с|обл|р|т|[А-ЯЁ])$")
_REACH: Final = 1500
_STAMP_LINES: Final = 8
_STAMP_LONG: Final = 300
"""Characters: a line that is longer is the annex's own text, below a stamp whose number was not read."""
_FIRST: Final = 200
"""A headline that opens a document begins before this place."""

_HEAD: Final = 700
"""A code names itself within this many characters from the beginning."""


number_key = lru_cache(maxsize=4096)(key_of_number)
"""A text says the same numbers many times."""


def with_whole_bodies(changed: tuple[ActReference, ...], cited: tuple[ActReference, ...]) -> tuple[ActReference, ...]:
    """Return the changed acts with the body's whole name: orders are read without what is in quotes."""
    whole = {(ref.date, ref.number): ref.body for ref in cited if ref.body}
    return tuple(
        msgspec.structs.replace(ref, body=named)
        if ref.body and (named := whole.get((ref.date, ref.number))) and named.startswith(f"{ref.body} ")
        else ref
        for ref in changed
    )


def find_citations(
    document: Document,
    shape: Shape,
    own: Sequence[Found | None],
    changes: tuple[tuple[ActReference, ...], tuple[ActReference, ...]],
) -> tuple[tuple[ActReference, ...], tuple[AmendmentNote, ...]]:
    """Return the acts that the document cites and the notes of a consolidated text, in the order of the text.

    The act itself is not among the acts.

    Args:
        document: The document that was read.
        shape: Its parts.
        own: Its own date and number: references that say the same are the act itself.
        changes: What it amends and what it repeals.
    """
    text = mend(document.text)
    found = with_aliases(text, references_in(text, 0, _LIMIT))
    stamps = _stamps(shape)
    code = _own_code(text, found)
    roles = _roles(changes)
    basis = _Basis(text, shape)
    kept = []
    for ref in _opened(text, found, own):
        if ref.span is None or (ref.kind == "кодекс" and ref.title == code):
            continue
        if _inside(stamps, ref.span.start) or _in_furniture(document, ref.span.start):
            continue
        changed = roles.get((ref.date, number_key(ref.number))) if ref.number else None
        role = ref.role or changed or basis.role(ref.span.start)
        sure = msgspec.structs.replace(ref, role=role, confidence=_sure(document, ref))
        kept.append(_limited(sure, changes[1]) if role == "repeals" and not ref.provision else sure)
    return tuple(kept), notes_in(text, basis.folded, kept)[:_LIMIT]


def _limited(ref: ActReference, repeals: Sequence[ActReference]) -> ActReference:
    """Return a repealed act with the part that the repeal is limited to, where it is."""
    for dead in repeals:
        if dead.provision and (dead.date, dead.number) == (ref.date, ref.number):
            return msgspec.structs.replace(
                ref, provision=dead.provision, confidence=min(ref.confidence, dead.confidence)
            )
    return ref


def _roles(changes: tuple[tuple[ActReference, ...], tuple[ActReference, ...]]) -> dict[tuple[str | None, str], str]:
    """Return for every act that is changed what is done to it, wherever the text names it."""
    return {
        (ref.date, number_key(ref.number or "")): role
        for role, refs in zip(("amends", "repeals"), changes, strict=True)
        for ref in refs
    }


def _opened(text: str, found: Sequence[ActReference], own: Sequence[Found | None]) -> Iterator[ActReference]:
    """Yield the references without the act itself; what the title of its headline cites comes in its place."""
    for ref in found:
        if ref.span is None or not (_is_own(ref, own) or _is_headline(text, ref)):
            yield ref
        elif ref.title is not None and text[ref.span.end - 1] in '»”"':
            title = max(ref.span.end - len(ref.title) - 2, ref.span.start + 1)
            yield from references_in(text[title : ref.span.end], title, 20)


def _is_own(ref: ActReference, own: Sequence[Found | None]) -> bool:
    day, number = own
    if ref.date is None:
        return False
    if any(_overlap(ref.span, item.span) for item in (day, number) if item is not None):
        return True
    if day is None or ref.date != day.value:
        return False
    if ref.number is None:
        return True
    return number is not None and number_key(ref.number) == number_key(number.value)


def _is_headline(text: str, ref: ActReference) -> bool:
    """Tell the headline that a legal database puts above an act: it opens the document, in the nominative."""
    if ref.span is None or not ref.date or not ref.kind or ref.span.start > _FIRST or text[: ref.span.start].strip():
        return False
    return folded_of(" ".join(text[ref.span.start : ref.span.end].split())).startswith(f"{ref.kind} ")


def _overlap(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def _own_code(text: str, found: Sequence[ActReference]) -> str | None:
    """Return the name of the code that this document is: it stands alone in a line of the head."""
    for ref in found:
        if ref.span is None or ref.span.start > _HEAD:
            return None
        line = text[text.rfind("\n", 0, ref.span.start) + 1 : ref.span.start]
        after = text[ref.span.end : ref.span.end + 200].partition("\n")[0].strip()
        if ref.kind == "кодекс" and not line.strip() and not after:
            return ref.title
    return None


def _stamps(shape: Shape) -> list[tuple[int, int]]:
    """Return the stamps of annexes («Приложение к постановлению … от … № …»): they name the act itself."""
    places = []
    lines = shape.of(Part.ANNEX)
    for index, line in enumerate(lines):
        if not (ANNEX.match(line.plain) or APPROVED.match(line.plain)) or (index and line.plain.endswith((";", ","))):
            continue
        last = line
        for near in lines[index : index + _STAMP_LINES]:
            last = near
            if len(near.text) > _STAMP_LONG:
                break
            if re.search(r"\d{4}.{0,12}(?:№|N|#)", near.text):
                places.append((line.start, last.end))
                break
    return places


def _inside(places: list[tuple[int, int]], at: int) -> bool:
    index = bisect_right(places, (at, 1 << 60)) - 1
    return index >= 0 and places[index][0] <= at < places[index][1]


def _in_furniture(document: Document, at: int) -> bool:
    index = document.block_at(at)
    return index is not None and document.blocks[index].kind in _FURNITURE


def _sure(document: Document, ref: ActReference) -> float:
    index = document.block_at(ref.span.start) if ref.span else None
    recognised = index is not None and document.blocks[index].source is Source.OCR
    return round(ref.confidence * _RECOGNISED, 3) if recognised else ref.confidence


class _Basis:
    """Which references are the basis of the act: those of its preamble, and «разработан в соответствии с …»."""

    def __init__(self, text: str, shape: Shape) -> None:
        self.folded = folded_of(text)
        self.text = text
        lines = shape.of(Part.PREAMBLE) if shape.of(Part.OPERATIVE) and not (shape.letter or shape.court) else []
        self.start = lines[0].start if lines else 0
        self.end = lines[-1].end if lines else 0
        self.phrases = sorted(
            [
                *(match.start() for match in _BASIS.finditer(self.folded, self.start, self.end)),
                *(match.start() for match in _FOUNDED.finditer(self.folded)),
            ]
        )

    def role(self, at: int) -> str:
        """Return the role of a reference that begins here."""
        low = max(self.start if self.start <= at < self.end else 0, at - _REACH)
        index = bisect_right(self.phrases, at) - 1
        if index < 0 or self.phrases[index] < low:
            return "plain"
        ended = any(
            not _ABBREVIATED.search(self.text, max(0, match.start() - 6), match.start())
            for match in _SENTENCE.finditer(self.text, self.phrases[index], at)
        )
        return "plain" if ended else "basis"
