"""What the operative part does: changes of other acts, entry into force, publication, control, orders."""

from __future__ import annotations

import time

import pytest

from domain.clauses import ClauseKind, Force
from domain.requisites import CERTAIN
from ingest.requisites import find_requisites
from ingest.requisites.force import forces_in
from tests.ingest.requisites.documents import ACT, document_of, document_of_lines

HEAD = """АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО
ПОСТАНОВЛЕНИЕ
от 16.02.2021 № 308
г. Заречный
Об управлении имуществом
ПОСТАНОВЛЯЮ:
"""
TAIL = """
Глава города      И.И. Иванов
"""


def changes(points: str, after: str = "") -> tuple[list[str | None], list[str | None]]:
    found = find_requisites(document_of_lines(HEAD + points + TAIL + after))
    return [ref.number for ref in found.amends], [ref.number for ref in found.repeals]


@pytest.mark.parametrize(
    ("point", "repeals"),
    [
        (
            "Признать утратившим силу постановление от 12.03.2012 № 33 (за исключением пункта 2).",
            [("33", "за исключением пункта 2")],
        ),
        (
            "Признать утратившими силу постановления от 12.03.2012 №№ 10, 11, 12, за исключением пункта 3.",
            [("10", None), ("11", None), ("12", "за исключением пункта 3")],
        ),
        (
            "Признать утратившими силу распоряжения от 12.03.2012 № 5-р, 6-р и 7-р, от 13.03.2012 № 8-р.",
            [("5-р", None), ("6-р", None), ("7-р", None), ("8-р", None)],
        ),
        ("Не признавать утратившим силу постановление от 12.03.2012 № 33.", []),
        (
            "Признать утратившим силу пункт 5 Порядка, утверждённого постановлением от 12.03.2012 № 33.",
            [("33", "пункт 5 Порядка")],
        ),
    ],
)
def test_what_stays_in_force_is_not_repealed(point: str, repeals: list[tuple[str, str | None]]) -> None:
    read = find_requisites(document_of_lines(f"{HEAD}1. {point}{TAIL}"))
    found = read.repeals
    assert [(ref.number, ref.provision) for ref in found] == repeals
    assert {(ref.number, ref.provision) for ref in read.citations if ref.role == "repeals"} == set(repeals)
    assert all(ref.confidence < CERTAIN for ref in found if ref.provision)


