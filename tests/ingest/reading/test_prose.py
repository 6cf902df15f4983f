"""Running text whose lines are spread or whose markers stand apart is one statement; cells stay apart."""

from __future__ import annotations

import pytest

from ingest.reading.layout import Line, Piece, paragraphs_of

FULL = "и порядке ведения сведений о правовых актах органов местного самоуправления города"


def line(y: float, *pieces: tuple[float, float, str]) -> Line:
    made = Line(pieces[0][0], pieces[-1][1], y, 12, "")
    made.take([Piece(*piece) for piece in pieces])
    return made


def said(*lines: Line) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_of(lines, lambda _: True)]


@pytest.mark.parametrize("marker", ["3.", "2.1.", "4)", "а)", "•", "-", "IV."])
def test_a_marker_that_stands_apart_begins_its_statement(marker: str) -> None:
    first = line(100, (90, 105, marker), (140, 540, "сведения о принятых актах, о внесении изменений"))
    assert said(first, line(114, (54, 540, FULL)), line(128, (54, 540, FULL))) == [
        f"{marker} сведения о принятых актах, о внесении изменений {FULL} {FULL}"
    ]


def test_a_line_that_is_spread_to_fill_its_column_goes_on() -> None:
    spread = line(114, (54, 170, "представителями"), (200, 380, "страховых медицинских"), (415, 540, "организаций,"))
    below = line(128, (54, 300, "медицинских профессиональных обществ."))
    assert said(line(100, (54, 540, FULL)), spread, below) == [
        f"{FULL} представителями страховых медицинских организаций, медицинских профессиональных обществ."
    ]


def test_a_spread_line_may_begin_with_a_marker_or_hold_the_end_of_a_sentence() -> None:
    marked = line(100, (90, 105, "2.1."), (140, 260, "Обеспечить"), (300, 540, "соблюдение требований, утверждённых"))
    whole = line(128, (54, 330, "проверять знания учащихся и присутствие."), (370, 540, "Оценка за четверть даётся"))
    (point,) = said(marked, line(114, (54, 540, FULL)), whole, line(142, (54, 300, "на основании оценок.")))
    assert point.startswith("2.1. Обеспечить соблюдение требований")
    assert "присутствие. Оценка за четверть" in point


@pytest.mark.parametrize(
    "cells",
    [
        [(54, 200, "Глава города"), (440, 540, "И.И. Иванов")],
        [(54, 170, "от 5 мая 2024 года"), (480, 540, "№ 308-п")],
        [(54, 200, "мастер участка"), (240, 540, "Петров Пётр Петрович")],
        [(54, 150, "3."), (260, 540, "сведения о принятых актах")],
    ],
    ids=["signature", "number", "names", "far"],
)
def test_cells_stay_apart(cells: list[tuple[float, float, str]]) -> None:
    assert said(line(100, (54, 540, FULL)), line(114, *cells), line(128, (54, 540, FULL)))[1] == "\t".join(
        text for *_, text in cells
    )
