"""PDF: what goes on overleaf, columns, running lines; other ways of reading; promises that hold for any text."""

from __future__ import annotations

import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer import cmapdb
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.pdf.maps import read_plain

sys.path.insert(0, str(Path(__file__).parents[2] / "hostile"))
import pdf

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_font = pytest.mark.skipif(not FONT.exists(), reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
FULL = "Настоящее постановление вступает в силу после официального опубликования"


def canvas(path: Path) -> Canvas:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))
    page = Canvas(str(path), pagesize=(595, 842))
    page.setFont("Plain", 11)
    return page


def pages(path: Path, *texts: list[str], numbers: bool = True) -> Path:
    """Set each page's lines at its foot, with its number below."""
    page = canvas(path)
    for number, lines in enumerate(texts, 1):
        page.setFont("Plain", 11)
        for index, line in enumerate(reversed(lines)):
            page.drawString(70, 100 + 15 * index, line)
        if numbers:
            page.drawCentredString(297, 30, f"- {number} -")
        page.showPage()
    page.save()
    return path


def read(path: Path, method: str = "") -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), method=method)
    assert check_document(document) == []
    return document


def paragraphs(document: Document) -> list[str]:
    return [document.text_of(block) for block in document.blocks if block.kind is BlockKind.PARAGRAPH]


@needs_font
def test_a_sentence_that_goes_on_overleaf_is_one_paragraph(tmp_path: Path) -> None:
    path = pages(
        tmp_path / "on.pdf", ["1. Принято.", f"2. {FULL} в газете"], ["города и размещения на сайте.", "3. Всё."]
    )
    document = read(path)
    assert paragraphs(document) == [
        "1. Принято.",
        f"2. {FULL} в газете города и размещения на сайте.",
        "3. Всё.",
    ]
    kinds = [(block.kind, block.page) for block in document.blocks]
    assert kinds.index((BlockKind.FOOTER, 1)) > kinds.index((BlockKind.PARAGRAPH, 1))


@needs_font
def test_a_word_that_is_parted_by_the_end_of_a_page_is_joined_and_the_raw_text_kept(tmp_path: Path) -> None:
    path = pages(tmp_path / "word.pdf", ["Порядок ведения реестра муни-"], ["ципальных правовых актов."])
    document = read(path)
    assert paragraphs(document) == ["Порядок ведения реестра муниципальных правовых актов."]
    assert [repair.raw for repair in document.repairs] == ["-\n"]
    assert "муни-\nципальных" in document.raw_text


@needs_font
@pytest.mark.parametrize(
    ("above", "below"),
    [
        (f"{FULL}.", "глава города"),
        (FULL, "Приложение к постановлению"),
        (f"{FULL} и", "2) иные сведения"),
    ],
)
def test_statements_of_two_pages_stay_apart(tmp_path: Path, above: str, below: str) -> None:
    assert paragraphs(read(pages(tmp_path / "apart.pdf", [above], [below]))) == [above, below]


@needs_font
@pytest.mark.parametrize("form", ["{}", "- {} -", "стр. {} из 5", "Страница {} из 5", "Лист {}", "{}/5"])
def test_numbers_of_pages_are_set_aside(tmp_path: Path, form: str) -> None:
    path = tmp_path / "numbers.pdf"
    page = canvas(path)
    for number in range(1, 6):
        page.setFont("Plain", 11)
        page.drawString(70, 400, f"{FULL}.")
        page.drawCentredString(297, 815, form.format(number))
        page.showPage()
    page.save()
    assert [block.kind for block in read(path).blocks] == [BlockKind.HEADER, BlockKind.PARAGRAPH] * 5


@needs_font
def test_headers_of_left_and_right_pages_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "alternate.pdf"
    page = canvas(path)
    for number in range(1, 7):
        page.setFont("Plain", 11)
        page.drawString(70, 815, "Реестр муниципальных актов" if number % 2 else "Администрация города Кыштым")
        page.drawString(70, 400, f"Статья {number}. {FULL}.")
        page.showPage()
    page.save()
    assert [block.kind for block in read(path).blocks] == [BlockKind.HEADER, BlockKind.PARAGRAPH] * 6


