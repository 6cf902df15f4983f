"""Text of one paragraph: runs, fields, inserted and deleted text, symbols; pictures and boxes are set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.reading.docx.drawing import MC, Hung, hang
from ingest.reading.docx.formula import M, formula_text
from ingest.reading.docx.package import W
from ingest.reading.docx.styles import RunLook, Styles, attribute, is_on, run_properties, whole
from ingest.reading.docx.symbols import PRIVATE, is_of_symbols, sign, translated
from ingest.reading.text.raised import raised
from ingest.reading.text.repairs import Mended

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from ingest.reading.docx.doubts import Doubts
    from ingest.reading.docx.fields import Fields
    from ingest.reading.docx.notes import Notes

_RUN, _PROPERTIES, _TEXT = W + "r", W + "rPr", W + "t"
_SKIPPED: Final = frozenset(
    W + name
    for name in (
        "pPr", "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "del", "moveFrom",
        "delText", "delInstrText", "rubyPr", "rt", "sdtPr", "sdtEndPr", "ffData", "softHyphen", "fldData",
        "commentRangeStart", "commentRangeEnd", "commentReference", "permStart", "permEnd", "smartTagPr",
        "customXmlPr", "footnoteRef", "endnoteRef",
    )
)  # fmt: skip
_SIGNS: Final = {
    W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-",
}  # fmt: skip
_FIELD, _BREAK, _SYMBOL = W + "fldChar", W + "br", W + "sym"
_INSTRUCTION, _SIMPLE_FIELD = W + "instrText", W + "fldSimple"
_NOTE_MARKS: Final = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}
_DRAWINGS: Final = frozenset({W + "drawing", W + "pict", W + "object"})
_FORMULAS: Final = frozenset({M + "oMath", M + "oMathPara"})
_DEEPEST: Final = 200
"""Inline elements in inline elements; the parser itself stops at 256."""


@dataclass(slots=True)
class Inline:
    """What a paragraph says, and what hangs on it."""

    pieces: list[str] = field(default_factory=list)
    looks: list[RunLook] = field(default_factory=list)
    """The look of each piece."""
    mended: dict[int, Mended] = field(default_factory=dict)
    """The pieces, by number, that say something else than the file: codes of symbol fonts."""
    is_coded: bool = False
    """Whether codes are left that only the whole document can tell: they stand in a font of letters."""
    is_odd: bool = False
    """Whether some piece is struck out or white."""
    hung: Hung | None = None
    breaks_before: int = 0
    breaks_after: int = 0

    @property
    def text(self) -> str:
        """The text as it stands, not yet tidied."""
        return "".join(self.pieces)

    def said(self) -> Mended:
        """Return the text with the repairs of it."""
        if not self.mended:
            return Mended(self.text)
        whole = Mended("")
        for number, piece in enumerate(self.pieces):
            whole = whole.then("", self.mended.get(number) or Mended(piece))
        return whole

    def look(self) -> tuple[bool, float]:
        """Return whether all letters are bold, and the size of most of them (0: unknown)."""
        kinds = set(self.looks)
        if len(kinds) == 1:
            (only,) = kinds
            return bool(only.bold) and any(map(str.isalnum, self.text)), only.size or 0.0
        sizes: Counter[float] = Counter()
        letters = bold = 0
        for piece, look in zip(self.pieces, self.looks, strict=True):
            here = sum(map(str.isalnum, piece))
            letters += here
            bold += here if look.bold else 0
            if here and look.size:
                sizes[look.size] += here
        return 0 < letters == bold, sizes.most_common(1)[0][0] if sizes else 0.0


class InlineReader:
    """Reads paragraphs of one story; a complex field may span several of them, so its state stays here."""

    def __init__(
        self, styles: Styles, story: Element, results: Fields, doubts: Doubts, notes: Notes | None = None
    ) -> None:
        self._styles = styles
        self._doubts = doubts
        self._notes = notes
        self._results = results
        self._fields: list[bool] = []
        """Open fields, innermost last: whether they say nothing, as their instruction, and results that are dropped."""
        self._instructions: list[str] = []
        """Their instructions, as far as they were met."""
        self._endless = _endless_fields(story)

    def read(self, paragraph: Element, base: RunLook, found: Inline) -> None:
        """Add the content of ``w:p``; ``base`` is the look of its style."""
        self._walk(paragraph, base, found, 0)

    def _walk(self, parent: Element, look: RunLook, found: Inline, depth: int) -> None:  # noqa: C901, PLR0912 - one branch a tag
        if depth > _DEEPEST:
            return
        for child in parent.iterchildren():
            tag = child.tag
            if tag == _RUN:
                self._walk(child, look, found, depth + 1)
            elif tag == _TEXT:
                if child.text:
                    self._say(child.text, look, found, child)
            elif tag == _PROPERTIES:
                said, style = run_properties(child)
                look = self._styles.mixed(said, style, look)
            elif tag in _SKIPPED:
                continue
            elif tag in _SIGNS:
                self._say(_SIGNS[tag], look, found)
            elif tag == _FIELD:
                self._field(child, look, found)
            elif tag == _INSTRUCTION:
                if self._instructions:
                    self._instructions[-1] += child.text or ""
            elif tag == _SIMPLE_FIELD and self._results.is_dropped(attribute(child, "instr") or ""):
                continue
            elif tag == _BREAK:
                self._break(attribute(child, "type"), look, found)
            elif tag in _DRAWINGS:
                if not look.hidden:
                    found.hung = found.hung or Hung()
                    hang(child, found.hung)
            elif tag == _SYMBOL:
                drawn = _symbol(child)
                found.is_coded |= bool(PRIVATE.search(drawn))
                self._say(drawn, look, found)
            elif tag in _NOTE_MARKS:
                self._note(_NOTE_MARKS[tag], child, look, found)
            elif tag in _FORMULAS:
                self._say(formula_text(child), look, found)
            elif tag == MC + "AlternateContent":
                self._alternate(child, look, found, depth)
            else:
                self._walk(child, look, found, depth + 1)

    def _alternate(self, element: Element, look: RunLook, found: Inline, depth: int) -> None:
        """Read the first branch that says something: both say the same, for newer and older programs."""
        before = _amount(found)
        for branch in element.iterchildren(MC + "Choice", MC + "Fallback"):
            self._walk(branch, look, found, depth + 1)
            if _amount(found) != before:
                return

    def _note(self, kind: str, reference: Element, look: RunLook, found: Inline) -> None:
        if self._notes is None or look.hidden or any(self._fields):
            return
        own = ""
        run = reference.getparent()
        if (attribute(reference, "customMarkFollows") or "0").lower() in {"1", "true", "on"} and run is not None:
            own = "".join(piece.text or "" for piece in run.iterchildren(_TEXT)).strip()
        self._say(self._notes.mark(kind, attribute(reference, "id") or "", own), look, found)

    def _field(self, element: Element, look: RunLook, found: Inline) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._say(_form_field(element), look, found)
            self._fields.append(element not in self._endless)
            self._instructions.append("")
        elif kind == "separate" and self._fields:
            self._fields[-1] = self._results.is_dropped(self._instructions[-1])
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._instructions.pop()

    def _break(self, kind: str | None, look: RunLook, found: Inline) -> None:
        if kind == "page":
            if look.hidden:
                return
            if found.text.strip():
                found.breaks_after += 1
            else:
                found.breaks_before += 1
        elif kind != "column" or found.pieces:
            self._say("\n", look, found)

    def _say(self, text: str, look: RunLook, found: Inline, element: Element | None = None) -> None:
        if not text or (self._fields and (any(self._fields) or self._results.is_fault(text))):
            return
        if look.hidden:
            self._doubts.left_out(text)
            return
        if element is not None and PRIVATE.search(text):
            font = _font(element)
            if is_of_symbols(font):
                said = found.mended[len(found.pieces)] = translated(text, font)
                text = said.text
            else:
                found.is_coded = True
        elif look.raised:
            text = raised(text)
        found.pieces.append(text)
        found.looks.append(look)
        if look.struck or look.pale:
            found.is_odd = True


def _amount(found: Inline) -> tuple[int, ...]:
    hung = found.hung or Hung()
    return (
        len(found.pieces), len(hung.boxes), len(hung.pictures), len(hung.art), len(hung.diagrams), len(hung.charts),
        found.breaks_before, found.breaks_after,
    )  # fmt: skip


def _endless_fields(story: Element) -> set[Element]:
    """Return the beginnings of fields that never end: taken at their word they would swallow the rest of the text."""
    open_fields: list[Element] = []
    for character in story.iter(_FIELD):
        kind = attribute(character, "fldCharType")
        if kind == "begin":
            open_fields.append(character)
        elif kind == "end" and open_fields:
            open_fields.pop()
    return set(open_fields)


def _form_field(begin: Element) -> str:
    """Return what a field of a form shows without having a result: a box with or without its tick, a choice."""
    data = begin.find(W + "ffData")
    if data is None:
        return ""
    box = data.find(W + "checkBox")
    if box is not None:
        state = box.find(W + "checked")
        state = state if state is not None else box.find(W + "default")
        return "☑" if state is not None and is_on(state) else "☐"
    choices = data.find(W + "ddList")
    if choices is None:
        return ""
    entries = [attribute(entry, "val") or "" for entry in choices.iterchildren(W + "listEntry")]
    chosen = choices.find(W + "result")
    index = whole(attribute(chosen if chosen is not None else choices.find(W + "default"), "val"), 0) or 0
    return entries[index] if 0 <= index < len(entries) else ""


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    return sign(code, attribute(element, "font") or "")


def _font(text: Element) -> str:
    """Return the font of the run that holds a text, empty when its style names it."""
    run = text.getparent()
    fonts = run.find(f"{W}rPr/{W}rFonts") if run is not None else None
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""
