"""Text of acts: one way to clean it and one way to compare it.

Stored text is NFC. Folding for comparison never goes into storage: it exists to find equal things that were typed
differently.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NUMERO_MOJIBAKE: Final = "в„–"
"""«№» in UTF-8 that was read as cp1251; the sequence means nothing else, so the repair is always safe."""

_DASH_MOJIBAKE: Final = {"вЂ“": "–", "вЂ”": "—"}
_SPACES: Final = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff\ufffe]")
"""Signs that take no place, and those that turn the direction of a line: «0<turn>21 тко» reads as another text."""
_SPACED_WORD: Final = re.compile(r"(?<![^\W\d_])[^\W\d_](?:[ \u00a0][^\W\d_]){3,}(?![^\W\d_])")
_WIDE_GAP: Final = re.compile(r"[ \u00a0]{2,}")
_SIGNS: Final = re.compile(r"[^0-9a-zа-я]+")
_QUOTES: Final = re.compile(r"[«»„“”\"'`‘’]")

LOOKALIKES: Final = str.maketrans("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху")
"""Latin letters to the Cyrillic ones that look the same, in both cases."""


def nfc(text: str) -> str:
    """Return the text in the composed form; compatibility forms are never used: they destroy «№»."""
    return unicodedata.normalize("NFC", text)


def repair_numero(text: str) -> str:
    """Repair «№» and dashes that were read in the wrong code page.

    >>> repair_numero("от 27 сентября 2023 г. в„– 173")
    'от 27 сентября 2023 г. № 173'
    """
    if "в„" not in text and "вЂ" not in text:
        return text
    text = text.replace(_NUMERO_MOJIBAKE, "№")
    for broken, dash in _DASH_MOJIBAKE.items():
        text = text.replace(broken, dash)
    return text


def collapse_spaces(text: str) -> str:
    r"""Drop invisible signs, make every run of blanks one space, keep line ends.

    >>> collapse_spaces("г.\u00a0 Кыштым ")
    'г. Кыштым'
    """
    text = _INVISIBLE.sub("", text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def one_line(text: str) -> str:
    r"""Return what a person typed on one line, without invisible signs.

    >>> one_line("О\u202e порядке\n")
    'О порядке'
    """
    return " ".join(_INVISIBLE.sub("", text).split())


def join_spaced(text: str) -> str:
    """Join words that were spread letter by letter; a wider gap parts the words.

    >>> join_spaced("П О С Т А Н О В Л Я Е Т:")
    'ПОСТАНОВЛЯЕТ:'
    """

    def join(match: re.Match[str]) -> str:
        return match.group().replace(" ", "").replace("\u00a0", "")

    if _WIDE_GAP.search(text) is None:
        return _SPACED_WORD.sub(join, text)
    return " ".join(_SPACED_WORD.sub(join, part) for part in _WIDE_GAP.split(text))


def clean(text: str) -> str:
    """Return a value as it may be shown and stored: NFC, repaired «№», single spaces, no spread words, one line."""
    return join_spaced(collapse_spaces(repair_numero(nfc(text)).replace("\n", " ")))


def fold(text: str) -> str:
    """Return the text for comparison: lower case, ё as е.

    >>> fold("Утверждён")
    'утвержден'
    """
    return nfc(text).lower().replace("ё", "е")


def letters(text: str) -> str:
    """Return folded letters and digits only, Latin look-alikes as Cyrillic: «П Р И К А З» and «приказ» are one.

    >>> letters("П Р И К А З ")
    'приказ'
    """
    return _SIGNS.sub("", fold(text).translate(LOOKALIKES))


def title_key(text: str) -> str:
    """Return the comparing form of a title: folded, look-alikes joined, only words.

    >>> title_key("Об утверждении  «Порядка».")
    'об утверждении порядка'
    """
    return _SIGNS.sub(" ", fold(clean(text)).translate(LOOKALIKES)).strip()


def body_key(text: str) -> str:
    """Return the comparing form of a body's name: folded; quotes, blanks and punctuation dropped.

    Cases of words untouched.

    >>> body_key('Администрация  МО "Город N"') == body_key("администрация мо «город n»")
    True
    """
    return _SIGNS.sub(" ", _QUOTES.sub(" ", fold(clean(text))).translate(LOOKALIKES)).strip()
