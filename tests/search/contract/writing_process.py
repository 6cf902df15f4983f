"""A process that writes batches for ever and says what was acknowledged: killed by the tests.

Usage: ``python writing_process.py FOLDER FIRST``: batches of acts from the number FIRST on, each written once and
updated once.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from sample_acts import act

from search.analysis import default_analysis
from search.embedded import EmbeddedIndex

BATCH = 5


def main() -> None:
    folder, first = Path(sys.argv[1]), int(sys.argv[2])
    index = EmbeddedIndex(folder, default_analysis())
    while True:
        names = [f"K{place:06}" for place in range(first, first + BATCH)]
        for version in (1, 2):
            index.apply([act(name, version=version, text=f"слово{version} общее") for name in names], [])
            sys.stdout.write("".join(f"{name} {version}\n" for name in names))
            sys.stdout.flush()
        first += BATCH


if __name__ == "__main__":
    main()
