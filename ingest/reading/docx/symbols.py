"""Signs of the symbol fonts of Windows -> Unicode: files say them as codes of a font, not as letters.

The tables hold what occurs in acts: ticks and boxes of forms, bullets, arrows, Greek letters and signs of formulas.
A code outside them becomes nothing when it stands for decoration that no letter can show.
"""

from __future__ import annotations

import re
from typing import Final

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
_TABLES: Final = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


def sign(code: int, font: str) -> str:
    """Return the sign of a code (with or without the offset of the private area) in a font; empty when unknown.

    A font that is none of the symbol fonts is asked like Wingdings first: a tick is what forms use most.
    """
    low = code - _BASE if _BASE <= code <= _BASE + 0xFF else code
    table = _TABLES.get(font.strip().lower())
    if table is not None:
        return table.get(low) or (chr(low) if table is _SYMBOL and 0x20 <= low < 0x7F else "")  # noqa: PLR2004 - ASCII
    if low != code:
        return _WINGDINGS.get(low) or _SYMBOL.get(low) or ""
    return chr(code) if 0x20 <= code < 0xD800 else ""  # noqa: PLR2004 - no controls, no surrogates


def translated(text: str, font: str) -> str:
    """Return a text whose codes of a symbol font are signs."""
    return PRIVATE.sub(lambda found: sign(ord(found.group()), font), text)
