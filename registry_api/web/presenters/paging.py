"""Pages of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

PAGE: int = 50
"""Rows of a page."""
DEEPEST: int = 2000
"""The last page that can be asked for: filters lead further than paging."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list the page stands; ``query`` is what else stands in the address."""

    number: int
    total: int
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    size: int = PAGE

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    def link(self, number: int) -> str:
        """Return the address of a page."""
        return f"{self.path}?{urlencode([*self.query, ('page', str(number))])}"


def page_number(asked: int) -> int:
    """Return a page number that may be used."""
    return min(max(asked, 1), DEEPEST)
