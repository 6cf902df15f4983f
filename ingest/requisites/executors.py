"""Who is to execute an assignment: named before it in the dative, after it («Ответственный: …»), or above a list.

Reads: text of a point. Writes: names in the nominative and the text without them. Forms: «Сазонову Ю.М., Голубевой Н.Р.
– …», «Поручить Терехову М.А. представить …», «Управлению образования (Петрова А.А.) обеспечить …», «(Ответственные —
директоры филиалов. Срок — постоянно)». A body whose nominative the ends do not tell is not named: the person is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domain.text import clean, fold
from ingest.requisites.adjectives import nominative_adjective
from ingest.requisites.names import NAME, Case, is_dative, names_in, nominative_name, people_in

_VERB: Final = re.compile(r"\s*(?:(?:поручить|предложить|рекомендовать|обязать|просить)\s*:?\s+)?", re.IGNORECASE)
_ASKED: Final = re.compile(r"\s*(?:просить|обязать)", re.IGNORECASE)
_INFINITIVE: Final = re.compile(r"(?<![А-ЯЁа-яё-])(?:не )?[а-яё]{2,}(?:ть|ти|чь|ться|тись|чься)(?![а-яё-])")
_NOUN: Final = re.compile(
    r"(?:[оа]сть|область|сеть|сети|путь|пути|печать|[оа]сти|дети|пять|шесть|девять|десять|двадцать|тридцать|память|мать"
    r"|почти|часть|честь|речь|помощь|ночь)$"
)
_DASH: Final = re.compile(r"\s[–—-]+\s|[–—]\s|\s[–—]|:\s|:$")
_TERM_AHEAD: Final = re.compile(
    r"(?:,\s*)?(?<![А-ЯЁа-яё])(?:в срок|в течение|не позднее|до \d|к \d|ежемесячно|еженедельно|ежеквартально|ежедневно"
    r"|постоянно|немедленно|незамедлительно|срочно|в (?:\d|[а-яё]+)[а-яё-]*(?:дневный|недельный|месячный) срок"
    r"|в (?:недельный|месячный) срок|в целях|в связи|в рамках|при |с учетом|с учётом|по итогам"
    r"|на основании|на основе|для )",
    re.IGNORECASE,
)
_LEAD: Final = 320
"""Executors stand within this many characters before what they are to do."""

_NOUNS: Final = {
    "администрации": "администрация", "главе": "глава", "главам": "главы", "управлению": "управление",
    "управлениям": "управления", "отделу": "отдел", "отделам": "отделы", "департаменту": "департамент",
    "комитету": "комитет", "комитетам": "комитеты", "комиссии": "комиссия", "дирекции": "дирекция",
    "службе": "служба", "учреждению": "учреждение", "учреждениям": "учреждения", "предприятию": "предприятие",
    "предприятиям": "предприятия", "организациям": "организации", "сектору": "сектор", "центру": "центр",
    "начальнику": "начальник", "начальникам": "начальники", "руководителю": "руководитель",
    "руководителям": "руководители", "директору": "директор", "директорам": "директора", "заместителю": "заместитель",
    "заместителям": "заместители", "председателю": "председатель", "председателям": "председатели",
    "секретарю": "секретарь", "президенту": "президент", "членам": "члены", "исполнителям": "исполнители",
    "группе": "группа", "штабу": "штаб", "органам": "органы", "органу": "орган", "учредителям": "учредители",
    "подразделениям": "подразделения", "подразделению": "подразделение",
    "редакции": "редакция", "инспекции": "инспекция", "палате": "палата", "архиву": "архив", "аппарату": "аппарат",
    "обществу": "общество", "товариществу": "товарищество", "товариществам": "товарищества", "школе": "школа",
    "больнице": "больница", "филиалу": "филиал", "главврачу": "главврач", "врачу": "врач", "бухгалтеру": "бухгалтер",
    "инженеру": "инженер", "архитектору": "архитектор", "заведующему": "заведующий", "заведующей": "заведующая",
    "управляющему": "управляющий", "собственникам": "собственники", "владельцам": "владельцы",
    "специалисту": "специалист", "специалистам": "специалисты", "депутатам": "депутаты", "совету": "совет",
    "муп": "МУП", "мку": "МКУ", "мбу": "МБУ", "мау": "МАУ", "мбоу": "МБОУ", "мупам": "МУП", "ооо": "ООО", "оао": "ОАО",
    "зао": "ЗАО", "ао": "АО", "пао": "ПАО", "фгуп": "ФГУП", "фгбу": "ФГБУ", "омвд": "ОМВД",
}  # fmt: skip
"""Heads of names of units and posts in the dative, and their nominative."""

_FEMININE: Final = frozenset(
    {
        "администрации",
        "комиссии",
        "дирекции",
        "службе",
        "главе",
        "группе",
        "редакции",
        "инспекции",
        "палате",
        "школе",
        "больнице",
    }
)
_NEUTER: Final = frozenset({"управлению", "учреждению", "предприятию", "подразделению", "обществу", "товариществу"})
_ADJECTIVES: Final = 3
"""Most adjectives before the head of a name."""

_WORD: Final = (
    r"(?:(?:ответственн(?:ый|ые|ая)|отв\.)(?:\s*(?:исполнител[ьи]|исп\.|лиц[оа]|за исполнение))?|исполнител[ьи])"
    r"(?:\s*[:–—-]\s*|(?<=отв\.)\s+|(?<=исп\.)\s+)"
)
_END: Final = r"[.;,]?\s*(?:срок|контрол)"
_IN_PARENS: Final = re.compile(
    rf"(?P<open>\()\s*{_WORD}(?P<who>(?:{NAME}|[^.;()]|\.(?=\s?[А-ЯЁ]\.)){{2,300}}?)(?=\s*(?:{_END}|[.;)]))",
    re.IGNORECASE,
)
_DETAIL: Final = re.compile(
    rf"(?P<open>(?!))?{_WORD}(?P<who>(?:{NAME}|[^.;()\n]|\n(?!\s*(?:срок|контрол))|\.(?=\s?[А-ЯЁ]\.)|\([^()]{{0,80}}\)){{2,300}}?)"
    rf"(?=\s*(?:{_END}|[.;)]|\n|$))",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"\s*[,;\n]\s*|\s+и\s+(?=[А-ЯЁа-яё])")
_LISTED: Final = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Lead:
    """Executors that a text begins with, and where the text after them begins."""

    executors: tuple[str, ...]
    end: int
    opens_list: bool
    """Nothing follows but a colon: what is to be done stands in the points below."""


def lead_of(text: str) -> Lead | None:
    """Return the executors that a text begins with; None when it does not begin with any.

    >>> lead_of("Сазонову Ю.М., Голубевой Н.Р. – очистить канализацию").executors
    ('Сазонов Ю.М.', 'Голубева Н.Р.')
    """
    verb = _VERB.match(text)
    start = verb.end() if verb else 0
    told = bool(verb and verb.group().strip())
    stop, end = _stop(text, start)
    if stop is None:
        return None
    asked = bool(verb and _ASKED.match(verb.group()))
    dashed = end > stop and (_infinitive(text, end) is not None or not text[end:].strip())
    named = _named(text[start:stop], told=told, asked=asked, dashed=dashed)
    if not named:
        return None
    return Lead(named, end, opens_list=not text[end:].strip())


def names_executor(text: str) -> bool:
    """Whether a text begins with the executor of an assignment."""
    return lead_of(text) is not None


def _stop(text: str, start: int) -> tuple[int | None, int]:
    """Return where the executors end and where the text after them begins."""
    limit = min(len(text), start + _LEAD)
    window = _hidden(text[start:limit])
    places: list[tuple[int, int]] = []
    dash = _DASH.search(window)
    if dash is not None:
        places.append((start + dash.start(), start + dash.end()))
    ahead = _TERM_AHEAD.search(window)
    if ahead is not None:
        places.append((start + ahead.start(), start + ahead.start()))
    verb = _infinitive(window, 0)
    if verb is not None:
        places.append((start + verb, start + verb))
    if not places:
        return None, start
    return min(places)


def _hidden(text: str) -> str:
    """Return the text with what stands in parentheses as blanks: no verb or dash in them ends a name."""
    return re.sub(r"\([^()]{0,200}\)", lambda match: "_" * len(match.group()), text)


def _infinitive(text: str, start: int) -> int | None:
    for match in _INFINITIVE.finditer(text, start):
        if not _NOUN.search(match.group()):
            return match.start()
    return None


def _named(lead: str, *, told: bool, asked: bool, dashed: bool) -> tuple[str, ...]:
    if asked:
        return people_in(lead, Case.ACCUSATIVE)
    people = _people(lead, told=told, dashed=dashed)
    if people:
        return people
    bodies = [name for piece in _SPLIT.split(re.sub(r"\bсовместно с\b", ",", lead)) if (name := body_nominative(piece))]
    return tuple(dict.fromkeys(bodies))


def _people(lead: str, *, told: bool, dashed: bool) -> tuple[str, ...]:
    found: list[str] = []
    for match in names_in(lead):
        name = clean(match.group())
        if lead[: match.start()].rstrip().endswith("("):
            found.append(name)
            continue
        joint = "совместно" in lead[: match.start()].lower()
        if joint:
            found.append(nominative_name(name, Case.INSTRUMENTAL))
        elif is_dative(name):
            found.append(nominative_name(name, Case.DATIVE))
        elif told or dashed:
            found.append(name)
        else:
            return ()
    first = names_in(lead)
    if not first or (not told and _is_sentence(lead[: first[0].start()])):
        return ()
    return tuple(dict.fromkeys(found))


def _is_sentence(before: str) -> bool:
    """Whether what stands before the first name is more than posts and units."""
    words = before.split()
    if not words:
        return False
    return not any(fold(word).strip('(,«»"') in _NOUNS or _may_be_dative(word) for word in words[: _ADJECTIVES + 1])


def _may_be_dative(word: str) -> bool:
    return word.strip("(,").endswith(("у", "ю", "ому", "ему", "ам", "ям"))


def body_nominative(text: str) -> str:
    """Return the nominative of a unit's or post's name that stands in the dative; empty when its head is not known.

    >>> body_nominative("Финансовому управлению администрации города")
    'Финансовое управление администрации города'
    """
    words = clean(re.sub(r"\([^()]{0,200}\)", " ", text)).strip(" .,;:").split()
    for index, word in enumerate(words[: _ADJECTIVES + 1]):
        bare = fold(word)
        if bare not in _NOUNS:
            if bare != "всем" and not bare.endswith(("ому", "ему", "ой", "ей", "ым", "им")):
                return ""
            continue
        noun = _NOUNS[bare]
        words[index] = noun.capitalize() if word[:1].isupper() and noun.islower() else noun
        words[:index] = [_adjective(adjective, bare) for adjective in words[:index]]
        return " ".join(words)
    return ""


def _adjective(word: str, noun: str) -> str:
    if fold(word) == "всем":
        return word[:-1]
    if noun.endswith(("ам", "ям")):
        for old, new in (("ым", "ые"), ("им", "ие")):
            if word.endswith(old):
                return word[: -len(old)] + new
        return word
    return nominative_adjective(word, "f" if noun in _FEMININE else "n" if noun in _NEUTER else "m")


def details_of(text: str) -> tuple[tuple[str, ...], str]:
    """Return the executors named after an assignment, and the text without that clause.

    >>> details_of("Представить отчёт. Ответственный: Иванов И.И. Срок: до 01.03.2021.")[0]
    ('Иванов И.И.',)
    """
    found: list[str] = []
    pieces = []
    last = 0
    rule = _IN_PARENS if _IN_PARENS.search(text) else _DETAIL
    for match in rule.finditer(text):
        found += _written(match["who"], match["who"].replace("\n", " "), _SPLIT)
        pieces.append(text[last : match.start()])
        pieces.append("(" if match["open"] else "")
        last = match.end()
    pieces.append(text[last:])
    return tuple(dict.fromkeys(name for name in found if len(name) > 1)), "".join(pieces)


def written_executors(text: str) -> tuple[str, ...]:
    """Return the executors of a cell of a table, or of what a person typed: one a line, or parted by commas."""
    return tuple(dict.fromkeys(_written(text, text, _LISTED)))


def _written(text: str, units: str, between: re.Pattern[str]) -> list[str]:
    """Return the people of a text; without people the units that stand between signs."""
    people = [clean(name.group()) for name in names_in(text)]
    return people or [unit for part in between.split(units) if (unit := clean(part).strip(" .–—-"))]
