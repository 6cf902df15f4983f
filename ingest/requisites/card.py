"""Kind, date, number, place: values that the parts of the act hold.

Reads: Shape. Writes: Found. One unambiguous value of the act's own part is certain; two different ones are a doubt;
recognised characters never
give a certain date or number: on scans both are mostly handwritten and recognition invents them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import clean, fold, letters
from ingest.requisites.approvals import approval_date_lines
from ingest.requisites.figures import Piece, dates_of, numbers_of
from ingest.requisites.headline import Headline, bare_number, title_in_line
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.lines import Line
from ingest.requisites.machine import Part
from ingest.requisites.naming import normal_name, sentence_case
from ingest.requisites.registration import adoption_notes, bare_name, is_named_first, is_registration, without_adoption
from ingest.requisites.words import CHANGES, PLACE, PLACE_LINE, RULE_KINDS, VERB

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.requisites import ActReference
    from ingest.requisites.machine import Shape

OCR_LIMIT: Final = 0.5
"""A date or number of recognised characters is never surer than this."""

_DATE_TRUST: Final = 0.7
_NUMBER_TRUST: Final = 0.8
"""Recognition that trusts its own line less has read handwriting: a value of such a line is left out. A date proves
itself more than a number does: most misread ones are no days of the calendar."""

_CERTAINTY: Final = {
    HeadShape.ALONE: 0.98,
    HeadShape.REGISTERED: 0.97,
    HeadShape.WITH_BODY: 0.95,
    HeadShape.DATABASE: 0.93,
    HeadShape.NAMED: 0.75,
    HeadShape.TITLED: 0.85,
    HeadShape.NUMBERED: 0.85,
    HeadShape.MISREAD: 0.85,
}
_HEADLINE_END: Final = 420
_PARENT: Final = 0.6
_UNSIGNED: Final = 0.6
_DRAFT: Final = 0.6
"""A draft is no act yet; a date and a number on it may be those of the bill."""

_DOUBTFUL: Final = 0.6
"""A date below a title that names what it changes may be that other's."""

_ADOPTED: Final = frozenset({"решение", "постановление"})
"""Acts that a council adopts; a law has the date of its signing."""

_MET: Final = re.compile(
    r"дата(?: и время)?(?: проведения)?(?: (?:заседания|совещания|собрания|слушаний|обсуждений"
    r"|публичных слушаний|общественных (?:обсуждений|слушаний)))?\s*:",
    re.IGNORECASE,
)
_MET_LINES: Final = 8
"""The day of a meeting is told within this many lines below the name of the protocol."""

_OF_YEAR: Final = re.compile(r"(?:(?<!\d)(?:19|20)\d\d|(?<!\d)\d\d\.\d\d\.\d\d)\s*г$")
"""«г.» right behind a year is the year's: «от 30 апреля 2014 г. УС-6-2», «30.04.14 г. Лесной» name no town."""

_OF_LAND: Final = re.compile(r" (?:области|края|района|округа|республики)(?![а-яё])")
_STEM: Final = 4
"""Letters at the beginning of a name that all its cases have, at least."""

_PLACE_ABOVE: Final = 4
"""A place above the kind stands within this many lines of it, beside or below date and number."""

_EVENT: Final = 0.4
"""A date without a number below «ПОЛОЖЕНИЕ о фестивале» is most often the day of what it is about."""


def find_kind(shape: Shape) -> Found | None:
    """Return the kind of the act."""
    head = shape.headline
    if head is None:
        return _without_line(shape)
    confidence = _CERTAINTY[head.shape]
    if head.kind in RULE_KINDS:
        confidence = 0.75
    if shape.draft:
        confidence = min(confidence, _DRAFT)
    start = head.line.start
    raw = head.line.text[: head.rest_start - start].strip()
    return Found(
        value=head.kind,
        raw=clean(raw),
        span=Span(start, head.rest_start),
        rule="kind.draft" if shape.draft else f"kind.{head.shape.value}",
        confidence=confidence,
    )


_BY_VERB: Final = {
    "постановля": "постановление",
    "постановил": "постановление",
    "приказыва": "приказ",
    "распоряжа": "распоряжение",
    "решил": "решение",
}


def _without_line(shape: Shape) -> Found | None:
    """Return the kind that the verb or the form of address tells; a doubt, for the kind line may have been an image."""
    if shape.letter:
        line = shape.of(Part.PREAMBLE)[0]
        return Found(
            value="письмо", raw=line.plain, span=Span(line.start, line.end), rule="kind.letter", confidence=0.7
        )
    if not shape.verb:
        return shape.named
    line = shape.of(Part.PREAMBLE)[-1]
    match = VERB.search(line.text)
    told = letters(match.group()) if match else ""
    kind = next((name for stem, name in _BY_VERB.items() if told.startswith(stem)), None)
    if kind is None or match is None:
        return None
    span = Span(line.start + match.start(), line.start + match.end())
    return Found(value=kind, raw=clean(match.group()), span=span, rule="kind.verb", confidence=0.6)


