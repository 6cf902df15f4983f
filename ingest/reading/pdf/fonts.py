"""What the strings of a font say and how wide they are: documents repeat most of them, so each is read once."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined

from ingest.reading.pdf.grammar import PIECE
from ingest.reading.pdf.strings import Learnt, parted, unescaped, unhexed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

UNMAPPED: Final = 0xF0000
"""Glyphs without a letter are kept as private characters: this plus the code."""
_FORCE_BOLD: Final = 1 << 18
_BOLD_NAMES: Final = ("bold", "black", "heavy", "semibold", "demi", "полужирный")
_KERN: Final = 100.0
"""Shifts of less than a tenth of the size part no words: strings that are only kerned are read as one."""


_SHOWN_SIGNS: Final = {
    0x00: None, 0xAD: "-", 0xF02D: "-", 0xF06F: "□", 0xF076: "❖", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B0: "°", 0xF0B7: "•",
    0xF0D8: "➢", 0xF0FC: "✓", 0xFFFE: None,
}  # fmt: skip
"""Signs as they are seen: a soft hyphen that is drawn is a hyphen; bullets of Symbol and Wingdings.

No sign at all: 0, and 0xFFFE, by which the codec of Python would mean that there is no letter.
"""


Known = tuple[str, float, int, int, str]
"""What an operand of a show operator does: its text, its width in text space for size 1, how many glyphs it draws (a
number only moves), single-byte spaces (word spacing applies to them), and what the file's own maps say, when the text
was found another way. A plain tuple, which Python makes and takes apart fastest."""
_NOTHING: Final[Known] = ("", 0.0, 0, 0, "")


class _Glyphs(dict[int, Any]):
    """What is known of the codes of a font; an unknown one is learnt."""

    __slots__ = ("_learn",)

    def __init__(self, learn: Callable[[int], None]) -> None:
        super().__init__()
        self._learn = learn

    def __missing__(self, code: int) -> Any:
        self._learn(code)
        return self[code]


class FontCache:
    """One font of a file."""

    def __init__(self, font: Any, *, by_glyph: bool) -> None:
        self.font = font
        self.multibyte = bool(font.is_multibyte())
        self._by_bytes = type(font).decode is PDFFont.decode
        name = str(getattr(font, "fontname", "") or "") + str(getattr(font, "basefont", "") or "")
        self.bold = is_bold_name(name) or bool(font.flags & _FORCE_BOLD)
        self.scale = 1.0
        if type(font).__name__ == "PDFType3Font":
            height = abs(font.get_height() or 0.0)
            self.scale = height if 0.05 < height < 20 else 1.0  # noqa: PLR2004 - anything else is a broken box
        self.by_glyph = by_glyph
        self._glyph_page = glyph_page(name) if by_glyph else None
        self.tokens, self.arrays = Learnt(self.learn), Learnt(self.learn_array)
        self._letters, self._said, self._widths = (_Glyphs(self._meet) for _ in range(3))

    def learn(self, token: bytes) -> Known:
        """Return what an operand of a show operator does: ``(…)``, ``<…>`` or a number."""
        sign = token[:1]
        if sign == b"(":
            return self._measure(unescaped(token[1:-1]))
        return self._measure(unhexed(token[1:-1])) if sign == b"<" else _moved(token)

    def learn_array(self, array: bytes) -> Sequence[Known]:
        """Return what stands in an array, strings that are only kerned as one; what is odd is taken piece by piece."""
        try:
            return self._joined(array)
        except ValueError:
            return [self.tokens[piece] for piece in PIECE.findall(array)]

    def _joined(self, array: bytes) -> Sequence[Known]:
        read, strings, shifts = parted(array, 4 if self.multibyte else 2)
        last = len(strings)
        kerns = shifts[1:-1]
        if strings and not shifts[0] and not shifts[last] and (not kerns or -_KERN < min(kerns) <= max(kerns) < _KERN):
            return [self._measure(read(b"".join(strings)), sum(kerns))]  # as most are
        breaks = [place for place, shift in enumerate(shifts[:-1]) if not -_KERN < shift < _KERN or not place]
        known: list[Known] = []
        for begin, end in zip(breaks, [*breaks[1:], last], strict=True):
            if shifts[begin]:
                known.append(("", -0.001 * shifts[begin], 0, 0, ""))
            known.append(self._measure(read(b"".join(strings[begin:end])), sum(shifts[begin + 1 : end])))
        if shifts[last]:
            known.append(("", -0.001 * shifts[last], 0, 0, ""))
        return known

    def _measure(self, data: bytes, kerned: float = 0.0) -> Known:
        codes: Any = data
        if self._by_bytes:  # the codec of Python asks for the letters faster than a map does
            text = codecs.charmap_decode(data, "strict", self._letters)[0]
        else:
            codes = self.font.decode(data)
            if not isinstance(codes, tuple):
                codes = list(codes)
            text = "".join(map(self._letters.__getitem__, codes))
        raw = "".join(map(self._said.__getitem__, codes)) if self._glyph_page is not None else ""
        width = sum(map(self._widths.__getitem__, codes)) - 0.001 * kerned
        return text, width, len(codes), 0 if self.multibyte else data.count(b" "), raw if raw != text else ""

    def _meet(self, code: int) -> None:
        """Learn the letter of a code, what the file's maps say, and its width."""
        try:
            said = str(self.font.to_unichr(code)).translate(_SHOWN_SIGNS)
        except PDFUnicodeNotDefined:
            said = chr(UNMAPPED + code) if 0 <= code < 0xFFFE else "\ufffd"  # noqa: PLR2004 - size of the private plane
        letter = glyph_letter(code + 256 * self._glyph_page) if self._glyph_page is not None else None
        width = float(self.font.char_width(code))
        self._letters[code], self._said[code], self._widths[code] = said if letter is None else letter, said, width


def is_bold_name(name: str) -> bool:
    """Tell whether a font is named as a bold one."""
    return any(mark in name.lower() for mark in _BOLD_NAMES)


def _moved(token: bytes) -> Known:
    try:
        return "", -0.001 * float(token), 0, 0, ""
    except ValueError:
        return _NOTHING


def glyph_page(font_name: str) -> int | None:
    """Return the page of glyph numbers that a printed font's name ends with (``…_02``), None for other names."""
    head, _, tail = font_name.rpartition("_")
    return int(tail) if head and len(tail) == 2 and tail.isdigit() else None  # noqa: PLR2004 - two digits


_MAC_ORDER: Final = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»… ÀÃÕŒœ–—“”‘’"


_CYRILLIC: Final = {
    **{570 + index: chr(ord("А") + index) for index in range(64)},
    **{
        first + index: letter
        for first, row in ((556, "ЁЂЃЄЅІЇЈЉЊЋЌЎЏ"), (634, "ёђѓєѕіїјљњћќўџ"))
        for index, letter in enumerate(row)
    },
}
"""As Unicode has them, without a gap. The place of «№» differs between versions of the fonts, so it is not guessed."""


def glyph_letter(glyph: int) -> str | None:
    """Return the letter of a glyph of Microsoft's fonts: ASCII from 3, the Mac set from 98, Cyrillic from 556."""
    if 3 <= glyph <= 97:  # noqa: PLR2004 - the fonts' order
        return chr(glyph + 29)
    if 98 <= glyph < 98 + len(_MAC_ORDER):  # noqa: PLR2004 - the fonts' order
        return _MAC_ORDER[glyph - 98]
    return _CYRILLIC.get(glyph)
