"""Clauses of the operative part: which acts are changed, which lose force, where the act is to be published.

Reads: Document, Shape. Writes: ActReferences, publication sources.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from domain.numbers import number_key as number_fold
from domain.requisites import ActReference, Found, Span
from domain.text import clean
from ingest.requisites.citations import references_in, without_asides
from ingest.requisites.lines import mend
from ingest.requisites.machine import Part

if TYPE_CHECKING:
    from domain.document import Document
    from ingest.requisites.machine import Shape

_TOP_POINT: Final = re.compile(r"\d{1,2}[.)](?!\d)\s*\S")
_AMENDS: Final = re.compile(
    r"(?:внести|внес[её]нии|вносится|вносятся|дополнить|дополнении|изложить|изложив|исключить|заменить|продлить"
    r"|изменении|изменений в|изменения в)(?![а-яё])",
    re.IGNORECASE,
)
_REPEALS: Final = re.compile(
    r"утратившим[и]? силу|утрат\w+ силу|(?<![а-яё])отменить(?![а-яё])|об отмене|считать недействующ", re.IGNORECASE
)
_OWN_FORCE: Final = re.compile(r"настоящ\w+ \w+ (?:вступа|утрач)", re.IGNORECASE)
_BASIS: Final = re.compile(
    r"(?:в соответствии с|на основании|согласно|во исполнение|руководствуясь)[^,;:\n]{0,300}[,;:\n]", re.IGNORECASE
)
_EDITION: Final = re.compile(
    r"(?:с изменениями|в редакции|в ред\.)[^;:\n]{0,400}?(?=[;:\n]|изменени|следующ|$)", re.IGNORECASE
)
_LAWS: Final = frozenset(
    {"закон", "федеральный закон", "областной закон", "кодекс", "федеральный конституционный закон"}
)
_CHANGES_NOTHING: Final = frozenset(
    {"протокол", "письмо", "определение", "протест", "представление", "предписание", "заключение"}
)
"""Kinds that change no act by themselves."""

_PUBLISH: Final = re.compile(r"опубликова|обнародова|разместить|размещени|публикаци", re.IGNORECASE)
_PAPER: Final = re.compile(
    r"(?:[а-яё-]+(?:ой|ом|ем|ей|ых) ){0,4}(?:газет|бюллетен|вестник|сборник|журнал"
    r"|издани)[а-яё]*\s*(?:[«\"“][^»\"”\n]{2,120}[»\"”]+)?",
    re.IGNORECASE,
)
_SITE: Final = re.compile(
    r"(?:официальн[а-яё]+ )?(?:сайт|портал)(?:е|ах)(?![а-яё])[^.;,\n]{0,160}?(?=[.;,\n]| и | в информационно"
    r"| в сети|\(|$)",
    re.IGNORECASE,
)
_CLAUSES: Final = 400
_CLAUSE_HEAD: Final = 6000

_ORDER_REACH: Final = 400
"""The order to publish opens its clause: within this many characters."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A point of the operative part with all that belongs to it."""

    text: str
    start: int


def clauses_of(document: Document, shape: Shape) -> list[Clause]:
    """Return the top points of the operative part; without points the whole is one clause."""
    lines = shape.of(Part.OPERATIVE)
    cuts = [index for index, line in enumerate(lines) if _is_top(line.plain, line.label)]
    if not cuts or cuts[0] > 0:
        cuts = [0, *cuts]
    clauses: list[Clause] = []
    for number, cut in enumerate(cuts[:_CLAUSES]):
        end = cuts[number + 1] if number + 1 < len(cuts) else len(lines)
        if end > cut:
            start = lines[cut].start
            clauses.append(Clause(mend(document.text[start : lines[end - 1].end]), start))
    return clauses


def _is_top(text: str, label: str) -> bool:
    return bool(_TOP_POINT.match(f"{label} x" if label else text))


