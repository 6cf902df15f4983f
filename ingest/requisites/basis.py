"""Acts that a point only names: its basis («в связи с принятием решения …») and the editions of another act.

Reads: a text without asides. Writes: the same text with blanks, so that no offset moves.
"""

from __future__ import annotations

import re
from typing import Final

_OPENS: Final = re.compile(
    r"(?<![а-яё])(?:в соответствии со?|на основании|согласно|во исполнение|руководствуясь|в связи со?|в целях)"
    r"(?![а-яё])",
    re.IGNORECASE,
)
_VERBS: Final = (
    r"(?:признать|считать|отменить|внести|изложить|дополнить|утвердить|исключить|приостановить|прекратить|аннулировать)"
)
_VERB: Final = re.compile(rf"(?<![а-яё]){_VERBS}(?![а-яё])", re.IGNORECASE)
_ENDS: Final = re.compile(
    r"(?P<object>\s(?=(?:постановление|решение|распоряжение|приказ)\s))"
    rf"|(?P<verb>\s(?={_VERBS}\s))|(?P<comma>,)"
    r"|[;:\n]|(?:(?<=[а-яё\d»\"]{2})|(?<=№ \d))\.(?=\s+(?-i:[А-ЯЁ]))",
    re.IGNORECASE,
)
"""Where a basis may end: before the verb or its object in the accusative, at a comma, with the sentence."""

_BEHIND_PREPOSITION: Final = re.compile(
    r"(?<![а-яё])(?:во?|на|про|за)\s+(?:[а-яё-]{2,24}(?:ое|ее|ый|ий)\s+){0,3}$", re.IGNORECASE
)
"""«Внесением изменений в решение …»: this act is no object of the verb."""

_CLAUSE: Final = re.compile(r"(?<![а-яё])(?:что|котор[а-яё]{2,4})(?![а-яё])", re.IGNORECASE)
_GOES_ON: Final = re.compile(
    r"\s*(?:(?:и|а также)\s+)?(?:от\s+\d|что\s|котор|(?:принят|утвержд[её]нн|внес[её]нн|изданн)[а-яё]+\s"
    r"|(?:постановлени|решени|распоряжени)(?:ем|ями)\s|приказ(?:ом|ами)\s)",
    re.IGNORECASE,
)
"""Behind a comma: the list or the clause goes on, the basis too."""

_MAY_GO_ON: Final = re.compile(
    r"\s*(?:(?:и|а также)\s+)?(?:(?:постановлени|решени|распоряжени)[яй]|приказ(?:а|ов))\s", re.IGNORECASE
)
"""The genitive of the basis or the plural that the verb governs: the place of the verb's object tells."""

_EDITION: Final = re.compile(
    r"(?:с изменениями|в редакции|в ред\.)[^;:\n]{0,400}?(?=[;:\n]|изменени|следующ|$)", re.IGNORECASE
)
_LONGEST: Final = 300
_NEAR: Final = 400


def without_editions(text: str) -> str:
    """Return the text with blanks for the acts that changed an act before: «в редакции постановления …»."""
    return _EDITION.sub(lambda match: _blanks(match.group()), text)


def without_basis(text: str) -> str:
    """Return the text with blanks for what orders its points, wherever in a sentence it stands.

    A basis that does not end within 300 characters stays.
    """
    pieces: list[str] = []
    place = 0
    opened = _OPENS.search(text)
    while opened is not None:
        end = _end_of(text, opened.start(), opened.end())
        if end is not None:
            pieces += [text[place : opened.start()], _blanks(text[opened.start() : end])]
            place = end
        opened = _OPENS.search(text, end or opened.end())
    return "".join([*pieces, text[place:]])


def _end_of(text: str, opened: int, start: int) -> int | None:
    """Return where the basis that opens here ends."""
    limit = min(len(text), start + _LONGEST)
    known = _has_object(text, opened, start)
    for match in _ENDS.finditer(text, start, limit):
        before, after = text[start : match.start()], text[match.end() : match.end() + _NEAR]
        if match["object"] and (_BEHIND_PREPOSITION.search(f"{before} ") or _CLAUSE.search(before)):
            continue
        if match["comma"] and (_GOES_ON.match(after) or (known and _MAY_GO_ON.match(after))):
            continue
        return match.end() if match["comma"] else match.start()
    return len(text) if limit == len(text) else None


def _has_object(text: str, opened: int, start: int) -> bool:
    """Whether the verb of the sentence has its act elsewhere: between verb and basis, or behind a verb that follows."""
    before = re.split(r"\n|\.\s", text[max(0, opened - _NEAR) : opened])[-1]
    verb = _VERB.search(before)
    if verb is not None:
        return "№" in before[verb.end() :]
    after = re.split(r"[;\n]", text[start : start + 2 * _LONGEST])[0]
    verb = _VERB.search(after)
    return verb is not None and "№" in after[verb.end() :]


def _blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
