"""Scans that come as pictures: each frame a page, upright, recognised; broken and endless ones end with a reason."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PIL import Image

from domain.document import BlockKind, check_document
from domain.errors import DamagedFile, HostileFile, NotFound
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.images.pages import render_page
from ingest.reading.reader import read_document
from tests.factories import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCAN = next((EXAMPLES / "scan").iterdir())
ORIENTATION = 274
LAID_ON_ITS_SIDE = 6
"""EXIF: the camera was turned; the picture is to be turned by 90 degrees clockwise."""


@pytest.fixture(scope="module")
def page() -> Image.Image:
    with pypdfium2.PdfDocument(SCAN) as document:
        picture: Image.Image = document[0].render(scale=200 / 72).to_pil()
        return picture.convert("RGB")


@pytest.fixture(scope="module")
def tools() -> Tools:
    found = Tools.find()
    if not found.tesseract:
        pytest.skip("tesseract-ocr-rus is not installed")
    return found


def kept(path: Path, picture: Image.Image, kind: str, **more: Any) -> Path:
    picture.save(path, kind, **more)
    return path


def turned_camera(picture: Image.Image, path: Path) -> Path:
    exif = Image.Exif()
    exif[ORIENTATION] = LAID_ON_ITS_SIDE
    return kept(path, picture.rotate(90, expand=True), "JPEG", exif=exif, quality=85)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("скан.jpg", lambda page, path: kept(path, page, "JPEG", quality=80)),
        ("скан.png", lambda page, path: kept(path, page.convert("L"), "PNG")),
        ("телефон.jpg", turned_camera),
    ],
    ids=["jpeg", "png", "turned-camera"],
)
def test_a_picture_of_an_act_is_read(
    tmp_path: Path, page: Image.Image, tools: Tools, name: str, make: Callable[[Image.Image, Path], Path]
) -> None:
    path = make(page, tmp_path / name)
    document = read_document(path, name=name, limits=ReadLimits(), tools=tools)
    assert document.is_scan
    assert not check_document(document)
    assert "ПОСТАНОВЛЕНИЕ" in document.text
    assert "половодья" in document.text
    (shown,) = document.pages
    assert shown.height > shown.width
    assert all(block.box is not None for block in document.blocks)
    drawn = Image.open(io.BytesIO(render_page(path, limits=ReadLimits(), page=1, width=600, turned=shown.turned)))
    assert drawn.height > drawn.width


def test_frames_of_a_tiff_are_pages_in_order(tmp_path: Path, page: Image.Image, tools: Tools) -> None:
    top, rest = page.crop((0, 0, page.width, 800)), page.crop((0, 700, page.width, page.height))
    path = tmp_path / "скан.tif"
    top.convert("1").save(path, "TIFF", save_all=True, append_images=[rest.convert("L")], compression="tiff_lzw")
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
    assert [shown.number for shown in document.pages] == [1, 2]
    first = [document.text_of(block) for block in document.blocks if block.page == 1]
    second = [document.text_of(block) for block in document.blocks if block.page == 2]
    assert any("ПОСТАНОВЛЕНИЕ" in text for text in first)
    assert any("Лукашин" in text for text in second)
    assert len(render_page(path, limits=ReadLimits(), page=2, width=600)) > 1000


def test_without_recognition_the_pages_are_counted(tmp_path: Path, page: Image.Image) -> None:
    path = kept(tmp_path / "скан.jpg", page, "JPEG")
    with ReadingPool(ReadLimits(), Tools()) as pool:
        document = pool.read(path, recognise=False)
    assert (document.unrecognised, document.text, {block.kind for block in document.blocks}) == (
        1,
        "",
        {BlockKind.IMAGE},
    )


@pytest.mark.parametrize("limits", [ReadLimits(image_pixels=10_000), ReadLimits(pdf_pages=1)], ids=["pixels", "pages"])
def test_what_is_too_much_is_refused(tmp_path: Path, limits: ReadLimits) -> None:
    path = tmp_path / "скан.tif"
    sheet = Image.new("L", (200, 200), 255)
    sheet.save(path, "TIFF", save_all=True, append_images=[sheet])
    with pytest.raises(HostileFile):
        read_document(path, name=path.name, limits=limits, tools=Tools())


def test_a_picture_that_is_cut_off_is_told_to_be_damaged(tmp_path: Path, page: Image.Image) -> None:
    path = kept(tmp_path / "скан.jpg", page, "JPEG")
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DamagedFile):
        read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())


def test_a_long_scan_needs_the_memory_of_one_page(tmp_path: Path) -> None:
    path = tmp_path / "скан.tif"
    sheet = Image.new("1", (2480, 3508), 1)
    sheet.save(path, "TIFF", save_all=True, append_images=[sheet] * 59, compression="group4", dpi=(300, 300))
    assert path.stat().st_size < 200_000
    with ReadingPool(ReadLimits(memory_bytes=256 * 2**20), Tools()) as pool:
        assert pool.read(path, recognise=False).unrecognised == 60


def test_a_page_that_is_not_recognised_leaves_the_others_their_numbers(
    tmp_path: Path, page: Image.Image, tools: Tools
) -> None:
    path, emblem = tmp_path / "скан.tif", Image.new("L", (60, 90), 255)
    page.convert("L").save(path, "TIFF", save_all=True, append_images=[emblem, page.convert("L")], dpi=(200, 200))
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=tools)
    assert [shown.number for shown in document.pages] == [1, 2, 3]
    assert [(notice.code, notice.page) for notice in document.notices] == [("ocr-failed", 2), ("recognised", 0)]
    assert {block.page for block in document.blocks if "ПОСТАНОВЛЕНИЕ" in document.text_of(block)} == {1, 3}
    assert [block.page for block in document.blocks if block.kind is BlockKind.IMAGE] == [2]
    assert (document.pages[1].width, document.pages[1].height) == (21.6, 32.4)


def test_only_a_tiff_has_further_pages(tmp_path: Path, page: Image.Image) -> None:
    small = page.resize((200, 280))
    several = [
        kept(tmp_path / "телефон.jpg", small, "MPO", save_all=True, append_images=[small]),
        kept(tmp_path / "движется.png", small, "PNG", save_all=True, append_images=[small.rotate(180)]),
    ]
    for path in several:
        found = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
        assert found.unrecognised == 1
        with pytest.raises(NotFound):
            render_page(path, limits=ReadLimits(), page=2, width=600)


@pytest.mark.parametrize("ending", ["tif", "pdf"])
@pytest.mark.parametrize(
    "limits", [ReadLimits(ocr_pages=1), ReadLimits(wall_seconds=36.5, seconds=30)], ids=["pages", "time"]
)
def test_what_a_long_scan_says_until_a_limit_is_kept(
    tmp_path: Path, page: Image.Image, tools: Tools, limits: ReadLimits, ending: str
) -> None:
    path = tmp_path / f"скан.{ending}"
    page = page.convert("L")
    more: dict[str, Any] = {"save_all": True, "append_images": [page] * 5}
    page.save(path, "PDF" if ending == "pdf" else "TIFF", resolution=200, **more)
    with ReadingPool(limits, tools) as pool:
        document = pool.read(path)
    said = {block.page for block in document.blocks if document.text_of(block)}
    assert 1 <= len(said) < 6
    assert said == set(range(1, len(said) + 1))
    assert [page.number for page in document.pages] == [1, 2, 3, 4, 5, 6]
    assert ("pictures-left", len(said) + 1) in {(notice.code, notice.page) for notice in document.notices}
