"""Acts for the contract of the index: some made by hand, many by chance with a fixed seed."""

from __future__ import annotations

import random
import re
from typing import Final

from domain.numbers import number_key
from search.documents import SearchDocument

ALL_LEVELS: Final = ("public", "internal", "dsp")
STAFF: Final = ("public", "internal")

KINDS: Final = ("постановление", "распоряжение", "решение", "протокол")
BODIES: Final = ("Администрация города Няганя", "Городская Дума", "Глава города", "Комитет по земельным ресурсам")
WORDS: Final = (
    *("участок", "участка", "участков", "земельный", "земельного", "земель", "заявка", "заявок", "устав", "устава"),
    *("орган", "органа", "порядок", "порядка", "бюджет", "бюджета", "дети", "ребёнок", "люди", "человек", "лет", "год"),
    *("утверждён", "утвердить", "Дмитров", "Дмитрова", "Кыштыме", "Ростова-на-Дону", "МКД", "ЖКХ", "в", "на", "о", "и"),
    *(
        "827-Д",
        "131-ФЗ",
        "ПР-37/03-18",
        "№308",
        "08.05.2020",
        "16.02.2021",
        "2.2.4",
        "61:44:0010101:12",
        "5",
        "день",
        "дня",
    ),
)


def act(act_id: str, **changes: object) -> SearchDocument:
    """Return an act; ``number`` gives all three forms of the number, ``date`` the year."""
    number = str(changes.pop("number", "1"))
    norm = number_key(number)
    digits = re.search(r"\d+", norm)
    date = changes.setdefault("date", "2021-03-01")
    fields: dict[str, object] = {
        "id": act_id,
        "version": 1,
        "kind": "постановление",
        "body": BODIES[0],
        "year": int(str(date)[:4]) if date else None,
        "number_raw": number,
        "number_norm": norm,
        "number_int": int(digits.group()) if digits else None,
        "title": "О разном",
        "text": "Текст акта.",
    }
    return SearchDocument(**{**fields, **changes})  # type: ignore[arg-type] # values are given by name


HAND_MADE: Final = (
    act(
        "01HAND000000000000000000A1",
        date="2021-02-16",
        number="308",
        title="О предоставлении земельных участков",
        text="Предоставить земельный участок по заявке гражданина. Срок: пять дней. Утверждён порядок.",
    ),
    act(
        "01HAND000000000000000000A2",
        date="2020-05-08",
        number="827-Д",
        kind="распоряжение",
        title="О приёме заявок",
        text="По закону 131-ФЗ и постановлению от 16.02.2021 № 308 принять заявки детей. Устав города. Пункт 2.2.4.",
    ),
    act(
        "01HAND000000000000000000A3",
        date="2021-02-17",
        number="308",
        kind="решение",
        body=BODIES[1],
        title="О бюджете Ростова-на-Дону",
        text="Утвердить бюджет. Поручение ПР-37/03-18 выполнить.",
        access="internal",
    ),
    act(
        "01HAND000000000000000000A4",
        date=None,
        number="б/н",
        kind="протокол",
        body=BODIES[1],
        title="Протокол совещания",
        text="Слушали о секретном участке.",
        access="dsp",
    ),
    act(
        "01HAND000000000000000000A5",
        date="2020-05-08",
        number="827",
        title="О разном",
        text="Город Дмитров.",
        has_publication=True,
    ),
    act(
        "01HAND000000000000000000A6", date="2019-01-01", number="ПР-37/03-18", title="Поручение", text="Людям — землю."
    ),
)


def made_by_chance(count: int, seed: int = 7) -> list[SearchDocument]:
    """Return acts of words, dates, numbers and levels drawn with a fixed seed."""
    draw = random.Random(seed)  # noqa: S311 test data
    acts = []
    for place in range(count):
        date = (
            f"{draw.randint(2018, 2023)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            if draw.random() > 0.05
            else None
        )
        acts.append(
            act(
                f"01RAND{place:020}",
                date=date,
                number=f"{draw.randint(1, 60)}{draw.choice(['', '', '-Д', '-р', '/2'])}",
                kind=draw.choice(KINDS),
                body=draw.choice(BODIES),
                title=" ".join(draw.choices(WORDS, k=draw.randint(0, 5))),
                text=" ".join(draw.choices(WORDS, k=draw.randint(0, 25))),
                access=draw.choice(("public", "public", "internal", "dsp")),
                has_publication=draw.random() < 0.5,
                has_supplementary=draw.random() < 0.2,
            )
        )
    return acts


def corpus() -> list[SearchDocument]:
    """Return the whole sample."""
    return [*HAND_MADE, *made_by_chance(200)]
