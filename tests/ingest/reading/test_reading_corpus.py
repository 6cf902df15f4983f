"""Every real file is read with the programs of this machine; the promises of the model hold for each.

Pages that are pictures are counted, as in the first reading of any file, and recognised in a few. Files of old formats
are in a module of their own, which runs beside this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import corpus_promises
import pytest

from benchmarks.corpus import CORPUS
from ingest.reading import ReadingPool, ReadLimits, Tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOOLS = Tools.find()
FILES = sorted(path for path in CORPUS.glob("*/**/*") if path.suffix in {".docx", ".pdf", ".html", ".txt"})
SCANS = {
    "d017.pdf": "Руководителям территориальных",
    "u046.pdf": "утверждении стоимости обучения",
    "u069.pdf": "ТРАНСПОРТА",
}
"""Scans of one or two pages, and what each says."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the shared corpus is not beside the repository"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(), TOOLS) as made:
        yield made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_read(pool: ReadingPool, path: Path) -> None:
    corpus_promises.keep(pool.read(path, recognise=False))


@pytest.mark.ocr
@pytest.mark.skipif(not TOOLS.tesseract, reason="tesseract with Russian is missing (Debian: tesseract-ocr-rus)")
@pytest.mark.parametrize("name", SCANS)
def test_a_real_scan_is_recognised(pool: ReadingPool, name: str) -> None:
    (path,) = [path for path in FILES if path.name == name]
    assert pool.read(path, recognise=False).unrecognised
    document = pool.read(path)
    corpus_promises.keep(document)
    assert document.unrecognised == 0
    assert SCANS[name] in document.text
