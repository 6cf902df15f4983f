"""Protocols: meeting, chair, secretary, present, assignments."""

from __future__ import annotations

import pytest
from documents import CORPUS, document_of
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.document import Block, BlockKind, Cell, Document
from domain.requisites import CERTAIN
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites
from ingest.requisites.names import Case, nominative_name

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
    given = ("Дроздовой И.А.", "Малинину Р.О.", "Полевскому С.С.", "Ковальчук А.А.", "Сулаберидзе В.Ш.")
    assert [nominative_name(name, Case.DATIVE) for name in given] == [
        "Дроздова И.А.",
        "Малинин Р.О.",
        "Полевский С.С.",
        "Ковальчук А.А.",
        "Сулаберидзе В.Ш.",
    ]


def test_the_case_tells_a_man_from_a_woman() -> None:
    assert nominative_name("Рощину Е.Д.", Case.DATIVE) == "Рощин Е.Д."
    assert nominative_name("Рощину Е.Д.", Case.ACCUSATIVE) == "Рощина Е.Д."


def test_other_kinds_have_no_details() -> None:
    assert find_requisites(document_of("АДМИНИСТРАЦИЯ ГОРОДА", "ПОСТАНОВЛЕНИЕ", "от 01.02.2020 № 5")).protocol is None


COMMISSION = (
    "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
    "П Р О Т О К О Л",
    "заседания комиссии по чрезвычайным ситуациям",
    "15 марта 2021 г.\tг. Заречный\t№ 7",
    "Председатель комиссии: Лукин Андрей Викторович",
    "Секретарь комиссии: Вяткина О.Л.",
    "Присутствовали: 12 человек (список прилагается)",
    "Отсутствовали: Петров П.П. (отпуск)",
    "Кворум имеется.",
    "ПОВЕСТКА ДНЯ:",
    "1. О готовности к паводку.",
    "Докладчик: Ковшов П.И.",
    "2. О пожарной безопасности (Рощина Е.Д., Тимохин С.А.).",
    "По первому вопросу",
    "СЛУШАЛИ: Ковшова П.И. – о готовности к паводку.",
    "ВЫСТУПИЛИ: Рощина Е.Д., Тимохин С.А.",
    "РЕШИЛИ:",
    "1.1. Принять информацию к сведению.",
    "1.2. Начальнику отдела ГО и ЧС Иванову И.И. в срок до 20 марта 2021 года представить план.",
    "1.3. Управлению образования (Петрова А.А.) обеспечить дежурство. Срок: постоянно.",
    "Голосовали: «за» – 12, «против» – нет, «воздержались» – 1.",
    "По второму вопросу",
    "С Л У Ш А Л И: Рощину Е.Д.",
    "П О С Т А Н О В И Л И:",
    "2.1. Финансовому управлению администрации города в течение 10 рабочих дней выделить средства.",
    "2.2. Поручить Терехову М.А.:",
    "2.2.1. подготовить график, срок – I квартал 2022 года;",
    "2.2.2. представить отчёт. Срок – в 10-дневный срок.",
    "2.3. Установить пожарные щиты. Ответственный: Сазонов Ю.М. Срок: до конца мая.",
    "2.4. Просить депутата Думы Сомова С.С. поддержать обращение до 01.04.2021.",
    "2.5. Контроль за исполнением возложить на Рощину Е.Д. Срок: 01.06.2021.",
    "Решение принято единогласно.",
    "Председатель комиссии\tА.В. Лукин",
    "Секретарь\tО.Л. Вяткина",
    "3.1. Иванову И.И. подготовить то, чего совещание не решало. Срок: 01.01.2022.",
)


def test_who_met_and_about_what() -> None:
    details = find_requisites(document_of(*COMMISSION)).protocol
    assert details is not None
    assert details.meeting == "заседание комиссии по чрезвычайным ситуациям"
    assert (details.chair, details.secretary) == ("Лукин Андрей Викторович", "Вяткина О.Л.")
    assert (details.present, details.present_count, details.list_annexed) == ((), 12, True)
    assert (details.absent, details.quorum) == (("Петров П.П.",), "Кворум имеется.")
    assert [(item.number, item.text, item.speakers) for item in details.agenda] == [
        ("1", "О готовности к паводку", ("Ковшов П.И.",)),
        ("2", "О пожарной безопасности", ("Рощина Е.Д.", "Тимохин С.А.")),
    ]


