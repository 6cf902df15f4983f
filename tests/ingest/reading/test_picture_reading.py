"""Office files whose pages are pictures: recognised in their place, whatever the picture is wrapped in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import ImageOps

from domain.document import BlockKind, Document, Source, check_document
from domain.errors import NothingToRead, RecognitionFailed, ToolMissing
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.office.metafiles import raster_of
from tests.hostile import pictures, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


TOOLS = Tools.find()
SAID = ["ПОСТАНОВЛЕНИЕ", "Об утверждении порядка ведения реестра", "муниципальных правовых актов города"]
COVER_SAID = "Администрация города направляет копию постановления, принятого в прошлом месяце."
COVER = word.paragraph(COVER_SAID)
AFTER = word.paragraph("Приложение: на одном листе.")
FULL, HALF = (480, 680), (300, 200)
needs_ocr = [
    pytest.mark.ocr,
    pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"),
    pytest.mark.skipif(pictures.font(10) is None, reason="no font with Russian letters (Debian: fonts-dejavu-core)"),
]
needs_office = [
    pytest.mark.office,
    pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)"),
]


def read(
    tmp_path: Path,
    data: bytes,
    name: str = "act.docx",
    *,
    tools: Tools = TOOLS,
    limits: ReadLimits | None = None,
    recognise: bool = True,
) -> Document:
    path = tmp_path / name
    path.write_bytes(data)
    document = read_document(path, name=name, limits=limits or ReadLimits(), tools=tools, recognise=recognise)
    assert check_document(document) == []
    return document


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def makers() -> dict[str, Callable[[Any], bytes]]:
    return {
        "p.png": lambda page: pictures.encoded(page, "PNG"),
        "p.jpeg": lambda page: pictures.encoded(page, "JPEG"),
        "p.tiff": lambda page: pictures.encoded(page, "TIFF"),
        "p.wmf": pictures.wmf,
        "strips.wmf": lambda page: pictures.wmf(page, pieces=3, placeable=False),
        "p.emf": pictures.emf,
        "p.emz": lambda page: pictures.squeezed(pictures.emf(page)),
    }


@pytest.mark.parametrize("name", list(makers()))
def test_metafiles_give_back_the_bitmap_that_they_draw(name: str) -> None:
    page = pictures.page(SAID, width=300, height=400, size=10)
    if not name.endswith(("wmf", "emf", "emz")):
        return
    found = raster_of(makers()[name](page), most_bytes=10**8, most_pixels=10**8)
    assert found is not None
    import io

    from PIL import Image

    assert Image.open(io.BytesIO(found)).convert("L").tobytes() == page.tobytes()


def test_metafiles_that_are_damaged_or_too_large_give_nothing() -> None:
    page = pictures.page(SAID, width=300, height=400, size=10)
    whole = pictures.wmf(page)
    assert raster_of(whole, most_bytes=10**8, most_pixels=100) is None
    assert raster_of(pictures.squeezed(b"\x00" * 10**7), most_bytes=1000, most_pixels=10**8) is None
    for cut in range(0, 200, 7):
        raster_of(whole[:cut], most_bytes=10**8, most_pixels=10**8)
        raster_of(pictures.emf(page)[:cut], most_bytes=10**8, most_pixels=10**8)


@pytest.mark.parametrize("name", list(makers()))
@pytest.mark.usefixtures("tmp_path")
class TestRecognised:
    pytestmark = needs_ocr

    def test_a_file_of_one_picture_is_its_page(self, tmp_path: Path, name: str) -> None:
        picture = makers()[name](pictures.page(SAID))
        document = read(tmp_path, word.with_picture(picture, size=FULL, name=name))
        assert "ПОСТАНОВЛЕНИЕ" in document.text
        assert "муниципальных правовых актов" in document.text
        assert [page.source for page in document.pages] == [Source.OCR]
        assert {block.page for block in document.blocks} == {1}
        assert "recognised" in {notice.code for notice in document.notices}


class TestInPlace:
    pytestmark = needs_ocr

    def test_a_page_between_paragraphs_is_read_where_it_stands(self, tmp_path: Path) -> None:
        before = word.paragraph("Администрация города направляет копию постановления, принятого в прошлом месяце.")
        after = word.paragraph("Приложение: на одном листе.")
        picture = pictures.encoded(pictures.page(SAID), "PNG")
        document = read(tmp_path, word.with_picture(picture, size=FULL, before=before, body=after))
        sources = [block.source for block in document.blocks]
        assert sources[0] is Source.TEXT
        assert sources[-1] is Source.TEXT
        assert set(sources[1:-1]) == {Source.OCR}
        assert all(0 < block.trust <= 1 for block in document.blocks)
        assert not document.is_scan  # most of it is text

    @pytest.mark.parametrize("size", [HALF, (440, 90)], ids=["part of a page", "banner"])
    def test_words_of_a_picture_beside_text_follow_it(self, tmp_path: Path, size: tuple[float, float]) -> None:
        wide, high = (round(side * 200 / 72) for side in size)
        picture = pictures.encoded(pictures.page(SAID[1:], width=wide, height=high, size=30), "PNG")
        document = read(tmp_path, word.with_picture(picture, size=size, before=COVER * 3, body=AFTER))
        (at,) = (index for index, block in enumerate(document.blocks) if block.kind is BlockKind.IMAGE)
        said = document.text[document.blocks[at].end : document.blocks[-1].start].split()
        assert " ".join(said) == " ".join(SAID[1:])
        assert {block.source for block in document.blocks[at + 1 : -1]} == {Source.OCR}
        assert document.blocks[-1].source is Source.TEXT
        assert codes(document) == ["picture-read"]
        assert not document.is_scan

    def test_light_print_on_dark_is_read_and_foreign_print_is_told_of(self, tmp_path: Path) -> None:
        foreign = ["Settings of the network connection", "Internet protocol version four", "Use this address"]
        for said, told in ((SAID[1:], "picture-read"), (foreign, "picture-unread")):
            page = ImageOps.invert(pictures.page(said, width=1200, height=600, size=30).convert("RGB"))
            data = word.with_picture(pictures.encoded(page, "PNG"), size=HALF, before=COVER * 8, body=AFTER)
            document = read(tmp_path, data)
            assert codes(document) == [told]
            assert (SAID[1] in document.text) is (said is not foreign)

    def test_a_letterhead_in_the_header_is_read(self, tmp_path: Path) -> None:
        head = pictures.encoded(pictures.page(SAID[1:], width=1222, height=250, size=30), "PNG")
        document = read(tmp_path, with_header(head, (440, 90)))
        assert document.text.split() == " ".join([*SAID[1:], COVER_SAID]).split()
        assert codes(document) == ["picture-read"]

    def test_a_picture_of_unknown_size_is_read(self, tmp_path: Path) -> None:
        picture = pictures.encoded(pictures.page(SAID[1:], width=1222, height=250, size=30), "PNG")
        document = read(tmp_path, word.with_picture(picture, size=(0, 0), before=COVER * 8))
        assert " ".join(SAID[1:]) in " ".join(document.text.split())

    @pytest.mark.parametrize("is_one", [True, False], ids=["the same picture", "another one"])
    def test_pages_come_first(self, tmp_path: Path, *, is_one: bool) -> None:
        """What is no page may take the time, or the place, that a page needs."""
        page = pictures.encoded(pictures.page(SAID), "PNG")
        beside = page if is_one else word.png(600, 400)
        document = read(tmp_path, two(beside, HALF, page, FULL, is_one=is_one), limits=ReadLimits(ocr_pages=1))
        kinds = [block.kind for block in document.blocks]
        assert kinds[7:9] == [BlockKind.PARAGRAPH, BlockKind.IMAGE]
        assert kinds.count(BlockKind.IMAGE) == 1
        assert {block.source for block in document.blocks[9:]} == {Source.OCR}
        assert codes(document) == (["recognised"] if is_one else ["picture-unread", "recognised"])

    @pytest.mark.parametrize(("before", "told"), [("", ["letterhead-picture"]), ("много", [])])
    def test_a_picture_without_words_stays_and_is_told_of_where_a_letterhead_stands(
        self, tmp_path: Path, before: str, told: list[str]
    ) -> None:
        picture = pictures.encoded(pictures.page(["", "~ ~ ~"], width=600, height=400), "PNG")
        said = COVER * 8 if before else ""
        document = read(tmp_path, word.with_picture(picture, size=HALF, before=said, body=COVER))
        assert [block.kind for block in document.blocks].count(BlockKind.IMAGE) == 1
        assert all(block.source is Source.TEXT for block in document.blocks)
        assert codes(document) == told


def with_header(picture: bytes, size: tuple[float, float]) -> bytes:
    """A letter with a picture in its header."""
    spaces = (
        f'xmlns:w="{word.W_NS}" xmlns:r="{word.R_NS}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    parts: dict[str, str | bytes] = {
        "_rels/document.xml.rels": word.relations(header="h.xml"),
        "h.xml": f"<w:hdr {spaces}><w:p>{word.inline_picture('x0', size)}</w:p></w:hdr>",
        "_rels/h.xml.rels": word.relations(image="media/s.png"),
        "media/s.png": picture,
    }
    return word.docx(COVER + '<w:sectPr><w:headerReference w:type="default" r:id="x0"/></w:sectPr>', **parts)


def two(
    first: bytes, first_size: tuple[float, float], second: bytes, second_size: tuple[float, float], *, is_one: bool
) -> bytes:
    """A long letter with two pictures below its text."""
    shown = "".join(
        f"<w:p>{word.inline_picture(name, size)}</w:p>"
        for name, size in (("x0", first_size), ("x0" if is_one else "x1", second_size))
    )
    parts: dict[str, str | bytes] = {
        "_rels/document.xml.rels": word.relations(image="media/a.png").replace(
            "</Relationships>",
            f'<Relationship Id="x1" Type="{word.R_NS}/image" Target="media/b.png"/></Relationships>',
        ),
        "media/a.png": first,
        "media/b.png": second,
    }
    return word.docx(COVER * 8 + shown, **parts)


@pytest.mark.parametrize(("before", "told"), [("", "letterhead-picture"), ("много", "picture-unread")])
def test_a_picture_beside_text_waits_and_is_told_of_without_the_program(tmp_path: Path, before: str, told: str) -> None:
    picture = pictures.encoded(pictures.page(SAID, width=600, height=400), "PNG")
    data = word.with_picture(picture, size=HALF, before=COVER * 8 if before else "", body=COVER)
    waiting = read(tmp_path, data, recognise=False)
    assert (waiting.unrecognised, codes(waiting)) == (1, [told])
    assert ("пока" in waiting.notices[0].message) is (told == "picture-unread")
    unread = read(tmp_path, data, tools=Tools())
    assert (unread.unrecognised, codes(unread)) == (0, [told])
    broken = read(tmp_path, data, tools=FAILING)
    assert codes(broken) == [told]
    assert all("прошлом месяце" in document.text for document in (waiting, unread, broken))


def test_pictures_may_wait_for_their_lane(tmp_path: Path) -> None:
    data = word.with_picture(pictures.encoded(pictures.page(SAID), "PNG"), size=FULL)
    document = read(tmp_path, data, recognise=False)
    assert (document.unrecognised, document.text) == (1, "")


def test_without_the_program_a_file_of_pictures_names_it(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        read(tmp_path, word.with_picture(pictures.encoded(pictures.page(SAID), "PNG"), size=FULL), tools=Tools())
    assert caught.value.details["package"] == "tesseract-ocr-rus"


def test_without_the_program_a_text_with_a_scan_is_read_and_the_scan_is_told_of(tmp_path: Path) -> None:
    before = word.paragraph("Администрация города направляет копию постановления, принятого в прошлом месяце.")
    data = word.with_picture(pictures.encoded(pictures.page(SAID), "PNG"), size=FULL, before=before)
    document = read(tmp_path, data, tools=Tools())
    assert document.unrecognised == 1
    assert "pictures-left" in {notice.code for notice in document.notices}


BROKEN = b"\x89PNG\r\n\x1a\n broken picture"
FAILING = Tools(tesseract="/bin/false")


@pytest.mark.parametrize("picture", [BROKEN, word.png(1500, 1500), word.png(240, 340)])
def test_a_page_that_cannot_be_recognised_is_told_of(tmp_path: Path, picture: bytes) -> None:
    limits = ReadLimits(image_pixels=1_000_000)
    beside = read(tmp_path, word.with_picture(picture, size=FULL, before=COVER), tools=FAILING, limits=limits)
    assert [block.kind for block in beside.blocks] == [BlockKind.PARAGRAPH, BlockKind.IMAGE]
    assert [notice.code for notice in beside.notices] == ["ocr-failed"]
    with pytest.raises(RecognitionFailed) as caught:
        read(tmp_path, word.with_picture(picture, size=FULL), tools=FAILING, limits=limits)
    assert caught.value.details["pages"] == 1


def test_an_emblem_beside_a_few_words_is_no_loss(tmp_path: Path) -> None:
    data = word.with_picture(word.png(40, 40), size=FULL, before=COVER)
    assert read(tmp_path, data, tools=FAILING).notices == ()


def test_every_picture_keeps_its_place_and_what_is_too_many_is_said(tmp_path: Path) -> None:
    shown = [f"<w:p>{word.inline_picture(f'x{number}', FULL)}</w:p>" for number in range(250)]
    rels = "".join(
        f'<Relationship Id="x{number}" Type="{word.R_NS}/image" Target="media/{number}.png"/>' for number in range(250)
    )
    parts: dict[str, str | bytes] = {f"media/{number}.png": word.png(12, 16) for number in range(250)}
    parts["_rels/document.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rels}</Relationships>'
    )
    data = word.docx(COVER + "".join(shown), **parts)
    document = read(tmp_path, data, recognise=False)
    assert (document.unrecognised, len(document.blocks)) == (250, 251)
    few = read(tmp_path, data, tools=FAILING, limits=ReadLimits(ocr_pages=40))
    assert (len(few.blocks), [notice.code for notice in few.notices]) == (251, ["pictures-left"])
    assert "просмотрено: 40 из" in few.notices[0].message


@pytest.mark.parametrize(("size", "kept"), [(FULL, True), ((60, 60), False)])
def test_a_page_that_is_drawn_in_the_header_has_its_place(
    tmp_path: Path, size: tuple[float, float], *, kept: bool
) -> None:
    document = read(tmp_path, with_header(word.png(240, 340), size), tools=FAILING)
    assert [block.kind for block in document.blocks] == [BlockKind.IMAGE] * kept + [BlockKind.PARAGRAPH]
    assert [notice.code for notice in document.notices] == ["ocr-failed"] * kept


def test_an_emblem_alone_says_nothing(tmp_path: Path) -> None:
    with pytest.raises((NothingToRead, ToolMissing)):
        read(tmp_path, word.with_picture(word.png(40, 40), size=(60, 60)))


class TestOlder:
    pytestmark = needs_ocr + needs_office

    @pytest.mark.parametrize("kind", ["jpegblip", "pngblip", "wmetafile8", "emfblip", "dibitmap0"])
    def test_a_scan_inside_rtf_is_read(self, tmp_path: Path, kind: str) -> None:
        page = pictures.page(SAID)
        picture = {
            "jpegblip": lambda: pictures.encoded(page, "JPEG"),
            "pngblip": lambda: pictures.encoded(page, "PNG"),
            "wmetafile8": lambda: pictures.wmf(page, placeable=False),
            "emfblip": lambda: pictures.emf(page),
            "dibitmap0": lambda: pictures.dib(page),
        }[kind]()
        document = read(tmp_path, pictures.rtf(picture, kind), "scan.doc")
        assert document.format == "rtf"
        assert "ПОСТАНОВЛЕНИЕ" in document.text
        assert document.is_scan
