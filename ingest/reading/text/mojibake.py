"""Undo one wrong decoding of Russian text, where the evidence is certain; everything else stays as it is.

Three-sign sequences («в„–» for «№») are always safe. A whole line is turned back only when it hardly looks like
Russian as it stands and surely does after: then one code page was taken for another. «В»» and «В«» alone are never
touched: «В» is a legal letter of a list. Every change is a repair that keeps what stood there.
"""

from __future__ import annotations

import re
from typing import Final

from ingest.reading.text.likeness import likeness
from ingest.reading.text.repairs import Edit, Mended

RULE: Final = "mojibake"

_THREE: Final = re.compile("в[„Ђ].", re.DOTALL)
_PUNCTUATION: Final = frozenset("№–—‘’“”„…•−‑™")
_CONTROL: Final = re.compile("([\x80-\x9f])")
_LINE: Final = re.compile(r"[^\n]*[^\W\d_][^\n]*")
_SUSPECT: Final = re.compile(
    "[А-ЯЁ\u00c0-\u00ffЎўЈҐЄЇ¤¦§©«¬®\u2500-\u259f](?:"  # each suspect has one of these: from one to the next it is fast
    "(?<=[РС])[\u00a0-\u00bf\u0080-\u009f\u0402-\u040f\u0452-\u045f\u0490\u0491\u2013-\u2122]"  # UTF-8 as cp1251
    "|(?<=[\u00c0-\u00ff])[\u00c0-\u00ff]{2}|(?<=[ÐÑ])[\u0080-\u00bf\u0152-\u2122]"  # cp1251 or UTF-8 as cp1252
    "|(?<=[а-яё][А-ЯЁ])[А-ЯЁ]|(?<=[А-ЯЁ])[а-яё][А-ЯЁ]|(?<=[а-яё]{2}[А-ЯЁ])"  # koi8 as cp1251 and back swap capitals
    "|(?<=[ЎўЈҐЄЇ¤¦§©«¬®])[ЎўЈҐЄЇ¤¦§©«¬®а-п\u00ad]"  # cp866 as cp1251
    "|(?<=[А-ЯЁ])[А-ЯЁ]{3}"
    "|(?<=[\u2500-\u259f])"  # cp1251 as cp866, cp866 as koi8
    ")"
)
"""Without any of these a line was not decoded wrongly: most lines end here."""
_WRONG_AND_RIGHT: Final = (
    ("cp1251", "utf-8"), ("cp1252", "utf-8"), ("cp1252", "cp1251"), ("cp1251", "koi8_r"), ("koi8_r", "cp1251"),
    ("cp1251", "cp866"), ("cp866", "cp1251"), ("koi8_r", "cp866"), ("cp866", "koi8_r"),
)  # fmt: skip
"""The page that was taken, the page that it was."""
_GARBAGE: Final = 0.45
"""Likeness up to which a line may be wrongly decoded."""
_CERTAIN: Final = 0.6
_CLEARER: Final = 0.35
"""Likeness that turning back must reach, and gain."""
_LETTERS: Final = 12
"""Fewer letters prove nothing."""


def repair(mended: Mended) -> Mended:
    """Return the text with certain damage undone."""
    if _SUSPECT.search(mended.text):
        lines = [
            Edit(found.start(), found.end(), turned)
            for found in _LINE.finditer(mended.text)
            if _SUSPECT.search(found.group()) and (turned := _turned_back(found.group()))
        ]
        mended = mended.apply(lines, RULE) if lines else mended
    text = mended.text
    if "в„" in text or "вЂ" in text:
        signs = [Edit(found.start(), found.end(), sign) for found in _THREE.finditer(text) if (sign := _three(found))]
        mended = mended.apply(signs, RULE) if signs else mended
    return mended


def _three(found: re.Match[str]) -> str:
    sign = _recoded(found.group(), "cp1251", "utf-8")
    return sign if sign in _PUNCTUATION else ""


def _turned_back(line: str) -> str:
    """Return a line as it was meant, empty when it is what it is."""
    if sum(map(str.isalpha, line)) < _LETTERS:
        return ""
    stands = likeness(line)
    if stands > _GARBAGE:
        return ""
    best, most = "", max(_CERTAIN, stands + _CLEARER)
    for wrong, right in _WRONG_AND_RIGHT:
        turned = _recoded(line, wrong, right)
        like = likeness(turned) if turned else 0.0
        if like > most:
            best, most = turned, like
    return best


def _recoded(text: str, wrong: str, right: str) -> str:
    """Return a text decoded anew, empty when its signs or bytes do not fit; 0x98, which cp1251 lacks, passes."""
    try:
        raw = b"".join(
            part.encode("latin-1" if "\x80" <= part <= "\x9f" else wrong) for part in _CONTROL.split(text) if part
        )
        return raw.decode(right)
    except UnicodeError:
        return ""
