"""Notes of publication outside the operative part: their number and day are those of the issue."""

from __future__ import annotations

import msgspec
import pytest
from documents import ACT, document_of

from domain.document import BlockKind
from ingest.requisites import find_requisites

NOTE = "Опубликовано: «Заречный вестник» № 15 от 03.03.2021"
ISSUE = "«Заречный вестник» № 15 от 03.03.2021"


def notes(*lines: str) -> list[str]:
    found = find_requisites(document_of(*lines))
    assert found.date is not None
    assert found.number is not None
    assert (found.date.value, found.number.value) == ("2021-02-16", "308-п")
    return [one.value for one in found.publications if one.rule == "publication.note"]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (NOTE, ISSUE),
        ("Опубликован: «Заречный вестник» № 15 от 03.03.2021 г.", ISSUE),
        ("Опубликован(о) в газете «Заречный вестник» от 03.03.2021, № 15 (2233)",
         "в газете «Заречный вестник» от 03.03.2021, № 15 (2233)"),
        ("ОБНАРОДОВАНО газета «Заря» 3 марта 2021 года", "газета «Заря» 3 марта 2021"),
    ],
)  # fmt: skip
def test_a_note_tells_the_issue(line: str, value: str) -> None:
    (found,) = notes(*ACT[:16], line)
    assert found.startswith(value)


def test_a_note_in_the_margin_is_read_once() -> None:
    document = document_of(NOTE, *ACT[:16], NOTE)
    blocks = (msgspec.structs.replace(document.blocks[0], kind=BlockKind.HEADER), *document.blocks[1:])
    found = find_requisites(msgspec.structs.replace(document, blocks=blocks))
    assert [one.value for one in found.publications if one.rule == "publication.note"] == [ISSUE]
    assert found.number is not None
    assert found.number.value == "308-п"


def test_words_of_publishing_are_no_note() -> None:
    assert notes(*ACT, "Опубликованы сведения о «Заречном вестнике» за год.") == []
