"""A searchable PDF/A is about as large as its scan: pictures stay as they are, another program's text goes."""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from domain.errors import DerivativeFailed
from ingest.derivatives import inside, make_pdfa
from ingest.reading import ReadLimits, Tools
from tests import scans

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = Tools.find()
PACKINGS = {"JPEG": Name.DCTDecode, "JPEG2000": Name.JPXDecode}
pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)


def layered(path: Path, packing: str, *, seen: bool = False) -> Path:
    """A scan with words of another program in a font that is not in the file, as PDF/A forbids."""
    picture = io.BytesIO()
    options = {"quality_mode": "dB", "quality_layers": [40]} if packing == "JPEG2000" else {"quality": 80}
    scans.page().save(picture, packing, **options)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        image = pikepdf.Stream(pdf, picture.getvalue())
        image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceRGB
        image.Width, image.Height, image.BitsPerComponent = *scans.SIZE, 8
        image.Filter = PACKINGS[packing]
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form = pikepdf.Stream(pdf, b"BT 3 Tr /F 12 Tf 60 600 Td (nocTaHoBneHue) Tj ET")
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        form.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=image, X=form))
        mode = 0 if seen else 3
        says = f"q 595 0 0 842 0 0 cm /I Do Q BT {mode} Tr /F 12 Tf 60 700 Td (BTopoe) Tj ET /X Do"
        page.obj.Contents = pdf.make_stream(says.encode())
        pdf.save(path)
    return path


def picture_of(path: Path) -> bytes:
    with pikepdf.open(path) as pdf:
        (image,) = (
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        )
        data = image.read_raw_bytes()
        return zlib.decompress(data) if isinstance(image.Filter, Array) else data  # a JPEG is packed once more


def drawn(path: Path) -> Image.Image:
    with pypdfium2.PdfDocument(path) as document:
        shown: Image.Image = document[0].render(scale=scans.DPI / 72).to_pil().convert("L")
        return shown


def words(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        said: str = document[0].get_textpage().get_text_bounded()
        return said


@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("packing", PACKINGS)
def test_a_scan_with_a_foreign_layer_keeps_its_size(tmp_path: Path, packing: str) -> None:
    source, target = layered(tmp_path / "scan.pdf", packing), tmp_path / "copy.pdf"
    make_pdfa(source, target, ReadLimits(), TOOLS, lambda *_: None)
    assert scans.HEADING in words(target)
    assert "BTopoe" not in words(target)
    if packing == "JPEG":
        assert picture_of(target) == picture_of(source)
    assert target.stat().st_size < 2 * source.stat().st_size + 20_000
    least, most = ImageChops.difference(drawn(source), drawn(target)).getextrema()
    assert (least, most < 64) == (0, True), "nobody sees a difference"


def test_text_that_is_seen_is_not_taken_out(tmp_path: Path) -> None:
    hidden = layered(tmp_path / "hidden.pdf", "JPEG").read_bytes()
    with pikepdf.open(io.BytesIO(inside.bare(hidden))) as bare:
        assert not any(thing.get("/Type") == "/Font" for thing in bare.objects if isinstance(thing, pikepdf.Dictionary))
    seen = layered(tmp_path / "seen.pdf", "JPEG", seen=True)
    assert inside.main("bare", str(seen), str(tmp_path / "out.pdf")) == inside.SEEN
    assert not (tmp_path / "out.pdf").exists()


@needs_ocr
@pytest.mark.ocr
def test_where_text_is_seen_the_page_is_drawn_anew(tmp_path: Path) -> None:
    target = tmp_path / "copy.pdf"
    try:
        make_pdfa(layered(tmp_path / "seen.pdf", "JPEG", seen=True), target, ReadLimits(), TOOLS, lambda *_: None)
    except DerivativeFailed:
        pytest.fail("drawn anew, a page has no fonts")
    assert scans.HEADING in words(target)


def test_what_pictures_are_meant_for_is_left_out_where_no_standard_knows_it(tmp_path: Path) -> None:
    with pikepdf.open(layered(tmp_path / "scan.pdf", "JPEG")) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.I
        image.Intent = Name.Scanner
        inside.tidy(pdf)
        assert "/Intent" not in image
        image.Intent = Name.Perceptual
        inside.tidy(pdf)
        assert image.Intent == "/Perceptual"
