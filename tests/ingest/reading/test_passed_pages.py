"""A page that takes all the time of a reading, in a library that nobody can interrupt, costs that page alone."""

from __future__ import annotations

import io
import time
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from domain.document import check_document
from domain.errors import IntakeError, ReadingFailed, ReadingTimedOut
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.ways import Passed, passed_over
from tests import scans

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document

TOOLS = Tools.find()
SAID = "Page {} of this file tells something that has to be kept for those who read it"


def fan_out(pdf: pikepdf.Pdf, levels: int = 8) -> pikepdf.Object:
    """A form that calls another one ten times, which does the same: PDFium follows it for minutes."""
    form = pikepdf.Stream(pdf, b"0 0 1 1 re f")
    for level in range(levels):
        if level:
            below, form = form, pikepdf.Stream(pdf, b"/X Do " * 10)
            form.Resources = Dictionary(XObject=Dictionary(X=below))
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        form = pdf.make_indirect(form)
    return form


def endless(path: Path, pages: int = 3, hanging: tuple[int, ...] = (2,)) -> Path:
    """A file with pages that PDFium does not get through, and which no other reader takes."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(X=fan_out(pdf)))
        says = f"BT /F 12 Tf 60 780 Td ({SAID.format(number)}) Tj ET {'/X Do' if number in hanging else ''}"
        page.obj.Contents = pdf.make_stream(says.encode())
    pdf.save(path)
    return path


def endless_scan(path: Path) -> Path:
    """Three scanned pages; behind the second lies a pattern that takes PDFium minutes to draw."""
    made = io.BytesIO()
    page = scans.page()
    page.save(made, "PDF", resolution=scans.DPI, save_all=True, append_images=[page, page], quality=80)
    with pikepdf.open(made) as pdf:
        pattern = pikepdf.Stream(pdf, b"/X Do")
        pattern.Type, pattern.PatternType, pattern.PaintType, pattern.TilingType = Name.Pattern, 1, 1, 1
        pattern.BBox, pattern.XStep, pattern.YStep = Array([0, 0, 595, 842]), 595, 842
        pattern.Resources = Dictionary(XObject=Dictionary(X=fan_out(pdf)))
        pdf.pages[1].obj.Resources.Pattern = Dictionary(P=pdf.make_indirect(pattern))
        pdf.pages[1].contents_add(b"/Pattern cs /P scn 0 0 595 842 re f", prepend=True)
        pdf.save(path)
    return path


def notices(document: Document) -> set[tuple[str, int]]:
    assert check_document(document) == []
    return {(notice.code, notice.page) for notice in document.notices}


def test_the_other_pages_of_a_file_are_read_when_pdfium_hangs_in_one(tmp_path: Path) -> None:
    limits = ReadLimits(seconds=3.0, seconds_per_page=0.1)
    with ReadingPool(limits, Tools()) as pool:
        document = pool.read(endless(tmp_path / "act.pdf"), recognise=False)
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert [SAID.format(number) in document.text for number in (1, 2, 3)] == [True, False, True]
    assert {("other-reader", 0), ("damaged-page", 2)} <= notices(document)
    assert document.pages[1].trust < 1


@pytest.mark.parametrize("hanging", [(2, 3), tuple(range(1, 9))], ids=["two", "all but one"])
def test_a_file_has_one_time_for_all_repeats(tmp_path: Path, hanging: tuple[int, ...]) -> None:
    limits = ReadLimits(seconds=3.0, seconds_per_page=0.1)
    path = endless(tmp_path / "act.pdf", 9, hanging)
    with ReadingPool(limits, Tools()) as pool:
        begun = time.monotonic()
        document = pool.read(path, recognise=False)
        assert time.monotonic() - begun < 4.9
    if len(hanging) > 2:  # more than may be passed over: pictures of the pages wait for recognition
        assert document.unrecognised == 9
    else:
        assert [SAID.format(number) in document.text for number in range(1, 10)] == [
            number not in hanging for number in range(1, 10)
        ]


@pytest.mark.ocr
@pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)")
@pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
def test_the_other_pages_of_a_scan_are_recognised_when_one_cannot_be_drawn(tmp_path: Path) -> None:
    limits = ReadLimits(seconds=4.0, raster_seconds_per_page=1.0)
    with ReadingPool(limits, TOOLS) as pool:
        document = pool.read(endless_scan(tmp_path / "scan.pdf"))
    assert notices(document) == {("recognised", 0), ("ocr-failed", 2)}
    assert document.text.count("ПОСТАНОВЛЕНИЕ") == 2
    assert {block.page for block in document.blocks if "ПОСТАНОВЛЕНИЕ" in document.text_of(block)} == {1, 3}


@pytest.mark.parametrize(
    ("method", "failure", "passed", "expected"),
    [
        ("pdfium", ReadingTimedOut(stage="pages", step=4), (), (("pages", 4),)),
        ("pdfium", ReadingTimedOut(stage="pages", step=4), (("pages", 4),), None),
        ("pdfium", ReadingTimedOut(stage="pages", step=9), tuple(("pages", step) for step in range(3)), None),
        ("pdfium", ReadingFailed(stage="pages", step=0, signal="SIGSEGV"), (), (("pages", 0),)),
        ("", ReadingFailed(stage="ocr", step=7, signal="SIGTERM"), (), None),
        ("", ReadingTimedOut(stage="pages", step=4), (), None),
        ("", ReadingTimedOut(stage="ocr", step=7), (("ocr", 2),), (("ocr", 2), ("ocr", 7))),
        ("", ReadingTimedOut(stage="rules", step=1), (), (("rules", 1),)),
        ("stock", ReadingTimedOut(stage="text", step=0), (), None),
        ("", ReadingTimedOut(seconds=120), (), None),
    ],
)
def test_pages_are_given_up_one_by_one_and_only_where_it_helps(
    method: str, failure: IntakeError, passed: Passed, expected: Passed | None
) -> None:
    assert passed_over(method, failure, passed) == expected