@needs_font
def test_columns_of_running_text_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "columns.pdf"
    page = canvas(path)
    page.setFont("Plain", 8)
    words = ("порядок ведения реестра муниципальных правовых актов города и сведений о них " * 9).split()
    for left, first in ((50, "Слева"), (310, "Справа")):
        lines, line = [], first
        for word in words:
            if pdfmetrics.stringWidth(f"{line} {word}", "Plain", 8) > 235:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}"
        for index, said in enumerate(lines):
            page.drawString(left, 700 - 11 * index, said)
    page.drawString(50, 760, "Официальный вестник администрации города")
    page.save()
    said = read(path).text
    assert said.index("Справа") > len(said) * 0.45
    assert said.startswith("Официальный вестник")


@needs_font
def test_a_list_of_names_and_posts_is_read_across(tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    page = canvas(path)
    for number in range(12):
        page.drawString(70, 420 - 20 * number, f"Иванов{number} Иван Иванович")
        page.drawString(300, 420 - 20 * number, f"начальник отдела {number}")
    page.save()
    assert "Иванов3 Иван Иванович\tначальник отдела 3" in read(path).text


@needs_font
@pytest.mark.parametrize("method", ["stock", "pdfium"])
def test_other_ways_of_reading_say_the_same(tmp_path: Path, method: str) -> None:
    path = tmp_path / "ways.pdf"
    page = canvas(path)
    page.drawString(70, 700, "от 11 февраля 2024 г.")
    page.drawString(480, 700, "№ 17")
    page.drawString(70, 640, f"1. {FULL}.")
    page.save()
    usual, other = read(path), read(path, method)
    assert other.text == usual.text
    for block, same in zip(usual.blocks, other.blocks, strict=True):
        assert block.box is not None
        assert same.box is not None
        assert (block.box.x0, block.box.y0) == (
            pytest.approx(same.box.x0, abs=0.01),
            pytest.approx(same.box.y0, abs=0.02),
        )


def test_content_is_read_whatever_its_strings_and_numbers_look_like(tmp_path: Path) -> None:
    content = (
        rb"BT /F1 12 Tf 72 700 Td (a\(b\)c \101\102) Tj ET BT/F1 12 Tf 72 680 Td[(no)-20(space)-400(gap)]TJ ET "
        rb"BT /F1 12 Tf 1 0 0 1 72 660 Tm <48 65 6C6c6F> Tj ET % a comment ( with a parenthesis" + b"\n"
        rb"BT /F1 12 Tf 72 640 Td ((nested) (strings)) Tj 14 TL (next) ' 1 0 (spaced) " + b'" ET '
        rb"BT /F1 12 Tf 72 560 Td [(array with (nested) one) 5 (!)] TJ ET [3 2] 0 d -.5-5 0 0 0 rg"
    )
    path = tmp_path / "content.pdf"
    path.write_bytes(pdf.page_of(pdf.stream(content)))
    assert read(path).text.replace("\n", " ") == (
        "a(b)c AB nospace gap Hello (nested) (strings) next spaced array with (nested) one!"
    )


def test_signs_of_symbol_fonts_are_read_as_they_look(tmp_path: Path) -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Symbol0/FirstChar 0/Widths[%s]/ToUnicode 7 0 R>>" % (b"500 " * 256)
    ranges = pdf.stream(b"begincmap 3 beginbfchar <41> <F0B7> <42> <00AD> <43> <0043> endbfchar endcmap")
    content = pdf.stream(b"BT /F2 12 Tf 72 700 Td (ACBC) Tj ET")
    path = tmp_path / "signs.pdf"
    path.write_bytes(pdf.page_of(content, font, ranges).replace(b"/F1 5 0 R", b"/F2 6 0 R"))
    assert read(path).text == "•C-C"


def test_a_map_of_letters_is_read_as_the_library_reads_it() -> None:
    data = (
        b"/CIDInit begincmap 2 beginbfchar <0003> <0020> <0024><0410> endbfchar % names\n"
        b"3 beginbfrange <0025> <0027> <0411> <0030> <0031> [<0041> <00420043>] <0000> <ffff> <0000> endbfrange"
    )
    letters = read_plain(data.replace(b" <0000> <ffff> <0000>", b""), 65_536)
    assert letters == {3: " ", 0x24: "А", 0x25: "Б", 0x26: "В", 0x27: "Г", 0x30: "A", 0x31: "BC"}
    whole = read_plain(data, 65_536)
    assert whole is not None
    assert (whole[0x24], whole[0x430], len(whole)) == ("$", "а", 2), "the later range wins, and is not written out"
    assert read_plain(b"begincmap 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange", 65_536) is None
    assert read_plain(b"begincmap 1 beginbfchar <01> /space endbfchar", 65_536) is None


def test_a_map_that_names_the_letters_first_is_read_as_the_library_reads_it() -> None:
    data = (
        b"%!PS\n/CIDInit begincmap 3 begincidrange\n<0041> <0043> 5 <0400> <04FF> 300\n<0020> <0020> 5\nendcidrange\n"
        b"1 beginbfchar <0006> <0416> endbfchar endcmap"
    )
    known = cmapdb.FileUnicodeMap()
    cmapdb.CMapParser(known, BytesIO(data)).run()
    letters = read_plain(data, 65_536)
    assert letters is not None
    assert {code: letters[code] for code in known.cid2unichr} == known.cid2unichr
    assert (letters[5], letters[6], letters[316]) == (" ", "Ж", "А")
    assert read_plain(b"begincmap 1 begincidrange <0000> <ffffffff> 0 endcidrange", 65_536) is None
    assert read_plain(b"begincmap 1 begincidrange <0000> <00ff> /a endcidrange", 65_536) is None


LINES = st.lists(
    st.text(st.characters(codec="cp1251", categories=("L", "N", "P", "Zs")), min_size=1, max_size=60),
    min_size=1,
    max_size=8,
)


@needs_font
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_any_text_keeps_the_promises(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "any.pdf"
    page = canvas(path)
    page.drawString(70, 800, "Реестр")
    for index, line in enumerate(lines):
        page.drawString(40 + 60 * (index % 3), 760 - 90 * index, line)
    page.save()
    document = read(path)
    assert document == read(path), "reading twice gives the same"
    assert unicodedata.is_normalized("NFC", document.text)
    for block in document.blocks:
        assert document.text_of(block).strip() == document.text_of(block) != ""
        assert block.box is not None
        assert 0 <= block.box.x0 <= block.box.x1 <= 1
        assert 0 <= block.box.y0 <= block.box.y1 <= 1
    found = "".join(document.raw_text.split())
    assert all("".join(line.split()).replace("\u00ad", "-") in found for line in lines)


@needs_font
def test_raised_numbers_of_a_page_keep_their_height(tmp_path: Path) -> None:
    page = canvas(tmp_path / "raised.pdf")

    def write(y: float, *parts: tuple[str, float, float]) -> None:
        x = 70.0
        for said, size, lift in parts:
            page.setFont("Plain", size)
            page.drawString(x, y + lift, said)
            x += pdfmetrics.stringWidth(said, "Plain", size)

    write(700, ("Статья 15", 11, 0), ("1", 6, 4), (" действует с 2024 года на площади 36 м", 11, 0), ("2", 6, 4))
    write(660, ("Формула воды H", 11, 0), ("2", 6, -2), ("O не есть номер, а слово ГОРОДА", 11, 0), ("12", 11, 0))
    page.save()
    document = read(tmp_path / "raised.pdf")
    assert paragraphs(document)[0] == "Статья 15¹ действует с 2024 года на площади 36 м²"
    assert "ГОРОДА12" in document.text
    assert "²O" not in document.text


@needs_font
@pytest.mark.parametrize(("off", "uneven"), [(0, 8), (0, 20), (6, 20)], ids=["full", "ragged", "shifted"])
def test_columns_of_a_newspaper_are_read_one_after_the_other(tmp_path: Path, off: int, uneven: int) -> None:
    words = FULL.lower().split()
    page = canvas(tmp_path / "paper.pdf")
    page.setFont("Plain", 9)
    said: list[list[str]] = [[], []]
    for row in range(40):
        for column, x in enumerate((50, 310)):
            line = f"{('слева', 'справа')[column]}{row}"
            said[column].append(line)
            for sign in " ".join(words[row % 4 :] + words):
                if pdfmetrics.stringWidth(line, "Plain", 9) > 225 - uneven * (row % 3):
                    break
                line += f" {sign}" if line[-1].isdigit() else sign
            page.drawString(x, 780 - 15 * row - off * column, line)
    page.save()
    found = [word for word in read(tmp_path / "paper.pdf").text.split() if word.startswith(("слева", "справа"))]
    assert found == said[0] + said[1]
