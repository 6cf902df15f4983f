"""Notes of consolidated texts: which acts changed which units."""

from __future__ import annotations

from collections import Counter

import pytest

from ingest.requisites.citations import folded_of, references_in
from ingest.requisites.notes import notes_in
from tests.ingest.requisites.documents import REFERENCE


def notes(text: str) -> list[tuple[str, str, list[str | None]]]:
    found = notes_in(text, folded_of(text), references_in(text))
    return [(note.action, note.unit, [act.number for act in note.acts]) for note in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.2.1. (Исключен - Постановление мэрии от 02.04.2012 г. N 212)", [("removed", "пункт 2.2.1", ["212"])]),
        ("7. Исключен. - Постановление мэрии от 16.10.2009 N 1880-п.", [("removed", "пункт 7", ["1880-п"])]),
        ("(п. 6 в ред. Постановления мэрии от 16.10.2009 N 1880-п)", [("amended", "пункт 6", ["1880-п"])]),
        ("(Глава дополнена - Постановление мэрии от 15.06.2009 г. N 444)", [("added", "глава", ["444"])]),
        ("(введена Федеральным законом от 14.07.2022 N 312-ФЗ)", [("added", "", ["312-ФЗ"])]),
        (
            "(в ред. Постановлений мэрии от 03.11.2005 N 3841-п, от 12.05.2020 N 1164-п (ред. 19.05.2020))",
            [("amended", "", ["3841-п", "1164-п"])],
        ),
        (
            "(В редакции Постановления мэрии от 15.06.2009 г. N 444; Постановления мэрии от 01.03.2013 г. N 226)",
            [("amended", "", ["444", "226"])],
        ),
        ("(с изменениями на 5 мая 2020 года)", [("as-of", "", [])]),
        ("(приказ Министерства культуры РФ от 08.11.2005 N 536)", []),
    ],
)
def test_note(text: str, expected: list[tuple[str, str, list[str]]]) -> None:
    assert notes(text) == expected


@pytest.mark.corpus
@pytest.mark.skipif(not REFERENCE.exists(), reason="the source documents are not beside the repository")
def test_consolidated_regulation_has_seventy_notes_of_ten_acts() -> None:
    (path,) = REFERENCE.glob("001*.txt")
    found = notes(path.read_text("utf-8"))
    assert len(found) == 70
    numbers = Counter(number for _, _, acts in found for number in acts)
    assert set(numbers) == {"444", "108", "57", "707", "447", "894", "212", "667", "226", "339"}
