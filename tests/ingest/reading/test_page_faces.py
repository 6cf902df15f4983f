"""Pictures of pages whose fonts the file names and does not bring: their letters are seen all the same."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.images.faces import face_for
from tests.hostile import pdf

if TYPE_CHECKING:
    from pathlib import Path

CODES = range(0xC0, 0x100)
NAMES = b" ".join(b"/afii%05d" % (10017 + index + (index > 5) + (index > 38)) for index in range(64))
"""The letters А to я under their old names, in the order of Windows-1251; Ё and ё stand between them."""
needs_fonts = pytest.mark.skipif(
    face_for("Times New Roman", bold=False, italic=False) is None,
    reason="no font with Russian letters (Debian: fonts-liberation)",
)


def act(name: bytes) -> bytes:
    """Return a page with one Russian word in a font of the reader's own."""
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar 192/LastChar 255/Widths[%s]/Encoding"
        b"<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[192 %s]>>/FontDescriptor 7 0 R>>"
    ) % (name, b"600 " * 64, NAMES)
    described = (
        b"<</Type/FontDescriptor/FontName/%s/Flags 32/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700"
        b"/StemV 80/FontBBox[-200 -200 1000 900]>>"
    ) % name
    content = b"BT /F2 40 Tf 72 700 Td <CFCED1D2C0CDCEC2CBC5CDC8C5> Tj ET"
    return pdf.page_of(pdf.stream(content), font, described, resources=b"/F2 6 0 R").replace(
        b"/Font<</F1 5 0 R>>/F2 6 0 R", b"/Font<</F1 5 0 R/F2 6 0 R>>"
    )


@needs_fonts
@pytest.mark.parametrize("name", [b"TimesNewRoman", b"Arial,Bold", b"Tahoma", b"CourierNew"])
def test_letters_of_a_font_that_the_file_does_not_bring_are_drawn(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "act.pdf"
    path.write_bytes(act(name))
    with ReadingPool(ReadLimits(), Tools()) as pool:
        document = pool.read(path)
        drawn = pool.call("ingest.reading.images.pages:render_page", path, arguments={"page": 1, "width": 595})
    assert document.text == "ПОСТАНОВЛЕНИЕ"
    page = Image.open(io.BytesIO(drawn)).convert("L").point(lambda value: 255 if value < 128 else 0)
    left, top, right, bottom = page.getbbox() or (0, 0, 0, 0)
    assert right - left > 200, "a word, not a blank page"
    assert 15 < bottom - top < 60


@needs_fonts
def test_styles_are_those_of_the_named_font() -> None:
    plain = face_for("TimesNewRoman", bold=False, italic=False)
    assert plain is face_for("ABCDEF+Times", bold=False, italic=False)
    others = [face_for("TimesNewRoman", bold=True, italic=False), face_for("Arial", bold=False, italic=False)]
    assert plain not in others


@pytest.mark.parametrize("name", ["Symbol", "Wingdings", "ZapfDingbats"])
def test_no_letters_stand_for_signs(name: str) -> None:
    assert face_for(name, bold=False, italic=False) is None
