"""A document of the town: requisites and layout from the head of its file, the text and the annexes from the rest.

Reads: ``texts/*.txt``: a YAML head, a line ``---``, the text in the markup of :mod:`town.markup`; every annex starts
with a line ``=== УТВЕРЖДЕН | 1 | ПОРЯДОК | название`` (stamp, number, kind, title).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from town.markup import Item, parse

if TYPE_CHECKING:
    from datetime import date

TEXTS = Path(__file__).parent / "texts"

MONTHS = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

BODY = "Администрация города Верхнереченска"
DUMA = "Верхнереченская городская Дума"
HEAD = "Глава города Верхнереченска"

LETTERHEADS = {
    BODY: ("ЗАРЕЧЕНСКАЯ ОБЛАСТЬ", "АДМИНИСТРАЦИЯ ГОРОДА ВЕРХНЕРЕЧЕНСКА"),
    DUMA: ("ЗАРЕЧЕНСКАЯ ОБЛАСТЬ", "ВЕРХНЕРЕЧЕНСКАЯ ГОРОДСКАЯ ДУМА"),
    HEAD: ("ЗАРЕЧЕНСКАЯ ОБЛАСТЬ", "ГЛАВА ГОРОДА ВЕРХНЕРЕЧЕНСКА"),
}

BY_WHOM = {
    BODY: ("Администрации", "города Верхнереченска"),
    DUMA: ("Верхнереченской", "городской Думы"),
    HEAD: ("Главы города", "Верхнереченска"),
}

KIND_CASES = {
    "постановление": ("постановлением", "постановлению"),
    "распоряжение": ("распоряжением", "распоряжению"),
    "решение": ("решением", "решению"),
    "протокол": ("протоколом", "протоколу"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex: stamp («УТВЕРЖДЕН», «Приложение»), number, kind and title, text."""

    stamp: str
    number: str
    kind: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownDocument:
    """One document; ``head`` is its YAML head as written."""

    key: str
    head: dict[str, Any]
    items: tuple[Item, ...]
    annexes: tuple[Annex, ...]

    @property
    def folder(self) -> str:
        """Folder of the file under ``examples``."""
        return str(self.head.get("folder", "acts"))

    @property
    def path(self) -> str:
        """Path of the file under ``examples``, as a registrar would name it."""
        return f"{self.folder}/{self.name}.{self.suffix}"

    @property
    def suffix(self) -> str:
        """Suffix of the file: ``docx`` or ``pdf``."""
        return "docx" if self.form == "docx" else "pdf"

    @property
    def form(self) -> str:
        """How the file is made: ``docx``, ``pdf`` or ``scan``."""
        return str(self.head["form"])

    @property
    def name(self) -> str:
        """Name of the file without suffix."""
        if given := self.head.get("file"):
            return str(given)
        number = str(self.head["number"]).replace("/", "-")
        return f"{str(self.head['kind']).capitalize()} {number} от {self.dotted}"

    @property
    def dated(self) -> date:
        """Date of the document."""
        value: date = self.head["date"]
        return value

    @property
    def dotted(self) -> str:
        """Date as «06.04.2026»."""
        return self.dated.strftime("%d.%m.%Y")

    @property
    def worded(self) -> str:
        """Date as «6 апреля 2026 года»."""
        return f"{self.dated.day} {MONTHS[self.dated.month - 1]} {self.dated.year} года"

    def text(self, field: str, default: str = "") -> str:
        """Return a field of the head as text."""
        return str(self.head.get(field, default))

    def annex_stamp(self, annex: Annex) -> tuple[str, ...]:
        """Return the lines of the stamp at the top right of an annex."""
        by_means, to = KIND_CASES[self.text("kind")]
        first, second = BY_WHOM[self.text("body")]
        requisites = f"от {self.dotted} № {self.text('number')}"
        if annex.stamp == "Приложение":
            return (f"Приложение {annex.number}".strip(), f"к {to} {first}", second, requisites)
        above = (f"Приложение {annex.number}", "") if annex.number else ()
        return (*above, annex.stamp, f"{by_means} {first}", second, requisites)


def load(path: Path) -> TownDocument:
    """Read one document."""
    head, _, rest = path.read_text(encoding="utf-8").partition("\n---\n")
    body, *annexes = rest.split("\n=== ")
    return TownDocument(
        key=path.stem,
        head=yaml.safe_load(head),
        items=parse(body),
        annexes=tuple(_annex(annex) for annex in annexes),
    )


def load_all() -> tuple[TownDocument, ...]:
    """Read every document in the order of kind of folder, date and file name."""
    documents = [load(path) for path in sorted(TEXTS.glob("*.txt"))]
    return tuple(sorted(documents, key=lambda document: (document.folder, document.dated, document.key)))


def _annex(text: str) -> Annex:
    first, _, rest = text.partition("\n")
    stamp, number, kind, title = (part.strip() for part in first.split("|"))
    return Annex(stamp=stamp, number=number, kind=kind, title=title, items=parse(rest))
