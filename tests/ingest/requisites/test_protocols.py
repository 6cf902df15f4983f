"""Protocols: meeting, chair, secretary, present, assignments."""

from __future__ import annotations

from documents import document_of

from domain.requisites import CERTAIN
from ingest.requisites import find_requisites
from ingest.requisites.protocol import surname_nominative

PROTOCOL = (
    "ПРОТОКОЛ № 5",
    "аппаратного совещания при главе города Заречного",
    "20.04.2026\tг. Заречный",
    "Председательствующий – А.В. Лукин, глава города.",
    "Секретарь – О.Л. Вяткина, начальник отдела.",
    "Присутствовали:",
    "заместители главы: Ковшов П.И., Рощина Е.Д.;",
    "СЛУШАЛИ:",
    "Ковшова П.И. – о паводке (письмо от 01.04.2026 № 77).",
    "РЕШИЛИ:",
    "1.1. Сазонову Ю.М., Голубевой Н.Р. – очистить канализацию. Срок – до 24.04.2026.",
    "1.2. Поручить Терехову М.А. представить сводку. Срок: еженедельно.",
    "Глава города Заречного\tА.В. Лукин",
)


def test_protocol_is_read() -> None:
    found = find_requisites(document_of(*PROTOCOL))
    assert found.kind is not None
    assert found.kind.value == "протокол"
    assert found.date is not None
    assert found.number is not None
    assert (found.date.value, found.number.value) == ("2026-04-20", "5")
    assert found.title is not None
    assert found.title.value == "Протокол № 5 аппаратного совещания при главе города Заречного"
    assert min(found.title.confidence, found.date.confidence, found.number.confidence) >= CERTAIN
    assert found.amends == ()


def test_details_of_the_meeting() -> None:
    details = find_requisites(document_of(*PROTOCOL)).protocol
    assert details is not None
    assert details.meeting == "аппаратное совещание при главе города Заречного"
    assert (details.chair, details.secretary) == ("А.В. Лукин", "О.Л. Вяткина")
    assert details.present == ("Ковшов П.И.", "Рощина Е.Д.")


def test_assignments_name_executors_and_terms() -> None:
    details = find_requisites(document_of(*PROTOCOL)).protocol
    assert details is not None
    first, second = details.assignments
    assert (first.point, first.executors, first.due) == ("1.1", ("Сазонов Ю.М.", "Голубева Н.Р."), "2026-04-24")
    assert first.text == "очистить канализацию"
    assert (second.executors, second.due, second.term) == (("Терехов М.А.",), None, "еженедельно")


def test_surnames_in_the_nominative() -> None:
    assert [
        surname_nominative(name) for name in ("Дроздовой И.А.", "Малинину Р.О.", "Полевскому С.С.", "Ковальчук А.А.")
    ] == [
        "Дроздова И.А.",
        "Малинин Р.О.",
        "Полевский С.С.",
        "Ковальчук А.А.",
    ]


def test_other_kinds_have_no_details() -> None:
    assert find_requisites(document_of("АДМИНИСТРАЦИЯ ГОРОДА", "ПОСТАНОВЛЕНИЕ", "от 01.02.2020 № 5")).protocol is None
