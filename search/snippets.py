"""Highlighting and snippets, made from the record's text: the same for both engines.

Reads: text (NFC), what a query looks for. Writes: parts of the text with a mark on what matched.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.marking import Marker, Place

_TOLD: Final = 0.6
"""A piece is left out when so much of its words is told already: by the title, the card, another piece."""

_EDGE: Final = 80
"""Letters behind a piece that are looked at, so that a hit of several words is not cut."""

_BLANK: Final = re.compile(r"\s+")
_BLANKS: Final = re.compile(r"[^\S ]\s*| \s+")
"""Blanks that are not one space."""
_WORD: Final = re.compile(r"\w+")

Part = tuple[str, bool]
"""A piece of text and whether it matched."""


class Snippet(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the text around hits, blanks collapsed."""

    parts: tuple[Part, ...]
    start: int
    """Offset in the text."""
    cut_before: bool
    cut_after: bool

    @property
    def text(self) -> str:
        """The piece without marks."""
        return "".join(text for text, _ in self.parts)


def snippets(text: str, marker: Marker, told: str = "", limit: int = 3, width: int = 240) -> list[Snippet]:
    """Return the pieces that show most of the query, in the order of the text; without hits, the beginning.

    A piece that only says again what ``told`` or a better piece says is left out, unless it is the only one.

    Args:
        text: Text of the record, NFC.
        marker: What is looked for.
        told: What stands above the pieces: the title and the card.
        limit: Most pieces.
        width: Length of a piece in characters.
    """
    anchors = marker.anchors(text)
    if not anchors:
        end = _word_end(text, min(width, len(text)))
        piece = _collapsed(text[:end]).strip()
        return [Snippet(parts=((piece, False),), start=0, cut_before=False, cut_after=end < len(text))] if piece else []
    chosen = _chosen(text, anchors, _words(told), limit, width)
    return [_snippet(text, marker, start, width) for start in sorted(chosen)]


def highlight(text: str, marker: Marker) -> tuple[Part, ...]:
    """Return the whole of a short text in NFC (a title) in parts, hits marked."""
    return tuple(_parts(text, marker.places(text)))


def _chosen(text: str, places: list[Place], told: frozenset[str], limit: int, width: int) -> list[int]:
    """Choose where pieces begin: none overlaps another or repeats what is told; the best when all do."""
    chosen: list[int] = []
    said = [told]
    ranked = _ranked(places, width)
    for place in ranked:
        start = _word_start(text, max(place.start - width // 4, 0))
        if any(abs(start - other) < width for other in chosen):
            continue
        words = _words(text[start : start + width])
        if any(len(words & known) >= _TOLD * len(words) for known in said):
            continue
        chosen.append(start)
        said.append(words)
        if len(chosen) == limit:
            break
    return chosen or [_word_start(text, max(ranked[0].start - width // 4, 0))]


def _ranked(places: list[Place], width: int) -> list[Place]:
    """Order the places at which a piece may begin: most different conditions, then most hits, then earliest."""
    ranked = []
    inside: dict[int, int] = {}
    last = 0
    for index, place in enumerate(places):
        limit = place.start - width // 4 + width
        last = max(last, index)
        while last < len(places) and places[last].end <= limit:
            condition = places[last].condition
            inside[condition] = inside.get(condition, 0) + 1
            last += 1
        ranked.append((-len(inside), index - last, index))
        if last > index:
            inside[place.condition] -= 1
            if not inside[place.condition]:
                del inside[place.condition]
    ranked.sort()
    return [places[index] for _, _, index in ranked]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _snippet(text: str, marker: Marker, start: int, width: int) -> Snippet:
    """Cut a piece at whole words; a hit at its edge is not cut."""
    end = _word_end(text, min(start + width, len(text)))
    raw = text[start : end + _EDGE]
    piece = _collapsed(raw)
    cut = end - start if len(piece) == len(raw) else len(_collapsed(text[start:end]))
    places = [place for place in marker.places(piece) if place.start < cut]
    if places:
        cut = max(cut, places[-1].end)
    return Snippet(
        parts=tuple(_parts(piece[:cut], places)),
        start=start,
        cut_before=start > 0,
        cut_after=end < len(text),
    )


def _collapsed(text: str) -> str:
    return _BLANKS.sub(" ", text)


def _parts(text: str, places: Iterable[Place]) -> Iterator[Part]:
    at = 0
    for place in places:
        if place.start > at:
            yield text[at : place.start], False
        yield text[place.start : place.end], True
        at = place.end
    if at < len(text):
        yield text[at:], False


def _word_start(text: str, at: int) -> int:
    """Move a cut to the beginning of a word, at most 50 characters on: official words are long."""
    if at == 0:
        return 0
    blank = _BLANK.search(text, at, min(at + 50, len(text)))
    return blank.end() if blank else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    for place in range(at, max(at - 30, 0), -1):
        if text[place].isspace():
            return place
    return at
