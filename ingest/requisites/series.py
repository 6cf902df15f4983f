"""Several numbers under one date: «от 12.03.2012 №№ 10, 11, 12», «№ 5-р, 6-р и 7-р», «№ 5 и № 6 от 01.02.2020».

Reads: a text and a reference that was found in it. Writes: the references of the other numbers. A number goes on with
the series when it has a sign of its own, when the sign was doubled or when its letters are those of the one before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.references import Span
from ingest.requisites.anchors import NUMBER, number_after

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.references import ActReference

_MOST: Final = 50
"""Numbers of one series."""

_JOINT: Final = re.compile(r"\s{0,4}(?:,|;|\s(?:и|а также)\s)\s{0,4}(?:и\s{1,4})?")
_BARE: Final = re.compile(r"(?P<value>\d{1,6}(?:[-/][0-9А-ЯЁа-яё]{1,8}){0,3})(?![\w./-]|\.\d)")
_OWN_DATE: Final = re.compile(
    r"\s{0,4}(?:от(?![а-яё])|(?:января|февраля|марта|апреля|ма[яй]|июн|июл|август|сент|окт|нояб|дек))"
)
_SUFFIX: Final = re.compile(r"[-/]\D{1,8}$")
_DOUBLED: Final = re.compile(r"№ ?№")
_SIGNED_BEFORE: Final = re.compile(
    r"№ ?(?P<value>\d{1,6}(?:[-/][0-9А-ЯЁа-яё]{1,8}){0,3})\s{0,4}(?:,|\sи|\sа также)\s{0,4}$"
)
_BACK: Final = 40


def series_of(text: str, ref: ActReference, start: int, end: int) -> list[ActReference]:
    """Return the acts whose numbers stand beside the number of this one and share its date.

    Args:
        text: The text.
        ref: The reference that was read there.
        start: Where its date or number begins.
        end: Where they end.
    """
    if ref.date is None or ref.number is None or ref.span is None:
        return []
    own = next((match for match in NUMBER.finditer(text, start, end) if match.end() == end), None)
    if own is None:
        return [_sharing(ref, number, at, end) for at, number in _before(text, start, ref.span.start)]
    doubled = _DOUBLED.match(own["sign"]) is not None
    return [_sharing(ref, number, at, stop) for at, number, stop in _after(text, ref, end, doubled=doubled)]


def _after(text: str, ref: ActReference, end: int, *, doubled: bool) -> Iterator[tuple[int, str, int]]:
    suffix = _SUFFIX.search(ref.number or "")
    for _ in range(_MOST):
        joint = _JOINT.match(text, end)
        if joint is None:
            return
        at = joint.end()
        signed = number_after(text, at)
        bare = None if signed else _BARE.match(text, at)
        if bare is not None and not doubled and (suffix is None or not bare["value"].endswith(suffix.group())):
            return
        found = signed or ((at, bare["value"], bare.end()) if bare else None)
        if found is None or _OWN_DATE.match(text, found[2]) is not None:
            return
        yield found
        end = found[2]


def _before(text: str, start: int, floor: int) -> Iterator[tuple[int, str]]:
    """Yield the numbers before that of the reference, nearest first."""
    for _ in range(_MOST):
        match = _SIGNED_BEFORE.search(text, max(floor, start - _BACK), start)
        if match is None:
            return
        yield match.start(), match["value"]
        start = match.start()


def _sharing(ref: ActReference, number: str, start: int, end: int) -> ActReference:
    return msgspec.structs.replace(ref, number=number, title=None, provision=None, span=Span(start, end))
