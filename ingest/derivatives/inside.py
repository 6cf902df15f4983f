"""A program of its own that runs in the sandbox of converters: only there a stranger's file is opened for a derivative.

``prepare OUT PAGES PIXELS``: reads a PDF or a picture from its input. A PDF is written to OUT without private keys that
PDF/A does not know; a picture becomes a PDF with a page for each frame, the picture's own bytes in it where PDF knows
their packing (JPEG, fax) and the same pixels where it does not. A picture of more pages, or with more pixels on a page,
is not opened any further.
``look FILE``: only looks. Both print ``{"pages": …, "words": …, "drawn": …}``; the exit codes are those of OCRmyPDF.
"""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any, Final

import img2pdf
import pikepdf
import pypdfium2
from PIL import Image, ImageOps

UNREADABLE: Final = 4
"""Not 2: that is how Python itself ends when it does not find this file."""
ENCRYPTED: Final = 8
TOO_LARGE: Final = 9
"""A picture over the limits; not a code of OCRmyPDF's for anything that can happen here."""
_WORD: Final = re.compile(r"[А-Яа-яЁё]{3,}")
_NEEDLESS: Final = {
    "/Catalog": ("/OpenAction", "/AA"),
    "/Page": ("/Trans", "/Dur", "/AA"),
    "/ExtGState": ("/TR", "/TR2", "/HT"),
    "/Image": ("/Resolution", "/OPI", "/Alternates"),
}
"""Type of an object -> what scanners and printers leave in it: actions, effects of shows, settings of a press."""
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*")
"""How JPEG, PNG and TIFF begin."""
_SPOILT: Final = (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError, OverflowError)
"""What Pillow raises over broken pictures."""
_DPI: Final = 200.0
"""Of a picture that does not tell its own, or tells what no scanner does: as the reader of pictures takes it."""
_SENSIBLE_DPI: Final = (50.0, 1_200.0)
_POINTS: Final = 72.0
_WHOLE_PAGE: Final = 0.9
"""A picture that covers so much of a page is the page."""
_LONGEST: Final = 1_684.0
"""Points: the longer side of A2. Telephones tell 72 dots an inch, which makes a page of a metre and a half."""
_A4: Final = 842.0


class _TooLarge(Exception):
    """A picture is over a limit."""


def main(command: str, path: str, pages: str = "0", pixels: str = "0") -> int:
    """Do one command and return the exit code."""
    data = sys.stdin.buffer.read() if command == "prepare" else Path(path).read_bytes()
    try:
        if command == "prepare":
            if data.startswith(_PICTURES):
                data = bound(data, int(pages), int(pixels))
            with pikepdf.open(io.BytesIO(data)) as document:
                tidy(document)
                document.save(path)
        found = look(data)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except (_TooLarge, Image.DecompressionBombError):
        return TOO_LARGE
    except (pikepdf.PdfError, pypdfium2.PdfiumError, RecursionError, *_SPOILT):
        return UNREADABLE
    sys.stdout.write(json.dumps(found))
    return 0 if found["pages"] else UNREADABLE


def bound(data: bytes, pages: int, pixels: int) -> bytes:
    """Return a PDF with a page for each frame of a TIFF, or the one page of a JPEG or PNG.

    Raises:
        _TooLarge: More frames than ``pages``, or a frame of more than ``pixels``.
        OSError: It cannot be decoded, or one of :data:`_SPOILT`.
    """
    Image.MAX_IMAGE_PIXELS = pixels
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF")) as picture:
        only_first = picture.format != "TIFF"  # the other pictures of a telephone's JPEG or a moving PNG are no pages
        count: int = 1 if only_first else getattr(picture, "n_frames", 1)
        if count > pages:
            raise _TooLarge
        for number in range(count):
            picture.seek(number)
            if picture.width * picture.height > pixels:
                raise _TooLarge
        try:
            return _bound([data], only_first=only_first)
        except (img2pdf.ImageOpenError, img2pdf.AlphaChannelError, img2pdf.ExifOrientationError, *_SPOILT):
            return _bound([_drawn_anew(picture, number) for number in range(count)], only_first=True)


def _bound(pictures: list[bytes], *, only_first: bool) -> bytes:
    img2pdf.default_dpi = _DPI
    made: bytes = img2pdf.convert(
        pictures, layout_fun=_layout, first_frame_only=only_first, rotation=img2pdf.Rotation.auto
    )
    return made


def _layout(across: int, down: int, told: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return the size of the page and of the picture on it, in points; pages are never larger than A2."""
    least, most = _SENSIBLE_DPI
    dpi = [float(one) if least <= one <= most else _DPI for one in told]
    width, height = across * _POINTS / dpi[0], down * _POINTS / dpi[1]
    if max(width, height) > _LONGEST:
        scale = _A4 / max(width, height)
        width, height = width * scale, height * scale
    return width, height, width, height


def _drawn_anew(picture: Image.Image, number: int) -> bytes:
    """Return a frame as PNG: upright, on white where it lets through."""
    picture.seek(number)
    frame = ImageOps.exif_transpose(picture)
    if frame.has_transparency_data:
        frame = frame.convert("RGBA")
        paper = Image.new("RGBA", frame.size, "white")
        paper.alpha_composite(frame)
        frame = paper
    out = io.BytesIO()
    frame.convert("RGB").save(out, "PNG", dpi=picture.info.get("dpi", (_DPI, _DPI)), compress_level=3)
    return out.getvalue()


def look(data: bytes) -> dict[str, Any]:
    """Return the number of pages, whether any has words in its text layer, and whether any draws words of its own.

    Words over a picture of the whole page were recognised by another program: the page is a scan all the same.
    """
    with pypdfium2.PdfDocument(data) as document:
        count = len(document)
        worded = [
            page for page in map(document.__getitem__, range(count))
            if _WORD.search(page.get_textpage().get_text_bounded())
        ]  # fmt: skip
        drawn = not all(map(_is_picture, worded))
    return {"pages": count, "words": bool(worded), "drawn": drawn}


def _is_picture(page: pypdfium2.PdfPage) -> bool:
    """Tell whether one picture covers a page."""
    width, height = page.get_size()
    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, low, right, high = picture.get_bounds()
        if (right - left) * (high - low) >= _WHOLE_PAGE * width * height:
            return True
    return False


def tidy(document: pikepdf.Pdf) -> None:
    """Take out what changes nothing on a page and keeps a scan from being PDF/A as it is."""
    for thing in document.objects:
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        kind = str(thing.get("/Type", ""))
        subtype = str(thing.get("/Subtype", ""))
        if "/Title" in thing and "/SE" in thing:  # a bookmark's way to the structure, which no reader follows
            del thing["/SE"]
        for key in _NEEDLESS.get("/Image" if subtype == "/Image" else kind, ()):
            if key in thing:
                del thing[key]
    for page in document.pages:
        resources = page.obj.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary) and "/Subtype" in resources:
            del resources["/Subtype"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
