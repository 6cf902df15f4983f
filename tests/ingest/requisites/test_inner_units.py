"""Units within units that lose force, and points that change units of several acts and repeal others."""

from __future__ import annotations

import pytest

from domain.clauses import ClauseKind
from domain.requisites import CERTAIN
from ingest.requisites import find_requisites
from ingest.requisites.provisions import within
from tests.ingest.requisites.documents import document_of

HEAD = ("АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО", "ПОСТАНОВЛЕНИЕ", "от 16.02.2021 № 308", "О мерах", "ПОСТАНОВЛЯЮ:")
SIGNED = "Глава города\tИ.И. Иванов"
TWO_ACTS = (
    "1. В пункте 3 постановления от 19.02.2015 № 155 и пункте 4 решения Думы от 20.02.2015 № 156, принятого взамен "
    "решения Думы от 01.01.2014 № 3:"
)


@pytest.mark.parametrize(
    ("point", "unit"),
    [
        (
            "В пункте 3 постановления от 19.02.2015 № 155 абзац второй признать утратившим силу.",
            "абзац второй пункта 3",
        ),
        (
            "Абзац второй признать утратившим силу в пункте 3 постановления от 19.02.2015 № 155.",
            "абзац второй пункта 3",
        ),
        ("В части первой решения Думы от 19.02.2015 № 155 пункт 4 отменить.", "пункт 4 части первой"),
        (
            "Признать утратившим силу пункт 3 постановления от 19.02.2015 № 155, за исключением абзаца второго.",
            "пункт 3, за исключением абзаца второго",
        ),
        (
            "В пунктах 3 и 4 постановления от 19.02.2015 № 155 абзацы вторые признать утратившими силу.",
            "абзацы вторые (пункты 3 и 4)",
        ),
    ],
)
def test_a_unit_within_a_unit_loses_force_and_a_person_checks_it(point: str, unit: str) -> None:
    (act,) = find_requisites(document_of(*HEAD, f"1. {point}", SIGNED)).repeals
    assert (act.number, act.provision) == ("155", unit)
    assert act.confidence < CERTAIN


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        ("раздел третий", "пункт 1 раздела третьего"),
        ("глава 2", "пункт 1 главы 2"),
        ("строка 5", "пункт 1 строки 5"),
        ("статья 7", "пункт 1 статьи 7"),
        ("приложение № 2", "пункт 1 приложения № 2"),
        ("преамбула", "пункт 1 преамбулы"),
    ],
)
def test_the_unit_that_holds_another_stands_in_the_genitive(unit: str, written: str) -> None:
    assert within("пункт 1", unit) == written


@pytest.mark.parametrize(
    ("lines", "amends", "repeals"),
    [
        (
            (
                "1. В постановлениях Администрации от 19.02.2015 № 155, от 20.02.2015 № 156:",
                "1) слово «А» заменить словом «Б»;",
                "2) пункт 3 признать утратившим силу.",
            ),
            [("155", None), ("156", None)],
            [],
        ),
        (
            (
                TWO_ACTS,
                "1) слово «А» исключить.",
            ),
            [("155", "пункт 3"), ("156", "пункт 4")],
            [],
        ),
        (
            (
                "1. В постановлении Администрации от 19.02.2015 № 155:",
                "1) пункт 3, введённый постановлением от 01.02.2016 № 20, признать утратившим силу;",
                "2) признать утратившими силу:",
                "а) постановление от 20.02.2016 № 200;",
                "б) пункт 2 постановления от 20.02.2016 № 201;",
                "3) постановление от 20.02.2016 № 203 признать утратившим силу;",
                "4) пункт 5 изложить в редакции постановления от 20.02.2016 № 202.",
            ),
            [("155", None)],
            [("200", None), ("201", "пункт 2"), ("203", None)],
        ),
    ],
)
def test_acts_of_the_head_change_and_acts_of_sub_points_lose_force(
    lines: tuple[str, ...], amends: list[tuple[str, str | None]], repeals: list[tuple[str, str | None]]
) -> None:
    found = find_requisites(document_of(*HEAD, *lines, SIGNED))
    assert [(ref.number, ref.provision) for ref in found.amends] == amends
    assert [(ref.number, ref.provision) for ref in found.repeals] == repeals
    told = [clause for clause in found.clauses if clause.kind is ClauseKind.AMENDS]
    assert [[ref.number for ref in clause.acts] for clause in told] == [[number for number, _ in amends]]


@pytest.mark.parametrize(
    ("point", "amends", "repeals"),
    [
        (
            (
                "Внести изменения в постановление от 19.02.2015 № 155 в связи с принятием решения от 01.02.2021 № 7. "
                "Признать утратившим силу решение Думы от 02.02.2018 № 6."
            ),
            ["155"],
            ["6"],
        ),
        (
            (
                "Признать утратившим силу постановление от 19.02.2015 № 155 «О контроле». Расходы по постановлению от "
                "19.02.2016 № 156 возместить."
            ),
            [],
            ["155"],
        ),
        ("Внести в постановление от 19.02.2015 № 155 изменение: пункт 3 признать утратившим силу.", ["155"], []),
    ],
)
def test_each_sentence_of_a_point_does_its_own(point: str, amends: list[str], repeals: list[str]) -> None:
    found = find_requisites(document_of(*HEAD, f"1. {point}", SIGNED))
    assert ([ref.number for ref in found.amends], [ref.number for ref in found.repeals]) == (amends, repeals)