def find_changes(
    document: Document, shape: Shape, own: tuple[str | None, str | None]
) -> tuple[tuple[ActReference, ...], tuple[ActReference, ...]]:
    """Return the acts that this act amends and the acts that it repeals.

    Args:
        document: The document that was read.
        shape: Its parts.
        own: Date and number of the act itself: it is not among its own references.
    """
    amends: list[ActReference] = []
    repeals: list[ActReference] = []
    kind = shape.headline.kind if shape.headline else ""
    if kind in _CHANGES_NOTHING or shape.letter or shape.court:
        return (), ()
    titles = shape.of(Part.TITLE)
    if titles:
        _from_title(Clause(mend(document.text[titles[0].start : titles[-1].end]), titles[0].start), amends, repeals)
    elif (head := shape.database or shape.headline) is not None:
        _from_title(Clause(mend(head.rest[:_CLAUSE_HEAD]), head.rest_start), amends, repeals)
    for clause in clauses_of(document, shape):
        _from_clause(clause, amends, repeals)
    cited = {(ref.date, number_fold(ref.number or "")) for ref in repeals}
    return (
        _distinct([ref for ref in amends if (ref.date, number_fold(ref.number or "")) not in cited], own, kind),
        _distinct(repeals, own, kind),
    )


def _from_title(clause: Clause, amends: list[ActReference], repeals: list[ActReference]) -> None:
    text = clause.text
    named = re.search(r"о внес[её]нии|об изменени|о дополнени|утратившим|об отмене|о признании", text, re.IGNORECASE)
    if named is None:
        return
    masked = text[: named.end()] + without_asides(text[named.end() :])
    masked = " " * named.start() + masked[named.start() :]
    refs = references_in(masked, clause.start, 20)
    cut = re.search(r"призна\w+ утративш|утратившим|об отмене", masked, re.IGNORECASE)
    amending = re.search(r"внес[её]нии|изменении|дополнении", masked, re.IGNORECASE)
    for ref in refs:
        if amending and not (cut and ref.span and ref.span.start - clause.start > cut.start()):
            amends.append(ref)
        elif cut:
            repeals.append(ref)


def _from_clause(clause: Clause, amends: list[ActReference], repeals: list[ActReference]) -> None:
    text = clause.text[:40000]
    if not _AMENDS.search(text) and not _REPEALS.search(text):
        return
    masked = _blank(_BASIS, without_asides(text))
    if _REPEALS.search(masked) and not _OWN_FORCE.search(masked):
        amended = re.search(r"внести", masked[:200], re.IGNORECASE)
        if amended is None:
            repeals.extend(references_in(_blank(_EDITION, masked), clause.start, 300))
            return
    head = _head_of(masked)
    if _AMENDS.search(head) or _AMENDS.search(masked[:400]):
        refs = references_in(_blank(_EDITION, head), clause.start, 100)
        amends.extend(refs)


def _head_of(masked: str) -> str:
    """Return what a point says before its list of changes: the acts that are changed are named there."""
    at = _AMENDS.search(masked)
    if at is None:
        return masked[:1000]
    stop = re.search(r":\s*(?:\n|$)|\.\s*(?:\n|$)", masked[at.end() :])
    head = masked[: at.end() + stop.end()] if stop else masked
    if stop and not re.search(r"\d{4}", head):
        return masked[:4000]
    return head


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def _distinct(refs: list[ActReference], own: tuple[str | None, str | None], kind: str) -> tuple[ActReference, ...]:
    found: dict[tuple[str | None, str], ActReference] = {}
    for ref in refs:
        key = (ref.date, number_fold(ref.number or ""))
        if key == (own[0], number_fold(own[1] or "")) or (ref.kind in _LAWS and kind not in _LAWS):
            continue
        known = found.get(key)
        if known is None:
            found[key] = ref
        elif known.title is None and ref.title is not None:
            found[key] = msgspec.structs.replace(known, title=ref.title)
    return tuple(found.values())


def find_publications(document: Document, shape: Shape) -> tuple[Found, ...]:
    """Return the sources of publication that the text orders: newspapers, bulletins, sites."""
    found: list[Found] = []
    for clause in clauses_of(document, shape):
        text = clause.text[:3000]
        order = _PUBLISH.search(text)
        if order is None or order.start() > _ORDER_REACH:
            continue
        for pattern, rule in ((_PAPER, "publication.paper"), (_SITE, "publication.site")):
            for match in pattern.finditer(text, max(0, order.start() - 200)):
                value = clean(match.group()).strip(" ,.;")
                if not any(value == known.value for known in found):
                    start = clause.start + match.start()
                    found.append(
                        Found(
                            value=value,
                            raw=value,
                            span=Span(start, start + len(match.group())),
                            rule=rule,
                            confidence=0.85,
                        )
                    )
    return tuple(found[:12])
