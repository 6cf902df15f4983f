"""Title: what the act is about, whole, without the next heading, an edition's note or a final stop.

Reads: Shape. Writes: Found. Rule of the form: regulation, chapter 8 point 2.2.3.6; ГОСТ Р 7.0.97, «заголовок к тексту».

``Об утверждении Порядка …`` · ``ОБ УТВЕРЖДЕНИИ …`` · ``Положение о педагогическом совете`` ·
``Постановление арбитражного суда кассационной инстанции`` · ``Протокол № 5 аппаратного совещания при главе города``
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from domain.requisites import Found, Span
from domain.text import clean, fold, join_spaced, letters
from ingest.requisites.approvals import is_rule
from ingest.requisites.headline import Shape as HeadShape
from ingest.requisites.headline import headline_of, title_in_line
from ingest.requisites.machine import Part
from ingest.requisites.meeting import meeting_title
from ingest.requisites.words import ABOUT, BODY_NOUNS, BODY_WORDS, HANGS, PREAMBLE, VERB

if TYPE_CHECKING:
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_NOTE: Final = re.compile(
    r"\s*\((?:с изменениями|с изм\.|в ред|ред\.|с учетом|утв\.|вместе с|зарегистрирован|документ "
    r"|не вступил|(?:новая |в новой )?редакци)[^()]*(?:\([^()]*\)[^()]*)*\)?\s*$",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    r"[«\"“](?P<title>О(?:б|Б|бо)?\s.{5,900}?)(?P<end>[»\"”]\s*(?:\(|$|\.\s|\t)|\.\.\.|…)", re.DOTALL
)
_QUOTES: Final = '«"“'
_SERIAL: Final = re.compile(r"^[\s_*.,;:|-]+|[\s_*,;:|-]+$")
_SMALL_ABOUT: Final = re.compile(r"об?\s+[а-яё]", re.IGNORECASE)
_CHAPTER: Final = re.compile(r"(?:ГЛАВА|РАЗДЕЛ)\s+[\dIVX.]+\s+[А-ЯЁ][А-ЯЁ ,«»-]{8,200}(?=\s)")
"""The first heading of a page without line ends."""

_PAGE_CHROME: Final = 600
"""A database's headline longer than this is page text without line ends: no title is read from it, in characters."""

_IN_PAGE: Final = re.compile(rf" (?={PREAMBLE.pattern})")
_ON: Final = re.compile(r"(?:на|по) [а-яё]")
"""«ПРОТЕСТ / на постановление … «Об утверждении …»»: the title of the act that is meant is no title of its own."""

_SHORT: Final = 8
_REPEATED: Final = 20
"""Fewer letters may stand twice in a title by chance."""

_STRAY: Final = 60
"""A line above the title that is shorter may be dropped, in characters."""

_FOOTER: Final = 15
"""The list of contents that a database puts under an annex stands within this many lines from the end."""

_LETTERHEAD: Final = 16
"""Most lines of a letterhead or of a title."""

_WITH_TITLE: Final = frozenset({HeadShape.REGISTERED, HeadShape.TITLED})
_DOUBT: Final = 0.5
_GENITIVE: Final = re.compile(
    r"[А-ЯЁ]{2,}|(?:[А-ЯЁ][а-яё-]*(?:ого|его|ой|их|ых)(?:-\S+)?|Положени[йя]|Порядка|Правил|Плана|Перечня|Регламента"
    r"|Программы|Устава|Состава|Стандарта|Инструкции|Федерации|Федерального закона|(?i:"
    + "|".join(BODY_NOUNS)
    + r"))(?![а-яё]).*(?<![.,;])$"
)
"""How a further line of a title begins that has a capital letter and is no sentence: «Положения о …», «Думы города»."""

_ODD: Final = re.compile(r"[А-ЯЁ][а-яё]*(?:ть|ти|чь|ться|ом|ем|ым|им|ами|ями|ло)(?![а-яё])")
"""«Ввести карантин», «Уставом города предусмотрено»: a line that hardly goes on from a title."""

