"""Who met: chair, secretary, present, invited, absent, quorum; the agenda; each question as it went, with votes.

Reads: Passages of a protocol. Writes: the values of ProtocolDetails with their places.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.requisites import AgendaItem, Decision, Discussion, Span, Vote
from domain.text import clean
from ingest.requisites.names import NAME, Case, names_in, people_in
from ingest.requisites.passages import Kind, Passage

if TYPE_CHECKING:
    from ingest.requisites.lines import Line
    from ingest.requisites.points import Point

_UNDER: Final = re.compile(rf"под председательством\s+(?P<who>.{{0,160}}?(?P<name>{NAME}))", re.IGNORECASE | re.DOTALL)
_SECRETARY_BELOW: Final = re.compile(r"(?:секретар|протокол в[её]л|ответственн[а-яё]+ за протокол)", re.IGNORECASE)
_ANNEXED: Final = re.compile(r"прилага[ею]тся|согласно (?:списку|приложению)|по списку|список на", re.IGNORECASE)
_TOLD: Final = re.compile(
    r"(?:всего|присутств[а-яё]+|участвовал[а-яё]*)\s*[–—:-]?\s*(?:из \d+ [а-яё ]{0,40})?(?P<count>\d{1,4})\b"
    r"|(?P<people>\d{1,4}) (?:чел|депутат|участник|член)",
    re.IGNORECASE,
)
_WERE: Final = re.compile(r"присутств(?:овал[ои]?|у[ею]т)\s*[–—:-]?\s*(?P<count>\d{1,4})(?!\d|\.\d)", re.IGNORECASE)
_OF_QUORUM: Final = re.compile(r"кворум|правомоч", re.IGNORECASE)
_QUORUM: Final = re.compile(r"[^.\n]{0,250}(?:кворум|правомоч)[^.\n]{0,150}\.?", re.IGNORECASE)
_ITEM: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,2})[.)]?\s+(?=\S)")
_SPEAKER: Final = re.compile(r"(?:содокладчик|докладчик|докладыва|докл\.|информаци)[а-яё]*\s*[:–—-]?\s*", re.IGNORECASE)
_TOLD_BY: Final = re.compile(r"(?:информация|доклад|сообщение|выступление|отчет|отчёт)(?![а-яё])", re.IGNORECASE)
_IN_PARENS: Final = re.compile(r"\(([^()]{3,300})\)\s*[.;]?\s*$")
_VOTED: Final = re.compile(
    r"(?:(?:результат[а-яё]* )?голосовани[ея]|(?:про)?голосовали|решение[^.\n]{0,60} принят[оа]|принято(?: единогласно)"
    r"|единогласно)(?:[^\n]{0,200})",
    re.IGNORECASE,
)
_COUNTS: Final = {
    "in_favour": re.compile(r"[«\"“]?за[»\"”]?\s*[–—:-]{0,2}\s*(?P<n>\d{1,4}|нет)", re.IGNORECASE),
    "against": re.compile(r"[«\"“]?против[»\"”]?\s*[–—:-]{0,2}\s*(?P<n>\d{1,4}|нет)", re.IGNORECASE),
    "abstained": re.compile(
        r"[«\"“]?воздерж[а-яё]+(?:сь|ся)?[»\"”]?\s*[–—:-]{0,2}\s*(?P<n>\d{1,4}|нет)", re.IGNORECASE
    ),
}
_MOST_PEOPLE: Final = 300
_MOST_ITEMS: Final = 200
_LONGEST: Final = 2000
"""A question is kept up to this length, in characters."""


def chair_of(passages: list[Passage], title: str) -> tuple[str, Span] | str | None:
    """Return who chaired, with the place; only the name when it comes from the title of the protocol."""
    found = _named(passages, Kind.CHAIR)
    if found is not None:
        return found
    match = _UNDER.search(title)
    return people_in(match["name"], Case.GENITIVE)[0] if match else None


def secretary_of(passages: list[Passage]) -> tuple[str, Span] | None:
    """Return who kept the protocol: named above the questions or at the signatures."""
    found = _named(passages, Kind.SECRETARY)
    if found is not None:
        return found
    for passage in passages:
        if passage.kind is not Kind.END:
            continue
        for line in passage.lines[:12]:
            named = names_in(line.text)
            if _SECRETARY_BELOW.match(line.plain) and named:
                return clean(named[-1].group()), Span(line.start, line.end)
    return None


def _named(passages: list[Passage], kind: Kind) -> tuple[str, Span] | None:
    for passage in passages:
        if passage.kind is not kind:
            continue
        for line in passage.lines[:2]:
            named = names_in(line.text)
            if named:
                return clean(named[0].group()), Span(line.start + named[0].start(), line.start + named[0].end())
    return None


def people_of(passages: list[Passage], kind: Kind) -> tuple[tuple[str, ...], Span | None]:
    """Return the people of a list, with its place. A chair or secretary named in the middle of it does not end it."""
    names: list[str] = []
    spans = []
    for passage in passages:
        if passage.kind is kind and passage.place:
            names += people_in(passage.text.replace("\n", " ; "))
            spans.append(passage.place)
    span = Span(spans[0][0], spans[-1][1]) if spans else None
    return tuple(dict.fromkeys(names))[:_MOST_PEOPLE], span


def count_of(passages: list[Passage]) -> tuple[int | None, bool]:
    """Return how many were present, where one number is told, and whether their list is an annex."""
    head = [passage for passage in passages if passage.kind in {Kind.HEAD, Kind.CHAIR, Kind.PRESENT, Kind.INVITED}]
    text = "\n".join(passage.text for passage in head)
    told = "\n".join("присутствовали " + passage.text for passage in head if passage.kind is Kind.PRESENT)
    counts = {int(match["count"] or match["people"]) for match in _TOLD.finditer(told)}
    counts |= {int(match["count"]) for match in _WERE.finditer(text)}
    return (counts.pop() if len(counts) == 1 else None), bool(_ANNEXED.search(text))


def quorum_of(lines: list[Line]) -> tuple[str, Span | None]:
    """Return the sentence about the quorum, as written."""
    for line in lines:
        match = _QUORUM.search(line.text) if _OF_QUORUM.search(line.text) else None
        if match is not None:
            return clean(match.group()).strip(), Span(line.start + match.start(), line.start + match.end())
    return "", None


def agenda_of(passages: list[Passage]) -> tuple[AgendaItem, ...]:
    """Return the questions of the agenda with their speakers."""
    found: list[AgendaItem] = []
    for passage in passages:
        if passage.kind is not Kind.AGENDA:
            continue
        numbered = any(line.label or _ITEM.match(line.plain) for line in passage.lines)
        for line in passage.lines:
            _put_item(found, line, numbered=numbered)
    return tuple(_with_speakers(item) for item in found[:_MOST_ITEMS])


def _put_item(found: list[AgendaItem], line: Line, *, numbered: bool) -> None:
    text, number = line.plain, line.label.rstrip(".)")
    match = None if number else _ITEM.match(text)
    if match is not None:
        number, text = match["number"], text[match.end() :]
    if not any(c.isdigit() for c in number):
        number = ""
    starts = bool(number) or (not numbered and line.first and not _SPEAKER.match(text) and text[:1] not in "(–—-•")
    if starts or not found:
        found.append(AgendaItem(number=number, text=text, span=Span(line.start, line.end)))
        return
    last = found[-1]
    begin = last.span.start if last.span else line.start
    if len(last.text) < _LONGEST:
        found[-1] = AgendaItem(number=last.number, text=f"{last.text}\n{text}", span=Span(begin, line.end))


def _with_speakers(item: AgendaItem) -> AgendaItem:
    lines = item.text.split("\n")
    speakers: list[str] = []
    kept = []
    for index, line in enumerate(lines):
        opened = _SPEAKER.match(line) if index else None
        named = people_in(line[opened.end() :]) if opened else ()
        if named:
            speakers += named
        else:
            kept.append(line)
    text = clean(" ".join(kept))
    parens = _IN_PARENS.search(text)
    if parens is not None and names_in(parens[1]):
        speakers += people_in(parens[1], Case.GENITIVE if _TOLD_BY.match(parens[1]) else Case.NOMINATIVE)
        text = text[: parens.start()]
    return AgendaItem(
        number=item.number, text=text.strip(" ;."), speakers=tuple(dict.fromkeys(speakers)), span=item.span
    )


def discussions_of(passages: list[Passage], points: dict[int, list[Point]]) -> tuple[Discussion, ...]:
    """Return the questions as they went; ``points`` holds the decided points by the index of their passage."""
    groups: list[list[int]] = []
    for index, passage in enumerate(passages):
        if passage.kind not in {Kind.QUESTION, Kind.HEARD, Kind.SPOKE, Kind.DECIDED}:
            continue
        if not groups or _is_new(passage.kind, {passages[known].kind for known in groups[-1]}):
            groups.append([])
        groups[-1].append(index)
    return tuple(_discussion([(i, passages[i]) for i in group], points) for group in groups)[:_MOST_ITEMS]


def _is_new(kind: Kind, have: set[Kind]) -> bool:
    if kind is Kind.QUESTION:
        return True
    if kind is Kind.HEARD:
        return bool(have - {Kind.QUESTION})
    return kind is Kind.SPOKE and Kind.DECIDED in have


def _discussion(group: list[tuple[int, Passage]], points: dict[int, list[Point]]) -> Discussion:
    def texts(kind: Kind) -> list[Passage]:
        return [passage for _, passage in group if passage.kind is kind]

    heard, asked = texts(Kind.HEARD), texts(Kind.QUESTION)
    question = " ".join(passage.text for passage in (asked if any(p.lines for p in asked) else heard))
    places = [passage.place for _, passage in group if passage.place]
    return Discussion(
        number=next((passage.number for _, passage in group if passage.number), ""),
        question=clean(question)[:_LONGEST],
        heard=people_in("\n".join(passage.text for passage in heard), Case.ACCUSATIVE)[:_MOST_PEOPLE],
        spoke=people_in("\n".join(passage.text for passage in texts(Kind.SPOKE)))[:_MOST_PEOPLE],
        decisions=tuple(_decision(point) for index, _ in group for point in points.get(index, [])),
        span=Span(min(start for start, _ in places), max(end for _, end in places)) if places else None,
    )


def _decision(point: Point) -> Decision:
    text, vote = vote_of(point.text)
    return Decision(point=point.number, text=clean(text), vote=vote, span=point.span)


def vote_of(text: str) -> tuple[str, Vote | None]:
    r"""Return the text without the sentence about the vote, and the vote.

    >>> vote_of("Утвердить смету.\nГолосовали: «за» – 5, «против» – нет.")[1].in_favour
    5
    """
    for match in _VOTED.finditer(text):
        said = match.group()
        counts = {name: _count(found["n"]) for name, rule in _COUNTS.items() if (found := rule.search(said))}
        unanimous = "единогласно" in said.lower()
        if counts or unanimous:
            vote = Vote(text=clean(said).strip(" ."), unanimous=unanimous, **counts)
            return (text[: match.start()] + " " + text[match.end() :]).strip(), vote
    return text, None


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 0
