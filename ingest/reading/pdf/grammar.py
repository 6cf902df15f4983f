"""The grammar of content streams as one regular expression.

One match is a phrase (a piece of text with all that places it), one operator with the numbers before it, or one whole
path. Parts that may be missing are written ``(?:…|)``: cheaper than ``(?:…)?``, and groups within possessive
repetitions are left out, because Python 3.11 spoils their spans.
"""

from __future__ import annotations

import re
from typing import Final

_BLANK: Final = rb"[\x00\t\n\f\r\x20]"
_TEXT: Final = rb"\([^()\\]*+(?:\\.[^()\\]*+)*+\)"
_HEX: Final = rb"<[0-9A-Fa-f\x00\t\n\f\r\x20]*+>"
_STOP: Final = rb"(?![A-Za-z*01])"
_NUMBER_OF: Final = rb"[+-]?[\d.]++" + _BLANK + rb"++"
_BARE_NUMBER: Final = rb"[\d.+-][\d.+-]*+"
_VALUE: Final = _BARE_NUMBER + _BLANK + rb"++"
_PLACE: Final = rb"(" + _BARE_NUMBER + rb")" + _BLANK + rb"++"
_NAME_OF: Final = rb"/[^\x00\t\n\f\r\x20()<>\[\]{}/%]*+"
_SKIPPED: Final = (
    rb"(?:" + _BLANK + rb"*+(?:"
    rb"(?:E(?:T|MC)|W\*?+)" + _STOP
    + rb"|(?:" + _VALUE + rb"){1,4}+(?:rg|RG|[gGkKwJjMi]|scn?+|SCN?+)" + _STOP
    + rb"|" + _NAME_OF + _BLANK + rb"++(?:gs|cs|CS|scn|SCN|ri|BMC|MP)" + _STOP
    + rb"|" + _NAME_OF + _BLANK + rb"*+<<(?:[^<>()%\\]++|\([^()\\]*+\))*+>>" + _BLANK + rb"*+(?:BDC|DP)" + _STOP
    + rb"))*+"
)  # fmt: skip
"""Ends of texts, clipping, colours, widths of lines, marks: operators of these need no look of Python."""
_THEN: Final = _SKIPPED + _BLANK + rb"*+"
_SHOWING: Final = (
    rb"(?:\[([^\[\]\\(]*+(?:" + _TEXT + rb"[^\[\]\\(]*+)*+)\]" + _BLANK + rb"*+TJ"
    rb"|(" + _TEXT + rb"|" + _HEX + rb")" + _BLANK + rb"*+(?:Tj|(')))(?![A-Za-z])"
)  # fmt: skip
_FONT: Final = rb"(?:(" + _NAME_OF + _BLANK + rb"++" + _BARE_NUMBER + rb")" + _BLANK + rb"++Tf" + _STOP + _THEN + rb"|)"
_PLAIN_NUMBER: Final = rb"[+-]?(?:\d++(?:\.\d*+|)|\.\d++)"
_STRING: Final = rb"(?:" + _TEXT + rb"|" + _HEX + rb")"
_NEXT: Final = (
    _BLANK
    + rb"*+%s"
    + _BLANK
    + rb"++[+-]?0(?:\.0*+)?+"
    + _BLANK
    + rb"++Td"
    + _BLANK
    + rb"*+%s"
    + _BLANK
    + rb"*+Tj(?![A-Za-z])"
)
"""A string that is shown on the same line after another: its shift, and what it says."""
_CLIP: Final = (
    rb"(?:(" + 4 * _VALUE + rb")re" + _BLANK + rb"++|(?:" + 2 * _VALUE + rb"[ml]" + _BLANK + rb"++){2,8}+"
    rb"(?:h" + _BLANK + rb"++|))W\*?+" + _BLANK + rb"++(n)" + _BLANK + rb"++"
)  # fmt: skip
"""A rectangle, or a path of straight lines, that clips what follows."""
_PHRASE: Final = (
    rb"(?:(q)" + _BLANK + rb"++(?:" + _CLIP + rb"(?:(q)" + _BLANK + rb"++(?:" + _CLIP + rb"|)|)|" + _THEN + rb")|)"
    rb"(?:(" + _BARE_NUMBER + rb")" + _BLANK + rb"++Tz" + _STOP + _THEN + rb"|)"
    rb"(?:(BT)" + _BLANK + rb"++|)" + _FONT
    + rb"(?:(" + 4 * _VALUE + rb")" + 2 * _PLACE + rb"Tm" + _STOP + _THEN + rb"|)"
    rb"(?:" + 2 * _PLACE + rb"T(?:d|(D))" + _STOP + _BLANK + rb"*+|)" + _FONT
    + rb"(?:(" + _BARE_NUMBER + rb")" + _BLANK + rb"++T(?:(c)|L)" + _STOP + _BLANK + rb"*+|)" + _SHOWING
    + rb"((?:" + _NEXT % (_PLAIN_NUMBER, _STRING) + rb"){0,2000}+)"
    rb"(?:" + _BLANK + rb"*+(T\*)|)" + _SKIPPED
    + rb"(?:" + _BLANK + rb"*+(Q)" + _STOP + _SKIPPED + rb"(?:" + _BLANK + rb"*+(Q)" + _STOP + _SKIPPED + rb"|)|)"
)  # fmt: skip
"""What most producers write for a piece of text, with all that places it: ``q … re W n BT /F 12 Tf 1 0 0 1 x y Tm
[…] TJ ET Q``, or any part of it that ends with the showing."""


