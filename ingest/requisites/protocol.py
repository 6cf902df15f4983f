"""What a protocol has besides requisites: meeting, chair, secretary, present, assignments with executors and terms.

Reads: Lines. Writes: ProtocolDetails. Fields after the regulation, chapter 6 point 2.4.3. Forms: «СЛУШАЛИ /
ВЫСТУПИЛИ / РЕШИЛИ / ПОРУЧИТЬ»,
«1.1. Сазонову Ю.М., Пахомову В.Е. – очистить … Срок – до 24.04.2026.»
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.dates import find_dates
from domain.requisites import Assignment, ProtocolDetails, Span
from domain.text import clean
from ingest.requisites.body import nominative

if TYPE_CHECKING:
    from domain.requisites import Found
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_NAME: Final = (
    r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)? [А-ЯЁ]\. ?[А-ЯЁ]\.?|[А-ЯЁ]\. ?[А-ЯЁ]\.? ?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)"
)
_PERSON: Final = re.compile(_NAME)
_CHAIR: Final = re.compile(
    r"(?:председател[а-яё]*|вел[аи]?)(?: (?:заседани|совещани|собрани|комисси)[а-яё]*)?\s*[:–—-]\s*", re.IGNORECASE
)
_SECRETARY: Final = re.compile(
    r"(?:секретар[а-яё]*(?: [а-яё]+)?|протокол в[её]л[а]?|вед[её]т протокол)\s*[:–—-]?\s*", re.IGNORECASE
)
_PRESENT: Final = re.compile(r"(?:присутств[а-яё]*|приглаш[её]нные|участвовали)\b[^:]{0,120}:\s*", re.IGNORECASE)
_HEADING: Final = re.compile(
    r"(?:повестк|слушали|выступил|решил|постановил|поручить|рассмотр|собрание отмечает|на заседании|\d{1,2}\."
    r"|[IVX]+\.)",
    re.IGNORECASE,
)
_DECIDED: Final = re.compile(
    r"(?:решили|постановили|поручить|поручения|[а-яё]+ решил[ао]?|решения?(?: [а-яё]+)?)\s*[.:]*\s*$", re.IGNORECASE
)
_EXECUTORS: Final = re.compile(
    rf"(?:поручить:?\s+)?(?P<names>(?:[а-яё]+ ){{0,14}}{_NAME}(?:(?:,"
    rf"| и) ?(?:[а-яё]+ ){{0,14}}{_NAME}){{0,9}})\s*(?:[:–—-]|(?=\s[а-яё]))",
    re.IGNORECASE,
)
_TERM: Final = re.compile(
    r"\(?(?:срок(?: исполнения)?)\s*[:–—-]?\s*(?P<term>(?:[^.;)\n]|\.(?=\d)){0,120})", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"(?P<point>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+")
_LINES: Final = 3000


def find_protocol(shape: Shape, lines: list[Line], title: Found | None) -> ProtocolDetails | None:
    """Return the details of a protocol, None for any other kind."""
    head = shape.headline
    if head is None or head.kind != "протокол":
        return None
    chair = secretary = None
    present: list[str] = []
    for index, line in enumerate(lines[:120]):
        text = line.plain
        if chair is None and (match := _CHAIR.match(text)):
            chair = _name_in(text[match.end() :])
        elif secretary is None and (match := _SECRETARY.match(text)):
            secretary = _name_in(text[match.end() :])
        elif not present and (match := _PRESENT.match(text)):
            present = _present(lines, index, match.end())
    return ProtocolDetails(
        meeting=_meeting(title),
        chair=chair,
        secretary=secretary,
        present=tuple(present),
        assignments=tuple(_assignments(lines[:_LINES])),
    )


def _meeting(title: Found | None) -> str | None:
    if title is None:
        return None
    name = re.sub(r"^\S+\s*(?:(?:№|N|#)\s*[\w/-]+\s*)?", "", title.value).strip()
    return nominative(name) or None


def _name_in(text: str) -> str | None:
    match = _PERSON.search(text)
    return clean(match.group()) if match else None


def _present(lines: list[Line], index: int, begin: int) -> list[str]:
    texts = [lines[index].plain[begin:]]
    for line in lines[index + 1 : index + 60]:
        if _HEADING.match(line.plain) or line.label:
            break
        texts.append(line.plain)
    return [clean(match.group()) for match in _PERSON.finditer(" ; ".join(texts))][:200]


def _assignments(lines: list[Line]) -> list[Assignment]:
    found: list[Assignment] = []
    decided = False
    for line in lines:
        text = line.plain
        if _DECIDED.search(text[-60:]):
            decided = True
            continue
        if not decided:
            continue
        point = line.label.rstrip(".)")
        numbered = _NUMBERED.match(text)
        if numbered:
            point, text = numbered["point"], text[numbered.end() :]
        match = _EXECUTORS.match(text)
        if match is None or not point:
            continue
        found.append(_assignment(point, text, match, line))
    return found


def _assignment(point: str, text: str, match: re.Match[str], line: Line) -> Assignment:
    rest = clean(text[match.end() :]).lstrip("–—-: ")
    term = _TERM.search(rest)
    written = term["term"].strip(" –—-:") if term else ""
    day = next((day for day, _, _ in find_dates(term.group() if term else "")), None)
    return Assignment(
        point=point,
        text=(rest[: term.start()] if term else rest).strip(" ."),
        executors=tuple(
            dict.fromkeys(surname_nominative(clean(name.group())) for name in _PERSON.finditer(match["names"]))
        ),
        term=written,
        due=day.isoformat() if day else None,
        span=Span(line.start, line.end),
    )


_DATIVE: Final = (
    ("скому", "ский"), ("цкому", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("ову", "ов"), ("еву", "ев"),
    ("ёву", "ёв"), ("ину", "ин"), ("ыну", "ын"),
    ("овой", "ова"), ("евой", "ева"), ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"), ("ому", "ой"),
    ("у", ""), ("ю", "ь"),
)  # fmt: skip


def surname_nominative(name: str) -> str:
    """Return «Фамилия И.О.» in the nominative from the dative in which an assignment names its executor.

    >>> surname_nominative("Сазонову Ю.М.")
    'Сазонов Ю.М.'
    """
    words = name.split(" ", 1)
    at = next((index for index, word in enumerate(words) if "." not in word), None)
    if at is None:
        return name
    for old, new in _DATIVE:
        if words[at].endswith(old):
            words[at] = words[at][: -len(old)] + new
            break
    return " ".join(words)
