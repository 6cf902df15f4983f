"""The body that adopted the act: from the letterhead, from the kind line, from the preamble.

Reads: Shape. Writes: Found. A name in capitals gets the case of running text, a name in the genitive its nominative:
both are the same body.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from domain.requisites import Found, Span
from domain.text import clean, fold
from ingest.requisites.machine import Part
from ingest.requisites.registration import is_registration
from ingest.requisites.words import BODY_NOUNS, BODY_WORDS, COMMON_WORDS, VERB

if TYPE_CHECKING:
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

_COMMON: Final = frozenset(COMMON_WORDS.split())
_CHROME: Final = re.compile(
    r"(?:герб|проект|копия|тел\.|телефон|факс|www|http|e-?mail|инн|огрн|окпо|\d{6}|ул\.|улица|типы документов"
    r"|расширенный поиск|откройте|если вы"
    r"|документ |источник|официальн|для служебного|экз|печатается|внимание|список)",
    re.IGNORECASE,
)
_ADDRESSEE: Final = re.compile(
    r"(?:Главе|Мэру|Губернатору|Председателю|Руководител(?:ю|ям)|Начальник(?:у|ам)|Директор(?:у|ам)|Министру|Вх)(?![а-яё])"
)
_OTHERS: Final = frozenset(
    {"протест", "представление", "предписание", "определение", "приговор", "письмо", "заключение"}
)
"""Documents of other bodies: their letterheads have many levels, so the body is a doubt."""

_PAREN: Final = re.compile(r"\([^()]{0,80}\)")
_CONVOCATION: Final = re.compile(r"(?:.{0,40}созыв[аы]?|.{0,40}заседани[ея]|.{0,30}сесси[яи])\s*$", re.IGNORECASE)
_AFTER_KIND: Final = re.compile(r"\s*(?P<body>.+?)\s*(?:$|\sот\s|№|\d{1,2}\.\d\d\.\d{4})", re.DOTALL)
_ISSUER: Final = re.compile(
    r"(?:^|[ ,])(?P<body>(?:[А-ЯЁ][а-яё-]+(?:ая|ий|ый|ое) (?:[а-яё]+(?:ая|ий|ый|ое) )?)?"
    r"(?:[Аа]дминистрация|АДМИНИСТРАЦИЯ|[Пп]равительство|Дума|ДУМА|Совет|СОВЕТ|Собрание|СОБРАНИЕ|Мэрия"
    r"|[Кк]омитет|[Кк]омиссия|Коллегия)(?: [^,;:.]{3,160})?)$"
)
_ISSUER_REACH: Final = 260
"""The body's name lies within this many characters before the verb."""

_NAME_LINE: Final = 120
"""Longest line that continues a name, in characters."""

_NAME: Final = 300
"""Longest name of a body, in characters."""

_NOUN_LINE: Final = 160
"""Longest line with the head noun of a name, in characters."""

_ADJECTIVES: Final = 3
"""Most words of a line of adjectives above the head noun."""

_KIND_LINE_NAME: Final = 200
"""Longest name in a kind line, in characters."""

_ABBREVIATION: Final = 4
"""A word without vowels up to this length is an abbreviation, in characters."""


def find_body(shape: Shape) -> Found | None:
    """Return the body; certain when the letterhead or the kind line names it."""
    head = shape.headline
    if head is None:
        return (_from_letterhead(shape, 0.75) if shape.letter or shape.verb else None) or _from_preamble(shape)
    named = _from_headline(head) or (_from_headline(shape.database) if shape.database is not None else None)
    above = _from_letterhead(shape, 0.95)
    if above is not None and named is not None and named.rule == "body.database":
        return above if _says_more(above.value, named.value) else named
    if above is not None and head.kind in _OTHERS:
        return msgspec.structs.replace(above, confidence=min(above.confidence, 0.8))
    return above or named or _from_meeting(shape) or _from_preamble(shape)


def _says_more(one: str, other: str) -> bool:
    return len(fold(one).split()) > len(fold(other).split())


