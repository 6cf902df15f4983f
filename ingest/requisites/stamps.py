"""Marks on the act that are not its requisites: the visible stamp of an electronic signature, a restriction of access.

Reads: Document, Lines. Writes: Found.
"""

from __future__ import annotations

import itertools
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final

from domain.document import BlockKind
from domain.requisites import Found, SignatureStamp, Span

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.requisites.lines import Line

_MOMENT: Final = re.compile(
    r"(?<!\d)(?P<y>20\d\d)\.(?P<m>\d\d)\.(?P<d>\d\d)\s{1,3}(?P<time>\d\d:\d\d:\d\d)(?:\s{1,3}(?P<zone>[+-]\d\d)['’]?:?(?P<minutes>\d\d))?"
)
_DATED: Final = re.compile(
    r"(?:подписано|дата подписи|дата подписания"
    r"|дата и время подписания)"
    r"[:\s]{1,4}(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>20\d\d)[,\s]{1,3}(?P<time>\d\d:\d\d(?::\d\d)?)"
    r"(?:\s{0,3}\(?(?:UTC|GMT)?\s?(?P<zone>[+-]\d\d)(?:['’]?:?(?P<minutes>\d\d))?(?![\d.]))?",
    re.IGNORECASE,
)
_MOSCOW: Final = re.compile(
    r"(?<!\d)(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>20\d\d)[,\s]{1,3}(?P<time>\d\d:\d\d(?::\d\d)?)\s{0,3}\(?(?:МСК|MSK)"
    r"(?:\s?(?P<ahead>[+-]\d{1,2}))?(?![а-яёa-z\d])",
    re.IGNORECASE,
)
_MOSCOW_ZONE: Final = 3
"""Hours of Moscow's time ahead of UTC since 26.10.2014 (107-FZ, article 5)."""
_SIGNING_REACH: Final = 300
"""A time of Moscow is that of a signature when signing is spoken of within so many characters before it."""
_SIGNING: Final = re.compile("[Пп]одпис|ПОДПИС")
_SIGNED: Final = re.compile(
    r"подписано?\s{1,3}(?:усиленной\s{1,3})?(?:квалифицированной\s{1,3})?"
    r"(?:электронной\s{1,3}(?:цифровой\s{1,3})?подписью|ЭЦП|УКЭП|ЭП)(?![а-яё])",
    re.IGNORECASE,
)
"""Headline of the mark of a signature."""
_CERTIFICATE: Final = re.compile(
    r"сертификат[а-я]{0,2}\s{0,3}(?:ЭП)?[:№\s]{1,6}(?P<value>[0-9a-f](?:[ \t\n]?[0-9a-f]){15,79})(?![0-9a-zа-яё])",
    re.IGNORECASE,
)
_LABEL: Final = r"(?:владелец|действител|сертификат|срок|дата|организац|должност|подписа)"
_OWNER: Final = re.compile(
    rf"владелец[:\s]{{1,4}}(?P<value>[^\n][\s\S]{{2,158}}?(?=\s{{1,3}}{_LABEL})|[^\n]{{3,120}})", re.IGNORECASE
)
_VALID: Final = re.compile(
    r"действител[а-я]{1,4}[:\s]{1,4}с\s{1,3}(?P<d1>\d\d)\.(?P<m1>\d\d)\.(?P<y1>20\d\d)(?:\s{0,2}г\.?)?"
    r"\s{1,3}(?:по|до)\s{1,3}(?P<d2>\d\d)\.(?P<m2>\d\d)\.(?P<y2>20\d\d)",
    re.IGNORECASE,
)
_REACH: Final = 500
"""Characters in which the parts of a mark stand after its headline."""
_STAMPS: Final = 20
"""As many marks of one document are read."""
_ACCESS: Final = re.compile(
    r"(?:для\s{1,3}служебного\s{1,3}пользования|(?<![а-яё])дсп(?![а-яё])|совершенно\s{1,3}секретно|секретно(?![а-яё])|конфиденциально(?![а-яё])|не\s{1,3}для\s{1,3}печати)",
    re.IGNORECASE,
)
_COPY: Final = re.compile(r"экз(?:емпляр|\.)?\s{0,3}№\s{0,3}[\d_]+", re.IGNORECASE)
_TOP: Final = 30
"""A restriction mark stands within this many lines from the top of the first page."""

_MARK_LINE: Final = 60
"""Longest line of a restriction mark, in characters."""


def _dated(text: str) -> re.Match[str] | None:
    """Search only in texts that speak of signing: an expression without regard to case is slow over a whole act."""
    return _DATED.search(text) if _SIGNING.search(text) else None


def _moscow(text: str) -> re.Match[str] | None:
    """Return the time «17.02.2021 10:15:33 МСК» of a signature; hearings and auctions have such times, too."""
    if not _SIGNING.search(text):
        return None
    return next(
        (
            match
            for match in _MOSCOW.finditer(text)
            if _SIGNING.search(text, max(0, match.start() - _SIGNING_REACH), match.start())
        ),
        None,
    )


def find_signed_at(document: Document) -> Found | None:
    """Return the moment that the stamp of an electronic signature shows; it is not the date of the act."""
    match = _MOMENT.search(document.text) or _moscow(document.text) or _dated(document.text)
    if match is None:
        return None
    groups = match.groupdict()
    zone = f"{groups['zone']}:{groups['minutes'] or '00'}" if groups.get("zone") else ""
    if "ahead" in groups:
        zone = f"{_MOSCOW_ZONE + int(groups['ahead'] or 0):+03d}:00"
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


def find_stamps(document: Document) -> tuple[SignatureStamp, ...]:
    """Return the visible marks «ДОКУМЕНТ ПОДПИСАН ЭЛЕКТРОННОЙ ПОДПИСЬЮ» that tell whose signature they mean.

    The mark may be one block, several lines, a table, a text box or an annotation: it is read from the text.
    """
    headlines = list(itertools.islice(_SIGNED.finditer(document.text), 10 * _STAMPS))
    ends = [*(match.start() for match in headlines), len(document.text)][1:]
    stamps = [block for block in document.blocks if block.kind is BlockKind.STAMP]
    ends = [
        next((block.end for block in stamps if block.start <= match.start() < block.end <= end), end)
        for match, end in zip(headlines, ends, strict=False)
    ]
    found = (
        _stamp(document.text, headline, min(end, headline.end() + _REACH))
        for headline, end in zip(headlines, ends, strict=False)
    )
    return tuple(itertools.islice((stamp for stamp in found if stamp is not None), _STAMPS))


def _stamp(text: str, headline: re.Match[str], end: int) -> SignatureStamp | None:
    """Return the mark under a headline, None where the words are only part of a sentence."""
    certificate, owner, valid = (
        pattern.search(text, headline.end(), end) for pattern in (_CERTIFICATE, _OWNER, _VALID)
    )
    if certificate is None and (owner is None or valid is None):
        return None
    parts = [match.end() for match in (certificate, owner, valid) if match is not None]
    return SignatureStamp(
        certificate="".join(certificate["value"].split()).upper() if certificate else "",
        owner=" ".join(owner["value"].split()).strip(" ,;") if owner else "",
        valid_from=f"{valid['y1']}-{valid['m1']}-{valid['d1']}" if valid else "",
        valid_until=f"{valid['y2']}-{valid['m2']}-{valid['d2']}" if valid else "",
        span=Span(headline.start(), max(parts)),
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
