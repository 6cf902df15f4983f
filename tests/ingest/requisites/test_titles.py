"""Where a title ends: a certain one is whole and holds no word of the text, of another act's line or of a page."""

from __future__ import annotations

import pytest
from documents import document_of

from domain.requisites import CERTAIN, Requisites
from ingest.requisites import find_requisites


def read(*title: str) -> Requisites:
    text = ("ПОСТАНОВЛЯЮ:", "1. Ввести карантин с 01.04.2021.", "Глава города\tП.П. Громов")
    return find_requisites(
        document_of("АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ", "05.03.2021 № 17", *title, *text)
    )


@pytest.mark.parametrize(
    "below",
    [
        "Для предотвращения распространения",
        "За многолетний добросовестный труд",
        "По представлению комитета",
        "В целях защиты",
        "Документ утратил силу",
        "Утратило силу. - Постановление от 01.01.2022 № 5.",
        "[Извлечение]",
        "Код документа 12345",
        "18 часов 05 минут",
    ],
)
def test_the_text_and_notes_of_a_page_are_no_part_of_the_title(below: str) -> None:
    found = read("О введении карантина", below)
    assert found.title is not None
    assert (found.title.value, found.title.confidence >= CERTAIN) == ("О введении карантина", True)
    assert found.date is not None
    assert found.date.value == "2021-03-05"


@pytest.mark.parametrize(
    "below",
    [
        "Федеральным законом установлено",
        "Постановлением администрации от 12.12.2019 № 5 введён режим.",
        "При обследовании выявлено",
        "Ввести карантин с 01.04.2021.",
        "Уставом города предусмотрено",
        "Эпидемическая обстановка в городе осложнилась.",
        "Исполняя решение суда,",
        "Федеральный закон предусматривает",
        "Статьёй 5 Устава города определено",
    ],
)
def test_a_line_that_hardly_goes_on_from_the_title_makes_it_a_doubt(below: str) -> None:
    found = read("О введении карантина", below)
    assert found.title is not None
    assert found.title.confidence < CERTAIN


@pytest.mark.parametrize(
    "lines",
    [
        ("О внесении изменений в постановление администрации города", "№ 5 от 12.12.2019"),
        ("О внесении изменений в постановление администрации города", "12.12.2019 № 5"),
        ("О ПРИЗНАНИИ УТРАТИВШИМ СИЛУ ПОСТАНОВЛЕНИЯ", "ОТ 12.12.2019 № 5"),
        ("О внесении изменений в Положение, утверждённое", "Постановлением администрации от 12.12.2019 № 5"),
        ("О мероприятиях, посвящённых", "9 мая 2021 года"),
        ("Об утверждении Положения об", "Общественном совете"),
        ("О внесении изменений в решение", "Совета депутатов Лесного района"),
        ("Об утверждении", "Порядка учёта граждан"),
    ],
)
def test_a_title_goes_on_below_own_date_and_number(lines: tuple[str, ...]) -> None:
    found = read(*lines)
    assert found.title is not None
    assert (found.title.value, found.title.confidence >= CERTAIN) == (" ".join(lines), True)
    assert [value.value for value in (found.date, found.number) if value] == ["2021-03-05", "17"]


def test_a_term_is_no_date_of_adoption() -> None:
    for term in ("Срок действия до 01.04.2021", "в действие с 01.04.2021", "по состоянию на 01.04.2021"):
        found = find_requisites(document_of("ДУМА ГОРОДА ЛЕСНОГО", "РЕШЕНИЕ", term, "№ 17", "О введении карантина"))
        assert found.date is None
