"""Changes of a text that keep what stood there before: the raw text can always be had back.

Normal form (:func:`ingest.reading.builder.tidy`: NFC, plain spaces and line ends, no invisible signs) is no repair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from domain.document import Repair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``new``."""

    start: int
    end: int
    new: str


class Mended(msgspec.Struct, frozen=True, gc=False):
    """A text with all that was changed in it; ``repairs`` are in order and apart."""

    text: str
    repairs: tuple[Repair, ...] = ()

    def apply(self, edits: Iterable[Edit], rule: str) -> Mended:
        """Return the text with these changes too; edits are in order and do not overlap.

        An edit that touches an earlier repair becomes one repair with it, whose raw text is the first.
        """
        pieces: list[str] = []
        repairs: list[Repair] = []
        place = length = 0
        for start, end, new, raw, why in _clusters(self, list(edits), rule):
            kept = self.text[place:start]
            length += len(kept)
            repairs.append(Repair(length, length + len(new), raw, why))
            pieces += [kept, new]
            length += len(new)
            place = end
        return Mended("".join([*pieces, self.text[place:]]), tuple(repairs)) if repairs else self

    def then(self, glue: str, other: Mended) -> Mended:
        """Return both texts, one after the other."""
        return Mended(self.text + glue + other.text, self.repairs + moved(other.repairs, len(self.text) + len(glue)))

    def piecewise(self, change: Callable[[str], str]) -> Mended:
        """Return the text after a change that looks at signs one by one, with the repairs in their new places."""
        if not self.repairs:
            return Mended(change(self.text))
        pieces: list[str] = []
        repairs: list[Repair] = []
        place = length = 0
        for repair in self.repairs:
            kept, said = change(self.text[place : repair.start]), change(self.text[repair.start : repair.end])
            length += len(kept)
            repairs.append(Repair(length, length + len(said), repair.raw, repair.rule))
            pieces += [kept, said]
            length += len(said)
            place = repair.end
        return Mended("".join([*pieces, change(self.text[place:])]), tuple(repairs))

    def as_one(self, text: str) -> Mended:
        """Return another form of the text as one repair of all of it, for changes that reach over single repairs."""
        raw = _replaced(
            self.text, 0, len(self.text), [Edit(repair.start, repair.end, repair.raw) for repair in self.repairs]
        )
        rules = dict.fromkeys(repair.rule for repair in self.repairs)
        return Mended(text, (Repair(0, len(text), raw, "+".join(rules)),))

    def stripped(self, signs: str | None = None) -> Mended:
        """Return the text without these signs (None: blanks) at both ends."""
        if not self.repairs:
            return Mended(self.text.strip(signs))
        left = len(self.text) - len(self.text.lstrip(signs))
        text = self.text.strip(signs)
        repairs = [
            Repair(_within(start - left, len(text)), _within(end - left, len(text)), raw, rule)
            for start, end, raw, rule in map(_parts, self.repairs)
        ]
        return Mended(text, tuple(repairs))


def joined(glue: str, parts: Sequence[Mended]) -> Mended:
    """Return texts one after the other with ``glue`` between them."""
    if len(parts) == 1:
        return parts[0]
    if not any(part.repairs for part in parts):
        return Mended(glue.join(part.text for part in parts))
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.then(glue, part)
    return whole


def _parts(repair: Repair) -> tuple[int, int, str, str]:
    return repair.start, repair.end, repair.raw, repair.rule


def _within(place: int, length: int) -> int:
    return max(0, min(place, length))


def moved(repairs: Sequence[Repair], by: int) -> tuple[Repair, ...]:
    """Return repairs for a text that begins ``by`` characters later."""
    if not repairs:
        return ()
    return tuple(Repair(repair.start + by, repair.end + by, repair.raw, repair.rule) for repair in repairs)


def _clusters(mended: Mended, edits: list[Edit], rule: str) -> Iterable[tuple[int, int, str, str, str]]:
    """Yield start and end in the old text, new text, raw text and rules of each group of changes that touch."""
    text = mended.text
    marks = sorted(
        [(edit.start, edit.end, 1, number) for number, edit in enumerate(edits)]
        + [(repair.start, repair.end, 0, number) for number, repair in enumerate(mended.repairs)]
    )
    group: list[tuple[int, int, int, int]] = []
    reach = -1
    for mark in [*marks, (len(text) + 1, len(text) + 1, 0, -1)]:
        if group and mark[0] >= reach and mark[0] > group[0][0]:
            yield _joined(text, group, edits, mended.repairs, rule)
            group = []
        group.append(mark)
        reach = max(reach, mark[1])


def _joined(
    text: str, group: list[tuple[int, int, int, int]], edits: list[Edit], repairs: Sequence[Repair], rule: str
) -> tuple[int, int, str, str, str]:
    start, end = group[0][0], max(mark[1] for mark in group)
    new = _replaced(text, start, end, [edits[number] for _, _, is_edit, number in group if is_edit])
    old = [repairs[number] for _, _, is_edit, number in group if not is_edit]
    raw = _replaced(text, start, end, [Edit(repair.start, repair.end, repair.raw) for repair in old])
    rules = [*dict.fromkeys([*(repair.rule for repair in old), *([rule] if len(old) < len(group) else [])])]
    return start, end, new, raw, "+".join(rules)


def _replaced(text: str, start: int, end: int, edits: list[Edit]) -> str:
    pieces, place = [], start
    for edit in edits:
        pieces += [text[place : edit.start], edit.new]
        place = edit.end
    return "".join([*pieces, text[place:end]])
