"""Highlighting and snippets."""

from __future__ import annotations

import pytest

from search.analysis import default_analysis
from search.marking import Marker
from search.query import parse
from search.snippets import highlight, snippets

MORPH = default_analysis()
FILLER = "Настоящий документ принят в установленном порядке и подлежит размещению на сайте. " * 30


def marker(query: str) -> Marker:
    return Marker(parse(query, MORPH), MORPH)


def marked(text: str, query: str) -> list[str]:
    return [part for part, hit in highlight(text, marker(query)) if hit]


@pytest.mark.parametrize(
    ("text", "query", "hits"),
    [
        ("О земельных участках и участке", "земельный участок", ["земельных", "участках", "участке"]),
        ("Людям и детям", "человек ребёнок", ["Людям", "детям"]),
        ("Утверждён, УТВЕРДИТЬ", "утвердить", ["Утверждён", "УТВЕРДИТЬ"]),
        ("подучасток участковый", "участок", []),
        ("устава устав", "=устав", ["устав"]),
        ("земля, земельный", "земел*", ["земельный"]),
        ("Порядок работ. работ порядок", '"порядок работ"', ["Порядок работ"]),
        ("город Ростова-на-Дону", "Ростов-на-Дону", ["Ростова-на-Дону"]),
        ("от 08.05.2020 № 827–Д", "827-д", ["827–Д"]),
        ("от 8 мая 2020 г. N827-Д", "08.05.2020 827-Д", ["8 мая 2020", "827-Д"]),
        ("За\u0301явки, зая\u00adвок", "заявка", ["За\u0301явки", "зая\u00adвок"]),
        ("устав бюджет", "устав -бюджет", ["устав"]),
        ("30 дней; с 1 по 30 апреля; апреля; до 30.04.2026", "30 апреля", ["30 апреля", "30.04.2026"]),
        ("5, 12 и 19 сентября, 5 рублей, в сентябре", "5 сентября", ["5, 12 и 19 сентября"]),
        ("30 дней. В апреле", "30 апреля", []),
        ("30 дней, 30 апреля. Ярмарка в апреле", "ярмарка 30 апреля", ["30 апреля", "Ярмарка"]),
    ],
)
def test_marks(text: str, query: str, hits: list[str]) -> None:
    assert marked(text, query) == hits
    assert "".join(part for part, _ in highlight(text, marker(query))) == text


def test_pieces_show_the_hits_in_order_and_do_not_overlap() -> None:
    other = "Средства бюджета города расходуются по целевому назначению. " * 30
    text = f"{FILLER}Первая заявка.\n{other}Заявка и субсидия вместе. {FILLER}Последняя субсидия."
    found = snippets(text, marker("заявка субсидия"), limit=2, width=120)
    assert [[part.lower() for part, hit in piece.parts if hit] for piece in found] == [
        ["заявка"],
        ["заявка", "субсидия"],
    ]
    assert all(len(piece.text) <= 130 and piece.cut_before and "\n" not in piece.text for piece in found)
    assert found[0].start + 120 <= found[1].start


def test_pieces_do_not_say_again_what_the_title_or_another_piece_says() -> None:
    title = "О порядке предоставления субсидий из бюджета города на ремонт дворов"
    heading = f"АДМИНИСТРАЦИЯ ГОРОДА ПОСТАНОВЛЕНИЕ {title}"
    rule = "Субсидии предоставляются управляющим организациям по итогам отбора заявок, сроком на один год"
    text = f"{heading}\n{FILLER}{rule}.\n{FILLER}{rule}.\n{FILLER}УТВЕРЖДЁН постановлением {title}"
    told = f"{title} постановление Администрация города"
    (piece,) = snippets(text, marker("субсидия"), told, width=110)
    assert "отбора заявок" in piece.text
    (heading_alone,) = snippets(heading, marker("субсидия"), told, width=110)
    assert "субсидий" in heading_alone.text


def test_a_hit_at_the_edge_of_a_piece_is_not_cut() -> None:
    words = "раз " * 30
    (piece,) = snippets(f"{words}субсидия {words}", marker("субсидия"), width=60)
    (phrase,) = snippets("устав города принят Думой", marker('"устав города принят"'), width=12)
    assert (phrase.parts[0], [hit for _, hit in piece.parts].count(True)) == (("устав города принят", True), 1)


def test_without_hits_the_beginning_is_shown() -> None:
    (piece,) = snippets(FILLER, marker("нигде"), width=50)
    assert FILLER.startswith(piece.text)
    assert (piece.start, piece.cut_before, piece.cut_after) == (0, False, True)
    assert snippets("", marker("нигде")) == []


def test_places_point_into_the_text() -> None:
    text = "Устав города. О уставе."
    assert [text[place.start : place.end] for place in marker("устав").places(text)] == ["Устав", "уставе"]


def test_a_long_run_of_zeros_is_looked_at_once() -> None:
    zeros = "0" * 300_000 + "ж"
    text = f"{zeros} № 0 от 05 и 0-5"
    assert [text[place.start : place.end] for place in marker("0").places(text)] == ["0"]
