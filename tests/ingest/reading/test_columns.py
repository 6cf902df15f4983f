"""PDF: columns of running text, three of them, lines set to both edges; what only looks like that stays apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import ReadLimits, Tools, read_document

if TYPE_CHECKING:
    from collections.abc import Callable

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
pytestmark = pytest.mark.skipif(not FONT.exists(), reason="no TrueType font with Cyrillic (Debian: fonts-dejavu-core)")
SIZE = 8
TEXT = (
    "порядок ведения реестра муниципальных правовых актов города и сведений о них утверждается главой администрации, "
    "которая размещает его на сайте в течение месяца после подписания и опубликования в газете"
)


@pytest.fixture(autouse=True)
def _font() -> None:
    pdfmetrics.registerFont(TTFont("Plain", str(FONT)))


def read(path: Path, draw: Callable[[Canvas], None]) -> str:
    page = Canvas(str(path), pagesize=(595, 842))
    page.setFont("Plain", SIZE)
    draw(page)
    page.save()
    return read_document(path, name="х.pdf", limits=ReadLimits(), tools=Tools()).text


def width(said: str) -> float:
    return float(pdfmetrics.stringWidth(said, "Plain", SIZE))


def wrapped(first: int, room: float, rows: int, mark: str) -> list[list[str]]:
    """Break running text into lines; each begins with a word of its own, by which it is found."""
    lines: list[list[str]] = []
    words = TEXT.split()
    at = first
    for row in range(rows):
        line = [f"{mark}{row}"]
        while width(" ".join([*line, words[at % len(words)]])) <= room:
            line.append(words[at % len(words)])
            at += 1
        lines.append(line)
    return lines


def justify(page: Canvas, x: float, y: float, words: list[str], room: float) -> None:
    """Set a line to both edges."""
    gap = (room - sum(map(width, words))) / (len(words) - 1)
    for word in words:
        page.drawString(x, y, word)
        x += width(word) + gap


def marks(said: str) -> list[str]:
    return [word for word in said.split() if word[-1].isdigit() and word[0] in "абв"]


@pytest.mark.parametrize("off", [0, 5])
@pytest.mark.parametrize(("columns", "room"), [(3, 155), (2, 175), (3, 166), (2, 244)])
@pytest.mark.parametrize("justified", [False, True])
def test_columns_are_read_one_after_the_other(
    tmp_path: Path, *, columns: int, room: float, justified: bool, off: int
) -> None:
    step = 175 if columns == 3 else {175: 330, 244: 254}[room]
    texts = [wrapped(7 * number, room, 40, "абв"[number]) for number in range(columns)]

    def draw(page: Canvas) -> None:
        page.drawString(40, 800, "Вестник администрации города, официальное издание, выходит по четвергам")
        for number, lines in enumerate(texts):
            for row, words in enumerate(lines):
                y = 770 - 15 * row - off * number
                if justified:
                    justify(page, 40 + step * number, y, words, room)
                else:
                    page.drawString(40 + step * number, y, " ".join(words))

    said = read(tmp_path / "paper.pdf", draw)
    assert marks(said) == [lines[row][0] for lines in texts for row in range(40)]
    assert "\t" not in said


@pytest.mark.parametrize(("columns", "room", "step", "tall"), [(3, 155, 175, 2), (3, 155, 175, 5), (2, 244, 254, 5)])
def test_rows_of_wordy_columns_are_read_across(
    tmp_path: Path, columns: int, room: float, step: float, tall: int
) -> None:
    texts = [wrapped(5 * number, room, 30, "абв"[number]) for number in range(columns)]

    def draw(page: Canvas) -> None:
        for number, lines in enumerate(texts):
            for row, words in enumerate(lines):
                first = words[0].capitalize() if row % tall == 0 else words[0]
                page.drawString(40 + step * number, 500 - 14 * row, " ".join([first, *words[1:]]))

    said = read(tmp_path / "rows.pdf", draw)
    assert said.index(f"{'БВ'[columns - 2]}{2 * tall} ") < said.index(f"А{3 * tall} ")


def test_a_line_set_to_both_edges_is_one_statement(tmp_path: Path) -> None:
    room = 480

    def draw(page: Canvas) -> None:
        lines = wrapped(0, room, 3, "а")
        few = ["системы", "отправителя", "сообщений"]
        for row, words in enumerate((lines[0], few, lines[2])):
            justify(page, 60, 700 - 14 * row, words, room)
        page.drawString(60, 600, "Глава города")
        page.drawRightString(60 + room, 600, "А.А. Петров")

    said = read(tmp_path / "edges.pdf", draw)
    assert "системы отправителя сообщений а2" in said
    assert "Глава города\tА.А. Петров" in said


def test_values_under_a_full_line_stay_apart(tmp_path: Path) -> None:
    room = 480

    def draw(page: Canvas) -> None:
        justify(page, 60, 700, wrapped(0, room, 1, "а")[0], room)
        for x, said in ((60, "Доходы"), (190, "рост"), (60 + room - width("итого"), "итого")):
            page.drawString(x, 686, said)
        justify(page, 60, 672, ["Глава", "администрации"], room)

    assert "Доходы\tрост\tитого\nГлава\tадминистрации" in read(tmp_path / "values.pdf", draw)
