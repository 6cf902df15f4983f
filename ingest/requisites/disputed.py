"""Which act a supplementary document concerns, what was decided, what is demanded.

Reads: Lines. Writes: references to acts, the surest first; sentences as written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.kinds import REGISTERED
from domain.numbers import number_key
from domain.requisites import ActReference, Span
from domain.text import clean, fold
from ingest.requisites.citations import pairs_in
from ingest.requisites.words import POST

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_DISPUTE: Final = re.compile(
    r"недейств|незаконн|не соответств|противореч|оспарива|отменить|отмены|об отмене"
    r"|исключить|исключив|привести в соответств|протест на|приведени[ея] в соответств|нарушен"
    r"|коррупциогенн|экспертиз|изменении нормативного|проверк",
    re.IGNORECASE,
)
_OTHERS: Final = re.compile(
    r"(?<![а-яё])(?:суд(?:а|ом|у|е)?|судебн[а-яё]+|судьи"
    r"|правительств[а-яё]*|президент[а-яё]*|министерств[а-яё]*"
    r"|губернатор[а-яё]*|пленум[а-яё]*|прокур[а-яё]+|антимонопольн[а-яё]+)(?![а-яё])"
)
_CITED: Final = (*REGISTERED, "положение", "порядок", "правила", "регламент")
_INCOMING: Final = re.compile(r"(?:вх|исх)[а-яё]*\.?\s*(?:№\s*)?$", re.IGNORECASE)
_AROUND: Final = 260
"""The words of a dispute stand within this many characters of the reference."""

_BEFORE: Final = 90
_MOST: Final = 5
_TEXT: Final = 60_000
"""As much of the text is looked through, in characters."""

_JUDGE: Final = re.compile(r"(?:Мировой с|С)удь[яи]:?(?:\s+(?:[А-ЯЁ]\.|\S+\s+[А-ЯЁ]\.)|\s*$)|Председательствующий")
"""Who signed stands below the outcome."""

_VERBS: Final = {
    "решение": ("решил", "решила"),
    "определение": ("определил", "определила"),
    "постановление": ("постановил", "постановила"),
    "приговор": ("приговорил",),
}
_APPEAL: Final = re.compile(
    r"обжалован|вступа[её]т в законную силу|может быть подан|кассационн[а-яё]+ жалоб", re.IGNORECASE
)
_DEMAND: Final = re.compile(
    r"(?:т\s?р\s?е\s?б\s?у\s?ю|п\s?р\s?е\s?д\s?л\s?а\s?г\s?а\s?ю|п\s?р\s?о\s?ш\s?у(?: суд)?"
    r"|п\s?р\s?е\s?д\s?п\s?и\s?с\s?ы\s?в\s?а\s?е\s?т|предупреждает о необходимости[^:]{0,200})\s*:\s*",
    re.IGNORECASE,
)
_PARAGRAPHS: Final = 4
_LONGEST: Final = 600


def disputed_acts(lines: list[Line], form_at: int, own: tuple[str | None, str | None]) -> tuple[ActReference, ...]:
    """Return the acts that the document concerns, the surest first.

    Args:
        lines: Lines of the document.
        form_at: The line that says what the document is: a protest names its act in it or below.
        own: Date and number of the document itself, which is never the act.
    """
    text, starts = _text_of(lines)
    lead = starts[min(form_at + 4, len(starts) - 1)] if starts else 0
    scored: dict[tuple[str | None, str], tuple[float, ActReference]] = {}
    for cited in pairs_in(text):
        if cited.span is None or not cited.number or cited.kind not in (None, *_CITED):
            continue
        if (cited.date, cited.number) == own or _is_others(cited, text):
            continue
        score = _score(cited, text, lead)
        key = (cited.date, number_key(cited.number))
        known = scored.get(key)
        best = cited if known is None or (known[1].kind is None and cited.kind) else known[1]
        scored[key] = ((known[0] if known else 0.0) + score, best)
    ordered = sorted(scored.values(), key=lambda item: -item[0])
    surest = ordered[0][0] if ordered else 0.0
    return tuple(
        msgspec.structs.replace(_placed(cited, lines, starts), confidence=round(0.9 * score / surest, 2))
        for score, cited in ordered[:_MOST]
        if score > 0
    )


def _text_of(lines: list[Line]) -> tuple[str, list[int]]:
    """Return the lines as one text, and where each begins in it."""
    starts, pieces, place = [], [], 0
    for line in lines:
        if place > _TEXT:
            break
        starts.append(place)
        pieces.append(line.text)
        place += len(line.text) + 1
    return "\n".join(pieces), starts


def _is_others(cited: ActReference, text: str) -> bool:
    """Whether a reference means an act of a court or a state body."""
    if cited.span is None or _INCOMING.search(text[max(0, cited.span.start - 12) : cited.span.start]):
        return True
    said = fold(f"{cited.body or ''} {text[cited.span.start : cited.span.end]}")
    return bool(_OTHERS.search(said.split(" от ", maxsplit=1)[0]))


def _score(cited: ActReference, text: str, lead: int) -> float:
    """Weigh a reference: named beside the document's name, or near words of a dispute, or a kind that a city has."""
    if cited.span is None:
        return 0.0
    around = text[max(0, cited.span.start - _AROUND) : cited.span.end + _AROUND]
    score = 0.3 if cited.kind is None else 1.0
    if cited.span.start < lead:
        score += 2.0
    return score + 1.5 if _DISPUTE.search(around) else score


