"""pdfminer.six made safe and right for Russian files: limits inside its decoders, two corrections of its fonts.

The corrections: a font named after one of the base 14 (Arial, TimesNewRoman…) keeps the widths that the file gives,
because the built-in metrics know no Cyrillic; a ToUnicode range with one-byte targets (Canon scanners) is read as
such. The limits are of the process: it reads one file.
"""

from __future__ import annotations

import contextlib
import zlib
from io import BytesIO
from typing import Any, Final

from pdfminer import cmapdb, pdffont, pdftypes
from pdfminer.pdfdocument import PDFXRef
from pdfminer.pdfparser import PDFParser
from pdfminer.psparser import PSBaseParser, PSException

from domain.errors import HostileFile
from ingest.reading.limits import ReadLimits
from ingest.reading.pdf import ascii85, maps, objects, tokens, whole

_WIDTH_RANGE: Final = 65_536
_STEP: Final = 4096
"""Bytes of a broken stream that are tried at once."""
_ZLIB_HEADER: Final = 2
_ZLIB_CHECKSUM: Final = 4


class _Budget:
    """What the file that is being read may still unpack."""

    def __init__(self) -> None:
        self.limits = ReadLimits()
        self.decoded = 0
        self.broken = 0
        self.broken_streams: dict[int, Any] = {}
        """Kept, so that their ids stay theirs."""

    def spend(self, amount: int) -> None:
        self.decoded += amount
        if self.decoded > self.limits.pdf_total_bytes:
            raise HostileFile(limit="pdf_total_bytes")


_budget = _Budget()


