"""The protocol on the page of a draft: its assignments as rows that a registrar corrects, adds and removes.

Forms work without scripts: every row has numbered fields, an empty row stands at the end, «сохранить» gives another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec

from domain.dates import parse_date
from domain.errors import IncompleteRequisites
from domain.limits import too_long
from domain.requisites import SECTIONS, Assignment, ProtocolDetails
from domain.terms import due_of
from registry_api.web.formats import day

if TYPE_CHECKING:
    from registry_api.web.requests import Form

MOST_ROWS: Final = 1000
_TEXTS: Final = ("meeting", "chair", "secretary", "quorum")
_LISTS: Final = ("present", "invited", "absent")
_ROW: Final = ("point", "text", "executors", "term", "due", "section")
"""What a person types in a row."""
_LONG: Final = ("point", "text", "executors", "term")


@dataclass(slots=True)
class Row:
    """An assignment as it stands in the form; ``of`` is its place among those of the draft, -1 for a new one."""

    point: str = ""
    text: str = ""
    executors: str = ""
    term: str = ""
    due: str = ""
    section: str = ""
    of: int = -1
    counted: bool = False
    gone: bool = False
    mark: str = ""

    @property
    def is_empty(self) -> bool:
        """Nobody has typed anything."""
        return not any((self.point, self.text, self.executors, self.term, self.due))


@dataclass(slots=True)
class Sheet:
    """Everything of the form that belongs to the protocol."""

    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def sheet_of(details: ProtocolDetails) -> Sheet:
    """Return the form of a protocol."""
    return Sheet(
        texts={name: getattr(details, name) or "" for name in _TEXTS},
        lists={name: "\n".join(getattr(details, name)) for name in _LISTS},
        rows=[
            Row(
                point=item.point,
                text=item.text,
                executors="\n".join(item.executors),
                term=item.term,
                due=day(item.due) if item.due else "",
                section=item.section,
                of=place,
                counted=item.counted,
                mark=f"assignment-{place}" if item.span else "",
            )
            for place, item in enumerate(details.assignments)
        ],
    )


def typed_sheet(form: Form) -> Sheet | None:
    """Return what a person sent; None when the form had no protocol."""
    count = form.number("rows")
    if not form.text("rows"):
        return None
    rows = []
    for index in range(min(count, MOST_ROWS)):
        row = Row()
        for name in _ROW:
            setattr(row, name, form.text(f"row-{index}-{name}"))
        row.of = form.number(f"row-{index}-of") if form.text(f"row-{index}-of") else -1
        row.gone = form.text(f"row-{index}-gone") == "yes"
        row.mark = f"assignment-{row.of}" if row.of >= 0 else ""
        rows.append(row)
    return Sheet(
        texts={name: form.text(f"protocol-{name}") for name in _TEXTS},
        lists={name: form.text(f"protocol-{name}") for name in _LISTS},
        rows=rows,
    )


def details_of(sheet: Sheet, before: ProtocolDetails, meeting_day: date | None) -> ProtocolDetails:
    """Return the protocol that a person means.

    Args:
        sheet: What was sent.
        before: The protocol as it stood: what the form does not show is kept.
        meeting_day: The day that a changed term is counted from when its date was left empty.

    Raises:
        IncompleteRequisites: A row has a fault; ``fields`` names it as ``row-3-due``.
    """
    words = sheet.texts | sheet.lists
    faults = {f"protocol-{name}": fault for name, fault in too_long(words).items()}
    kept = []
    for index, row in enumerate(sheet.rows):
        if row.gone or row.is_empty:
            continue
        if not row.text:
            faults[f"row-{index}-text"] = "Напишите, что поручено, или отметьте «Убрать»."
        if row.due and parse_date(row.due) is None:
            faults[f"row-{index}-due"] = "Не похоже на дату. Введите её как 16.02.2021 или оставьте поле пустым."
        words = {name: getattr(row, name) for name in _LONG}
        faults |= {f"row-{index}-{name}": fault for name, fault in too_long(words).items()}
        old = before.assignments[row.of] if 0 <= row.of < len(before.assignments) else None
        kept.append(assignment_of(row, old, meeting_day))
    if faults:
        raise IncompleteRequisites(
            "Проверьте протокол и поручения: под отмеченными полями написано, что исправить.", fields=faults
        )
    return msgspec.structs.replace(
        before,
        **{name: value or None for name, value in sheet.texts.items() if name != "quorum"},
        quorum=sheet.texts["quorum"],
        **{name: names_of(value) for name, value in sheet.lists.items()},
        assignments=tuple(kept),
    )


def names_of(text: str) -> tuple[str, ...]:
    """Return the names that a person typed: one a line, or parted by semicolons."""
    return tuple(
        dict.fromkeys(name for part in re.split(r"[;\n]", text) if (name := " ".join(part.split()).strip(",")))
    )


def assignment_of(row: Row, old: Assignment | None, meeting_day: date | None) -> Assignment:
    """Return the assignment that a person means by a row.

    A day that stands as it stood does not outlive its term: it follows the new words where they tell a day, and where
    they tell none a day that was counted from the old words is gone.
    """
    due = parse_date(row.due) if row.due else None
    stood = date.fromisoformat(old.due) if old is not None and old.due else None
    was_counted = old is not None and old.counted
    is_new_term = bool(row.term) and (old is None or old.term != row.term)
    counted = was_counted and due is not None and due == stood and not is_new_term
    if is_new_term and (due is None or due == stood):
        told = due_of(row.term, meeting_day)
        if told is not None:
            due, counted = told.day, told.counted
        elif was_counted:
            due = None
    return Assignment(
        point=row.point,
        text=" ".join(row.text.split()),
        executors=names_of(row.executors),
        term=row.term,
        due=due.isoformat() if due else None,
        counted=counted,
        section=row.section if row.section in SECTIONS else "",
        span=old.span if old is not None else None,
    )