def find_date(shape: Shape) -> Found | None:
    """Return the date of adoption."""
    return _best(shape, dates_of, "date")


def find_number(shape: Shape) -> Found | None:
    """Return the registration number."""
    return _best(shape, numbers_of, "number")


def _plausible(piece: Piece, *, dated: bool) -> bool:
    """Whether a value of recognised characters may be suggested: typed, not written by hand, and complete.

    «« и » мая 2020 г.  № 15»: where the date was not read, the number was not read well either.
    """
    line = piece.line
    if not line.ocr:
        return True
    if piece.rule.startswith("date"):
        return line.trust >= _DATE_TRUST
    after = PLACE.sub(" ", line.text[piece.end - line.start :].split("\t")[0]).strip()  # «№ 398 г. Заречный»
    return line.trust >= _NUMBER_TRUST and not after and dated


def _best(shape: Shape, read: Callable[[list[Line], str, float], list[Piece]], name: str) -> Found | None:
    found = _own(shape, read, name)
    dated = not any(piece.line.ocr for piece in found) or any(
        _plausible(piece, dated=True) for piece in _own(shape, dates_of, "date")
    )
    own = [piece for piece in found if _plausible(piece, dated=dated)]
    database = (
        read([_headline_part(shape.database)], f"{name}.database", 0.92)[:1] if shape.database is not None else []
    )
    if own:
        value = own[0].value
        doubt = len({piece.value for piece in own}) > 1
        told = database[0].value if database else value
        confidence = 0.6 if doubt or told.lower() != value.lower() else own[0].confidence
        confidence = min(confidence, _DRAFT) if shape.draft else confidence
        return _found(own[0], confidence)
    if database:
        return _found(database[0], database[0].confidence)
    return None


def _own(shape: Shape, read: Callable[[list[Line], str, float], list[Piece]], name: str) -> list[Piece]:
    """Return what the first part that holds such a value says: kind line, lines below it, letterhead.

    Lines under the signature.
    """
    head = shape.headline
    if head is None:
        letterhead = [line for line in shape.of(Part.LETTERHEAD) if is_registration(line)]
        told = shape.letter or shape.verb
        return read(letterhead, f"{name}.letterhead", 0.8 if shape.letter else _DOUBTFUL) if told else []
    if head.shape is HeadShape.REGISTERED:
        found = read([_headline_part(head)], f"{name}.kind-line", 0.97)
        if found:
            return found[:1] if name == "number" else found
    bare = bare_number(head) if read is numbers_of else None
    if bare is not None:
        start, end = (head.rest_start + place for place in bare.span("number"))
        return [Piece(bare["number"], bare["number"], start, end, head.line, f"{name}.without-sign", _UNSIGNED)]
    below = _lines(shape, Part.REGISTRATION)
    found = read(below, f"{name}.registration", _below_kind(shape, head, below))
    if found:
        return [_by_place(piece, shape) for piece in found]
    found = read(_lines(shape, Part.LETTERHEAD), f"{name}.letterhead", 0.8)
    if not found and shape.approval is not None and read is dates_of:
        found = read(approval_date_lines(shape.approval), f"{name}.approval", _PARENT)[:1]
    if found or shape.database is not None:
        return found
    marks = [line for line in without_adoption(shape.of(Part.MARKS)[:10]) if is_registration(line)]
    found = read(marks, f"{name}.below-signature", 0.8) if shape.of(Part.SIGNATURE) else []
    return found or (_adopted(shape, head) or _met(shape, head) if read is dates_of else [])


def _lines(shape: Shape, part: Part) -> list[Line]:
    """Return the lines of registration of this part; «Заречный № 17 от …» is a newspaper's, or of the own place."""
    lines = [line for line in without_adoption(shape.of(part)) if is_registration(line)]
    return [line for line in lines if not is_named_first(line) or _is_of(bare_name(line), shape)]


def _by_place(piece: Piece, shape: Shape) -> Piece:
    """Return a value behind a name that the letterhead does not know as a doubt: «Вперёд, 12 марта 2019 года, № 20».

    Between date and number, and behind them, the place stands.
    """
    name = bare_name(piece.line)
    first = bool(name) and piece.line.plain.lstrip('«"').startswith(name.split()[0])
    known = not first or not numbers_of([piece.line], "", 1.0) or _is_of(name, shape)
    return piece if known else replace(piece, confidence=min(piece.confidence, _DOUBTFUL))


def _is_of(name: str, shape: Shape) -> bool:
    """Whether the letterhead speaks of the place with this name, in whatever case."""
    told = re.findall(
        r"\w+", fold(" ".join(line.text for part in (Part.LETTERHEAD, Part.KIND) for line in shape.of(part)))
    )
    return all(any(_same_name(word, other) for other in told) for word in re.findall(r"\w+", fold(name)))


def _same_name(word: str, other: str) -> bool:
    """Whether two words are forms of one name («Заречный», «Заречного»), or the second is made of it («Кыштымский»)."""
    stem = word[: max(_STEM, len(word) - _STEM + 1)]
    alike = other.startswith(stem) and abs(len(other) - len(word)) < _STEM
    return alike or (len(word) > _STEM and other.startswith(word))


