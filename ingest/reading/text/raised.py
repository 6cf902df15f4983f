"""Raised numbers keep their height: «статья 13¹» must not become «статья 131»."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST: Final = 3
"""Digits of an index or a power; a longer number is raised for another reason."""


def raised(text: str) -> str:
    """Return the text of a raised run: a short number in raised digits, anything else as it is."""
    return text.translate(_DIGITS) if text.strip().isdecimal() and len(text.strip()) <= _LONGEST else text
