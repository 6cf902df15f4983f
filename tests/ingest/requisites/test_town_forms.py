"""Forms that nobody tuned for: each value is right, or absent where the form leaves a blank.

«-- number?: 6О» asks for the value as a doubt: it may be suggested, never shown as certain.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from documents import document_of, scan_of

from domain.document import BlockKind
from domain.requisites import CERTAIN
from ingest.requisites import find_requisites

_FILES = (
    "town_forms.txt",
    "document_forms.txt",
    "heading_forms.txt",
    "signature_forms.txt",
    "unseen_forms.txt",
    "letterhead_forms.txt",
    "page_forms.txt",
)


class Form(NamedTuple):
    """A document in lines, and what is right."""

    name: str
    lines: list[str]
    right: dict[str, str | None]
    doubts: set[str]


def _forms(name: str = "town_forms.txt") -> list[Form]:
    forms: list[Form] = []
    for line in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if line.startswith("== "):
            forms.append(Form(line[3:], [], {}, set()))
        elif line.startswith("-- "):
            field, _, value = line[3:].partition(":")
            forms[-1].right[field.rstrip("?")] = value.strip() or None
            if field.endswith("?"):
                forms[-1].doubts.add(field[:-1])
        elif line and not line.startswith("#"):
            forms[-1].lines.append(line)
    return forms


@pytest.mark.parametrize("form", [form for name in _FILES for form in _forms(name)], ids=lambda form: form.name)
def test_form(form: Form) -> None:
    found = find_requisites(document_of(*form.lines))
    assert {field: getattr(found.field(field), "value", None) for field in form.right} == form.right
    assert not [field for field in form.doubts if (value := found.field(field)) and value.confidence >= CERTAIN]


def test_a_signature_behind_the_last_point_is_found_in_text_and_not_in_a_table() -> None:
    lines = ("ПРИКАЗ", "Об утверждении плана", "приказываю:", "1. Утвердить план.\tМинистр Д.В. Карпов", "Приложение")
    table = document_of(*lines)
    text = msgspec.structs.replace(
        table, blocks=tuple(msgspec.structs.replace(b, kind=BlockKind.PARAGRAPH, cells=()) for b in table.blocks)
    )
    signed = [find_requisites(document).signatory for document in (text, table)]
    assert [found.value if found else None for found in signed] == ["Д.В. Карпов", None]


def test_the_day_of_a_festival_is_no_certain_date_of_its_rules() -> None:
    form = next(form for form in _forms() if form.name == "festival")
    date = find_requisites(document_of(*form.lines)).field("date")
    assert date is None or date.confidence < CERTAIN


def test_the_first_of_two_bodies_side_by_side_is_a_doubt() -> None:
    for name in ("joint", "joint-side-by-side"):
        form = next(form for form in _forms() if form.name == name)
        body = find_requisites(document_of(*form.lines)).field("body")
        assert body is not None
        assert body.confidence < CERTAIN


def test_a_place_after_the_number_of_a_scan_does_not_make_it_handwriting() -> None:
    found = find_requisites(
        scan_of(
            "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
            "ПОСТАНОВЛЕНИЕ",
            "от 06.05.2026 № 398 г. Заречный",
            "О временном прекращении купания",
            "Администрация города Заречного ПОСТАНОВЛЯЕТ:",
            "1. Запретить купание.",
        )
    )
    assert found.number is not None
    assert (found.number.value, found.number.confidence < CERTAIN) == ("398", True)


@pytest.mark.parametrize(
    ("above", "below", "place"),
    [
        ((), ("05.03.2021 № 3/712", "г. Заречный, Республика Коми"), "г. Заречный"),
        (("от 15.09.2020 № 1102", "г. Заречный"), (), "г. Заречный"),
        ((), ("№ 312\tа. Зелёный\t30 марта 2016 г.",), "а. Зелёный"),
        ((), ("с. Нюя\tот 6 мая 2013 г. УС-4-7",), "с. Нюя"),
        ((), ("от 6 мая 2013 г. УС-4-7", "с. Нюя"), "с. Нюя"),
    ],
)
def test_the_place_stands_beside_date_and_number(above: tuple[str, ...], below: tuple[str, ...], place: str) -> None:
    found = find_requisites(
        document_of(
            "АДМИНИСТРАЦИЯ ЗАРЕЧНОГО РАЙОНА",
            *above,
            "ПОСТАНОВЛЕНИЕ",
            *below,
            "О создании комиссии",
            "В целях контроля ПОСТАНОВЛЯЮ:",
            "1. Создать комиссию.",
        )
    )
    assert found.place is not None
    assert found.place.value == place


@pytest.mark.parametrize(
    "line", ["2.1.12", "от 17.02.45 № 5", "№ 12.03.21", "31.02.21 г. № 5", "от 12.03.20__ г. № 5", "12.03.20 21 г. № 5"]
)
def test_a_short_year_is_no_date_where_it_may_be_something_else(line: str) -> None:
    found = find_requisites(document_of("АДМИНИСТРАЦИЯ ГОРОДА ЯСНОГО", "ПОСТАНОВЛЕНИЕ", line, "О создании комиссии"))
    assert found.date is None


@pytest.mark.parametrize(
    "line",
    ["Вперёд, 12 марта 2019 года, № 20", "Озёрская правда 12 марта 2019 года № 20", "Озёрский № 20 от 12.03.2019"],
)
def test_date_and_number_behind_a_name_are_certain_for_the_act_of_that_place_alone(line: str) -> None:
    def found(body: str) -> list[str]:
        read = find_requisites(
            document_of(body, "ПОСТАНОВЛЕНИЕ", line, "О закрытии моста", "В целях ремонта ПОСТАНОВЛЯЮ:")
        )
        return [value.value for value in (read.date, read.number) if value and value.confidence >= CERTAIN]

    assert found("АДМИНИСТРАЦИЯ ПОЛЕВСКОГО РАЙОНА") == []
    own = ["2019-03-12", "20"] if line.startswith("Озёрский") else []
    assert found("АДМИНИСТРАЦИЯ ПОСЁЛКА ОЗЁРСКИЙ") == own


def test_a_unit_that_is_called_by_its_work_is_a_doubt() -> None:
    for unit in ("Финансовый отдел", "Районное управление", "Архивный отдел"):
        body = find_requisites(
            document_of("АДМИНИСТРАЦИЯ ГОРОДА РУДНОГО", unit, "Вх. № 1288", "ПОСТАНОВЛЕНИЕ", "14.09.2022 № 611-ПА")
        ).body
        assert body is None or body.confidence < CERTAIN


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Глава города ___________ (И.И. Иванов)",), "И.И. Иванов"),
        (("Глава города: И.И. Иванов.",), "И.И. Иванов"),
        (("Председатель Думы И.И. Иванов\tГлава города П.П. Петров",), "И.И. Иванов"),
        (("Председатель А.С. Кара-оол",), "А.С. Кара-оол"),
        (("Глава города Ю.-Б.Д. Жамбалов",), "Ю.-Б.Д. Жамбалов"),
        (("Глава города", "М.П.", "И.И. Иванов"), "И.И. Иванов"),
        (("Согласовано: Петров П.П.", "Глава города И.И. Иванов"), "И.И. Иванов"),
        (("Верно:", "Начальник отдела П.П. Петров"), None),
    ],
)
def test_who_signed_and_nothing_of_a_name_in_the_post(lines: tuple[str, ...], name: str | None) -> None:
    text = ("О введении карантина", "В целях защиты ПОСТАНОВЛЯЮ:", "1. Ввести карантин.")
    found = find_requisites(
        document_of("АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ", "05.03.2021 № 17", *text, *lines)
    )
    assert (found.signatory.value if found.signatory else None) == name
    assert found.signatory_post is None or not any(word in found.signatory_post.value for word in ("Иванов", ".", "_"))


def test_what_a_council_is_joins_no_name() -> None:
    found = find_requisites(
        document_of(
            "СОВЕТ ДЕПУТАТОВ ЗАТО ЛЕСНОЙ",
            "ПРЕДСТАВИТЕЛЬНЫЙ ОРГАН МЕСТНОГО САМОУПРАВЛЕНИЯ",
            "РЕШЕНИЕ",
            "05.03.2021 № 17",
            "О бюджете",
        )
    )
    assert found.body is not None
    assert found.body.value == "Совет депутатов ЗАТО Лесной"


@pytest.mark.parametrize("line", ["№ 45-к\t12.03.2021", "12.03.2021 № 45-к"])
def test_a_letter_of_the_number_before_the_date_begins_no_term(line: str) -> None:
    found = find_requisites(document_of("АДМИНИСТРАЦИЯ ГОРОДА ЯСНОГО", "РАСПОРЯЖЕНИЕ", line, "О приёме на работу"))
    assert [value.value for value in (found.date, found.number) if value and value.confidence >= CERTAIN] == [
        "2021-03-12",
        "45-к",
    ]


def test_a_draft_may_say_so_below_its_kind() -> None:
    lines = ("ДУМА ГОРОДА ЯСНОГО", "РЕШЕНИЕ", "(проект)", "от 12.03.2021 № 5", "О создании комиссии", "Дума РЕШИЛА:")
    found = find_requisites(document_of(*lines))
    assert [value.confidence < CERTAIN for value in (found.kind, found.date, found.number) if value] == [True] * 3


def test_a_newspaper_whose_name_begins_like_the_district_is_not_the_place() -> None:
    lines = ("АДМИНИСТРАЦИЯ ЗНАМЕНСКОГО РАЙОНА", "ПОСТАНОВЛЕНИЕ", "Знамя № 17 от 03.03.2021", "О создании комиссии")
    found = find_requisites(document_of(*lines, "В целях контроля ПОСТАНОВЛЯЮ:"))
    assert (found.date, found.number) == (None, None)


@pytest.mark.parametrize(
    ("kind", "line", "title"),
    [
        ("ПОРЯДОК", "ведения протокола заседания", "Порядок ведения протокола заседания"),
        ("РЕГЛАМЕНТ", "Думы города Кыштыма пятого созыва", "Регламент Думы города Кыштыма пятого созыва"),
    ],
)
def test_the_session_that_a_rule_is_about_is_its_title(kind: str, line: str, title: str) -> None:
    found = find_requisites(document_of("УТВЕРЖДЕНО", kind, line, "1. Общие положения"))
    assert found.title is not None
    assert found.title.value == title
