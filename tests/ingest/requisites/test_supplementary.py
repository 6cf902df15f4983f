"""Documents that stand beside an act: whose they are, which act they concern; acts of the city are none of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from documents import CORPUS, document_of

from domain.document import Source
from domain.relations import SupplementaryKind
from domain.requisites import CERTAIN
from ingest.reading import ReadingPool, ReadLimits, Tools
from ingest.requisites import find_requisites

if TYPE_CHECKING:
    from domain.document import Document
    from domain.requisites import SupplementaryDetails

EXAMPLES = Path(__file__).parents[3] / "examples"

COURT = (
    "Дело № 2а-77/2024",
    "РЕШЕНИЕ",
    "Именем Российской Федерации",
    "12 марта 2024 года\tг. Заречный",
    "Заречный городской суд Зареченской области в составе председательствующего судьи Лис А.А., при секретаре Дым О.",
    "рассмотрев в открытом судебном заседании административное дело по иску Круглова К.К. об оспаривании акта,",
    "у с т а н о в и л:",
    (
        "Круглов К.К. просит признать недействующим пункт 4 Порядка, утверждённого постановлением Администрации "
        "города Заречного от 16.02.2021 № 308-п. Постановление Правительства РФ от 01.01.2020 № 5 не нарушено."
    ),
    "На основании изложенного, руководствуясь статьёй 215 КАС РФ, суд",
    "р е ш и л:",
    "В удовлетворении административного искового заявления Круглова К.К. отказать.",
    "Решение может быть обжаловано в Зареченский областной суд в течение месяца.",
    "Судья\tА.А. Лис",
)
APPEAL = (
    "ЗАРЕЧЕНСКИЙ ОБЛАСТНОЙ СУД",
    "АПЕЛЛЯЦИОННОЕ ОПРЕДЕЛЕНИЕ",
    "10 июня 2024 г.\tДело № 33а-1024/2024",
    "Судебная коллегия по административным делам Зареченского областного суда в составе председателя Юрова Ю.Ю.,",
    "рассмотрела в открытом судебном заседании жалобу на решение Заречного городского суда от 12.03.2024 по делу",
    "о признании недействующим решения Думы города Заречного от 28.05.2020 № 14/2 «О бюджете города».",
    "Судебная коллегия определила:",
    "решение Заречного городского суда от 12 марта 2024 года отменить, административный иск удовлетворить.",
    "Председательствующий\tЮ.Ю. Юров",
)
PROTEST = (
    "ПРОКУРАТУРА РОССИЙСКОЙ ФЕДЕРАЦИИ",
    "ПРОКУРАТУРА ГОРОДА ЗАРЕЧНОГО",
    "12.05.2024 № 7-03-2024",
    "Главе города Заречного",
    "Вх. № 1187 от 13.05.2024",
    "ПРОТЕСТ",
    "на постановление Администрации города Заречного от 16.02.2021 № 308-п",
    (
        "Прокуратурой города проведена проверка законности постановления, принятого в соответствии с "
        "Федеральным законом от 06.10.2003 № 131-ФЗ."
    ),
    "ТРЕБУЮ:",
    "1. Постановление Администрации города Заречного от 16.02.2021 № 308-п отменить.",
    "Прокурор города\tК.К. Строгов",
)
DEMAND = (
    "Прокуратура Заречного района Зареченской области",
    "01.02.2024 № 22-2024",
    "ТРЕБОВАНИЕ",
    "об изменении нормативного правового акта в целях исключения выявленных коррупциогенных факторов",
    "В решении Совета депутатов Заречного района от 20.12.2023 № 45 выявлены коррупциогенные факторы.",
    "Предлагаю: внести изменения в решение.",
    "Прокурор района\tС.С. Прямов",
)
CLAIM = (
    "В Заречный городской суд",
    "Административный истец: прокурор города Заречного",
    "Административный ответчик: Администрация города Заречного",
    "АДМИНИСТРАТИВНОЕ ИСКОВОЕ ЗАЯВЛЕНИЕ",
    "о признании недействующим постановления Администрации города Заречного от 16.02.2021 № 308-п",
    "ПРОШУ СУД: признать постановление недействующим.",
    "Прокурор города\tК.К. Строгов",
)
WARNING = (
    "ФЕДЕРАЛЬНАЯ АНТИМОНОПОЛЬНАЯ СЛУЖБА",
    "УПРАВЛЕНИЕ ПО ЗАРЕЧЕНСКОЙ ОБЛАСТИ",
    "20.02.2024 № 04/777",
    "ПРЕДУПРЕЖДЕНИЕ",
    "о прекращении действий, которые содержат признаки нарушения антимонопольного законодательства",
    (
        "Управлением Федеральной антимонопольной службы по Зареченской области установлено, что постановление "
        "Администрации города Заречного от 16.02.2021 № 308-п противоречит статье 15 Закона о защите конкуренции."
    ),
    "Руководитель управления\tЕ.Е. Ровнов",
)
EXPERT = (
    "МИНИСТЕРСТВО ЮСТИЦИИ ЗАРЕЧЕНСКОЙ ОБЛАСТИ",
    "ЭКСПЕРТНОЕ ЗАКЛЮЧЕНИЕ",
    "от 05.04.2024 № 15-э",
    "по результатам юридической экспертизы решения Думы города Заречного от 28.05.2020 № 14/2",
    "Решение противоречит федеральному законодательству.",
    "Начальник отдела\tН.Н. Знаев",
)


def found(*texts: str) -> SupplementaryDetails:
    details = find_requisites(document_of(*texts)).supplementary
    assert details is not None
    return details


@pytest.mark.parametrize(
    ("texts", "kind", "issuer", "act"),
    [
        (
            COURT,
            SupplementaryKind.COURT_DECISION,
            "Заречный городской суд Зареченской области",
            ("2021-02-16", "308-п"),
        ),
        (APPEAL, SupplementaryKind.COURT_DECISION, "Зареченский областной суд", ("2020-05-28", "14/2")),
        (PROTEST, SupplementaryKind.PROSECUTOR_PROTEST, "Прокуратура города Заречного", ("2021-02-16", "308-п")),
        (DEMAND, SupplementaryKind.PROSECUTOR_DEMAND, "Прокуратура Заречного района", ("2023-12-20", "45")),
        (CLAIM, SupplementaryKind.PROSECUTOR_CLAIM, "прокурор города Заречного", ("2021-02-16", "308-п")),
        (
            WARNING,
            SupplementaryKind.ANTIMONOPOLY,
            "Управление Федеральной антимонопольной службы по Зареченской области",
            ("2021-02-16", "308-п"),
        ),
        (EXPERT, SupplementaryKind.EXPERT_OPINION, "Министерство юстиции Зареченской области", ("2020-05-28", "14/2")),
    ],
    ids=["court", "appeal", "protest", "demand", "claim", "warning", "expert"],
)
def test_the_document_says_whose_it_is_and_which_act_it_concerns(
    texts: tuple[str, ...], kind: SupplementaryKind, issuer: str, act: tuple[str, str]
) -> None:
    details = found(*texts)
    assert details.kind == kind
    assert (details.issuer or "").startswith(issuer)
    first = details.disputed[0]
    assert (first.date, first.number) == act


def test_what_a_court_decided() -> None:
    first, second = found(*COURT), found(*APPEAL)
    assert (first.form, first.instance, first.case, first.date) == ("решение", "first", "2а-77/2024", "2024-03-12")
    assert first.outcome == "В удовлетворении административного искового заявления Круглова К.К. отказать."
    assert (second.form, second.instance, second.case) == ("апелляционное определение", "appeal", "33а-1024/2024")
    assert second.date == "2024-06-10"
    assert second.outcome.startswith("решение Заречного городского суда от 12 марта 2024 года отменить")


def test_what_a_prosecutor_demands_and_how_it_came_in() -> None:
    details = found(*PROTEST)
    assert (details.date, details.number) == ("2024-05-12", "7-03-2024")
    assert (details.incoming_number, details.incoming_on) == ("1187", "2024-05-13")
    assert details.demand.endswith("№ 308-п отменить.")
    assert [act.number for act in details.disputed] == ["308-п"]
    assert found(*DEMAND).demand == "внести изменения в решение."


def test_every_place_points_at_its_words() -> None:
    for texts in (COURT, APPEAL, PROTEST, DEMAND, CLAIM, WARNING, EXPERT):
        document = document_of(*texts)
        details = find_requisites(document).supplementary
        assert details is not None
        said = {name: document.text[span.start : span.end] for name, span in details.places.items()}
        assert "case" not in said or said["case"] == details.case
        assert "incoming_number" not in said or said["incoming_number"] == details.incoming_number
        for act in details.disputed:
            assert act.span is not None
            assert act.number is not None
            assert act.number in document.text[act.span.start : act.span.end]


@pytest.mark.parametrize(
    "texts",
    [
        (
            "ДУМА ГОРОДА ЗАРЕЧНОГО",
            "РЕШЕНИЕ",
            "от 28.05.2024 № 14/2",
            "О рассмотрении протеста прокурора города и решения суда",
            (
                "Рассмотрев протест прокурора города Заречного от 12.05.2024 № 7-03-2024 и решение Заречного "
                "городского суда по делу № 2а-77/2024, Дума города решила:"
            ),
            "1. Протест удовлетворить.",
            "Глава города\tИ.И. Иванов",
        ),
        (
            "АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",
            "ПОСТАНОВЛЕНИЕ",
            "от 28.05.2024 № 77",
            "Об исполнении предписания антимонопольного органа",
            (
                "Во исполнение предписания Управления Федеральной антимонопольной службы по Зареченской области "
                "от 01.02.2024 № 5 постановляю:"
            ),
            "1. Отменить постановление от 16.02.2021 № 308-п.",
            "Глава города\tИ.И. Иванов",
        ),
        (
            "Комиссия по землепользованию и застройке города Заречного",
            "ЗАКЛЮЧЕНИЕ",
            "о результатах публичных слушаний",
            "Слушания назначены постановлением Главы города Заречного от 01.02.2024 № 12.",
        ),
        (
            "КОНТРОЛЬНО-СЧЕТНАЯ ПАЛАТА ГОРОДА ЗАРЕЧНОГО",
            "ПРЕДСТАВЛЕНИЕ",
            "от 01.02.2024 № 3",
            "По результатам проверки исполнения постановления от 16.02.2021 № 308-п.",
        ),
    ],
    ids=["council-on-protest", "act-on-order", "hearings", "audit"],
)
def test_acts_and_papers_of_the_city_are_none(texts: tuple[str, ...]) -> None:
    assert find_requisites(document_of(*texts)).supplementary is None


def test_a_recognised_document_is_a_doubt() -> None:
    details = find_requisites(document_of(*PROTEST, source=Source.OCR)).supplementary
    assert details is not None
    assert details.confidence < found(*PROTEST).confidence


@pytest.fixture(scope="module")
def read() -> dict[str, Document]:
    paths = sorted((EXAMPLES / "supplementary").iterdir())
    court = CORPUS / "labelled" / "docs" / "d024.pdf"
    with ReadingPool(ReadLimits(), Tools.find()) as pool:
        return {path.name: pool.read(path, name=path.name) for path in [*paths, court] if path.exists()}


def test_the_examples_tell_the_truth(read: dict[str, Document]) -> None:
    for wanted in json.loads((EXAMPLES / "manifest.json").read_text(encoding="utf-8"))["supplementary"]:
        details = find_requisites(read[Path(wanted["file"]).name]).supplementary
        assert details is not None
        assert (details.issuer or "").startswith(wanted["author"])
        assert (details.date, details.number) == (wanted["date"], wanted["number"])
        assert (details.disputed[0].date, details.disputed[0].number) == (
            wanted["about"]["date"], wanted["about"]["number"],
        )  # fmt: skip
        assert details.incoming_number in {wanted["incoming_number"], None}


def test_a_real_cassation_ruling(read: dict[str, Document]) -> None:
    if "d024.pdf" not in read:
        pytest.skip("the shared corpus is not here")
    details = find_requisites(read["d024.pdf"]).supplementary
    assert details is not None
    assert details.issuer == "Федеральный арбитражный суд Волго-Вятского округа"
    assert (details.instance, details.case, details.date) == ("cassation", "А43-30897/2011", "2012-10-18")
    assert (details.disputed[0].date, details.disputed[0].number) == ("2011-10-13", "01-15/689")


def test_the_day_of_a_warning_is_that_of_its_own_line_and_never_of_the_act_in_its_text() -> None:
    head = ("УПРАВЛЕНИЕ ФЕДЕРАЛЬНОЙ АНТИМОНОПОЛЬНОЙ СЛУЖБЫ ПО ЗАРЕЧЕНСКОЙ ОБЛАСТИ", "Главе города Заречного")
    text = (
        "ПРЕДУПРЕЖДЕНИЕ",
        "о прекращении действий, которые содержат признаки нарушения антимонопольного законодательства",
        "Пункт 3 Порядка, утвержденного постановлением Администрации от 07.08.2017 № 1301, содержит нарушения.",
        "Руководитель управления\tА.А. Грачев",
    )
    dated = find_requisites(document_of(*head, "15.04.2021 № 1100-3", *text)).supplementary
    bare = find_requisites(document_of(*head, *text)).supplementary
    assert dated is not None
    assert bare is not None
    assert (dated.date, dated.number, bare.date) == ("2021-04-15", "1100-3", None)


def test_a_court_gives_the_number_of_the_case_beside_no_word_and_a_commission_no_number_of_its_own() -> None:
    court = find_requisites(
        document_of(
            "ПЕРВЫЙ КАССАЦИОННЫЙ СУД ОБЩЕЙ ЮРИСДИКЦИИ",
            "№ 88а-22150/2021",
            "КАССАЦИОННОЕ ОПРЕДЕЛЕНИЕ",
            "г. Саратов\t12 октября 2021 года",
            "Судебная коллегия по административным делам Первого кассационного суда общей юрисдикции",
            "определила:",
            "апелляционное определение отменить.",
        )
    ).supplementary
    commission = find_requisites(
        document_of(
            "УФАС по Зареченской области",
            "ПРЕДПИСАНИЕ",
            "по делу № 058/01/15-455/2020",
            "11.09.2020\tг. Заречный",
            "Комиссия Управления Федеральной антимонопольной службы по Зареченской области",
            "ПРЕДПИСЫВАЕТ:",
            "1. Внести изменения в постановление от 10.10.2019 № 1499.",
        )
    ).supplementary
    assert court is not None
    assert commission is not None
    assert court.case == "88а-22150/2021"
    assert (commission.case, commission.number) == ("058/01/15-455/2020", None)


@pytest.mark.parametrize(
    "stamp", ["Вступило в законную силу 20.05.2021", "Копия выдана 21.05.2021", "Получено 13.05.2021 № 17"]
)
def test_the_stamps_of_a_court_are_not_the_day_of_its_decision(stamp: str) -> None:
    lines = (stamp, "Озёрский районный суд Рязанской области", "РЕШЕНИЕ", "Именем Российской Федерации")
    details = find_requisites(document_of(*lines, "рассмотрев дело по иску прокурора, РЕШИЛ:")).supplementary
    assert details is not None
    assert details.date is None


def test_the_department_of_the_antimonopoly_service_is_named_as_it_names_itself() -> None:
    text = (
        "Департаменту хозяйства мэрии города Заречного",
        "ПРЕДУПРЕЖДЕНИЕ № 06-08/3-21",
        "«19» июля 2021 года\tг. Заречный",
        "По результатам проверки Приреченским УФАС России установлено, что торги не проведены.",
        "На основании закона управление предупреждает о необходимости прекращения действий:",
        "1. Отменить порядок.",
        "Руководитель управления",
    )
    found = find_requisites(document_of(*text))
    details = found.supplementary
    assert details is not None
    assert found.body is None  # the addressee is no body of the document
    assert (details.issuer, details.number) == ("Приреченское УФАС России", "06-08/3-21")
    assert details.demand == "1. Отменить порядок."


def test_a_document_without_a_kind_of_its_own_is_a_doubt() -> None:
    text = (
        "ПРОКУРАТУРА ГОРОДА ЗАРЕЧНОГО",
        "12.05.2024 № 7-2024",
        "ПРЕДОСТЕРЕЖЕНИЕ",
        "о недопустимости нарушения закона",
    )
    details = find_requisites(document_of(*text)).supplementary
    assert details is not None
    assert details.kind == SupplementaryKind.OTHER
    assert details.confidence < CERTAIN


def test_of_the_numbers_of_two_courts_none_is_shown() -> None:
    lines = (
        "Дело № 2а-171/2022; 33а-7310/2022",
        "АПЕЛЛЯЦИОННОЕ ОПРЕДЕЛЕНИЕ",
        "4 августа 2022 г.",
        "Судебная коллегия по административным делам Приречного краевого суда в составе судьи Лис А.А.",
        "рассмотрела в открытом судебном заседании дело",
        "установила:",
    )
    details = find_requisites(document_of(*lines)).supplementary
    assert details is not None
    assert (details.case, details.number, details.issuer) == (None, None, "Приречный краевой суд")
