"""Generators of scans and of what old office programs wrap them in: DIB, WMF, EMF, RTF."""

from __future__ import annotations

import gzip
import io
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator

_FONTS: Final = ("DejaVuSerif.ttf", "LiberationSerif-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf")
_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_BITMAP_FILE_HEADER: Final = 14


def font(size: int) -> ImageFont.FreeTypeFont | None:
    """Return a font with Russian letters of the system, if there is one."""
    for name in _FONTS:
        for folder in _FOLDERS:
            for path in folder.rglob(name):
                return ImageFont.truetype(str(path), size)
    return None


def page(lines: list[str], *, width: int = 1240, height: int = 1754, size: int = 34) -> Image.Image:
    """A white page with lines of text, as a scanner at 150 dpi would give it."""
    picture = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((120, 140 + number * 2 * size), line, fill=0, font=font(size))
    return picture


def encoded(picture: Image.Image, kind: str) -> bytes:
    """Return a picture as a file of this kind."""
    buffer = io.BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def dib(picture: Image.Image) -> bytes:
    """A bitmap without the header of its file."""
    return encoded(picture.convert("RGB"), "BMP")[_BITMAP_FILE_HEADER:]


def strips(picture: Image.Image, count: int) -> Iterator[Image.Image]:
    """Cut a picture across."""
    tall = picture.height // count
    for number in range(count):
        bottom = picture.height if number == count - 1 else (number + 1) * tall
        yield picture.crop((0, number * tall, picture.width, bottom))


def wmf(picture: Image.Image, *, pieces: int = 1, placeable: bool = True) -> bytes:
    """A metafile of Windows 3 that draws a bitmap, maybe in strips."""
    records = []
    top = 0
    for strip in strips(picture, pieces):
        body = dib(strip)
        body += b"\x00" * (len(body) % 2)
        head = struct.pack(
            "<IHhhhhhhhh", 0x00CC0020, 0, strip.height, strip.width, 0, 0, strip.height, strip.width, top, 0
        )
        records.append(struct.pack("<IH", (6 + len(head) + len(body)) // 2, 0x0F43) + head + body)
        top += strip.height
    window = struct.pack("<IHhh", 5, 0x020C, picture.height, picture.width)
    content = window + b"".join(records) + struct.pack("<IH", 3, 0)
    longest = max(len(record) for record in records) // 2
    header = struct.pack("<HHHIHIH", 1, 9, 0x0300, (18 + len(content)) // 2, 0, longest, 0)
    if not placeable:
        return header + content
    place = struct.pack("<IHhhhhHI", 0x9AC6CDD7, 0, 0, 0, picture.width, picture.height, 150, 0)
    check = 0
    for (word,) in struct.iter_unpack("<H", place):
        check ^= word
    return place + struct.pack("<H", check) + header + content


def emf(picture: Image.Image) -> bytes:
    """A metafile of Windows NT that draws a bitmap."""
    body = dib(picture)
    head, bits = body[:40], body[40:]
    wide, high = picture.size
    record = struct.pack("<II4i6iIIIIII2i", 81, 80 + len(head) + len(bits), 0, 0, wide, high, 0, 0, 0, 0, wide, high,
                         80, len(head), 80 + len(head), len(bits), 0, 0x00CC0020, wide, high) + head + bits  # fmt: skip
    record += b"\x00" * (-len(record) % 4)
    record = record[:4] + struct.pack("<I", len(record)) + record[8:]
    end = struct.pack("<IIIII", 14, 20, 0, 16, 20)
    size = 88 + len(record) + len(end)
    header = struct.pack("<II4i4i", 1, 88, 0, 0, wide - 1, high - 1, 0, 0, wide * 17, high * 17) + b" EMF"
    header += struct.pack("<IIIHHIII2i2i", 0x10000, size, 3, 1, 0, 0, 0, 0, wide, high, 210, 297)
    return header.ljust(88, b"\x00") + record + end


def squeezed(metafile: bytes) -> bytes:
    """A metafile as Word packs it (WMZ, EMZ)."""
    return gzip.compress(metafile)


def rtf(picture: bytes, kind: str, *, text: str = "") -> bytes:
    """An RTF with one picture of 16 by 23 cm; kinds: ``jpegblip``, ``pngblip``, ``wmetafile8``, ``dibitmap0``."""
    size = "\\picw16000\\pich23000\\picwgoal9072\\pichgoal13041 "
    said = "".join(f"\\u{ord(sign)}?" for sign in text)
    return ("{\\rtf1\\ansi\\ansicpg1251 " + said + "\\par{\\pict\\" + kind + size + picture.hex() + "}\\par}").encode(
        "ascii"
    )
