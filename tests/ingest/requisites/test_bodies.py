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
