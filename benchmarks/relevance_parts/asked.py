"""A question and the grades of its answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one class."""

    kind: str
    text: str
    grades: dict[str, int]
    """Document -> 2: what was looked for, 1: helps."""
