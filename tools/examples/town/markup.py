"""The small markup in which the texts of the town are kept: one line is one paragraph.

=========  ==========================================================================
start      what the line is
=========  ==========================================================================
``#``      point, numbered «1.»; ``##`` «1.1.»; ``###`` «1.1.1.»
``!#``     numbered heading: takes the place of a point «1.»
``!``      heading without a number
``)``      item «1)»; ``@`` item «а)»; ``-`` item «–»
``^``      centred bold line; ``*`` bold line at the left; ``~`` plain line at the left
``>``      line of the block at the right edge
``=>``     operative verb on a line of its own
``$``      signature: ``post | name``
``|=``     shares of the columns of the table that follows: ``1:4:2``
``|``      row of a table, cells divided by ``|``; the first row is the head
=========  ==========================================================================

A line without such a start is a paragraph of text. Numbers are counted here, so that every writer shows the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
"""Letters of Russian lists: ё, й, ъ, ы, ь are not used."""

POINT_DEPTH = 3

THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")

PLAIN_STARTS = {
    "!": "heading",
    "-": "dash",
    "^": "centre",
    "*": "strong",
    "~": "left",
    ">": "right",
    "=>": "verb",
    "$": "signature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paragraph or table; ``label`` is the printed number, ``run`` counts restarts of the short lists."""

    style: str
    text: str = ""
    level: int = 0
    label: str = ""
    run: int = 0
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()


@dataclass(slots=True)
class _Counter:
    points: list[int] = field(default_factory=lambda: [0] * POINT_DEPTH)
    short: dict[str, int] = field(default_factory=lambda: {"paren": 0, "letter": 0})
    run: int = 0

    def point(self, level: int) -> str:
        self.points[level] += 1
        self.points[level + 1 :] = [0] * (POINT_DEPTH - level - 1)
        return "".join(f"{number}." for number in self.points[: level + 1])

    def item(self, style: str) -> str:
        self.short[style] += 1
        number = self.short[style]
        return f"{LETTERS[number - 1]})" if style == "letter" else f"{number})"

    def restart(self, style: str) -> None:
        self.short["letter"] = 0
        if style != "paren":
            self.short["paren"] = 0
            self.run += 1


def parse(text: str) -> tuple[Item, ...]:
    """Return the items of a text in this markup."""
    counter = _Counter()
    items: list[Item] = []
    shares: tuple[int, ...] = ()
    rows: list[tuple[str, ...]] = []
    for line in [*THOUSANDS.sub("\N{NO-BREAK SPACE}", text).splitlines(), ""]:
        if rows and not line.startswith("|"):
            items.append(Item(style="table", rows=tuple(rows), shares=shares or (1,) * len(rows[0])))
            rows, shares = [], ()
        if line.startswith("|="):
            shares = tuple(int(share) for share in line[2:].split(":"))
        elif line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split("|")))
        elif line.strip():
            items.append(_item(line, counter))
    return tuple(items)


def _item(line: str, counter: _Counter) -> Item:
    start, _, rest = line.partition(" ")
    if start in {"#", "##", "###", "!#"}:
        level = 0 if start == "!#" else len(start) - 1
        counter.restart("point")
        style = "numbered-heading" if start == "!#" else "point"
        return Item(style=style, text=rest, level=level, label=counter.point(level), run=counter.run)
    if start in {")", "@"}:
        style = "paren" if start == ")" else "letter"
        if style == "paren":
            counter.restart("paren")
        return Item(style=style, text=rest, label=counter.item(style), run=counter.run)
    if start in PLAIN_STARTS:
        return Item(style=PLAIN_STARTS[start], text=rest, label="–" if start == "-" else "")
    if line.endswith(":"):
        counter.restart("para")
    return Item(style="para", text=line)