def test_each_question_as_it_went() -> None:
    details = find_requisites(document_of(*COMMISSION)).protocol
    assert details is not None
    first, second = details.discussions
    assert (first.number, first.heard, first.spoke) == ("1", ("Ковшов П.И.",), ("Рощина Е.Д.", "Тимохин С.А."))
    assert [decision.point for decision in first.decisions] == ["1.1", "1.2", "1.3"]
    vote = first.decisions[-1].vote
    assert vote is not None
    assert (vote.in_favour, vote.against, vote.abstained, vote.unanimous) == (12, 0, 1, False)
    assert (second.number, second.heard) == ("2", ("Рощина Е.Д.",))
    assert second.decisions[-1].vote is not None
    assert second.decisions[-1].vote.unanimous


def test_assignments_of_every_form() -> None:
    document = document_of(*COMMISSION)
    details = find_requisites(document).protocol
    assert details is not None
    assert [(item.point, item.executors, item.term, item.due, item.counted) for item in details.assignments] == [
        ("1.2", ("Иванов И.И.",), "в срок до 20 марта 2021 года", "2021-03-20", False),
        ("1.3", ("Петрова А.А.",), "постоянно", None, False),
        ("2.1", ("Финансовое управление администрации города",), "в течение 10 рабочих дней", "2021-03-29", True),
        ("2.2.1", ("Терехов М.А.",), "I квартал 2022 года", "2022-03-31", True),
        ("2.2.2", ("Терехов М.А.",), "в 10-дневный срок", "2021-03-25", True),
        ("2.3", ("Сазонов Ю.М.",), "до конца мая", "2021-05-31", True),
        ("2.4", ("Сомов С.С.",), "до 01.04.2021", "2021-04-01", False),
    ]
    assert details.assignments[5].text == "Установить пожарные щиты"
    for item in details.assignments:
        assert item.span is not None
        assert item.text.split()[0] in document.text[item.span.start : item.span.end]


def test_sections_of_an_operative_meeting() -> None:
    details = find_requisites(
        document_of(
            "ПРОТОКОЛ № 3",
            "аппаратного совещания под председательством главы города Заречного А.В. Лукина",
            "12.04.2024",
            "На совещании присутствовали:",
            "Иванов И.И. – заместитель главы;",
            "Петрова П.П. – начальник отдела.",
            "Приглашённые: Сидоров С.С.",
            "РЕШИЛИ:",
            "ОПЕРАТИВНЫЕ ПОРУЧЕНИЯ",
            "Иванову И.И. – завершить ремонт. Отв. Иванов И.И., срок – 01.05.2024.",
            "2. Текущие поручения:",
            "2.1. Петровой П.П., Сидорову С.С. совместно с Кузнецовым К.К. подготовить отчёт до 20.05.2024.",
            "Раздел III. Перспективные",
            "3.1. Отделам администрации города дать план (Отв. — директоры школ. Срок — 2-й квартал 2025 года).",
            "Протокол вела\tП.П. Петрова",
        )
    ).protocol
    assert details is not None
    assert (details.chair, details.secretary) == ("А.В. Лукин", "П.П. Петрова")
    assert (details.present, details.invited) == (("Иванов И.И.", "Петрова П.П."), ("Сидоров С.С.",))
    assert [(item.section, item.executors, item.due) for item in details.assignments] == [
        ("оперативные", ("Иванов И.И.",), "2024-05-01"),
        ("текущие", ("Петрова П.П.", "Сидоров С.С.", "Кузнецов К.К."), "2024-05-20"),
        ("перспективные", ("Отделы администрации города", "директоры школ"), "2025-06-30"),
    ]


