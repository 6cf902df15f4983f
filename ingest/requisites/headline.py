"""The line that opens an act: its kind, perhaps with body, date, number and title.

``ПОСТАНОВЛЕНИЕ`` · ``П Р И К А З`` · ``ПОСТАНОВЛЕНИЕ от 16.02.2021 № 308`` · ``РЕШЕНИЕ ДУМЫ ГОРОДА N`` · ``ПРОТОКОЛ
№ 5 совещания`` ·
``Постановление Мэра г. Ростова-на-Дону от 30.09.2008 № 999``
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from domain.text import fold, join_spaced, letters
from ingest.requisites.words import BODY_GENITIVES, BODY_WORDS, HEAD_KINDS, RULE_KINDS

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_BESIDE_KIND: Final = 80
"""Longest text in the column beside the kind, in characters."""

_MISREAD_LINE: Final = 40
"""Longest misread kind line, in characters."""


class Shape(StrEnum):
    """How the kind stands in its line."""

    ALONE = "alone"
    REGISTERED = "registered"
    WITH_BODY = "with-body"
    DATABASE = "database"
    NAMED = "named"
    """A charter, an order of procedure or a code with its name in the same line."""
    TITLED = "titled"
    """The title in the same line, all in capitals: «РЕШЕНИЕ О БЮДЖЕТЕ ГОРОДА»."""
    NUMBERED = "numbered"
    """A number without its sign right after the kind: «Приказ 60»."""
    MISREAD = "misread"


@dataclass(frozen=True, slots=True)
class Headline:
    """The opening line: kind in the normal form.

    What follows it in the line and where that begins (offset in the document).
    """

    kind: str
    shape: Shape
    line: Line
    rest: str
    rest_start: int
    draft: bool = False


_SPREAD: Final = "|".join(" ?".join(kind) for kind in HEAD_KINDS)
_HEAD: Final = re.compile(
    rf"[\s\"«_*.|'-]{{0,20}}(?:сообщение для печати\s+)?(?P<extract>выписка\s+из\s+(?=протокола))?"
    rf"(?P<draft>проект[ау]?\s+)?(?P<adj>(?:экспертное|дополнительное"
    rf"|федеральный(?: конституционный)?|областной|краевой|апелляционное|кассационное|судебное"
    rf"|частное|[а-яё-]{{4,20}}(?:ый|ий|ой)(?: процессуальный)?(?=\s+кодекс))\s+)?"
    rf"(?P<kind>{_SPREAD})(?(extract)а)(?![а-яё])(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_REGISTERED: Final = re.compile(
    r"\s*(?:от(?=[\s_«\"\d])|№|#|N[o ]?\s?\d|[«\"_]{0,4}\s?\d{1,2}\s?[».\"]?\s?[.а-я\d])", re.IGNORECASE
)
_DATED: Final = re.compile(r"\sот\s[«\"_ ]{0,4}\d{1,2}\D{1,20}", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\s+(?:[А-ЯЁ][а-яё-]+(?:ой|ей|ого|его|ых)\s+){0,4}(?:" + "|".join(BODY_GENITIVES) + r")(?![а-яё])", re.IGNORECASE
)
_LAND: Final = re.compile(
    r"\s+(?:Российской Федерации|(?:[А-ЯЁ][а-яё-]+(?:ой|ого)\s+(?:области|края|округа))|Республики\s+[А-ЯЁ]\S+"
    r"|города\s+[А-ЯЁ]\S+)",
    re.IGNORECASE,
)
"""Whose a law is: it is called after the land, not after a body."""

_SENTENCE: Final = re.compile(
    r"[»\"”],?\s+(?:вместе|предусм|устан|опред|является|регул|внес[её]н|и другими|принят)|\(далее"
)
"""A mention in running text, not a kind line."""

_EXPERT: Final = "экспертное"
"""The adjective that makes a kind of its own: an expert opinion on a normative act, not a conclusion of any sort."""

_SMALL_KINDS: Final = frozenset({"постановление", "распоряжение", "решение", "приказ"})
_LAWS: Final = frozenset({"закон", "кодекс"})
_ACTS: Final = _SMALL_KINDS | {"закон", "указ"}
_RULE: Final = re.compile(
    r"[\s\"«]{0,4}(?P<kind>(?i:" + "|".join(" ?".join(kind) for kind in sorted(RULE_KINDS)) + r"))(?![а-яё])"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
_WHOSE: Final = 160
"""Longest line that says whose an act is, in characters."""

_RULE_LINE: Final = 300
"""Longest kind line with the name of the document in it, in characters."""

_TITLED: Final = re.compile(r"\s+ОБ?\s[А-ЯЁ]{4,}")
_NUMBERED: Final = re.compile(r"\s+(?P<number>\d{1,4}(?:-?[А-ЯЁа-яё]{1,3})?)\s*$")
_DRAFT: Final = re.compile(
    r"\s*проект\s+(?:(?:федерального(?: конституционного)?|областного|краевого)\s+)?"
    r"(?P<kind>постановления|решения|распоряжения|приказа|закона|указа)(?![а-яё])(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
"""A draft names what it is to become in the genitive: «ПРОЕКТ РЕШЕНИЯ ГОРОДСКОЙ ДУМЫ»."""

_COURT: Final = re.compile(r"\s*(?:суда|об? |по делу|именем)", re.IGNORECASE)
_MEETING: Final = re.compile(
    r"\s*(?:№|#|N\s|[а-яё]+\s+){0,4}(?:заседани|совещани|собрани|комисси|публичн|слушани|обсуждени|аппаратн|оперативн|планерн|коллеги|вскрыти|рассмотрени|\d)",
    re.IGNORECASE,
)
_LIMIT: Final = 400
"""A kind line with body is not longer than this, in characters; a database's headline is cut by its date."""


