"""Which acts an act changes and which lose force by it.

Reads: Document, Shape, Points. Writes: ActReferences. An act that is only named as the basis or as the edition of
another is not changed; a list of acts that lose force may stand in an annex or a table.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from domain.numbers import number_key as number_fold
from domain.text import clean
from ingest.requisites.act_lists import from_annex, rows_of
from ingest.requisites.basis import without_basis, without_editions
from ingest.requisites.citations import folded_of, pairs_in, without_asides
from ingest.requisites.lines import mend
from ingest.requisites.machine import Part
from ingest.requisites.meant import meant_in
from ingest.requisites.operative import Point, parts_of
from ingest.requisites.provisions import provision_before, within
from ingest.requisites.words import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from domain.document import Document
    from domain.references import ActReference, Span
    from ingest.requisites.machine import Shape

AMENDS: Final = re.compile(
    r"(?:внести|внес[её]нии|вносится|вносятся|дополнить|дополнении|изложить|изложив|исключить|заменить|продлить"
    r"|изменить|изменении|изменений в|изменения в|вывести из состава|(?:ввести|включить) в состав)(?![а-яё])",
    re.IGNORECASE,
)
REPEALS: Final = re.compile(
    r"(?<!как )(?<!ного )(?<!нной )(?<!нный )(?<!нные )(?<!нных )(?<!нную )(?<!нным )(?<!нное )"
    r"утративш(?:им[и]?|ей|ую|ее) силу"
    r"|утра(?:чива(?:ет|ют)|тил[аио]?) силу|(?<![а-яё])(?:отменить|аннулировать)(?![а-яё])|об отмене"
    r"|(?:считать|признать) (?:не ?действу|не ?действит|не подлежащ)"
    r"|прекратить действие|не ?действующим[и]? на территории",
    re.IGNORECASE,
)
SUSPENDS: Final = re.compile(r"(?<![а-яё])приостанов(?:ить|ливается)(?:\s+действие)?(?![а-яё])", re.IGNORECASE)
_KEEPS: Final = re.compile(r"(?<![а-яё])не\s+(?:призна|счита|утра|отмен)", re.IGNORECASE)
"""«Не признавать утратившим силу …»: nothing loses force by this."""

_EXCEPT: Final = re.compile(r"(?:за исключением|кроме|в части)\s+[^,;()\n«»\"]{3,120}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[«\"“][^»\"”]{0,600}[»\"”]")
_APPROVED_BY: Final = re.compile(
    r"(?<![А-Яа-яЁё])(?P<unit>[А-Яа-яЁё][^;:\n]{2,240}?),?\s+"
    r"(?:утвержд[её]|введ[её]|установл[её]|объявл[её]|предусмотр[её]|определ[её])нн[а-яё]+\s+$"
)
"""«пункт 5 Порядка, утверждённого …», «режим, введённый …»: what the act approved loses force, not the act."""

_UNIT_DEAD: Final = re.compile(
    r"(?P<unit>(?:(?:[Пп]од)?[Пп]ункт|[Аа]бзац|[Рр]аздел|[Чч]аст[ьи]|[Сс]тать[юяи]|[Гг]лав[уы]|[Пп]риложени)[^;:\n]{0,120}?)\s+"
    r"(?:признать|считать)\s+утративш[а-я]+\s+силу\s+в\s+$"
)
"""«Пункт 3 признать утратившим силу в постановлении …»."""

_IN_ACT: Final = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+)?Во?\s+(?:(?:под)?пункт|стать|част|абзац|раздел|глав|приложени|наименовани|преамбул"
    r"|постановлени|решени|распоряжени|приказ|указ|закон|устав|положени|порядк|правил|регламент|программ|перечн|состав"
    r"|схем|реестр|план|(?:административн|муниципальн|ведомственн)[а-я]+\s+(?:регламент|программ))",
    re.IGNORECASE,
)
"""«В постановлении … № 5 пункт 4 признать утратившим силу»: the act loses that point, and nothing else."""

_UNIT_DIES: Final = re.compile(
    r"(?P<unit>(?:(?:под)?пункт|абзац|раздел|подраздел|част[ьи]|стать[юяи]|глав[уы]|строк[уи]|позици|приложени|слов[ао])"
    r"[^;:\n]{0,160}?)\s+(?:с\s+\d[^,;\n]{4,24}\s+)?(?:призна|счита|утра|исключ|отмен)",
    re.IGNORECASE,
)
_LABEL: Final = r"\s*(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+|\d{1,2}\)\s*|[а-я]\)\s*|[-–—•]\s*)?"
_DIRECTLY: Final = re.compile(
    rf"{_LABEL}(?:(?:(?:признать|считать)\s+утративш[а-яё]+\s+силу|отменить|аннулировать|прекратить\s+действие)"
    rf"(?:\s+с\s+[^,;:\n]{{4,24}}?)?[\s:–—-]*{_LABEL})?(?:во?\s+)?(?:от\s*)?",
    re.IGNORECASE,
)
"""What stands before an act, or its unit, that a sub-point repeals."""

_JOINS: Final = re.compile(
    rf"[\s,;]*(?:(?:и|а также|либо)\s+)?{_LABEL}(?:во?\s+)?"
    r"(?:(?-i:[А-ЯЁ])[а-яё]+\s+(?:[А-ЯЁа-яё]+\s+){0,3})?(?:от\s*)?",
    re.IGNORECASE,
)
"""What stands between two acts of a list."""

_LIST_OPENS: Final = re.compile(r":\s*\n")

_PARTLY: Final = 0.6
"""Trust in a repeal that leaves a part of the act in force: a person looks which."""

_STEMS: Final = (
    "внес",
    "внос",
    "дополн",
    "излож",
    "исключ",
    "замен",
    "продл",
    "измен",
    "утра",
    "отмен",
    "действ",
    "подлеж",
    "аннулир",
    "состав",
)
"""One of these stands in whatever ``AMENDS`` or ``REPEALS`` find: a quick no for most points."""
_OWN_FORCE: Final = re.compile(r"настоящ(?:ее|ий|ие|ая) \w+ (?:вступа|утрач)", re.IGNORECASE)
_LAWS: Final = frozenset(
    {"закон", "федеральный закон", "областной закон", "кодекс", "федеральный конституционный закон"}
)
_CHANGES_NOTHING: Final = frozenset(
    {"протокол", "письмо", "определение", "протест", "представление", "предписание", "заключение"}
)
"""Kinds that change no act by themselves."""

_SENTENCE: Final = re.compile(r"(?:(?<=[а-яё\d»\"]{2})|(?<=№ \d))\.\s+(?=[А-ЯЁ])")
_REPEALS_ALONE: Final = re.compile(r"(?:Признать|Считать|Отменить|Аннулировать)\s")
"""A sentence that repeals, behind one that amends."""

_ITEM: Final = re.compile(
    r"(?:постановлени|решени|распоряжени|приказ|указ|закон|(?:под)?пункт|абзац|раздел|глав|част[ьи]\s|стать|приложени)",
    re.IGNORECASE,
)
"""What an item of a list of acts begins with."""

_SHORT_WORD: Final = re.compile(r"(?<![а-яё])(?:ул|им|пос|обл|гор|пер|просп|мкр|дер|пгт|рп|ст|ред|изм|др)\.\s+$")
"""A stop that ends no sentence."""

_TO_ANNEX: Final = re.compile(r"приложени|перечн|перечен|списк|список", re.IGNORECASE)

_POINT: Final = 40_000
_HEAD: Final = 6000
_NO_STOP: Final = 4000
_NO_VERB: Final = 1000
_NEAR: Final = 400


def find_changes(
    document: Document, shape: Shape, points: Sequence[Point], own: tuple[str | None, str | None]
) -> tuple[tuple[ActReference, ...], tuple[ActReference, ...]]:
    """Return the acts that this act amends and the acts that it repeals.

    Args:
        document: The document that was read.
        shape: Its parts.
        points: The points of its operative part.
        own: Date and number of the act itself: it is not among its own references.
    """
    amends: list[ActReference] = []
    repeals: list[ActReference] = []
    kind = shape.headline.kind if shape.headline else ""
    nameless = shape.headline is None and shape.database is None and not shape.verb and not shape.annex_first
    if kind in _CHANGES_NOTHING or shape.letter or shape.court or nameless:
        return (), ()
    titles = shape.of(Part.TITLE)
    titled: list[ActReference] = []
    if titles:
        _from_title(Point(mend(document.text[titles[0].start : titles[-1].end]), titles[0].start), amends, titled)
    elif (head := shape.database or shape.headline) is not None:
        _from_title(Point(mend(head.rest[:_HEAD]), head.rest_start), amends, titled)
    for point in points:
        changed, dead = changes_of(point)
        if not changed and not dead:
            changed, dead = _meant(point, document.text)
            known = {(ref.date, ref.number) for ref in amends}
            dead = [ref for ref in dead if not ref.provision or (ref.date, ref.number) not in known]
        amends += changed
        repeals += dead
        if _sends_to_list(point):
            repeals += from_annex(document, shape)
    repeals += titled
    cited = {(ref.date, number_fold(ref.number or "")) for ref in repeals}
    return (
        _distinct([ref for ref in amends if (ref.date, number_fold(ref.number or "")) not in cited], own, kind),
        _distinct(repeals, own, kind),
    )


def _from_title(point: Point, amends: list[ActReference], repeals: list[ActReference]) -> None:
    text = point.text
    named = re.search(r"о внес[её]нии|об изменени|о дополнени|утратившим|об отмене|о признании", text, re.IGNORECASE)
    if named is None:
        return
    masked = text[: named.end()] + without_asides(text[named.end() :])
    masked = " " * named.start() + masked[named.start() :]
    refs = pairs_in(masked, point.start, 20)
    cut = re.search(r"призна\w+ утративш|утратившим|об отмене", masked, re.IGNORECASE)
    amending = re.search(r"внес[её]нии|изменении|дополнении", masked, re.IGNORECASE)
    for ref in refs:
        if amending and not (cut and ref.span and ref.span.start - point.start > cut.start()):
            amends.append(ref)
        elif cut:
            repeals.append(ref)


def changes_of(point: Point) -> tuple[list[ActReference], list[ActReference]]:
    """Return what one point amends and repeals."""
    text = point.text[:_POINT]
    folded = text.lower()
    if not any(stem in folded for stem in _STEMS) or not (AMENDS.search(text) or REPEALS.search(text)):
        return [], []
    masked = without_basis(without_asides(text))
    inside = _inside_act(masked, text, point.start)
    if inside is not None:
        return inside
    dead = _dead_in(masked, text)
    repeals = pairs_in(without_editions(dead), point.start, 300) if dead.strip() else []
    repeals = limited(repeals, text, point.start)
    if dead.strip() and not repeals and _LIST_OPENS.search(text[:_NEAR]):
        repeals = list(rows_of(text, point.start))
    if repeals and re.search(r"внести", masked[:200], re.IGNORECASE) is None:
        return [], repeals
    apart = _REPEALS_ALONE.search(dead) if repeals else None
    if apart is not None and not dead[: apart.start()].strip():
        return pairs_in(without_editions(masked[: apart.start()]), point.start, 100), repeals
    head = _head_of(masked)
    if AMENDS.search(head) or AMENDS.search(masked[:_NEAR]):
        return pairs_in(without_editions(head), point.start, 100), []
    return [], []


def _meant(point: Point, text: str) -> tuple[list[ActReference], list[ActReference]]:
    """Return what a point amends and repeals that names its act as «указанное постановление»."""
    if not (AMENDS.search(point.text, 0, _POINT) or REPEALS.search(point.text, 0, _POINT)):
        return [], []
    masked = without_basis(without_asides(point.text[:_POINT]))
    dead, head = _dead_in(masked, point.text[:_POINT]), _head_of(masked)
    amends: list[ActReference] = []
    repeals: list[ActReference] = []
    for ref in meant_in(point, text):
        at = ref.span.start - point.start if ref.span else 0
        if dead[at : at + 1].strip():
            repeals += limited([ref], point.text, point.start)
        elif at < len(head) and masked[at].strip() and AMENDS.search(masked[: _NEAR + at]):
            amends.append(ref)
    return amends, repeals


def _inside_act(masked: str, text: str, offset: int) -> tuple[list[ActReference], list[ActReference]] | None:
    """Return what «В постановлениях … № 5, … № 6: 1.1. Пункт 4 признать утратившим силу» amends and repeals.

    Units of the acts of its head change; another act loses force where a sub-point repeals it and nothing else. None
    for other points.
    """
    opens = _LIST_OPENS.search(masked)
    head = masked[: opens.start()] if opens is not None else ""
    if not head or _IN_ACT.match(head) is None or REPEALS.search(head) or AMENDS.search(head):
        return None
    if not (AMENDS.search(masked, len(head)) or REPEALS.search(masked, len(head))):
        return None
    changed = _joined(pairs_in(without_editions(head), offset, 100), masked, offset)
    known = {(ref.date, ref.number) for ref in changed}
    dead = [ref for ref in _dead_inside(masked, text, offset) if (ref.date, ref.number) not in known]
    return (changed, dead) if changed else None


def _dead_inside(masked: str, text: str, offset: int) -> Iterator[ActReference]:
    """Yield the acts that sub-points repeal; «пункт 3, введённый постановлением …» is a unit of the head's act."""
    listing = False
    for part in parts_of(Point(masked, offset))[1:]:
        repeals = REPEALS.search(part.text) is not None and _KEEPS.search(part.text) is None
        refs = pairs_in(without_editions(part.text), part.start, 100) if repeals or listing else []
        begin = _unit_before(refs[0], masked, offset)[1] if refs else 0
        if refs and _DIRECTLY.fullmatch(masked, part.start - offset, begin):
            yield from limited(_joined(refs, masked, offset), text, offset)
        else:
            listing = repeals and not refs and part.text.rstrip().endswith(":")


