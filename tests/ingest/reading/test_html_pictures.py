"""Pictures of pages: those in the file stand in the document and are read when they are pages, others are told of."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from domain.document import BlockKind, Document, Source, check_document
from domain.errors import NothingToRead, RecognitionFailed, ToolMissing
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import pictures

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = Tools.find()
SAID = ["ПОСТАНОВЛЕНИЕ", "Об утверждении порядка ведения реестра", "муниципальных правовых актов города"]
TEXT = "<p>Постановление администрации города Лесного о порядке ведения реестра</p>"


def png(width: int, height: int) -> bytes:
    return pictures.encoded(pictures.page([], width=width, height=height, size=10), "PNG")


def held(data: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def archive(source: str, headers: str, data: bytes, place: str = "file:///C:/дела/act.htm") -> bytes:
    page = f"<html><head><meta charset=utf-8></head><body>{TEXT}<p><img src='{source}'></p><p>конец</p></body></html>"
    return (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="B"; type="text/html"\n\n--B\n'
        "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
        f"Content-Location: {place}\n\n{page}\n"
        f"--B\nContent-Type: image/png\n{headers}\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(data).decode()}\n--B--\n"
    ).encode()


def read(
    tmp_path: Path, inside: str | bytes, *, tools: Tools | None = None, recognise: bool = False, most: int = 300
) -> Document:
    data = f"<html><meta charset=utf-8><body>{inside}</body></html>".encode() if isinstance(inside, str) else inside
    path = tmp_path / "act.html"
    path.write_bytes(data)
    limits = ReadLimits(ocr_pages=most)
    document = read_document(path, name=path.name, limits=limits, tools=tools or Tools(), recognise=recognise)
    assert check_document(document) == []
    return document


def kinds(document: Document) -> list[str]:
    return ["image" if block.kind is BlockKind.IMAGE else document.text_of(block) for block in document.blocks]


def codes(document: Document) -> set[str]:
    return {notice.code for notice in document.notices}


def test_a_page_of_a_scan_waits_to_be_recognised_where_it_stands(tmp_path: Path) -> None:
    scan = held(png(827, 1170))
    document = read(tmp_path, f"{TEXT}<p>Приложение <img src='{scan}'> к нему</p><p>конец</p>")
    assert kinds(document)[1:] == ["Приложение к нему", "image", "конец"]
    assert (document.unrecognised, codes(document)) == (1, set())
    table = f"<table><tr><td>лист</td><td><img src='{scan}'></td></tr></table>"
    assert kinds(read(tmp_path, f"{TEXT}{table}<p>конец</p>"))[1:] == ["лист\t", "image", "конец"]


@pytest.mark.parametrize(
    ("source", "headers", "place"),
    [
        ("cid:page1@site", "Content-ID: <page1@site>", "https://site.example/act"),
        ("act.files/1.png", "Content-Location: file:///C:/дела/act.files/1.png", "file:///C:/дела/act.htm"),
        ("/scan/1.png", "Content-Location: https://site.example/scan/1.png", "https://site.example/act/7"),
        ("1.png", "Content-Location: 1.png", ""),
    ],
)
def test_pictures_of_a_web_archive_are_found_by_their_names(
    tmp_path: Path, source: str, headers: str, place: str
) -> None:
    document = read(tmp_path, archive(source, headers, png(827, 1170), place))
    assert kinds(document)[1:] == ["image", "конец"]
    assert (document.unrecognised, codes(document)) == (1, set())


@pytest.mark.parametrize(
    ("image", "shown", "waiting", "told"),
    [
        ("<img src='https://site.example/scan.jpg'>", 0, 0, {"external-parts"}),
        ("<img src='act_files/1.png' width=600 height=800>", 0, 0, {"external-parts"}),
        (f"<img src='{held(png(1, 1))}' data-src='/scan.jpg'>", 0, 0, {"external-parts"}),
        ("<img src='/counter.gif' width=1 height=1><img src='/logo.png' style='height: 30px'><img>", 0, 0, set()),
        (f"<img src='{held(png(90, 90))}'>", 0, 0, set()),
        (f"<img src='{held(b'<svg/>', 'image/svg+xml')}'>", 0, 0, set()),
        (f"<img hidden src='{held(png(827, 1170))}'>", 0, 0, set()),
        (f"<img src='{held(png(400, 100))}'>", 1, 0, {"letterhead-picture"}),
        (f"<img src='{held(png(2000, 500))}'>", 1, 0, {"letterhead-picture"}),
        (f"<img src='{held(b'no picture')}' width=794 height=1123>", 1, 1, set()),
    ],
)
def test_pictures_that_are_no_pages_or_elsewhere(
    tmp_path: Path, image: str, shown: int, waiting: int, told: set[str]
) -> None:
    document = read(tmp_path, f"{TEXT}<p>{image}конец</p>")
    assert kinds(document)[1:] == ["конец", *["image"] * shown]
    assert (document.unrecognised, codes(document)) == (waiting, told)


def test_a_page_of_nothing_but_pictures_goes_the_way_of_scans(tmp_path: Path) -> None:
    scans = "".join(f"<img src='{held(png(700 + n, 900))}'>" for n in range(3))
    assert read(tmp_path, scans + scans).unrecognised == 3  # each once
    assert read(tmp_path, scans, most=2).unrecognised == 2
    with pytest.raises(ToolMissing):
        read(tmp_path, scans, recognise=True)
    with pytest.raises(NothingToRead, match=r"В файле нет текста\. Рисунки страницы лежат вне файла"):
        read(tmp_path, "<img src='https://site.example/scan.jpg'>")


@pytest.mark.ocr
@pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)")
@pytest.mark.skipif(pictures.font(10) is None, reason="no font with Russian letters (Debian: fonts-dejavu-core)")
def test_a_scan_in_a_page_is_recognised(tmp_path: Path) -> None:
    scan = pictures.encoded(pictures.page(SAID), "JPEG")
    document = read(tmp_path, f"<img src='{held(scan, 'image/jpeg')}'>", tools=TOOLS, recognise=True)
    assert document.text.split("\n")[0] == SAID[0]
    assert [(page.number, page.source) for page in document.pages] == [(1, Source.OCR)]
    assert codes(document) == {"recognised"}
    beside = read(tmp_path, f"{TEXT}<img src='{held(scan, 'image/jpeg')}'>", tools=TOOLS, recognise=True)
    assert [block.source for block in beside.blocks][:2] == [Source.TEXT, Source.OCR]
    assert SAID[0] in beside.text
    with pytest.raises(RecognitionFailed):
        read(tmp_path, f"<img src='{held(scan[: len(scan) // 9], 'image/jpeg')}'>", tools=TOOLS, recognise=True)


def test_a_drawing_inside_the_page_is_told_of_and_a_sign_is_not(tmp_path: Path) -> None:
    drawing = "data:image/svg+xml;base64,PHN2Zy8+"
    for size, told in (('width="800" height="900"', True), ('width="16" height="16"', False), ("", False)):
        path = tmp_path / "act.html"
        path.write_text(f'<p>Текст постановления администрации города.</p><img {size} src="{drawing}">', "utf-8")
        document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
        assert ("foreign-parts" in {notice.code for notice in document.notices}) is told
