"""What holds for every file: offsets point at their text, reading twice gives the same, the text is NFC."""

from __future__ import annotations

import html
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.document import Document, check_document
from domain.errors import NothingToRead
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import word

SIGNS = st.one_of(
    st.sampled_from("абвгдежзийкАБВ№ё 0123456789.,-«»—"),
    st.sampled_from(
        ["\u0306", "\u0308", "\u00ad", "\u00a0", "\u200b", "\u202f", "\uf0fc", "в„–", "\U0001f600", "e\u0301"]
    ),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
)
SAID = st.lists(SIGNS, max_size=40).map("".join)
MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def word_bodies(draw: st.DrawFn, depth: int = 0) -> str:
    pieces = []
    for kind in draw(st.lists(st.sampled_from(["p", "p", "p", "gone", "tbl", "sdt", "box"]), max_size=5)):
        said = escape(draw(SAID))
        if kind == "p":
            pieces.append(
                word.paragraph(said, draw(st.sampled_from(["", '<w:jc w:val="center"/>', "<w:pageBreakBefore/>"])))
            )
        elif kind == "gone":
            pieces.append(word.paragraph(said, "<w:rPr><w:del/></w:rPr>"))
        elif kind == "box" and depth < 2:
            box = f"<w:txbxContent>{draw(word_bodies(depth + 1))}</w:txbxContent>"
            pieces.append(f"<w:p><w:r><w:t>{said}</w:t><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></w:p>")
        elif kind == "sdt" and depth < 2:
            pieces.append(f"<w:sdt><w:sdtContent>{draw(word_bodies(depth + 1))}</w:sdtContent></w:sdt>")
        elif kind == "tbl" and depth < 2:
            span = draw(st.integers(1, 3))
            merge = draw(st.sampled_from(["", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', "<w:hMerge/>"]))
            cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{draw(word_bodies(depth + 1))}</w:tc>'
            pieces.append(f"<w:tbl>{f'<w:tr>{cell}{cell}</w:tr>' * draw(st.integers(1, 3))}</w:tbl>")
    return "".join(pieces)


def read(data: bytes, name: str) -> Document | None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            return read_document(path, name=name, limits=ReadLimits(), tools=Tools())
        except NothingToRead:
            return None


def holds(data: bytes, name: str) -> Document | None:
    """Read twice and check what every document promises."""
    document = read(data, name)
    assert document == read(data, name)
    if document is None:
        return None
    assert check_document(document) == []
    assert unicodedata.is_normalized("NFC", document.text)
    assert "\n".join(document.text_of(block) for block in document.blocks) == document.text
    for block in document.blocks:
        said = document.text_of(block)
        assert said == said.strip(" \n\t") or block.cells
        assert all(min(cell.row, cell.col, cell.row_span - 1, cell.col_span - 1) >= 0 for cell in block.cells)
    assert "".join(one.raw for one in document.repairs) == "" or document.raw_text != document.text
    return document


@MANY
@given(word_bodies(), SAID)
def test_every_docx(body: str, last: str) -> None:
    document = holds(word.docx(body + word.paragraph(escape(f"конец {last}"))), "act.docx")
    assert document is not None
    assert "конец" in document.text


@MANY
@given(st.lists(SAID, max_size=12), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_every_text(lines: list[str], encoding: str) -> None:
    text = "\n".join(["начало постановления", *lines])
    document = holds(text.encode(encoding), "act.txt")
    assert document is not None
    assert document.text.startswith("начало постановления")


@MANY
@given(st.lists(st.tuples(st.sampled_from(["p", "li", "h2", "td", "div", "pre", "b"]), SAID), max_size=12))
def test_every_page(pieces: list[tuple[str, str]]) -> None:
    inside = "".join(f"<{tag}>{html.escape(said)}</{tag}>" for tag, said in pieces)
    page = f"<html><body><p>начало</p>{inside}<table><tr><td colspan=2>а<td>б<tr><td rowspan=3>в</table></body></html>"
    document = holds(page.encode(), "act.html")
    assert document is not None
    assert document.text.startswith("начало")
