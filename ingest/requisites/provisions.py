"""The unit of the cited act that stands before its name: «пункте 2.1 раздела 3», «частью первой статьи 16».

Reads: a text and the place where the name of an act begins. Writes: the unit in the nominative. The words are walked
backwards one by one, so a text of any length costs the same.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_UNITS: Final = (
    ("подпункт", "подпункт", "подпункты", "m"), ("пункт", "пункт", "пункты", "m"), ("абзац", "абзац", "абзацы", "m"),
    ("раздел", "раздел", "разделы", "m"), ("подраздел", "подраздел", "подразделы", "m"),
    ("глав", "глава", "главы", "f"), ("част", "часть", "части", "f"), ("стать", "статья", "статьи", "f"),
    ("приложени", "приложение", "приложения", "n"), ("строк", "строка", "строки", "f"),
    ("таблиц", "таблица", "таблицы", "f"), ("преамбул", "преамбула", "преамбулы", "f"),
    ("позици", "позиция", "позиции", "f"), ("примечани", "примечание", "примечания", "n"),
    ("параграф", "параграф", "параграфы", "m"),
)  # fmt: skip
"""Stem, nominative, plural, gender."""

_SHORT: Final = {
    "пп.": "подпункт", "подп.": "подпункт", "п.": "пункт", "абз.": "абзац", "разд.": "раздел", "гл.": "глава",
    "ч.": "часть", "ст.": "статья", "прил.": "приложение", "п": "пункт", "ст": "статья",
    "ст.ст.": "статья", "статей": "статья",
}  # fmt: skip
_INNER: Final = {
    "пп.": "подпункта", "подп.": "подпункта", "п.": "пункта", "абз.": "абзаца", "разд.": "раздела", "гл.": "главы",
    "ч.": "части", "ст.": "статьи", "прил.": "приложения",
}  # fmt: skip
"""Short words inside a unit, in full: «часть 1 ст. 16» is «часть 1 статьи 16»."""

_ORDINALS: Final = {
    "перв": ("первый", "первая", "первое"), "втор": ("второй", "вторая", "второе"),
    "трет": ("третий", "третья", "третье"), "четверт": ("четвертый", "четвертая", "четвертое"),
    "пят": ("пятый", "пятая", "пятое"), "шест": ("шестой", "шестая", "шестое"),
    "седьм": ("седьмой", "седьмая", "седьмое"), "восьм": ("восьмой", "восьмая", "восьмое"),
    "девят": ("девятый", "девятая", "девятое"), "десят": ("десятый", "десятая", "десятое"),
}  # fmt: skip
_GENITIVE: Final = {"ка": "и", "ь": "и", "я": "и", "е": "я"}
"""Last letters of units that are no masculine, and the last one of their genitive; the others have «ы»."""

_ORDINAL_GENITIVE: Final = {"ый": "ого", "ой": "ого", "ий": "ьего", "ая": "ой", "ья": "ьей", "ое": "ого", "ье": "ьего"}
"""Ends of ordinals in the nominative and the genitive."""

_PLURAL: Final = re.compile(
    r"ст\.ст\.|(?:пункт|абзац|раздел)(?:ы|ов|ам|ами|ах)|част(?:ями|ям|ях|ей)|стат(?:ьями|ьям|ьях|ей)|(?:приложени|позици)(?:ями|ям|ях|й)"
    r"|(?:строк|глав|таблиц)(?:ами|ам|ах)"
)
_NUMBER: Final = re.compile(
    r"(?:№|n)?\d{1,4}(?:[.\-–/]\d{1,3}){0,6}[¹²³⁴⁵⁶⁷⁸⁹]{0,2}[.)]?(?:\[\d\])?|\[\d{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[ivx]{1,6}"
    r"|[«\"“']?[а-я][»\"”']?\)?|[«\"“]\d{1,3}[»\"”]"
)
_JOINTS: Final = frozenset(("и", "к", "-", "–", "—", "или", "по", "№", "n"))
_REACH: Final = 180
"""A unit's name is at most this long, in characters."""

_WORDS: Final = 26
_SIGNS: Final = ' ,;(«"¹²³⁴⁵⁶⁷⁸⁹'
_LINE: Final = re.compile(r"\n\s*(?=[А-ЯЁ])")
_PARENTHESES: Final = re.compile(r"[()]")
_WITHOUT_NUMBER: Final = ("преамбул", "приложени")
"""Units that an act may have one of."""


