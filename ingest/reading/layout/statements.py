"""What lines say by themselves: which stand alone, which end a statement, which begin one. Words only, no places.

Reads: texts of lines. Writes: nothing.
"""

from __future__ import annotations

import re
from typing import Final

from domain.kinds import kind_named
from domain.text import join_spaced

MARKER: Final = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){0,5}[.)]|[а-яёa-z]\)|[-–—•*●▪➢✓]|o(?=\s[А-ЯЁ])|[IVX]{1,5}\.)(?:\s|$)"
)
"""What a point begins with."""
_COUNTED: Final = re.compile(r"((?:\d{1,3}\.){0,5})(\d{1,3})([.)])(?=\s)")
_TERMINAL: Final = re.compile(r"[.;:!?…][»\"”)]?$")
_CODE: Final = re.compile(r"№ ?[А-ЯЁA-Z]{1,5}-$")
"""Letters that a number begins with."""
_SHORTENED: Final = re.compile(r"(?<!\w)(?:гг?|пп?|ст|ч|им|ул|д|руб|тыс|млн|млрд)\.$")
"""Shortened words: their dot ends no statement where a small letter follows."""
_OPEN: Final = re.compile(
    r"(?<!\w)(?:а|без|в|во|для|до|за|и|из|или|к|ко|на|над|не|ни|о|об|от|по|под|при|с|со|у)$", re.IGNORECASE
)
"""Words that end no statement."""
_BLANK: Final = re.compile(r"_{3,}[_\s]*")
"""A line to write on."""
_SIGNED: Final = re.compile(
    r"(?:_{3,}|[(/]\s*подпис(?:ано|ь)\s*[)/])[\s/(]*(?:(?:[А-ЯЁ]\.\s?){1,2}\s?[А-ЯЁ][а-яё-]+|[А-ЯЁ][а-яё-]+\s(?:[А-ЯЁ]\.\s?){1,2})[\s/)]*"
)
"""A line to sign on and the name of who signs."""
_NUMBERED: Final = re.compile(r"(?!Приложение)([А-ЯЁ][а-яё]+) (?:(?:№|N) ?)?\d[\w/-]{0,9}")
_APPROVED: Final = re.compile(r"(?:УТВЕРЖДАЮ|СОГЛАСОВАНО)\W*")
"""Above the post of who approves."""
_HEADING: Final = 20
"""Letters of a line in capitals that is a heading, at least; shorter it may end with a sign: «ПРИЛОЖЕНИЕ А»."""
HYPHENS: Final = "-‐¬\u00ad"


def stands_alone(text: str) -> bool:
    """Tell whether a line goes on with nothing, and nothing with it.

    It names a kind of act in capitals («ПОСТАНОВЛЕНИЕ») or with its number («Приказ № 5»), it is a place to write on,
    or somebody signs there.
    """
    if "_" in text or "подпис" in text:
        return _BLANK.fullmatch(text.strip()) is not None or _SIGNED.fullmatch(text.strip()) is not None
    if text.isupper():
        return names_kind(text)
    numbered = _NUMBERED.fullmatch(text)
    return numbered is not None and kind_named(numbered[1].lower()) is not None


def names_kind(text: str) -> bool:
    """Tell whether a line is nothing but the name of a kind of document, be it spaced: «ПОЛОЖЕНИЕ», «П Р И К А З»."""
    return kind_named(join_spaced(text).strip().lower()) is not None


def are_apart(above: str, below: str) -> bool:
    """Tell whether two lines are statements of their own: one stands alone, or the post of who approves begins."""
    if stands_alone(above) or stands_alone(below):
        return True
    return below[:1].isupper() and _APPROVED.fullmatch(above) is not None


def ended(text: str) -> bool:
    """Tell whether a line ends as a sentence or a part of one does."""
    return _TERMINAL.search(text, max(0, len(text) - 3)) is not None


def goes_on(above: str, below: str) -> bool:
    """Tell whether the words of a line below go on with those of the line above: a small letter in mid-sentence."""
    return below[:1].islower() and not ends_sentence(above)


def ends_sentence(text: str) -> bool:
    """Tell whether a small letter cannot follow in the same sentence."""
    return ended(text) and _SHORTENED.search(text, max(0, len(text) - 6)) is None


def opens_bracket(above: str, below: str) -> bool:
    """Tell whether a line goes on with words in brackets («(ёлочных базаров) унитарным»), which are no caption."""
    return (
        below[:1] == "(" and below[1:2].islower() and not is_caption(below) and not ended(above) and "__" not in above
    )


def is_caption(text: str) -> bool:
    """Tell whether a line is all in brackets: it says what is to be written above it."""
    return text.startswith("(") and text.endswith(")")


def is_unfinished(lines: list[str], below: str) -> bool:
    """Tell whether what lines say surely goes on below.

    The last word ends no statement («о», «и», «с»), the line below closes quotes that were opened, or the lines are a
    numbered heading in capitals and so is what stands below.
    """
    above = lines[-1]
    if ended(above):
        return False
    last = _OPEN.search(above, max(0, len(above) - 4))
    if (
        last is not None
        and not is_caption(below)
        and (last.group().islower() or (above.isupper() and len(above) > _HEADING))
    ):
        return True
    if below.count("»") > below.count("«") and sum(line.count("«") - line.count("»") for line in lines) > 0:
        return True
    return above.isupper() and below.isupper() and MARKER.match(lines[0]) is not None and lines[0].isupper()


def is_broken(above: str, below: str) -> bool:
    """Tell whether a word or number goes on below: a hyphen ends the line, and the letters are of one case."""
    if is_number_broken(above, below):
        return True
    if above[-1:] not in HYPHENS or not (above[-2:-1].isalpha() and below[:1].isalpha()):
        return False
    return above[-2].isupper() == below[0].isupper()


def is_number_broken(above: str, below: str) -> bool:
    """Tell whether a number goes on below: «№ 77-» and «п», «2024-» and «2026», «№ Р-» and «145»."""
    if len(above) < 2 or above[-1] not in HYPHENS or not below[:1].isalnum() or MARKER.match(below):  # noqa: PLR2004 - a sign and the hyphen
        return False
    return above[-2].isdecimal() or (below[0].isdecimal() and _CODE.search(above, max(0, len(above) - 12)) is not None)


def follows(first: str, below: str) -> bool:
    """Tell whether a line has the number after that of a paragraph («8.», «9.»): it is the next of a list."""
    one, other = _COUNTED.match(first), _COUNTED.match(below)
    if one is None or other is None or (one[1], one[3]) != (other[1], other[3]):
        return False
    return int(other[2]) == int(one[2]) + 1


def starts_anew(above: str, below: str) -> bool:
    """Tell whether a line below another begins a statement of its own, by what both say."""
    if MARKER.match(below):
        return True
    return ended(above) and below[:1].isupper()