@pytest.mark.parametrize(
    ("points", "amends", "repeals"),
    [
        pytest.param(
            """1. Признать утратившими силу:
            1) постановление Администрации города от 01.02.2018 № 5 «О порядке»;
            2) постановление Администрации города от 01.02.2019 № 6 «О поправках к № 5».
            2. Опубликовать постановление.""",
            [],
            ["5", "6"],
            id="list with brackets",
        ),
        pytest.param(
            """1. Признать утратившими силу:
            1. постановление Администрации города от 01.02.2018 № 5;
            2. постановление Администрации города от 01.02.2019 № 6.
            2. Опубликовать постановление.""",
            [],
            ["5", "6"],
            id="list numbered as points",
        ),
        pytest.param(
            "1. Признать утратившим силу постановление Администрации города от 01.02.2018 № 5 (в редакции "
            "постановлений от 01.03.2018 № 15, от 01.04.2018 № 16).",
            [],
            ["5"],
            id="editions are not repealed",
        ),
        pytest.param(
            "1. Внести в постановление Администрации города от 01.02.2018 № 5 «О порядке» (в редакции постановления от "
            "01.03.2018 № 15) изменение, изложив приложение в новой редакции.",
            ["5"],
            [],
            id="edition is not amended",
        ),
        pytest.param(
            "1. Приложение к постановлению Администрации города от 01.02.2018 № 5 изложить в новой редакции.",
            ["5"],
            [],
            id="annex anew",
        ),
        pytest.param(
            "1. В соответствии с решением Думы от 01.02.2018 № 5, внести изменения в постановление Администрации от "
            "02.02.2018 № 6.",
            ["6"],
            [],
            id="basis is not amended",
        ),
        pytest.param(
            "1. Настоящее постановление вступает в силу со дня подписания. Признать утратившим силу постановление "
            "Администрации города от 01.02.2018 № 5.",
            [],
            ["5"],
            id="force and repeal in one point",
        ),
        pytest.param(
            "1. Отменить в связи с истечением срока постановление от 12.03.2019 № 45, постановление от 15.04.2019 "
            "№ 60.",
            [],
            ["45", "60"],
            id="basis between the verb and its acts",
        ),
        pytest.param(
            "1. В связи с истечением срока постановление от 12.03.2019 № 45, постановление от 15.04.2019 № 60 "
            "отменить.",
            [],
            ["45", "60"],
            id="basis before the acts and their verb",
        ),
        pytest.param(
            "1. Признать утратившим силу постановление от 19.02.2015 № 155 в связи с принятием решений Думы от "
            "01.02.2021 № 7, от 02.02.2021 № 8, постановления от 03.02.2021 № 9.",
            [],
            ["155"],
            id="basis behind the act",
        ),
        pytest.param(
            "1. На основании протеста прокурора, решения Думы от 01.02.2021 № 7, приказом от 02.02.2021 № 8 признать "
            "утратившим силу постановление от 19.02.2015 № 155.",
            [],
            ["155"],
            id="basis of several acts before the verb",
        ),
        pytest.param(
            "1. В соответствии с протестом прокурора, постановления от 01.02.2018 № 5, от 02.02.2018 № 6 отменить.",
            [],
            ["5", "6"],
            id="acts between a basis and their verb",
        ),
        pytest.param(
            "1. Признать утратившим силу постановление от 19.02.2015 № 155 в связи с внесением изменений в решение "
            "Думы от 01.02.2021 № 7. Отменить решение Думы от 02.02.2018 № 6.",
            [],
            ["155", "6"],
            id="basis ends with its sentence",
        ),
        pytest.param(
            "1. В связи с тем, что решение Думы от 01.02.2021 № 7 принято, признать утратившим силу постановление "
            "от 19.02.2015 № 155.",
            [],
            ["155"],
            id="basis in a clause",
        ),
        pytest.param(
            "1. Утвердить порядок, принятый решением Думы от 01.02.2018 № 5.", [], [], id="nothing is changed"
        ),
    ],
)
def test_changes(points: str, amends: list[str], repeals: list[str]) -> None:
    assert changes(points) == (amends, repeals)


def test_acts_of_a_list_in_an_annex_lose_force() -> None:
    annex = """Приложение
    к постановлению Администрации города Заречного
    от 16.02.2021 № 308
    ПЕРЕЧЕНЬ
    постановлений, признаваемых утратившими силу
    1. Постановление Администрации города от 01.02.2018 № 5 «О порядке» (в ред. постановления от 01.03.2018 № 15).
    2. Постановление Администрации города от 01.02.2019 № 6 «О сроках».
    """
    point = "1. Признать утратившими силу постановления согласно приложению."
    assert changes(point, annex) == ([], ["5", "6"])


@pytest.mark.parametrize(
    ("words", "force", "day", "days"),
    [
        ("вступает в силу со дня его подписания", Force.ON_SIGNING, None, None),
        ("вступает в силу с момента подписания", Force.ON_SIGNING, None, None),
        ("вступает в силу после его официального опубликования", Force.ON_PUBLICATION, None, None),
        ("вступает в силу со дня официального опубликования (обнародования)", Force.ON_PUBLICATION, None, None),
        ("вступает в силу на следующий день после дня официального опубликования", Force.AFTER_PUBLICATION, None, 1),
        ("вступает в силу по истечении десяти дней после дня опубликования", Force.AFTER_PUBLICATION, None, 10),
        (
            "вступает в силу через 10 календарных дней со дня официального опубликования",
            Force.AFTER_PUBLICATION,
            None,
            10,
        ),
        ("вступает в силу с 1 января 2024 года", Force.ON_DATE, "2024-01-01", None),
        ("вступает в силу с 01.01.2024", Force.ON_DATE, "2024-01-01", None),
        ("вступает в силу по истечении одного месяца со дня опубликования", Force.DERIVED, None, None),
        ("вступает в силу одновременно с вступлением в силу решения о бюджете", Force.DERIVED, None, None),
        ("вступает в силу после опубликования, но не ранее 01.01.2024", Force.DERIVED, None, None),
        ("действует до 31.12.2024 и вступает в силу с 01.01.2024", Force.ON_DATE, "2024-01-01", None),
        ("вступает в силу с 01.01.2024 и действует до 31 декабря 2024 года", Force.ON_DATE, "2024-01-01", None),
        (
            "вступает в силу со дня подписания и действует с 1 января по 31 декабря 2024 года",
            Force.ON_SIGNING,
            None,
            None,
        ),
    ],
)
def test_entry_into_force(words: str, force: Force, day: str | None, days: int | None) -> None:
    (found,) = forces_in(f"Настоящее постановление {words}.")
    assert (found.force, found.day, found.days) == (force, day, days)