def provision_before(text: str, folded: str, end: int, floor: int = 0) -> tuple[str, int] | None:
    """Return the unit that ends where the name of an act begins, and its place; None when there is none.

    Args:
        text: The text as written.
        folded: The same text in lower case, ё as е.
        end: Where the name begins.
        floor: Nothing before this place is read.

    >>> provision_before("в пункте 2.1 раздела 3 закона", "в пункте 2.1 раздела 3 закона", 23)
    ('пункт 2.1 раздела 3', 2)
    """
    floor = max(floor, end - _REACH)
    if text.find("\n", floor, end) >= 0:
        for line in _LINE.finditer(text, floor, end):
            floor = line.end()
    near = folded[floor:end]
    aside = _closed(near)
    floor, near = floor + aside, near[aside:]
    taken = 0
    for count, word in enumerate(reversed(near.split()[-_WORDS:]), 1):
        bare = word.rstrip(",;").lstrip(_SIGNS) or word
        if _unit_of(bare) is not None:
            taken = count
        elif not (word in _JOINTS or _ordinal(bare) or _NUMBER.fullmatch(bare)):
            break
        if word.endswith((";", ":")):
            break
    if not taken:
        return None
    first = floor + _place_of(near, taken)
    written = " ".join(text[first:end].split()).strip(_SIGNS)
    if written.lower().endswith((" к", " -", " –", " —")):
        written = written[:-2].rstrip()
    if not written.lower().startswith(_WITHOUT_NUMBER) and " " not in written:
        return None
    return normal_unit(written), first


def _closed(near: str) -> int:
    """Return where the last closed aside ends: «кодекса (статьи 78), Жилищного кодекса» has units of another.

    «статьи 23 (часть 1), 24» goes on with the same act: a number stands before its parenthesis.
    """
    opened: list[bool] = []
    end = 0
    for match in _PARENTHESES.finditer(near):
        if match.group() == "(":
            opened.append(near[: match.start()].rstrip()[-1:].isdigit())
        elif opened and not opened.pop():
            end = match.end()
    return end


def _place_of(text: str, count: int) -> int:
    """Return where the last words of the text begin, so many of them."""
    words = text.rsplit(None, count)
    before = len(words[0]) if len(words) > count else 0
    return text.index(words[-count], before)


@lru_cache(maxsize=2048)
def normal_unit(written: str) -> str:
    """Return a unit with its first word in the nominative: «частью первой статьи 5» gives «часть первая статьи 5».

    >>> normal_unit("п. 2.2.1")
    'пункт 2.2.1'
    """
    head, _, rest = written.partition(" ")
    rest = " ".join(_INNER.get(word.lower(), word) for word in rest.split(" "))
    unit = _unit_of(head.lower().replace("ё", "е"))
    if unit is None:
        return written
    singular, plural, gender = unit
    if _PLURAL.fullmatch(head.lower().replace("ё", "е")):
        return f"{plural} {rest}".strip()
    second, _, tail = rest.partition(" ")
    ordinal = _ordinal(second.lower().replace("ё", "е"))
    if ordinal is not None:
        rest = f"{ordinal['mfn'.index(gender)]} {tail}".strip()
    return f"{singular} {rest}".strip()


def within(inner: str, unit: str) -> str:
    """Return a unit with the one that holds it: «абзац второй», «пункт 3» give «абзац второй пункта 3».

    >>> within("пункт 4", "часть первая")
    'пункт 4 части первой'
    """
    head, _, rest = unit.partition(" ")
    known = next((one for one in _UNITS if one[1] == head), None)
    if known is None:
        return f"{inner} ({unit})"
    genitive = (
        f"{head}а" if known[3] == "m" else f"{head[:-1]}{_GENITIVE.get(head[-2:], _GENITIVE.get(head[-1:], 'ы'))}"
    )
    second, _, tail = rest.partition(" ")
    ending = next((end for end in _ORDINAL_GENITIVE if second.endswith(end)), None) if _ordinal(second) else None
    if ending is not None:
        rest = f"{second.removesuffix(ending)}{_ORDINAL_GENITIVE[ending]} {tail}"
    return f"{inner} {genitive} {rest}".strip()


@lru_cache(maxsize=2048)
def _unit_of(word: str) -> tuple[str, str, str] | None:
    word = _SHORT.get(word, word)
    for stem, singular, plural, gender in _UNITS:
        if word.startswith(stem) and len(word) - len(stem) <= len("ями"):
            return singular, plural, gender
    return None


@lru_cache(maxsize=2048)
def _ordinal(word: str) -> tuple[str, str, str] | None:
    for stem, forms in _ORDINALS.items():
        if word.startswith(stem) and len(word) - len(stem) <= len("ьего"):
            return forms
    return None
