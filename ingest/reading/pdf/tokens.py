"""Tokens of PDF objects by one regular expression; the library's own tokenizer goes sign by sign.

Only a token that is complete within the buffer and of a plain form is read here: whole numbers, names, words, brackets
and short strings. All else (escapes, comments, what lies across the end of the buffer) is left to the library, which
goes on from the same place.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pdfminer.psparser import (
    KEYWORD_ARRAY_BEGIN,
    KEYWORD_ARRAY_END,
    KEYWORD_DICT_BEGIN,
    KEYWORD_DICT_END,
    KWD,
    LIT,
    PSBaseParser,
)

DELIMITER: Final = rb"(?=[/%\[\]()<>{}\s])"
_PLAIN: Final = re.compile(
    rb"\s*+(?:"
    rb"([+-]?\d{1,18}+)(?=[^\d.])"
    rb"|/([^#/%\[\]()<>{}\s\x80-\xff]*+)" + DELIMITER
    + rb"|(<<|>>|[\[\]])"
    rb"|([A-Za-z][^#/%\[\]()<>{}\s]*+)" + DELIMITER
    + rb"|\(([^()\\]*+)\)"
    rb"|([+-]?(?:\d++\.\d*+|\.\d++))(?=\D)"
    rb")"
)  # fmt: skip
_WHOLE, _NAME, _BRACKET, _WORD, _STRING, _BROKEN = range(1, 7)
_BRACKETS: Final = {
    b"[": KEYWORD_ARRAY_BEGIN, b"]": KEYWORD_ARRAY_END, b"<<": KEYWORD_DICT_BEGIN, b">>": KEYWORD_DICT_END
}  # fmt: skip
_TRUTH: Final = {b"true": True, b"false": False}
_library_next: Final = PSBaseParser.nexttoken
_main: Final = PSBaseParser._parse_main  # noqa: SLF001 - the state between two tokens


def is_between(parser: Any) -> bool:
    """Tell whether the parser stands between two tokens, with none in hand."""
    return not parser._tokens and not parser.eof and parser._parse1.__func__ is _main  # noqa: SLF001 - its state


def next_token(self: Any) -> tuple[int, Any]:  # noqa: PLR0911 - one for each kind
    """Return the place and the value of the next token; stands for :meth:`PSBaseParser.nexttoken`."""
    if not self._tokens and not self.eof and self._parse1.__func__ is _main:
        found = _PLAIN.match(self.buf, self.charpos)
        if found is not None:
            kind = found.lastindex or 0
            value: Any = found[kind]
            place = self.bufpos + found.start(kind)
            self.charpos = found.end()
            if kind == _WHOLE:
                return place, int(value)
            if kind == _NAME:
                return place - 1, LIT(value.decode("ascii"))
            if kind == _BRACKET:
                return place, _BRACKETS[value]
            if kind == _WORD:
                return place, _TRUTH[value] if value in _TRUTH else KWD(value)
            if kind == _STRING:
                return place - 1, value
            return place, float(value)
    return _library_next(self)