def test_force_may_reach_back() -> None:
    found = list(
        forces_in(
            "Настоящее постановление вступает в силу со дня опубликования и распространяется на правоотношения, "
            "возникшие с 1 февраля 2025 года."
        )
    )
    assert [(item.force, item.day) for item in found] == [
        (Force.ON_PUBLICATION, None),
        (Force.RETROACTIVE, "2025-02-01"),
    ]


def test_clauses_of_an_act_with_their_people_and_places() -> None:
    document = document_of(*ACT)
    found = find_requisites(document).clauses
    assert [(clause.point, clause.kind) for clause in found] == [
        ("1", ClauseKind.APPROVES),
        ("2", ClauseKind.REPEALS),
        ("3", ClauseKind.AMENDS),
        ("4", ClauseKind.PUBLICATION),
        ("5", ClauseKind.CONTROL),
    ]
    assert found[3].where == ("газете «Заречный вестник»", "официальном сайте Администрации города")
    assert found[4].who == ("заместителя Главы города Петрова П.П.",)
    assert all(document.text[clause.span.start : clause.span.start + 2] == f"{clause.point}." for clause in found)


def test_orders_have_an_executor_and_a_term() -> None:
    points = """1. Комитету по управлению имуществом (Петров П.П.):
    1.1. В срок до 01.03.2021 провести опись.
    1.2. Направлять отчёт ежеквартально.
    2. Управлению финансов обеспечить оплату в течение 10 рабочих дней со дня подписания.
    3. Рекомендовать учреждению «Заря» принять участие.
    """
    found = find_requisites(document_of_lines(HEAD + points + TAIL)).clauses
    orders = [clause for clause in found if clause.kind is ClauseKind.EXECUTION]
    assert [(order.point, order.who[0], order.day, order.days) for order in orders] == [
        ("1.1", "Комитету по управлению имуществом (Петров П.П.)", "2021-03-01", None),
        ("1.2", "Комитету по управлению имуществом (Петров П.П.)", None, None),
        ("2", "Управлению финансов", None, 10),
        ("3", "учреждению «Заря»", None, None),
    ]


def test_part_of_an_act_loses_force() -> None:
    point = "1. Признать утратившим силу пункт 3 постановления Администрации города от 01.02.2018 № 5."
    (clause, *_) = find_requisites(document_of_lines(HEAD + point + TAIL)).clauses
    assert clause.kind is ClauseKind.REPEALS_PART
    assert clause.acts[0].provision == "пункт 3"


@pytest.mark.parametrize(
    ("point", "orders"),
    [
        ("Информацию принять к сведению.", []),
        ("Программу утвердить.", []),
        (
            "Начальнику управления Козлову И.П. доработать план. Срок: 20.05.2021.",
            [("Начальнику управления Козлову И.П.", "20.05.2021", "2021-05-20")],
        ),
        (
            "Отделу образования в течение 10 дней представить отчёт.",
            [("Отделу образования", "в течение 10 дней", None)],
        ),
    ],
)
def test_who_is_ordered_and_until_when(point: str, orders: list[tuple[str, str, str | None]]) -> None:
    found = find_requisites(document_of_lines(f"{HEAD}1. {point}{TAIL}")).clauses
    told = [(clause.who[0], clause.term, clause.day) for clause in found if clause.kind is ClauseKind.EXECUTION]
    assert told == orders


def test_point_that_takes_force_later_has_its_own_term() -> None:
    point = (
        "1. Настоящее постановление вступает в силу со дня опубликования, за исключением пункта 2, который вступает "
        "в силу с 1 января 2022 года."
    )
    found = find_requisites(document_of_lines(HEAD + point + TAIL)).clauses
    assert [(clause.force, clause.day) for clause in found if clause.kind is ClauseKind.IN_FORCE] == [
        (Force.ON_PUBLICATION, None),
        (Force.ON_DATE, "2022-01-01"),
    ]