_DOUBTFUL_END: Final = 0.6
"""The title goes on with a date that may be the act's own."""
_CODE: Final = "кодекс"
_CONTENTS: Final = re.compile(r"Содержание\s+(?=[А-ЯЁ])")


def find_title(shape: Shape) -> Found | None:
    """Return the title; certain when it begins with «О» or «Об» and what follows it was recognised."""
    head = shape.headline
    if head is None:
        return (
            _of_letter(shape)
            if shape.letter
            else _above_preamble(shape)
            if shape.verb or shape.named
            else _from_footer(shape)
        )
    if head.kind == "протокол":
        return meeting_title(shape)
    own = _from_lines(shape, head)
    if own is not None or shape.court:
        return own
    return _from_headline(shape, head) or _from_database(shape) or _from_page(shape)


def _from_lines(shape: Shape, head: Headline) -> Found | None:
    lines = shape.of(Part.TITLE)
    named = head.shape is HeadShape.NAMED or (head.kind == _CODE and head.shape is not HeadShape.ALONE)
    if (not lines and not named) or title_in_line(head.rest) is not None:
        return None
    if _is_preamble(shape, lines) or _is_letterhead(lines):
        return None
    kept = _once(lines if _continues(lines) and _ON.match(lines[0].plain) else _from_about(lines))
    ocr = any(line.ocr for line in kept)
    about = bool(kept) and bool(
        ABOUT.match(kept[0].plain) or (kept[0] is lines[0] and _SMALL_ABOUT.match(kept[0].plain))
    )
    if (ocr or shape.court) and not about and not is_rule(head) and not _continues(kept):
        return None
    raw = " ".join(line.text.strip().strip("_") for line in kept)
    value = tidy(raw)
    if head.kind == _CODE and head.shape is not HeadShape.ALONE:
        value = value if value.lower().startswith("часть") else ""
        value = tidy(f"{head.line.text.split(' от ')[0]}{f'. {value.capitalize()}' if value else ''}")
    elif is_rule(head) or head.kind == _CODE or (not about and _continues(kept)):
        value = _with_kind(head, value)
    if len(letters(value)) < _SHORT:
        return None
    confidence = 0.96 if about and shape.title_closed else 0.8 if about else 0.6
    stray = lines[: lines.index(kept[0])] if kept else lines
    if stray and not all(line.ocr for line in stray):
        confidence = min(confidence, 0.8)
    odd = itertools.starmap(_is_odd, itertools.pairwise(kept))
    if (
        shape.title_doubtful
        or any(odd)
        or (not is_rule(head) and _is_straight(shape) and any(itertools.starmap(_may_open, itertools.pairwise(kept))))
    ):
        confidence = min(confidence, _DOUBTFUL_END)
    if head.shape is HeadShape.MISREAD or is_rule(head):
        confidence = min(confidence, 0.8)
    return Found(
        value=value[:1].upper() + value[1:],
        raw=clean(raw),
        span=Span(kept[0].start, kept[-1].end) if kept else Span(head.line.start, head.line.end),
        rule="title.about" if about else "title.lines",
        confidence=min(confidence, 0.85) if ocr else confidence,
    )


def _once(lines: list[Line]) -> list[Line]:
    """Return the lines of a title without those in capitals that say it once more, as below a page's own heading."""
    at = next((at for at, line in enumerate(lines) if line.plain.isupper()), 0)
    tail = letters("".join(line.plain for line in lines[at:]))
    repeats = at and len(tail) >= _REPEATED and tail in letters("".join(line.plain for line in lines[:at]))
    return lines[:at] if repeats else lines


def _is_letterhead(lines: list[Line]) -> bool:
    """«СОБРАНИЕ ПРЕДСТАВИТЕЛЕЙ» below a database's headline: the letterhead of the act, no title."""
    return bool(lines) and lines[0].plain.isupper() and fold(lines[0].plain).split()[0] in BODY_WORDS


def _is_preamble(shape: Shape, lines: list[Line]) -> bool:
    """Whether the lines are the first sentence of an act without a title: nothing parts them from the verb."""
    below = shape.of(Part.PREAMBLE)
    opened = bool(below) and VERB.match(below[0].plain) is not None
    return opened and bool(lines) and not any(_is_about(line, first=line is lines[0]) for line in lines)


