"""A program of its own that runs in the sandbox of converters: only there a stranger's file is opened for a derivative.

``prepare OUT PAGES PIXELS``: reads a PDF or a picture from its input. A PDF is written to OUT without private keys that
PDF/A does not know; a picture becomes a PDF with a page for each frame, the picture's own bytes in it where PDF knows
their packing (JPEG, fax) and the same pixels where it does not. A picture of more pages, or with more pixels on a page,
is not opened any further.
``bare SOURCE OUT``: writes a PDF without its text where no page looks otherwise for that: what another program has read
in the pictures goes, the pictures stay as they are, byte for byte.
``look FILE``: only looks. All print ``{"pages": …, "words": …, "drawn": …}``; the exit codes are those of OCRmyPDF.
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
SEEN: Final = 11
"""The text of a page is seen on it; not a code of OCRmyPDF's for anything that can happen here."""
_INTENTS: Final = ("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation")
_TEXT: Final = frozenset("BT ET Tj TJ ' \" Tf Td TD Tm T* Tc Tw Tz TL Tr Ts".split())  # noqa: SIM905 - as the standard lists them
"""Operators of text (PDF 32000-1, table 107 to 109); what changes colours between them stays."""
_FORMS: Final = 1_000
"""Forms of a page that are looked through."""
_QUALITY: Final = 60
"""Of a JPEG that is made of JPEG 2000: 43 to 47 dB from it, which nobody sees; three quarters of the size at 75."""
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


class _Seen(Exception):
    """A page looks otherwise without its text."""


def main(command: str, path: str, pages: str = "0", pixels: str = "0") -> int:
    """Do one command and return the exit code."""
    data = sys.stdin.buffer.read() if command == "prepare" else Path(path).read_bytes()
    try:
        if command == "bare":
            data = bare(data)
            Path(pages).write_bytes(data)
        elif command == "prepare":
            if data.startswith(_PICTURES):
                data = bound(data, int(pages), int(pixels))
            with pikepdf.open(io.BytesIO(data)) as document:
                tidy(document)
                document.save(path)
        found = look(data)
    except pikepdf.PasswordError:
        return ENCRYPTED
    except _Seen:
        return SEEN
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
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            _tidy(thing)
    for page in document.pages:
        resources = page.obj.get("/Resources")
        if isinstance(resources, pikepdf.Dictionary) and "/Subtype" in resources:
            del resources["/Subtype"]


def _tidy(thing: pikepdf.Dictionary | pikepdf.Stream) -> None:
    is_picture = str(thing.get("/Subtype", "")) == "/Image"
    kind = "/Image" if is_picture else str(thing.get("/Type", ""))
    if "/Title" in thing and "/SE" in thing:  # a bookmark's way to the structure, which no reader follows
        del thing["/SE"]
    for key in ("/Intent", "/RI") if is_picture else ("/RI",):
        if key in thing and isinstance(thing[key], pikepdf.Name) and str(thing[key]) not in _INTENTS:
            del thing[key]
    for key in _NEEDLESS.get(kind, ()):
        if key in thing:
            del thing[key]
    if is_picture and isinstance(thing, pikepdf.Stream):
        _pack_anew(thing)


def _pack_anew(picture: pikepdf.Stream) -> None:
    """Make a JPEG of a picture in JPEG 2000, which the validator does not know; leave what is more than a picture."""
    packing, space = picture.get("/Filter"), picture.get("/ColorSpace")
    names = [str(name) for name in packing] if isinstance(packing, pikepdf.Array) else [str(packing)]
    if names != ["/JPXDecode"] or "/SMaskInData" in picture or "/Decode" in picture:
        return
    try:
        with Image.open(io.BytesIO(picture.read_raw_bytes()), formats=("JPEG2000",)) as opened:
            if opened.mode not in {"L", "RGB"} or str(space) not in {"None", "/DeviceGray", "/DeviceRGB"}:
                return
            grey = opened.mode == "L"
            if str(space) == ("/DeviceRGB" if grey else "/DeviceGray"):
                return
            out = io.BytesIO()
            opened.save(out, "JPEG", quality=_QUALITY, optimize=True)
    except _SPOILT:
        return
    picture.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
    picture.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    picture.BitsPerComponent = 8


def bare(data: bytes) -> bytes:
    """Return a PDF without its text.

    Raises:
        _Seen: A page looks otherwise without it.
    """
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.contents_coalesce()
            _strip(document, page.obj, [])
        document.remove_unreferenced_resources()
        document.save(out)
    with pypdfium2.PdfDocument(data) as before, pypdfium2.PdfDocument(out.getvalue()) as after:
        for number in range(len(before)):
            if _drawing(before, number) != _drawing(after, number):
                raise _Seen
    return out.getvalue()


def _strip(document: pikepdf.Pdf, holder: Any, seen: list[tuple[int, int]]) -> None:
    """Take the operators of text out of a page or form and out of the forms that it calls."""
    kept = [
        instruction
        for instruction in pikepdf.parse_content_stream(pikepdf.Page(holder) if "/Contents" in holder else holder)
        if str(instruction.operator) not in _TEXT
    ]
    said = pikepdf.unparse_content_stream(kept)
    if "/Contents" in holder:
        holder.Contents = document.make_stream(said)
    elif isinstance(holder, pikepdf.Stream):
        holder.write(said)
    resources = holder.get("/Resources")
    if not isinstance(resources, pikepdf.Dictionary):
        return
    if "/Font" in resources:
        del resources["/Font"]
    things = resources.get("/XObject")
    for thing in things.as_dict().values() if isinstance(things, pikepdf.Dictionary) else ():
        if thing.get("/Subtype") == "/Form" and thing.objgen not in seen and len(seen) < _FORMS:
            seen.append(thing.objgen)
            _strip(document, thing, seen)


def _drawing(document: pypdfium2.PdfDocument, number: int) -> bytes:
    page = document[number]
    drawn: bytes = page.render(scale=1.0).to_pil().tobytes()
    page.close()
    return drawn


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
