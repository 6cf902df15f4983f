"""Generator of a DOCX with every way of numbering that Word knows; the comments say what Word prints."""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def level(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    """Return ``w:lvl``."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(abstracts: dict[int, str], nums: dict[int, tuple[int, str]]) -> str:
    """Return the part of numbering: levels of abstract lists, and instances of them with their overrides."""
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>' for key, levels in abstracts.items()
    )
    instances = "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'
        for key, (abstract, more) in nums.items()
    )
    return f'<w:numbering xmlns:w="{NAMESPACE}">{lists}{instances}</w:numbering>'


def item(num: int, depth: int, text: str = "пункт") -> str:
    """Return a paragraph of a list."""
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


OUTLINE: Final = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.") + level(2, "russianLower", "%3)")


def start(depth: int, value: int) -> str:
    """Return an override of a level's start."""
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{value}"/></w:lvlOverride>'
