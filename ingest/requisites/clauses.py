"""What the operative part does, as typed clauses, and where the act is to be published.

Reads: Document, Shape, Points. Writes: Clauses, publication sources. The verb that opens a point or a sub-point tells
its kind; what the verb does not tell is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.clauses import Clause, ClauseKind
from domain.dates import find_dates
from domain.references import Span
from domain.requisites import Found
from domain.terms import days_in
from domain.text import clean
from ingest.requisites.asides import without_asides
from ingest.requisites.assignments import inline_term, written_term
from ingest.requisites.changes import AMENDS, REPEALS, SUSPENDS, changes_of, limited
from ingest.requisites.citations import pairs_in, references_in
from ingest.requisites.executors import lead_of
from ingest.requisites.force import FORCE, forces_in
from ingest.requisites.operative import Point, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.requisites.machine import Shape

_APPROVES: Final = re.compile(r"(?<![а-яё])(?:утвердить|утверждается|утверждаются|одобрить)(?![а-яё])", re.IGNORECASE)
_SUPPLEMENTS: Final = re.compile(r"(?<![а-яё])дополнить(?![а-яё])", re.IGNORECASE)
_CHANGES: Final = re.compile(
    r"(?<![а-яё])(?:внести|изложить|изложив|исключить|заменить|изменить)(?![а-яё])", re.IGNORECASE
)
_OPENS_CHANGE: Final = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+)?(?:внести|вносятся)\s+(?:изменени[яй]\s+)?в\s+устав", re.IGNORECASE
)
"""A charter is changed under its name: it has no number that everybody cites."""

_UNTIL: Final = re.compile(
    r"(?<![а-яё])(?:на\s+срок\s+)?(?:до|по)\s+\d{1,2}(?:\.\d{2}\.\d{4}|\s+[а-я]{3,8}\s+\d{4}(?:\s+года|\s*г\.)?)",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"(?<![а-яё])(?:пункты?|подпункты?|абзацы?|разделы?|глав[уы]|част[ьи]|стать[юи]|строк[уи]|приложени[ея]|позици[юи])(?![а-яё])",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(
    r"контрол[ья]\s+(?:за\s+|над\s+)?(?:исполнени|выполнени|реализаци|соблюдени|настоящ|возл|оставл)", re.IGNORECASE
)
_LAID: Final = re.compile(
    r"(?:возложить|возлагается|возлагаю|возложен)\s+на\s+(?P<who>[^\n]{3,220}?)(?=\.?\s*$|(?<=[а-яё\d»\")]{2})\.\s+[А-ЯЁ][а-яё]{3}|;|\n)",
    re.IGNORECASE,
)
_INITIAL: Final = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]$")
_OBJECT: Final = re.compile(r"\s+(?:настоящ|данно|указанн)")
_KEPT: Final = re.compile(r"(?:оставляю|оставить|осуществляю|оставляет)\s+за\s+собой", re.IGNORECASE)
_NOT_PERSON: Final = re.compile(
    r"^(?:утвердить|внести|признать|установить|разместить|считать|создать|продлить|при|для|в|на|по|с)(?![а-яё])"
    r"|^(?:настоящ|контрол|опубликов|указанн|данн)|(?:ть|ться)$"
    r"|\s(?:[а-яё]+(?:[еия]тся|[ую]тся)|[а-яё]{3,}[лщжчшн]ен[аоы]?|могут|может|должн[а-яё]*|следует)(?![а-яё])",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+|[а-я]\)\s*|[-–—]\s*)")
_ORDERS: Final = re.compile(r"(?:рекомендовать|поручить|обязать|просить|предложить)\s*:?\s+", re.IGNORECASE)
_SAVE: Final = re.compile(r",?\s+за\s+исключением\s", re.IGNORECASE)
_ACT: Final = re.compile(r"настоящ|постановлени|решени|приказ|распоряжени", re.IGNORECASE)
_UNIT_TAKES: Final = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+)?(?:действие\s+)?"
    r"(?:(?:под)?пункт|абзац|раздел|глав|част|стат|приложени|положени|порядок|правила|изменени)[^.;:\n]{0,160}?\sвступа",
    re.IGNORECASE,
)
"""«Глава 3 Положения вступает в силу с …»: a part of the act has a day of its own."""

_SURE: Final = 0.9
_DOUBT: Final = 0.6
_SENTENCE: Final = re.compile(r"(?<=[а-яё\d»\")]{2})\.\s+(?=[А-ЯЁ])|\n")
_PUBLISH: Final = re.compile(r"опубликова|обнародова|разместить|размещени|публикаци", re.IGNORECASE)
_ORDERED: Final = re.compile(
    r"опубликовать|обнародовать|разместить|подлежит\s+(?:официальному\s+)?(?:опубликовани|обнародовани|размещени)"
    r"|(?:обеспечить|организовать|осуществить|произвести)\s+(?:официальное\s+)?(?:опубликовани|обнародовани|размещени)"
    r"|(?:направить|передать|представить)[^.;\n]{0,120}?для\s+(?:официального\s+)?(?:опубликовани|обнародовани|размещени)"
    r"|(?:опубликовани|обнародовани)е\s+(?:настоящ|данн)[а-яё]+\s+[а-яё]+\s+(?:возложить|осуществить|обеспечить|произвести)",
    re.IGNORECASE,
)
_PUBLISHED_IN: Final = re.compile(
    r"(?:опубликовани|обнародовани|размещени)[а-яё]{1,2}\s+(?:его\s+)?(?:в|на)\s", re.IGNORECASE
)
"""«Вступает в силу со дня опубликования в газете «Маяк»»: the order to publish is said by the way."""

_ISSUING: Final = re.compile(r"издани[а-яё]*", re.IGNORECASE)
"""«В день издания приказа»: no source."""

_ASIDE: Final = re.compile(r"\([^()\n]{0,300}\)")
_BOARD: Final = re.compile(
    r"(?:информационн[а-яё]{1,12} )?(?:стенд|щит|доск)(?:ах|е)(?![а-яё])"
    r"|(?:(?<![а-яё])[а-яё]{1,30}(?:ой|их) )?библиотек(?:ах|е)(?![а-яё])(?: (?:город|район|поселени|сел)а)?"
    r"|(?:(?<![а-яё-])[а-яё-]{1,30}ых )?средствах массовой информации(?: (?:город|район|поселени)а)?",
    re.IGNORECASE,
)
"""Where an act is made known besides what has a name: it is told, and no source to be recorded."""

_PAPER: Final = re.compile(
    r"(?:(?<![а-яё-])[а-яё-]{1,30}(?:ой|ом|ем|ей|ых) ){0,4}(?:газет|бюллетен|вестник|сборник|журнал"
    r"|издани)[а-яё]*\s*(?:[«\"“][^»\"”\n]{2,120}[»\"”]+)?",
    re.IGNORECASE,
)
_SITE: Final = re.compile(
    r"(?:официальн[а-яё]{1,12} )?(?:сайт|портал)(?:е|ах)(?![а-яё])[^.;,\n]{0,160}?(?=[.;,\n]| и | в информационно"
    r"| в сети|\(|$)",
    re.IGNORECASE,
)
_ORDER_REACH: Final = 400
"""The order to publish opens its clause: within this many characters."""

_POINT: Final = 6000
"""As much of a point is read for its kind and its people, in characters."""

_SHORT: Final = 300
_WHO: Final = 240
_CLAUSES: Final = 300
_PARTS: Final = 60


def find_clauses(shape: Shape, points: Sequence[Point]) -> tuple[Clause, ...]:
    """Return what the operative part does, in the order of the text."""
    if shape.letter or shape.court or shape.annex_first:
        return ()
    found: list[Clause] = []
    for point in points:
        found += _of_point(point)
        if len(found) >= _CLAUSES:
            break
    return tuple(found[:_CLAUSES])


def _of_point(point: Point) -> list[Clause]:
    whole = list(_changing(point))
    if whole:
        return whole + list(_forces(point))
    found: list[Clause] = []
    for part in parts_of(Point(point.text[:_POINT], point.start, point.number))[:_PARTS]:
        found += [*_approving(part), *_forces(part), *_publishing(part), *_controlling(part)]
    return found + list(_executing(Point(point.text[:_POINT], point.start, point.number)))


def _made(kind: ClauseKind, point: Point, at: int = 0, **more: object) -> Clause:
    end = at + min(len(point.text) - at, _SHORT * 2)
    shown = clean(point.text[at:end])
    clause = Clause(
        kind=kind,
        span=Span(point.start + at, point.start + len(point.text)),
        text=shown if len(shown) <= _SHORT else f"{shown[:_SHORT].rstrip()}…",
        point=point.number,
    )
    return msgspec.structs.replace(clause, **more)


def _changing(point: Point) -> Iterator[Clause]:
    """Yield what the point does to other acts; a point that does it to no act that is named does nothing here."""
    amends, repeals = changes_of(point)
    suspends = SUSPENDS.search(point.text[:_SHORT])
    if amends:
        adds_only = _SUPPLEMENTS.search(point.text) and not _CHANGES.search(without_asides(point.text[:_POINT]))
        yield _made(ClauseKind.SUPPLEMENTS if adds_only else ClauseKind.AMENDS, point, acts=tuple(amends))
    if repeals:
        whole = tuple(ref for ref in repeals if not ref.provision)
        part = tuple(ref for ref in repeals if ref.provision)
        if whole:
            yield _made(ClauseKind.REPEALS, point, acts=whole)
        if part:
            sure = min(_SURE, *(ref.confidence for ref in part))
            yield _made(ClauseKind.REPEALS_PART, point, acts=part, confidence=sure)
    if amends or repeals:
        return
    if suspends is not None:
        yield _suspending(point)
    elif _OPENS_CHANGE.match(point.text):
        charters = [ref for ref in references_in(point.text[:_SHORT], point.start) if ref.kind == "устав"]
        if charters:
            yield _made(ClauseKind.AMENDS, point, acts=tuple(charters[:1]))


def _suspending(point: Point) -> Clause:
    """Return what is suspended and until when, as far as the point says it."""
    text = without_asides(point.text[:_POINT])
    until = _UNTIL.search(text)
    found = next(find_dates(until.group()), None) if until is not None else None
    acts = limited(pairs_in(text, point.start), point.text[:_POINT], point.start)
    return _made(
        ClauseKind.SUSPENDS,
        point,
        acts=tuple(acts),
        confidence=min(_SURE, *(ref.confidence for ref in acts)) if acts else _SURE,
        term=clean(until.group()) if until is not None else "",
        day=found[0].isoformat() if found is not None else None,
    )


def _approving(part: Point) -> Iterator[Clause]:
    match = _APPROVES.search(part.text[:_SHORT])
    if match is not None and not AMENDS.search(part.text[: match.start()]) and not REPEALS.search(part.text[:_SHORT]):
        yield _made(ClauseKind.APPROVES, part)


def _forces(part: Point) -> Iterator[Clause]:
    place = 0
    for end in [*(match.start() for match in _SENTENCE.finditer(part.text)), len(part.text)]:
        sentence = part.text[place:end]
        if FORCE.search(sentence):
            unit = _UNIT_TAKES.match(sentence) is not None
            if unit or _ACT.search(sentence):
                yield from _force_of(Point(sentence, part.start + place, part.number), partly=unit)
        place = end


def _force_of(piece: Point, *, partly: bool) -> Iterator[Clause]:
    """Yield the terms of a sentence; «за исключением пункта 2, который …» has a term of its own."""
    save = _SAVE.search(piece.text)
    cut = save.start() if save is not None else len(piece.text)
    for start, end in ((0, cut), (cut, len(piece.text))):
        said = piece.text[start:end]
        if FORCE.search(said):
            sure = _DOUBT if partly or save is not None else _SURE
            for found in forces_in(said):
                own = Point(said, piece.start + start, piece.number)
                yield _made(
                    ClauseKind.IN_FORCE, own, force=found.force, day=found.day, days=found.days, confidence=sure
                )


def _publishing(part: Point) -> Iterator[Clause]:
    order, known = _ORDERED.search(part.text[:_ORDER_REACH]), True
    if order is None:
        order, known = _PUBLISHED_IN.search(part.text[:_ORDER_REACH]), False
    if order is None or not (known or FORCE.search(part.text[:_ORDER_REACH])):
        return
    said = part.text[:3000]
    named = tuple(dict.fromkeys(value for value, _, _ in _places(said, order.start())))
    boards = tuple(dict.fromkeys(clean(match.group()) for match in _BOARD.finditer(said, order.start())))
    if named or boards or (known and re.search(r"опубликов|обнародов", order.group(), re.IGNORECASE)):
        sure = _SURE if known else _DOUBT
        yield _made(ClauseKind.PUBLICATION, part, where=(*named, *boards), confidence=sure)


def _controlling(part: Point) -> Iterator[Clause]:
    match = _CONTROL.search(part.text[:_SHORT])
    if match is None:
        return
    laid = _LAID.search(part.text, match.start())
    kept = _KEPT.search(part.text, match.start())
    if laid is not None:
        who = clean(laid["who"]).strip(" .,")
        yield _made(ClauseKind.CONTROL, part, who=(f"{who}." if _INITIAL.search(who) else who,))
    elif kept is not None:
        yield _made(ClauseKind.CONTROL, part, who=("за собой",))


def _executing(point: Point) -> Iterator[Clause]:
    """Yield the orders to named people and offices, with their terms."""
    parts = parts_of(point)
    head = _addressee(parts[0].text)
    for index, part in enumerate(parts[:_PARTS]):
        who = _addressee(part.text) if index else head
        if not who and not (index and head and parts[0].text.rstrip().endswith(":")):
            continue
        if _CONTROL.search(part.text[:_SHORT]) or (index == 0 and len(parts) > 1 and part.text.rstrip().endswith(":")):
            continue
        term, day, days = _term_of(part.text)
        yield _made(ClauseKind.EXECUTION, part, who=(who or head,), term=term, day=day, days=days, confidence=0.8)


def _addressee(text: str) -> str:
    """Return who is ordered, as written, by the rules of a protocol's assignments; empty when nobody is."""
    label = _LABEL.match(text)
    text = text[label.end() :] if label is not None else text
    lead = lead_of(text[:_POINT])
    if lead is None or not lead.executors:
        return ""
    who = clean(_OBJECT.split(_ORDERS.sub("", text[: lead.end], count=1))[0]).strip(" ,:–—-")
    return who if len(who) <= _WHO and not _NOT_PERSON.search(who) else ""


