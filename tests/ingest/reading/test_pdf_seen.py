"""Text of a PDF is read when a viewer shows it: what PDFium draws of a page is what is read of it."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from ingest.reading import ReadLimits, Tools, read_document

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

if TYPE_CHECKING:
    from domain.document import Document

_INK = 40
"""Steps of light by which letters differ from what lies behind them."""
_PLAIN = b"BT /F1 12 Tf 72 780 Td (what is plain to all) Tj ET "
_A, _B = b"6 0 R", b"7 0 R"


def said(word: bytes, row: int, before: bytes = b"", font: bytes = b"/F1") -> bytes:
    """A word in its own row."""
    return b"BT %s 14 Tf %s 1 0 0 1 72 %d Tm (%s) Tj ET " % (font, before, 740 - 40 * row, word)


def page(
    content: bytes,
    *more: bytes,
    config: bytes = b"",
    resources: bytes = b"",
    entries: bytes = b"",
    usage: bytes = b"",
) -> bytes:
    """A page over two layers, 6 and 7; ``more`` begins with 8."""
    groups = (b"<</Type/OCG/Name(A)%s>>" % usage, b"<</Type/OCG/Name(B)>>")
    content = pdf.stream(_PLAIN + content)
    return pdf.page_of(content, *groups, *more, resources=resources, entries=entries, catalog=config)


def layered(usual: bytes, listed: bytes = b"6 0 R 7 0 R", others: bytes = b"") -> bytes:
    return b"/OCProperties<</OCGs[%s]/D<<%s>>%s>>" % (listed, usual, others)


def read(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    return read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)


def inked(path: Path, row: int) -> bool:
    """Whether PDFium draws letters in a row."""
    document = pypdfium2.PdfDocument(path)
    try:
        picture = document[0].render(may_draw_forms=True).to_pil().convert("L")
    finally:
        document.close()
    low, high = picture.crop((72, 842 - 740 + 40 * row - 11, 130, 842 - 740 + 40 * row)).getextrema()
    return bool(high - low > _INK)


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


def marked(reference: bytes) -> tuple[bytes, bytes]:
    return b"/OC /M BDC " + said(b"marked", 0) + b"EMC " + said(b"after", 1), b"/Properties<</M %s>>" % reference


_USE = b"/AS[<</Event/View/Category[/View]/OCGs[6 0 R]>>]"


@pytest.mark.parametrize(
    ("usual", "member", "off"),
    [
        (b"/OFF[6 0 R]", _A, True),
        (b"/OFF[7 0 R]", _A, False),
        (b"/BaseState/OFF/ON[7 0 R]", _A, True),
        (b"/BaseState/OFF/ON[6 0 R]", _A, False),
        (b"/OFF[6 0 R]/Intent/View", _A, True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs 6 0 R>>", True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs[6 0 R 7 0 R]>>", False),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs[6 0 R null 7 0 R]/P/AllOn>>", True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AnyOff>>", False),
        (b"", b"<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AnyOff>>", True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AllOff>>", True),
        (b"/OFF[6 0 R 7 0 R]", b"<</Type/OCMD/OCGs[6 0 R 7 0 R]/P/AllOff>>", False),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs[]>>", False),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/OCGs 7 0 R/VE[/And 6 0 R 7 0 R]>>", True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/VE[/Or 6 0 R[/Not 7 0 R]]>>", True),
        (b"/OFF[6 0 R]", b"<</Type/OCMD/VE[/And[/Not 6 0 R]7 0 R]>>", False),
    ],
)
def test_a_layer_is_read_when_it_is_on(tmp_path: Path, usual: bytes, member: bytes, *, off: bool) -> None:
    content, properties = marked(b"8 0 R" if member.startswith(b"<<") else member)
    path = tmp_path / "act.pdf"
    document = read(path, page(content, member, config=layered(usual), resources=properties))
    assert ("marked" not in document.text, inked(path, 0)) == (off, not off)
    assert ("after" in document.text, inked(path, 1)) == (True, True)
    assert [(notice.code, notice.page) for notice in document.notices] == ([("layers-off", 1)] if off else [])
    assert document.pages[0].trust == 1


@pytest.mark.parametrize(
    ("usage", "usual", "told", "kept"),
    [
        (b"/View<</ViewState/OFF>>", _USE, "layers-off", False),
        (b"/View<</ViewState/ON>>", b"/OFF[6 0 R]" + _USE, "", True),
        (b"/View<</ViewState/OFF>>", b"", "layers-unclear", True),
        (b"/View<</ViewState/ON>>", b"/OFF[6 0 R]", "layers-unclear", True),
        (b"/Print<</PrintState/OFF>>/View<</ViewState/ON>>", _USE, "layers-printed", True),
        (b"/Print<</PrintState/ON>>", b"/OFF[6 0 R]", "layers-printed", False),
        (b"/Zoom<</min 2>>", b"/AS[<</Event/View/Category[/Zoom]/OCGs[6 0 R]>>]", "layers-unclear", True),
        (b"", b"/OFF[6 0 R]>>/Configs[<</Intent/View>>]/X<<", "layers-unclear", True),
    ],
)
def test_what_a_layer_is_used_for_counts_where_viewers_agree(
    tmp_path: Path, usage: bytes, usual: bytes, told: str, *, kept: bool
) -> None:
    content, properties = marked(_A)
    path = tmp_path / "act.pdf"
    data = page(content, config=layered(usual), resources=properties, usage=b"/Usage<<%s>>" % usage)
    document = read(path, data)
    assert ("marked" in document.text) is kept
    assert told in codes(document) | {""}
    if told != "layers-unclear":
        assert inked(path, 0) is kept
    assert document.pages[0].trust == (1 if told in {"", "layers-off"} else 0.6)


@pytest.mark.parametrize(
    ("member", "config"),
    [
        (b"<</Type/OCG/Name(C)>>", layered(b"/OFF[6 0 R]")),
        (b"<</Type/OCMD/VE " + b"[/Not" * 50 + b" 6 0 R" + b"]" * 50 + b">>", layered(b"/OFF[6 0 R]")),
        (b"<</Type/OCMD/VE 9 0 R>>", layered(b"/OFF[6 0 R]")),
        (b"<</Type/OCMD/OCGs[6 0 R]/P/Some>>", layered(b"/OFF[6 0 R]")),
        (b"<</Type/OCMD/OCGs 6 0 R/P/AllOff>>", layered(b"/OFF[6 0 R]")),
        (b"8 0 R", layered(b"/OFF[6 0 R]")),
        (b"<</Type/OCG/Name(C)>>", b"/OCProperties<</OCGs[6 0 R]>>"),
        (b"<</Type/OCG/Name(C)>>", b"/OCProperties 10 0 R"),
    ],
    ids=["unknown", "deep", "endless", "policy", "policy-of-one", "circle", "no-usual", "circle-of-all"],
)
def test_a_layer_that_cannot_be_told_is_read_with_a_doubt(tmp_path: Path, member: bytes, config: bytes) -> None:
    content, properties = marked(b"8 0 R")
    data = page(content, member, b"[/And 9 0 R 6 0 R]", b"10 0 R", config=config, resources=properties)
    document = read(tmp_path / "act.pdf", data)
    assert "marked" in document.text
    assert codes(document) == {"layers-unclear"}
    assert document.pages[0].trust == 0.6


_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>/Properties<</M 6 0 R>>>>"


@pytest.mark.parametrize(
    ("content", "shown", "hidden"),
    [
        (b"/OC /M BDC /P <</MCID 0>> BDC W0 EMC W1 EMC W2", (2,), (0, 1)),
        (b"/P BMC /OC /M BDC W0 EMC W1 EMC W2", (1, 2), (0,)),
        (b"EMC EMC /OC /M BDC W0 EMC EMC EMC W1", (1,), (0,)),
        (b"/OC /M BDC /OC /M BDC W0 EMC W1 EMC W2", (2,), (0, 1)),
        (b"/OC /M BDC /OC /N BDC W0 EMC W1 EMC W2", (2,), (0, 1)),
        (b"/OC /N BDC W0 EMC W1", (0, 1), ()),
        (b"/OC /M BDC q /P <</Lang (EMC) /X true /Y [1 /OC]>> BDC W0 EMC Q W1 EMC W2", (2,), (0, 1)),
        (b"/P /M BDC W0 EMC W1", (0, 1), ()),
        (b"/OC /#4D BDC W0 EMC W1", (1,), (0,)),
        (b"/OC /M BDC /X Do W0 EMC W1", (1,), (0, 5)),
        (b"/X Do W0", (0, 5), ()),
        (b"/Y Do W0", (0,), (5,)),
        (b"/Z Do W0", (0, 6), (5,)),
        (b"W0 /OC /M BDC W1", (0,), (1,)),
        (b"W0 " + b"/P BMC " * 30 + b"/OC /M BDC W1 EMC W2 " + b"EMC " * 40 + b"W3", (0, 2, 3), (1,)),
    ],
)
def test_marked_content_is_parted_as_pdfium_parts_it(
    tmp_path: Path, content: bytes, shown: tuple[int, ...], hidden: tuple[int, ...]
) -> None:
    content = re.sub(rb"W(\d)", lambda found: said(b"word" + found[1], int(found[1])), content)
    data = page(
        content,
        pdf.stream(said(b"word5", 5), _FORM),
        pdf.stream(said(b"word5", 5), _FORM + b"/OC 6 0 R"),
        pdf.stream(b"/OC /M BDC " + said(b"word5", 5) + b"EMC " + said(b"word6", 6), _FORM),
        config=layered(b"/OFF[6 0 R]"),
        resources=b"/Properties<</M 6 0 R/N 7 0 R>>/XObject<</X 8 0 R/Y 9 0 R/Z 10 0 R>>",
    )
    path = tmp_path / "act.pdf"
    document = read(path, data)
    rows = [*shown, *hidden]
    assert [f"word{row}" in document.text for row in rows] == [row in shown for row in rows]
    assert [inked(path, row) for row in rows] == [row in shown for row in rows]
    assert codes(document) == ({"layers-off"} if hidden else set())


@pytest.mark.parametrize(
    "content",
    [b"/OC <</Type/OCG>> BDC W0 EMC W1", b"/OC /M BDC /P /None BDC W1 EMC W0 EMC", b"/OC /None BDC W0 EMC W1"],
)
def test_marks_that_viewers_take_differently_leave_a_doubt(tmp_path: Path, content: bytes) -> None:
    content = re.sub(rb"W(\d)", lambda found: said(b"word" + found[1], int(found[1])), content)
    data = page(content, config=layered(b"/OFF[6 0 R]"), resources=b"/Properties<</M 6 0 R>>")
    document = read(tmp_path / "act.pdf", data)
    assert "word0" in document.text
    assert codes(document) == {"layers-unclear"}


@pytest.mark.parametrize("off", [True, False])
def test_an_annotation_of_a_layer_that_is_off_is_read_with_a_doubt_as_pdfium_draws_it(
    tmp_path: Path, *, off: bool
) -> None:
    """It draws annotations of all layers, other viewers those of layers that are on; within them it obeys."""
    look = b"/OC /M BDC " + said(b"within", 1) + b"EMC " + said(b"stamp", 0)
    data = page(
        b"",
        b"<</Type/Annot/Subtype/Stamp/Rect[0 0 595 842]/F 4/AP<</N 9 0 R>>/OC 6 0 R>>",
        pdf.stream(look, _FORM),
        config=layered(b"/OFF[%s]" % (_A if off else _B)),
        entries=b"/Annots[8 0 R]",
    )
    path = tmp_path / "act.pdf"
    document = read(path, data)
    assert ("stamp" in document.text, inked(path, 0)) == (True, True)
    assert ("within" in document.text, inked(path, 1)) == (not off, not off)
    assert codes(document) == ({"layers-off", "layers-unclear"} if off else set())


def test_a_hundred_thousand_marks_take_no_time(tmp_path: Path) -> None:
    content = (
        b"/OC /M BDC " * 100_000
        + said(b"word0", 0)
        + b"EMC " * 99_999
        + said(b"word1", 1)
        + b"EMC "
        + said(b"word2", 2)
    )
    begin = time.process_time()
    data = page(content, config=layered(b"/OFF[6 0 R]"), resources=b"/Properties<</M 6 0 R>>")
    document = read(tmp_path / "act.pdf", data)
    assert [f"word{row}" in document.text for row in range(3)] == [False, False, True]
    assert time.process_time() - begin < 5


_INKS = b"/ExtGState<</Clear<</ca 0>>/Full<</ca 1>>>>/ColorSpace<</Grey[/CalGray<</WhitePoint[1 1 1]>>]>>"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"1 g W0", False),
        (b"1 1 1 rg W0", False),
        (b"0.99 .97 1.0 rg W0", False),
        (b"0 0 0 0 k W0", False),
        (b"/Grey cs 1 scn W0", False),
        (b"q 1 g W0 Q W1", False),
        (b"1 g q 0 g Q W0", False),
        (b"1 g q 0 0 9 9 re f Q W0", False),
        (b"0 g 72 600 90 20 re f 1 g W0", False),
        (b"1 g 60 730 200 30 re f W0", False),
        (b"1 g W0 0 g", False),
        (b"0 g 60 730 200 30 re S 1 g W0", False),
        (b"/Clear gs W0", False),
        (b"q /Clear gs W0 Q W1", False),
        (b"/Clear gs 0 g 60 730 200 30 re f /X Do", False),
        (b"1 g /X Do", False),
        (b"3 Tr /X Do 0 Tr", False),
        (b"7 Tr W0 0 Tr", False),
        (b"q 7 Tr W0 Q 0 0 9 9 re f", False),
        (b"3 Tr W0 0 Tr", False),
        (b"0 g W0", True),
        (b"1 0 0 rg W0", True),
        (b"0 0 0 1 k W0", True),
        (b"1 g 0 g W0", True),
        (b"q 1 g Q W0", True),
        (b"1 g q 0 g W0 Q", True),
        (b"/Clear gs /Full gs W0", True),
        (b"0 0 1 rg 60 730 200 30 re f 1 g W0", True),
        (b"q 0 0 1 rg 60 730 200 30 re f Q q 1 g W0 Q W1", True),
        (b"q 0 0 1 rg 60 730 m 260 730 l 260 760 l 60 760 l h f Q 1 g W0", True),
        (b"q 30 w 0 0 1 RG 60 745 m 260 745 l S Q 1 g W0", True),
        (b"q 200 0 0 30 60 730 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q 1 g W0", True),
        (b"/Y Do 1 g W0", True),
        (b"1 g W1 0 g /X Do", True),
        (b"1 g q 0 g /X Do Q", True),
        (b"q 7 Tr W0 0 g 60 730 200 30 re f Q", True),
        (b"q 7 Tr W0 /Y Do Q", True),
        (b"2 Tr 1 g W0", True),
        (b"1 Tr 1 g W0 0 Tr", True),
    ],
)
def test_text_is_read_when_its_paint_is_seen(tmp_path: Path, content: bytes, *, seen: bool) -> None:
    content = re.sub(rb"W(\d)", lambda found: said(b"word" + found[1], int(found[1])), content)
    data = page(
        content,
        pdf.stream(said(b"word0", 0), _FORM),
        pdf.stream(b"0 0 1 rg 60 730 200 30 re f", _FORM),
        resources=_INKS + b"/XObject<</X 8 0 R/Y 9 0 R>>",
    )
    path = tmp_path / "act.pdf"
    document = read(path, data)
    assert ("word0" in document.text, inked(path, 0)) == (seen, seen)
    assert codes(document) == (
        {"hidden-text"} if not seen or (b"word1" in content and "word1" not in document.text) else set()
    )
    assert document.pages[0].trust == 1


@pytest.mark.parametrize("operator", [b"k", b"scn", b"sc"])
@pytest.mark.parametrize(
    ("black", "seen"),
    [
        (b".01", False),
        (b"0.03", False),
        (b"00.01", False),
        (b"+.01", False),
        (b"-.5", False),
        (b"-0.5", False),
        (b"0.0", False),
        (b"0.2", True),
        (b".7", True),
        (b"0.698", True),
        (b"0.99", True),
        (b"1", True),
        (b"1.0", True),
    ],
)
def test_hardly_any_black_is_white_on_the_quick_way(
    tmp_path: Path, operator: bytes, black: bytes, *, seen: bool
) -> None:
    space = b"" if operator == b"k" else b"/DeviceCMYK cs "
    content = said(b"word1", 1) + space + b"0 0 0 %s %s " % (black, operator) + said(b"word0", 0)
    path = tmp_path / "act.pdf"
    document = read(path, page(content))
    assert ("word0" in document.text, inked(path, 0)) == (seen, seen)


@pytest.mark.parametrize(
    ("content", "resources"),
    [
        (b"0.5 0.5 0.5 rg W0", b""),
        (b"/P cs /Q scn W0", b"/ColorSpace<</P/Pattern>>"),
        (b"/P cs 1 scn W0", b"/ColorSpace<</P[/Separation/Black/DeviceGray 9 0 R]>>"),
        (b"/P cs 1 scn W0", b"/ColorSpace<</P[/Indexed/DeviceGray 1<FF00>]>>"),
        (b"/S sh 1 g W0", b""),
        (b"1..0 g W0", b""),
        (b"9 Tr W0 0 Tr", b""),
    ],
)
def test_what_cannot_be_told_is_print(tmp_path: Path, content: bytes, resources: bytes) -> None:
    content = content.replace(b"W0", said(b"word0", 0))
    document = read(tmp_path / "act.pdf", page(content, b"null", b"null", resources=resources))
    assert "word0" in document.text
    assert not document.notices


@pytest.mark.parametrize("state", [b"/BM/Multiply", b"/BM/Screen", b"/SMask<</S/Alpha>>"])
@pytest.mark.parametrize("words", [b"W0", b"q 0 1 -1 0 1000 40 cm W0 Q"], ids=["upright", "sideways"])
@pytest.mark.parametrize(
    ("before", "seen"),
    [
        (b"1 g ", False),
        (b"0 0 1 rg 60 730 200 30 re f 240 90 40 200 re f 1 g ", True),
        (b"0 g 60 730 m 260 730 l 260 760 l 60 760 l f 240 90 m 280 90 l 280 300 l 240 300 l f 1 g ", True),
    ],
    ids=["on white", "on blue", "on a shape"],
)
def test_white_text_of_a_page_that_mixes_colours_is_looked_at(
    tmp_path: Path, state: bytes, words: bytes, before: bytes, *, seen: bool
) -> None:
    """The state that mixes them is named and used for something else: a mark on the page, most often."""
    content = said(b"word1", 1) + before + words.replace(b"W0", said(b"word0", 0)) + b"0 g "
    document = read(tmp_path / "act.pdf", page(content, resources=b"/ExtGState<</G<<" + state + b">>>>"))
    assert "word1" in document.text
    assert ("word0" in document.text) is seen
    assert {notice.code for notice in document.notices} == (set() if seen else {"hidden-text"})


@pytest.mark.parametrize("state", [b"/BM/Difference", b"/BM/Exclusion"])
@pytest.mark.parametrize(("paper", "seen"), [(b"1 g 60 730 120 30 re f ", True), (b"", False)], ids=["painted", "bare"])
def test_white_text_that_is_black_when_mixed_with_white_is_print(
    tmp_path: Path, state: bytes, paper: bytes, *, seen: bool
) -> None:
    """On the bare page there is nothing to mix with; without what it lies on, PDFium may draw the box of such text."""
    content = paper + b"q /G gs 1 g " + said(b"word0", 0) + b"Q "
    path = tmp_path / "act.pdf"
    document = read(path, page(content, resources=b"/ExtGState<</G<<" + state + b">>>>"))
    assert ("word0" in document.text, inked(path, 0)) == (seen, seen)


def test_clear_text_that_may_be_mixed_in_is_doubted(tmp_path: Path) -> None:
    """Nothing of it is drawn alone: whether a mask shows it cannot be told."""
    resources = b"/ExtGState<</G<</BM/Multiply>>/C<</ca 0>>>>"
    document = read(tmp_path / "act.pdf", page(b"q /C gs " + said(b"word0", 0) + b"Q ", resources=resources))
    assert "word0" in document.text
    assert {notice.code for notice in document.notices} == {"covered-text"}
    assert document.pages[0].trust == pytest.approx(0.6)


def test_white_letters_and_shapes_without_end_take_no_time(tmp_path: Path) -> None:
    shapes = b"".join(b"0 0 1 rg %d 10 9 9 re f " % (number % 500) for number in range(10_000))
    begin = time.process_time()
    read(tmp_path / "act.pdf", page(shapes + b"q 1 g BT /F1 9 Tf 72 700 Td (a) Tj ET Q 0 g " * 10_000))
    assert time.process_time() - begin < 10
