"""Recognition: pictures are cleaned without losing print, pages are turned upright, doubt is told, noise is dropped."""

from __future__ import annotations

import time
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from domain.document import Document, Source, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.ocr import Recogniser, preparing, run_program, run_tool, tsv, turning, words
from ingest.reading.ocr.engine import Engine
from ingest.reading.ocr.tsv import Word
from tests import scans

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = Tools.find()
needs_font = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)


def read(path: Path) -> Document:
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)
    assert check_document(document) == []
    return document


def word(text: str, confidence: float, left: float = 0, line: int = 1) -> Word:
    return Word(text, left, 100, 20 * len(text), 30, confidence, ("1", "1", str(line)))


def line_of(*given: tuple[str, float]) -> list[Word]:
    place, found = 0.0, []
    for text, confidence in given:
        found.append(word(text, confidence, place))
        place += 20 * len(text) + 15
    return found


def test_the_median_is_the_one_of_pillow() -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (60, 80), dtype=np.uint8)
    known = np.asarray(Image.fromarray(pixels).filter(ImageFilter.MedianFilter(3)))
    assert (preparing.median(pixels)[1:-1, 1:-1] == known[1:-1, 1:-1]).all()


def test_shade_and_stamps_go_and_print_stays() -> None:
    image = Image.new("RGB", (800, 800))
    image.putdata([(200 - x // 8, 200 - x // 8, 190 - x // 8) for _ in range(800) for x in range(800)])
    pen = ImageDraw.Draw(image)
    pen.rectangle((100, 100, 700, 110), fill=(40, 50, 190))
    pen.rectangle((100, 300, 700, 310), fill=(20, 20, 20))
    ready = np.asarray(preparing.clean(image))
    assert np.median(ready[600]) > 240
    assert ready[600].min() > 215
    assert ready[105, 150:650].min() > 180
    assert ready[305, 150:650].max() < 60


def test_grain_is_smoothed_and_clean_letters_are_left_alone() -> None:
    clean = Image.new("L", (400, 400), 255)
    ImageDraw.Draw(clean).line((50, 200, 350, 200), fill=0)
    assert np.asarray(preparing.clean(clean))[200, 200] == 0
    grain = np.random.default_rng(3).normal(200, 20, (400, 400)).clip(0, 255).astype(np.uint8)
    assert np.asarray(preparing.clean(Image.fromarray(grain))).std() < 0.8 * grain.std()


def test_a_black_and_white_page_is_left_as_it_is() -> None:
    page = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(page).rectangle((50, 100, 350, 130), fill="black")
    assert preparing.clean(page).tobytes() == page.convert("L").tobytes()


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (17, 40), (2000, 5)])
def test_no_picture_is_too_small_to_be_cleaned(size: tuple[int, int]) -> None:
    ready = preparing.clean(Image.new("RGB", size, (90, 90, 90)))
    assert ready.size == size
    assert turning.likely_turns(ready)[0] in {0, 90}


@needs_font
def test_the_way_of_the_lines_is_seen() -> None:
    upright = scans.page().convert("L")
    assert turning.level(upright) > turning.SURELY_LEVEL
    assert turning.level(scans.turned(upright, 90)) < 1 / turning.SURELY_LEVEL


@needs_font
@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_fed_the_wrong_way_is_read_upright(tmp_path: Path, degrees: int) -> None:
    path = scans.as_pdf(tmp_path / "scan.pdf", scans.turned(scans.page(), degrees))
    document = read(path)
    (page,) = document.pages
    assert page.turned == -degrees % 360
    assert page.height > page.width
    assert (round(page.width), round(page.height)) == (595, 842)
    heading = next(block for block in document.blocks if scans.HEADING in document.text_of(block))
    assert heading.box is not None
    assert heading.box.y0 < 0.1 < heading.box.y1
    assert heading.box.x0 < 0.5 < heading.box.x1
    assert "муниципальных правовых актов" in document.text
    assert heading.source is Source.OCR
    assert heading.trust > 0.8


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_print_under_a_stamp_is_read_and_the_stamp_is_not(tmp_path: Path) -> None:
    image = scans.page()
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    for radius in (90, 120, 150):
        pen.ellipse((700 - radius, 500 - radius, 700 + radius, 500 + radius), outline=(70, 90, 200), width=6)
    multiplied = (np.asarray(image).astype(np.uint16) * np.asarray(layer) // 255).astype(np.uint8)
    document = read(scans.as_pdf(tmp_path / "scan.pdf", Image.fromarray(multiplied)))
    said, wanted = " ".join(document.text.split("\n")[1:]), " ".join(scans.BODY)
    assert SequenceMatcher(None, wanted, said, autojunk=False).ratio() > 0.96


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_pages_of_a_file_may_lie_differently(tmp_path: Path) -> None:
    page = scans.page()
    document = read(scans.as_pdf(tmp_path / "scan.pdf", page, scans.turned(page, 90), page))
    assert [one.turned for one in document.pages] == [0, 270, 0]
    assert document.text.count(scans.HEADING) == 3


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_the_picture_of_an_office_file_is_recognised() -> None:
    with Recogniser(ReadLimits(), TOOLS) as recogniser:
        seen = recogniser.picture(scans.as_png(scans.page()))
        assert seen is not None
        assert scans.HEADING in [run.text for run in seen.runs]
        assert recogniser.picture(b"\x89PNG\r\n\x1a\n not really") is None
        assert recogniser.picture(scans.as_png(Image.new("RGB", (60, 60)))) is None


@needs_ocr
@pytest.mark.ocr
def test_a_blank_page_says_nothing_and_a_broken_file_gives_none(tmp_path: Path) -> None:
    blank = scans.as_pdf(tmp_path / "blank.pdf", Image.new("RGB", (600, 800), "white"))
    (tmp_path / "broken.pdf").write_bytes(blank.read_bytes()[:300])
    with Recogniser(ReadLimits(), TOOLS) as recogniser:
        seen = recogniser.page(blank, 0)
        assert seen is not None
        assert (seen.runs, seen.turned) == ([], 0)
        assert recogniser.page(tmp_path / "broken.pdf", 0) is None


@needs_font
@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [-9, 6])
def test_a_sheet_that_was_fed_crookedly_is_read_whole(tmp_path: Path, degrees: int) -> None:
    askew = scans.page().rotate(degrees, fillcolor="white", resample=Image.Resampling.BICUBIC)
    document = read(scans.as_pdf(tmp_path / "scan.pdf", askew))
    assert document.text.split("\n") == [scans.HEADING, *scans.BODY] or " ".join(scans.BODY) in document.text
    assert document.pages[0].trust > 0.9


@needs_font
def test_only_a_page_that_lies_askew_is_moved() -> None:
    page = preparing.clean(scans.page())
    assert turning.straightened(page) is page
    for degrees in (-7, 4):
        level = turning.straightened(page.rotate(degrees, fillcolor=255))
        assert turning.straightened(level) is level
    few = page.rotate(2, fillcolor=255)
    assert turning.straightened(few) is few
    noise = Image.fromarray(np.random.default_rng(5).integers(0, 256, (800, 600), dtype=np.uint8))
    assert turning.straightened(noise) is noise
    assert turning.straightened(Image.new("L", (30, 3))).size == (30, 3)


def test_all_ways_of_reading_a_page_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float | None] = []

    def slow(self: Engine, image: Image.Image, mode: str, dpi: int, seconds: float | None = None) -> list[Word]:
        del self, image, mode, dpi
        given.append(seconds)
        time.sleep(0.2)
        return [word("шум", 20)]

    monkeypatch.setattr(Engine, "words", slow)
    with Recogniser(ReadLimits(ocr_seconds_per_page=0.5), TOOLS) as recogniser:
        recogniser.picture(scans.as_png(Image.new("RGB", (400, 400), "white")))
    assert 2 <= len(given) <= 4
    assert given == sorted(given, key=lambda seconds: -(seconds or 0))


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_lines_that_run_up_are_read_level_on_the_second_try(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    real = Engine.words

    def counted(
        self: Engine, image: Image.Image, mode: str, dpi: int, seconds: float | None = None
    ) -> list[Word] | None:
        asked.append(image.size)
        return real(self, image, mode, dpi, seconds)

    monkeypatch.setattr(Engine, "words", counted)
    monkeypatch.setattr(turning, "level", lambda _: 1.0)  # the picture does not tell: upright is tried first
    with Recogniser(ReadLimits(), TOOLS) as recogniser:
        seen = recogniser.picture(scans.as_png(scans.turned(scans.page(), 270)))
    assert seen is not None
    assert scans.HEADING in [run.text for run in seen.runs]
    assert len(asked) == 2
    assert asked[0] == asked[1][::-1]


@needs_font
@needs_ocr
@pytest.mark.ocr
def test_a_page_whose_layout_is_lost_in_grain_is_read_as_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first way finds no text in such a page at all."""
    asked: list[tuple[str, int]] = []
    real = Engine.words

    def counted(
        self: Engine, image: Image.Image, mode: str, dpi: int, seconds: float | None = None
    ) -> list[Word] | None:
        found = real(self, image, mode, dpi, seconds)
        asked.append((mode, len(found or ())))
        return found

    monkeypatch.setattr(Engine, "words", counted)
    shades = np.asarray(scans.page().convert("L")).astype(float)
    grain = np.random.default_rng(1).normal(0, 116, shades.shape)
    picture = Image.fromarray((shades + grain).clip(0, 255).astype("uint8"))
    with Recogniser(ReadLimits(), TOOLS) as recogniser:
        seen = recogniser.picture(scans.as_png(picture))
    assert seen is not None
    said = " ".join(run.text for run in seen.runs)
    assert [mode for mode, _ in asked[:2]] == ["3", "6"]
    assert asked[0][1] < asked[1][1]
    assert sum(word in said for word in ("упорядочения", "документами", "администрация", "опубликования")) > 1


def test_a_line_that_is_a_drawing_is_dropped_and_a_badly_read_one_is_kept() -> None:
    rim = line_of(("_=", 12), ("~", 20), ("|", 5), ("©", 9))
    scrawl = line_of(("дОДЧ", 22), ("гокнцр", 18))
    printed = line_of(("|", 90), ("—", 88), ("|", 95))
    assert [words.is_noise(line) for line in (rim, scrawl, printed)] == [True, False, False]
    assert words.runs_of(rim, 2.0) == []
    (run,) = words.runs_of(scrawl, 2.0)
    assert run.text == "дОДЧ гокнцр"
    assert run.trust < 0.25


def test_a_number_read_with_doubt_makes_its_line_doubtful() -> None:
    (sure,) = words.runs_of(line_of(("от", 96), ("16.02.2021", 95), ("№", 94), ("308", 96)), 2.0)
    (doubtful,) = words.runs_of(line_of(("от", 96), ("16.02.2021", 95), ("№", 94), ("З08", 31)), 2.0)
    (plain,) = words.runs_of(line_of(("Глава", 96), ("города", 95), ("Светлореченска", 31)), 2.0)
    assert sure.trust > 0.93
    assert doubtful.trust == pytest.approx(0.31)
    assert plain.trust > 0.5


def test_words_that_stand_on_end_are_no_lines_of_a_page() -> None:
    level = [Word("реестра", 0, 0, 140, 30, 95, ("1", "1", "1")), Word("1", 0, 0, 10, 30, 95, ("1", "1", "1"))]
    upended = [Word("реестра", 0, 0, 30, 140, 95, ("1", "1", "1"))]
    assert [words.lie_sideways(found) for found in (level, upended, [])] == [False, True, False]


@needs_font
@needs_ocr
@pytest.mark.ocr
@pytest.mark.parametrize("degrees", [90, 270])
def test_a_table_on_its_side_is_turned_though_its_rules_hide_the_lines(tmp_path: Path, degrees: int) -> None:
    image = scans.page()
    pen = ImageDraw.Draw(image)
    for place in range(8):
        pen.line((100 + 208 * place, 300, 100 + 208 * place, 1900), fill="black", width=5)
    side = scans.turned(image, degrees)
    assert turning.level(preparing.clean(side)) > 1 / turning.SURELY_LEVEL
    (page,) = read(scans.as_pdf(tmp_path / "scan.pdf", side)).pages
    assert page.turned == -degrees % 360


def test_a_word_without_tall_letters_makes_no_line_smaller() -> None:
    tall = Word("предоставляемых", 0, 100, 300, 36, 95, ("1", "1", "1"))
    low = Word("согласно", 315, 100, 200, 24, 95, ("1", "1", "1"))
    (run,), (alone,) = words.runs_of([tall, low], 2.0), words.runs_of([tall], 2.0)
    assert run.size == alone.size


def test_words_far_apart_are_two_runs_of_one_line() -> None:
    left, right = words.runs_of([word("Глава", 95, 0), word("Северов", 95, 900)], 2.0)
    assert (left.text, right.text, left.y == right.y) == ("Глава", "Северов", True)


def test_what_is_no_table_of_words_gives_none() -> None:
    assert tsv.parse(b"") == []
    assert tsv.parse(b"\xff\xfe nothing\nlike a table\t\t") == []
    head = b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    good = "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tАкт\n".encode()
    short, empty = b"5\t1\t1\n", b"5\t1\t1\t1\t1\t2\t10\t20\t30\t40\t95\t \n"
    (found,) = tsv.parse(head + short + good + empty)
    assert (found.text, found.left, found.confidence, found.line) == ("Акт", 10, 96.5, ("1", "1", "1"))


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = f"(sleep 3; echo alive > {mark}) & sleep 60"
    assert run_program(["/bin/sh", "-c", script], seconds=0.5, limits=ReadLimits()).code is None
    time.sleep(3.5)
    assert not mark.exists()


def test_a_program_gets_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_SECRET", "тайна")
    said = run_tool(["/usr/bin/env"], seconds=5, limits=ReadLimits())
    assert said is not None
    assert b"REGISTRY" not in said
    assert b"OMP_THREAD_LIMIT=1" in said
    assert run_tool(["/bin/false"], seconds=5, limits=ReadLimits()) is None
    assert run_program(["/nonexistent"], seconds=5, limits=ReadLimits()).code is None