def _term_of(text: str) -> tuple[str, str | None, int | None]:
    written, rest = written_term(without_asides(text[:1500]))
    term = written or inline_term(rest)
    day = next((found.isoformat() for found, _, _ in find_dates(term)), None)
    return term, day, None if day else days_in(term)


def _places(text: str, order: int) -> Iterator[tuple[str, int, str]]:
    """Yield newspapers, bulletins and sites near an order to publish: words, place, rule."""
    text = _ASIDE.sub(lambda match: f"({' ' * (len(match.group()) - 2)})", text)
    for pattern, rule in ((_PAPER, "publication.paper"), (_SITE, "publication.site")):
        for match in pattern.finditer(text, max(0, order - 200)):
            if _ISSUING.fullmatch(match.group().strip()):
                continue
            yield clean(match.group()).strip(" ,.;"), match.start(), rule


def find_publications(points: Sequence[Point]) -> tuple[Found, ...]:
    """Return the sources of publication that the text orders: newspapers, bulletins, sites."""
    found: list[Found] = []
    for point in points:
        text = point.text[:3000]
        order = _PUBLISH.search(text)
        if order is None or order.start() > _ORDER_REACH:
            continue
        for value, at, rule in _places(text, order.start()):
            if not any(value == known.value for known in found):
                start = point.start + at
                span = Span(start, start + len(value))
                found.append(Found(value=value, raw=value, span=span, rule=rule, confidence=0.85))
    return tuple(found[:12])
