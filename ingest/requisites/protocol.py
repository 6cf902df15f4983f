"""What a protocol has besides requisites: the meeting, who was there, the agenda, decisions, assignments.

Reads: Document, Lines, Shape. Writes: ProtocolDetails. Fields after the regulation, chapter 6 point 2.4.3; the
parts are cut by :mod:`ingest.requisites.passages` and each is read by a file of its own.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from domain.requisites import ProtocolDetails, Span
from domain.text import clean
from ingest.requisites.assignments import assignments_of, table_assignments
from ingest.requisites.executors import names_executor
from ingest.requisites.naming import nominative
from ingest.requisites.passages import Kind, passages_of, without_blocks
from ingest.requisites.points import points_of
from ingest.requisites.proceedings import (
    agenda_of,
    chair_of,
    count_of,
    discussions_of,
    people_of,
    quorum_of,
    secretary_of,
)

if TYPE_CHECKING:
    from domain.document import Document
    from domain.requisites import Assignment, Found
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape
    from ingest.requisites.passages import Passage
    from ingest.requisites.points import Point

PROTOCOL: Final = "протокол"
_SITTINGS: Final = {"заседания": "заседание", "сессии": "сессия", "планерки": "планерка", "планёрки": "планёрка"}
"""Genitives of words for a meeting that are no names of bodies."""

_NUMBER: Final = re.compile(r"^\S+\s*(?:(?:№|N|#)\s*[\w/-]+\s*)?")


def find_protocol(
    document: Document, shape: Shape, lines: list[Line], title: Found | None, day: Found | None
) -> ProtocolDetails | None:
    """Return the details of a protocol, None for any other kind; ``day`` is the day of the meeting."""
    head = shape.headline
    if head is None or head.kind != PROTOCOL:
        return None
    base = date.fromisoformat(day.value) if day is not None else None
    in_tables, tables = table_assignments(document, base)
    body = without_blocks(lines[lines.index(head.line) + 1 :], tables)
    passages = passages_of(body)
    points = _points(passages)
    meeting = _meeting(title)
    places: dict[str, Span] = {}
    if meeting and title is not None and title.span is not None:
        places["meeting"] = title.span
    chair, secretary = chair_of(passages, _above(shape, passages)), secretary_of(passages)
    found = {name: _noted(places, name, value) for name, value in (("chair", chair), ("secretary", secretary))}
    count, annexed = count_of(passages)
    quorum, at = quorum_of(body)
    lists = {}
    for name, kind in (("present", Kind.PRESENT), ("invited", Kind.INVITED), ("absent", Kind.ABSENT)):
        lists[name], place = people_of(passages, kind)
        if place is not None:
            places[name] = place
    if at is not None:
        places["quorum"] = at
    return ProtocolDetails(
        meeting=meeting,
        chair=found["chair"],
        secretary=found["secretary"],
        present=lists["present"],
        present_count=count,
        list_annexed=annexed,
        invited=lists["invited"],
        absent=lists["absent"],
        quorum=quorum,
        agenda=agenda_of(passages),
        discussions=discussions_of(passages, points),
        assignments=_assignments(points, in_tables, base),
        places=places,
    )


def _points(passages: list[Passage]) -> dict[int, list[Point]]:
    """Return the points of every passage РЕШИЛИ, by its index; a section stays open over passages."""
    found: dict[int, list[Point]] = {}
    section = ""
    for index, passage in enumerate(passages):
        if passage.kind is Kind.DECIDED:
            found[index], section = points_of(passage.lines, section, names_executor)
    return found


def _assignments(
    points: dict[int, list[Point]], in_tables: list[Assignment], base: date | None
) -> tuple[Assignment, ...]:
    written = [made for group in points.values() for made in assignments_of(group, base)]
    return tuple(sorted([*written, *in_tables], key=lambda item: item.span.start if item.span else 0))


def _noted(places: dict[str, Span], name: str, value: tuple[str, Span] | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    places[name] = value[1]
    return value[0]


def _above(shape: Shape, passages: list[Passage]) -> str:
    """Return what stands between the kind and those present: the name of the meeting, perhaps with its chair."""
    rest = shape.headline.rest if shape.headline is not None else ""
    return clean(f"{rest} {passages[0].text}")


def _meeting(title: Found | None) -> str | None:
    """Return the name of the meeting in the nominative: «заседание Думы», «аппаратное совещание при главе»."""
    if title is None:
        return None
    words = _NUMBER.sub("", clean(title.value)).strip().split()
    at = next((index for index, word in enumerate(words[:4]) if word.lower() in _SITTINGS), None)
    if at is None:
        return nominative(" ".join(words)) or None
    noun = _SITTINGS[words[at].lower()]
    ends = (("ого", "ое"), ("его", "ее")) if noun.endswith("е") else (("ой", "ая"), ("ей", "яя"))
    before = []
    for word in words[:at]:
        old, new = next(((old, new) for old, new in ends if word.endswith(old)), ("", ""))
        before.append(word[: len(word) - len(old)] + new)
    return " ".join([*before, noun, *words[at + 1 :]])
