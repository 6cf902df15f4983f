"""Signatory and post as found values.

Reads: Shape. Writes: Found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from ingest.requisites.machine import Part
from ingest.requisites.signature import Person, signature_at

if TYPE_CHECKING:
    from ingest.requisites.machine import Shape

_SEVERAL: Final = 0.7


def find_signatory(shape: Shape) -> tuple[Found | None, Found | None]:
    """Return name and post of the one who signed; the name keeps its order («И.О. Фамилия»)."""
    lines = shape.of(Part.SIGNATURE)
    if not lines:
        return None, None
    person = signature_at(lines, 0)
    if person is None:
        return None, None
    confidence = 0.95 if person.direct else 0.85
    if any(line.ocr for line in lines):
        confidence = 0.8
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
        rule="signatory.signature",
        confidence=confidence,
    )
