"""Every real file is read or refused with a reason; the promises of the model hold for each."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from domain.document import check_document
from domain.errors import IntakeError
from ingest.reading import ReadingPool, ReadLimits, Tools

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
FILES = sorted(
    path for path in CORPUS.glob("*/**/*") if path.suffix in {".docx", ".pdf", ".html", ".txt", ".doc", ".rtf", ".odt"}
)

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FILES, reason="the shared corpus is not beside the repository"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    with ReadingPool(ReadLimits(), Tools()) as made:
        yield made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_file_is_read_or_refused_with_a_reason(pool: ReadingPool, path: Path) -> None:
    try:
        document = pool.read(path)
    except IntakeError as error:
        assert error.code in {"tool-missing", "nothing-to-read"}, error.details  # noqa: PT017 - reading it is fine too
        return
    assert check_document(document) == []
    assert unicodedata.is_normalized("NFC", document.text)
    assert sum(map(str.isalpha, document.text)) > 20
    assert "\u00ad" not in document.text
    numbers = {page.number for page in document.pages} or {0}
    assert {block.page for block in document.blocks} <= numbers


@pytest.mark.office
@pytest.mark.skipif(not Tools.find().soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)")
def test_an_old_document_reads_as_its_conversion() -> None:
    old = next(path for path in FILES if path.name == "d022.doc")
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        document = pool.read(old)
        assert document.format == "doc"
        assert document.text == pool.read(old.with_name("d022-converted.docx")).text
