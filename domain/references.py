"""A reference to an act, and a place in a text."""

from __future__ import annotations

from typing import Final

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True):
    """A place in the document's text: offsets, end excluded."""

    start: int
    end: int


class ActReference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reference to an act in the text; ``date`` is ISO 8601; what the text does not give is None."""

    date: str | None
    number: str | None
    kind: str | None = None
    body: str | None = None
    title: str | None = None
    provision: str | None = None
    """The unit of the cited act: «пункт 2.1 раздела 3»."""
    span: Span | None = None
    confidence: float = 1.0
    role: str = ""
    """What the reference is for: one of :data:`CITATION_ROLES`, empty when nobody has asked."""


CITATION_ROLES: Final = ("basis", "amends", "repeals", "edition", "plain")
"""The act is based on it, changes it, repeals it; a note tells that it changed the text; none of these."""