@pytest.mark.parametrize(
    ("point", "number", "unit", "day"),
    [
        ("Приостановить до 1 января 2027 года действие постановления от 12.03.2021 № 33.", "33", None, "2027-01-01"),
        (
            "Приостановить действие пункта 5 решения Думы от 12.03.2021 № 7/1 на срок до 31.12.2026.",
            "7/1",
            "пункт 5",
            "2026-12-31",
        ),
        ("Приостановить приём заявлений.", None, None, None),
    ],
)
def test_what_is_suspended_and_until_when(point: str, number: str | None, unit: str | None, day: str | None) -> None:
    (clause,) = find_requisites(document_of_lines(f"{HEAD}1. {point}{TAIL}")).clauses
    assert (clause.kind, clause.day) == (ClauseKind.SUSPENDS, day)
    assert [(ref.number, ref.provision) for ref in clause.acts] == ([(number, unit)] if number else [])


def test_a_charter_is_changed_under_its_name() -> None:
    point = "1. Внести в Устав города Заречного следующие изменения: статью 5 исключить."
    (clause,) = find_requisites(document_of_lines(HEAD + point + TAIL)).clauses
    assert (clause.kind, [ref.title for ref in clause.acts]) == (ClauseKind.AMENDS, ["Устав города Заречного"])
    assert find_requisites(document_of_lines(HEAD + "1. Внести изменения в реестр имущества." + TAIL)).clauses == ()


def test_an_order_without_verb_and_numbers_says_what_it_does() -> None:
    found = find_requisites(
        document_of(
            "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
            "РАСПОРЯЖЕНИЕ",
            "от 16.02.2021 № 30-р",
            "О комиссии",
            "В соответствии с Уставом города Заречного:",
            "Признать утратившим силу распоряжение от 10.10.2018 № 210-р.",
            "Контроль за исполнением распоряжения возложить на заместителя главы Титова Р.Р.",
            "Глава города\tИ.И. Иванов",
        )
    )
    assert [str(clause.kind) for clause in found.clauses] == ["repeals", "control"]
    assert [act.number for act in found.repeals] == ["210-р"]


def test_words_without_blanks_in_an_order_to_publish_take_no_time() -> None:
    letters = "".join(f"{number}. Опубликовать {'а' * 2900}\n" for number in range(1, 21))
    started = time.process_time()
    found = find_requisites(document_of_lines(HEAD + letters + TAIL))
    assert time.process_time() - started < 2
    assert [clause.where for clause in found.clauses] == [()] * 20


def test_a_noun_opens_no_point_and_every_verb_does() -> None:
    points = """Признать утратившим силу постановление Администрации города от 01.02.2018 № 5.
    Стоимость услуг по постановлению от 01.02.2017 № 4 не меняется.
    Внести в постановление Администрации города от 01.02.2019 № 6 изменение, изложив приложение в новой редакции.
    Привлечь к работе отдел архивов.
    """
    found = find_requisites(document_of_lines(HEAD + points + TAIL)).clauses
    assert [(clause.kind, [act.number for act in clause.acts]) for clause in found] == [
        (ClauseKind.REPEALS, ["5"]),
        (ClauseKind.AMENDS, ["6"]),
    ]


def test_the_body_of_a_repealed_act_keeps_its_name_in_quotes() -> None:
    found = find_requisites(
        document_of(
            "АДМИНИСТРАЦИЯ МУНИЦИПАЛЬНОГО РАЙОНА «РЕЧНОЙ РАЙОН»",
            "ПОСТАНОВЛЕНИЕ",
            "от 5 мая 2021 года № 12",
            "О комиссии",
            "Администрация постановляет:",
            "1. Признать утратившими силу постановление администрации муниципального района «Речной район» "
            "от 2 июня 2017 года № 318, постановления Администрации района:",
            "от 03.03.2018 № 40.",
        )
    )
    assert [(act.body, act.number) for act in found.repeals] == [
        ("администрация муниципального района «Речной район»", "318"),
        ("Администрация района", "40"),
    ]
