"""Title: what the act is about, whole, without the next heading, an edition's note or a final stop (regulation.

Chapter 8 point 2.2.3.6).

Reads: Shape. Writes: Found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import clean, letters
from ingest.requisites.headline import TITLE_IN_LINE
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.machine import Part
from ingest.requisites.words import ABOUT

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_NOTE: Final = re.compile(
    r"\s*\((?:с изменениями|с изм\.|в ред|ред\.|с учетом|утв\.|вместе с|зарегистрирован|документ "
    r"|не вступил)[^()]*(?:\([^()]*\)[^()]*)*\)?\s*$",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[«\"“](?P<title>О(?:б|Б|бо)?\s.{5,900}?)[»\"”]\s*(?:\(|$|\.\s|\t)", re.DOTALL)
_SERIAL: Final = re.compile(r"^[\s_*.,;:|-]+|[\s_*,;:|-]+$")
_PAGE_CHROME: Final = 600
"""A database's headline longer than this is page text without line ends: no title is read from it, in characters."""
_SHORT: Final = 8
_STRAY: Final = 60
"""A line above the title that is shorter may be dropped, in characters."""

_MEETING_WORDS: Final = 3
"""A protocol title with more words names its meeting."""


def find_title(shape: Shape) -> Found | None:
    """Return the title; certain when it begins with «О» or «Об» and what follows it was recognised."""
    head = shape.headline
    if head is None:
        return None
    if head.kind == "протокол":
        return _of_protocol(shape)
    if shape.court:
        return None
    own = _from_lines(shape)
    if own is not None:
        return own
    return _from_headline(shape) or _from_database(shape)


def _from_lines(shape: Shape) -> Found | None:
    lines = shape.of(Part.TITLE)
    if not lines:
        return None
    ocr = any(line.ocr for line in lines)
    kept = _from_about(lines)
    if ocr and not ABOUT.match(kept[0].plain):
        return None
    raw = " ".join(line.text.strip().strip("_") for line in kept)
    value = tidy(raw)
    if len(letters(value)) < _SHORT:
        return None
    about = bool(ABOUT.match(value))
    head = shape.headline
    if not about and head is not None and value[:1].islower():
        value = f"{head.kind.capitalize()} {value}"
    confidence = 0.96 if about and shape.title_closed else 0.8 if about else 0.6
    if len(kept) < len(lines):
        confidence = min(confidence, 0.8)
    if shape.headline is not None and shape.headline.shape is HeadShape.MISREAD:
        confidence = min(confidence, 0.8)
    return Found(
        value=value,
        raw=clean(raw),
        span=Span(kept[0].start, kept[-1].end),
        rule="title.about" if about else "title.lines",
        confidence=min(confidence, 0.85) if ocr else confidence,
    )


def _from_about(lines: list[Line]) -> list[Line]:
    """Return the lines from the one that begins with «О» or «Об»: short lines above it are misread requisites.

    Not a title.
    """
    for index, line in enumerate(lines):
        if ABOUT.match(line.plain):
            return lines[index:]
        if len(line.plain) > _STRAY:
            break
    return lines


def _from_headline(shape: Shape) -> Found | None:
    """«ПОСТАНОВЛЕНИЕ от 29 мая 2006 г. N 331 О внесении изменений …» in one line: the title follows the number."""
    head = shape.headline
    if head is None or head.shape is not HeadShape.REGISTERED:
        return None
    match = TITLE_IN_LINE.search(head.rest)
    if match is None:
        return None
    raw = head.rest[match.start("title") :]
    start = head.rest_start + match.start("title")
    return Found(
        value=tidy(raw), raw=clean(raw), span=Span(start, start + len(raw)), rule="title.kind-line", confidence=0.85
    )


def _from_database(shape: Shape) -> Found | None:
    head = shape.database
    if head is None or len(head.rest) > _PAGE_CHROME * 2:
        return None
    match = _QUOTED.search(head.rest)
    if match is None:
        return None
    start = head.rest_start + match.start("title")
    value = tidy(match["title"])
    opened = value.count("«") + value.count('"') % 2 > value.count("»")
    return Found(
        value=value + ("»" if opened and "«" in value else '"' if opened else ""),
        raw=clean(match["title"]),
        span=Span(start, start + len(match["title"])),
        rule="title.database",
        confidence=0.88 if opened else 0.92,
    )


def _of_protocol(shape: Shape) -> Found | None:
    """A protocol is called by its kind, number and meeting: «ПРОТОКОЛ № 5 аппаратного совещания при главе города»."""
    head = shape.headline
    if head is None:
        return None
    lines = [head.line, *shape.of(Part.TITLE)]
    raw = " ".join(line.text.strip() for line in lines)
    after = " ".join([head.rest.strip(), *(line.text.strip() for line in lines[1:])])
    word = "ПРОТОКОЛ" if len(after) > _SHORT and after.upper() == after else "Протокол"
    value = tidy(f"{word} {after}")
    value = re.sub(r"№\s*(?=\d)", "№ ", re.sub(r"\s+от\s+\d.*$", "", value))
    named = len(value.split()) > _MEETING_WORDS
    return Found(
        value=value,
        raw=clean(raw),
        span=Span(lines[0].start, lines[-1].end),
        rule="title.meeting",
        confidence=0.6 if not (named and shape.title_closed) else 0.8 if head.line.ocr else 0.93,
    )


def tidy(raw: str) -> str:
    """Return a title without an edition's note, quotes around the whole of it and the final stop.

    >>> tidy("«О бюджете города.» ")
    'О бюджете города'
    """
    value = clean(raw)
    for _ in range(3):
        shorter = _SERIAL.sub("", _NOTE.sub("", value))
        if shorter == value:
            break
        value = shorter
    if (
        value[:1] in '«"“'
        and value[-1:] in '»"”'
        and value.count(value[0]) == 1 + (value[0] == '"')
        and ABOUT.match(value)
    ):
        value = value[1:-1]
    if value.endswith(".") and not value.endswith(("г.", "гг.", "др.", "пр.")):
        value = value[:-1]
    return value.strip()
