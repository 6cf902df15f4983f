"""Letters for fonts that a PDF names and does not bring: what PDFium has for Times and Helvetica knows no Russian.

Without this the picture of such a page shows its digits and commas and none of its words. The files of the fonts are
those of the system: Liberation has the widths of Times New Roman, Arial and Courier New, the others come near.
"""

from __future__ import annotations

import ctypes
import mmap
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_FILES: Final = {
    "serif": ("LiberationSerif-{0}", "PTF{1}W", "DejaVuSerif{2}"),
    "sans": ("LiberationSans-{0}", "PTS{1}W", "DejaVuSans{3}"),
    "mono": ("LiberationMono-{0}", "PTM{1}W", "DejaVuSansMono{3}"),
}
"""Files of each kind by what is best, the style put in as their makers name it."""
_STYLES: Final = {
    (False, False): ("Regular", "55F", "", ""),
    (True, False): ("Bold", "75F", "-Bold", "-Bold"),
    (False, True): ("Italic", "56F", "-Italic", "-Oblique"),
    (True, True): ("BoldItalic", "76F", "-BoldItalic", "-BoldOblique"),
}
_MONO: Final = ("courier", "mono", "consol", "fixed", "typewriter")
_SERIF: Final = ("times", "serif", "roman", "georgia", "cambria", "garamond", "bookman", "schoolbook", "palatino")
_SANS: Final = ("sans", "arial", "helvetica", "tahoma", "verdana", "calibri")
_SIGNS: Final = ("symbol", "dingbat", "wingding", "webding", "marlett")
"""Fonts of signs: letters in their stead would say what the page does not."""
_BOLD: Final = 600
"""Weight from which on a font is bold."""
_DIRECTORY: Final = 12
_ENTRY: Final = 16


class Face(NamedTuple):
    """A font of the system: its file, and where the tables of it lie."""

    data: mmap.mmap
    tables: dict[int, tuple[int, int]]


class _Faces(pypdfium2.PdfSysfontBase):  # type: ignore[misc]  # the library has no types
    """What PDFium asks for a font that a file does not bring; the names are the library's."""

    def __init__(self) -> None:
        super().__init__()
        self._lent: list[Face] = []

    def MapFont(  # noqa: N802, PLR0917 - the library's name and arguments
        self, info: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, ignored: Any
    ) -> int | None:
        found = super().MapFont(info, weight, italic, charset, pitch, face, ignored)
        if found:
            return int(found)
        name = ctypes.cast(face, ctypes.c_char_p).value or b""
        known = face_for(
            name.decode("latin-1"), bold=weight >= _BOLD, italic=bool(italic), charset=charset, pitch=pitch
        )
        if known is None:
            return None
        if known not in self._lent:
            self._lent.append(known)
        return self._lent.index(known) + 1

    def GetFontData(self, info: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: N802 - as above
        face = self._ours(font)
        if face is None:
            return int(super().GetFontData(info, font, table, buffer, size))
        start, length = face.tables.get(table, (0, 0)) if table else (0, len(face.data))
        if buffer and 0 < length <= size:
            ctypes.memmove(buffer, face.data[start : start + length], length)
        return length

    def GetFaceName(self, info: Any, font: int, buffer: Any, size: int) -> int:  # noqa: N802 - as above
        return 0 if self._ours(font) else int(super().GetFaceName(info, font, buffer, size))

    def GetFontCharset(self, info: Any, font: int) -> int:  # noqa: N802 - as above
        return int(pdfium.FXFONT_CYRILLIC_CHARSET) if self._ours(font) else int(super().GetFontCharset(info, font))

    def DeleteFont(self, info: Any, font: int) -> None:  # noqa: N802 - as above
        if self._ours(font) is None:
            super().DeleteFont(info, font)

    def _ours(self, font: int | None) -> Face | None:
        """Return the face behind a handle; the library's own handles are addresses, far beyond the count of ours."""
        return self._lent[font - 1] if font and font <= len(self._lent) else None


@cache
def lend() -> None:
    """Give PDFium letters for fonts that files do not bring, from now on in this process."""
    _Faces().setup()


def face_for(name: str, *, bold: bool, italic: bool, charset: int = 0, pitch: int = 0) -> Face | None:
    """Return the font of the system that stands for a named one; None for fonts of signs, and when there is none."""
    if charset == pdfium.FXFONT_SYMBOL_CHARSET or any(mark in name.lower() for mark in _SIGNS):
        return None
    installed = _installed()
    for pattern in _FILES[_kind(name.lower(), pitch)]:
        for style in ((bold, italic), (bold, False), (False, False)):
            path = installed.get(pattern.format(*_STYLES[style]).lower())
            if path is not None:
                return _opened(path)
    return None


def _kind(name: str, pitch: int) -> str:
    if any(mark in name for mark in _MONO):
        return "mono"
    if any(mark in name for mark in _SANS):
        return "sans"
    if any(mark in name for mark in _SERIF):
        return "serif"
    if pitch & pdfium.FXFONT_FF_FIXEDPITCH:
        return "mono"
    return "serif" if pitch & pdfium.FXFONT_FF_ROMAN else "sans"


@cache
def _installed() -> dict[str, Path]:
    """Return the fonts of the system by the names of their files."""
    return {path.stem.lower(): path for folder in _FOLDERS for path in folder.rglob("*.ttf")}


@cache
def _opened(path: Path) -> Face:
    with path.open("rb") as stream:
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    count = int.from_bytes(data[4:6], "big")
    tables = {}
    for at in range(_DIRECTORY, _DIRECTORY + _ENTRY * count, _ENTRY):
        tag, _, start, length = (int.from_bytes(data[at + place : at + place + 4], "big") for place in (0, 4, 8, 12))
        tables[tag] = (start, length)
    return Face(data, tables)
