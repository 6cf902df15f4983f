"""Documents that stand beside an act: of a court, a prosecutor, an antimonopoly body, an expert.

Reads: Document, Lines, Shape and what was found for the card. Writes: SupplementaryDetails. Kinds after the regulation,
chapter 4.1 point 1.3. What tells such a document is never its kind alone («решение» is the word of a council, too):
the body that issued it stands above its kind or in its first sentence, and a court's act has the words of a hearing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from domain.dates import find_dates
from domain.relations import SupplementaryKind
from domain.requisites import Span, SupplementaryDetails
from domain.text import clean, fold, letters
from ingest.requisites.disputed import demand_of, disputed_acts, outcome_of
from ingest.requisites.figures import numbers_in
from ingest.requisites.naming import sentence_case
from ingest.requisites.registration import is_skipped

if TYPE_CHECKING:
    from domain.requisites import Found
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_HEAD_LINES: Final = 45
"""What the document is stands within this many lines."""

_NEAR: Final = 14
"""The first sentence of a court's act ends within this many lines after its kind."""

_FORM_LINE: Final = 220
"""Longest line that names a document, in characters."""

_FORM: Final = re.compile(
    r"(?P<form>(?:административное |исковое |апелляционное |кассационное |надзорное |судебное |дополнительное |заочное "
    r"|экспертное ){0,2}(?:решение|определение|постановление|приговор|приказ|протест|представление|требование|заявление"
    r"|предостережение|предписание|предупреждение|заключение))(?![а-яё])"
)
_COURT_FORMS: Final = ("решение", "определение", "постановление", "приговор")
_PROSECUTOR_FORMS: Final = {
    "протест": SupplementaryKind.PROSECUTOR_PROTEST,
    "представление": SupplementaryKind.PROSECUTOR_SUBMISSION,
    "требование": SupplementaryKind.PROSECUTOR_DEMAND,
    "заявление": SupplementaryKind.PROSECUTOR_CLAIM,
    "предостережение": SupplementaryKind.OTHER,
}
_ANTIMONOPOLY_FORMS: Final = ("предписание", "решение", "предупреждение", "постановление", "определение")
_COURT: Final = re.compile(
    r"(?P<court>Судебная коллегия[^,\n]{0,120}? суда(?: [^,\n]{0,90}?)?|Мировой судья[^,\n]{0,110}?"
    r"|(?<![А-ЯЁа-яё])(?:[А-ЯЁ][А-ЯЁа-яё-]* ){0,5}(?:[а-яё]{4,} ){0,2}(?:суд|СУД|Суд)(?![А-ЯЁа-яё])[^,\n]{0,120}?)"
    r"(?=\s+в\s+(?:составе|лице)|\s*,|\s+рассмотр|\s+под\s+председательством|\s*\n|\s*$)"
)
_HEARING: Final = (
    re.compile(r"именем\s+российской\s+федерации", re.IGNORECASE),
    re.compile(r"в\s+(?:открытом\s+|закрытом\s+|предварительном\s+)?судебном\s+заседании", re.IGNORECASE),
    re.compile(
        r"(?:у\s?с\s?т\s?а\s?н\s?о\s?в\s?и\s?л\s?а?|о\s?п\s?р\s?е\s?д\s?е\s?л\s?и\s?л\s?а?|р\s?е\s?ш\s?и\s?л)\s*:",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![а-яё])(?:судь[ияей]|судей|судью)(?![а-яё])", re.IGNORECASE),
)
_CASE: Final = re.compile(
    r"(?<![А-ЯЁа-яё])(?:[Дд]ел[оауе]|ДЕЛО|ДЕЛУ|[Пп]роизводств[оа])\s*(?:№|N)\s*(?P<case>[0-9A-Za-zА-ЯЁа-яё][\w/\\().-]*[\w)])"
)
_PROSECUTOR: Final = re.compile(
    r"(?:[А-ЯЁ][А-ЯЁа-яё-]+ ){0,4}(?:прокуратур[аыойу]|ПРОКУРАТУР[АЫ]|Прокуратур[аы])(?![а-яё])[^,.;(\n]{0,110}"
)
_PROSECUTOR_POST: Final = re.compile(r"(?:[А-ЯЁа-яё-]+(?:ий|ый|ой) )?[Пп]рокурор(?![а-яё])(?:а)?[^,.;(\n]{0,90}")
_FAS: Final = re.compile(
    r"Управлени(?:я|ем|ю|е) Федеральной антимонопольной службы (?:России )?по (?P<where>[А-ЯЁ][^,.(\n]{3,80}?"
    r"(?:области|краю|округу|городу?(?: [А-ЯЁ][А-ЯЁа-яё-]+)?|Республике(?: [А-ЯЁ][А-ЯЁа-яё-]+)?))(?![а-яё])"
    r"|(?P<short>(?:[А-ЯЁ][а-яё-]+ск(?:ое|ого|ому|им|ом) )?УФАС(?: России)?"
    r"(?: по [А-ЯЁ][^,.(\n]{3,60}?(?:области|краю|округу))?)"
)
_FAS_CASE: Final = re.compile(r"ск(?:ого|ому|им|ом) УФАС")
_FAS_BODY: Final = re.compile(r"Управление Федеральной антимонопольной службы (?:России )?по [А-ЯЁ]")
_ANTIMONOPOLY: Final = re.compile(r"антимонопольн|УФАС|ФАС России", re.IGNORECASE)
_EXPERTISE: Final = re.compile(r"экспертиз|экспертное", re.IGNORECASE)
_INCOMING: Final = re.compile(r"(?<![а-яё])вх(?:одящий|\.)?\s*(?:№|N)\s*(?P<number>[\w/.-]*\w)", re.IGNORECASE)
_CASE_NUMBER: Final = re.compile(
    r"\d{1,3}[А-Яа-яA-Za-z]{0,3}-\d{1,6}/(?:19|20)\d\d\S{0,8}|\d{1,3}-[А-ЯЁ]{2,4}\d\d-\d{1,5}\S{0,6}"
)
"""«2а-155/2021», «20-АПА19-15»: numbers that courts give to cases, beside no word."""

