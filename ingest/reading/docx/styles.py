"""Styles of a DOCX, resolved through their ``basedOn`` chain: weight, size, alignment, outline, numbering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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


@dataclass(frozen=True, slots=True)
class Look:
    """How a style or a run looks; None where it says nothing."""

    bold: bool | None = None
    size: float | None = None
    hidden: bool | None = None
    align: str | None = None
    outline: int | None = None
    num_id: str | None = None
    num_level: int | None = None
    page_break: bool | None = None

    def over(self, base: Look) -> Look:
        """Return this look where it says something, and the base elsewhere."""
        return Look(
            self.bold if self.bold is not None else base.bold,
            self.size if self.size is not None else base.size,
            self.hidden if self.hidden is not None else base.hidden,
            self.align if self.align is not None else base.align,
            self.outline if self.outline is not None else base.outline,
            self.num_id if self.num_id is not None else base.num_id,
            self.num_level if self.num_level is not None else base.num_level,
            self.page_break if self.page_break is not None else base.page_break,
        )


NOTHING: Final = Look()


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
    if found is None:
        return None
    return (found.get(W + "val") or "true").lower() not in {"0", "false", "off", "none"}


def run_look(properties: Element | None) -> Look:
    """Read ``w:rPr``."""
    if properties is None:
        return NOTHING
    size = whole(attribute(properties.find(W + "sz"), "val"))
    return Look(bold=switch(properties, "b"), size=size / 2 if size else None, hidden=switch(properties, "vanish"))


def paragraph_look(properties: Element | None) -> Look:
    """Read ``w:pPr``."""
    if properties is None:
        return NOTHING
    numbering = properties.find(W + "numPr")
    num_id = level = None
    if numbering is not None:
        num_id = attribute(numbering.find(W + "numId"), "val")
        level = whole(attribute(numbering.find(W + "ilvl"), "val"))
    return Look(
        align=_ALIGN.get(attribute(properties.find(W + "jc"), "val") or ""),
        outline=whole(attribute(properties.find(W + "outlineLvl"), "val")),
        num_id=num_id,
        num_level=level,
        page_break=switch(properties, "pageBreakBefore"),
    )


class Styles:
    """The styles part; every look is resolved once."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self.default_paragraph = ""
        self.defaults = NOTHING
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        paragraph_defaults = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self.defaults = run_look(defaults).over(paragraph_look(paragraph_defaults))
        for style in root.iterchildren(W + "style"):
            name = style.get(W + "styleId") or ""
            self._elements[name] = style
            if style.get(W + "type") == "paragraph" and (style.get(W + "default") or "").lower() in {"1", "true", "on"}:
                self.default_paragraph = name

    def look(self, style_id: str | None) -> Look:
        """Return what a style says, with what it is based on."""
        if not style_id:
            return NOTHING
        known = self._looks.get(style_id)
        if known is None:
            known = NOTHING
            for style in self.chain(style_id):
                known = known.over(_style_look(style))
            self._looks[style_id] = known
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


def _style_look(style: Element) -> Look:
    look = run_look(style.find(W + "rPr")).over(paragraph_look(style.find(W + "pPr")))
    if look.outline is None:
        name = (attribute(style.find(W + "name"), "val") or "").strip().lower()
        heading = _HEADING_NAME.match(name)
        if heading:
            return Look(outline=int(heading.group(1)) - 1).over(look)
        if name in _TITLE_NAMES:
            return Look(outline=0).over(look)
    return look
