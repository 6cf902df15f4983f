"""Names that a text gives to an act for later: «(далее – Федеральный закон № 131-ФЗ)», «(далее – Закон о закупках)».

Reads: a text and its references. Writes: the references with those by alias, in the order of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

import msgspec

from domain.kinds import find_kind
from domain.numbers import number_key
from domain.references import Span
from domain.text import clean

if TYPE_CHECKING:
    from domain.references import ActReference

_ALIAS: Final = re.compile(
    r"[\s,]{0,4}(?:\([^()]{0,300}\)[\s,]{0,4})?\(?\s{0,2}далее\s{0,2}(?:по\s+тексту\s{0,2})?(?:[–—−-]|именуе[а-я]{1,4}|также)"
    r"\s{0,4}(?:соответственно\s{0,2}[–—-]?\s{0,2})?(?P<alias>[^();\n]{6,90})\)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[А-Яа-яЁё-]+|\d+")
_ALIASES: Final = 20
_WORDS: Final = (2, 9)
_SURE: Final = 0.85
_STEM: Final = 4
"""Words of this length and more may end otherwise: «о закупках», «Закона о закупках»."""


def with_aliases(text: str, found: list[ActReference]) -> list[ActReference]:
    """Return the references with those by alias; a number that was given with its date once has it everywhere."""
    added: list[ActReference] = []
    seen: set[str] = set()
    for ref in found:
        match = _ALIAS.match(text, ref.span.end) if ref.span else None
        alias = clean(match["alias"]) if match is not None else ""
        pattern = _pattern(alias) if match is not None and not re.search(r"\d", alias) else None
        if match is None or pattern is None or alias in seen or len(seen) >= _ALIASES:
            continue
        seen.add(alias)
        added += [
            msgspec.structs.replace(ref, span=Span(*use.span()), provision=None, title=None, confidence=_SURE, role="")
            for use in pattern.finditer(text, match.end())
        ]
    return _dated(_merged(found, added))


def _pattern(alias: str) -> re.Pattern[str] | None:
    """Return how later places say an alias: its first word is a kind in any case, the others may end otherwise."""
    words = _WORD.findall(alias)
    if not _WORDS[0] <= len(words) <= _WORDS[1]:
        return None
    kinds = [find_kind(word) for word in words[:2]]
    if not any(kinds):
        return None
    pieces = [
        re.escape(word) if len(word) < _STEM or word.isdigit() else re.escape(word[:-2]) + "[а-яё]{1,4}"
        for word in words
    ]
    return re.compile(r"(?<![А-Яа-яЁё])" + r"\s{1,3}".join(pieces) + r"(?![А-Яа-яЁё])")


def _merged(found: list[ActReference], added: list[ActReference]) -> list[ActReference]:
    if not added:
        return found
    taken = sorted((ref.span.start, ref.span.end) for ref in found if ref.span)
    fresh = []
    for ref in added:
        if ref.span is None:
            continue
        at = bisect_left(taken, (ref.span.start, ref.span.end))
        if (at and taken[at - 1][1] > ref.span.start) or (at < len(taken) and taken[at][0] < ref.span.end):
            continue
        fresh.append(ref)
    return sorted([*found, *fresh], key=lambda ref: ref.span.start if ref.span else 0)


def _dated(found: list[ActReference]) -> list[ActReference]:
    """Give numbers of laws that stand alone the date that the text gives them elsewhere, when it gives one only."""
    days: dict[tuple[str | None, str], set[str]] = {}
    for ref in found:
        if ref.date and ref.number:
            days.setdefault((ref.kind, number_key(ref.number)), set()).add(ref.date)
    kept = []
    for ref in found:
        known = days.get((ref.kind, number_key(ref.number)), set()) if ref.number and not ref.date else set()
        kept.append(msgspec.structs.replace(ref, date=next(iter(known))) if len(known) == 1 else ref)
    return kept
