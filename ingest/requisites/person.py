"""Signatory and post as found values.

Reads: Shape. Writes: Found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import clean
from ingest.requisites.machine import Part

if TYPE_CHECKING:
    from ingest.requisites.machine import Shape
    from ingest.requisites.signature import Person

_GLUED: Final = re.compile(r"(?:№|N) ?\d+(?P<name>[А-ЯЁ]\. ?[А-ЯЁ]\. ?[А-ЯЁ][а-яё]+)(?=\s)")
"""The name that a page glued to the number: «№ 999А.Н. Шамановский»."""

_HEADLINE: Final = 300
"""The glued name stands within this many characters after the kind."""


def find_signatory(shape: Shape) -> tuple[Found | None, Found | None]:
    """Return name and post of the one who signed; the name keeps its order («И.О. Фамилия»)."""
    lines = shape.of(Part.SIGNATURE)
    if not lines:
        return _glued(shape), None
    person = shape.signed
    if person is None:
        return None, None
    confidence = 0.95 if person.direct else 0.85 if person.known else 0.75
    if any(line.ocr for line in lines):
        confidence = min(confidence, 0.8)
    if not person.post:
        return _name(person, confidence), None
    post = Found(
        value=person.post,
        raw=person.post,
        span=Span(person.post_start, max(person.post_start, person.post_end)),
        rule="post.signature",
        confidence=confidence,
    )
    return _name(person, confidence), post


def _name(person: Person, confidence: float) -> Found | None:
    if not person.name:
        return None
    return Found(
        value=person.name,
        raw=person.name,
        span=Span(person.name_start, person.name_end),
        rule="signatory.signature" if person.post else "signatory.name-alone",
        confidence=confidence,
    )


def _glued(shape: Shape) -> Found | None:
    head = shape.database
    match = _GLUED.search(head.rest[:_HEADLINE]) if head is not None else None
    if head is None or match is None:
        return None
    start = head.rest_start + match.start("name")
    name = match["name"]
    return Found(
        value=clean(name), raw=name, span=Span(start, start + len(name)), rule="signatory.headline", confidence=0.6
    )
