"""Notes of a consolidated text: «(В редакции Постановления … от … N …)», «(п. 2 в ред. …)», «Исключен - …».

Reads: a text and its references. Writes: AmendmentNotes. A note may follow or precede its unit and several may belong
to one, so the unit is of low confidence and the words are kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

import msgspec

from domain.clauses import AmendmentNote
from domain.references import Span
from domain.text import clean
from ingest.requisites.provisions import normal_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.references import ActReference

_OPENED: Final = re.compile(
    r"\(\s{0,2}(?P<unit>[^()]{0,60}?)\s{0,2}(?P<word>(?:в|с)\s+ред(?:акци[а-я]{1,3}|\.)|с\s+изм(?:енениями|\.)|с\s+учетом\s+изменений"
    r"|дополнен[аоы]?|дополнение|введен[аоы]?|исключен[аоы]?|утратил[аои]?\s+силу|изменен[аоы]?"
    r"|(?:дополнительно\s+)?включен[аоы]?)(?![а-я])"
)
_BARE: Final = re.compile(
    r"(?P<word>исключен[аоы]?|утратил[аои]?\s{1,3}силу|введен[аоы]?)\.?\s{0,2}[-–—]\s{0,2}(?=[а-я])"
)
_BEFORE: Final = re.compile(
    r"(?<![а-я\d.])(?P<unit>[а-я]{2,12}\.?(?:\s\d[\d.]{0,12})?|\d{1,3}(?:\.\d{1,3}){0,5}\.?)\s{1,3}$"
)
_UNIT: Final = re.compile(
    r"(?P<name>подпункт|пункт|абзац|подраздел|раздел|глава|часть|статья|приложение|преамбула|пп\.|подп\.|п\.|абз\.|разд\.|гл\.|ч\.|ст\.)"
    r"(?P<number>(?:\s(?:\d[\d.\-–]{0,16}|[«\"]?[а-я][»\"]?|первый|второй|третий|четвертый|пятый)(?=[\s,)]|$))?)",
)
_POINT: Final = re.compile(r"(?:^|\s)(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})\.?[\s)]{1,3}$")
_ACTIONS: Final = (
    ("дополн", "added"),
    ("введен", "added"),
    ("включен", "added"),
    ("исключен", "removed"),
    ("утратил", "lapsed"),
)
_AS_OF: Final = re.compile(
    r"\(\s{0,2}с\s+изменениями\s+(?:и\s+дополнениями\s+)?(?:на|по\s+состоянию\s+на)\s[^()]{6,40}\)"
)
_MARKER: Final = re.compile(r"(?:^|[\s.)])(?P<number>\d{1,2}(?:\.\d{1,2}){1,4}\.?|\d{1,2}\.)\s{1,3}(?=[А-ЯЁ(])")
_GUESS: Final = 0.4
_PARENTHESIS: Final = re.compile(r"[()]")


def notes_in(text: str, folded: str, refs: Sequence[ActReference]) -> tuple[AmendmentNote, ...]:
    """Return the notes of the text; a parenthesis that cites no act is one only when it says «с изменениями на …».

    A note that names no unit gets the point before it, as a guess.
    """
    starts = [ref.span.start for ref in refs if ref.span is not None]
    found: list[AmendmentNote] = []
    closings = _closings(text)
    for match in _OPENED.finditer(folded):
        end = closings.get(match.start(), match.end())
        acts = _between(refs, starts, match.end(), end)
        if acts:
            found.append(_note(text, folded, match, (match.start(), end), acts))
    inside = [note.span for note in found]
    for match in _BARE.finditer(folded):
        at = bisect_left([span.start for span in inside], match.start())
        if at and inside[at - 1].end > match.start():
            continue
        first = bisect_left(starts, match.end())
        ref = refs[first] if first < len(refs) else None
        if ref is not None and ref.span is not None and ref.span.start - match.end() < len("Постановление") // 2:
            before = _BEFORE.search(folded, max(0, match.start() - 32), match.start())
            start = before.start("unit") if before is not None else match.start()
            found.append(_note(text, folded, match, (start, ref.span.end), (ref,), before["unit"] if before else ""))
    found += [
        AmendmentNote(raw=clean(text[match.start() : match.end()]), span=Span(*match.span()), action="as-of")
        for match in _AS_OF.finditer(folded)
    ]
    return _placed(text, sorted(found, key=lambda note: note.span.start))


def _placed(text: str, notes: list[AmendmentNote]) -> tuple[AmendmentNote, ...]:
    """Give every note without a number the number of the point that it stands in."""
    if not notes:
        return ()
    marks = [(match.start("number"), match["number"].rstrip(".")) for match in _MARKER.finditer(text)]
    placed = []
    for note in notes:
        at = bisect_left(marks, (note.span.start, ""))
        if note.action == "as-of" or (note.unit and note.unit != "пункт") or not at:
            placed.append(note)
        else:
            placed.append(msgspec.structs.replace(note, unit=f"пункт {marks[at - 1][1]}", confidence=_GUESS))
    return tuple(placed)


def _closings(text: str) -> dict[int, int]:
    """Return where every parenthesis that closes does so, others inside it counted."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for match in _PARENTHESIS.finditer(text):
        if match.group() == "(":
            opened.append(match.start())
        elif opened:
            closings[opened.pop()] = match.end()
    return closings


def _between(refs: Sequence[ActReference], starts: list[int], low: int, high: int) -> tuple[ActReference, ...]:
    return tuple(refs[bisect_left(starts, low) : bisect_left(starts, high)])


def _note(  # noqa: PLR0917 - a note is read from both forms of the text
    text: str,
    folded: str,
    match: re.Match[str],
    place: tuple[int, int],
    acts: tuple[ActReference, ...],
    said: str | None = None,
) -> AmendmentNote:
    word = match["word"]
    start, end = place
    return AmendmentNote(
        raw=clean(text[start:end])[:600],
        span=Span(start, end),
        action=next((action for begin, action in _ACTIONS if begin in word), "amended"),
        unit=_unit(folded, start, match["unit"] if said is None else said),
        acts=acts,
    )


def _unit(folded: str, start: int, said: str) -> str:
    """Return the unit that the note names, or the point that stands right before it."""
    named = _UNIT.search(said)
    point = _POINT.search(folded[max(0, start - 24) : start])
    number = named["number"].strip() if named is not None else ""
    if named is not None:
        return normal_unit(f"{named['name']} {number or (point['number'] if point else '')}".strip())
    if said[:1].isdigit():
        return f"пункт {said.strip(' .')}"
    return f"пункт {point['number']}" if point is not None else ""
