"""Text of one paragraph: runs, fields, inserted and deleted text, symbols; pictures and boxes are set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.reading.docx.package import R, W
from ingest.reading.docx.styles import Look, Styles, attribute, run_look

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V: Final = "{urn:schemas-microsoft-com:vml}"
_SKIPPED: Final = frozenset(
    {
        W + name
        for name in (
            "del",
            "moveFrom",
            "rPr",
            "pPr",
            "instrText",
            "delText",
            "delInstrText",
            "rubyPr",
            "rt",
            "sdtPr",
            "ffData",
        )
    }
)
_RUN_SIGNS: Final = {
    W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-",
}  # fmt: skip
_SYMBOL_SIGNS: Final = {
    0xB7: "•",
    0x2D: "-",
    0xD8: "•",
    0xA7: "•",
    0xFC: "✓",
    0xFE: "☑",
    0xA8: "☐",
    0x6F: "☐",
    0xB0: "°",
    0xB4: "×",
}
_DEEPEST: Final = 200
"""Inline elements in inline elements; the parser itself stops at 256."""


@dataclass(slots=True)
class Inline:
    """What a paragraph says, and what hangs on it."""

    pieces: list[str] = field(default_factory=list)
    bold: int = 0
    letters: int = 0
    sizes: Counter[float] = field(default_factory=Counter)
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    breaks_before: int = 0
    breaks_after: int = 0

    @property
    def text(self) -> str:
        """The text as it stands, not yet tidied."""
        return "".join(self.pieces)

    @property
    def size(self) -> float:
        """The size of most letters, 0 when unknown."""
        return self.sizes.most_common(1)[0][0] if self.sizes else 0.0

    @property
    def is_bold(self) -> bool:
        """Whether all letters are bold."""
        return self.letters > 0 and self.bold == self.letters


class InlineReader:
    """Reads paragraphs of one story; a complex field may span several of them, so its state stays here."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[bool] = []

    def read(self, paragraph: Element, base: Look) -> Inline:
        """Return the content of ``w:p``; ``base`` is the look of its style."""
        found = Inline()
        self._walk(paragraph, base, found, 0)
        return found

    @property
    def _in_code(self) -> bool:
        return any(self._fields)

    def _walk(self, parent: Element, look: Look, found: Inline, depth: int) -> None:
        if depth > _DEEPEST:
            return
        for child in parent.iterchildren():
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == W + "r":
                self._run(child, look, found, depth)
            elif tag == _MC + "AlternateContent":
                self._alternate(child, look, found, depth)
            elif tag == _M + "t":
                self._say(child.text or "", look, found)
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                _hang(child, found)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._walk(content, look, found, depth + 1)
            else:
                self._walk(child, look, found, depth + 1)

    def _alternate(self, element: Element, look: Look, found: Inline, depth: int) -> None:
        chosen = element.find(_MC + "Choice")
        if chosen is None:
            chosen = element.find(_MC + "Fallback")
        if chosen is not None:
            self._walk(chosen, look, found, depth + 1)

    def _run(self, run: Element, base: Look, found: Inline, depth: int) -> None:  # noqa: C901, PLR0912 - one branch a tag
        properties = run.find(W + "rPr")
        look = base
        if properties is not None:
            style = attribute(properties.find(W + "rStyle"), "val")
            look = run_look(properties).over(self._styles.look(style)).over(base)
        for child in run.iterchildren():
            tag = child.tag
            if tag == W + "t":
                self._say(child.text or "", look, found)
            elif tag == W + "fldChar":
                self._field(attribute(child, "fldCharType"))
            elif tag in _SKIPPED or not isinstance(tag, str):
                continue
            elif tag in _RUN_SIGNS:
                self._say(_RUN_SIGNS[tag], look, found)
            elif tag == W + "br":
                self._break(attribute(child, "type"), look, found)
            elif tag == W + "sym":
                self._say(_symbol(child), look, found)
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                if not look.hidden:
                    kind = "footnotes" if tag == W + "footnoteReference" else "endnotes"
                    found.notes.append((kind, attribute(child, "id") or ""))
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                if not look.hidden:
                    _hang(child, found)
            elif tag == _MC + "AlternateContent":
                self._alternate(child, look, found, depth + 1)
            else:
                self._walk(child, look, found, depth + 1)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _break(self, kind: str | None, look: Look, found: Inline) -> None:
        if kind == "page":
            if found.text.strip():
                found.breaks_after += 1
            else:
                found.breaks_before += 1
        elif kind != "column" or found.pieces:
            self._say("\n", look, found)

    def _say(self, text: str, look: Look, found: Inline) -> None:
        if look.hidden or self._in_code or not text:
            return
        found.pieces.append(text)
        letters = sum(map(str.isalnum, text))
        if letters:
            found.letters += letters
            if look.bold:
                found.bold += letters
            if look.size:
                found.sizes[look.size] += letters


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    low = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code  # noqa: PLR2004 - private area of symbol fonts
    if low in _SYMBOL_SIGNS:
        return _SYMBOL_SIGNS[low]
    return chr(low) if 0x20 <= low < 0xD800 else ""  # noqa: PLR2004 - no controls, no surrogates


def _hang(element: Element, found: Inline) -> None:
    """Set aside the outermost text boxes and the pictures of a drawing."""
    for box in element.iter(W + "txbxContent"):
        if not any(ancestor.tag == W + "txbxContent" for ancestor in _up_to(box, element)) and not _in_fallback(
            box, element
        ):
            found.boxes.append(box)
    for picture in element.iter(_A + "blip", _V + "imagedata"):
        name = picture.get(R + "embed") or picture.get(R + "id")
        if name and not _in_fallback(picture, element):
            found.pictures.append(name)


def _in_fallback(inner: Element, outer: Element) -> bool:
    return any(ancestor.tag == _MC + "Fallback" for ancestor in _up_to(inner, outer))


def _up_to(inner: Element, outer: Element) -> list[Element]:
    found: list[Element] = []
    current = inner.getparent()
    while current is not None and current is not outer:
        found.append(current)
        current = current.getparent()
    return found
