"""Dictionaries and arrays of PDF objects in one loop; the library takes five calls for each of their tokens.

Only what is complete within the buffer and of a plain form is taken: names, numbers, references, short strings, words
that mean a value, brackets that close what they should. At anything else the library goes on from the same place.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pdfminer.pdftypes import PDFObjRef
from pdfminer.psparser import LIT, PSStackParser, literal_name

from ingest.reading.pdf import tokens
from ingest.reading.pdf.strings import Learnt

_PLAIN: Final = re.compile(
    rb"\s*+(?:"
    rb"/([^#/%\[\]()<>{}\s\x80-\xff]*+)" + tokens.DELIMITER
    + rb"|(\d{1,9}+)\s++\d{1,5}+\s++R" + tokens.DELIMITER
    + rb"|([+-]?\d{1,18}+)(?=[^\d.])"
    rb"|(<<|\[)|(>>|\])"
    rb"|([+-]?(?:\d++\.\d*+|\.\d++))(?=\D)"
    rb"|(true|false)" + tokens.DELIMITER
    + rb"|\(([^()\\]*+)\))"
)  # fmt: skip
_NAME, _REFERENCE, _WHOLE, _OPEN, _CLOSE, _BROKEN, _WORD, _STRING = range(1, 9)
_MEANT: Final = {b"true": True, b"false": False}
_KINDS: Final = {b"<<": "d", b">>": "d", b"[": "a", b"]": "a"}
_NAMES: Final = Learnt(lambda spelled: LIT(spelled.decode("ascii")))
_library_start: Final = PSStackParser.start_type


def start_type(self: Any, pos: int, kind: str) -> None:
    """Begin a dictionary or an array and take what is plain of it; stands for the method of :class:`PDFParser`."""
    _library_start(self, pos, kind)
    if tokens.is_between(self):
        _take(self)


def _take(parser: Any) -> None:
    """Take values until the outermost bracket closes or something is not plain.

    The places of values within brackets are asked for by nobody and left out.
    """
    data, place, context = parser.buf, parser.charpos, parser.context
    kind, stack = parser.curtype, parser.curstack
    while context and (found := _PLAIN.match(data, place)) is not None:
        group = found.lastindex or 0
        token = found[group]
        if group == _NAME:
            stack.append((0, _NAMES[token]))
        elif group == _REFERENCE:
            stack.append((0, PDFObjRef(parser.doc, int(token))))
        elif group == _WHOLE:
            stack.append((0, int(token)))
        elif group == _OPEN:
            context.append((0, kind, stack))
            kind, stack = _KINDS[token], []
        elif group == _CLOSE:
            if kind != _KINDS[token] or (kind == "d" and len(stack) % 2):
                break
            values = [value for _, value in stack]
            begin, kind, stack = context.pop()
            stack.append((begin, _dictionary(values) if token == b">>" else values))
        else:
            stack.append((0, float(token) if group == _BROKEN else _MEANT[token] if group == _WORD else token))
        place = found.end()
    parser.charpos, parser.curtype, parser.curstack = place, kind, stack


def _dictionary(values: list[Any]) -> dict[str, Any]:
    """Return keys and values in turn as a dictionary, without those of no value."""
    return {literal_name(key): value for key, value in zip(values[::2], values[1::2], strict=True) if value is not None}
