"""The body that adopted the act: from the letterhead, from the kind line, from the preamble.

Reads: Shape. Writes: Found. A name in capitals gets the case of running text, a name in the genitive its nominative:
both are the same body.
"""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from domain.requisites import Found, Span
from domain.text import clean, fold
from ingest.requisites.approvals import is_rule
from ingest.requisites.directory import BODY_KINDS, existed_on, known_body
from ingest.requisites.letterhead import NAME, OTHERS, PAREN, from_letterhead, from_unknown, named_body
from ingest.requisites.machine import Part
from ingest.requisites.naming import nominative, normal_name, sentence_case
from ingest.requisites.words import BODY_NOUNS, PLACE_WORDS, VERB

if TYPE_CHECKING:
    from ingest.requisites.headline import Headline
    from ingest.requisites.lines import Line
    from ingest.requisites.machine import Shape

__all__ = ["doubt_history", "find_body", "nominative", "normal_name", "sentence_case"]

_OFFICIAL: Final = re.compile(
    r"(?:под председательством|(?<![а-яё])при|(?<![а-яё])у)\s+"
    r"(?:(?:перв[а-яё]+|врио|и\. ?о\.)\s+)?(?:заместител[а-яё]+\s+)?"
    r"(?P<post>министр[а-яё]*|руководител[а-яё]+|начальник[а-яё]*|(?:генеральн[а-яё]+ )?директор[а-яё]*)\s+"
    r"(?P<body>\S.{3,160}?)(?=\s+[А-ЯЁ]\. ?[А-ЯЁ]\.|\s+по (?:вопрос|тем)|,|$)",
    re.IGNORECASE,
)
"""«под председательством заместителя Министра транспорта …»: the meeting's body is that of the official."""

_AFTER_KIND: Final = re.compile(
    r"\s*(?P<body>.+?)\s*(?:$|\sот\s|№|\sN\s?\d|\d{1,2}\.\d\d\.\d{4}|\d{1,2} [а-я]{3,8} \d{4})", re.DOTALL
)
_ISSUER: Final = re.compile(
    r"(?:^|[ ,])(?P<body>(?:[А-ЯЁ][а-яё-]+(?:ая|ий|ый|ое) (?:[а-яё]+(?:ая|ий|ый|ое) )?)?"
    r"(?:[Аа]дминистрация|АДМИНИСТРАЦИЯ|[Пп]равительство|Дума|ДУМА|Совет|СОВЕТ|Собрание|СОБРАНИЕ|Мэрия"
    r"|[Кк]омитет|[Кк]омиссия|Коллегия)(?: [^,;:.]{3,160}?)?)"
    r"(?: [а-яё]+ого созыва|\s+[РрРI]+)?$"
)
_SITE: Final = re.compile(
    r"на (?:официальном )?сайте (?P<body>(?:[А-ЯЁа-яё-]+(?:ой|ого) ){0,3}[Аа]дминистрации"
    r"(?: (?:города|района|[А-ЯЁ][а-яё-]+|муниципального|городского|сельского|округа|поселения)){0,5})"
)
_PANEL: Final = re.compile(
    r"[Сс]удебная коллегия по [а-яё]+ делам (?P<body>(?:[А-ЯЁ][а-яё-]+ого |Верховного )[а-яё ]{0,40}?суда"
    r"(?: (?!в составе)[А-ЯЁа-яё][А-ЯЁа-яё-]+){0,6}?)(?=,? в составе|,? рассмотрев)"
)
"""A panel of judges speaks for its court: «Судебная коллегия по административным делам … суда в составе»."""

_COURT: Final = re.compile(
    r"(?P<body>(?:[А-ЯЁ][а-яё-]+(?:ий|ый|ой) (?:(?:арбитражный|районный|городской|областной|краевой|апелляционный"
    r"|окружной|военный|межрайонный) ){0,2}|Верховный |Арбитражный )суд(?: (?!в составе)[А-ЯЁа-яё][А-ЯЁа-яё-]+){0,6}?)"
    r"(?=,? в составе|,? рассмотрев|, под председательством)"
)
"""«Речной районный суд Приволжской области в составе …» opens the text of a court's act."""

