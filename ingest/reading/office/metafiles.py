"""Scans inside Windows metafiles (WMF, EMF): the bitmap is taken out, because nothing here can draw the metafile.

Word wraps pasted scans so, and LibreOffice keeps the wrapping. A metafile holds a list of drawing records; those that
draw a bitmap carry it as a DIB, newer ones as PNG or JPEG. Lines and letters of a metafile are not drawn.

Sources: [MS-WMF] 2.3.1 and [MS-EMF] 2.3.1 of Microsoft.
"""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACEABLE: Final = b"\xd7\xcd\xc6\x9a"
_EMF_MARK: Final = b" EMF"
_GZIP: Final = b"\x1f\x8b"
_WMF_BITMAPS: Final = {0x0F43: 28, 0x0B41: 26, 0x0940: 22, 0x0D33: 24}
"""Record -> where its DIB begins: StretchDIB, DIBStretchBlt, DIBBitBlt, SetDIBToDev."""
_EMF_BITMAPS: Final = {81: 48, 80: 48, 76: 84, 77: 84}
"""Record -> where it tells the place of its DIB: StretchDIBits, SetDIBitsToDevice, BitBlt, StretchBlt."""
_EMBEDDED: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST_RECORDS: Final = 200_000
_MOST_STRIPS: Final = 500


def raster_of(data: bytes, *, most_bytes: int, most_pixels: int) -> bytes | None:
    """Return the bitmap of a metafile as BMP, strips one below the other; None when there is none within the limits."""
    from PIL import Image

    if data.startswith(_GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, most_bytes)
        except zlib.error:
            return None
    strips: list[Image.Image] = []
    room = most_pixels
    for bitmap in _bitmaps(data):
        try:
            with Image.open(io.BytesIO(bitmap)) as opened:
                room -= opened.width * opened.height
                if room < 0 or len(strips) >= _MOST_STRIPS:
                    return None
                strips.append(opened.convert("RGB"))
        except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
            continue
    if not strips:
        return None
    widest = max(strip.width for strip in strips)
    strips = [strip for strip in strips if strip.width == widest]
    whole = Image.new("RGB", (widest, sum(strip.height for strip in strips)))
    top = 0
    for strip in strips:
        whole.paste(strip, (0, top))
        top += strip.height
    buffer = io.BytesIO()
    whole.save(buffer, "BMP")
    return buffer.getvalue()


def _bitmaps(data: bytes) -> Iterator[bytes]:
    found = False
    for bitmap in _of_emf(data) if data[40:44] == _EMF_MARK else _of_wmf(data):
        found = True
        yield bitmap
    if not found:
        for mark in _EMBEDDED:
            place = data.find(mark)
            if place >= 0:
                yield data[place:]


def _of_wmf(data: bytes) -> Iterator[bytes]:
    place = (22 if data.startswith(_PLACEABLE) else 0) + 18
    for _ in range(_MOST_RECORDS):
        if place + 6 > len(data):
            return
        words, function = struct.unpack_from("<IH", data, place)
        end = place + 2 * words
        if words < 3 or end > len(data):  # noqa: PLR2004 - a record has a head of three words
            return
        if function in _WMF_BITMAPS and place + _WMF_BITMAPS[function] < end:
            yield data[place + _WMF_BITMAPS[function] : end]
        place = end


def _of_emf(data: bytes) -> Iterator[bytes]:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 8 > len(data):
            return
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8 or place + size > len(data):  # noqa: PLR2004 - a record has a head of eight bytes
            return
        at = _EMF_BITMAPS.get(kind)
        if at is not None and size >= at + 16:
            head, head_size, bits, bits_size = struct.unpack_from("<IIII", data, place + at)
            if head_size and bits_size and head + head_size <= size and bits + bits_size <= size:
                yield data[place + head : place + head + head_size] + data[place + bits : place + bits + bits_size]
        place += size
