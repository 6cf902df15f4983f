"""A PDF file that is held in memory as a whole: its objects and tables of places are found without reading anew.

The library reads 4096 bytes from every place that it goes to, takes the head of an object in three tokens and a table
of places line by line. Here is only what is plain; from anything else the library goes on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pdfminer.pdfdocument import PDFDocument, PDFXRef
from pdfminer.pdfparser import PDFParser
from pdfminer.psparser import PSEOF

from ingest.reading.pdf.tokens import DELIMITER

if TYPE_CHECKING:
    from typing import BinaryIO

_MOST: Final = 16 * 1024 * 1024
"""Bytes of a file that is held; larger ones are read from where they lie."""
_HEAD: Final = re.compile(rb"\s*+(\d{1,9}+)\s++\d{1,9}+\s++obj" + DELIMITER)
_SECTION: Final = re.compile(rb"\s*+(\d{1,9}+) (\d{1,9}+) ?+(?:\r\n|\r|\n)")
_PLACES: Final = re.compile(rb"(?>(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))*)")
_PLACE: Final = 20
"""Bytes of an entry of a table of places (PDF 32000-1: 7.5.4)."""
_library_load: Final = PDFXRef.load


class WholeParser(PDFParser):
    """Goes to places of a file in memory."""

    def __init__(self, stream: BinaryIO) -> None:
        whole = stream.read(_MOST + 1)
        self._whole = whole if len(whole) <= _MOST else None
        super().__init__(stream)

    def seek(self, pos: int) -> None:
        """Go to a place; what was begun is forgotten."""
        super().seek(pos)
        if self._whole is not None:
            self.buf, self.bufpos, self.charpos = self._whole, 0, pos

    def fillbuf(self) -> bool:
        """See to it that something is left to parse.

        Raises:
            PSEOF: nothing is.
        """
        if self._whole is None:
            return super().fillbuf()
        if self.charpos < len(self.buf):
            return False
        self.buf, self.bufpos = b"", len(self._whole)
        raise PSEOF("Unexpected EOF")


class WholeDocument(PDFDocument):
    """Takes the head of an object at once."""

    def _getobj_parse(self, pos: int, objid: int) -> object:
        parser: Any = self._parser
        parser.seek(pos)
        found = _HEAD.match(parser.buf, parser.charpos)
        if found is None or int(found[1]) != objid:
            return super()._getobj_parse(pos, objid)
        parser.charpos = found.end()
        return parser.nextobject()[1]


def load_places(self: Any, parser: Any) -> None:
    """Take plain sections of a table of places at once; stands for :meth:`PDFXRef.load`."""
    while (section := _SECTION.match(parser.buf, parser.charpos)) is not None:
        first, count, begin = int(section[1]), int(section[2]), section.end()
        end = begin + count * _PLACE
        found = _PLACES.match(parser.buf, begin, end)
        if found is None or found.end() != end:
            break
        entries = parser.buf[begin:end]
        for number in range(count):
            place = number * _PLACE
            if entries[place + 17] == ord("n"):
                known = None, int(entries[place : place + 10]), int(entries[place + 11 : place + 16])
                self.offsets[first + number] = known
        parser.charpos = end
    _library_load(self, parser)
