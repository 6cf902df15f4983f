"""«Указанное постановление»: the act of that kind that was named last before.

Reads: a point, the text of the document. Writes: an ActReference at the place of the words; nothing when several acts
are spoken of («указанные постановления») or none of the kind was named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.references import ActReference, Span
from ingest.requisites.basis import without_editions
from ingest.requisites.citations import folded_of, pairs_in, without_asides
from ingest.requisites.lines import mend
from ingest.requisites.provisions import provision_before

if TYPE_CHECKING:
    from ingest.requisites.operative import Point

_MEANT: Final = re.compile(
    r"(?<![а-яё])(?:выше)?(?:указанн|названн|упомянут)(?:ое|ого|ому|ым|ом|ый)\s+(?:выше\s+)?"
    r"(?P<kind>постановлени(?=е|я|ю)|решени(?=е|я|ю|и)|распоряжени(?=е|я|ю)|приказ|указ)(?:ем|ом|[еяюиау])?(?![а-яё])",
    re.IGNORECASE,
)
_ENDS: Final = ("е", "")
_BEFORE: Final = 6000
"""The act is named within so many characters before."""
_LIKELY: Final = 0.75
"""Trust in a reference that names neither day nor number."""


def meant_in(point: Point, text: str) -> list[ActReference]:
    """Return the acts that a point means by «указанное постановление» and the like, each with its unit.

    Args:
        point: The point, as mended; its offsets are those of the document.
        text: The text of the document.
    """
    found = []
    for match in _MEANT.finditer(point.text):
        at = point.start + match.start()
        act = _named_before(match["kind"].lower(), text, at)
        if act is None:
            continue
        low = max(0, match.start() - 400)
        near = point.text[low : match.start()]
        unit = provision_before(near, folded_of(near), len(near))
        found.append(
            msgspec.structs.replace(
                act,
                span=Span(at, point.start + match.end()),
                provision=unit[0] if unit is not None else None,
                confidence=min(act.confidence, _LIKELY),
                role="",
            )
        )
    return found


def _named_before(stem: str, text: str, at: int) -> ActReference | None:
    start = max(0, at - _BEFORE)
    before = without_editions(without_asides(mend(text[start:at])))
    named = [ref for ref in pairs_in(before, start) if ref.kind in {f"{stem}{end}" for end in _ENDS}]
    return named[-1] if named else None
