from __future__ import annotations

import pytest

from search.analysis import Analysis, default_analysis
from search.query import parse
from search.query.synonyms import Synonyms
from search.slips import in_russian, may_be_slipped, wrong_keys


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ecnfd", ["устав"]),
        ("yfkju yf ptvk.", ["налог", "на", "землю"]),
        ("d ujhjlt", ["в", "городе"]),
        ("a b", []),
        ("файл PDF", ["зва"]),
        ("МФЦ yf", []),
    ],
)
def test_wrong_layout_is_read_with_its_short_words(typed: str, words: list[str]) -> None:
    assert [slip.word for slip in wrong_keys(typed)] == words


def test_what_the_table_knows_is_no_slip() -> None:
    analysis: Analysis = default_analysis()
    query = parse("предписание УФАС срок", analysis, Synonyms(analysis))
    assert "уфас" not in may_be_slipped(query)
    assert {"предписание", "срок"} <= may_be_slipped(query)


def test_plurals_in_latin_letters_are_read_as_such() -> None:
    knows = default_analysis().knows
    assert [slip.word for slip in in_russian("zemlyanye raboty, shosse", knows)] == ["земляные", "работы", "шоссе"]