def _setting(begin: bytes, end: bytes) -> bytes:
    """Return the expression of one operator that sets how texts look; what stands around its parts is given."""
    return (
        rb"(?:" + begin + rb"BT" + end + _STOP
        + rb"|" + begin + _PLAIN_NUMBER + end + _BLANK + rb"++T" + begin + rb"[cwszLr]" + end + _STOP
        + rb"|" + begin + _NAME_OF + _BLANK + rb"++" + _PLAIN_NUMBER + end + _BLANK + rb"++Tf" + _STOP + rb")" + _THEN
    )  # fmt: skip


PARTS: Final = 25
"""Groups of a phrase, the first ones."""
TOKEN: Final = re.compile(
    _PHRASE
    + rb"|((?:" + _setting(b"", b"") + rb")++)"
    rb"|((?:" + _NUMBER_OF + rb")++)(?:"
    rb"(re|[mlcvy])" + _STOP
    + rb"((?:" + _BLANK + rb"*+(?:(?:" + _NUMBER_OF + rb")++(?:re|[mlcvy])|h)" + _STOP + rb"){0,2000}+)"
    rb"(?:" + _BLANK + rb"*+W\*?+" + _STOP + rb")?+"
    rb"(?:" + _BLANK + rb"*+(n|[SsF]|[fBb]\*?+)" + _STOP + _SKIPPED + rb")?+"
    rb"|([A-Za-z]++[*01]?+|['\"])" + _SKIPPED + rb")?+"
    rb"|([A-Za-z]++[*01]?+|['\"])" + _SKIPPED
    + rb"|(" + _TEXT + rb"|" + _HEX + rb")"
    rb"|(" + _NAME_OF + rb")(?:" + _BLANK + rb"++([+-]?[\d.]++)" + _BLANK + rb"++Tf" + _STOP + _SKIPPED + rb")?+"
    rb"|([+-]?[\d.]++)"
    rb"|(\[)|(\])|(\()"
    rb"|(%[^\r\n]*+)|(<<|>>)",
    re.DOTALL,
)  # fmt: skip
(
    SETTINGS, NUMBERS, POINT, PATH, PAINT, OPERATOR, BARE, STRING, NAME, SIZE, NUMBER, OPEN, CLOSE, NESTED,
) = range(26, 40)  # fmt: skip
"""Groups; the last one of a match tells its kind. A path is one match, from its first point to how it is painted."""
SETTING: Final = re.compile(_setting(b"(", b")"), re.DOTALL)
"""One operator of several that set how texts look."""
ROW: Final = re.compile(_NEXT % (rb"(" + _PLAIN_NUMBER + rb")", rb"(" + _STRING + rb")"), re.DOTALL)
"""The strings that follow the first one of a phrase."""
POINTS: Final = re.compile(rb"((?:" + _NUMBER_OF + rb")*+)(re|[mlcvyh])")
PIECE: Final = re.compile(_TEXT + rb"|" + _HEX + rb"|[+-]?[\d.]++", re.DOTALL)
IMAGE_END: Final = re.compile(rb"[\x00\t\n\f\r\x20]EI(?=[\x00\t\n\f\r\x20]|$)")