def test_a_table_of_assignments() -> None:
    text = "ПРОТОКОЛ № 8\nпланерного совещания\n20.04.2026\nРЕШИЛИ:"
    rows = (
        ("№ п/п", "Поручение", "Исполнители", "Срок исполнения"),
        ("", "Оперативные поручения", "", ""),
        ("1", "Очистить канализацию", "Сазонов Ю.М.\nПахомов В.Е.", "24.04.2026"),
        ("2", "Представлять сводку", "Начальник ЕДДС", "еженедельно"),
        ("3", "Для сведения", "", ""),
    )
    blocks = [*document_of(*text.split("\n")).blocks]
    start = len(text) + 1
    cells = []
    for row, items in enumerate(rows):
        for column, item in enumerate(items):
            text += "\n" + item
            cells.append(Cell(row, column, len(text) - len(item), len(text)))
    blocks.append(Block(kind=BlockKind.TABLE, start=start, end=len(text), cells=tuple(cells)))
    details = find_requisites(Document(format="docx", text=text, blocks=tuple(blocks))).protocol
    assert details is not None
    assert [(i.point, i.text, i.executors, i.due, i.term, i.section) for i in details.assignments] == [
        ("1", "Очистить канализацию", ("Сазонов Ю.М.", "Пахомов В.Е."), "2026-04-24", "24.04.2026", "оперативные"),
        ("2", "Представлять сводку", ("Начальник ЕДДС",), None, "еженедельно", "оперативные"),
    ]


SURNAMES = (
    ("Сазонов", "Сазонову"), ("Голубева", "Голубевой"), ("Полевский", "Полевскому"), ("Зимина", "Зиминой"),
    ("Ковальчук", "Ковальчуку"), ("Шевченко", "Шевченко"), ("Малинин", "Малинину"),
)  # fmt: skip
TERMS = (
    ("до 24.04.2026", "2026-04-24"), ("до 1 мая 2026 года", "2026-05-01"), ("в течение 10 дней", "2026-04-30"),
    ("в недельный срок", "2026-04-27"), ("еженедельно", None), ("постоянно", None),
)  # fmt: skip
WORK = ("представить отчёт", "завершить ремонт моста", "не допускать нарушений", "обеспечить работу «Сокола»")


@settings(max_examples=120)
@given(data=st.data())
def test_random_assignments_are_read_back(data: st.DataObject) -> None:
    wanted = []
    points = []
    for number in range(1, data.draw(st.integers(1, 5)) + 1):
        people = data.draw(st.lists(st.sampled_from(SURNAMES), min_size=1, max_size=3, unique=True))
        term, due = data.draw(st.sampled_from(TERMS))
        work = data.draw(st.sampled_from(WORK))
        dative = ", ".join(f"{person[1]} А.Б." for person in people)
        nominative = ", ".join(f"{person[0]} А.Б." for person in people)
        form = data.draw(
            st.sampled_from(
                (
                    f"{dative} – {work}. Срок – {term}.",
                    f"{dative} — {work} (срок: {term})",
                    f"Поручить {dative} {work}. Срок исполнения: {term}.",
                    f"{work.capitalize()}. Ответственные: {nominative}. Срок: {term}.",
                    f"{work.capitalize()} (Исполнители – {nominative}. Срок – {term}).",
                    f"Начальникам отделов {dative} {term} {work}.",
                )
            )
        )
        points.append(f"1.{number}. {form}")
        wanted.append((f"1.{number}", tuple(f"{person[0]} А.Б." for person in people), term, due))
    details = find_requisites(
        document_of("ПРОТОКОЛ № 5", "совещания при главе города", "20.04.2026", "РЕШИЛИ:", *points)
    ).protocol
    assert details is not None
    assert [(item.point, item.executors, item.term, item.due) for item in details.assignments] == wanted


@given(lines=st.lists(st.text(max_size=80) | st.sampled_from(COMMISSION), max_size=40))
def test_any_protocol_is_survived(lines: list[str]) -> None:
    document = document_of("ПРОТОКОЛ № 5", *(" ".join(line.split()) for line in lines if line.strip()))
    details = find_requisites(document).protocol
    assert details is None or all(item.executors or item.term for item in details.assignments)


@pytest.fixture(scope="module")
def real() -> dict[str, Document]:
    names = ("d003-converted.docx", "d005.docx")
    paths = [CORPUS / "labelled" / "docs" / name for name in names]
    if not all(path.exists() for path in paths):
        pytest.skip("the shared corpus is not here")
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        return {path.name: pool.read(path, name=path.name) for path in paths}


