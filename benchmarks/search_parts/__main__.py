"""One part in a process of its own: ``python -m benchmarks.search_parts PART FILE`` writes its lines as JSON."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path


def main(name: str, answer: Path) -> None:
    """Measure a part and write its lines."""
    figures = importlib.import_module(f"benchmarks.search_parts.{name}").measure()
    answer.write_text(json.dumps([asdict(figure) for figure in figures]), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
