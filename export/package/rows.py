"""The inventory as rows: one for each file of an act, and its form for spreadsheets."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from domain.dates import format_date
from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind
from export.contents import LATE_TITLES, PublicationEntry, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from export.contents import FileEntry, SupplementaryEntry
    from export.package.plan import PlacedAct

TITLES: Final = {
    "position": "№ п/п",
    "kind": "Вид акта",
    "body": "Принявший орган",
    "date": "Дата",
    "number": "Номер",
    "title": "Заголовок",
    "publication": "Источник официального опубликования",
    "sheets": "Листов",
    "file": "Имя файла",
    "sha256": "SHA-256",
    "note": "Примечание",
}
OF_ACT: Final = frozenset({"position", "kind", "body", "date", "number", "title", "publication"})
"""Columns that say the same in all rows of an act."""

_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """One file of an act; ``first`` marks the act's first row."""

    first: bool
    section: Section
    values: dict[str, str]


def rows_of(placed: PlacedAct) -> Iterator[Row]:
    """Yield the rows of an act; an act without any file has one."""
    act = placed.act
    common = {
        "position": str(placed.position),
        "kind": act.kind,
        "body": act.body,
        "date": format_date(act.date),
        "number": act.number,
        "title": act.title,
        "publication": "; ".join(publication_text(item) for item in act.publications) or "не указан",
    }
    late = "; ".join(LATE_TITLES[reason] for reason in act.reasons)
    lines = [_line(path, item, "") for path, item in zip(placed.paths, act.files, strict=True)]
    for path, document in zip(placed.supplementary_paths, act.supplementary, strict=True):
        lines.append(_line(path, document.file, _called(document)))
    for number, line in enumerate(lines or [_line("", None, "")]):
        note = "; ".join(part for part in (late if number == 0 else "", line["note"]) if part)
        yield Row(number == 0, act.section, {**common, **line, "note": note})


def publication_text(item: PublicationEntry) -> str:
    """Return a source of publication in one line: name, number, day, pages, address."""
    parts = [
        item.source,
        f"№ {item.issue}" if item.issue else "",
        f"от {format_date(item.published_on)}" if item.published_on else "",
        f"с. {item.pages}" if item.pages else "",
        item.url,
    ]
    return ", ".join(part for part in parts if part)


def inventory_csv(placed: Iterable[PlacedAct], columns: tuple[str, ...]) -> bytes:
    """Return the inventory for spreadsheets: UTF-8 with a byte order mark, semicolons; no cell can become a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(TITLES[name] for name in columns)
    for act in placed:
        for row in rows_of(act):
            writer.writerow(_guarded(row.values[name]) for name in columns)
    return out.getvalue().encode("utf-8-sig")


def _line(path: str, file: FileEntry | None, note: str) -> dict[str, str]:
    if file is None or not path:
        absent = "файл не приложен"
        return {"sheets": "", "file": "—", "sha256": "—", "note": f"{note}, {absent}" if note else absent}
    return {"sheets": str(file.sheets or ""), "file": path, "sha256": file.sha256, "note": note}


def _called(item: SupplementaryEntry) -> str:
    number = f" № {item.number}" if item.number else ""
    return f"{SUPPLEMENTARY_TITLES[SupplementaryKind(item.kind)]} от {format_date(item.date)}{number} ({item.issuer})"


def _guarded(value: str) -> str:
    return f"'{value}" if value.startswith(_DANGEROUS) else value
