"""Permanent identifiers: ULIDs, sortable by the moment of making, 26 letters and digits, never reused."""

from __future__ import annotations

from ulid import ULID


def new_id() -> str:
    """Return a fresh identifier."""
    return str(ULID())
