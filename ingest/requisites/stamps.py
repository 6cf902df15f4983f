"""Marks on the act that are not its requisites: the visible stamp of an electronic signature, a restriction of access.

Reads: Document, Lines. Writes: Found.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.requisites.lines import Line

_MOMENT: Final = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\.(?P<m>\d\d)\.(?P<d>\d\d)\s{1,3}(?P<time>\d\d:\d\d:\d\d)(?:\s{1,3}(?P<zone>[+-]\d\d)['’]?:?(?P<minutes>\d\d))?"
)
_DATED: Final = re.compile(
    r"(?:подписано|дата подписи|дата подписания"
    r"|дата и время подписания)"
    r"[:\s]{1,4}(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>20\d\d)[,\s]{1,3}(?P<time>\d\d:\d\d(?::\d\d)?)",
    re.IGNORECASE,
)
_ACCESS: Final = re.compile(
    r"(?:для\s{1,3}служебного\s{1,3}пользования|(?<![а-яё])дсп(?![а-яё])|совершенно\s{1,3}секретно|секретно(?![а-яё])|конфиденциально(?![а-яё])|не\s{1,3}для\s{1,3}печати)",
    re.IGNORECASE,
)
_COPY: Final = re.compile(r"экз(?:емпляр|\.)?\s{0,3}№\s{0,3}[\d_]+", re.IGNORECASE)
_TOP: Final = 30
"""A restriction mark stands within this many lines from the top of the first page."""

_MARK_LINE: Final = 60
"""Longest line of a restriction mark, in characters."""


def find_signed_at(document: Document) -> Found | None:
    """Return the moment that the stamp of an electronic signature shows; it is not the date of the act."""
    match = _MOMENT.search(document.text) or _DATED.search(document.text)
    if match is None:
        return None
    groups = match.groupdict()
    zone = f"{groups['zone']}:{groups['minutes']}" if groups.get("zone") else ""
    try:
        moment = datetime.fromisoformat(f"{match['y']}-{match['m']}-{match['d']}T{match['time']}{zone}")
    except ValueError:
        return None
    return Found(
        value=moment.isoformat(),
        raw=match.group(),
        span=Span(match.start(), match.end()),
        rule="signed-at.stamp",
        confidence=0.95 if zone else 0.85,
    )


def find_access(lines: list[Line]) -> Found | None:
    """Return the restriction mark of the first page; a mention of such marks in running text is none."""
    for line in lines[:_TOP]:
        text = line.plain
        match = _ACCESS.search(text) or _COPY.fullmatch(text)
        if match is None or len(text) > _MARK_LINE:
            continue
        start = line.start + line.text.find(match.group())
        value = " ".join(match.group().split())
        return Found(
            value=value,
            raw=match.group(),
            span=Span(start, start + len(match.group())),
            rule="access.mark",
            confidence=0.95,
        )
    return None