def headline_of(line: Line) -> Headline | None:
    """Return what this line opens, None for a line that opens no act.

    The nominative at the beginning of the line is asked for: «к постановлению Администрации» is a citation.
    """
    text = line.text[:3000]
    match = _HEAD.match(text)
    if match is None or not (match["extract"] or match["adj"] or match["kind"])[0].isupper():
        return _draft(line) or _beside(line) or _misread(line)
    kind = letters(match["kind"])
    if kind == "заключение" and letters(match["adj"] or "") == _EXPERT:
        kind = f"{_EXPERT} {kind}"
    rest = match["rest"].rstrip()
    stripped = rest.strip(' \t.:_*"»')
    if line.ocr and not _WORD.search(stripped):
        stripped = ""
    shape = _shape(kind, rest, stripped, match["kind"])
    if shape is None:
        return None
    start = line.start + match.start("rest")
    return Headline(kind=kind, shape=shape, line=line, rest=rest, rest_start=start, draft=bool(match["draft"]))


def _shape(kind: str, rest: str, stripped: str, written: str) -> Shape | None:
    """Return how the kind stands in its line; None for a mention in running text."""
    if not stripped:
        return Shape.ALONE
    if kind == "протокол" and _MEETING.match(rest) and len(stripped) < _LIMIT:
        return Shape.REGISTERED
    if _SENTENCE.search(rest[:_LIMIT]):
        return None
    if kind in _SMALL_KINDS and _NUMBERED.match(rest):
        return Shape.NUMBERED
    if _REGISTERED.match(rest):
        return Shape.REGISTERED if len(stripped) < _LIMIT else Shape.DATABASE
    return _owned(kind, rest, stripped) or _in_capitals(kind, rest, stripped, written)


def _owned(kind: str, rest: str, stripped: str) -> Shape | None:
    """The kind with the body or the land whose act it is."""
    dated = _DATED.search(rest[:_LIMIT]) is not None
    if _BODY.match(rest):
        whole = len(stripped) < _LIMIT and not stripped.endswith((".", ";", ","))
        return Shape.DATABASE if dated else Shape.WITH_BODY if whole else None
    if kind in _LAWS and _LAND.match(rest):
        return Shape.DATABASE if dated else Shape.WITH_BODY
    return None


def _in_capitals(kind: str, rest: str, stripped: str, written: str) -> Shape | None:
    """The kind in capitals with a court, another column or its title beside it."""
    if kind == "определение" and _COURT.match(rest) and written.isupper():
        return Shape.WITH_BODY
    if rest.startswith("\t") and join_spaced(written).isupper() and len(stripped) < _BESIDE_KIND:
        return Shape.ALONE
    titled = kind in _ACTS and written.isupper() and rest == rest.upper() and _TITLED.match(rest)
    return Shape.TITLED if titled and len(stripped) < _LIMIT else None


