"""Paragraphs of recognised pages: lines of one statement come together although the page lies askew and has grain."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.document import BlockKind, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.ocr import Seen, measuring
from ingest.reading.ocr.tsv import Word
from ingest.reading.pdf import recognised
from ingest.reading.pdf.device import Run
from tests import scans

if TYPE_CHECKING:
    from pathlib import Path

TOOLS = Tools.find()
pytestmark = pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
needs_ocr = pytest.mark.skipif(
    not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"
)
LEFT, RIGHT, INDENT, STEP, SIZE = 180, 1500, 90, 46, 29
STATEMENTS = [
    (
        "В соответствии с Федеральным законом «Об общих принципах организации местного самоуправления», Уставом города "
        "и в целях упорядочения учёта муниципальных правовых актов администрация города постановляет:"
    ),
    (
        "1. Утвердить прилагаемый порядок ведения реестра, включая информационно-телекоммуникационное сопровождение "
        "учёта в отраслевых органах администрации, и ввести его в действие с первого числа следующего месяца."
    ),
    (
        "2. Руководителям отраслевых органов назначить ответственных за представление сведений и уведомить об этом "
        "управление делами."
    ),
    (
        "3. Контроль за исполнением настоящего постановления возложить на заместителя главы города, руководителя "
        "аппарата администрации."
    ),
]


def typed() -> Image.Image:
    """A page of statements, each indented and broken at the right margin."""
    image = Image.new("L", scans.SIZE, 255)
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(scans.FONT), SIZE)
    pen.text((scans.SIZE[0] / 2, 234), "ПОСТАНОВЛЕНИЕ", fill=0, font=font, anchor="mm")
    x, y = LEFT + INDENT, 420
    for statement in STATEMENTS:
        for word in statement.split():
            if x + pen.textlength(word, font) > RIGHT:
                x, y = LEFT, y + STEP
            pen.text((x, y), word, fill=0, font=font, anchor="ls")
            x += pen.textlength(word + " ", font)
        x, y = LEFT + INDENT, y + STEP
    return image


@needs_ocr
@pytest.mark.ocr
def test_a_page_that_lies_askew_and_has_grain_keeps_its_paragraphs(tmp_path: Path) -> None:
    askew = np.asarray(typed().rotate(1.6, fillcolor=255, resample=Image.Resampling.BICUBIC), dtype=np.int16)
    grain = np.random.default_rng(5).normal(-12, 14, askew.shape)
    path = tmp_path / "scan.png"
    Image.fromarray((askew + grain).clip(0, 255).astype(np.uint8)).save(path, dpi=(200, 200))
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=TOOLS)
    assert check_document(document) == []
    said = [document.text[block.start : block.end] for block in document.blocks if block.kind is BlockKind.PARAGRAPH]
    assert [text.split()[:2] for text in said] == [
        ["ПОСТАНОВЛЕНИЕ"],
        *[statement.split()[:2] for statement in STATEMENTS],
    ]
    assert document.blocks[0].align == "center"
    assert len({block.size for block in document.blocks[1:]}) == 1
    tops = [block.box.y0 for block in document.blocks if block.box]
    assert tops == sorted(tops)


def box_of(text: str, left: float, baseline: float, fall: float = 0.0) -> Word:
    """The box that tesseract gives a word, which falls to the right by ``fall``."""
    font = ImageFont.truetype(str(scans.FONT), 40)
    x0, y0, x1, y1 = font.getbbox(text, anchor="ls")
    return Word(text, left + x0, baseline + y0, x1 - x0, y1 - y0 + fall * (x1 - x0), 95, ("1", "1", "1"))


def test_words_of_one_print_have_one_size_and_one_baseline() -> None:
    found = [
        measuring.print_of(box_of(text, 0, 100)) for text in ("мама", "Дядя", "фруктов", "1234", "осени", "устав,")
    ]
    sizes = [one[0] for one in found if one is not None]
    assert len(sizes) == len(found)
    assert max(sizes) < 1.2 * min(sizes), "the boxes themselves differ by twice as much"
    assert all(abs(one[1] - 100) < 4 for one in found if one is not None)
    assert measuring.print_of(box_of("—", 0, 100)) is None


def test_how_a_page_lies_is_told_by_its_lines() -> None:
    fall = 0.03
    lines = [
        [box_of("работы", x, 200 + 60 * number + fall * x, fall) for x in range(100, 1300, 200)] for number in range(5)
    ]
    lie = measuring.lie_of(lines)
    assert lie.fall == pytest.approx(fall, abs=0.002)
    bases = [measuring.line_print(line, lie)[1] for line in lines]
    assert [round(below - above) for above, below in itertools.pairwise(bases)] == [60, 60, 60, 60]
    assert measuring.lie_of(lines[:2]) == measuring.Lie(), "two lines may lie as they like"


def test_a_number_that_stands_on_end_in_the_margin_is_no_part_of_the_lines_beside_it() -> None:
    runs = [
        Run(85, 750, 540, 14, "руководителю департамента образования мэрии"),
        Run(46, 767, 58, 51, "5799"),
        Run(85, 774, 540, 14, "города и руководителям учреждений"),
        Run(300, 600, 312, 51, "1234"),
    ]
    seen, aside = recognised.upended(Seen(595, 842, runs))
    assert [line.text for line in aside] == ["5799"]
    assert [run.text for run in seen.runs] == [runs[0].text, runs[2].text, "1234"], "what stands in a table stays there"