def _adopted(shape: Shape, head: Headline) -> list[Piece]:
    """«Принято районным Собранием  01 сентября 2011 г.»: a decision without another date has that of its adoption."""
    if head.kind not in _ADOPTED:
        return []
    return dates_of(adoption_notes(shape.of(Part.REGISTRATION)), "date.adopted", 0.8)


def _met(shape: Shape, head: Headline) -> list[Piece]:
    """«Дата проведения: 24 октября 2021 года»: a protocol without another date has that of its meeting."""
    lines = shape.of(Part.PREAMBLE)[:_MET_LINES] if head.kind == "протокол" else []
    return dates_of([line for line in lines if _MET.match(line.plain)], "date.met", 0.8)[:1]


def _below_kind(shape: Shape, head: Headline, lines: list[Line]) -> float:
    """Return how sure the lines below the kind are: a rule has the date of its approval, a date alone is an event's.

    Straight below a title that changes or ends something undated they may be the date of that: «О расторжении договора
    / от 12.12.2019 № 5».
    """
    title = shape.of(Part.TITLE)
    text = " ".join(line.plain for line in title)
    if lines and title and lines[0].start > title[0].start and CHANGES.search(text) and not dates_of(title, "", 1.0):
        return _DOUBTFUL
    return _EVENT if head.kind in RULE_KINDS and not numbers_of(lines, "", 1.0) else 0.97


def _headline_part(head: Headline) -> Line:
    """Return the rest of the headline as a line of its own, cut before the title and the text."""
    rest = head.rest[:_HEADLINE_END]
    quote = re.search(r"[«\"](?=О(?:б|Б)?\s)|\n", rest)
    at = quote.start() if quote else title_in_line(rest)
    rest = (rest[:at] if at is not None else rest).rstrip()
    line = head.line
    return Line(
        text=rest,
        start=head.rest_start,
        end=head.rest_start + len(rest),
        block=line.block,
        kind=line.kind,
        label="",
        align=line.align,
        ocr=line.ocr,
        trust=line.trust,
        first=False,
        broken=line.broken,
    )


def _found(piece: Piece, confidence: float) -> Found:
    if piece.line.ocr:
        confidence = min(confidence, OCR_LIMIT)
    if piece.line.trust < 1 and not piece.line.ocr:
        confidence *= piece.line.trust
    return Found(
        value=piece.value,
        raw=clean(piece.raw),
        span=Span(piece.start, piece.end),
        rule=piece.rule,
        confidence=round(confidence, 3),
    )


def find_place(shape: Shape) -> Found | None:
    """Return the place of the act, as written: «г. Кыштым»."""
    for line in [*shape.of(Part.REGISTRATION), *shape.of(Part.MARKS)[:6], *shape.of(Part.LETTERHEAD)[-_PLACE_ABOVE:]]:
        match = next(
            (one for one in PLACE.finditer(line.text) if not _OF_YEAR.search(line.text[: one.start() + 1])), None
        )
        if match is not None and (is_registration(line) or PLACE_LINE.fullmatch(line.plain)):
            name = match.group()
            if _OF_LAND.match(line.text, match.end()):  # «г. Лесной Московской / области»
                name = name.rpartition(" ")[0]
            return Found(
                value=clean(name),
                raw=name,
                span=Span(line.start + match.start(), line.start + match.start() + len(name)),
                rule="place.registration",
                confidence=0.95 if not line.ocr else 0.6,
            )
    return None


def from_stamp(shape: Shape, name: str | None) -> Found | None:
    """Return the body that the stamp of the first annex names; a doubt."""
    lines = shape.of(Part.ANNEX)
    if not name or not lines:
        return None
    span = Span(lines[0].start, lines[min(4, len(lines) - 1)].end)
    return Found(value=normal_name(name), raw=name, span=span, rule="body.annex-stamp", confidence=_PARENT)


Quartet = tuple[Found | None, Found | None, Found | None, Found | None]


def from_parent(shape: Shape, parent: ActReference | None, own: tuple[Found | None, Found | None]) -> Quartet:
    """Return kind, body, date and number from the stamp of an annex where the file has none of its own.

    Only a stamp of the same kind of act tells anything; a stamp may carry another act's requisites, so the values
    are doubtful.
    """
    kind, body = own
    if parent is None or parent.span is None or (kind is not None and kind.value != parent.kind):
        return kind, body, None, None
    ocr = any(line.ocr for line in shape.of(Part.ANNEX)[:8])

    def found(value: str | None, rule: str) -> Found | None:
        if not value:
            return None
        return Found(value=value, raw=value, span=parent.span, rule=rule, confidence=OCR_LIMIT if ocr else _PARENT)

    return (
        kind or found(parent.kind, "kind.parent"),
        body or found(sentence_case(parent.body) if parent.body else None, "body.parent"),
        found(parent.date, "date.parent"),
        found(parent.number, "number.parent"),
    )
