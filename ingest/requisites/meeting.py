"""The name of a protocol: its kind, number and meeting: «Протокол № 5 аппаратного совещания при главе города».

Reads: Shape. Writes: Found.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.requisites import Found, Span
from domain.text import clean, letters
from ingest.requisites.figures import numbers_in
from ingest.requisites.machine import Part
from ingest.requisites.words import ABOUT

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_HEADING: Final = re.compile(r"(?:РЕШЕНИЕ|ПОСТАНОВЛЕНИЕ|РАСПОРЯЖЕНИЕ|ПРИКАЗ)(?:\s*№.*|\s*от\s.*)?|Р Е Ш Е Н И Е")
_TEXT_PARTS: Final = (Part.TITLE, Part.PREAMBLE, Part.OPERATIVE)
_DECISIONS: Final = ("решение", "постановление", "распоряжение", "приказ")
_DOUBT: Final = 0.6
_REGISTRATION: Final = 20
"""Most letters of a line that gives date and number of a decision."""

_NEAR_LINES: Final = 12
_SHORT: Final = 8
_NAMED: Final = 3
"""A name with more words names its meeting."""

_OWN_SHORT: Final = re.compile(r"\s*[(]\s*(?:далее\s*[-–—]?\s*)?(?P<short>[А-ЯЁ][А-ЯЁа-яё]{1,14})\s*[)]")
_JOINING: Final = frozenset(["и", "в", "на", "по", "о", "об", "при", "для", "из", "с", "от"])
_CAPITAL: Final = re.compile(
    r"(?P<number>№ \S+ )"
    r"(?P<word>Заседани|Совещани|Общего|Собрани|Очередн|Внеочередн|Аппаратн|Оперативн|Расширенн|Публичн)"
)


def holds_decision(shape: Shape) -> bool:
    """Whether a heading of an act stands below «ВЫПИСКА ИЗ ПРОТОКОЛА»: the document is that act, or says both."""
    head = shape.headline
    if head is None or head.kind != "протокол" or "выписка" not in head.line.plain.lower():
        return False
    lines = [line for part in _TEXT_PARTS for line in shape.of(part)[:_NEAR_LINES]]
    return any(_HEADING.fullmatch(line.plain.strip()) for line in lines)


def decision_in(shape: Shape) -> dict[str, Found]:
    """Return kind, number, day and title of the decision that an extract gives, as doubts; empty without its number.

    A council's decision is registered under its own number; that of the protocol stands above it.
    """
    parts = (Part.REGISTRATION, *_TEXT_PARTS)
    lines = sorted((line for part in parts for line in shape.of(part)[:_NEAR_LINES]), key=lambda line: line.start)
    at = next((index for index, line in enumerate(lines) if _HEADING.fullmatch(line.plain.strip())), None)
    if at is None or sum(bool(_HEADING.fullmatch(line.plain.strip())) for line in lines) > 1:
        return {}
    found: dict[str, Found] = {}
    for line in lines[at : at + 3]:
        number = next(((value, start, end) for value, start, end in numbers_in(line.text) if value), None)
        if number is None or (line is not lines[at] and len(letters(line.text)) > _REGISTRATION):
            continue
        found["number"] = _doubt(number[0], line, number[1], number[2])
        day = next(find_dates(line.text), None)
        if day is not None:
            found["date"] = _doubt(day[0].isoformat(), line, day[1], day[2])
        break
    if not found:
        return {}
    word = letters(lines[at].plain)
    kind = next((kind for kind in _DECISIONS if word.lower().startswith(kind)), "решение")
    found["kind"] = _doubt(kind, lines[at], 0, len(lines[at].text))
    title = next((line for line in lines[at + 1 : at + 5] if ABOUT.match(line.plain)), None)
    if title is not None:
        found["title"] = _doubt(clean(title.plain).rstrip("."), title, 0, len(title.text))
    return found


def _doubt(value: str, line: Line, start: int, end: int) -> Found:
    span = Span(line.start + start, line.start + end)
    return Found(value=value, raw=clean(line.text[start:end]), span=span, rule="extract.decision", confidence=_DOUBT)


def meeting_title(shape: Shape) -> Found | None:
    """Return the name of the protocol; certain when the meeting is named and what follows was recognised."""
    head = shape.headline
    if head is None:
        return None
    lines = [head.line, *shape.of(Part.TITLE)]
    raw = " ".join(line.text.strip() for line in lines)
    after = " ".join([head.rest.strip(), *(line.text.strip() for line in lines[1:])])
    word = "ПРОТОКОЛ" if len(after) > _SHORT and after.upper() == after else "Протокол"
    value = clean(f"{word} {after}").strip(" .,;:_*|-")
    value = re.sub(r"№\s*(?=\d)", "№ ", re.sub(r"\s+от\s+\d.*$", "", value))
    value = _CAPITAL.sub(lambda match: match["number"] + match["word"].lower(), value)
    value = by_short_name(value)
    named = len(value.split()) > _NAMED
    return Found(
        value=value,
        raw=clean(raw),
        span=Span(lines[0].start, lines[-1].end),
        rule="title.meeting",
        confidence=0.6 if not (named and shape.title_closed) else 0.8 if head.line.ocr else 0.93,
    )


def by_short_name(value: str) -> str:
    """Return the name of a meeting with the short name that its own heading gives a body.

    A protocol is cited by the short name; the full one is its body (:func:`ingest.requisites.body.find_body`) and
    stays in the evidence. A name whose first letters are not the short one stays whole.

    >>> by_short_name("Протокол № 5 заседания Комиссии по чрезвычайным ситуациям (КЧС)")
    'Протокол № 5 заседания КЧС'
    """
    match = _OWN_SHORT.search(value)
    if match is None:
        return value
    words = value[: match.start()].split()
    want = match["short"].upper()
    initials = ""
    for at in range(len(words) - 1, -1, -1):
        word = words[at].strip('«»",')
        if word.lower() not in _JOINING:
            initials = word[:1].upper() + initials
        if initials == want and word[:1].isupper():
            return " ".join([*words[:at], match["short"]]) + value[match.end() :]
        if not want.endswith(initials):
            return value
    return value
