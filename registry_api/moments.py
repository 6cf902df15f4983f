"""The moment that the mark of an electronic signature shows, in words."""

from __future__ import annotations

from datetime import datetime

from domain.dates import format_date


def moment_said(iso: str) -> str:
    """Return a moment as it was written: «17.02.2021 10:15:33 (UTC+03:00)»; a missing zone is said.

    Args:
        iso: ISO 8601, with or without an offset.
    """
    moment = datetime.fromisoformat(iso)
    zone = f"UTC{iso[-6:]}" if moment.tzinfo else "часовой пояс не указан"
    return f"{format_date(moment.date())} {moment:%H:%M:%S} ({zone})"
