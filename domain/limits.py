"""How long what people type may be: the one place that says it, for forms, JSON API and command line.

Generous enough for every real document (titles of acts that amend others reach some 1 500 characters), small enough
that one field cannot make a page, a letter or a package unusable. What is too long is refused with a sentence and
stays in the form. Nothing is ever cut off silently: so the fields have no ``maxlength``, by which browsers cut what
is pasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.errors import IncompleteRequisites

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE: Final = 60
"""As long as the columns of kinds, numbers, issues and pages."""
_LINE: Final = 500
_NOTE: Final = 2_000
_TITLE: Final = 4_000
_TEXT: Final = 50_000

LIMITS: Final[dict[str, int]] = {
    "kind": _CODE,
    "body": _LINE,
    "number": _CODE,
    "date": _CODE,
    "title": _TITLE,
    "signatory": _LINE,
    "signatory_post": _NOTE,
    "reason": _NOTE,
    "normative_reason": _NOTE,
    "note": _NOTE,
    "source": _LINE,
    "issue": _CODE,
    "pages": _CODE,
    "url": _NOTE,
    "issuer": _LINE,
    "incoming_number": _CODE,
    "outcome": _TEXT,
    "demand": _TEXT,
    "point": 20,
    "text": _TEXT,
    "executors": _TITLE,
    "term": _NOTE,
    "meeting": _TITLE,
    "chair": _LINE,
    "secretary": _LINE,
    "quorum": _NOTE,
    "present": _TEXT,
    "invited": _TEXT,
    "absent": _TEXT,
    "full_name": 200,
    "name": 120,
    "login": _CODE,
    "password": 1_000,
}
"""Characters, by what the field is called in forms and in the JSON API."""


def fault_of(name: str, text: str | None) -> str:
    """Return the Russian sentence about a text that is too long for its field, empty when it is not."""
    limit = LIMITS[name]
    length = len(text or "")
    if length <= limit:
        return ""
    return f"Введено знаков: {_grouped(length)}, допускается не более {_grouped(limit)}. Сократите текст."


def too_long(values: Mapping[str, str | None]) -> dict[str, str]:
    """Return what is too long: field to Russian sentence; every name must be one of :data:`LIMITS`."""
    return {name: fault for name, text in values.items() if (fault := fault_of(name, text))}


def require_fits(title: str = "", /, **values: str | None) -> None:
    """Refuse what is too long; ``title`` names the field in Russian where the message stands alone.

    Raises:
        IncompleteRequisites: With a sentence for each field that is too long.
    """
    faults = too_long(values)
    if faults:
        raise IncompleteRequisites(f"{title}. {next(iter(faults.values()))}" if title else None, fields=faults)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
