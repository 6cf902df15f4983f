"""PDF pages that are broken or set askew: what is left is read, what is lost is told, blocks stay in their places."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from domain.errors import DamagedFile
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import pdf

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document


def read(folder: Path, data: bytes, method: str = "") -> Document:
    path = folder / "act.pdf"
    path.write_bytes(data)
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False, method=method)


SLUG = "the text of another act that was here before and is"


def text(x: int, y: int, said: str, size: int = 11) -> bytes:
    return b"BT /F1 %d Tf %d %d Td (%s) Tj ET " % (size, x, y, said.encode())


def test_a_small_and_a_large_line_beside_a_table_are_each_read_once(tmp_path: Path) -> None:
    """The small one begins below the table's head and is ranked above the large one, which begins above it."""
    rules = b"".join(b"%d 600 m %d 700 l S " % (x, x) for x in (300, 380, 460, 540))
    rules += b"".join(b"300 %d m 540 %d l S " % (y, y) for y in (600, 625, 650, 675, 700))
    cells = b"".join(
        text(305 + 80 * column, 607 + 25 * row, f"c{row}{column}") for row in range(4) for column in range(3)
    )
    page = rules + cells + text(70, 690, "small line", 8) + text(70, 677, "LARGE", 28) + text(70, 500, "the end of it")
    found = read(tmp_path, pdf.page_of(pdf.stream(page))).text
    assert [found.count(said) for said in ("small line", "LARGE", "the end of it")] == [1, 1, 1]


LINES = [f"{number}. {number**9} {number**7}" for number in range(1, 30)]


def packed(*, flip: float | None = None, cut: int = 0) -> bytes:
    """Return a page of 29 lines whose stream is damaged at a share of its length, or lacks its last bytes."""
    data = bytearray(zlib.compress(b"".join(text(60, 780 - 24 * index, line) for index, line in enumerate(LINES))))
    if flip is not None:
        place = int(len(data) * flip)
        data[place : place + 8] = bytes(byte ^ 0x5A for byte in data[place : place + 8])
    return pdf.page_of(pdf.stream(bytes(data[: len(data) - cut]), b"/Filter/FlateDecode"))


def codes(document: Document) -> list[tuple[str, int]]:
    """Return what is told of the pages; that a simpler reader was asked for is told of the whole file."""
    return [(notice.code, notice.page) for notice in document.notices if notice.code != "other-reader"]


@pytest.mark.parametrize("method", ["", "stock"])
def test_a_page_whose_content_breaks_off_is_told_and_not_trusted(tmp_path: Path, method: str) -> None:
    whole, broken = read(tmp_path, packed(), method), read(tmp_path, packed(flip=0.6), method)
    assert (codes(whole), whole.pages[0].trust) == ([], 1.0)
    assert codes(broken) == [("damaged-page", 1)]
    assert broken.pages[0].trust < 0.7, "no date on it counts as certain"
    assert all(block.trust < 0.7 for block in broken.blocks)
    assert LINES[5] in broken.text, "what stands before the damage is read"


def test_a_page_that_lacks_only_its_checksum_is_whole(tmp_path: Path) -> None:
    found = read(tmp_path, packed(cut=4))
    assert (codes(found), found.pages[0].trust) == ([], 1.0)
    assert LINES[-1] in found.text


@pytest.mark.parametrize("method", ["", "stock"])
def test_a_page_of_which_nothing_is_left_is_damaged_and_not_blank(tmp_path: Path, method: str) -> None:
    with pytest.raises(DamagedFile):
        read(tmp_path, packed(flip=0.0), method)


def test_an_operator_that_cannot_be_carried_out_leaves_a_doubt(tmp_path: Path) -> None:
    """The second line stands in another place than it should: other programs understand ``1.2.3`` each in its way."""
    said = b"BT /F1 12 Tf 72 700 Td (first line) Tj 1 0 0 1.2.3 72 560 Tm (second line) Tj ET"
    found = read(tmp_path, pdf.page_of(pdf.stream(said)))
    assert codes(found) == [("damaged-page", 1)]
    assert found.pages[0].trust < 0.7


def test_a_font_without_a_name_costs_no_more_than_its_own_text(tmp_path: Path) -> None:
    said = b"BT /F1 12 Tf 72 700 Td (first line) Tj 14 Tf 0 -20 Td (second line) Tj ET"
    found = read(tmp_path, pdf.page_of(pdf.stream(said)))
    assert found.text.split("\n")[0].startswith("first line")
    assert codes(found) == [("damaged-page", 1)]


def many(count: int, *, lost: int = 0, declared: int | None = None) -> bytes:
    """Return a PDF of numbered pages; object ``lost`` of the tree is named and not there."""
    kids = b" ".join(b"%d 0 R" % (999 if page == lost else 2 + 2 * page - 1) for page in range(1, count + 1))
    pages = []
    for page in range(1, count + 1):
        entries = b"/MediaBox[0 0 595 842]/Resources<</Font<</F1 %d 0 R>>>>" % (3 + 2 * count)
        pages += [b"<</Type/Page/Parent 2 0 R/Contents %d 0 R%s>>" % (2 + 2 * page, entries)]
        pages += [pdf.stream(text(70, 700, f"page number {page}"))]
    return pdf.pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, declared or count),
        *pages,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