def _from_letterhead(shape: Shape, confidence: float) -> Found | None:
    lines = _above_addressee([line for line in shape.of(Part.LETTERHEAD) if not _CHROME.match(line.plain)])
    run = _last_run(lines)
    if not run:
        return None
    text = clean(" ".join(_PAREN.sub(" ", line.text).replace("\t", " ") for line in run))
    start, end = run[0].start, run[-1].end
    return Found(
        value=normal_name(text.strip(" .,;:_*-")),
        raw=clean(" ".join(line.text for line in run)),
        span=Span(start, end),
        rule="body.letterhead",
        confidence=confidence * (0.9 if any(line.ocr for line in run) else 1.0),
    )


def _above_addressee(lines: list[Line]) -> list[Line]:
    """Return the lines above the date, the addressee and the incoming stamp: below them other bodies are named."""
    for index, line in enumerate(lines):
        if index and (_ADDRESSEE.match(line.plain) or is_registration(line)):
            return lines[:index] if any(_has_noun(above) for above in lines[:index]) else lines
    return lines


def _last_run(lines: list[Line]) -> list[Line]:
    """Return the lines of the last name of a body: from the line with its head noun to the end of the letterhead."""
    noun_at = [index for index, line in enumerate(lines) if _has_noun(line)]
    if not noun_at:
        return []
    begin = noun_at[-1]
    run = [lines[begin]]
    for line in lines[begin + 1 : begin + 6]:
        text = _PAREN.sub("", line.plain).strip()
        if not text:
            continue
        if (
            len(text) > _NAME_LINE
            or any(c.isdigit() for c in text)
            or _CONVOCATION.match(text)
            or text.endswith((".", ":", "!"))
        ):
            break
        run.append(line)
    if begin > 0 and _is_adjective(lines[begin - 1]):
        run.insert(0, lines[begin - 1])
    return run if sum(len(line.plain) for line in run) < _NAME else []


def _has_noun(line: Line) -> bool:
    text = _PAREN.sub("", line.plain)
    if len(text) > _NOUN_LINE or any(c.isdigit() for c in text):
        return False
    return any(word in BODY_WORDS for word in fold(clean(text)).replace('"', " ").split())


def _is_adjective(line: Line) -> bool:
    words = fold(clean(line.text)).split()
    return 0 < len(words) <= _ADJECTIVES and all(word.endswith(("ая", "ий", "ый", "ое", "ой")) for word in words)


def _from_headline(head: Headline) -> Found | None:
    if head.kind == "протокол" or head.shape.value not in {"with-body", "database"}:
        return None
    match = _AFTER_KIND.match(head.rest)
    if match is None or not match["body"].strip():
        return None
    text = clean(match["body"])
    if len(text) > _KIND_LINE_NAME or not any(fold(word) in BODY_NOUNS for word in text.split()):
        return None
    start = head.rest_start + match.start("body")
    database = head.shape.value == "database"
    return Found(
        value=normal_name(nominative(_PAREN.sub("", text).strip())),
        raw=text,
        span=Span(start, start + len(match["body"])),
        rule="body.database" if database else "body.kind-line",
        confidence=0.9 if database else 0.92,
    )


def _from_meeting(shape: Shape) -> Found | None:
    """A protocol's body is the meeting: «заседания Совета …» gives the council.

    «аппаратного совещания …» the meeting.
    """
    head = shape.headline
    if head is None or head.kind != "протокол":
        return None
    lines = shape.of(Part.TITLE)
    text = clean(_without_number(head.rest) + " " + " ".join(line.text for line in lines))
    name = re.sub(r"^(?:очередного |внеочередного )?заседания ", "", text, flags=re.IGNORECASE).strip(" .,;:")
    if not name or len(name) > _NAME or not any(fold(word) in BODY_NOUNS for word in name.split()):
        return None
    span = Span(lines[0].start, lines[-1].end) if lines else Span(head.rest_start, head.line.end)
    return Found(
        value=normal_name(nominative(name)),
        raw=text,
        span=span,
        rule="body.meeting",
        confidence=0.8 if head.line.ocr else 0.9,
    )


