"""The grammar of content streams as one regular expression.

One match is a phrase (a piece of text with all that places it), one operator with the numbers before it, or one whole
path. Parts that may be missing are written ``(?:…|)``: cheaper than ``(?:…)?``, and groups within possessive
repetitions are left out, because Python 3.11 spoils their spans.
"""

from __future__ import annotations

import re
import sys
from typing import Final

_GOES_BACK: Final = sys.version_info[:3] >= (3, 11, 5)
_BLANK: Final = rb"[\x00\t\n\f\r\x20]"


def _repeated(part: bytes, times: bytes) -> bytes:
    """Return the expression of a part that is repeated and of which nothing is given back.

    Before Python 3.11.5, as in Debian 12, a possessive repetition of several signs does not return to where its last,
    failed try began; there it is an atomic group, with which matching takes an eighth longer.
    """
    return rb"(?:%b)%b+" % (part, times) if _GOES_BACK else rb"(?>(?:%b)%b)" % (part, times)


_TEXT: Final = rb"\([^()\\]*+(?:\\.[^()\\]*+)*+\)"
_HEX: Final = rb"<[0-9A-Fa-f\x00\t\n\f\r\x20]*+>"
_STOP: Final = rb"(?![A-Za-z*01])"
_NUMBER_OF: Final = rb"[+-]?[\d.]++" + _BLANK + rb"++"
_BARE_NUMBER: Final = rb"[\d.+-][\d.+-]{0,63}+"
_VALUE: Final = _BARE_NUMBER + _BLANK + rb"++"
_PLACE: Final = rb"(" + _BARE_NUMBER + rb")" + _BLANK + rb"++"
_NAME_OF: Final = rb"/[^\x00\t\n\f\r\x20()<>\[\]{}/%]*+"
_LIGHT: Final = rb"(?=[1-9+]|0*+\.9)" + _VALUE
_DARK: Final = rb"(?![1-9+]|0*+\.9)" + _VALUE
"""Of the parts of a colour the first may be white, or is not."""
_INK: Final = rb"(?=0?\.[1-9]|1" + _BLANK + rb")" + _VALUE
"""So much black that it is no white, whatever the other colours; other ways to write that are looked at."""
_DRAWN: Final = (
    rb"|" + _DARK + rb"(?:" + _VALUE + rb"(?:" + _VALUE
    + rb"(?:" + _INK + rb"(?:[Kk]|scn?+|SCN?+)" + _STOP + rb"|" + _VALUE + rb"(?:K|SCN?+)" + _STOP
    + rb"|(?:rg|RG|scn?+|SCN?+)" + _STOP + rb")|(?:scn?+|SCN?+)" + _STOP + rb")"
    rb"|(?:[gGwJjMi]|scn?+|SCN?+)" + _STOP + rb")"
    rb"|" + _LIGHT + rb"(?:" + _VALUE + rb"(?:" + _VALUE + rb"(?:" + _VALUE + rb"|)|)|)(?:RG|[GKkwJjMi]|SCN?+)" + _STOP
    + rb"|" + _NAME_OF + _BLANK + rb"++(?:gs|cs|CS|scn|SCN|ri|BMC|MP)" + _STOP
    + rb"|" + _NAME_OF + _BLANK + rb"*+<<(?:[^<>()%\\]++|\([^()\\]*+\))*+>>" + _BLANK + rb"*+(?:BDC|DP)" + _STOP
)  # fmt: skip
"""Colours that are not white, widths of lines, states, marks: operators of these need no look of Python."""
_WATCHED: Final = (
    rb"|" + _VALUE + rb"(?:" + _VALUE + rb"(?:" + _VALUE + rb"(?:" + _VALUE + rb"|)|)|)"
    rb"(?:RG|[GKwJjMi]|SCN?+)" + _STOP
    + rb"|" + _NAME_OF + _BLANK + rb"++(?:CS|SCN|ri|MP)" + _STOP
)  # fmt: skip
_SHOWING: Final = (
    rb"(?:\[([^\[\]\\(]*+(?:" + _TEXT + rb"[^\[\]\\(]*+)*+)\]" + _BLANK + rb"*+TJ"
    rb"|(" + _TEXT + rb"|" + _HEX + rb")" + _BLANK + rb"*+(?:Tj|(')))(?![A-Za-z])"
)  # fmt: skip
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
    rb"(?:(" + 4 * _VALUE + rb")re" + _BLANK + rb"++|" + _repeated(2 * _VALUE + rb"[ml]" + _BLANK + rb"++", b"{2,8}")
    + rb"(?:h" + _BLANK + rb"++|))W\*?+" + _BLANK + rb"++(n)" + _BLANK + rb"++"
)  # fmt: skip
"""A rectangle, or a path of straight lines, that clips what follows."""


def _setting(begin: bytes, end: bytes, then: bytes) -> bytes:
    """Return the expression of one operator that sets how texts look; what stands around its parts is given."""
    return (
        rb"(?:" + begin + rb"BT" + end + _STOP
        + rb"|" + begin + _PLAIN_NUMBER + end + _BLANK + rb"++T" + begin + rb"[cwszLr]" + end + _STOP
        + rb"|" + begin + _NAME_OF + _BLANK + rb"++" + _PLAIN_NUMBER + end + _BLANK + rb"++Tf" + _STOP + rb")" + then
    )  # fmt: skip


