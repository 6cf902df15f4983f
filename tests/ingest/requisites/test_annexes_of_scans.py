"""Titles of annexes of scans: handwriting, seals and tables that were read as words are never shown as a title."""

from __future__ import annotations

import pytest
from documents import ACT, scan_of

from ingest.requisites import find_requisites

STAMP = ("УТВЕРЖДЁН", "постановлением администрации", "города Заречного")


def titles(*annex: tuple[str, float] | str) -> list[str]:
    return [found.title for found in find_requisites(scan_of(*ACT, *annex)).annexes][1:]


def test_a_title_that_was_read_well_is_the_title_though_a_hand_filled_in_the_stamp() -> None:
    assert titles(*STAMP, ("отр РИА № р", 0.38), "ПЛАН", "мероприятий по благоустройству", "1. Общие положения") == [
        "ПЛАН мероприятий по благоустройству"
    ]


@pytest.mark.parametrize(
    "below",
    [
        [("‘о тженостановлению «ох,ОХ, _2024 №9 АИ", 0.35), "1. Общие положения"],
        ["№ | Полное наименование Тип Место", "п/п | организатора ярмарки"],
        ["ИНН/ ОГРН", ("4-7 фя", 0.3)],
        ["ПОРЯДОК ведения", ("ресетра муниципапьных", 0.5), "1. Общие положения"],
    ],
    ids=["seal", "table", "cell", "half"],
)
def test_nonsense_is_no_title(below: list[tuple[str, float] | str]) -> None:
    assert titles(*STAMP, ("от 08 0Х 24 № АИ", 0.4), *below) == [""]
