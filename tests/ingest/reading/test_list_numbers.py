"""List numbers as LibreOffice prints them: over all real documents, and over every way of numbering there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.corpus import CORPUS
from benchmarks.reading_parts.word import compare_labels, convert
from domain.document import BlockKind
from ingest.reading import ReadLimits, Tools, read_document
from tests.hostile import lists, word

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(not Tools.find().soffice, reason="LibreOffice is missing (Debian: libreoffice-writer-nogui)"),
]


REAL = sorted(path for path in CORPUS.rglob("*") if path.suffix in {".docx", ".doc", ".rtf", ".odt"})


@pytest.mark.corpus
@pytest.mark.timeout(900)
@pytest.mark.skipif(not REAL, reason="the shared corpus is not beside the repository")
def test_numbers_of_real_documents_are_those_that_are_printed(tmp_path: Path) -> None:
    modern = [path for path in REAL if path.suffix == ".docx"]
    older = [path for path in REAL if path.suffix != ".docx"]
    converted = convert(older, "docx:MS Word 2007 XML", tmp_path / "docx", tmp_path)
    found = compare_labels([*modern, *converted], tmp_path)
    assert found.total > 2_000
    assert found.share >= 99.5, found.differing


DEPARTURES = [
    ("way3.docx", "2.4."),  # LibreOffice forgets an override of the start when the level begins again (17.9.27)
    ("way5.docx", "1.1."),  # and writes upper levels in Roman where the level asks for digits, isLgl (17.9.4)
    ("way5.docx", "2.1."),
]
"""Where LibreOffice 7.4 departs from ECMA-376 part 1, and Word does not."""


def numbered(path: Path, body: str, abstracts: dict[int, str], nums: dict[int, tuple[int, str]]) -> Path:
    path.write_bytes(word.docx(body, numbering_xml=lists.numbering(abstracts, nums)))
    return path


def zoo(folder: Path) -> list[Path]:
    """One document for each way; the text of an item tells its place, so that each line is found."""
    outline = {0: lists.OUTLINE}
    legal = lists.level(0, "upperRoman", "Глава %1.") + lists.level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    letters = lists.level(0, "russianLower", "%1)")

    def items(*places: tuple[int, int]) -> str:
        return "".join(lists.item(num, depth, f"пункт {place}") for place, (num, depth) in enumerate(places))

    ways: list[tuple[str, dict[int, str], dict[int, tuple[int, str]]]] = [
        (items(*((1, depth) for depth in (0, 1, 1, 2, 2, 0, 1, 2))), outline, {1: (0, "")}),
        (items((1, 0), (2, 0), (1, 0), (2, 1)), outline, {1: (0, ""), 2: (0, "")}),
        (items((1, 0), (2, 0), (2, 0), (1, 0)), outline, {1: (0, ""), 2: (0, lists.start(0, 5))}),
        (items((2, 0), (2, 1), (2, 1), (2, 0), (2, 1)), outline, {1: (0, ""), 2: (0, lists.start(1, 4))}),
        (items((1, 1), (1, 2), (1, 0)), outline, {1: (0, "")}),
        (items((1, 0), (1, 1), (1, 0), (1, 1)), {0: legal}, {1: (0, "")}),
        (items(*[(1, 0)] * 29), {0: letters}, {1: (0, "")}),
        (items((1, 0)) + lists.item(1, 0, "") + lists.item(1, 0, "после пустого"), outline, {1: (0, "")}),
        (f"<w:tbl><w:tr><w:tc>{items((1, 0), (1, 1))}</w:tc></w:tr></w:tbl>" + lists.item(1, 1, "после"), outline, {1: (0, "")}),  # noqa: E501 - markup
    ]  # fmt: skip
    return [numbered(folder / f"way{number}.docx", *way) for number, way in enumerate(ways)]


def test_every_way_of_numbering_is_printed_so(tmp_path: Path) -> None:
    made = zoo(tmp_path)
    found = compare_labels(made, tmp_path)
    assert found.total > 50
    assert [(name, label) for name, label, _ in found.differing] == DEPARTURES


def test_the_comparison_sees_a_wrong_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = zoo(tmp_path)[:1]
    monkeypatch.setattr("ingest.reading.docx.numbering.format_number", lambda value, _: str(value + 1))
    assert compare_labels(made, tmp_path).equal == 0


def test_items_of_the_generated_documents_are_list_items(tmp_path: Path) -> None:
    document = read_document(zoo(tmp_path)[0], name="a.docx", limits=ReadLimits(), tools=Tools())
    assert {block.kind for block in document.blocks} == {BlockKind.LIST_ITEM}
