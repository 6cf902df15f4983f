"""A warm process that forks an indexer for every line it reads, and says the child's number: killed by the tests.

Usage: ``python indexing_process.py URL INDEX``: the database of the records; the folder of the embedded index, or
``http://host:port/alias`` of OpenSearch. A child drains the outbox for ever.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[3]))

from sqlalchemy import select

from domain.errors import IndexUnavailable, RecordsUnavailable
from search.analysis import default_analysis
from search.embedded import EmbeddedIndex
from search.indexer import Indexer
from search.opensearch import OpenSearchIndex
from storage.database import Records
from storage.index_feed import IndexFeed

if TYPE_CHECKING:
    from search.port import SearchIndex

BATCH = 3


def open_index(place: str) -> SearchIndex:
    """Open the index that a place names."""
    url, _, alias = place.rpartition("/")
    if place.startswith("http"):
        return OpenSearchIndex(url, default_analysis(), alias=alias)
    return EmbeddedIndex(Path(place), default_analysis())


def main() -> None:
    database, place = sys.argv[1:]
    default_analysis().streams("Об утверждении порядка и ещё")
    if place.startswith("http"):
        open_index(place).close()
    with TemporaryDirectory() as folder, Records(f"sqlite:///{folder}/warm").reading() as session:
        session.execute(select(1))
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            work(database, place)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("dead\n")
        sys.stdout.flush()


def work(database: str, place: str) -> None:
    """Drain for ever and wait out what does not answer, as the worker does; each new reason is told once."""
    indexer = Indexer(IndexFeed(Records(database)), open_index(place), batch=BATCH)
    told = ""
    while True:
        try:
            if not indexer.drain():
                time.sleep(0.002)
        except (IndexUnavailable, RecordsUnavailable) as error:
            why = f"{error!r}: {error.__cause__!r}\n"
            if why != told:
                sys.stderr.write(why)
                told = why
            time.sleep(0.01)


if __name__ == "__main__":
    main()
