"""Acts of municipal form, made of the paragraphs of federal laws: the same at every run, any number of them.

Reads: ``texts/federal-html.tar.xz`` of the corpus. Writes: nothing; ``registers`` beside it keeps the acts.

Each act has a letterhead, a title out of a real phrase, a preamble, points out of real paragraphs (lognormal length,
10 KB in UTF-8 on average), citations of other acts of the set, a signature. Act N is the same in a set of any size.
"""

from __future__ import annotations

import html
import math
import re
import tarfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks import corpus
from domain.dates import format_date_long
from domain.numbers import parse_number
from search.documents import SearchDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION: Final = 1
"""Raised when the same number gives another act."""

_LAWS: Final = "texts/federal-html.tar.xz"
_TAG: Final = re.compile(r"<[^>]*>")
_BETWEEN: Final = re.compile(r"\n\s*\n|\n(?= {3,8}\S)")
_BLANK: Final = re.compile(r"\s+")
_BEGINS: Final = re.compile(r"[А-ЯЁ\d(«\"]|[а-я]\)")
_PHRASE: Final = re.compile(r"\b(об? (?:[а-яё-]+ ){3,11}[а-яё-]{4,})(?=[,.;)]| \()")
_VERB: Final = re.compile(r"(?:[еую]т|[иая]т|ся|ось|ны|но|ано) |(?:[еую]т|[иая]т|ся|жаловано|ны)$")
_SHORTEST, _LONGEST = 60, 1500
_LETTERS: Final = 0.6

_SIGMA: Final = 0.8
_SIGNS: Final = 5200
"""Mean length of an act's points, in characters."""
_MOST_SIGNS: Final = 80_000

_FIRST_DAY: Final = date(1996, 1, 9)
_DAYS: Final = (date(2026, 10, 30) - _FIRST_DAY).days
_TOWNS: Final = ("Верхнереченска", "Заозёрска", "Каменногорска", "Северодольска")
_OFFICES: Final = (
    "Администрация города {}",
    "Дума города {}",
    "Глава города {}",
    "Департамент финансов администрации города {}",
    "Департамент образования администрации города {}",
    "Департамент жилищно-коммунального хозяйства администрации города {}",
    "Комитет по управлению имуществом города {}",
    "Управление культуры администрации города {}",
    "Комитет по земельным ресурсам города {}",
    "Контрольно-счётная палата города {}",
    "Территориальная избирательная комиссия города {}",
    "Управление архитектуры и градостроительства города {}",
)
_OFFICE_WEIGHTS: Final = (40, 14, 12, 5, 5, 5, 5, 3, 3, 2, 2, 4)
_KINDS: Final = ("постановление", "распоряжение", "решение", "приказ", "протокол", "положение")
_KIND_WEIGHTS: Final = (45, 25, 12, 12, 4, 2)
_SUFFIXES: Final = {
    "распоряжение": ("-р", "-р", "р", ""),
    "приказ": ("-ОД", "-п", ""),
    "решение": ("/5", "-VI", ""),
    "постановление": ("", "", "", "-п", "-Д"),
}
_NAMES: Final = ("Лукашин", "Брянцева", "Сорокин", "Юдина", "Терентьев", "Ковалёва", "Мясников", "Озерова", "Шубин")
_STREETS: Final = ("Лесная", "Заводская", "Садовая", "Речная", "Полевая", "Школьная", "Мира", "Победы", "Кирова")
_ACCESS: Final = ("public", "public", "public", "public", "public", "public", "public", "public", "public", "internal")


@dataclass(frozen=True, slots=True)
class Material:
    """Paragraphs and phrases of the laws."""

    paragraphs: tuple[str, ...]
    phrases: tuple[str, ...]


@lru_cache(maxsize=1)
def material() -> Material:
    """Read the laws (2 s)."""
    paragraphs: dict[str, None] = {}
    phrases: dict[str, None] = {}
    with tarfile.open(corpus.CORPUS / _LAWS) as archive:
        for member in archive:  # in the order of the archive: going back would unpack it anew
            stored = archive.extractfile(member)
            if stored is None:
                continue
            for paragraph in _paragraphs(stored.read().decode("utf-8")):
                paragraphs[paragraph] = None
                phrases.update((phrase, None) for phrase in _PHRASE.findall(paragraph) if not _VERB.search(phrase))
    return Material(tuple(paragraphs), tuple(phrases))


