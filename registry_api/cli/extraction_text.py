"""What was found in a file, for the eyes of a person: short lines; the whole is in ``--jsonl``."""

from __future__ import annotations

import textwrap
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from domain.clauses import CLAUSE_TITLES, ClauseKind
from domain.dates import format_date
from domain.relations import SUPPLEMENTARY_TITLES, SupplementaryKind
from domain.requisites import CERTAIN, FIELDS
from registry_api.cli.output import FIELD_TITLES, STDOUT, plain
from registry_api.moments import moment_said
from registry_api.noticing import notices_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Row = Mapping[str, Any]

_ROLES: Final = {
    "basis": "основание",
    "amends": "изменяет",
    "repeals": "отменяет",
    "edition": "редакция",
    "plain": "упоминает",
}
_INSTANCES: Final = {"first": "первая", "appeal": "апелляция", "cassation": "кассация", "supervision": "надзор"}
_MOST: Final = 15
"""Rows of one list: of more the number is told."""
_WIDTH: Final = 110
"""Characters of a text that is quoted."""


def print_extraction(row: Row) -> None:
    """Print a line of ``registry extract`` (:func:`registry_api.presenting.extraction`) as a person reads it."""
    STDOUT.print(Text(plain(row["file"]), "bold"))
    if row["error"]:
        STDOUT.print(Text(f"  {row['error']['message']} [{row['error']['code']}]"))
        return
    for line in lines_of(row):
        STDOUT.print(Text(plain(line)))


def lines_of(row: Row) -> Iterator[str]:
    """Yield the lines of a file that was read."""
    for name in FIELDS:
        sure = row["confidence"].get(name)
        mark = "" if sure is None else f"  ({sure:.0%})"
        value = _day(row[name]) if name == "date" else row[name]
        yield f"  {FIELD_TITLES[name]:10} {value or '—'}{mark}"
    if row["place"]:
        yield f"  {'место':10} {row['place']}"
    if row["signed_at"]:
        yield f"  {'эл. подпись':10} {moment_said(row['signed_at'])}"
    yield from _section("что делает", _clauses(row))
    yield from _section("ссылки", _citations(row["citations"]))
    yield from _section("приложения", _annexes(row))
    yield from _section("отметки о редакциях", (one["raw"] for one in row["notes"]))
    yield from _section("опубликование, названное в тексте", row["publications"])
    if row["protocol"]:
        yield from _protocol(row["protocol"])
    if row["supplementary"]:
        yield from _section("дополнительный документ", _supplementary(row["supplementary"]))
    yield from _section("замечания", notices_said((notice["message"], notice["page"]) for notice in row["notices"]))


def _act(of: Row) -> str:
    number, day = f"№ {of['number']}" if of["number"] else "", f"от {_day(of['date'])}" if of["date"] else ""
    return _joined([of["kind"], number, day], " ")


def _annexes(row: Row) -> Iterator[str]:
    for one in row["annexes"]:
        doubt = "" if one["confidence"] >= CERTAIN else " (проверьте)"
        yield (_joined([one["number"], one["title"]]) or "без заголовка") + doubt
        for act in one["foreign"]:
            yield f"проверьте: гриф приложения называет другой акт: {_act(act)}"


def _section(title: str, items: Iterable[str]) -> Iterator[str]:
    rows = list(items)
    if rows:
        yield f"  {title}:"
    for row in rows[:_MOST]:
        yield f"    {_short(row)}"
    if len(rows) > _MOST:
        yield f"    … ещё {len(rows) - _MOST}; все — с --jsonl"


def _short(text: str) -> str:
    return textwrap.shorten(text, _WIDTH, placeholder="…")


def _day(iso: str | None) -> str:
    return format_date(date.fromisoformat(iso)) if iso else ""


def _joined(parts: Iterable[Any], between: str = ", ") -> str:
    return between.join(str(part) for part in parts if part)


def _clauses(row: Row) -> Iterator[str]:
    """Yield what the act does; what a protocol orders is told by its assignments."""
    for clause in row["clauses"]:
        kind = ClauseKind(clause["kind"])
        if kind is ClauseKind.EXECUTION and row["protocol"] and row["protocol"]["assignments"]:
            continue
        told = textwrap.shorten(_joined([*clause.get("who", ()), clause.get("term")], "; "), 45, placeholder="…")
        yield f"{CLAUSE_TITLES[kind]}{f' ({told})' if told else ''}: {clause['text']}"


def _citations(citations: Iterable[Row]) -> Iterator[str]:
    """Yield each cited act once for each role, with its units."""
    units: dict[str, list[str]] = {}
    for one in citations:
        number, day = f"№ {one['number']}" if one["number"] else "", f"от {_day(one['date'])}" if one["date"] else ""
        known = f"«{one['title']}»" if one["title"] and not (number or day) else ""
        name = _joined([one["kind"] or "акт", number, day, known], " ")
        of = units.setdefault(f"{_ROLES.get(one['role'], 'упоминает')}: {name}", [])
        if one["unit"] and one["unit"] not in of:
            of.append(one["unit"])
    for name, of in units.items():
        yield _joined([name, *of])


def _protocol(protocol: Row) -> Iterator[str]:
    present = len(protocol["present"]) or protocol["present_count"]
    facts = (
        ("совещание", protocol["meeting"]),
        ("председатель", protocol["chair"]),
        ("секретарь", protocol["secretary"]),
        ("присутствовали", present),
        ("вопросов повестки", len(protocol["agenda"])),
        ("решений", sum(len(one["decisions"]) for one in protocol["discussions"])),
    )
    yield from _section("протокол", (f"{name}: {value}" for name, value in facts if value))
    yield from _section("поручения", (_assignment(one) for one in protocol["assignments"]))


def _assignment(one: Row) -> str:
    due = f"до {_day(one['due'])}{' (посчитано)' if one['counted'] else ''}" if one["due"] else one["term"]
    who = _joined(one["executors"]) or "исполнитель не найден"
    return _joined([one["point"], _joined([due or "без срока", who, one["text"]], " — ")], " ")


def _supplementary(found: Row) -> Iterator[str]:
    yield _joined([SUPPLEMENTARY_TITLES[SupplementaryKind(found["kind"])], found["form"]], ": ")
    facts = (
        ("кто выдал", found["issuer"]),
        ("инстанция", _INSTANCES.get(found["instance"])),
        ("дело", found["case"]),
        ("дата", _day(found["date"])),
        ("номер", found["number"]),
        ("итог", found["outcome"]),
        ("требует", found["demand"]),
        ("входящий", _joined([found["incoming_number"], _day(found["incoming_on"])], " от ")),
        ("касается", _joined(map(_act, found["disputed"]), "; ")),
    )
    yield from (f"{name}: {value}" for name, value in facts if value)
