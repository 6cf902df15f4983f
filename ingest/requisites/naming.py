"""Names of bodies: the case of letters that running text gives them, the nominative, the name of the directory.

Reads: a name as written. Writes: its normal form; a name that needs nothing stays as it is.
"""

from __future__ import annotations

import difflib
import itertools
import re
from typing import Final

from domain.text import fold
from ingest.requisites.adjectives import nominative_adjective
from ingest.requisites.directory import known_body, near_body
from ingest.requisites.words import BODY_NOUNS, BODY_WORDS, PLACE_WORDS

_CAPITALS: Final = 0.8
"""Share of capitals from which a name counts as typed in capitals."""

_ABBREVIATION: Final = 4
"""A word without vowels up to this length is an abbreviation, in characters."""

_FEDERATION: Final = re.compile(r"(?<![А-Яа-яё])РФ(?![А-Яа-яё])")
_COMMON_WORDS: Final = """
автономного автономной автономная внутригородская внутригородского город города городе городского городской
городская городское городов район района районного районной районная районное округ округа округу край края
краевой краевая краевое краевого область области областной областная областное областного
республиканский поселение поселения поселений поселок поселка поселковый село села сельский
сельского сельское сельской сельская сельсовет сельсовета станица станицы деревня деревни муниципальный
муниципального муниципальное муниципальной муниципальная образование образования территория территории волость
муниципальным муниципальных муниципальными образований образованиями районов округов поселениями территорий
волости хутора аула улуса улус морского речного гражданской детская детской детский женский русского имени на
по в во и о об при под над с со к для от из депутатов представителей народных созыва делам дел созыв заседание
собрание городск сельсоветов г с п
"""
_COMMON: Final = frozenset(_COMMON_WORDS.split())
"""Words of names of territories and bodies that running text writes in lower case whatever they end with."""

_GENERIC_WORDS: Final = """
города города-героя городе района республики области края округа поселения поселка поселок села станицы
деревни хутора имени образования город район село сельсовета улуса аула округ поселение
"""
_GENERIC: Final = frozenset(_GENERIC_WORDS.split())
"""A noun after one of these is a proper name: «города Заречного», «Республики Башкортостан»."""

_PROPER_ADJECTIVE: Final = re.compile(r"(?:[сц]к)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их)$")
_PLAIN_ADJECTIVE: Final = re.compile(
    r"(?:.*(?:ческ|ственн)|медицинск|гражданск|адвокатск|инженерск|казначейск|хозяйск|учительск|преподавательск"
    r"|попечительск|потребительск|исполнительск|банковск|садоводческ|детск|городск|сельск|районн|морск|высш)"
    r"(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ый|ые|ых|ей)$"
)
_SOUND: Final = re.compile(r"[«\"(]?[А-ЯЁа-яё-]{3,}[»\",)]*")
"""A recognised word that a name may begin with: scraps of a written number above the letterhead are none."""

_NEAR: Final = 0.89
"""How near a recognised word must be to a known one (ratio of difflib)."""

_LONG_WORD: Final = 6
"""Shorter recognised words are like too many others, in characters."""

_NOUNS: Final = sorted(word for word in BODY_WORDS if len(word) >= _LONG_WORD)
_VOCABULARY: Final = sorted(
    {word for word in _COMMON if len(word) >= _LONG_WORD}
    | set(_NOUNS)
    | {
        "российской",
        "российская",
        "федерации",
        "федерация",
        "федеральная",
        "федеральное",
        "депутатов",
        "исполнительный",
    }
)
_SETTLEMENT: Final = re.compile(r"(?P<short>(?:[гсп]|пос)\.)(?P<name>[а-яё].+)$", re.IGNORECASE)
"""«Г.ЙОШКАР-ОЛЫ» in one word."""

_TERRITORY: Final = re.compile(
    r"(?:(?:муниципального|городского|сельского|административного|управленческого) )?"
    r"(?:района|округа|поселения|сельсовета|улуса)(?![а-яё])"
    r"|(?:городского|районного|сельского|поселкового) совета(?![а-яё])"
)
_SORT_WORDS: Final = """
муниципального городского сельского районного федерального административного избирательного автономного
внутригородского военного таможенного судебного учебного национального данного каждого нового управленческого автономной
"""
_SORTS: Final = frozenset(_SORT_WORDS.split())
"""What territories are called by their sort; another adjective before «района» is the name of this one."""

_PROPER: Final = frozenset(
    {"дума", "думы", "федерации", "россии", "республика", "республики", "дальнего", "востока", "севера"}
)
_ABBREVIATIONS: Final = frozenset(
    {"рф", "мо", "снт", "тсж", "тсн", "ооо", "оао", "зао", "ао", "мбу", "мку", "еао", "зато"}
)


def normal_name(text: str) -> str:
    """Return a body's name with running case, its usual short forms written out, or the name of the directory.

    >>> normal_name("ПРАВИТЕЛЬСТВО РФ")
    'Правительство Российской Федерации'
    """
    named = _FEDERATION.sub("Российской Федерации", sentence_case(text))
    known = known_body(named)
    return known.name if known is not None else named


def recognised_name(text: str) -> str:
    """Return the normal form of a name that was recognised from a picture: a near name of the directory, if any.

    >>> recognised_name("ФЕДЕРАЛЬНАЯ СЛУЖ ПО ТЕХНИЧЕСКОМУ И ЭКСПОРТНОМУ КОНТРОЛЮ")
    'Федеральная служба по техническому и экспортному контролю'
    """
    words = text.split()
    while words and not _SOUND.fullmatch(words[0]):
        words.pop(0)
    text = " ".join(words)
    known = near_body(text)
    return known.name if known is not None else normal_name(" ".join(_restored(word) for word in text.split()))