_NO_NAME: Final = re.compile(
    r"\s+(?:именем российской|от(?![а-яё])|рассмотрел|(?:решение|постановление|распоряжение|приказ|протокол)(?![а-яё])"
    r"|по проект|№ ?\S+ и$|\d{1,2}[. ]\S+[. ]\d{4}).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Words that no name of a body holds: what follows belongs to the next line of the document."""

_TITLE_OF_COURT: Final = re.compile(r"\s+именем российской федерации$", re.IGNORECASE)
_LAND_BEHIND: Final = re.compile(r"\s+(?:[А-ЯЁ][а-яё-]+(?:ская|цкая|ная) область|Российская Федерация)$")
"""«Администрация города Заречного / Пензенская область»: another cell or line of the letterhead."""

_OF_A_PLACE: Final = frozenset(
    {"администрация", "совет", "дума", "собрание", "управление", "отдел", "комитет", "департамент", "комиссия"}
)
"""Every municipality has one: without the name of the place such a name tells nothing."""

_SORT: Final = re.compile(
    r"(?:городск|сельск|районн|окружн|областн|краев|земск|муниципальн|представительн|поселков|финансов|юридическ|правов"
    r"|архивн|организационн|экономическ|земельн|жилищн|общ|контрольн|контрольно-счетн|социальн|градостроительн"
    r"|территориальн|избирательн|местн|аграрн|кадров)(?:ая|ий|ый|ой|ое)"
)
"""What bodies are called by their sort, not by their place: «Финансовый отдел», «Районный Совет»."""

_POSTS: Final = frozenset(kind.noun for kind in BODY_KINDS if kind.post)
_NOMINATIVES: Final = frozenset(noun for noun, _ in BODY_NOUNS.values())
_MUNICIPALITY: Final = re.compile(r"(?P<inner>внутригородское )?муниципальное образование(?![а-яё])", re.IGNORECASE)
_MUNICIPAL_LINES: Final = 5
"""Most lines of a letterhead that name a municipality."""

_DOUBT: Final = 0.6
_COURT_LINES: Final = 6
_SHORT_WORDS: Final = 4
_ISSUER_REACH: Final = 260
"""The body's name lies within this many characters before the verb."""

_KIND_LINE_NAME: Final = 200
"""Longest name in a kind line, in characters."""


def find_body(shape: Shape) -> Found | None:
    """Return the body; certain when the letterhead or the kind line names it, and names it in full."""
    found = _named(shape)
    return settled(found) if found is not None else None


def settled(found: Found) -> Found | None:
    """Return a body without the words that no name holds; a name that was cut or tells no place is a doubt."""
    name = _LAND_BEHIND.sub("", _TITLE_OF_COURT.sub("", found.value))
    cut = _NO_NAME.sub("", name).strip(' ,.«"')
    words = fold(cut).split()
    if cut != name and not BODY_NOUNS.keys() & set(words) and not _NOMINATIVES & set(words):
        return None
    sure = found.confidence
    if cut != name or _is_nameless(cut):
        sure = min(sure, _DOUBT)
    return msgspec.structs.replace(found, value=cut, confidence=sure)


def _is_nameless(name: str) -> bool:
    """«Совет депутатов», «Управление образования», «Глава»: whose they are is not said."""
    words = name.split()
    if len(words) == 1 and fold(name) in PLACE_WORDS:
        return True
    told = any(word[:1].isupper() and fold(word) not in _OF_A_PLACE for word in words[1:]) or any(
        c in name for c in '«"'
    )
    before = list(itertools.takewhile(lambda word: word not in _OF_A_PLACE, map(fold, words)))
    sorts = len(before) < len(words) and all(_SORT.fullmatch(word) for word in before)
    return sorts and not told and known_body(name) is None


def _named(shape: Shape) -> Found | None:
    head = shape.headline
    if head is None:
        opened = shape.letter or shape.verb or shape.named
        above = from_letterhead(shape, 0.75) if opened else None
        return above or _from_preamble(shape) or _from_site(shape)
    below = shape.of(Part.KIND)[1:]
    named = _from_headline(head, below) or (_from_headline(shape.database, []) if shape.database is not None else None)
    above = from_letterhead(shape, 0.95)
    if above is not None and named is not None and named.rule == "body.database":
        return named if _says_more(named.value, above.value) else above
    issuer = named or _from_below(shape)
    if above is not None and not (issuer is not None and _is_another(issuer, above)):
        return _by_kind(shape, head, above)
    return issuer or _from_court(shape) or from_unknown(shape) or _from_meeting(shape) or _from_preamble(shape)


def _by_kind(shape: Shape, head: Headline, above: Found) -> Found:
    """Return the body of the letterhead: letterheads of others have many levels, what is approved has another's."""
    if head.kind in OTHERS:
        return msgspec.structs.replace(above, confidence=min(above.confidence, 0.8))
    if is_rule(head):
        return msgspec.structs.replace(above, confidence=min(above.confidence, 0.7))
    return _fuller(shape, above)


def doubt_history(body: Found | None, day: Found | None) -> Found | None:
    """Return the body, as a doubt where the directory says that it had another name on the day of the act."""
    if body is None or day is None or existed_on(body.value, date.fromisoformat(day.value)):
        return body
    return doubted(body)


def doubted(found: Found | None) -> Found | None:
    """Return a value as a doubt, which a person looks at."""
    return msgspec.structs.replace(found, confidence=min(found.confidence, _DOUBT)) if found is not None else None


def _says_more(one: str, other: str) -> bool:
    return len(fold(one).split()) > len(fold(other).split())


def _is_another(issuer: Found, above: Found) -> bool:
    """«АДМИНИСТРАЦИЯ РАЙОНА / ПОСТАНОВЛЕНИЕ / ГЛАВЫ РАЙОНА»: the form is one's, the act is the other's."""
    own, form = (fold(found.value).split() or [""] for found in (issuer, above))
    return own[0] in _POSTS and form[0] not in _POSTS and own[0] not in form


def _fuller(shape: Shape, above: Found) -> Found:
    """Return the name of the municipality or the preamble where the letterhead has the head noun alone: «СОВЕТ»."""
    if any(word[:1].isupper() for word in above.value.split()[1:]) or "«" in above.value or '"' in above.value:
        return above
    municipal = _of_municipality(shape, above) if _is_nameless(above.value) else None
    if municipal is not None:
        return municipal
    issuer = _from_preamble(shape)
    if issuer is None or not _says_more(issuer.value, above.value):
        return above
    return issuer if fold(issuer.value).split()[0] == fold(above.value).split()[0] else above


def _of_municipality(shape: Shape, above: Found) -> Found | None:
    """«МУНИЦИПАЛЬНОЕ ОБРАЗОВАНИЕ / «ЛЕСНОЕ ПОСЕЛЕНИЕ» / ГЛАВА»: whose the body is, as a doubt."""
    lines = [line for line in shape.of(Part.LETTERHEAD) if above.span is not None and line.end <= above.span.start]
    at = next((at for at, line in enumerate(lines) if _MUNICIPALITY.match(line.plain)), None)
    if at is None or len(lines) - at > _MUNICIPAL_LINES or any(line.ocr for line in lines):
        return None
    name = sentence_case(clean(" ".join(line.text for line in lines[at:])))
    name = _MUNICIPALITY.sub(lambda kind: f"{(kind['inner'] or '').lower()}муниципального образования", name)
    name = name.replace("внутригородское ", "внутригородского ")
    return msgspec.structs.replace(above, value=f"{above.value} {name}", rule="body.municipality", confidence=_DOUBT)


def _from_headline(head: Headline, below: list[Line]) -> Found | None:
    if head.kind == "протокол" or head.shape.value not in {"with-body", "database"}:
        return None
    match = _AFTER_KIND.match(head.rest)
    if match is None or not match["body"].strip():
        return None
    whole = match.end() == len(head.rest.rstrip())
    text = clean(" ".join([match["body"], *(line.text for line in below if whole)]))
    bare = clean(PAREN.sub("", text)).strip()
    name = normal_name(nominative(bare))
    words = {fold(word) for word in bare.split()}
    if len(text) > _KIND_LINE_NAME or not (words & BODY_NOUNS.keys() or name != normal_name(bare) or _is_short(bare)):
        return None
    start = head.rest_start + match.start("body")
    database = head.shape.value == "database"
    return Found(
        value=name,
        raw=text,
        span=Span(start, below[-1].end if below and whole else start + len(match["body"])),
        rule="body.database" if database else "body.kind-line",
        confidence=_DOUBT if PAREN.search(text) else 0.9 if database else 0.92,
    )


def _from_below(shape: Shape) -> Found | None:
    """«УКАЗ / ГУБЕРНАТОРА ЗАРЕЧЕНСКОЙ ОБЛАСТИ»: the line below the kind says whose the act is."""
    lines = shape.of(Part.KIND)[1:]
    if not lines:
        return None
    return named_body(lines, nominative(clean(" ".join(line.text for line in lines))), "body.below-kind", 0.92)


def _is_short(name: str) -> bool:
    """«Минтранса России», «ФСТЭК России»: a short name of a federal body."""
    return name.endswith((" России", " РФ", " Российской Федерации")) and len(name.split()) <= _SHORT_WORDS


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
    name = _NO_NAME.sub("", name)
    if not name or len(name) > NAME or not any(fold(word) in BODY_NOUNS for word in name.split()):
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


def _from_court(shape: Shape) -> Found | None:
    """Return the court that the first sentence of its act names."""
    for line in [*shape.of(Part.TITLE), *shape.of(Part.PREAMBLE)[:_COURT_LINES]]:
        panel = _PANEL.match(line.plain)
        match = panel or _COURT.match(line.plain)
        if match is not None:
            start = line.start + line.text.index(match["body"])
            span = Span(start, start + len(match["body"]))
            name = clean(match["body"])
            name = nominative(name) if panel is not None else name
            return Found(value=name, raw=match["body"], span=span, rule="body.preamble", confidence=0.8)
    return None


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


def _from_site(shape: Shape) -> Found | None:
    """«разместить на сайте Зареченской городской администрации»: an act without its first page names its body so."""
    if shape.named is None:
        return None
    for line in shape.of(Part.OPERATIVE):
        match = _SITE.search(line.text)
        if match is not None:
            return Found(
                value=normal_name(nominative(clean(match["body"]))),
                raw=match["body"],
                span=Span(line.start + match.start("body"), line.start + match.end("body")),
                rule="body.site",
                confidence=0.5,
            )
    return None
