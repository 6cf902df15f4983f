"""How values look to people: days, moments, sizes, words after numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.dates import format_date
from storage.models import now

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

KILO = 1024
_TEEN = range(11, 15)


def day(value: date | str | None) -> str:
    """Return a day in digits: «16.02.2021»; text that is no ISO date comes back as it is."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return str(value)
    return format_date(value)


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment in the zone of the office: «16.02.2021 14:05»."""
    if value is None:
        return ""
    local = value.astimezone(zone)
    return f"{format_date(local.date())} {local:%H:%M}"


def size(value: int) -> str:
    """Return a size in bytes for people: «1,4 МБ»."""
    if value < KILO:
        return f"{value} Б"
    if value < KILO**2:
        return f"{value / KILO:.0f} КБ"
    return f"{value / KILO**2:.1f} МБ".replace(".", ",")


def plural(count: int, one: str, few: str, many: str) -> str:
    """Return a number with its word: «1 файл», «2 файла», «5 файлов»."""
    tail = count % 100
    word = many if tail in _TEEN else {1: one, 2: few, 3: few, 4: few}.get(tail % 10, many)
    return f"{number(count)} {word}"


def number(count: int) -> str:
    """Return a whole number in groups of three with a no-break space."""
    return f"{count:,}".replace(",", "\u00a0")


def ago(value: datetime) -> str:
    """Return how long ago a moment was, roughly."""
    minutes = int((now() - value).total_seconds() // 60)
    if minutes < 1:
        return "только что"
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return f"{minutes} мин назад"
    hours = minutes // 60
    if hours < 24:  # noqa: PLR2004 - hours in a day
        return f"{hours} ч назад"
    return f"{plural(hours // 24, 'день', 'дня', 'дней')} назад"


def short_name(full: str) -> str:
    """Return surname with initials, «Ветрова О. Н.»; what is not three words comes back as it is."""
    words = full.split()
    if len(words) != len(("surname", "name", "patronymic")):
        return full
    return f"{words[0]} {words[1][0]}. {words[2][0]}."


def sentence(text: str) -> str:
    """Return the text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def same(values: list[object]) -> list[tuple[object, object]]:
    """Return options of a menu whose keys are their words."""
    return [(value, value) for value in values]