def is_misread_noun(word: str) -> bool:
    """Whether a recognised word is nearly the head noun of a body's name: «администрапия».

    >>> is_misread_noun("администрапия"), is_misread_noun("администратор")
    (True, False)
    """
    return len(word) >= _LONG_WORD and _near(word, _NOUNS) is not None


def _near(word: str, words: list[str]) -> str | None:
    """Return the word that was misread; another ending is another case, not a misread letter."""
    found = difflib.get_close_matches(word, words, n=1, cutoff=_NEAR)
    return found[0] if found and found[0] != word and found[0][-2:] == word[-2:] else None


def _restored(word: str) -> str:
    """Return a recognised word as names of bodies have it, where nearly such a word was read."""
    bare = _bare(word)
    if len(bare) < _LONG_WORD or bare in _VOCABULARY:
        return word
    near = _near(bare, _VOCABULARY)
    if near is None:
        return word
    return near.upper() if word.isupper() else near.capitalize() if word[:1].isupper() else near


def sentence_case(text: str) -> str:
    """Return a name typed in capitals as running text would write it; other names are left alone.

    >>> sentence_case("АДМИНИСТРАЦИЯ КЫШТЫМСКОГО ГОРОДСКОГО ОКРУГА")
    'Администрация Кыштымского городского округа'
    >>> sentence_case("ФЕДЕРАЛЬНАЯ СЛУЖБА ПО НАДЗОРУ В СФЕРЕ ЗАЩИТЫ ПРАВ ПОТРЕБИТЕЛЕЙ")
    'Федеральная служба по надзору в сфере защиты прав потребителей'
    """
    letters = [c for c in text if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) < _CAPITALS * len(letters):
        cased = _mixed_case(text)
    else:
        cased = _running_case(text.split())
    return cased[:1].upper() + cased[1:]


def _mixed_case(text: str) -> str:
    """Return a name whose first line is typed in capitals: «АДМИНИСТРАЦИЯ ОЗЁРСКОГО РАЙОНА / Приволжской области»."""
    runs = [list(run) for _, run in itertools.groupby(text.split(), key=lambda word: word == word.upper())]
    if not runs or BODY_WORDS.isdisjoint(map(_bare, runs[0])) or runs[0][0] != runs[0][0].upper():
        return text
    return " ".join(
        _running_case(run) if run[0] == run[0].upper() and (not at or len(run) > 1) else " ".join(run)
        for at, run in enumerate(runs)
    )


def _running_case(words: list[str]) -> str:
    """Return words typed in capitals as running text would write them."""
    head = next((index for index, word in enumerate(words) if _bare(word) in BODY_WORDS), None)
    place = head is not None and _bare(words[head]) in PLACE_WORDS
    cased: list[str] = []
    settled = False
    for index, word in enumerate(words):
        before = _bare(words[index - 1]) if index else ""
        settled = _is_settlement(before, _bare(words[index - 2]) if index > 1 else "") or (
            settled and _is_adjective(before)
        )
        near = place and index - 1 == head and not _is_adjective(_bare(word)) and _bare(word) not in BODY_NOUNS
        if _names_territory(words, index):
            cased.append(_capitalised(word))
            continue
        cased.append(_word_case(word, proper=settled or near))
    return " ".join(cased)


def _names_territory(words: list[str], index: int) -> bool:
    """Whether an adjective is the name of the territory behind it: «Озёрного района», «Лесной области»."""
    bare = _bare(words[index])
    behind = " ".join(_bare(word) for word in words[index + 1 : index + 3])
    if bare in _SORTS:
        return False
    if behind.startswith("области"):
        return bare.endswith(("ной", "вой", "лой"))
    return bare.endswith(("ного", "него", "вого", "лого", "того")) and bool(_TERRITORY.match(behind))


def _bare(word: str) -> str:
    return fold(word).strip("«»\"'“”(),.")


def _is_settlement(before: str, earlier: str) -> bool:
    """Whether a proper name follows this word: «города Заречного», «г. Кыштыма», «округа – Югры»."""
    if before == "зато":
        return True
    if before == "образования":
        return earlier.startswith("муниципальн")
    return before in _GENERIC or before in {"г", "с", "п", "–", "-", "—"}


def _word_case(word: str, *, proper: bool) -> str:
    """Return one word of a name in capitals: a proper name keeps its capital, an abbreviation all of them."""
    bare = _bare(word)
    if bare in _ABBREVIATIONS or (1 < len(bare) <= _ABBREVIATION and not set(bare) & set("аеиоуыэюя")):
        return word
    if (settlement := _SETTLEMENT.match(word)) is not None:
        return settlement["short"].lower() + _capitalised(settlement["name"])
    if bare in _COMMON or _PLAIN_ADJECTIVE.match(bare):
        return _capitalised(word) if word[:1] in '«"“' else word.lower()
    named = bare in _PROPER or bool(_PROPER_ADJECTIVE.search(bare)) or "-на-" in bare
    return _capitalised(word) if proper or named or word[:1] in '«"“(' else word.lower()


def _is_adjective(bare: str) -> bool:
    return bare.endswith(("ого", "его", "ой", "ей", "ых", "их", "ая", "яя", "ое", "ий", "ый"))


def _capitalised(word: str) -> str:
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
        words[:index] = [nominative_adjective(adjective, gender) for adjective in words[:index]]
        break
    return " ".join(words)