def _joined(refs: list[ActReference], text: str, offset: int) -> list[ActReference]:
    """Return the first act and those that a list joins to it; «…, принятом во исполнение решения …» is no list."""
    kept = refs[:1]
    for known, ref in pairwise(refs):
        end = known.span.end - offset if known.span else 0
        if not _JOINS.fullmatch(text, end, max(end, _unit_before(ref, text, offset)[1])):
            break
        kept.append(ref)
    return kept


def limited(refs: list[ActReference], text: str, offset: int) -> list[ActReference]:
    """Return the acts with what a repeal or a suspension is limited to: «кроме пункта 2», «пункт 5 Порядка»."""
    spans = [ref.span for ref in refs[1:]]
    return [_limit(ref, span, text, offset) for ref, span in zip(refs, [*spans, None], strict=True)] if refs else []


def _limit(ref: ActReference, following: Span | None, text: str, offset: int) -> ActReference:
    if ref.span is None:
        return ref
    unit, opened = _unit_before(ref, text, offset)
    start = ref.span.start - offset
    stop = min((at for sign in ";\n" if (at := text.find(sign, ref.span.end - offset)) >= 0), default=len(text))
    tail = _QUOTED.sub(" ", text[start : min(stop, following.start - offset) if following else stop])
    before = text[max(0, opened - _NEAR) : opened]
    kept, part = _EXCEPT.search(tail), None if unit else _APPROVED_BY.search(before)
    dies = _UNIT_DIES.search(tail) if _IN_ACT.match(text, text.rfind("\n", 0, start) + 1) else None
    dies = dies or _UNIT_DEAD.search(before)
    if kept:
        limit = clean(kept.group()).strip(" .,")
        limit = f"{unit}{' ' if limit.lower().startswith('в части') else ', '}{limit}" if unit else limit
    elif dies:
        limit = clean(dies["unit"]).strip(" .,")
        limit = limit[:1].lower() + limit[1:]
        limit = within(limit, unit) if unit else limit
    elif part:
        limit = _part_of(part["unit"])
    else:
        return msgspec.structs.replace(ref, provision=unit) if unit else ref
    return msgspec.structs.replace(ref, provision=limit, confidence=_PARTLY)


