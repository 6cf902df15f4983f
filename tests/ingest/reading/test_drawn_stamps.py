"""Stamps of electronic signatures that are drawn as text are parted from the post and the name beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from domain.document import BlockKind, Document, Source, check_document
from ingest.reading import ReadLimits, Tools, read_document
from ingest.requisites import find_requisites
from tests.scans import FONT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEIGHT = A4[1]
POST, NAME = (60, 560), (430, 560)
HEAD = ("ДОКУМЕНТ ПОДПИСАН", "ЭЛЕКТРОННОЙ ПОДПИСЬЮ")
MARK = (
    *HEAD,
    "Сертификат 00AB12CD34EF567890",
    "Владелец Петров Пётр",
    "Петрович",
    "Действителен с 01.01.2024 по 01.04.2025",
    "Подписано 05.02.2024 12:30",
)


def drawn(path: Path, draw: Callable[[Canvas], None]) -> Document:
    """Return what is read of an act with a signature line and what is drawn beside."""
    pdfmetrics.registerFont(TTFont("Print", str(FONT)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Print", 11)
    for number, line in enumerate((
        "АДМИНИСТРАЦИЯ ГОРОДА ЛЕСНОГО", "ПОСТАНОВЛЕНИЕ", "от 01.02.2024 № 100-п",
        "Об утверждении Положения о порядке ведения реестра",
        "В соответствии с Уставом города администрация постановляет:",
        "1. Утвердить Положение о порядке ведения реестра.",
    )):  # fmt: skip
        canvas.drawString(60, HEIGHT - 100 - 30 * number, line)
    for (x, y), said in ((POST, "Глава города"), (NAME, "А.А. Иванов")):
        canvas.drawString(x, HEIGHT - y, said)
    draw(canvas)
    canvas.save()
    document = read_document(path, name=path.name, limits=ReadLimits(), tools=Tools())
    assert check_document(document) == []
    return document


def stamped(
    x: float, top: float, lines: tuple[str, ...] = MARK, *, frame: str = "rect", size: float = 7
) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Print", size)
        for number, line in enumerate(lines):
            canvas.drawString(x, HEIGHT - top - 1.4 * size * number, line)
        low, high = HEIGHT - top - 1.4 * size * len(lines), HEIGHT - top + 1.5 * size
        if frame == "rect":
            canvas.rect(x - 6, low, 28 * size, high - low)
        elif frame == "round":
            canvas.roundRect(x - 6, low, 28 * size, high - low, 6)

    return draw


@pytest.mark.parametrize("frame", ["rect", "round", "none"])
@pytest.mark.parametrize(
    ("x", "top"),
    [(170, 530), (150, 556), (60, 590), (380, 576)],
    ids=["between post and name", "close to the post", "below", "under the name"],
)
def test_a_stamp_leaves_the_signature_its_line(tmp_path: Path, x: float, top: float, frame: str) -> None:
    document = drawn(tmp_path / "act.pdf", stamped(x, top, frame=frame))
    said = [(block.kind, document.text_of(block)) for block in document.blocks][-2:]
    assert said == [(BlockKind.PARAGRAPH, "Глава города\tА.А. Иванов"), (BlockKind.STAMP, "\n".join(MARK))]
    stamp = document.blocks[-1]
    assert (stamp.source, stamp.trust) == (Source.TEXT, 1.0)
    assert stamp.box is not None
    assert stamp.box.x0 * A4[0] == pytest.approx(x, abs=7)
    found = find_requisites(document)
    assert [(mark.certificate, mark.owner, mark.valid_from, mark.valid_until) for mark in found.stamps] == [
        ("00AB12CD34EF567890", "Петров Пётр Петрович", "2024-01-01", "2025-04-01")
    ]
    assert found.signatory is not None
    assert found.signatory.value == "А.А. Иванов"
    assert found.signatory_post is not None
    assert found.signatory_post.value == "Глава города"


def test_values_that_stand_apart_from_their_labels_belong_to_them(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        stamped(170, 540, (*HEAD, "Сертификат:", "Владелец:", "Действителен:"), frame="none")(canvas)
        for number, said in enumerate(("00AB12CD34EF567890", "Петров Пётр Петрович", "с 01.01.2024 по 01.04.2025"), 2):
            canvas.drawString(240, HEIGHT - 540 - 9.8 * number, said)

    document = drawn(tmp_path / "act.pdf", draw)
    assert document.text_of(document.blocks[-2]) == "Глава города\tА.А. Иванов"
    (mark,) = find_requisites(document).stamps
    assert (mark.owner, mark.valid_until) == ("Петров Пётр Петрович", "2025-04-01")


def test_an_owner_on_the_last_line_does_not_take_in_what_follows(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        stamped(170, 540, (*HEAD, "Сертификат 00AB12CD34EF567890", "Владелец Петров Пётр Петрович"))(canvas)
        canvas.drawString(60, HEIGHT - 620, "Разместить на сайте. Срок 10 дней.")

    (mark,) = find_requisites(drawn(tmp_path / "act.pdf", draw)).stamps
    assert mark.owner == "Петров Пётр Петрович"


def test_two_stamps_beside_each_other_are_two(tmp_path: Path) -> None:
    other = tuple(line.replace("Петров Пётр", "Сидоров Иван") for line in MARK)

    def draw(canvas: Canvas) -> None:
        stamped(60, 600, frame="none")(canvas)
        stamped(330, 600, other, frame="none")(canvas)

    document = drawn(tmp_path / "act.pdf", draw)
    assert [block.kind for block in document.blocks[-3:]] == [BlockKind.PARAGRAPH, BlockKind.STAMP, BlockKind.STAMP]
    owners = {mark.owner for mark in find_requisites(document).stamps}
    assert owners == {"Петров Пётр Петрович", "Сидоров Иван Петрович"}


def test_a_stamp_in_a_cell_of_a_table_stays_there_and_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([50, 150, 400, 560], [HEIGHT - 640, HEIGHT - 530, HEIGHT - 500])
        for x, said in ((60, "Должность"), (170, "Подпись"), (430, "Имя")):
            canvas.drawString(x, HEIGHT - 515, said)
        stamped(170, 545, frame="none")(canvas)

    document = drawn(tmp_path / "act.pdf", draw)
    assert document.blocks[-1].kind is BlockKind.TABLE
    (mark,) = find_requisites(document).stamps
    assert (mark.owner, mark.valid_from) == ("Петров Пётр Петрович", "2024-01-01")


def test_sentences_about_signatures_and_forms_stay_text(tmp_path: Path) -> None:
    lines = (
        "Документ подписан электронной подписью, если сертификат",
        "Сертификат действителен на день подписания.",
        "Владелец сертификата хранит ключ в тайне.",
    )
    document = drawn(tmp_path / "act.pdf", stamped(60, 600, lines, frame="none", size=11))
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}
