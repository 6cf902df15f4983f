"""What the name of the file says, beside the fields of a draft: shown as a hint, taken only by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.file_name import agrees, hints_of
from registry_api.web.formats import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from registry_api.web.presenters.drafts import ShownValue
    from storage.models import Draft


@dataclass(frozen=True, slots=True)
class Hint:
    """What the name says of a field."""

    value: str
    """As it would stand in the field."""
    differs: bool
    """The field holds something else."""


def hints(draft: Draft, values: Iterable[ShownValue]) -> dict[str, Hint]:
    """Return by field what the name says besides or against the fields; what agrees is left out."""
    said = typed_hints(draft)
    shown = {value.name: value.value for value in values}
    return {
        name: Hint(value, bool(shown.get(name)))
        for name, value in said.items()
        if name in shown and not agrees(name, value, shown[name])
    }


def typed_hints(draft: Draft) -> dict[str, str]:
    """Return what the name says, as a person would type it."""
    return {name: day(value) if name == "date" else value for name, value in hints_of(draft.intake.file_name).items()}
