"""Word's own numbering for the points of an act: the numbers are not in the text, Word counts them.

Source: ISO/IEC 29500-1, 17.9 (abstractNum, num, lvlOverride).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document

POINTS, PAREN, LETTER, DASH = range(4)

LEVELS: dict[int, tuple[tuple[str, str], ...]] = {
    POINTS: (("decimal", "%1."), ("decimal", "%1.%2."), ("decimal", "%1.%2.%3.")),
    PAREN: (("decimal", "%1)"),),
    LETTER: (("russianLower", "%1)"),),
    DASH: (("bullet", "–"),),
}

FIRST_LINE = "709"
"""Indent of the first line: 12.5 mm in twentieths of a point."""


class Numbering:
    """The numbering part of one document; every list takes a new instance, so that it starts from one."""

    def __init__(self, document: Document) -> None:
        self.root = document.part.numbering_part.element
        for child in list(self.root):
            self.root.remove(child)
        for identifier, levels in LEVELS.items():
            self.root.append(_abstract(identifier, levels))
        self.count = 0

    def new(self, abstract: int) -> int:
        """Start a list of this kind and return the number of its instance."""
        self.count += 1
        number = _element("w:num", "w:numId", str(self.count))
        number.append(_element("w:abstractNumId", "w:val", str(abstract)))
        for level in range(len(LEVELS[abstract])):
            override = _element("w:lvlOverride", "w:ilvl", str(level))
            override.append(_element("w:startOverride", "w:val", "1"))
            number.append(override)
        self.root.append(number)
        return self.count


def number_paragraph(properties: Any, instance: int, level: int) -> None:
    """Make a paragraph an item of the list; ``properties`` is its ``w:pPr``."""
    numbering = properties.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = instance


def _abstract(identifier: int, levels: tuple[tuple[str, str], ...]) -> Any:
    abstract = _element("w:abstractNum", "w:abstractNumId", str(identifier))
    abstract.append(_element("w:multiLevelType", "w:val", "multilevel" if len(levels) > 1 else "singleLevel"))
    for index, (form, text) in enumerate(levels):
        level = _element("w:lvl", "w:ilvl", str(index))
        for name, value in (
            ("w:start", "1"),
            ("w:numFmt", form),
            ("w:suff", "space"),
            ("w:lvlText", text),
            ("w:lvlJc", "left"),
        ):
            level.append(_element(name, "w:val", value))
        properties = OxmlElement("w:pPr")
        indent = _element("w:ind", "w:left", "0")
        indent.set(qn("w:firstLine"), FIRST_LINE)
        properties.append(indent)
        level.append(properties)
        abstract.append(level)
    return abstract


def _element(name: str, attribute: str, value: str) -> Any:
    element = OxmlElement(name)
    element.set(qn(attribute), value)
    return element
