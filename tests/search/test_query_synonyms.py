"""The table of abbreviations and synonyms: what is searched besides, and what is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from search.analysis import default_analysis
from search.documents import SearchDocument
from search.embedded import EmbeddedIndex
from search.port import Filters, SearchRequest
from search.query import And, Expansion, Not, Or, PhraseForms, SynonymFile, Synonyms, Word, parse
from search.query.nodes import leaves
from search.query.synonyms import EXPANSIONS

if TYPE_CHECKING:
    from pathlib import Path

MORPH = default_analysis()
TABLE = Synonyms(MORPH)


def also(text: str, table: Synonyms = TABLE) -> dict[str, tuple[str, ...]]:
    return {said.typed: said.also for said in parse(text, MORPH, table).expansions}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("МКД", {"мкд": ("многоквартирный дом",)}),
        ("изм в устав", {"изм": ("изменение",)}),
        ("изменение устава", {}),
        ("ремонт мкд", {"мкд": ("многоквартирный дом",)}),
        ("ремонт многоквартирных домов города", {"многоквартирных домов": ("МКД",)}),
        ('~"многоквартирного дома"', {"многоквартирного дома": ("МКД",)}),
        ("(ТКО | мусор) -свалка", {"тко": ("твёрдые коммунальные отходы",)}),
        ("документы для служебного пользования", {"служебного пользования": ("ДСП",)}),
        ("правила землепользования и застройки", {"правила землепользования застройки": ("ПЗЗ",)}),
        ("омс", {"омс": ("органы местного самоуправления", "обязательное медицинское страхование")}),
        ("органы местного самоуправления", {"органы местного самоуправления": ("ОМСУ", "ОМС")}),
        ("детсад", {"детсад": ("детский сад",)}),
        ("КФХ", {"кфх": ("крестьянское (фермерское) хозяйство", "крестьянско-фермерское хозяйство")}),
        ("п. 5 порядка", {"п": ("пункт",)}),
        ("пункт 2.2.4", {"пункт": ("п",)}),
        ("ст 36", {"ст": ("статья",)}),
        ("п. Ленинский", {}),
        ("п ленинский", {}),
        ("ст кущевская", {}),
        ("пункт приёма", {}),
        ("пункт", {}),
        ('"МКД"', {}),
        ("=МКД", {}),
        ("аренда -МКД", {}),
        ("мкдэ", {}),
        ("дом многоквартирный", {}),
    ],
)
def test_what_is_searched_besides(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert also(text) == expected


def test_tree_finds_either() -> None:
    query = parse("ремонт МКД", MORPH, TABLE)
    phrase = next(leaf for leaf in leaves(query.ast) if isinstance(leaf, PhraseForms))
    repair, flats = Word("ремонт", MORPH.lemmas("ремонт")), Word("мкд", ("мкд",))
    assert query.ast == And((repair, Or((flats, phrase))))
    assert query.expansions == (Expansion("мкд", ("многоквартирный дом",)),)
    assert parse("ремонт МКД", MORPH).expansions == ()
    assert isinstance(parse("-МКД", MORPH, TABLE).ast, Not)


def test_added_expressions_are_limited() -> None:
    query = parse("мкд жкх тко мбоу дсп нпа муп чс го снт ижс лпх", MORPH, TABLE)
    assert sum(len(said.also) for said in query.expansions) == EXPANSIONS


def test_abbreviation_finds_the_act_that_says_it_in_full(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path, MORPH)
    texts = {"FULL": "Ремонт многоквартирных домов", "SHORT": "Ремонт МКД", "OTHER": "Ремонт многих домов"}
    index.apply([_act(act_id, text) for act_id, text in texts.items()], [])

    def found(text: str, table: Synonyms | None) -> set[str]:
        query = parse(text, MORPH, table)
        return {hit.id for hit in index.search(SearchRequest(query=query, filters=Filters(access=("public",)))).hits}

    for text in ("МКД", "ремонт многоквартирных домов"):
        assert found(text, TABLE) == {"FULL", "SHORT"}
        assert len(found(text, None)) == 1


def test_lines_of_ones_own_add_replace_and_are_read_again(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    file = SynonymFile(path, MORPH)
    assert also("ВОЛ", file.table()) == {}
    path.write_text("\ufeffВОЛ = Верхнереченский общественный лагерь # наше\nМКД =\nбез знака\nЧС = = \n", "utf-8")
    table = file.table()
    assert also("вол", table) == {"вол": ("Верхнереченский общественный лагерь",)}
    assert also("мкд ЖКХ", table) == {"жкх": ("жилищно-коммунальное хозяйство",)}
    assert [problem.split(":")[0] for problem in table.problems] == ["Строка 3 не понята"]
    assert file.table() is table
    path.write_bytes(b"\xff\xfe" * 50)
    os.utime(path, ns=(1, 1))
    assert also("мкд", file.table()) == {"мкд": ("многоквартирный дом",)}
    path.unlink()
    assert file.table().problems == []


def test_packaged_table_is_understood_whole() -> None:
    from search.query.synonyms import packaged_table

    assert Synonyms(MORPH, own=packaged_table(), packaged="").problems == []


def _act(act_id: str, text: str) -> SearchDocument:
    return SearchDocument(
        id=act_id, version=1, kind="решение", body="Дума", date=None, year=None,
        number_raw="1", number_norm="1", number_int=1, title="О домах", text=text,
    )  # fmt: skip
