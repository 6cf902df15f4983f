"""PDF pages that are broken or set askew: what is left is read, what is lost is told, blocks stay in their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import pdf

if TYPE_CHECKING:
    from pathlib import Path

    from domain.document import Document


def read(folder: Path, data: bytes) -> Document:
    path = folder / "act.pdf"
    path.write_bytes(data)
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)


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