def _unit_before(ref: ActReference, text: str, offset: int) -> tuple[str | None, int]:
    """Return the unit as written, and where it or the act begins: «подпункт «б» пункта 1» has a quotation in it."""
    start = ref.span.start - offset if ref.span else 0
    low = max(0, start - _NEAR)
    near = text[low:start]
    unit = provision_before(near, folded_of(near), start - low) if ref.provision else None
    return (unit[0], low + unit[1]) if unit is not None else (ref.provision, start)


def _part_of(written: str) -> str:
    """Return the part from its unit on: «Признать утратившим силу пункт 5 Порядка» gives «пункт 5 Порядка»."""
    words = clean(written)
    verb = REPEALS.search(words) or SUSPENDS.search(words)
    return words[verb.end() :].strip(" .,:") if verb and words[verb.end() :].strip(" .,:") else words


def _dead_in(masked: str, text: str) -> str:
    """Return the sentences that repeal, with blanks for the others; a list after a colon belongs to its sentence.

    Sentences end where the text as written says so: behind what is masked, but not in it.
    """
    if REPEALS.search(masked) is None:
        return ""
    bounds = [0, *(end.end() for end in _SENTENCE.finditer(text) if masked[end.start()] == "."), len(masked)]
    kept = []
    goes_on = listed = False
    for low, high in pairwise(bounds):
        piece = masked[low:high]
        repeals = REPEALS.search(piece) is not None and not (_OWN_FORCE.search(piece) or _KEEPS.search(piece))
        listed = ":" in piece if repeals else listed
        item = listed or _ITEM.match(piece) is not None or _SHORT_WORD.search(masked, max(0, low - 9), low) is not None
        goes_on = repeals or (goes_on and item and ORDERS.match(piece.lstrip()) is None)
        kept.append(piece if goes_on else re.sub(r"[^\n]", " ", piece))
    return "".join(kept)


