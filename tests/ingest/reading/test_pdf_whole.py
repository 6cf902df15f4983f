"""A file that is held in memory gives the objects and places that the library finds by reading on."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdfminer.pdfdocument import PDFDocument, PDFXRef
from pdfminer.pdfparser import PDFParser

from ingest.reading.pdf import whole
from ingest.reading.pdf.whole import WholeDocument, WholeParser

_ENDS: Final = (b" \n", b"\r\n", b" \r", b"\n", b"\r", b"  \n")
_BODIES: Final = (
    b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[3 0 R]/Count 1>>", b"[1 2 (three)]", b"(text)", b"12", b"/Name", b"",
    b"<</Length 5>>\nstream\nabcde\nendstream", b"<</Length 99>>\nstream\nabcde\nendstream", b"<</A[>>", b"% note",
)  # fmt: skip
_HEADS: Final = (b"%d 0 obj", b"%d  0\nobj\n", b" %d 0 obj ", b"%d 0 objx ", b"9 %d 0 obj", b"%d obj", b"7 0 obj", b"")


def _outcome(ask: Any) -> str:
    try:
        return repr(ask())
    except Exception as error:  # noqa: BLE001 - whatever the library raises, ours does too
        return repr(type(error))


def _shown(value: Any) -> Any:
    return (value.attrs, value.rawdata) if hasattr(value, "rawdata") else value


def _read(data: bytes, document: type[PDFDocument], parser: type[PDFParser], load: Any) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PDFXRef, "load", load)
        try:
            opened = document(parser(BytesIO(data)))
        except Exception as error:  # noqa: BLE001 - as above
            return [repr(type(error))]
        places = [{number: xref.get_pos(number) for number in xref.get_objids()} for xref in opened.xrefs]
        return [repr(places), *(_outcome(lambda number=number: _shown(opened.getobj(number))) for number in range(9))]


@given(
    st.lists(st.tuples(st.sampled_from(_HEADS), st.sampled_from(_BODIES)), max_size=5),
    st.lists(st.sampled_from(_ENDS), min_size=1, max_size=3),
    st.sampled_from([b"0 %d\n", b"\n 0 %d \r\n", b"0 %d 1\n", b"0 %d\n0 0\n"]),
    st.integers(-1, 1),
)
def test_objects_are_those_of_the_library(
    parts: list[tuple[bytes, bytes]], ends: list[bytes], section: bytes, more: int
) -> None:
    data = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    places = [0, 9]
    for number, (head, body) in enumerate(parts, 2):
        places.append(len(data))
        data += (head % number if b"%d" in head else head) + body + b"\nendobj\n"
    table = section % (len(places) + more)
    for number, place in enumerate(places):
        table += b"%010d 000%02d %s" % (place, number, b"n" if number else b"f") + ends[number % len(ends)]
    data += b"xref\n" + table + b"trailer <</Root 1 0 R/Size 9>>\nstartxref\n%d\n%%%%EOF" % len(data)
    ours = _read(data, WholeDocument, WholeParser, whole.load_places)
    assert ours == _read(data, PDFDocument, PDFParser, whole._library_load)


def test_a_file_too_large_to_hold_is_read_from_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Kids[]/Count 0>> endobj\n"
    data = b"%PDF-1.4\n" + body + b"trailer <</Root 1 0 R>>\n"
    held = _read(data, WholeDocument, WholeParser, whole.load_places)
    monkeypatch.setattr(whole, "_MOST", 16)
    assert held == _read(data, WholeDocument, WholeParser, whole.load_places)
    assert "Catalog" in held[2]
