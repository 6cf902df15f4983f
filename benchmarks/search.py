"""``make bench-search``: speed and memory of search over 100 000 acts; names of parts run those alone.

Parts: ``build``, ``pages``, ``processes``, ``opensearch``, ``parity``, ``growth``. The acts are made of the corpus'
federal laws and kept under ``.cache/search``.
"""

from __future__ import annotations

import importlib
import sys
from typing import Final

from benchmarks.table import Figure, show

PARTS: Final = ("build", "pages", "processes", "opensearch", "parity", "growth")


def main(chosen: list[str]) -> None:
    """Measure the chosen parts."""
    figures: list[Figure] = []
    for name in chosen or PARTS:
        figures += importlib.import_module(f"benchmarks.search_parts.{name}").measure()
    show("Search", figures)


if __name__ == "__main__":
    main(sys.argv[1:])