def test_real_protocols(real: dict[str, Document]) -> None:
    council = find_requisites(real["d003-converted.docx"]).protocol
    assert council is not None
    assert council.meeting is not None
    assert council.meeting.startswith("заседание Совета ")
    assert council.chair == "А.М. Зайцев"
    assert len(council.present) > 10
    assert [item.speakers for item in council.agenda][1] == ("Зайцев А.М.", "Сулаберидзе В.Ш.")
    assert [decision.point for decision in council.discussions[0].decisions] == ["1", "2", "2.1", "2.2", "3", "4"]
    assembly = find_requisites(real["d005.docx"]).protocol
    assert assembly is not None
    assert assembly.list_annexed
    assert assembly.quorum == "Собрание правомочно принимать решения по всем вопросам повестки дня."
    votes = [decision.vote for decision in assembly.discussions[-1].decisions if decision.vote]
    assert len(votes) >= 5
    assert all(vote.unanimous for vote in votes)
    assert assembly.assignments == ()


@pytest.mark.parametrize(
    "heading", [("РЕШЕНИЕ № 12/3",), ("РЕШЕНИЕ", "от 14.05.2021 № 12/3")], ids=["in the heading", "below it"]
)
def test_an_extract_proposes_the_number_of_the_decision_that_it_gives_and_not_that_of_the_protocol(
    heading: tuple[str, ...],
) -> None:
    found = find_requisites(
        document_of(
            "ВЫПИСКА ИЗ ПРОТОКОЛА № 7",
            "заседания Совета депутатов города Заречного от 14.05.2021",
            *heading,
            "О награждении",
            "Совет РЕШИЛ:",
            "1. Наградить Почётной грамотой Петрову А.А.",
            "Председатель\tИ.И. Иванов",
        )
    )
    values = {name: found.field(name) for name in ("kind", "number", "title")}
    assert {name: value and value.value for name, value in values.items()} == {
        "kind": "решение",
        "number": "12/3",
        "title": "О награждении",
    }
    assert all(value is not None and value.confidence < CERTAIN for value in values.values())


def test_an_extract_over_two_lines_is_a_protocol_that_ends_where_it_is_attested() -> None:
    found = find_requisites(
        document_of(
            "ВЫПИСКА",
            "из протокола № 8 заседания комиссии по землепользованию",
            "от 22 июля 2021 года",
            "Слушали: Петрова А.А. о разрешении.",
            "Решили:",
            "1. Управлению архитектуры (Смирнов С.С.) подготовить проект до 1 августа 2021 года.",
            "Выписка верна",
            "Секретарь комиссии\tН.Н. Лужина",
        )
    )
    assert found.number is not None
    assert found.protocol is not None
    assert (found.number.value, found.protocol.secretary) == ("8", "Н.Н. Лужина")
    assert [(one.text, one.executors, one.due) for one in found.protocol.assignments] == [
        ("подготовить проект до 1 августа 2021 года", ("Смирнов С.С.",), "2021-08-01")
    ]


@pytest.mark.parametrize("attests", ["Верно:", "Верно", "Копия верна:", "С подлинным верно"])
def test_a_protocol_ends_where_its_copy_is_attested(attests: str) -> None:
    below = (attests, "2. Начальнику архива Котовой К.К. хранить копию до 01.05.2026.")
    details = find_requisites(document_of(*PROTOCOL[:-1], *below)).protocol
    assert details is not None
    assert [one.point for one in details.assignments] == ["1.1", "1.2"]


def test_questions_repeat_the_agenda_and_orders_follow_a_verb_alone() -> None:
    found = find_requisites(
        document_of(
            "ПРОТОКОЛ",
            "совещания при главе города",
            "от 01.02.2021 № 3",
            "Всего членов комиссии - 7. Присутствовали - 5.",
            "Повестка дня:",
            "1. О паводке.",
            "2. О пожарах.",
            "1. О паводке",
            "Слушали: Дроздова Н.Н.",
            "Поручить:",
            "1. Всем заместителям главы города - представить отчёты. Срок - до 10 февраля.",
            "2. Роговой С.С. до 18 марта представить списки.",
            "2. О пожарах",
            "Слушали: Дубова Г.Г.",
            "Глава города\tИ.И. Иванов",
        )
    ).protocol
    assert found is not None
    assert [item.text for item in found.agenda] == ["О паводке", "О пожарах"]
    assert [one.question for one in found.discussions] == ["О паводке", "О пожарах"]
    assert [(one.executors, one.due) for one in found.assignments] == [
        (("Все заместители главы города",), "2021-02-10"),
        (("Рогова С.С.",), "2021-03-18"),
    ]
    assert found.present_count == 5
