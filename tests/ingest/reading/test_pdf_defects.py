"""The defects of pdfminer.six that docs/upstream-pdfminer.md tells of are mended here, in our reading and its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ingest.reading import ReadLimits, Tools, read_document

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

WIDTHS = (
    b"<</Type/Font/Subtype/TrueType/BaseFont/Arial/FirstChar 128/LastChar 131/Widths[600 600 600 300]/Encoding<</Type"
    b"/Encoding/BaseEncoding/WinAnsiEncoding/Differences[128/afii10017/afii10018/afii10019/space]>>>>"
)


def text_of(folder: Path, data: bytes, method: str) -> str:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), method=method).text


@pytest.mark.parametrize("method", ["", "stock"])
def test_a_font_with_a_famous_name_keeps_its_own_widths(tmp_path: Path, method: str) -> None:
    """Without them the next piece, which begins where the first one ends, would stand far from it."""
    content = b"BT /F2 12 Tf 72 700 Td (\\200\\201\\202) Tj ET BT /F2 12 Tf 93.6 700 Td (\\200\\201) Tj ET"
    data = pdf.page_of(pdf.stream(content), WIDTHS, resources=b"/XObject<<>>").replace(b"/F1 5 0 R", b"/F2 6 0 R")
    assert text_of(tmp_path, data, method) == "АБВАБ"


@pytest.mark.parametrize("method", ["", "stock"])
@pytest.mark.parametrize("unusual", [b"", b" 0 begincidchar endcidchar"])
def test_letters_of_one_byte_in_a_map_are_read(tmp_path: Path, method: str, unusual: bytes) -> None:
    """Both by our reading of maps and by the library's, which reads the unusual ones."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Scan/FirstChar 0/Widths[%s]/ToUnicode 7 0 R>>" % (b"500 " * 256)
    ranges = b"begincmap 1 beginbfrange <00> <7f> <00> endbfrange%s endcmap" % unusual
    content = pdf.stream(b"BT /F2 12 Tf 72 700 Td (109012 Moscow) Tj ET")
    data = pdf.page_of(content, font, pdf.stream(ranges)).replace(b"/F1 5 0 R", b"/F2 6 0 R")
    assert text_of(tmp_path, data, method) == "109012 Moscow"
