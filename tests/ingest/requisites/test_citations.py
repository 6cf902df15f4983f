"""References to acts in running text."""

from __future__ import annotations

from ingest.requisites.citations import references_in, without_asides


def test_reference_with_everything() -> None:
    (found,) = references_in(
        'Внести в пункт 2 постановления Администрации города Нягани от 11.05.2022 N 1353 "О центре" изменения'
    )
    assert (found.kind, found.body, found.date, found.number, found.title) == (
        "постановление",
        "Администрация города Нягани",
        "2022-05-11",
        "1353",
        "О центре",
    )
    assert found.provision == "пункт 2"


def test_list_carries_its_head() -> None:
    found = references_in(
        "федеральными законами от 06.10.2003 № 131-ФЗ, от 28.12.2009 № 381-ФЗ и от 1 мая 2010 года № 7-ФЗ"
    )
    assert [(ref.kind, ref.number) for ref in found] == [
        ("федеральный закон", "131-ФЗ"),
        ("федеральный закон", "381-ФЗ"),
        ("федеральный закон", "7-ФЗ"),
    ]


def test_inverted_order() -> None:
    found = references_in("утратило силу: № 553 от 06.08.2012; в редакции: № 387 от 13.05.2016")
    assert [(ref.date, ref.number) for ref in found] == [("2012-08-06", "553"), ("2016-05-13", "387")]


def test_date_without_number_is_no_reference() -> None:
    assert references_in("в срок до 01.02.2020 по договору № 5") == []


def test_asides_become_blanks_of_the_same_length() -> None:
    text = 'в решение от 01.02.2020 № 5 «О "малом" бюджете от 02.02.2020 № 6» (в ред. от 03.03.2021 № 7)'
    masked = without_asides(text)
    assert len(masked) == len(text)
    assert [ref.number for ref in references_in(masked)] == ["5"]
