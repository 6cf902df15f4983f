"""The line that opens an act: its kind, perhaps with body, date, number and title.

``ПОСТАНОВЛЕНИЕ`` · ``П Р И К А З`` · ``ПОСТАНОВЛЕНИЕ от 16.02.2021 № 308`` · ``РЕШЕНИЕ ДУМЫ ГОРОДА N`` · ``ПРОТОКОЛ
№ 5 совещания`` ·
``Постановление Мэра г. Ростова-на-Дону от 30.09.2008 № 999``
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from domain.text import fold, join_spaced, letters
from ingest.requisites.words import BODY_GENITIVES, HEAD_KINDS

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_BESIDE_KIND: Final = 80
"""Longest text in the column beside the kind, in characters."""

_MISREAD_LINE: Final = 40
"""Longest misread kind line, in characters."""


class Shape(StrEnum):
    """How the kind stands in its line."""

    ALONE = "alone"
    REGISTERED = "registered"
    WITH_BODY = "with-body"
    DATABASE = "database"
    MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class Headline:
    """The opening line: kind in the normal form.

    What follows it in the line and where that begins (offset in the document).
    """

    kind: str
    shape: Shape
    line: Line
    rest: str
    rest_start: int
    draft: bool = False


_SPREAD: Final = "|".join(" ?".join(kind) for kind in HEAD_KINDS)
_HEAD: Final = re.compile(
    rf"[\s\"«_*.-]{{0,20}}(?:сообщение для печати\s+)?(?P<draft>проект[ау]?\s+)?(?P<adj>(?:экспертное"
    rf"|федеральный|областной|апелляционное|кассационное|судебное)\s+)?"
    rf"(?P<kind>{_SPREAD})(?![а-яё])(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_REGISTERED: Final = re.compile(
    r"\s*(?:от(?=[\s_«\"\d])|№|#|N[o ]?\s?\d|[«\"_]{0,4}\s?\d{1,2}\s?[».\"]?\s?[.а-я\d])", re.IGNORECASE
)
_DATED: Final = re.compile(r"\sот\s[«\"_ ]{0,4}\d{1,2}\D{1,20}", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\s+(?:[А-ЯЁ][а-яё]+(?:ой|ей|ого|его|ых)\s+){0,4}(?:" + "|".join(BODY_GENITIVES) + r")(?![а-яё])", re.IGNORECASE
)
_COURT: Final = re.compile(r"\s*(?:суда|об? |по делу|именем)", re.IGNORECASE)
_MEETING: Final = re.compile(
    r"\s*(?:№|#|N\s|[а-яё]+\s+){0,4}(?:заседани|совещани|собрани|комисси|публичн|слушани|аппаратн|оперативн|планерн|коллеги|вскрыти|рассмотрени|\d)",
    re.IGNORECASE,
)
_LIMIT: Final = 400
"""A kind line with body is not longer than this, in characters; a database's headline is cut by its date."""


def headline_of(line: Line) -> Headline | None:
    """Return what this line opens, None for a line that opens no act.

    The nominative at the beginning of the line is asked for: «к постановлению Администрации» is a citation.
    """
    text = line.text[:3000]
    match = _HEAD.match(text)
    if match is None or not match["kind"][0].isupper():
        return _misread(line)
    kind = letters(match["kind"])
    rest = match["rest"].rstrip()
    stripped = rest.strip(' \t.:_*"»')
    shape = _shape(kind, rest, stripped, match["kind"])
    if shape is None:
        return None
    start = line.start + match.start("rest")
    return Headline(kind=kind, shape=shape, line=line, rest=rest, rest_start=start, draft=bool(match["draft"]))


def _shape(kind: str, rest: str, stripped: str, written: str) -> Shape | None:  # noqa: PLR0911 - one return for each form
    if not stripped:
        return Shape.ALONE
    if kind == "протокол" and _MEETING.match(rest) and len(stripped) < _LIMIT:
        return Shape.REGISTERED
    if _REGISTERED.match(rest):
        return Shape.REGISTERED if len(stripped) < _LIMIT else Shape.DATABASE
    if _BODY.match(rest):
        dated = _DATED.search(rest[:_LIMIT])
        if dated is not None:
            return Shape.DATABASE
        return Shape.WITH_BODY if len(stripped) < _LIMIT and not stripped.endswith((".", ";", ",")) else None
    if kind == "определение" and _COURT.match(rest) and written.isupper():
        return Shape.WITH_BODY
    if rest.startswith("\t") and join_spaced(written).isupper() and len(stripped) < _BESIDE_KIND:
        return Shape.ALONE
    return None


TITLE_IN_LINE: Final = re.compile(r"\s(?P<title>(?:О|Об|Обо)\s[а-яё]{3,}|(?:О|ОБ)\s[А-ЯЁ]{4,})")
"""Where a title begins that stands in the kind line itself."""

_MISREAD_SHARE: Final = 0.82
"""How near a recognised word must be to the name of a kind (ratio of difflib)."""


def _misread(line: Line) -> Headline | None:
    """A kind line that character recognition spoilt: capitals only, nearly the name of a kind."""
    if not line.ocr or len(line.plain) > _MISREAD_LINE or line.plain != line.plain.upper():
        return None
    near = difflib.get_close_matches(fold(line.key), HEAD_KINDS[:8], n=1, cutoff=_MISREAD_SHARE)
    if not near:
        return None
    return Headline(kind=near[0], shape=Shape.MISREAD, line=line, rest="", rest_start=line.end)
