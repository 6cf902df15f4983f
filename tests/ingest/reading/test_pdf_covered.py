"""Text that something painted later hides is not read, as PDFium draws the page; what lets it through is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest

from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.pdf import covered, overlays

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

if TYPE_CHECKING:
    from domain.document import Document

_INK = 40
"""Steps of light by which letters differ from what lies behind them."""
_ACT = b"BT /F1 14 Tf 72 780 Td (Lesnoy) Tj ET BT /F1 14 Tf 72 640 Td (clause) Tj ET "
_OLD = b"BT /F1 14 Tf 72 740 Td (number 10057) Tj ET "
_BOX = b"70 736 200 17 re f "
_WHITE = b"1 g " + _BOX + b"0 g "
_IMAGE = b"q 200 0 0 17 70 736 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q "
_STENCIL = b"/Type/XObject/Subtype/Image/Width 32/Height 2/ImageMask true/BitsPerComponent 1"
_STATES = b"/ExtGState<</Clear<</ca .2>>/Dense<</ca .98>>/Mixed<</BM/Multiply>>>>/XObject<</X 6 0 R>>"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"


def read(path: Path, data: bytes | None = None) -> Document:
    if data is not None:
        path.write_bytes(data)
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)


def act(content: bytes, *more: bytes, entries: bytes = b"") -> bytes:
    return pdf.page_of(pdf.stream(_ACT + content), *more, resources=_STATES, entries=entries)


def inked(path: Path) -> bool:
    """Whether PDFium draws letters where the number was written."""
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(may_draw_forms=True).to_pil().convert("L")
    low, high = picture.crop((74, 842 - 748, 150, 842 - 741)).getextrema()
    return bool(high - low > _INK)


@pytest.mark.parametrize(
    ("over", "more", "seen"),
    [
        (b"", (), True),
        (_WHITE, (), False),
        (b"0 1 1 rg " + _BOX, (), False),
        (b"0 g " + _BOX, (), False),
        (b"1 g 70 736 m 270 736 l 270 753 l 70 753 l h f 0 g ", (), False),
        (b"1 g 70 736 m 270 736 l 270 753 l 80 760 l 70 753 l f 0 g ", (), False),
        (b"q 2 0 0 2 0 0 cm 1 g 35 368 100 9 re f Q ", (), False),
        (b"q 70 736 200 17 re W n 1 g 0 0 595 842 re f Q ", (), False),
        (b"q 70 700 200 17 re W n 1 g 0 0 595 842 re f Q ", (), True),
        (b"q /Clear gs 1 g " + _BOX + b"Q ", (), True),
        (b"q /Dense gs 1 g " + _BOX + b"Q ", (), False),
        (b"q /Mixed gs 1 1 0 rg " + _BOX + b"Q ", (), True),
        (_IMAGE, (), False),
        (b"q 200 0 0 17 70 736 cm /X Do Q ", (pdf.stream(b"\x00\x00\x00\x00" * 2, _STENCIL + b"/Decode[1 0]"),), True),
        (b"1 g /X Do ", (pdf.stream(_BOX, _FORM),), False),
        (b"1 g 70 736 200 4 re f 0 g ", (), True),
        (b"1 g 170 736 200 17 re f 0 g ", (), True),
    ],
    ids=[
        "plain", "white", "colour", "black", "lines", "no box", "larger", "clipped to it", "clipped away", "clear",
        "dense", "mixed", "picture", "stencil", "form", "its foot", "beside",
    ],
)  # fmt: skip
def test_text_is_read_when_what_lies_over_it_lets_it_through(
    tmp_path: Path, over: bytes, more: tuple[bytes, ...], *, seen: bool
) -> None:
    path = tmp_path / "act.pdf"
    document = read(path, act(_OLD + over, *more))
    assert ("number 10057" in document.text, inked(path)) == (seen, seen)
    assert "clause" in document.text
    assert {notice.code for notice in document.notices} == (set() if seen else {"covered-text"})
    assert (document.pages[0].trust < 1) is not seen


@pytest.mark.parametrize(
    ("ink", "bar"), [(b"1 .65 0 rg ", b"1 g "), (b".6 g ", b"1 g "), (b"1 g ", b"0 0 .4 rg "), (b".8 g ", b".5 g ")]
)
def test_letters_of_any_colour_are_hidden(tmp_path: Path, ink: bytes, bar: bytes) -> None:
    shown = bar + b"60 730 300 30 re f " + ink + _OLD
    assert "number 10057" in read(tmp_path / "act.pdf", act(shown + b"/Clear gs 1 1 0 rg " + _BOX)).text
    document = read(tmp_path / "act.pdf", act(shown + bar + _BOX))
    assert "number 10057" not in document.text
    assert document.pages[0].trust < 1


@pytest.mark.parametrize(
    "over",
    [
        b"1 g " + b"".join(b"%d 100 5 5 re " % n if n != 101 else _BOX[:-2] for n in range(250)) + b"f ",
        b"".join(_IMAGE.replace(b"200 0 0 17 70 736", b"1 0 0 1 9 9") for _ in range(overlays.MOST)) + _IMAGE,
        5 * _IMAGE.replace(b"200 0 0 17 70 736", b"500 0 0 200 40 40") + _IMAGE,
    ],
    ids=["a path of many rectangles", "the last of many pictures", "one beside a picture that is drawn five times"],
)
def test_what_hides_a_text_is_found_among_many(tmp_path: Path, over: bytes) -> None:
    document = read(tmp_path / "act.pdf", act(_OLD + over))
    assert "number 10057" not in document.text
    assert "clause" in document.text
    assert document.pages[0].trust < 1


def test_what_lies_beneath_hides_nothing(tmp_path: Path) -> None:
    document = read(tmp_path / "act.pdf", act(_WHITE.replace(b"1 g", b".8 g") + _OLD))
    assert "number 10057" in document.text
    assert document.notices == ()


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("row", [740, 738])
def test_of_an_old_number_and_the_one_typed_over_it_the_new_one_is_read(tmp_path: Path, row: int, turned: int) -> None:
    new = _OLD.replace(b"10057", b"10058").replace(b"740", b"%d" % row)
    path = tmp_path / "act.pdf"
    document = read(path, act(_OLD + _WHITE + new, entries=b"/Rotate %d" % turned))
    assert "number 10058" in document.text
    assert "10057" not in document.text
    assert document.pages[0].trust < 1


def test_a_part_of_a_line_is_hidden(tmp_path: Path) -> None:
    said = b"BT /F1 14 Tf 72 740 Td (of 01.02.2024 number 10057-p, town) Tj ET 1 g 210 736 54 17 re f 0 g "
    document = read(tmp_path / "act.pdf", act(said))
    line = next(line for line in document.text.splitlines() if "town" in line)
    assert line.split() == ["of", "01.02.2024", "number", ",", "town"]


@pytest.mark.parametrize(
    ("kind", "look", "seen"),
    [
        ("Square", b"1 g 0 0 200 17 re f", False),
        ("Stamp", b"0 0 1 RG 1 w 1 1 198 15 re S", True),
        ("Highlight", b"/M gs 1 1 0 rg 0 0 200 17 re f", True),
    ],
)
def test_what_a_reader_laid_over_the_page_hides_it(tmp_path: Path, kind: str, look: bytes, *, seen: bool) -> None:
    path, base = tmp_path / "act.pdf", tmp_path / "base.pdf"
    base.write_bytes(act(_OLD))
    with pikepdf.open(base) as file:
        form = file.make_stream(
            look,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 200, 17],
            Resources=pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(M=pikepdf.Dictionary(BM=pikepdf.Name.Multiply))),
        )
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(f"/{kind}"),
            Rect=[70, 736, 270, 753],
            F=4,
            AP=pikepdf.Dictionary(N=form),
        )
        file.pages[0].obj.Annots = pikepdf.Array([file.make_indirect(mark)])
        file.save(path)
    document = read(path)
    assert ("number 10057" in document.text, inked(path)) == (seen, seen)
    assert ("covered-text" in {notice.code for notice in document.notices}) is not seen


def test_lines_to_write_on_that_are_drawn_over_are_no_doubt(tmp_path: Path) -> None:
    document = read(tmp_path / "act.pdf", act(_OLD.replace(b"number 10057", b"________") + _WHITE))
    assert document.notices == ()
    assert document.pages[0].trust == 1


def test_a_scan_over_its_words_is_a_scan(tmp_path: Path) -> None:
    """Some programs paint the recognised words first and the picture of the whole page over them."""
    scan = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q "
    document = read(tmp_path / "act.pdf", act(_OLD + scan))
    assert "number 10057" in document.text
    assert "covered-text" not in {notice.code for notice in document.notices}


def test_more_than_can_be_looked_at_is_doubted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covered, "_PAGES", 0)
    document = read(tmp_path / "act.pdf", act(_OLD + _WHITE))
    assert "number 10057" in document.text
    assert [notice.code for notice in document.notices] == ["covered-text"]
    assert document.pages[0].trust < 1


def test_a_drawing_of_many_shapes_ends(tmp_path: Path) -> None:
    many = b"1 g " + b"".join(b"%d 100 1 1 re f " % (n % 500) for n in range(2 * overlays.MOST)) + _BOX
    document = read(tmp_path / "act.pdf", act(_OLD + many))
    assert "number 10057" not in document.text
