"""The kind by which a text without a kind line calls itself: «Контроль за исполнением настоящего постановления …».

Reads: Shape. Writes: Found, a doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import fold
from ingest.requisites.parts import Part

if TYPE_CHECKING:
    from ingest.requisites.parts import Shape

_SELF_KINDS: Final = ("постановление", "распоряжение", "решение", "приказ")
_SELF: Final = re.compile(
    r"настоящ(?:ее|его|ему|им|ий|ем)\s+(?P<kind>постановлени|распоряжени|решени|приказ)[а-яё]*", re.IGNORECASE
)
_SELF_LINES: Final = 150


def self_named(shape: Shape) -> Found | None:
    """Return the kind by which a text without a kind line calls itself, most often in its control clause."""
    for line in [*shape.of(Part.PREAMBLE), *shape.of(Part.OPERATIVE)][:_SELF_LINES]:
        match = _SELF.search(line.text)
        if match is not None:
            return Found(
                value=next(kind for kind in _SELF_KINDS if kind.startswith(fold(match["kind"]))),
                raw=match.group(),
                span=Span(line.start + match.start(), line.start + match.end()),
                rule="kind.self",
                confidence=0.6,
            )
    return None
