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
        (LEFT, RIGHT, "● соблюдать правила, в том числе в отношении каждого из членов товарищества (читателей):"),
        (LEFT + 18, 200, "фамилия."),
    )
    assert [text for text, _ in found] == [
        "● не допускать действий, нарушающих права и законные интересы других членов сего Товарищества;",
        "● соблюдать правила, в том числе в отношении каждого из членов товарищества (читателей): фамилия.",
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


def stamp(*lines: str) -> list[str]:
    """Lines of a stamp at the right, beside text that fills the column."""
    found = read(*paragraph(), BLANK, *((330.0, 330.0 + min(6.0 * len(text), 210), text) for text in lines))
    return [text for text, _ in found[1:]]


@pytest.mark.parametrize(
    "signed",
    ["_____________В.Б.Черноиванов", "________________ / Иванов И.И. /", "(подписано) В.М. Хрулев", "_" * 30],
)
def test_a_line_to_sign_on_stands_alone(signed: str) -> None:
    post = ["Председатель Совета директоров про-", "фессиональных организаций Самарской"]
    assert stamp("СОГЛАСОВАНО", *post, signed, "«___»_______________2017г.")[-2:] == [
        signed,
        "«___»_______________2017г.",
    ]


@pytest.mark.parametrize(
    ("head", "below", "apart"),
    [("УТВЕРЖДАЮ", "Директор колледжа", True), ("УТВЕРЖДЕНО", "постановлением администрации", False)],
)
def test_who_approves_stands_below_the_word(head: str, below: str, apart: bool) -> None:  # noqa: FBT001 - a case
    found = read(*paragraph(), BLANK, (RIGHT - 80, RIGHT, head), (RIGHT - 120, RIGHT, below))
    assert [text for text, _ in found[1:]] == ([head, below] if apart else [f"{head} {below}"])


@pytest.mark.parametrize(
    "heading",
    [
        [(66, 528, "О ПРОВЕДЕНИИ КОНФЕРЕНЦИИ ПО ОБРАЗОВАНИЮ ЛИЦ С"), (200, 394, "ИНВАЛИДНОСТЬЮ")],
        [(66, 500, "III. СОДЕРЖАНИЕ И ОРГАНИЗАЦИЯ ОБРАЗОВАТЕЛЬНОГО"), (250, 344, "ПРОЦЕССА")],
        [(66, 528, "«Образование лиц с инвалидностью и ограничениями"), (200, 394, "(обмен опытом)»")],
    ],
    ids=["preposition", "capitals", "quotes"],
)
def test_a_heading_that_its_words_show_unfinished_goes_on(heading: list[tuple[float, float, str]]) -> None:
    found = read(*paragraph(), BLANK, *heading, BLANK, *paragraph())
    assert found[1][0] == " ".join(text for _, _, text in heading)


def test_a_line_set_in_below_one_that_is_not_full_begins_a_paragraph_whatever_its_first_letter() -> None:
    found = read(
        (INDENT, RIGHT, "– мастерскую для учащихся восьмых, девятых, десятых и иных"),
        (LEFT, 250, "классов (одиннадцатых)"),
        (INDENT, 400, "сроки проведения – 23 марта 2017 г. с 14.00"),
        (INDENT, RIGHT, "– утверждённый перечень, сведения которого принимаются до 2017 г."),
        (LEFT, 300, "на почту учреждения"),
    )
    assert [text.split()[0] for text, _ in found] == ["–", "сроки", "–"]
    assert found[2][0].endswith("2017 г. на почту учреждения"), "a shortened word ends no sentence"


def test_more_room_than_between_the_lines_before_begins_a_paragraph() -> None:
    lines = page(*[(LEFT, RIGHT, FULL)] * 3)
    lines[2].y += 6
    lines[2].text = FULL.capitalize()
    assert len(paragraphs_of(lines, lambda _: False)) == 2


@pytest.mark.parametrize(("x1", "paragraphs"), [(RIGHT, 2), (300, 3)], ids=["full", "not-full"])
def test_bold_words_at_the_beginning_of_a_line_do_not_end_the_paragraph_above(x1: float, paragraphs: int) -> None:
    lines = page(
        (LEFT, x1, "2.4. Полное наименование Товарищества: Товарищество собственников недвижимости"),
        (LEFT, 160, "«Удельный Паркинг»"),
        (LEFT, RIGHT, f"2.5. {FULL.capitalize()}"),
    )
    lines[1].bold = True
    assert len(paragraphs_of(lines, lambda _: False)) == paragraphs


def test_a_title_around_one_middle_goes_on_below_a_wider_line_but_not_below_the_kind() -> None:
    title = [
        (140, 454, "Об утверждении Порядка передачи"),
        (66, 528, "детям и инвалидам, обучавшимся индивидуально на дому"),
    ]
    found = read((180, 414, "Приказ № 5О"), *title, BLANK, *paragraph())
    assert [text for text, _ in found[:2]] == ["Приказ № 5О", " ".join(text for *_, text in title)]
    apart = read(
        *paragraph(), BLANK, (150, 444, "Положение"), (60, 534, "о проведении аттестации работников учреждений")
    )
    assert [text for text, _ in apart[1:]] == ["Положение", "о проведении аттестации работников учреждений"]


@pytest.mark.parametrize(
    ("below", "joined"), [("(ёлочных базаров) муниципальным", True), ("(фамилия, имя, отчество)", False)]
)
def test_words_in_brackets_go_on_and_captions_do_not(below: str, joined: bool) -> None:  # noqa: FBT001 - a case
    found = read((LEFT, 300, "Об организации и проведении ярмарок"), (LEFT, 300, below), BLANK, *paragraph())
    assert (found[0][0].endswith(below)) is joined


def test_the_end_of_a_broken_word_belongs_to_it_though_its_size_was_mismeasured() -> None:
    lines = page((LEFT, RIGHT, f"{FULL} обу-"), (LEFT, 160, "чающихся."))
    lines[1].size = 16
    assert len(paragraphs_of(lines, WORDS.__contains__)) == 2, "a text layer tells sizes for sure"
    for line in lines:
        line.trust = 0.9
    assert [found.text for found in paragraphs_of(lines, WORDS.__contains__)] == [f"{FULL} обучающихся."]


@pytest.mark.parametrize(
    ("end", "beginning", "said"),
    [
        ("закона № 119-", "ФЗ «О погребении»", "закона № 119-ФЗ «О погребении»"),
        ("в 2024-", "2026 годах", "в 2024-2026 годах"),
        ("приказ № Р-", "145 утратил силу", "приказ № Р-145 утратил силу"),
        ("утверждён в 2024 -", "начале 2025 года", "утверждён в 2024 - начале 2025 года"),
        ("сроком до 2024-", "1. Утвердить порядок", "сроком до 2024- 1. Утвердить порядок"),
    ],
)
def test_a_number_that_a_line_breaks_at_its_hyphen_is_whole(end: str, beginning: str, said: str) -> None:
    lines = (INDENT, RIGHT, f"{FULL} {end}"), (LEFT, 400, f"{beginning}, и далее по тексту постановления.")
    assert said in "\n".join(text for text, _ in read(*lines))
