"""Requisites of usual acts: right, certain, and never those of a cited act."""

from __future__ import annotations

import time

import pytest
from documents import ACT, REFERENCE, document_of, document_of_lines

from domain.document import Source
from domain.requisites import CERTAIN, MANDATORY
from ingest.requisites import find_requisites


def test_usual_act_is_right_and_certain() -> None:
    found = find_requisites(document_of(*ACT))
    values = {name: getattr(found.field(name), "value", None) for name in (*MANDATORY, "signatory", "signatory_post")}
    assert values == {
        "kind": "постановление",
        "body": "Администрация города Заречного",
        "date": "2021-02-16",
        "number": "308-п",
        "title": "Об утверждении Порядка подготовки информации",
        "signatory": "И.И. Иванов",
        "signatory_post": "Глава города Заречного",
    }
    assert found.is_certain
    assert found.place is not None
    assert found.place.value == "г. Заречный"


def test_evidence_points_at_the_value() -> None:
    document = document_of(*ACT)
    found = find_requisites(document)
    for name in ("date", "number", "signatory", "title"):
        value = found.field(name)
        assert value is not None
        assert value.span is not None
        assert document.text[value.span.start : value.span.end] == value.raw


def test_changes_and_repeals_without_cited_acts() -> None:
    found = find_requisites(document_of(*ACT))
    assert [(ref.date, ref.number) for ref in found.repeals] == [("2016-05-11", "82"), ("2017-06-12", "91-п")]
    assert [(ref.date, ref.number, ref.kind) for ref in found.amends] == [("2019-02-01", "15", "постановление")]
    assert found.repeals[0].body == "Администрация города Заречного"


def test_the_title_of_an_annex_ends_where_its_table_begins() -> None:
    annex = ("Приложение № 1", "ПЕРЕЧЕНЬ", "остановок общественного транспорта", "Код\tНаименование", "01\tВокзал")
    found = find_requisites(document_of(*ACT, *annex)).annexes[-1]
    assert (found.number, found.title) == ("1", "ПЕРЕЧЕНЬ остановок общественного транспорта")


def test_publications_annex_and_hint() -> None:
    found = find_requisites(document_of(*ACT))
    assert [item.rule for item in found.publications] == ["publication.paper", "publication.site"]
    assert "«Заречный вестник»" in found.publications[0].value
    assert [(annex.number, annex.title) for annex in found.annexes] == [("", "ПОРЯДОК подготовки информации")]
    assert found.normative is not None
    assert found.normative.value == "yes"
    assert found.normative.confidence < CERTAIN


def test_without_own_number_the_cited_one_is_not_taken() -> None:
    lines = [line for line in ACT if not line.startswith(("от 16", "Приложение", "к постановлению"))]
    found = find_requisites(document_of(*lines[: lines.index("города Заречного")]))
    assert found.date is None
    assert found.number is None
    assert not found.is_certain


def test_blank_requisites_stay_empty() -> None:
    found = find_requisites(document_of(*ACT[:2], "от ______________ № ________", *ACT[3:15]))
    assert (found.date, found.number) == (None, None)
    assert found.title is not None
    assert found.title.value == "Об утверждении Порядка подготовки информации"


@pytest.mark.parametrize(
    "line",
    [
        "16.02.2021\t№ 308-п",
        "№ 308-п от 16.02.2021",
        "от « 16 » 02 2021 № 308-п",
        "16 февраля 2021 г.\tг. Заречный\t№ 308-п",
    ],
)
def test_registration_lines(line: str) -> None:
    found = find_requisites(document_of(*ACT[:2], line, *ACT[3:]))
    assert found.date is not None
    assert found.number is not None
    assert (found.date.value, found.number.value) == ("2021-02-16", "308-п")
    assert min(found.date.confidence, found.number.confidence) >= CERTAIN


def test_recognised_date_and_number_are_never_certain() -> None:
    found = find_requisites(document_of(*ACT, source=Source.OCR))
    assert found.date is not None
    assert found.number is not None
    assert max(found.date.confidence, found.number.confidence) <= 0.5
    assert found.kind is not None


def test_two_different_numbers_are_a_doubt() -> None:
    found = find_requisites(document_of(*ACT[:3], "№ 309", *ACT[3:]))
    assert found.number is not None
    assert found.number.confidence < CERTAIN


def test_foreign_registration_is_not_the_acts() -> None:
    found = find_requisites(
        document_of(
            "МИНИСТЕРСТВО ОБРАЗОВАНИЯ",
            "П Р И К А З",
            "Зарегистрирован Минюстом России",
            "07.06.2012, рег. № 24480",
            "17 мая 2012 г.\t№ 413",
            *ACT[4:],
        )
    )
    assert found.number is not None
    assert found.number.value == "413"
    assert found.date is not None
    assert found.date.value == "2012-05-17"


def test_edition_note_and_next_heading_are_not_the_title() -> None:
    found = find_requisites(document_of(*ACT[:5], "(с изменениями на 1 марта 2022 года)", *ACT[5:]))
    assert found.title is not None
    assert found.title.value == "Об утверждении Порядка подготовки информации"


def test_acting_head_and_two_columns() -> None:
    found = find_requisites(document_of(*ACT[:15], "Исполняющий обязанности\nГлавы города\tС.С. Сидорова"))
    assert found.signatory is not None
    assert found.signatory.value == "С.С. Сидорова"
    assert found.signatory_post is not None
    assert found.signatory_post.value == "Исполняющий обязанности Главы города"