def _is_about(line: Line, *, first: bool) -> bool:
    """A title begins with «О» or «Об»; straight below the kind line also in small letters."""
    return bool(ABOUT.match(line.plain) or (first and _SMALL_ABOUT.match(line.plain)))


def _is_straight(shape: Shape) -> bool:
    """Whether the verb or the first point follows the title straight: nothing known parts it from the text."""
    below = shape.of(Part.PREAMBLE)
    return not below or VERB.match(below[0].plain) is not None


def _may_open(above: Line, line: Line) -> bool:
    """Whether the first sentence of the text may begin here: «Комиссией установлено нарушение. / ПОСТАНОВЛЯЮ:»."""
    text = line.plain
    capital = text[0].isupper() and not text.isupper()
    return capital and _GENITIVE.match(text) is None and HANGS.search(above.plain) is None


def _is_odd(above: Line, line: Line) -> bool:
    """Whether the text may have begun in this line: the title is not surely whole, or more than whole."""
    return bool(_ODD.match(line.plain)) and not line.plain.isupper() and not HANGS.search(above.plain)


def _continues(kept: list[Line]) -> bool:
    """The line goes on from the kind: «ПОСТАНОВЛЕНИЕ / арбитражного суда кассационной инстанции»."""
    return bool(kept) and kept[0].plain[:1].islower()


def _with_kind(head: Headline, value: str) -> str:
    """Return the name of a document that its kind belongs to: «Положение о дошкольной группе»."""
    if letters(value).startswith(head.kind):
        return value
    start = head.line.start
    written = join_spaced(head.line.text[: head.rest_start - start].strip(' \t«"')) or head.kind
    named = head.rest.strip() if head.shape is HeadShape.NAMED else ""
    kind = written if written.isupper() and f"{named} {value}".split()[0].isupper() else written.capitalize()
    return tidy(f"{kind} {named} {value}")


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


def _from_headline(shape: Shape, head: Headline) -> Found | None:
    """«ПОСТАНОВЛЕНИЕ от 29 мая 2006 г. N 331 О внесении изменений …» in one line: the title follows the number."""
    at = title_in_line(head.rest) if head.shape in _WITH_TITLE else None
    if at is None:
        return None
    whole = head.rest[at] in _QUOTES and head.rest.rstrip().endswith(("»", '"', "”"))
    lines = [] if whole else shape.of(Part.TITLE)
    raw = " ".join([head.rest[at:], *(line.text.strip() for line in lines)])
    value = tidy(raw)
    start = head.rest_start + at
    return Found(
        value=value[:1].upper() + value[1:],
        raw=clean(raw),
        span=Span(start, lines[-1].end if lines else start + len(head.rest[at:])),
        rule="title.kind-line",
        confidence=0.85,
    )


def _from_database(shape: Shape) -> Found | None:
    head = shape.database
    if head is None or len(head.rest) > _PAGE_CHROME * 2:
        return None
    return _quoted(head, "title.database", 0.92)


def _quoted(head: Headline, rule: str, confidence: float) -> Found | None:
    match = _QUOTED.search(head.rest)
    if match is None:
        return None
    start = head.rest_start + match.start("title")
    value = tidy(match["title"])
    opened = value.count("«") + value.count('"') % 2 > value.count("»")
    cut = match["end"] in {"...", "…"}
    if opened and not cut:
        value += "»" if "«" in value else '"'
    return Found(
        value=f"{value}…" if cut else value,
        raw=clean(match["title"]),
        span=Span(start, start + len(match["title"])),
        rule=rule,
        confidence=_DOUBT if cut else 0.88 if opened else confidence,
    )


