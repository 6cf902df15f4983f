"""Stamps and notes that lie over a page as annotations: they are read, in their place, unless nobody sees them."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pytest

from domain.document import Block, BlockKind, Document, Source, check_document
from domain.errors import HostileFile, NothingToRead
from ingest.reading import ReadLimits, Tools, read_document

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

LOOK = b"/Type/XObject/Subtype/Form/BBox[0 0 200 60]/Resources<</Font<</F1 5 0 R>>>>"
SIGNED = b"BT /F1 10 Tf 4 40 Td (DOCUMENT IS SIGNED) Tj 0 -14 Td (Certificate 00A1B2) Tj ET"
BODY = (
    b"BT /F1 12 Tf 72 780 Td (Resolution of the administration) Tj ET "
    b"BT /F1 12 Tf 72 500 Td (Head of the town) Tj 330 0 Td (I. Ivanov) Tj ET "
    b"BT /F1 12 Tf 72 300 Td (Annex to the resolution) Tj ET"
)


def signed(annotation: bytes, *more: bytes, look: bytes = SIGNED, entries: bytes = LOOK) -> bytes:
    """Return a page with one annotation (object 6) whose appearance is object 7."""
    return pdf.page_of(
        pdf.stream(BODY),
        b"<</Type/Annot/Rect[250 470 450 530]" + annotation + b">>",
        pdf.stream(look, entries),
        *more,
        entries=b"/Annots[6 0 R]",
    )


def read(folder: Path, data: bytes, limits: ReadLimits | None = None) -> Document:
    path = folder / "signed.pdf"
    path.write_bytes(data)
    document = read_document(path, name=path.name, limits=limits or ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def stamp_of(document: Document) -> Block:
    return next(block for block in document.blocks if block.kind is BlockKind.STAMP)


def test_the_look_of_a_signature_stands_between_what_is_above_and_below_it(tmp_path: Path) -> None:
    document = read(tmp_path, signed(b"/Subtype/Widget/FT/Sig/AP<</N 7 0 R>>"))
    assert [document.text_of(block) for block in document.blocks] == [
        "Resolution of the administration",
        "Head of the town\tI. Ivanov",
        "DOCUMENT IS SIGNED\nCertificate 00A1B2",
        "Annex to the resolution",
    ]
    stamp = stamp_of(document)
    assert stamp.source is Source.ANNOTATION
    assert stamp.box is not None
    assert (stamp.box.x0, stamp.box.x1) == (pytest.approx(250 / 595, abs=1e-3), pytest.approx(450 / 595, abs=1e-3))
    assert (stamp.box.y0, stamp.box.y1) == (pytest.approx(312 / 842, abs=1e-3), pytest.approx(372 / 842, abs=1e-3))


def test_the_box_and_the_matrix_of_a_look_are_fitted_into_the_place(tmp_path: Path) -> None:
    """A look of 400 by 30, drawn upright and turned by its matrix, fills a place of 200 by 60 the right way up."""
    turned = b"/Type/XObject/Subtype/Form/BBox[0 0 30 400]/Matrix[0 -1 1 0 0 0]/Resources<</Font<</F1 5 0 R>>>>"
    look = b"BT /F1 10 Tf 0 1 -1 0 15 20 Tm (Sealed) Tj ET"
    document = read(tmp_path, signed(b"/Subtype/Stamp/AP<</N 7 0 R>>", look=look, entries=turned))
    assert document.text_of(stamp_of(document)) == "Sealed"
    assert stamp_of(document).size == pytest.approx(20, abs=1), "twice as high as it was drawn"


@pytest.mark.parametrize("flags", [b"/F 2", b"/F 32", b"/F 34"])
def test_what_nobody_sees_is_not_read(tmp_path: Path, flags: bytes) -> None:
    document = read(tmp_path, signed(b"/Subtype/Stamp/AP<</N 7 0 R>>" + flags))
    assert "SIGNED" not in document.text


def test_a_printed_annotation_is_read(tmp_path: Path) -> None:
    assert "SIGNED" in read(tmp_path, signed(b"/Subtype/Stamp/AP<</N 7 0 R>>/F 4")).text


def test_only_the_state_that_is_on_is_read(tmp_path: Path) -> None:
    states = b"/Subtype/Widget/AP<</N<</On 7 0 R/Off 8 0 R>>>>/AS/Off"
    document = read(tmp_path, signed(states, pdf.stream(b"BT /F1 10 Tf 4 40 Td (Refused) Tj ET", LOOK)))
    assert document.text_of(stamp_of(document)) == "Refused"


def test_a_note_that_was_typed_on_the_page_needs_no_look(tmp_path: Path) -> None:
    typed = b"/Subtype/FreeText/DA(/Helv 9 Tf 0 g)/Contents<FEFF041F043E043B044304470435043D043E000D0031002E0032>"
    document = read(tmp_path, signed(typed))
    assert document.text_of(stamp_of(document)) == "Получено\n1.2"
    assert stamp_of(document).size == 9


def test_a_note_in_a_window_of_its_own_is_not_on_the_page(tmp_path: Path) -> None:
    assert "secret" not in read(tmp_path, signed(b"/Subtype/Text/Contents(secret)")).text


def test_stamps_spend_the_budget_of_their_page(tmp_path: Path) -> None:
    with pytest.raises(HostileFile) as caught:
        read(tmp_path, signed(b"/Subtype/Stamp/AP<</N 7 0 R>>", look=b"q Q " * 3000), ReadLimits(page_operators=5000))
    assert caught.value.details["limit"] == "page_operators"


def test_a_look_that_draws_itself_ends(tmp_path: Path) -> None:
    again = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>"
    document = read(tmp_path, signed(b"/Subtype/Stamp/AP<</N 7 0 R>>", look=b"/X Do", entries=again))
    assert "Head of the town" in document.text


@pytest.mark.parametrize(
    ("kind", "said", "flags", "told"),
    [
        ("StrikeOut", "", 4, {"struck-text"}),
        ("Redact", "", 4, {"struck-text"}),
        ("Text", "Проверить сумму", 4, {"comments"}),
        ("Text", 150 * "Проверить сумму", 4, {"comments"}),
        ("Highlight", " ", 4, set()),
        ("StrikeOut", "", 2, set()),
    ],
)
def test_text_that_is_struck_out_is_doubted_and_notes_are_told_of(
    tmp_path: Path, kind: str, said: str, flags: int, told: set[str]
) -> None:
    act = min((Path(__file__).parents[3] / "examples" / "acts").glob("*.pdf"))
    with pikepdf.open(act) as file:
        mark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[70, 700, 300, 715], Contents=said, F=flags
        )
        file.pages[0].obj.Annots = pikepdf.Array([file.make_indirect(mark)])
        file.save(tmp_path / "marked.pdf")
    plain, marked = read(tmp_path, act.read_bytes()), read(tmp_path, (tmp_path / "marked.pdf").read_bytes())
    assert marked.text == plain.text
    assert {notice.code for notice in marked.notices} == told
    assert (marked.pages[0].trust < 1) is ("struck-text" in told)
    for method in ("stock", "pdfium"):
        simply = read_document(
            tmp_path / "marked.pdf", name="marked.pdf", limits=ReadLimits(), tools=Tools(), method=method
        )
        assert {notice.code for notice in simply.notices} == {*told, "other-reader"}
        assert (simply.pages[0].trust < 1) is ("struck-text" in told)


def test_damaged_annotations_leave_the_page(tmp_path: Path) -> None:
    for annotation in (b"/Subtype/Stamp/AP<</N 99 0 R>>", b"/Subtype/Stamp/AP 5/F(x)", b"/Subtype/Stamp/Rect[1 2]"):
        assert "Head of the town" in read(tmp_path, signed(annotation)).text
    with pytest.raises(NothingToRead):
        read(tmp_path, pdf.page_of(pdf.stream(b""), entries=b"/Annots[5 0 R 99 0 R 7 (x)]"))


def test_the_value_of_a_field_without_a_look_is_read(tmp_path: Path) -> None:
    field = b"/Subtype/Widget/Parent 8 0 R/DA(/Helv 9 Tf 0 g)"
    data = signed(field, b"<</FT/Tx/T(number)/V<FEFF211600200033003000380020>>>")
    assert read(tmp_path, data).text_of(stamp_of(read(tmp_path, data))) == "№ 308"
    secret = signed(field, b"<</FT/Tx/Ff 8192/V(secret)>>")
    assert "secret" not in read(tmp_path, secret).text


def test_the_library_s_own_way_reads_stamps_and_says_that_it_was_taken(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed(b"/Subtype/Stamp/AP<</N 7 0 R>>"))
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), method="stock")
    assert document.text_of(stamp_of(document)) == "DOCUMENT IS SIGNED\nCertificate 00A1B2"
    assert "other-reader" in {notice.code for notice in document.notices}


def test_a_stamp_on_a_scan_is_said_once(tmp_path: Path) -> None:
    """The page is of drawn lines, so that it is recognised; its stamp is read before."""
    tools = Tools.find()
    if not tools.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    drawn = b"0 0 m 1 1 l S " * 400
    data = pdf.page_of(
        pdf.stream(drawn),
        b"<</Type/Annot/Subtype/Stamp/Rect[100 600 500 720]/AP<</N 7 0 R>>>>",
        pdf.stream(SIGNED, LOOK),
        entries=b"/Annots[6 0 R]",
    )
    path = tmp_path / "signed.pdf"
    path.write_bytes(data)
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
    assert document.text.count("00A1B2") == 1
    assert [block.kind for block in document.blocks] == [BlockKind.STAMP]
