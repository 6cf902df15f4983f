"""Stamps of approval beside each other are read one by one, and nothing else is."""

from __future__ import annotations

from ingest.reading.layout import Line, Piece, approvals


def lines(*rows: tuple[float, tuple[tuple[float, float, str], ...]]) -> list[Line]:
    """Lines of size 11, each with its place and its pieces."""
    made = []
    for y, pieces in rows:
        line = Line(pieces[0][0], pieces[-1][1], y, 11, "")
        line.take([Piece(*piece) for piece in pieces])
        made.append(line)
    return made


def said(parts: list[list[Line]]) -> list[list[str]]:
    return [[line.text for line in part] for part in parts]


BESIDE = (
    (50, ((50, 240, "Администрация города"),)),
    (61, ((111, 195, "СОГЛАСОВАНО"),)),
    (74, ((49, 242, "директор бюджетного учреждения"), (411, 494, "УТВЕРЖДАЮ"))),
    (87, ((49, 251, "дополнительного образования"), (353, 417, "Глава"), (441, 474, "города"), (499, 553, "Кыштыма"))),
    (100, ((49, 184, "____________ С.А. Ефимова"), (353, 505, "__________ В.Б. Черноиванов"))),
    (113, ((353, 492, "распоряжение № 12-р"),)),
    (139, ((49, 178, "«___»__________ 2017 г."), (353, 492, "«14» июля 2017 г."))),
)


def test_stamps_beside_each_other_are_read_one_by_one() -> None:
    title = (160, ((252, 350, "ПОЛОЖЕНИЕ"),))
    assert said(approvals.split(lines(*BESIDE, title))) == [
        ["Администрация города"],
        [
            "СОГЛАСОВАНО",
            "директор бюджетного учреждения",
            "дополнительного образования",
            "____________ С.А. Ефимова",
            "«___»__________ 2017 г.",
        ],
        [
            "УТВЕРЖДАЮ",
            "Глава\tгорода\tКыштыма",
            "__________ В.Б. Черноиванов",
            "распоряжение № 12-р",
            "«14» июля 2017 г.",
        ],
        ["ПОЛОЖЕНИЕ"],
    ]


def test_a_stamp_below_others_stays_below_them() -> None:
    below = (
        (165, ((49, 130, "СОГЛАСОВАНО"),)),
        (178, ((49, 130, "Директор школы"),)),
    )
    assert said(approvals.split(lines(*BESIDE, *below)))[-1] == ["СОГЛАСОВАНО", "Директор школы"]


def test_one_stamp_and_heads_without_text_stay_lines() -> None:
    alone = lines(
        (60, ((353, 440, "УТВЕРЖДЕНО"),)),
        (73, ((353, 500, "постановлением администрации"),)),
        (99, ((49, 180, "от 14.07.2017"), (400, 440, "№ 12"))),
    )
    heads = lines((60, ((50, 130, "Согласовано"), (300, 380, "Утверждено"))), (73, ((50, 400, "Итого по всем актам"),)))
    assert said(approvals.split(alone)) == [[line.text for line in alone]]
    assert said(approvals.split(heads)) == [[line.text for line in heads]]
