"""Names of bodies: the case of running text, short names and history of the directory."""

from __future__ import annotations

import pytest
from documents import ACT, document_of

from domain.requisites import CERTAIN
from ingest.requisites import find_requisites
from ingest.requisites.naming import normal_name, recognised_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("АДМИНИСТРАЦИЯ СЕЛЬСКОГО ПОСЕЛЕНИЯ БОЛЬШАЯ ПОЛЯНА", "Администрация сельского поселения Большая Поляна"),
        ("АДМИНИСТРАЦИЯ РЕЧНОГО РАЙОНА", "Администрация Речного района"),
        (
            "ИСПОЛНИТЕЛЬНЫЙ КОМИТЕТ ЗАРЕЧНОГО ГОРОДСКОГО СОВЕТА",
            "Исполнительный комитет Заречного городского совета",
        ),
        ("СОВЕТ ДЕПУТАТОВ ОЗЁРНОГО СЕЛЬСКОГО ПОСЕЛЕНИЯ", "Совет депутатов Озёрного сельского поселения"),
        ("ПРЕФЕКТУРА СЕВЕРНОГО АДМИНИСТРАТИВНОГО ОКРУГА", "Префектура Северного административного округа"),
        ("АДМИНИСТРАЦИЯ МУНИЦИПАЛЬНОГО РАЙОНА", "Администрация муниципального района"),
        ("ШКОЛА № 5 г.ЙОШКАР-ОЛЫ", "Школа № 5 г.Йошкар-Олы"),
        ("ДУМА ГОРОДСКОГО ОКРУГА ЗАРЕЧНЫЙ", "Дума городского округа Заречный"),
        ("АРБИТРАЖНЫЙ СУД НИЖЕГОРОДСКОЙ ОБЛАСТИ", "Арбитражный суд Нижегородской области"),
        ("ПРАВИТЕЛЬСТВО МОСКВЫ", "Правительство Москвы"),
        ("АДМИНИСТРАЦИЯ Г. РОСТОВА-НА-ДОНУ", "Администрация г. Ростова-на-Дону"),
        (
            "МИНИСТЕРСТВО ЦИФРОВОГО РАЗВИТИЯ ЗАРЕЧЕНСКОЙ ОБЛАСТИ",
            "Министерство цифрового развития Зареченской области",
        ),
        ("ПРАВИТЕЛЬСТВО РЕСПУБЛИКИ ТАТАРСТАН", "Правительство Республики Татарстан"),
        ("Совет депутатов МО «Заречье»", "Совет депутатов МО «Заречье»"),
        ("МИНТРАНС РОССИИ", "Министерство транспорта Российской Федерации"),
        ("Правительство РФ", "Правительство Российской Федерации"),
    ],
)
def test_name_in_running_text(written: str, name: str) -> None:
    assert normal_name(written) == name


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("МИНИСТЕРСТВО ТРАНСПОРТА РОССИ ЙСКОЙ ФЕДЕРАЦИИ", "Министерство транспорта Российской Федерации"),
        ("02—9 05/5 АДМИНИСТРАПИЯ ГОРОДА ЗАРЕЧНОГО", "Администрация города Заречного"),
        ("АДМИНИСТРАЦИИ ГОРОДА", "Администрации города"),
    ],
)
def test_recognised_name_is_restored_but_not_declined(read: str, name: str) -> None:
    assert recognised_name(read) == name


@pytest.mark.parametrize(("year", "certain"), [(2011, True), (2015, False)])
def test_body_that_had_another_name_on_the_day_is_a_doubt(year: int, certain: bool) -> None:  # noqa: FBT001 - a parameter
    lines = [
        "МИНИСТЕРСТВО ЗДРАВООХРАНЕНИЯ И СОЦИАЛЬНОГО РАЗВИТИЯ РОССИЙСКОЙ ФЕДЕРАЦИИ",
        "ПРИКАЗ",
        f"от 16.02.{year} № 308н",
    ]
    body = find_requisites(document_of(*lines, *ACT[4:16])).body
    assert body is not None
    assert (body.confidence >= CERTAIN) is certain


_TEXT = ("О награждении", "Совет РЕШИЛ:", "1. Наградить.", "Председатель Совета\tИ.И. Иванов")


@pytest.mark.parametrize(
    ("lines", "name", "certain"),
    [
        (
            (
                "ВЫПИСКА ИЗ ПРОТОКОЛА № 12",
                "заседания Совета депутатов от 14.05.2021",
                "РЕШЕНИЕ",
                "от 14.05.2021 № 12/3",
            ),
            "Совет депутатов",
            False,
        ),
        (("ПРОТОКОЛ", "заседания комиссии от 10.03.2021 № 3"), "Комиссия", False),
        (("ПРОТОКОЛ", "публичных слушаний по проекту решения Думы города Заречного"), "Совет", False),
        (
            ("АРБИТРАЖНЫЙ СУД ЗАРЕЧЕНСКОЙ ОБЛАСТИ", "ИМЕНЕМ РОССИЙСКОЙ ФЕДЕРАЦИИ", "РЕШЕНИЕ"),
            "Арбитражный суд Зареченской области",
            True,
        ),
        (
            ("АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО\tПЕНЗЕНСКАЯ ОБЛАСТЬ", "ПОСТАНОВЛЕНИЕ", "16.02.2021 № 308"),
            "Администрация города Заречного",
            True,
        ),
        (("ПОСТАНОВЛЕНИЕ АДМИНИСТРАЦИИ ГОРОДА ОТ 16.02.2021 № 308",), "Администрация города", False),
        (("СОВЕТ ДЕПУТАТОВ", "второго созыва", "РЕШЕНИЕ", "16.02.2021 № 308"), "Совет депутатов", False),
        (
            ("Судебная коллегия по гражданским делам Зареченского краевого суда рассмотрела жалобу", "ОПРЕДЕЛЕНИЕ"),
            "Судебная коллегия по гражданским делам Зареченского краевого суда",
            False,
        ),
    ],
)
def test_name_ends_where_the_name_ends(lines: tuple[str, ...], name: str, certain: bool) -> None:  # noqa: FBT001 - a parameter
    body = find_requisites(document_of(*lines, *_TEXT)).body
    assert body is not None
    assert body.value == name
    assert (body.confidence >= CERTAIN) is certain


def test_number_of_an_extract_that_holds_a_decision_is_a_doubt() -> None:
    lines = ("ВЫПИСКА ИЗ ПРОТОКОЛА № 12", "заседания Совета депутатов", "РЕШЕНИЕ", "от 14.05.2021 № 12/3", *_TEXT)
    found = find_requisites(document_of(*lines))
    assert found.kind is not None
    assert found.kind.confidence < CERTAIN
    assert found.number is None or found.number.confidence < CERTAIN
