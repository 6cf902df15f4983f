"""Speed of recognition on the scans of the corpus: what people send, not what is easy to make.

The peer is tesseract alone on the same raster, as a person would start it. A page whose first reading is unsure is
read in other ways too (:mod:`ingest.reading.ocr.recogniser`); that time is in the mean, and the share is told.

As in use, a file has one process of recognition, and its first page pays for the start. Half of the pages here are
first ones; of longer files fewer are.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Final

import pypdfium2

from benchmarks import corpus
from benchmarks.reading_parts.ocr import processor
from benchmarks.table import Figure, at_most
from domain.errors import RegisterError
from ingest.reading import ReadLimits, Tools, read_document
from ingest.reading.ocr.recogniser import DPI, Recogniser

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_A_FILE: Final = 2
"""First pages of a scan: the letterhead and what follows."""
_LONGER: Final = 2.0
"""Times tesseract alone: such a page was read in more than one way."""


_USER, _SYSTEM = 11, 12
"""Fields of ``/proc/PID/stat`` after the name of the program: ticks of its own and of the kernel for it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor seconds of a page: ours whole, tesseract alone, and letters found."""

    ours: float
    alone: float
    letters: int


def measure() -> list[Figure]:
    """Recognise the first pages of every scan of the corpus, each beside tesseract alone."""
    tools = replace(Tools.find(), bwrap="", unshare="")  # the kernel does not tell what a process in a sandbox took
    if not tools.tesseract:
        return [Figure("scans", "tesseract with Russian", "missing", met=False)]
    spent = [page for path, indexes in _scanned() for page in _file(tools, path, indexes)]
    ours = [page.ours for page in spent]
    again = sum(page.ours > _LONGER * page.alone for page in spent)
    letters = mean(page.letters for page in spent)
    return [
        Figure("scans: pages of the corpus", "told", f"{len(spent)}, {letters:.0f} letters a page", met=True),
        at_most("scans: processor seconds a page with raster and preparation, median", 1.3, median(ours), " s"),
        Figure(
            "scans: the same, mean", "told", f"{mean(ours):.3g} s, {again} pages read in more than one way", met=True
        ),
        Figure(
            "scans: tesseract alone on the same raster, median; mean",
            "told",
            f"{median(page.alone for page in spent):.3g} s; {mean(page.alone for page in spent):.3g} s",
            met=True,
        ),
    ]


def _scanned() -> Iterator[tuple[Path, range]]:
    for path in corpus.files(".pdf"):
        try:
            read = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools(), recognise=False)
        except RegisterError:
            continue
        layered = any(notice.code == "recognised-before" for notice in read.notices)
        if corpus.scanned_pages(read) == len(read.pages) and not layered:
            yield path, range(min(_OF_A_FILE, len(read.pages)))


def _file(tools: Tools, path: Path, indexes: range) -> Iterator[Spent]:
    with Recogniser(ReadLimits(), tools) as recogniser:
        for index in indexes:
            alone = _alone(tools, path, index)
            before = _processor()
            seen = recogniser.page(path, index)
            yield Spent(_processor() - before, alone, sum(len(run.text) for run in seen.runs) if seen else 0)


def _alone(tools: Tools, path: Path, index: int) -> float:
    with pypdfium2.PdfDocument(path) as document:
        raster = document[index].render(scale=DPI / 72).to_pil().convert("RGB")
    picture = b"P6 %d %d 255\n" % raster.size + raster.tobytes()
    command = [tools.tesseract, "-", "-", "-l", "rus", "--dpi", str(DPI), "tsv"]
    before = processor()
    subprocess.run(
        command, input=picture, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, capture_output=True, check=False
    )
    return processor() - before


def _processor() -> float:
    """Return processor seconds of this process, of the programs it started, and of those that still run.

    The kernel counts a program only once it has ended; what runs is asked, in its steps of a hundredth.
    """
    running = Path("/proc/thread-self/children").read_text(encoding="ascii").split()
    stats = [Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for pid in running]
    ticks = sum(int(stat[_USER]) + int(stat[_SYSTEM]) for stat in stats)
    return processor() + ticks / os.sysconf("SC_CLK_TCK")