def _draft(line: Line) -> Headline | None:
    """What a draft of an act opens with: its kind in the genitive after «проект», in capitals or alone in its line."""
    match = _DRAFT.match(line.text)
    if match is None or line.ocr or not line.plain[0].isupper():
        return None
    rest = match["rest"].rstrip()
    shape = _shape("", rest, rest.strip(' \t.:_*"»'), match["kind"]) if rest.strip() else Shape.ALONE
    if shape is None and match["kind"].isupper() and rest == rest.upper() and _TITLED.match(rest):
        shape = Shape.TITLED
    if shape is None or (shape is not Shape.ALONE and not match["kind"].isupper()):
        return None
    kind = next(kind for kind in HEAD_KINDS if letters(match["kind"]).startswith(kind[:-1]))
    return Headline(
        kind=kind, shape=shape, line=line, rest=rest, rest_start=line.start + match.start("rest"), draft=True
    )


def bare_number(head: Headline) -> re.Match[str] | None:
    """Return the number that stands without a sign after the kind, as a match in the rest of the line."""
    return _NUMBERED.match(head.rest) if head.shape is Shape.NUMBERED else None


def small_headline(line: Line) -> Headline | None:
    """Return what a line in small letters opens, «постановление» alone; only a line of registration below proves it."""
    kind = letters(line.plain)
    if line.ocr or kind not in _SMALL_KINDS or len(line.plain) > 2 * len(kind):
        return None
    return Headline(kind=kind, shape=Shape.ALONE, line=line, rest="", rest_start=line.end)


_NAMED_BY: Final = 4
"""The head noun of a name is one of its first words."""


def is_whose(line: Line, *, registered: bool) -> bool:
    """Whether the line below the kind says whose act it is: «УКАЗ / ГУБЕРНАТОРА ЗАРЕЧЕНСКОЙ ОБЛАСТИ».

    In capitals, or with date and number right below (``registered``): «Постановление / администрации города» in small
    letters may else be the title of another document.
    """
    text = line.plain
    return (
        len(text) < _WHOSE
        and (text.isupper() or (registered and text[:1].isupper()))
        and bool(_BODY.match(f" {text}"))
        and not any(c.isdigit() for c in text)
    )


def names_body(line: Line) -> bool:
    """Whether a line in capitals is the name of a body as letterheads have it: «АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО»."""
    text = line.plain
    words = fold(text).split()
    at = next((at for at, word in enumerate(words[:_NAMED_BY]) if word in BODY_WORDS), None)
    return (
        at is not None
        and all(word.endswith(("ая", "ий", "ый", "ой", "ое")) for word in words[:at])
        and len(text) < _WHOSE
        and text.isupper()
        and text[-1] not in ".:;"
        and not any(c.isdigit() for c in text)
    )


_LAND_LINE: Final = re.compile(
    r"(?:РЕСПУБЛИКИ|ГОРОДА) [А-ЯЁ][А-ЯЁ-]+(?: [(А-ЯЁ-]+\)?)?"
    r"|(?:[А-ЯЁ-]+(?:ОГО|ЕГО|ОЙ) )+(?:РАЙОНА|УЛУСА|ОКРУГА|КРАЯ|ОБЛАСТИ|ПОСЕЛЕНИЯ)(?: [–-] [А-ЯЁ]+)?"
    r"(?: [А-ЯЁ-]+ (?:КРАЯ|ОБЛАСТИ))?"
    r"|МУНИЦИПАЛЬНОГО ОБРАЗОВАНИЯ [А-ЯЁ «»\"-]+"
)


_NAME_LINE: Final = re.compile(
    r"[«\"“](?!О(?:б|Б|бо)?\s)[^«»\"“”]{3,100}[»\"”](?: (?:Республики|[А-ЯЁ][а-яё-]+(?:ой|ого)) [А-ЯЁа-яё -]{3,60})?"
    r"|(?:Республики|[А-ЯЁ][а-яё-]+(?:ой области|ого края)(?![а-яё]))[А-ЯЁа-яё ()-]{0,60}"
)


