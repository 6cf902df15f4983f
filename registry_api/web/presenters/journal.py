"""Journal entries in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from registry_api.journal_view import RESTRICTED
from registry_api.web import labels
from registry_api.web.formats import sentence

if TYPE_CHECKING:
    from storage.models import JournalEntry

_DETAILS: Final = {
    "act": "акт",
    "file": "файл",
    "reason": "основание",
    "version": "редакция",
    "login": "имя",
    "roles": "роли",
    "code": "код",
    "point": "пункт",
    "month": "месяц",
    "acts": "актов",
    "problems": "замечаний",
    "name": "название",
    "note": "отметка",
    "address": "адрес",
    "source": "источник",
    "issuer": "кто выдал",
    "origin": "откуда",
    "attempts": "попыток",
}
_LONGEST: Final = 120
_KEPT_BACK: Final = "Работа с документом ограниченного доступа"


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry."""

    seq: int
    at: datetime
    actor: str
    action: str
    code: str
    subject: str
    subject_key: str
    href: str
    details: list[tuple[str, str]]
    hash: str
    hidden: bool
    """Whether action, subject and details are kept back: the entry tells of a document for official use."""


def show_entry(row: JournalEntry, *, may_open: bool, hidden: bool = False) -> ShownEntry:
    """Return an entry in words; the page of an act is linked for those who may see it.

    ``hidden`` keeps back what a person without the right to documents for official use may not read.
    """
    table, _, key = row.subject.partition(":")
    details: dict[str, Any] = {} if hidden else json.loads(row.details)
    return ShownEntry(
        seq=row.seq,
        at=datetime.fromisoformat(row.at),
        actor=row.actor,
        action=_KEPT_BACK if hidden else sentence(labels.action(row.action)),
        code=RESTRICTED if hidden else row.action,
        subject="" if hidden else labels.subject(row.subject),
        subject_key="" if hidden else row.subject,
        href=f"/acts/{key}" if table == "acts" and may_open and not hidden else "",
        details=[
            (_DETAILS[name], _words(value))
            for name, value in details.items()
            if name in _DETAILS and value not in (None, "", [])
        ],
        hash=row.hash,
        hidden=hidden,
    )


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(labels.ROLES.get(str(item), str(item)) for item in value)
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