@pytest.mark.parametrize("method", ["", "stock", "pdfium"])
def test_a_lost_page_keeps_its_number(tmp_path: Path, method: str) -> None:
    """Those after it are the pages of which PDFium draws the pictures under the same numbers."""
    data = many(10, lost=5)
    found = read(tmp_path, data, method)
    assert codes(found) == [("damaged-page", 5)]
    assert [(page.number, page.trust < 0.7) for page in found.pages] == [(page, page == 5) for page in range(1, 11)]
    drawn = pypdfium2.PdfDocument(data)
    said = {block.page: found.text_of(block) for block in found.blocks}
    for number in (1, 4, 6, 10):
        assert drawn[number - 1].get_textpage().get_text_bounded() == said[number] == f"page number {number}"


def test_fewer_pages_than_a_file_declares_are_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, many(3, declared=5))) == [("pages-missing", 0)]
    assert codes(read(tmp_path, many(3, declared=2))) == []


def test_a_file_that_lost_all_its_pages_is_no_blank_one(tmp_path: Path) -> None:
    with pytest.raises(DamagedFile):
        read(tmp_path, many(1, lost=1))


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (b"[0 500 595 842]", (595, 342)),
        (b"[-50 400 700 900]", (595, 442)),
        (b"[595 842 0 500]", (595, 342)),
        (b"[0 0 0 0]", (595, 842)),
        (b"[900 900 990 990]", (595, 842)),
        (b"[/a 1]", (595, 842)),
    ],
)
def test_blocks_lie_on_the_part_of_a_page_that_is_shown(tmp_path: Path, crop: bytes, size: tuple[int, int]) -> None:
    """Text beyond it is no text of the page, and is told of."""
    content = pdf.stream(text(70, 700, "seen by all") + text(70, 300, f"{SLUG} cut away"))
    found = read(tmp_path, pdf.page_of(content, entries=b"/CropBox" + crop))
    assert (found.pages[0].width, found.pages[0].height) == size
    box = found.blocks[0].box
    assert box is not None
    assert abs(box.y1 * size[1] - (842 - 700)) < 5
    cut = size[1] < 842
    assert ("cut away" in found.text) is not cut
    assert (("text-outside", 1) in codes(found)) is cut


def test_the_mark_of_a_press_beyond_the_edge_is_not_told(tmp_path: Path) -> None:
    content = pdf.stream(text(70, 700, "seen by all") + text(70, 300, "doc final.indd 1"))
    assert codes(read(tmp_path, pdf.page_of(content, entries=b"/CropBox[0 500 595 842]"))) == []


def test_only_the_first_of_many_damaged_pages_are_told_one_by_one(tmp_path: Path) -> None:
    data = many(30).replace(b"70 700 Td", b"70 7.. Td")
    found = read(tmp_path, data)
    assert len(codes(found)) == 21
    assert all(page.trust < 0.7 for page in found.pages)


@pytest.mark.parametrize(
    ("matrix", "turned"), [(b"0 1 -1 0 200 100", 90), (b"0 -1 1 0 200 400", 270), (b"-1 0 0 -1 400 100", 180)]
)
def test_a_block_lies_where_the_picture_of_the_turned_page_shows_it(tmp_path: Path, matrix: bytes, turned: int) -> None:
    data = pdf.page_of(pdf.stream(b"BT /F1 20 Tf %s Tm (HHHHHHHHHH) Tj ET" % matrix))
    found = read(tmp_path, data)
    page, box = found.pages[0], found.blocks[0].box
    assert page.turned == turned
    sheet = pypdfium2.PdfDocument(data)[0]
    sheet.set_rotation(turned)
    assert sheet.get_size() == (page.width, page.height)
    left, top, right, bottom = sheet.render().to_pil().convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert box is not None
    assert abs(box.x0 * page.width - left) < 5
    assert abs(box.x1 * page.width - right) < 5
    assert box.y0 * page.height - 3 < top < bottom < box.y1 * page.height + 3


def test_text_that_runs_up_is_not_mixed_with_text_that_runs_down(tmp_path: Path) -> None:
    up = b"".join(b"BT /F1 9 Tf 0 1 -1 0 %d 100 Tm (up %d is said here) Tj ET " % (100 + 24 * n, n) for n in range(6))
    down = b"".join(b"BT /F1 9 Tf 0 -1 1 0 %d 700 Tm (down %d) Tj ET " % (495 - 24 * n, n) for n in range(6))
    found = read(tmp_path, pdf.page_of(pdf.stream(up + down))).text
    assert found.rindex("up") < found.index("down")


def test_a_page_that_is_named_twice_is_shown_twice(tmp_path: Path) -> None:
    found = read(tmp_path, many(3).replace(b"Kids[3 0 R 5 0 R 7 0 R]", b"Kids[3 0 R 3 0 R 7 0 R]"))
    assert [(block.page, found.text_of(block)[-1]) for block in found.blocks] == [(1, "1"), (2, "1"), (3, "3")]