_QUOTES: Final = ("«", '"', "“")
_UNNAMED: Final = re.compile(
    r"(?:^|\s)(?P<before>\S*) ?(?:муниципального (?:образования|района|округа)|(?:городского|сельского) поселения)$",
    re.IGNORECASE,
)
_ITS_OWN: Final = re.compile(r"(?:ого|его|ой|ей)$", re.IGNORECASE)


def _waits_for_name(above: Line) -> bool:
    """Whether a line ends with a land that has no name yet: «Совета муниципального образования»."""
    found = _UNNAMED.search(above.plain)
    return found is not None and _ITS_OWN.search(found["before"]) is None


def is_land(line: Line, above: Line, *, registered: bool) -> bool:
    """Whether the line tells the land of a body that the line above it names: «СТАВРОПОЛЬСКОГО КРАЯ».

    In small letters, or a name in quotes that the line above waits for, with date and number right below
    (``registered``): «Решение Совета
    муниципального образования / "Заречный район" Республики Коми / от 12.03.2021 № 5».
    """
    named = line.plain[:1] in _QUOTES and not _waits_for_name(above)
    small = registered and not named and _NAME_LINE.fullmatch(line.plain) is not None
    return small or _LAND_LINE.fullmatch(line.plain) is not None


def owns(head: Headline, lines: list[Line]) -> bool:
    """Whether the kind line, or a line straight below it, says whose the act is."""
    return head.shape is Shape.WITH_BODY or len(lines) > 1


def named_rule_of(line: Line) -> Headline | None:
    """Return the kind line of a document that has its name in the same line: «Положение о педагогическом совете».

    Only where a stamp of approval stands above it: in running text such a line is a mention.
    """
    text = line.text
    match = _RULE.match(text)
    if match is None or len(text) > _RULE_LINE or line.plain.endswith((".", ";", ":", ",")) or line.label:
        return None
    return Headline(
        kind=letters(match["kind"]),
        shape=Shape.NAMED,
        line=line,
        rest=match["rest"].rstrip(),
        rest_start=line.start + match.start("rest"),
    )


_TITLE: Final = re.compile(r"\s(?=[«\"“]?О)[«\"“]?(?:(?:О|Об|Обо)\s[а-яё]{3,}|(?:О|ОБ)\s[А-ЯЁ]{4,})")
_SMALL_TITLE: Final = re.compile(r"(?:\d{4}(?: ?г\.?| года)?|(?:№|N) ?[\w/-]{1,12})\s+(?=об?\s+[а-яё]{4,})")


def title_in_line(rest: str) -> int | None:
    """Return where a title begins that stands in the kind line itself, after its date and number; None without one.

    >>> title_in_line(" №1 от 05.05.2025 об утверждении Правил")
    18
    """
    match = _TITLE.search(rest)
    if match is not None:
        return match.start() + 1
    small = _SMALL_TITLE.search(rest)
    return small.end() if small is not None else None


_WORD: Final = re.compile(r"[А-ЯЁа-яё]{3,}|\d")
_MISREAD_SHARE: Final = 0.82
"""How near a recognised word must be to the name of a kind (ratio of difflib)."""


def _beside(line: Line) -> Headline | None:
    """The kind in the second column of a letterhead in two languages: «ҠАРАР  ПОСТАНОВЛЕНИЕ»."""
    left, _, right = line.plain.rpartition("\t")
    kind = letters(right)
    if line.ocr or kind not in _SMALL_KINDS or not right.isupper() or not left.isupper() or len(left) > len(kind) * 2:
        return None
    return Headline(kind=kind, shape=Shape.ALONE, line=line, rest="", rest_start=line.end)


def _misread(line: Line) -> Headline | None:
    """A kind line that character recognition spoilt: capitals only, nearly the name of a kind."""
    text = line.plain.split("\t")[0]
    if not line.ocr or len(text) > _MISREAD_LINE or text != text.upper():
        return None
    near = difflib.get_close_matches(letters(text), HEAD_KINDS[:8], n=1, cutoff=_MISREAD_SHARE)
    if not near:
        return None
    return Headline(kind=near[0], shape=Shape.MISREAD, line=line, rest="", rest_start=line.end)
