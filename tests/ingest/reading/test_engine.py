"""Recognition by the library: the same words as the program's, one process a file, its end told apart from a page's."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.ocr import inside
from ingest.reading.ocr.engine import Engine
from tests import scans

TOOLS = Tools.find()
pytestmark = [
    pytest.mark.ocr,
    pytest.mark.skipif(scans.FONT is None, reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)"),
    pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)"),
    pytest.mark.skipif(not TOOLS.tessdata, reason="the library tesserocr is not for this machine"),
]
PAGE, BLOCK = "3", "6"


def said(engine: Engine, picture: Image.Image) -> str:
    words = engine.words(picture.convert("L"), PAGE, 200)
    return "" if words is None else " ".join(word.text for word in words)


def served() -> list[int]:
    """Return the processes that serve recognition for this one."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text(encoding="utf-8").rsplit(") ", 1)[1].split()[1])
            if parent == os.getpid() and inside.__file__.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


@pytest.mark.parametrize("sandboxed", [True, False])
def test_the_library_reads_what_the_program_reads(*, sandboxed: bool) -> None:
    tools = TOOLS if sandboxed else replace(TOOLS, bwrap="", unshare="")
    with Engine(ReadLimits(), tools) as engine, Engine(ReadLimits(), replace(tools, tessdata="")) as program:
        ours = engine.words(scans.page().convert("L"), PAGE, 200)
        theirs = program.words(scans.page().convert("L"), PAGE, 200)
        assert ours is not None
        assert theirs is not None
        assert [word.text for word in ours] == [word.text for word in theirs]
        assert all(abs(one.left - two.left) < 4 and one.line == two.line for one, two in zip(ours, theirs, strict=True))


def test_one_process_serves_a_file_and_ends_with_it() -> None:
    with Engine(ReadLimits(), TOOLS) as engine:
        first = said(engine, scans.page())
        (process,) = served()
        engine.words(Image.new("L", (900, 40), 255), BLOCK, 200)
        assert said(engine, scans.page()) == first  # what was read between taught it nothing
        assert served() == [process]
    assert served() == []


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_read() -> None:
    with Engine(ReadLimits(ocr_seconds_per_page=0.02), TOOLS) as hasty:
        assert hasty.words(scans.page().convert("L"), PAGE, 200) is None
        assert served() == []
    with Engine(ReadLimits(), TOOLS) as engine:
        before = said(engine, scans.page())
        os.kill(served()[0], signal.SIGKILL)
        assert engine.words(scans.page().convert("L"), PAGE, 200) is None
        assert said(engine, scans.page()) == before


def test_where_the_library_does_not_run_the_program_is_asked(tmp_path: Path) -> None:
    with Engine(ReadLimits(), replace(TOOLS, tessdata=str(tmp_path))) as engine:
        assert scans.HEADING in said(engine, scans.page())
        assert served() == []


def test_a_sealed_child_recognises_by_the_library_and_tells_of_each_page(tmp_path: Path) -> None:
    path = scans.as_pdf(tmp_path / "scan.pdf", scans.page(), scans.page())
    steps: list[tuple[str, int, int]] = []
    with ReadingPool(ReadLimits(), replace(TOOLS, tesseract="/usr/bin/false")) as pool:
        document = pool.read(path, name=path.name, progress=lambda *step: steps.append(step))
    assert document.text.count("муниципальных правовых актов") == 2
    assert [step for step in steps if step[0] == "ocr"] == [("ocr", 0, 2), ("ocr", 1, 2)]
