"""The other languages of Russia in the letterheads of its republics, beside or above the Russian words.

Reads: a line or a cell. Writes: whether it is in another language. A letterhead says all in both: «АДМИНИСТРАЦИЯ
ГОРОДА … / … КАР КЫТШЛÖН АДМИНИСТРАЦИЯ», «ПОСТАНОВЛЕНИЕ / КАРАР»; the register has the body's Russian name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from domain.text import fold, letters

if TYPE_CHECKING:
    from ingest.requisites.lines import Line

_NOT_RUSSIAN: Final = re.compile(r"[^\W\d_A-Za-zА-Яа-яЁё]")
"""A letter of another language: Ҡ, Ә, Ӗ, Ӱ, Ă."""

_ENDS: Final = ("касы", "каһы", "аль", "оны", "етлыгы", "аты", "ясе", "ызы", "еты", "ының", "нын")
"""Ends of words of Turkic letterheads that are typed in Russian letters; one of them alone may be Russian."""

_WORDS: Final = """
муниципал муниципаль муниципальна республикасы республикаһы башкарма хакимияте хакимияты администрациязы
администрацийже администрациян администрацийын муниципалитетшты юконса кытшлон кенеш кенешез депутатсен пухаве
дьахалтата оройуон аймаг аймагай захиргаан захиргаанай
"""
_STRANGE: Final = frozenset(_WORDS.split())
"""Words that no Russian text holds, in the letters of Russian: «муниципаль район»."""

_KIND_WORDS: Final = """
карар боерык фарман токтаал токтом пунчал кушымат кундэм лукмо тогтоол тогтоохо захирамжа уураах дьахал дьаал
йышану хушу шуом тшоктом кывкортод унашъо унафэ уынаффае бегим тогтавр айтыышкын чарлыг доктаал пуктэт
"""
_KINDS: Final = frozenset(_KIND_WORDS.split())
"""What acts are called in these languages, as it may be typed in Russian letters: «КАРАР», «ПУНЧАЛ»."""

_SHORT_WORD: Final = 4


def is_other_tongue(text: str) -> bool:
    """Letters or words that Russian has not, or words none of whose forms it has: «СУ МУНИЦИПАЛЬ РАЙОНЫ СОВЕТЫ»."""
    if _NOT_RUSSIAN.search(text) or letters(text) in _KINDS:
        return True
    words: list[str] = re.findall(r"\w+", fold(text))
    if not _STRANGE.isdisjoint(words):
        return True
    return sum(len(word) > _SHORT_WORD and word.isalpha() and word.endswith(_ENDS) for word in words) > 1


def in_other_tongue(line: Line) -> bool:
    """Whether every cell of a typed line is in another language; a strange letter of a scan is only misread."""
    cells = [cell for cell in line.text.split("\t") if cell.strip()]
    return not line.ocr and bool(cells) and all(is_other_tongue(cell) for cell in cells)
