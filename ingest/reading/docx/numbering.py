"""Rendered numbers of list items: what Word prints before a paragraph, though no text of the file says it.

Counters belong to the abstract list, not to its instance: two instances of one abstract list continue each other
(ECMA-376 part 1, 17.9). At the first use of an instance with a start override its level starts anew. Using a level
ends the deeper ones unless they say ``lvlRestart=0``. Levels above that were never used count as if at their start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ingest.reading.docx.package import W
from ingest.reading.docx.styles import Styles, attribute, switch, whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_RUSSIAN: Final = "абвгдежзиклмнопрстуфхцчшщыэюя"
"""Letters that Word counts with: without ё, й, ъ and ь."""
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
_SYMBOLS: Final = {
    0xB7: "•",
    0xA7: "•",
    0x2D: "-",
    0xD8: "•",
    0xFC: "✓",
    0xA8: "•",
    0x76: "•",
    0x71: "•",
    0x6F: "•",
    0xE0: "•",
}
"""Glyphs of Symbol and Wingdings that serve as bullets."""
_SIMPLE: Final = {"decimalZero": "{:02d}", "ordinal": "{}-й", "numberInDash": "- {} -"}
"""Formats that are digits with something around them; ordinals as Word writes them in Russian."""
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_LARGEST: Final = 32_767
"""Word counts in 16 bits; more comes only from damaged files."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an abstract list."""

    start: int
    form: str
    text: str
    legal: bool
    restart: int | None
    style: str