_SECOND_CASE: Final = re.compile(rf"\s*[;,(]\s*(?:№\s*)?(?:{_CASE_NUMBER.pattern})")
"""«Дело № 2а-171/2022; 33а-7310/2022»: of two courts' numbers nothing tells which is whose."""

_DATE_LINE: Final = 60
"""Most letters of a line that gives the day of a document."""

_OTHER_DAY: Final = re.compile(
    r"(?<![а-яё])(?:вх|исх)[а-яё]*\.?\s*(?:№|N)|на\s+(?:ваш[а-яё]*\s+)?(?:исх\.?\s*)?№|резолютивн|объявлен|оглашен"
    r"|вступ(?:ил[аои]?|ает)\s+в|копи[яию](?![а-яё])|получен|выдан|направлен"
    r"|протест\s+на|(?:постановлени|решени|распоряжени|приказ|закон|заявлени)[а-яё]{1,3}\s+от",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 200
_OTHER: Final = 0.6
"""A kind that the register has no word of its own for is a person's to choose."""
_RECOGNISED: Final = 0.7
_SURE: Final = 0.95


@dataclass(frozen=True, slots=True)
class _Form:
    """What the document calls itself, and in which line."""

    name: str
    word: str
    at: int


@dataclass(frozen=True, slots=True)
class _Look:
    """What the document is told by: its form, the text above and below that line, the body that was found."""

    form: _Form
    above: str
    after: str
    lines: list[Line]
    body: Found | None


def find_supplementary(
    lines: list[Line], shape: Shape, body: Found | None, date: Found | None, number: Found | None
) -> SupplementaryDetails | None:
    """Return what kind of supplementary document this is and which act it concerns; None for anything else."""
    form = _form_of(lines, shape)
    if form is None:
        return None
    look = _Look(
        form=form,
        above="\n".join(line.plain for line in lines[: form.at]),
        after="\n".join(line.plain for line in lines[form.at : form.at + _NEAR]),
        lines=lines,
        body=body,
    )
    for told in (_prosecutor, _antimonopoly, _court, _expert):
        found = told(look)
        if found is not None:
            details = _details(found, form, lines, date, number)
            if body is None or body.value != details.issuer:
                return details
            return msgspec.structs.replace(details, confidence=min(details.confidence, body.confidence))
    return None


def _form_of(lines: list[Line], shape: Shape) -> _Form | None:
    """Return the line in which a document says what it is: the machine's own or one that begins so."""
    own = shape.headline.line if shape.headline is not None else None
    for at, line in enumerate(lines[:_HEAD_LINES]):
        text = fold(clean(line.text)).strip(' "«*_')
        match = _FORM.match(text)
        if match is None or len(line.plain) > _FORM_LINE:
            continue
        if line is own or (line.plain.lstrip('"«* ')[:1].isupper() and _stands_alone(text, match.end())):
            name = match["form"]
            return _Form(name, name.split()[-1], at)
    return None


def _stands_alone(text: str, end: int) -> bool:
    """Nothing but a number, a date or «о чём» follows the word: a sentence would go on otherwise."""
    rest = text[end:].strip()
    return not rest or bool(re.match(r"(?:№|n |от \d|о |об |по делу|по результатам|на |прокурор|именем|[(«\"])", rest))


def _prosecutor(look: _Look) -> tuple[SupplementaryKind, str | None] | None:
    kind = _PROSECUTOR_FORMS.get(look.form.word)
    if kind is None:
        return None
    if look.body is not None and "прокуратур" in fold(look.body.value):
        return kind, look.body.value
    named = [clean(match.group()) for match in _PROSECUTOR.finditer(look.above)]
    if named:
        return kind, sentence_case(named[-1])
    signed = [
        line for line in look.lines[-12:] if line.key.startswith(("прокурор", "заместительпрокурор", "ипрокурор"))
    ]
    post = _PROSECUTOR_POST.search(look.above) or (
        _PROSECUTOR_POST.search(signed[0].plain.split("\t")[0]) if signed else None
    )
    if post is None:
        return None
    return kind, clean(post.group())[:_LONGEST_NAME].strip()


def _antimonopoly(look: _Look) -> tuple[SupplementaryKind, str | None] | None:
    if look.form.word not in _ANTIMONOPOLY_FORMS or " суд" in f" {fold(look.above)}":
        return None
    above = _ANTIMONOPOLY.search(look.above) is not None
    if not above and not (_FAS.search(look.after) and re.search(r"[Кк]омисси|УФАС", look.after)):
        return None
    if not above and look.body is not None and "антимонопольн" not in fold(look.body.value):
        return None
    return SupplementaryKind.ANTIMONOPOLY, _antimonopoly_body(look)


def _antimonopoly_body(look: _Look) -> str | None:
    """Return the department: as the letterhead names it in full, else as the text does first."""
    if look.body is not None and _FAS_BODY.match(look.body.value):
        return look.body.value
    match = _FAS.search(look.above + "\n" + look.after)
    if match is None:
        return look.body.value if look.body is not None else None
    if match["where"]:
        return f"Управление Федеральной антимонопольной службы по {clean(match['where'])}"
    return _FAS_CASE.sub("ское УФАС", clean(match["short"]))


def _court(look: _Look) -> tuple[SupplementaryKind, str | None] | None:
    if look.form.word not in _COURT_FORMS:
        return None
    text = "\n".join(line.plain for line in look.lines)[:60_000]
    told = sum(bool(rule.search(text)) for rule in _HEARING) + bool(_CASE.search(look.above + "\n" + look.after))
    if look.body is not None and re.search(r"(?<![а-яё])суд(?:а|ья)?(?![а-яё])", fold(look.body.value)):
        return (SupplementaryKind.COURT_DECISION, look.body.value) if told else None
    named = _COURT.search(f"{look.above}\n{look.after}")
    if named is None or told < 3:  # noqa: PLR2004 - a council's decision may cite a court, not three marks of a hearing
        return None
    return SupplementaryKind.COURT_DECISION, sentence_case(clean(named["court"]))[:_LONGEST_NAME]


def _expert(look: _Look) -> tuple[SupplementaryKind, str | None] | None:
    if look.form.word != "заключение" or not _EXPERTISE.search(look.after):
        return None
    return SupplementaryKind.EXPERT_OPINION, look.body.value if look.body is not None else None


def _details(
    told: tuple[SupplementaryKind, str | None],
    form: _Form,
    lines: list[Line],
    date: Found | None,
    number: Found | None,
) -> SupplementaryDetails:
    kind, issuer = told
    places: dict[str, Span] = {}
    head = lines[: form.at + _NEAR]
    court = kind is SupplementaryKind.COURT_DECISION
    case = _noted(places, "case", _CASE, head)
    day, own_number = _day_and_number(places, form, lines, date, number)
    if court and case is None and number is not None and _CASE_NUMBER.fullmatch(number.value):
        case = number.value
    incoming, incoming_on = _incoming(places, head)
    outcome, at = outcome_of(lines, form.word, court=court)
    demand, wanted = demand_of(lines)
    places |= {name: span for name, span in (("outcome", at), ("demand", wanted)) if span is not None}
    return SupplementaryDetails(
        kind=str(kind),
        form=form.name,
        issuer=issuer,
        instance=_instance(form, issuer, lines) if court else "",
        case=case,
        date=day,
        number=case if court and case else own_number if own_number != case else None,
        outcome=outcome,
        demand="" if court else demand,
        incoming_number=incoming,
        incoming_on=incoming_on,
        disputed=disputed_acts(lines, form.at, (day, own_number)),
        places=places,
        confidence=_trust(kind, lines),
    )


def _trust(kind: SupplementaryKind, lines: list[Line]) -> float:
    if kind is SupplementaryKind.OTHER:
        return _OTHER
    return _RECOGNISED if any(line.ocr for line in lines[:_NEAR]) else _SURE


def _day_and_number(
    places: dict[str, Span], form: _Form, lines: list[Line], date: Found | None, number: Found | None
) -> tuple[str | None, str | None]:
    """Return day and number as the card's rules found them; without a day that of a line of its own."""
    for name, value in (("date", date), ("number", number)):
        if value is not None and value.span is not None:
            places[name] = value.span
    own_number = number.value if number is not None else None
    if date is not None:
        return date.value, own_number
    below, above = lines[form.at : form.at + _NEAR], lines[: form.at]
    day, beside = next((found for part in (below, above) if (found := _own_day(places, part))), (None, None))
    return day, own_number or beside


def _noted(places: dict[str, Span], name: str, rule: re.Pattern[str], lines: list[Line]) -> str | None:
    for line in lines:
        match = rule.search(line.text)
        if match is not None and _SECOND_CASE.match(line.text, match.end()):
            return None
        if match is not None:
            places[name] = Span(line.start + match.start(name), line.start + match.end(name))
            return clean(match[name])
    return None


def _own_day(places: dict[str, Span], lines: list[Line]) -> tuple[str, str | None] | None:
    """Return the day that stands in a line of its own, perhaps with a place and a number; a sentence names others."""
    for line in lines:
        if len(letters(line.text)) > _DATE_LINE or is_skipped(line) or _OTHER_DAY.search(line.text):
            continue
        for day, start, end in find_dates(line.text):
            places["date"] = Span(line.start + start, line.start + end)
            return day.isoformat(), next((value for value, *_ in numbers_in(line.text[end:]) if value), None)
    return None


def _incoming(places: dict[str, Span], lines: list[Line]) -> tuple[str | None, str | None]:
    """Return number and day of the stamp that the receiving office put: «Вх. № 1187 от 13.05.2026»."""
    for line in lines:
        match = _INCOMING.search(line.text)
        if match is None or not any(value for value, *_ in numbers_in(f"№ {match['number']}")):
            continue
        places["incoming_number"] = Span(line.start + match.start("number"), line.start + match.end("number"))
        day = next((day for day, start, _ in find_dates(line.text) if start >= match.end()), None)
        return match["number"], day.isoformat() if day else None
    return None, None


def _instance(form: _Form, issuer: str | None, lines: list[Line]) -> str:
    head = fold(" ".join([form.name, issuer or "", *(line.plain for line in lines[form.at : form.at + 4])]))
    for stem, name in (("апелляцион", "appeal"), ("кассацион", "cassation"), ("надзорн", "supervision")):
        if stem in head[:600]:
            return name
    return "first" if form.word == "решение" else ""
