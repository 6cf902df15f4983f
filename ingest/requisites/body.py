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
from ingest.requisites.approvals import is_rule
from ingest.requisites.machine import Part
from ingest.requisites.naming import is_misread_noun, nominative, normal_name, recognised_name, sentence_case
from ingest.requisites.registration import is_registration
from ingest.requisites.words import ABOUT, BODY_NOUNS, BODY_WORDS, VERB

if TYPE_CHECKING:
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

__all__ = ["find_body", "nominative", "normal_name", "sentence_case"]

_CHROME: Final = re.compile(
    r"(?:герб|сообщение для печати|проект|копия|тел\.|телефон|факс|www|http|e-?mail|инн|огрн|окпо|\d{6}|ул\."
    r"|улица|типы документов"
    r"|расширенный поиск|откройте|если вы|зарегистрирован|вносится|на\s*№|исх"
    r"|документ |источник|официальн|для служебного|экз|печатается|внимание|список)",
    re.IGNORECASE,
)
_OFFICIAL: Final = re.compile(
    r"(?:под председательством|(?<![а-яё])при|(?<![а-яё])у)\s+"
    r"(?:(?:перв[а-яё]+|врио|и\. ?о\.)\s+)?(?:заместител[а-яё]+\s+)?"
    r"(?P<post>министр[а-яё]*|руководител[а-яё]+|начальник[а-яё]*|(?:генеральн[а-яё]+ )?директор[а-яё]*)\s+"
    r"(?P<body>\S.{3,160}?)(?=\s+[А-ЯЁ]\. ?[А-ЯЁ]\.|\s+по (?:вопрос|тем)|,|$)",
    re.IGNORECASE,
)
"""«под председательством заместителя Министра транспорта …»: the meeting's body is that of the official."""

_REGISTERED: Final = "зарегистрирован"
_CONTACTS: Final = re.compile(
    r"\d{6}|(?:тел|факс)\.?[:\s]|@|https?:|www\.|(?<![а-яё])(?:ул|пл|пр-т|д)\. ?[А-ЯЁ\d]", re.IGNORECASE
)
"""An address or a telephone anywhere in the line."""

_ADDRESSEE: Final = re.compile(
    r"(?:Глав(?:е|ам)|Мэру|Губернатору|Председателю|Президенту|Руководител(?:ю|ям)|Начальник(?:у|ам)|Директор(?:у|ам)|Министру"
    r"|Члену|Вх)(?![а-яё])"
)
_POST_BELOW: Final = re.compile(
    r"(?:(?:первый )?заместитель|статс-секретарь|руководитель|начальник|директор|прокурор|секретар[ьи])(?![а-яё])",
    re.IGNORECASE,
)
"""A letterhead of an official: the post below the body is no part of its name."""

_LAND: Final = re.compile(
    r"российская федерация|(?:[а-яё-]+ая область|[а-яё-]+ий край|республика [а-яё-]+(?: [а-яё()-]+)?"
    r"|[а-яё -]+автономный округ.*)$",
    re.IGNORECASE,
)
_OTHERS: Final = frozenset(
    {"протест", "представление", "предписание", "определение", "приговор", "письмо", "заключение"}
)
"""Documents of other bodies: their letterheads have many levels, so the body is a doubt."""