def _placed(cited: ActReference, lines: list[Line], starts: list[int]) -> ActReference:
    """Return the reference with its place in the document instead of the joined text."""
    if cited.span is None:
        return cited

    def place(at: int) -> int:
        index = max(i for i, start in enumerate(starts) if start <= at)
        return min(lines[index].start + at - starts[index], lines[index].end)

    unit = cited.provision if cited.provision and any(c.isdigit() for c in cited.provision) else None
    return msgspec.structs.replace(cited, provision=unit, span=Span(place(cited.span.start), place(cited.span.end)))


def outcome_of(lines: list[Line], word: str, *, court: bool) -> tuple[str, Span | None]:
    """Return what a court or a commission decided, as written: the paragraphs after the last «решил:»."""
    verbs = _VERBS.get(word, ())
    at = next(
        (
            index
            for index in range(len(lines) - 1, -1, -1)
            if any(lines[index].key.endswith(verb) for verb in verbs) and lines[index].plain.endswith(":")
        ),
        None,
    )
    if at is None or not (court or word == "решение"):
        return "", None
    return _paragraphs(lines[at + 1 :])


def demand_of(lines: list[Line]) -> tuple[str, Span | None]:
    """Return what a prosecutor or an antimonopoly body demands, as written."""
    for index, line in enumerate(lines):
        match = _DEMAND.search(line.text)
        if match is None:
            continue
        rest = line.text[match.end() :].strip()
        if rest:
            return clean(rest)[:_LONGEST], Span(line.start + match.end(), line.end)
        return _paragraphs(lines[index + 1 :])
    return "", None


def _is_post(line: Line) -> bool:
    """«Прокурор района» alone in its line opens the signature."""
    return len(line.plain) < _BEFORE and POST.match(line.plain) is not None and line.plain[-1:].isalpha()


def _paragraphs(lines: list[Line]) -> tuple[str, Span | None]:
    kept: list[Line] = []
    for line in lines[:_PARAGRAPHS]:
        if kept and (
            _APPEAL.search(line.text)
            or _is_post(line)
            or _JUDGE.match(line.plain)
            or sum(len(known.plain) for known in kept) > _LONGEST
        ):
            break
        if "\t" in line.text.strip() and len(line.plain) < _BEFORE:
            break
        kept.append(line)
    if not kept:
        return "", None
    text = clean(" ".join(f"{line.label} {line.plain}".strip() for line in kept))
    return (text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0] + " …"), Span(
        kept[0].start, kept[-1].end
    )
