"""Acts of random forms are read back whole; each value of a usual act is certain."""

from __future__ import annotations

from datetime import date

from documents import document_of
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dates import format_date, format_date_long
from domain.requisites import CERTAIN, MANDATORY
from ingest.requisites import find_requisites

BODIES = [
    (("АДМИНИСТРАЦИЯ ГОРОДА ЗАРЕЧНОГО",), "Администрация города Заречного"),
    (("РОССИЙСКАЯ ФЕДЕРАЦИЯ", "ЗАРЕЧЕНСКАЯ ОБЛАСТЬ", "ЗАРЕЧЕНСКАЯ ГОРОДСКАЯ ДУМА"), "Зареченская городская Дума"),
    (("АДМИНИСТРАЦИЯ", "ПОЛЕВСКОГО МУНИЦИПАЛЬНОГО РАЙОНА"), "Администрация Полевского муниципального района"),
    (("ГЛАВА ГОРОДА ЗАРЕЧНОГО",), "Глава города Заречного"),
    (("СОВЕТ ДЕПУТАТОВ ПОЛЕВСКОГО ГОРОДСКОГО ОКРУГА",), "Совет депутатов Полевского городского округа"),
]
KINDS = [
    ("ПОСТАНОВЛЕНИЕ", "постановление", "ПОСТАНОВЛЯЮ:"),
    ("П О С Т А Н О В Л Е Н И Е", "постановление", "п о с т а н о в л я е т:"),
    ("РЕШЕНИЕ", "решение", "РЕШИЛА:"),
    ("РАСПОРЯЖЕНИЕ", "распоряжение", ""),
    ("ПРИКАЗ", "приказ", "ПРИКАЗЫВАЮ:"),
]
TITLES = [
    ("Об утверждении Порядка размещения объектов торговли на территории города",),
    ("О внесении изменений в Устав города Заречного",),
    ("О бюджете города", "на 2026 год и на плановый период", "2027 и 2028 годов"),
    ("ОБ УСТАНОВЛЕНИИ ТАРИФОВ НА УСЛУГИ", "МУНИЦИПАЛЬНОГО УЧРЕЖДЕНИЯ «ДВОРЕЦ»"),
    ("О признании утратившим силу постановления Администрации города от 01.02.2010 № 77",),
]
POSTS = [
    "Глава города Заречного",
    "И.о. Главы Администрации",
    "Председатель Думы",
    "Первый заместитель Главы города",
    "Исполняющий обязанности мэра",
]
NAMES = ["И.И. Иванов", "П. П. Петрова", "А.В.Салтыков-Щедрин", "О.Л. Вяткина"]
CITED = [
    "В соответствии с Федеральным законом от 06.10.2003 № 131-ФЗ «Об общих принципах», решением от 05.06.2017 № 44-р",
    "На основании постановления Правительства Российской Федерации от 4 октября 2012 г. № 1006, в целях порядка",
    "Руководствуясь Уставом города,",
]


def registration_lines(form: int, day: date, number: str) -> list[str]:
    """Return the registration of an act in one of the forms that acts have."""
    digits, long = format_date(day), format_date_long(day)
    return [
        [f"от {digits} № {number}", "г. Заречный"],
        [f"{digits}\t№ {number}", "г. Заречный"],
        [digits, f"№ {number}", "г. Заречный"],
        [f"от {long} N {number}"],
        [f"«{day.day:02}» {long.split()[1]} {day.year} года\tг. Заречный\t№ {number}"],
        [f"От ____{digits}____ № ____{number}____"],
        [f"№ {number} от {digits}"],
        [f"{digits}                                   № {number}"],
    ][form]


@settings(max_examples=250, deadline=None)
@given(
    body=st.sampled_from(BODIES),
    kind=st.sampled_from(KINDS),
    title=st.sampled_from(TITLES),
    form=st.integers(0, 7),
    day=st.dates(date(1995, 1, 1), date(2035, 12, 31)),
    number=st.builds(
        lambda n, s: f"{n}{s}", st.integers(1, 9999), st.sampled_from(["", "-п", "-Д", "/5", "-РГ", "-зп", "н"])
    ),
    post=st.sampled_from(POSTS),
    name=st.sampled_from(NAMES),
    cited=st.sampled_from(CITED),
    apart=st.booleans(),
)
def test_act_is_read_back(  # noqa: PLR0917 - each argument is a part of the act that varies by itself
    body: tuple[tuple[str, ...], str],
    kind: tuple[str, str, str],
    title: tuple[str, ...],
    form: int,
    day: date,
    number: str,
    post: str,
    name: str,
    cited: str,
    apart: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    signature = [post, name] if apart else [f"{post}\t{name}"]
    verb = [kind[2]] if kind[2] else []
    found = find_requisites(
        document_of(
            *body[0],
            kind[0],
            *registration_lines(form, day, number),
            *title,
            cited,
            *verb,
            "1. Утвердить прилагаемый порядок от 01.01.2020 № 999.",
            "2. Контроль за исполнением возложить на заместителя Главы города Сидорова С.С.",
            *signature,
            "Приложение",
            "к постановлению от 11.11.2011 № 111",
        )
    )
    assert {field: getattr(found.field(field), "value", None) for field in MANDATORY} == {
        "kind": kind[1],
        "body": body[1],
        "date": day.isoformat(),
        "number": number,
        "title": " ".join(title),
    }
    assert found.signatory is not None
    assert found.signatory.value == name
    assert found.signatory_post is not None
    assert found.signatory_post.value == post
    assert all(found.field(field).confidence >= CERTAIN for field in MANDATORY)  # type: ignore[union-attr]  # asserted above


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet='АБВабв №N0123456789.,:«»"()\t_-\nОбГлаваПОСТАНОВЛЕНИЕ', max_size=60), max_size=25))
def test_any_text_is_read_without_failing(texts: list[str]) -> None:
    found = find_requisites(document_of(*texts))
    assert all(0 <= value.confidence <= 1 for field in MANDATORY if (value := found.field(field)) is not None)
