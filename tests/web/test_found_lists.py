"""The page of results beyond its hits: the spreadsheet, suggestions, help, conditions, places inside an act."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
from sqlalchemy import select

from domain.statuses import AccessLevel
from storage import acts
from storage.documents import store_document
from storage.models import Act, File, JournalEntry, Publication
from tests.factories import add_act, document

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit


def test_the_spreadsheet_holds_every_hit_and_no_formula(register: Register, visit_as: Callable[[str], Visit]) -> None:
    for number in range(1, 31):
        add_act(register.records, number=str(number), title=f"О тарифах {number}")
    evil = add_act(register.records, number="77", title='=HYPERLINK("http://evil.example","тарифы")')
    add_act(register.records, number="99", title="О тарифах тайных", access=AccessLevel.OFFICIAL_USE)
    with register.records.writing("lawyer") as unit:
        row = Publication(kind="printed", source="Ведомости", issue="12", published_on=date(2026, 4, 10))
        acts.add_publication(unit, evil, row)
        unit.commit()
    register.indexer.drain()
    visit = visit_as("reader")
    page = visit.get("/search?q=тарифы&sort=number").text
    assert "Найдено: 31 акт" in page
    (link,) = re.findall(r'href="(/search/list.xlsx[^"]+)"', page)
    answer = visit.get(link.replace("&amp;", "&"))
    assert "%D0%9D%D0%B0%D0%B9%D0%B4%D0%B5%D0%BD%D0%BD%D0%BE%D0%B5" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book["Акты"].iter_rows(min_row=2))
    assert [row[3].value for row in rows] == [*(str(n) for n in range(1, 31)), "77"]
    last = rows[-1]
    assert [cell.data_type for cell in last] == ["s", "s", "d", "s", "s", "s", "s"]
    assert last[4].value.startswith("=HYPERLINK")
    assert last[4].quotePrefix
    assert last[2].value.isoformat() == "2026-04-06T00:00:00"
    assert last[5].value == "Ведомости, № 12 от 10.04.2026"
    assert last[6].value.endswith(f"/acts/{evil}")
    notes = {row[0].value: row[1].value for row in book["Запрос"].iter_rows()}
    assert (notes["Найдено"], notes["Актов в списке"]) == ("31", "31")
    with register.records.reading() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "search.exported")).one()
    assert (entry.actor, "31" in entry.details) == ("reader", True)


def test_chosen_conditions_are_taken_out_one_by_one(register: Register, visit_as: Callable[[str], Visit]) -> None:
    first = add_act(register.records, title="О тарифах")
    add_act(register.records, number="2", kind="приказ", title="О тарифах", date=date(2025, 3, 4))
    with register.records.writing("lawyer") as unit:
        acts.add_publication(unit, first, Publication(kind="printed", source="Ведомости"))
        unit.commit()
    register.indexer.drain()
    visit = visit_as("reader")
    page = visit.get("/search?q=тарифы&published=yes").text
    assert "Найдено: 1 акт" in page
    page = visit.get("/search?q=тарифы&kind=приказ&year=2025&from=01.01.2025&published=no&papers=no").text
    assert "Найдено: 1 акт" in page
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert len(chips) == 5
    for chip in chips:
        assert len(re.findall('class="chip"', visit.get(chip.replace("&amp;", "&")).text)) == 4
    assert "Найдено: 2 акта" in visit.get("/search?q=тарифы").text


def test_a_page_without_hits_says_why(register: Register, visit_as: Callable[[str], Visit]) -> None:
    add_act(register.records, title="О тарифах на воду")
    register.indexer.drain()
    visit = visit_as("reader")
    page = visit.get("/search?q=тарифы+синхрофазотрон").text
    assert "Ни в одном доступном вам акте нет слова: <b>синхрофазотрон</b>" in page
    (without,) = re.findall(r'href="([^"]+)">Без этого слова', page)
    assert "Найдено: 1 акт" in visit.get(without.replace("&amp;", "&")).text
    page = visit.get("/search?q=тарифы+синхрофазотрон+тарифы+синхрофазотрон").text
    assert page.count("<b>синхрофазотрон</b>") == 1
    page = visit.get("/search?q=синхрофазотрон").text
    assert "Ни в одном доступном вам акте нет слова: <b>синхрофазотрон</b>" in page
    page = visit.get("/search?q=тарифы&year=1999").text
    assert re.search(r'<a href="[^"]+">Без выбранных условий</a> — 1 акт', page)
    assert visit.get("/search?q=тарифы&page=7").text.count("К первой странице") == 1


def test_several_acts_of_one_number_give_a_short_list(register: Register, visit_as: Callable[[str], Visit]) -> None:
    for year in (2024, 2025, 2026):
        add_act(register.records, number="308", date=date(year, 4, 6), title=f"О делах {year}")
    add_act(register.records, number="5", title="О постановлении № 308")
    register.indexer.drain()
    visit = visit_as("reader")
    page = visit.get("/search?q=постановление+308").text
    assert "По реквизитам подходят 3 акта" in page
    one = visit.get("/search?q=постановление+308+от+06.04.2025").text
    assert "По реквизитам" not in one, "the first hit is the act itself"
    assert "О делах 2025" in one
    assert "Возможно, вы имели в виду" in visit.get("/search?q=постановление+308+от+07.04.2025").text


def test_a_short_text_hints_at_what_else_it_may_ask(register: Register, visit_as: Callable[[str], Visit]) -> None:
    for number in range(300, 308):
        add_act(register.records, number=str(number), date=date(2026, 4, 6), title=f"О делах {number}")
    add_act(register.records, number="399", date=date(2026, 4, 7), title="О тайном", access=AccessLevel.OFFICIAL_USE)
    add_act(register.records, number="9", date=date(2020, 4, 7), title="О делах и сборах прошлых лет")
    register.indexer.drain()
    visit = visit_as("reader")
    for typed, words, count in (
        ("30", "Номера, которые начинаются с 30", 8),
        ("3", "Номера, которые начинаются с 3", 8),
        ("апрель 2026", "Акты, принятые за апрель 2026", 8),
        ("2026 год", "Акты, принятые за 2026 год", 8),
        ("дела за апрель 2026", "«дела» в актах, принятых за апрель 2026", 8),
        ("сборы | дела за 2026 год", "«сборы | дела» в актах, принятых за 2026 год", 8),
        ("дела ИЛИ сборы за 2026 год", "«дела ИЛИ сборы» в актах, принятых за 2026 год", 8),
    ):
        page = visit.get(f"/search?q={typed}").text
        found = re.search(rf'{re.escape(words)}: <a href="([^"]+)">{count} актов', page)
        assert found, typed
        assert f"Найдено: {count} актов" in visit.get(found[1].replace("&amp;", "&")).text
    for typed in ("39", "март 2026", "2025", "305", "дела за март 2026", '"дела за 2026 год'):
        page = visit.get(f"/search?q={typed}").text
        assert "которые начинаются" not in page
        assert "принятые за" not in page
        assert "принятых за" not in page
        assert "О тайном" not in page
    long = "дела " * 420
    assert "учтены первые 2000 знаков" in visit.get(f"/search?q={long}").text
    assert "слишком длинный" not in visit.get(f"/search?q={long[:2000]}").text
    assert "?find=" not in visit.get("/search?q=год:2026").text
    assert "?find=30" in visit.get("/search?q=305+год:2026").text
    assert "он не учтён" in visit.get("/search?q=***").text


def test_the_fields_of_the_card_become_a_query_that_can_be_shared(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    add_act(register.records, number="12/3", kind="решение", title="О «рынках» и ярмарках", date=date(2025, 3, 4))
    add_act(register.records, number="12/3", title="О рынках")
    register.indexer.drain()
    visit = visit_as("reader")
    assert 'action="/search/card"' in visit.get("/search").text
    fields = "kind=Решение&number=12/3&title=ярмарка+«рынок»&body=администрация&from=01.01.2025&to=31.12.2025"
    answer = visit.get(f"/search/card?{fields}")
    assert "Найдено: 1 акт" in answer.text
    assert "ярмарках" in answer.text
    assert answer.url.path == "/search"
    assert "Дата не понята" in visit.get("/search/card?words=рынок&from=вчера").text


def test_suggestions_come_from_what_the_person_may_see(register: Register, visit_as: Callable[[str], Visit]) -> None:
    seen = add_act(register.records, number="411", title="О благоустройстве дворов")
    add_act(register.records, number="412", title="О благоденствии тайном", access=AccessLevel.OFFICIAL_USE)
    register.indexer.drain()
    visit = visit_as("reader")
    told = visit.get("/search/suggest?q=благо").json()
    assert any("благоустройстве" in text.lower() for text in told["texts"])
    assert "благоденств" not in str(told)
    assert visit.get("/search/suggest?q=411").json()["acts"][0]["href"] == f"/acts/{seen}"
    assert visit.get("/search/suggest").json() == {"texts": [], "acts": []}


def test_words_of_a_query_are_marked_and_numbered_inside_an_act(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    act_id = add_act(register.records, title="О рынках")
    text = "Открыть рынок <b>у реки</b>.\nРынки работают.\nО рынке сказано.\nО ярмарке."
    with register.records.writing("регистратор") as unit:
        file = File(sha256="a" * 64, size=1, format="docx", name="акт.docx")
        unit.session.add(file)
        unit.session.flush()
        row = store_document(unit.session, file.id, document(text))
        unit.session.flush()
        act = unit.session.get(Act, act_id)
        assert act is not None
        act.document_id = row.id
        unit.commit()
    page = visit_as("reader").get(f"/acts/{act_id}?find=рынками").text
    assert "3 места" in page
    marked = re.findall(r'id="ev-(hit-\d)"></span><mark class="ev sought" data-ev="hit-\d">([^<]+)</mark>', page)
    assert marked == [("hit-1", "рынок"), ("hit-2", "Рынки"), ("hit-3", "рынке")]
    assert "&lt;b&gt;у реки" in page
    reader = visit_as("reader")
    assert "учтены первые 2000 знаков" in reader.get(f"/acts/{act_id}?find={'рынками ' * 260}").text
    assert "В тексте нет: <b>синхрофазотрон</b>." in reader.get(f"/acts/{act_id}?find=синхрофазотрон").text
    slipped = reader.get(f"/acts/{act_id}?find=рынкии").text
    assert "в тексте нет" in slipped
    assert re.search(r'Возможно: <a href="/acts/\w+\?find=[^"]+#find"><b>рынки</b>', slipped)
