"""Where paragraphs begin, how they stand: single lines with an indent, headings of several lines, points, hyphens."""

from __future__ import annotations

import pytest

from ingest.reading.layout import Line, Piece, paragraphs_of

LEFT, RIGHT, INDENT = 54.0, 540.0, 90.0
FULL = "и порядке ведения сведений о правовых актах органов местного самоуправления города"
BLANK = (LEFT, LEFT, "")
WORDS = {"обучающихся", "организация", "санкт-петербург", "генноинженерный"}


def page(*lines: tuple[float, float, str]) -> list[Line]:
    """Lines from above, each from where to where it goes and what it says; one that says nothing is blank."""
    made = []
    for number, (x0, x1, text) in enumerate(lines):
        if not text:
            continue
        line = Line(x0, x1, 100 + 14 * number, 12, text)
        line.take([Piece(x0, x1, text)])
        made.append(line)
    return made


def read(*lines: tuple[float, float, str]) -> list[tuple[str, str]]:
    return [(found.text, found.align) for found in paragraphs_of(page(*lines), lambda word: word.lower() in WORDS)]


def paragraph(
    first: str = "В целях учёта и хранения правовых актов органов местного",
) -> list[tuple[float, float, str]]:
    return [(INDENT, RIGHT, first), (LEFT, RIGHT, FULL), (LEFT, 300, "самоуправления города постановляет:")]


@pytest.mark.parametrize(
    ("x1", "text"),
    [
        (500, "2. Опубликовать настоящее постановление в газете."),
        (520, "Диспансеризации подлежат следующие категории граждан"),
        (504, "- осуществлять капитальный и текущий ремонт имущества;"),
    ],
    ids=["balanced", "not-ended", "dash"],
)
def test_a_paragraph_of_one_line_with_the_usual_indent_is_not_centred(x1: float, text: str) -> None:
    assert read(*paragraph(), (INDENT, x1, text), *paragraph())[1] == (text, "left")


def test_a_heading_between_paragraphs_is_centred_also_when_a_line_of_it_fills_the_column() -> None:
    heading = [
        (66, 528, "Раздел V. Порядок и условия предоставления помощи гражданам"),
        (180, 414, "на территории города"),
    ]
    found = read(*paragraph(), BLANK, *heading, BLANK, *paragraph())
    assert ("Раздел V. Порядок и условия предоставления помощи гражданам на территории города", "center") in found
    assert read(*paragraph(), BLANK, (200, 394, "Раздел VI. Отчёты"), BLANK, *paragraph())[1] == (
        "Раздел VI. Отчёты",
        "center",
    )


def test_the_next_number_of_a_list_begins_a_point_though_the_last_is_not_ended() -> None:
    found = read(
        (LEFT, RIGHT, "8. Финансовое обеспечение деятельности товарищества и взносы его членов и иных лиц"),
        (LEFT, 400, "9. Хозяйственная деятельность товарищества"),
        (LEFT, RIGHT, "Порядок установлен приказом министерства, принятым во исполнение федерального закона от"),
        (LEFT, 300, "10. мая и другими актами"),
    )
    assert [text.split()[0] for text, _ in found] == ["8.", "9.", "Порядок"], "a number out of the row is a number"


def test_an_ended_line_and_an_indented_one_below_it_are_two_paragraphs() -> None:
    ended = (INDENT, RIGHT, "Законом от 29 декабря 2006 года № 263-ФЗ (Российская газета, № 1, 10.01.2007);")
    found = read(
        *paragraph(), *paragraph(), ended, *paragraph("Законом от 26 июня 2007 года № 118-ФЗ (Российская газета)")
    )
    assert ended[2] in [text for text, _ in found]


def test_what_hangs_behind_the_marker_belongs_to_the_point() -> None:
    found = read(
        (LEFT, RIGHT, "● не допускать действий, нарушающих права и законные интересы других членов сего"),
        (LEFT + 18, 200, "Товарищества;"),
        (LEFT, 300, "● соблюдать правила."),
    )
    assert [text for text, _ in found] == [
        "● не допускать действий, нарушающих права и законные интересы других членов сего Товарищества;",
        "● соблюдать правила.",
    ]


@pytest.mark.parametrize(
    ("above", "below", "whole"),
    [
        ("IV. ПОРЯДОК ПРИЁМА НА ОБУЧЕНИЕ В ОРГАНИЗАЦИЮ ОБУ-", "ЧАЮЩИХСЯ", "ОБУЧАЮЩИХСЯ"),
        ("V. КОМИТЕТ ПО ДЕЛАМ МОЛОДЁЖИ ГОРОДА САНКТ-", "ПЕТЕРБУРГ", "САНКТ-ПЕТЕРБУРГ"),
    ],
)
def test_a_word_that_is_broken_in_a_centred_heading_stays_one_heading(above: str, below: str, whole: str) -> None:
    found = read(*paragraph(), (70, 524, above), (260, 334, below), *paragraph())
    assert found[1][0].endswith(f" {whole}")