def _paragraphs(page: str) -> Iterator[str]:
    text = html.unescape(_TAG.sub("", page[max(page.find("<pre"), 0) :]))
    for piece in _BETWEEN.split(text):
        paragraph = _BLANK.sub(" ", piece).strip()
        if not _SHORTEST <= len(paragraph) <= _LONGEST or not _BEGINS.match(paragraph):
            continue
        if sum("А" <= sign <= "я" for sign in paragraph) > _LETTERS * len(paragraph):
            yield paragraph


def acts(count: int, first: int = 0) -> Iterator[SearchDocument]:
    """Yield acts ``first`` to ``first + count - 1``, ordered by identifier."""
    for index in range(first, first + count):
        yield act(index)


@dataclass(frozen=True, slots=True)
class Card:
    """Requisites of an act of the set."""

    kind: str
    body: str
    town: str
    day: date
    number: str
    title: str


def card(index: int) -> Card:
    """Return the requisites of act ``index``."""
    dice = Random(index)  # noqa: S311 the same acts at every run
    kind = dice.choices(_KINDS, _KIND_WEIGHTS)[0]
    town = _TOWNS[int(len(_TOWNS) * dice.random() ** 2)]
    body = dice.choices(_OFFICES, _OFFICE_WEIGHTS)[0].format(town)
    day = _FIRST_DAY + timedelta(days=int(_DAYS * math.sqrt(dice.random())))
    number = f"{1 + int(3000 * dice.random() ** 2)}{dice.choice(_SUFFIXES.get(kind, ('',)))}"
    phrase = dice.choice(material().phrases)
    tails = (
        "",
        f" в городе {town}",
        f" на {day.year + 1} год",
        f" по улице {dice.choice(_STREETS)}, дом {dice.randint(1, 140)}",
    )
    return Card(kind, body, town, day, number, f"О{phrase[1:]}{dice.choice(tails)}")


def act(index: int) -> SearchDocument:
    """Return act ``index``."""
    own = card(index)
    dice = Random(f"text {index}")  # noqa: S311 the same acts at every run
    parsed = parse_number(own.number)
    return SearchDocument(
        id=f"01BENCH{index:019}",
        version=1,
        kind=own.kind,
        body=own.body,
        date=own.day.isoformat(),
        year=own.day.year,
        number_raw=parsed.raw,
        number_norm=parsed.norm,
        number_int=parsed.integer,
        title=own.title,
        text=_text(index, own, dice),
        access=dice.choice(_ACCESS),
        has_publication=dice.random() < 0.3,  # noqa: PLR2004 about as in a town's register
        has_supplementary=dice.random() < 0.03,  # noqa: PLR2004 the same
    )


def _text(index: int, own: Card, dice: Random) -> str:
    wanted = min(math.exp(dice.gauss(math.log(_SIGNS) - _SIGMA**2 / 2, _SIGMA)), _MOST_SIGNS)
    lines = [
        f"{own.body}\n{own.kind.upper()}\nот {format_date_long(own.day)} № {own.number}\nг. {own.town}",
        own.title,
        f"В соответствии с {_law(dice)}, {_law(dice)}, руководствуясь Уставом города {own.town},",
    ]
    if index and dice.random() < 0.4:  # noqa: PLR2004 about as many acts change others
        changed = card(dice.randrange(index))
        lines.append(
            f"Внести в {changed.kind} {changed.body} от {format_date_long(changed.day)} № {changed.number} "
            f"«{changed.title}» следующие изменения:"
        )
    paragraphs = material().paragraphs
    signs, point = 0, 0
    while signs < wanted:
        paragraph = dice.choice(paragraphs)
        point += 1
        lines.append(f"{point}. {paragraph}")
        signs += len(paragraph)
    lines += [
        f"{point + 1}. Контроль за исполнением возложить на заместителя главы {dice.choice(_NAMES)} А.В.",
        f"Глава города {dice.choice(_NAMES)} И.П.",
    ]
    return "\n".join(lines)


def _law(dice: Random) -> str:
    day = date(dice.randint(1994, 2025), dice.randint(1, 12), dice.randint(1, 28))
    return f"Федеральным законом от {day:%d.%m.%Y} № {dice.randint(1, 480)}-ФЗ"
