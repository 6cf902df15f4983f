"""«Мои поиски» and the feed: kept, told, changed, revoked; nobody reaches those of others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from lxml import etree

from domain.roles import Role
from domain.statuses import AccessLevel
from registry_api.alerts.matching import match
from storage import people
from tests.factories import add_act

if TYPE_CHECKING:
    from collections.abc import Callable

    from registry_api.root import Register
    from tests.web.conftest import Visit

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reader(register: Register, visit_as: Callable[[str], Visit]) -> Visit:
    add_act(register.records, number="1", title="О субсидиях аптекам")
    register.indexer.drain()
    match(register)
    return visit_as("reader")


def keep(visit: Visit, query: str = "q=субсидии", **more: str) -> str:
    """Save a search; return the page."""
    return visit.post("/searches", {"query": quote(query, safe="=&"), "name": "Субсидии", **more}).text


def own_path(page: str) -> str:
    return re.findall(r'action="(/searches/\w+)"', page)[0]


def test_a_search_is_kept_from_the_results_under_a_name(register: Register, reader: Visit) -> None:
    page = reader.get("/search?q=субсидии&year=2026").text
    (link,) = re.findall(r'href="(/searches/new\?[^"]+)"', page)
    form = reader.get(link.replace("&amp;", "&")).text
    assert 'value="субсидии, 2026 год"' in form
    assert "сейчас 1 акт" in form
    assert "Проверьте запрос" not in form
    (query,) = re.findall(r'name="query" value="([^"]+)"', form)
    page = reader.post("/searches", {"query": query.replace("&amp;", "&"), "name": "Субсидии года"}).text
    assert "Поиск сохранён" in page
    assert "новое:" not in page
    add_act(register.records, number="2", title="О субсидиях школам")
    add_act(register.records, number="3", title="О дорогах")
    match(register)
    page = reader.get("/searches").text
    assert "новое: 1" in page
    assert "О субсидиях школам" in page
    assert "О дорогах" not in page
    opened = reader.get(f"{own_path(page)}/open")
    assert "Найдено: 1 акт" in opened.text
    assert "новое:" not in reader.get("/searches").text


def test_doubts_about_a_query_have_to_be_seen_before_it_is_kept(reader: Visit) -> None:
    for query, words in (("q=синхрофазотрон", "ничего не находит"), ("q=субсидии дата:вчера", "не понята")):
        first = reader.post("/searches", {"query": quote(query, safe="=&"), "name": "Мой"})
        assert first.status_code == 422
        assert words in first.text
        assert "Сохранить, запрос верен" in first.text
        seen = re.findall(r'name="seen" value="([^"]+)"', first.text)
        data = {"query": quote(query, safe="=&"), "name": query, "seen": [word.replace("&quot;", '"') for word in seen]}
        assert "Поиск сохранён" in reader.post("/searches", data).text
    assert reader.get("/searches/new").status_code == 422
    assert reader.post("/searches", {"name": "Пустой"}).status_code == 422


def test_wrong_names_and_mailboxes_are_told(reader: Visit) -> None:
    assert "Назовите поиск" in keep(reader, name="")
    keep(reader)
    assert "уже есть поиск с таким названием" in keep(reader, query="q=дороги")
    assert "Укажите адрес почты" in keep(reader, name="Второй", mail="yes")
    for address in ("не адрес", "a@b", "a@b.ru, c@d.ru", "a@b.ru\r\nBcc: c@d.ru", "<a@b.ru>"):
        assert "Адрес почты не понят" in keep(reader, name="Второй", mail="yes", mail_to=address), address
    page = keep(reader, name="<b>Второй</b>", mail="yes", mail_to="ivanova@почта.рф")
    assert "&lt;b&gt;Второй&lt;/b&gt;" in page
    assert "почта в реестре не настроена" in page


def test_a_search_is_changed_paused_resumed_and_deleted_by_its_owner_alone(
    reader: Visit, visit_as: Callable[[str], Visit]
) -> None:
    path = own_path(keep(reader))
    assert "Изменения поиска сохранены" in reader.post(path, {"step": "change", "name": "Иначе"}).text
    assert "приостановлен" in reader.post(path, {"step": "pause"}).text
    assert ">приостановлен<" not in reader.post(path, {"step": "resume"}).text
    other = visit_as("registrar")
    for step in ("change", "pause", "delete", "feed"):
        assert other.post(path, {"step": step, "name": "Чужой"}).status_code == 404
    assert other.get(f"{path}/open").status_code == 404
    assert reader.post(path, {"step": "иное"}).status_code == 404
    assert "Иначе" in reader.get("/searches").text
    assert "Поиск удалён" in reader.post(path, {"step": "delete"}).text
    assert "Сохранённых поисков нет" in reader.get("/searches").text


def test_the_feed_has_a_secret_address_that_can_be_revoked(register: Register, reader: Visit) -> None:
    page = keep(reader, feed="yes")
    (address,) = re.findall(r'<code class="token">[^<]*(/feeds/[^<]+)</code>', page)
    assert address not in reader.get("/searches").text
    path = own_path(page)
    first = add_act(register.records, number="2", title="О субсидиях «школам» & садам")
    second = add_act(register.records, number="3", title="О субсидиях скрытых")
    match(register)
    reader.client.cookies.clear()
    answer = reader.client.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = etree.fromstring(answer.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert len(titles) == 2
    assert any("О субсидиях «школам» & садам" in str(title) for title in titles)
    links = {entry.find(f"{ATOM}link").get("href").rpartition("/")[2] for entry in root.iter(f"{ATOM}entry")}
    assert links == {first, second}
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert ids == [
        e.findtext(f"{ATOM}id") for e in etree.fromstring(reader.client.get(address).content).iter(f"{ATOM}entry")
    ]
    with register.records.writing("регистратор") as unit:
        from storage import acts

        act = acts.get(unit.session, second)
        act.access = AccessLevel.OFFICIAL_USE
        unit.commit()
    assert "скрытых" not in reader.client.get(address).text
    assert reader.client.get("/feeds/неверный").status_code == 404
    with register.records.writing("admin") as unit:
        people.change(unit, "reader", roles=[Role.ADMIN])
        unit.commit()
    assert reader.client.get(address).status_code == 404
    with register.records.writing("admin") as unit:
        people.change(unit, "reader", roles=[Role.READER])
        unit.commit()
    assert reader.client.get(address).status_code == 200
    with register.records.writing("reader") as unit:
        from storage import searches

        person = people.find(unit.session, "reader")
        assert person is not None
        searches.close_feed(unit, searches.own(unit.session, person.id, path.rpartition("/")[2]))
        unit.commit()
    assert reader.client.get(address).status_code == 404