class _BoundedZlib:
    """Stands where pdfminer's stream decoder looks for :mod:`zlib`."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        limit = _budget.limits.pdf_stream_bytes
        stream = zlib.decompressobj()
        result = stream.decompress(data, limit + 1)
        if len(result) > limit:
            raise HostileFile(limit="pdf_stream_bytes")
        if not stream.eof:
            raise zlib.error("incomplete stream")
        _budget.spend(len(result))
        return result


def _decompress_corrupted(data: bytes) -> bytes:
    """Return what unpacks before the damage; a stream that lacks nothing but its checksum is whole."""
    limit = _budget.limits.pdf_stream_bytes
    stream = zlib.decompressobj(-zlib.MAX_WBITS)  # without the header and the checksum, which may be what is broken
    unpacked = bytearray()
    place, step = _ZLIB_HEADER, _STEP
    while place < len(data) and not stream.eof:
        before = stream.copy()
        try:
            unpacked += stream.decompress(data[place : place + step], limit + 1)
        except zlib.error:  # a piece with an error in it is lost whole: go on in the smallest ones
            if step == 1:
                break
            stream, step = before, 1
            continue
        if len(unpacked) > limit:
            raise HostileFile(limit="pdf_stream_bytes")
        place += step
    _budget.spend(len(unpacked))
    checksum = stream.unused_data + data[place:]
    if data.strip() and not (stream.eof and _agrees(unpacked, checksum[:_ZLIB_CHECKSUM])):
        _budget.broken += 1
    return bytes(unpacked)


def _agrees(unpacked: bytes | bytearray, checksum: bytes) -> bool:
    return len(checksum) < _ZLIB_CHECKSUM or zlib.adler32(unpacked) == int.from_bytes(checksum, "big")


def broken() -> int:
    """Return how many streams of the file were found broken so far."""
    return _budget.broken


def data_of(stream: Any) -> tuple[bytes, bool]:
    """Return what a stream holds, and whether a part of it is lost: it broke off, or is not what its checksum says."""
    before = _budget.broken
    data: bytes = stream.get_data()
    if _budget.broken != before or not (stream.attrs or data):  # a stream without entries stands for one not found
        _budget.broken_streams[id(stream)] = stream
    return data, id(stream) in _budget.broken_streams


def begin(limits: ReadLimits) -> None:
    """Start the budget for a new file."""
    _budget.limits = limits
    _budget.decoded = _budget.broken = 0
    _budget.broken_streams.clear()


def _keep_own_widths() -> None:
    original = pdffont.PDFType1Font.__init__

    def init(self: Any, rsrcmgr: Any, spec: Any) -> None:
        original(self, rsrcmgr, spec)
        widths = pdftypes.resolve1(spec.get("Widths")) if hasattr(spec, "get") else None
        if isinstance(widths, list):
            first = pdftypes.resolve1(spec.get("FirstChar", 0))
            start = first if isinstance(first, int) else 0
            resolved = ((start + index, pdftypes.resolve1(width)) for index, width in enumerate(widths[:_WIDTH_RANGE]))
            self.widths = {code: width for code, width in resolved if isinstance(width, (int, float))}

    _replace(pdffont.PDFType1Font, "__init__", init)


def _leave_font_files() -> None:
    """Do not unpack a font program for the letters that ToUnicode tells: the library looks into it only without."""
    original = pdffont.PDFCIDFont.__init__

    def init(self: Any, rsrcmgr: Any, spec: Any, *args: Any) -> None:
        descriptor = pdftypes.resolve1(spec.get("FontDescriptor"))
        if "ToUnicode" in spec and isinstance(descriptor, dict) and "FontFile2" in descriptor:
            kept = {key: value for key, value in descriptor.items() if key != "FontFile2"}
            spec = {**spec, "FontDescriptor": kept}
        original(self, rsrcmgr, spec, *args)

    _replace(pdffont.PDFCIDFont, "__init__", init)


def _pad_short_targets() -> None:
    original = cmapdb.FileUnicodeMap.add_cid2unichr

    def add(self: Any, cid: int, code: Any) -> None:
        original(self, cid, b"\x00" + code if isinstance(code, bytes) and len(code) == 1 else code)

    _replace(cmapdb.FileUnicodeMap, "add_cid2unichr", add)


def _read_plain_maps() -> None:
    original = cmapdb.CMapParser

    class PlainFirst:
        """Stands where fonts look for the parser of their maps."""

        def __init__(self, cmap: Any, stream: BytesIO) -> None:
            self._cmap = cmap
            self._data = stream.getvalue()

        def run(self) -> None:
            """Fill the map."""
            letters = None
            if isinstance(self._cmap, cmapdb.FileUnicodeMap):
                with contextlib.suppress(ValueError):
                    letters = maps.read_plain(self._data, _budget.limits.font_range)
            if letters is None:
                original(self._cmap, BytesIO(self._data)).run()
            else:
                self._cmap.cid2unichr = letters

    _replace(pdffont, "CMapParser", PlainFirst)


def _bound_ranges() -> None:
    parser = cmapdb.CMapParser
    original = parser.do_keyword

    def do_keyword(self: Any, pos: int, token: Any) -> None:
        if token is parser.KEYWORD_ENDBFRANGE or token is parser.KEYWORD_ENDCIDRANGE:
            entries = self.popall()
            kept = []
            for index in range(0, len(entries) - 2, 3):
                first, last = entries[index][1], entries[index + 1][1]
                if (
                    isinstance(first, bytes)
                    and isinstance(last, bytes)
                    and _covers(first, last) <= _budget.limits.font_range
                ):
                    kept.extend(entries[index : index + 3])
            self.push(*kept)
        original(self, pos, token)

    _replace(parser, "do_keyword", do_keyword)


def _covers(first: bytes, last: bytes) -> int:
    return int.from_bytes(last, "big") - int.from_bytes(first, "big") + 1


def _bound_widths() -> None:
    original = pdffont.get_widths

    def get_widths(seq: Any) -> Any:
        plain = [pdftypes.resolve1(value) for value in seq]
        index = 0
        kept: list[Any] = []
        while index < len(plain):
            if index + 1 < len(plain) and isinstance(plain[index + 1], list):
                kept.extend(plain[index : index + 2])
                index += 2
                continue
            chunk = plain[index : index + 3]
            if (
                len(chunk) == len(("first", "last", "width"))
                and all(isinstance(value, (int, float)) for value in chunk)
                and chunk[1] - chunk[0] <= _WIDTH_RANGE
            ):
                kept.extend(chunk)
            index += 3
        return original(kept)

    _replace(pdffont, "get_widths", get_widths)


def _replace(owner: Any, name: str, ours: Any) -> None:
    """Put our part in place of the library's, which must be there: a release without it would lose its limit."""
    if not hasattr(owner, name):
        raise ImportError(f"pdfminer.six has no {name} any more")
    setattr(owner, name, ours)


def _install() -> None:
    _replace(pdftypes, "zlib", _BoundedZlib)
    _replace(pdftypes, "ascii85decode", ascii85.decode)
    _replace(pdftypes, "decompress_corrupted", _decompress_corrupted)
    _keep_own_widths()
    _leave_font_files()
    _pad_short_targets()
    _bound_ranges()
    _read_plain_maps()
    _bound_widths()
    _replace(PSBaseParser, "nexttoken", tokens.next_token)
    _replace(PDFParser, "start_type", objects.start_type)
    _replace(PDFXRef, "load", whole.load_places)


_install()

PDF_FAULTS: Final = (
    PSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    ZeroDivisionError,
    EOFError,
    UnicodeError,
    zlib.error,
)
"""What pdfminer raises on damaged files: its own errors, and those of Python that it lets through."""
