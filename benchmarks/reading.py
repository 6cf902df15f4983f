"""``make bench-reading``: speed, memory and truth of reading, over the corpus of real documents.

Each part is a module of ``reading_parts`` with a function ``measure() -> list[Figure]``; a name as argument runs one.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys

from benchmarks import reading_parts
from benchmarks.table import Figure, show


def main(chosen: list[str]) -> None:
    """Measure the chosen parts, or all."""
    names = chosen or [module.name for module in pkgutil.iter_modules(reading_parts.__path__)]
    figures: list[Figure] = []
    for name in names:
        figures += importlib.import_module(f"{reading_parts.__name__}.{name}").measure()
    show("Reading", figures)


if __name__ == "__main__":
    main(sys.argv[1:])
