"""Queries as staff type them: cut words, posts held for the time being, the wrong layout; on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sample_acts import act

from search.loosening import Loosener
from search.port import Filters, SearchRequest
from search.query import Synonyms, parse

if TYPE_CHECKING:
    from conftest import OpenIndex

    from search.analysis import Analysis
    from search.port import SearchIndex

FAR = "Порядок утверждён в целях соблюдения законодательства и размещён на сайте для сведения жителей. " * 3
ACTS = (
    act(
        "point",
        number="655",
        title="Об исполнении предписания",
        text=f"Внести в Порядок изменения. {FAR}1) пункт 4.2 признать утратившим силу. Исполняющий обязанности Главы"
        " города П.И. Ковшов",
    ),
    *(
        act(
            f"repeal{number}",
            number=str(number),
            title="О признании утратившим силу порядка",
            text="Признать утратившим силу Порядок, силу утратившим. И.о. директора П.И. Ковшов. Доклад и о налогах.",
        )
        for number in range(1, 8)
    ),
    act("acting", number="20", title="Об отпуске", text="И. о. Главы города С.А. Тимохин"),
    act("head", number="21", title="О наградах", text="О налогах и о сборах. Ковшов. Глава города А.В. Лукашин"),
    act("land", number="14", title="О земельном налоге", text="Ставки земельного налога."),
    act("goods", number="15", title="О налоге на имущество", text="Ставки налога на имущество."),
)
TEXTS = {document.id: f"{document.title}\n{document.text}" for document in ACTS}
PUBLIC = Filters(access=("public",))


@pytest.fixture(scope="session")
def staff(make_index: OpenIndex, analysis: Analysis) -> SearchIndex:
    made = make_index("staff", analysis)
    made.apply(ACTS, [])
    return made


@pytest.mark.parametrize(
    ("text", "first", "total"),
    [
        ("п. 4.2 порядка признать утратившим силу", "point", 1),
        ("и.о. главы Ковшов", "point", 1),
        ("И.О. Главы города Ковшов", "point", 1),
        ("ио главы Ковшов", "point", 1),
        ("врио главы", "acting", 2),
        ("и. о. главы Тимохин", "acting", 1),
        ("yfkju yf ptvk.", "land", 1),
        ("yfkju yf bveo", "goods", 1),
        ("yfkju yf bveo.", "goods", 1),
    ],
)
def test_what_staff_type_finds_the_act(
    text: str, first: str, total: int, staff: SearchIndex, analysis: Analysis
) -> None:
    synonyms = Synonyms(analysis)
    query = parse(text, analysis, synonyms)
    page = staff.search(SearchRequest(query=query, filters=PUBLIC))
    loosener = Loosener(staff, analysis, lambda ids: [TEXTS[act_id] for act_id in ids], synonyms)
    other = loosener.instead(query, PUBLIC, page)
    if other:
        page = staff.search(SearchRequest(query=other.query, filters=PUBLIC))
    assert {hit.id for hit in page.hits} >= {first}
    assert page.total == total
    assert not (other and other.loosened)


@pytest.mark.parametrize("text", ["abcd efgh", "yfkju yf qwzx", "Windows"])
def test_other_letters_are_not_read_by_force(text: str, staff: SearchIndex, analysis: Analysis) -> None:
    synonyms = Synonyms(analysis)
    query = parse(text, analysis, synonyms)
    page = staff.search(SearchRequest(query=query, filters=PUBLIC))
    loosener = Loosener(staff, analysis, lambda ids: [TEXTS[act_id] for act_id in ids], synonyms)
    assert loosener.instead(query, PUBLIC, page) is None
