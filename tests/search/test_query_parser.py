"""The parser: what a person means, warnings, limits; it never fails."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import default_analysis
from search.query import (
    And,
    DateBetween,
    Everything,
    Exact,
    Flag,
    Near,
    Not,
    Or,
    PhraseExact,
    PhraseForms,
    Prefix,
    Query,
    Requisites,
    Synonyms,
    Word,
)
from search.query import parse as parse_with
from search.query.limits import CLAUSE_LIMIT, COMBINATIONS_LIMIT, TEXT_LIMIT
from search.query.nodes import leaves

MORPH = default_analysis()
SYNONYMS = Synonyms(MORPH)


def parse(text: str) -> Query:
    return parse_with(text, MORPH)


def word(form: str) -> Word:
    return Word(form, MORPH.lemmas(form))


@pytest.mark.parametrize(
    ("text", "ast"),
    [
        ("", Everything()),
        ("устав", word("устав")),
        ("земельный участок", And((word("земельный"), word("участок")))),
        ("устав | бюджет", Or((word("устав"), word("бюджет")))),
        ("устав ИЛИ бюджет", Or((word("устав"), word("бюджет")))),
        ("устав или бюджет", And((word("устав"), word("бюджет")))),
        ("устав -бюджет", And((word("устав"), Not(word("бюджет"))))),
        ("устав НЕ бюджет", And((word("устав"), Not(word("бюджет"))))),
        ("устав - бюджет", And((word("устав"), word("бюджет")))),
        ("-(устав | бюджет)", Not(Or((word("устав"), word("бюджет"))))),
        ('"об уставе"', PhraseExact(("об", "уставе"))),
        ("«об уставе»", PhraseExact(("об", "уставе"))),
        ('"устава"', Exact("устава")),
        ("=устава", Exact("устава")),
        ("земел*", Prefix("земел")),
        ("об уставе и бюджете", And((word("уставе"), word("бюджете")))),
        ("в и на", And((word("в"), word("и"), word("на")))),
        ("О ПЕРЕДАЧЕ НЕ ВНЕСЕНО БЮДЖЕТ", And((word("передаче"), word("внесено"), word("бюджет")))),
    ],
)
def test_tree(text: str, ast: object) -> None:
    assert parse(text) == Query(ast=ast, text=text)  # type: ignore[arg-type] # nodes of the table


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("дата:2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("год:2020", (date(2020, 1, 1), date(2020, 12, 31))),
        ("date:2020..2021", (date(2020, 1, 1), date(2021, 12, 31))),
        ("дата:2020-2021", (date(2020, 1, 1), date(2021, 12, 31))),
        ("дата:2020..", (date(2020, 1, 1), None)),
        ("дата:..2020", (None, date(2020, 12, 31))),
        ("дата:02.2020", (date(2020, 2, 1), date(2020, 2, 29))),
        ("дата:2020-02", (date(2020, 2, 1), date(2020, 2, 29))),
        ("дата: май 2020", (date(2020, 5, 1), date(2020, 5, 31))),
        ("дата:8 мая 2020 года", (date(2020, 5, 8), date(2020, 5, 8))),
        ("дата:2020-05-08", (date(2020, 5, 8), date(2020, 5, 8))),
        ("дата:8.5.20", (date(2020, 5, 8), date(2020, 5, 8))),
        ("дата:с 01.01.2020 по 31.01.2020", (date(2020, 1, 1), date(2020, 1, 31))),
        ("дата:до 2021", (None, date(2021, 12, 31))),
        ("дата:<2021", (None, date(2020, 12, 31))),
        ("дата:>=08.05.2020", (date(2020, 5, 8), None)),
        ("дата:после 08.05.2020", (date(2020, 5, 9), None)),
        ("дата:2021..2020", (date(2020, 1, 1), date(2021, 12, 31))),
        ("с 01.02.2021 по 28.02.2021", (date(2021, 2, 1), date(2021, 2, 28))),
        ("01.02.2021 – 28.02.2021", (date(2021, 2, 1), date(2021, 2, 28))),
    ],
)
def test_dates(text: str, span: tuple[date | None, date | None]) -> None:
    assert parse(text).filters == (DateBetween(*span),)
    assert parse(f"{text} бюджет").ast == word("бюджет")


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("постановление 308 от 16.02.2021", "308", date(2021, 2, 16)),
        ("от 16 февраля 2021 г. № 308", "308", date(2021, 2, 16)),
        ("«16» 02 2021 № 308", "308", date(2021, 2, 16)),
        ("№827-Д", "827-д", None),
        ("№№ 827-Д", "827-д", None),
        ("827 – Д", "827-д", None),
        ("16.02.2021 №308 постановление", "308", date(2021, 2, 16)),
        ("пост. 308 от 16.02.2021", "308", date(2021, 2, 16)),
        ("N 827 - д", "827-д", None),
        ("от 8 мая 2020 827", "827", date(2020, 5, 8)),
        ("ПР-37/03-18", "пр-37/03-18", None),
        ("308", "308", None),
        ("постановление308", "308", None),
        ("пост 308 от 16.02.2021", "308", date(2021, 2, 16)),
        ("реш № 14/2", "14/2", None),
        ("изменяет:308", "308", None),
        ("отменён: постановление 308 от 16.02.2021", "308", date(2021, 2, 16)),
        ("08.05.2020", None, date(2020, 5, 8)),
        ("308 от 6 апр. 2026", "308", date(2026, 4, 6)),
        ("от 6 апреля 26 г. № 308", "308", date(2026, 4, 6)),
    ],
)
def test_requisites_anywhere(text: str, number: str | None, day: date | None) -> None:
    node = parse(text).ast
    assert isinstance(node, Requisites)
    assert (node.number and node.number.norm, node.days) == (number, (day,) if day else ())


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("постановление 308 от 6 апреля", "308"),
        ("постановление 308 6 апреля", "308"),
        ("№ 308 от 06.04.", "308"),
        ("308 от 6-го апр", "308"),
        ("от 6 апреля № 308", "308"),
        ("решение от 6 апреля", None),
    ],
)
def test_day_without_its_year_is_that_of_any_year(text: str, number: str | None) -> None:
    node = parse(text).ast
    assert isinstance(node, Requisites)
    assert (node.number and node.number.norm) == number
    assert {(day.month, day.day) for day in node.days} == {(4, 6)}
    assert {1991, 2021, 2026} <= {day.year for day in node.days}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("пост адм № 308", "постановление администрация № 308"),
        ("адм. города постановление 24", "администрация города постановление 24"),
        ("расп губернатора", "распоряжение губернатора"),
        ("пост-ие 308", "постановление 308"),
        ("пост. 308", "пост. 308"),
        ("пост ГИБДД", "пост ГИБДД"),
        ("адм. регламент", "адм. регламент"),
        ("пр 309", "приказ № 309"),
        ("акт 309", "№ 309"),
        ("документ № 309", "№ 309"),
    ],
)
def test_what_is_cut_short_is_read_in_full(typed: str, meant: str) -> None:
    assert parse(typed).ast == parse(meant).ast


def test_cut_name_of_a_body_in_its_field() -> None:
    (short,), (full,) = parse("орган:адм.города").filters, parse('орган:"администрация города"').filters
    assert short == replace(full, text=short.text)  # type: ignore[type-var] # a condition is a dataclass


def test_what_is_typed_again_and_again_is_asked_once() -> None:
    assert parse("слово " * 40).ast == parse("слово").ast
    assert parse("-слово устав -слово устав").ast == parse("-слово устав").ast


@pytest.mark.parametrize("text", ["план 2026-2027", "план 2026/27", "план 2026 – 2027"])
def test_span_of_years_is_found_however_acts_write_it(text: str) -> None:
    (_, span) = parse(text).ast.items  # type: ignore[union-attr] # of two words
    assert isinstance(span, Or)
    assert {Exact("2026-2027"), Exact("2026/2027"), PhraseExact(("2026", "2027"))} <= set(span.items)
    assert isinstance(parse("№ 2026-2027").ast, Requisites)


def test_day_among_words_is_found_in_digits_too() -> None:
    (_, day) = parse("субботник 18 апреля").ast.items  # type: ignore[union-attr] # of two words
    assert isinstance(day, Or)
    assert day.items[1] == Prefix("18.04.")
    assert not any(isinstance(leaf, Prefix) for leaf in leaves(parse("ул. 8 Марта").ast))


@pytest.mark.parametrize("text", ["парад 9 мая", "с 12 июня по 14 июня", "13 14 июня", "от 31 апреля", "пункт 06.04"])
def test_days_that_are_no_requisites(text: str) -> None:
    assert not any(isinstance(item, Requisites) for item in getattr(parse(text).ast, "items", (parse(text).ast,)))


def test_year_beside_a_number_is_a_condition() -> None:
    for text in ("постановление №308 за 2021 год", "№ 308 2021 года", "308-п 2021", "308 год:2021", "308 2021"):
        query = parse(text)
        assert isinstance(query.ast, Requisites)
        assert query.filters == (DateBetween(date(2021, 1, 1), date(2021, 12, 31)),)


def test_conditions_of_fields() -> None:
    for text in ("опубликован:да", "published:yes", "источник:есть"):
        assert parse(text).filters == (Flag("has_publication", value=True),)
    assert parse("доп:нет").filters == (Flag("has_supplementary", value=False),)
    assert parse("орган:(дума | глава)").filters == parse("орган:дума,глава").filters
    assert isinstance(parse("ярмарка~").ast, Near)


@pytest.mark.parametrize(
    "text", ["бюджет на 2020 год", "пункт 2.2.4 регламента", "отряд 308 дома", "пост ГИБДД", "сторожевой пост"]
)
def test_numbers_that_are_no_requisites(text: str) -> None:
    assert not any(isinstance(item, Requisites) for item in getattr(parse(text).ast, "items", ()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"земельный участок', "Кавычка не закрыта"),
        ("(устав", "Скобка не закрыта"),
        ("устав)", "Лишняя закрывающая скобка"),
        ("номер:", "нет значения"),
        ("дата:99.99.9999", "не понята"),
        ("дата:2021..2020", "переставлены"),
        ("дата:2020 дата:2021", "противоречат"),
        ("номер:5 номер:6", "разные номера"),
        ("статус:действует", "пока нельзя"),
        ("на:01.03.2024", "ещё не хранит"),
        ("изменён:308", "По связям искать пока нельзя"),
        ("автор:Иванов", "Поля «автор» нет"),
        ("рубрика:жкх", "не ведутся"),
        ("опубликован:может", "«да» или «нет»"),
        ("за*", "не меньше 3"),
        ("сло*во", "только в конце"),
        ("а" * 5000, "слишком длинный"),
        ("слово " * 200, "слишком много"),
        ("(" * 100 + "устав", "слишком глубоко"),
    ],
)
def test_warnings(text: str, said: str) -> None:
    assert any(said in sentence for sentence in parse(text).warnings)


def test_what_stands_after_an_unknown_field_is_searched() -> None:
    assert parse("автор:устав год:2021").filters == parse("год:2021").filters
    assert parse("автор:устав").ast == word("устав")
    assert parse("автор:имя:номер:5").filters == parse("номер:5").filters
    assert len(parse("автор:имя:" * 200).warnings) == 2
    for text in ("ИНН:6600", "Тема: бюджет", "66:41:0000000:123", "https://example.org"):
        assert not parse(text).warnings
    assert parse("\u202eустав").text == "устав"


@pytest.mark.parametrize(
    "text", ["\ud7ff", '"', "«", "((((", "---", "*", "=", "~", '~"', "|", "| |", ":", "дата:", "\x00", "№", "-"]
)
def test_signs_alone_mean_everything(text: str) -> None:
    assert parse(text).is_empty


def test_limits() -> None:
    many = parse(" ".join(f"слово{place}" for place in range(150)))
    assert len(list(leaves(many.ast))) == CLAUSE_LIMIT
    phrase = parse('~"' + "банки " * 12 + '"').ast
    assert isinstance(phrase, PhraseForms)
    combinations = 1
    for lemmas in phrase.words:
        combinations *= len(lemmas)
    assert 1 < combinations <= COMBINATIONS_LIMIT


@settings(max_examples=400, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=200))
def test_never_fails(text: str) -> None:
    query = parse(text)
    assert all(sentence.endswith(".") or "Пример" in sentence for sentence in query.warnings)


hostile = st.sampled_from(
    [
        *'1-./№N"«»()|~*=:а ',
        "1а",
        "12.",
        "308-",
        "дата:",
        "поле:а",
        "с ",
        " по ",
        "08.05.2020",
        "8 мая ",
        "номер:(",
        "НЕ ",
        "1 - Д",
    ]
)


@settings(max_examples=100, deadline=None)
@given(pieces=st.lists(hostile, min_size=1, max_size=6), lead=st.lists(hostile, max_size=3))
def test_hostile_text_of_any_length_is_read_in_time(pieces: list[str], lead: list[str]) -> None:
    text = "".join(lead) + "".join(pieces) * (TEXT_LIMIT // len("".join(pieces)))
    before = time.process_time()
    parse_with(text, MORPH, SYNONYMS)
    assert time.process_time() - before < 1.0


@pytest.mark.parametrize("typed", ["5" + "люди" * 60, "№" + "1а" * 400, "1-" + "а-1/" * 400, "12." * 400])
def test_a_long_word_after_a_digit_is_not_tried_in_every_way(typed: str) -> None:
    code = (
        "import sys\nfrom search.analysis import default_analysis\nfrom search.query import parse\n"
        "parse(sys.argv[1], default_analysis())"
    )
    # in a process of its own: an expression that runs for ever cannot be interrupted in this one
    subprocess.run([sys.executable, "-c", code, typed], cwd=Path(__file__).parents[2], check=True, timeout=60)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ул.Ленина д.17", "ул. Ленина 17"),
        ("-ул.Ленина бюджет", '-~"ул Ленина" бюджет'),
        ("НЕ ул.Ленина", '-~"ул Ленина"'),
        ("=ул.Ленина", '"ул Ленина"'),
        ("бюджет орган:адм.города", 'бюджет орган:"адм.города"'),
        ("орган: адм.города", 'орган:"адм.города"'),
        ("-г.Брянск", '-~"г Брянск"'),
        ("бюджет | -ул.Ленина,д.17", 'бюджет | -~"ул Ленина д 17"'),
        ("п.Ленинский", '~"п Ленинский"'),
        ("п. Ленинский", '~"п Ленинский"'),
        ("школа д. Ивановка", 'школа ~"д Ивановка"'),
        ("ст. Кущевская ул.Мира", '~"ст Кущевская" ул Мира'),
        ("220 ФЗ", "№ 220-ФЗ"),
        ("44 ФЗ 223 ФЗ", "44-ФЗ 223-ФЗ"),
        ("131 ФЗ 16 октября 2003", "131-ФЗ 16.10.2003"),
        ("статья 16 131 ФЗ", "статья 16 131-ФЗ"),
        ("827 п", "№ 827-п"),
        ("распоряжение 41 р", "распоряжение 41-р"),
        ("каким порядком", "порядком"),
        ("М. Горького", "Горького"),
        ("приказ 17 от 11.02.2013 (ред. от 28.05.2019)", "приказ 17 от 11.02.2013"),
        ("приказ 17 (Зарегистрировано в Минюсте России 31.05.2013 N 28608)", "приказ 17"),
        ("№ 5 (с изм. и доп., вступ. в силу с 01.09.2023)", "№ 5"),
    ],
)
def test_what_people_paste_and_cut_short_is_read_as_they_mean_it(typed: str, meant: str) -> None:
    query = parse(typed)
    assert (query.ast, query.filters) == (parse(meant).ast, parse(meant).filters)
    assert bool(query.warnings) == ("(" in typed), "what was left out is said"


@pytest.mark.parametrize(
    "typed",
    [
        "дом 5 п 3", "статья 5 п", "договор 5 фзо", "и.о. Ковшов", "т.е. акт", "и т. п. Порядок", "И порядок",
        "статья 16 ФЗ 131", "ст. 36 ФЗ о местном самоуправлении", "п. 3 ФЗ о погребении", "статьи 5, 16 ФЗ",
        "16 ФЗ № 131",
    ],
)  # fmt: skip
def test_what_only_looks_like_them_stays_as_it_is(typed: str) -> None:
    assert parse(typed).text == typed
    assert not any(isinstance(node, Requisites | Or) for node in (parse(typed).ast, *leaves(parse(typed).ast)))


@pytest.mark.parametrize("typed", ["Дроздову И.А.", "И. А. Дроздову", "И.А.Дроздову"])
def test_initials_of_a_person_rank_and_are_not_demanded(typed: str) -> None:
    node = parse(typed).ast
    assert isinstance(node, Or)
    surname = parse("Дроздову").ast
    assert node.items[0] == surname
    initials = PhraseForms(("и", "а"), (MORPH.lemmas("и"), MORPH.lemmas("а")))
    assert node.items[1] == And((surname, initials))
    assert parse_with(typed, MORPH, SYNONYMS).ast == node
