"""What the index holds of an act, and the streams of tokens made of it.

Reads: :class:`SearchDocument` (fields of the record, text in NFC).
Writes: :class:`IndexedDocument`, the same for every engine: an engine only stores and matches it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from domain.dates import format_date
from domain.numbers import number_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.analysis import Analysis

DOCUMENT_VERSION: Final = 2
"""Raised whenever a field or a stream changes; part of the index's version, so that a mismatch asks for a rebuild."""

BREAK: Final = "¶¶¶¶"
"""Token between the title and the card line: no query can hold it, so that no phrase crosses it.

So long that no slips lead to it from a word.
"""

KEYWORD_LIMIT: Final = 500
"""Longest keyword, in characters: an engine silently cannot find an over-long raw term."""

_INTEGER_END: Final = 10**18
_NOT_BARE: Final = re.compile(r"[^0-9a-zа-я]")
_EPOCH: Final = date(1700, 1, 1).toordinal()
_DATE_BITS: Final = 18
_NUMBER_BITS: Final = 27
_TIE_BITS: Final = 18
_LAST_DAY: Final = (1 << _DATE_BITS) - 1
_LAST_NUMBER: Final = (1 << _NUMBER_BITS) - 1


class SearchDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What can be found of one act. A new field is one rebuild."""

    id: str
    """ULID of the act."""
    version: int
    """Version of the record: an older one never overwrites a newer one."""
    kind: str
    body: str
    date: str | None
    """Date of adoption, ISO 8601."""
    year: int | None
    number_raw: str
    number_norm: str
    """Comparing form, :func:`domain.numbers.number_key`."""
    number_int: int | None
    title: str
    text: str
    status: str = ""
    access: str = "public"
    """``public``, ``internal`` or ``dsp``."""
    has_publication: bool = False
    has_supplementary: bool = False


class IndexedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document ready for an engine: keywords, numbers, streams of tokens parted by spaces.

    In a lemma stream the alternatives of one position are joined by ``|``: «устав|устать город».
    """

    id: str
    version: int
    kind: str
    body: str
    year: str
    status: str
    access: str
    number: str
    """Comparing form."""
    number_bare: str
    """Comparing form without dashes and slashes."""
    number_int: int | None
    day: int | None
    """Proleptic ordinal of the date."""
    has_publication: bool
    has_supplementary: bool
    kind_lemmas: str
    body_lemmas: str
    title_exact: str
    title_lemmas: str
    text_exact: str
    text_lemmas: str
    rank_new: int
    """Sorted downwards: newest first, no date last, ties by number and identifier."""
    rank_old: int
    """Sorted upwards: oldest first, no date last."""
    rank_number: int
    """Sorted upwards: smallest number first, no number last, newer first among equals."""


def prepare(document: SearchDocument, analysis: Analysis) -> IndexedDocument:
    """Analyse a document once for any engine."""
    day = date.fromisoformat(document.date).toordinal() if document.date else None
    title = analysis.streams(document.title)
    card = analysis.streams(_card_line(document))
    text = analysis.streams(document.text)
    number = _keyword(document.number_norm or number_key(document.number_raw))
    rank_new, rank_old, rank_number = _ranks(document.id, day, document.number_int)
    return IndexedDocument(
        id=_keyword(document.id),
        version=document.version,
        kind=_keyword(document.kind),
        body=_keyword(document.body),
        year="" if document.year is None else str(document.year),
        status=_keyword(document.status),
        access=_keyword(document.access),
        number=number,
        number_bare=bare_number(number),
        number_int=_bounded(document.number_int),
        day=day,
        has_publication=document.has_publication,
        has_supplementary=document.has_supplementary,
        kind_lemmas=analysis.streams(document.kind).lemmas,
        body_lemmas=analysis.streams(document.body).lemmas,
        title_exact=_joined(title.exact, card.exact),
        title_lemmas=_joined(title.lemmas, card.lemmas),
        text_exact=text.exact,
        text_lemmas=text.lemmas,
        rank_new=rank_new,
        rank_old=rank_old,
        rank_number=rank_number,
    )


def prepare_all(documents: Sequence[SearchDocument], analysis: Analysis) -> list[IndexedDocument]:
    """Analyse a batch."""
    return [prepare(document, analysis) for document in documents]


def _card_line(document: SearchDocument) -> str:
    day = format_date(date.fromisoformat(document.date)) if document.date else ""
    return " ".join(part for part in (document.kind, document.body, day, document.number_raw) if part)


def _joined(title: str, card: str) -> str:
    return f"{title} {BREAK} {card}" if title and card else title or card


def _keyword(text: str) -> str:
    """Cut to the limit and drop lone surrogates, which no engine takes."""
    return text[:KEYWORD_LIMIT].encode("utf-8", "ignore").decode()


def bare_number(norm: str) -> str:
    """Return a comparing form without dashes and slashes: «827-д» and «827д» are one."""
    return _NOT_BARE.sub("", norm)


def _bounded(number: int | None) -> int | None:
    """Keep what fits the engines' 64-bit integers; a longer run of digits is found by its comparing form."""
    return number if number is None or number < _INTEGER_END else None


def _ranks(act_id: str, day: int | None, number: int | None) -> tuple[int, int, int]:
    """Pack date, number and a hash of the identifier into 63 bits: a total order, the same in every engine."""
    tie = int.from_bytes(hashlib.blake2b(act_id.encode(), digest_size=8).digest()) & ((1 << _TIE_BITS) - 1)
    days = 0 if day is None else min(max(day - _EPOCH, 1), _LAST_DAY - 1)
    count = _LAST_NUMBER if number is None else min(max(number, 0), _LAST_NUMBER - 1)
    new = (days << _NUMBER_BITS | (_LAST_NUMBER - count)) << _TIE_BITS | tie
    old = ((days or _LAST_DAY) << _NUMBER_BITS | count) << _TIE_BITS | tie
    by_number = (count << _DATE_BITS | (_LAST_DAY - days)) << _TIE_BITS | tie
    return new, old, by_number
