"""Annexes: where each begins, which acts its stamp names, and what is none though it looks alike."""

from __future__ import annotations

import msgspec
from documents import ACT, document_of

from domain.requisites import CERTAIN, Annex, Requisites
from ingest.requisites import find_requisites

BEFORE = ACT[:-7]
SIGNED = ACT[-8]
OWN = ("Приложение № 1", "к постановлению Администрации", "города Заречного", "от 16.02.2021 № 308-п")


def annexes(*lines: str) -> tuple[Annex, ...]:
    return find_requisites(document_of(*BEFORE, *lines)).annexes


def foreign(*lines: str) -> list[tuple[str | None, str | None, str | None]]:
    found = find_requisites(document_of(*BEFORE, *lines))
    return [(act.kind, act.date, act.number) for annex in found.annexes for act in found.foreign_acts(annex)]


def test_the_own_stamp_of_an_annex_is_no_doubt() -> None:
    (annex,) = annexes(*OWN, "ПОРЯДОК", "подготовки информации", "1. Общие положения")
    assert (annex.number, annex.title) == ("1", "ПОРЯДОК подготовки информации")
    assert [(act.date, act.number) for act in annex.acts] == [("2021-02-16", "308-п")]
    assert foreign(*OWN, "ПОРЯДОК") == []


def test_a_stamp_that_names_another_act_is_told() -> None:
    other = (*OWN[:3], "от 12.12.2019 № 1299-п", "ПОРЯДОК", "подготовки информации")
    assert foreign(*other) == [("постановление", "2019-12-12", "1299-п")]
    assert annexes(*other)[0].title == "ПОРЯДОК подготовки информации"


def test_a_second_stamp_is_no_part_of_the_title() -> None:
    lines = (*OWN, "УТВЕРЖДЕНО", "решением Думы города", "от 23.10.2013 № 110", "ПОЛОЖЕНИЕ", "о наградах")
    (annex,) = annexes(*lines)
    assert annex.title == "ПОЛОЖЕНИЕ о наградах"
    assert foreign(*lines) == [("решение", "2013-10-23", "110")]
    (annex,) = annexes(*OWN, "УТВЕРЖДЕНО решением Думы от 23.10.2013 № 110", "ПОЛОЖЕНИЕ", "о наградах")
    assert annex.title == "ПОЛОЖЕНИЕ о наградах"


def test_a_second_annex_begins_where_it_is_named() -> None:
    found = annexes("Приложение № 1", "ПЕРЕЧЕНЬ", "объектов", "Приложение № 2", "СХЕМА", "границ")
    assert [(annex.number, annex.title) for annex in found] == [("1", "ПЕРЕЧЕНЬ объектов"), ("2", "СХЕМА границ")]


def test_the_first_person_of_a_list_is_no_part_of_its_title() -> None:
    for member in ("Петрова А.А. – председатель комиссии", "Петрова Анна Андреевна, заместитель Главы", "Петров П.П."):
        (annex,) = annexes(*OWN, "СОСТАВ", "комиссии по наградам", member)
        assert annex.title == "СОСТАВ комиссии по наградам"


def test_who_agreed_is_no_annex_and_does_not_sign() -> None:
    visa = ("СОГЛАСОВАНО:", "Заместитель Главы города      П.П. Петров")
    assert annexes(*visa) == ()
    above = find_requisites(document_of(*BEFORE[:-1], *visa, SIGNED))
    assert above.annexes == ()
    assert above.signatory is not None
    assert "Иванов" in above.signatory.value
    assert above.title is not None


def test_what_was_found_before_stamps_were_compared_is_still_read() -> None:
    old = msgspec.to_builtins(find_requisites(document_of(*ACT)))
    for annex in old["annexes"]:
        del annex["acts"]
    assert msgspec.convert(old, Requisites).annexes[0].acts == ()


def test_a_heading_above_annexes_and_a_date_alone_are_no_annex_and_no_title() -> None:
    found = find_requisites(document_of(*ACT[:16], "Приложения", "2021-02-16", "Приложение", "ПОРЯДОК", "подготовки"))
    assert [annex.title for annex in found.annexes] == ["ПОРЯДОК подготовки"]


def test_a_title_that_took_in_what_stands_below_it_is_a_doubt() -> None:
    rows = (
        "Основание для разработки и наименование программы города на годы",
        "исполнитель и соисполнители программы",
    ) * 3
    lines = ("Приложение", "к постановлению Администрации", "города Заречного", "от 16.02.2021 № 308-п")
    sure = find_requisites(document_of(*ACT[:16], *lines, "ПОРЯДОК", "подготовки", "1. Общие положения"))
    unsure = find_requisites(document_of(*ACT[:16], *lines, "Паспорт программы", *rows))
    unnamed = find_requisites(document_of(*ACT[:16], *lines))
    assert [found.annexes[0].confidence >= CERTAIN for found in (sure, unsure, unnamed)] == [True, False, False]


def test_acts_of_a_table_in_an_annex_lose_force() -> None:
    document = document_of(
        *ACT[:7],
        "1. Признать утратившими силу акты по перечню (приложение).",
        SIGNED,
        *OWN,
        "Перечень актов, утративших силу",
        "1\t01.02.2018\t5-п\tО порядке",
        "2\t01.02.2019 г.\t№ 6\tО сроках",
    )
    assert [(ref.date, ref.number) for ref in find_requisites(document).repeals] == [
        ("2018-02-01", "5-п"),
        ("2019-02-01", "6"),
    ]