def _without_number(rest: str) -> str:
    return re.sub(r"^\s*(?:№|N|#)\s*[\w/-]+", "", re.sub(r"от\s.*$", "", rest, flags=re.DOTALL))


def _from_preamble(shape: Shape) -> Found | None:
    """«…, Администрация муниципального района ПОСТАНОВЛЯЕТ:» names the body between the last comma and the verb."""
    lines = shape.of(Part.PREAMBLE)
    at = next((index for index, line in enumerate(lines[:60]) if VERB.search(line.text)), None)
    if at is None:
        return None
    verb = VERB.search(lines[at].text)
    texts = [line.text for line in lines[max(0, at - 4) : at]] + [lines[at].text[: verb.start()] if verb else ""]
    match = _ISSUER.search(clean(" ".join(texts))[-_ISSUER_REACH:])
    if match is None:
        return None
    return Found(
        value=normal_name(match["body"].strip(" ,")),
        raw=match["body"],
        span=Span(lines[max(0, at - 1)].start, lines[at].end),
        rule="body.preamble",
        confidence=0.8,
    )


def normal_name(text: str) -> str:
    """Return a body's name with running case and its usual short forms written out.

    >>> normal_name("ПРАВИТЕЛЬСТВО РФ")
    'Правительство Российской Федерации'
    """
    return re.sub(r"(?<![А-Яа-яё])РФ(?![А-Яа-яё])", "Российской Федерации", sentence_case(text))


def sentence_case(text: str) -> str:
    """Return a name typed in capitals as running text would write it; other names are left alone.

    >>> sentence_case("АДМИНИСТРАЦИЯ КЫШТЫМСКОГО ГОРОДСКОГО ОКРУГА")
    'Администрация Кыштымского городского округа'
    """
    letters = [c for c in text if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) < 0.8 * len(letters):
        return text[:1].upper() + text[1:]
    words = [_word_case(word) for word in text.split()]
    joined = " ".join(words)
    return joined[:1].upper() + joined[1:]


def _word_case(word: str) -> str:
    bare = fold(word).strip("«»\"'(),.")
    if bare in {"дума", "думы"}:
        return word.capitalize()
    if bare in _COMMON or word.startswith(("г.", "Г.")):
        return word.lower()
    if len(bare) <= _ABBREVIATION and not set(bare) & set("аеиоуыэюя"):
        return word
    small = word.lower()
    at = next((index for index, c in enumerate(small) if c.isalpha()), 0)
    pieces = small[at:].split("-")
    return small[:at] + "-".join(piece if piece == "на" else piece.capitalize() for piece in pieces)


def nominative(name: str) -> str:
    """Return the nominative of a name whose head stands in the genitive.

    >>> nominative("Брянской городской администрации")
    'Брянская городская администрация'
    >>> nominative("Мэра г. Ростова-на-Дону")
    'Мэр г. Ростова-на-Дону'
    """
    words = name.split()
    for index, word in enumerate(words[:5]):
        known = BODY_NOUNS.get(fold(word))
        if known is None:
            continue
        noun, gender = known
        words[index] = noun if word.islower() else (noun.upper() if word.isupper() else noun.capitalize())
        words[:index] = [_adjective(adjective, gender) for adjective in words[:index]]
        break
    return " ".join(words)


def _adjective(word: str, gender: str) -> str:
    ends = {
        "f": (("ской", "ская"), ("цкой", "цкая"), ("ной", "ная"), ("ой", "ая"), ("ей", "яя")),
        "m": (("ского", "ский"), ("цкого", "цкий"), ("ого", "ый"), ("его", "ий")),
        "n": (("ого", "ое"), ("его", "ее")),
    }[gender]
    small = word.lower()
    for old, new in ends:
        if small.endswith(old):
            changed = word[: -len(old)] + (new.upper() if word.isupper() else new)
            return changed.replace("областный", "областной").replace("городский", "городской")
    return word
