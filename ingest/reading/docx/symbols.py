"""Signs of the symbol fonts of Windows -> Unicode: files say them as codes of a font, not as letters.

The tables hold what occurs in acts: ticks and boxes of forms, bullets, arrows, Greek letters and signs of formulas.
A code of a symbol font outside them becomes nothing: it stands for decoration that no letter can show. In a font of
letters such codes are letters that an old program wrote so; they are read by evidence, and what stays unknown is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ingest.reading.text.repairs import Edit, Mended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PRIVATE: Final = re.compile("[\uf000-\uf0ff]")
"""Where text holds codes of a symbol font."""
_BASE: Final = 0xF000

_WINGDINGS: Final = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x3F: "✍", 0x46: "☞", 0x4A: "☺", 0x4C: "☹",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9E: "·", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDB: "⮈", 0xDC: "⮊", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨",
    0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + digit: sign for digit, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
}  # fmt: skip
_WINGDINGS_2: Final = {
    0x2A: "☐", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x95: "•", 0x96: "•", 0x97: "●",
    0xA2: "■", 0xA3: "☐",
}  # fmt: skip
_SYMBOL_ROWS: Final = {
    0x41: "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
    0xA2: "′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
    0xC0: "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓",
}
_SYMBOL: Final = {
    **{first + place: sign for first, row in _SYMBOL_ROWS.items() for place, sign in enumerate(row)},
    0x22: "∀", 0x24: "∃", 0x27: "∋", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼", 0xA0: "€",
    0xD5: "∏", 0xD7: "⋅", 0xE5: "∑", 0xF2: "∫",
    0xB7: "•",
}  # fmt: skip
UNKNOWN: Final = "\ufffd"
"""Stands where a code of a font of letters could not be read."""
_SYMBOL_FONT: Final = re.compile(r"dings|symbol|dingbat|marlett|mt extra|sorts|icons|awesome", re.IGNORECASE)
_RUN_OF_CODES: Final = re.compile("[\uf000-\uf07e]+|[\uf07f-\uf0ff]+")
"""Codes of one half: ASCII, or what the code page of the author made of it."""
_SINGLE_WORDS: Final = frozenset("авикосуяАВИКОСУЯ")
_TABLES: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def sign(code: int, font: str) -> str:
    """Return the sign of a code (with or without the offset of the private area) in a font; empty when unknown.

    In a font of letters the code of the private area itself comes back, for :func:`spelled`.
    """
    low = code - _BASE if _BASE <= code <= _BASE + 0xFF else code
    name = font.strip().lower()
    table = _TABLES.get(name) or (_SYMBOL if "symbol" in name else None)
    if table is not None:
        return table.get(low) or (chr(low) if table is _SYMBOL and 0x20 <= low < 0x7F else "")  # noqa: PLR2004 - ASCII
    if is_of_symbols(font):
        return ""
    return chr(code) if 0x20 <= code < 0xD800 or low != code else ""  # noqa: PLR2004 - no controls, no surrogates


def is_of_symbols(font: str) -> bool:
    """Tell whether the name of a font is that of one without letters."""
    return bool(_SYMBOL_FONT.search(font))


def translated(text: str, font: str) -> Mended:
    """Return a text in a symbol font whose codes are signs, each a repair."""
    signs = [Edit(found.start(), found.end(), sign(ord(found.group()), font)) for found in PRIVATE.finditer(text)]
    return Mended(text).apply(signs, "symbols")


def has_letters(texts: Iterable[str], known: Callable[[str], bool]) -> bool:
    """Tell whether codes in a font of letters are Russian letters of the code page 1251: most of their words exist."""
    words = [
        word
        for text in texts
        for found in _RUN_OF_CODES.findall(text)
        if len(word := _decoded(found)) > 1 and word.isalpha()
    ]
    return bool(words) and sum(map(known, words)) * 2 > len(words)


def spelled(mended: Mended, *, lettered: bool) -> Mended:
    """Return a text whose codes in fonts of letters are read, each run of them a repair.

    Digits and other ASCII are sure; letters are read when ``lettered`` (:func:`has_letters`); a code alone may be a
    tick or a bullet; the rest becomes :data:`UNKNOWN`.
    """
    text = mended.text
    runs = [
        Edit(found.start(), found.end(), _run(found.group(), text[: found.start()][-1:], lettered=lettered))
        for found in _RUN_OF_CODES.finditer(text)
    ]
    return mended.apply(runs, "symbols")


def _run(codes: str, before: str, *, lettered: bool) -> str:
    said, drawn = _decoded(codes), [_WINGDINGS.get(ord(code) - _BASE, "") for code in codes]
    if said.isascii():
        is_drawing = all(sign or letter == " " for sign, letter in zip(drawn, said, strict=True)) and said.strip()
        return "".join(sign or " " for sign in drawn) if is_drawing else said
    if lettered and (len(codes) > 1 or said in _SINGLE_WORDS or before.isalpha() or PRIVATE.match(before)):
        return said
    if len(codes) == 1:
        return drawn[0] or _SYMBOL.get(ord(codes) - _BASE) or UNKNOWN
    return "".join(drawn) if all(drawn) else UNKNOWN * len(codes)


def _decoded(codes: str) -> str:
    said = bytes(ord(code) - _BASE for code in codes).decode("cp1251", "replace")
    return "".join(letter if letter.isprintable() else UNKNOWN for letter in said)
