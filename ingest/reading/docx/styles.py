"""Styles of a DOCX, resolved through their ``basedOn`` chain: weight, size, alignment, outline, numbering."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ingest.reading.docx.package import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ALIGN: Final = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
    "both": "justify", "distribute": "justify", "thaiDistribute": "justify",
    "lowKashida": "justify", "mediumKashida": "justify", "highKashida": "justify",
}  # fmt: skip
_HEADING_NAME: Final = re.compile(r"(?:heading|заголовок)\s*(\d)$", re.IGNORECASE)
_TITLE_NAMES: Final = frozenset({"title", "название"})
_CHAIN: Final = 32
"""Longest chain of ``basedOn`` that is followed; Word itself stops at eleven."""
BODY_LEVEL: Final = 9
"""``w:outlineLvl`` of plain text."""
_OFF: Final = frozenset({"0", "false", "off", "none"})
_VAL: Final = W + "val"
_BOLD, _SIZE, _HIDDEN, _STYLE, _HEIGHT = W + "b", W + "sz", W + "vanish", W + "rStyle", W + "vertAlign"
_STRUCK, _STRUCK_TWICE, _COLOUR, _SHADE, _MARKER = W + "strike", W + "dstrike", W + "color", W + "shd", W + "highlight"
_OF_LETTERS: Final = (_BOLD, _SIZE, _HIDDEN, _STYLE, _HEIGHT, _STRUCK, _STRUCK_TWICE, _COLOUR, _SHADE, _MARKER)
_PARAGRAPH_STYLE, _NUMBERING, _JUSTIFY = W + "pStyle", W + "numPr", W + "jc"
_OUTLINE, _PAGE_BREAK, _SECTION, _MARK = W + "outlineLvl", W + "pageBreakBefore", W + "sectPr", W + "rPr"
_SEPARATOR: Final = W + "specVanish"
_WHITE: Final = re.compile("(?:f[a-f0-9]){3}|white", re.IGNORECASE)
_MARK_GONE: Final = (W + "del", W + "moveFrom", _HIDDEN)


class RunLook(NamedTuple):
    """How letters look; None where nothing is said."""

    bold: bool | None = None
    size: float | None = None
    hidden: bool | None = None
    raised: bool | None = None
    struck: bool | None = None
    pale: bool | None = None
    """White, or as good as white."""
    shaded: bool | None = None
    """On a colour of their own."""

    def over(self, base: RunLook) -> RunLook:
        """Return this look where it says something, and the base elsewhere."""
        return RunLook(
            base.bold if self.bold is None else self.bold,
            base.size if self.size is None else self.size,
            base.hidden if self.hidden is None else self.hidden,
            base.raised if self.raised is None else self.raised,
            base.struck if self.struck is None else self.struck,
            base.pale if self.pale is None else self.pale,
            base.shaded if self.shaded is None else self.shaded,
        )


class ParagraphLook(NamedTuple):
    """How a paragraph stands; None where nothing is said."""

    align: str | None = None
    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    page_break: bool | None = None
    shaded: bool | None = None

    def over(self, base: ParagraphLook) -> ParagraphLook:
        """Return this look where it says something, and the base elsewhere."""
        return ParagraphLook(
            base.align if self.align is None else self.align,
            base.outline if self.outline is None else self.outline,
            base.num_id if self.num_id is None else self.num_id,
            base.num_level if self.num_level is None else self.num_level,
            base.page_break if self.page_break is None else self.page_break,
            base.shaded if self.shaded is None else self.shaded,
        )


class ParagraphProperties(NamedTuple):
    """``w:pPr`` of one paragraph."""

    look: ParagraphLook
    style: str = ""
    section: Element | None = None
    joins_next: bool = False
    """Its end was deleted, moved away or hidden: what it says stands at the beginning of the next paragraph."""


PLAIN: Final = RunLook()
UNPLACED: Final = ParagraphLook()
_NO_PROPERTIES: Final = ParagraphProperties(UNPLACED)


def attribute(element: Element | None, name: str) -> str | None:
    """Return ``w:name`` of an element that may be absent."""
    if element is None:
        return None
    value = element.get(W + name)
    return None if value is None else str(value)


def whole(text: str | None, default: int | None = None) -> int | None:
    """Return a number of the file, or the default when it is not one."""
    try:
        return int(float(text)) if text is not None else default
    except (ValueError, OverflowError):
        return default


def switch(parent: Element, name: str) -> bool | None:
    """Return an on/off property: absent is None, present without a value is on."""
    found = parent.find(W + name)
    return None if found is None else is_on(found)


def is_on(element: Element) -> bool:
    """Tell whether an on/off property that is present is on."""
    return (element.get(_VAL) or "true").lower() not in _OFF


def is_shade(shade: Element | None) -> bool:
    """Tell whether ``w:shd`` lays a colour other than white."""
    if shade is None:
        return False
    if (shade.get(_VAL) or "clear") not in {"clear", "nil"}:
        return True  # a pattern in a colour of its own
    fill = shade.get(W + "fill") or "auto"
    return fill != "auto" and not _is_white(fill)


@lru_cache(maxsize=1_000)
def _is_white(colour: str) -> bool:
    """Tell whether a colour is as good as white; a file has a few, and names them for every run."""
    return _WHITE.fullmatch(colour) is not None


def run_properties(properties: Element) -> tuple[RunLook, str]:
    """Read ``w:rPr``: what it says itself, and the name of its character style (empty: none)."""
    bold = size = hidden = raised = struck = pale = shaded = None
    style = ""
    for child in properties.iterchildren(*_OF_LETTERS):
        tag = child.tag
        if tag == _SIZE:
            half_points = whole(child.get(_VAL))
            size = half_points / 2 if half_points else None
        elif tag == _BOLD:
            bold = is_on(child)
        elif tag == _STYLE:
            style = child.get(_VAL) or ""
        elif tag == _HEIGHT:
            raised = child.get(_VAL) == "superscript"
        elif tag == _COLOUR:
            pale = _is_white(child.get(_VAL) or "")
        elif tag in {_STRUCK, _STRUCK_TWICE}:
            struck = struck or is_on(child)
        elif tag == _SHADE:
            shaded = shaded or is_shade(child)
        elif tag == _MARKER:
            shaded = shaded or child.get(_VAL) not in {"none", "white"}
        else:
            hidden = is_on(child)
    return RunLook(bold, size, hidden, raised, struck, pale, shaded), style


def paragraph_properties(properties: Element | None) -> ParagraphProperties:
    """Read ``w:pPr``."""
    if properties is None:
        return _NO_PROPERTIES
    align = outline = num_id = level = page_break = section = shaded = None
    style, joins = "", False
    for child in properties.iterchildren(
        _PARAGRAPH_STYLE, _NUMBERING, _JUSTIFY, _MARK, _OUTLINE, _PAGE_BREAK, _SECTION, _SHADE
    ):
        tag = child.tag
        if tag == _PARAGRAPH_STYLE:
            style = child.get(_VAL) or ""
        elif tag == _JUSTIFY:
            align = _ALIGN.get(child.get(_VAL) or "")
        elif tag == _MARK:
            joins = _is_gone(child)
        elif tag == _NUMBERING:
            num_id = attribute(child.find(W + "numId"), "val")
            level = whole(attribute(child.find(W + "ilvl"), "val"))
        elif tag == _OUTLINE:
            outline = whole(child.get(_VAL))
        elif tag == _PAGE_BREAK:
            page_break = is_on(child)
        elif tag == _SHADE:
            shaded = is_shade(child)
        else:
            section = child
    look = ParagraphLook(align, outline, num_id, level, page_break, shaded)
    return ParagraphProperties(look, style, section, joins)


def _is_gone(mark: Element) -> bool:
    """Tell whether the end of a paragraph is not there for the reader; a style separator only looks so."""
    gone = [child for child in mark.iterchildren(*_MARK_GONE) if child.tag != _HIDDEN or is_on(child)]
    return bool(gone) and mark.find(_SEPARATOR) is None


class Styles:
    """The styles part; every look is resolved once."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._runs: dict[str, RunLook] = {}
        self._paragraphs: dict[str, ParagraphLook] = {}
        self._mixed: dict[tuple[RunLook, str, RunLook], RunLook] = {}
        self.default_paragraph = ""
        self._run_default, self._paragraph_default = PLAIN, UNPLACED
        if root is None:
            return
        runs = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        if runs is not None:
            self._run_default = run_properties(runs)[0]
        self._paragraph_default = paragraph_properties(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")).look
        for style in root.iterchildren(W + "style"):
            name = style.get(W + "styleId") or ""
            self._elements[name] = style
            if style.get(W + "type") == "paragraph" and (style.get(W + "default") or "").lower() in {"1", "true", "on"}:
                self.default_paragraph = name

    def paragraph(self, style_id: str) -> ParagraphLook:
        """Return how paragraphs of a style stand, with what it is based on."""
        known = self._paragraphs.get(style_id)
        if known is None:
            known = UNPLACED
            for style in self.chain(style_id):
                known = known.over(_paragraph_style(style))
            self._paragraphs[style_id] = known = known.over(self._paragraph_default)
        return known

    def run(self, style_id: str) -> RunLook:
        """Return how letters of a style look, with what it is based on, without the defaults of the document."""
        known = self._runs.get(style_id)
        if known is None:
            known = PLAIN
            for style in self.chain(style_id):
                properties = style.find(W + "rPr")
                if properties is not None:
                    known = known.over(run_properties(properties)[0])
            self._runs[style_id] = known
        return known

    def letters_of(self, paragraph_style: str) -> RunLook:
        """Return how letters of a paragraph look when their run says nothing."""
        return self.mixed(PLAIN, paragraph_style, self._run_default)

    def mixed(self, said: RunLook, style_id: str, base: RunLook) -> RunLook:
        """Return what a run says, over what its style says, over the look of its paragraph."""
        key = (said, style_id, base)
        known = self._mixed.get(key)
        if known is None:
            known = self._mixed[key] = said.over(self.run(style_id)).over(base)
        return known

    def chain(self, style_id: str) -> list[Element]:
        """Return a style and those it is based on, nearest first."""
        found: list[Element] = []
        current: str | None = style_id
        while current and len(found) < _CHAIN:
            style = self._elements.get(current)
            if style is None or style in found:
                break
            found.append(style)
            current = attribute(style.find(W + "basedOn"), "val")
        return found


def _paragraph_style(style: Element) -> ParagraphLook:
    look = paragraph_properties(style.find(W + "pPr")).look
    if look.outline is None:
        name = (attribute(style.find(W + "name"), "val") or "").strip().lower()
        heading = _HEADING_NAME.match(name)
        if heading:
            return look._replace(outline=int(heading.group(1)) - 1)
        if name in _TITLE_NAMES:
            return look._replace(outline=0)
    return look
