"""What one size of a register costs, and the file in which the rows of all sizes are kept from run to run."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from benchmarks.search_parts.common import load_average
from benchmarks.search_parts.registers import CACHE

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the build of one size costs; each engine adds what its pages cost."""

    acts: int
    seconds: float
    """The build, by the clock."""
    build_cpu: float
    """Processor seconds of all threads of the product's process."""
    index_mb: float
    told: str
    """Day of the run and how busy the machine was."""


Kept = TypeVar("Kept", bound=Row)


class Rows(Generic[Kept]):
    """The rows of one engine in a file of the cache."""

    def __init__(self, name: str, kind: type[Kept]) -> None:
        """Take the name of the file and what a row is."""
        self._path: Path = CACHE / name
        self._kind = kind

    def known(self) -> list[Kept]:
        """Return all rows that were ever measured here, smallest register first."""
        if not self._path.exists():
            return []
        return [self._kind(**row) for row in json.loads(self._path.read_text("utf-8"))]

    def keep(self, row: Kept) -> None:
        """Keep a row in place of an older one of its size."""
        rows = {known.acts: known for known in self.known()} | {row.acts: row}
        CACHE.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps([asdict(rows[acts]) for acts in sorted(rows)], indent=1), "utf-8")


def told() -> str:
    """Return what stands beside a row: the day, and how busy the machine is."""
    return f"{datetime.now(UTC):%Y-%m-%d}, {load_average()}"