@dataclass(slots=True)
class Instance:
    """A ``w:num``: which abstract list, and what it overrides."""

    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Numbering:
    """Counts through a document in its order; one object for one document."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._instances: dict[str, Instance] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def label(self, num_id: str | None, level: int | None, style_ids: list[str]) -> tuple[str, int]:
        """Count one paragraph and return its rendered number (empty: none) and level from 0."""
        instance = self._instances.get(num_id or "")
        if instance is None or num_id == "0":
            return "", 0
        levels = self._levels(instance)
        depth = self._depth(levels, level, style_ids)
        here = levels.get(depth)
        if here is None:
            return "", depth
        counters = self._counters.setdefault(self._owner(instance), {})
        self._advance(counters, num_id or "", instance, levels, depth)
        if here.form == "bullet":
            return _bullet(here.text), depth
        return self._render(here, levels, counters), depth

    def _advance(
        self, counters: dict[int, int], num_id: str, instance: Instance, levels: dict[int, Level], depth: int
    ) -> None:
        first = (num_id, depth) not in self._begun
        self._begun.add((num_id, depth))
        if first and depth in instance.starts:
            counters[depth] = instance.starts[depth]
        elif depth in counters:
            counters[depth] = min(counters[depth] + 1, _LARGEST)
        else:
            counters[depth] = instance.starts.get(depth, levels[depth].start)
        for upper in range(depth):
            if upper not in counters and upper in levels:
                counters[upper] = instance.starts.get(upper, levels[upper].start)
        for deeper in range(depth + 1, _LEVELS):
            rule = levels[deeper].restart if deeper in levels else None
            if rule is None or (rule != 0 and depth < rule):
                counters.pop(deeper, None)

    @staticmethod
    def _render(here: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
        def number(found: re.Match[str]) -> str:
            index = int(found.group(1)) - 1
            level = levels.get(index)
            if level is None:
                return ""
            form = "decimal" if here.legal and level.form != "none" else level.form
            return format_number(counters.get(index, level.start), form)

        if here.form == "none" and not _PLACE.sub("", here.text).strip(" ."):
            return ""
        return _PLACE.sub(number, here.text).strip()

    def _depth(self, levels: dict[int, Level], level: int | None, style_ids: list[str]) -> int:
        if level is not None:
            return max(0, min(level, _LEVELS - 1))
        for style in style_ids:
            for depth, known in levels.items():
                if known.style == style:
                    return depth
        return 0

    def _owner(self, instance: Instance) -> str:
        return self._follow(instance.abstract)

    def _follow(self, abstract: str) -> str:
        """Follow ``numStyleLink`` to the list that holds the levels."""
        for _ in range(_LEVELS):
            style = self._links.get(abstract)
            if not style or self._abstract.get(abstract):
                return abstract
            linked = self._instances.get(self._styles.paragraph(style).num_id or "")
            if linked is None:
                return abstract
            abstract = linked.abstract
        return abstract

    def _levels(self, instance: Instance) -> dict[int, Level]:
        levels = self._abstract.get(self._owner(instance), {})
        return {**levels, **instance.levels} if instance.levels else levels

    def _read(self, root: Element) -> None:
        for abstract in root.iterchildren(W + "abstractNum"):
            name = abstract.get(W + "abstractNumId") or ""
            self._abstract[name] = {
                depth: _level(level)
                for level in abstract.iterchildren(W + "lvl")
                if (depth := whole(level.get(W + "ilvl"))) is not None and 0 <= depth < _LEVELS
            }
            link = attribute(abstract.find(W + "numStyleLink"), "val")
            if link:
                self._links[name] = link
        for num in root.iterchildren(W + "num"):
            instance = Instance(attribute(num.find(W + "abstractNumId"), "val") or "")
            for override in num.iterchildren(W + "lvlOverride"):
                depth = whole(override.get(W + "ilvl"))
                if depth is None:
                    continue
                start = whole(attribute(override.find(W + "startOverride"), "val"))
                if start is not None:
                    instance.starts[depth] = start
                level = override.find(W + "lvl")
                if level is not None:
                    instance.levels[depth] = _level(level)
            self._instances[num.get(W + "numId") or ""] = instance


def _level(element: Element) -> Level:
    legal = switch(element, "isLgl")
    form, pattern = _form(element)
    return Level(
        start=whole(attribute(element.find(W + "start"), "val"), 0) or 0,
        form=f"{form}:{pattern}" if pattern else form,
        text=attribute(element.find(W + "lvlText"), "val") or "",
        legal=bool(legal),
        restart=whole(attribute(element.find(W + "lvlRestart"), "val")),
        style=attribute(element.find(W + "pStyle"), "val") or "",
    )


def _form(element: Element) -> tuple[str, str]:
    """Return the number format of a level and its pattern («001, 002, …»), which only newer programs know."""
    for place in (
        f"{_MC}AlternateContent/{_MC}Choice/{W}numFmt",
        W + "numFmt",
        f"{_MC}AlternateContent/{_MC}Fallback/{W}numFmt",
    ):
        found = element.find(place)
        if found is not None:
            return attribute(found, "val") or "decimal", attribute(found, "format") or ""
    return "decimal", ""


def _bullet(text: str) -> str:
    shown = "".join(_SYMBOLS.get(ord(c) - 0xF000, "•") if 0xF000 <= ord(c) <= 0xF0FF else c for c in text).strip()  # noqa: PLR2004 - symbol fonts
    return "•" if shown in {"o", "§", "Ø", "·"} else shown


def format_number(value: int, form: str) -> str:
    """Write a counter in one of Word's number formats; an unknown format counts in digits."""
    if form == "none":
        return ""
    if form in _SIMPLE:
        return _SIMPLE[form].format(value)
    if form.startswith("custom:"):
        return str(value).zfill(len(form.removeprefix("custom:").split(",")[0].strip()))
    if form in {"upperRoman", "lowerRoman"}:
        written = _roman(value)
    elif form in {"upperLetter", "lowerLetter"}:
        written = _letters(value, _LATIN)
    elif form in {"russianUpper", "russianLower"}:
        written = _letters(value, _RUSSIAN)
    else:
        return str(value)
    return written.upper() if form in {"upperRoman", "upperLetter", "russianUpper"} else written


def _letters(value: int, alphabet: str) -> str:
    if value <= 0:
        return str(value)
    index, repeats = (value - 1) % len(alphabet), (value - 1) // len(alphabet) + 1
    return alphabet[index] * min(repeats, 10)


def _roman(value: int) -> str:
    if not 0 < value <= _LARGEST:
        return str(value)
    written = []
    for amount, sign in _ROMAN:
        written.append(sign * (value // amount))
        value %= amount
    return "".join(written)
