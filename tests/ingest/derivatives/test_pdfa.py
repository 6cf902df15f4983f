"""Searchable PDF/A: pages stay, words can be found, the mark is there; nothing is left of work that died."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from fpdf import FPDF
from PIL import Image

from domain.errors import DamagedFile, DerivativeFailed, EncryptedFile, HostileFile, ReadingFailed, ToolMissing
from ingest.derivatives import Made, inside, make_pdfa
from ingest.reading import ReadingPool, ReadLimits, Tools
from tests import scans
from tests.factories import EXAMPLES
from tests.hostile import pdf as hostile

if TYPE_CHECKING:
    from collections.abc import Iterator

TOOLS = Tools.find()
FUNCTION = "ingest.derivatives:make_pdfa"
pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"),
    pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(), TOOLS) as made:
        yield made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder / "copy.pdf"


def make(pool: ReadingPool, source: Path, target: Path) -> Made:
    made: Made = pool.call(FUNCTION, source, target, result_type=Made, sealed=False)
    return made


def text_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def is_pdfa(path: Path) -> bool:
    with pikepdf.open(path) as document:
        meta = document.open_metadata()
        return (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) == ("2", "B")


def test_a_scan_becomes_searchable_and_its_original_stays(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    source = scans.as_pdf(tmp_path / "scan.pdf", scans.page(), scans.page(heading="ПРИЛОЖЕНИЕ"))
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    told: list[tuple[str, int, int]] = []
    made = pool.call(FUNCTION, source, target, result_type=Made, sealed=False, progress=lambda *step: told.append(step))
    assert made.pages == 2
    assert made.maker.startswith("ocrmypdf 1")
    assert is_pdfa(target)
    first, second = text_of(target)
    assert scans.HEADING in first
    assert "муниципальных правовых актов" in first
    assert "ПРИЛОЖЕНИЕ" in second
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    assert [path.name for path in target.parent.iterdir()] == ["copy.pdf"]
    assert told == [("ocr", 0, 2), ("ocr", 2, 2)]


def test_what_the_validator_refuses_is_drawn_anew(pool: ReadingPool, target: Path) -> None:
    (source,) = (EXAMPLES / "scan").glob("*.pdf")
    with pikepdf.open(source) as document:
        assert "/Trans" in document.pages[0]
    assert make(pool, source, target).pages == 1
    assert is_pdfa(target)
    assert "ПОСТАНОВЛЕНИЕ" in text_of(target)[0]


def test_a_bookmark_that_leads_to_the_structure_is_made_plain() -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Устав", 0))
        (bookmark,) = (
            thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/Title" in thing
        )
        bookmark["/SE"] = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem))
        inside.tidy(document)
        assert "/SE" not in bookmark
        assert str(bookmark["/Title"]) == "Устав"


def test_pages_with_text_keep_it_letter_for_letter(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    plain = mixed(tmp_path, embedded=True)
    made = make(pool, plain, target)
    before, after = text_of(plain), text_of(target)
    assert made.pages == len(after) == len(before)
    assert [" ".join(text.split()) for text in after[:-1]] == [" ".join(text.split()) for text in before[:-1]]
    assert scans.HEADING in after[-1]


def test_typed_text_is_never_turned_into_a_picture(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    with pytest.raises(DerivativeFailed) as caught:
        make(pool, mixed(tmp_path, embedded=False), target)
    assert caught.value.details == {"exit": 10}
    assert list(target.parent.iterdir()) == []


def test_another_programs_text_goes_where_it_keeps_a_scan_from_pdfa(
    pool: ReadingPool, tmp_path: Path, target: Path
) -> None:
    source, layered = tmp_path / "layered.pdf", FPDF(unit="pt", format="A4")
    layered.add_page()
    layered.add_font("plain", fname=str(scans.FONT))
    for font, said in (("plain", "Прзнак взра"), ("helvetica", "IIOCTAHOBJIEHI4E")):
        layered.set_font(font, size=12)
        layered.text(70, 100, said)
    layered.image(scans.page(), x=0, y=0, w=layered.w, h=layered.h)
    layered.output(str(source))
    assert make(pool, source, target).pages == 1
    assert is_pdfa(target)
    (said,) = text_of(target)
    assert scans.HEADING in said
    assert "IIOCTAH" not in said


def mixed(folder: Path, *, embedded: bool) -> Path:
    """Write a page with a text layer and, behind it, a page that is a picture; the font in the file, or not."""
    path, typed = folder / "mixed.pdf", FPDF(unit="pt", format="A4")
    typed.add_page()
    typed.add_font("plain", fname=str(scans.FONT))
    typed.set_font("plain", size=12)
    typed.text(70, 100, "О порядке учёта муниципальных правовых актов города")
    if not embedded:
        typed.set_font("helvetica", size=12)
        typed.text(70, 130, "Annex 1")
    typed.output(str(path))
    scan = scans.as_pdf(folder / "scan.pdf", scans.page())
    with pikepdf.open(path, allow_overwriting_input=True) as document, pikepdf.open(scan) as other:
        document.pages.append(other.pages[0])
        document.save(path)
    return path


def as_picture(path: Path, first: Image.Image, *more: Image.Image, **how: object) -> Path:
    """Write a picture; the ending of the path tells the format."""
    first.save(path, save_all=bool(more), append_images=more, **how)  # type: ignore[arg-type]  # Pillow's own options
    return path


def lying(page: Image.Image) -> tuple[Image.Image, Image.Exif]:
    """Return a page as a camera on its side takes it, and the tag by which it tells so."""
    told = Image.Exif()
    told[0x0112] = 6
    return page.transpose(Image.Transpose.ROTATE_90), told


def test_a_picture_becomes_searchable_without_a_loss(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    sideways, told = lying(scans.page())
    source = as_picture(tmp_path / "photo.jpg", sideways, exif=told, dpi=(72, 72), quality=85)
    assert make(pool, source, target).pages == 1
    assert is_pdfa(target)
    assert scans.HEADING in text_of(target)[0]
    with pikepdf.open(target) as copy, Image.open(source) as original:
        (picture,) = copy.pages[0].get_images().values()
        kept = pikepdf.PdfImage(picture).as_pil_image()
        assert kept.size == original.size
        assert kept.convert("RGB").tobytes() == original.convert("RGB").tobytes()
    with pypdfium2.PdfDocument(target) as copy:
        width, height = copy[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_each_frame_of_a_tiff_is_a_page(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    frames = [scans.page(heading=heading).convert("1") for heading in ("ПОСТАНОВЛЕНИЕ", "ПРИЛОЖЕНИЕ", "РАСПОРЯЖЕНИЕ")]
    source = as_picture(tmp_path / "scan.tif", *frames, compression="group4", dpi=(200, 200))
    assert make(pool, source, target).pages == 3
    assert is_pdfa(target)
    for heading, text in zip(("ПОСТАНОВЛЕНИЕ", "ПРИЛОЖЕНИЕ", "РАСПОРЯЖЕНИЕ"), text_of(target), strict=True):
        assert heading in text


def test_a_picture_that_lets_through_lies_on_white(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    clear = scans.page().convert("L")
    page = Image.new("RGBA", clear.size, "black")
    page.putalpha(clear.point([255 - value for value in range(256)]))
    assert make(pool, as_picture(tmp_path / "scan.png", page), target).pages == 1
    assert is_pdfa(target)
    assert scans.HEADING in text_of(target)[0]
    with pypdfium2.PdfDocument(target) as copy:
        assert copy[0].render().to_pil().getpixel((5, 5))[:3] == (255, 255, 255)


def test_pictures_have_limits(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    small = [Image.new("1", (100, 100))] * 3
    source = as_picture(tmp_path / "scan.tif", *small, compression="group4")
    for limits in (ReadLimits(ocr_pages=2), ReadLimits(image_pixels=9_000)):
        with pytest.raises(HostileFile):
            make_pdfa(source, target, limits, TOOLS, lambda *_: None)
    source.write_bytes(source.read_bytes()[:60])
    with pytest.raises(DamagedFile):
        make(pool, source, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("made", [hostile.noise, hostile.header_only, hostile.no_pages, hostile.kids_loop])
def test_what_is_no_pdf_gives_a_typed_error(pool: ReadingPool, tmp_path: Path, target: Path, made: object) -> None:
    source = tmp_path / "hostile.pdf"
    source.write_bytes(made())  # type: ignore[operator]  # the table holds makers
    with pytest.raises((DamagedFile, DerivativeFailed)):
        make(pool, source, target)
    assert list(target.parent.iterdir()) == []


def test_a_page_without_words_makes_no_copy(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    source = scans.as_pdf(tmp_path / "blank.pdf", Image.new("RGB", (800, 1100), "white"))
    with pytest.raises(DerivativeFailed) as caught:
        make(pool, source, target)
    assert caught.value.details["fault"] == "no-words"
    assert list(target.parent.iterdir()) == []


def test_a_locked_file_needs_its_password(pool: ReadingPool, tmp_path: Path, target: Path) -> None:
    source = tmp_path / "locked.pdf"
    with pikepdf.open(scans.as_pdf(tmp_path / "scan.pdf", scans.page())) as document:
        document.save(source, encryption=pikepdf.Encryption(user="тайна", owner="тайна"))
    with pytest.raises(EncryptedFile):
        make(pool, source, target)


def test_too_many_pages_and_no_program_are_told(tmp_path: Path, target: Path) -> None:
    source = scans.as_pdf(tmp_path / "scan.pdf", *[Image.new("RGB", (100, 100))] * 3)
    with pytest.raises(HostileFile) as caught:
        make_pdfa(source, target, ReadLimits(ocr_pages=2), TOOLS, lambda *_: None)
    assert caught.value.details == {"limit": "ocr_pages", "pages": 3}
    with pytest.raises(ToolMissing):
        make_pdfa(source, target, ReadLimits(), Tools(), lambda *_: None)


def test_a_killed_work_leaves_nothing_outside_its_folder(tmp_path: Path, target: Path) -> None:
    source = scans.as_pdf(tmp_path / "scan.pdf", *[scans.page()] * 4)
    temporary = set(Path("/tmp").iterdir())  # noqa: S108 - looked at, not written to
    with ReadingPool(ReadLimits(), TOOLS) as pool:
        killer = threading.Thread(target=_kill_when_at_work, args=(target.parent,))
        killer.start()
        with pytest.raises(ReadingFailed):
            make(pool, source, target)
        killer.join()
        assert not target.exists()
        _wait(lambda: not _at_work(target.parent))
    assert not {path for path in set(Path("/tmp").iterdir()) - temporary if path.name.startswith(("ocrmypdf", "pdfa-"))}  # noqa: S108 - the same


def _at_work(folder: Path) -> list[int]:
    """Return the processes that were started with this folder in their command line."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if os.fsencode(folder) in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def _kill_when_at_work(folder: Path) -> None:
    _wait(lambda: bool(_at_work(folder)))
    program = min(_at_work(folder))
    child = int((Path("/proc") / str(program) / "stat").read_text().rpartition(")")[2].split()[1])
    os.kill(child, signal.SIGKILL)


def _wait(happened: object) -> None:
    until = time.monotonic() + 60
    while not happened():  # type: ignore[operator]  # a condition to ask
        assert time.monotonic() < until
        time.sleep(0.05)
