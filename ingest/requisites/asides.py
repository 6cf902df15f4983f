"""Parentheses and quotations: what stands in them is said by another act.

Reads: a text. Writes: the same text with blanks, so that no offset moves.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = re.compile(r"[«»“”„\"()]")
_NOT_BLANK: Final = re.compile(r"[^\n]")
_LONGEST: Final = 6000
"""A quotation that does not close within this many characters ends with its line."""

_PARENTHESIS: Final = 1500
"""Longest parenthesis, in characters."""


def closing_quote(text: str, start: int, limit: int) -> int | None:
    """Return where the quotation that opens at ``start`` closes, by the depth of its marks.

    None when it does not before the limit.
    """
    depth = 0
    for match in _SIGNS.finditer(text, start, min(limit, len(text))):
        sign, index = match.group(), match.start()
        if sign in "()":
            continue
        if sign in "«“„" or (sign == '"' and _opens(text, index)):
            depth += 1
        else:
            depth -= 1
            if depth <= 0:
                return index
    return None


def without_asides(text: str) -> str:
    """Return the text with parentheses and quotations as blanks of the same length.

    A quotation that does not close ends with its line.
    """
    pieces: list[str] = []
    place = 0
    match = _SIGNS.search(text)
    while match is not None:
        index, sign = match.start(), match.group()
        stop: int | None = None
        if sign == "(":
            close = text.find(")", index, index + _PARENTHESIS)
            stop = close if close >= 0 else None
        elif sign in "«“„" or (sign == '"' and _opens(text, index)):
            stop = closing_quote(text, index, index + _LONGEST)
            if stop is None:
                line = text.find("\n", index)
                stop = line - 1 if line > 0 else len(text) - 1
        after = index + 1 if stop is None else stop + 1
        if stop is not None:
            pieces += [text[place:index], _NOT_BLANK.sub(" ", text[index:after])]
            place = after
        match = _SIGNS.search(text, after)
    return "".join([*pieces, text[place:]])


def without_closed(text: str) -> str:
    """Return the text with blanks for those parentheses and quotations that both open and close in it."""
    if _SIGNS.search(text) is None:
        return text
    open_at: list[tuple[str, int]] = []
    closed: list[tuple[int, int]] = []
    for match in _SIGNS.finditer(text):
        sign, index = match.group(), match.start()
        if sign == "(" or sign in "«“„" or (sign == '"' and _opens(text, index)):
            open_at.append((sign, index))
            continue
        wanted = "(" if sign == ")" else '«“„"'
        while open_at and open_at[-1][0] not in wanted and sign == ")":
            open_at.pop()
        if open_at and open_at[-1][0] in wanted:
            closed.append((open_at.pop()[1], index + 1))
    pieces: list[str] = []
    place = 0
    for start, end in sorted(closed):
        if start < place:
            continue
        pieces += [text[place:start], _NOT_BLANK.sub(" ", text[start:end])]
        place = end
    return "".join([*pieces, text[place:]])


def _opens(text: str, index: int) -> bool:
    before = text[index - 1] if index else " "
    after = text[index + 1] if index + 1 < len(text) else " "
    return (before.isspace() or before in "(«“") and not after.isspace()