_LAWS: Final = frozenset({"закон", "кодекс"})
_PAREN: Final = re.compile(r"\([^()]{0,80}\)?")
_CONVOCATION: Final = re.compile(r"(?:.{0,40}созыв[аы]?|.{0,40}заседани[ея]|.{0,30}сесси[яи])\s*$", re.IGNORECASE)
_AFTER_KIND: Final = re.compile(
    r"\s*(?P<body>.+?)\s*(?:$|\sот\s|№|\sN\s?\d|\d{1,2}\.\d\d\.\d{4}|\d{1,2} [а-я]{3,8} \d{4})", re.DOTALL
)
_ISSUER: Final = re.compile(
    r"(?:^|[ ,])(?P<body>(?:[А-ЯЁ][а-яё-]+(?:ая|ий|ый|ое) (?:[а-яё]+(?:ая|ий|ый|ое) )?)?"
    r"(?:[Аа]дминистрация|АДМИНИСТРАЦИЯ|[Пп]равительство|Дума|ДУМА|Совет|СОВЕТ|Собрание|СОБРАНИЕ|Мэрия"
    r"|[Кк]омитет|[Кк]омиссия|Коллегия)(?: [^,;:.]{3,160}?)?)"
    r"(?: [а-яё]+ого созыва|\s+[РрРI]+)?$"
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

_NUMBERS: Final = re.compile(r"\s*(?:ИНН|ОГРН|КПП|ОКПО).*$", re.DOTALL)
_QUOTED: Final = re.compile(r"[«\"“][^«»\"“”]{0,120}[»\"”]")
_RIGHT: Final = 0.45
"""A block that begins farther right is the addressee's column of a letter, as a share of the page's width."""

_UNKNOWN_LINES: Final = 4
"""A letterhead of a body without a known noun has at most this many lines."""


def find_body(shape: Shape) -> Found | None:
    """Return the body; certain when the letterhead or the kind line names it."""
    head = shape.headline
    if head is None:
        return (_from_letterhead(shape, 0.75) if shape.letter or shape.verb or shape.named else None) or _from_preamble(
            shape
        )
    named = _from_headline(head) or (_from_headline(shape.database) if shape.database is not None else None)
    above = _from_letterhead(shape, 0.95)
    if above is not None and named is not None and named.rule == "body.database":
        return above if _says_more(above.value, named.value) else named
    if above is not None and head.kind in _OTHERS:
        return msgspec.structs.replace(above, confidence=min(above.confidence, 0.8))
    if above is not None and is_rule(head):
        return msgspec.structs.replace(above, confidence=min(above.confidence, 0.7))
    if above is not None:
        return _fuller(shape, above)
    return named or _from_below(shape) or _from_unknown(shape) or _from_meeting(shape) or _from_preamble(shape)


def _says_more(one: str, other: str) -> bool:
    return len(fold(one).split()) > len(fold(other).split())


def _fuller(shape: Shape, above: Found) -> Found:
    """Return the name of the preamble where the letterhead has the head noun alone: «СОВЕТ ДЕПУТАТОВ»."""
    if any(word[:1].isupper() for word in above.value.split()[1:]) or "«" in above.value or '"' in above.value:
        return above
    issuer = _from_preamble(shape)
    if issuer is None or not _says_more(issuer.value, above.value):
        return above
    return issuer if fold(issuer.value).split()[0] == fold(above.value).split()[0] else above


def _letterhead_lines(shape: Shape) -> list[Line]:
    raw = _author_block(shape.of(Part.LETTERHEAD)) if shape.letter else shape.of(Part.LETTERHEAD)
    lines = [line for line in raw if line.key.startswith(_REGISTERED) or not _is_chrome(line)]
    lines = _below_minjust(lines)
    if shape.headline is None or shape.headline.kind in _OTHERS:
        left = [line for line in lines if line.left < _RIGHT]
        lines = left if any(_has_noun(line) for line in left) else lines
    return _above_addressee(lines)


def _author_block(lines: list[Line]) -> list[Line]:
    """Return the letterhead of a letter down to its address: below it stands the addressee."""
    named = False
    for index, line in enumerate(lines):
        if named and _is_chrome(line):
            return lines[:index]
        named = named or (not _is_chrome(line) and _has_noun(line))
    return lines


def _is_chrome(line: Line) -> bool:
    """Whether the line is furniture of a letterhead: address, telephone, the words «Проект», «Копия»."""
    return bool(_CHROME.match(line.plain)) or (bool(_CONTACTS.search(line.plain)) and not _has_noun(line))


def _below_minjust(lines: list[Line]) -> list[Line]:
    """Return the lines below a stamp of registration: above it stands the body that registered the act."""
    at = max((index for index, line in enumerate(lines) if line.key.startswith(_REGISTERED)), default=-1)
    below = lines[at + 1 :]
    above = [line for line in lines[: max(at, 0)] if not line.key.startswith(_REGISTERED) and not line.ocr]
    return below if any(_has_noun(line) for line in below) else above + below


def _from_letterhead(shape: Shape, confidence: float) -> Found | None:
    run = _last_run(_letterhead_lines(shape), first_cell=shape.letter)
    if not run:
        return None
    text = clean(" ".join(_PAREN.sub(" ", _shown(line, first_cell=shape.letter)) for line in run))
    return _named(run, text, "body.letterhead", confidence)


def _named(run: list[Line], text: str, rule: str, confidence: float) -> Found:
    ocr = any(line.ocr for line in run)
    text = _NUMBERS.sub("", text).strip(" .,;:_*-|")
    return Found(
        value=recognised_name(text) if ocr else normal_name(text),
        raw=clean(" ".join(line.text for line in run)),
        span=Span(run[0].start, run[-1].end),
        rule=rule,
        confidence=confidence * (0.9 if ocr else 1.0),
    )


def _shown(line: Line, *, first_cell: bool) -> str:
    """Return the text of the line; of a letter the left column alone, the addressee stands in the right one."""
    return line.text.strip().split("\t")[0] if first_cell else line.text.replace("\t", " ")


def _from_unknown(shape: Shape) -> Found | None:
    """«Международная олимпиада «…»», «Российский Речной Регистр»: a letterhead whose noun is not known; a doubt."""
    if is_rule(shape.headline) or (shape.headline is not None and shape.headline.kind in _LAWS):
        return None
    run: list[Line] = []
    for line in _letterhead_lines(shape)[: _UNKNOWN_LINES + 1]:
        text = _PAREN.sub("", line.plain).strip()
        if not text and run:
            break
        if len(text) > _NAME_LINE or any(c.isdigit() for c in text) or _LAND.match(text) or is_registration(line):
            break
        if not text[:1].isupper() and text[:1] not in '«"' and not run:
            break
        run.append(line)
    text = clean(" ".join(_PAREN.sub(" ", line.text).replace("\t", " ") for line in run))
    if len(run) > _UNKNOWN_LINES or len(text.split()) < 2 or text.endswith((".", ":", ";")):  # noqa: PLR2004 - one word names nothing
        return None
    return _named(run, text, "body.letterhead-unknown", 0.7)


def _above_addressee(lines: list[Line]) -> list[Line]:
    """Return the lines above the date, the addressee and the incoming stamp: below them other bodies are named."""
    for index, line in enumerate(lines):
        if index and (_ADDRESSEE.match(line.plain) or is_registration(line)):
            return lines[:index] if any(_has_noun(above) for above in lines[:index]) else lines
    return lines


def _last_run(lines: list[Line], *, first_cell: bool) -> list[Line]:
    """Return the lines of the last name of a body: from the line with its head noun to the end of the letterhead."""
    noun_at = [index for index, line in enumerate(lines) if _has_noun(line)]
    if not noun_at:
        return []
    begin = noun_at[-1]
    run = [lines[begin]]
    for line in lines[begin + 1 : begin + 6]:
        text = _PAREN.sub("", _shown(line, first_cell=first_cell)).strip()
        if not text:
            continue
        if (
            len(text) > _NAME_LINE
            or any(c.isdigit() for c in _QUOTED.sub("", text))
            or (line.ocr and _misread(text, like=run[0]))
            or _CONVOCATION.match(text)
            or ABOUT.match(text)
            or _POST_BELOW.match(text)
            or _LAND.match(text)
            or text.endswith((".", ":", "!"))
        ):
            break
        run.append(line)
    while begin > 0 and lines[begin].plain[:1] in '«"' and _has_noun(lines[begin - 1]):
        begin -= 1
        run.insert(0, lines[begin])
    while (
        begin > 0
        and _is_adjective(_shown(lines[begin - 1], first_cell=first_cell))
        and not _LAND.match(lines[begin - 1].plain)
    ):
        begin -= 1
        run.insert(0, lines[begin])
    return run if sum(len(line.plain) for line in run) < _NAME else []


def _misread(text: str, *, like: Line) -> bool:
    """A recognised line that is no part of a name in capitals: Latin letters read as Cyrillic, signs, small letters."""
    letters = [c for c in text if c.isalpha()]
    odd = sum(not c.isalpha() and c not in ' «»".,()-–' for c in text)
    return odd > 0 or not letters or (like.plain.isupper() and sum(c.isupper() for c in letters) < len(letters) * 0.8)


def _has_noun(line: Line) -> bool:
    text = _PAREN.sub("", line.plain)
    if len(text) > _NOUN_LINE or _POST_BELOW.match(text) or text[-1:] in ",;":
        return False
    words = fold(clean(text)).replace('"', " ").replace("«", " ").split()[:6]
    return any(word in BODY_WORDS or (line.ocr and is_misread_noun(word)) for word in words)


def _is_adjective(text: str) -> bool:
    words = fold(clean(text)).split()
    return 0 < len(words) <= _ADJECTIVES and all(word.endswith(("ая", "ий", "ый", "ое", "ой")) for word in words)


def _from_headline(head: Headline) -> Found | None:
    if head.kind == "протокол" or head.shape.value not in {"with-body", "database"}:
        return None
    match = _AFTER_KIND.match(head.rest)
    if match is None or not match["body"].strip():
        return None
    text = clean(match["body"])
    bare = clean(_PAREN.sub("", text)).strip()
    name = normal_name(nominative(bare))
    words = {fold(word) for word in bare.split()}
    if len(text) > _KIND_LINE_NAME or not (words & BODY_NOUNS.keys() or name != normal_name(bare) or _is_short(bare)):
        return None
    start = head.rest_start + match.start("body")
    database = head.shape.value == "database"
    return Found(
        value=name,
        raw=text,
        span=Span(start, start + len(match["body"])),
        rule="body.database" if database else "body.kind-line",
        confidence=0.9 if database else 0.92,
    )


def _from_below(shape: Shape) -> Found | None:
    """«УКАЗ / ГУБЕРНАТОРА ЗАРЕЧЕНСКОЙ ОБЛАСТИ»: the line below the kind says whose the act is."""
    lines = shape.of(Part.KIND)[1:]
    if not lines:
        return None
    return _named(lines, nominative(clean(" ".join(line.text for line in lines))), "body.below-kind", 0.92)


def _is_short(name: str) -> bool:
    """«Минтранса России», «ФСТЭК России»: a short name of a federal body."""
    return name.endswith((" России", " РФ", " Российской Федерации")) and len(name.split()) <= _ADJECTIVES + 1


def _from_meeting(shape: Shape) -> Found | None:
    """A protocol's body is the meeting: «заседания Совета …» gives the council.

    «аппаратного совещания …» the meeting.
    """
    head = shape.headline
    if head is None or head.kind != "протокол":
        return None
    lines = shape.of(Part.TITLE)
    text = clean(_without_number(head.rest) + " " + " ".join(line.text for line in lines))
    official = _OFFICIAL.search(text)
    if official is not None and (body := _body_of(official)) is not None:
        return _meeting(body, text, lines, head, 0.7)
    name = re.sub(r"^(?:очередного |внеочередного )?заседания ", "", text, flags=re.IGNORECASE).strip(" .,;:")
    if not name or len(name) > _NAME or not any(fold(word) in BODY_NOUNS for word in name.split()):
        return None
    return _meeting(nominative(name), text, lines, head, 0.8 if head.line.ocr else 0.9)


def _meeting(name: str, text: str, lines: list[Line], head: Headline, confidence: float) -> Found:
    return Found(
        value=normal_name(name),
        raw=text,
        span=Span(lines[0].start, lines[-1].end) if lines else Span(head.rest_start, head.line.end),
        rule="body.meeting",
        confidence=confidence,
    )


def _body_of(official: re.Match[str]) -> str | None:
    """Return the body of the official who led the meeting: of a minister the ministry, of a head his department."""
    name = official["body"]
    if official["post"].lower().startswith("министр"):
        return f"Министерство {name}"
    return nominative(name) if fold(name).split()[0] in BODY_NOUNS else None


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
