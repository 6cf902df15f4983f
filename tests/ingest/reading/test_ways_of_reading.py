"""A PDF that one way of reading does not get through is read by the next, and the registrar is told."""

from __future__ import annotations

import pytest

from domain.errors import DamagedFile, HostileFile, NothingToRead, ReadingFailed, ReadingTimedOut
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.reader import read_document
from ingest.reading.ways import is_worth_trying
from tests.factories import EXAMPLES

PDF = EXAMPLES / "acts" / "Постановление 309 от 06.04.2026.pdf"


def words(text: str) -> list[str]:
    return sorted(text.split())


def test_what_is_too_much_for_pdfminer_is_read_by_pdfium() -> None:
    with ReadingPool(ReadLimits(page_operators=40), Tools()) as pool:
        document = pool.read(PDF, recognise=False)
    with ReadingPool(ReadLimits(), Tools()) as pool:
        usual = pool.read(PDF)
    assert "other-reader" in {notice.code for notice in document.notices}
    assert "other-reader" not in {notice.code for notice in usual.notices}
    found, expected = set(words(document.text)), set(words(usual.text))
    assert len(found & expected) > 0.95 * len(expected)


@pytest.mark.parametrize("method", ["stock", "pdfium"])
def test_each_way_reads_the_words_of_the_usual_one(method: str) -> None:
    usual = read_document(PDF, name=PDF.name, limits=ReadLimits(), tools=Tools())
    other = read_document(PDF, name=PDF.name, limits=ReadLimits(), tools=Tools(), method=method)
    found, expected = set(words(other.text)), set(words(usual.text))
    assert len(found & expected) > 0.95 * len(expected)
    assert len(other.pages) == len(usual.pages)


def test_the_last_way_recognises_the_pages() -> None:
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    document = read_document(PDF, name=PDF.name, limits=ReadLimits(), tools=tools, method="pictures")
    assert document.is_scan
    assert "ПОСТАНОВЛЕНИЕ" in document.text


def test_the_first_reason_is_told_when_no_way_leads_through() -> None:
    with ReadingPool(ReadLimits(pdf_pages=1), Tools()) as pool, pytest.raises(HostileFile) as refused:
        pool.read(max(EXAMPLES.glob("acts/*.pdf"), key=lambda path: path.stat().st_size))
    assert refused.value.details["limit"] == "pdf_pages"


@pytest.mark.parametrize(
    ("failure", "ways"),
    [
        (ReadingFailed(), ["stock", "pdfium", "pictures"]),
        (DamagedFile(), ["stock", "pdfium", "pictures"]),
        (ReadingTimedOut(), ["pdfium", "pictures"]),
        (ReadingTimedOut(stage="ocr"), []),
        (HostileFile(limit="page_operators"), ["pdfium", "pictures"]),
        (HostileFile(limit="pdf_pages"), []),
        (NothingToRead(), []),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_only_ways_that_may_help_are_tried(failure: ReadingFailed, ways: list[str]) -> None:
    tried = ["stock", "pdfium", "pictures"]
    assert [way for way in tried if is_worth_trying(way, failure)] == ways