def _skipped(ends: bytes, others: bytes) -> bytes:
    """Return the expression of operators that are passed over, of which the first take no operands; so is clipping."""
    return _repeated(_BLANK + rb"*+(?:(?:" + ends + rb"|W\*?+)" + _STOP + others + rb")", b"*")


def _token(skipped: bytes) -> re.Pattern[bytes]:
    """Return the expression that passes over some operators.

    A phrase is what most producers write for a piece of text, with all that places it: ``q … re W n BT /F 12 Tf
    1 0 0 1 x y Tm […] TJ ET Q``, or any part of it that ends with the showing.
    """
    then = skipped + _BLANK + rb"*+"
    font = rb"(?:(" + _NAME_OF + _BLANK + rb"++" + _BARE_NUMBER + rb")" + _BLANK + rb"++Tf" + _STOP + then + rb"|)"
    phrase = (
        rb"(?:(q)" + _BLANK + rb"++(?:" + _CLIP + rb"(?:(q)" + _BLANK + rb"++(?:" + _CLIP + rb"|)|)|" + then + rb")|)"
        rb"(?:(" + _BARE_NUMBER + rb")" + _BLANK + rb"++Tz" + _STOP + then + rb"|)"
        rb"(?:(BT)" + _BLANK + rb"++|)" + font
        + rb"(?:(" + 4 * _VALUE + rb")" + 2 * _PLACE + rb"Tm" + _STOP + then + rb"|)"
        rb"(?:" + 2 * _PLACE + rb"T(?:d|(D))" + _STOP + _BLANK + rb"*+|)" + font
        + rb"(?:(" + _BARE_NUMBER + rb")" + _BLANK + rb"++T(?:(c)|L)" + _STOP + _BLANK + rb"*+|)" + _SHOWING
        + rb"(" + _repeated(_NEXT % (_PLAIN_NUMBER, _STRING), b"{0,2000}") + rb")"
        rb"(?:" + _BLANK + rb"*+(T\*)|)" + skipped
        + rb"(?:" + _BLANK + rb"*+(Q)" + _STOP + skipped + rb"(?:" + _BLANK + rb"*+(Q)" + _STOP + skipped + rb"|)|)"
    )  # fmt: skip
    numbers = _repeated(_NUMBER_OF, b"+")
    return re.compile(
        phrase
        + rb"|(" + _repeated(_setting(b"", b"", then), b"+") + rb")"
        rb"|(" + numbers + rb")(?:"
        rb"(re|[mlcvy])" + _STOP
        + rb"(" + _repeated(_BLANK + rb"*+(?:" + numbers + rb"(?:re|[mlcvy])|h)" + _STOP, b"{0,2000}") + rb")"
        rb"(?:" + _BLANK + rb"*+W\*?+" + _STOP + rb"|)"
        rb"(?:" + _BLANK + rb"*+(n|[SsF]|[fBb]\*?+)" + _STOP + skipped + rb"|)"
        rb"|([A-Za-z]++[*01]?+|['\"])" + skipped + rb"|)"
        rb"|([A-Za-z]++[*01]?+|['\"])" + skipped
        + rb"|(" + _TEXT + rb"|" + _HEX + rb")"
        rb"|(" + _NAME_OF + rb")(?:" + _BLANK + rb"++([+-]?[\d.]++)" + _BLANK + rb"++Tf" + _STOP + skipped + rb"|)"
        rb"|([+-]?[\d.]++)"
        rb"|(\[)|(\])|(\()"
        rb"|(%[^\r\n]*+)|(<<|>>)",
        re.DOTALL,
    )  # fmt: skip


_PASSED: Final = _skipped(rb"E(?:T|MC)", _DRAWN)
PARTS: Final = 25
"""Groups of a phrase, the first ones."""
TOKEN: Final = _token(_PASSED)
WATCHED_TOKEN: Final = _token(_skipped(rb"ET", _WATCHED))
"""Passes over nothing that tells whether what follows is seen: colours of areas, states, marks."""
(
    SETTINGS, NUMBERS, POINT, PATH, PAINT, OPERATOR, BARE, STRING, NAME, SIZE, NUMBER, OPEN, CLOSE, NESTED,
) = range(26, 40)  # fmt: skip
"""Groups; the last one of a match tells its kind. A path is one match, from its first point to how it is painted."""
SETTING: Final = re.compile(_setting(b"(", b")", _PASSED + _BLANK + rb"*+"), re.DOTALL)
"""One operator of several that set how texts look."""
ROW: Final = re.compile(_NEXT % (rb"(" + _PLAIN_NUMBER + rb")", rb"(" + _STRING + rb")"), re.DOTALL)
"""The strings that follow the first one of a phrase."""
POINTS: Final = re.compile(rb"(" + _repeated(_NUMBER_OF, b"*") + rb")(re|[mlcvyh])")
PIECE: Final = re.compile(_TEXT + rb"|" + _HEX + rb"|[+-]?[\d.]++", re.DOTALL)
IMAGE_END: Final = re.compile(rb"[\x00\t\n\f\r\x20]EI(?=[\x00\t\n\f\r\x20]|$)")