def test_access_mark_and_stamp_of_signature() -> None:
    found = find_requisites(
        document_of(
            "Для служебного пользования",
            "Экз. № 1",
            *ACT[:16],
            "Иванов Иван Иванович",
            "2021.02.17 14:32:46",
            "+05'00'",
        )
    )
    assert found.access is not None
    assert found.access.value == "Для служебного пользования"
    assert found.signed_at is not None
    assert found.signed_at.value == "2021-02-17T14:32:46+05:00"
    assert find_requisites(document_of(*ACT)).access is None


def test_court_ruling_changes_nothing_and_has_no_invented_title() -> None:
    found = find_requisites(
        document_of(
            "Дело № 2а-11/2026",
            "РЕШЕНИЕ",
            "Именем Российской Федерации",
            "17 июня 2026 года",
            "Городской суд рассмотрел дело",
            "решил:",
            "отменить постановление Администрации от 21.04.2026 № 361.",
        )
    )
    assert found.title is None
    assert found.repeals == ()
    assert found.date is not None
    assert found.date.value == "2026-06-17"


SOURCES = {
    "000": (
        "Администрация Кыштымского городского округа",
        "2021-02-16",
        "308",
        "Об утверждении Порядка подготовки информации об исполнении поручений главы Кыштымского городского округа",
        "Л.А.Шеболаева",
    ),
    "001": (
        "Мэр г. Ростова-на-Дону",
        "2008-09-30",
        "999",
        "ГЛАВА 4.1 ВЕДЕНИЕ РЕЕСТРА МУНИЦИПАЛЬНЫХ ПРАВОВЫХ АКТОВ",
        "А.Н. Шамановский",
    ),
    "002": (
        "Администрация Дмитровского городского округа Московской области",
        "2020-05-08",
        "827-Д",
        (
            "Об утверждении Регламента взаимодействия Муниципального центра управления регионом Дмитровского "
            "городского округа Московской области с Центром управления регионом Московской области"
        ),
        "И.И. Поночевный",
    ),
    "003": (
        'Администрация муниципального образования "Октябрьский муниципальный район" ЕАО',
        "2023-09-27",
        "173",
        (
            'О СОЗДАНИИ ПРОЕКТНОГО ОФИСА "ЦЕНТР УПРАВЛЕНИЯ МУНИЦИПАЛЬНЫМ ОБРАЗОВАНИЕМ "ОКТЯБРЬСКИЙ МУНИЦИПАЛЬНЫЙ '
            'РАЙОН" ЕВРЕЙСКОЙ АВТОНОМНОЙ ОБЛАСТИ"'
        ),
        "М.Ю.ЛЕОНОВА",
    ),
    "004": ("Администрация города Нягани", "2022-05-11", "1353", "О внесении изменения…", None),
}
"""Body, date, number, title, signatory of the source documents; 001 and 004 do not have the title of their act."""


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference texts are not beside the repository")
@pytest.mark.parametrize("prefix", SOURCES)
def test_source_documents(prefix: str) -> None:
    text = next(REFERENCE.glob(f"{prefix}_*.txt")).read_text(encoding="utf-8")
    found = find_requisites(document_of_lines(text))
    names = ("body", "date", "number", "title", "signatory")
    assert tuple(getattr(found.field(name), "value", None) for name in names) == SOURCES[prefix]
    assert found.kind is not None
    assert found.kind.value == "постановление"
    assert found.is_certain is (prefix in {"000", "002", "003"})
    if prefix == "004":
        assert all(value.confidence < CERTAIN for name in names if (value := found.field(name)) is not None)
    if prefix == "001":
        assert found.title is not None
        assert found.title.confidence < CERTAIN


HOSTILE = [
    "№ " + "1-" * 40000,
    "от " * 40000,
    "«" * 50000,
    "(" * 50000 + "№ 5 от 01.02.2020",
    "Глава " * 30000,
    "А.А. " * 30000,
    "П О С Т А Н О В Л Я Е Т " * 5000,
    "от 01.02.2020 № 5, " * 8000,
    "Приложение " * 20000,
    "1. " * 40000,
    "_" * 200000,
    " " * 200000 + "x",
    "газете " * 30000,
    "в ред. от 01.01.2020 " * 10000,
    "официальный сайт " * 20000,
    "Утвержд" * 30000,
    "в связи с принятием решения, " * 6000,
]


@pytest.mark.parametrize("line", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_lines_take_no_time(line: str) -> None:
    document = document_of(
        "АДМИНИСТРАЦИЯ ГОРОДА",
        "ПОСТАНОВЛЕНИЕ",
        line.replace("\t", " "),
        "ПОСТАНОВЛЯЮ:",
        "1. Опубликовать, внести, отменить " + line,
        line,
    )
    started = time.process_time()
    find_requisites(document)
    find_requisites(document_of(line, line))
    assert time.process_time() - started < 4


def test_members_of_a_commission_are_no_signatories() -> None:
    commission = (
        "1. Создать комиссию в составе:",
        "Сидоров С.С. – заместитель главы, председатель комиссии;",
        "Котов К.К.\tНачальник отдела",
        "Рыбин Р.Р.\tЮрист",
        "2. Опубликовать постановление.",
    )
    found = find_requisites(document_of(*ACT[:7], *commission, "Атаман станицы Заречной\tИ.И. Иванов"))
    assert found.signatory is not None
    assert found.signatory_post is not None
    assert (found.signatory.value, found.signatory_post.value) == ("И.И. Иванов", "Атаман станицы Заречной")
    assert found.signatory.confidence < CERTAIN