def _from_page(shape: Shape) -> Found | None:
    """A page without line ends: the title between number and preamble, else the first heading; a doubt."""
    head = shape.database
    at = title_in_line(head.rest[:_PAGE_CHROME]) if head is not None else None
    text = _IN_PAGE.search(head.rest, at) if head is not None and at is not None else None
    if head is not None and at is not None and text is not None and text.start() - at < _PAGE_CHROME:
        raw = head.rest[at : text.start()]
        span = Span(head.rest_start + at, head.rest_start + text.start())
        return Found(value=tidy(raw), raw=clean(raw), span=span, rule="title.page", confidence=_DOUBT)
    match = _CHAPTER.search(head.rest[: _PAGE_CHROME * 2]) if head is not None else None
    if head is None or match is None:
        return None
    return Found(
        value=clean(match.group()),
        raw=clean(match.group()),
        span=Span(head.rest_start + match.start(), head.rest_start + match.end()),
        rule="title.chapter",
        confidence=_DOUBT,
    )


def _from_footer(shape: Shape) -> Found | None:
    """«Содержание Постановление … N 1353 "О внесении изменения...": the title of the act whose annex a file holds."""
    for line in shape.of(Part.ANNEX)[-_FOOTER:] if shape.annex_first else []:
        match = _CONTENTS.match(line.text)
        if match is None:
            continue
        head = headline_of(line.after(match.end()))
        if head is not None and (found := _quoted(head, "title.contents", 0.8)) is not None:
            return found
    return None


def _above_preamble(shape: Shape) -> Found | None:
    """The title of an act whose kind line was not read: from the line with «О» or «Об» to the preamble; a doubt."""
    lines = shape.of(Part.PREAMBLE) or shape.of(Part.OPERATIVE)
    at = next((index for index, line in enumerate(lines[:_LETTERHEAD]) if ABOUT.match(line.plain)), None)
    if at is None:
        return None
    kept = list(itertools.takewhile(lambda line: not PREAMBLE.match(line.plain), lines[at : at + _LETTERHEAD]))
    raw = " ".join(line.text.strip() for line in kept)
    if len(kept) == len(lines[at:]) or len(raw) > _PAGE_CHROME:
        return None
    return Found(
        value=tidy(raw), raw=clean(raw), span=Span(kept[0].start, kept[-1].end), rule="title.preamble", confidence=0.7
    )


def _of_letter(shape: Shape) -> Found | None:
    """«О рассмотрении обращения» between the letterhead and the form of address."""
    lines = shape.of(Part.LETTERHEAD)
    at = next((index for index, line in enumerate(lines) if ABOUT.match(line.plain)), None)
    if at is None:
        return None
    kept = [lines[at]]
    for line in lines[at + 1 : at + 5]:
        if not line.plain[:1].islower() or line.left - kept[0].left > 0.2:  # noqa: PLR2004 - another column of the page
            break
        kept.append(line)
    raw = " ".join(line.text.strip().split("\t")[0] for line in kept)
    ocr = any(line.ocr for line in kept)
    return Found(
        value=tidy(raw), raw=clean(raw), span=Span(kept[0].start, kept[-1].end), rule="title.letter",
        confidence=0.7 if ocr else 0.8,
    )  # fmt: skip


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
    if value[:1] in '«"“' and ABOUT.match(value):
        value = _unquoted(value)
    if value.endswith(".") and not value.endswith(("г.", "гг.", "др.", "пр.")):
        value = value[:-1]
    return value.strip()


def _unquoted(value: str) -> str:
    """Return a title without the quotes around the whole of it, also where the closing one was forgotten."""
    opening, closing = value[0], value[-1:]
    if opening == '"':
        return value[1:] if value.count('"') % 2 or closing != '"' else value[1:-1]
    inside = value[1:-1] if closing in '»"”' else value[1:]
    if opening == "«" and closing == "»" and _closes_last(value):
        return inside
    if closing in "»”." and value.count(opening) == 1:
        return inside.rstrip('»"” ')
    if closing not in '»"”' and value.count("«") + value.count("“") > value.count("»") + value.count("”"):
        return inside
    return value


def _closes_last(value: str) -> bool:
    """Whether the first quote is closed by the very last sign: «Об утверждении «Порядка» на год»."""
    depth = 0
    for at, sign in enumerate(value):
        depth += (sign == "«") - (sign == "»")
        if not depth:
            return at == len(value) - 1
    return False
