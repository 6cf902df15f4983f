"""What looks like a value of the act and is none: names of standards, days of other events, titles in quotes."""

from __future__ import annotations

import pytest
from documents import document_of

from ingest.requisites import find_requisites

COUNCIL = "Совет Лесного муниципального образования"


def value(lines: list[str], field: str) -> str | None:
    found = getattr(find_requisites(document_of(*lines)), field)
    return found.value if found is not None else None


@pytest.mark.parametrize("name", ["ГОСТ-12-03", "СНиП-2-07"])
def test_a_standard_behind_a_date_is_no_number(name: str) -> None:
    lines = ["СОВЕТ ДЕПУТАТОВ ЗАРЕЧНОГО РАЙОНА", "РЕШЕНИЕ", f"от 30 апреля 2014 г. {name}", "О газе", "Совет РЕШИЛ:"]
    assert value(lines, "number") is None


@pytest.mark.parametrize("words", ["Дата следующего заседания", "Дата окончания приёма предложений"])
def test_the_day_of_another_event_is_no_date(words: str) -> None:
    lines = [
        "ПРОТОКОЛ",
        "заседания комиссии",
        f"{words}: 24 октября 2021 года",
        "Присутствовали: Иванов И.И.",
        "РЕШИЛИ:",
    ]
    assert value(lines, "date") is None


def test_a_title_in_quotes_is_no_part_of_a_body_that_has_its_name() -> None:
    lines = [
        "РЕШЕНИЕ Совета Лесного муниципального образования",
        "«Порядок ведения дел»",
        "от 12.03.2021 № 5",
        "Совет РЕШИЛ:",
    ]
    assert value(lines, "body") == COUNCIL
    assert "Порядок ведения дел" in (value(lines, "title") or "")


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ("от 12.03.2021 № 1 45", False),
        ("от 12.03.2021 № 145", True),
        ("№ 145 от 12.03.2021", True),
        ("№ 145 12 марта 2021 года", True),
    ],
)
def test_digits_behind_a_number_make_it_a_doubt(line: str, *, sure: bool) -> None:
    lines = ["АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ", line, "О газе", "ПОСТАНОВЛЯЮ:"]
    found = find_requisites(document_of(*lines)).number
    assert found is not None
    assert (found.confidence >= 0.95) is sure
