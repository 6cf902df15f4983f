"""Every real DOC, RTF and ODT becomes a document: two from end to end, all in the way of a reading.

Most of a conversion is the start of LibreOffice. So all files are converted in batches, and a program of a
few lines stands in for it that hands out what they have made; everything else is the way of any file.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import corpus_promises
import pytest

from benchmarks.corpus import CORPUS
from benchmarks.reading_parts.word import convert
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.reading.sniffing import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOOLS = Tools.find()
OLD = sorted(path for path in CORPUS.glob("*/**/*") if path.suffix in {".doc", ".rtf", ".odt"})
WHOLE = ("d022.doc", "u026.odt")
HANDS_OUT = """#!/bin/sh
while [ $# -gt 2 ]; do shift; done
name=$(sha256sum "$2" | cut -c 1-64)
mkdir -p "$1" && cp "{folder}/$name.docx" "$1/source.docx"
"""
"""Called as LibreOffice is: the last two arguments are the folder of the result and the source."""

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.office,
    pytest.mark.skipif(not OLD, reason="the shared corpus is not beside the repository"),
    pytest.mark.skipif(not TOOLS.soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)"),
]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingPool]:
    folder = tmp_path_factory.mktemp("converted")
    made = convert(OLD, "docx:MS Word 2007 XML", folder / "out", folder)
    for old, new in zip(OLD, made, strict=True):
        if new.exists():
            new.rename(folder / f"{hashlib.sha256(old.read_bytes()).hexdigest()}.docx")
    program = folder / "hands-out"
    program.write_text(HANDS_OUT.format(folder=folder), encoding="utf-8")
    program.chmod(0o755)
    with ReadingPool(ReadLimits(), replace(TOOLS, soffice=str(program), bwrap="", unshare="")) as ready:
        yield ready


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.name)
def test_an_old_file_becomes_a_document(pool: ReadingPool, path: Path) -> None:
    document = pool.read(path, recognise=False)
    corpus_promises.keep(document)
    assert document.format == sniff(path, name=path.name)


@pytest.mark.parametrize("name", WHOLE)
def test_an_old_file_is_read_from_end_to_end(pool: ReadingPool, name: str) -> None:
    (path,) = [path for path in OLD if path.name == name]
    with ReadingPool(ReadLimits(), TOOLS) as real:
        document = real.read(path, recognise=False)
    corpus_promises.keep(document)
    assert document.format == path.suffix[1:]
    assert document.text == pool.read(path, recognise=False).text, "LibreOffice makes the same of it in a batch"


def test_a_file_that_was_converted_by_hand_says_the_same(pool: ReadingPool) -> None:
    (old,) = [path for path in OLD if path.name == "d022.doc"]
    assert pool.read(old).text == pool.read(old.with_name("d022-converted.docx")).text
