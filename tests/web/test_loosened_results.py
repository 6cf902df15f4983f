"""A query that finds nothing: another spelling or most of the words in its place, said plainly, never in alerts."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import openpyxl
import pytest

from registry_api.alerts.matching import match
from storage.models import AlertItem
from tests.factories import add_act

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

LONG = "порядок+уборки+снега+вертолётами"


@pytest.fixture
def reader(register: Register, visit_as: Callable[[str], Visit]) -> Visit:
    for number in range(1, 24):
        add_act(register.records, number=str(number), title=f"О порядке уборки снега, участок {number}")
    add_act(register.records, number="50", title="Об уборке листьев")
    register.indexer.drain()
    return visit_as("reader")


def _link(page: str, words: str) -> str:
    (found,) = re.findall(rf'href="([^"]+)">{words}', page)
    return str(found).replace("&amp;", "&")


def test_most_of_the_words_are_shown_with_a_notice(reader: Visit) -> None:
    page = reader.get(f"/search?q={LONG}").text
    assert "Все слова вместе не встречаются ни в одном акте. Показаны акты, где есть не меньше 3 из 4 слов." in page
    assert "Нигде не найдено: вертолётами." in page
    assert "Найдено: 23 акта" in page
    assert "<mark>уборки</mark> <mark>снега</mark>" in page
    second = reader.get(f"/search?q={LONG}&page=2").text
    assert "Найдено: 23 акта" in second
    assert second.count('class="hit"') == 3
    answer = reader.get(f"/search/list.xlsx?q={LONG}")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(list(book["Акты"].iter_rows(min_row=2))) == 23
    notes = [str(row[1].value) for row in book["Запрос"].iter_rows()]
    assert any("3 из 4 слов" in note for note in notes)
    strict = reader.get(_link(page, "Искать именно введённое")).text
    assert "Ничего не найдено" in strict
    assert "Ни в одном доступном вам акте нет слова: <b>вертолётами</b>" in strict
    assert "3 из 4" in reader.get(_link(strict, "Показывать близкое")).text


def test_words_that_only_ask_are_not_said_to_be_absent(reader: Visit) -> None:
    page = reader.get("/search?q=почему+листья+сколько+вертолёт&strict=yes").text
    assert "Ни в одном доступном вам акте нет слова: <b>вертолёт</b>. Проверьте" in page
    assert "Без этого слова</a> — 1 акт." in page
    assert "сколько</a>" not in reader.get("/search?q=сколько+листья+участок&strict=yes").text
    assert "Найдено: 1 акт" in reader.get("/search?q=кому+зачем+откуда+листья&strict=yes").text


def test_what_is_absent_under_the_conditions_is_not_said_to_be_nowhere(reader: Visit) -> None:
    add = "&kind=постановление"
    page = reader.get(f"/search?q=порядок+уборки+снега+листьев+вертолётами{add}&from=01.01.1990").text
    assert "Под выбранными условиями не найдено: вертолётами." in page
    assert "Нигде не найдено" not in page


def test_the_beginning_of_a_word_finds_what_begins_so(reader: Visit) -> None:
    page = reader.get("/search?q=листь").text
    assert "Показано найденное по запросу «листь*»." in page
    assert "«листь*» — сейчас 1 акт" in re.sub("<[^>]+>", "", reader.get(_link(page, "Сохранить поиск")).text)
    assert "Найдено: 1 акт" in page
    strict = reader.get(_link(page, "Искать именно введённое")).text
    assert "Ни в одном доступном вам акте нет слова: <b>листь</b>" in strict
    assert "Найдено: 1 акт" in reader.get(_link(strict, "<b>листь")).text


def test_a_slip_is_answered_by_the_spelling_that_finds(reader: Visit) -> None:
    page = reader.get("/search?q=уброке+листьев").text
    assert "Показано найденное по запросу «уборке листьев»." in page
    assert "Найдено: 1 акт" in page
    assert quote_plus("уборке листьев") in re.findall(r'/acts/\w+\?find=([^"]+)"', page)[0]
    quoted = reader.get('/search?q="уброке+листьев"').text
    assert "Ничего не найдено" in quoted
    assert "Показано найденное" not in quoted


def test_words_of_a_name_are_searched_in_other_forms(reader: Visit) -> None:
    page = reader.get("/search?q=порядок+«уборка+снегом»").text
    assert "Точно так, как в кавычках, не написано нигде." in page
    assert "Найдено: 23 акта" in page


def test_saved_searches_and_programs_get_the_answer_to_the_query_alone(register: Register, reader: Visit) -> None:
    form = {"query": f"q={quote('порядок уборки снега вертолётами')}", "name": "Вертолёты"}
    first = reader.post("/searches", form)
    assert "Сейчас этот поиск ничего не находит" in first.text
    seen = [word.replace("&quot;", '"') for word in re.findall(r'name="seen" value="([^"]+)"', first.text)]
    assert "Поиск сохранён" in reader.post("/searches", form | {"seen": seen}).text
    match(register)
    add_act(register.records, number="60", title="О порядке уборки снега лопатами")
    register.indexer.drain()
    assert match(register) == 0
    with register.records.reading() as session:
        assert session.query(AlertItem).count() == 0
    add_act(register.records, number="61", title="О порядке уборки снега вертолётами")
    assert match(register) == 1


def test_few_acts_with_the_words_far_apart_are_shown_with_others(register: Register, reader: Visit) -> None:
    apart = "и об иных вопросах местного значения " * 6
    add_act(register.records, number="70", title=f"О подготовке {apart}, об отоплении {apart}, о сезоне охоты")
    add_act(register.records, number="71", title="О подготовке домов к сезону")
    register.indexer.drain()
    page = reader.get("/search?q=подготовка+отопление+сезон").text
    assert "Все слова есть только в 1 акте, и стоят в нём не рядом. Показаны и акты, где есть не меньше 2 из 3" in page
    assert "Найдено: 2 акта" in page
    strict = reader.get(_link(page, "Только акты, где есть все слова: 1")).text
    assert "Найдено: 1 акт" in strict
    assert "домов" not in strict
