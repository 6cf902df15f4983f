"""Highlighting and snippets."""

from __future__ import annotations

import pytest

from search.analysis import default_analysis
from search.query import parse
from search.snippets import highlight, places, snippets

MORPH = default_analysis()
FILLER = "Настоящий документ принят в установленном порядке и подлежит размещению на сайте. " * 30


def marked(text: str, query: str) -> list[str]:
    return [part for part, hit in highlight(text, parse(query, MORPH), MORPH) if hit]


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
    ],
)
def test_marks(text: str, query: str, hits: list[str]) -> None:
    assert marked(text, query) == hits
    assert "".join(part for part, _ in highlight(text, parse(query, MORPH), MORPH)) == text


def test_pieces_show_the_hits_in_order_and_do_not_overlap() -> None:
    text = f"{FILLER}Первая заявка.\n{FILLER}Заявка и субсидия вместе. {FILLER}Последняя субсидия."
    found = snippets(text, parse("заявка субсидия", MORPH), MORPH, limit=2, width=120)
    assert [[part.lower() for part, hit in piece.parts if hit] for piece in found] == [
        ["заявка"],
        ["заявка", "субсидия"],
    ]
    assert all(len(piece.text) <= 130 and piece.cut_before and "\n" not in piece.text for piece in found)
    assert found[0].start + 120 <= found[1].start


def test_without_hits_the_beginning_is_shown() -> None:
    (piece,) = snippets(FILLER, parse("нигде", MORPH), MORPH, width=50)
    assert FILLER.startswith(piece.text)
    assert (piece.start, piece.cut_before, piece.cut_after) == (0, False, True)
    assert snippets("", parse("нигде", MORPH), MORPH) == []


def test_places_point_into_the_text() -> None:
    text = "Устав города. О уставе."
    assert [text[start:end] for start, end in places(text, parse("устав", MORPH), MORPH)] == ["Устав", "уставе"]
