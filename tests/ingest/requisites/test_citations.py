"""References to acts in running text: what they say, how far a head reaches, what is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from benchmarks.citations_gold import Score, labelled, score
from domain.document import Source
from domain.requisites import CERTAIN
from ingest.reading import ReadLimits, Tools
from ingest.reading.reader import read_document
from ingest.requisites import find_requisites
from ingest.requisites.asides import without_asides
from ingest.requisites.citations import references_in
from tests.ingest.requisites.documents import ACT, CORPUS, document_of, document_of_lines

if TYPE_CHECKING:
    from domain.references import ActReference

EASY = frozenset({".docx", ".html"})
"""Endings that are read without programs of the system."""


def keys(found: list[ActReference]) -> list[tuple[str | None, str | None, str | None]]:
    return [(ref.kind, ref.date, ref.number) for ref in found]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "федеральными законами от 06.10.2003 № 131-ФЗ «Об общих принципах», от 28.12.2009 № 381-ФЗ и от 1 мая 2010 "
            "года № 7-ФЗ",
            [
                ("федеральный закон", "2003-10-06", "131-ФЗ"),
                ("федеральный закон", "2009-12-28", "381-ФЗ"),
                ("федеральный закон", "2010-05-01", "7-ФЗ"),
            ],
            id="plural head",
        ),
        pytest.param(
            "Федеральным законом от 26.07.2006 N 135-ФЗ, на основании предупреждения Управления Федеральной "
            "антимонопольной службы по Брянской области от 05.03.2020 N 16",
            [("федеральный закон", "2006-07-26", "135-ФЗ")],
            id="another document behind a law is no law",
        ),
        pytest.param(
            "утратило силу: № 553 от 06.08.2012; в редакции: № 387 от 13.05.2016",
            [(None, "2012-08-06", "553"), (None, "2016-05-13", "387")],
            id="notes without a kind",
        ),
        pytest.param("приказ Минтранса РФ №280 от 16.12.2010г.", [("приказ", "2010-12-16", "280")], id="inverted"),
        pytest.param(
            "решений районного Совета № 171/4 от 25.07.1991 и Президиума Горсовета № 309 от 27.11.1991",
            [("решение", "1991-07-25", "171/4"), ("решение", "1991-11-27", "309")],
            id="another body in a list",
        ),
        pytest.param(
            "письмом Регистра от 7.07.94г. № 03-05-322 и от 7.07.94г. № 08",
            [("письмо", "1994-07-07", "03-05-322"), ("письмо", "1994-07-07", "08")],
            id="two digits of a year",
        ),
        pytest.param("от « 16 » 02 2021 № 308 решения Думы", [], id="head after its number"),
        pytest.param("решением Думы от « 16 » 02 2021 № 308", [("решение", "2021-02-16", "308")], id="quoted day"),
        pytest.param("на аукцион (по 94-ФЗ), протокол торгов", [("федеральный закон", None, "94-ФЗ")], id="law alone"),
        pytest.param("в срок до 01.02.2020 по договору № 5", [], id="no act"),
        pytest.param("согласно решению и договору аренды от 01.02.2020 № 5", [], id="contract between"),
        pytest.param("отменено решение Думы. Заявка от 01.02.2020 № 5", [], id="end of a sentence between"),
        pytest.param("приказ, зарегистрированный в Минюсте 02.10.2012 № 25580", [], id="registration"),
        pytest.param("приказа №280 о судах", [("приказ", None, "280")], id="number without a date"),
        pytest.param("решением Совета от 28.09.2007 г.", [("решение", "2007-09-28", None)], id="date without a number"),
        pytest.param("от 32.13.2020 № 5 приказа", [], id="no day of the calendar"),
        pytest.param(
            "закона Свердловской области от 21 ноября 2012 года N 91-ОЗ",
            [("закон", "2012-11-21", "91-ОЗ")],
            id="regional law",
        ),
    ],
)
def test_form(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    assert keys(references_in(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("Градостроительным кодексом РФ", "кодекс", "Градостроительный кодекс Российской Федерации"),
        ("статьей 24 Уголовного кодекса РСФСР", "кодекс", "Уголовный кодекс РСФСР"),
        (
            "Кодекса Российской Федерации об административных правонарушениях",
            "кодекс",
            "Кодекс об административных правонарушениях Российской Федерации",
        ),
        ("в порядке ТК РФ", "кодекс", "Трудовой кодекс Российской Федерации"),
        ("с Конституцией Российской Федерации", "конституция", "Конституция Российской Федерации"),
        ("Уставом города Заречного, решил", "устав", "Устав города Заречного"),
        ('закона "О защите прав потребителей"', "закон", "О защите прав потребителей"),
    ],
)
def test_act_by_name(text: str, kind: str, title: str) -> None:
    (found,) = references_in(text)
    assert (found.kind, found.title, found.date, found.number) == (kind, title, None, None)


def test_words_that_only_look_like_names() -> None:
    assert references_in("Кодекс этики, настоящий Кодекс, законодательство, Уставом школы, указанным") == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("в пункте 2.1 раздела 3 решения от 01.02.2020 № 5", "пункт 2.1 раздела 3"),
        ("частью первой статьи 16 закона от 01.02.2020 № 5", "часть первая статьи 16"),
        ("в пунктах 4 - 6 и 9 приложения 1 к решению от 01.02.2020 № 5", "пункты 4 - 6 и 9 приложения 1"),
        ("пп. «а» п. 3 решения от 01.02.2020 № 5", "подпункт «а» пункта 3"),
        ("ч. 1 ст. 16 закона от 01.02.2020 № 5", "часть 1 статьи 16"),
        ("ст.ст. 5, 6 ФЗ от 26.07.2006 № 135-ФЗ", "статьи 5, 6"),
        ("статей 5, 6 закона от 26.07.2006 № 135-ОЗ", "статьи 5, 6"),
        ("Статья 1\nСтатью 20 закона от 01.02.2020 № 5", "статья 20"),
        ("в соответствии с решением от 01.02.2020 № 5", None),
    ],
)
def test_unit(text: str, unit: str | None) -> None:
    assert references_in(text)[0].provision == unit


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Внести в Устав города Заречного следующие изменения:", ["Устав города Заречного"]),
        ("руководствуясь Уставом города Заречного следующим образом", ["Устав города Заречного"]),
        ("Уставом городское Собрание РЕШИЛО", []),
    ],
)
def test_name_of_a_charter_ends_with_its_territory(text: str, titles: list[str]) -> None:
    assert [ref.title for ref in references_in(text)] == titles


def test_charter_of_no_place_is_a_doubt() -> None:
    (found,) = references_in("Внести в Устав города изменения")
    assert (found.title, found.confidence < CERTAIN) == ("Устав города", True)


@pytest.mark.parametrize(
    ("text", "numbers", "body"),
    [
        ("постановлениям администрации города № 5 и № 6 от 01.02.2020", ["5", "6"], "администрация города"),
        ("распоряжения мэра от 01.02.2020 №№ 5-р, 6-р и 7-р", ["5-р", "6-р", "7-р"], "мэр"),
        ("постановление мэра города от «01» февраля 2020 г. за № 5", ["5"], "мэр города"),
    ],
)
def test_every_number_under_one_date(text: str, numbers: list[str], body: str) -> None:
    found = references_in(text)
    assert sorted(ref.number or "" for ref in found) == numbers
    assert {ref.body for ref in found} == {body}


def test_own_act_is_not_cited_and_roles_are_told() -> None:
    found = find_requisites(document_of(*ACT))
    assert [(ref.number, ref.role) for ref in found.citations] == [
        ("131-ФЗ", "basis"),
        ("82", "repeals"),
        ("91-п", "repeals"),
        ("15", "amends"),
        ("16", "plain"),
    ]
    text = document_of(*ACT).text
    for ref in found.citations:
        assert ref.span is not None
        assert (ref.number or "") in text[ref.span.start : ref.span.end]


def test_alias_is_the_act_it_stands_for() -> None:
    found = find_requisites(
        document_of_lines(
            """ПОСТАНОВЛЕНИЕ
            от 01.02.2021 № 5
            О закупках
            В соответствии с Федеральным законом от 05.04.2013 № 44-ФЗ «О торгах» (далее – Закон о закупках) и
            законом от 21.12.2001 № 178-ФЗ (далее - Федеральный закон № 178-ФЗ)
            ПОСТАНОВЛЯЮ:
            1. Применять часть 3 статьи 16 Закона о закупках.
            2. Исполнять Федеральный закон № 178-ФЗ."""
        )
    )
    assert [ref.number for ref in found.citations].count("44-ФЗ") == 2
    assert {ref.date for ref in found.citations if ref.number == "178-ФЗ"} == {"2001-12-21"}


def test_recognised_text_is_less_sure() -> None:
    typed, read = (
        find_requisites(document_of(*ACT, source=source)).citations[0].confidence
        for source in (Source.TEXT, Source.OCR)
    )
    assert read < 0.9 <= typed


def test_mojibake_of_the_number_sign_is_a_number_sign() -> None:
    document = document_of("Отменён приказ Минтранса от 27 сентября 2023 г. в„– 173 полностью")
    assert [ref.number for ref in find_requisites(document).citations] == ["173"]


def test_asides_become_blanks_of_the_same_length() -> None:
    text = 'в решение от 01.02.2020 № 5 «О "малом" бюджете от 02.02.2020 № 6» (в ред. от 03.03.2021 № 7)'
    masked = without_asides(text)
    assert len(masked) == len(text)
    assert [ref.number for ref in references_in(masked)] == ["5"]


@pytest.mark.parametrize(
    "piece",
    [
        "(",
        "«",
        '"',
        "от 01.01.2020 ",
        "№ 1-",
        "№ ",
        "N",
        "1.",
        "пункт ",
        "закон ",
        "кодекса ",
        "(в ред. ",
        "от ",
        "_",
        "и ",
        "1-",
        "\n",
    ],
)
def test_hostile_text_takes_time_that_grows_with_it(piece: str) -> None:
    """Twice the text, about twice the time: an expression that tries again and again would need four times and more."""
    times = []
    for count in (10_000, 40_000):
        document = document_of(piece * (count // len(piece)))
        start = time.process_time()
        find_requisites(document)
        times.append(time.process_time() - start)
    assert times[1] < max(8 * times[0], 1.0)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not beside the repository")
def test_hand_labelled_citations() -> None:
    """Precision and recall over the labelled windows of files that need no other program; all: make bench-citations."""
    total = Score()
    known = {path.name: path for path in CORPUS.rglob("*") if path.suffix in EASY}
    for labels in labelled():
        if labels.file in known:
            document = read_document(known[labels.file], name=labels.file, limits=ReadLimits(), tools=Tools())
            total.add(score(document, find_requisites(document).citations, labels))
    assert total.unread == 0
    assert total.right + total.missed > 60
    assert (total.bodies.wrong, total.titles.wrong) == (0, 0), total.faults
    assert total.bodies.right + total.titles.right >= 10
    assert total.precision >= 0.98, total.faults
    assert total.recall >= 0.95, total.faults


def test_units_in_a_closed_aside_belong_to_the_act_before_it() -> None:
    found = references_in(
        "Бюджетного кодекса РФ (статьи 78, 78.1), Жилищного кодекса РФ; статьями 23 (часть 1), 24 Конституции РФ"
    )
    assert [ref.provision for ref in found] == [None, None, "статьи 23 (часть 1), 24"]


def test_fundamentals_of_legislation_are_a_law_and_lines_of_a_list_far_apart_carry_their_head() -> None:
    found = references_in(
        "Основами законодательства Российской Федерации о культуре от 09.10.1992 № 3612-1; постановления: "
        f"от 01.02.2018 № 8 {' ' * 80} ; от 31.05.2018 № 30"
    )
    assert keys(found) == [
        ("закон", "1992-10-09", "3612-1"),
        ("постановление", "2018-02-01", "8"),
        ("постановление", "2018-05-31", "30"),
    ]


def test_short_names_of_bodies_and_names_that_own_a_genitive() -> None:
    found = references_in(
        "приказ ФТС России от 02.12.2008 № 1514; письмом МОиН РФ от 28.03.2013 № 65; Закон РФ от 07.02.1992 № 2300-1; "
        "приказом Минздравсоцразвития России от 16.02.2009 № 46н; "
        "Указ Президиума Верховного Совета СССР от 12.04.1968 № 5; "
        "письмом Аппарата Правительства Российской Федерации от 16.04.2009 № 12691"
    )
    assert [ref.body for ref in found] == [
        "ФТС России",
        "МОиН РФ",
        None,
        "Минздравсоцразвития России",
        "Президиум Верховного Совета СССР",
        "Аппарат Правительства Российской Федерации",
    ]


@pytest.mark.parametrize("region", ["ЕАО", "ЯНАО", "КБР"])
def test_the_region_of_a_law_is_no_body(region: str) -> None:
    text = f"В соответствии с Законом {region} от 25.04.2008 № 372-ОЗ администрация ПОСТАНОВЛЯЕТ:"
    found = find_requisites(document_of("АДМИНИСТРАЦИЯ ГОРОДА ЯСНОГО", "ПОСТАНОВЛЕНИЕ", "О сроках", text)).citations
    assert [(ref.number, ref.body) for ref in found] == [("372-ОЗ", None)]
