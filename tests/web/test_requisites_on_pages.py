"""What the page of results says of acts whose requisites were typed: in force or not, absent, the engine silent."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from domain.relations import Relation
from domain.statuses import AccessLevel
from registry_api import recorded
from storage import acts
from storage.models import Publication, SupplementaryDocument
from tests.factories import add_act, cites

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

NONE = "Среди доступных вам актов нет акта"
ABSENT = f"{NONE} «постановление № 274 от 18.03.2019». Он утратил силу: "


@pytest.fixture
def reader(register: Register, visit_as: Callable[[str], Visit]) -> Visit:
    add_act(register.records, number="308", title="О торговле")
    links = ((Relation.REPEALS, cites("308", "2026-04-06")), (Relation.REPEALS, cites("274", "2019-03-18")))
    add_act(register.records, number="436", title="О рассмотрении протеста", links=links)
    register.indexer.drain()
    return visit_as("reader")


def test_an_act_that_is_led_to_says_that_it_is_not_in_force(reader: Visit) -> None:
    page = reader.get("/search", params={"q": "иное постановление 308 от 6 апреля"}).text
    assert page.index("По реквизитам:") < page.index("утратил силу (постановление № 436")


def test_what_is_known_of_an_act_that_is_not_here_is_told(register: Register, reader: Visit) -> None:
    for typed in ("отменено ли постановление 274", "274 от 18.03.2019", "постановление 274 от 18 марта"):
        assert ABSENT in reader.get("/search", params={"q": typed}).text
    for typed in ("274 от 18.03.2020", "273", "постановление 308"):
        assert NONE not in reader.get("/search", params={"q": typed}).text
    links = ((Relation.REPEALS, cites("500", "2020-01-01")),)
    add_act(register.records, number="9", access=AccessLevel.OFFICIAL_USE, links=links)
    assert NONE not in reader.get("/search", params={"q": "500 от 01.01.2020"}).text


def test_an_act_that_may_not_be_seen_is_told_of_as_one_that_is_not_there(register: Register, reader: Visit) -> None:
    add_act(register.records, number="66", access=AccessLevel.OFFICIAL_USE)
    links = tuple((Relation.REPEALS, cites(number, "2026-04-06")) for number in ("66", "67"))
    add_act(register.records, number="901", links=links)
    register.indexer.drain()
    pages = [reader.get("/search", params={"q": f"{number} от 06.04.2026"}).text for number in ("66", "67")]
    assert NONE in pages[0]
    hidden, absent = (re.sub(r"\b6[67]\b", "NN", page) for page in pages)
    assert hidden == absent


def test_acts_that_are_there_are_never_said_to_be_absent(register: Register, reader: Visit) -> None:
    for body in ("Администрация города", "Городская Дума"):
        add_act(register.records, number="55", body=body)
    add_act(register.records, number="900", links=((Relation.REPEALS, cites("55", "2026-04-06")),))
    register.indexer.drain()
    assert NONE not in reader.get("/search", params={"q": "55 от 06.04.2026", "kind": "решение"}).text


def test_requisites_lead_to_the_act_while_the_engine_is_silent(register: Register, reader: Visit) -> None:
    add_act(register.records, number="77", access=AccessLevel.OFFICIAL_USE)
    register.index.close()
    (register.settings.data / "index" / "CURRENT").write_text("нет такого поколения")
    for typed in ("постановление 308 от 6 апреля", "№ 308", "номер:308 год:2026", "06.04.2026"):
        answer = reader.get("/search", params={"q": typed})
        assert answer.status_code == 503
        assert "Прямо из записей реестра" in answer.text, typed
        assert "постановление № 308 от 06.04.2026" in answer.text.lower()
        assert "утратил силу (постановление № 436" in answer.text
    for typed in ("торговля", "№ 77", "№ 308 год:2025"):
        assert "Прямо из записей реестра" not in reader.get("/search", params={"q": typed}).text, typed


HELD: tuple[tuple[dict[str, str | list[str]], str], ...] = (
    ({"q": "№ 55"}, "аудпр"),
    ({"q": "55"}, "аудпр"),
    ({"q": "№ 55", "kind": "решение"}, "д"),
    ({"q": "№ 55", "kind": ["решение", "распоряжение"]}, "др"),
    ({"q": "№ 55", "body": "Городская Дума"}, "д"),
    ({"q": "№ 55", "year": "2025"}, "у"),
    ({"q": "№ 55", "published": "yes"}, "п"),
    ({"q": "№ 55", "published": "no", "papers": "no"}, "аур"),
    ({"q": "№ 55", "papers": "yes"}, "д"),
    ({"q": "№ 55", "from": "07.04.2026"}, "п"),
    ({"q": "№ 55 орган:дума"}, "д"),
    ({"q": "№ 55 -вид:решение"}, "аурп"),
    ({"q": "№ 55 год:2024..2025"}, "у"),
    ({"q": "номер:55* год:2026 опубликован:нет"}, "адр"),
    ({"q": "№ 55 заголовок:листьев"}, "р"),
    ({"q": "55д"}, "р"),
    ({"q": "55/д"}, "р"),
    ({"q": "дата:07.04.2026..08.04.2026 номер:55-д*"}, ""),
    ({"q": "дата:06.04.2026..08.04.2026 номер:55-д*"}, "р"),
    ({"q": "№ 55", "year": "2019"}, ""),
)
"""What is asked, and the acts of :func:`_five_acts` that bear it."""


def test_conditions_hold_while_the_engine_is_silent(register: Register, visit_as: Callable[[str], Visit]) -> None:
    _five_acts(register)
    reader = visit_as("reader")
    for query, found in HELD:
        page = reader.get("/search", params=query).text
        assert sorted(re.findall(r'class="dim">Акт (\w)', page)) == sorted(found), query
        assert ('class="chip"' in page) is (len(query) > 1)
        assert ("Среди доступных вам записей нет акта с такими реквизитами" in page) is (not found)


def test_words_that_records_cannot_be_searched_for_are_named(
    register: Register, visit_as: Callable[[str], Visit]
) -> None:
    _five_acts(register)
    page = visit_as("reader").get("/search", params={"q": "уборка № 55 -снег статус:действует", "kind": "решение"}).text
    assert "Слова запроса пока не учтены: «уборка», «не снег». Записи ищутся только по реквизитам и выбранным" in page
    assert "Условие «статус:действует» пропущено" in page
    assert 'class="dim">Акт д' in page


@pytest.mark.parametrize(("most", "found"), [(1, ""), (4, "р"), (5, "р")])
def test_only_the_newest_acts_are_looked_at_and_that_is_said(
    register: Register, visit_as: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch, most: int, found: str
) -> None:
    _five_acts(register)
    add_act(register.records, number="1", title="Акт н", date=date(2026, 5, 1), access=AccessLevel.OFFICIAL_USE)
    monkeypatch.setattr(recorded, "LOOKED_AT", most)
    query = {"q": "дата:01.01.2025..31.12.2026 заголовок:листьев"}
    page = visit_as("reader").get("/search", params=query).text
    assert "".join(re.findall(r'class="dim">Акт (\w)', page)) == found
    assert ("просмотрены только 1 самая новая" in page) is (most == 1)
    assert ("просмотрены только 4 самые новые" in page) is (most == 4)
    assert ("Среди просмотренных записей нет акта" in page) is (not found)


def _five_acts(register: Register) -> None:
    add_act(register.records, number="55", title="Акт а")
    add_act(register.records, number="55", title="Акт у", date=date(2025, 4, 6))
    add_act(register.records, number="55-д", title="Акт р об уборке листьев", kind="распоряжение")
    council = add_act(register.records, number="55", title="Акт д", kind="решение", body="Городская Дума")
    printed = add_act(register.records, number="55", title="Акт п", date=date(2026, 4, 7), body="Комитет")
    with register.records.writing("регистратор") as unit:
        acts.add_publication(unit, printed, Publication(source="Вестник"))
        acts.add_supplementary(
            unit, council, SupplementaryDocument(kind="court-decision", issuer="Суд", date=date(2026, 5, 6))
        )
        unit.commit()
    register.indexer.drain()
    register.index.close()
    (register.settings.data / "index" / "CURRENT").write_text("нет такого поколения")


def test_a_register_without_acts_says_so(visit_as: Callable[[str], Visit]) -> None:
    page = visit_as("reader").get("/search", params={"q": "торговля"}).text
    assert "В реестре пока нет актов, доступных вам" in page
    assert "Проверьте написание" not in page