def _head_of(masked: str) -> str:
    """Return what a point says before its list of changes: the acts that are changed are named there."""
    at = AMENDS.search(masked)
    if at is None:
        return masked[:_NO_VERB]
    stop = re.search(r":\s*(?:\n|$)|\.\s*(?:\n|$)", masked[at.end() :])
    head = masked[: at.end() + stop.end()] if stop else masked
    if stop and not re.search(r"\d{4}", head):
        return masked[:_NO_STOP]
    return head


def _sends_to_list(point: Point) -> bool:
    head = point.text[:_HEAD]
    return REPEALS.search(head) is not None and _TO_ANNEX.search(head) is not None and _OWN_FORCE.search(head) is None


def _distinct(refs: list[ActReference], own: tuple[str | None, str | None], kind: str) -> tuple[ActReference, ...]:
    found: dict[tuple[str | None, str], ActReference] = {}
    for ref in refs:
        key = (ref.date, number_fold(ref.number or ""))
        if key == (own[0], number_fold(own[1] or "")) or (ref.kind in _LAWS and kind not in _LAWS):
            continue
        known = found.get(key)
        if known is None:
            found[key] = msgspec.structs.replace(ref, role="")
        elif known.title is None and ref.title is not None:
            found[key] = msgspec.structs.replace(known, title=ref.title)
    return tuple(found.values())
